"""Test sets from documents that training never sees: per engine, per operator, right text, names, post-edits.

Everything is drawn from the ``test`` split, from held-out template frames and from MLQE-PE test20; a text that training
holds is left out by hash. The small set that ships with the tests is drawn from the full one.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from corrector.training import mlqe, templates
from corrector.training.damage import Damage, Row, garble
from corrector.training.engines.cache import read_cache
from corrector.training.mix import ROUND_TRIP_ENGINES, UNSEEN_ENGINES
from corrector.training.operators import ALL
from corrector.training.roundtrip import damages
from corrector.training.shards import read_rows, write_rows
from corrector.training.simulate import seeded, simulate
from corrector.training.sources import SOURCES, Sentence, digest, read_sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from corrector.training.resources import Resources

_LICENCES = {source.name: source.licence for source in SOURCES}
_SEED = 77


class Held:
    """The held-out sentences, in an order that depends on nothing but their text."""

    def __init__(self, data: Path) -> None:
        """Read the sentences; those of training are kept by hash alone."""
        everything = list(read_sentences(data))
        self.train = {digest(sentence.text) for sentence in everything if sentence.split == "train"}
        held = [s for s in everything if s.split == "test" and digest(s.text) not in self.train]
        self.sentences = sorted(held, key=lambda sentence: digest(f"order {sentence.text}"))
        self.by_text = {sentence.text: sentence for sentence in self.sentences}


def _row(sentence: Sentence, name: str, origin: str, found: list[Damage]) -> Row:
    text, spans = garble(sentence.text, found)
    licence = _LICENCES[sentence.source]
    return Row(
        f"{name}-{digest(sentence.text)}", text, spans, origin, sentence.source, licence, sentence.document, "test"
    )


def engine_rows(held: Held, cache: Path, resources: Resources, *, each: int) -> Iterator[Row]:
    """Yield round trips with all their wrong edits, up to ``each`` per engine; the spans name the engine."""
    for engine in (*ROUND_TRIP_ENGINES, *UNSEEN_ENGINES):
        pairs = [(held.by_text[text], garbled) for text, garbled in read_cache(cache, engine) if text in held.by_text]
        pairs.sort(key=lambda pair: digest(f"order {pair[0].text}"))
        count = 0
        for sentence, garbled in pairs:
            found = list(damages(garbled, sentence.text, engine, resources)) if garbled else []
            if found and count < each:
                count += 1
                yield _row(sentence, engine, "round-trip", found)


def operator_rows(held: Held, resources: Resources, *, each: int) -> Iterator[Row]:
    """Yield texts damaged by one operator alone, up to ``each`` for each; held-out templates fill up what sentences lack."""
    made = list(template_sentences(resources, 6000))
    for operator in ALL:
        count = 0
        for sentence in (*held.sentences, *made):
            if count >= each:
                break
            rng = seeded(_SEED, operator.name, sentence.text)
            found = list(simulate(sentence.text, resources, rng, operators=(operator,)))
            if found and rng.random() < 0.5:
                count += 1
                yield _row_of(sentence, operator.name, "simulated", found)


def template_sentences(resources: Resources, count: int) -> Iterator[Sentence]:
    """Yield texts from held-out frames as sentences; the source names the sort."""
    for number in range(count):
        made = templates.make(resources.world, seeded(_SEED, "held-out template", str(number)), held_out=True)
        yield Sentence(made.text, f"template-{made.sort}", f"template-{number}", "test", 0, number)


def _row_of(sentence: Sentence, name: str, origin: str, found: list[Damage]) -> Row:
    if sentence.source in _LICENCES:
        return _row(sentence, name, origin, found)
    text, spans = garble(sentence.text, found)
    return Row(
        f"{name}-{sentence.document}", text, spans, origin, sentence.source, "public-domain", sentence.document, "test"
    )


def right_rows(held: Held, *, count: int) -> Iterator[Row]:
    """Yield right sentences as they are."""
    for sentence in held.sentences[:count]:
        yield _row(sentence, "right", "right", [])


def name_rows(held: Held, resources: Resources, *, count: int) -> Iterator[Row]:
    """Yield right text rich in names: held-out templates, and news sentences with two names and more."""
    news = [s for s in held.sentences if s.source in ("wikinews", "factbook") and _names(s.text, resources) >= 2]
    for sentence in (*news[: count // 3], *template_sentences(resources, count - len(news[: count // 3]))):
        yield _row_of(sentence, "names", "right names", [])


def _names(text: str, resources: Resources) -> int:
    single = resources.world.single
    return sum(word.strip(".,;:\"'()") in single for word in text.split())


def post_edit_rows(data: Path) -> Iterator[dict[str, Any]]:
    """Yield MLQE-PE test20: the translation, its post-edit as what is right, and HTER; no spans."""
    for segment in mlqe.read_segments(data, "test20"):
        yield {
            "id": segment.id,
            "text": segment.mt,
            "right": segment.pe,
            "hter": segment.hter,
            "spans": [],
            "origin": "mlqe-pe",
            "source": segment.pair,
            "licence": mlqe.LICENCE,
        }


def build(
    data: Path,
    cache: Path,
    out: Path,
    resources: Resources,
    *,
    each: int = 400,
    progress: Callable[[str], None] = lambda _: None,
) -> dict[str, int]:
    """Write the full test sets to ``out``, one file a sort, and return their sizes."""
    held = Held(data)
    sets: dict[str, Iterator[dict[str, Any]]] = {
        "engines": (row.to_json() for row in engine_rows(held, cache, resources, each=each)),
        "operators": (row.to_json() for row in operator_rows(held, resources, each=each // 4)),
        "right": (row.to_json() for row in right_rows(held, count=5 * each)),
        "names": (row.to_json() for row in name_rows(held, resources, count=3 * each)),
        "post-edits": post_edit_rows(data),
    }
    sizes = {}
    for name, rows in sets.items():
        written = list(rows)
        write_rows(out / f"{name}.jsonl.gz", written)
        sizes[name] = len(written)
        progress(f"{name}: {len(written)} rows")
    return sizes


def write_small(sets: Path, path: Path, *, each: int = 6, longest: int = 200) -> int:
    """Write the set that ships with the tests: short rows of the full sets, at most ``each`` per source and operator.

    Plain JSON Lines, in the order of the full sets; post-edits are left out. Returns the number of rows.
    """
    counts: Counter[tuple[str, str]] = Counter()
    lines = []
    for name in ("engines", "operators", "right", "names"):
        for row in read_rows(sets / f"{name}.jsonl.gz"):
            key = (row["origin"], row["spans"][0]["by"] if row["spans"] else row["source"])
            if counts[key] < each and len(row["text"]) <= longest:
                counts[key] += 1
                lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines), encoding="utf-8", newline="\n")
    return len(lines)
