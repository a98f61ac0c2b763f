"""Readers and writers: values and types survive, batches depend on their start alone, damage is named."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from corrector.corpus import delimited, formats, plan, sources
from corrector.corpus.batch import START
from corrector.errors import ConfigError, InputError
from tests.corpus import jobs

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pa = pytest.importorskip("pyarrow", reason="the extra 'corpus' is not installed")
zstandard = pytest.importorskip("zstandard", reason="the extra 'corpus' is not installed")
pytest.importorskip("warcio", reason="the extra 'corpus' is not installed")

INPUTS = (
    "in.jsonl",
    "in.jsonl.gz",
    "in.jsonl.zst",
    "in.csv",
    "in.tsv",
    "in.csv.gz",
    "in.parquet",
    "in.txt",
    "in.wet.gz",
)


def table(data: bytes) -> Any:
    return pa.ipc.open_stream(data).read_all()


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("name", INPUTS)
def test_reading_can_go_on_between_any_two_batches(name: str, tmp_path: Path) -> None:
    path = jobs.write(tmp_path / name, jobs.records(150))
    [source] = sources.find([str(path)], lines=True)
    whole = list(formats.batches(source, START))
    assert len(whole) > 15
    assert whole[-1].last
    assert [batch.start for batch in whole[1:]] == [batch.end for batch in whole[:-1]]
    for place in (1, 7, len(whole) - 1):
        again = list(formats.batches(source, whole[place].start))
        assert [(batch.start, batch.payload) for batch in again] == [
            (batch.start, batch.payload) for batch in whole[place:]
        ]


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("output", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.csv", "out.parquet"])
@pytest.mark.parametrize("name", INPUTS)
def test_every_format_becomes_every_format(name: str, output: str, clean: Callable[..., Any], tmp_path: Path) -> None:
    made = jobs.records(120)
    path = jobs.write(tmp_path / name, made)
    done = clean(path, output=str(tmp_path / output), lines=True)
    texts: list[str] = []
    for each in done:
        texts += [record["text"] for record in decoded(each.output, output)]
    assert [re.sub(r"\ban\b", "a", text) for text in texts] == [record["text"] for record in made]
    assert sum(each.tally.edits for each in done) > 50
    assert sum(each.failed for each in done) == 0


def decoded(data: bytes, output: str) -> list[dict[str, Any]]:
    if not data:
        return []
    if output.endswith(".parquet"):
        return table(data).to_pylist()  # type: ignore[no-any-return]
    if output.endswith(".gz"):
        data = gzip.decompress(data)
    if output.endswith(".zst"):
        data = zstandard.decompress(data, max_output_size=1 << 24)
    if ".csv" in output:
        return [{"text": row[1] if "doc-" in row[0] else row[-2]} for row in csv.reader(io.StringIO(data.decode()))]
    return [json.loads(line) for line in data.splitlines()]


def test_csv_values_survive_and_the_audit_is_json(clean: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(
        b'\xef\xbb\xbfid,text,note\r\n1,"a engine, said ""he""\nand left",007\r\n\r\n'
        b'2,"x",""\r\n3,short\r\n4,"a apple",\xff\r\n5,q,"open\r\n'
    )
    [cleaned] = clean(path, output=str(tmp_path / "out.csv"))
    rows = list(csv.reader(io.StringIO(cleaned.output.decode())))
    assert [row[:3] for row in rows] == [["1", 'an engine, said "he"\nand left', "007"], ["2", "x", ""]]
    assert json.loads(rows[0][3])["edits"][0]["after"] == "an"
    errors = [json.loads(line) for line in cleaned.errors.splitlines()]
    assert [(error["record"], error["reason"].split(":")[0]) for error in errors] == [
        (3, "has 2 cells where the header has 3"),
        (4, "not UTF-8"),
        (5, "a quotation mark is opened and never closed"),
    ]
    assert errors[0]["raw"] == "3,short\r\n"


def test_a_quotation_mark_within_a_field_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "in.tsv"
    path.write_text('id\ttext\n1\ta 5" disk\n2\tother\n')
    [source] = sources.find([str(path)])
    [batch] = formats.batches(source, START)
    assert batch.payload.rows == (b'1\ta 5" disk\n', b"2\tother\n")


def test_parquet_keeps_types_and_order(clean: Callable[..., Any], tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    schema = pa.schema(
        [
            ("when", pa.timestamp("us", "UTC")),
            ("text", pa.large_string()),
            ("price", pa.decimal128(9, 2)),
            ("tags", pa.list_(pa.struct([("k", pa.string()), ("v", pa.int8())]))),
            ("lang", pa.dictionary(pa.int16(), pa.string())),
            ("blob", pa.binary()),
        ],
        metadata={"made": "by hand"},
    )
    rows = {
        "when": [1, 2, None],
        "text": ["a engine", None, "good"],
        "price": [None, "1.25", "3.10"],
        "tags": [[{"k": "x", "v": 1}], [], None],
        "lang": ["en", "fr", "en"],
        "blob": [b"\xff", None, b""],
    }
    arrays = [
        pa.array(rows["price"]).cast(field.type) if field.name == "price" else pa.array(rows[field.name], field.type)
        for field in schema
    ]
    path = tmp_path / "in.parquet"
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), path)
    [cleaned, last] = clean(path, output=str(tmp_path / "out.parquet"))
    assert last.last
    assert not last.output
    out = table(cleaned.output)
    assert out.schema.names == [*schema.names, "corrector"]
    assert out.drop_columns(["corrector", "text"]).equals(pq.read_table(path).drop_columns(["text"]))
    assert out.schema.metadata[b"made"] == b"by hand"
    assert out.column("text").to_pylist() == ["an engine", None, "good"]
    assert [bool(audit) for audit in out.column("corrector").to_pylist()] == [True, False, True]
    [error] = [json.loads(line) for line in cleaned.errors.splitlines()]
    assert (error["record"], error["reason"], error["kept"]) == (2, "field 'text' holds null, not text", "output")


def test_records_that_do_not_fit_the_columns_are_kept_as_failures(
    clean: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "in.jsonl"
    records = [{"text": "good", "n": 1, "x": None}] * 1200 + [
        {"text": "b", "n": 1.5},
        {"text": "c", "n": "one"},
        {"text": 5, "n": 1},
        {"text": "d", "n": 2, "x": "late"},
    ]
    path.write_text("".join(json.dumps(record) + "\n" for record in [*records, {"text": "e", "new": 1}]))
    with pytest.raises(ConfigError, match="field 'n' holds values that one Parquet column cannot"):
        clean(path, output=str(tmp_path / "out.parquet"))
    monkeypatch.setattr(plan, "_SAMPLED_BATCHES", 1)
    head = records[:1] * 5000  # more than is sampled
    path.write_text("".join(json.dumps(record) + "\n" for record in [*head, *records[1200:], {"text": "e", "new": 1}]))
    done = clean(path, output=str(tmp_path / "out.parquet"), pipeline=_identity())
    errors = [json.loads(line) for each in done for line in each.errors.splitlines()]
    assert [error["record"] - 5000 for error in errors] == [1, 2, 3, 5]
    assert json.loads(errors[0]["raw"]) == {"text": "b", "n": 1.5}
    assert "no column of the output" in errors[-1]["reason"]
    assert sum(each.kept for each in done) == 5001


def _identity() -> Any:
    from tests.corpus import fakes

    return fakes.Identity


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_what_a_cut_file_still_holds_is_cleaned_and_the_cut_is_named(
    suffix: str, clean: Callable[..., Any], tmp_path: Path
) -> None:
    made = jobs.records(9000)
    path = jobs.write(tmp_path / f"in.jsonl{suffix}", made)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    done = clean(path)
    assert "cut short" in done[-1].note
    kept = sum(each.kept for each in done)
    assert kept > 1000
    out = [json.loads(line) for each in done for line in each.output.splitlines()]
    assert [record["id"] for record in out] == [record["id"] for record in made[:kept]]
    [error] = [json.loads(line) for line in done[-1].errors.splitlines()]
    assert error["record"] == kept + 1
    assert "incomplete" in error["reason"]
    assert json.dumps(made[kept]).startswith(error["raw"])


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_what_a_corrupt_file_still_holds_is_cleaned(suffix: str, clean: Callable[..., Any], tmp_path: Path) -> None:
    path = jobs.write(tmp_path / f"in.jsonl{suffix}", jobs.records(9000))
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 64] = bytes(64)
    path.write_bytes(data)
    done = clean(path)
    assert "corrupt" in done[-1].note
    assert sum(each.kept for each in done) > 1000


def test_concatenated_members_and_padding_are_read(tmp_path: Path, clean: Callable[..., Any]) -> None:
    path = tmp_path / "in.jsonl.gz"
    member = gzip.compress(b'{"text": "x"}\n')
    path.write_bytes(member + member + bytes(512) + member)
    [cleaned] = clean(path)
    assert (cleaned.kept, cleaned.note) == (3, "")


def test_a_bomb_is_decoded_in_pieces(tmp_path: Path) -> None:
    from corrector.corpus import streams

    packed = zlib.compressobj(9, wbits=31)
    path = tmp_path / "bomb.gz"
    path.write_bytes(packed.compress(bytes(64 << 20)) + packed.flush())
    with path.open("rb") as stream:
        assert (
            max(len(block) for block in streams.blocks(stream, streams.Compression.GZIP, lambda _: None))
            <= streams.BLOCK
        )


@pytest.mark.usefixtures("small_batches")
def test_a_record_cut_in_a_web_archive_is_named(tmp_path: Path, clean: Callable[..., Any]) -> None:
    path = jobs.write(tmp_path / "in.wet", jobs.records(120))
    path.write_bytes(path.read_bytes()[:-20])
    done = clean(path)
    [error] = [json.loads(line) for each in done for line in each.errors.splitlines()]
    assert error["record"] == 120
    assert "incomplete" in error["reason"]
    assert error["id"] == "<urn:uuid:00000000-0000-0000-0000-000000000120>"
    first = json.loads(done[0].output.splitlines()[0])
    assert list(first) == ["id", "url", "date", "text", "corrector"]


def test_text_files_are_documents(tmp_path: Path, clean: Callable[..., Any]) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(f"a engine\nnumber {number}\n")
    (folder / "bad.txt").write_bytes(b"\xff\xfe\xff")
    (folder / "wide.txt").write_bytes("a apple".encode("utf-16"))
    [cleaned] = clean(folder)
    texts = [json.loads(line)["text"] for line in cleaned.output.splitlines()]
    assert texts == [f"an engine\nnumber {number}\n" for number in range(5)] + ["an apple"]
    assert [json.loads(line)["id"] for line in cleaned.errors.splitlines()] == [str(folder / "bad.txt")]


def test_headers_are_checked_before_anything_is_written(tmp_path: Path, clean: Callable[..., Any]) -> None:
    for name, header in (("a.csv", "id,text"), ("b.csv", "text,id"), ("c.csv", "id,body"), ("d.csv", "text,corrector")):
        (tmp_path / name).write_text(f"{header}\n1,2\n")
    with pytest.raises(ConfigError, match="its columns are not those of"):
        clean(tmp_path / "a.csv", tmp_path / "b.csv", output=str(tmp_path / "out.csv"))
    with pytest.raises(ConfigError, match="no column 'text'"):
        clean(tmp_path / "c.csv", output=str(tmp_path / "out.csv"))
    with pytest.raises(InputError, match="cleaned before"):
        clean(tmp_path / "d.csv", output=str(tmp_path / "out.csv"))
    assert delimited.columns(sources.find([str(tmp_path / "a.csv")])[0]) == ("id", "text")


def test_plans_refuse_what_cannot_work(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"text": "x"}\n')
    cases: list[tuple[dict[str, Any], str]] = [
        ({}, "either --output"),
        ({"output": "x.jsonl", "attributes": "y"}, "either --output"),
        ({"attributes": "y", "drop_above": 0.5}, "--drop-above"),
        ({"output": "x.jsonl", "resume": True, "overwrite": True}, "--resume"),
        ({"output": "-", "resume": True}, "--resume needs files"),
        ({"output": "x.txt"}, "not written"),
        ({"output": "x.doc"}, "no corpus format"),
        ({"output": "x.parquet.gz"}, "compresses within"),
        ({"output": "x.jsonl", "text_field": "body"}, "no field 'body'"),
        ({"output": str(path)}, "among the inputs"),
    ]
    for options, message in cases:
        with pytest.raises(ConfigError, match=message):
            plan.make(plan.Job(inputs=(str(path),), **options))
    with pytest.raises(ConfigError, match="among the inputs"):
        plan.make(plan.Job(inputs=(str(tmp_path),), output=str(tmp_path / "clean")))
    with pytest.raises(InputError, match="no such file"):
        plan.make(plan.Job(inputs=(str(tmp_path / "gone.jsonl"),), output="x.jsonl"))


def test_a_missing_extra_is_named_with_its_install_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "zstandard", None)
    path = tmp_path / "in.jsonl.zst"
    path.write_bytes(b"x")
    with pytest.raises(ConfigError, match=r"needs zstandard: pip install 'corrector\[corpus\]'"):
        plan.make(plan.Job(inputs=(str(path),), output="x.jsonl"))
