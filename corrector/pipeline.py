"""The order of the stages, known here alone: segment, detect, merge, propose, rerank, choose, edits; and the next look."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import fields
from itertools import chain
from typing import TYPE_CHECKING, Any, Self

import corrector
from corrector import calibrate, looks, plugins, protect
from corrector.choose import choose
from corrector.closing import Closing
from corrector.config import ALL, Settings
from corrector.errors import ConfigError
from corrector.merge import YIELDING, merge
from corrector.plugins import Ask, Offer, Proposer, Reranker
from corrector.segment import Segmentation, segment
from corrector.types import Candidate, Choice, Document, Result, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corrector.looks import Decision
    from corrector.plugins import Detector

LOOKS = 3  # at most, at a paragraph that each of them changes; the third seldom finds anything
BATCH_CHARACTERS = 1 << 16  # documents are taken together up to this size, so that model back ends run full


class Pipeline(Closing):
    """Finds and repairs garble in documents; made once for many calls.

    Making it loads nothing. Entering it as a context manager, or the first call, loads the detectors and proposers that
    the settings ask for; leaving it closes their back ends. Instances pickle by their settings.

    >>> with Pipeline(Settings()) as pipeline:
    ...     print(pipeline.check("The minister bought a umbrella in the city.").corrected)
    The minister bought an umbrella in the city.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self._detectors: tuple[Detector, ...] = ()
        self._proposers: tuple[Proposer | Reranker, ...] = ()
        self._loaded = False
        self._stack = ExitStack()

    def __reduce__(self) -> tuple[type[Pipeline], tuple[Settings]]:
        return (Pipeline, (self.settings,))

    def __enter__(self) -> Self:
        self._load()
        return self

    def close(self) -> None:
        """Release the back ends; a later call loads them again."""
        self._stack.close()
        self._detectors = self._proposers = ()
        self._loaded = False

    @property
    def signature(self) -> str:
        """Version, parts with their revisions, and every setting that is not the default."""
        self._load()
        parts = " ".join(_revision(part) for part in (*self._detectors, *self._proposers))
        default = Settings()
        changed = [
            f"{field.name} {getattr(self.settings, field.name)!s}"
            for field in fields(Settings)
            if field.name not in {"profile", "fail_on"}
            and getattr(self.settings, field.name) != getattr(default, field.name)
        ]
        return " | ".join([f"corrector {corrector.__version__}", parts, f"profile {self.settings.profile}", *changed])

    @property
    def rerankers(self) -> tuple[Reranker, ...]:
        """The parts that weigh what is offered, in the order in which they do."""
        self._load()
        return tuple(part for part in self._proposers if isinstance(part, Reranker))

    def check(self, text: str, *, id: str = "text", protected: tuple[Span, ...] = ()) -> Result:  # noqa: A002
        """Run on one text; ``protected`` adds to what no text has edited, such as addresses."""
        return next(self.run([Document(id, text, protect.spans(text, protected))]))

    def run(self, documents: Iterable[Document]) -> Iterator[Result]:
        """Yield one result per document, in order; documents are read a batch ahead, never all at once."""
        self._load()
        signature = self.signature
        for batch in _batches(documents):
            yield from self._run_batch(batch, signature)

    def _load(self) -> None:
        if self._loaded:
            return
        self._detectors = tuple(
            self._enter(plugins.load("corrector.detect", name).build(self.settings))
            for name in _selected("corrector.detect", self.settings.detectors)
        )
        self._proposers = tuple(
            self._enter(plugins.load("corrector.propose", name).build(self.settings))
            for name in _selected("corrector.propose", self.settings.proposers)
        )
        self._loaded = True

    def _enter(self, part: Any) -> Any:
        if hasattr(part, "__exit__"):
            self._stack.enter_context(part)
        return part

    def offers(self, texts: Sequence[Segmentation]) -> list[tuple[Offer, ...]]:
        """Return the merged findings of each text with what is proposed for them, before anything is weighed or chosen."""
        self._load()
        return self._offers(texts, self._detectors)

    def _offers(self, texts: Sequence[Segmentation], detectors: Sequence[Detector]) -> list[tuple[Offer, ...]]:
        by_detector = [detector.detect(texts) for detector in detectors]
        findings = [
            merge(text, chain.from_iterable(found[place] for found in by_detector), self.settings)
            for place, text in enumerate(texts)
        ]
        asks = [Ask(text, finding) for text, found in zip(texts, findings, strict=True) for finding in found]
        candidates = iter(self._propose(asks))
        return [tuple(Offer(finding, tuple(next(candidates))) for finding in found) for found in findings]

    def _run_batch(self, documents: Sequence[Document], signature: str) -> Iterator[Result]:
        texts = [segment(document) for document in documents]
        decided = self._decide(texts, self._detectors)
        # What a cure has brought to light is found by looking again at the paragraphs that have changed. The network, which is
        # slow and whose findings rules seldom cure, looks once.
        again = [detector for detector in self._detectors if detector.name not in YIELDING]
        seen = {place: (text, decided[place]) for place, text in enumerate(texts)}
        for _ in range(LOOKS - 1):
            changed = {
                place: looks.revised(text, made)
                for place, (text, decisions) in seen.items()
                if (made := looks.edits_of(decisions))
            }
            found = self._decide(list(changed.values()), again)
            seen = {place: (text, new) for (place, text), new in zip(changed.items(), found, strict=True)}
            for place, (_, new) in seen.items():
                decided[place] = looks.compose(texts[place].document.text, decided[place], new)
        for text, decisions in zip(texts, decided, strict=True):
            choices = tuple(decision.choice for decision in decisions)
            yield Result(
                text.document, choices, looks.edits_of(decisions), _score(text, choices), signature, text.skipped
            )

    def _decide(self, texts: Sequence[Segmentation], detectors: Sequence[Detector]) -> list[tuple[Decision, ...]]:
        """Look at texts once, and return what is chosen about each finding with the edit that comes of it."""
        if not texts:
            return []
        offers = self._offers(texts, detectors)
        for reranker in self.rerankers:
            offers = reranker.rerank(texts, offers)
        return [
            looks.decisions(text.document.text, self._choices(text, offered))
            for text, offered in zip(texts, offers, strict=True)
        ]

    def _choices(self, text: Segmentation, offers: Iterable[Offer]) -> Iterator[Choice]:
        body = text.document.text
        for finding, candidates in offers:
            yield choose(finding, body[finding.span.start : finding.span.end], candidates, self.settings)

    def _propose(self, asks: Sequence[Ask]) -> list[list[Candidate]]:
        offers: list[list[Candidate]] = [[] for _ in asks]
        for detector in self._detectors:
            if isinstance(detector, Proposer):
                own = [place for place, ask in enumerate(asks) if ask.finding.detector == detector.name]
                for place, offered in zip(own, detector.propose([asks[place] for place in own]), strict=True):
                    offers[place] += offered
        for proposer in self._proposers:
            if isinstance(proposer, Proposer):
                for place, offered in enumerate(proposer.propose(asks)):
                    offers[place] += offered
        return [[_calibrated(candidate) for candidate in offered] for offered in offers]


def _selected(package: str, wanted: tuple[str, ...]) -> tuple[str, ...]:
    known = plugins.names(package)
    if unknown := sorted(set(wanted) - {*known, ALL}):
        raise ConfigError(f"no {package.rpartition('.')[2]} part is named {unknown[0]!r}; there are {', '.join(known)}")
    return tuple(name for name in known if not wanted or name in wanted or ALL in wanted)


def _revision(part: Any) -> str:
    revision = getattr(part, "revision", "")
    return f"{part.name}@{revision}" if revision else part.name


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text)
        if size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _calibrated(candidate: Candidate) -> Candidate:
    score = calibrate.calibrated(f"proposer {candidate.proposer}", candidate.score)
    return Candidate(candidate.text, score, candidate.proposer, candidate.reason, candidate.adds_facts)


def _score(text: Segmentation, choices: Sequence[Choice]) -> float:
    """Return the expected share of words inside wrong spans; a gap or a mark counts as one word."""
    body = text.document.text
    wrong = sum(
        choice.finding.score * max(1, len(body[choice.finding.span.start : choice.finding.span.end].split()))
        for choice in choices
    )
    return min(1.0, wrong / max(1, text.word_count))
