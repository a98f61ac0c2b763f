"""Fit and check how sure the rewriter's cures are: ``python -m benchmarks.rewriter_calibration --data DIR --mix DIR ...``.

The pipeline with all detectors reads documents put together from held-out text (split ``dev``, and MLQE-PE dev): damaged
rows of the training mix, whole round trips of engines, machine translations with their post-edits, more of all these in
which a rule is unsure of its cure, generated twins (split ``dev``, by another seed than is reported), and right text. One
word in ten stands in a damaged row. A right sentence counts once, however often the mix has it; those that were wrong as
published (``corrector/training/wrong-as-published.tsv``) are left out.

Rules are unsure so seldom that what their cures are worth could not be told without looking for them: as many rows are
taken for each rule. Of what the rules of foreign syntax look for engines make next to nothing, and the twins of every
family stand for it; those of a family are alike, so they are in one quarter of the data together.

The reference of a whole round trip is but one of the texts that would be right, and that of a post-edit is by an editor who
saw the source. These rows count a third, and a cure there that brings the text neither nearer nor farther says nothing; of
post-edits, which are the only text that engines of our day made, there are three times as many.
Every decision is taken twice, by half: in its document, and with its row alone, as one who asks about a sentence has it.
Boosted trees are fitted on all decisions, and curves on what trees say of a quarter of the documents that they were not
fitted on; the error is measured on each quarter with trees and curves of the three others. A cure is right if, made
alone, it brings the sentence nearer to the right one in word edits; a finding is right if it touches something that is
wrong. What is fitted is written beside the model's weights, as ``calibration.json``.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from hashlib import blake2b
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Levenshtein

from benchmarks.common import RESULTS, Context, Report, Table, record
from corrector import calibrate, models
from corrector.calibrate import Counted, Growth, Trees
from corrector.config import ALL, ON, Settings
from corrector.evaluation.measures import WORD, bootstrap, brier_skill, expected_calibration_error, reliability
from corrector.evaluation.twins import FAMILIES, make_twins
from corrector.pipeline import Pipeline
from corrector.propose import _weights
from corrector.propose._passages import company, settled
from corrector.propose._writers import MODEL
from corrector.propose.rewriter import Rewriter
from corrector.segment import segment
from corrector.training import mlqe
from corrector.training.detector.calibration import touches
from corrector.training.engines.cache import read_cache
from corrector.training.mix import ROUND_TRIP_ENGINES, read_mix
from corrector.training.sources import UNTRAINED, distinct, read_untrained, texts_of
from corrector.types import Document, Span

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from corrector.plugins import Offer
    from corrector.propose._passages import Question
    from corrector.propose.rewriter import Opinion, Weighed
    from corrector.training.damage import Row

GARBLED_SHARE = 0.1
LOOSE = 1 / 3  # how much a row counts whose reference is one of many
_UNITS = 6  # of what a decision of weight one counts, so that half of a third is a whole number
EDITED = 3  # times as many post-edits
SEARCHED = 8  # times as many simulated rows are searched for unsure rules
TWINS_SEED = 301  # the twins report other seeds
ROWS = 12  # of a document
GARBLED_ROWS = (12, 6, 3)  # of these damaged, in turn
PARTS = range(4)
LEVELS = {"safe": 0.95, "balanced": 0.75, "thorough": 0.55}
MODELS = {
    "finding": _weights.FINDING_FEATURES,
    "cure": _weights.CURE_FEATURES,
    "offered": _weights.OFFERED_FEATURES,
}
# Chosen by what trees say of held-out quarters: shallower ones, or all features for each decision, know less.
GROWTH = Growth(trees=300, depth=4, rate=0.03, least=30, columns=0.4)
IN_DOCUMENT, ALONE = "its document", "its row alone"
_BATCH = 8  # documents asked about together
_SCANNED = 400  # rows that rules look at together
_SEED = 5  # of the draws of bounds


class Case(NamedTuple):
    """A sentence or two: as read, as they should be, what is wrong (None: not marked), and where they come from.

    ``weight`` is how much it counts beside others; below one, the right text is but one of many. ``also`` are the others
    where they are known.
    """

    text: str
    right: str
    wrong: tuple[Span, ...] | None
    source: str
    document: str
    weight: float = 1.0
    also: tuple[str, ...] = ()

    @property
    def is_loose(self) -> bool:
        """Whether other texts would be right as well."""
        return self.weight < 1.0


class Composed(NamedTuple):
    """Cases put together, where each starts, and how often the document counts."""

    text: str
    cases: tuple[tuple[int, Case], ...]
    weight: float


class Decision(NamedTuple):
    """What one model decides on: its features, whether it is right (None: nobody can tell), and whether a cure adds facts."""

    model: str
    features: tuple[float, ...]
    right: bool | None
    adds: bool


class Judged(NamedTuple):
    """The decisions on one question, where it comes from, how often it counts, and which part of the data it is in.

    ``is_alone`` tells whether its row was taken for the whole text.
    """

    decisions: tuple[Decision, ...]
    source: str
    weight: float
    part: int
    is_alone: bool


def main() -> None:
    """Fit the weights, print and record the error, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of development data")
    parser.add_argument("--mix", type=Path, required=True, help="folder of a built training mix with the split dev")
    parser.add_argument("--cache", type=Path, required=True, help="folder of the engines' round trips")
    parser.add_argument("--rewriter", default=ON, help="'on' or the folder of a model  [default: on]")
    parser.add_argument("--rows", type=int, default=400, help="damaged rows of each sort")
    parser.add_argument("--write", action="store_true", help="write calibration.json beside the model")
    parser.add_argument("--record", type=Path, default=RESULTS, help="folder of the recorded results")
    chosen = parser.parse_args()
    context = Context(chosen.data)
    settings = Settings(detectors=(ALL,), rewriter=chosen.rewriter)
    composed = list(documents(context, mix=chosen.mix, cache=chosen.cache, rows=chosen.rows))
    with Pipeline(settings) as pipeline:
        signature = pipeline.signature
        judged = list(judge(pipeline, composed))
    report = Report("rewriter_calibration", signature, tuple(tables(judged)))
    print("\n".join(table.markdown() for table in report.tables))
    if chosen.write:
        store(dump({name: fit(name, judged) for name in MODELS}, composed), chosen.rewriter)
        record(report, chosen.record)


