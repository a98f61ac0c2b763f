"""Laws that hold whatever a rewriter answers, on texts, findings and answers put together at random."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from corrector import protect
from corrector.backends.answers import Answer, Cure
from corrector.choose import choose
from corrector.config import Profile, Settings
from corrector.looks import decisions, edits_of
from corrector.plugins import Offer
from corrector.propose._recall import Recalling
from corrector.propose.rewriter import Rewriter
from corrector.segment import segment
from corrector.types import Candidate, Document, Finding, Kind, Result, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corrector.backends.answers import Change, Passage
    from corrector.segment import Segmentation

WORDS = st.sampled_from(
    ["the", "baker", "Baker", "Peru", "Kenya", "was", "were", "glad", "14", "-year", "rule,", "of", "(rain)", "bienfaters",
     "isn't", "https://example.org/a", "“quiet”", "gréen", "U.S.", "\U0001f600", "and", "big", "house.", "It", "\n", "\n\n- "]
)  # fmt: skip
TEXTS = st.lists(WORDS, min_size=3, max_size=30).map(" ".join)
SAID = st.lists(
    st.sampled_from([" the", " tall", " Ghana", " 14", "", " ", ",", "-", " and so", "s", "\n", " Ana", "."]),
    max_size=3,
)
CURES = st.lists(st.tuples(SAID.map("".join), st.floats(-6.0, -0.01)).map(lambda pair: Cure(*pair)), max_size=4).map(
    tuple
)
DIGIT = re.compile(r"\d")


class Drawing:
    """Answers every question with what is drawn for it."""

    def __init__(self, data: st.DataObject) -> None:
        self._data = data

    def answer(self, passages: Sequence[Passage]) -> list[tuple[Answer, ...]]:
        for passage in passages:
            ends = [0, *(span.end for span in passage.spans)]
            assert all(a <= span.start <= span.end for a, span in zip(ends, passage.spans, strict=False))
            assert passage.spans[-1].end <= len(passage.text)
        return [tuple(self._one(offered) for offered in passage.offered) for passage in passages]

    def gains(self, sentences: Sequence[tuple[str, Sequence[Change]]]) -> list[tuple[float, ...]]:
        for text, changes in sentences:
            assert all(change.span.end <= len(text) for change in changes)
        return [tuple(self._data.draw(st.floats(-9.0, 9.0)) for _ in changes) for _, changes in sentences]

    def _one(self, offered: Sequence[str]) -> Answer:
        keep, unknown = (self._data.draw(st.floats(-6.0, -0.01)) for _ in range(2))
        return Answer(keep, unknown, self._data.draw(CURES), (-1.0,) * len(offered))

    def close(self) -> None:
        """Do nothing."""


class Drawn(Rewriter):
    """The reranker over such answers."""

    def __init__(self, settings: Settings, data: st.DataObject) -> None:
        super().__init__(settings)
        self._data = data

    def opinions(self, texts, offers):  # type: ignore[no-untyped-def]
        from corrector.propose._weights import Weights

        self._opened, self._weights = Recalling(Drawing(self._data)), Weights()
        return super().opinions(texts, offers)


def findings(text: Segmentation, data: st.DataObject) -> Iterator[Offer]:
    """Yield disjoint findings in the prose, outside protected text, some with a cure."""
    done = -1
    for block in text.prose:
        for sentence in block.sentences:
            at = max(done + 1, sentence.start)
            while at < sentence.end:
                start = data.draw(st.integers(at, sentence.end))
                end = min(sentence.end, start + data.draw(st.integers(0, 12)))
                span = Span(start, end)
                at = done = end + 1
                if text.protection.touches(span):
                    continue
                score = data.draw(st.sampled_from([0.1, 0.4, 0.9]))
                cures = data.draw(st.lists(st.sampled_from([0.3, 0.8]), max_size=1))
                candidates = tuple(Candidate("cure", sure, "lexicon") for sure in cures)
                detector = data.draw(st.sampled_from(["neural", "spelling"]))
                yield Offer(Finding(span, Kind.WORD_CHOICE, score, detector, "wrong"), candidates)


@settings(max_examples=100, deadline=None)
@given(TEXTS, st.sampled_from(list(Profile)), st.data())
def test_edits_stay_in_flagged_words_whatever_is_answered(text: str, profile: Profile, data: st.DataObject) -> None:
    chosen = Settings(profile=profile, rewriter="on")
    read = segment(Document("d", text, protect.spans(text)))
    before = tuple(findings(read, data))
    (after,) = Drawn(chosen, data).rerank([read], [before])
    spans = [offer.finding.span for offer in after]
    assert spans == sorted(spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    choices = tuple(choose(f, text[f.span.start : f.span.end], cures, chosen) for f, cures in after)
    edits = edits_of(decisions(text, choices))
    result = Result(read.document, choices, edits, 0.0, "")  # checks that edits are disjoint
    assert DIGIT.findall(result.corrected) == DIGIT.findall(text)
    for span in read.document.protected:
        assert text[span.start : span.end] in result.corrected
    flagged = [offer.finding.span for offer in before]
    for edit in result.edits:
        words = re.compile(r"[\w'’\-]*\Z").search(text, 0, edit.span.start)
        assert words is not None
        assert any(
            span.start - len(words[0]) - 20 <= edit.span.start and edit.span.end <= span.end + 20 for span in flagged
        ), "an edit lies in a flagged span, or in the words that it cuts through"
