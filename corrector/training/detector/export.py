"""Export of a trained network to ONNX, with its weights in few bits, and its entry in the manifest."""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

from corrector import models
from corrector.backends.onnx import LAYERS, MODEL
from corrector.detect._suspects import CALIBRATION, CONFIG, UNCALIBRATED, VOCABULARY
from corrector.errors import ConfigError
from corrector.training.detector import calibration, quantized
from corrector.training.detector.encoders import read_vocabulary
from corrector.training.detector.examples import KINDS

if TYPE_CHECKING:
    from torch import Tensor

    from corrector.training.detector.network import Network

NAME = "detector"
INPUTS = ("ids", "mask", "shapes", "evidences")
OPSET = 17
FILES = (MODEL, LAYERS, VOCABULARY, CONFIG, CALIBRATION)


def export(
    network: Network, encoder: Path, root: Path, *, mix: Path, data: Path, metrics: dict[str, Any]
) -> models.Model:
    """Write the network (4 and 8 bits) with what belongs to it below ``root/detector``, and enter it in the manifest.

    Args:
        network: the trained network; it is left in evaluation mode on the CPU.
        encoder: folder of the encoder it was trained from, for the vocabulary.
        root: the models' folder.
        mix: folder of a training mix, whose split ``dev`` calibrates the network.
        data: folder of development data, whose text that no network learned from calibrates it, too.
        metrics: what training measured.
    """
    folder = root / NAME
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        full = Path(scratch) / "full.onnx"
        write_full(network, full)
        quantized.write(full, folder / MODEL, folder / LAYERS)
    shutil.copyfile(encoder / VOCABULARY, folder / VOCABULARY)
    config = {"kinds": [kind.value for kind in KINDS], "is_cased": read_vocabulary(encoder).is_cased}
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    calibration.store(UNCALIBRATED, folder)
    findings = calibration.calibrate(folder, mix, data)
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
    try:
        found = quantized.read(folder / MODEL, folder / LAYERS)
    except ConfigError as error:
        raise ConfigError(f"{error}: no exported detector; name the folder of one") from None
    return {name: torch.from_numpy(array) for name, array in found.items()}
