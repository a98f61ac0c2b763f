"""The detector's weights in few bits: what is written runs, and is read back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from corrector.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

torch = pytest.importorskip("torch", reason="training needs torch and transformers")
transformers = pytest.importorskip("transformers")
pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from corrector.backends import weights  # noqa: E402
from corrector.backends.onnx import LAYERS, MODEL  # noqa: E402
from corrector.detect._suspects import model_in  # noqa: E402
from corrector.training.detector import quantized  # noqa: E402
from corrector.training.detector.export import read_exported, write_full  # noqa: E402
from corrector.training.detector.network import Network  # noqa: E402

SMALL = {"num_hidden_layers": 2, "hidden_size": 16, "intermediate_size": 32, "num_attention_heads": 2}


def distilbert() -> Any:
    config = transformers.DistilBertConfig(vocab_size=256, dim=128, n_layers=2, n_heads=2, hidden_dim=256)
    return transformers.DistilBertModel(config)


def bert() -> Any:
    return transformers.BertModel(transformers.BertConfig(vocab_size=90, **SMALL), add_pooling_layer=False)


def network(encoder: Any) -> Network:
    torch.manual_seed(5)
    made: Network = Network(encoder).eval()
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter, std=0.3)  # parameters that are alike would be stored once
    return made


def written(made: Network, folder: Path) -> Path:
    full = folder / "full.onnx"
    write_full(made, full)
    quantized.write(full, folder / MODEL, folder / LAYERS)
    full.unlink()
    return folder


def inputs(length: int) -> dict[str, Any]:
    rng = np.random.default_rng(length)
    most = {"ids": 90, "mask": 2, "shapes": 9, "evidences": 6}
    return {name: rng.integers(1, high, (2, length)) for name, high in most.items()}


@pytest.mark.parametrize(("encoder", "is_packed"), [(distilbert, True), (bert, False)])
def test_weights_are_read_back_to_within_a_step(encoder: Any, is_packed: bool, tmp_path: Path) -> None:
    made = network(encoder())
    folder = written(made, tmp_path)
    packed = dict(weights.layers(folder / LAYERS))
    assert (quantized.EMBEDDINGS in packed) is is_packed
    assert (
        len(packed) == 1 + 2 * 6
    ) is is_packed  # the embeddings, and in each layer four products of attention and two more
    back = read_exported(folder)
    assert set(back) == set(made.state_dict())
    for name, value in made.state_dict().items():
        step = float(value.max() - value.min()) / (15 if name.removesuffix(".weight") in packed else 200)
        np.testing.assert_allclose(back[name], value, atol=0.6 * step + 1e-6, err_msg=name)


@pytest.mark.parametrize("encoder", [distilbert, bert])
def test_the_graph_says_nearly_what_the_network_says(encoder: Any, tmp_path: Path) -> None:
    made = network(encoder())
    with model_in(written(made, tmp_path)) as model:
        for length in (3, 11):
            values = inputs(length)
            with torch.no_grad():
                there = made(**{name: torch.from_numpy(array) for name, array in values.items()}).numpy()
            here = model.run(values)
            assert here.shape == there.shape
            assert np.corrcoef(here.ravel(), there.ravel())[0, 1] > 0.97


@pytest.mark.parametrize("content", [None, b"", b"no network"])
def test_a_file_that_holds_no_network_is_named(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / MODEL).write_bytes(content)
    with pytest.raises(ConfigError, match=r"model\.onnx: no network"):
        quantized.read_graph(tmp_path / MODEL)
