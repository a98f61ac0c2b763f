"""Facts of The World Factbook become source files."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from corrector.errors import DataError
from corrector.gazetteer.factbook import extract, parse_leader
from corrector.gazetteer.sources import SOURCES, read_source

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "name", "role", "since", "short"),
    [
        ("President Ana ROE (since 5 May 2020)", "Ana Roe", "president", "2020-05-05", "Roe"),
        ("Prime Minister ROE Ana Mar (since April 2018)", "Roe Ana Mar", "prime minister", "2018-04", "Roe"),
        ("Interim President Gen. Jo DOE-ROE (since 2021)", "Jo Doe-Roe", "interim president", "2021", "Doe-Roe"),
        ("King MAXIMUS IV (since 1 Jan 2001)", "Maximus IV", "king", "2001-01-01", "Maximus IV"),
        ("Amir TARO bin Foo al-Bar (since 16 December 2023)", "Taro bin Foo al-Bar", "emir", "2023-12-16", "Taro"),
        ("President Ali al-ROE (since 3 May 2020)", "Ali al-Roe", "president", "2020-05-03", "al-Roe"),
    ],
)
def test_leaders_are_read(text: str, name: str, role: str, since: str, short: str) -> None:
    leader = parse_leader(text)
    assert leader is not None
    assert (leader.name, leader.role, leader.since, leader.short) == (name, role, since, short)


@pytest.mark.parametrize(
    "text", ["", "President (vacant)", "Ana ROE (since 2020)", "President of Space Ana ROE (since 2020)"]
)
def test_what_does_not_parse_is_left_out(text: str) -> None:
    assert parse_leader(text) is None


def test_extraction_writes_valid_sources(tmp_path: Path) -> None:
    shutil.copy(SOURCES / "countries.tsv", tmp_path)
    record = {
        "names": {"conventional short form": "C&ocirc;te d'Ivoire"},
        "chief_of_state": "President Ana Mar&iacute;a RO&Eacute; (since 5 May 2020); note - something",
        "head_of_government": "King CHARLES III (since 8 September 2022); represented by Governor-General Jo DOE",
        "parties": "Blue Sky Party or BSPFront for Tomorrow",
        "ethnic_groups": "Blorbs 40%, other 60% (2015 est.)",
    }
    facts = tmp_path / "facts.jsonl"
    facts.write_text(json.dumps(record) + "\n" + json.dumps({"names": {}}) + "\n", encoding="utf-8")
    paths = extract(facts, as_of="2026-01-31", target=tmp_path)
    rows = {path.name: read_source(path) for path in paths}
    assert all(not file.problems for file in rows.values())
    leader = rows["leaders.tsv"].rows[0]
    assert (leader.one("name"), leader.one("country"), leader.one("as_of")) == ("Ana María Roé", "CI", "2026-01-31")
    assert {row.one("name"): row.one("acronyms") for row in rows["parties_factbook.tsv"].rows} == {
        "Blue Sky Party": "BSP",
        "Front for Tomorrow": "",
    }
    assert [row.one("name") for row in rows["peoples_factbook.tsv"].rows] == ["Blorbs"]


def test_unreadable_facts_are_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot read Factbook facts"):
        extract(tmp_path / "none.jsonl", as_of="2026-01-31")
