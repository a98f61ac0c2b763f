"""The laws that hold for every text: nothing is lost, and nothing changes outside the edits."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corrector import edits, files, formats, protect, render, text
from corrector.types import Candidate, Document, Edit, Kind, Result, Span

LETTERS = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(LETTERS, max_size=80)
# Texts that are likely to hold what formats and protection look for.
PIECES = st.sampled_from(
    ["a", "teh ", "\n", "\r\n", "\r", " ", "`", "```", "\n---\n", "[x](y)", "<b>", "<!--", "-->", "http://a.b/c", "a@b.org", "é",
     "\U0001f600", "\u0301", "\ufeff", "{x}", "# ", "- ", "> ", "\t", "\\", '"', "\0", "\u2028", "    code", "%s", "&amp;", "|"]
)  # fmt: skip
MARKED = st.lists(PIECES, max_size=30).map("".join)
WILD = st.one_of(TEXTS, MARKED)
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
# Lone surrogates; two that make a pair would be read as the one character they stand for.
SURROGATES = st.text(st.characters(), max_size=20).filter(lambda body: not _PAIR.search(body))


@st.composite
def edited(draw: st.DrawFn, texts: st.SearchStrategy[str] = WILD) -> tuple[str, tuple[Edit, ...]]:
    """A text with sorted, disjoint edits."""
    body = draw(texts)
    cuts = sorted(draw(st.lists(st.integers(0, len(body)), max_size=8)))
    made: list[Edit] = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        after = draw(TEXTS)
        if body[start:end] != after and (not made or made[-1].span.end < start):
            made.append(Edit(Span(start, end), body[start:end], after, Kind.SPELLING, 0.9, "test"))
    return body, tuple(made)


@given(edited())
def test_apply_then_invert_restores_the_text(case: tuple[str, tuple[Edit, ...]]) -> None:
    body, made = case
    assert edits.apply(edits.apply(body, made), edits.invert(made)) == body


@given(edited())
def test_text_outside_edits_is_untouched(case: tuple[str, tuple[Edit, ...]]) -> None:
    body, made = case
    corrected, done = edits.apply(body, made), 0
    place = 0
    for edit in made:
        kept = body[done : edit.span.start]
        assert corrected[place : place + len(kept)] == kept
        place += len(kept) + len(edit.after)
        done = edit.span.end
    assert corrected[place:] == body[done:]


@given(st.text(max_size=30), st.text(max_size=10), st.text(max_size=10), st.text(max_size=30))
def test_a_minimal_edit_does_what_its_candidate_says(before: str, old: str, new: str, after: str) -> None:
    body = before + old + after
    edit = edits.minimal(body, Span(len(before), len(before) + len(old)), Candidate(new, 0.9, "test"), Kind.NAME)
    if edit is None:
        assert old == new
        return
    assert edit.before == body[edit.span.start : edit.span.end] != edit.after
    assert len(edit.before) <= len(old)
    assert edits.apply(body, [edit]) == before + new + after


@given(WILD)
def test_protected_spans_are_sorted_disjoint_and_inside(body: str) -> None:
    Document("d", body, protect.spans(body))  # the document refuses others


@given(SURROGATES)
def test_every_lone_surrogate_is_protected(body: str) -> None:
    inside = {place for span in protect.spans(body) for place in range(*span)}
    assert all(place in inside for place, char in enumerate(body) if "\ud800" <= char <= "\udfff")


@given(st.text(max_size=50), st.integers(0, 50))
def test_utf16_offsets_round_trip(body: str, offset: int) -> None:
    offset = min(offset, len(body))
    assert text.from_utf16(body, text.to_utf16(body, offset)) == offset


@given(WILD, st.integers(0, 200))
def test_line_and_column_find_the_offset_again(body: str, offset: int) -> None:
    offset = min(offset, len(body))
    place = text.Lines(body).place(offset)
    starts = [0, *(match.end() for match in text.NEWLINE.finditer(body))]
    assert starts[place.line - 1] + place.column - 1 == offset


@given(WILD, st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "utf-32-le"]), st.booleans())
def test_decoded_text_encodes_to_the_same_bytes(body: str, encoding: str, mark: bool) -> None:
    data = ("\ufeff" * mark + body).encode(encoding)
    given_encoding = None if mark else encoding
    decoded = files.decode(data, origin="x", encoding=given_encoding)
    assert decoded.encode(decoded.text, origin="x") == data


def rewritten(name: str, data: bytes, made: tuple[Edit, ...] = ()) -> tuple[bytes, list[Document]]:
    part = formats.build(name, formats.Options(encoding="utf-8"))
    documents = list(part.read(io.BytesIO(data), origin="x"))
    results = [Result(document, (), made, 0.0, "") for document in documents]
    sink = io.BytesIO()
    part.write(io.BytesIO(data), results, sink)
    return sink.getvalue(), documents


@given(WILD, st.sampled_from(["plain", "markdown"]), st.booleans())
def test_no_edits_no_changed_byte(body: str, name: str, mark: bool) -> None:
    data = ("\ufeff" * mark + body).encode()
    assert rewritten(name, data)[0] == data


@given(edited(WILD.filter(lambda body: not body.startswith("\ufeff"))), st.booleans())
def test_text_files_change_in_their_edits_alone(case: tuple[str, tuple[Edit, ...]], mark: bool) -> None:
    body, made = case
    head = "\ufeff" * mark
    assert rewritten("plain", (head + body).encode(), made)[0] == (head + edits.apply(body, made)).encode()


@given(edited(st.one_of(WILD, SURROGATES)), st.booleans(), st.sampled_from(["", "\r"]))
def test_records_change_in_their_edits_alone(case: tuple[str, tuple[Edit, ...]], ascii_only: bool, tail: str) -> None:
    body, made = case
    escaped = ascii_only or any("\ud800" <= char <= "\udfff" for char in body)
    line = json.dumps({"n": 1.50, "text": body, "z": [body]}, ensure_ascii=escaped) + tail + "\n"
    data, (document,) = rewritten("jsonl", line.encode(), made)
    assert document.text == body
    assert json.loads(data) == {"n": 1.5, "text": edits.apply(body, made), "z": [body]}
    if not made:
        assert data == line.encode()


@pytest.mark.skipif(shutil.which("patch") is None, reason="needs the program patch")
@settings(max_examples=60, deadline=None)
@given(edited(st.lists(st.sampled_from(["a\n", "b\n", "\n", "c\r\n", "d"]), max_size=30).map("".join)))
@example(("a\nb", (Edit(Span(1, 2), "\n", "", Kind.SPACING, 0.9, "test"),)))
def test_applying_the_rendered_diff_yields_the_corrected_text(case: tuple[str, tuple[Edit, ...]]) -> None:
    body, made = case
    corrected = edits.apply(body, made)
    if corrected == body or not body:
        return  # two edits may cancel out; and patch makes a file from nothing, which is another matter
    stream = io.StringIO()
    render.build("diff").render([Result(Document("a.txt", body, (), "a.txt"), (), made, 0.0, "")], stream)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.txt")
        path.write_bytes(body.encode())
        command = ["patch", "--binary", "--quiet", "-p1"]
        subprocess.run(command, input=stream.getvalue().encode(), cwd=folder, check=True, capture_output=True)
        assert (path.read_bytes() if path.exists() else b"") == corrected.encode()
