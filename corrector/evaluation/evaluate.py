"""``corrector evaluate``: run a system over a test set and measure detection, repair, harm, calibration, rank and speed.

A test set is a folder of ``*.jsonl.gz`` or ``*.jsonl`` files, or one such file, of rows as the training data writes them
(text, spans with kind and cure, origin, source). Rows without spans are right text, unless they bring ``right`` and
``hter``: those are machine translations with a post-edit, for repair and for the correlation of the document score.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from rapidfuzz.distance import Levenshtein

from corrector import edits
from corrector.errors import InputError
from corrector.evaluation import measures
from corrector.evaluation.measures import Confusion, Overlap, Repair
from corrector.types import Document, Edit, Outcome, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from corrector.types import Result

    Run = Callable[[Iterable[Document]], Iterator[Result]]

SETTINGS = "words non-space | F0.5 partial credit | ECE 10 equal bins | TER shifts 10/50, cased, untokenised"
"""The measures' own settings; part of the signature that stands beside every number."""


class MarkedSpan(NamedTuple):
    """A wrong span of a test text with its kind, its cure and the operator or engine that made it."""

    span: Span
    kind: str
    cure: str
    by: str


@dataclass(frozen=True, slots=True)
class Case:
    """One test text: what is wrong in it, what it should read, and where it comes from."""

    id: str
    text: str
    right: str
    marked: tuple[MarkedSpan, ...]
    origin: str
    source: str
    hter: float | None = None


def read_cases(path: Path) -> list[Case]:
    """Read a test set: one file, or every JSONL file of a folder in order of name.

    Raises:
        InputError: there is no such file, or a line is not a row.
    """
    files = sorted((*path.glob("*.jsonl"), *path.glob("*.jsonl.gz"))) if path.is_dir() else [path]
    if not files:
        raise InputError(
            f"{path}: no .jsonl or .jsonl.gz file of test rows; make one with: corrector train data testsets"
        )
    return [case for file in files for case in _read_file(file)]


def _read_file(path: Path) -> Iterator[Case]:
    number = 0
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):  # noqa: B007 - named in the error below
                yield _case(json.loads(line))
    except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{path}, line {number}: not a test row ({error!r})") from error


def _case(row: dict[str, Any]) -> Case:
    marked = tuple(MarkedSpan(Span(s["start"], s["end"]), s["kind"], s["cure"], s["by"]) for s in row["spans"])
    right = row["right"] if "right" in row else cured(row["text"], marked)
    return Case(row["id"], row["text"], right, marked, row["origin"], row["source"], row.get("hter"))


def cured(text: str, marked: Sequence[MarkedSpan]) -> str:
    """Return the text with every marked span replaced by its cure."""
    pieces: list[str] = []
    done = 0
    for mark in marked:
        pieces += (text[done : mark.span.start], mark.cure)
        done = mark.span.end
    return "".join((*pieces, text[done:]))


