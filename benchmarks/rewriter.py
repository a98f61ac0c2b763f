"""The rewriter: round trips, right text, post-edits, articles, confidence and speed, beside programs without it.

Run by itself, since it needs test sets besides the data, and weights that may stand anywhere:

    python -m benchmarks.rewriter --data DIR --sets DIR --round-trips FILE --rewriter on

SETS is made by ``corrector train data testsets``, FILE by ``python -m benchmarks.round_trips``. Nothing here is tuned to any of
it: every text is of a held-out document or of test20.
"""

from __future__ import annotations

import argparse
import functools
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict, deque
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks import garbled, gold, right_text, twins
from benchmarks.baselines import Kept, Prompted, RoundTrip
from benchmarks.common import GARBLED, VERDICTS, Context, Report, Table, document, record
from benchmarks.round_trips import ENGINES, NEURAL
from corrector import protect
from corrector.config import ALL, OFF, ON, Profile, Settings
from corrector.edits import minimal
from corrector.evaluation import measures
from corrector.evaluation.evaluate import Case, EditOutcome, MarkedSpan, edit_outcome, is_cured, read_cases
from corrector.evaluation.right_text import (
    WORD_LIMIT,
    Place,
    Verdict,
    count_words,
    edits_of,
    findings_of,
    rate,
    read_verdicts,
    sample_lines,
)
from corrector.pipeline import Pipeline
from corrector.plugins import names
from corrector.training.mix import UNSEEN_ENGINES
from corrector.types import Document, Outcome, Result, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from corrector.evaluation.measures import Repair
    from corrector.types import Edit

