from __future__ import annotations

import io
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from corrector import formats, render
from corrector.edits import apply
from corrector.types import Document, Edit, Kind, Result, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from corrector.formats import TextFormat


def result(text: str, changes: Sequence[tuple[int, str, str]], origin: str = "a.txt") -> Result:
    edits = tuple(
        Edit(Span(start, start + len(before)), before, after, Kind.SPELLING, 0.9, "test")
        for start, before, after in changes
    )
    return Result(Document(origin, text, (), origin), (), edits, 0.0, "")


def rendered(*results: Result) -> str:
    stream = io.StringIO()
    render.build("diff").render(results, stream)
    return stream.getvalue()


def test_form() -> None:
    text = "".join(f"line {k}\n" for k in range(1, 11))
    assert rendered(result(text, [(text.index("5"), "5", "five")])) == (
        "--- a/a.txt\n+++ b/a.txt\n@@ -2,7 +2,7 @@\n line 2\n line 3\n line 4\n-line 5\n+line five\n line 6\n line 7\n line 8\n"
    )


def test_no_edits_no_diff() -> None:
    assert rendered(result("same\n", [])) == ""


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs the program patch")
@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("teh", [(0, "teh", "the")]),
        ("teh\n", [(0, "teh", "the")]),
        ("one\r\nteh\r\nthree", [(5, "teh", "the")]),
        ("a\nteh", [(2, "teh", "the")]),
        ("a\nteh", [(1, "\nteh", "")]),
        ("a\nb\n", [(3, "\n", "")]),
        ("a\nb\nc\n", [(1, "\n", " ")]),
        ("a\nb\nc\n", [(0, "", "x\ny\n")]),
        ("a\nb", [(3, "", "\n")]),
        ("a b c\n", [(0, "a", "x"), (4, "c", "z")]),
        ("a\n" * 30, [(0, "a", "x"), (20, "a", "y\ny"), (40, "a\n", "")]),
        ("only\n", [(0, "only\n", "")]),
    ],
)
def test_patch_yields_the_corrected_text(tmp_path: Path, text: str, changes: list[tuple[int, str, str]]) -> None:
    made = result(text, changes)
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode())
    command = ["patch", "--binary", "--quiet", "-p1"]
    subprocess.run(command, input=rendered(made).encode(), cwd=tmp_path, check=True, capture_output=True)
    corrected = apply(text, made.edits)
    assert (path.read_bytes() if path.exists() else b"") == corrected.encode()


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs the program patch")
@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("plain", b"\xef\xbb\xbfteh end\n", b"\xef\xbb\xbfthe end\n"),
        ("markdown", b"# teh\r\n\r\n`teh`", b"# the\r\n\r\n`teh`"),
        ("jsonl", b'\xef\xbb\xbf{"text": "teh"}\n', b'\xef\xbb\xbf{"text": "the"}\n'),
        (
            "jsonl",
            b'{"text": "\\u00e9 teh"}\n\n{"text": "na\\u00eff"}',
            b'{"text": "\\u00e9 the"}\n\n{"text": "na\\u00efve"}',
        ),
    ],
)
def test_patch_of_a_file(
    tmp_path: Path, fake_judge: Callable[[Document], Result], name: str, data: bytes, expected: bytes
) -> None:
    part: TextFormat = formats.build(name, formats.Options())  # type: ignore[assignment]
    results = list(map(fake_judge, part.read(io.BytesIO(data), origin="a file.x")))
    path = tmp_path / "a file.x"
    path.write_bytes(data)
    patch = rendered(part.in_file(data, results, origin="a file.x")).encode()
    subprocess.run(["patch", "--binary", "--quiet", "-p1"], input=patch, cwd=tmp_path, check=True, capture_output=True)
    assert path.read_bytes() == expected


def test_time_is_linear() -> None:
    """A diff that compares lines would take minutes here."""
    text = "teh same line\n" * 100_000
    made = result(text, [(place, "teh", "the") for place in range(0, len(text), 14)])
    started = time.process_time()
    assert rendered(made).count("\n-teh") == 100_000
    assert time.process_time() - started < 10