def store(calibration: str, rewriter: str) -> None:
    """Write the calibration beside the model, and for the program's own enter it in the manifest."""
    own = models.find(MODEL) if rewriter == ON else None
    path = (models.folder() / MODEL if own else Path(rewriter)) / _weights.CALIBRATION
    path.write_text(calibration, encoding="utf-8")
    if own is not None:
        root = models.folder()
        paths = {root / file.path for file in own.files} | {path}
        models.enter(root, name=own.name, task=own.task, licence=own.licence, paths=paths)


def documents(context: Context, *, mix: Path, cache: Path, rows: int) -> Iterator[Composed]:
    """Yield documents of all sources; damaged rows have a tenth of the words, by weight.

    Args:
        context: where the development data is.
        mix: folder of a training mix.
        cache: folder of round trips.
        rows: of each of the six sorts of damaged rows; of post-edits :data:`EDITED` times as many.
    """
    data = context.path("mlqe-pe").parent
    by_origin = _by_origin(read_mix(mix, "dev"), rows * SEARCHED)
    whole, edited = list(whole_round_trips(data, cache)), list(post_edits(data))
    damaged = [
        by_origin["simulated"][:rows],
        by_origin["round-trip"][:rows],
        _take(whole, rows),
        _take(edited, rows * EDITED),
    ]
    taken = {case.text for cases in damaged for case in cases}
    others = (case for case in (*by_origin["simulated"], *whole, *edited) if case.text not in taken)
    damaged += [_take(unsure(others), rows), list(generated(context, rows))]
    untrained = [Case(line, line, (), "right", f"{UNTRAINED}/{n}") for n, line in enumerate(read_untrained(data))]
    clean = [*by_origin["right"], *untrained]
    random.Random(3).shuffle(clean)
    right = iter(list(distinct(clean, lambda case: case.text)))
    made = [some for cases in damaged for some in _mixed(cases, right)]
    spare = list(right)
    all_right = [spare[start : start + ROWS] for start in range(0, len(spare), ROWS)]
    bad = _words(case for some in made for case in some if case.wrong != ())
    beside = _words(case for some in made for case in some if case.wrong == ())
    wanted = bad * (1 - GARBLED_SHARE) / GARBLED_SHARE - beside
    heavy = max(1.0, wanted / max(1.0, _words(case for some in all_right for case in some)))
    yield from (compose(some, 1.0) for some in made)
    yield from (compose(some, heavy) for some in all_right)


