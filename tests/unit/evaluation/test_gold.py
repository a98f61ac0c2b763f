import json
from pathlib import Path

import pytest

from corrector.errors import InputError
from corrector.evaluation.gold import Gold, Mark, as_row, by_category, covers, lost_names, read_gold, score
from corrector.types import Candidate, Choice, Document, Edit, Finding, Kind, Outcome, Result, Span

TEXT = "The Norwgian ministre Has met a old baker in OSLO."


def mark(text: str, original: str, *accept: str, tier: str = "must_fix", start: int | None = None) -> Mark:
    place = text.index(original) if start is None else start
    return Mark(Span(place, place + len(original)), original, accept, "test", tier)


def edit(text: str, before: str, after: str, *, start: int | None = None) -> Edit:
    place = text.index(before) if start is None else start
    return Edit(Span(place, place + len(before)), before, after, Kind.SPELLING, 0.9, "test")


def result(text: str, *edits: Edit, findings: tuple[Span, ...] = (), outcome: Outcome = Outcome.FLAG) -> Result:
    picked = Candidate("x", 0.9, "test") if outcome is Outcome.REPLACE else None
    candidates = (picked,) if picked else ()
    choices = tuple(
        Choice(Finding(span, Kind.SPELLING, 0.9, "test", "m"), candidates, outcome, picked, "r") for span in findings
    )
    ordered = tuple(sorted(edits, key=lambda one: one.span))
    return Result(Document("d", text), choices, ordered, 0.1, "signature")


def gold(text: str, *marks: Mark, keep: tuple[str, ...] = ()) -> Gold:
    return Gold(Document("d", text), marks, keep)


def test_an_accepted_edit_cures_and_is_not_unasked() -> None:
    scored = score(gold(TEXT, mark(TEXT, "Has", "has")), result(TEXT, edit(TEXT, "Has", "has")))
    assert scored.tally() == (1, 1, 1, 0)
    assert scored.unasked == ()


def test_another_edit_leaves_the_mark_changed_and_is_unasked() -> None:
    scored = score(gold(TEXT, mark(TEXT, "Has", "has")), result(TEXT, edit(TEXT, "Has", "Hash")))
    assert scored.tally() == (1, 0, 0, 1)
    assert [one.after for one in scored.unasked] == ["Hash"]


def test_an_edit_that_touches_no_mark_is_unasked() -> None:
    scored = score(gold(TEXT, mark(TEXT, "Has", "has")), result(TEXT, edit(TEXT, "baker", "banker")))
    assert scored.tally() == (1, 0, 0, 0)
    assert len(scored.unasked) == 1


def test_one_edit_may_cure_two_marks() -> None:
    marks = (mark(TEXT, "Norwgian", "Norwegian"), mark(TEXT, "ministre", "minister"))
    scored = score(gold(TEXT, *marks), result(TEXT, edit(TEXT, "Norwgian ministre", "Norwegian minister")))
    assert scored.tally() == (2, 2, 2, 0)


def test_one_edit_over_two_marks_may_cure_one_and_leave_the_other() -> None:
    marks = (mark(TEXT, "Norwgian", "Norwegian"), mark(TEXT, "ministre", "minister"))
    scored = score(gold(TEXT, *marks), result(TEXT, edit(TEXT, "Norwgian ministre", "Norwegian ministre")))
    assert [one.cured for one in scored.marks] == [True, False]


def test_one_edit_that_cures_one_mark_and_spoils_another_is_unasked() -> None:
    marks = (mark(TEXT, "Norwgian", "Norwegian"), mark(TEXT, "ministre", "minister"))
    scored = score(gold(TEXT, *marks), result(TEXT, edit(TEXT, "Norwgian ministre", "Norwegian minster")))
    assert scored.tally().cured == 0
    assert len(scored.unasked) == 1