RIGHT_SOURCES = ("bbc", "reuters", "abc", "wmt21_en_sources", "brown", "openstax_world_history")
GARBLED_SHARE = 0.1
"""Share of the words that stand in garbled rows where confidence is measured."""
BINS = 10
RULES: tuple[str, ...] = tuple(name for name in names("corrector.detect") if name != "neural")
DETECTOR = "with the detector"
_Row = tuple[str | int | float, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says."""

    context: Context
    rewriter: str
    sets: Path | None = None
    round_trips: Path | None = None
    each: int = 150
    words: int = 25_000
    rows: int = 1_500
    segments: int = 1_000
    kept: Path | None = None
    ask: Path | None = None
    scratch: Path | None = None


class Program(NamedTuple):
    """A configuration of the program, and the profiles at which it is measured."""

    name: str
    detectors: tuple[str, ...]
    rewriter: str
    profiles: tuple[Profile, ...] = tuple(Profile)

    def pipeline(self, profile: Profile = Profile.BALANCED) -> Pipeline:
        """Return a pipeline at a profile."""
        return Pipeline(Settings(profile=profile, detectors=self.detectors, rewriter=self.rewriter))

    def run(self, documents: Iterable[Document], profile: Profile = Profile.BALANCED) -> list[Result]:
        """Return results at a profile."""
        with self.pipeline(profile) as made:
            return list(made.run(documents))


def programs(options: Options) -> tuple[Program, ...]:
    """Return the program in parts and whole; the detector cures nothing, so one profile tells that."""
    return (
        Program("rules alone", RULES, OFF),
        Program(DETECTOR, (ALL,), OFF, (Profile.BALANCED,)),
        Program("with the rewriter", (ALL,), options.rewriter),
    )


class Setting(NamedTuple):
    """A program's name and a profile, as rows of tables begin."""

    program: str
    profile: str


def run_all(cases: Sequence[Case], among: Iterable[Program]) -> dict[Setting, list[Result]]:
    """Return what every program makes of the cases at every profile of its own."""
    documents = cases_as_documents(cases)
    return {Setting(one.name, profile): one.run(documents, profile) for one in among for profile in one.profiles}


def editing(options: Options) -> tuple[Program, ...]:
    """Return the programs that differ in their edits: the detector alone brings no cures of its own."""
    return tuple(one for one in programs(options) if one.name != DETECTOR)


def cases_as_documents(cases: Sequence[Case]) -> list[Document]:
    """Return the texts as the program would read them."""
    return [document(case.id, case.text) for case in cases]


class Effect(NamedTuple):
    """What one system did to a group of cases."""

    repair: Repair
    parts: list[tuple[float, float]]
    edits: Counter[EditOutcome]

    def columns(self) -> _Row:
        """Return the columns of :data:`EFFECT`."""
        one = self.repair
        interval = measures.bootstrap(self.parts)
        changed = one.nearer + one.farther
        share = measures.wilson(one.nearer, changed)
        return (
            len(self.parts), round(one.ter_before, 2), round(one.ter_after, 2), round(one.removed, 1),
            f"{100 * interval.low:.1f} to {100 * interval.high:.1f}", one.nearer, one.farther,
            round(100 * one.nearer / changed, 1) if changed else "-", round(100 * share.low, 1),
            *(self.edits[outcome] for outcome in EditOutcome),
        )  # fmt: skip


EFFECT = (
    "texts", "TER before", "TER after", "removed %", "95 %", "nearer", "farther", "nearer %", "at least",
    "edits exact", "edits nearer", "edits even", "edits farther",
)  # fmt: skip
EFFECT_NOTE = (
    "TER to the reference, cased and untokenised; removed: share of its edits made unnecessary, with a bootstrap interval over"
    " texts. Nearer, farther: texts by word edits to the reference, with the lower end of Wilson's interval of the share of the"
    " nearer among both. Edits, each made alone: exact (nothing left to do where it wrote), nearer, even, farther."
)


def effect(cases: Sequence[Case], results: Sequence[Result]) -> Effect:
    """Measure corrected texts against their references."""
    total = measures.Repair()
    parts: list[tuple[float, float]] = []
    outcomes: Counter[EditOutcome] = Counter()
    for case, result in zip(cases, results, strict=True):
        one = measures.repair(case.text, result.corrected, case.right)
        total += one
        parts.append((one.before - one.after, one.before))
        outcomes.update(edit_outcome(case, edit) for edit in result.edits)
    return Effect(total, parts, outcomes)


def first_of_each(cases: Iterable[Case], count: int, key: Callable[[Case], str]) -> list[Case]:
    """Return the first so many cases of every group, in the order of the set."""
    seen: Counter[str] = Counter()
    chosen = []
    for case in cases:
        seen[key(case)] += 1
        if seen[key(case)] <= count:
            chosen.append(case)
    return chosen


def engine_of(case: Case) -> str:
    """Return the engine that made a case."""
    return case.source if case.origin == "whole round-trip" else case.marked[0].by


def family(engine: str) -> str:
    """Return what an engine counts among."""
    if engine in NEURAL:
        return "NMT"
    return "Apertium, unseen pair" if engine in UNSEEN_ENGINES else "Apertium, pairs seen"


def round_trips(options: Options) -> list[Table]:
    """Measure on held-out round trips: those with surely wrong edits alone, and whole ones; at every profile."""
    tables: list[Table] = []
    for title, path in (
        ("Round trips, surely wrong edits alone", options.sets and options.sets / "engines.jsonl.gz"),
        ("Whole round trips", options.round_trips),
    ):
        if path is None:
            continue
        cases = first_of_each(read_cases(path), options.each, engine_of)
        found = run_all(cases, programs(options))
        tables += [
            Table(title, ("program", "profile", "engine", *EFFECT), tuple(_by_engine(cases, found)), EFFECT_NOTE),
            _kinds(f"{title}: spans cured at balanced, per cent", cases, found),
        ]
        if path == options.round_trips:
            tables += [*_beside(cases, found, options), _told(read_cases(path), options)]
    return tables


def _by_engine(cases: Sequence[Case], found: Mapping[Setting, Sequence[Result]]) -> Iterator[_Row]:
    groups: dict[str, list[int]] = defaultdict(list)
    for place, case in enumerate(cases):
        engine = engine_of(case)
        groups[engine].append(place)
        groups[family(engine)].append(place)
    for setting, results in found.items():
        for group, places in sorted(groups.items()):
            if group not in ENGINES or setting.profile == Profile.BALANCED:
                chosen = effect([cases[place] for place in places], [results[place] for place in places])
                yield (*setting, group, *chosen.columns())


def _kinds(title: str, cases: Sequence[Case], found: Mapping[Setting, Sequence[Result]]) -> Table:
    """Return how many of the marked spans of each kind, and by what was said of them, each program cures exactly."""
    spans: Counter[tuple[str, str]] = Counter()
    chosen = {setting.program: results for setting, results in found.items() if setting.profile == Profile.BALANCED}
    cured: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in chosen}
    for place, case in enumerate(cases):
        for mark in case.marked:
            for key in _keys(case, mark):
                spans[key] += 1
                for name, results in chosen.items():
                    cured[name][key] += is_cured(case.text, mark, results[place].edits)
    rows: tuple[_Row, ...] = tuple(
        (*key, spans[key], *(round(100 * cured[name][key] / spans[key], 1) for name in chosen)) for key in sorted(spans)
    )
    return Table(title, ("spans", "kind", "count", *chosen), rows)


