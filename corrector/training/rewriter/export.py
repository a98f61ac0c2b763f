"""Export of a trained network to ONNX, with its weights in few bits, and its entry in the manifest.

The base stays on its grid of 4 bits with the update beside it, as :mod:`corrector.backends.weights` describes; embeddings
lie in 8 bits with a scale for 32 of them (Q8_0 of GGUF), one table for what is read and what is written. A base that comes
on these grids is written without loss. The graph multiplies 8-bit integers and rounds each row of inputs by itself, so
that a sentence scores the same in any company.
"""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper

from corrector import models
from corrector.backends import weights
from corrector.backends.decoder import CONFIG, POSITIONS, TOKENIZER
from corrector.backends.onnx import LAYERS, MODEL
from corrector.training.packed import elsewhere, made, store
from corrector.training.rewriter.network import pretrained

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from torch import Tensor

    from corrector.backends.marked import Marks
    from corrector.training.rewriter.network import LowRank, Network

NAME = "rewriter"
EMBEDDINGS = "embeddings.bin"
FILES = (MODEL, LAYERS, EMBEDDINGS, TOKENIZER, CONFIG)
CALIBRATION = "calibration.json"  # made from the pipeline's answers, and kept where it is
_PARTS = {
    "query": "self_attn.q_proj",
    "key": "self_attn.k_proj",
    "value": "self_attn.v_proj",
    "output": "self_attn.o_proj",
    "gate": "mlp.gate_proj",
    "up": "mlp.up_proj",
    "down": "mlp.down_proj",
}
_TABLE, _SCALES = "embeddings.codes", "embeddings.scales"
_MIDDLE = 128  # unsigned code of zero
_FINE = 0.5 / 127  # of a step: the step of what rounding leaves
_INTEGERS = 4  # accuracy level of MatMulNBits that rounds inputs to 8 bits
_OPSET, _MICROSOFT, _IR = 21, 1, 10
_ALIGNED = 64  # bytes


