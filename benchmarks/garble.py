"""Make the garbled articles: Wikinews paragraphs, half of the sentences through Apertium and back, damage in the others.

Run once: ``python -m benchmarks.garble --data DIR`` needs the ``apertium`` command with the pair English and Spanish. What
it writes is committed, so the benchmark itself needs neither. The damage is marked as it is made; what the translation
garbled is marked by a reader in ``garbled/hand.tsv``, who had not seen what the program says about it.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.common import GARBLED, Context
from corrector.evaluation.facts import read_rows
from corrector.evaluation.gold import Mark, as_row
from corrector.training.engines.apertium import Apertium
from corrector.training.sources import split_sentences
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corrector.evaluation.facts import Facts

# First line and number of lines of each article in clean/wikinews.txt.gz: drawn at random among news items.
ARTICLES = ((732, 4), (1426, 4), (738, 2))
SEED = "garbled articles"


class Damage(NamedTuple):
    """A damaged stretch of a sentence."""

    span: Span
    wrong: str
    accept: tuple[str, ...]
    category: str


def _sites(pattern: str, sentence: str) -> list[Span]:
    """Return the stretches of the pattern's first group."""
    return [Span(*match.span(1)) for match in re.finditer(pattern, sentence)]


def _changed(
    rng: random.Random, sentence: str, found: list[Span], change: Callable[[str], str], category: str
) -> Damage | None:
    """Change one of the stretches found; None if there is none."""
    if not found:
        return None
    span = rng.choice(found)
    word = sentence[slice(*span)]
    return Damage(span, change(word), (word,), category)


def _capital_verb(sentence: str, _: Facts, rng: random.Random) -> Damage | None:
    found = _sites(r"\b[A-Z][a-z]{3,} (said|was|were|has|have|had|is|announced|ruled)\b", sentence)
    return _changed(rng, sentence, found, str.title, "casing")


def _capitals(sentence: str, facts: Facts, rng: random.Random) -> Damage | None:
    names = {country.names[0] for country in facts.countries}
    found = [span for span in _sites(r"\w ([A-Z][a-z]{3,})\b", sentence) if sentence[slice(*span)] in names]
    return _changed(rng, sentence, found, str.upper, "casing")


def _surname_capitals(sentence: str, _: Facts, rng: random.Random) -> Damage | None:
    found = _sites(r"\b[A-Z][a-z]{3,} ([A-Z][a-z]{5,})(?=,| (?:was|of|is|said|reached)\b)", sentence)
    return _changed(rng, sentence, found, str.upper, "casing")


def _spaced_hyphen(sentence: str, _: Facts, rng: random.Random) -> Damage | None:
    found = _sites(r"\b([a-z]+-[a-z]+)\b", sentence)
    return _changed(rng, sentence, found, lambda word: word.replace("-", " -", 1), "spacing")


def _lower_organization(sentence: str, _: Facts, rng: random.Random) -> Damage | None:
    found = _sites(r"the ([A-Z][a-z]+ (?:[A-Z][a-z]+ )+(?:Assembly|Union|Federation|University|Nations))\b", sentence)
    return _changed(rng, sentence, found, str.capitalize, "name")


def _misspelt(sentence: str, facts: Facts, rng: random.Random) -> Damage | None:
    found = [
        span for span in _sites(r"\b([a-z]{8,})\b", sentence) if facts.frequency(sentence[slice(*span)], "en") >= 4
    ]

    def slip(word: str) -> str:
        place = rng.choice([place for place in range(2, len(word) - 1) if word[place] in "aeiou"])
        return word[:place] + rng.choice([vowel for vowel in "aeiou" if vowel != word[place]]) + word[place + 1 :]

    return _changed(rng, sentence, found, slip, "spelling")


def _foreign_nationality(sentence: str, facts: Facts, rng: random.Random) -> Damage | None:
    by_adjective = {country.adjectives[0]: country for country in facts.countries}
    found = [span for span in _sites(r"\b([A-Z][a-z]+)\b", sentence) if sentence[slice(*span)] in by_adjective]

    def foreign(word: str) -> str:
        form = by_adjective[word].foreign[rng.choice(("fr", "es", "it"))][0]
        return form[0].upper() + form[1:]

    damage = _changed(rng, sentence, found, foreign, "name")
    return damage and damage._replace(accept=by_adjective[damage.accept[0]].adjectives)


