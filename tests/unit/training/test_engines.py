"""The engines' drivers and their cache: in step, resumable."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from corrector.errors import ConfigError
from corrector.training import engines
from corrector.training.engines import apertium, cache

if TYPE_CHECKING:
    from pathlib import Path

FAKE = """#!{python}
import sys
blocks = sys.stdin.read().rstrip("\\n").split("\\n\\n")
if len(blocks) > 1 and any("swallow" in block for block in blocks):
    blocks = [block for block in blocks if "swallow" not in block]  # a line gets lost in a batch
if blocks == ["hopeless"]:
    sys.exit(1)
sys.stdout.write("\\n\\n".join(f"{{sys.argv[2]}}({{block}})" for block in blocks) + "\\n\\n")
"""


@pytest.fixture
def fake_apertium(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "bin" / "apertium"
    program.parent.mkdir()
    program.write_text(FAKE.format(python=sys.executable))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))


@pytest.mark.usefixtures("fake_apertium")
def test_a_batch_that_falls_out_of_step_is_halved_until_it_is_in_step() -> None:
    sentences = ["one", "two", "swallow", "four", "five"]
    assert apertium.translate(sentences, mode="m") == [f"m({s})" for s in sentences]


@pytest.mark.usefixtures("fake_apertium")
def test_a_sentence_that_fails_alone_is_empty_and_costs_no_other() -> None:
    assert apertium.translate(["hopeless"], mode="m") == [""]
    assert apertium.translate([], mode="m") == []


@pytest.mark.usefixtures("fake_apertium")
def test_a_round_trip_goes_there_and_back() -> None:
    engine = engines.engine("apertium-spa")
    assert engine.round_trip(["a b"]) == ["spa-eng(eng-spa(a b))"]


def test_marks_of_the_engine_are_taken_off() -> None:
    assert apertium.clean_output("The  *storey @fell# said parquoteyes\\]") == 'The storey fell said "yes]'
    assert apertium.clean_output("C# and a*b, R&D") == "C and a*b, R&D"


def test_a_missing_program_or_name_is_a_configuration_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError, match="install apertium"):
        engines.engine("apertium-glg")
    with pytest.raises(ConfigError, match="apertium-spa"):
        engines.engine("apertium-eng")


def test_english_catalan_is_no_engine() -> None:
    assert not any("cat" in name for name in engines.ENGINE_NAMES)


class Shouting:
    """An engine that fails after so many batches, as a killed process would."""

    name = "shouting"

    def __init__(self, batches: int) -> None:
        self.left = batches
        self.asked: list[str] = []

    def round_trip(self, sentences: list[str]) -> list[str]:
        if self.left == 0:
            raise KeyboardInterrupt
        self.left -= 1
        self.asked += sentences
        return [sentence.upper() for sentence in sentences]


def test_a_stopped_cache_goes_on_where_it_stopped(tmp_path: Path) -> None:
    sentences = [f"sentence {n}" for n in range(25)]
    first = Shouting(2)
    with pytest.raises(KeyboardInterrupt):
        cache.fill(tmp_path, engine=first, sentences=sentences, shard_size=10)
    second = Shouting(99)
    said: list[str] = []
    assert cache.fill(tmp_path, engine=second, sentences=sentences, shard_size=10, progress=said.append) == 5
    assert second.asked == sentences[20:]
    assert dict(cache.read_cache(tmp_path, "shouting")) == {s: s.upper() for s in sentences}
    assert cache.fill(tmp_path, engine=Shouting(0), sentences=sentences) == 0
    assert len(said) == 1


def test_the_cache_stops_after_its_time(tmp_path: Path) -> None:
    added = cache.fill(tmp_path, engine=Shouting(99), sentences=["a", "b", "c"], shard_size=1, seconds=0.0)
    assert added == 1
