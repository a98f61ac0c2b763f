"""Words in capitals within mixed-case text: which are acronyms and which are names or words that were left in capitals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corrector.detect._after_names import is_title
from corrector.detect._rules import Slip
from corrector.gazetteer import Type
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corrector.gazetteer import Gazetteer
    from corrector.lexicon import Lexicon
    from corrector.segment import Block, Segmentation

_UPPER = "A-Z" + "".join(char for char in map(chr, range(0xC0, 0x250)) if char.isupper())
_PIECE = rf"(?:Ma?c|O['’]|D['’])?[{_UPPER}]{{2,}}"
_CAPITALS = re.compile(
    rf"(?<![\w.&'’/@#$+-])(?P<first>{_PIECE}(?:[-'’]{_PIECE})*)(?P<more>(?: {_PIECE}(?:[-'’]{_PIECE})*)*)"
    r"(?=['’]s\b|['’]?(?![\w&/+-]|['’]\w|\.\w|\d))"
)
_WORD_BEFORE = re.compile(r"([\w.'’-]+)([ \u00a0])$")
_GIVEN_NAME = re.compile(rf"(?:Ma?c|O['’]|D['’])?[{_UPPER}][^\W\d_{_UPPER}]+(?:[-'’][{_UPPER}]?[^\W\d_{_UPPER}]+)*")
_STOP = re.compile(r"[.!?:…][\"'”’)\]]*\s+[\"“‘(]*$")
_ARTICLE = re.compile(r"\b(?:[Tt]he|[Aa]n?) $")
_PARTICLES = frozenset("DE LA DEL DI DA DOS DAS DU VAN VON DER DEN BIN IBN AL EL TER TEN LE".split())
# A dateline or label: capitals that open a block and are set off by a mark.
_DATELINE = re.compile(rf"[{_UPPER}][{_UPPER} .,'’/-]+(?:,[^—–:-]{{0,40}})?\s*(?:[(—–:|]|-{{1,2}} )")
_PLURAL_BEFORE = re.compile(
    r"\b(?:(?i:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|dozen|several|many|few|fewer"
    r"|some|all|these|those|most|more|other|various|both|numerous|certain|such|multiple|different|hundreds|thousands|dozens|scores"
    r"|foreign|new|old|international|local|armed|small|large|used|portable|modern|private|public)"
    r"|(?:version|type|number|kind|generation|fleet|list|lot|majority|half|handful|group|series|range|pair|set|supply|use|sale"
    r"|purchase|hundred|thousand|dozen|million|most|many|some|all|none|each|one|two|both|share|percentage|shipment|owner|user"
    r"|maker|batch|stock|import|export|production|spread|rise|growth)s? of"
    r"(?: the| these| those| its| their| his| our| such| all)?)"
    r"(?: (?!(?:and|or|of|in|to|the|a|an)\b)[a-z-]+)? $"
)
_PLURAL_AFTER = re.compile(r" (?:are|were|have|that|capable|such|do|do not|don['’]t|aren['’]t|weren['’]t|haven['’]t)\b")
_NO_NOUN_AFTER = re.compile(
    r"['\"”’]?(?:[.,;:!?)”\"—–]|$)| (?:[—–-]"
    r"|(?:in|on|at|to|from|and|or|nor|that|which|who|whose|with|without|within|for|of|by|over|under"
    r"|near|as|can|could|will|would|may|might|must|shall|should|had|has|have|is|was|are|were|be|do|did|into|onto|against|but|than"
    r"|when|while|where|if|because|although|also|often|never|still|now|then|said|say|since|until|before|after|during|between"
    r"|among|through|across|around|about|despite|per|via|both|all|each|not|no|the|a|an|its|their|his|her|this|these|last|next"
    r"|every|so|too|like|went|made|came|took|gave|left|cost|[a-z]+ed|[a-z]+ly)\b)"
)
_ROMAN = re.compile(r"[IVXLCDM]+")
_GREAT = frozenset({Type.COUNTRY, Type.PEOPLE, Type.LANGUAGE, Type.PERSON})
_RARE = 3.3
_TOO_LONG = 7  # words of so many letters are no acronyms that spell a word ("IDEA", "VISTA")
_SPELLED_OUT = 80  # characters in which an acronym is spelled out before it
_HABIT = 3  # what a text writes in capitals so often is its way of writing it
_SHOUTED = 0.25  # a block with this share of words in capitals is a headline, a table or a shout

# How likely a word in capitals is wrong, by the evidence. Calibrated by reading every match in 2.3 million words of right
# prose (speeches, government blogs, textbooks, news, encyclopedic text; the matches left there were surnames in capitals and
# five acronyms) and on 300 copies of it for each kind of damage, of which 98 % of countries, all acronym plurals behind a
# numeral and 79 % of the last words of names were given back. The scores stay below what that shows, since text about
# organizations holds more acronyms that spell words.
# Acronyms with a capital -S: 89 % of 200 plurals in right text were given back, and at most one acronym in 4.0 million words was
# taken for a plural.
_OWN_FORM, _SHORT_OWN_FORM = 0.95, 0.9
_KNOWN_SURNAME, _UNKNOWN_SURNAME, _SHORT_SURNAME = 0.94, 0.86, 0.45
_KNOWN_NAME, _ORDINARY_WORD, _TITLED_WORD, _LONG_TITLED_WORD = 0.9, 0.4, 0.45, 0.8
_PLURAL_OWN, _PLURAL_KNOWN, _PLURAL_IN_CONTEXT, _PLURAL_ALONE, _PLURAL = 0.95, 0.93, 0.88, 0.8, 0.45


class _Verdict(NamedTuple):
    cure: str
    score: float
    message: str


class Capitals:
    """Judges the words in capitals of one text, by the text itself first, then by the gazetteer and the lexicon."""

    def __init__(self, text: Segmentation, gazetteer: Gazetteer, lexicon: Lexicon) -> None:
        self._text = text
        self._gazetteer = gazetteer
        self._lexicon = lexicon

    def slips(self, block: Block) -> Iterator[Slip]:
        """Yield the words in capitals that should not be."""
        matches = list(_CAPITALS.finditer(block.text))
        if not matches:
            return
        lone = len(matches) == 1  # a name of many words may be all there is
        loud = sum(
            1 if lone or not match["more"] else len(match[0].split())
            for match in matches
            if not self._is_acronym(match["first"])
        )
        if loud > max(3, _SHOUTED * len(block.words)):
            return
        for match in matches:
            verdict = self._phrase(block, match) if match["more"] else self._word(block, match)
            if verdict is not None:
                span = Span(block.span.start + match.start(), block.span.start + match.end())
                yield Slip(span, (verdict.cure,), verdict.score, verdict.message)

    def _word(self, block: Block, match: re.Match[str]) -> _Verdict | None:
        word = match["first"]
        previous = self._previous(block.text, match.start())
        if match.start() == 0 and _DATELINE.match(block.text):
            return None
        if verdict := self._acronym_plural(block, match, previous):
            return verdict
        if len(word) > 3 and self._is_acronym(word):
            return None
        # "Sam Rossi ... the SAM site": what follows an article is hardly a person.
        behind_article = len(word) <= 4 and _ARTICLE.search(block.text, max(0, match.start() - 5), match.start())
        own = None if behind_article else self._own_form(word, previous)
        return own or self._surname(word, previous) or self._known(block, match)

    def _previous(self, body: str, place: int) -> str:
        """Return the word before a place; none if only its sentence gives it a capital ("Document EVERYTHING")."""
        before = _WORD_BEFORE.search(body, max(0, place - 40), place)
        if before is None:
            return ""
        starts = before.start() == 0 or _STOP.search(body, max(0, before.start() - 4), before.start())
        return "" if starts and self._usual(before[1]) == before[1].lower() else before[1]

    def _own_form(self, word: str, previous: str) -> _Verdict | None:
        """Take the form that the text itself uses elsewhere."""
        form = self._form_in_text(word)
        if form is None or self._is_common_word(word):
            return None
        message = f"the text writes {form!r} elsewhere"
        if len(word) > 3:
            return _Verdict(form, _OWN_FORM, message)
        if _ROMAN.fullmatch(word) and _is_name_like(previous) and not is_title(previous):
            return None
        return _Verdict(form, _SHORT_OWN_FORM, message)

    def _form_in_text(self, word: str) -> str | None:
        counts = self._text.counts
        forms = {capitalised(word), word.capitalize(), *self._surfaces(word)}
        best = max(forms, key=lambda form: (counts[form] + counts[f"{form}'s"] + counts[f"{form}’s"], form))
        seen = counts[best] + counts[f"{best}'s"] + counts[f"{best}’s"]
        casing = self._lexicon.casing(word)
        if casing.upper > casing.title and len(word) <= 3:
            return None  # "Kim Jong Un ... the UN"
        return best if seen >= max(1, counts[word]) else None

    def _surname(self, word: str, previous: str) -> _Verdict | None:
        """Judge a word in capitals behind a given name, an initial or a title."""
        if (
            not (_is_name_like(previous) or is_title(previous))
            or len(word) < 2
            or (_ROMAN.fullmatch(word) and not is_title(previous))
        ):
            return None
        form = self._surfaces(word) or ((capitalised(word),) if self._is_title_cased(word) else ())
        if form:
            known_pair = len(word) > 3 or is_title(previous)
            score = _KNOWN_SURNAME if known_pair else _SHORT_SURNAME
            return _Verdict(form[0], score, "a name in capitals behind a name or title in mixed case")
        if len(word) < 4:
            return None
        if self._is_common_word(word) or (self._lexicon.zipf(word) > 2.5 and self._usual(word) == word.lower()):
            if len(word) >= _TOO_LONG and _GIVEN_NAME.fullmatch(previous):
                return _Verdict(word.capitalize(), _LONG_TITLED_WORD, "a word in capitals within a name in mixed case")
            return _Verdict(word.capitalize(), _TITLED_WORD, "a word in capitals within a name in mixed case")
        if len(word) >= 5 and re.search("[AEIOUYÀ-Ý]", word) and self._lexicon.casing(word).upper == 0:
            return _Verdict(
                capitalised(word), _UNKNOWN_SURNAME, "a name in capitals behind a name or title in mixed case"
            )
        return None

    def _known(self, block: Block, match: re.Match[str]) -> _Verdict | None:
        """Judge a word in capitals by itself: the name of a country, city or person, or an ordinary word."""
        word = match["first"]
        if len(word) < 4 or _is_bracketed(block.text, match) or self._text.counts[word] >= _HABIT:
            return None
        casing, form = self._lexicon.casing(word), capitalised(word)
        if surface := self._great_name(word):
            return _Verdict(surface, _KNOWN_NAME, f"{surface!r} is no acronym")
        if casing.title >= 20 and casing.title >= 0.97 * casing.total and not casing.upper:
            return _Verdict(form, _KNOWN_NAME, f"{form!r} is no acronym")
        if self._usual(word) == word.lower() and self._lexicon.zipf(word) >= 3:
            return _Verdict(word.lower(), _ORDINARY_WORD, "an ordinary word in capitals")
        return None

    def _great_name(self, word: str) -> str | None:
        """Return the mixed-case form of a country, people or public figure; small places are too often acronyms too."""
        readings = self._gazetteer.lookup(word)
        forms = [r.surface for r in readings if r.entry.type in _GREAT and r.surface in self._surfaces(word)]
        return forms[0] if forms and not self._is_common_word(word) else None

    def _phrase(self, block: Block, match: re.Match[str]) -> _Verdict | None:
        """Judge several words in capitals: a surname with particles behind a given name, or a known name."""
        phrase = match[0]
        previous = self._previous(block.text, match.start())
        if match.start() == 0 and _DATELINE.match(block.text):
            return None
        parts = phrase.split(" ")
        names = [part for part in parts if part not in _PARTICLES]
        surfaces = self._surfaces(phrase)
        if surfaces and parts[0] not in _PARTICLES:
            return _Verdict(surfaces[0], _KNOWN_NAME, f"{surfaces[0]!r} is no acronym")
        if not _is_name_like(previous) or len(parts) > 4 or parts[-1] in _PARTICLES:
            return None
        known = all(self._surfaces(part) or self._is_title_cased(part) for part in names)
        if not (known or parts[0] in _PARTICLES) or any(self._is_acronym(part) for part in names):
            return None
        cure = " ".join(part.lower() if part in _PARTICLES else capitalised(part) for part in parts)
        score = _KNOWN_SURNAME if known or surfaces else _UNKNOWN_SURNAME
        return _Verdict(cure, score, "a name in capitals behind a name in mixed case")

    def _acronym_plural(self, block: Block, match: re.Match[str], previous: str) -> _Verdict | None:
        """Judge an acronym whose plural -s is a capital too, such as ``ICBMS``."""
        word = match["first"]
        if len(word) < 3 or word[-1] != "S" or word[-2] in "S'’" or not word.isalpha():
            return None
        base, counts = word[:-1], self._text.counts
        casing = self._lexicon.casing(word)
        known = casing.form == base + "s" and casing.mixed >= casing.upper
        if not known and self._is_whole(word) and (not counts[base + "s"] or self._is_acronym(word)):
            return None  # "AIDS", "HTTPS"
        verdict = _Verdict(base + "s", _PLURAL_OWN, f"the plural of {base}")
        if counts[base] or counts[base + "s"] or _spells_out(block.text[: match.start()], base):
            return verdict
        if len(base) == 2 and not known:
            return None  # two letters are too few to tell "VPS" from another acronym ("DFS")
        strong = (known and not casing.upper) or self._is_plain_acronym(base)
        if _is_bracketed(block.text, match) or not (
            strong or known or self._is_acronym(base) or self._is_unspeakable(base)
        ):
            return None
        alone = _NO_NOUN_AFTER.match(block.text, match.end()) is not None
        before = _PLURAL_BEFORE.search(block.text, max(0, match.start() - 40), match.start())
        if _PLURAL_AFTER.match(block.text, match.end()) or (before and alone):
            return verdict._replace(score=_PLURAL_KNOWN if known and not casing.upper else _PLURAL_IN_CONTEXT)
        # By itself it may be another acronym: "Sprint PCS" against "the NGOS".
        may_stand = strong and not casing.upper and len(base) > 2 and not _is_name_like(previous)
        return verdict._replace(score=_PLURAL_ALONE if may_stand and (known or alone) else _PLURAL)

    def _is_whole(self, word: str) -> bool:
        """Tell whether a word in capitals is an acronym as it stands, its -S with it."""
        return self._lexicon.casing(word).upper > 0 or any(r.surface == word for r in self._gazetteer.lookup(word))

    def _is_plain_acronym(self, word: str) -> bool:
        """Tell whether a word is an acronym of a thing, as the gazetteer or edited English has it, not of one party or body."""
        casing = self._lexicon.casing(word)
        if len(word) > 2 and casing.upper > 1 and casing.upper > 0.5 * casing.total:
            return True
        return any(r.surface == word and r.entry.type is Type.ACRONYM for r in self._gazetteer.lookup(word))

    def _surfaces(self, word: str) -> tuple[str, ...]:
        """Return the gazetteer's mixed-case forms of a name in capitals; none if it is an acronym there too."""
        readings = [
            r for r in self._gazetteer.lookup(word) if r.relation.accepted and r.surface.casefold() == word.casefold()
        ]
        if any(reading.surface == word for reading in readings):
            return ()
        forms = [reading.surface for reading in readings]
        usual = self._lexicon.casing(word).form
        if usual and usual == capitalised(usual.upper()):  # "McDonald", but not "iPhone"
            forms.append(usual)
        return tuple(dict.fromkeys(forms))

    def _is_acronym(self, word: str) -> bool:
        casing = self._lexicon.casing(word)
        if casing.total:
            return casing.upper > 0.5 * casing.total
        return self._gazetteer.is_name(word)

    def _is_unspeakable(self, word: str) -> bool:
        """Tell whether a short word, hardly ever seen, has too few vowels to be anything but an acronym."""
        rare = not self._lexicon.casing(word).total and self._lexicon.zipf(word) < _RARE
        return rare and 3 <= len(word) <= 5 and len(re.findall("[AEIOUY]", word[1:])) <= 1

    def _usual(self, word: str) -> str | None:
        return self._lexicon.usual_form(word)

    def _is_common_word(self, word: str) -> bool:
        casing = self._lexicon.casing(word)
        return casing.lower > 0.2 * casing.total and self._lexicon.zipf(word) > 3

    def _is_title_cased(self, word: str) -> bool:
        casing = self._lexicon.casing(word)
        return casing.title > 0.6 * casing.total