def _foreign_noun(sentence: str, facts: Facts, rng: random.Random) -> Damage | None:
    words: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for noun in facts.nouns:
        if noun.language in {"fr", "es", "it", "pt"}:
            words.setdefault(noun.lemmas[0], []).append((noun.word, noun.lemmas))
    found = [span for span in _sites(r"\b(?:the|any) ([a-z]{5,})\b", sentence) if sentence[slice(*span)] in words]
    damage = _changed(rng, sentence, found, str, "garbled")
    if damage is None:
        return None
    foreign, lemmas = rng.choice(words[damage.wrong])
    return damage._replace(wrong=foreign, accept=(damage.wrong, *lemmas))


OPERATORS: tuple[Callable[[str, Facts, random.Random], Damage | None], ...] = (
    _capital_verb,
    _capitals,
    _surname_capitals,
    _spaced_hyphen,
    _lower_organization,
    _misspelt,
    _foreign_nationality,
    _foreign_noun,
)


def damaged(sentence: str, facts: Facts, rng: random.Random, used: list[str]) -> Damage | None:
    """Damage a sentence once, by the operator that was used least so far among those that fit."""
    order = sorted(OPERATORS, key=lambda operator: (float(used.count(operator.__name__)), rng.random()))
    for operator in order:
        damage = operator(sentence, facts, rng)
        if damage is not None and damage.wrong != sentence[slice(*damage.span)] and damage.wrong not in damage.accept:
            used.append(operator.__name__)
            return damage
    return None


def _articles(context: Context) -> Iterator[tuple[str, list[Mark]]]:
    facts, rng, engine = context.facts(), random.Random(SEED), Apertium("apertium-spa")
    lines = [text for _, text in context.lines("clean", "wikinews.txt.gz")]
    used: list[str] = []
    for first, count in ARTICLES:
        text, marks = "", []
        for paragraph in lines[first : first + count]:
            sentences = split_sentences(paragraph)
            translated = engine.round_trip(sentences)
            pieces: list[str] = []
            for turn, (sentence, garbled) in enumerate(zip(sentences, translated, strict=True)):
                start = len(text) + sum(len(piece) + 1 for piece in pieces)
                if turn % 2 == 1:
                    pieces.append(garbled)
                elif (damage := damaged(sentence, facts, rng, used)) is None:
                    pieces.append(sentence)
                else:
                    pieces.append(sentence[: damage.span.start] + damage.wrong + sentence[damage.span.end :])
                    place = start + damage.span.start
                    span = Span(place, place + len(damage.wrong))
                    marks.append(
                        Mark(span, damage.wrong, tuple(dict.fromkeys(damage.accept)), damage.category, "must_fix")
                    )
            text += " ".join(pieces) + "\n"
        yield text, marks


def _hand_marks(number: int, text: str) -> Iterator[Mark]:
    """Yield the reader's marks of one article; each names its stretch by the words themselves, which stand there once."""
    for row in read_rows(GARBLED / "hand.tsv"):
        if int(row["article"]) == number:
            if text.count(row["original"]) != 1:
                raise ValueError(
                    f"hand.tsv: {row['original']!r} stands {text.count(row['original'])} times in {number}"
                )
            start = text.index(row["original"])
            accept = tuple(row["accept"].split("|")) if row["accept"] else ()
            span = Span(start, start + len(row["original"]))
            yield Mark(span, row["original"], accept, row["category"], row["tier"])


def main() -> None:
    """Write the articles, and their marks where the reader's marks fit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    context = Context(parser.parse_args().data)
    for number, (text, marks) in enumerate(_articles(context), start=1):
        (GARBLED / f"article-{number}.txt").write_text(text, encoding="utf-8")
        every = sorted((*marks, *_hand_marks(number, text)), key=lambda mark: mark.span)
        rows = "".join(json.dumps(as_row(mark), ensure_ascii=False) + "\n" for mark in every)
        (GARBLED / f"article-{number}.gold.jsonl").write_text(rows, encoding="utf-8")


if __name__ == "__main__":
    main()
