"""Turn country facts of The World Factbook (public domain) into source files of the gazetteer.

Input is JSON Lines, one country an object with ``names``, ``chief_of_state``, ``head_of_government``, ``parties``,
``organizations`` and ``ethnic_groups`` as the Factbook words them. Its country codes are not ISO codes, so countries are
found by name. What does not parse is left out rather than guessed.
"""

from __future__ import annotations

import html
import json
import re
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from corrector.errors import DataError
from corrector.gazetteer.keys import fold
from corrector.gazetteer.sources import SOURCES, read_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_OFFICES: Final = {
    r"(?:Acting|Interim|Transition(?:al)?) President(?: of the Transition)?": "interim president",
    r"(?:Interim|Transition|Acting|Caretaker|GNU Interim|CNSP) Prime Minister": "prime minister",
    r"President of the Government of Spain \(prime minister-equivalent\)": "prime minister",
    r"President of the (?:Swiss Confederation|Government|French Polynesia)|President, Presidential Council,": "president",
    r"President of the National Council for the Safeguard of the Homeland \(CNSP\)": "president",
    r"President of Council of Ministers|Chairman of the Cabinet of Ministers": "prime minister",
    r"Chairperson of the Council of Ministers|Taoiseach \(Prime Minister\)": "prime minister",
    r"Presidential Leadership Council Chairperson": "president",
    r"(?:Crown Prince and |Sultan and )?Prime Minister(?: and [A-Z][a-z-]+(?: [A-Z][a-z]+)?| Crown Prince)?": "prime minister",
    r"Sovereign Council Chair and Commander-in-Chief of the Sudanese Armed Forces": "president",
    r"Supreme Leader": "supreme leader",
    r"Vice President": "vice president",
    r"State Affairs Commission President|President": "president",
    r"Premier(?: of the State Council)?": "premier",
    r"Chancellor": "chancellor",
    r"Chief Minister": "chief minister",
    r"King": "king",
    r"Queen": "queen",
    r"Amir": "emir",
    r"Sultan": "sultan",
    r"Emperor": "emperor",
    r"Grand Duke": "grand duke",
    r"Prince": "prince",
    r"Pope": "pope",
    r"Governor": "governor",
}
_TITLE = re.compile("|".join(f"(?P<o{i}>{pattern})" for i, pattern in enumerate(_OFFICES)))
_ROLES: Final = tuple(_OFFICES.values())
_RANK = re.compile(
    r"^(?:Ratu |(?:Gen|Col|Capt|Lt|Maj|Dr|Sir|Dame|Sr)\.? |General |Colonel |Captain |Senior |Marshal |Archbishop )+"
)
_ROMAN = re.compile(r"[IVX]+")
_ELSEWHERE: Final = {"Trump": "US", "Macron": "FR", "Charles III": "GB", "Harald V": "NO", "Xi": "CN"}
_SOURCE: Final = "The World Factbook"


class Leader(NamedTuple):
    """An office holder as the Factbook states it: ``since`` is an ISO date or year or ``""``."""

    name: str
    role: str
    since: str
    short: str
    variants: tuple[str, ...]


def _capitals(word: str) -> bool:
    """Tell whether a word is all capitals, as the Factbook writes surnames (not an initial)."""
    letters = word.removeprefix("al-")
    return letters.isupper() and len(letters) > 1 and not letters.endswith(".")


def _title_case(word: str, *, first: bool) -> str:
    if not _capitals(word) or (_ROMAN.fullmatch(word) and not first):
        return word
    if word.startswith("al-"):
        return "al-" + _title_case(word[3:], first=first)
    if word in {"DER", "DEN", "DA", "DO", "DOS", "Y"}:
        return word.lower()
    return re.sub(r"[^\W\d_]+", lambda m: m[0].capitalize(), word.lower())


def _iso(date: str) -> str:
    for pattern, iso in (("%d %B %Y", "%Y-%m-%d"), ("%d %b %Y", "%Y-%m-%d"), ("%B %Y", "%Y-%m"), ("%Y", "%Y")):
        try:
            return datetime.strptime(date.strip(), pattern).strftime(iso)
        except ValueError:
            continue
    return ""


def parse_leader(text: str) -> Leader | None:
    """Read a phrase such as ``President Maia SANDU (since 24 December 2020)``; capitals mark the surname.

    >>> parse_leader("President Joao Manuel Goncalves LOURENCO (since 26 September 2017)").short
    'Lourenco'
    """
    text = text.strip()
    title = _TITLE.match(text)
    if not title:
        return None
    text = re.sub(r"\(also spelled [^)]*\) ", "", text)
    body = re.match(r"([^(;,]+)(?:, Jr\.)?\s*(?:\((?:since )?([^)]*)\))?", text[title.end() :].strip())
    if not body:
        return None
    name = re.sub(r'"[^"]*"|; also.*', "", body[1]).replace("’", "'")
    name = re.sub(r"\s+", " ", _RANK.sub("", name.strip())).split(" of ")[0].strip()
    words = name.split(" ")
    capitals = [i for i, word in enumerate(words) if _capitals(word) or (_ROMAN.fullmatch(word) and i)]
    if not capitals or not re.fullmatch(r"[\w' .\-]+", name) or text[title.end() :].startswith(" of "):
        return None
    role = _ROLES[int((title.lastgroup or "o0")[1:])]
    cased = [_title_case(word, first=i == 0) for i, word in enumerate(words)]
    short = " ".join(cased[capitals[0] : capitals[-1] + 1])
    full = " ".join(cased)
    variants: tuple[str, ...]
    if capitals[0] == 0:  # the name by which the person goes stands first: ISAIAS Afwerki, KIM Jong Un
        variants = (" ".join(cased[:2]),) if len(cased) > 2 and len(capitals) == 1 and words[1] != "bin" else ()
    else:
        variants = (f"{cased[0]} {short}", " ".join(cased[: capitals[-1] + 1]))
    return Leader(full, role, _iso(body[2] or ""), short, tuple(v for v in dict.fromkeys(variants) if v != full))


