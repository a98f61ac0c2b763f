"""Quotations are found by their marks, and those in another language are told from damaged English."""

from __future__ import annotations

import pytest

from corrector.detect._foreign_text import heads_foreign_name, in_foreign_quotation, is_foreign, quotations, words_in
from corrector.segment import Block, segment
from corrector.types import Document, Span


def block_of(text: str) -> Block:
    (block,) = segment(Document("d", text)).blocks
    return block


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said “we are late” and left.", ["we are late"]),
        ('He said "we are late" and "so are you" to them.', ["we are late", "so are you"]),
        ("He said ‘it’s the dogs’ food’ and left.", ["it’s the dogs"]),
        ("He said 'it's late' and left the dogs' food.", ["it's late"]),
        ("He said „wir sind da“ and «nous sommes là» to them.", ["wir sind da", "nous sommes là"]),
        ("The dogs' food and the cats' food are late, it's said.", []),
        ('The board is 12" wide, and they left it at the door.', []),
        ("He said “we are late and left.", []),
    ],
)
def test_quotations_are_found(text: str, quoted: list[str]) -> None:
    assert sorted(text[span.start : span.end] for span in quotations(block_of(text))) == sorted(quoted)


@pytest.mark.parametrize(
    "text", ["Vive la Pologne", "Ich liebe Warschau", "Elveda Varşova", "Hasta la vista amigo", "Viva Oslo"]
)
def test_other_languages_are_foreign(text: str) -> None:
    assert is_foreign(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "We met the Letton president",
        "The goverment must resign",
        "Presidant Boluarte",
        "pescadors",
        "no comment",
        "Die Hard",
        "La La Land",
        "",
    ],
)
def test_damaged_english_is_not(text: str) -> None:
    assert not is_foreign(text.split())


def test_only_what_lies_inside_counts() -> None:
    text = "The crowd in Varsovie shouted “Vive la Pologne !” for an hour."
    block, place = block_of(text), text.index("Pologne")
    assert in_foreign_quotation(block, Span(place, place + 7))
    assert not in_foreign_quotation(block, Span(text.index("Varsovie"), text.index("Varsovie") + 8))
    assert not in_foreign_quotation(block, Span(place, len(text)))
    (quoted,) = quotations(block)
    assert words_in(block, quoted) == ("Vive", "la", "Pologne")


@pytest.mark.parametrize(
    ("text", "heads"),
    [("Avenida de Lisboa", True), ("Banco do Brasil", True), ("Avenida the Lisboa", False), ("Banco de", False)],
)
def test_a_particle_between_capitals_makes_a_name(text: str, heads: bool) -> None:
    assert heads_foreign_name(block_of(text).words) is heads
