"""Inputs and outputs that go wrong: a clear message or right output, the right exit code, and nothing lost."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import corrector.pipeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cli.conftest import Shell

NOBODY = 65534
# The command line in a process of its own, with the fake pipeline of these tests.
DRIVER = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
import conftest, corrector.pipeline
corrector.pipeline.Pipeline = conftest.FakePipeline
from corrector.cli import main
main(prog_name="corrector")
"""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", DRIVER, *arguments]


@contextmanager
def ordinary_user() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that an ordinary user can enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.jsonl"])
def test_empty_file(shell: Shell, name: str) -> None:
    path = shell.file(name, b"")
    assert shell("check", name).exit_code == 0
    assert shell("fix", "--write", name).exit_code == 0
    assert path.read_bytes() == b""


def test_one_line_of_5_mb(shell: Shell) -> None:
    path = shell.file("a.txt", b"some words in a row " * 250_000 + b"teh end")
    assert shell("fix", "--write", "a.txt").exit_code == 0
    assert path.read_bytes() == b"some words in a row " * 250_000 + b"the end"


def test_200_000_lines(shell: Shell) -> None:
    path = shell.file("a.txt", b"A line of words.\n" * 199_999 + b"teh end")
    assert shell("fix", "--write", "a.txt").exit_code == 0
    assert path.read_bytes() == b"A line of words.\n" * 199_999 + b"the end"
    path.write_bytes(b"A line of words.\n" * 199_999 + b"teh end")
    assert "@@ -199997,4 +199997,4 @@" in shell("fix", "a.txt").stdout


def test_200_000_records(shell: Shell) -> None:
    shell.file("a.jsonl", b'{"text": "A line."}\n' * 200_000)
    assert shell("fix", "a.jsonl").stderr == "200,000 documents: nothing to report\n"


def test_invalid_utf8(shell: Shell) -> None:
    path = shell.file("a.txt", b"fine\nbad \xff byte, teh\n")
    done = shell("fix", "--write", "a.txt")
    assert done.exit_code == 3
    assert done.stderr.startswith(
        "error: a.txt: byte 9 (0xff) in line 2 is not valid UTF-8; give the file's encoding with "
    )
    assert path.read_bytes() == b"fine\nbad \xff byte, teh\n"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16(shell: Shell, codec: str) -> None:
    path = shell.file("a.txt", "\ufeffteh café\r\n".encode(codec))
    assert shell("fix", "--write", "a.txt").exit_code == 0
    assert path.read_bytes() == "\ufeffthe café\r\n".encode(codec)


def test_utf16_without_mark(shell: Shell) -> None:
    path = shell.file("a.txt", "teh words".encode("utf-16-le"))
    done = shell("check", "a.txt")
    assert (done.exit_code, "--encoding utf-16-le" in done.stderr) == (3, True)
    assert shell("fix", "--write", "--encoding", "utf-16-le", "a.txt").exit_code == 0
    assert path.read_bytes() == "the words".encode("utf-16-le")


def test_nul_bytes(shell: Shell) -> None:
    path = shell.file("a.txt", b"A stray \0 in a long line of words, teh end.")
    assert shell("fix", "--write", "a.txt").exit_code == 0
    assert path.read_bytes() == b"A stray \0 in a long line of words, the end."


def test_lone_surrogates(shell: Shell) -> None:
    data = b'{"text": "teh \\ud83d\\ude00 and \\udead"}\n{"text": "\\ud800"}\n'
    path = shell.file("a.jsonl", data)
    for renderer in ("human", "diff", "json", "jsonl"):
        done = shell("fix", "--format", renderer, "a.jsonl")
        assert done.exit_code == 0, done.stderr
    (first, _) = json.loads(shell("check", "--format", "json", "a.jsonl").stdout)["documents"]
    assert first["corrected"] == "the \U0001f600 and \udead"
    assert shell("fix", "--write", "a.jsonl").exit_code == 0
    assert path.read_bytes() == data.replace(b"teh", b"the")


def test_malformed_record(shell: Shell) -> None:
    data = b'{"text": "teh"}\n{"text": \n'
    path = shell.file("a.jsonl", data)
    done = shell("fix", "--write", "a.jsonl")
    assert done.exit_code == 3
    assert done.stderr.startswith("error: a.jsonl, line 2, column 10: not valid JSON")
    assert path.read_bytes() == data


def test_directory_without_text(shell: Shell) -> None:
    shell.file("d/a.png", b"")
    done = shell("check", "d")
    assert done.exit_code == 3
    assert done.stderr.startswith("error: d: no file in this directory has a known suffix (.")


def test_missing_file(shell: Shell) -> None:
    done = shell("check", "no.txt")
    assert (done.exit_code, done.stderr.splitlines()[0]) == (3, "error: no.txt: no such file; check the path")


def test_file_that_may_not_be_read(shell: Shell, shared_folder: Path) -> None:
    path = shared_folder / "a.txt"
    path.write_text("teh")
    path.chmod(0o000)
    with ordinary_user():
        done = shell("check", "--isolated", str(path))
    assert (done.exit_code, "permission denied" in done.stderr) == (3, True)