def test_an_edit_that_reaches_beyond_the_mark_cures_only_if_the_rest_stays() -> None:
    marked = mark(TEXT, "ministre", "minister")
    stays = score(gold(TEXT, marked), result(TEXT, edit(TEXT, "ministre Has", "minister Has")))
    spoils = score(gold(TEXT, marked), result(TEXT, edit(TEXT, "ministre Has", "minister had")))
    assert (stays.tally().cured, spoils.tally().cured) == (1, 0)
    assert len(spoils.unasked) == 1


def test_an_edit_that_overlaps_a_mark_in_part_is_judged_by_the_whole_stretch() -> None:
    marked = mark(TEXT, "a old", "an old")
    assert score(gold(TEXT, marked), result(TEXT, edit(TEXT, "met a", "met an"))).tally().cured == 1
    assert score(gold(TEXT, marked), result(TEXT, edit(TEXT, "old baker", "older baker"))).tally().changed == 1


def test_several_edits_inside_one_mark_count_together() -> None:
    marked = mark(TEXT, "Norwgian ministre Has", "Norwegian minister has")
    edits = [
        edit(TEXT, "Norwgian", "Norwegian"),
        edit(TEXT, "ministre", "minister"),
        edit(TEXT, "Has", "has"),
    ]
    assert score(gold(TEXT, marked), result(TEXT, *edits)).tally().cured == 1
    assert score(gold(TEXT, marked), result(TEXT, *edits[:2])).tally() == (1, 0, 0, 1)


@pytest.mark.parametrize(("place", "cured"), [("start", True), ("inside", True), ("end", True), ("beyond", False)])
def test_an_insertion_belongs_to_the_mark_it_touches(place: str, cured: bool) -> None:
    text = "She spoke to Ana Maria yesterday"
    start = text.index("Ana Maria")
    at = {"start": start, "inside": start + 4, "end": start + 9, "beyond": start + 10}[place]
    corrected = text[:at] + "Rosa " + text[at:] if place != "end" else text[:at] + " Rosa" + text[at:]
    accepted = corrected[start : start + len("Ana Maria Rosa")]
    inserted = Edit(Span(at, at), "", "Rosa " if place != "end" else " Rosa", Kind.NAME, 0.9, "test")
    scored = score(gold(text, mark(text, "Ana Maria", accepted)), result(text, inserted))
    assert (scored.tally().cured == 1) is cured
    assert (scored.unasked == ()) is cured


def test_a_zero_width_mark_is_cured_by_an_insertion() -> None:
    text = "the aid Mali received"
    marked = Mark(Span(8, 8), "", ("that ",), "missing", "must_fix")
    inserted = Edit(Span(8, 8), "", "that ", Kind.MISSING_WORDS, 0.9, "test")
    assert score(gold(text, marked), result(text, inserted)).tally().cured == 1


@pytest.mark.parametrize("before", ["quite ", " quite", "quite"])
def test_an_accepted_empty_string_is_a_deletion_with_or_without_its_space(before: str) -> None:
    text = "It was quite late"
    scored = score(gold(text, mark(text, "quite", "")), result(text, edit(text, before, "")))
    assert scored.tally().cured == 1
    assert scored.unasked == ()


def test_an_empty_string_that_is_not_accepted_cures_nothing() -> None:
    text = "It was quite late"
    assert score(gold(text, mark(text, "quite", "very")), result(text, edit(text, "quite ", ""))).tally().cured == 0


NESTED = "the firm helps to be a bakeur here"


def nested(*outer: str) -> Gold:
    return gold(
        NESTED,
        mark(NESTED, "helps to be a bakeur", *outer, tier="optional"),
        mark(NESTED, "bakeur", "baker"),
    )


def test_a_cure_of_the_inner_mark_cures_the_outer_only_if_accepted() -> None:
    inner = edit(NESTED, "bakeur", "baker")
    both = score(nested("helps to be a baker"), result(NESTED, inner))
    one = score(nested("helps as a baker"), result(NESTED, inner))
    assert [mark_score.cured for mark_score in both.marks] == [True, True]
    assert [mark_score.cured for mark_score in one.marks] == [False, True]
    assert one.unasked == ()
    assert one.tally("optional").changed == 0