@dataclass(slots=True)
class Tally:
    """What was counted over a group of cases; grows as results come."""

    texts: int = 0
    words: int = 0
    overlap: Overlap = field(default_factory=Overlap)
    confusion: Confusion = field(default_factory=Confusion)
    repair: Repair = field(default_factory=Repair)
    edits: int = 0
    deletions: int = 0
    cured_spans: int = 0
    found_spans: int = 0
    spans: int = 0

    def row(self) -> dict[str, float | int]:
        """Return the group's numbers; rates in per cent, but F0.5, MCC and what is counted."""
        spans = max(1, self.spans)
        return {
            "texts": self.texts,
            "words": self.words,
            "spans": self.spans,
            "precision": round(100 * self.overlap.precision, 1),
            "recall": round(100 * self.overlap.recall, 1),
            "f0.5": round(self.overlap.f(), 3),
            "mcc": round(self.confusion.mcc(), 3),
            "found": round(100 * self.found_spans / spans, 1),
            "cured": round(100 * self.cured_spans / spans, 1),
            "exact": self.repair.exact,
            "nearer": self.repair.nearer,
            "equal": self.repair.equal,
            "farther": self.repair.farther,
            "edits": self.edits,
            "deletions": self.deletions,
            "harm": self.repair.harm,
            "ter_before": round(self.repair.ter_before, 2),
            "ter_after": round(self.repair.ter_after, 2),
        }


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far the scores of one sort of decision can be trusted."""

    decisions: int
    right: int
    error: float
    skill: float
    auroc: float
    curve: tuple[measures.Bin, ...]

    def row(self) -> dict[str, Any]:
        """Return the numbers as a JSON object."""
        return {
            "decisions": self.decisions,
            "right": self.right,
            "expected_calibration_error": round(self.error, 4),
            "brier_skill": round(self.skill, 4),
            "auroc": round(self.auroc, 4),
            "curve": [[round(b.score, 4), round(b.share, 4), b.size] for b in self.curve],
        }


def calibration(scores: Sequence[float], outcomes: Sequence[bool]) -> Calibration:
    """Measure scores against outcomes."""
    return Calibration(
        len(scores),
        sum(outcomes),
        measures.expected_calibration_error(scores, outcomes),
        measures.brier_skill(scores, outcomes),
        measures.auroc(scores, outcomes),
        measures.reliability(scores, outcomes),
    )


@dataclass(frozen=True, slots=True)
class Report:
    """All that was measured of one system on one test set."""

    system: str
    signature: str
    groups: dict[str, dict[str, float | int]]
    kinds: dict[str, dict[str, float | int]]
    operators: dict[str, dict[str, float | int]]
    right_text: dict[str, float | int]
    findings: Calibration
    edits: Calibration
    rank: dict[str, float | int]
    speed: float

    def to_json(self) -> dict[str, Any]:
        """Return the report as a JSON object; every number of it stands beside the signature."""
        return {
            "system": self.system,
            "signature": self.signature,
            "groups": self.groups,
            "kinds": self.kinds,
            "operators": self.operators,
            "right_text": self.right_text,
            "calibration": {"findings": self.findings.row(), "edits": self.edits.row()},
            "rank": self.rank,
            "words_per_second": round(self.speed),
        }


class _Collector:
    """Gathers the numbers of all cases as results come."""

    def __init__(self) -> None:
        self.groups: dict[str, Tally] = defaultdict(Tally)
        self.kinds: dict[str, Tally] = defaultdict(Tally)
        self.operators: dict[str, Tally] = defaultdict(Tally)
        self.right = Tally()
        self.right_flagged = self.right_findings = 0
        self.finding_scores: list[tuple[float, bool]] = []
        self.edit_scores: list[tuple[float, bool]] = []
        self.rank_pairs: list[tuple[float, float]] = []

    def add(self, case: Case, result: Result) -> None:
        """Count one case."""
        reported = [choice.finding.span for choice in result.choices if choice.outcome is not Outcome.KEEP]
        repair = measures.repair(case.text, result.corrected, case.right)
        deletions = sum(not edit.after.strip() for edit in result.edits)
        if case.hter is not None:
            self.rank_pairs.append((result.score, case.hter))
            self._group("post-edited", case, repair, result, deletions)
            return
        marked = [mark.span for mark in case.marked]
        self._calibrate(case, result, marked)
        if not case.marked:
            self._right(case, reported, repair, result, deletions)
            return
        made_by = case.marked[0].by if case.origin == "round-trip" else case.source
        for name in ("all garbled", case.origin, f"{case.origin} {made_by}"):
            tally = self._group(name, case, repair, result, deletions)
            tally.overlap += measures.overlap(case.text, reported, marked)
            tally.confusion += measures.confusion(
                measures.flags(case.text, reported), measures.flags(case.text, marked)
            )
            self._spans(tally, case, case.marked, reported, result)
        for mark in case.marked:
            self._spans(self.kinds[mark.kind], case, (mark,), reported, result)
            self._spans(self.operators[mark.by], case, (mark,), reported, result)

    def _group(self, name: str, case: Case, repair: Repair, result: Result, deletions: int) -> Tally:
        tally = self.groups[name]
        tally.texts += 1
        tally.words += len(measures.WORD.findall(case.text))
        tally.repair += repair
        tally.edits += len(result.edits)
        tally.deletions += deletions
        return tally

    def _spans(
        self, tally: Tally, case: Case, marked: Sequence[MarkedSpan], reported: Sequence[Span], result: Result
    ) -> None:
        for mark in marked:
            tally.spans += 1
            tally.found_spans += measures.overlap(case.text, reported, [mark.span]).recall > 0
            tally.cured_spans += is_cured(case.text, mark, result.edits)

    def _right(self, case: Case, reported: Sequence[Span], repair: Repair, result: Result, deletions: int) -> None:
        self.right.texts += 1
        self.right.words += len(measures.WORD.findall(case.text))
        self.right.repair += repair
        self.right.edits += len(result.edits)
        self.right.deletions += deletions
        self.right_findings += len(reported)
        self.right_flagged += sum(measures.flags(case.text, reported))

    def _calibrate(self, case: Case, result: Result, marked: Sequence[Span]) -> None:
        for choice in result.choices:
            span = choice.finding.span
            hit = measures.overlap(case.text, [span], marked).precision > 0
            self.finding_scores.append((choice.finding.score, hit))
        for edit in result.edits:
            self.edit_scores.append((edit.confidence, improves(case, edit)))


def improves(case: Case, edit: Edit) -> bool:
    """Tell whether an edit, made alone, brings the text nearer to the right one, counted in word edits."""
    before = measures.repair(case.text, edits.apply(case.text, [edit]), case.right)
    return before.nearer == 1


class EditOutcome(StrEnum):
    """What one edit, made alone, did to the text: all right where it wrote, or by word edits from the right text."""

    EXACT = "exact"
    NEARER = "nearer"
    EVEN = "even"
    FARTHER = "farther"


def edit_outcome(case: Case, edit: Edit) -> EditOutcome:
    """Tell what an edit, made alone, does to the text.

    It is exact if the text comes nearer to the right one and none of the word edits still needed touches what it wrote.

    >>> from corrector.types import Kind
    >>> case = Case("1", "He go to home.", "He goes home.", (), "made up", "made up")
    >>> edit_outcome(case, Edit(Span(3, 5), "go", "goes", Kind.AGREEMENT, 0.9, "p")).value
    'exact'
    """
    after = edits.apply(case.text, [edit])
    right = measures.WORD.findall(case.right)
    before, now = (Levenshtein.distance(measures.WORD.findall(text), right) for text in (case.text, after))
    if now >= before:
        return EditOutcome.EVEN if now == before else EditOutcome.FARTHER
    matches = list(measures.WORD.finditer(after))
    start, end = edit.span.start, edit.span.start + len(edit.after)
    wrote = [place for place, match in enumerate(matches) if match.start() < end and start < match.end()]
    left = [code for code in Levenshtein.opcodes([match[0] for match in matches], right) if code.tag != "equal"]
    touched = any(_touches_words(code, wrote[0], wrote[-1]) for code in left) if wrote else False
    return EditOutcome.NEARER if touched else EditOutcome.EXACT


def _touches_words(code: Any, first: int, last: int) -> bool:
    """Tell whether a word edit changes one of the words from ``first`` to ``last``, or adds one between them."""
    if code.src_start == code.src_end:
        return bool(first < code.src_start <= last)
    return bool(code.src_start <= last and first < code.src_end)


def is_cured(text: str, mark: MarkedSpan, made: Sequence[Edit]) -> bool:
    """Tell whether the edits that touch a marked span leave exactly its cure there.

    Edits are compared over the stretch they and the mark cover together, so one that reaches farther counts if what it
    wrote beyond the mark equals what stood there.

    >>> from corrector.types import Kind
    >>> mark = MarkedSpan(Span(3, 5), "agreement", "goes", "x")
    >>> edit = Edit(Span(0, 5), "He go", "He goes", Kind.AGREEMENT, 0.9, "p")
    >>> is_cured("He go home", mark, [edit])
    True
    """
    touching = [e for e in made if e.span.start <= mark.span.end and mark.span.start <= e.span.end]
    if not touching:
        return False
    start = min(mark.span.start, touching[0].span.start)
    end = max(mark.span.end, touching[-1].span.end)
    local = [
        Edit(Span(e.span.start - start, e.span.end - start), e.before, e.after, e.kind, e.confidence, e.proposer)
        for e in touching
    ]
    wanted = text[start : mark.span.start] + mark.cure + text[mark.span.end : end]
    return edits.apply(text[start:end], local).split() == wanted.split()


def evaluate(system: str, run: Run, cases: Sequence[Case]) -> Report:
    """Run a system over all cases and measure it; speed counts the run alone, in words a second."""
    collector = _Collector()
    words = 0
    signature = ""
    spent = 0.0
    results = run(Document(case.id, case.text) for case in cases)
    for case in cases:
        started = time.perf_counter()
        result = next(results)
        spent += time.perf_counter() - started
        words += len(measures.WORD.findall(case.text))
        signature = result.signature
        collector.add(case, result)
    thousand = max(1, collector.right.words) / 1000
    scores, hter = [s for s, _ in collector.rank_pairs], [h for _, h in collector.rank_pairs]
    return Report(
        system=system,
        signature=f"{signature} | set {set_digest(cases)} | {SETTINGS}",
        groups={name: tally.row() for name, tally in sorted(collector.groups.items())},
        kinds=_span_rows(collector.kinds),
        operators=_span_rows(collector.operators),
        right_text={
            "texts": collector.right.texts,
            "words": collector.right.words,
            "findings_per_1000": round(collector.right_findings / thousand, 3),
            "flagged_words_per_1000": round(collector.right_flagged / thousand, 3),
            "edits_per_1000": round(collector.right.edits / thousand, 3),
            "deletions": collector.right.deletions,
            "harm_per_1000": round(collector.right.repair.harm / thousand, 3),
        },
        findings=calibration(*_unzip(collector.finding_scores)),
        edits=calibration(*_unzip(collector.edit_scores)),
        rank={"segments": len(scores), "spearman": round(measures.spearman(scores, hter), 4)},
        speed=words / spent if spent else 0.0,
    )


def _unzip(pairs: Sequence[tuple[float, bool]]) -> tuple[list[float], list[bool]]:
    return [score for score, _ in pairs], [outcome for _, outcome in pairs]


def _span_rows(tallies: dict[str, Tally]) -> dict[str, dict[str, float | int]]:
    wanted = ("spans", "found", "cured")
    return {name: {key: tally.row()[key] for key in wanted} for name, tally in sorted(tallies.items())}


def set_digest(cases: Sequence[Case]) -> str:
    """Return eight hexadecimal digits that change with any text or mark of the set."""
    digest = hashlib.blake2b(digest_size=4)
    for case in cases:
        digest.update(f"{case.id}\0{case.text}\0{case.right}\0{case.marked}\n".encode())
    return digest.hexdigest()


def to_json(reports: Sequence[Report]) -> str:
    """Return the reports as one JSON array."""
    return json.dumps([report.to_json() for report in reports], indent=1, ensure_ascii=False) + "\n"


def record(reports: Sequence[Report], folder: Path) -> None:
    """Write ``evaluate.md``, ``evaluate.json`` and a reliability curve for each system that brings scores."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "evaluate.md").write_text(markdown(reports), encoding="utf-8", newline="\n")
    (folder / "evaluate.json").write_text(to_json(reports), encoding="utf-8", newline="\n")
    for report in reports:
        for what, found in (("findings", report.findings), ("edits", report.edits)):
            if found.decisions:
                picture = measures.reliability_picture(found.curve, title=f"{report.system}: {what}")
                path = folder / f"evaluate-{report.system}-{what}.svg"
                path.write_text(picture, encoding="utf-8", newline="\n")


