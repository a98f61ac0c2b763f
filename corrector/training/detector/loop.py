"""The training loop: resumable, bounded by time, on whatever device there is, with early stopping on held-out text.

Selection looks at three things alike: the MCC of the editor's output on post-edited translation (one threshold for all
language pairs, the mean over them), the average precision of the word output on damaged text, and the recall there at five
false alarms in 1,000 tokens of right text. What is looked at and kept is a moving average of the weights over the last
steps (Polyak averaging), which is better than the weights of any one step. Learning and looking see the layers rounded as
they will ship.
"""

from __future__ import annotations

import json
import math
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from corrector.backends.tagger import Encoder, Tagger
from corrector.errors import ConfigError
from corrector.training.detector.batches import Draw
from corrector.training.detector.examples import KINDS, Example, Group
from corrector.training.detector.measures import average_precision, recall_at_false_alarms, shared_threshold
from corrector.training.detector.network import Network, TorchModel, loss, pretrained, put_weights
from corrector.training.detector.rounding import rounded
from corrector.training.steps import autocast, device, restore, save, schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from corrector.backends.wordpiece import WordPiece

SHARES = {
    Group.POST_EDIT: 0.25,
    Group.ENGINE: 0.12,
    Group.MINED: 0.01,
    Group.RIGHT: 0.3,
    Group.TEMPLATE: 0.04,
    Group.SIMULATED: 0.15,
    Group.ROUND_TRIP: 0.13,
}
LAST_SHARES = {
    Group.POST_EDIT: 0.4,
    Group.ENGINE: 0.06,
    Group.MINED: 0.01,
    Group.RIGHT: 0.26,
    Group.TEMPLATE: 0.03,
    Group.SIMULATED: 0.12,
    Group.ROUND_TRIP: 0.12,
}
"""Shares for the last part of the training, where what is seen counts most: the editor's output is the hardest."""


AVERAGE_EVERY = 4  # steps; averaging at each would cost a twentieth of the time
AVERAGE_DECAY = 0.98  # of one averaging, so that the last 200 steps count most


