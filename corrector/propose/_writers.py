"""Which model the settings ask for, and how it is opened."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from corrector import models
from corrector.backends import hub, onnx, seq2seq
from corrector.backends.answers import Writer
from corrector.config import HUB, ON
from corrector.errors import ConfigError, DataError

if TYPE_CHECKING:
    from collections.abc import Callable

    from corrector.config import Settings

MODEL = "rewriter"
_WEIGHTS = ("*.safetensors", "*.bin", "*.onnx", "*.npz", "calibration.json")
_PART = 1 << 20


class Opened(Writer, Protocol):
    """A writer that can be let go."""

    def close(self) -> None:
        """Let the model go; a later question loads it again."""
        ...


class Source(NamedTuple):
    """A model that is there: its revision, the folder that may hold a calibration for it, and how to open it."""

    revision: str
    calibrated: Path | None
    open: Callable[[], Opened]


def find(settings: Settings) -> Source:
    """Return the model that the settings name; nothing is loaded.

    Raises:
        ConfigError: a model given by the user is not there, or its runtime is not installed.
        DataError: the program's own model or its runtime is not installed.
    """
    name = settings.rewriter
    if name == ON:
        found = models.find(MODEL)
        folder = models.folder() / MODEL
        if found is None:
            raise DataError(f"{folder}: the model is not installed")
        if not onnx.is_installed():
            raise DataError(onnx.NOT_INSTALLED)
        return Source(found.revision, folder, lambda: _decoder(folder))
    if name.startswith(HUB):
        seq2seq.need_libraries()
        folder = hub.cached(name.removeprefix(HUB))
        return Source(folder.name[:10], folder, lambda: seq2seq.Seq2Seq(folder, device=settings.device))
    return _given(Path(name), settings)


def _given(folder: Path, settings: Settings) -> Source:
    if (folder / onnx.MODEL).is_file():
        if not onnx.is_installed():
            raise ConfigError(
                f"rewriter: {folder} needs ONNX Runtime; install it with: pip install 'corrector[neural]'"
            )
        return Source(_fingerprint(folder), folder, lambda: _decoder(folder))
    if (folder / "config.json").is_file():
        seq2seq.need_libraries()
        return Source(_fingerprint(folder), folder, lambda: seq2seq.Seq2Seq(folder, device=settings.device))
    raise ConfigError(
        f"rewriter: {folder} holds no model ({onnx.MODEL} of 'corrector train rewriter', or config.json of transformers); "
        "for one of the Hugging Face Hub write hf:NAME"
    )


def _decoder(folder: Path) -> Opened:
    """Open a model of the program's own; what it needs beside ONNX Runtime is imported no sooner."""
    from corrector.backends.decoder import Decoder

    return Decoder(folder)


def _fingerprint(folder: Path) -> str:
    """Return what tells one set of weights from another, without reading all of them."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in _WEIGHTS for path in folder.glob(pattern)):
        size = path.stat().st_size
        with path.open("rb") as weights:
            head = weights.read(_PART)
            weights.seek(max(0, size - _PART))
            digest.update(f"{path.name} {size} ".encode() + head + weights.read(_PART))
    return digest.hexdigest()[:10]
