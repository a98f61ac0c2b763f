"""What all rule detectors keep to."""

from __future__ import annotations

import hypothesis
import pytest
from hypothesis import strategies as st

from corrector import plugins
from corrector.config import Settings
from corrector.pipeline import Pipeline
from corrector.plugins import Ask, Detector, Proposer
from corrector.segment import Segmentation, segment
from corrector.types import Document, Kind, Span

NAMES = ("article", "casing", "encoding", "punctuation", "repetition", "spacing")
DAMAGED = (
    "The talks took a hour , and Mr. Kim Has left the the cafÃ© on monday.. He was there for a 14 -year term.\n\n"
    "- The talks took a hour , and Mr. Kim Has left the the cafÃ© on monday.. He was there for a 14 -year term.\n\n"
)
RIGHT = "The talks took an hour, and Mr. Kim has left the café on Monday. He was there for a 14-year term."


def make(name: str) -> Detector:
    made = plugins.load("corrector.detect", name).build(Settings())
    assert isinstance(made, Detector)
    return made


def text_of(body: str) -> Segmentation:
    return segment(Document("d", body))


@pytest.mark.parametrize("name", NAMES)
def test_the_names_of_file_detector_and_kind_agree(name: str) -> None:
    (findings,) = make(name).detect([text_of(DAMAGED)])
    assert make(name).name == name
    assert {(finding.detector, finding.kind) for finding in findings} == {(name, Kind(name))}


@pytest.mark.parametrize("name", NAMES)
def test_output_follows_the_texts(name: str) -> None:
    damaged, right = text_of(DAMAGED), text_of(RIGHT)
    found = make(name).detect([right, damaged, right])
    assert [bool(findings) for findings in found] == [False, True, False]


@pytest.mark.parametrize("name", NAMES)
def test_every_finding_has_its_own_cure(name: str) -> None:
    detector, text = make(name), text_of(DAMAGED)
    assert isinstance(detector, Proposer)
    (findings,) = detector.detect([text])
    assert len(findings) >= 2, "both blocks hold the slip"
    offered = detector.propose([Ask(text, finding) for finding in findings])
    assert [len(candidates) for candidates in offered] == [1] * len(findings)
    for finding, (candidate,) in zip(findings, offered, strict=True):
        assert candidate.text != DAMAGED[finding.span.start : finding.span.end]
        assert candidate.score == finding.score
        assert candidate.proposer == name


@pytest.mark.parametrize("name", NAMES)
def test_asks_of_several_texts_are_kept_apart(name: str) -> None:
    detector, one, other = make(name), text_of(DAMAGED), text_of("It was said that so it was.\n\n" + DAMAGED)
    assert isinstance(detector, Proposer)
    first, second = (findings[-1] for findings in detector.detect([one, other]))
    (a,), (b,) = detector.propose([Ask(other, second), Ask(one, first)])
    assert (a.text, a.score) == (b.text, b.score)


@pytest.mark.parametrize("name", NAMES)
def test_protected_spans_are_not_touched(name: str) -> None:
    text = segment(Document("d", DAMAGED, (Span(0, len(DAMAGED)),)))
    assert make(name).detect([text]) == [()]


@pytest.mark.parametrize("name", NAMES)
def test_findings_come_in_order(name: str) -> None:
    (findings,) = make(name).detect([text_of(DAMAGED)])
    assert list(findings) == sorted(findings, key=lambda finding: finding.span)


SENTENCES = (
    "The talks took a hour , and Mr. Kim Has left the city.",
    "The minister And Mr. Rossi were there for a 14 -year term.",
    "It was the the end of the talks on monday.",
    "Maria LOPEZ said that the UAVS were not seen there.",
    "One UAV was seen by Li Qiang in the city.",
    "They were met by LI and by the KENYA prime minister.",
    'He said " it is late " and left the cafÃ© in the city.',
    "Kenya 's minister paid $ 5 million for it.",
    "They did n't know ( as was said ) what to do,but they left.",
    "It was over.. They were all gone ; it was late .",
    '“It was a old house", they said, of the long -range plan.',
    "It is all right, and so it was in the 3,000 years before.",
    "the ministers have left. the talks have ended.",
)
BODIES = st.lists(
    st.tuples(st.sampled_from(SENTENCES), st.sampled_from([" ", "\n\n", "  ", "\n", "\n- "])).map("".join),
    min_size=1,
    max_size=12,
).map("".join)
PIPELINE = Pipeline(Settings(detectors=NAMES))


@hypothesis.given(BODIES)
@hypothesis.settings(max_examples=300, deadline=None)
def test_a_second_run_changes_nothing(body: str) -> None:
    once = PIPELINE.check(body).corrected
    assert PIPELINE.check(once).corrected == once


@hypothesis.given(BODIES)
@hypothesis.settings(max_examples=100, deadline=None)
def test_digits_survive(body: str) -> None:
    digits = [char for char in body if char.isdigit()]
    assert [char for char in PIPELINE.check(body).corrected if char.isdigit()] == digits