def in_8_bits(weight: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Return codes (outputs, blocks, 32), of which 128 is zero, and steps (outputs, blocks) of a matrix."""
    blocks = weight.reshape(len(weight), -1, weights.BLOCK)
    steps = (np.abs(blocks).max(-1) / 127).astype(np.float16)
    codes = np.rint(blocks / np.where(steps == 0, 1, steps).astype(np.float32)[..., None]).clip(-127, 127)
    return (codes + _MIDDLE).astype(np.uint8), steps


def export(
    network: Network,
    base: Path,
    tokenizer: Path,
    root: Path,
    *,
    marks: Marks,
    longest: int,
    metrics: dict[str, Any],
) -> models.Model:
    """Write the network with what belongs to it below ``root/rewriter``, and enter it in the manifest.

    Args:
        network: the trained network.
        base: folder of the pretrained decoder it was trained on, which is read again in full precision.
        tokenizer: its ``tokenizer.json``.
        root: the models' folder.
        marks: the numbers of the marks.
        longest: pieces of the longest example it was trained on.
        metrics: what training measured.
    """
    folder = root / NAME
    exact = pretrained(base, marks, rank=network.rank, dtype=torch.float32)
    exact.put({name: tensor.cpu() for name, tensor in network.learned().items()})
    write(exact, tokenizer, folder, marks=marks, longest=longest)
    (folder / "metrics.json").write_text(json.dumps(metrics, indent=2) + "\n", encoding="utf-8")
    present = (folder / name for name in (*FILES, CALIBRATION))
    return models.enter(
        root,
        name=NAME,
        task="English for garbled spans of a sentence",
        licence="Apache-2.0",
        paths=[path for path in present if path.is_file()],
    )


def write(network: Network, tokenizer: Path, folder: Path, *, marks: Marks, longest: int) -> None:
    """Write a network whose base is in full precision as ONNX, with its vocabulary and ``config.json``, into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shape = network.decoder.config
    with _Writer(folder) as writer:
        _decoder(writer, network, positions=POSITIONS)
        onnx.save(writer.model(shape.num_hidden_layers), folder / MODEL)
    with suppress(shutil.SameFileError):  # a rewriter trained further is written where it was
        shutil.copyfile(tokenizer, folder / TOKENIZER)
    config = {
        "marks": marks._asdict(),
        "longest": longest,
        "layers": shape.num_hidden_layers,
        "heads": shape.num_key_value_heads,
        "head": shape.head_dim,
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def read_learned(folder: Path, network: Network) -> dict[str, Tensor]:
    """Return what the network that was written into a folder had learned, to train on from it.

    The updates come back as they were, in half precision; the embeddings of the marks in 8 bits.

    Args:
        folder: what :func:`write` filled.
        network: one of the same shape, over the same base.

    Raises:
        DataError: a file is missing or damaged.
    """
    learned = {}
    for name, packed in weights.layers(folder / LAYERS):
        number, _, part = name.partition(".")
        for what in ("up", "down"):
            array = getattr(packed, what).astype(np.float32)
            learned[f"decoder.model.layers.{number}.{_PARTS[part]}.{what}"] = torch.from_numpy(array)
    stored = {tensor.name: tensor for tensor in onnx.load(folder / MODEL, load_external_data=False).graph.initializer}
    table, steps = (onnx.numpy_helper.to_array(stored[name], str(folder)) for name in (_TABLE, _SCALES))
    chosen = network.mark_ids.cpu().numpy()
    rows = (table[chosen].astype(np.float32) - _MIDDLE) * steps[chosen].astype(np.float32)[..., None]
    learned["marks"] = torch.from_numpy(rows.reshape(len(chosen), -1))
    return learned


class _Writer:
    """Collects nodes and initializers of the graph; the large ones go straight into files beside it."""

    def __init__(self, folder: Path) -> None:
        self._nodes: list[Any] = []
        self._initializers: dict[str, Any] = {}
        self._embeddings = (folder / EMBEDDINGS).open("wb")
        self._layers = ZipFile(folder / LAYERS, "w")

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *error: object) -> None:
        self._embeddings.close()
        self._layers.close()

    def node(self, kind: str, *inputs: str, domain: str = "", outputs: Sequence[str] = (), **attributes: Any) -> str:
        """Add an operator and return its first output's name."""
        names = list(outputs) or [f"{kind}.{len(self._nodes)}"]
        self._nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names[0]

    def microsoft(self, kind: str, *inputs: str, outputs: Sequence[str] = (), **attributes: Any) -> str:
        """Add an operator of ONNX Runtime's own."""
        return self.node(kind, *inputs, domain="com.microsoft", outputs=outputs, **attributes)

    def constant(self, value: Any, kind: Any = np.int64) -> str:
        """Add a small initializer, once."""
        array = np.asarray(value, dtype=kind)
        name = f"{array.dtype}.{array.shape}.{array.tolist()}"
        if name not in self._initializers:
            self._initializers[name] = onnx.numpy_helper.from_array(array, name)
        return name

    def stored(self, name: str, array: NDArray[Any]) -> str:
        """Add an initializer whose numbers lie in a file beside the graph."""
        self._embeddings.write(b"\0" * (-self._embeddings.tell() % _ALIGNED))
        data = np.ascontiguousarray(array).tobytes()
        place = {"location": EMBEDDINGS, "offset": self._embeddings.tell(), "length": len(data)}
        self._embeddings.write(data)
        return self._initializer(elsewhere(name, helper.np_dtype_to_tensor_dtype(array.dtype), array.shape, place))

    def halves(self, name: str, array: NDArray[Any]) -> str:
        """Add an initializer that is stored in half precision and widened when the model is loaded."""
        return self.node("Cast", self.stored(name, array.astype(np.float16)), to=TensorProto.FLOAT)

    def linear(self, name: str, part: LowRank) -> tuple[str, str]:
        """Store a linear layer as :mod:`corrector.backends.weights` reads it; return the initializers it will make."""
        packed = weights.pack(_array(part.weight), _array(part.up), _array(part.down))
        store(self._layers, name, packed)
        codes, steps = made(name, part.down.shape[1], part.up.shape[0])
        return self._initializer(codes), self._initializer(steps)

    def _initializer(self, tensor: TensorProto) -> str:
        self._initializers[tensor.name] = tensor
        name: str = tensor.name
        return name

    def model(self, layers: int) -> Any:
        """Return the model: inputs and outputs as :mod:`corrector.backends.causal` has them."""
        whole, real = TensorProto.INT64, TensorProto.FLOAT
        cache = ["batch", "heads", None, "head"]
        inputs = [
            helper.make_tensor_value_info("ids", whole, ["batch", "pieces"]),
            helper.make_tensor_value_info("positions", whole, ["batch", "pieces"]),
            helper.make_tensor_value_info("mask", real, ["batch", "pieces", "read"]),
            helper.make_tensor_value_info("places", whole, ["places"]),
            helper.make_tensor_value_info("wanted", whole, ["places", "wanted"]),
            helper.make_tensor_value_info("count", whole, [1]),
            *(helper.make_tensor_value_info(name, real, cache) for name in _cached("past", layers)),
        ]
        outputs = [
            helper.make_tensor_value_info("scores", real, ["places", "wanted"]),
            helper.make_tensor_value_info("best_scores", real, ["places", "count"]),
            helper.make_tensor_value_info("best", whole, ["places", "count"]),
            *(helper.make_tensor_value_info(name, real, cache) for name in _cached("present", layers)),
        ]
        graph = helper.make_graph(self._nodes, NAME, inputs, outputs, list(self._initializers.values()))
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid("com.microsoft", _MICROSOFT)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR, producer_name="corrector")


