"""Weights rounded as they will ship, while the network learns: what 4 bits cost is learned away.

The forward and the backward pass see the rounded weights, the step changes the full ones: the straight-through estimator
(Bengio et al. 2013; for whole networks Jacob et al. 2018, "Quantization and Training of Neural Networks for Efficient
Integer-Arithmetic-Only Inference").
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import torch
from torch import nn

from corrector.training.detector.quantized import BLOCK, OUTPUTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor

_CODES = 15  # the greatest of 4 bits


def four_bits(matrix: Tensor) -> Tensor:
    """Return a matrix (outputs, inputs) as it is read back from the packed file, but for the 8 bits it is multiplied in.

    :func:`corrector.backends.weights.pack` does the same to an array.
    """
    blocks = matrix.reshape(len(matrix), -1, BLOCK)
    least = blocks.amin(-1, keepdim=True).half().float()
    step = ((blocks.amax(-1, keepdim=True) - least) / _CODES).half().float()
    codes = ((blocks - least) / torch.where(step == 0, 1.0, step)).round_().clamp_(0, _CODES)
    return codes.mul_(step).add_(least).reshape(matrix.shape)


@contextmanager
def rounded(network: nn.Module) -> Iterator[None]:
    """Put the layers that ship in 4 bits on their grid within the context.

    The vocabulary's embeddings stay as they are: to round them at each step would take longer than all else, and what they
    lose is little.
    """
    full: list[tuple[nn.Parameter, Tensor]] = []
    with torch.no_grad():
        for name, module in network.named_modules():
            if isinstance(module, nn.Linear) and not name.endswith(OUTPUTS) and module.in_features % BLOCK == 0:
                full.append((module.weight, module.weight.data))
                module.weight.data = four_bits(module.weight.data)
    try:
        yield
    finally:
        for parameter, data in full:
            parameter.data = data
