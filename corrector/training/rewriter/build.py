"""From data to a trained rewriter: which rows are taken, marked as a detector would mark them, and learned."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

from corrector.backends.features import tokens
from corrector.backends.marked import Marker, Marks
from corrector.errors import ConfigError
from corrector.gazetteer import Gazetteer
from corrector.lexicon import Lexicon
from corrector.training import mix
from corrector.training.engines.cache import read_cache
from corrector.training.rewriter.examples import (
    SURFACE,
    Example,
    Sentence,
    encode,
    mark,
    sentences,
    whole_round_trip,
)
from corrector.training.rewriter.export import read_learned
from corrector.training.rewriter.loop import Look, Plan, Trainer
from corrector.training.rewriter.network import Network, pretrained
from corrector.training.sources import texts_of
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from corrector.training.damage import Row

TAKEN = {"right": 0.12, "template": 0.15, "simulated": 0.22, "round-trip": 1.0, "mlqe-pe": 1.0}
"""Share of a mix's rows that are taken, by origin."""
TAKEN_SURFACE = 0.06  # of the rows with nothing wrong but capitals, spaces and marks, which rules cure
_WHOLE_EVERY = 12  # every so many sentences one is a whole round trip
_DISTRUST = 0.15  # probability of wrong above which the detector's words are marked though right
_DEV = 600  # held-out sentences looked at during training
_CHUNK = 256  # sentences tagged together


class Doubts:
    """The spans of sentences that a trained detector distrusts."""

    def __init__(self, folder: Path) -> None:
        from corrector.detect._suspects import Network as Detector
        from corrector.detect._suspects import model_in

        model = model_in(folder)
        self._tagger = Detector.read(folder, model, words=Lexicon.load(), names=Gazetteer.load()).tagger

    def __call__(self, texts: Sequence[str]) -> list[list[Span]]:
        """Return the distrusted words of each text, neighbours joined."""
        found = [tuple(tokens(text, 0, len(text))) for text in texts]
        spans: list[list[Span]] = []
        for sentence, tags in zip(found, self._tagger.tag(found), strict=True):
            joined: list[Span] = []
            for token, odds in zip(sentence, 1 - tags.word[:, 0], strict=True):
                if odds < _DISTRUST:
                    continue
                if joined and token.start - joined[-1].end <= 1:
                    joined[-1] = Span(joined[-1].start, token.end)
                else:
                    joined.append(Span(token.start, token.end))
            spans.append(joined)
        return spans


class Material:
    """The examples of one split, in an order that depends on nothing but the data and the seed.

    Args:
        data: folder of development data, whose splits tell which round trips belong here.
        mix_folder: folder of a built training mix.
        cache: folder of the engines' round trips, for whole ones; None to do without.
        detector: folder of a trained detector, whose doubts are marked too; None to mark at random.
        marker: writes prompts.
        split: ``train`` or ``dev``.
        seed: of everything drawn.
    """

    def __init__(
        self,
        *,
        data: Path,
        mix_folder: Path,
        cache: Path | None,
        detector: Path | None,
        marker: Marker,
        split: str,
        seed: int,
    ) -> None:
        self._data = data
        self._mix = mix_folder
        self._cache = cache
        self._doubts = Doubts(detector) if detector else None
        self._marker = marker
        self._split = split
        self._seed = seed

    def examples(self) -> Iterator[Example]:
        """Yield the examples from the first on."""
        rng = Random(self._seed)  # noqa: S311 - reproducible choice, no secret
        stream = self._mixed(rng)
        while chunk := list(islice(stream, _CHUNK)):
            odd = self._doubts([one.text for one in chunk]) if self._doubts else [[] for _ in chunk]
            for sentence, spans in zip(chunk, odd, strict=True):
                marked = mark(sentence, self._marker, rng, spans)
                if marked is not None:
                    yield encode(marked, self._marker)

    def _mixed(self, rng: Random) -> Iterator[Sentence]:
        whole = self._whole_round_trips()
        number = 0
        for row in mix.read_mix(self._mix, self._split):
            if rng.random() >= _taken(row):
                continue
            for sentence in sentences(row):
                yield sentence
                number += 1
                if number % _WHOLE_EVERY == 0 and (one := next(whole, None)) is not None:
                    yield one
        if number == 0:
            raise ConfigError(f"{self._mix}: no part of the split {self._split!r}; make it with 'corrector train data'")

    def _whole_round_trips(self) -> Iterator[Sentence]:
        """Yield whole round trips, one of each engine in turn."""
        if self._cache is None:
            return
        held = texts_of(self._data, self._split)
        engines = [read_cache(self._cache, engine) for engine in mix.ROUND_TRIP_ENGINES]
        while engines:
            for pairs in list(engines):
                for right, garbled in pairs:
                    if right in held and (one := whole_round_trip(garbled, right)) is not None:
                        yield one
                        break
                else:
                    engines.remove(pairs)


def _taken(row: Row) -> float:
    if row.origin == "simulated" and all(span.kind in SURFACE for span in row.spans):
        return TAKEN_SURFACE
    return TAKEN[row.origin]


def train(
    *,
    data: Path,
    mix_folder: Path,
    cache: Path | None,
    detector: Path | None,
    base: Path,
    tokenizer: Path,
    marks: Marks,
    out: Path,
    plan: Plan,
    report: Callable[[str], None],
    start: Path | None = None,
) -> tuple[Network, Look]:
    """Train a rewriter, or go on with the training that ``out`` holds, and return it with its last look.

    Args:
        data: folder of development data.
        mix_folder: folder of a built training mix.
        cache: folder of the engines' round trips; None to do without.
        detector: folder of a trained detector; None to do without.
        base: folder of the pretrained decoder.
        tokenizer: its ``tokenizer.json``.
        marks: the numbers of the marks.
        out: folder of checkpoint and log.
        plan: how to train.
        report: receives a line now and then.
        start: folder of an exported rewriter over the same base, whose updates are learned further.
    """
    marker = Marker.read(tokenizer, marks)
    sources: dict[str, Any] = {
        "data": data, "mix_folder": mix_folder, "cache": cache, "detector": detector, "marker": marker, "seed": plan.seed
    }  # fmt: skip
    dev = list(islice(Material(**sources, split="dev").examples(), _DEV))
    network = pretrained(base, marks, rank=plan.rank)
    if start is not None:
        network.put(read_learned(start, network))
    report(f"learned weights: {sum(tensor.numel() for tensor in network.learned().values()) / 1e6:.1f} M")
    trainer = Trainer(
        network,
        examples=Material(**sources, split="train").examples,
        dev=dev,
        marks=marks,
        out=out,
        plan=plan,
        report=report,
    )
    return network, trainer.train()


def metrics(out: Path, look: Look, plan: Plan) -> dict[str, Any]:
    """Return what training measured on held-out examples, its plan and its log."""
    lines = [json.loads(line) for line in (out / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    machine = f"{platform.machine()}, {plan.threads} threads"
    return {"plan": asdict(plan), "machine": machine, "held_out": look._asdict(), "log": lines}
