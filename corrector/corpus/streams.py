"""Byte streams of corpora: local or remote, plain, gzip or Zstandard.

A damaged stream is read as far as it can be decoded; only then is the damage raised, so that nothing before it is lost.
"""

from __future__ import annotations

import gzip
import sys
import zlib
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, cast

from corrector.corpus.extras import need
from corrector.errors import CorrectorError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = 1 << 18  # bytes read at a time
_ZSTD_FEED = 1 << 14  # compressed bytes decoded at a time, so that highly compressible data stays small in memory


class Compression(StrEnum):
    """How a file's bytes are packed, named by its suffix."""

    NONE = ""
    GZIP = ".gz"
    ZSTD = ".zst"


class DamageError(CorrectorError):
    """A compressed stream ends early or does not decode; what came before it has been handed out."""


def split_suffix(name: str) -> tuple[str, Compression]:
    """Return a file name without its compression suffix, and the compression.

    >>> split_suffix("crawl.jsonl.gz")
    ('crawl.jsonl', <Compression.GZIP: '.gz'>)
    """
    for compression in (Compression.GZIP, Compression.ZSTD):
        if name.lower().endswith(compression.value):
            return name[: -len(compression.value)], compression
    return name, Compression.NONE


def is_remote(path: str) -> bool:
    """Tell whether a path names a file system of ``fsspec`` (``s3://bucket/key``)."""
    return "://" in path


def open_input(path: str) -> BinaryIO:
    """Open a local path, a remote one, or ``-`` for standard input. Raises ``InputError`` if it cannot be opened."""
    if path == "-":
        return sys.stdin.buffer
    try:
        if is_remote(path):
            return cast("BinaryIO", need("fsspec", purpose=f"reading {path}").open(path, "rb").open())
        return Path(path).open("rb")
    except (OSError, ValueError, ImportError) as error:
        raise InputError(f"{path}: cannot be opened: {error}") from None


class Counter(Protocol):
    """Takes note of how many bytes of a file have been read."""

    def __call__(self, read: int) -> None:
        """Take the number of bytes read since the last call."""
        ...


def blocks(stream: BinaryIO, compression: Compression, count: Counter) -> Iterator[bytes]:
    """Yield the decoded bytes of a stream, block by block.

    Raises:
        DamageError: after the last byte that could be decoded, if the stream is cut short or corrupt.
    """
    raw = _raw_blocks(stream, count)
    if compression is Compression.GZIP:
        yield from _gunzip(raw)
    elif compression is Compression.ZSTD:
        yield from _unzstd(raw)
    else:
        yield from raw


def _raw_blocks(stream: BinaryIO, count: Counter) -> Iterator[bytes]:
    while True:
        try:
            block = stream.read(BLOCK)
        except OSError as error:
            raise DamageError(f"reading failed: {error}") from None
        if not block:
            return
        count(len(block))
        yield block


def _gunzip(raw: Iterator[bytes]) -> Iterator[bytes]:
    """Decode concatenated gzip members; zero bytes between or after them are padding (RFC 1952 allows members only)."""
    decoder: Any = None
    for block in raw:
        data = block
        while data:
            if decoder is None:
                data = data.lstrip(b"\0")
                if not data:
                    break
                decoder = zlib.decompressobj(wbits=31)
            try:
                decoded = decoder.decompress(data, BLOCK)
            except zlib.error as error:
                raise DamageError(f"the gzip data is corrupt ({error}); what follows cannot be read") from None
            if decoded:
                yield decoded
            data = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
            if decoder.eof:
                decoder = None
    if decoder is not None:
        yield from filter(None, [decoder.flush()])
        if not decoder.eof:
            raise DamageError("the gzip data is cut short; what is missing cannot be read")


def _unzstd(raw: Iterator[bytes]) -> Iterator[bytes]:
    zstandard = need("zstandard", purpose="reading .zst files")
    decoder: Any = None
    for block in raw:
        data = block
        while data:
            if decoder is None:
                decoder = zstandard.ZstdDecompressor().decompressobj()
            piece, data = data[:_ZSTD_FEED], data[_ZSTD_FEED:]
            try:
                decoded = decoder.decompress(piece)
            except zstandard.ZstdError as error:
                raise DamageError(f"the Zstandard data is corrupt ({error}); what follows cannot be read") from None
            if decoded:
                yield decoded
            if decoder.eof:
                data, decoder = decoder.unused_data + data, None
    if decoder is not None:
        raise DamageError("the Zstandard data is cut short; what is missing cannot be read")


def compress(data: bytes, compression: Compression) -> bytes:
    """Return the data as one gzip member or Zstandard frame; the same data always gives the same bytes.

    Members and frames may be concatenated, which is what makes a compressed output appendable and resumable.
    """
    if compression is Compression.GZIP:
        return gzip.compress(data, compresslevel=6, mtime=0)
    if compression is Compression.ZSTD:
        packed = (
            need("zstandard", purpose="writing .zst files").ZstdCompressor(level=3, write_checksum=True).compress(data)
        )
        return cast("bytes", packed)
    return data
