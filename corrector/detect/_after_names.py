"""Verbs and adverbs with a capital behind a person's name, told by how edited English writes and inflects them.

No list says which verbs these are: a word counts that edited English all but always writes small, that inflects as a
verb does, and whose neighbours are a subject before it and not a finite verb behind it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from corrector.detect._rules import Slip
from corrector.gazetteer import Type
from corrector.lexicon.inflect import Feature, bases, inflect
from corrector.segment import BlockKind
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corrector.gazetteer import Gazetteer
    from corrector.lexicon import Lexicon
    from corrector.segment import Block

HONORIFICS = frozenset("Mr Mr. Mrs Mrs. Ms Ms. Dr Dr. Miss Madam Sir Dame".split())
OFFICES = frozenset(
    "President Minister Chancellor Premier King Queen Prince Princess Emperor Pope Senator Sen. Governor Gov. General Gen. "
    "Secretary Judge Justice Chief Chairman Chairwoman Leader Comrade Archbishop Bishop Cardinal Sheikh Sultan Emir Ayatollah "
    "Imam Representative Rep. Colonel Col. Major Maj. Captain Capt. Lieutenant Lt. Sergeant Sgt. Admiral Adm. Marshal Professor "
    "Prof. Prof Doctor Commissioner Ambassador Mayor Speaker Congressman Congresswoman Councillor Inspector Detective "
    "Vice-President Lord Lady".split()
)

_LETTERS = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĖĘĚĜĞĠĢĤĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŖŘŚŜŞŠŢŤŪŬŮŰŲŹŻŽ"
_CAPITAL = re.compile(r" ([A-Z][a-z]+)(?=[,.;:]?(?: |$))")
_BEFORE = re.compile(rf"(?<![\w@/&’'-])(?:[{_LETTERS}][\w'’.-]*\w|he|she|they|we|who)$")
_AFTER = re.compile(r"([,.;:]?)(?: [\"“]?(\w[\w'’-]*)|$)((?: \w[\w'’-]*){0,2})")
_EARLIER = re.compile(rf"(?:([{_LETTERS}][\w'’.-]*) )?([{_LETTERS}][\w'’.-]*) $")
# Syllables of Chinese, Korean and Vietnamese names; a verb or preposition that looks like the last one is left alone.
_SYLLABLE = re.compile(r"[A-Z][^aeiouy\W]{0,2}(?:[aeiouy]{1,3})?(?:n|ng|nh|m|k|p|l|t|ch?|h)?")
_LAST_SYLLABLE = re.compile(
    r"(?=[A-Za-z]{2,5}$)(?:[B-DF-HJ-NP-TV-Z][^aeiouy\W]{0,2}[aeiouy]{1,3}|[AEIOUY][aeiouy]?)(?:n|ng|nh|m|k|p|l)?"
)
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’)\]]*\s")
_MARKS = ",;:\"“”'’()"
_PRONOUNS = frozenset("He She They We he she they we who".split())
_PLURAL = frozenset("They We they we who".split())
_BE_AND_HAVE = frozenset("is are was were has have had does do did".split())
_MODALS = frozenset("can could will would shall should may might must cannot".split())
_AUXILIARIES = _BE_AND_HAVE | _MODALS | {"said", "says", "been"}
_ADVERBS = frozenset(
    "also already always again ever never often once still soon then now later not twice just even rather seldom sometimes "
    "thereby thus too yet instead nevertheless nonetheless".split()
)
_COMPANY_FORMS = frozenset("limited incorporated".split())
_NO_ADVERBS = frozenset("family reply supply assembly ally bully rally italy july fly belly jelly lily billy".split())
_SMALL = frozenset("a an the of to in and or for on at by from with as but into".split())
# What stands behind a verb and hardly ever behind a noun in the plural.
_COMPLEMENTS = frozenset(
    "that to he she it they him her his their them us the a an not no there how why what whether".split()
)
_BEHIND_SURNAMES = frozenset("and or of in by from with for as who whose".split())
_BEHIND_VERBS = _COMPLEMENTS | _SMALL - {"and", "or", "but"}
_NAMES = frozenset({Type.GIVEN_NAME, Type.SURNAME, Type.PERSON, Type.USER})
_PERSONAL = frozenset({Type.PERSON, Type.USER})
_ACTORS = frozenset({Type.COUNTRY, Type.AGENCY, Type.ORGANIZATION, Type.MEDIA})
_NOT_A_NAME = 0.5  # the share of small letters from which a word with a capital is hardly a name
_SOMETIMES_A_NAME, _RARE = 0.2, 5  # of capitals, for a word that is listed as a name; seen less often, the list decides
_MOSTLY_SMALL = 0.97  # the share of small letters from which a capital needs an excuse
_SEEN = 3  # as often as a word must be seen in edited English before its casing counts
_FUNCTION_WORD = 5.5  # the Zipf frequency from which a word is hardly ever a name
_IN_USE = 2.6  # the least Zipf frequency of the other forms of a verb
_STYLED = 1  # more ordinary words with capitals than this make a sentence a headline, a title or a form
_IN_HEADING = 0.85  # headings mix their styles, so that a score counts for so much less there

# How likely the capital is wrong behind each kind of subject, where the form is a finite verb for sure, and where it is not.
# In 4.0 million words of right prose (news, speeches, textbooks, government pages, magazines) five matches came to 0.75 or
# more, all in headings that had lost their line break, or in titles: none behind a title of honour, one each behind a person, a
# pronoun and another name, two behind a mere capital. Of the same damage done to verbs of that text 99 % was found behind titles
# and pronouns and 95 % behind pairs of capitals (240 to 300 places each). What the scores are worth depends on how much of a
# text is damaged; they suppose that a slip is ten times as frequent as such a match in right text.
_SCORES = {
    ("titled", True): 0.95, ("titled", False): 0.9, ("pronoun", True): 0.9, ("pronoun", False): 0.82,
    ("person", True): 0.92, ("person", False): 0.82, ("office", True): 0.85, ("office", False): 0.6,
    ("name", True): 0.82, ("name", False): 0.45, ("capital", True): 0.8, ("capital", False): 0.0,
}  # fmt: skip
_NOUN_OR_VERB, _NOUN, _BEFORE_CAPITAL = 0.55, 0.2, 0.6


class Subject(NamedTuple):
    """What stands before a word: its kind (``titled``, ``person``, ``pronoun``, ``office``, ``name``) and its first place.

    ``given`` tells whether it ends in what is a given name only, so that a surname is still to come.
    """

    kind: str
    start: int
    given: bool = False


class _Place(NamedTuple):
    """A capital word with its neighbours: the word before, a mark behind, the word behind that, and up to two more."""

    before: str
    begin: int
    word: str
    end: int
    mark: str
    after: str
    rest: tuple[str, ...]


class AfterNames:
    """Judges capital words behind names."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self._gazetteer = gazetteer
        self._lexicon = lexicon

    def slips(self, block: Block) -> Iterator[Slip]:
        """Yield the verbs and adverbs that need no capital."""
        body, base = block.text, block.span.start
        for match in _CAPITAL.finditer(body):
            word, start = match[1], match.start(1)
            kind = _kind(word.lower(), self._lexicon)
            place = _place(body, start, word) if kind else None
            if place and (score := self._score(body, place, kind)):
                score *= _IN_HEADING if block.kind is BlockKind.HEADING else 1.0
                span = Span(base + start, base + match.end())
                yield Slip(span, (word.lower(),), score, f"{word!r} needs no capital here")

    def subject(self, body: str, start: int, word: str) -> Subject | None:
        """Return the person, country or pronoun that ``word``, which begins at ``start``, ends; None where it ends none."""
        if word in _PRONOUNS:
            begins = word.islower() or start == 0 or _SENTENCE_END.search(body, max(0, start - 4), start)
            return Subject("pronoun", start) if begins else None
        earlier = _EARLIER.search(body, max(0, start - 60), start)
        first, second = (earlier[1] or "", earlier[2]) if earlier else ("", "")
        if word in OFFICES and not is_title(second):
            return Subject("office", start)
        types = _types(word, self._gazetteer)
        pair = _types(f"{second} {word}", self._gazetteer) if second else frozenset()
        if pair & (_PERSONAL | _ACTORS):
            return Subject("person" if pair & _PERSONAL else "name", start - len(second) - 1)
        if is_title(second) and word.lower() not in _AUXILIARIES:
            return Subject("titled", start - len(second) - 1)
        if Type.SURNAME in types and second and self.begins_name(second, word):
            return Subject("person", start - len(second) - 1)
        if not self._may_be_name(word, types):
            plain = second and not word.isupper() and self._lexicon.zipf(word) < _FUNCTION_WORD
            return Subject("capital", start) if plain else None
        given = Type.GIVEN_NAME in types and not types & {Type.SURNAME, Type.PERSON}
        begin = start - len(second) - 1 if second else start
        if is_title(first) and self._may_be_name(second, _types(second, self._gazetteer)):
            return Subject("titled", begin - len(first) - 1)
        is_given = self.is_given(second)
        if is_given and not _ends_sentence(body, begin + len(second)):
            return Subject("person", begin)
        if types & _PERSONAL:
            return Subject("person", start)
        known = types & _ACTORS or Type.SURNAME in types or not (types or self._lexicon.is_english(word.lower()))
        return Subject("name" if known or given else "capital", start, given)

    def begins_name(self, word: str, following: str) -> bool:
        """Tell whether two words are a given name and what may be a surname."""
        types = _types(following, self._gazetteer)
        is_given = self.is_given(word)
        return is_given and (Type.SURNAME in types or self._may_be_name(following, types))

    def is_given(self, word: str) -> bool:
        """Tell whether a word is a given name, whatever else it is."""
        return Type.GIVEN_NAME in _types(word, self._gazetteer)

    def ends_in_said(self, given: str, after: str) -> bool:
        """Tell whether a verb like "Said" behind a given name, before a preposition or conjunction, is a surname.

        A person known by that name alone ("Truman") needs no surname.
        """
        types = _types(given, self._gazetteer)
        return after in _BEHIND_SURNAMES and Type.GIVEN_NAME in types and Type.PERSON not in types

    def is_personal(self, word: str) -> bool:
        """Tell whether a word is a given name or a surname, whatever else it is."""
        return bool(_types(word, self._gazetteer) & _NAMES)

    def is_surname(self, word: str) -> bool:
        """Tell whether a word with a capital is a surname and hardly anything else."""
        types = _types(word, self._gazetteer)
        return bool(types & {Type.SURNAME, Type.PERSON}) and self._may_be_name(word, types)

    def _score(self, body: str, place: _Place, kind: str) -> float:
        """Return the probability that the capital is a slip."""
        word, after, mark = place.word.lower(), place.after, place.mark
        subject = self.subject(body, place.begin, place.before)
        if subject is None or (kind == "base" and place.before not in _PLURAL):
            return 0.0
        if may_go_on(body, place.begin, place.before, place.word):
            return 0.0
        if mark == "." and after and word in _AUXILIARIES:
            return 0.0
        if word in _MODALS and subject.kind != "pronoun" and (mark or not self._follows_modal(after)):
            return 0.0
        if self._may_be_surname(place.word, kind, subject, before=place.before, after=after, mark=mark):
            return 0.0
        if self._is_in_title(body, place, subject):
            return 0.0
        return self._by_subject(subject, kind, after=after, mark=mark)

    def _follows_modal(self, word: str) -> bool:
        return word == "no" or _is_base(word, self._lexicon) or _kind(word, self._lexicon) == "adverb"

    def _may_be_surname(self, word: str, kind: str, subject: Subject, *, before: str, after: str, mark: str) -> bool:
        """Tell whether the capital word may belong to the name: a finite verb follows, or it is a surname itself."""
        is_name = self.is_personal(word)
        if is_name and not mark and self.is_given(before) and self._is_surname_of_no_actor(after):
            return True  # "Mohamed Said Fofana"
        following = _kind(after, self._lexicon)
        finite = after in _AUXILIARIES or following == "past" or (is_name and following == "s")
        if kind not in ("auxiliary", "adverb") and finite and not mark:
            return True
        if kind == "auxiliary" or not is_name:
            return False
        if subject.kind not in ("titled", "person", "pronoun") or mark or subject.given:
            return True
        return not after or self.ends_in_said(before, after)

    def _is_surname_of_no_actor(self, word: str) -> bool:
        """Tell whether a word with a capital may be a surname, and no country or body that a clause may begin with."""
        types = _types(word, self._gazetteer)
        if not word[:1].isupper() or types & _ACTORS or is_title(word):
            return False
        return Type.SURNAME in types or not (types or self._lexicon.is_english(word.lower()))

    def _by_subject(self, subject: Subject, kind: str, *, after: str, mark: str) -> float:
        small = after[:1].islower() or after[:1].isdigit()
        sure = kind == "auxiliary" or (kind == "past" and not mark)
        score = _SCORES[subject.kind, sure]
        if subject.kind == "capital" and kind != "auxiliary" and (after not in _BEHIND_VERBS or not sure):
            return 0.0
        if kind == "s" and after not in _COMPLEMENTS and subject.kind != "pronoun":
            return min(score, _NOUN_OR_VERB if subject.kind in ("titled", "person") else _NOUN)
        if mark and subject.kind == "name":
            return _NOUN
        if small or (subject.kind == "titled" and after):
            return score
        return min(score, _BEFORE_CAPITAL if subject.kind != "name" else _NOUN)

    def _is_in_title(self, body: str, place: _Place, subject: Subject) -> bool:
        """Tell whether an ordinary word with a capital comes behind, or two stand elsewhere in the sentence."""
        for near in (*place.after.split(), *place.rest):
            if near.lower() not in _SMALL:
                if near[0].isupper() and self.is_ordinary(near):
                    return True
                break
        end = _SENTENCE_END.search(body, place.end)
        before = _SENTENCE_END.split(body[max(0, subject.start - 200) : subject.start])[-1].split()[1:]
        after = body[place.end : end.start() if end else len(body)].split()
        styled = [word for word in before + after if word[0].isupper() and self.is_ordinary(word.strip(_MARKS))]
        return len(styled) > _STYLED

    def is_ordinary(self, word: str) -> bool:
        """Tell whether a word with a capital is one that edited English writes small."""
        if len(word) < 2 or not word[1:].islower() or _types(word, self._gazetteer) & _NAMES:
            return False
        return _is_small(word.lower(), self._lexicon)

    def _may_be_name(self, word: str, types: frozenset[Type]) -> bool:
        if not word or (word.isupper() and len(word) > 1):
            return bool(types & _ACTORS)
        casing = self._lexicon.casing(word)
        if types and (casing.total < _RARE or casing.title >= _SOMETIMES_A_NAME * casing.total):
            return True
        return casing.lower <= _NOT_A_NAME * casing.total and self._lexicon.zipf(word) < _FUNCTION_WORD


