"""Linear layers as they are stored, in few bits with a low-rank update beside them, and as they are multiplied.

A pretrained base of 4 bits stays on its own grid in the file: blocks of 32 inputs with a scale and a minimum each (Q4_1
of GGUF), so nothing that was learned on it is lost, and the update (Hu et al. 2022, "LoRA") lies beside it in half
precision. A model that has no such base may take longer blocks and do without an update. Integers are multiplied fastest
where a whole output has one scale. So all is added up when the model is loaded, and rounded to 8 bits with a step for each
output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import BadZipFile, ZipFile

import numpy as np

from corrector.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

BLOCK = 32  # inputs that share a scale, in what comes on the grid of Q4_1
MADE = "made when the model is loaded"  # in place of a file's name
CODES, STEPS = "weights", "steps"  # initializers of a layer
_STRIPE = 1 << 14  # weights made at a time: they stay in the cache, and so small a product starts no threads


class Packed(NamedTuple):
    """A linear layer of ``outputs`` and ``inputs``.

    ``codes`` uint8 (outputs, blocks, half a block) hold two codes of 4 bits each, the low ones for the first half of the block;
    ``scales`` and ``minima`` float16 (outputs, blocks); a weight of the base is scale * code + minimum. ``up`` float16
    (outputs, rank) and ``down`` float16 (rank, inputs) are its update; ``steps`` float32 (outputs,) are what one in 8 bits
    is worth.
    """

    codes: NDArray[np.uint8]
    scales: NDArray[np.float16]
    minima: NDArray[np.float16]
    up: NDArray[np.float16]
    down: NDArray[np.float16]
    steps: NDArray[np.float32]


def pack(
    base: NDArray[np.float32], up: NDArray[np.float32], down: NDArray[np.float32], *, block: int = BLOCK
) -> Packed:
    """Pack a layer; a base (outputs, inputs) that lies on the grid of such blocks stays as it is.

    The inputs fill whole blocks.

    >>> base = np.linspace(-15, 15, 16, dtype=np.float32).repeat(2)[None]  # 16 levels
    >>> packed = pack(base, np.zeros((1, 2), np.float32), np.zeros((2, 32), np.float32))
    >>> float(packed.scales[0, 0]), float(packed.minima[0, 0]), unpack(packed)[:, 0].tolist()[:6]
    (2.0, -15.0, [-127, -127, -110, -110, -93, -93])
    """
    blocks = base.reshape(len(base), -1, block)
    minima = blocks.min(-1).astype(np.float16)
    scales = ((blocks.max(-1) - minima.astype(np.float32)) / 15).astype(np.float16)
    divisors = np.where(scales == 0, 1, scales).astype(np.float32)
    codes = np.rint((blocks - minima.astype(np.float32)[..., None]) / divisors[..., None]).clip(0, 15).astype(np.uint8)
    halves = (
        codes[..., : block // 2] | codes[..., block // 2 :] << 4,
        scales,
        minima,
        up.astype(np.float16),
        down.astype(np.float16),
    )
    unscaled = Packed(*halves, np.ones(len(base), np.float32))
    greatest = [np.abs(stripe).max(1) for _, stripe in _stripes(unscaled)]
    return Packed(*halves, np.maximum(np.concatenate(greatest) / 127, np.finfo(np.float32).tiny))


def unpack(packed: Packed) -> NDArray[np.int8]:
    """Return the weights int8 (inputs, outputs) in steps."""
    outputs, blocks, half = packed.codes.shape
    found = np.empty((blocks * 2 * half, outputs), np.int8)
    for first, stripe in _stripes(packed):
        found[:, first : first + len(stripe)] = np.rint(stripe, out=stripe).astype(np.int8).T
    return found


def _stripes(packed: Packed) -> Iterator[tuple[int, NDArray[np.float32]]]:
    """Yield weights (some outputs, inputs) in steps, and the first of their outputs."""
    outputs, blocks, half = packed.codes.shape
    down = packed.down.astype(np.float32)
    inverse = 1 / packed.steps[:, None]
    scales, minima, up = (part * inverse for part in (packed.scales, packed.minima, packed.up))
    size = max(1, _STRIPE // (blocks * 2 * half))
    for first in range(0, outputs, size):
        part = slice(first, first + size)
        codes = packed.codes[part]
        stripe = np.empty((len(codes), blocks, 2 * half), np.float32)
        np.bitwise_and(codes, 15, out=stripe[..., :half], casting="unsafe")
        np.right_shift(codes, 4, out=stripe[..., half:], casting="unsafe")
        stripe *= scales[part, :, None]
        stripe += minima[part, :, None]
        flat = stripe.reshape(len(codes), -1)
        flat += up[part] @ down
        yield first, flat


def layers(path: Path) -> Iterator[tuple[str, Packed]]:
    """Yield the layers of a file of packed ones (``.npz``) by name.

    Raises:
        DataError: the file is missing or damaged.
    """
    try:
        with ZipFile(path) as stored:
            for name in sorted({entry.rpartition("/")[0] for entry in stored.namelist()}):
                yield name, Packed(*(_array(stored, f"{name}/{part}.npy") for part in Packed._fields))
    except (OSError, BadZipFile, ValueError, KeyError, EOFError) as error:
        raise DataError(f"{path}: the model's weights cannot be read ({error}); reinstall the package") from None


def initializers(path: Path) -> dict[str, NDArray[Any]]:
    """Return the initializers that a file of packed layers stands for, by name.

    Raises:
        DataError: the file is missing or damaged.
    """
    made: dict[str, NDArray[Any]] = {}
    for name, packed in layers(path):
        made |= {f"{name}/{CODES}": unpack(packed), f"{name}/{STEPS}": packed.steps}
    return made


def _array(stored: ZipFile, entry: str) -> NDArray[Any]:
    with stored.open(entry) as file:
        array: NDArray[Any] = np.lib.format.read_array(file, allow_pickle=False)
    return array
