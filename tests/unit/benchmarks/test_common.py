import json
import random
from pathlib import Path

import pytest

pytest.importorskip("benchmarks", reason="the benchmarks are not beside the tests")

from benchmarks.common import GARBLED, Context, Report, Table, record
from benchmarks.garble import OPERATORS, damaged
from benchmarks.judge import take_over
from benchmarks.right_text import PENDING
from corrector.errors import ConfigError
from corrector.evaluation.facts import Country, Facts, ForeignNoun
from corrector.evaluation.gold import read_gold
from corrector.evaluation.right_text import Place, Verdict, read_verdicts

TABLE = Table("T", ("a", "b"), (("x|y", 0.12345), ("z", 3)), "How to read it.")
NORWAY = Country("no", ("Norway",), ("Norwegian",), {"fr": ("norvégien",), "es": ("noruego",), "it": ("norvegese",)})
FACTS = Facts(
    (NORWAY,),
    (),
    (),
    (ForeignNoun("autobús", "es", ("coach",)),),
    lambda word, language: 5.0 if (word, language) == ("yesterday", "en") else 0.0,
)


def test_tables_are_markdown() -> None:
    assert TABLE.markdown().splitlines() == [
        "### T",
        "",
        "How to read it.",
        "",
        "| a | b |",
        "| --- | --- |",
        "| x\\|y | 0.123 |",
        "| z | 3 |",
    ]


def test_every_record_carries_its_signature_and_the_overview_holds_all(tmp_path: Path) -> None:
    record(Report("one", "corrector 1 | profile safe", (TABLE,), {"missed": [1]}), tmp_path)
    record(Report("two", "corrector 2 | profile safe", (TABLE,)), tmp_path)
    saved = json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))
    assert (saved["signature"], saved["details"]) == ("corrector 1 | profile safe", {"missed": [1]})
    overview = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert overview.index("corrector 1") < overview.index("corrector 2")
    assert overview.count("| z | 3 |") == 2


def test_data_is_found_in_the_folder_or_below_it(tmp_path: Path) -> None:
    (tmp_path / "data" / "clean").mkdir(parents=True)
    assert Context(tmp_path).path("clean") == tmp_path / "data" / "clean"
    assert Context(tmp_path / "data").path("clean") == tmp_path / "data" / "clean"
    with pytest.raises(ConfigError, match="no gold"):
        Context(tmp_path).path("gold")


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_damages_one_stretch(operator: object) -> None:
    sentence = (
        "Kari Solbakken was in Norway yesterday, and Berit Halvorsen, head of the Nordic Trade Federation, said the"
        " Norwegian driver of the coach came from a far-off town."
    )
    assert callable(operator)
    damage = operator(sentence, FACTS, random.Random(0))
    assert damage is not None
    assert sentence[slice(*damage.span)] in damage.accept or "Norwegian" in damage.accept
    assert damage.wrong not in damage.accept


def test_damage_spreads_over_the_operators() -> None:
    used: list[str] = []
    for _ in range(4):
        damaged("Kari Solbakken was in Norway yesterday on the long-distance coach.", FACTS, random.Random(1), used)
    assert len(set(used)) == 4


def test_verdicts_of_a_reader_are_taken_over(tmp_path: Path) -> None:
    pending = tmp_path / "pending.tsv"
    rows = [
        "wrong\ta\tbalanced\t3\t0\t2\tan\t=a\tarticle\tarticle\tctx",
        "?\ta\tsafe\t4\t0\t2\tan\t-\tarticle\tarticle\tctx",
    ]
    pending.write_text("\n".join((PENDING, *rows)) + "\n", encoding="utf-8")
    assert take_over(pending, tmp_path) == {"a": 1}
    assert read_verdicts(tmp_path / "a.tsv") == {Place(3, 0, 2, "an", "a"): Verdict.WRONG}


def test_the_garbled_articles_fit_their_marks() -> None:
    paths = sorted(GARBLED.glob("article-*[0-9].txt"))
    assert len(paths) == 3
    for path in paths:
        gold = read_gold(path, marks=path.with_suffix(".gold.jsonl"), keep=path.with_suffix(".keep.txt"))
        assert gold.marks
        assert all(name in gold.document.text for name in gold.keep)
