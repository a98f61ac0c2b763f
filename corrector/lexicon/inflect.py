"""Form and recognise English inflections: plural and third person, past, -ing, comparison.

Regular spelling rules (Quirk et al. 1985, ch. 3 to 5) and a list of common irregular forms.

>>> inflect("city", Feature.S), inflect("man", Feature.S), inflect("stop", Feature.PAST), inflect("write", Feature.PAST)
('cities', 'men', 'stopped', 'wrote')
>>> "stopped" in {inflect(base, Feature.PAST) for base in bases("stopped")}
True
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Feature(StrEnum):
    """What an ending adds to a word."""

    BASE = ""
    S = "s"
    PAST = "past"
    ING = "ing"
    LY = "ly"


_PLURALS = """
    man men  woman women  child children  person people  foot feet  tooth teeth  goose geese  mouse mice  ox oxen  die dice
    life lives  wife wives  knife knives  leaf leaves  half halves  self selves  shelf shelves  wolf wolves  thief thieves
    loaf loaves  calf calves  elf elves  crisis crises  analysis analyses  thesis theses  basis bases  axis axes  oasis oases
    hypothesis hypotheses  diagnosis diagnoses  phenomenon phenomena  criterion criteria  stimulus stimuli  nucleus nuclei
    alumnus alumni  medium media  datum data  bacterium bacteria  stratum strata  series series  species species
    aircraft aircraft  sheep sheep  deer deer  fish fish  means means  offspring offspring  has has  is is  be is  have has
"""
_PASTS = """
    be was  have had  do did  say said  go went  get got  make made  know knew  think thought  take took  see saw  come came
    find found  give gave  tell told  feel felt  become became  leave left  put put  mean meant  keep kept  let let  begin began
    show showed  hear heard  run ran  hold held  bring brought  write wrote  sit sat  stand stood  lose lost  pay paid  meet met
    set set  lead led  understand understood  speak spoke  spend spent  grow grew  win won  teach taught  buy bought  send sent
    build built  fall fell  cut cut  sell sold  break broke  rise rose  drive drove  draw drew  choose chose  seek sought
    wear wore  catch caught  fight fought  throw threw  strike struck  sing sang  fly flew  hit hit  eat ate  sleep slept
    read read  forget forgot  steal stole  shut shut  hide hid  deal dealt  bear bore  swear swore  lay laid  lie lay
    shake shook  shoot shot  sink sank  swim swam  bend bent  lend lent  feed fed  bleed bled  spread spread  cast cast
    forecast forecast  broadcast broadcast  overcome overcame  withdraw withdrew  undergo underwent  undertake undertook
    forbid forbade  forgive forgave  freeze froze  hang hung  hurt hurt  cost cost  bid bid  burst burst  quit quit
    split split  drink drank  ring rang  ride rode  wake woke  weep wept  sweep swept  bind bound  wind wound  grind ground
