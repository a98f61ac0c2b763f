from __future__ import annotations

import pytest

from corrector.config import Settings
from corrector.detect import encoding
from corrector.plugins import Ask
from corrector.segment import segment
from corrector.types import Document


def cures(body: str) -> dict[str, list[str]]:
    detector = encoding.build(Settings())
    text = segment(Document("d", body))
    (findings,) = detector.detect([text])
    offered = detector.propose([Ask(text, finding) for finding in findings])
    return {
        body[finding.span.start : finding.span.end]: [candidate.text for candidate in candidates]
        for finding, candidates in zip(findings, offered, strict=True)
    }


WORDS = [
    "café",
    "São",
    "Kraków",
    "Žižek",
    "naïve",
    "Đỗ",
    "Привет",
    "it’s",
    "“word”",
    "£5",
    "€6",
    "東京",
    "façade",
    "Ångström",
]


def mangled_words() -> list[tuple[str, str]]:
    """Words as UTF-8 read as Latin-1, and as Windows-1252 where that has a character for each byte."""
    pairs = [(word, word.encode().decode("latin-1")) for word in WORDS]
    for word in WORDS:
        mangled = word.encode().decode("windows-1252", errors="ignore")
        if mangled.encode("windows-1252") == word.encode():
            pairs.append((word, mangled))
    return pairs


@pytest.mark.parametrize(("word", "mangled"), mangled_words())
def test_what_was_decoded_wrongly_is_given_back(word: str, mangled: str) -> None:
    assert [word] in cures(f"It was said that {mangled} was in the city of the men.").values()


@pytest.mark.parametrize("word", WORDS)
def test_right_words_stay(word: str) -> None:
    assert cures(f"It was said that {word} was in the city of the men.") == {}


def test_the_span_is_the_word() -> None:
    assert cures("It was the (cafÃ©), they said, in the city.") == {"cafÃ©": ["café"]}


def test_a_lost_character_is_reported_without_a_cure() -> None:
    assert cures("It was the caf\ufffd, they said, in the city.") == {"\ufffd": []}


def test_a_lost_apostrophe_is_given_back() -> None:
    assert cures("It was the city\ufffds last, they said, and we\ufffdre off.") == {"\ufffd": ["’"]}
