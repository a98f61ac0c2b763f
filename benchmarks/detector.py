"""The neural detector: post-edited translation, right text, damaged text, calibration, the gold article and speed.

Run by itself, since it needs a training mix besides the data: ``python -m benchmarks.detector --data DIR --mix DIR``. Thresholds
and curves come from held-out splits named ``dev``; everything reported is from ``test`` and ``test20``.
"""

from __future__ import annotations

import argparse
import importlib
import resource
import sys
import time
from bisect import bisect_right
from collections import defaultdict, deque
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from benchmarks.common import VERDICTS, Context, Report, Table, document, record
from benchmarks.harper import linter
from benchmarks.right_text import PENDING, pending_rows
from corrector import models, plugins
from corrector.backends.onnx import OnnxModel
from corrector.config import ALL, Profile, Settings
from corrector.detect._suspects import Network, model_in
from corrector.errors import ConfigError, CorrectorError
from corrector.evaluation import measures
from corrector.evaluation.gold import TIERS, Gold, read_gold, score
from corrector.evaluation.right_text import count_words, draw, findings_of, rate, read_verdicts, sample_lines
from corrector.gazetteer import Gazetteer
from corrector.lexicon import Lexicon
from corrector.pipeline import Pipeline
from corrector.segment import segment
from corrector.training import mix, mlqe
from corrector.training.detector.calibration import GARBLED_SHARE, documents, touches
from corrector.training.detector.examples import from_post_edit, token_places
from corrector.training.detector.measures import Best, best_mcc, logits, mcc, shared_threshold
from corrector.types import Outcome, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from corrector.evaluation.right_text import Alarm, Place
    from corrector.training.damage import Row
    from corrector.training.detector.calibration import Composed
    from corrector.types import Result

PAIRS = ("ro-en", "et-en", "ne-en", "si-en", "ru-en")
RIGHT_SOURCES = ("bbc", "reuters", "abc", "wmt21_en_sources", "brown", "openstax_world_history")
SEED = "neural detector"
JUDGED = 40  # findings of a source and profile that a reader judges
BINS = 15
ORIGINS = ("right", "template", "simulated", "round-trip")
EVERYTHING = (ALL,)
RULES: tuple[str, ...] = tuple(name for name in plugins.names("corrector.detect") if name != "neural")


class Options(NamedTuple):
    """What the command line says."""

    context: Context
    mix: Path
    full: Path | None
    words: int
    rows: int


def pipeline(profile: Profile = Profile.BALANCED, detectors: tuple[str, ...] = EVERYTHING) -> Pipeline:
    """Return a pipeline with the given detectors; the neural one must be named to run."""
    return Pipeline(Settings(profile=profile, detectors=detectors))


def network(path: Path | None = None) -> Network:
    """Return the shipped network with the program's word lists; ``path`` puts another model file in its place."""
    folder = models.folder() / "detector"
    model = OnnxModel(path) if path else model_in(folder)
    return Network.read(folder, model, words=Lexicon.load(), names=Gazetteer.load())


class Scored(NamedTuple):
    """The tokens of one language pair: scores of both outputs, the mean logit of the editor's in the sentence, the truth."""

    edit: NDArray[np.float32]
    word: NDArray[np.float32]
    sentence: NDArray[np.float32]
    bad: NDArray[np.bool_]


def score_pairs(made: Network, segments: Sequence[mlqe.Segment]) -> dict[str, Scored]:
    """Score every token of the segments; a token of theirs takes the highest score of ours that it touches."""
    examples = [from_post_edit(one) for one in segments]
    tags = made.tagger.tag([example.tokens for example in examples])
    columns: dict[str, tuple[list[float], list[float], list[float], list[bool]]] = {
        pair: ([], [], [], []) for pair in PAIRS
    }
    for one, example, tag in zip(segments, examples, tags, strict=True):
        edit, word, sentence, bad = columns[one.pair]
        wrong, mean = 1 - tag.word[:, 0], float(logits(tag.edit).mean())
        for (first, last), label in zip(token_places(example.tokens, one), one.tags, strict=True):
            edit.append(float(tag.edit[first:last].max()))
            word.append(float(wrong[first:last].max()))
            sentence.append(mean)
            bad.append(bool(label))
    return {
        pair: Scored(
            np.array(edit, np.float32), np.array(word, np.float32), np.array(sentence, np.float32), np.array(bad)
        )
        for pair, (edit, word, sentence, bad) in columns.items()
    }


