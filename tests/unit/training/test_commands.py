"""``corrector train data`` and ``corrector evaluate`` from end to end on the small data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from corrector.cli import main
from corrector.training.engines import cache
from corrector.training.sources import read_sentences

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


class Echo:
    """An engine that forgets the article of Oslo's meetings."""

    name = "apertium-glg"

    def round_trip(self, sentences: list[str]) -> list[str]:
        return [s.replace("in Oslo", "on Oslo") for s in sentences]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def mixed(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("commands")
    cache.fill(folder / "cache", engine=Echo(), sentences=[s.text for s in read_sentences(data)])
    options = ("--data", data, "--cache", folder / "cache", "--mix", folder / "mix", "--parts", 2, "--scale", 0.05)
    done = run("train", "data", "mix", *options)
    assert done.exit_code == 0, done.output
    counts = json.loads(done.stdout.splitlines()[-1])
    assert counts["simulated"] > 100
    return folder


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--times", "right", "NAME=FACTOR"),
        ("--times", "right=-1", "a number from 0 on"),
        ("--times", "left=2", "no such name"),
        ("--operator", "article-form=nan", "a number from 0 on"),
    ],
)
def test_a_share_that_is_none_is_told_before_anything_is_made(
    data: Path, tmp_path: Path, option: str, value: str, says: str
) -> None:
    done = run("train", "data", "mix", "--data", data, "--cache", tmp_path, "--mix", tmp_path / "mix", option, value)
    assert done.exit_code == 2
    assert says in done.stderr
    assert not (tmp_path / "mix").exists()


def test_samples_are_drawn_and_summed_up(mixed: Path) -> None:
    done = run("train", "data", "samples", "--mix", mixed / "mix", "--output", mixed / "samples", "--made", 20)
    assert done.exit_code == 0, done.output
    assert "made.tsv: 20 edits, none judged yet" in done.stdout


def test_test_sets_are_made_and_evaluated(data: Path, mixed: Path) -> None:
    sets = mixed / "sets"
    made = run("train", "data", "testsets", "--data", data, "--cache", mixed / "cache", "--output", sets, "--each", 12)
    assert made.exit_code == 0, made.output
    done = run("evaluate", sets, "--system", "nothing", "--format", "json", "--record", mixed / "record")
    assert done.exit_code == 0, done.output
    (report,) = json.loads(done.stdout)
    assert report["system"] == "nothing"
    assert report["right_text"]["edits_per_1000"] == 0
    assert report["groups"]["round-trip apertium-glg"]["spans"] > 0
    assert {path.name for path in (mixed / "record").iterdir()} == {"evaluate.md", "evaluate.json"}
    assert json.loads((mixed / "record" / "evaluate.json").read_text()) == [report]
    table = run("evaluate", sets, "--system", "nothing")
    assert "## Signatures" in table.stdout


def test_a_missing_engine_is_one_line_and_exit_code_2(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run("train", "data", "cache", "--data", data, "--cache", tmp_path, "--engine", "apertium-spa")
    assert done.exit_code == 2
    assert "install apertium" in done.stderr
    assert "Traceback" not in done.output


def test_missing_data_is_one_line_and_exit_code_3(tmp_path: Path) -> None:
    done = run("train", "data", "cache", "--data", tmp_path, "--cache", tmp_path, "--engine", "nmt-por")
    assert done.exit_code == 3
    assert "wikinews.txt.gz" in done.stderr


def test_the_subcommands_are_listed() -> None:
    assert {"data", "detector"} <= {
        line.split()[0] for line in run("train", "--help").stdout.splitlines() if line.strip()
    }


def test_a_teacher_that_cannot_be_read_is_named_at_once(data: Path, tmp_path: Path) -> None:
    pytest.importorskip("torch")
    options = ("--data", data, "--mix", tmp_path, "--encoder", tmp_path, "--output", tmp_path / "run")
    done = run("train", "detector", *options, "--teacher", tmp_path / "best.pt", tmp_path / "encoder")
    assert done.exit_code == 2
    assert f"{tmp_path / 'encoder'}: no pretrained encoder here" in done.stderr
    assert "Traceback" not in done.output
