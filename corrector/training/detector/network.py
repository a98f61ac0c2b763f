"""The network: a BERT or DistilBERT encoder that also sees shape and evidence, with three outputs a token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from corrector.backends.features import EVIDENCES, SHAPES
from corrector.errors import ConfigError
from corrector.training.detector import encoders
from corrector.training.detector.examples import KINDS, UNKNOWN, WRONG
from corrector.training.detector.export import read_exported
from corrector.training.steps import UNREADABLE, autocast

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor


class Network(nn.Module):
    """Encoder and outputs.

    The embeddings of shape and evidence begin at zero, so the first step sees the encoder as it was pretrained. The logits of
    a token are 1 + kinds for itself, 1 + kinds for the gap before it and one for "an editor would change it"; a token is its
    first piece, and the gap at the end is the closing mark.
    """

    def __init__(self, encoder: Any, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        width = encoder.config.hidden_size
        self.shapes = nn.Embedding(SHAPES, width)
        self.evidences = nn.Embedding(EVIDENCES, width)
        nn.init.zeros_(self.shapes.weight)
        nn.init.zeros_(self.evidences.weight)
        self.dropout = nn.Dropout(dropout)
        self.outputs = nn.Linear(width, 2 * (1 + len(KINDS)) + 1)

    def forward(self, ids: Tensor, mask: Tensor, shapes: Tensor, evidences: Tensor) -> Tensor:
        """Return logits (batch, pieces, 2 (1 + kinds) + 1) for int64 inputs (batch, pieces)."""
        words = self.encoder.embeddings.word_embeddings(ids)
        embedded = words + self.shapes(shapes) + self.evidences(evidences)
        hidden = self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        logits: Tensor = self.outputs(self.dropout(hidden))
        return logits

    def freeze_vocabulary(self) -> None:
        """Keep the embeddings of the pieces as pretrained: over half of the weights, of which few are seen in training."""
        self.encoder.embeddings.word_embeddings.weight.requires_grad = False


def pretrained(folder: Path, *, layers: int | None = None, attention: str = "sdpa") -> Network:
    """Return a network over a pretrained encoder, cut to its first ``layers`` layers if given.

    Raises:
        ConfigError: the folder holds no encoder.
    """
    return Network(encoders.read(folder, layers=layers, attention=attention))


class TorchModel:
    """A network as the tagger calls it: arrays in, arrays out, no gradients."""

    def __init__(self, network: Network, device: torch.device) -> None:
        self._network = network
        self._device = device

    def run(self, inputs: Mapping[str, NDArray[np.int64]]) -> NDArray[np.float32]:
        """Return the logits."""
        tensors = {name: torch.from_numpy(values).to(self._device) for name, values in inputs.items()}
        with torch.no_grad(), autocast(self._device):
            logits: NDArray[np.float32] = self._network(**tensors).float().cpu().numpy()
        return logits


def put_weights(network: Network, path: Path) -> None:
    """Load the weights of an earlier training (its ``best.pt``), or of an exported detector (its folder), into a network.

    Raises:
        ConfigError: there are none, or they are of another network.
    """
    try:
        network.load_state_dict(_weights(path))
    except RuntimeError:
        raise ConfigError(f"{path}: weights of another network; take the same encoder and layers") from None


def _weights(path: Path) -> dict[str, Any]:
    if path.is_dir():
        return read_exported(path)
    try:
        weights: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)["network"]
    except UNREADABLE:
        raise ConfigError(
            f"{path}: no weights of an earlier training; name its best.pt, or an exported one's folder"
        ) from None
    return weights


def loss(logits: Tensor, labels: dict[str, Tensor], weights: Tensor, priors: Tensor) -> Tensor:
    """Return the training loss of a batch.

    A token that is wrong in a way not known has the probability of all kinds together.

    Args:
        logits: (tokens, outputs), the tokens of all sentences one after another, with the closing marks.
        labels: ``word`` and ``gap``, int64 (tokens,), and ``edit``, float (tokens,), as in :class:`Example`.
        weights: float (tokens,), of the losses of word and gap; that of the editor's output always has weight 1.
        priors: float (tokens,), log-odds of an edit in text of such origin, which the editor's output need not tell.
    """
    width = 1 + len(KINDS)
    total = logits.new_zeros(())
    for name, scores in (("word", logits[:, :width]), ("gap", logits[:, width : 2 * width])):
        total = total + _kinds_loss(scores, labels[name], weights)
    known = labels["edit"] >= 0
    if known.any():
        edit = nn.functional.binary_cross_entropy_with_logits(
            logits[known, -1] + priors[known], labels["edit"][known].float(), reduction="sum"
        )
        total = total + edit / len(logits)
    return total


def _kinds_loss(scores: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    logs = torch.log_softmax(scores.float(), dim=-1)
    any_wrong = torch.logsumexp(logs[:, 1:], dim=-1)
    exact = logs.gather(1, labels.clamp(min=0)[:, None])[:, 0]
    chosen = torch.where(labels == WRONG, any_wrong, exact)
    known = (labels != UNKNOWN).float() * weights
    return -(chosen * known).sum() / len(labels)
