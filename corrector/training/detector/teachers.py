"""What several trained networks together say of an editor's changes, for one smaller network to learn (Hinton et al. 2015).

Of translations that an editor has seen every pass over makes what is learned worse: it is his choices that stick. What
other networks have learned of them is softer, and their mean better than each of them. They may have other vocabularies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from corrector.backends.tagger import Encoder, Tagger
from corrector.training.detector.encoders import read_vocabulary
from corrector.training.detector.examples import CHANGED, KINDS, UNKNOWN
from corrector.training.detector.measures import flat_threshold, logits
from corrector.training.detector.network import TorchModel, pretrained, put_weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    import torch
    from numpy.typing import NDArray

    from corrector.backends.features import Token
    from corrector.training.detector.examples import Example


class Teacher(NamedTuple):
    """A trained network: its weights (a training's ``best.pt`` or an exported detector's folder), and its encoder's folder."""

    weights: Path
    encoder: Path


class Teachers:
    """Puts the mean opinion of some networks in the place of what editors did.

    Each source's logits are shifted so that the threshold of highest MCC is the same for all of them on held-out sentences;
    so one threshold serves text of any source if the learner can tell what sort of text it reads.

    Args:
        teachers: the networks.
        evidence: what the word lists know of a token.
        device: where they run.
        dev: held-out examples of what editors did, for the shifts.
    """

    def __init__(
        self,
        teachers: Iterable[Teacher],
        *,
        evidence: Callable[[str], int],
        device: torch.device,
        dev: Sequence[Example],
    ) -> None:
        self._taggers = [_tagger(teacher, evidence, device) for teacher in teachers]
        self.shifts = shifts(dev, self._logits([example.tokens for example in dev]))

    def __call__(self, examples: Sequence[Example]) -> list[Example]:
        """Return the examples, those of which it is known what was changed with opinions of every token instead."""
        asked = [place for place, example in enumerate(examples) if example.group in CHANGED]
        found = list(examples)
        for place, opinions in zip(asked, self._logits([examples[place].tokens for place in asked]), strict=True):
            shifted = opinions - self.shifts.get(examples[place].source, 0.0)
            opinion = tuple((1 / (1 + np.exp(-shifted))).tolist())
            found[place] = examples[place]._replace(edit=opinion, is_taught=True)
        return found

    def _logits(self, sentences: Sequence[Sequence[Token]]) -> list[NDArray[np.float64]]:
        """Return the mean logit of each token of each sentence."""
        opinions = [
            [logits(tags.edit.astype(np.float64)) for tags in tagger.tag(sentences)] for tagger in self._taggers
        ]
        return [np.mean(of_sentence, axis=0) for of_sentence in zip(*opinions, strict=True)]


def shifts(examples: Sequence[Example], opinions: Sequence[NDArray[np.float64]]) -> Mapping[str, float]:
    """Return how far each source's threshold of highest MCC lies above the mean of all sources."""
    by_source: dict[str, list[tuple[NDArray[np.float64], NDArray[np.float64]]]] = {}
    for example, found in zip(examples, opinions, strict=True):
        by_source.setdefault(example.source, []).append((found, np.array(example.edit)))
    best = {}
    for source, pairs in by_source.items():
        scores, labels = (np.concatenate(part) for part in zip(*pairs, strict=True))
        known = labels != UNKNOWN
        best[source] = flat_threshold(scores[known], labels[known] > 0)
    mean = float(np.mean(list(best.values()))) if best else 0.0
    return {source: threshold - mean for source, threshold in best.items()}


def _tagger(teacher: Teacher, evidence: Callable[[str], int], device: torch.device) -> Tagger:
    network = pretrained(teacher.encoder)
    put_weights(network, teacher.weights)
    network.to(device).eval()
    encoder = Encoder(read_vocabulary(teacher.encoder), evidence)
    return Tagger(TorchModel(network, device), encoder, kinds=len(KINDS))
