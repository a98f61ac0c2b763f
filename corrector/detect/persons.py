"""Flag a damaged name of a person that office and country, or the document itself, make plain.

Three kinds of evidence, each enough alone: an office and a country before a name that is almost their holder's
("Peruvian President Dina Boluarde"); a full name elsewhere in the document of which this one lacks the end; a name that
the document spells otherwise several times. A spelling that differs only as transliterations do is right as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from rapidfuzz.distance import OSA

from corrector.detect._knowledge import gazetteer
from corrector.detect._offices import COURTESY, OFFICE_WORDS, STATE_OFFICE
from corrector.detect._patterns import CAPITAL, POSSESSIVE
from corrector.detect._rules import RuleDetector, Slip
from corrector.detect.titles import nationality
from corrector.gazetteer import Type
from corrector.gazetteer.keys import fold, sound
from corrector.lexicon import Lexicon
from corrector.segment import BlockKind
from corrector.types import Candidate, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corrector.config import Settings
    from corrector.gazetteer import Entry, Gazetteer
    from corrector.segment import Block, Segmentation, Word

_NAME_WORD = rf"(?:{CAPITAL}[\w'’-]+|(?:d[aeiou]s?|van|von|der|del?|della|bin|ben|al|el)(?=\s{CAPITAL}))"
_NATION = rf"{CAPITAL}[\w-]+(?:\s{CAPITAL}[\w-]+)?"
_HOLDER = re.compile(
    rf"\b(?P<office>{STATE_OFFICE})(?:(?P<of>\sof\s(?:the\s)?)|,?\s)(?P<run>{_NAME_WORD}(?:,?\s{_NAME_WORD})*)"
)
# Parts of names that are also common English words.
_NAME_PARTICLES = frozenset({"Van", "Bin", "Ben", "Al", "El", "Dos", "Das", "Da", "Do", "Le", "La", "Mac", "Saint"})
# Words of companies: what is left out behind them is no part of a person's name.
_COMPANY = frozenset(
    "AG Bancorp Co Company Corp Corporation Group Holding Holdings Inc Industries Limited Ltd NV PLC Plc SA".split()
)
# Small words inside names, and how many words a name has at most.
_PARTICLES = frozenset(
    "al ben bin bint da das de del della den der di do dos du el ibn la le ten ter van von zu".split()
)
_MOST_WORDS = 6
_NUMBER = re.compile(r"[IVX]+|Jr\.?|Sr\.?")
_NAME_TYPES = frozenset({Type.PERSON, Type.GIVEN_NAME, Type.SURNAME})
_RARE_ZIPF, _SEEN = 3.8, 3
_NATION_BEFORE = re.compile(rf"({_NATION})(?:['’]s?)?\s\Z")
_DETERMINED = re.compile(r"\b(?:[Tt]he|[Aa]n?|[Ii]n|[Aa]t)\s\Z")
_INTRODUCED = re.compile(rf"(?:{COURTESY}|{STATE_OFFICE})\s\Z")
_MIN_SIMILARITY = 0.7
_MIN_GIVEN = 0.6
_COUNTRY_WORDS = 4
_NATION_WIDTH = 40  # characters in which a nationality may stand before the office
_MIN_LENGTH = 4  # shorter names ("Kim", "Li") have too many right neighbours
# Held-out damage to holders' names: nearly all near misses under an office and its country are damage.
_HOLDER_SCORE, _SURNAME_SCORE = 0.95, 0.85
_CUT_SCORE, _CUT_GIVEN_SCORE = 0.9, 0.5
_REPEATED_SCORE = 0.8
_MOST_SHARING = 16


def build(settings: Settings) -> RuleDetector:
    """Make the detector."""
    names = gazetteer(settings)
    own: WeakKeyDictionary[Segmentation, _OwnNames] = WeakKeyDictionary()

    def scan(text: Segmentation, blocks: Iterable[Block]) -> Iterator[Slip]:
        if text not in own:
            own[text] = _OwnNames(text, names)
        for block in blocks:
            yield from _holders(block, names)
            if not _is_headline(block):
                yield from _cut_short(block, own[text], names)
                yield from _misspelt(block, own[text], names)

    return RuleDetector("persons", scan)


def _slip(span: Span, cure: str, score: float, message: str, reason: str) -> Slip:
    return Slip(span, (), score, message, Kind.NAME, (Candidate(cure, score, "persons", reason),))


def _holders(block: Block, names: Gazetteer) -> Iterator[Slip]:
    """Yield names that are almost those of the holders of the office before them."""
    for match in _overlapping(_HOLDER, block.text):
        code, at = _country(block.text, match, names)
        name = POSSESSIVE.sub("", match["run"][at:].partition(",")[0])
        tokens = name.split()
        if not code or not tokens or names.is_name(name):
            continue
        best = max(
            _near_holders(tokens, names.holders(code, former=True), names), default=None, key=lambda near: near[0]
        )
        if best is None:
            continue
        similarity, wrong, cure, entry = best
        start = block.span.start + match.start("run") + at + len(" ".join(tokens[:wrong])) + (wrong > 0)
        score = (_HOLDER_SCORE if len(tokens) > 1 else _SURNAME_SCORE) * (0.9 + 0.1 * similarity)
        yield _slip(
            Span(start, start + len(tokens[wrong])),
            cure,
            score,
            f"near the name of {entry.name}, {entry.role}",
            f"office and country leave one name ({entry.source}, {entry.as_of})",
        )


def _country(text: str, match: re.Match[str], names: Gazetteer) -> tuple[str, int]:
    """Return the code of the country of an office, and where in the run behind the office the holder's name begins."""
    if match["of"] is None:
        before = _NATION_BEFORE.search(text, max(0, match.start() - _NATION_WIDTH), match.start())
        return (_country_code(before[1], names) if before else ""), 0
    words = list(re.finditer(r"\S+", match["run"]))
    for count in range(min(_COUNTRY_WORDS, len(words) - 1), 0, -1):
        code = _country_code(match["run"][: words[count - 1].end()].rstrip(","), names)
        if code:
            return code, words[count].start()
    return "", 0


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield matches that may begin inside the one before: the name after one office may be the next office."""
    match = pattern.search(text)
    while match is not None:
        yield match
        match = pattern.search(text, match.end("office"))


def _country_code(form: str, names: Gazetteer) -> str:
    """Return the country of a nationality or a country's name of one or two words, the last word alone if both are none."""
    for part in dict.fromkeys((form, form.rpartition(" ")[2])):
        reading = nationality(part, names)
        readings = (reading,) if reading is not None else names.lookup(part)
        code = next((other.entry.country for other in readings if other.entry.type is Type.COUNTRY), "")
        if code:
            return code
    return ""