def _cached(when: str, layers: int) -> Iterator[str]:
    for layer in range(layers):
        yield f"{when}.{layer}.keys"
        yield f"{when}.{layer}.values"


def _array(tensor: Tensor) -> NDArray[np.float32]:
    array: NDArray[np.float32] = tensor.detach().float().cpu().numpy()
    return array


def _decoder(writer: _Writer, network: Network, *, positions: int) -> None:
    """Write the graph: embeddings, layers, and the log-probabilities of what follows at some places."""
    decoder = network.decoder.model
    embeddings = _array(decoder.embed_tokens.weight).copy()
    embeddings[network.mark_ids.cpu().numpy()] = _array(network.marks)
    table, steps = in_8_bits(embeddings)
    codes, scales = writer.stored(_TABLE, table), writer.halves(_SCALES, steps)
    hidden = _embed(writer, codes, scales, embeddings.shape[1])
    rotation = _rotation(writer, network, positions)
    shape = network.decoder.config
    shared = writer.constant([1, shape.num_attention_heads // shape.num_key_value_heads, 1])
    mask = writer.node("Unsqueeze", writer.node("Tile", "mask", shared), writer.constant([1]))
    update = None
    for number, layer in enumerate(decoder.layers):
        hidden, inputs = _normal(writer, f"{number}.before", hidden, update, layer.input_layernorm)
        update = _attention(writer, inputs, layer, number, rotation, mask, shape)
        hidden, inputs = _normal(writer, f"{number}.between", hidden, update, layer.post_attention_layernorm)
        update = _mlp(writer, inputs, layer, number)
    _, inputs = _normal(writer, "last", hidden, update, decoder.norm)
    _follow(writer, writer.node("Gather", inputs, "places"), codes, scales, embeddings.shape)


def _embed(writer: _Writer, codes: str, scales: str, width: int) -> str:
    """Return the embeddings (batch * pieces, width) of ``ids``."""
    flat = writer.node("Reshape", "ids", writer.constant([-1]))
    found = writer.node("Cast", writer.node("Gather", codes, flat), to=TensorProto.FLOAT)
    middle = writer.node("Sub", found, writer.constant(_MIDDLE, np.float32))
    scale = writer.node("Unsqueeze", writer.node("Gather", scales, flat), writer.constant([-1]))
    return writer.node("Reshape", writer.node("Mul", middle, scale), writer.constant([-1, width]))


def _rotation(writer: _Writer, network: Network, positions: int) -> tuple[str, str]:
    """Add the cosines and sines (positions, half a head) of Su et al. 2021."""
    turns = np.outer(np.arange(positions), _array(network.decoder.model.rotary_emb.inv_freq)).astype(np.float32)
    return writer.stored("cosines", np.cos(turns)), writer.stored("sines", np.sin(turns))


def _normal(writer: _Writer, name: str, hidden: str, update: str | None, norm: Any) -> tuple[str, str]:
    """Return the sum of hidden state and update, and the same normalised."""
    gain, epsilon = writer.halves(f"{name}.gain", _array(norm.weight)), norm.variance_epsilon
    if update is None:
        return hidden, writer.node("SimplifiedLayerNormalization", hidden, gain, axis=-1, epsilon=epsilon)
    outputs = (f"{name}.normal", "", "", f"{name}.sum")
    normal = writer.microsoft(
        "SkipSimplifiedLayerNormalization", hidden, update, gain, outputs=outputs, epsilon=epsilon
    )
    return outputs[-1], normal


def _linear(writer: _Writer, inputs: str, layer: Any, number: int, *parts: str) -> tuple[str, ...]:
    """Return the outputs of linear layers with the same inputs.

    Each row of inputs is rounded to 8 bits by itself, and what the rounding left to 8 bits more: a few inputs of a row are
    many times the others, which a single rounding would drown.
    """
    greatest = writer.node("ReduceMax", writer.node("Abs", inputs), writer.constant([-1]), keepdims=1)
    steps = writer.node("Mul", greatest, writer.constant(1 / 127, np.float32))
    steps = writer.node("Max", steps, writer.constant(np.finfo(np.float16).tiny, np.float32))
    scaled = writer.node("Div", inputs, steps)
    whole = writer.node("Round", scaled)
    one, fine, middle = (
        writer.constant(1, np.float32),
        writer.constant(_FINE, np.float32),
        writer.constant(_MIDDLE, np.uint8),
    )
    rows = writer.node("QuantizeLinear", whole, one, middle)
    rest = writer.node("QuantizeLinear", writer.node("Sub", scaled, whole), fine, middle)
    outputs = []
    for part in parts:
        codes, scales = writer.linear(f"{number}.{part}", layer.get_submodule(_PARTS[part]))
        found = writer.microsoft("MatMulIntegerToFloat", rows, codes, one, scales, middle)
        finer = writer.microsoft("MatMulIntegerToFloat", rest, codes, fine, scales, middle)
        outputs.append(writer.node("Mul", writer.node("Add", found, finer), steps))
    return tuple(outputs)


def _attention(
    writer: _Writer, inputs: str, layer: Any, number: int, rotation: tuple[str, str], mask: str, shape: Any
) -> str:
    """Return the output of a layer's attention over what was read before and the pieces at hand.

    Heads that share keys and values are laid behind one another as further queries, so those need no copies.
    """
    heads, groups, head = shape.num_attention_heads, shape.num_key_value_heads, shape.head_dim
    split = writer.node("Concat", writer.node("Shape", "positions"), writer.constant([-1]), axis=0)
    linear = _linear(writer, inputs, layer, number, "query", "key", "value")
    query, key, value = (writer.node("Reshape", one, split) for one in linear)
    query, key = (writer.microsoft("RotaryEmbedding", one, "positions", *rotation) for one in (query, key))
    query = writer.node("Reshape", query, writer.constant([0, 0, groups, heads // groups, head]))
    query = writer.node("Transpose", query, perm=[0, 2, 3, 1, 4])
    query = writer.node("Reshape", query, writer.constant([0, groups, -1, head]))
    keys, values = (
        _remember(writer, f"{number}.{what}", writer.node("Reshape", one, writer.constant([0, 0, groups, head])))
        for what, one in (("keys", key), ("values", value))
    )
    scores = writer.microsoft("FusedMatMul", query, keys, transB=1, alpha=head**-0.5)
    shares = writer.node("Softmax", writer.node("Add", scores, mask), axis=-1)
    found = writer.node("MatMul", shares, values)
    found = writer.node("Reshape", found, writer.constant([0, groups, heads // groups, -1, head]))
    found = writer.node("Transpose", found, perm=[0, 3, 1, 2, 4])
    found = writer.node("Reshape", found, writer.constant([-1, heads * head]))
    return _linear(writer, found, layer, number, "output")[0]


def _remember(writer: _Writer, name: str, new: str) -> str:
    """Return keys or values (batch, heads, read, head): those of before and new ones (batch, pieces, heads, head)."""
    new = writer.node("Transpose", new, perm=[0, 2, 1, 3])
    return writer.node("Concat", f"past.{name}", new, outputs=[f"present.{name}"], axis=2)


def _mlp(writer: _Writer, inputs: str, layer: Any, number: int) -> str:
    """Return the output of a layer's gated perceptron (Shazeer 2020)."""
    gate, up = _linear(writer, inputs, layer, number, "gate", "up")
    opened = writer.node("Mul", writer.microsoft("QuickGelu", gate, alpha=1.0), up)
    return _linear(writer, opened, layer, number, "down")[0]


def _follow(writer: _Writer, hidden: str, codes: str, scales: str, size: tuple[int, int]) -> None:
    """Write the outputs: log-probabilities of the pieces asked for, and the likeliest pieces with theirs."""
    vocabulary, width = size
    logits = writer.microsoft(
        "MatMulNBits", hidden, codes, scales, K=width, N=vocabulary, bits=8, block_size=weights.BLOCK,
        accuracy_level=_INTEGERS,
    )  # fmt: skip
    scores = writer.node("LogSoftmax", logits, axis=-1)
    writer.node("GatherElements", scores, "wanted", outputs=["scores"], axis=-1)
    writer.node("TopK", scores, "count", outputs=["best_scores", "best"], axis=-1)
