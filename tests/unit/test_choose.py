from corrector.choose import choose
from corrector.config import Profile, Settings
from corrector.types import Candidate, Finding, Kind, Outcome, Span

BALANCED = Settings()


def finding(score: float = 0.9, width: int = 5) -> Finding:
    return Finding(Span(0, width), Kind.SPELLING, score, "spelling", "no English word")


def test_replaces_with_a_confident_cure() -> None:
    choice = choose(finding(), "wrogn", [Candidate("wrong", 0.9, "lexicon", "one letter swapped")], BALANCED)
    assert choice.outcome is Outcome.REPLACE
    assert choice.picked is not None
    assert choice.picked.text == "wrong"
    assert choice.reason == "one letter swapped"


def test_abstains_below_the_bar_and_without_cures() -> None:
    assert choose(finding(), "wrogn", [Candidate("wrong", 0.6, "lexicon")], BALANCED).outcome is Outcome.FLAG
    assert choose(finding(), "wrogn", [], BALANCED).reason == "no safe cure"


def test_keeps_what_is_probably_right() -> None:
    choice = choose(finding(0.2), "wrogn", [Candidate("wrong", 0.99, "lexicon")], BALANCED)
    assert choice.outcome is Outcome.KEEP


def test_profiles_move_the_bar() -> None:
    cures = [Candidate("wrong", 0.8, "lexicon")]
    outcomes = [choose(finding(), "wrogn", cures, Settings(profile=profile)).outcome for profile in Profile]
    assert outcomes == [Outcome.FLAG, Outcome.REPLACE, Outcome.REPLACE]


def test_rivals_share_certainty() -> None:
    cures = [Candidate("wrong", 0.9, "a"), Candidate("wrung", 0.9, "b")]
    choice = choose(finding(), "wrogn", cures, BALANCED)
    assert choice.outcome is Outcome.FLAG
    assert choice.reason == "several cures are likely"
    assert sum(candidate.score for candidate in choice.candidates) <= 1.0


def test_the_same_cure_from_two_proposers_counts_once() -> None:
    cures = [Candidate("wrong", 0.7, "a"), Candidate("wrong", 0.9, "b")]
    choice = choose(finding(), "wrogn", cures, BALANCED)
    assert [candidate.proposer for candidate in choice.candidates] == ["b"]


def test_digits_never_change() -> None:
    choice = choose(finding(), "1 4th", [Candidate("41th", 0.99, "a"), Candidate("14th", 0.9, "b")], BALANCED)
    assert choice.picked is not None
    assert choice.picked.text == "14th"


def test_ignored_words_survive() -> None:
    settings = Settings(ignore=("Wrogn",))
    choice = choose(finding(width=9), "the Wrogn", [Candidate("the wrong", 0.99, "a")], settings)
    assert choice.candidates == ()


def test_facts_are_added_by_no_profile_but_thorough() -> None:
    cures = [Candidate("the president", 0.99, "gazetteer", adds_facts=True)]
    balanced = choose(finding(), "wrogn", cures, BALANCED)
    assert balanced.outcome is Outcome.FLAG
    assert balanced.reason == "the cure adds what the text does not say"
    assert choose(finding(), "wrogn", cures, Settings(profile=Profile.THOROUGH)).outcome is Outcome.REPLACE