def _place(body: str, start: int, word: str) -> _Place | None:
    """Return the neighbours of a word; None where no name or pronoun stands before it, or something odd behind."""
    before = _BEFORE.search(body, max(0, start - 41), start - 1)
    after = _AFTER.match(body, start + len(word))
    if before is None or after is None:
        return None
    rest = tuple(after[3].split())
    return _Place(before[0], before.start(), word, start + len(word), after[1], after[2] or "", rest)


def may_go_on(body: str, start: int, before: str, word: str) -> bool:
    """Tell whether a name of three syllables ends in a word, as Chinese and Korean names do: "Han Seung Soo", "Moon Jae In".

    Args:
        body: the text.
        start: where ``before`` begins.
        before: the word before.
        word: the word that may be the last syllable.
    """
    if not _LAST_SYLLABLE.fullmatch(word) or not _SYLLABLE.fullmatch(before):
        return False
    earlier = _EARLIER.search(body, max(0, start - 60), start)
    return earlier is not None and _SYLLABLE.fullmatch(earlier[2]) is not None


@lru_cache(maxsize=1 << 14)
def _kind(word: str, lexicon: Lexicon) -> str:
    """Tell what a small word is as an English verb or adverb: ``auxiliary``, ``past``, ``s``, ``base``, ``adverb`` or ``""``."""
    if word in _MODALS or word in _BE_AND_HAVE:
        return "auxiliary"
    if word in _ADVERBS:
        return "adverb"
    if not _is_small(word, lexicon) or word in _COMPANY_FORMS:
        return ""
    for base in (*bases(word), word):
        if not _is_base(base, lexicon):
            continue
        if word == inflect(base, Feature.PAST):
            return "past or base" if _is_base(word, lexicon) else "past"
        if word == inflect(base, Feature.S) and word != base:
            return "s"
    if word.endswith("ly") and len(word) > 4 and word not in _NO_ADVERBS:
        return "adverb"
    return "base" if _is_base(word, lexicon) else ""


