"""A small folder of development data of the tests' own writing, the resources loaded from it, and a clock."""

from __future__ import annotations

import gzip
import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest

from corrector.training import resources as loading
from corrector.training.sources import SOURCES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corrector.training.resources import Resources

# Each frame makes many sentences, told apart by a number, so that its pairs and triples are well attested.
FRAMES = (
    "The council met on Monday with {n} members of the city.",
    "She was arrested in Oslo after the {n} meetings of the party.",
    "They are ready to leave the old house with {n} boxes.",
    "He has seen {n} of these ships in the northern harbour.",
    "The benefactor paid for {n} new schools in Kenya and Norway.",
    "A small boat was found near the coast with {n} people on board.",
    "We want to build {n} large bridges over the river.",
    "The prime minister of Norway visited {n} schools on Tuesday.",
    "Kenyan President William Ruto said that {n} roads would open.",
    "The 12-year plan needs {n} experts who work on the coast.",
    '"We will build {n} houses," said the minister of the city.',
    "They visit a house of the {n} houses that the Kremlin visits.",
    "She was visiting the house that they visited in {n}.",
    "The NGOs sent {n} doctors to the old harbour of Costa Rica.",
)


def compressed(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def segment(number: int, mt: str, pe: str) -> dict[str, Any]:
    tokens = mt.split()
    return {
        "id": f"xx-en-{number}", "pair": "xx-en", "mt": mt, "pe": pe, "mt_tokens": tokens,
        "tags": [0] * len(tokens), "gap_tags": [0] * (len(tokens) + 1), "hter": 0.2,
    }  # fmt: skip


def _country(name: str, given: str, surname: str) -> dict[str, Any]:
    return {
        "names": {"conventional short form": name},
        "chief_of_state": f"President {given} {surname.upper()} (since 13 September 2022)",
        "head_of_government": f"Prime Minister Jo {surname.upper()}SEN (since 2022)",
        "cities": "1.440 million Northport",
    }


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for number, source in enumerate(SOURCES):
        lines = [frame.format(n=1000 * number + k) for k in range(40) for frame in FRAMES]
        compressed(folder / "clean" / f"{source.name}.txt.gz", "\n".join(lines) + "\n")
    words = [
        ("fra", "bienfaiteur", "benefactor"),
        ("fra", "bateau", "boat"),
        ("spa", "barco", "boat|ship"),
        ("deu", "hafen", "harbour"),
    ]
    compressed(folder / "lexicon" / "omw.tsv.gz", "".join("\t".join(row) + "\n" for row in words))
    (folder / "gazetteer").mkdir()
    holders = [
        ("Kenya", "Kamau", "Otieno"),
        ("Norway", "Ingrid", "Lunde"),
        ("Peru", "Marisol", "Quispe"),
        ("Ghana", "Kofi", "Asante"),
    ]
    countries = [_country(*holder) for holder in holders]
    (folder / "gazetteer" / "factbook.jsonl").write_text("".join(json.dumps(c) + "\n" for c in countries))
    train = [
        segment(1, "The bienfaiteur paid for 9 new schools.", "The benefactor paid for 9 new schools."),
        segment(2, "Nothing was wrong with this one.", "Nothing was wrong with this one."),
        segment(3, "This sentence stands in the test too.", "This sentence stands in the test too."),
    ]
    held = [segment(4, "This sentence stands in the test too.", "This sentence stands in the test, too.")]
    for split, rows in (("train", train), ("dev", []), ("test20", held)):
        compressed(folder / "mlqe-pe" / f"{split}.jsonl.gz", "".join(json.dumps(row) + "\n" for row in rows))
    return folder


@pytest.fixture(scope="session")
def resources(data: Path) -> Resources:
    return loading.load(data)


@pytest.fixture
def ticking() -> Callable[[], float]:
    """Return a clock on which a step takes a thirtieth of a second, so that a busy machine trains as long as an idle one."""
    ticks = itertools.count()
    return lambda: next(ticks) / 30