class Combination(NamedTuple):
    """Factors of the logits of both outputs and of the mean of the editor's over the sentence; a token's score is the sum."""

    edit: float
    word: float
    sentence: float

    def __call__(self, scored: Scored) -> NDArray[np.float32]:
        """Return the score of each token."""
        parts = (self.edit * logits(scored.edit), self.word * logits(scored.word), self.sentence * scored.sentence)
        score: NDArray[np.float32] = np.sum(parts, axis=0)
        return score


OUTPUTS = {"edit": Combination(1.0, 0.0, 0.0), "word": Combination(0.0, 1.0, 0.0)}
COMBINATIONS = tuple(
    Combination(1.0, word, sentence) for word in (0.0, 0.1, 0.2) for sentence in (0.0, -0.1, -0.2, -0.3, -0.4)
)


def one_threshold(scored: Mapping[str, Scored], combination: Combination) -> Best:
    """Return the threshold with the highest mean MCC over the pairs."""
    return shared_threshold([(combination(one), one.bad) for one in scored.values()])


def post_edits(options: Options) -> list[Table]:
    """Measure on MLQE-PE: MCC at one threshold, the curve, the profile ``balanced``, and ranking by HTER."""
    made = network()
    data = options.context.path("mlqe-pe").parent
    dev = score_pairs(made, list(mlqe.read_segments(data, "dev")))
    segments = list(mlqe.read_segments(data, "test20"))
    test = score_pairs(made, segments)
    chosen = max(COMBINATIONS, key=lambda combination: one_threshold(dev, combination).mcc)
    lines: list[tuple[str | int | float, ...]] = []
    for name, combination in (OUTPUTS | {"both": chosen}).items():
        at = one_threshold(dev, combination).threshold
        for pair in PAIRS:
            (one, bad), (held, held_bad) = ((combination(s[pair]), s[pair].bad) for s in (test, dev))
            lines.append((name, pair, at, mcc(one, bad, at), best_mcc(one, bad).mcc, mcc(held, held_bad, at)))
    columns = ("output", "pair", "threshold (dev, all pairs)", "MCC test20", "best MCC test20", "MCC dev")
    note = (
        f"Scores and thresholds are logits. Both: the editor's output, {chosen.word} times the word's, and {chosen.sentence}"
        f" times the mean of the editor's over the sentence, chosen on dev among {len(COMBINATIONS)} combinations."
    )
    return [
        Table("MLQE-PE words, target side only", columns, tuple(lines), note),
        _curve(test),
        *_profile_on_pairs(segments),
    ]


