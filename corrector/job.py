"""A run over files: read each in its format, pass it through a pipeline, and show it or write it again.

A file that fails is reported and counted, and the run goes on with the next.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from corrector import files, formats
from corrector.errors import InputError, OutputError
from corrector.formats import TextFormat
from corrector.report import Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from corrector.files import Source
    from corrector.plugins import Format
    from corrector.types import Document, Result


@dataclass(frozen=True, slots=True)
class Job:
    """What a run needs.

    ``run`` turns documents into results, one each, in order (``Pipeline.run``); ``complain`` gets the message of each
    failure; ``format_in`` names the format of all inputs, where their suffixes must not decide.
    """

    run: Callable[[Iterable[Document]], Iterator[Result]]
    complain: Callable[[str], None]
    report: Report = field(default_factory=Report)
    options: formats.Options = field(default_factory=formats.Options)
    format_in: str | None = None
    stdin_filename: str | None = None

    def expand(self, arguments: Sequence[str]) -> tuple[str, ...]:
        """Return the files that the arguments mean, each once, in order."""
        suffixes = formats.suffixes()
        found: list[str] = []
        for argument in arguments:
            try:
                found += files.expand(argument, suffixes)
            except (InputError, OutputError) as error:
                self._fail(error)
        return files.unique(found)

    def results(self, paths: Iterable[str]) -> Iterator[Result]:
        """Yield the results of all files as they come, for showing."""
        for path in paths:
            try:
                source, format_ = self._open(path)
                for result in self._run(source, format_):
                    self.report.add(result)
                    yield result
            except (InputError, OutputError) as error:
                self._fail(error)

    def patches(self, paths: Iterable[str]) -> Iterator[Result]:
        """Yield one result a file, its edits in the text of the file itself, for diffs."""
        for source, format_, results in self._whole(paths):
            self._count(results)
            if isinstance(format_, TextFormat):
                yield format_.in_file(source.data, results, origin=source.name)
            else:
                yield from results

    def rewrite(self, paths: Iterable[str], put: Callable[[Source, bytes], None]) -> Iterator[Result]:
        """Hand each file's new bytes to ``put``, and yield its results once that has succeeded."""
        for source, format_, results in self._whole(paths):
            try:
                sink = BytesIO()
                format_.write(BytesIO(source.data), results, sink)
                put(source, sink.getvalue())
            except (InputError, OutputError) as error:
                self._fail(error)
                continue
            self._count(results)
            yield from results

    def _open(self, path: str) -> tuple[Source, Format]:
        source = files.read(path, stdin_filename=self.stdin_filename)
        return source, formats.build(self.format_in or formats.name_for(source.name), self.options)

    def _run(self, source: Source, format_: Format) -> Iterator[Result]:
        return self.run(format_.read(BytesIO(source.data), origin=source.name))

    def _whole(self, paths: Iterable[str]) -> Iterator[tuple[Source, Format, tuple[Result, ...]]]:
        """Yield each file with all its results; one that fails halfway is left out."""
        for path in paths:
            try:
                source, format_ = self._open(path)
                results = tuple(self._run(source, format_))
            except (InputError, OutputError) as error:
                self._fail(error)
                continue
            yield source, format_, results

    def _count(self, results: Iterable[Result]) -> None:
        for result in results:
            self.report.add(result)

    def _fail(self, error: InputError | OutputError) -> None:
        self.report.fail()
        self.complain(str(error))
