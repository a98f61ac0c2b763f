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
        """Return the one result; a byte order mark is part of the file's first line, as ``patch`` sees it."""
        (result,) = results
        bom = files.decode(data, origin=origin, encoding=self._encoding).bom.decode("utf-8", "ignore")
        if not bom:
            return result
        document = Document(origin, bom + result.document.text, (), origin)
        edits = tuple(
            replace(edit, span=Span(edit.span.start + len(bom), edit.span.end + len(bom))) for edit in result.edits
        )
        return Result(document, (), edits, result.score, result.signature)


def build(options: Options) -> PlainText:
    """Return the format."""
    return PlainText(options.encoding)