def _by_origin(rows: Iterable[Row], count: int) -> dict[str, list[Case]]:
    wanted = {"simulated": count, "round-trip": count, "right": len(every := list(rows))}
    found: dict[str, list[Case]] = defaultdict(list)
    random.Random(1).shuffle(every)
    for row in every:
        origin = "right" if row.origin == "template" else row.origin
        if len(found[origin]) < wanted.get(origin, 0):
            wrong = tuple(Span(span.start, span.end) for span in row.spans)
            source = origin if origin != "round-trip" else "filtered round trips"
            found[origin].append(Case(row.text, row.right, wrong, source, row.document))
    return found


def whole_round_trips(data: Path, cache: Path) -> Iterator[Case]:
    """Yield what engines made of held-out sentences, all of it; what differs is not always wrong, so nothing is marked."""
    held = texts_of(data, "dev")
    for engine in ROUND_TRIP_ENGINES:
        for right, garbled in read_cache(cache, engine):
            if right in held and garbled != right:
                yield Case(garbled, right, None, f"whole round trips {engine}", held[right], LOOSE)


def post_edits(data: Path) -> Iterator[Case]:
    """Yield machine translations with what their editor made of them."""
    for one in mlqe.read_segments(data, "dev"):
        if one.mt != one.pe:
            yield Case(one.mt, one.pe, tuple(_differing(one.mt, one.pe)), f"post-edits {one.pair}", one.id, LOOSE)


def unsure(cases: Iterable[Case]) -> Iterator[Case]:
    """Yield the cases in which a rule proposes a cure that it is not sure of; the first such rule is their source."""
    with Pipeline(Settings()) as rules:
        left = iter(cases)
        while some := list(islice(left, _SCANNED)):
            offers = rules.offers([segment(Document(str(number), case.text)) for number, case in enumerate(some)])
            for case, of_text in zip(some, offers, strict=True):
                found = (offer.finding.detector for offer in of_text if settled(offer) is None and _is_by_finder(offer))
                if rule := next(found, None):
                    yield case._replace(source=f"unsure {rule}")


def _is_by_finder(offer: Offer) -> bool:
    """Tell whether what found the span proposes a cure: a rule that says what is wrong, and not a list of words."""
    return any(candidate.proposer == offer.finding.detector for candidate in offer.candidates)


