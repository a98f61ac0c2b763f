"""Foreign demonyms in all their forms."""

from __future__ import annotations

import pytest

from corrector.gazetteer.inflect import demonym_forms


@pytest.mark.parametrize(
    ("cell", "language", "forms"),
    [
        ("danois", "fr", "danois danoise danoises"),
        ("tunisien", "fr", "tunisien tunisienne tunisiens tunisiennes"),
        ("grec,grecque", "fr", "grec grecque grecs grecques"),
        ("russe", "fr", "russe russes"),
        ("francés", "es", "francés francesa franceses francesas"),
        ("alemán", "es", "alemán alemana alemanes alemanas"),
        ("iraní", "es", "iraní iraníes iranís"),
        ("belga", "es", "belga belgas"),
        ("polacco,polacchi", "it", "polacco polacca polacchi polacche"),
        ("austriaco,austriaci", "it", "austriaco austriaca austriaci austriace"),
        ("francese", "it", "francese francesi"),
        ("croata", "it", "croata croati croate"),
        ("português", "pt", "português portuguesa portugueses portuguesas"),
        ("alemão,alemã,alemães,alemãs", "pt", "alemão alemã alemães alemãs"),
        ("europeu", "pt", "europeu europeia europeus europeias"),
    ],
)
def test_romance_forms(cell: str, language: str, forms: str) -> None:
    assert {form for form, _ in demonym_forms(cell, language)} == set(forms.split())


def test_german_forms() -> None:
    forms = {form for form, _ in demonym_forms("dänisch/Däne,Dänin", "de")}
    assert {"dänisch", "dänische", "dänischen", "Däne", "Dänen", "Dänin", "Däninnen"} <= forms
    assert {form for form, _ in demonym_forms("deutsch/Deutscher", "de")} >= {"Deutscher", "Deutsche", "Deutschen"}
