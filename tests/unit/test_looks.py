from collections import Counter
from collections.abc import Iterator

import pytest

from corrector import edits, looks
from corrector.config import Settings
from corrector.looks import Decision
from corrector.pipeline import Pipeline
from corrector.segment import segment
from corrector.types import Candidate, Choice, Document, Edit, Finding, Kind, Outcome, Span

TEXT = "one two three four five six"


def decided(text: str, before: str, after: str | None, score: float = 0.9, detector: str = "a") -> Decision:
    """Return the decision to write ``after`` for the first ``before``; to report it without a cure if None."""
    start = text.index(before)
    finding = Finding(Span(start, start + len(before)), Kind.SPELLING, score, detector, "wrong")
    if after is None:
        return Decision(Choice(finding, (), Outcome.FLAG, None, "no safe cure"), None)
    cure = Candidate(after, score, detector, f"by {detector}")
    [decision] = looks.decisions(text, [Choice(finding, (cure,), Outcome.REPLACE, cure, cure.reason)])
    return decision


def both(first: list[Decision], later: list[tuple[str, str, float]]) -> tuple[Decision, ...]:
    """Compose decisions about TEXT with those of a second look; check what holds of every composition."""
    between = edits.apply(TEXT, looks.edits_of(first))
    second = [decided(between, before, after, score, "b") for before, after, score in later]
    made = looks.compose(TEXT, first, second)
    assert edits.apply(TEXT, looks.edits_of(made)) == edits.apply(between, looks.edits_of(second))
    return made


def summary(made: tuple[Decision, ...]) -> Iterator[tuple[str, str | None, float]]:
    """Yield what was found, what it becomes, and how surely it is wrong."""
    for choice, _ in made:
        start, end = choice.finding.span
        yield TEXT[start:end], choice.picked.text if choice.picked else None, choice.finding.score


def test_what_is_apart_stays_apart() -> None:
    made = both([decided(TEXT, "two", "twenty")], [("five", "fifty", 0.8)])
    assert list(summary(made)) == [("two", "twenty", 0.9), ("five", "fifty", 0.8)]
    assert looks.edits_of(made) == (
        Edit(Span(4, 7), "two", "twenty", Kind.SPELLING, 0.9, "a"),
        Edit(Span(19, 23), "five", "fifty", Kind.SPELLING, 0.8, "b"),
    )


def test_what_meets_becomes_one() -> None:
    first = [decided(TEXT, "two", "three"), decided(TEXT, "six", "sixty")]
    made = both(first, [("three three", "three", 0.8)])
    assert list(summary(made)) == [("two three", "three", 0.9), ("six", "sixty", 0.9)]
    [cure] = made[0].choice.candidates
    assert (cure.score, cure.proposer, cure.reason) == (0.8, "b", "by a; then by b")
    assert made[0].edit == Edit(Span(4, 8), "two ", "", Kind.SPELLING, 0.8, "b")


def test_a_finding_that_a_later_one_takes_in_whole_is_left_out() -> None:
    first = [decided(TEXT, "two", "three"), decided(TEXT, "four", None), decided(TEXT, "six", None)]
    made = both(first, [("three four five", "3 4 5", 0.8)])
    assert [one for one, _, _ in summary(made)] == ["two", "three four five", "six"]


def test_what_is_taken_back_was_not_wrong() -> None:
    first = [decided(TEXT, "two", "twenty"), decided(TEXT, "six", "sixty")]
    assert list(summary(both(first, [("twenty", "two", 0.8)]))) == [("six", "sixty", 0.9)]


@pytest.mark.parametrize("later", ["one three", "three", "one", " three", "one "])
def test_words_beside_a_deletion(later: str) -> None:
    first = [decided(TEXT, "two ", "")]
    made = both(first, [(later, later.upper(), 0.8)])
    assert sum(decision.edit is not None for decision in made) in (1, 2)


def test_edits_of_one_finding_of_several_words() -> None:
    first = [decided(TEXT, "two", "2"), decided(TEXT, "three", "3"), decided(TEXT, "five", "5")]
    made = both(first, [("2 3 four", "nine", 0.8)])
    assert list(summary(made)) == [("two three four", "nine", 0.9), ("five", "5", 0.9)]


def test_what_takes_in_a_word_put_in_before_takes_in_its_finding() -> None:
    first = [decided(TEXT, "two three", "a two three"), decided(TEXT, "five", "5")]
    made = both(first, [("one a", "only", 0.8)])
    assert list(summary(made)) == [("one two three", "only two three", 0.9), ("five", "5", 0.9)]
    assert made[0].edit == Edit(Span(0, 3), "one", "only", Kind.SPELLING, 0.8, "b")


def test_a_gap_belongs_to_what_begins_there() -> None:
    start = TEXT.index("three")
    cure = Candidate("and ", 0.9, "a", "by a")
    finding = Finding(Span(start, start), Kind.MISSING_WORDS, 0.9, "a", "wrong")
    first = list(looks.decisions(TEXT, [Choice(finding, (cure,), Outcome.REPLACE, cure, cure.reason)]))
    made = both(first, [("two ", "2 ", 0.8), ("and three", "3", 0.8)])
    assert list(summary(made)) == [("two three", "2 3", 0.9)]


def test_only_blocks_that_changed_are_looked_at_again() -> None:
    body = "It rained on the house all day.\n\n- one\n- two\n\nThe see https://example.org was calm and blue."
    text = segment(Document("d", body, (Span(body.index("https"), body.index(" was")),)))
    at = body.index("two")
    again = looks.revised(text, [Edit(Span(at, at + 3), "two", "twenty", Kind.NAME, 0.9, "a")])
    assert [block.text for block in again.blocks] == ["one", "twenty"], "a list is looked at as a whole"
    assert again.counts == text.counts - Counter(["two"]) + Counter(["twenty"])
    assert again.word_count == text.word_count
    [address] = again.document.protected
    assert again.document.text[address.start : address.end] == "https://example.org"
    at = again.document.text.index("twenty")
    third = looks.revised(again, [Edit(Span(at, at), "", "the ", Kind.NAME, 0.9, "a")])
    assert [block.text for block in third.blocks] == ["one", "the twenty"]
    assert third.word_count == text.word_count + 1


@pytest.mark.parametrize(
    ("text", "right", "edited"),
    [
        ("The plan of the goverment government was clear.", "The plan of the government was clear.", 1),
        ("They donâ€™t Have to wait for the minister.", "They don’t have to wait for the minister.", 2),
        ("It was an consumado plan, the farmers said.", "It was an accomplished plan, the farmers said.", 1),
        ("It was in the necessidade necessidade of the village.", "It was in the need of the village.", 1),
    ],
)
def test_damage_behind_damage_is_cured_at_once(text: str, right: str, edited: int) -> None:
    with Pipeline(Settings()) as pipeline:
        result = pipeline.check(text)
    assert result.corrected == right
    assert len(result.edits) == edited
    assert sum(choice.outcome is Outcome.REPLACE for choice in result.choices) == edited
