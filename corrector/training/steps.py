"""What all training loops share: precision, the course of the learning rate, and files written whole or not at all."""

from __future__ import annotations

import math
import pickle
from typing import TYPE_CHECKING, Any

import torch

from corrector.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


# What reading saved tensors raises where they are damaged, or not those that are wanted. Its words are kept from the reader:
# torch advises to load without weights_only, which runs what a file says.
UNREADABLE = (OSError, EOFError, KeyError, RuntimeError, ValueError, pickle.UnpicklingError)


def device() -> torch.device:
    """Return where networks are trained: on a GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def autocast(device: torch.device) -> torch.autocast:
    """Return the context in which networks run: bfloat16 where it loses nothing that matters."""
    return torch.autocast(device.type, torch.bfloat16)


def schedule(progress: float, warm_up: float, *, least: float = 0.0) -> float:
    """Return the share of the highest rate: up in a line, down along a cosine to ``least``.

    Args:
        progress: share of the training that is over.
        warm_up: share in which the rate rises.
        least: what is left at the end.
    """
    if progress < warm_up:
        return max(progress / warm_up, 0.02)
    fallen = 0.5 * (1 + math.cos(math.pi * min(1.0, (progress - warm_up) / (1 - warm_up))))
    return least + (1 - least) * fallen


def save(path: Path, value: Any) -> None:
    """Write tensors so that a run that is killed meanwhile leaves the file as it was."""
    partial = path.with_name(f"{path.name}.partial")
    torch.save(value, partial)
    partial.replace(path)


def restore(path: Path, device: torch.device, put: Callable[[dict[str, Any]], None]) -> bool:
    """Hand what an earlier run saved to ``put``, and return whether there was such a file.

    Raises:
        ConfigError: the file is damaged, or of a training with another network or another version.
    """
    if not path.is_file():
        return False
    try:
        put(torch.load(path, map_location=device, weights_only=True))
    except UNREADABLE:
        raise ConfigError(
            f"{path}: cannot go on from this checkpoint: it is damaged, or of another network or version; delete it to "
            "begin anew, or name another output folder"
        ) from None
    return True