def test_a_cure_of_the_outer_mark_cures_the_inner() -> None:
    scored = score(nested("helps as a baker"), result(NESTED, edit(NESTED, "helps to be a bakeur", "helps as a baker")))
    assert scored.tally() == (2, 2, 2, 0)


def test_a_wrong_edit_of_the_outer_mark_spoils_both() -> None:
    scored = score(nested("helps as a baker"), result(NESTED, edit(NESTED, "be a bakeur", "bake")))
    assert scored.tally() == (2, 0, 0, 2)
    assert len(scored.unasked) == 1


def test_tiers_are_counted_apart() -> None:
    scored = score(nested("helps as a baker"), result(NESTED, edit(NESTED, "bakeur", "baker")))
    assert scored.tally("must_fix") == (1, 1, 1, 0)
    assert scored.tally("optional") == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("finding", "found"),
    [
        ("ministre Has met", True),
        ("Norwgian ministre Has met a old", True),
        ("Norwgian ministre Has met a old baker", False),
        ("met a old", False),
        ("Has", False),
    ],
)
def test_found_needs_half_the_words_and_at_most_twice_the_length(finding: str, found: bool) -> None:
    marked = mark(TEXT, "Norwgian ministre Has", "Norwegian minister has", tier="must_flag")
    start = TEXT.index(finding)
    scored = score(gold(TEXT, marked), result(TEXT, findings=(Span(start, start + len(finding)),)))
    assert (scored.tally().found == 1) is found


def test_a_kept_finding_counts_neither_as_found_nor_as_stray() -> None:
    span = Span(TEXT.index("Has"), TEXT.index("Has") + 3)
    scored = score(gold(TEXT, mark(TEXT, "Has", "has")), result(TEXT, findings=(span,), outcome=Outcome.KEEP))
    assert scored.tally().found == 0
    elsewhere = score(gold(TEXT, mark(TEXT, "OSLO", "Oslo")), result(TEXT, findings=(span,)))
    assert len(elsewhere.stray) == 1


def test_a_zero_width_finding_covers_no_word() -> None:
    assert not covers("one two", Span(3, 3), Span(0, 7))


def test_names_are_counted_as_whole_words() -> None:
    assert lost_names("Ali met Ali Khan", "Alice met Ali Khan", ("Ali", "Ali Khan", "Bo")) == ("Ali",)


def test_damage_is_reported_with_the_score() -> None:
    scored = score(gold(TEXT, keep=("baker",)), result(TEXT, edit(TEXT, "baker", "banker")))
    assert scored.damaged == ("baker",)


def test_categories_add_up_over_texts() -> None:
    scored = score(gold(TEXT, mark(TEXT, "Has", "has")), result(TEXT, edit(TEXT, "Has", "has")))
    assert by_category([scored, scored]) == {"test": (2, 2, 2, 0)}


def test_a_result_of_another_text_is_refused() -> None:
    with pytest.raises(ValueError, match="not of d"):
        score(gold(TEXT), result("another text"))


def test_gold_files_round_trip(tmp_path: Path) -> None:
    marks = (mark(TEXT, "Has", "has"), mark(TEXT, "a old", "an old", tier="optional"))
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps(as_row(one)) for one in marks), encoding="utf-8")
    (tmp_path / "a.keep").write_text("Oslo\n\n", encoding="utf-8")
    read = read_gold(tmp_path / "a.txt", marks=tmp_path / "a.jsonl", keep=tmp_path / "a.keep")
    assert (read.marks, read.keep) == (marks, ("Oslo",))


@pytest.mark.parametrize("change", [{"original": "Hat"}, {"tier": "must"}, {"accept": []}, {"end": 3}])
def test_a_mark_that_does_not_fit_names_file_and_line(tmp_path: Path, change: dict[str, object]) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    row = as_row(mark(TEXT, "Has", "has")) | change
    (tmp_path / "a.jsonl").write_text("\n" + json.dumps(row), encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.jsonl:2"):
        read_gold(tmp_path / "a.txt", marks=tmp_path / "a.jsonl")


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_gold(tmp_path / "a.txt", marks=tmp_path / "a.jsonl")
