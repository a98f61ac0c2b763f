"""ONNX Runtime: a model file as a function of NumPy arrays."""

from __future__ import annotations

from importlib.util import find_spec
from threading import Lock
from typing import TYPE_CHECKING, Any

from corrector.closing import Closing
from corrector.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

MODEL, LAYERS = "model.onnx", "layers.npz"  # of a model's folder: its graph, and the linear layers that belong to it
NOT_INSTALLED = "ONNX Runtime is not installed; install 'corrector[neural]'"


def is_installed() -> bool:
    """Tell whether ONNX Runtime is there, without importing it."""
    return find_spec("onnxruntime") is not None


class OnnxModel(Closing):
    """One model file.

    Making it touches no file. :meth:`load`, or the first :meth:`run`, loads the model; :meth:`close` (or leaving it as a
    context manager) lets it go, and a later run loads it again. Several threads may run it at a time.

    Args:
        path: the ``.onnx`` file.
        layers: a file of linear layers that belong to the model and are unpacked as it is loaded
            (:mod:`corrector.backends.weights`).
    """

    def __init__(self, path: Path, *, layers: Path | None = None) -> None:
        self.path = path
        self._layers = layers
        self._session: Any = None
        self._loading = Lock()

    def close(self) -> None:
        """Let the model go."""
        self._session = None

    def run(self, inputs: Mapping[str, NDArray[np.int64]]) -> NDArray[np.float32]:
        """Return the model's first output for named inputs, each (batch, tokens).

        Raises:
            DataError: ONNX Runtime or the file is missing, or the file is no model.
        """
        output: NDArray[np.float32] = self.outputs(inputs)[0]
        return output

    def outputs(self, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        """Return all outputs for named inputs.

        Raises:
            DataError: as :meth:`run`.
        """
        found: list[NDArray[Any]] = self.load().run(None, dict(inputs))
        return found

    def load(self) -> Any:
        """Return the runtime's session; loaded by one thread, it serves all.

        Raises:
            DataError: as :meth:`run`.
        """
        with self._loading:
            if self._session is None:
                self._session = self._open()
            return self._session

    def _open(self) -> Any:
        if not is_installed():
            raise DataError(NOT_INSTALLED)
        if not self.path.is_file():
            raise DataError(f"{self.path}: the model is missing; reinstall the package")
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # a second one gains little: see :mod:`corrector.backends.batches`
        options.inter_op_num_threads = 1
        # Batches differ in shape: an arena keeps the largest of each for ever, at several times the model's size.
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        if self._layers is not None:
            from corrector.backends import weights

            made = weights.initializers(self._layers)
            options.add_external_initializers(
                list(made), [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in made.values()]
            )
        try:
            return onnxruntime.InferenceSession(str(self.path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # the runtime's exceptions share no base but this
            raise DataError(f"{self.path}: not a model that ONNX Runtime can load ({error})") from None
