"""Function words and auxiliaries with a capital in mid-sentence, told from titles, names and sentences that begin there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corrector.detect._after_names import OFFICES, AfterNames, may_go_on
from corrector.detect._rules import Slip
from corrector.gazetteer import Type
from corrector.segment import BlockKind
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corrector.gazetteer import Gazetteer
    from corrector.lexicon import Lexicon
    from corrector.segment import Block

_FUNCTION = re.compile(
    r" (?:(?P<verb>Has|Have|Had|Is|Are|Was|Were|Would|Could|Should|Does|Did|Said|Says|Told|Been|Also|Became|Began)"
    r"|(?P<joiner>And|Or|But|That|Which|While|When|Because|Although|Than|Nor)"
    r"|(?P<preposition>Of|In|On|At|To|For|With|By|From|Into|Between|Against|During|Under|After|Before|Through|Towards?|Among"
    r"|Since|Until|About|Over|Within|Without|Upon|Across|Around|Despite)"
    r"|(?P<pronoun>This|These|Those|They|Their|Its|Not|The|An|As|If|Our|Who|Whom|Whose|Whether|Where))(?=(?: ?, ?| )[\w\"“])"
)
_BEFORE = re.compile(r"(?:^|[\s\"“‘(])([\w.'’-]*\w) ?(,?)$")
_AFTER = re.compile(r"( ?, ?| )[\"“]?([\w'’-]+\.?)(?: ([\w'’-]+))?")
_TITLE = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Prof|Sen|Gov|Gen)\b\.?|President|Prime|Chancellor|Premier|King|Queen|Prince|Princess|Pope|Foreign|Defen[cs]e|Vice"
)
# Words that end no sentence, so that none begins behind them.
_UNFINISHED = frozenset(
    "a an the of to in and or but nor for on at by from with as into between against among during under through without within "
    "upon toward towards across behind beyond than that which who whose because although while if whether when where is are was "
    "were be been has have had will would can could may might must shall should does did not its their his her our my your this "
    "these those very every each some any no such according".split()
)
# Behind these stands no "and", so that the capital word is another one left over: of Croatian "i" and "I", "but And think".
_NO_AND = frozenset("but that than while if because although though when whom who as or so".split())
# Behind these no conjunction or preposition stands, but the title of something: "the About page", "the book called On War".
_NAMING = frozenset("the a an this these those called titled entitled".split())
_SMALL = frozenset("a an the of to in and or for on at by from with as".split())
# Scores by the class of the word and by whether the words before and after it are small (s) or capital (C). On 2.5 million
# words of right prose the classes with small neighbours had under one match in 100,000 words, mostly slips of its own;
# where both neighbours are capitals nearly all matches were titles, so only two names or an honorific speak for a slip.
_SCORES = {
    ("verb", "ss"): 0.93, ("verb", "Cs"): 0.93, ("joiner", "ss"): 0.93, ("joiner", "Cs"): 0.88, ("joiner", "sC"): 0.8,
    ("preposition", "ss"): 0.88, ("preposition", "Cs"): 0.6, ("preposition", "sC"): 0.45, ("pronoun", "ss"): 0.85,
    ("pronoun", "Cs"): 0.55,
}  # fmt: skip
# Behind a person, behind another name, and between a name and a person 2.4 million words of right prose had no match. Of the same
# damage done to that text 98 % was found before titles and half behind other names, since those look like titles of works.
_BEFORE_TITLE, _BEHIND_A_PERSON, _BEHIND_A_NAME, _BETWEEN_NAMES, _BEFORE_A_PERSON, _BESIDE_A_NAME = (
    0.93,
    0.86,
    0.78,
    0.82,
    0.78,
    0.55,
)
# Of 13 and 12 matches in 3.8 million words of right prose 0 and 7 were slips; before the others a period was missing.
_OPENER, _INNER_OPENER = 0.55, 0.78
_OTHER_WORD = 0.5  # none of 7 in round trips was a slip; without them 124 of 131
_QUESTION = 0.6  # "If asked, Are you ready?"
_IN_HEADING = 0.85  # a heading in sentence case may still mix its styles: the score counts for so much less
_AP_TITLE_LENGTH = 4  # prepositions of this length keep their capital in titles ("Gone With the Wind")

# Words that often begin a sentence stand behind a heading that lost its line break ("Types of rock The oldest rocks ..."). Such
# headings are short and have no finite verb.
_OPENERS = frozenset(
    "The This These Those They As If Our An In On At For When While Before After During Under Since Although Because To With By "
    "From Through Not That About Over Within Without Upon Across Around Despite Who Whose Whether Where".split()
)
# Of those, the ones that stand inside sentences more often than they begin them.
_INNER = frozenset(
    "In On For To With By From Through That When While Because Since "
    "About Over Within Without Upon Across Around Despite".split()
)
_RUN_IN_WORDS = 7
_FINITE = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|must|should|did|does|do|said|says|went|made|took|came|met|left|"
    r"[a-z]{3,}ed|he|she|it|they|we|who|which|that)\b"
)
_STOP = re.compile(r"[.!?…][\"'”’)\]]*\s")
_ASKING = frozenset("What Who Where When Why How Which".split())
_SURNAME_PARTICLES = frozenset("bin ibn al el von van de".split())
# "Edward Said was", but "the forces Said on Sunday".
_BEHIND_SAID = frozenset(
    "that he she it they the there his her this we on in an a at when last yesterday to all no such only some many after during "
    "if its their our new more most two three four five six".split()
)
_JOINING_NAMES = frozenset("With From To Against In Between".split())
_GREAT = frozenset({Type.COUNTRY, Type.PEOPLE, Type.LANGUAGE, Type.PERSON})


class _Context(NamedTuple):
    """A capital function word with its neighbours, and whether a comma stands before and after it."""

    kind: str
    word: str
    before: str
    comma: bool
    comma_after: bool
    after: str
    after_next: str

    @property
    def shape(self) -> str:
        """Whether the neighbours begin small (s) or with a capital (C)."""
        return ("C" if self.before[0].isupper() else "s") + ("C" if self.after[0].isupper() else "s")


class FunctionWords:
    """Judges capital function words by the words around them."""

    def __init__(self, gazetteer: Gazetteer, lexicon: Lexicon, after_names: AfterNames) -> None:
        self._gazetteer = gazetteer
        self._lexicon = lexicon
        self._after_names = after_names

    def slips(self, block: Block) -> Iterator[Slip]:
        """Yield the function words that need no capital."""
        body, base = block.text, block.span.start
        for match in _FUNCTION.finditer(body):
            context, start = _context(body, match), match.start() + 1
            score = self._score(body, start, context) if context else 0.0
            if score and context and not _is_quoted_title(body, start):
                score *= _IN_HEADING if block.kind is BlockKind.HEADING else 1.0
                span = Span(base + start, base + match.end())
                yield Slip(span, (context.word.lower(),), score, f"{context.word!r} needs no capital here")

    def _score(self, body: str, place: int, context: _Context) -> float:
        """Return the probability that the capital is a slip; 0 where the context says nothing."""
        if (
            context.before in _ASKING
            or (context.before.lower() in _NAMING and context.kind != "verb")
            or _is_name(context)
            or (context.word == "Said" and self._after_names.ends_in_said(context.before, context.after))
            or (context.word, context.after) == ("Under", "Secretary")
            or context.word.lower() in (context.before.lower(), context.after.lower())
        ):
            return 0.0
        if context.word == "And" and context.before.lower() in _NO_AND and not context.comma:
            return _OTHER_WORD
        if context.shape == "CC":
            return self._between_capitals(body, place, context)
        if context.shape == "sC" and context.kind != "pronoun" and self._is_person(context.after, context.after_next):
            return _BEFORE_TITLE
        person = context.shape == "Cs" and self._is_behind_person(body, place, context)
        opener = context.word in _OPENERS and context.before.lower() not in _UNFINISHED
        if opener and _may_follow_heading(body, place):
            return 0.0
        if person and context.kind != "verb":
            return _BEHIND_A_PERSON
        if not person and self._is_in_title(context):
            return 0.0
        if context.kind == "preposition" and self._is_behind_name(body, place, context):
            return _BEHIND_A_NAME
        # "Or", "To" and "On" are surnames too, "Nor" ends names of lakes.
        kind = "preposition" if context.word in ("Or", "Nor") and context.shape == "Cs" else context.kind
        score = _SCORES.get((kind, context.shape), 0.0)
        if context.comma and (opener or context.kind == "verb"):
            return min(score, _QUESTION)
        if opener:
            return min(score, _INNER_OPENER if context.word in _INNER else _OPENER)
        return score

    def _is_in_title(self, context: _Context) -> bool:
        """Tell titles that mix capital and small words, such as "All Is the Same" and "Gone With the Wind"."""
        if context.shape == "Cs" and context.kind == "preposition" and len(context.word) >= _AP_TITLE_LENGTH:
            return True
        if (
            context.shape not in ("Cs", "ss")
            or context.word == "Said"
            or (context.shape == "ss" and context.kind != "preposition")
        ):
            return False
        if context.after not in _SMALL or not context.after_next[:1].isupper() or self._is_proper(context.before):
            return False
        return context.shape == "Cs" or self._after_names.is_ordinary(context.after_next)

    def _between_capitals(self, body: str, place: int, context: _Context) -> float:
        """Judge a word between two capitals: a title of honour behind it, or names on its sides."""
        if context.kind != "pronoun" and _TITLE.fullmatch(context.after):
            return _BEFORE_TITLE
        if context.kind in ("verb", "pronoun"):
            return 0.0
        proper = self._is_proper(context.before)
        follows = self._is_person(context.after, context.after_next)
        if follows and (proper or self._is_behind_person(body, place, context)):
            return _BEFORE_TITLE if context.after in OFFICES else _BETWEEN_NAMES
        if follows and context.kind == "joiner":
            return _BEFORE_A_PERSON
        if context.word in ("And", "Or"):
            after = self._is_proper(context.after) or self._gazetteer.is_name(f"{context.after} {context.after_next}")
            return (0.0, _BESIDE_A_NAME, _BETWEEN_NAMES)[proper + after]
        great = context.word in _JOINING_NAMES and self._is_great(context.before) and self._is_great(context.after)
        return _BETWEEN_NAMES if great else 0.0

    def _is_person(self, word: str, following: str) -> bool:
        """Tell whether a person's title and name, or given name and surname, begin with a word."""
        if _TITLE.fullmatch(word):
            return True
        if not following[:1].isupper() or following.isupper():
            return False
        if word in OFFICES:
            return not self._after_names.is_ordinary(following)
        return self._after_names.begins_name(word, following)

    def _is_behind_name(self, body: str, place: int, context: _Context) -> bool:
        """Tell whether a known name stands before a place, and what follows is no title and makes the word no surname."""
        if context.shape != "Cs" or context.comma or context.comma_after or self._after_names.is_personal(context.word):
            return False
        if self._goes_on(body, place, context):
            return False
        if context.after_next[:1].isupper() and self._after_names.is_ordinary(context.after_next):
            return False
        subject = self._after_names.subject(body, place - 1 - len(context.before), context.before)
        return subject is not None and subject.kind == "name" and not self._after_names.is_given(context.before)

    def _goes_on(self, body: str, place: int, context: _Context) -> bool:
        return may_go_on(body, place - 1 - len(context.before), context.before, context.word)

    def _is_behind_person(self, body: str, place: int, context: _Context) -> bool:
        """Tell whether a title and name, or a person known by name, stand before a place."""
        if context.comma or self._goes_on(body, place, context):
            return False
        subject = self._after_names.subject(body, place - 1 - len(context.before), context.before)
        return subject is not None and subject.kind in ("titled", "person") and not subject.given

    def _is_proper(self, word: str) -> bool:
        """Tell a name from an ordinary word with a capital ("Food And Drug", "Travel And Leisure")."""
        if self._is_great(word):
            return True
        if self._after_names.is_surname(word):
            return True
        casing = self._lexicon.casing(word)
        if casing.total:
            return casing.title > 0.7 * casing.total and not casing.lower > 0.2 * casing.total
        return not self._lexicon.is_english(word.lower())

    def _is_great(self, word: str) -> bool:
        """Tell whether a word by itself names a country, a people, a language or a public figure."""
        return any(
            r.relation.accepted and r.surface == word and r.entry.type in _GREAT for r in self._gazetteer.lookup(word)
        )


