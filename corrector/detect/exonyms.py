"""Flag names in a foreign form, such as "the delegation from Allemagne" or "a Finlandais company".

English prose uses its own names for countries, peoples, languages and many cities and persons. A foreign form is right
where it is part of a foreign name ("El País", "Radio France"), of a title, or of a quotation, so the words around it
must be English.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA

from corrector.detect._foreign_text import PARTICLES, is_particle, quotations_around, words_in
from corrector.detect._knowledge import gazetteer
from corrector.detect._offices import COURTESY, OFFICE_WORDS, TITLE_WORDS
from corrector.detect._patterns import CAPITAL
from corrector.detect._rules import RuleDetector, Slip
from corrector.gazetteer import Part, Type
from corrector.gazetteer.keys import fold
from corrector.lexicon import Lexicon
from corrector.types import Candidate, Kind, Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corrector.config import Settings
    from corrector.gazetteer import Gazetteer, Reading
    from corrector.segment import Block, Word

# Capitalised nouns that a nationality goes before as it does before a common noun.
_INSTITUTIONS = frozenset(
    "ambassador army congress constitution constitutional embassy football foreign government house interior ministry navy "
    "olympic olympics parliament police republic revolution senate supreme".split()
)
# Nouns that English shares and that begin the names of foreign firms, houses, stations and clubs ("Radio Polonia").
_HEADS = frozenset(
    "academia air arena athletic auto ballet bank bar bistro boutique cafe café canal casino casa centro chateau château cinema "
    "circus club compagnie dynamo editorial electro express forum fortuna galleria gazette grand groupe grupo hotel hôtel inter "
    "juventus maison metro museo opera orchestra palazzo palais petro pizzeria place plaza porto racing radio rapid real "
    "restaurant salon spa spartak sporting star studio tele theatre torpedo trattoria union universal via victoria villa vino "
    "viva vive".split()
)
_PERSON_NAMES = frozenset({Type.PERSON, Type.GIVEN_NAME, Type.SURNAME})
_CAPITALS = re.compile(r"\b([A-Z])[a-z]")
# The name that a comma or "and" joins to another.
_JOINED_AHEAD = re.compile(rf"\b(?P<name>{CAPITAL}[\w'’-]+(?: {CAPITAL}[\w'’-]+)?)(?:,? and|,? or|,) \Z")
_JOINED_BEHIND = re.compile(rf"(?:,? and|,? or|,) (?P<name>{CAPITAL}[\w'’-]+(?: {CAPITAL}[\w'’-]+)?)")
_NAME_LENGTH = 40  # characters in which that name is sought
_DEFINED = 120  # characters in which an acronym is spelled out before it
_NATIONS = frozenset({Type.COUNTRY, Type.PEOPLE})
_LONG, _NEAR = 5, 2  # letters of a small word that may be such a name, and how far a town's English name may be from it
_SHORT_QUOTE = 4  # other words of a quotation that is a title or a cry
_SURE, _PLACE, _PERSON, _COLLIDES = 0.97, 0.94, 0.9, 0.2
_OTHER_ROLE = 0.9  # the form was of another role, or a people may be meant as a whole: "the British", not "the Britons"
_SMALL_COUNTRY = (
    0.7  # languages that write nationalities small write countries with a capital: "servie" is rather "service"
)
# From here on a capitalised word is one that English prose uses as it is ("Milano", "Deutsche", "Sam").
_KNOWN_ZIPF, _KNOWN_COUNT = 3.1, 3
# Romanian letters with a comma are often written with a cedilla, as older character sets have only those; the name is the same.
_COMMAS = str.maketrans("şţŞŢ", "șțȘȚ")


def build(settings: Settings) -> RuleDetector:
    """Make the detector."""
    names, lexicon = gazetteer(settings), Lexicon.load()
    return RuleDetector("exonyms", lambda _, blocks: (s for block in blocks for s in _slips(block, names, lexicon)))


def _slips(block: Block, names: Gazetteer, lexicon: Lexicon) -> Iterator[Slip]:
    done = 0
    for place, word in enumerate(block.words):
        if word.start < done:
            continue
        end, readings = _foreign_at(block, place, names, lexicon)
        if word.text.isupper() and readings and _is_spelled_out(block.document.text, word.text):
            continue
        if readings and _stands_in_english(block, place, end, names, lexicon):
            done = block.words[end - 1].end
            yield _slip(block, place, end, readings, names)


def _foreign_at(block: Block, place: int, names: Gazetteer, lexicon: Lexicon) -> tuple[int, tuple[Reading, ...]]:
    """Return where the longest foreign name that begins at a word ends (a place in the block's words), and its readings."""
    words = block.words
    word = words[place]
    if word.text[0].isupper() and (stop := names.longest_foreign(block.document.text, word.start)) is not None:
        end = next((k + 1 for k in range(place, len(words)) if words[k].end == stop), 0)
        readings = foreign_readings(block.document.text[word.start : stop], names)
        if end and readings:
            return end, readings
    if not may_be_foreign(word.text, names, lexicon):
        return place + 1, ()
    longer = names.longest(block.document.text, word.start)
    if longer is not None and longer.end > word.end:
        return place + 1, ()
    readings = foreign_readings(word.text, names)
    if word.text[0].islower():
        readings = tuple(reading for reading in readings if _may_be_small(word.text, reading))
    return place + 1, readings


def _is_spelled_out(text: str, acronym: str) -> bool:
    """Tell whether a text says what an acronym is short for: "the Office of Child Support Enforcement (OCSE)".

    >>> _is_spelled_out("the Office of Child Support Enforcement (OCSE)", "OCSE"), _is_spelled_out("in Paris (OCSE)", "OCSE")
    (True, False)
    """
    place = text.find(f"({acronym})")
    initials = "".join(_CAPITALS.findall(text, max(0, place - _DEFINED), place)) if place > 0 else ""
    return initials.endswith(acronym)


def _may_be_small(form: str, reading: Reading) -> bool:
    """Tell whether a small word may be a foreign name: nations and languages are small in many languages.

    One that looks like the foreign name of a town is most likely another word, if the English name is far from it.
    """
    if reading.entry.type in _NATIONS:
        return True
    if reading.entry.type is Type.LANGUAGE and len(form) >= _LONG:
        return True
    return len(form) >= _LONG and OSA.distance(fold(form), fold(reading.english)) <= _NEAR


def may_be_foreign(form: str, names: Gazetteer, lexicon: Lexicon) -> bool:
    """Tell whether a word can be a foreign name: no right name, and no word that English prose knows well."""
    if len(form) < 3 or not form[0].isalpha() or names.is_name(form):
        return False
    if form[0].islower():
        return not lexicon.is_english(form)
    return lexicon.zipf(form) < _KNOWN_ZIPF and lexicon.casing(form).title < _KNOWN_COUNT


def foreign_readings(form: str, names: Gazetteer) -> tuple[Reading, ...]:
    """Return the foreign readings of a form; none if English uses the form as it is written, too.

    Accents may be left out, but an accent that the foreign name lacks makes another word of it ("Møre" is no "moré").
    """
    spellings = {form, form.translate(_COMMAS), form.capitalize()}
    if any(reading.relation.accepted for one in spellings for reading in names.lookup(one, folded=False)):
        return ()
    accents = {char for char in form.lower() if not char.isascii()}
    return tuple(
        reading
        for reading in names.lookup(form)
        if not reading.relation.accepted and accents.issubset(reading.surface.lower().replace("'", "’‘'"))
    )


def _stands_in_english(block: Block, start: int, end: int, names: Gazetteer, lexicon: Lexicon) -> bool:
    """Tell whether the words on both sides are English and belong to no name together with this one."""
    words, text = block.words, block.document.text
    left = words[start - 1] if start else None
    right = words[end] if end < len(words) else None
    if left is not None:
        gap = text[left.end : words[start].start]
        if (gap == ", " and _is_foreign_word(left, block, names, lexicon)) or _ties(gap, left, block, lexicon):
            return False
    if right is not None:
        gap = text[words[end - 1].end : right.start]
        if (gap == ", " and _is_foreign_word(right, block, names, lexicon)) or (gap.isspace() and _binds(right, names)):
            return False
    return not _is_quotation(block, Span(words[start].start, words[end - 1].end), lexicon)


def _is_foreign_word(word: Word, block: Block, names: Gazetteer, lexicon: Lexicon) -> bool:
    """Tell whether a word is a foreign one and no name: beside it a foreign name is in a title ("Adiós, Polonia")."""
    low = word.text.lower()
    if not lexicon.foreign(low) or names.lookup(word.text):
        return False
    is_capital_by_choice = word.text[0].isupper() and word.start not in block.sentence_starts
    return is_capital_by_choice or not lexicon.is_common(low)


def _binds(right: Word, names: Gazetteer) -> bool:
    """Tell whether the word behind makes one foreign name with this one: a particle, or another name's first word.

    An office or a person's name may follow a nationality.
    """
    low = right.text.lower()
    if not right.text[0].isupper():
        return is_particle(low)
    if low in TITLE_WORDS or low in _INSTITUTIONS:
        return False
    return _PERSON_NAMES.isdisjoint(names.types(right.text, folded=False))


def _ties(gap: str, left: Word, block: Block, lexicon: Lexicon) -> bool:
    """Tell whether the word before makes one foreign name or title with this one."""
    if not gap.isspace():
        # "Mr. Tedeschi" is a person, and "Neo- Grec" one word.
        titled = gap in {". ", ".\u00a0"} and re.fullmatch(COURTESY, left.text) is not None
        return titled or gap in {"-", "- ", "'", "’", "&", " & "}
    low = left.text.lower()
    if re.fullmatch(COURTESY, left.text) is not None:
        return True
    if low in OFFICE_WORDS:
        return False
    if left.text[0].isupper():
        # The start of a sentence explains a capital, but not capitals ("SV"), nor does it unmake the head of a name.
        starts = left.start in block.sentence_starts and lexicon.is_english(low)
        is_acronym = left.text.isupper() and len(left.text) > 1 and not block.text.isupper()
        return not starts or is_acronym or low in PARTICLES or low in _HEADS
    return (low in PARTICLES and low != "no") or not (lexicon.is_english(low) or low.isdigit())


def _is_quotation(block: Block, span: Span, lexicon: Lexicon) -> bool:
    """Tell whether the name stands in a quotation that is short, as titles and cries are, or in another language."""
    for quoted in quotations_around(block, span):
        before, after = Span(quoted.start, span.start), Span(span.end, quoted.end)
        inside = (*words_in(block, before), *words_in(block, after))
        if len(inside) <= _SHORT_QUOTE or not all(lexicon.is_english(word) for word in inside):
            return True
    return False


def _slip(block: Block, start: int, end: int, readings: Sequence[Reading], names: Gazetteer) -> Slip:
    words = block.words
    place = _place(block, start, end, names)
    reading = _fitting(place, readings)
    written = _in_role(reading, place, names)
    certain = _certainty(reading)
    if place.is_small and reading.part is Part.NAME and reading.entry.type is Type.COUNTRY:
        certain = min(certain, _SMALL_COUNTRY)
    elif written != reading.english or (reading.part in {Part.NOUN, Part.PLURAL} and place.before == "the"):
        certain = min(certain, _OTHER_ROLE)
    # Another country or city of the same foreign name leaves the choice to the reader.
    rivals = {other.entry.name for other in readings if other.entry.type is reading.entry.type}
    cure = Candidate(written, certain / len(rivals), "exonyms", "the form that English prose uses")
    message = f"foreign form of {reading.english!r} ({', '.join(reading.languages)})"
    return Slip(Span(words[start].start, words[end - 1].end), (), certain, message, Kind.NAME, (cure,))


def _certainty(reading: Reading) -> float:
    """Return how sure it is that a foreign form is an error.

    History and geography use local and colonial names of places on purpose; nobody so uses a foreign word for a
    nationality.
    """
    if reading.collides:
        return _COLLIDES
    if reading.entry.type is Type.PERSON:
        return _PERSON
    return _PLACE if reading.part in {Part.NAME, Part.FORMAL} else _SURE


class _Place(NamedTuple):
    """Whether a name is written small, and what stands around it: the word before, whether a noun may follow, nations.

    ``beside_country``: the name of a country stands next to it, joined by a comma or "and". ``beside_adjective``: so does the
    adjective of a nationality, behind it.
    """

    is_small: bool
    before: str
    noun_follows: bool
    beside_country: bool
    beside_adjective: bool


def _place(block: Block, start: int, end: int, names: Gazetteer) -> _Place:
    words, text = block.words, block.document.text
    before = words[start - 1].text.lower() if start else ""
    after = words[end] if end < len(words) and text[words[end - 1].end : words[end].start].isspace() else None
    noun_follows = after is not None and (
        after.text[0].isupper() or not (after.text in _VERBS_AND_LINKS or after.text.endswith("ed"))
    )
    ahead = _JOINED_AHEAD.search(text, max(block.span.start, words[start].start - _NAME_LENGTH), words[start].start)
    behind = _JOINED_BEHIND.match(text, words[end - 1].end)
    nations = {part for joined in (ahead, behind) if joined for part in _nation(joined["name"], names)}
    return _Place(
        words[start].text[0].islower(),
        before,
        noun_follows,
        Part.NAME in nations,
        behind is not None and _nation(behind["name"], names) == {Part.ADJECTIVE},
    )


def _nation(form: str, names: Gazetteer) -> set[Part]:
    """Return what a right form is of a country, a name of two words before its first: "Saudi Arabia" is no "Saudi"."""
    for one in (form, form.partition(" ")[0]):
        found = {
            reading.part
            for reading in names.lookup(one, folded=False)
            if reading.entry.type is Type.COUNTRY and reading.relation.accepted
        }
        if found:
            return found & {Part.NAME, Part.ADJECTIVE}
    return set()


def _fitting(place: _Place, readings: Sequence[Reading]) -> Reading:
    """Return the reading in the grammatical role that the place asks for.

    One foreign form is often the country's adjective, its inhabitant, its people and its language at once ("Letton"), or
    a country and its people ("Polen").
    """
    order = _role_order(place)
    is_spoken = place.before in _SPEAKING
    is_beside = place.noun_follows or place.beside_adjective or place.beside_country
    is_nation = is_beside and place.before not in _INTO

    def fit(reading: Reading) -> tuple[bool, bool, bool, int]:
        is_language = reading.entry.type is Type.LANGUAGE
        return reading.collides, is_spoken and not is_language, is_nation and is_language, order.index(reading.part)

    return min(readings, key=fit)


def _in_role(reading: Reading, place: _Place, names: Gazetteer) -> str:
    """Return the English form, in the role that the place asks for where the foreign form has another.

    "For Algerier trade" has the inhabitants before a noun, where English writes the adjective; "from Somala." the adjective
    where only the country can stand.
    """
    if reading.entry.type is not Type.COUNTRY:
        return reading.english
    country = names.country(reading.entry.country)
    is_attribute = place.noun_follows or place.beside_adjective
    if reading.part in {Part.NOUN, Part.PLURAL} and is_attribute:
        return country.adjective
    if reading.part is Part.ADJECTIVE and not is_attribute and (place.before in _PREPOSITIONS or place.beside_country):
        return f"{country.article} {country.name}".lstrip()
    return reading.english


def _role_order(place: _Place) -> tuple[Part, ...]:
    is_attribute = place.beside_adjective or (place.is_small and place.noun_follows)
    if is_attribute and place.before not in _INTO:
        return (Part.ADJECTIVE, Part.NOUN, Part.NAME, Part.PLURAL, Part.FORMAL, Part.SURNAME)
    if place.before in _PREPOSITIONS or not (place.noun_follows or place.before in _DETERMINERS):
        return (Part.NAME, Part.ADJECTIVE, Part.PLURAL, Part.NOUN, Part.FORMAL, Part.SURNAME)
    if place.noun_follows:
        return (Part.ADJECTIVE, Part.NOUN, Part.NAME, Part.PLURAL, Part.FORMAL, Part.SURNAME)
    return (Part.PLURAL, Part.NOUN, Part.NAME, Part.ADJECTIVE, Part.FORMAL, Part.SURNAME)


_PREPOSITIONS = frozenset(
    "in from to of with against into between via near across toward towards throughout within outside inside over through for "
    "visit visited visiting leave left leaving enter entered reach reached".split()
)
_SPEAKING = frozenset(
    "speak speaks spoke spoken speaking learn learns learned learnt learning studied teaches taught".split()
)
_INTO = frozenset({"in", "into", "from"})  # before a language: "translated into Malay last year"
_DETERMINERS = frozenset("the a an this that these those some many several two three".split())
# What follows an inhabitant, a people or a country rather than the noun of an adjective.
_VERBS_AND_LINKS = frozenset(
    "is was are were has had have will would can could may might must shall should do does did said says who whom whose which "
    "that and or but in on at of to from by with for as than when while after before because if not also won lost beat took "
    "made gave began went came became saw held set met put".split()
)