def _keys(case: Case, mark: MarkedSpan) -> Iterator[tuple[str, str]]:
    """Yield the groups that a marked span counts in; kinds only where something is surely wrong."""
    group = family(engine_of(case))
    group = f"{group}, {mark.by}" if case.origin == "whole round-trip" else group
    yield group, "all"
    if mark.by != "different":
        yield group, mark.kind


def _told(cases: Sequence[Case], options: Options) -> Table:
    """Return how the recoverable damage of neural round trips fares, in all sentences of the set that have any."""
    cases = [
        case for case in cases if engine_of(case) in NEURAL and any(mark.by == "recoverable" for mark in case.marked)
    ]
    lines: list[_Row] = []
    for setting, results in run_all(cases, editing(options)).items():
        marks = [
            is_cured(case.text, mark, result.edits)
            for case, result in zip(cases, results, strict=True)
            for mark in case.marked
            if mark.by == "recoverable"
        ]
        low, high = measures.wilson(sum(marks), len(marks))
        share = 100 * sum(marks) / max(1, len(marks))
        interval = f"{100 * low:.1f} to {100 * high:.1f}"
        lines.append((*setting, len(marks), sum(marks), share, interval, *effect(cases, results).columns()))
    columns = ("program", "profile", "recoverable edits", "cured", "cured %", "95 % of cured", *EFFECT)
    return Table("Neural round trips with recoverable damage", columns, tuple(lines))


def _beside(cases: Sequence[Case], found: Mapping[Setting, Sequence[Result]], options: Options) -> list[Table]:
    """Return the table that sets the program beside whole-sentence rewriting, on the sentences that was asked about."""
    systems = [] if options.kept is None else [Kept(options.kept, name) for name in BASELINES]
    systems = [one for one in systems if len(one.missing([case.text for case in cases])) < len(cases)]
    if not systems:
        return []
    places = [place for place, case in enumerate(cases) if all(not one.missing([case.text]) for one in systems)]
    chosen = [cases[place] for place in places]
    results: dict[Setting, list[Result]] = {
        Setting("nothing", "-"): [Result(one, (), (), 0.0, "nothing") for one in cases_as_documents(chosen)]
    }
    for setting, whole in found.items():
        results[setting] = [whole[place] for place in places]
    for one in systems:
        results[Setting(one.name, "-")] = list(one.run(cases_as_documents(chosen)))
    lines: list[_Row] = []
    for group in sorted({family(engine_of(case)) for case in chosen}):
        inside = [place for place, case in enumerate(chosen) if family(engine_of(case)) == group]
        for setting, made in results.items():
            done = effect([chosen[place] for place in inside], [made[place] for place in inside])
            lines.append((*setting, group, *done.columns()))
    return [
        Table(
            "Whole round trips beside whole-sentence rewriting", ("program", "profile", "engine", *EFFECT), tuple(lines)
        )
    ]