@lru_cache(maxsize=1 << 14)
def _is_base(word: str, lexicon: Lexicon) -> bool:
    """Tell whether English inflects a small word as a verb: its past and its -ing form are in use."""
    if word in ("be", "have", "do"):
        return True
    if len(word) < 2 or not word.isascii() or not word.islower():
        return False
    return all(lexicon.zipf(inflect(word, feature)) >= _IN_USE for feature in (Feature.PAST, Feature.ING))


@lru_cache(maxsize=1 << 14)
def _is_small(word: str, lexicon: Lexicon) -> bool:
    """Tell whether edited English all but always writes a word small."""
    casing = lexicon.casing(word)
    if casing.total < _SEEN:
        is_inflected = any(_is_base(base, lexicon) and not lexicon.casing(base).title for base in bases(word))
        return is_inflected and lexicon.zipf(word) > _IN_USE and not casing.title and lexicon.is_english(word)
    return casing.lower >= _MOSTLY_SMALL * casing.total


@lru_cache(maxsize=1 << 14)
def _types(word: str, gazetteer: Gazetteer) -> frozenset[Type]:
    """Return the types of the right names that are written just so."""
    return frozenset(
        reading.entry.type
        for reading in gazetteer.lookup(word, folded=False)
        if reading.relation.accepted and reading.surface == word
    )


def is_title(word: str) -> bool:
    """Tell whether a word is a form of address or an office that stands before names."""
    return word in HONORIFICS or word in OFFICES


def _ends_sentence(body: str, place: int) -> bool:
    """Tell whether a period that closes a sentence, not an initial or title, stands before a place."""
    return body[place - 1 : place] == "." and body[place - 3 : place - 2].islower()
