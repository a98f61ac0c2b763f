"""Models of the Hugging Face Hub: what is in the local cache, and how it gets there; nothing is fetched unasked."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from corrector.config import HUB
from corrector.errors import ConfigError, DataError

# What a sequence-to-sequence model needs: settings, vocabulary, weights; code of the model's own is never run.
_FILES = ("*.json", "*.model", "*.spm", "*.txt", "*.safetensors")
_OLD_WEIGHTS = ("pytorch_model*.bin",)


def cached(name: str) -> Path:
    """Return the folder of a model in the local cache, or the folder of that name.

    Args:
        name: of the model, as ``owner/model``.

    Raises:
        ConfigError: it is not there, or the library that knows the cache is missing.
    """
    if (folder := Path(name)).is_dir():
        return folder
    _need_library()
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (OSError, ValueError):
        raise ConfigError(
            f"rewriter: {HUB}{name} is not in the local cache; fetch it once with: corrector models pull {HUB}{name}"
        ) from None


def pull(name: str) -> Path:
    """Download a model into the local cache and return its folder there; what is there already is not fetched again.

    Raises:
        ConfigError: the library that downloads is missing.
        DataError: the Hub cannot be reached, or has no such model for this user.
    """
    _need_library()
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError
    from huggingface_hub.utils import disable_progress_bars

    if not sys.stderr.isatty():
        disable_progress_bars()
    try:
        folder = Path(snapshot_download(name, allow_patterns=list(_FILES)))
        if not any(folder.glob("*.safetensors")):
            folder = Path(snapshot_download(name, allow_patterns=[*_FILES, *_OLD_WEIGHTS]))
    except HfHubHTTPError as error:
        said = str(error).partition("\n")[0]
        raise DataError(f"{HUB}{name}: the Hugging Face Hub refuses ({said}); check the name and your access") from None
    except (LocalEntryNotFoundError, OSError, ValueError) as error:
        raise DataError(
            f"{HUB}{name}: cannot be downloaded ({type(error).__name__}); check the name and the connection, or fetch it "
            "where there is one, copy its folder here, and give that with --rewriter"
        ) from None
    if not (folder / "config.json").is_file():
        raise DataError(f"{HUB}{name}: no model of the kind that a rewriter is (no config.json)")
    return folder


def _need_library() -> None:
    if find_spec("huggingface_hub") is None:
        raise ConfigError(
            "models of the Hugging Face Hub need 'corrector[hf]'; install it with: pip install 'corrector[hf]'"
        )
