"""The commands ``clean`` and ``revert`` as a user types them."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.corpus.jobs import records, write

if TYPE_CHECKING:
    from pathlib import Path


def shell(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "corrector", *arguments], cwd=folder, input=stdin, capture_output=True, check=False
    )


def test_clean_and_revert(tmp_path: Path) -> None:
    source = write(tmp_path / "in.jsonl", records(150))
    done = shell(tmp_path, "clean", "in.jsonl", "--output", "out.jsonl", "--workers", "1")
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == b""
    assert b"150 records" in done.stderr
    assert b"report: out.jsonl.report/report.html" in done.stderr
    first = json.loads((tmp_path / "out.jsonl").read_text().splitlines()[0])
    assert list(first) == ["id", "text", "url", "meta", "weight", "none", "corrector"]
    assert set(first["corrector"]) == {"score", "skipped", "findings", "edits", "signature"}
    facts = json.loads((tmp_path / "out.jsonl.report" / "report.json").read_text())
    assert facts["edits"] > 10
    page = (tmp_path / "out.jsonl.report" / "report.html").read_text()
    assert "<svg" in page
    assert "http" not in page.replace("https://example.org", "").partition("<body>")[0]
    again = shell(tmp_path, "clean", "in.jsonl", "--output", "out.jsonl")
    assert again.returncode == 3
    assert b"--resume goes on with it, --overwrite starts again" in again.stderr
    back = shell(tmp_path, "revert", "out.jsonl", "--output", "back.jsonl", "--workers", "1")
    assert back.returncode == 0, back.stderr.decode()
    assert (tmp_path / "back.jsonl").read_bytes() == source.read_bytes()


def test_failures_give_exit_code_3(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "good"}\nbroken\n')
    done = shell(tmp_path, "clean", "in.jsonl", "--output", "-", "--workers", "1")
    assert done.returncode == 3
    assert json.loads(done.stdout)["text"] == "good"
    assert b'"record": 2' in done.stderr
    assert b"1 failed" in done.stderr


def test_a_filter_between_two_commands(tmp_path: Path) -> None:
    done = shell(tmp_path, "clean", "-", "--output", "-", "--workers", "1", stdin=b'{"text": "a hour"}\n')
    assert json.loads(done.stdout)["text"] == "an hour"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("in.jsonl",), 2, b"give either --output PATH or --attributes DIR"),
        (("gone.jsonl", "--output", "out.jsonl"), 3, b"gone.jsonl: no such file, folder or pattern"),
        (("in.jsonl", "--output", "out.jsonl", "--text-field", "body"), 2, b"no field 'body' (there are text)"),
        (("in.jsonl", "--output", "out.doc"), 2, b"the suffix tells no corpus format"),
        (("in.jsonl", "--output", "out.jsonl", "--workers", "none"), 2, b"neither a number from 1 on nor 'auto'"),
        (("in.jsonl", "--output", "-", "--resume"), 2, b"--resume needs files"),
    ],
)
def test_wrong_usage_is_explained(tmp_path: Path, arguments: tuple[str, ...], code: int, message: bytes) -> None:
    (tmp_path / "in.jsonl").write_text('{"text": "good"}\n')
    done = shell(tmp_path, "clean", *arguments)
    assert done.returncode == code
    assert message in done.stderr
    assert b"Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]
