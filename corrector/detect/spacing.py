"""Flag spaces that stand where none belongs, or are missing, around hyphens, punctuation marks, quotation marks and clitics.

Suspended hyphens ("two- and three-year"), dashes, minus signs, a percent sign after a space, two spaces after a period,
and domain or file names are right.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corrector.detect._rules import Rule, RuleDetector, Slip
from corrector.lexicon import Lexicon
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corrector.config import Settings
    from corrector.segment import Block, Segmentation

_NUMERAL = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|"
    r"thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|first|second|third|fourth|fifth|sixth|"
    r"seventh|eighth|ninth|tenth|half|multi|several)"
)
_UNIT = (
    r"(?:year|month|week|day|hour|minute|second|decade|century|mile|kilomet(?:er|re)|met(?:er|re)|centimet(?:er|re)|foot|inch|yard|"
    r"acre|hectare|ton|tonne|kilogram|pound|gram|ounce|litre|liter|barrel|gallon|watt|megawatt|page|member|point|man|woman|person|"
    r"strong|seat|party|stor(?:e?y)|floor|bed(?:room)?|dollar|euro|cent|percent|degree|lane|door|nation|country|state|way|part|"
    r"piece|game|match|goal|run|round|time|fold|step|stage|star|storey|letter|word|line|volume|dimensional|thirds?|quarters?|old)"
)
# What commonly ends a compound adjective or noun ("long-range", "oil-rich", "Paris-based").
_SECOND = (
    r"(?:aged|backed|based|born|bound|built|called|cent(?:er|re)ed|class|controlled|cost|cut|day|deep|dollar|driven|earned|edge|elect|"
    r"ever|faced|fact|filled|flying|free|friendly|funded|general|going|grade|hand(?:ed)?|haired|held|hearted|income|known|"
    r"learning|led|legged|level|life|like|linked|lived|located|long|looking|made|making|mannered|market|minded|minister|minute|"
    r"needed|old|oriented|out|owned|paced|paid|party|powered|president|priced|profile|profit|quality|range|ranking|rate|rated|ready|"
    r"related|rich|running|run|scale|serving|shaped|shot|sighted|sized?|speaking|speed|spread|standing|style|supported|"
    r"sponsored|tech|term|time|trained|type|wide|winner|winning|wing|work|world|year|yard)"
)
# Prefixes that are no words, or hardly any before a dash: a program that parts words at hyphens left the spaces.
_PREFIX = "(?:[Nn]on|[Ss]elf|[Aa]nti|[Ss]emi|[Nn]eo|[Pp]re|[Mm]ulti|[Pp]seudo|[Qq]uasi|[Cc]o|[Rr]e)"
# Parts of compounds that are hardly ever a clause's last word and the next one's first.
_FIRST_PART = (
    "(?:[Ll]ong|[Ss]hort|[Ff]ull|[Pp]art|[Mm]edium|[Mm]id|[Hh]igh|[Ll]ow|[Ff]irst|[Ss]econd|[Tt]hird|[Pp]resent|[Ss]o|[Ww]ell"
    "|[Tt]wenty|[Tt]hirty|[Ff]orty|[Ff]ifty|[Ss]ixty|[Ss]eventy|[Ee]ighty|[Nn]inety)"
)
_SECOND_PART = (
    "(?:term|time|sized?|scale|level|range|class|lived|standing|serving|called|known|established|day|speed|profile|quality|income"
    "|ranking|one|two|three|four|five|six|seven|eight|nine)"
)
# Words that begin a clause or an aside, so that a hyphen with one space beside it was meant as a dash.
_CLAUSE = (
    r"(?:a|about|after|all|although|an|and|are|as|at|be|because|both|but|by|can|do|even|for|from|had|has|have|he|her|his|how|i|if|"
    r"in|including|into|is|it|its|just|like|may|more|most|my|no|nor|not|of|on|one|only|or|our|said|says|she|should|since|so|some|"
    r"such|than|that|the|their|them|then|there|these|they|this|those|though|through|thus|to|too|versus|vs|was|we|were|what|when|"
    r"where|whether|which|while|who|whom|whose|why|will|with|would|yes|yet|you|your)"
)
_ENDING = "(?:ing|ness|ment|tion|able|ible|less|ful|ism|ist|ish|est|ous|ive|ity|ally)"  # "the suffix -ness"
# Scores: every match in 3.7 million words of right prose (speeches, news, government blogs, textbooks) was read. Missing and
# stray spaces at marks, brackets and clitics were slips in all but 2 % of some 350 matches (file and site names, nested
# quotation marks, since ruled out); a hyphen before any other second part ("they knew -well") was a dash in 2 of 2.
_H = "[-‐‑]"
_NUMBER = r"\d[\d,.]*(?:st|nd|rd|th)?"
_ANY_LEFT = (
    r"\b(?!(?:is|are|was|were|be|been|it|he|she|they|we|you|the|an?|and|or|but|of|to|in|that|which)\b)([A-Za-z]{2,})"
)
_LEFT = rf"\b(?!{_CLAUSE}\b)([A-Za-z]{{2,}})"
_SPACE = "[ \u00a0\u202f]"
_CLOSED = r"(?<=[\w\"”’)\]%])"
_THEN = r"(?=\s|$|[\"”])"


_HYPHENS = tuple(
    Rule(re.compile(pattern), cure, score, "a space parts a compound at its hyphen")
    for pattern, cure, score in (
        (rf"\b({_NUMBER}|{_NUMERAL}) {_H}({_UNIT})\b", r"\1-\2", 0.97),
        (rf"\b({_NUMBER}) {_H}([a-z]{{3,}})\b", r"\1-\2", 0.93),
        (rf"\b({_NUMBER}|{_NUMERAL}){_H} ({_UNIT})\b", r"\1-\2", 0.95),
        (rf"\b({_NUMBER}|{_NUMERAL}) {_H} ({_UNIT})(?:{_H}| {_H} )(old)\b", r"\1-\2-\3", 0.93),
        (rf"(?<=\b[Aa] )({_NUMBER}|{_NUMERAL}) {_H} ({_UNIT})\b", r"\1-\2", 0.9),
        (rf"{_ANY_LEFT} {_H}({_SECOND})\b(?![-’'])", r"\1-\2", 0.93),
        # One space beside a hyphen may also be a dash in a hurry ("they knew -well, most of them").
        (rf"{_LEFT} {_H}(?!(?:{_CLAUSE}|{_ENDING})\b)([a-z]{{3,}})\b(?![-’',])", r"\1-\2", 0.76),
        (rf"{_LEFT}{_H} ({_SECOND})\b", r"\1-\2", 0.85),
        (rf"\b({_PREFIX}) {_H} (?!(?:{_CLAUSE}|{_ENDING})\b)([a-z]{{3,}})\b(?! {_H})", r"\1-\2", 0.88),
        (rf"\b({_FIRST_PART}) {_H} ({_SECOND_PART})\b", r"\1-\2", 0.88),
    )
)
_STARTERS = frozenset(
    "A After All Also An And As At Because Before But By During Each For From He Her His How However I If In It Its Later "
    "My No Not Now Of On One Our She Since So Some That The Their Then There These They This Those To Two We What When "
    "Where While Who Why With You Your".split()
)
_LETTERS = re.compile(r"[A-Za-z]+")
_SECOND_NAME = re.compile(r"['’]?s? [A-Z]")
_LEFT_NAME = re.compile(r"(?<![.!?] )(?<!\A)\b[A-Z]\w*\Z")


_LEADING_ON = re.compile(r"(?<![\w'’-])(?:[Ww]e|[Hh]e|[Ss]he|[Tt]hey|an?|the|my|our|their|your|whose|every)\Z")


def _is_site(match: re.Match[str]) -> bool:
    """Tell whether a period stands inside the name of a site or product, behind a name in mid-sentence ("Yandex.Direct")."""
    after = _LETTERS.match(match.string, match.end())
    # Behind a slip a sentence begins, with one of its usual words or a name of two.
    starts = after is not None and (after[0] in _STARTERS or _SECOND_NAME.match(match.string, after.end()) is not None)
    return not starts and _LEFT_NAME.search(match.string, max(0, match.start() - 30), match.start()) is not None


def _lacks_a_word(match: re.Match[str]) -> bool:
    """Tell whether the word before a loose mark leads on to another, which is missing rather than a space too many.

    In 8,000 sentences through other languages and back (Apertium) the loose space was all that was wrong in 1 of 17 such places.
    """
    return _LEADING_ON.search(match.string, max(0, match.start() - 8), match.start()) is not None


_MARKS = (
    Rule(
        re.compile(rf"{_CLOSED}{_SPACE}+,{_THEN}(?! \d{{3}}\b)"),
        ",",
        0.97,
        "a space stands before the comma",
        unless=_lacks_a_word,
    ),
    Rule(re.compile(rf"{_CLOSED}{_SPACE}+,(?=[A-Za-z]{{2}})"), ", ", 0.95, "the space belongs behind the comma"),
    Rule(
        re.compile(rf"{_CLOSED}{_SPACE}+\.{_THEN}(?! ?\.)"),
        ".",
        0.95,
        "a space stands before the period",
        unless=_lacks_a_word,
    ),
    Rule(
        re.compile(rf"{_CLOSED}{_SPACE}+([,.]){_THEN}(?! ?\.)"),
        r"\1",
        0.7,
        "a space stands before the mark, and a word may be missing",
        unless=lambda match: not _lacks_a_word(match),
    ),
    Rule(re.compile(rf"(?<=[a-z\"”’)]){_SPACE}+\.(?=[A-Z][a-z]+ )"), ". ", 0.85, "the space belongs behind the period"),
    Rule(re.compile(rf"{_CLOSED}{_SPACE}+([;?!]){_THEN}"), r"\1", 0.93, "a space stands before the mark"),
    Rule(re.compile(rf"(?<=[a-z\"”’)]){_SPACE}+:(?=\s)"), ":", 0.85, "a space stands before the colon"),
    Rule(re.compile(r"(?<=[a-z]{2}),(?=[A-Za-z]{2})"), ", ", 0.93, "a space is missing after the comma"),
    Rule(re.compile(r"(?<=[a-z]{3});(?=[A-Za-z]{3})"), "; ", 0.85, "a space is missing after the semicolon"),
    Rule(re.compile(r"(?<=[a-z]{2}),(?=[“‘][A-Za-z])"), ", ", 0.93, "a space is missing before the quotation"),
    Rule(
        re.compile(
            r"(?<=[a-z]{2}|[a-z][)”])\.(?!(?:Com|Org|Net|Gov|Edu|Io|Js|Py|Md|Eu|Uk|Info|Biz)\b)(?=[A-Z][a-z]+(?:['’]\w+)?,? )"
        ),
        ". ",
        0.9,
        "a space is missing after the period",
        unless=_is_site,
    ),
    Rule(
        re.compile(r"(?<=[a-z]{3})\.(?=(?:the|and|but|this|they|she|he|we)\s)"),
        ". ",
        0.7,
        "a space is missing after the period",
    ),
    Rule(re.compile(r"(?<=[a-z]{2})([?!])(?=[A-Z][a-z]+ )"), r"\1 ", 0.8, "a space is missing after the mark"),
)
_BRACKETS = (
    Rule(re.compile(r"\( +(?=[\w\"“])"), "(", 0.93, "a space stands inside the bracket"),
    Rule(re.compile(r"(?<=[\w\"”.%]) +\)"), ")", 0.9, "a space stands inside the bracket"),
    Rule(re.compile(r"(?<=[a-z]{2})\((?=[A-Za-z]+ )"), " (", 0.8, "a space is missing before the bracket"),
    Rule(
        re.compile(r"(?<=\s)(\([^()\s]{1,40}\s[^()]{1,200}\))(?=[a-z]{2})"),
        r"\1 ",
        0.85,
        "a space is missing after the bracket",
    ),
    Rule(re.compile(r"“ +(?=\w)"), "“", 0.93, "a space stands inside the quotation marks"),
    # With a space before it and none behind, a closing mark was meant to open: punctuation has a say in it.
    Rule(re.compile(r"(?<=[\w.,!?%)]) +”(?!\w)"), "”", 0.93, "a space stands inside the quotation marks"),
    Rule(re.compile(r"(?<=[\w.,!?])”(?=[A-Za-z]{2})"), "” ", 0.9, "a space is missing after the quotation"),
    Rule(re.compile(r"(?<=[a-z]{2})“(?=\w)"), " “", 0.93, "a space is missing before the quotation"),
)
_NEGATED = "do|does|did|is|are|was|were|has|have|had|wo|ca|would|could|should|must|need|ai"
_NEGATED_N = "don|doesn|didn|isn|aren|wasn|weren|hasn|haven|hadn|won|can|wouldn|couldn|shouldn|mustn|needn|ain"
_CLITICS = (
    Rule(re.compile(r"(?<=\w) (['’](?:s|re|ve|ll|d|m))\b(?!['’])"), r"\1", 0.93, "a space stands before the clitic"),
    Rule(re.compile(rf"\b({_NEGATED}) (n['’]t)\b"), r"\1\2", 0.97, "a space stands before the clitic"),
    Rule(re.compile(rf"\b({_NEGATED_N}) (['’]t)\b"), r"\1\2", 0.95, "a space stands before the clitic"),
    Rule(re.compile(r"(?<=s) ’ (?=[a-z])"), "’ ", 0.8, "a space stands before the apostrophe"),
)
_AMOUNTS = (
    Rule(re.compile(r"(?<![A-Za-z])([$£]) (?=\d)"), r"\1", 0.8, "a space parts the currency sign from the amount"),
    Rule(re.compile(r"(?<=\d) ,(?=\d{3}\b)"), ",", 0.9, "a space stands inside the number"),
)
_QUOTE = re.compile('"')
_WIDE = re.compile(r"(?<=[\w,;:]) {2,}(?=\w)")

# One search a block tells which of the rules could match at all; most blocks need none of them.
_HYPHEN_GAP = re.compile(rf" {_H}[A-Za-z]|{_H} [A-Za-z]")
_MARK_GAP = re.compile(rf"{_SPACE}[,;:.?!](?!\d)|[,;?!.][A-Za-z“‘]")
_BRACKET_GAP = re.compile(r"[(“] | [)”]|(?<=[a-z])[(“]|[)”](?=[A-Za-z])")
_CLITIC_GAP = re.compile(r" (?:n?['’](?:s|re|ve|ll|d|m|t)\b|’ )")
_AMOUNT_GAP = re.compile(r"[$£] \d| ,\d")
_GATES = (
    (_HYPHEN_GAP, _HYPHENS),
    (_MARK_GAP, _MARKS),
    (_BRACKET_GAP, _BRACKETS),
    (_CLITIC_GAP, _CLITICS),
    (_AMOUNT_GAP, _AMOUNTS),
)
# A hyphen at a line's end that was kept ("ma- chine") shows by the whole that is a word. Of the other matches in 3 million
# words of right prose 13 of 21 were compounds; the rest were dashes in a hurry.
_BROKEN = re.compile(rf"\b(?!{_CLAUSE}\b)([a-z]{{2,}}){_H} (?!{_CLAUSE}\b)([a-z]{{3,}})\b")
_BROKEN_WORD, _BROKEN_COMPOUND, _LOOSE_COMPOUND = 0.9, 0.8, 0.65
_LISTED = 2.5  # the least Zipf frequency of a whole that may be meant
_QUOTES_SCORE, _WIDE_SCORE = 0.8, 0.35
_WIDE_LIMIT = 3  # so many wide gaps in one block are a layout, not a slip


def build(settings: Settings) -> RuleDetector:  # noqa: ARG001  # no setting bears on it
    """Make the detector."""
    return RuleDetector("spacing", slips)


def slips(text: Segmentation, blocks: Iterable[Block]) -> Iterator[Slip]:  # noqa: ARG001
    """Yield the slips of the blocks."""
    for block in blocks:
        body = block.text
        for gate, rules in _GATES:
            if gate.search(body):
                for rule in rules:
                    yield from rule.apply(block)
                if gate is _HYPHEN_GAP:
                    yield from _broken_words(block)
        if '"' in body and "“" not in body and "”" not in body:
            yield from _straight_quotes(block)
        if "  " in body and len(wide := list(_WIDE.finditer(body))) < _WIDE_LIMIT:
            for match in wide:
                span = Span(block.span.start + match.start(), block.span.start + match.end())
                yield Slip(span, (" ",), _WIDE_SCORE, "two spaces stand between words")


def _broken_words(block: Block) -> Iterator[Slip]:
    """Yield words with a space behind an inner hyphen; the lexicon tells a broken word from a compound."""
    lexicon = Lexicon.load()
    for match in _BROKEN.finditer(block.text):
        whole, compound = match[1] + match[2], f"{match[1]}-{match[2]}"
        cure, score = compound, _LOOSE_COMPOUND
        if lexicon.zipf(whole) >= _LISTED:
            are_words = lexicon.is_english(match[1]) and lexicon.is_english(match[2])
            cure, score = whole, _BROKEN_COMPOUND if are_words else _BROKEN_WORD
        span = Span(block.span.start + match.start(), block.span.start + match.end())
        yield Slip(span, (cure,), score, "a space stands behind the hyphen inside a word")


def _straight_quotes(block: Block) -> Iterator[Slip]:
    """Yield straight quotation marks with a space on the wrong side, or with none on the right side.

    Which marks open and which close is known only from their order. So a block says nothing if it has an odd number of
    them, one behind a digit (inches, seconds), or one that by its spaces does what by its order it should not.
    """
    body = block.text
    places = [match.start() for match in _QUOTE.finditer(body)]
    sides = [(body[place - 1 : place] if place else "", body[place + 1 : place + 2]) for place in places]
    if len(places) % 2 or not all(_fits(*pair, opens=number % 2 == 0) for number, pair in enumerate(sides)):
        return
    for number, (place, (before, after)) in enumerate(zip(places, sides, strict=True)):
        start = block.span.start + place
        if number % 2 == 0 and before in ("", " ", "(") and after == " ":
            yield Slip(Span(start, start + 2), ('"',), _QUOTES_SCORE, "a space stands inside the quotation marks")
        elif number % 2 == 0 and before.isalpha() and after.isalpha():
            yield Slip(Span(start, start + 1), (' "',), _QUOTES_SCORE, "a space is missing before the quotation")
        elif number % 2 == 1 and before == " " and not after.isalnum() and body[place - 2] not in "'’":
            yield Slip(Span(start - 1, start + 1), ('"',), _QUOTES_SCORE, "a space stands inside the quotation marks")
        elif number % 2 == 1 and after.isalpha() and before not in ("", " ", '"'):
            yield Slip(Span(start, start + 1), ('" ',), _QUOTES_SCORE, "a space is missing after the quotation")


def _fits(before: str, after: str, *, opens: bool) -> bool:
    """Tell whether the characters beside a mark allow that it opens (or closes) a quotation."""
    if before.isdigit():
        return False
    looks_open = before in ("", " ", "(") and after.isalnum()
    looks_closed = before not in ("", " ", "(") and not after.isalnum()
    return not (looks_closed if opens else looks_open)