def test_file_that_may_not_be_written(shell: Shell, shared_folder: Path) -> None:
    path = shared_folder / "a.txt"
    path.write_text("teh")
    path.chmod(0o444)
    with ordinary_user():
        done = shell("fix", "--isolated", "--write", str(path))
    assert (done.exit_code, "no permission to write; the file is as it was" in done.stderr) == (3, True)
    assert path.read_text() == "teh"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_full_disk_as_output(shell: Shell) -> None:
    shell.file("a.txt", "teh")
    done = shell("fix", "a.txt", "--output", "/dev/full")
    assert (done.exit_code, "error: /dev/full: cannot be written: No space left on device" in done.stderr) == (3, True)


def test_full_disk_in_place(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"teh " * 5000)
    limited = ["sh", "-c", 'ulimit -f 4; exec "$@"', "sh", *command("fix", "--isolated", "--write", str(path))]
    done = subprocess.run(limited, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "File too large; nothing was changed" in done.stderr
    assert path.read_bytes() == b"teh " * 5000
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [["fix"], ["fix", "--stdout"], ["check"], ["check", "--format", "json"]])
def test_full_standard_output(tmp_path: Path, arguments: list[str]) -> None:
    path = tmp_path / "a.txt"
    path.write_text("teh")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command(*arguments, "--isolated", str(path)), stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1] == "error: standard output: No space left on device"
    assert "Traceback" not in done.stderr


def test_closed_pipe(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("teh and more\n" * 50_000)
    running = subprocess.Popen(
        command("fix", "--isolated", str(path)), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.readline()
        running.stdout.close()
        message = running.stderr.read()
    assert (running.returncode, message) == (141, "")


def test_symbolic_link(shell: Shell) -> None:
    target = shell.file("real/a.txt", "teh")
    link = shell.folder / "link.txt"
    link.symlink_to(target)
    assert shell("fix", "--write", "link.txt").exit_code == 0
    assert (link.is_symlink(), target.read_text()) == (True, "the")


def test_dangling_link(shell: Shell) -> None:
    (shell.folder / "link.txt").symlink_to("nowhere")
    assert shell("check", "link.txt").exit_code == 3


def test_file_that_changes_meanwhile(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    path = shell.file("a.txt", "teh")
    fake = corrector.pipeline.Pipeline

    class Slow(fake):  # type: ignore[misc, valid-type]
        def run(self, documents: object) -> object:
            results = list(super().run(documents))
            path.write_text("teh, said another program")
            return iter(results)

    monkeypatch.setattr(corrector.pipeline, "Pipeline", Slow)
    done = shell("fix", "--write", "a.txt")
    assert done.exit_code == 3
    assert "error: a.txt: changed since it was read; nothing was written. Run the command again" in done.stderr
    assert path.read_text() == "teh, said another program"


class TestUnexpected:
    @pytest.fixture
    def broken(self, shell: Shell, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Shell:
        def run(self: object, documents: object) -> object:
            raise request.param

        monkeypatch.setattr(corrector.pipeline.Pipeline, "run", run)
        return shell

    @pytest.mark.parametrize("broken", [ValueError("odd")], indirect=True)
    def test_one_line_and_no_traceback(self, broken: Shell) -> None:
        done = broken("check", "-", stdin="x")
        assert done.exit_code == 3
        assert done.stderr == "error: internal error (ValueError: odd); set CORRECTOR_DEBUG=1 to see where\n"

    @pytest.mark.parametrize("broken", [ValueError("odd")], indirect=True)
    def test_traceback_on_request(self, broken: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CORRECTOR_DEBUG", "1")
        assert isinstance(broken("check", "-", stdin="x").exception, ValueError)

    @pytest.mark.parametrize("broken", [KeyboardInterrupt()], indirect=True)
    def test_interrupt(self, broken: Shell) -> None:
        done = broken("check", "-", stdin="x")
        assert (done.exit_code, done.stderr) == (130, "error: interrupted\n")


class TestTerminal:
    """Colour is for terminals, and only where it is not refused."""

    @staticmethod
    def shown(path: Path, **environment: str) -> str:
        main, side = pty.openpty()
        env = {key: value for key, value in os.environ.items() if key != "NO_COLOR"} | environment
        done = subprocess.Popen(
            command("fix", "--isolated", str(path)), stdout=side, stderr=subprocess.DEVNULL, env=env
        )
        os.close(side)
        pieces = []
        while True:
            try:
                piece = os.read(main, 4096)
            except OSError:  # how Linux tells that the other side is closed
                break
            if not piece:
                break
            pieces.append(piece)
        os.close(main)
        assert done.wait() == 0
        return b"".join(pieces).decode()

    def test_word_diff_in_colour(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.write_text("teh end")
        assert "\x1b[9;31mteh\x1b[0m\x1b[32mthe\x1b[0m end" in self.shown(path)

    def test_no_color(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.write_text("teh end")
        assert "[-teh-]{+the+} end" in self.shown(path, NO_COLOR="1")
