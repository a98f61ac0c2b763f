"""What every benchmark shares: where the data is, how documents are made, and how results are recorded."""

from __future__ import annotations

import gzip
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corrector import protect
from corrector.config import Profile, Settings
from corrector.errors import ConfigError, InputError
from corrector.evaluation.facts import Facts, read_facts
from corrector.pipeline import Pipeline
from corrector.types import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
RESULTS = HERE / "results"
FACTS = HERE / "data"
VERDICTS = HERE / "verdicts"
GARBLED = HERE / "garbled"


@dataclass(frozen=True, slots=True)
class Context:
    """Where the development data is, and where to write what may not be committed (texts under other licences)."""

    data: Path
    scratch: Path | None = None

    def path(self, *names: str) -> Path:
        """Return a path below the data folder, which may be the folder itself or its parent.

        Raises:
            ConfigError: there is no such file.
        """
        for base in (self.data, self.data / "data"):
            if (path := base.joinpath(*names)).exists():
                return path
        raise ConfigError(f"{self.data}: no {'/'.join(names)}; give the folder of development data with --data")

    def facts(self) -> Facts:
        """Read the facts of the benchmarks."""
        return _facts(self.path("lexicon", "omw.tsv.gz"))

    def lines(self, *names: str) -> Iterator[tuple[int, str]]:
        """Yield (line number from 1, text) of a compressed text file."""
        path = self.path(*names)
        try:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for number, line in enumerate(lines, start=1):
                    if text := line.rstrip("\n"):
                        yield number, text
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path}: cannot be read: {error}") from None


@cache
def frequency(word: str, language: str) -> float:
    """Return the Zipf frequency of a word, 0 where it is unknown."""
    from wordfreq import zipf_frequency

    return zipf_frequency(word, language)


@cache
def _facts(lexicon: Path) -> Facts:
    return read_facts(FACTS, lexicon=lexicon, frequency=frequency)


def pipeline(profile: Profile = Profile.BALANCED) -> Pipeline:
    """Return a pipeline with the default settings of a profile."""
    return Pipeline(Settings(profile=profile))


def document(name: str, text: str) -> Document:
    """Return a document of plain text, as the program itself would read it."""
    return Document(name, text, protect.spans(text))


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a report; ``note`` says how to read it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]
    note: str = ""

    def markdown(self) -> str:
        """Return the table as Markdown."""
        lines = [f"### {self.title}", ""]
        lines += [self.note, ""] if self.note else []
        lines += ["| " + " | ".join(self.columns) + " |", "|" + " --- |" * len(self.columns)]
        lines += ["| " + " | ".join(_cell(value) for value in row) + " |" for row in self.rows]
        return "\n".join(lines) + "\n"


def _cell(value: str | float) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value).replace("|", "\\|")


@dataclass(frozen=True, slots=True)
class Report:
    """What one benchmark found, with the signature of the settings behind every number."""

    part: str
    signature: str
    tables: tuple[Table, ...]
    details: dict[str, Any] = field(default_factory=dict)

    def markdown(self, measured: str) -> str:
        """Return the report as a section of Markdown."""
        head = f"## {self.part}\n\nMeasured {measured} with `{self.signature}`.\n"
        return "\n".join([head, *(table.markdown() for table in self.tables)])


def record(report: Report, folder: Path = RESULTS) -> None:
    """Write a report as JSON and rebuild the overview of all recorded reports."""
    folder.mkdir(parents=True, exist_ok=True)
    measured = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    body = json.dumps(asdict(report) | {"measured": measured}, ensure_ascii=False, indent=1)
    (folder / f"{report.part}.json").write_text(body + "\n", encoding="utf-8")
    sections = []
    for path in sorted(folder.glob("*.json")):
        row = json.loads(path.read_text(encoding="utf-8"))
        tables = tuple(
            Table(one["title"], tuple(one["columns"]), tuple(map(tuple, one["rows"])), one["note"])
            for one in row["tables"]
        )
        sections.append(Report(row["part"], row["signature"], tables).markdown(row["measured"]))
    head = "# Results of the benchmarks\n\nWritten by `python -m benchmarks --data DIR`; do not edit by hand.\n"
    (folder / "README.md").write_text("\n".join([head, *sections]), encoding="utf-8")
