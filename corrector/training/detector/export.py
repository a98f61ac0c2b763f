"""Export of a trained network to ONNX, with weights as 8-bit integers, and its entry in the manifest."""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
import torch
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic

from corrector import models
from corrector.detect._suspects import CALIBRATION, UNCALIBRATED
from corrector.errors import ConfigError
from corrector.training.detector import calibration
from corrector.training.detector.examples import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from torch import Tensor

    from corrector.training.detector.network import Network

NAME = "detector"
INPUTS = ("ids", "mask", "shapes", "evidences")
OPSET = 17
_CODES = "_quantized"  # ends the names of integers that stand for weights
MODEL = "model.onnx"
FILES = (MODEL, "vocab.txt", "config.json", CALIBRATION)


def export(network: Network, vocabulary: Path, root: Path, *, mix: Path, metrics: dict[str, Any]) -> models.Model:
    """Write the network (int8) with what belongs to it below ``root/detector``, and enter it in the manifest.

    Args:
        network: the trained network; it is left in evaluation mode on the CPU.
        vocabulary: the vocabulary file of its encoder.
        root: the models' folder.
        mix: folder of a training mix, whose split ``dev`` calibrates the network.
        metrics: what training measured.
    """
    folder = root / NAME
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        write_full(network, full)
        quantize_dynamic(full, folder / MODEL, weight_type=QuantType.QInt8, per_channel=True)
    shutil.copyfile(vocabulary, folder / "vocab.txt")
    (folder / "config.json").write_text(
        json.dumps({"kinds": [kind.value for kind in KINDS]}, indent=2) + "\n", encoding="utf-8"
    )
    calibration.store(UNCALIBRATED, folder)
    findings = calibration.calibrate(folder, mix)
    (folder / "metrics.json").write_text(
        json.dumps(metrics | {"calibrated_on_findings": findings}, indent=2) + "\n", encoding="utf-8"
    )
    return models.enter(
        root,
        name=NAME,
        task="garbled words and gaps in English text",
        licence="Apache-2.0",
        paths=(folder / name for name in FILES),
    )


def write_full(network: Network, path: Path) -> None:
    """Write the network as ONNX in 32-bit floats; batch and length stay free."""
    network.eval().cpu()
    network.encoder.set_attn_implementation("eager")  # the fused kernel traces into fixed shapes
    example = torch.ones((2, 7), dtype=torch.int64)
    axes = {name: {0: "batch", 1: "pieces"} for name in (*INPUTS, "logits")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracer warnings about checks of shapes that cannot vary here
        torch.onnx.export(
            network,
            (example,) * len(INPUTS),
            path,
            input_names=list(INPUTS),
            output_names=["logits"],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )


def read_exported(folder: Path) -> dict[str, Tensor]:
    """Return the weights of an exported network in 32-bit floats, by the names its parameters have in training.

    Raises:
        ConfigError: the folder holds no network that :func:`export` wrote.
    """
    path = folder / MODEL
    try:
        graph = onnx.load(path).graph
    except (OSError, DecodeError) as error:
        raise ConfigError(f"{path}: no exported detector ({error}); name the folder of one") from None
    if not graph.node:
        raise ConfigError(f"{path}: no exported detector; name the folder of one")
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    found = {name: array for name, array in stored.items() if name.endswith((".weight", ".bias"))}
    for name in stored:
        if name.endswith(f".weight{_CODES}"):
            found[name.removesuffix(_CODES)] = _full(name, stored)
    for node in graph.node:
        # "/outputs/MatMul_quant" multiplies by what is called "outputs.weight" in training.
        if node.op_type == "MatMulInteger":
            module = node.name.strip("/").rpartition("/")[0].replace("/", ".")
            found[f"{module}.weight"] = _full(node.input[1], stored).T
    return {name: torch.from_numpy(np.array(array, dtype=np.float32)) for name, array in found.items()}


def _full(name: str, stored: Mapping[str, NDArray[Any]]) -> NDArray[np.float32]:
    """Return a matrix that is stored as integers with a step, for all of it or for each column."""
    stem = name.removesuffix(_CODES)
    codes, step, zero = stored[name], stored[f"{stem}_scale"], stored[f"{stem}_zero_point"]
    full: NDArray[np.float32] = (codes.astype(np.float32) - zero.astype(np.float32)) * step
    return full
