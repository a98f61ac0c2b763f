"""From data to a shipped model: examples, training, export, calibration, metrics."""

from __future__ import annotations

import json
import platform
from collections import Counter
from itertools import chain, islice
from random import Random
from typing import TYPE_CHECKING, Any

from corrector.backends.features import Evidences, tokens
from corrector.gazetteer import Gazetteer
from corrector.lexicon import Lexicon
from corrector.training.detector.encoders import read_vocabulary
from corrector.training.detector.examples import Example, Group, read_mix, read_post_edits, read_round_trips
from corrector.training.detector.loop import Plan, Trainer
from corrector.training.detector.teachers import Teachers
from corrector.training.mlqe import read_segments
from corrector.training.sources import read_sentences
from corrector.training.steps import device

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from corrector.training.detector.loop import Look
    from corrector.training.detector.teachers import Teacher

MOST_TRAIN = 400_000  # examples of the mix kept in memory
MOST_DEV = {
    Group.POST_EDIT: 500,
    Group.MINED: 50,
    Group.RIGHT: 500,
    Group.TEMPLATE: 100,
    Group.SIMULATED: 200,
    Group.ROUND_TRIP: 200,
}
"""Held-out sentences of each group that are looked at during training; calibration sees others."""


MOST_OF_ENGINE = 40_000  # sentences that each engine gave back, whole


def gather(data: Path, mix: Path, *, split: str, cache: Path | None = None) -> Iterable[Example]:
    """Yield all examples of a split: the mix, the post-edits, and whole round trips where there is a cache of them."""
    yield from islice(read_mix(mix, split=split), MOST_TRAIN)
    yield from read_post_edits(data, split=split)
    if cache is not None:
        yield from read_round_trips(data, cache, split=split, most=MOST_OF_ENGINE)


def sample(examples: Iterable[Example], *, seed: int) -> tuple[list[Example], list[Example]]:
    """Return held-out examples to look at during training, at most :data:`MOST_DEV` a group, and the rest."""
    chosen: list[Example] = []
    rest: list[Example] = []
    counts: Counter[Group] = Counter()
    shuffled = list(examples)
    Random(seed).shuffle(shuffled)  # noqa: S311 - reproducible choice, no secret
    for example in shuffled:
        counts[example.group] += 1
        (chosen if counts[example.group] <= MOST_DEV[example.group] else rest).append(example)
    return chosen, rest


def words(data: Path) -> Counter[str]:
    """Count the words of what is learned from: right text and the post-edited translations.

    Args:
        data: folder of development data.
    """
    right = (sentence.text for sentence in read_sentences(data) if sentence.split == "train")
    translated = (segment.mt for segment in read_segments(data, "train"))
    return Counter(token.text for text in chain(right, translated) for token in tokens(text, 0, len(text)))


def train(
    *,
    data: Path,
    mix: Path,
    cache: Path | None,
    encoder: Path,
    out: Path,
    plan: Plan,
    report: Callable[[str], None],
    start: Path | None = None,
    teachers: Sequence[Teacher] = (),
) -> tuple[Trainer, Look]:
    """Train a network, or go on with the training that ``out`` holds, and return it with its best look.

    Args:
        data: folder of development data; its MLQE-PE is read.
        mix: folder of a built training mix.
        cache: folder of the engines' round trips; None to do without.
        encoder: folder of the pretrained encoder with its ``vocab.txt``.
        out: folder of checkpoint, best weights and log.
        plan: how to train.
        report: receives a line now and then.
        start: weights of an earlier training, or the folder of an exported detector, to begin with.
        teachers: trained networks whose opinion of what an editor would change is learned instead of what editors did.
    """
    evidence = Evidences(Lexicon.load(), Gazetteer.load())
    # First of all: reading the examples takes minutes, and a teacher that cannot be read is to be told at once.
    teach = _taught(teachers, data, evidence) if teachers else list
    examples = list(gather(data, mix, split="train", cache=cache))
    dev, _ = sample(gather(data, mix, split="dev"), seed=plan.seed)
    report(f"examples: {dict(Counter(example.group.value for example in examples))}, held out {len(dev)}")
    trainer = Trainer(
        train=examples,
        dev=dev,
        encoder_folder=encoder,
        wordpiece=read_vocabulary(encoder),
        evidence=evidence,
        out=out,
        plan=plan,
        report=report,
        start=start,
        teach=teach,
    )
    return trainer, trainer.train()


def _taught(teachers: Sequence[Teacher], data: Path, evidence: Callable[[str], int]) -> Teachers:
    held = list(read_post_edits(data, split="dev"))
    return Teachers(teachers, evidence=evidence, device=device(), dev=held)


def metrics(out: Path, look: Look, plan: Plan) -> dict[str, Any]:
    """Return what training measured on held-out text, its plan and its log."""
    lines = [json.loads(line) for line in (out / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    return {
        "plan": {
            name: getattr(plan, name)
            for name in (
                "minutes",
                "batch",
                "rate",
                "post_edit_weight",
                "shares",
                "last_shares",
                "last_part",
                "layers",
                "vocabulary_rate",
                "seed",
            )
        },
        "machine": f"{platform.machine()}, {plan.threads} threads",
        "held_out": {"mcc": look.mcc, "average_precision": look.precision, "recall_at_5_in_1000": look.recall},
        "log": lines,
    }
