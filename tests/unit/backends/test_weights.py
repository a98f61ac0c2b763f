from pathlib import Path
from typing import Any

import pytest

np = pytest.importorskip("numpy", reason="needs NumPy: pip install 'corrector[neural]'")

from corrector.backends import weights  # noqa: E402
from corrector.backends.weights import BLOCK, initializers, pack, unpack  # noqa: E402
from corrector.errors import DataError  # noqa: E402


def layer(seed: int = 3, outputs: int = 40, blocks: int = 3, rank: int = 4) -> tuple[Any, ...]:
    """Return a base on a grid of 16 levels a block, and an update."""
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, 16, (outputs, blocks, BLOCK))
    codes[..., 0], codes[..., 1] = 0, 15
    scales, minima = (
        rng.uniform(low, high, (outputs, blocks, 1)).astype(np.float16).astype(np.float32)
        for low, high in ((0.001, 0.02), (-0.2, -0.05))
    )
    base = (codes * scales + minima).reshape(outputs, -1).astype(np.float32)
    return base, *(rng.normal(0, 0.05, size).astype(np.float32) for size in ((outputs, rank), (rank, blocks * BLOCK)))


def test_a_base_on_its_grid_stays_as_it_is() -> None:
    base, up, down = layer()
    packed = pack(base, up, down)
    low, high = packed.codes & 15, packed.codes >> 4
    codes = np.concatenate((low, high), -1)
    again = (codes * packed.scales[..., None].astype(np.float32) + packed.minima[..., None].astype(np.float32)).reshape(
        base.shape
    )
    assert np.array_equal(again.astype(np.float32), base)


def test_weights_are_the_sum_of_base_and_update_within_half_a_step() -> None:
    base, up, down = layer()
    packed = pack(base, up, down)
    made = unpack(packed)
    assert made.dtype == np.int8
    assert made.shape == base.T.shape
    wanted = base + up.astype(np.float16).astype(np.float32) @ down.astype(np.float16).astype(np.float32)
    error = np.abs(made.T * packed.steps[:, None] - wanted) / packed.steps[:, None]
    assert error.max() <= 0.501
    assert (np.abs(made.astype(int)).max(0) == 127).all(), "each output uses its whole range"


def test_a_layer_of_zeros_stays_zero() -> None:
    zeros = [np.zeros(size, np.float32) for size in ((2, BLOCK), (2, 1), (1, BLOCK))]
    assert not unpack(pack(*zeros)).any()


def test_a_file_of_layers(tmp_path: Path) -> None:
    packed = {name: pack(*layer(seed)) for seed, name in enumerate(("0.query", "0.key"))}
    arrays = {f"{name}/{part}": array for name, one in packed.items() for part, array in one._asdict().items()}
    np.savez(tmp_path / "layers.npz", **arrays)
    made = initializers(tmp_path / "layers.npz")
    assert sorted(made) == ["0.key/steps", "0.key/weights", "0.query/steps", "0.query/weights"]
    assert np.array_equal(made["0.query/weights"], unpack(packed["0.query"]))


@pytest.mark.parametrize("harm", ["gone", "short", "flipped", "other"])
def test_a_damaged_file_is_named(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "layers.npz"
    np.savez(path, **{f"a/{part}": array for part, array in pack(*layer())._asdict().items()})
    data = bytearray(path.read_bytes())
    if harm == "gone":
        path.unlink()
    elif harm == "short":
        path.write_bytes(data[:2000])
    elif harm == "flipped":
        data[400] ^= 255
        path.write_bytes(data)
    else:
        np.savez(path, **{"a/codes": np.zeros(3)})
    with pytest.raises(DataError, match=r"layers\.npz"):
        weights.initializers(path)
