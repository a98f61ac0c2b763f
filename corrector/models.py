"""The models that ship with the program: where they lie, what they are, and whether they are whole.

``manifest.json`` names every file with its size and SHA-256. A wheel carries the folder as ``corrector/_models``; in a
checkout it is ``models`` beside the package. Nothing here loads a model.
"""

from __future__ import annotations

import hashlib
import json
import logging
import multiprocessing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from corrector.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterable

MANIFEST = "manifest.json"
_BLOCK = 1 << 20


class File(NamedTuple):
    """A file of a model: its path below the models' folder, size in bytes and SHA-256 in hexadecimal."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Model:
    """What the manifest says of one model; ``revision`` changes with its weights."""

    name: str
    task: str
    revision: str
    licence: str
    files: tuple[File, ...]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def folder() -> Path:
    """Return the folder of the models; it need not exist."""
    package = Path(__file__).parent
    shipped = package / "_models"
    return shipped if shipped.is_dir() else package.parent / "models"


@cache
def manifest(root: Path | None = None) -> tuple[Model, ...]:
    """Return the models there are, by name; none where there is no manifest.

    Args:
        root: the models' folder; that of the program by default.

    Raises:
        DataError: the manifest cannot be read.
    """
    path = (root or folder()) / MANIFEST
    if not path.is_file():
        return ()
    try:
        table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["models"]
        return tuple(_parse(name, table[name]) for name in sorted(table))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path}: the manifest of models cannot be read ({error}); reinstall the package") from None


def _parse(name: str, row: dict[str, Any]) -> Model:
    files = tuple(File(file["path"], int(file["bytes"]), file["sha256"]) for file in row["files"])
    return Model(name, row["task"], row["revision"], row["licence"], files)


def find(name: str) -> Model | None:
    """Return the model of that name if it is in the manifest and its files are there."""
    for model in manifest():
        if model.name == name and all((folder() / file.path).is_file() for file in model.files):
            return model
    return None


def problems(model: Model, *, root: Path | None = None) -> tuple[str, ...]:
    """Say what is wrong with a model's files: missing, of another size, or of other content."""
    found = []
    for file in model.files:
        path = (root or folder()) / file.path
        if not path.is_file():
            found.append(f"{path}: missing")
        elif path.stat().st_size != file.size:
            found.append(f"{path}: {path.stat().st_size} bytes instead of {file.size}")
        elif sha256(path) != file.sha256:
            found.append(f"{path}: damaged (another SHA-256 than the manifest's)")
    return tuple(found)


@cache
def say_once(message: str) -> None:
    """Tell the user that a model is not used, once a message; workers leave that to the process that started them."""
    if multiprocessing.parent_process() is None:
        logging.getLogger("corrector").warning(message)


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def enter(root: Path, *, name: str, task: str, licence: str, paths: Iterable[Path]) -> Model:
    """Write a model's files into the manifest of ``root`` and return the entry; the revision follows from the files."""
    files = tuple(File(path.relative_to(root).as_posix(), path.stat().st_size, sha256(path)) for path in sorted(paths))
    revision = hashlib.sha256("".join(file.sha256 for file in files).encode()).hexdigest()[:10]
    path = root / MANIFEST
    table: dict[str, Any] = (
        json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"version": 1, "models": {}}
    )
    table["models"][name] = {
        "task": task,
        "revision": revision,
        "licence": licence,
        "files": [{"path": file.path, "bytes": file.size, "sha256": file.sha256} for file in files],
    }
    path.write_text(json.dumps(table, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    manifest.cache_clear()
    return Model(name, task, revision, licence, files)