def _iso_codes(sources: Path) -> dict[str, str]:
    codes: dict[str, str] = {}
    for row in read_sources([sources / "countries.tsv"])[0].rows:
        for column in ("name", "variants", "formal"):
            for name in row.many(column):
                codes.setdefault(fold(name).removeprefix("the "), row.one("code"))
    return codes


def _country(record: Mapping[str, object], codes: Mapping[str, str]) -> str:
    names = record.get("names")
    if not isinstance(names, dict):
        return ""
    for key in ("conventional short form", "conventional long form"):
        name = fold(html.unescape(str(names.get(key, "")))).removeprefix("the ")
        for form in (name, name.split(" (")[0], name.replace("congo (brazzaville)", "congo-brazzaville")):
            if form in codes:
                return codes[form]
    return {"dominican": "DO", "burma": "MM", "drc": "CD"}.get(name, "")


def _leaders(records: Iterable[tuple[str, Mapping[str, object]]]) -> Iterator[tuple[str, ...]]:
    seen: set[tuple[str, str, str]] = set()
    for country, record in records:
        for field in ("chief_of_state", "head_of_government"):
            text = html.unescape(str(record.get(field, ""))).split(";")[0].split("), represented")[0]
            leader = parse_leader(text)
            if leader is None or (leader.role == "king" and "represented" in str(record.get(field))):
                continue
            if leader.short in _ELSEWHERE and country != _ELSEWHERE[leader.short]:
                continue
            if (country, leader.name, leader.role) not in seen:
                seen.add((country, leader.name, leader.role))
                yield (
                    leader.name,
                    "person",
                    country,
                    leader.role,
                    leader.since,
                    leader.short,
                    "|".join(leader.variants),
                )


_PEOPLE = re.compile(r"(?:^|, |\(includes )([A-Z][a-z]+(?:[ -][A-Z][a-z]+)?) \d[\d.,]*%")
_NO_PEOPLE: Final = {
    "Black",
    "White",
    "Mixed",
    "Muslim",
    "Christian",
    "Other",
    "East Indian",
    "Non",
    "Arab-Amazigh",
    "Unspecified",
}


def _peoples(records: Iterable[tuple[str, Mapping[str, object]]], known: frozenset[str]) -> Iterator[tuple[str, ...]]:
    where: dict[str, str] = {}
    for country, record in records:
        for name in _PEOPLE.findall(html.unescape(str(record.get("ethnic_groups", "")))):
            if name not in _NO_PEOPLE and fold(name) not in known:
                where.setdefault(name, country)
    return ((name, "people", country) for name, country in sorted(where.items()))


_SEAM = re.compile(r"(?<=[a-z)])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PARTY = re.compile(r"[A-Z][a-z]+(?:(?:'s)?[ -](?:[A-Z][a-z]+|of|for|and|the|in))*(?:'s)? [A-Z][a-z]+")


def _parties(records: Iterable[tuple[str, Mapping[str, object]]]) -> Iterator[tuple[str, ...]]:
    for country, record in records:
        seen: set[str] = set()
        for piece in _SEAM.split(html.unescape(str(record.get("parties", "")))):
            name, _, acronym = re.sub(r"\s*\(.*", "", piece).strip().partition(" or ")
            if _PARTY.fullmatch(name) and 2 <= len(name.split()) <= 8 and name not in seen:
                seen.add(name)
                yield (name, "party", country, acronym if re.fullmatch("[A-Z]{2,7}", acronym) else "")


def _write(path: Path, comment: str, columns: str, rows: Iterable[tuple[str, ...]], as_of: str) -> None:
    head = f"# {comment}\n# licence: public domain (The World Factbook)\n# schema: names\n{columns}\tsource\tas_of\n"
    lines = sorted({"\t".join(row) for row in rows})
    path.write_text(head + "".join(f"{line}\t{_SOURCE}\t{as_of}\n" for line in lines), encoding="utf-8")


def extract(facts: Path, *, as_of: str, target: Path = SOURCES) -> tuple[Path, ...]:
    """Write ``leaders.tsv``, ``peoples_factbook.tsv`` and ``parties_factbook.tsv`` from Factbook facts.

    Args:
        facts: the JSON Lines file, one country a line.
        as_of: ISO date of the edition.
        target: folder of source files; its ``countries.tsv`` is read.

    Raises:
        DataError: the facts cannot be read.
    """
    try:
        rows = [json.loads(line) for line in facts.read_text(encoding="utf-8").splitlines() if line]
    except (OSError, ValueError) as error:
        raise DataError(f"{facts}: cannot read Factbook facts ({error}); give a JSON Lines file") from error
    codes = _iso_codes(target)
    records = [(code, row) for row in rows if (code := _country(row, codes))]
    known = frozenset(
        fold(form)
        for row in read_sources([target / "countries.tsv"])[0].rows
        for column in ("adjectives", "nouns", "plurals")
        for form in row.many(column)
    )
    files = {
        "leaders.tsv": (
            "Heads of state and government.",
            "name type country role since short variants",
            _leaders(records),
        ),
        "peoples_factbook.tsv": ("Peoples, as a share of a population.", "name type country", _peoples(records, known)),
        "parties_factbook.tsv": ("Political parties.", "name type country acronyms", _parties(records)),
    }
    for name, (comment, columns, lines) in files.items():
        _write(target / name, comment, columns.replace(" ", "\t"), lines, as_of)
    return tuple(target / name for name in files)