def generated(context: Context, rows: int) -> Iterator[Case]:
    """Yield damaged twins, as many of each family; a family is a document, as its twins are alike."""
    each = max(1, rows // len(FAMILIES))
    for family in FAMILIES:
        for twin in make_twins(family, facts=context.facts(), split="dev", count=each, seed=TWINS_SEED):
            text, (mark,) = twin.damaged.document.text, twin.damaged.marks
            first, *also = (text[: mark.span.start] + cure + text[mark.span.end :] for cure in mark.accept)
            yield Case(text, first, (mark.span,), "twins", f"twins/{family}", also=tuple(also))


def _differing(text: str, right: str) -> Iterator[Span]:
    words = list(WORD.finditer(text))
    for code in Levenshtein.opcodes([w[0] for w in words], WORD.findall(right)):
        if code.tag == "insert":
            at = words[code.src_start].start() if code.src_start < len(words) else len(text)
            yield Span(at, at)
        elif code.tag != "equal":
            yield Span(words[code.src_start].start(), words[code.src_end - 1].end())


def _take(cases: Iterable[Case], count: int) -> list[Case]:
    """Return about ``count`` cases, as many from each source, those of a source one after the other."""
    found: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        found[case.source].append(case)
    taken = []
    for source in sorted(found):
        random.Random(source).shuffle(found[source])
        taken += found[source][: max(1, count // len(found))]
    return taken


def _mixed(damaged: Iterable[Case], right: Iterator[Case]) -> Iterator[list[Case]]:
    """Yield the rows of documents of which all, half or a quarter are damaged; right ones are taken from ``right``."""
    rng = random.Random(2)
    bad = iter(damaged)
    for count in cycle(GARBLED_ROWS):
        chosen = list(islice(bad, count))
        if not chosen:
            return
        chosen += islice(right, ROWS - count)
        rng.shuffle(chosen)
        yield chosen


def _words(cases: Iterable[Case]) -> float:
    return sum(case.weight * len(case.text.split()) for case in cases)


def compose(cases: Sequence[Case], weight: float) -> Composed:
    """Put cases together to a document of one paragraph each."""
    placed: list[tuple[int, Case]] = []
    pieces: list[str] = []
    at = 0
    for case in cases:
        placed.append((at, case))
        pieces += (case.text, "\n\n")
        at += len(case.text) + 2
    return Composed("".join(pieces), tuple(placed), weight)


def judge(pipeline: Pipeline, composed: Sequence[Composed]) -> Iterator[Judged]:
    """Yield the decisions on every question that the rewriter is asked."""
    (rewriter,) = (part for part in pipeline.rerankers if isinstance(part, Rewriter))
    for start in range(0, len(composed), _BATCH):
        some = composed[start : start + _BATCH]
        texts = [segment(Document(str(start + place), one.text)) for place, one in enumerate(some)]
        offers = pipeline.offers(texts)
        for one, of_text, offered in zip(some, rewriter.opinions(texts, offers), offers, strict=True):
            for _, question, opinion in of_text:
                yield from _judged(one, question, opinion, offered)
        print(f"{start + len(some)} of {len(composed)} documents", end="\r")


def _judged(one: Composed, question: Question, opinion: Opinion, offers: Sequence[Offer]) -> Iterator[Judged]:
    at, case = max((placed for placed in one.cases if placed[0] <= max(question.span.start, 0)), key=lambda p: p[0])
    span = Span(question.span.start - at, question.span.end - at)
    if span.start < 0 or span.end > len(case.text):
        return
    known, weight, part = opinion.situation, one.weight * case.weight / 2, _part(case.document)
    alone = known._replace(company=_company_alone(case, at, question, offers))
    for situation in (known, alone):
        decisions = tuple(_decisions_on(case, span, opinion._replace(situation=situation)))
        yield Judged(decisions, case.source, weight, part, situation is alone)


def _company_alone(case: Case, at: int, question: Question, offers: Sequence[Offer]) -> float:
    """Return the company of a question in its row, which starts at ``at``, as if the row were the whole text."""
    row, asked = Span(at, at + len(case.text)), question.span
    spans = [(offer.finding.span, offer.finding.score) for offer in offers if row.contains(offer.finding.span)]
    others = sum(score for span, score in spans if span.end < asked.start or asked.end < span.start)
    return company(others, len(case.text.split()))


def _decisions_on(case: Case, span: Span, opinion: Opinion) -> Iterator[Decision]:
    known = opinion.situation
    yield from (_decision(case, span, opinion, weighed) for weighed in opinion.weighed)
    if case.wrong is not None and not known.by_rule:
        features = _weights.finding_features(known, opinion.best, opinion.gain)
        own = Span(span.start + (case.text[span.start : span.start + 1] == " " and span.width > 1), span.end)
        yield Decision("finding", features, touches(own, case.wrong), adds=False)


def _decision(case: Case, span: Span, opinion: Opinion, weighed: Weighed) -> Decision:
    changed = case.text[: span.start] + weighed.text + case.text[span.end :]
    after, before = _distance(changed, case), _distance(case.text, case)
    right = None if case.is_loose and after == before else after < before
    if weighed.offered is not None:
        features = _weights.offered_features(opinion.situation, weighed.cure)
        return Decision("offered", features, right, weighed.offered.adds_facts)
    return Decision("cure", _weights.cure_features(opinion.situation, weighed.cure), right, weighed.cure.adds)


def _distance(text: str, case: Case) -> int:
    """Return the word edits between a text and the nearest that is right."""
    words = WORD.findall(text)
    return min(Levenshtein.distance(words, WORD.findall(right)) for right in (case.right, *case.also))


def _part(document: str) -> int:
    """Return which quarter of the documents this one is in."""
    return blake2b(document.encode(), digest_size=4).digest()[0] % len(PARTS)


def _decisions(judged: Iterable[Judged], model: str, parts: Container[int]) -> list[Counted]:
    """Return the decisions of one model on some quarters."""
    return [
        Counted(d.features, d.right, one.weight, one.part)
        for one in judged
        if one.part in parts
        for d in one.decisions
        if d.model == model and d.right is not None
    ]


def fit(model: str, judged: Sequence[Judged], parts: Sequence[int] = PARTS) -> Trees:
    """Fit one model on some quarters."""
    return calibrate.fit_held_out(MODELS[model], _decisions(judged, model, parts), growth=GROWTH, units=_UNITS)


def dump(fitted: dict[str, Trees], composed: Sequence[Composed]) -> str:
    """Return the file that lies beside the model."""
    counts: dict[str, int] = defaultdict(int)
    for one in composed:
        for _, case in one.cases:
            counts[case.source] += 1
    head = {
        "version": 1,
        "method": "boosted trees, isotonic curve on their value (Laplace prior 1)",
        "garbled_share": GARBLED_SHARE,
        "fitted_on": dict(sorted(counts.items())),
    }
    table = {name: model.to_json() for name, model in fitted.items()}
    return json.dumps({**head, "models": table}, separators=(",", ":")) + "\n"


def tables(judged: Sequence[Judged]) -> Iterator[Table]:
    """Yield what was measured: the error of each model, how it spreads, and the best cures by source."""
    checks = {
        (name, held): fit(name, judged, [part for part in PARTS if part != held]) for name in MODELS for held in PARTS
    }
    lines: list[tuple[str | int | float, ...]] = []
    bins: list[tuple[str | int | float, ...]] = []
    for name in MODELS:
        said = [
            pair
            for held in PARTS
            for pair in calibrate.repeated(checks[name, held], _decisions(judged, name, [held]), units=_UNITS)
        ]
        scores, outcomes = [score for score, _ in said], [right for _, right in said]
        error, skill = expected_calibration_error(scores, outcomes), brier_skill(scores, outcomes)
        count = len(_decisions(judged, name, PARTS))
        lines.append((name, count, sum(outcomes) / max(1, len(outcomes)), error, skill))
        bins += [(name, one.score, one.share, one.size) for one in reliability(scores, outcomes)]
    yield Table(
        "Calibration on held-out decisions",
        ("decision", "decisions", "right", "expected calibration error", "Brier skill"),
        tuple(lines),
        f"{GARBLED_SHARE:.0%} of the words stand in damaged rows. Four-fold, by document.",
    )
    yield Table("Reliability", ("decision", "mean score", "share right", "decisions, weighted"), tuple(bins))
    yield _picked(judged, checks)


def _picked(judged: Sequence[Judged], checks: dict[tuple[str, int], Trees]) -> Table:
    """Return how often the best cure of a question is right where a profile would make it, by source."""
    picks: dict[tuple[str, str, str], list[tuple[float, float]]] = defaultdict(list)
    asked: dict[tuple[str, str], int] = defaultdict(int)
    for one in judged:
        groups = [(source, ALONE if one.is_alone else IN_DOCUMENT) for source in (one.source, "all, weighted")]
        for group in groups:
            asked[group] += 1
        cures = [
            (checks[d.model, one.part](d.features), d.right)
            for d in one.decisions
            if d.model != "finding" and not d.adds
        ]
        score, right = max(cures, key=lambda cure: cure[0], default=(0.0, None))
        for level, bar in LEVELS.items():
            if score >= bar and right is not None:
                for group in groups:
                    picks[*group, level].append((one.weight * right, one.weight))
    lines: list[tuple[str | int | float, ...]] = []
    for source, text, level in sorted(picks):
        found = picks[source, text, level]
        share = sum(part for part, _ in found) / sum(weight for _, weight in found)
        lines.append((source, text, level, asked[source, text], len(found), share, bootstrap(found, seed=_SEED).low))
    return Table(
        "Best cure of a question, where its score reaches the profile's and somebody can tell whether it is right",
        ("source", "text", "profile", "questions", "cures", "right", "lower bound, 95 %"),
        tuple(lines),
        "Bootstrap over questions.",
    )


if __name__ == "__main__":
    main()