def capitalised(word: str) -> str:
    """Write a surname in capitals in mixed case.

    >>> [capitalised(word) for word in ("FERNÁNDEZ", "McDONALD", "O'BRIEN", "SAINT-EXUPÉRY")]
    ['Fernández', 'McDonald', "O'Brien", 'Saint-Exupéry']
    """
    return re.sub(r"(Ma?c|[OD]['’])?([^\W\d_]+)", lambda m: _prefix(m[1]) + m[2].capitalize(), word)


def _prefix(found: str | None) -> str:
    return found or ""


def _spells_out(body: str, acronym: str) -> bool:
    """Tell whether a bracket opens at the end, behind plural words that begin with the letters of an acronym.

    >>> _spells_out("a plan for natural protected areas (", "NPA"), _spells_out("the Bureau of Prison Affairs (", "BPA")
    (True, False)
    """
    if not body.endswith("("):
        return False
    words = re.findall(r"[^\W\d_]+", body[-_SPELLED_OUT:])
    initials = "".join(word[0] for word in words[-len(acronym) :]).upper()
    return initials == acronym and words[-1].endswith("s") and not words[-1].endswith("ss") and words[-1][0].islower()


def _is_bracketed(body: str, match: re.Match[str]) -> bool:
    """Tell whether a word stands in brackets or quotation marks, as acronyms do where they are defined."""
    return body[match.start() - 1 : match.start()] in {"(", '"', "“"}


def _is_name_like(word: str) -> bool:
    """Tell whether a word may be a given name or initial: a capital, then small letters, or a capital and a period."""
    if word.upper() in _PARTICLES or (len(word) == 2 and word[0].isupper() and word[1] == "."):
        return True
    return word not in _NOT_A_NAME and _GIVEN_NAME.fullmatch(word) is not None


_NOT_A_NAME = frozenset(
    "The This That These Those And But For From With Without When While Where Who What Which Why How His Her Its Their Our "
    "Your After Before During Since Until Under Over About Into Like Some Many Most All Any Both Each Every Not Also Then "
    "There Here Former However Meanwhile According Among Although Because Despite Even First Last Only Other Such Two "
    "Three Four Five".split()
)