def _context(body: str, match: re.Match[str]) -> _Context | None:
    before = _BEFORE.search(body, max(0, match.start() - 40), match.start())
    after = _AFTER.match(body, match.end())
    if before is None or after is None or not before[1][-1].isalpha():
        return None
    kind = match.lastgroup or ""
    if before[1].isupper() and (kind != "verb" or len(before[1]) < 2):
        return None  # "GATT And ...": a headline or a list of acronyms
    return _Context(kind, match[0][1:], before[1], bool(before[2]), "," in after[1], after[2], after[3] or "")


def _is_name(context: _Context) -> bool:
    """Tell whether "Said" is the name."""
    if context.word != "Said":
        return False
    if context.comma or context.comma_after:
        return True
    if context.shape == "ss":
        return context.before in _SURNAME_PARTICLES
    return context.shape[1] == "C" or context.after not in _BEHIND_SAID


def _may_follow_heading(body: str, place: int) -> bool:
    """Tell whether what the sentence has before a place could be a heading: a few words without a verb."""
    before = _STOP.split(body[max(0, place - 120) : place])[-1]
    return len(before.split()) < _RUN_IN_WORDS and not _FINITE.search(before)


def _is_quoted_title(body: str, place: int) -> bool:
    """Tell whether a place lies in a short quotation whose longer words all begin with capitals."""
    start = max(body.rfind(mark, max(0, place - 80), place) for mark in '"“‘')
    end = min((at for mark in '"”’' if (at := body.find(mark, place, place + 80)) >= 0), default=-1)
    if start < 0 or end < 0:
        return False
    return not re.search(r"\b[a-z]\w{3,}", body[start + 1 : end])
