from dataclasses import replace
from pathlib import Path

import pytest

from corrector.errors import InputError
from corrector.evaluation import frames
from corrector.evaluation.facts import Country, Facts, ForeignNoun, Leader, read_facts, read_rows
from corrector.evaluation.twins import FAMILIES, make_twins, tally

ENGLISH = {"boat", "baker", "sail"}


def frequency(word: str, language: str) -> float:
    return 4.0 if language == "en" and word.lower() in ENGLISH else 0.0


def country(code: str, name: str, adjective: str, *foreign: str) -> Country:
    return Country(
        code, (name,), (adjective,), {k: (v,) for k, v in zip(("fr", "es", "de", "it", "pt"), foreign, strict=True)}
    )


COUNTRIES = (
    country("no", "Norway", "Norwegian", "norvégien", "noruego", "norwegisch", "norvegese", "norueguês"),
    country("pe", "Peru", "Peruvian", "péruvien", "peruano", "peruanisch", "peruviano", "peruano"),
    country("ke", "Kenya", "Kenyan", "kényan", "keniano", "kenianisch", "keniota", "queniano"),
    country("hr", "Croatia", "Croatian", "croate", "croata", "kroatisch", "croato", "croata"),
    country("eg", "Egypt", "Egyptian", "égyptien", "egipcio", "ägyptisch", "egiziano", "egípcio"),
    country("mx", "Mexico", "Mexican", "mexicain", "mexicano", "mexikanisch", "messicano", "mexicano"),
    country("mg", "Madagascar", "Malagasy", "malgache", "malgache", "madagassisch", "malgascio", "malgaxe"),
    country("pl", "Poland", "Polish", "polonais", "polaco", "polnisch", "polacco", "polonês"),
    country("jm", "Jamaica", "Jamaican", "jamaïcain", "jamaicano", "jamaikanisch", "giamaicano", "jamaicano"),
)
NAMES = (
    "Berit Solbakken",
    "Rosa Quispe",
    "Otieno Wafula",
    "Ivan Horvat",
    "Samir Mansour",
    "Lucia Herrera",
    "Lala Rabetsara",
    "Jan Wisniewski",
    "Marcia Bailey",
)
NOUNS = (
    ("boulanger", "fr", "baker"),
    ("voiturier", "fr", "merchant"),
    ("pescador", "es", "fisherman"),
    ("boulangerie", "fr", "bakery"),
    ("peluquero", "es", "hairdresser"),
    ("bienhechor", "es", "benefactor"),
    ("carpintero", "es", "carpenter"),
    ("traductor", "es", "translator"),
    ("jardinier", "fr", "gardener"),
    ("prisonnier", "fr", "prisoner"),
    ("pastorello", "it", "shepherd"),
    ("pescatore", "it", "fisherman"),
    ("giardiniere", "it", "gardener"),
    ("traduttore", "it", "translator"),
    ("prigioniero", "it", "prisoner"),
    ("falegname", "it", "carpenter"),
    ("ombrello", "it", "umbrella"),
    ("bottiglia", "it", "bottle"),
    ("biblioteca", "es", "library"),
    ("bibliothèque", "fr", "library"),
)
FACTS = Facts(
    COUNTRIES,
    tuple(Leader(one, "President", name) for one, name in zip(COUNTRIES, NAMES, strict=True)),
    (("World Trade Organization", "World Trade Organisation"), ("Nordic Council",), ("African Union",)),
    tuple(ForeignNoun(word, language, (lemma,)) for word, language, lemma in NOUNS),
    frequency,
)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("split", frames.SPLITS)
def test_twins_are_damaged_marked_and_repeatable(family: str, split: str) -> None:
    twins = make_twins(family, facts=FACTS, split=split, count=10)
    assert twins == make_twins(family, facts=FACTS, split=split, count=10)
    assert len({twin.damaged.document.text for twin in twins}) == 10
    for twin in twins:
        (mark,) = twin.damaged.marks
        assert mark.accept
        assert mark.original not in mark.accept
        text = twin.damaged.document.text
        assert "{" not in text + twin.right.text
        assert text[: mark.span.start] + mark.accept[0] + text[mark.span.end :] == twin.right.text


@pytest.mark.parametrize("family", FAMILIES)
def test_the_test_split_and_other_seeds_differ(family: str) -> None:
    def texts(split: str, seed: int) -> set[str]:
        return {
            twin.damaged.document.text for twin in make_twins(family, facts=FACTS, split=split, count=10, seed=seed)
        }

    assert len(texts("dev", 0) & texts("test", 0)) <= 1
    assert texts("dev", 0) != texts("dev", 1)


def test_each_split_has_items_of_its_own() -> None:
    dev, test = (set(frames.part(frames.SURNAMES, split)) for split in frames.SPLITS)
    assert dev - test
    assert test - dev
    assert dev & test


def test_too_few_facts_are_reported() -> None:
    with pytest.raises(ValueError, match="untranslated-noun: only 0"):
        make_twins("untranslated-noun", facts=replace(FACTS, nouns=()), split="dev", count=5)


def test_every_case_counts_once() -> None:
    rows = [
        (True, True, False, False),
        (False, True, False, False),
        (False, True, True, True),
        (False, False, False, False),
    ]
    assert tally("x", rows) == ("x", 4, 1, 1, 1, 1)


def test_the_benchmark_facts_are_whole() -> None:
    folder = Path(__file__).parents[3] / "benchmarks" / "data"
    facts = read_facts(folder, lexicon=None, frequency=frequency)
    assert len(facts.countries) >= 150
    assert all(all(forms) for one in facts.countries for forms in one.foreign.values())
    assert len({one.code for one in facts.countries}) == len(facts.countries)


def test_a_row_with_too_few_fields_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("# comment\na\tb\n1\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.tsv:3: 1 fields, the header has 2"):
        list(read_rows(tmp_path / "a.tsv"))