_GROUP_COLUMNS = ("texts", "spans", "precision", "recall", "f0.5", "mcc", "found", "cured", "nearer", "equal", "farther",
                  "deletions", "harm", "ter_before", "ter_after")  # fmt: skip


def markdown(reports: Sequence[Report]) -> str:
    """Return the reports of several systems as Markdown tables, systems side by side."""
    lines = ["## Garbled text", "", _head(("group", "system", *_GROUP_COLUMNS))]
    lines += [
        _line((group, report.system, *(report.groups[group][column] for column in _GROUP_COLUMNS)))
        for group in dict.fromkeys(name for report in reports for name in report.groups)
        for report in reports
        if group in report.groups
    ]
    right = tuple(reports[0].right_text) if reports else ()
    lines += ["", "## Right text", "", _head(("system", *right))]
    lines += [_line((report.system, *report.right_text.values())) for report in reports]
    lines += ["", "## Kinds: found / cured, per cent", "", _head(("kind", "spans", *(r.system for r in reports)))]
    lines += _side_by_side([report.kinds for report in reports])
    lines += [
        "",
        "## Operators and engines: found / cured, per cent",
        "",
        _head(("by", "spans", *(r.system for r in reports))),
    ]
    lines += _side_by_side([report.operators for report in reports])
    lines += ["", "## Calibration, rank, speed", ""]
    lines += [
        _head(
            (
                "system",
                "findings ECE",
                "Brier skill",
                "AUROC",
                "edits",
                "of them nearer",
                "edits ECE",
                "Spearman HTER",
                "words/s",
            )
        )
    ]
    lines += [_calibration_line(report) for report in reports]
    lines += ["", "## Signatures", "", *(f"- {report.system}: `{report.signature}`" for report in reports)]
    return "\n".join(lines) + "\n"


def _calibration_line(report: Report) -> str:
    f, e = report.findings, report.edits
    cells = (f"{f.error:.3f}", f"{f.skill:.3f}", f"{f.auroc:.3f}", e.decisions, e.right, f"{e.error:.3f}")
    return _line((report.system, *cells, report.rank["spearman"], round(report.speed)))


def _side_by_side(tables: Sequence[dict[str, dict[str, float | int]]]) -> Iterator[str]:
    for name in tables[0] if tables else ():
        cells = (f"{table[name]['found']} / {table[name]['cured']}" for table in tables)
        yield _line((name, tables[0][name]["spans"], *cells))


def _head(columns: Sequence[object]) -> str:
    return _line(columns) + "\n|" + " --- |" * len(columns)


def _line(cells: Iterable[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"
