"""Safe reading and writing of files: which files are meant, their encoding, and replacing them without loss."""

from __future__ import annotations

import codecs
import glob
import hashlib
import os
import stat
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from corrector.errors import ConfigError, InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

STDIN = "-"
_BOMS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# From this share of NUL bytes on, a file is another encoding or no text at all; a stray one is passed through.
_TOO_MANY_NULS = 0.05


class Decoded(NamedTuple):
    """The text of a file with what is needed to write the same bytes again; newlines are as they were."""

    text: str
    encoding: str
    bom: bytes

    def encode(self, text: str, *, origin: str) -> bytes:
        """Return the bytes of another text in this file's encoding, with its byte order mark.

        Raises:
            OutputError: if the encoding lacks a character of the text.
        """
        try:
            return self.bom + text.encode(self.encoding)
        except UnicodeEncodeError as error:
            char = text[error.start]
            raise OutputError(
                f"{origin}: the correction holds {char!r} (U+{ord(char):04X}), which {self.encoding} lacks; convert the "
                "file to UTF-8 first"
            ) from None


def decode(data: bytes, *, origin: str, encoding: str | None = None) -> Decoded:
    r"""Decode the bytes of a file: a byte order mark decides, then ``encoding``, then UTF-8.

    Raises:
        InputError: if the bytes are no text in that encoding; it names the byte and the line and says what to do.
        ConfigError: if there is no such encoding.

    >>> decode(b"\xef\xbb\xbfa\r\n", origin="a.txt")
    Decoded(text='a\r\n', encoding='utf-8', bom=b'\xef\xbb\xbf')
    """
    marks = [(mark, name) for mark, name in _BOMS if data.startswith(mark)]
    if len(marks) > 1:  # UTF-16 that begins with NUL has the mark of UTF-32 too
        with suppress(UnicodeDecodeError):
            bom, used = marks[0]
            return Decoded(data[len(bom) :].decode(used), used, bom)
    bom, used = marks[-1] if marks else (b"", _codec(encoding))
    if encoding is None and not marks and data.count(b"\0") > _TOO_MANY_NULS * len(data):
        raise InputError(
            f"{origin}: many NUL bytes: not a text file, or UTF-16 without a byte order mark; if so, give --encoding utf-16-le"
        )
    try:
        return Decoded(data[len(bom) :].decode(used), used, bom)
    except UnicodeDecodeError as error:
        place = len(bom) + error.start
        line = data.count(b"\n", 0, place) + 1
        raise InputError(
            f"{origin}: byte {place} (0x{data[place]:02x}) in line {line} is not valid {used.upper()}; give the file's encoding "
            "with --encoding, such as --encoding cp1252, or convert the file to UTF-8"
        ) from None


def _codec(encoding: str | None) -> str:
    name = encoding or "utf-8"
    try:
        # "utf-16" would write a mark of its own; the mark of the file is kept apart.
        return {"utf-16": "utf-16-le", "utf-8-sig": "utf-8"}.get(codecs.lookup(name).name, name)
    except LookupError:
        raise ConfigError(f"unknown encoding {name!r}; try utf-8, utf-16-le, cp1252 or latin-1") from None


