"""The network's weights in few bits: written beside its graph, and read back in 32.

Linear layers and the embeddings of the pieces lie in 4 bits in a file of their own, as :mod:`corrector.backends.weights`
describes, and become the 8-bit integers that the graph multiplies when the model is loaded. Layers whose inputs do not fill
whole blocks, and the outputs, whose errors nothing evens out, stay in the graph in 8 bits, and a vocabulary that fills none as
it is.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import onnx
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from corrector.backends import weights
from corrector.errors import ConfigError
from corrector.training.packed import made, store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

BLOCK = 128  # inputs that share a scale: four times as long as usual, for 15 % fewer bytes
EMBEDDINGS = "encoder.embeddings.word_embeddings"
OUTPUTS = "outputs"
_CODES, _STEP, _ZERO = "_quantized", "_scale", "_zero_point"  # end the names of integers that stand for weights


def write(full: Path, graph: Path, layers: Path) -> None:
    """Write a graph in 32-bit floats as one of 8-bit integers, and its large weights in 4 bits.

    Args:
        full: the graph, with the weights inside.
        graph: ``.onnx`` file to write.
        layers: ``.npz`` file to write.
    """
    stored = {one.name: one for one in onnx.load(full).graph.initializer}
    with tempfile.TemporaryDirectory() as scratch:
        quantized = Path(scratch) / "quantized.onnx"
        quantize_dynamic(
            full, quantized, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"]
        )
        model = onnx.load(quantized)
    with ZipFile(layers, "w", ZIP_DEFLATED) as file:
        instead: dict[str, tuple[TensorProto, ...]] = {}
        for node in model.graph.node:
            stem = node.input[1].removesuffix(_CODES) if node.op_type == "MatMulInteger" else ""
            if stem in stored and (module := _module(node)) != OUTPUTS and stored[stem].dims[0] % BLOCK == 0:
                codes, steps = _packed(file, module, numpy_helper.to_array(stored[stem]))
                instead |= {f"{stem}{_CODES}": (codes,), f"{stem}{_STEP}": (steps,)}
        table = stored.get(f"{EMBEDDINGS}.weight")
        if table is not None and table.dims[0] % BLOCK == 0:
            codes, steps = instead[table.name] = _packed(file, EMBEDDINGS, numpy_helper.to_array(table))
            _widen(model.graph, table.name, steps.name)
    _exchange(model.graph, instead)
    onnx.save(model, graph)


def read(graph: Path, layers: Path) -> dict[str, NDArray[np.float32]]:
    """Return the weights that :func:`write` wrote, by the names their parameters have in training.

    Raises:
        ConfigError: the files hold no network.
        DataError: the file of layers is damaged.
    """
    found = read_graph(graph)
    if not layers.is_file():
        return found
    for name, packed in weights.layers(layers):
        matrix = weights.unpack(packed).astype(np.float32) * packed.steps
        found[f"{name}.weight"] = matrix if name == EMBEDDINGS else matrix.T
    return found


def read_graph(path: Path) -> dict[str, NDArray[np.float32]]:
    """Return the weights in a graph of floats and 8-bit integers, by the names their parameters have in training.

    Raises:
        ConfigError: the file holds no network.
    """
    try:
        graph = onnx.load(path, load_external_data=False).graph
    except (OSError, DecodeError) as error:
        raise ConfigError(f"{path}: no network ({error})") from None
    if not graph.node:
        raise ConfigError(f"{path}: no network")
    stored = {
        one.name: numpy_helper.to_array(one) for one in graph.initializer if one.data_location != TensorProto.EXTERNAL
    }
    found = {name: array for name, array in stored.items() if name.endswith((".weight", ".bias"))}
    for name in stored:
        if name.endswith(f".weight{_CODES}"):
            found[name.removesuffix(_CODES)] = _full(name, stored)
    widened = {node.output[0]: node.input[0] for node in graph.node if node.op_type == "DequantizeLinear"}
    for node in graph.node:
        if node.op_type in {"MatMul", "MatMulInteger"}:
            codes = widened.get(node.input[1], node.input[1])
            if codes in stored and codes.endswith(_CODES):
                found[f"{_module(node)}.weight"] = _full(codes, stored).T
    return {name: np.array(array, dtype=np.float32) for name, array in found.items()}


def _module(node: Any) -> str:
    """Return what training calls the layer of a product: "/outputs/MatMul_quant" multiplies by "outputs.weight"."""
    name: str = node.name.strip("/").rpartition("/")[0].replace("/", ".")
    return name


def _full(name: str, stored: Mapping[str, NDArray[Any]]) -> NDArray[np.float32]:
    """Return a matrix that is stored as integers with a step, for all of it or for each column."""
    stem = name.removesuffix(_CODES)
    codes, step, zero = stored[name], stored[f"{stem}{_STEP}"], stored[f"{stem}{_ZERO}"]
    full: NDArray[np.float32] = (codes.astype(np.float32) - zero.astype(np.float32)) * step
    return full


def _packed(file: ZipFile, name: str, matrix: NDArray[np.float32]) -> tuple[TensorProto, TensorProto]:
    """Store a matrix (inputs, outputs) and return the initializers it becomes; of the embeddings a piece is an input."""
    inputs, outputs = matrix.shape
    none = np.zeros((outputs, 0), np.float32), np.zeros((0, inputs), np.float32)
    store(file, name, weights.pack(matrix.T, *none, block=BLOCK))
    return made(name, inputs, outputs)


def _widen(graph: Any, table: str, steps: str) -> None:
    """Turn what is looked up in a table of integers into floats."""
    (place,) = (at for at, node in enumerate(graph.node) if node.op_type == "Gather" and node.input[0] == table)
    gather = graph.node[place]
    wanted, found, real = gather.output[0], f"{EMBEDDINGS}/found", f"{EMBEDDINGS}/real"
    gather.output[0] = found
    graph.node.insert(place + 1, helper.make_node("Cast", [found], [real], to=TensorProto.FLOAT))
    graph.node.insert(place + 2, helper.make_node("Mul", [real, steps], [wanted]))


def _exchange(graph: Any, instead: Mapping[str, tuple[TensorProto, ...]]) -> None:
    """Put other initializers in the place of some; what used one of them uses the first of its successors."""
    tensors = [new for old in graph.initializer for new in instead.get(old.name, (old,))]
    del graph.initializer[:]
    graph.initializer.extend(tensors)
    for node in graph.node:
        for place, name in enumerate(node.input):
            if name in instead:
                node.input[place] = instead[name][0].name
