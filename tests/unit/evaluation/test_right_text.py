from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrector.errors import InputError
from corrector.evaluation.right_text import (
    Alarm,
    Place,
    Verdict,
    count_words,
    draw,
    edits_of,
    findings_of,
    rate,
    read_verdicts,
    sample_lines,
    write_verdicts,
)
from corrector.types import Candidate, Choice, Document, Edit, Finding, Kind, Outcome, Result, Span

LINES = [(number, f"line {number} has five words") for number in range(1, 101)]


def alarm(line: int, cure: str | None = None) -> Alarm:
    return Alarm(Place(line, 0, 4, "wurd", cure), "spelling", "test")


def test_a_sample_holds_the_words_asked_for_and_is_repeatable() -> None:
    drawn = sample_lines(LINES, words=200, seed="a")
    assert count_words(drawn) == 200
    assert drawn == sample_lines(LINES, words=200, seed="a")
    assert drawn == sorted(drawn)
    assert drawn != sample_lines(LINES, words=200, seed="b")


def test_a_drawn_item_stays_drawn_when_others_come_and_go() -> None:
    before = draw([alarm(line) for line in range(100)], 20)
    after = draw([alarm(line) for line in range(0, 100, 2)], 20)
    assert {one for one in before if one.place.line % 2 == 0} <= set(after)


def test_every_edit_and_reported_finding_is_an_alarm() -> None:
    text = "a umbrella and a orange"
    cure = Candidate("an", 0.9, "article")
    made = Choice(Finding(Span(0, 1), Kind.ARTICLE, 0.9, "article", "m"), (cure,), Outcome.REPLACE, cure, "r")
    flagged = Choice(Finding(Span(15, 16), Kind.ARTICLE, 0.6, "article", "m"), (), Outcome.FLAG, None, "r")
    kept = Choice(Finding(Span(2, 10), Kind.SPELLING, 0.2, "spelling", "m"), (), Outcome.KEEP, None, "r")
    edit = Edit(Span(0, 1), "a", "an", Kind.ARTICLE, 0.9, "article")
    result = Result(Document("d", text), (made, kept, flagged), (edit,), 0.1, "signature")
    assert edits_of(result, 7) == [Alarm(Place(7, 0, 1, "a", "an"), "article", "article")]
    assert [one.place for one in findings_of(result, 7)] == [Place(7, 0, 1, "a", None), Place(7, 15, 16, "a", None)]


def test_rates_count_verdicts_and_state_what_is_unjudged() -> None:
    alarms = [alarm(line, "word") for line in range(4)]
    verdicts = {alarms[0].place: Verdict.WRONG, alarms[1].place: Verdict.RIGHT, alarms[2].place: Verdict.NEUTRAL}
    counted = rate(alarms, verdicts, words=1000)
    assert counted[:6] == (1000, 4, 1, 1, 1, 1)
    assert counted.raw_rate == pytest.approx(4.0)
    assert counted.wrong_rate == pytest.approx(4 / 3)


def test_a_sample_stands_for_all() -> None:
    alarms = [alarm(line) for line in range(100)]
    verdicts = {one.place: Verdict.WRONG for one in draw(alarms, 10)[:5]}
    verdicts |= {one.place: Verdict.RIGHT for one in draw(alarms, 10)[5:]}
    assert rate(alarms, verdicts, words=10_000, sample=10).wrong_rate == pytest.approx(5.0)


def test_no_words_and_no_alarms_make_no_rate() -> None:
    assert rate([], {}, words=0) == (0, 0, 0, 0, 0, 0, 0.0, 0.0)


def test_a_changed_cure_needs_a_new_verdict() -> None:
    verdicts = {Place(1, 0, 4, "wurd", "word"): Verdict.RIGHT}
    assert rate([alarm(1, "ward")], verdicts, words=10).unjudged == 1
    assert rate([alarm(1, "word")], verdicts, words=10).right == 1


places = st.builds(
    Place,
    st.integers(1, 10**6),
    st.integers(0, 10**4),
    st.integers(0, 10**4),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), include_characters="\t\n\\"), max_size=20),
    st.none()
    | st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), include_characters="\t\\"), max_size=9),
)


@given(verdicts=st.dictionaries(places, st.sampled_from(Verdict)))
def test_verdicts_round_trip(tmp_path_factory: pytest.TempPathFactory, verdicts: dict[Place, Verdict]) -> None:
    path = tmp_path_factory.mktemp("verdicts") / "v.tsv"
    write_verdicts(path, verdicts, comment="test")
    assert read_verdicts(path) == verdicts


def test_a_missing_file_holds_no_verdicts(tmp_path: Path) -> None:
    assert read_verdicts(tmp_path / "none.tsv") == {}


def test_a_malformed_verdict_is_reported(tmp_path: Path) -> None:
    (tmp_path / "v.tsv").write_text("line\tstart\tend\tword\tcure\tverdict\n1\t0\t1\ta\t-\tperhaps\n", encoding="utf-8")
    with pytest.raises(InputError, match="not a verdict"):
        read_verdicts(tmp_path / "v.tsv")


def test_committed_verdicts_can_be_read() -> None:
    for path in (Path(__file__).parents[3] / "benchmarks" / "verdicts").glob("*.tsv"):
        assert read_verdicts(path)
