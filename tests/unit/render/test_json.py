from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from corrector import contract, render, schema
from corrector.types import Document, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from corrector.types import Result

REPORT = Draft202012Validator(schema.load())


def rendered(name: str, *results: Result) -> str:
    stream = io.StringIO()
    render.build(name).render(results, stream)
    return stream.getvalue()


@pytest.fixture
def results(fake_judge: Callable[[Document], Result]) -> list[Result]:
    texts = ["teh end of\nblarg\r\n!!LOUD", "", "lone \ud800 surrogate, naïf \U0001f600"]
    return [fake_judge(Document(f"d{place}", text)) for place, text in enumerate(texts)]


def test_schema_is_valid() -> None:
    Draft202012Validator.check_schema(schema.load())


def test_kinds_of_the_schema_are_those_of_the_program() -> None:
    assert schema.load()["$defs"]["kind"]["enum"] == [kind.value for kind in Kind]


def test_json(results: list[Result]) -> None:
    report = json.loads(rendered("json", *results))
    REPORT.validate(report)
    assert report["version"] == contract.VERSION
    assert report["signature"] == results[0].signature
    assert [document["path"] for document in report["documents"]] == ["d0", "d1", "d2"]
    first = report["documents"][0]
    assert first["corrected"] == "the end of\nblarg\r\n!!LOUD"
    assert [(f["line"], f["column"], f["outcome"]) for f in first["findings"]] == [(1, 1, "replace"), (2, 1, "flag")]
    assert first["edits"][0] | {"confidence": 0} == {
        "start": 0,
        "end": 3,
        "before": "teh",
        "after": "the",
        "kind": "spelling",
        "confidence": 0,
        "proposer": "fake",
    }


def test_json_of_nothing() -> None:
    report = json.loads(rendered("json"))
    REPORT.validate(report)
    assert report["documents"] == []


def test_jsonl(results: list[Result]) -> None:
    lines = rendered("jsonl", *results).splitlines()
    line_schema = Draft202012Validator({"$ref": "#/$defs/line", "$defs": schema.load()["$defs"]})
    assert len(lines) == len(results)
    for line in lines:
        line_schema.validate(json.loads(line))


def test_output_can_be_encoded(results: list[Result]) -> None:
    for name in ("json", "jsonl"):
        shown = rendered(name, *results)
        assert "lone \\ud800 surrogate" in shown.encode().decode()
        assert "naïve" in shown


def test_audit_of_a_record(results: list[Result]) -> None:
    validator = Draft202012Validator({"$ref": "#/$defs/audit", "$defs": schema.load()["$defs"]})
    for result in results:
        validator.validate(contract.audit(result))


@pytest.mark.parametrize(
    "damage",
    [
        {"version": 2},
        {"documents": [{}]},
        {"extra": 1},
    ],
)
def test_schema_refuses(results: list[Result], damage: dict[str, Any]) -> None:
    report = json.loads(rendered("json", *results)) | damage
    with pytest.raises(ValidationError):
        REPORT.validate(report)
