"""JSON Lines: bytes outside the text survive, and every line that is no record is named."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrector.corpus.jsonl import dumps, members

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def lines(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.splitlines()]


@given(st.dictionaries(st.text(max_size=8), _json, max_size=6), st.sampled_from((None, 1)), st.booleans())
def test_members_are_what_json_reads(record: dict[str, Any], indent: int | None, ascii_only: bool) -> None:
    line = json.dumps(record, indent=indent, ensure_ascii=ascii_only).replace("\n", " ")
    found = members(line)
    assert {member.key: member.value for member in found} == record
    for member in found:
        assert json.loads(line[member.value_start : member.end]) == member.value


@pytest.mark.parametrize(
    "line",
    ['{"a": 1', '{"a" 1}', "{a: 1}", '{"a": 1,}', '{"a": 1} x', '{"a": 1 "b": 2}', '{"a": }', "", "nul", '{,"a":1}'],
)
def test_what_is_no_json_raises(line: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(line)
    with pytest.raises(json.JSONDecodeError):
        members(line)


def test_bytes_outside_the_text_survive(clean: Callable[..., Any], tmp_path: Path) -> None:
    raw = (
        r'{ "n" :1e400,"big":123456789012345678901234567890, "f":1.10, "text" : "a engine \u00e9 \ud83d\ude00",'
        r'"k":1, "k":2, "sur": "\ud800", "slash": "\/"  }'
    )
    path = tmp_path / "in.jsonl"
    path.write_text(raw + "\n")
    [cleaned] = clean(path)
    out = cleaned.output.decode()
    before, _, _ = raw.partition('"a engine')
    assert out.startswith(before + '"an engine é 😀"')
    assert r'"k":1, "k":2, "sur": "\ud800", "slash": "\/", "corrector": {' in out
    assert json.loads(out)["corrector"]["edits"][0]["after"] == "an"


def test_a_text_without_edits_keeps_its_escapes(clean: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "caf\\u00e9"}\n')
    assert clean(path)[0].output.startswith(b'{"text": "caf\\u00e9", "corrector": {')


def test_lone_surrogates_are_written_as_escapes(clean: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "a engine \\udc80 zzz"}\n')
    [cleaned] = clean(path)
    assert cleaned.output.startswith(b'{"text": "an engine \\udc80 zzz", "corrector": ')
    assert not cleaned.failed
    assert dumps("\udc80") == '"\\udc80"'


def test_every_line_that_is_no_record_is_named_and_none_is_lost(clean: Callable[..., Any], tmp_path: Path) -> None:
    raw = [
        b'{"id": 1, "text": "a engine"}',
        b'{"id": 2, "text": null}',
        b'{"id": 3, "text": 5}',
        b'{"id": 4}',
        b"not json",
        b"",
        b"[1, 2]",
        b'{"text": "\xff"}',
        b'{"id": 9, "text": "boom"}',
        b'{"id": 10, "text": "x", "corrector": 1}',
        b'{"text": "\x01"}',
        b"[" * 100_000,
        b'{"id": 13, "text": "a apple"}',
    ]
    path = tmp_path / "in.jsonl"
    path.write_bytes(b"\r\n".join(raw))
    [cleaned] = clean(path)
    out = cleaned.output.splitlines()
    assert [json.loads(line) for line in out[1:5]] == [json.loads(line) for line in (raw[1], raw[2], raw[3], raw[6])]
    assert [json.loads(line)["text"] for line in (out[0], out[-1])] == ["an engine", "an apple"]
    assert out[5] == raw[8]
    errors = lines(cleaned.errors)
    assert [error["record"] for error in errors] == [2, 3, 4, 5, 7, 8, 9, 10, 11, 12]
    assert [error["kept"] for error in errors] == ["output"] * 3 + ["here", "output", "here", "output"] + ["here"] * 3
    assert [error["reason"].split(":")[0] for error in errors] == [
        "field 'text' holds null, not text",
        "field 'text' holds int, not text",
        "no field 'text' (there are id)",
        "not JSON",
        "holds list, not an object",
        "not UTF-8",
        "RuntimeError",
        "has a field 'corrector' already; was it cleaned before? Revert it, or rename the field",
        "not JSON",
        "not JSON that can be read",
    ]
    assert "raw_base64" in errors[5]
    assert errors[3]["raw"] == "not json\r"
    assert cleaned.tally.records == 12 == cleaned.kept + cleaned.unheld


def test_a_byte_order_mark_is_no_part_of_the_first_record(clean: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"text": "a engine"}\n{"text": "b"}\n')
    [cleaned] = clean(path)
    assert cleaned.failed == 0
    assert cleaned.kept == 2


def test_records_beyond_repair_are_routed(clean: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "zzz zzz"}\n{"text": "good"}\n')
    [cleaned] = clean(path, drop_above=0.5)
    assert json.loads(cleaned.dropped)["text"] == "zzz zzz"
    assert json.loads(cleaned.output)["text"] == "good"
    assert (cleaned.kept, cleaned.routed) == (1, 1)


def test_attributes_leave_the_text_alone(clean: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": "x", "text": "a engine zzz"}\n{"id": "y", "text": null}\n')
    [cleaned] = clean(path, attributes=str(tmp_path / "attributes"), operation="attributes")
    first, second = lines(cleaned.output)
    assert first == {
        "id": "x",
        "attributes": {
            "corrector__score": [[0, 12, 0.63]],
            "corrector__article": [[0, 1, 0.99]],
            "corrector__garbled_word": [[9, 12, 0.9]],
        },
    }
    assert second == {"id": "y", "attributes": {}}