class Fingerprint(NamedTuple):
    """What tells whether a file is still the one that was read."""

    device: int
    inode: int
    size: int
    modified_ns: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of one input. ``path`` is None for standard input; ``name`` is how messages call it."""

    name: str
    data: bytes
    path: Path | None = None
    fingerprint: Fingerprint | None = None


def read(argument: str, *, stdin_filename: str | None = None) -> Source:
    """Read a file, or standard input for ``-``.

    Raises:
        InputError: if it cannot be read.
    """
    if argument == STDIN:
        return Source(stdin_filename or STDIN, sys.stdin.buffer.read())
    path = Path(argument)
    try:
        with path.open("rb") as stream:
            status = os.fstat(stream.fileno())
            data = stream.read()
    except OSError as error:
        raise InputError(_unreadable(argument, error)) from None
    return Source(argument, data, path, _fingerprint(status, data))


def _unreadable(name: str, error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return f"{name}: no such file; check the path"
        case IsADirectoryError():
            return f"{name}: is a directory, not a file"
        case PermissionError():
            return f"{name}: permission denied; make the file readable for this user"
    return f"{name}: cannot be read: {error.strerror or error}"


def _fingerprint(status: os.stat_result, data: bytes) -> Fingerprint:
    return Fingerprint(
        status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, hashlib.blake2b(data, digest_size=16).digest()
    )


def expand(argument: str, suffixes: Collection[str]) -> Iterator[str]:
    """Yield the files that an argument means: itself, those of a pattern, or those of a directory.

    A directory stands for the files below it with one of the suffixes, sorted, without hidden ones; a pattern
    (``*``, ``?``, ``[...]``, ``**``) is expanded here too, for shells that do not.

    Raises:
        InputError: if nothing fits.
    """
    if argument == STDIN:
        yield argument
        return
    path = Path(argument)
    if path.is_dir():
        found = sorted(_walk(path, suffixes))
        if not found:
            known = ", ".join(sorted(suffixes))
            raise InputError(f"{argument}: no file in this directory has a known suffix ({known}); name the files")
        yield from found
    elif not path.exists() and glob.has_magic(argument):
        matches = sorted(match for match in glob.glob(argument, recursive=True) if Path(match).is_file())  # noqa: PTH207
        if not matches:
            raise InputError(f"{argument}: no file fits this pattern; check the path")
        yield from matches
    else:
        yield argument


def _walk(folder: Path, suffixes: Collection[str]) -> Iterator[str]:
    def unreadable(error: OSError) -> None:
        raise InputError(_unreadable(str(error.filename), error))

    for root, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in files:
            if not name.startswith(".") and Path(name).suffix.lower() in suffixes:
                yield str(Path(root, name))


def replace(source: Source, data: bytes) -> None:
    """Put new bytes in place of a file that was read, all or nothing; a symbolic link's target is replaced.

    Raises:
        OutputError: if the file changed since it was read, or cannot be written; it is then as it was.
    """
    if source.path is None or source.fingerprint is None:
        raise OutputError("standard input cannot be written in place; use --stdout or --output")
    target = Path(os.path.realpath(source.path))
    if not _writable(target):
        raise OutputError(
            f"{source.name}: no permission to write; the file is as it was. Make it writable for this user"
        )
    _write(target, data, name=source.name, source=source)


def write(path: Path, data: bytes) -> None:
    """Write a new file, or put it in place of an old one, all or nothing; devices and pipes are written directly.

    Raises:
        OutputError: if it cannot be written; an old file is then as it was.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        try:
            with target.open("wb", buffering=0) as stream:
                stream.write(data)
        except OSError as error:
            raise OutputError(_unwritable(str(path), error)) from None
        return
    if target.exists() and not _writable(target):
        raise OutputError(f"{path}: no permission to write; the file is as it was")
    _write(target, data, name=str(path), source=None)


def _writable(target: Path) -> bool:
    # Renaming over a file needs no right to write to it, but its owner meant it to stay.
    return os.access(target, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _write(target: Path, data: bytes, *, name: str, source: Source | None) -> None:
    temporary: Path | None = None
    try:
        handle, raw = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".tmp", dir=target.parent)
        temporary = Path(raw)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        _copy_rights(target, temporary)
        # As late as can be: what another program wrote meanwhile must not be lost.
        if source is not None:
            _refuse_if_changed(source, target)
        temporary.replace(target)
        temporary = None
        _sync_folder(target.parent)
    except OSError as error:
        raise OutputError(_unwritable(name, error)) from None
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink()


def _copy_rights(target: Path, temporary: Path) -> None:
    """Give the new file the old one's mode and, where this user may, its owner; a new file gets the usual mode."""
    try:
        old = target.stat()
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        return
    with suppress(OSError):
        if hasattr(os, "chown"):  # not on every system
            os.chown(temporary, old.st_uid, old.st_gid)
    temporary.chmod(stat.S_IMODE(old.st_mode))


def _refuse_if_changed(source: Source, target: Path) -> None:
    try:
        with target.open("rb") as stream:
            now = _fingerprint(os.fstat(stream.fileno()), stream.read())
    except OSError:
        now = None
    if now != source.fingerprint:
        raise OutputError(f"{source.name}: changed since it was read; nothing was written. Run the command again")


def _unwritable(name: str, error: OSError) -> str:
    return f"{name}: cannot be written: {error.strerror or error}; nothing was changed"


def _sync_folder(folder: Path) -> None:
    # The rename itself must reach the disk; some file systems cannot open a folder, and none needs to.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def unique(arguments: Sequence[str]) -> tuple[str, ...]:
    """Return the arguments without those that name a file a second time, in order."""
    seen: dict[str, str] = {}
    for argument in arguments:
        seen.setdefault(argument if argument == STDIN else os.path.realpath(argument), argument)
    return tuple(seen.values())
