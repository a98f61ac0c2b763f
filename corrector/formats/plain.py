"""Plain text: the whole file is one document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from corrector import files, protect
from corrector.types import Document, Result, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corrector.formats import Options

SUFFIXES: tuple[str, ...] = (".txt", ".text")


class PlainText:
    """Reads a file as one document; a subclass says what its markup protects."""

    name = "plain"
    suffixes: tuple[str, ...] = SUFFIXES

    def __init__(self, encoding: str | None) -> None:
        self._encoding = encoding

    def markup(self, text: str) -> Iterable[Span]:
        """Return what is never edited besides addresses and the like; plain text has nothing of its own."""
        del text
        return ()

    def read(self, source: BinaryIO, *, origin: str) -> Iterator[Document]:
        """Yield the one document of the file. Raises ``InputError`` if the file cannot be decoded."""
        text = files.decode(source.read(), origin=origin, encoding=self._encoding).text
        yield Document(origin, text, protect.spans(text, self.markup(text)), origin)

    def write(self, source: BinaryIO, results: Iterable[Result], sink: BinaryIO) -> None:
        """Write the file with the edits of its one result applied. Raises ``OutputError`` if the encoding lacks a letter."""
        data = source.read()
        (result,) = results
        if not result.edits:
            sink.write(data)
            return
        decoded = files.decode(data, origin=result.document.origin, encoding=self._encoding)
        sink.write(decoded.encode(result.corrected, origin=result.document.origin))

    def in_file(self, data: bytes, results: Iterable[Result], *, origin: str) -> Result:
        """Return the one result, over the text with its byte order mark."""
        (result,) = results
        return with_mark(result, files.decode(data, origin=origin, encoding=self._encoding))


def with_mark(result: Result, decoded: files.Decoded) -> Result:
    """Return a file's result over its text with the byte order mark, which ``patch`` takes for part of the first line."""
    if not decoded.bom:
        return result
    origin = result.document.origin
    edits = tuple(replace(edit, span=Span(edit.span.start + 1, edit.span.end + 1)) for edit in result.edits)
    document = Document(result.document.id, "\ufeff" + result.document.text, (), origin)
    return Result(document, (), edits, result.score, result.signature)


def build(options: Options) -> PlainText:
    """Return the format."""
    return PlainText(options.encoding)