def _near_holders(
    tokens: Sequence[str], holders: Iterable[Entry], names: Gazetteer
) -> Iterator[tuple[float, int, str, Entry]]:
    """Yield similarity, place of the wrong word, its cure and the holder, where just one word is almost right.

    The other words must be the holder's, in any number: texts leave out middle names. A surname alone is compared with
    the holder's, unless it is a right name itself.
    """
    for entry in holders:
        right = entry.name.split()
        same = same_name if entry.country in _OTHER_SCRIPT else _equal
        free = [word for word in right if not any(same(token, word) for token in tokens)]
        unmatched = [place for place, token in enumerate(tokens) if not any(same(token, word) for word in right)]
        if not unmatched or not free or (len(tokens) == 1 and names.is_name(tokens[0])):
            continue
        wrong = unmatched[-1]
        # Given names have forms of their own in English ("Benjamin" for "Binyamin"): near is enough, and they stay.
        if any(max(_similarity(tokens[place], word) for word in free) < _MIN_GIVEN for place in unmatched[:-1]):
            continue
        meant = max(free, key=lambda word: _similarity(tokens[wrong], word))
        similarity = _similarity(tokens[wrong], meant)
        if similarity >= _MIN_SIMILARITY and len(meant) >= _MIN_LENGTH:
            yield similarity / len(unmatched) ** 0.5, wrong, _written(meant, tokens[wrong], " ".join(tokens)), entry


# Countries whose names come from another script, so that spellings of one name differ.
_OTHER_SCRIPT = frozenset(
    "AE AF AM AZ BA BD BG BH BT BY CN CY DJ DZ EG ER ET GE GR HK IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK LY MA ME MK MM MN "
    "MO MR MV MY NP OM PK PS QA RS RU SA SD SO SY TH TJ TM TN TW UA UZ YE".split()
)


def _equal(one: str, other: str) -> bool:
    return fold(one) == fold(other)


def _similarity(one: str, other: str) -> float:
    return float(OSA.normalized_similarity(fold(one), fold(other)))


def same_name(one: str, other: str) -> bool:
    """Tell whether two spellings differ at most as transliterations of one name do.

    Sounds that alphabets write differently ("zh" and "j", "y" and "i", "ou" and "u"), Slavic and Greek endings, and doubled
    consonants that languages double at will count as the same; a doubled letter elsewhere is a slip.

    >>> same_name("Mirziyoev", "Mirziyoyev"), same_name("Boluarde", "Boluarte"), same_name("Petrov", "Pettrovv")
    (True, False, False)
    """
    return fold(one) == fold(other) or (_skeleton(one) == _skeleton(other) and _slips(one) == _slips(other))


