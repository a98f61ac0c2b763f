"""The training set: right text, simulated damage, round trips and mined post-edits, mixed part by part.

Every row depends on nothing but the data, the cache and the seed, so a second run writes the same bytes. A sentence
belongs to one part by its hash; a part is written whole or not at all, so a stopped run goes on where it stopped, and
parts can be made by several processes. Each part is a random sample of the whole.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from corrector.errors import ConfigError, InputError
from corrector.training import mlqe, operators, templates
from corrector.training.damage import Damage, Row, garble
from corrector.training.engines.cache import read_cache, shard_paths
from corrector.training.resources import TABLES, Resources, load
from corrector.training.roundtrip import damages
from corrector.training.shards import read_rows, write_rows
from corrector.training.simulate import seeded, simulate
from corrector.training.sources import SOURCES, Sentence, digest, read_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from random import Random

    from corrector.training.operators import Operator


class Copies(NamedTuple):
    """How many rows a sentence of a source gives on average, simulated and right."""

    simulated: float
    right: float


COPIES: dict[str, Copies] = {
    "wikinews": Copies(46.0, 28.0),
    "factbook": Copies(46.0, 28.0),
    "digitalgov": Copies(6.9, 4.1),
    "18f_blog": Copies(9.0, 5.2),
    "openstax_anthropology": Copies(11.6, 7.1),
    "openstax_principles_economics_bundle": Copies(9.5, 5.8),
    "us_presidents": Copies(2.15, 1.5),
}
"""News weighs most, speeches least: with their round trips they stay below a fifth of all rows."""

TEMPLATES = Copies(200_000, 140_000)
"""Rows made from templates over the whole training split."""

ROUND_TRIP_ENGINES = ("apertium-spa", "apertium-glg", "apertium-epo", "apertium-hbs", "nmt-por")
UNSEEN_ENGINES = ("apertium-cat",)
"""Engines through which no training material is made: test sets tell what was learned holds for them too."""
THINNED = ("right", "simulated")
"""Origins of which a plan may want more or fewer rows, templates included."""
_TEMPLATE_LICENCE = "public-domain"
_WIDE = 0.3
"""Share of rows that are a sentence with up to two of its neighbours."""
_LEFT_OUT = 0.25
"""Probability that one damage of a round trip is left out, where several are."""


MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Plan:
    """What is built.

    Args:
        split: of the data.
        parts: files to spread the rows over.
        seed: of everything drawn.
        scale: by what factor everything is thinned; 1.0 thins nothing.
        times: by what factor an origin (``right``, ``simulated``) or an engine has more rows or fewer than it would.
        rates: of operators, instead of those of :data:`~corrector.training.operators.ALL`.

    Raises:
        ConfigError: a name in ``times`` or ``rates`` is none.
    """

    split: str = "train"
    parts: int = 48
    seed: int = 1
    scale: float = 1.0
    times: Mapping[str, float] = field(default_factory=dict)
    rates: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = {"times": (*THINNED, *ROUND_TRIP_ENGINES), "rates": tuple(operator.name for operator in operators.ALL)}
        for setting, names in known.items():
            for name in getattr(self, setting):
                if name not in names:
                    raise ConfigError(f"{name}: no such name; one of {', '.join(names)}")

    def share(self, name: str) -> float:
        """Return by what factor the rows of an origin or an engine are multiplied."""
        return self.scale * self.times.get(name, 1.0)

    @cached_property
    def operators(self) -> tuple[Operator, ...]:
        """The operators with the rates by which they are drawn."""
        return tuple(one._replace(rate=self.rates.get(one.name, one.rate)) for one in operators.ALL)


class Job(NamedTuple):
    """One row to make: of a sentence (its number) the ``copy``-th right or simulated one, or of what an engine said."""

    origin: str
    number: int
    copy: int
    engine: str = ""
    garbled: str = ""


class Material(NamedTuple):
    """All that is drawn on: the sentences in order, and by part the rows to make and the post-edits to mine."""

    sentences: list[Sentence]
    jobs: dict[int, list[Job]]
    segments: dict[int, list[mlqe.Segment]]


def gather(data: Path, cache: Path, plan: Plan) -> Material:
    """Read everything the plan's split draws on and deal it out to the parts, copies of a sentence to different ones."""
    sentences = list(read_sentences(data))
    jobs: dict[int, list[Job]] = defaultdict(list)
    place: dict[str, int] = {}
    for number, sentence in enumerate(sentences):
        if sentence.split == plan.split:
            place[sentence.text] = number
            first = int(digest(sentence.text), 16)
            for turn, job in enumerate(_copies(number, sentence, plan)):
                jobs[(first + turn) % plan.parts].append(job)
    for index, engine in enumerate(ROUND_TRIP_ENGINES):
        for text, garbled in read_cache(cache, engine):
            number = place.get(text, -1)
            if number >= 0 and garbled and garbled != text:
                first = int(digest(text), 16) - index
                for turn in range(_times(plan.share(engine), seeded(plan.seed, "copies", engine, text))):
                    jobs[(first + turn) % plan.parts].append(Job("round-trip", number, turn, engine, garbled))
    segments: dict[int, list[mlqe.Segment]] = defaultdict(list)
    if plan.split in ("train", "dev"):
        for segment in mlqe.read_segments(data, plan.split):
            segments[int(digest(segment.id), 16) % plan.parts].append(segment)
    return Material(sentences, jobs, segments)