SAME_MODEL = "whole sentences, the same model"
SAME_MODEL_FORCED = f"{SAME_MODEL}, may not leave them alone"
BASELINES = (SAME_MODEL, SAME_MODEL_FORCED, Prompted.name, "round trip nmt-por")


def right(options: Options) -> list[Table]:
    """Count edits and findings on right text at every profile, with the verdicts given so far."""
    lines: list[_Row] = []
    pending: list[str] = []
    for source in RIGHT_SOURCES:
        chosen = sample_lines(
            list(options.context.lines("clean-eval", f"{source}.txt.gz")), words=options.words, seed=right_text.SEED
        )
        verdicts = read_verdicts(VERDICTS / f"{source}.tsv")
        total = count_words(chosen)
        for program in editing(options):
            for profile in program.profiles if program.rewriter != OFF else (Profile.BALANCED,):
                results = program.run([document(str(number), text) for number, text in chosen], profile)
                pairs = list(zip((number for number, _ in chosen), results, strict=True))
                edits = [alarm for number, result in pairs for alarm in edits_of(result, number)]
                findings = [alarm for number, result in pairs for alarm in findings_of(result, number)]
                one = rate(edits, verdicts, words=total)
                per_thousand = 1000 * len(findings) / total
                lines.append(
                    (source, total, program.name, profile, per_thousand, *one[1:6], one.raw_rate, one.wrong_rate)
                )
                pending += right_text.pending_rows(source, f"{program.name} {profile}", edits, chosen, verdicts)
    _write_pending(pending, options, "pending.tsv")
    columns = (
        "source", "words", "program", "profile", "findings per 1,000 words", "edits", "right", "neutral", "wrong", "unjudged",
        "edits per 1,000 words", "wrong per 1,000 words",
    )  # fmt: skip
    note = "The wrong rate is the share of wrong ones among the judged times the rate of all edits."
    return [Table("Edits on right text", columns, tuple(lines), note)]


def _write_pending(pending: Iterable[str], options: Options, name: str) -> None:
    """Write what awaits a verdict to the scratch folder, if there is one."""
    if options.scratch is not None:
        options.scratch.mkdir(parents=True, exist_ok=True)
        rows = (right_text.PENDING, *_once(pending))
        (options.scratch / name).write_text("\n".join(rows) + "\n", encoding="utf-8")


def _once(pending: Iterable[str]) -> list[str]:
    """Return the rows without those that say the same of the same place for another program."""
    return list({(*cells[:2], *cells[3:8]): row for row in pending for cells in (row.split("\t"),)}.values())


def post_edits(options: Options) -> list[Table]:
    """Measure on MLQE-PE test20: texts changed, nearer to or farther from the post-edit by TER."""
    if options.sets is None:
        return []
    cases = first_of_each(read_cases(options.sets / "post-edits.jsonl.gz"), options.segments, lambda case: case.source)
    lines: list[_Row] = []
    for program in editing(options):
        results = program.run(cases_as_documents(cases))
        groups = {"all": list(range(len(cases)))}
        for place, case in enumerate(cases):
            groups.setdefault(case.source, []).append(place)
        for pair, places in groups.items():
            lines.append((program.name, pair, *_by_ter([cases[p] for p in places], [results[p] for p in places])))
    columns = (
        "program", "pair", "segments", "changed", "better", "worse", "better %", "95 %", "TER before", "TER after",
    )  # fmt: skip
    note = (
        "At balanced. Better and worse: by TER to the post-edit; the share is of both together, with Wilson's interval."
    )
    return [Table("MLQE-PE test20", columns, tuple(lines), note)]


def _by_ter(cases: Sequence[Case], results: Sequence[Result]) -> _Row:
    changed = better = worse = 0
    total = measures.Repair()
    for case, result in zip(cases, results, strict=True):
        one = measures.repair(case.text, result.corrected, case.right)
        total += one
        changed += bool(result.edits)
        better += one.after < one.before
        worse += one.after > one.before
    low, high = measures.wilson(better, better + worse)
    share = round(100 * better / (better + worse), 1) if better + worse else "-"
    interval = f"{100 * low:.1f} to {100 * high:.1f}"
    ter = (round(total.ter_before, 3), round(total.ter_after, 3))
    return (len(cases), changed, better, worse, share, interval, *ter)


