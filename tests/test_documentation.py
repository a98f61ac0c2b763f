"""Samples and README show what the program does."""

from __future__ import annotations

import doctest
import re
from typing import TYPE_CHECKING

import pytest

from corrector import formats, plugins
from tests import snapshots

if TYPE_CHECKING:
    from pathlib import Path

PYTHON_BLOCKS = re.findall(r"```pycon\n(.*?)```", snapshots.README.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("sample", snapshots.SAMPLES, ids=lambda sample: sample.name)
def test_sample(sample: Path) -> None:
    """If this is what it should be now, ``make snapshots`` takes it over."""
    assert snapshots.fixed(sample).decode() == snapshots.expected_path(sample).read_text(encoding="utf-8")


def test_every_text_format_has_a_sample() -> None:
    known = formats.suffixes()
    assert {known[sample.suffix] for sample in snapshots.SAMPLES} >= {"plain", "markdown", "jsonl"} & set(
        plugins.names(formats.PACKAGE)
    )


def test_no_expected_output_without_its_sample() -> None:
    left = set((snapshots.ROOT / "samples").glob("*.expected")) - set(map(snapshots.expected_path, snapshots.SAMPLES))
    assert not left


def test_commands_of_the_readme() -> None:
    shown = snapshots.README.read_text(encoding="utf-8")
    assert snapshots.without_numbers(snapshots.readme()) == snapshots.without_numbers(shown)
    assert shown.count("```console") >= 2


@pytest.mark.parametrize("block", PYTHON_BLOCKS)
def test_python_of_the_readme(block: str) -> None:
    test = doctest.DocTestParser().get_doctest(block, {}, "README.md", "README.md", 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(test)
    assert runner.tries > 0
    assert runner.failures == 0


def test_files_named_in_the_readme_exist() -> None:
    text = snapshots.README.read_text(encoding="utf-8")
    names = re.findall(r"\]\(((?!https?:|#)[^)]+)\)", text) + re.findall(r"\bsamples/[\w.]+", text)
    assert names
    assert all((snapshots.ROOT / name).exists() for name in names)
