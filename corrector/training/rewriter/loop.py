"""The training loop: resumable, bounded by time, on whatever device there is."""

from __future__ import annotations

import json
import math
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch import nn

from corrector.backends.batches import cut
from corrector.training.steps import autocast, device, restore, save, schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from torch import Tensor

    from corrector.training.rewriter.examples import Example
    from corrector.training.rewriter.network import Network

POOL = 512  # examples sorted by length together
_IGNORED = -100


@dataclass(frozen=True, slots=True)
class Plan:
    """What training may be told.

    Args:
        minutes: time to train, over all resumed runs together; the learning rate falls to almost zero by then.
        batch: pieces a step, padding included.
        rate: highest learning rate.
        warm_up: share of the time in which the rate rises.
        rank: of the updates.
        longest: pieces of an example; longer ones are left out.
        every: minutes between two looks at the held-out examples, each followed by a checkpoint.
        seed: of everything.
        threads: of torch on a CPU.
    """

    minutes: float = 90.0
    batch: int = 1024
    rate: float = 6e-4
    warm_up: float = 0.03
    rank: int = 16
    longest: int = 160
    every: float = 10.0
    seed: int = 7
    threads: int = 1


class Look(NamedTuple):
    """What was seen of the held-out examples.

    ``loss`` in nats a piece of an answer; ``cured`` the share of damage answered exactly, ``kept`` the share of right
    spans left alone, both with the answers before given.
    """

    loss: float
    cured: float
    kept: float


class Batch(NamedTuple):
    """``ids`` (batch, pieces); ``places`` of the flattened pieces after which ``wanted`` comes."""

    ids: Tensor
    places: Tensor
    wanted: Tensor


def collate(examples: Sequence[Example]) -> Batch:
    """Return examples as one batch, padded at the end."""
    width = max(len(example.ids) for example in examples)
    ids = torch.zeros((len(examples), width), dtype=torch.int64)
    places, wanted = [], []
    for row, example in enumerate(examples):
        ids[row, : len(example.ids)] = torch.tensor(example.ids)
        places += [row * width + at - 1 for at in range(example.answers, len(example.ids))]
        wanted += example.ids[example.answers :]
    return Batch(ids, torch.tensor(places), torch.tensor(wanted))


def batches(examples: Iterator[Example], plan: Plan) -> Iterator[Batch]:
    """Yield batches of like length; those of a pool in an order drawn anew, which the seed and the pool give."""
    number = 0
    pool: list[Example] = []
    for example in examples:
        if len(example.ids) <= plan.longest:
            pool.append(example)
        if len(pool) == POOL:
            made = list(cut(sorted(pool, key=_length), _length, most=plan.batch))
            order = torch.randperm(len(made), generator=torch.Generator().manual_seed(plan.seed + number))
            yield from (collate(made[place]) for place in order.tolist())
            number, pool = number + 1, []


def _length(example: Example) -> int:
    return len(example.ids)