"""
_DOUBLING_FINAL = frozenset(
    "admit begin commit compel confer control defer deter dispel emit equip excel expel forget occur omit patrol permit"
    " prefer propel rebel refer regret repel submit transfer transmit".split()
)


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_IRREGULAR = {Feature.S: _pairs(_PLURALS), Feature.PAST: _pairs(_PASTS)}
_IRREGULAR_BASES: dict[str, str] = {
    form: base for table in _IRREGULAR.values() for base, form in table.items() if form != base
}
_IRREGULAR_PLURALS = frozenset(form for base, form in _IRREGULAR[Feature.S].items() if form != base)
_NOT_MEN = ("human", "german", "roman", "ottoman", "talisman", "shaman", "norman", "caiman", "ataman")
_CONSONANT_Y = re.compile(r"[^aeiou]y$")
_SIBILANT = re.compile(r"(?:s|x|z|ch|sh)$")
_CLOSED_SYLLABLE = re.compile(r"^(?:[^aeiou]*|[^aeiou]*qu)[aeiou][bdfgklmnprtvz]$")


def inflect(lemma: str, feature: Feature) -> str:
    """Return the lemma with the feature added to its last word; a base is returned as it is."""
    head, space, word = lemma.rpartition(" ")
    if feature is Feature.BASE or not word.isascii() or not word:
        return lemma
    form = _IRREGULAR.get(feature, {}).get(word.lower())
    if form is None:
        return head + space + _regular(word, feature)
    return head + space + (form.capitalize() if word[0].isupper() else form)


def _regular(word: str, feature: Feature) -> str:
    match feature:
        case Feature.S:
            if word.endswith("man") and not word.endswith(_NOT_MEN):
                return word[:-2] + "en"
            if _CONSONANT_Y.search(word) and word[0].islower():
                return word[:-1] + "ies"
            return word + ("es" if _SIBILANT.search(word) else "s")
        case Feature.PAST:
            if word.endswith("e"):
                return word + "d"
            return word[:-1] + "ied" if _CONSONANT_Y.search(word) else _doubled(word) + "ed"
        case Feature.ING:
            if word.endswith("ie"):
                return word[:-2] + "ying"
            silent = word.endswith("e") and not word.endswith(("ee", "oe", "ye")) and len(word) > 2
            return (word[:-1] if silent else _doubled(word)) + "ing"
        case Feature.LY:
            if word.endswith("le") and len(word) > 3 and word[-3] not in "aeiou":
                return word[:-1] + "y"
            if word.endswith("ic"):
                return word + "ally"
            return word[:-1] + "ily" if _CONSONANT_Y.search(word) and len(word) > 3 else word + "ly"
        case Feature.BASE:
            return word


def _doubled(word: str) -> str:
    return word + word[-1] if _CLOSED_SYLLABLE.match(word) or word in _DOUBLING_FINAL else word


def feature_of(word: str) -> Feature:
    """Return the feature that a word's English ending shows, judged by its letters alone.

    >>> [feature_of(word).value for word in ("ministers", "crisis", "planned", "going", "rapidly", "press")]
    ['s', '', 'past', 'ing', 'ly', '']
    """
    word = word.lower()
    if len(word) > 4 and word.endswith("ing"):
        return Feature.ING
    if len(word) > 4 and word.endswith("ed"):
        return Feature.PAST
    if len(word) > 4 and word.endswith("ly"):
        return Feature.LY
    if len(word) > 3 and word.endswith("s") and (not word.endswith(("ss", "us", "is")) or word.endswith("eaus")):
        return Feature.S
    return Feature.BASE


def is_plural(word: str) -> bool:
    """Tell whether an English word ends as plurals do, or is an irregular one.

    >>> is_plural("ministers"), is_plural("fishermen"), is_plural("press")
    (True, True, False)
    """
    return feature_of(word) is Feature.S or word.endswith("men") or word in _IRREGULAR_PLURALS


def bases(word: str) -> Iterator[str]:
    """Yield the words that the word may be a regular or listed inflection of, likeliest first; they need not exist."""
    if word in _IRREGULAR_BASES:
        yield _IRREGULAR_BASES[word]
    for ending, replacements in _INFLECTIONS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)]
            for replacement in replacements:
                yield stem + replacement
            if ending in _DOUBLES and len(stem) > 3 and stem[-1] == stem[-2]:
                yield stem[:-1]


_DOUBLES = ("ed", "ing", "er", "est")
_INFLECTIONS = (
    ("'s", ("",)),
    ("s'", ("s", "")),
    ("men", ("man",)),
    ("ies", ("y", "ie")),
    ("es", ("", "e", "is")),
    ("s", ("",)),
    ("ied", ("y",)),
    ("ed", ("", "e")),
    ("ying", ("ie",)),
    ("ing", ("", "e")),
    ("iest", ("y",)),
    ("est", ("", "e")),
    ("ier", ("y",)),
    ("er", ("", "e")),
)


def singulars(word: str) -> list[str]:
    """Return what a word may be the regular plural of, words or not; nothing where it is no plural.

    >>> "factory" in singulars("factories"), singulars("factory")
    (True, [])
    """
    return [base for base in bases(word) if inflect(base, Feature.S) == word] if is_plural(word) else []
