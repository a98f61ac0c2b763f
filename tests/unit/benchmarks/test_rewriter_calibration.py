"""The script that fits the rewriter's confidence: what is right, how documents are mixed, where the result goes."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks import rewriter_calibration as calibration
from benchmarks.common import Context
from benchmarks.rewriter_calibration import Case, Decision, Judged, compose, fit
from corrector import models
from corrector.evaluation.gold import Gold, Mark
from corrector.evaluation.twins.cases import Twin
from corrector.propose import _weights
from corrector.propose._weights import Cure, Situation
from corrector.propose.rewriter import Opinion, Weighed
from corrector.types import Candidate, Document, Kind, Span

CASE = Case("The baker were glad.", "The baker was glad.", (Span(10, 14),), "simulated", "d1")
OPINION = Opinion(
    Situation(0.6, Kind.AGREEMENT, by_rule=False, keep=-3.0, unknown=-5.0, before=" were", odd=0.0, company=-0.7), ()
)


def weighed(text: str, offered: Candidate | None = None) -> Weighed:
    return Weighed(Cure(text, -0.1, -4.0, strange=False, adds=False), offered)


def test_a_cure_is_right_if_it_brings_the_sentence_nearer() -> None:
    span = Span(9, 14)
    assert calibration._decision(CASE, span, OPINION, weighed(" was")).right
    assert not calibration._decision(CASE, span, OPINION, weighed(" is")).right
    assert not calibration._decision(CASE, span, OPINION, weighed("")).right
    loose = CASE._replace(weight=calibration.LOOSE)
    assert calibration._decision(loose, span, OPINION, weighed(" is")).right is None, "it may be right as well"
    assert calibration._decision(loose, span, OPINION, weighed(" is so very")).right is False
    offered = calibration._decision(CASE, span, OPINION, weighed(" was", Candidate("was", 0.4, "lexicon")))
    assert (offered.model, len(offered.features)) == ("offered", len(_weights.OFFERED_FEATURES))


def test_a_cure_is_right_by_the_nearest_of_the_right_texts() -> None:
    span = Span(9, 14)
    several = CASE._replace(also=("The baker is glad.",))
    assert calibration._decision(several, span, OPINION, weighed(" is")).right
    assert not calibration._decision(several, span, OPINION, weighed(" be")).right


def test_rows_are_found_in_which_a_rule_is_unsure() -> None:
    texts = {
        "turned": "She paid the debt of government in March.",
        "sure": "She bought a umbrella in the city.",
        "right": "She bought an umbrella in the city.",
    }
    found = list(calibration.unsure(Case(text, text, None, name, name) for name, text in texts.items()))
    assert [(case.document, case.source) for case in found] == [("turned", "unsure turned")]


def test_twins_come_as_cases_with_all_their_cures(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def make(family: str, *, facts: object, split: str, count: int, seed: int) -> list[Twin]:
        asked.append((family, facts, split, count, seed))
        mark = Mark(Span(10, 14), "were", ("was", "is"), family, "must_fix")
        gold = Gold(Document(family, CASE.text), (mark,), ())
        return [Twin(family, "number", gold, Document(f"{family}/right", CASE.right))] * count

    monkeypatch.setattr(calibration, "make_twins", make)
    monkeypatch.setattr(calibration, "FAMILIES", ("calque", "loop"))
    monkeypatch.setattr(Context, "facts", lambda _: None)
    made = list(calibration.generated(Context(Path()), 5))
    assert asked == [(family, None, "dev", 2, calibration.TWINS_SEED) for family in ("calque", "loop")]
    assert [case.document for case in made] == ["twins/calque"] * 2 + ["twins/loop"] * 2
    assert made[0][:3] == (CASE.text, CASE.right, (Span(10, 14),))
    assert made[0].also == ("The baker is glad.",)


def test_what_a_post_edit_changed_is_marked() -> None:
    text = "He go to the park Monday ."
    found = list(calibration._differing(text, "He goes to the park on Monday ."))
    assert [text[a:b] for a, b in found] == ["go", ""]
    assert text[found[1].start :].startswith("Monday")


def test_cases_keep_their_places_in_a_document() -> None:
    made = compose([CASE, CASE._replace(text="It rained.")], 2.0)
    assert [made.text[at : at + len(case.text)] for at, case in made.cases] == ["The baker were glad.", "It rained."]


def test_documents_are_wholly_or_partly_damaged() -> None:
    right = iter([CASE._replace(text=str(number), source="right") for number in range(100)])
    made = list(calibration._mixed([CASE] * 30, right))
    assert sum(case.source == "simulated" for some in made for case in some) == 30
    assert [len(some) for some in made[:3]] == [calibration.ROWS] * 3
    counts = [sum(case.source == "simulated" for case in some) for some in made]
    assert counts[:3] == list(calibration.GARBLED_ROWS)


def test_a_model_is_fitted_and_its_curve_follows_the_outcomes() -> None:
    pytest.importorskip("sklearn", reason="needs scikit-learn: pip install 'corrector[train]'")
    judged = []
    for number in range(800):
        sure = number % 2 == 0
        features = tuple(float(sure) if name == "own" else 0.0 for name in _weights.CURE_FEATURES)
        right = sure and number % 10 != 0  # eight in ten
        judged.append(
            Judged((Decision("cure", features, right, adds=False),), "simulated", 1.0, number // 2 % 4, is_alone=False)
        )
    model = fit("cure", judged)
    high, low = (tuple(x if name == "own" else 0.0 for name in _weights.CURE_FEATURES) for x in (1.0, 0.0))
    assert model(high) == pytest.approx(0.8, abs=0.03)
    assert model(low) < 0.05
    assert all(a < b for a, b in pairwise(model.curve.scores))


def test_a_calibration_enters_the_manifest_of_the_program_s_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rewriter").mkdir()
    weights = tmp_path / "rewriter" / "model.onnx"
    weights.write_bytes(b"weights")
    before = models.enter(tmp_path, name="rewriter", task="rewriting", licence="Apache-2.0", paths=[weights])
    monkeypatch.setattr(models, "folder", lambda: tmp_path)
    models.manifest.cache_clear()
    calibration.store('{"models": {}}', "on")
    try:
        after = models.find("rewriter")
    finally:
        models.manifest.cache_clear()
    assert after is not None
    assert after.revision != before.revision
    assert [file.path for file in after.files] == ["rewriter/calibration.json", "rewriter/model.onnx"]
    assert json.loads((tmp_path / "rewriter" / "calibration.json").read_text()) == {"models": {}}