def _copies(number: int, sentence: Sentence, plan: Plan) -> list[Job]:
    rng = seeded(plan.seed, "copies", sentence.text)
    copies = COPIES[sentence.source]
    right = _times(copies.right * plan.share("right"), rng)
    simulated = _times(copies.simulated * plan.share("simulated"), rng)
    return [Job("right", number, n) for n in range(right)] + [Job("simulated", number, n) for n in range(simulated)]


def widened(row: Row, number: int, sentences: Sequence[Sentence], rng: Random) -> Row:
    """Return the row with neighbours of its sentence around it, in some of the cases."""
    if rng.random() >= _WIDE:
        return row
    before, after = "", ""
    if number and sentences[number - 1].precedes(sentences[number]) and rng.random() < 0.6:
        before = sentences[number - 1].text + " "
    if number + 1 < len(sentences) and sentences[number].precedes(sentences[number + 1]) and rng.random() < 0.6:
        after = " " + sentences[number + 1].text
    shift = len(before)
    spans = tuple(span._replace(start=span.start + shift, end=span.end + shift) for span in row.spans)
    return Row(row.id, before + row.text + after, spans, row.origin, row.source, row.licence, row.document, row.split)


_LICENCES = {source.name: source.licence for source in SOURCES}


def _sentence_row(sentence: Sentence, id: str, origin: str, found: Sequence[Damage]) -> Row:  # noqa: A002 - the field's name
    text, spans = garble(sentence.text, found)
    licence = _LICENCES[sentence.source]
    return Row(id, text, spans, origin, sentence.source, licence, sentence.document, sentence.split)


def _times(average: float, rng: Random) -> int:
    """Return a whole number with the given average."""
    whole = int(average)
    return whole + (rng.random() < average - whole)


def part_rows(part: int, material: Material, resources: Resources, plan: Plan) -> Iterator[Row]:
    """Yield the rows of one part, in no order yet."""
    for job in material.jobs.get(part, ()):
        rng = seeded(plan.seed, job.origin, f"{job.engine}{job.copy}", material.sentences[job.number].text)
        if row := _make(job, material.sentences[job.number], resources, plan, rng):
            yield widened(row, job.number, material.sentences, rng)
    for segment in material.segments.get(part, ()):
        if row := mlqe.mined_row(segment, resources, split=plan.split):
            yield row
    yield from _template_rows(part, resources, plan)


