"""What each command prints, writes and returns; the pipeline is a fake."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import corrector
from corrector import plugins

if TYPE_CHECKING:
    from tests.cli.conftest import Shell

DIFF = "--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-teh end\n+the end\n"


class TestFix:
    def test_shows_a_diff_where_no_terminal_is(self, shell: Shell) -> None:
        path = shell.file("a.txt", "teh end\n")
        done = shell("fix", "a.txt")
        assert (done.exit_code, done.stdout) == (0, DIFF)
        assert done.stderr == "1 document: 1 edit\n"
        assert path.read_text() == "teh end\n"

    def test_human(self, shell: Shell) -> None:
        shell.file("a.txt", "teh end\n")
        assert "[-teh-]{+the+} end" in shell("fix", "--format", "human", "a.txt").stdout

    def test_write(self, shell: Shell) -> None:
        changed, same = shell.file("a.txt", b"\xef\xbb\xbfteh\r\nend"), shell.file("b.md", "fine `teh`")
        before = same.stat()
        done = shell("fix", "--write", "a.txt", "b.md")
        assert (done.exit_code, done.stdout) == (0, "")
        assert done.stderr == "rewrote a.txt\n2 documents: 1 edit in 1 of them\n"
        assert changed.read_bytes() == b"\xef\xbb\xbfthe\r\nend"
        assert (same.stat().st_ino, same.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
        again = shell("fix", "--write", "a.txt", "b.md")
        assert again.stderr == "2 documents: nothing to report\n"

    def test_output(self, shell: Shell) -> None:
        path = shell.file("a.txt", "teh end")
        assert shell("fix", "a.txt", "--output", "b.txt").exit_code == 0
        assert (path.read_text(), (shell.folder / "b.txt").read_text()) == ("teh end", "the end")

    def test_output_takes_one_input(self, shell: Shell) -> None:
        shell.file("a.txt", "teh")
        shell.file("b.txt", "teh")
        done = shell("fix", ".", "--output", "c.txt")
        assert done.exit_code == 2
        assert "--output takes one input" in done.stderr
        assert not (shell.folder / "c.txt").exists()

    def test_stdout_is_the_corrected_bytes(self, shell: Shell) -> None:
        shell.file("a.txt", "\ufeffteh\r\n".encode("utf-16-le"))
        assert shell("fix", "--stdout", "a.txt").stdout_bytes == "\ufeffthe\r\n".encode("utf-16-le")

    def test_stdin(self, shell: Shell) -> None:
        assert shell("fix", "--stdout", "-", stdin="teh `teh`").stdout == "the `teh`"
        assert shell("fix", "--stdout", stdin="<teh> x").stdout == "<teh> x"

    def test_stdin_filename_tells_the_format(self, shell: Shell) -> None:
        done = shell("fix", "--stdin-filename", "x.jsonl", "--stdout", stdin='{"id": "teh", "text": "teh"}\n')
        assert done.stdout == '{"id": "teh", "text": "the"}\n'

    def test_format_in_overrides_the_suffix(self, shell: Shell) -> None:
        shell.file("a.log", '{"body": "teh"}\n')
        done = shell("fix", "--format-in", "jsonl", "--text-field", "body", "--stdout", "a.log")
        assert done.stdout == '{"body": "the"}\n'

    def test_encoding(self, shell: Shell) -> None:
        path = shell.file("a.txt", b"teh caf\xe9")
        assert shell("fix", "--write", "--encoding", "latin-1", "a.txt").exit_code == 0
        assert path.read_bytes() == b"the caf\xe9"

    def test_json_with_write_shows_what_was_written(self, shell: Shell) -> None:
        path = shell.file("a.txt", "teh")
        done = shell("fix", "--write", "--format", "json", "a.txt")
        assert json.loads(done.stdout)["documents"][0]["edits"][0]["after"] == "the"
        assert path.read_text() == "the"

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--write", "--stdout", "a.txt"], "Only one of --write, --output, --stdout"),
            (["--write", "--output", "b", "a.txt"], "Only one of --write, --output, --stdout"),
            (["--write", "-"], "--write cannot change standard input"),
            (["--output", "-", "a.txt"], "--output takes a file; --stdout prints the corrected text"),
            (["--stdout", "--format", "json", "a.txt"], "--stdout prints the corrected text"),
            (["--kind", "nonsense", "a.txt"], "Invalid value for '--kind'"),
            (["--format", "pdf", "a.txt"], "Invalid value for '--format'"),
        ],
    )
    def test_wrong_usage(self, shell: Shell, arguments: list[str], message: str) -> None:
        shell.file("a.txt", "teh")
        done = shell("fix", *arguments)
        assert done.exit_code == 2
        assert message in done.stderr

    def test_directory_and_pattern(self, shell: Shell) -> None:
        for name in ("d/a.txt", "d/b.md", "d/c.bin", "d/.e.txt"):
            shell.file(name, "teh")
        assert shell("fix", "d").stderr == "2 documents: 2 edits in 2 of them\n"
        assert shell("fix", "d/*.md").stderr == "1 document: 1 edit\n"


class TestCheck:
    @pytest.mark.parametrize(
        ("text", "arguments", "code"),
        [
            ("fine", [], 0),
            ("blarg", [], 1),
            ("blarg", ["--fail-on", "replace"], 0),
            ("teh", ["--fail-on", "replace"], 1),
            ("blarg", ["--fail-on", "0.99"], 0),
            ("teh", ["--fail-on", "never"], 0),
            ("teh", ["--fail-on", "soon"], 2),
        ],
    )
    def test_exit_code(self, shell: Shell, text: str, arguments: list[str], code: int) -> None:
        path = shell.file("a.txt", text)
        assert shell("check", *arguments, "a.txt").exit_code == code
        assert path.read_text() == text

    def test_fail_on_of_the_configuration(self, shell: Shell) -> None:
        shell.file("a.txt", "teh")
        shell.file("pyproject.toml", '[tool.corrector]\nfail-on = "never"\n')
        assert shell("check", "a.txt").exit_code == 0
        assert shell("check", "--isolated", "a.txt").exit_code == 1
        assert shell("check", "--fail-on", "flag", "a.txt").exit_code == 1

    def test_json(self, shell: Shell) -> None:
        shell.file("a.jsonl", '{"text": "teh"}\n{"text": "ok"}\n')
        documents = json.loads(shell("check", "--format", "json", "a.jsonl").stdout)["documents"]
        assert [document["path"] for document in documents] == ["a.jsonl:1", "a.jsonl:2"]

    def test_jsonl(self, shell: Shell) -> None:
        shell.file("a.txt", "teh")
        assert json.loads(shell("check", "--format", "jsonl", "a.txt").stdout)["path"] == "a.txt"

    def test_one_failing_input_does_not_stop_the_others(self, shell: Shell) -> None:
        shell.file("a.txt", "blarg")
        shell.file("b.txt", b"\xff")
        done = shell("check", "b.txt", "no.txt", "a.txt")
        assert done.exit_code == 3
        assert "[?blarg?]" in done.stdout
        assert [line.split(":")[1] for line in done.stderr.splitlines()[:2]] == [" b.txt", " no.txt"]


class TestSettings:
    def test_show_config(self, shell: Shell) -> None:
        shell.file("pyproject.toml", '[tool.corrector]\nprofile = "safe"\nignore = ["Foo"]\n')
        done = shell("check", "--show-config", "--kind", "name")
        assert done.exit_code == 0
        assert 'profile = "safe"\n' in done.stdout
        assert 'kind = ["name"]\n' in done.stdout
        assert 'ignore = ["Foo"]\n' in done.stdout

    def test_shown_config_can_be_read_again(self, shell: Shell) -> None:
        shell.file("shown.toml", shell("check", "--show-config", "--profile", "thorough", "--ignore", 'a"b').stdout)
        again = shell("check", "--show-config", "--config", "shown.toml")
        assert again.stdout == (shell.folder / "shown.toml").read_text()

    def test_unknown_key(self, shell: Shell) -> None:
        shell.file("pyproject.toml", '[tool.corrector]\nprofil = "safe"\n')
        done = shell("check", "-", stdin="x")
        assert done.exit_code == 2
        assert "did you mean 'profile'?" in done.stderr

    def test_missing_config(self, shell: Shell) -> None:
        done = shell("check", "--config", "no.toml", "-", stdin="x")
        assert (done.exit_code, done.stderr.startswith("error: no.toml: cannot be read")) == (2, True)


class TestList:
    def test_lists_every_part_with_its_summary(self, shell: Shell) -> None:
        shown = shell("list").stdout
        for package in ("corrector.detect", "corrector.propose", "corrector.formats", "corrector.render"):
            for part in plugins.describe(package):
                assert part.summary.endswith((".", ":", ";")) or part.summary
                assert f"  {part.name} " in shown
                assert part.summary in shown

    def test_one_group(self, shell: Shell) -> None:
        assert shell("list", "formats").stdout.startswith("formats:\n  ")


class TestMain:
    def test_version(self, shell: Shell) -> None:
        assert shell("--version").stdout == f"corrector {corrector.__version__}\n"

    def test_help_names_every_command(self, shell: Shell) -> None:
        done = shell("--help")
        shown = done.stdout
        assert done.exit_code == 0, done.stderr
        assert {line.split()[0] for line in shown.partition("Commands:\n")[2].splitlines()} == set(
            plugins.names("corrector.cli")
        )

    @pytest.mark.parametrize("name", plugins.names("corrector.cli"))
    def test_every_command_has_help(self, shell: Shell, name: str) -> None:
        done = shell(name, "--help")
        assert done.exit_code == 0
        assert f"Usage: corrector {name}" in done.stdout

    def test_unknown_command(self, shell: Shell) -> None:
        done = shell("fixx")
        assert done.exit_code == 2
        assert "No such command 'fixx'" in done.stderr

    def test_module(self) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "corrector", "--version"], capture_output=True, text=True, check=True
        )
        assert done.stdout == f"corrector {corrector.__version__}\n"


class TestGazetteer:
    """Over the real tables of the package."""

    def test_lookup_says_why(self, shell: Shell) -> None:
        done = shell("gazetteer", "lookup", "Alemania", "Portugal")
        assert done.exit_code == 0
        assert "Alemania: no right name" in done.stdout
        assert "English: Germany" in done.stdout
        assert "Portugal: a right name" in done.stdout

    def test_tables_of_the_package_are_right(self, shell: Shell) -> None:
        assert shell("gazetteer", "validate").exit_code == 0

    def test_wrong_table_is_named(self, shell: Shell) -> None:
        shell.file("mine.tsv", "name\tcountry\nX\tFR\n")
        done = shell("gazetteer", "validate", "mine.tsv")
        assert done.exit_code == 3
        assert done.stderr.startswith("error: mine.tsv:")
