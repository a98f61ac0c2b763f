"""The options of the rewriter, and ``models pull``: what goes wrong is said in one line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from corrector.cli import main
from tests.tiny import PAIRS, make_t5

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

TEXT = "The host asked for a hour of silence, and for rain in the north.\n"


def run(*arguments: str, stdin: str = TEXT) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin, prog_name="corrector")


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("fix", "--rewriter", "nowhere", "-"), 2, "nowhere holds no model"),
        (("fix", "--rewriter", "hf:", "-"), 2, "hf:owner/model"),
        (("check", "--device", "gpu", "-"), 2, "Invalid value for '--device'"),
        (("models", "pull", "owner/model"), 2, "write hf:NAME"),
        (("models", "pull", "hf:a b"), 2, "hf:owner/model"),
    ],
)
def test_wrong_use_is_said(arguments: tuple[str, ...], code: int, said: str) -> None:
    done = run(*arguments)
    assert (done.exit_code, said in done.stderr) == (code, True)
    assert "Traceback" not in done.stderr


def test_settings_are_shown() -> None:
    shown = run("check", "--isolated", "--rewriter", "hf:owner/model", "--device", "cpu", "--show-config").stdout
    assert 'rewriter = "hf:owner/model"\ndevice = "cpu"\n' in shown


def test_list_names_it() -> None:
    assert "  rewriter  Rewrite what rules cannot cure" in run("list", "proposers").stdout


def test_a_name_that_was_not_fetched(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("huggingface_hub", reason="needs huggingface_hub: pip install 'corrector[hf]'")
    pytest.importorskip("torch", reason="needs torch: pip install 'corrector[hf]'")
    monkeypatch.chdir(tmp_path)
    done = run("fix", "--rewriter", "hf:nobody/nothing-of-the-kind", "-")
    assert done.exit_code == 2
    assert "corrector models pull hf:nobody/nothing-of-the-kind" in done.stderr


def test_fetching_where_nothing_can_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    hub = pytest.importorskip("huggingface_hub", reason="needs huggingface_hub: pip install 'corrector[hf]'")
    monkeypatch.setattr(hub.constants, "HF_HUB_OFFLINE", True)
    done = run("models", "pull", "hf:nobody/nothing-of-the-kind")
    assert done.exit_code == 3
    assert done.stderr.startswith("error: hf:nobody/nothing-of-the-kind: cannot be downloaded")
    assert "give that with --rewriter" in done.stderr


def test_without_the_libraries_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from corrector.backends import hub, seq2seq

    for module in (hub, seq2seq):
        monkeypatch.setattr(module, "find_spec", lambda _: None)
    (tmp_path / "config.json").write_text("{}")
    for arguments in (
        ("fix", "--rewriter", str(tmp_path), "-"),
        ("fix", "--rewriter", "hf:owner/model", "-"),
        ("models", "pull", "hf:owner/model"),
    ):
        done = run(*arguments)
        assert (done.exit_code, "pip install 'corrector[hf]'" in done.stderr) == (2, True)


def test_any_folder_of_transformers_serves(tmp_path: Path) -> None:
    for name in ("torch", "transformers", "sentencepiece"):
        pytest.importorskip(name, reason=f"needs {name}: pip install 'corrector[hf]'")
    make_t5(tmp_path / "t5")
    text = f"{PAIRS[0][0]} The bienfaters of the agricultores waited for a hour.\n"
    arguments = ("check", "--isolated", "--rewriter", str(tmp_path / "t5"), "--device", "cpu", "--format", "json", "-")
    done = run(*arguments, stdin=text)
    assert done.exit_code == 1
    report = json.loads(done.stdout)
    assert "rewriter@" in report["signature"]
    assert "rewriter@off" not in report["signature"]
    (document,) = report["documents"]
    assert [edit["after"] for edit in document["edits"] if edit["before"] == "a"] == ["an"]