_SLIP = re.compile(r"([bcdghjkpqrvwxz])\1|([a-z])\2\2|([^\Waeiouy\d_])\3\Z")
_GLIDE = re.compile(r"(?<=[aeou])i|i(?=[aeou])")
_ENDINGS = (
    (re.compile(r"[oe](?:ff|w)(a?)\Z"), r"ov\1"),
    (re.compile(r"e[iy]?s\Z"), "is"),
    (re.compile(r"(?<=[sk])(?:i[iy]|yi?)\Z"), "i"),
)


def _skeleton(name: str) -> str:
    folded = fold(name)
    for pattern, ending in _ENDINGS:
        folded = pattern.sub(ending, folded)
    return _GLIDE.sub("", sound(folded))


def _slips(name: str) -> int:
    return len(_SLIP.findall(fold(name)))


def _written(name: str, like: str, context: str) -> str:
    """Return a name in the capitals of the word that it replaces, and with accents only where the text may have them."""
    if context.isascii():
        name = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return name.upper() if like.isupper() and len(like) > 1 else name


class _OwnNames:
    """The full names of persons in one document: known ones, and those that an office or courtesy title precedes."""

    def __init__(self, text: Segmentation, names: Gazetteer) -> None:
        self.counts: Counter[tuple[str, ...]] = Counter()
        for block in text.whole:
            if not _is_headline(block):
                self.counts.update(_persons(block, names))
        self.cuts: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        self._sharing: dict[tuple[int, int, str], list[tuple[str, ...]]] = {}
        for full in self.counts:
            # A ruler goes without the number, a person without "Jr", and a word said three times is no name.
            if len(full) >= 3 and len(set(full)) == len(full) and not _NUMBER.fullmatch(full[-1]):
                self.cuts.setdefault(full[:-1], set()).add(full)
                if len(full) == 3 and (full[1] in _PARTICLES or not _is_family_last(full, names)):
                    self.cuts.setdefault((full[0], full[2]), set()).add(full)
            for place, token in enumerate(full):
                self._sharing.setdefault((len(full), place, token), []).append(full)

    def sharing(self, tokens: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Yield names that share a word with this one in the same place; of a very common word the first few only."""
        for place, token in enumerate(tokens):
            yield from self._sharing.get((len(tokens), place, token), ())[:_MOST_SHARING]


def _persons(block: Block, names: Gazetteer) -> Iterator[tuple[str, ...]]:
    for run in _name_runs(block):
        words = _without_offices(run, names)
        if 2 <= len(words) <= _MOST_WORDS and _is_person(block, words, names):
            yield tuple(word.text for word in words)


def _name_runs(block: Block, *, trailing: bool = False) -> Iterator[Sequence[Word]]:
    """Yield runs of capitalised words, joined over the particles inside names ("Ursula von der Leyen").

    With ``trailing``, also the runs with the particles behind them, where a name stops in its middle ("Ursula von der").
    """
    joined: list[tuple[int, int]] = []
    for run in block.runs:
        if joined and run.start == _after_particles(block, joined[-1][1]) > joined[-1][1]:
            joined[-1] = (joined[-1][0], run.end)
        else:
            joined.append((run.start, run.end))
    for start, end in joined:
        yield block.words[start:end]
        if trailing and (stop := _after_particles(block, end)) > end:
            yield block.words[start:stop]


def _after_particles(block: Block, place: int) -> int:
    """Return the place behind the particles of a name that begin at a place."""
    words, text = block.words, block.document.text
    while (
        place < len(words)
        and words[place].text in _PARTICLES
        and text[words[place - 1].end : words[place].start] == " "
    ):
        place += 1
    return place


def _without_offices(words: Sequence[Word], names: Gazetteer) -> Sequence[Word]:
    """Drop what stands before the name itself: nationality, office, courtesy title."""
    start = 0
    for place, word in enumerate(words[:-1]):
        low = word.text.lower()
        if (
            low in OFFICE_WORDS
            or re.fullmatch(COURTESY, word.text)
            or (place == start and nationality(word.text, names))
        ):
            start = place + 1
    return words[start:]


def _is_person(block: Block, words: Sequence[Word], names: Gazetteer) -> bool:
    """Tell whether a run of capitalised words is a person's full name, by the gazetteer, a title before it, or its form."""
    name = " ".join(word.text for word in words)
    readings = names.lookup(name)
    if readings:
        return any(reading.entry.type is Type.PERSON for reading in readings)
    before = block.text[: words[0].start - block.span.start][-40:]
    if _INTRODUCED.search(before) is not None:
        return True
    lexicon = Lexicon.load()
    if any(word.text in _COMPANY for word in words):
        return False
    parts = len(words) >= 3 and all(_is_name_word(word.text, names, lexicon) for word in words)
    return parts and not _DETERMINED.search(before)


def _is_name_word(form: str, names: Gazetteer, lexicon: Lexicon) -> bool:
    """Tell whether a capitalised word is a part of names, or at least no common word."""
    if form in _NAME_PARTICLES or form in _PARTICLES or not _NAME_TYPES.isdisjoint(names.types(form)):
        return True
    casing = lexicon.casing(form)
    return casing.lower <= casing.title if casing.total >= _SEEN else lexicon.zipf(form) < _RARE_ZIPF


def _cut_short(block: Block, own: _OwnNames, names: Gazetteer) -> Iterator[Slip]:
    """Yield runs that are a full name of three words or more without its last.

    Where the family name comes first, the two words behind it are one given name, and neither goes without the other; nor
    does a family name go without its particle.
    """
    for run in _name_runs(block, trailing=True) if own.cuts else ():
        words = _without_offices(run, names)
        tokens = tuple(word.text for word in words)
        meant = own.cuts.get(tokens, set())
        if len(meant) != 1:
            continue
        [whole] = meant
        full = " ".join(whole)
        if own.counts[tokens] > own.counts[whole] or _is_another(" ".join(tokens), full, names):
            continue
        if _is_thing(whole[-1]) and not _is_known(full, names):
            continue
        given = not _is_known(full, names) and _are_given_names(tokens, whole[-1], names)
        yield _slip(
            Span(words[0].start, words[-1].end),
            full,
            _CUT_GIVEN_SCORE if given else _CUT_SCORE,
            f"the document has the full name {full!r}",
            "completed from the document's own full name",
        )


def _is_known(full: str, names: Gazetteer) -> bool:
    return Type.PERSON in names.types(full)


def _is_thing(last: str) -> bool:
    """Tell whether the last word of a name is rather a common noun: "Sri Rama Mahadeva Temple" is no person."""
    lexicon = Lexicon.load()
    casing = lexicon.casing(last)
    return casing.lower > casing.title and lexicon.is_noun(last.lower())


def _are_given_names(tokens: Sequence[str], last: str, names: Gazetteer) -> bool:
    """Tell whether a text may call a person so whom it has named in full: by given names alone, the surname left out.

    Where the family name comes first ("Lee Myung Bak"), what is left out is half the given name, and the rest no name.
    """
    given = all(Type.GIVEN_NAME in names.types(token) for token in tokens)
    return given and _is_family_last((*tokens, last), names)


def _is_family_last(full: Sequence[str], names: Gazetteer) -> bool:
    return Type.SURNAME in names.types(full[-1]) or Type.SURNAME not in names.types(full[0])


def _is_headline(block: Block) -> bool:
    """Tell whether names and other capitalised words cannot be told apart by their capitals."""
    return block.kind is BlockKind.HEADING and block.is_title_case


def _is_another(short: str, full: str, names: Gazetteer) -> bool:
    """Tell whether a name is also the name of something else than the full name's bearer (another person, a place)."""
    bearers = {reading.entry for reading in names.lookup(full)}
    return any(reading.relation.accepted and reading.entry not in bearers for reading in names.lookup(short))


def _misspelt(block: Block, own: _OwnNames, names: Gazetteer) -> Iterator[Slip]:
    """Yield a full name seen once that differs in one word from a full name seen more often, or known."""
    for run in _name_runs(block) if own.counts else ():
        words = _without_offices(run, names)
        tokens = tuple(word.text for word in words)
        if not 2 <= len(tokens) <= 4 or own.counts[tokens] > 1 or names.is_name(" ".join(tokens)):
            continue
        for full in own.sharing(tokens):
            wrong = _one_near_word(tokens, full)
            if wrong is None or names.is_name(tokens[wrong]):
                continue
            if own.counts[full] >= 2 or names.is_name(" ".join(full)):
                yield _slip(
                    words[wrong].span,
                    full[wrong],
                    _REPEATED_SCORE,
                    f"the document spells this name {' '.join(full)!r} elsewhere",
                    "the document's own spelling",
                )
                break


def _one_near_word(tokens: Sequence[str], full: Sequence[str]) -> int | None:
    if len(tokens) != len(full):
        return None
    differing = [place for place, (a, b) in enumerate(zip(tokens, full, strict=True)) if a != b]
    if len(differing) != 1:
        return None
    one, other = tokens[differing[0]], full[differing[0]]
    near = len(other) > _MIN_LENGTH and OSA.distance(fold(one), fold(other)) == 1
    return differing[0] if near and not same_name(one, other) else None