def articles(options: Options) -> list[Table]:
    """Score the gold article and the garbled articles with the program whole, at every profile."""
    *_, program = programs(options)
    return [
        *gold.run(options.context, make=program.pipeline).tables,
        *garbled.run(options.context, make=program.pipeline).tables,
    ]


def made_twins(options: Options) -> list[Table]:
    """Score the twins with the program whole, at every profile."""
    *_, program = programs(options)
    tables = []
    for profile in Profile:
        (table,) = twins.run(options.context, make=functools.partial(program.pipeline, profile)).tables
        tables.append(Table(f"{table.title}, {profile}", table.columns, table.rows, table.note))
    return tables


def confidence(options: Options) -> list[Table]:
    """Measure how far the confidence of edits can be trusted, in the mix that :data:`GARBLED_SHARE` states."""
    if options.sets is None:
        return []
    bad = [one for name in ("engines", "operators") for one in _drawn(options.sets, name, options.rows // 2)]
    good = [one for name in ("right", "names") for one in _drawn(options.sets, name, options.rows)]
    words = [sum(len(one.case.text.split()) for one in part) for part in (bad, good)]
    weight = max(1, round((1 - GARBLED_SHARE) / GARBLED_SHARE * words[0] / max(1, words[1])))
    lines: list[_Row] = []
    curves: list[_Row] = []
    cures: list[_Row] = []
    drawn = [*bad, *good]
    weights = [1] * len(bad) + [weight] * len(good)
    pending: list[str] = []
    for setting, results in run_all([one.case for one in drawn], editing(options)).items():
        made = [_judged(one, result) for one, result in zip(drawn, results, strict=True)]
        pending += [row for one, result in zip(good, results[len(bad) :], strict=True) for row in _asked(one, result)]
        for proposers in ("all", "rewriter"):
            kept = [[(e.confidence, o) for e, o in one if proposers in ("all", e.proposer)] for one in made]
            lines.append((*setting, proposers, *_trust(kept, weights)))
        if setting.profile == Profile.THOROUGH:
            pairs = _repeated([_best_cures(one, result) for one, result in zip(drawn, results, strict=True)], weights)
            scores, outcomes = [score for score, _ in pairs], [right for _, right in pairs]
            skill = measures.brier_skill(scores, outcomes)
            error = measures.expected_calibration_error(scores, outcomes, bins=BINS)
            cures.append((setting.program, len(pairs), sum(outcomes) / max(1, len(outcomes)), skill, error))
            curves += [(setting.program, *one) for one in measures.reliability(scores, outcomes, bins=BINS)]
    _write_pending(pending, options, "pending-confidence.tsv")
    note = (
        f"Of the words {GARBLED_SHARE:.0%} stand in damaged rows (half round trips with surely wrong edits alone, half"
        f" simulated), the rest in right rows, each counted {weight} times. An edit is right if, made alone, it brings the text"
        " nearer to the right one; exact if nothing is left to do where it wrote. Right rows hold slips of their own: an edit"
        " there is right if a reader said so. Bounds: bootstrap over rows."
    )
    columns = (
        "program", "profile", "edits of", "edits", "in damaged rows", "right % there", "right %", "at least", "exact %",
        "Brier skill", f"calibration error ({BINS} bins)",
    )  # fmt: skip
    return [
        Table("Confidence of edits", columns, tuple(lines), note),
        Table(
            "Best cures of all findings, applied or not",
            ("program", "decisions, weighted", "share right", "Brier skill", f"calibration error ({BINS} bins)"),
            tuple(cures),
        ),
        Table(
            "Reliability of best cures",
            ("program", "mean confidence", "share right", "decisions, weighted"),
            tuple(curves),
        ),
    ]


class Drawn(NamedTuple):
    """A row of a test set: the name of the set, its line from 1, and the verdicts given on right rows of the set."""

    source: str
    line: int
    case: Case
    verdicts: Mapping[Place, Verdict]


def _drawn(sets: Path, name: str, count: int) -> list[Drawn]:
    """Return rows spread evenly over the file."""
    source = f"test-set-{name}"
    verdicts = read_verdicts(VERDICTS / f"{source}.tsv")
    rows = [Drawn(source, line, case, verdicts) for line, case in enumerate(read_cases(sets / f"{name}.jsonl.gz"), 1)]
    return rows[:: max(1, len(rows) // max(1, count))][:count]


def _judged(one: Drawn, result: Result) -> list[tuple[Edit, EditOutcome]]:
    """Return the edits of a row with what they did: by the right text, or by the reader's verdict where there is one."""
    verdicts = [one.verdicts.get(alarm.place) for alarm in edits_of(result, one.line)]
    return [
        (edit, EditOutcome.EXACT if verdict is Verdict.RIGHT else edit_outcome(one.case, edit))
        for edit, verdict in zip(result.edits, verdicts, strict=True)
    ]


def _best_cures(one: Drawn, result: Result) -> list[tuple[float, EditOutcome]]:
    """Return the confidence of the best cure of every finding, and what it does if it is made alone."""
    text = one.case.text
    made = [
        minimal(text, choice.finding.span, choice.candidates[0], choice.finding.kind)
        for choice in result.choices
        if choice.candidates
    ]
    found = []
    for edit in filter(None, made):
        place = Place(one.line, *edit.span, edit.before[:WORD_LIMIT], edit.after[:WORD_LIMIT])
        is_right = one.verdicts.get(place) is Verdict.RIGHT
        found.append((edit.confidence, EditOutcome.EXACT if is_right else edit_outcome(one.case, edit)))
    return found


def _asked(one: Drawn, result: Result) -> list[str]:
    """Return the edits of a right row that nobody judged, for a reader."""
    line = (one.line, one.case.text)
    return right_text.pending_rows(one.source, "", edits_of(result, one.line), [line], one.verdicts)


_Made = list[tuple[float, EditOutcome]]
_RIGHT = frozenset({EditOutcome.EXACT, EditOutcome.NEARER})


def _repeated(made: Sequence[_Made], weights: Sequence[int]) -> list[tuple[float, bool]]:
    return [
        (score, outcome in _RIGHT) for one, weight in zip(made, weights, strict=True) for score, outcome in one * weight
    ]


def _trust(made: Sequence[_Made], weights: Sequence[int]) -> _Row:
    """Return edits, those in damaged rows and the share right there, that in the mix with its lower bound, and so on."""
    edits = sum(len(one) for one in made)
    if not edits:
        return (0, 0, "-", "-", "-", "-", "-", "-")
    bad = [outcome in _RIGHT for one, weight in zip(made, weights, strict=True) if weight == 1 for _, outcome in one]
    parts = [
        (float(weight * sum(outcome in _RIGHT for _, outcome in one)), float(weight * len(one)))
        for one, weight in zip(made, weights, strict=True)
    ]
    pairs = _repeated(made, weights)
    scores, outcomes = [score for score, _ in pairs], [right for _, right in pairs]
    exact = sum(
        weight * (outcome is EditOutcome.EXACT) for one, weight in zip(made, weights, strict=True) for _, outcome in one
    )
    return (
        edits,
        len(bad),
        round(100 * sum(bad) / len(bad), 1) if bad else "-",
        round(100 * sum(outcomes) / len(outcomes), 1),
        round(100 * measures.bootstrap(parts).low, 1),
        round(100 * exact / len(pairs), 1),
        round(measures.brier_skill(scores, outcomes), 3),
        round(measures.expected_calibration_error(scores, outcomes, bins=BINS), 3),
    )


def article() -> str:
    """Return a garbled article of about 670 words: the project's own three, one after the other."""
    return "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(GARBLED.glob("article-*[0-9].txt")))


def speed(options: Options) -> list[Table]:
    """Time an article from the command line and in a running program, and flagged sentences in batches."""
    texts = {"own article": article()}
    path = options.context.path("gold", "seed-article.txt")
    texts["gold article"] = path.read_text(encoding="utf-8")
    ends: list[_Row] = []
    for program in programs(options):
        for cores in (1, 2):
            for name, text in texts.items():
                with _cores(cores):
                    ends.append(
                        (program.name, cores, name, len(text.split()), *_cold(program, text), *_warm(program, text))
                    )
    columns = ("program", "cores", "text", "words", "cold s", "cold CPU s", "cold, highest MB", "warm s", "warm CPU s")
    note = (
        "Cold: 'corrector fix --stdout FILE', start-up and loading included; warm: the text in a program that has seen another."
        " CPU seconds tell what an idle machine would need."
    )
    return [Table("An article end to end", columns, tuple(ends), note), *_batch(options)]


@contextmanager
def _cores(count: int) -> Iterator[None]:
    """Keep the process, and what it starts, on so many cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(sorted(before)[-count:]))
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _cold(program: Program, text: str) -> tuple[float, float, int]:
    """Return seconds, seconds of processor time and megabytes of one run of the command."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "article.txt"
        path.write_text(text, encoding="utf-8")
        chosen = [part for name in program.detectors for part in ("--detectors", name)]
        command = [
            sys.executable, "-c", _MEASURED, "fix", "--isolated", "--stdout", "--rewriter", program.rewriter, *chosen, str(path),
        ]  # fmt: skip
        began = time.perf_counter()
        done = subprocess.run(command, capture_output=True, check=True, text=True)
        took = time.perf_counter() - began
    processor, memory = done.stderr.split()[-2:]
    return took, float(processor), int(memory) // 1024


_MEASURED = """
import atexit, resource, sys
def tell():
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss, file=sys.stderr)
atexit.register(tell)
from corrector.cli import main
main()
"""


_ANOTHER = "The minister bought a umbrella in the city of the which he spoke."


def _warm(program: Program, text: str) -> tuple[float, float]:
    """Return seconds and seconds of processor time of a text in a running program."""
    with program.pipeline() as made:
        made.check(_ANOTHER)
        wall, processor = time.perf_counter(), time.process_time()
        made.check(text, protected=protect.spans(text))
        return time.perf_counter() - wall, time.process_time() - processor


def _batch(options: Options) -> list[Table]:
    """Time sentences that the detector flags, all at once."""
    if options.round_trips is None:
        return []
    cases = first_of_each(read_cases(options.round_trips), max(1, options.each // 5), engine_of)
    flagged = [
        result.document
        for result in programs(options)[1].run(cases_as_documents(cases))
        if any(one.outcome is not Outcome.KEEP for one in result.choices)
    ]
    words = sum(len(one.text.split()) for one in flagged)
    lines: list[_Row] = []
    for program in programs(options):
        with program.pipeline() as made:
            made.check(_ANOTHER)
            lines.append(
                (program.name, len(flagged), words, *_rates(words, lambda: deque(made.run(flagged), maxlen=0)))
            )
    if options.rewriter != OFF:
        rewrite, texts = whole_sentences(options), [one.text for one in flagged]
        lines.append((SAME_MODEL, len(texts), words, *_rates(words, lambda: rewrite(texts))))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    columns = ("program", "sentences", "words", "words a second", "words a second of processor time")
    note = f"Sentences of whole round trips in which the detector reports something at balanced. Highest memory: {memory} MB."
    return [Table("Flagged sentences in batches", columns, tuple(lines), note)]


def _rates(words: int, work: Callable[[], object]) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return words / (time.perf_counter() - wall), words / (time.process_time() - processor)


def whole_sentences(options: Options) -> Callable[[Sequence[str]], list[tuple[str, str]]]:
    """Return the rewriter as a rewriter of whole sentences: each one span, answered by its likeliest text.

    What it returns gives two texts for each sentence: one where it may leave the sentence alone, one where it may not.
    """
    from corrector.backends.answers import Passage
    from corrector.propose import _writers

    writer = _writers.find(Settings(rewriter=options.rewriter)).open()

    def rewrite(texts: Sequence[str]) -> list[tuple[str, str]]:
        asked = [Passage(text, (Span(0, len(text)),), ((),)) for text in texts]
        said = []
        for text, (answer,) in zip(texts, writer.answer(asked), strict=True):
            best = answer.cures[0] if answer.cures else None
            forced = best.text if best else text
            said.append((forced if best and best.log_probability > max(answer.keep, answer.unknown) else text, forced))
        return said

    return rewrite


def baselines(options: Options) -> list[Table]:
    """Ask the slow baselines about the first sentences of every engine, and keep what they say; nothing is measured."""
    if options.kept is None or options.round_trips is None:
        return []
    texts = [case.text for case in first_of_each(read_cases(options.round_trips), options.each, engine_of)]
    makers: dict[str, Callable[[], Callable[[Sequence[str]], list[str]]]] = {}
    if options.ask is not None:
        makers[Prompted.name] = functools.partial(Prompted, options.ask)
    makers["round trip nmt-por"] = functools.partial(RoundTrip, "nmt-por")
    lines: list[_Row] = []
    for name, maker in makers.items():
        kept = Kept(options.kept, name)
        began = time.perf_counter()
        if missing := kept.missing(texts):
            kept.ask(missing, maker())
        lines.append((name, len(texts), len(missing), round(time.perf_counter() - began)))
    if options.rewriter != OFF:
        # What the rewriter says changes with its weights, so it is asked anew.
        began = time.perf_counter()
        said = dict(zip(texts, whole_sentences(options)(texts), strict=True))
        for place, name in enumerate((SAME_MODEL, SAME_MODEL_FORCED)):
            Kept(options.kept, name).ask(texts, lambda asked, place=place: [said[text][place] for text in asked])  # type: ignore[misc]
        lines.append((SAME_MODEL, len(texts), len(texts), round(time.perf_counter() - began)))
    return [Table("Baselines asked", ("system", "sentences", "asked now", "s"), tuple(lines))]


PARTS: dict[str, Callable[[Options], list[Table]]] = {
    "round_trips": round_trips,
    "right_text": right,
    "post_edits": post_edits,
    "articles": articles,
    "twins": made_twins,
    "confidence": confidence,
    "speed": speed,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts asked for, print and record them; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rewriter", description=__doc__.partition("\n")[0])
    add = parser.add_argument
    add("--data", type=Path, required=True, help="folder of development data")
    add("--rewriter", default=ON, help="the rewriter, as the program's own option takes it")
    add("--sets", type=Path, help="folder of test sets")
    add("--round-trips", type=Path, help="file of whole round trips")
    add("--only", action="append", choices=(*PARTS, "baselines"), help="run this part (may be repeated)")
    add("--each", type=int, default=150, help="round trips of each engine")
    add("--words", type=int, default=25_000, help="words of each source of right text")
    add("--rows", type=int, default=1_500, help="damaged rows, and as many right ones, for confidence")
    add("--segments", type=int, default=1_000, help="post-edited segments of each pair")
    add("--kept", type=Path, help="folder where the slow baselines' answers are kept; made by --only baselines")
    add("--ask", type=Path, help="folder of a pretrained chat model for the baseline of prompting")
    add("--scratch", type=Path, help="folder for lists with text that may not be committed")
    add("--no-record", action="store_true", help="print only")
    chosen = vars(parser.parse_args(arguments))
    only, quiet = chosen.pop("only"), chosen.pop("no_record")
    options = Options(Context(chosen.pop("data")), **chosen)
    with programs(options)[-1].pipeline() as made:
        signature = made.signature.replace(options.rewriter, Path(options.rewriter).name)
    for part in only or PARTS:
        began = time.perf_counter()
        report = Report(f"rewriter_{part}", signature, tuple({**PARTS, "baselines": baselines}[part](options)))
        if not quiet and part in PARTS:
            record(report)
        print(report.markdown(f"in {time.perf_counter() - began:.0f} s"), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