@dataclass(frozen=True, slots=True)
class Plan:
    """What training may be told.

    Args:
        minutes: time to train, over all resumed runs together; the learning rate falls to zero by then.
        batch: pieces a step.
        rate: highest learning rate of the encoder; that of the new parts is ten times as high.
        warm_up: share of the time in which the rate rises.
        post_edit_weight: of the losses of word and gap on post-edits and whole round trips.
        shares: what is drawn from each group.
        last_shares: what is drawn from each group in the last part of the time.
        last_part: how much of the time that is; 0 keeps to ``shares``.
        layers: of the encoder; None keeps all.
        vocabulary_rate: highest learning rate of the vocabulary's embeddings as a share of ``rate``; 0 keeps them as they are.
        every: minutes between two looks at the held-out text.
        patience: looks without a better one after which training stops.
        seed: of everything.
        threads: of torch on a CPU; on a busy machine several wait for each other, and one is faster.
    """

    minutes: float = 60.0
    batch: int = 1024
    rate: float = 1.5e-4
    warm_up: float = 0.06
    post_edit_weight: float = 0.3
    shares: Mapping[Group, float] = field(default_factory=lambda: dict(SHARES))
    last_shares: Mapping[Group, float] = field(default_factory=lambda: dict(LAST_SHARES))
    last_part: float = 0.35
    layers: int | None = None
    vocabulary_rate: float = 0.2
    every: float = 8.0
    patience: int = 4
    seed: int = 5
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of the held-out text."""

    mcc: float
    precision: float
    recall: float

    @property
    def score(self) -> float:
        """The one number by which a network is selected."""
        return self.mcc + self.precision + self.recall


class Trainer:
    """Trains a network and keeps the best one seen.

    Args:
        train: examples to learn from.
        dev: held-out examples.
        encoder_folder: the pretrained encoder.
        wordpiece: its vocabulary.
        evidence: what the word lists know of a token.
        out: folder of checkpoint, best weights and log.
        plan: see :class:`Plan`.
        report: receives a line now and then.
        start: weights of an earlier training (its ``best.pt``), or the folder of an exported detector, to begin with instead of
            the pretrained ones.
        teach: puts others' opinion in the place of what editors did, as :class:`corrector.training.detector.teachers.Teachers`.
        clock: tells the time in seconds.
    """

    def __init__(
        self,
        *,
        train: Sequence[Example],
        dev: Sequence[Example],
        encoder_folder: Path,
        wordpiece: WordPiece,
        evidence: Callable[[str], int],
        out: Path,
        plan: Plan,
        report: Callable[[str], None],
        start: Path | None = None,
        teach: Callable[[Sequence[Example]], list[Example]] = list,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not dev:
            raise ConfigError("no held-out examples: early stopping needs the shards' split 'dev'")
        torch.set_num_threads(plan.threads)
        torch.manual_seed(plan.seed)
        self.plan = plan
        self.out = out
        self._report = report
        self._clock = clock
        self._dev = dev
        self._device = device()
        self._encoder = Encoder(wordpiece, evidence)
        self._draw, self._last_draw = (
            Draw(
                train,
                shares,
                self._encoder,
                size=plan.batch,
                post_edit_weight=plan.post_edit_weight,
                seed=plan.seed,
                teach=teach,
            )
            for shares in (plan.shares, plan.last_shares)
        )
        self.network = pretrained(encoder_folder, layers=plan.layers).to(self._device)
        if start is not None:
            put_weights(self.network, start)
        self._average = AveragedModel(self.network, multi_avg_fn=get_ema_multi_avg_fn(AVERAGE_DECAY))
        if not plan.vocabulary_rate:
            self.network.freeze_vocabulary()
        self._optimizer = _optimizer(self.network, plan.rate, plan.vocabulary_rate)
        self._pool = self._step = self._in_pool = 0
        self._spent = 0.0
        self._best = -math.inf
        self._worse = 0
        out.mkdir(parents=True, exist_ok=True)

    def train(self) -> Look:
        """Train until the time is over or the held-out text has long shown nothing better, and return the best look.

        A run that was killed goes on from its checkpoint, written at every look.
        """
        self._resume()
        budget = self.plan.minutes * 60
        begun, looked = self._clock() - self._spent, self._spent
        running = done = 0.0
        while self._spent < budget and self._worse < self.plan.patience:
            is_last = self._spent >= (1 - self.plan.last_part) * budget
            draw = self._last_draw if is_last else self._draw
            for batch in draw.pool(self._pool)[self._in_pool :]:
                running = 0.98 * running + 0.02 * self._learn(batch, self._spent / budget)
                done += batch.inputs["ids"].numel()
                self._step += 1
                self._in_pool += 1
                self._spent = self._clock() - begun
                if self._spent - looked >= self.plan.every * 60 or self._spent >= budget:
                    self._report(
                        f"step {self._step} loss {running:.4f} pieces/s {done / max(self._spent - looked, 1e-9):.0f}"
                    )
                    looked, done = self._spent, 0.0
                    self._keep(self.look())
                if self._spent >= budget or self._worse >= self.plan.patience:
                    break
            else:
                self._pool, self._in_pool = self._pool + 1, 0
        return self._load_best()

    def look(self) -> Look:
        """Measure the network on the held-out text."""
        self._average.eval()
        tagger = Tagger(TorchModel(self._average.module, self._device), self._encoder, kinds=len(KINDS))
        with rounded(self._average.module):
            tags = tagger.tag([example.tokens for example in self._dev])
        edits: dict[str, list[tuple[Any, Any]]] = {}
        for tag, example in zip(tags, self._dev, strict=True):
            if example.group is Group.POST_EDIT:
                edits.setdefault(example.source, []).append((tag.edit, example.edit))
        marked = [
            (1 - tag.word[:, 0], example.word, example.group)
            for tag, example in zip(tags, self._dev, strict=True)
            if example.group is not Group.POST_EDIT
        ]
        scores, wrong = _joined([(score, word) for score, word, _ in marked])
        right = np.concatenate(
            [score for score, _, group in marked if group is Group.RIGHT] or [np.zeros(0, np.float32)]
        )
        mcc = shared_threshold([_joined(pairs) for pairs in edits.values()]).mcc if edits else 0.0
        return Look(mcc, average_precision(scores, wrong), recall_at_false_alarms(scores, wrong, right, per_thousand=5))

    def _learn(self, batch: Any, progress: float) -> float:
        rate = schedule(progress, self.plan.warm_up)
        for group in self._optimizer.param_groups:
            group["lr"] = group["highest"] * rate
        with rounded(self.network):
            with autocast(self._device):
                logits = self.network(**{name: values.to(self._device) for name, values in batch.inputs.items()})
            chosen = logits.float().flatten(0, 1)[batch.places.to(self._device)]
            labels = {name: values.to(self._device) for name, values in batch.labels.items()}
            value = loss(chosen, labels, batch.weights.to(self._device), batch.priors.to(self._device))
            torch.autograd.backward(value)
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad()
        if self._step % AVERAGE_EVERY == 0:
            self._average.update_parameters(self.network)
        return float(value.detach())

    def _keep(self, look: Look) -> None:
        """Log a look, keep the weights if it is the best, and write the checkpoint."""
        better = look.score > self._best
        if better:
            self._best, self._worse = look.score, 0
            save(self.out / "best.pt", {"network": self._average.module.state_dict(), "look": asdict(look)})
        else:
            self._worse += 1
        line = {"step": self._step, "minutes": round(self._spent / 60, 1), **asdict(look), "best": better}
        with (self.out / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        self._report(json.dumps(line))
        state = {name: getattr(self, f"_{name}") for name in ("pool", "in_pool", "step", "spent", "best", "worse")}
        save(
            self.out / "checkpoint.pt",
            {
                "network": self.network.state_dict(),
                "average": self._average.state_dict(),
                "optimizer": self._optimizer.state_dict(),
                "state": state,
            },
        )

    def _resume(self) -> None:
        if restore(self.out / "checkpoint.pt", self._device, self._put):
            self._report(f"goes on from step {self._step}, minute {self._spent / 60:.1f}")

    def _put(self, saved: dict[str, Any]) -> None:
        self.network.load_state_dict(saved["network"])
        self._average.load_state_dict(saved["average"])
        self._optimizer.load_state_dict(saved["optimizer"])
        for name, value in saved["state"].items():
            setattr(self, f"_{name}", value)

    def _load_best(self) -> Look:
        saved = torch.load(self.out / "best.pt", map_location=self._device, weights_only=True)
        self.network.load_state_dict(saved["network"])
        return Look(**saved["look"])


def _joined(pairs: Sequence[tuple[Any, Any]]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    scores = np.concatenate([np.asarray(score, dtype=np.float32) for score, _ in pairs])
    labels = np.concatenate([np.asarray(label) for _, label in pairs])
    known = labels != -1
    return scores[known], labels[known] != 0


def _optimizer(network: Network, rate: float, vocabulary_rate: float) -> torch.optim.Optimizer:
    vocabulary = id(network.encoder.embeddings.word_embeddings.weight)
    new = {id(p) for part in (network.shapes, network.evidences, network.outputs) for p in part.parameters()}
    groups: list[dict[str, Any]] = [
        {"params": [], "highest": rate, "weight_decay": 0.01},
        {"params": [], "highest": rate, "weight_decay": 0.0},
        {"params": [], "highest": 10 * rate, "weight_decay": 0.0},
        {"params": [], "highest": vocabulary_rate * rate, "weight_decay": 0.0},
    ]
    for parameter in network.parameters():
        if id(parameter) == vocabulary:
            groups[3]["params"] += [parameter] if parameter.requires_grad else []
        elif parameter.requires_grad:
            groups[2 if id(parameter) in new else int(parameter.ndim < 2)]["params"].append(parameter)
    return torch.optim.AdamW([group for group in groups if group["params"]], lr=rate, betas=(0.9, 0.98), fused=True)