def _make(job: Job, sentence: Sentence, resources: Resources, plan: Plan, rng: Random) -> Row | None:
    """Make one row; None where the sentence offers no damage of the kind asked for."""
    key = digest(sentence.text)
    if job.origin == "right":
        return _sentence_row(sentence, f"right-{key}-{job.copy}", "right", ())
    if job.origin == "simulated":
        found = simulate(sentence.text, resources, rng, operators=plan.operators)
        return _sentence_row(sentence, f"simulated-{key}-{job.copy}", "simulated", found) if found else None
    wrong = list(damages(job.garbled, sentence.text, job.engine, resources))
    if not wrong:
        return None
    kept = [damage for damage in wrong if rng.random() >= _LEFT_OUT] or [rng.choice(wrong)]
    return _sentence_row(sentence, f"{job.engine}-{key}-{job.copy}", "round-trip", kept)


def _template_rows(part: int, resources: Resources, plan: Plan) -> Iterator[Row]:
    share = (1.0 if plan.split == "train" else 0.02) / plan.parts
    held_out = plan.split != "train"
    counts = {
        "template": TEMPLATES.right * plan.share("right"),
        "simulated": TEMPLATES.simulated * plan.share("simulated"),
    }
    for origin, count in counts.items():
        for copy in range(round(count * share)):
            rng = seeded(plan.seed, "template", plan.split, origin, str(part), str(copy))
            made = templates.make(resources.world, rng, held_out=held_out)
            found = simulate(made.text, resources, rng, operators=plan.operators) if origin == "simulated" else ()
            if found or origin == "template":
                text, spans = garble(made.text, found)
                name = f"{origin}-{plan.split}-{part}-{copy}"
                source = f"template-{made.sort}"
                yield Row(name, text, spans, origin, source, _TEMPLATE_LICENCE, name, plan.split)


def shard_path(out: Path, split: str, part: int) -> Path:
    """Return where a part is written."""
    return out / f"{split}-{part:03d}.jsonl.gz"


def write_part(part: int, material: Material, resources: Resources, plan: Plan, out: Path) -> Counter[str]:
    """Write one part, ordered by a hash of the rows' ids, and return its counts of rows by origin."""
    rows = sorted(part_rows(part, material, resources, plan), key=lambda row: digest(f"{plan.seed} {row.id}"))
    write_rows(shard_path(out, plan.split, part), (row.to_json() for row in rows))
    return Counter(row.origin for row in rows)


_shared: tuple[Material, Resources, Plan, Path] | None = None
"""What worker processes inherit by fork; set only while :func:`build` runs."""


def _write_shared_part(part: int) -> tuple[int, Counter[str]]:
    assert _shared is not None
    material, resources, plan, out = _shared
    return part, write_part(part, material, resources, plan, out)