def _curve(test: Mapping[str, Scored]) -> Table:
    lines: list[tuple[str | int | float, ...]] = []
    scores = np.concatenate([one.word for one in test.values()])
    bad = np.concatenate([one.bad for one in test.values()])
    for threshold in (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        flagged = scores >= threshold
        precision = float(bad[flagged].mean()) if flagged.any() else 0.0
        lines.append(
            (threshold, int(flagged.sum()), precision, float(flagged[bad].mean()), mcc(scores, bad, threshold))
        )
    return Table(
        "MLQE-PE test20, all pairs: the word output's curve",
        ("raw threshold", "flagged", "precision", "recall", "MCC"),
        tuple(lines),
    )


def _profile_on_pairs(segments: Sequence[mlqe.Segment]) -> list[Table]:
    """Return word precision and recall of the whole program and of the network alone, and Spearman's rank correlation."""
    lines: list[tuple[str | int | float, ...]] = []
    ranking: list[tuple[str | int | float, ...]] = []
    for name, detectors in (("neural alone", ("neural",)), ("all", EVERYTHING)):
        with pipeline(detectors=detectors) as made:
            results = list(made.run(document(one.id, one.mt) for one in segments))
        hit = flagged = wrong = 0
        for one, result in zip(segments, results, strict=True):
            spans = [c.finding.span for c in result.choices if c.outcome is not Outcome.KEEP]
            marks = _flags(one, spans)
            flagged += sum(marks)
            wrong += sum(one.tags)
            hit += sum(mark and bool(tag) for mark, tag in zip(marks, one.tags, strict=True))
        lines.append((name, flagged, hit / max(1, flagged), hit / max(1, wrong)))
        for pair in (*PAIRS, "all"):
            chosen = [(r.score, s.hter) for s, r in zip(segments, results, strict=True) if pair in ("all", s.pair)]
            ranking.append((name, pair, measures.spearman(*map(list, zip(*chosen, strict=True)))))
    return [
        Table("MLQE-PE test20 at balanced: words", ("program", "flagged", "precision", "recall"), tuple(lines)),
        Table("Document score and HTER on test20", ("program", "pair", "Spearman"), tuple(ranking)),
    ]


def _flags(one: mlqe.Segment, spans: Sequence[Span]) -> list[bool]:
    """Tell which tokens of a segment a span with width touches."""
    example = from_post_edit(one)
    touched = [any(t.start < s.end and s.start < t.end for s in spans) for t in example.tokens]
    return [any(touched[first:last]) for first, last in token_places(example.tokens, one)]


def right_text(options: Options) -> list[Table]:
    """Count findings on right text with and without the network at every profile, raw and judged."""
    lines: list[tuple[str | int | float, ...]] = []
    pending: list[str] = []
    for source in RIGHT_SOURCES:
        chosen = sample_lines(
            list(options.context.lines("clean-eval", f"{source}.txt.gz")), words=options.words, seed=SEED
        )
        verdicts = read_verdicts(VERDICTS / f"{source}.tsv")
        drawn: dict[Place, Alarm] = {}
        for profile in Profile:
            alone, together = (_alarms(profile, detectors, chosen) for detectors in (RULES, EVERYTHING))
            judged = rate(together, verdicts, words=count_words(chosen), sample=JUDGED)
            raw = 1000 / judged.words
            neural = raw * sum(alarm.detector == "neural" for alarm in together)
            lines.append(
                (
                    source,
                    profile,
                    judged.words,
                    raw * len(alone),
                    judged.raw_rate,
                    neural,
                    *judged[2:6],
                    judged.wrong_rate,
                )
            )
            drawn |= {alarm.place: alarm for alarm in draw(together, JUDGED)}
        pending += pending_rows(source, "all detectors", list(drawn.values()), chosen, verdicts)
    if (scratch := options.context.scratch) is not None:
        scratch.mkdir(parents=True, exist_ok=True)
        (scratch / "pending.tsv").write_text("\n".join((PENDING, *pending)) + "\n", encoding="utf-8")
    columns = (
        *("source", "profile", "words", "rules alone", "with the network", "of these the network's"),
        *("right", "neutral", "wrong", "unjudged", "wrong rate with the network"),
    )
    note = (
        f"Rates per 1,000 words. Of the findings with the network a seeded sample of {JUDGED} a source and profile is judged;"
        " the wrong rate is the judged share of wrong ones times the raw rate."
    )
    return [Table("Findings on right text, raw and judged", columns, tuple(lines), note)]


def _alarms(profile: Profile, detectors: tuple[str, ...], lines: Sequence[tuple[int, str]]) -> list[Alarm]:
    with pipeline(profile, detectors) as made:
        results = made.run(document(str(number), text) for number, text in lines)
        return [
            alarm for (number, _), result in zip(lines, results, strict=True) for alarm in findings_of(result, number)
        ]


def test_rows(options: Options) -> list[Row]:
    """Return rows of the mix's test split, all round trips there are and as many others as are asked for.

    Raises:
        ConfigError: the mix has no test split.
    """
    found = [row for row in mix.read_mix(options.mix, "test") if row.origin in ORIGINS]
    if not found:
        raise ConfigError(f"{options.mix}: no rows of the split 'test'; name the mix that has it")
    real = [row for row in found if row.origin == "round-trip"][: options.rows // 4]
    return [*real, *islice((row for row in found if row.origin != "round-trip"), options.rows - len(real))]


def spans_by_kind(options: Options) -> list[Table]:
    """Score spans on damaged text by origin and kind, beside rules alone and Harper; and tell garbled from right."""
    material = test_rows(options)
    programs: dict[str, Callable[[Sequence[Row]], list[list[tuple[Span, str]]]]] = {
        "rules alone": lambda found: _reported(found, RULES),
        "neural alone": lambda found: _reported(found, ("neural",)),
        "with the network": lambda found: _reported(found, EVERYTHING),
        "Harper": _harper,
    }
    if find_spec("quire_grammar"):
        programs["quire-grammar"] = _quire_grammar
    lines: list[tuple[str | int | float, ...]] = []
    kinds: dict[str, dict[str, tuple[int, float]]] = defaultdict(dict)
    for name, program in programs.items():
        found = program(material)
        for origin in ("simulated", "round-trip"):
            total = measures.Overlap()
            for row, spans in zip(material, found, strict=True):
                if row.origin == origin:
                    total += measures.overlap(row.text, [span for span, _ in spans], _marked(row))
            lines.append((name, origin, total.marked, total.precision, total.recall, total.f()))
        for kind, (count, recall) in _recall_by_kind(material, found).items():
            kinds[kind][name] = (count, recall)
    by_kind: tuple[tuple[str | int | float, ...], ...] = tuple(
        (kind, next(iter(row.values()))[0], *(row[name][1] for name in programs)) for kind, row in sorted(kinds.items())
    )
    return [
        Table("Spans of damaged text", ("program", "origin", "spans", "precision", "recall", "F0.5"), tuple(lines)),
        Table("Recall by kind, simulated and round trips", ("kind", "spans", *programs), by_kind),
        _documents(material),
    ]


def _marked(row: Row) -> list[Span]:
    return [Span(span.start, span.end) for span in row.spans]


def _reported(material: Sequence[Row], detectors: tuple[str, ...]) -> list[list[tuple[Span, str]]]:
    with pipeline(detectors=detectors) as made:
        results = made.run(document(row.id, row.text) for row in material)
        return [
            [(c.finding.span, c.finding.kind) for c in result.choices if c.outcome is not Outcome.KEEP]
            for result in results
        ]


def _harper(material: Sequence[Row]) -> list[list[tuple[Span, str]]]:
    made = linter()
    return [
        [(Span(lint.span.start, lint.span.end), lint.lint_kind) for lint in made.lint(row.text, language="plaintext")]
        for row in material
    ]


def _quire_grammar(material: Sequence[Row]) -> list[list[tuple[Span, str]]]:
    """Return what quire-grammar reports; it is measured where it is installed (pip install 'quire-grammar[model]')."""
    check = importlib.import_module("quire_grammar").check
    return [[(Span(one.start, one.end), one.category) for one in check(row.text)] for row in material]


def _recall_by_kind(
    material: Sequence[Row], found: Sequence[Sequence[tuple[Span, str]]]
) -> dict[str, tuple[int, float]]:
    totals: dict[str, measures.Overlap] = defaultdict(measures.Overlap)
    for row, spans in zip(material, found, strict=True):
        for span in row.spans:
            totals[span.kind] += measures.overlap(row.text, [s for s, _ in spans], [Span(span.start, span.end)])
    return {kind: (total.marked, total.recall) for kind, total in totals.items()}


def _documents(material: Sequence[Row]) -> Table:
    composed = documents(material)
    garbled = [bool(one.wrong) for one in composed]
    lines: list[tuple[str | int | float, ...]] = []
    for name, detectors in (("rules alone", RULES), ("neural alone", ("neural",)), ("with the network", EVERYTHING)):
        with pipeline(detectors=detectors) as made:
            results = made.run(document(str(place), one.text) for place, one in enumerate(composed))
            lines.append((name, len(composed), measures.auroc([result.score for result in results], garbled)))
    note = "Documents of twelve rows; of garbled ones a quarter, half or all rows are garbled."
    return Table("Garbled against right documents", ("program", "documents", "AUROC of the score"), tuple(lines), note)


def calibration(options: Options) -> list[Table]:
    """Measure the calibration of words and of findings in the mix that the curve was fitted for."""
    composed = documents(test_rows(options))
    lines: list[tuple[str | int | float, ...]] = []
    curves: list[tuple[str | int | float, ...]] = []
    for program, detectors in (("neural alone", ("neural",)), ("with the network", EVERYTHING)):
        with pipeline(detectors=detectors) as made:
            results = list(made.run(document(str(place), one.text) for place, one in enumerate(composed)))
        for name, decide in (("findings", _finding_decisions), ("words", _word_decisions)):
            pairs = [
                pair
                for one, result in zip(composed, results, strict=True)
                for pair in list(decide(one, result)) * one.weight
            ]
            scores, outcomes = [score for score, _ in pairs], [outcome for _, outcome in pairs]
            error = measures.expected_calibration_error(scores, outcomes, bins=BINS)
            base = sum(outcomes) / len(outcomes)
            lines.append((program, name, len(pairs), base, error, measures.brier_skill(scores, outcomes)))
            curves += [(program, name, *one) for one in measures.reliability(scores, outcomes, bins=BINS)]
    note = (
        f"Documents with garble in them (round trips and simulated damage; a quarter, half or all of twelve rows) hold"
        f" {GARBLED_SHARE:.0%} of the words, right ones the rest, by repetition. A finding is right if it touches"
        " something wrong."
    )
    columns = ("program", "what", "decisions", "base rate", f"calibration error ({BINS} bins)", "Brier skill")
    return [
        Table("Calibration", columns, tuple(lines), note),
        Table("Reliability", ("program", "what", "mean score", "share right", "decisions"), tuple(curves)),
    ]


def _finding_decisions(one: Composed, result: Result) -> Iterable[tuple[float, bool]]:
    return [(choice.finding.score, touches(choice.finding.span, one.wrong)) for choice in result.choices]


def _word_decisions(one: Composed, result: Result) -> Iterable[tuple[float, bool]]:
    words = [Span(*match.span()) for match in measures.WORD.finditer(one.text)]
    scores, wrong = [0.0] * len(words), [False] * len(words)
    starts = [word.start for word in words]
    for choice in result.choices:
        for place in _inside(choice.finding.span, words, starts):
            scores[place] = max(scores[place], choice.finding.score)
    for span in one.wrong:
        for place in _inside(span, words, starts):
            wrong[place] = True
    return zip(scores, wrong, strict=True)


def _inside(span: Span, words: Sequence[Span], starts: Sequence[int]) -> Iterable[int]:
    """Yield the places of the words that a span with width shares a character with."""
    place = max(0, bisect_right(starts, span.start) - 1)
    while place < len(words) and words[place].start < span.end:
        if span.start < words[place].end:
            yield place
        place += 1


def gold_article(options: Options) -> list[Table]:
    """Score the gold article with and without the network."""
    base = options.context.path("gold", "seed-article.txt")
    read = read_gold(
        base, marks=base.with_name("seed-article.gold.jsonl"), keep=base.with_name("seed-article.keep.txt")
    )
    gold = Gold(document(read.document.id, read.document.text), read.marks, read.keep)
    lines: list[tuple[str | int | float, ...]] = []
    for name, detectors in (("rules alone", RULES), ("with the network", EVERYTHING)):
        for profile in Profile:
            with pipeline(profile, detectors) as made:
                scored = score(gold, next(made.run([gold.document])))
            whole = (len(scored.stray), len(scored.unasked))
            lines += [(name, profile, tier, *scored.tally(tier), *whole) for tier in TIERS]
    columns = ("program", "profile", "tier", "marks", "cured", "found", "changed", "stray findings", "unasked edits")
    return [Table("Gold article", columns, tuple(lines))]


def speed(options: Options) -> list[Table]:
    """Time the whole pipeline and the network in batches, int8 beside fp32; tell the memory before fp32 is loaded."""
    texts = [text for _, text in islice(options.context.lines("clean-eval", "abc.txt.gz"), 1200)]
    batch = [document(str(place), text) for place, text in enumerate(texts)]
    segmented = [segment(one) for one in batch]
    words = sum(text.word_count for text in segmented)
    lines: list[tuple[str | int | float, ...]] = []
    for name, detectors in (("pipeline, rules alone", RULES), ("pipeline with the network", EVERYTHING)):
        with pipeline(detectors=detectors) as running:
            list(running.run(batch[:50]))
            lines.append((name, words, *_rates(words, lambda: deque(running.run(batch), maxlen=0))))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (shipped,) = (one for one in models.manifest() if one.name == "detector")
    variants: dict[str, tuple[Path | None, int]] = {"int8": (None, shipped.size)}
    if options.full:
        variants["fp32"] = options.full, options.full.stat().st_size
    for name, (path, size) in variants.items():
        made = network(path)
        made.suspects(segmented[:50])
        what = f"detector, {name}, {size / 1e6:.0f} MB"
        lines.append((what, words, *_rates(words, lambda: made.suspects(segmented))))  # noqa: B023 - called at once
    note = (
        f"Highest memory of the process with the whole pipeline: {memory:.0f} MB. The second rate does not depend on what else"
        " the machine does."
    )
    return [Table("Speed", ("what", "words", "words a second", "words a second of processor time"), tuple(lines), note)]


def _rates(words: int, work: Callable[[], object]) -> tuple[float, float]:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return words / (time.perf_counter() - wall), words / (time.process_time() - processor)


PARTS: dict[str, Callable[[Options], list[Table]]] = {
    "post_edits": post_edits,
    "right_text": right_text,
    "spans": spans_by_kind,
    "calibration": calibration,
    "gold": gold_article,
    "speed": speed,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts asked for, print and record them; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.detector", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of development data")
    parser.add_argument("--mix", type=Path, required=True, help="folder of a training mix with its test split")
    parser.add_argument("--full", type=Path, help="the network in 32-bit floats, to time beside the shipped one")
    parser.add_argument("--only", action="append", choices=tuple(PARTS), help="run this part (may be repeated)")
    parser.add_argument("--words", type=int, default=25_000, help="words of each source of right text")
    parser.add_argument("--rows", type=int, default=4_000, help="rows of the mix's test split")
    parser.add_argument("--scratch", type=Path, help="folder for the list of findings that await a verdict")
    parser.add_argument("--no-record", action="store_true", help="print only")
    chosen = parser.parse_args(arguments)
    options = Options(Context(chosen.data, scratch=chosen.scratch), chosen.mix, chosen.full, chosen.words, chosen.rows)
    with pipeline() as made:
        signature = made.signature
    for part in chosen.only or PARTS:
        started = time.perf_counter()
        try:
            report = Report(f"detector_{part}", signature, tuple(PARTS[part](options)))
        except CorrectorError as error:
            print(f"{part}: {error}", file=sys.stderr)
            return 3
        if not chosen.no_record:
            record(report)
        print(report.markdown(f"in {time.perf_counter() - started:.0f} s"), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