class Trainer:
    """Trains a network.

    Args:
        network: what is trained.
        examples: called, yields all examples from the first on.
        dev: held-out examples.
        marks: the numbers of ``keep`` and ``ends``.
        out: folder of checkpoint and log.
        plan: see :class:`Plan`.
        report: receives a line now and then.
        clock: tells the time in seconds.
    """

    def __init__(
        self,
        network: Network,
        *,
        examples: Callable[[], Iterator[Example]],
        dev: Sequence[Example],
        marks: Any,
        out: Path,
        plan: Plan,
        report: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        torch.set_num_threads(plan.threads)
        torch.manual_seed(plan.seed)
        self.plan = plan
        self.out = out
        self._device = device()
        self.network = network.to(self._device)
        self._examples = examples
        self._dev = sorted((one for one in dev if len(one.ids) <= plan.longest), key=_length)
        self._marks = marks
        self._report = report
        self._clock = clock
        self._optimizer = torch.optim.AdamW(
            network.learned().values(), lr=plan.rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True
        )
        self._step = 0
        self._spent = 0.0
        out.mkdir(parents=True, exist_ok=True)

    def train(self) -> Look:
        """Train until the time is over and return the last look; a run that was killed goes on from its checkpoint."""
        self._resume()
        budget = self.plan.minutes * 60
        if self._spent >= budget:
            done: Look = self.look()
            return done
        seen = self._step
        begun, looked = self._clock() - self._spent, self._spent
        running = pieces = 0.0
        look = Look(math.nan, math.nan, math.nan)
        for number, batch in enumerate(batches(self._examples(), self.plan)):
            if number < seen:
                continue
            value = self._learn(batch, self._spent / budget)
            running = value if running == 0 else 0.98 * running + 0.02 * value
            pieces += batch.ids.numel()
            self._step += 1
            self._spent = self._clock() - begun
            if self._spent - looked >= self.plan.every * 60 or self._spent >= budget:
                speed = pieces / max(self._spent - looked, 1e-9)
                self._report(f"step {self._step} loss {running:.4f} pieces/s {speed:.0f}")
                looked, pieces = self._spent, 0.0
                look = self.look()
                self._keep(look)
            if self._spent >= budget:
                break
        return look

    @torch.no_grad()
    def look(self) -> Look:
        """Measure the network on the held-out examples."""
        loss = count = 0.0
        right: list[tuple[bool, bool]] = []
        for some in cut(self._dev, _length, most=self.plan.batch):
            batch = collate(some)
            with autocast(self._device):
                logits = self.network(batch.ids.to(self._device), batch.places.to(self._device)).cpu()
            loss += float(nn.functional.cross_entropy(logits, batch.wanted, reduction="sum"))
            count += len(batch.wanted)
            right += list(self._answers(logits.argmax(-1).tolist(), batch.wanted.tolist()))
        cured = [hit for is_kept, hit in right if not is_kept]
        kept = [hit for is_kept, hit in right if is_kept]
        return Look(loss / max(count, 1), sum(cured) / max(len(cured), 1), sum(kept) / max(len(kept), 1))

    def _answers(self, said: Sequence[int], wanted: Sequence[int]) -> Iterator[tuple[bool, bool]]:
        """Yield for each answer whether it is to leave the span alone, and whether the network says so exactly."""
        first = 0
        for at, number in enumerate(wanted):
            if number == self._marks.ends:
                yield wanted[first] == self._marks.keep, said[first : at + 1] == wanted[first : at + 1]
                first = at + 1

    def _learn(self, batch: Batch, progress: float) -> float:
        for group in self._optimizer.param_groups:
            group["lr"] = self.plan.rate * schedule(progress, self.plan.warm_up, least=0.01)
        with autocast(self._device):
            logits = self.network(batch.ids.to(self._device), batch.places.to(self._device))
        value = nn.functional.cross_entropy(logits, batch.wanted.to(self._device))
        torch.autograd.backward(value)
        nn.utils.clip_grad_norm_(self.network.learned().values(), 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad()
        return float(value.detach())

    def _keep(self, look: Look) -> None:
        line = {"step": self._step, "minutes": round(self._spent / 60, 1), **look._asdict()}
        with (self.out / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line) + "\n")
        self._report(json.dumps(line))
        saved = {
            "learned": {name: tensor.detach().cpu() for name, tensor in self.network.learned().items()},
            "optimizer": self._optimizer.state_dict(),
            "step": self._step,
            "spent": self._spent,
            "plan": asdict(self.plan),
            "look": look._asdict(),
        }
        save(self.out / "checkpoint.pt", saved)

    def _resume(self) -> None:
        if restore(self.out / "checkpoint.pt", self._device, self._put):
            self._report(f"goes on from step {self._step}, minute {self._spent / 60:.1f}")

    def _put(self, saved: dict[str, Any]) -> None:
        self.network.put(saved["learned"])
        self._optimizer.load_state_dict(saved["optimizer"])
        self._step, self._spent = saved["step"], saved["spent"]