def build(
    data: Path,
    cache: Path,
    out: Path,
    plan: Plan,
    *,
    workers: int = 1,
    resources: Resources | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Counter[str]:
    """Build the parts that are not there yet, and the auxiliary tag rows; return counts of the rows written.

    Args:
        data: folder of development data.
        cache: folder of the engines' shards.
        out: folder of the parts, made if missing.
        plan: what to build.
        workers: processes.
        resources: loaded from ``data`` when not given.
        progress: receives one line a part.

    Raises:
        InputError: ``out`` holds parts made from other inputs.
    """
    global _shared  # the one way to hand large objects to forked workers without copying them
    _claim(out, plan, fingerprint(data, cache))
    resources = resources or load(data)
    material = gather(data, cache, plan)
    todo = [part for part in range(plan.parts) if not shard_path(out, plan.split, part).exists()]
    counts: Counter[str] = Counter()
    _shared = (material, resources, plan, out)
    try:
        if workers > 1:
            with multiprocessing.get_context("fork").Pool(workers) as pool:
                for part, found in pool.imap(_write_shared_part, todo):
                    counts.update(found)
                    progress(f"part {part}: {found.total()} rows")
        else:
            for part in todo:
                _, found = _write_shared_part(part)
                counts.update(found)
                progress(f"part {part}: {found.total()} rows")
    finally:
        _shared = None
    if plan.split in ("train", "dev"):
        write_rows(out / f"{plan.split}-tags.jsonl.gz", mlqe.tag_rows(data, plan.split))
    return counts


def fingerprint(data: Path, cache: Path) -> str:
    """Return a hash of everything rows are made from: the data folder, the cache and the package's tables of names."""
    tables = sorted(TABLES.glob("*.tsv"))
    files = [p for part in ("clean", "lexicon", "gazetteer", "mlqe-pe") for p in sorted((data / part).rglob("*.*"))]
    shards = [path for engine in ROUND_TRIP_ENGINES for path in shard_paths(cache / engine)]
    digest_ = hashlib.blake2b(digest_size=8)
    for path in (*files, *shards, *tables):
        digest_.update(f"{path.parent.name}/{path.name}\0".encode())
        digest_.update(hashlib.blake2b(path.read_bytes()).digest())
    return digest_.hexdigest()


def _claim(out: Path, plan: Plan, inputs: str) -> None:
    """Write what a split is made from, or check that the parts already there are made from the same.

    Raises:
        InputError: they are not, so new parts beside them would not be one set.
    """
    path = out / f"{plan.split}-{MANIFEST}"
    stated = {"inputs": inputs, **asdict(plan)}
    if path.exists() and json.loads(path.read_text(encoding="utf-8")) != stated:
        raise InputError(
            f"{path}: the parts here were made from other data, cache, names or plan; give an empty folder"
        )
    out.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(stated, indent=1) + "\n", encoding="utf-8", newline="\n")


def read_mix(out: Path, split: str) -> Iterator[Row]:
    """Yield the rows of a built split, part after part."""
    for path in sorted(out.glob(f"{split}-[0-9]*.jsonl.gz")):
        for row in read_rows(path):
            yield Row.from_json(row)


def label_words(row: Row) -> list[tuple[int, int, str | None, bool]]:
    """Return the words of a row as (start, end, kind or None, gap before), the labels a token detector learns.

    A word is wrong when it shares a character with a span; a zero-width span marks the gap before the next word.

    >>> from corrector.training.damage import GarbledSpan
    >>> from corrector.types import Kind
    >>> row = Row("r", "He go home", (GarbledSpan(3, 5, Kind.AGREEMENT, "goes", "x", True),), "simulated", "s", "l", "d", "train")
    >>> [(row.text[a:b], kind, gap) for a, b, kind, gap in label_words(row)]
    [('He', None, False), ('go', 'agreement', False), ('home', None, False)]
    """
    labels: list[tuple[int, int, str | None, bool]] = []
    place = 0
    for start, end in _word_spans(row.text):
        while place < len(row.spans) and row.spans[place].end <= start and row.spans[place].start < start:
            place += 1
        gap, kind = False, None
        for span in row.spans[max(0, place - 1) : place + 2]:
            if span.start == span.end:
                gap = gap or (labels[-1][1] if labels else 0) <= span.start <= start
            elif span.start < end and start < span.end:
                kind = span.kind.value
        labels.append((start, end, kind, gap))
    return labels


def _word_spans(text: str) -> list[tuple[int, int]]:
    from corrector.training.tokens import tokenize

    return [(token.start, token.end) for token in tokenize(text)]


def describe(rows: Iterator[Row]) -> dict[str, Any]:
    """Count rows and words by origin, source and licence, and spans by kind."""
    by: dict[str, Counter[str]] = {name: Counter() for name in ("origin", "source", "licence", "kind", "operator")}
    words = 0
    for row in rows:
        words += len(row.text.split())
        by["origin"][row.origin] += 1
        by["source"][row.source] += 1
        by["licence"][row.licence] += 1
        by["kind"].update(span.kind.value for span in row.spans)
        by["operator"].update(span.by for span in row.spans)
    return {"rows": by["origin"].total(), "words": words} | {n: dict(sorted(c.items())) for n, c in by.items()}
