"""Packed layers in an export: written into their file, and named in the graph that will multiply them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from onnx import TensorProto

from corrector.backends import weights

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zipfile import ZipFile


def store(file: ZipFile, name: str, packed: weights.Packed) -> None:
    """Add a layer to an open file, as :func:`corrector.backends.weights.layers` reads it."""
    for what, array in packed._asdict().items():
        with file.open(f"{name}/{what}.npy", "w") as part:
            np.lib.format.write_array(part, array)


def made(name: str, inputs: int, outputs: int) -> tuple[TensorProto, TensorProto]:
    """Return the initializers that a stored layer becomes when the model is loaded: its weights in 8 bits and their steps."""
    place = {"location": weights.MADE}
    return (
        elsewhere(f"{name}/{weights.CODES}", TensorProto.INT8, (inputs, outputs), place),
        elsewhere(f"{name}/{weights.STEPS}", TensorProto.FLOAT, (outputs,), place),
    )


def elsewhere(name: str, kind: int, size: Sequence[int], place: Mapping[str, object]) -> TensorProto:
    """Return an initializer whose numbers do not lie in the graph, but in the place that ONNX's external data names."""
    tensor = TensorProto(name=name, data_type=kind, dims=size, data_location=TensorProto.EXTERNAL)
    for key, value in place.items():
        tensor.external_data.add(key=key, value=str(value))
    return tensor
