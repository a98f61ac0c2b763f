"""What the network sees at each step: examples drawn by group, in batches of like length.

Pool ``n`` depends on nothing but the seed, ``n`` and the examples, so training goes on from a step number alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch

from corrector.backends.batches import cut
from corrector.backends.tagger import pad
from corrector.errors import ConfigError
from corrector.training.detector.examples import CHANGED, UNKNOWN, Group

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from torch import Tensor

    from corrector.backends.tagger import Encoded, Encoder
    from corrector.training.detector.examples import Example

POOL = 2048  # examples drawn and sorted by length together
PRIOR_SHARE = 0.5  # see priors


class Batch(NamedTuple):
    """Inputs (batch, pieces); ``places`` picks the first pieces of tokens out of the flattened pieces; the others follow it."""

    inputs: dict[str, Tensor]
    places: Tensor
    labels: dict[str, Tensor]
    weights: Tensor
    priors: Tensor


class Draw:
    """Draws batches for ever.

    Args:
        examples: all examples of the training split.
        shares: how much of what is drawn comes from each group; groups without examples leave theirs to the others.
        encoder: makes the inputs.
        size: pieces of a batch, padding included.
        post_edit_weight: of the losses of word and gap where only what was changed is known.
        seed: of the draw.
        teach: puts others' opinion in the place of what editors did.

    Raises:
        ConfigError: no group with a share has examples.
    """

    def __init__(
        self,
        examples: Sequence[Example],
        shares: Mapping[Group, float],
        encoder: Encoder,
        *,
        size: int,
        post_edit_weight: float,
        seed: int,
        teach: Callable[[Sequence[Example]], list[Example]] = list,
    ) -> None:
        members: dict[Group, list[Example]] = {}
        for example in examples:
            if shares.get(example.group):
                members.setdefault(example.group, []).append(example)
        if not members:
            raise ConfigError(f"nothing to train on: no examples of {', '.join(shares)}")
        self._groups = sorted(members)
        self._members = members
        self._priors = priors(examples)
        weights = np.array([shares[group] for group in self._groups])
        self._shares = weights / weights.sum()
        self._encoder = encoder
        self._size = size
        self._post_edit_weight = post_edit_weight
        self._seed = seed
        self._teach = teach

    def pool(self, number: int) -> list[Batch]:
        """Return the batches of one pool, in the order in which they are to be seen."""
        rng = np.random.default_rng((self._seed, number))
        groups = rng.choice(len(self._groups), size=POOL, p=self._shares)
        members = (self._members[self._groups[group]] for group in groups)
        drawn = self._teach([of_group[rng.integers(len(of_group))] for of_group in members])
        windows = [window for example in drawn for window in labelled(example, self._encoder)]
        windows.sort(key=lambda window: len(window.encoded.ids))
        batches = [
            collate(batch, self._encoder.wordpiece.padding, self._post_edit_weight, self._priors)
            for batch in cut(windows, lambda window: len(window.encoded.ids), most=self._size)
        ]
        return [batches[place] for place in rng.permutation(len(batches))]


def priors(examples: Iterable[Example]) -> dict[str, float]:
    """Return half of how much more is edited in text of each source than in that of the others: log-odds, less their mean.

    Editors change one word in ten of what comes from one language and half of what comes from another. Added to the logits
    while training, these leave the network mostly what tells a wrong word from its neighbours (Menon et al. 2021, "logit
    adjustment"), so that one threshold serves all text. Half of it, because the threshold of highest MCC lies about midway
    between that of even odds and the source's own log-odds.
    """
    counts: dict[str, list[int]] = {}
    for example in examples:
        if example.group in CHANGED:
            count = counts.setdefault(example.source, [0, 0])
            for label in example.edit:
                if label != UNKNOWN:
                    count[round(label)] += 1
    odds = {source: float(np.log((wrong + 1) / (right + 1))) for source, (right, wrong) in counts.items()}
    mean = float(np.mean(list(odds.values()))) if odds else 0.0
    return {source: PRIOR_SHARE * (one - mean) for source, one in odds.items()}


class Labelled(NamedTuple):
    """A window with the labels of its tokens and, last, of the mark that closes it."""

    encoded: Encoded
    group: Group
    source: str
    word: tuple[int, ...]
    gap: tuple[int, ...]
    edit: tuple[float, ...]
    is_taught: bool


def labelled(example: Example, encoder: Encoder) -> Iterator[Labelled]:
    """Yield the windows of an example with their labels."""
    for window in encoder.encode(example.tokens):
        first, last = window.tokens
        yield Labelled(
            window,
            example.group,
            example.source,
            (*example.word[first:last], UNKNOWN),
            example.gap[first : last + 1],
            (*example.edit[first:last], UNKNOWN),
            example.is_taught,
        )


def collate(
    windows: Sequence[Labelled], padding: int, post_edit_weight: float, known_priors: Mapping[str, float]
) -> Batch:
    """Return windows as one batch of tensors."""
    inputs = pad([window.encoded for window in windows], padding)
    width = inputs["ids"].shape[1]
    places = [row * width + start for row, window in enumerate(windows) for start in window.encoded.starts]
    weights = [
        post_edit_weight if window.group in CHANGED else 1.0 for window in windows for _ in window.encoded.starts
    ]
    edited = [
        0.0 if window.is_taught else known_priors.get(window.source, 0.0)
        for window in windows
        for _ in window.encoded.starts
    ]
    labels = {
        name: torch.tensor([label for window in windows for label in getattr(window, name)])
        for name in ("word", "gap", "edit")
    }
    return Batch(
        {name: torch.from_numpy(values) for name, values in inputs.items()},
        torch.tensor(places),
        labels,
        torch.tensor(weights),
        torch.tensor(edited),
    )
