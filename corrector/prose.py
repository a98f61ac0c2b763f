"""Tell English prose from what must be left alone: other languages, code, logs, all capitals, chat in lower case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Function words carry a language whatever the topic, and machine translation into English keeps them English. Words that
# two of the languages share ("a", "me", "no", "die", "on") are left out of both sides where they would mislead.
_ENGLISH = frozenset(
    "the of and to in is was for that with by from at as it his her he she they their this these those are were be been has "
    "have had will would can could should which who whom whose where when while after before between during against under "
    "over about into through but or not its an on we our you your us them than then there said says also more most other "
    "because what how if so do does did may might must shall being him my i a".split()
)
_FOREIGN = {
    "French": "le la les des du une est dans pour que qui sur avec pas par plus sont cette ces aux ont été leur nous vous "
    "mais même ses elle être fait après deux où et un en au ce se il son",
    "Spanish": "el la los las del una que por con para es su se más como pero sus le ya este sí porque esta entre cuando muy "
    "sin sobre también fue había desde todo nos durante todos uno les ni contra otros ese eso ante ellos un y en de al lo",
    "Galician": "o os as unha dos das do da ao á polo pola na no nos nas que con para por máis como pero seu súa foi tamén "
    "entre cando moi sen sobre desde todo onde xa ten e un de se non aos",
    "Portuguese": "o os as uma dos das do da ao à pelo pela na no nos nas que com para por mais como mas seu sua foi também "
    "entre quando muito sem sobre desde todo onde já tem e um de se não aos são",
    "Italian": "il lo gli della delle dei degli del una che per con non più come ma suo sua è sono anche tra quando molto "
    "senza su dalla nella alla al nel questo e un di le la si",
    "Catalan": "el la els les del dels una que per amb més com però seu seva és són també entre quan molt sense sobre des tot "
    "on ja i un de en es al als",
    "German": "der das den dem des ein eine einer einen und ist nicht mit für auf von zu sich auch wird bei nach aus wie nur "
    "über oder aber sind hat als im zum zur die",
    "Dutch": "het een van en dat niet met voor op te zijn aan ook wordt bij naar uit als maar door over deze heeft om de is",
    "Polish": "i w na z do nie się jest że o jak ale po co to tak za od przez dla oraz który która które był było",
    "Turkish": "ve bir bu için ile de da çok daha olarak olan gibi kadar sonra ne en var olduğu her ise",
    "Romanian": "și în de la cu pe din nu este un o care mai pentru sau dar fost lui prin după fi sunt al ale a",
    "Swedish": "och att det som en är av för på med den till inte om har ett men var från de vid så",
    "Indonesian": "yang dan di dengan untuk dari ini itu dalam tidak pada ke adalah akan oleh juga",
}
_FOREIGN_SETS = {language: frozenset(words.split()) - _ENGLISH for language, words in _FOREIGN.items()}
ANY_FOREIGN = frozenset().union(*_FOREIGN_SETS.values())

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LOG_LINE = re.compile(
    r"^\W{0,2}(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\d\d:\d\d:\d\d[.,\d]*\s|\w{3}\s+\d+\s\d\d:\d\d:\d\d\s"
    r"|(?:\d{1,3}\.){3}\d{1,3}\s|\[?(?:DEBUG|INFO|WARN|WARNING|ERROR|FATAL|TRACE)\b[\]:\s])"
)
# Marks that programs use and prose hardly does. Each is worth more in a short text.
_CODE_MARK = re.compile(
    r"[{}<>|\\=_~^]|;\s*$|\(\)|\)\s*$|::|->|=>|//|\$\w|\w\(\w*\)|^\s*(?:def|class|import|from|return|if|for|while|function|var|let"
    r"|const|public|private|static|void|int|#include|SELECT|INSERT|UPDATE)\b(?=.*[(){};=:])"
)
_UNKNOWN = "< unk >"  # what translation programs write for a word outside their vocabulary; no mark of code
# A line that is a statement, though it has too few marks to tell by itself: "else:", "hi = mid", "if key:", "return data".
_STATEMENT = re.compile(
    r"(?:else|try|finally|do)\s*[:{]?$|(?:if|elif|for|while|with|except|class|def|case|switch)\b[^.!?]{0,120}[:{]$"
    r"|[A-Za-z_][\w.]*(?:\[[^\]\n]*\])?(?:, [A-Za-z_]\w*)* (?:[-+*/%|&]|//|:)?= ?\S"
    r"|(?:return|raise|yield|import|del|assert)\b[^.!?]{0,60}$"
    r"|(?:break|continue|pass|end|fi|done|esac|endif)$|@[a-z_][\w.]*(?:\(.*\))?$|self\.\w"
)
_LEAST_CODE, _CODE_SHARE = 2, 0.2  # blocks of code, and their share, from which a document is code
_MANUAL = 3.0  # so many times as much prose as code is a manual with examples
_LEAST_SMALL, _SMALL_SHARE = 3, 0.9  # blocks without capitals, and their share, from which a document is chat
_CHAT = re.compile(r"\b(?:i|im|i'm|u|ur|lol|omg|idk|gonna|wanna|dont|thx|pls|btw|ya|yeah|ok|haha+)\b")

NO_WORDS = "no words"  # why a block of numbers, rules or protected text is left alone: there is nothing to read
_CODE, _LOWER_CASE = "looks like code", "chat in lower case"
_SCARCE = 0.2  # English prose has a larger share of function words, even with quotations in it
ENOUGH_WORDS = 6  # below this a block alone is too short to tell its language


def judge(blocks: Sequence[tuple[str, bool]]) -> list[str]:
    """Say for each block why it is not English prose; an empty string means that it is.

    Args:
        blocks: the blocks of one document in order, each with whether it is a paragraph.

    Short blocks say too little of themselves. They are judged by the blocks around them, and count as English only in a
    document that is. A document of code is left alone with its comments, and one written without capitals is chat.

    >>> judge([("The minister said that it was late.", True), ("El ministro dijo que era tarde para todos.", True)])
    ['', 'not English: looks like Spanish']
    """
    reasons = [_own_reason(text, is_paragraph=is_paragraph) for text, is_paragraph in blocks]
    texts = [text for text, _ in blocks]
    _mark_code(texts, reasons)
    _mark_chat(texts, reasons)
    english = sum(len(text) for text, reason in zip(texts, reasons, strict=True) if reason == "")
    other = sum(
        len(text) for text, reason in zip(texts, reasons, strict=True) if reason and reason.startswith("not English")
    )
    undecided = "" if english > other else "too short to tell whether it is English"
    return [undecided if reason is None else reason for reason in reasons]


def _mark_code(texts: Sequence[str], reasons: list[str | None]) -> None:
    """Leave the comments of code alone, too: all of a document that holds much code and little other text.

    Between the examples of a manual, which is mostly prose, only what is no whole sentence goes with the code.
    """
    if reasons.count(_CODE) < _LEAST_CODE and not any(map(_STATEMENT.match, texts)):
        return
    worded = [place for place, reason in enumerate(reasons) if reason != NO_WORDS]
    code = {place for place in worded if reasons[place] == _CODE or _STATEMENT.match(texts[place])}
    if len(code) < max(_LEAST_CODE, _CODE_SHARE * len(worded)):
        return
    sentences = {place for place in worded if place not in code and _is_sentence(texts[place])}
    is_manual = sum(len(texts[place]) for place in sentences) > _MANUAL * sum(len(texts[place]) for place in code)
    for place in worded:
        if reasons[place] in {"", None} and not (is_manual and place in sentences):
            reasons[place] = _CODE


def _is_sentence(text: str) -> bool:
    return text[0].isupper() and text.rstrip()[-1] in '.!?:”"' and len(_TOKEN.findall(text)) > 2 * ENOUGH_WORDS


def _mark_chat(texts: Sequence[str], reasons: list[str | None]) -> None:
    """Leave alone what is written without capitals, in a document of several blocks that nearly all are."""
    worded = [place for place, reason in enumerate(reasons) if reason != NO_WORDS]
    small = [place for place in worded if not any(map(str.isupper, texts[place]))]
    if len(small) < 2 or len(small) < _SMALL_SHARE * len(worded):
        return
    if len(small) < _LEAST_SMALL and not any(_CHAT.search(texts[place]) for place in small):
        return
    for place in small:
        if reasons[place] in {"", None}:
            reasons[place] = _LOWER_CASE


def _own_reason(text: str, *, is_paragraph: bool) -> str | None:
    """Judge one block by itself; None where it is too short."""
    letters = sum(map(str.isalpha, text))
    if letters == 0:
        return NO_WORDS
    if _LOG_LINE.match(text):
        return "looks like a log"
    words = _TOKEN.findall(text)
    marks = len(_CODE_MARK.findall(text.replace(_UNKNOWN, "")))
    if marks >= 2 and marks * 6 > len(words):
        return _CODE
    if sum(map(str.isascii, text)) < 0.5 * len(text) and not any("a" <= char <= "z" for char in text):
        return "not English: not in Latin letters"
    upper = sum(map(str.isupper, text))
    if len(words) >= 4 and upper > 0.8 * letters:
        return "all capitals"
    accented = sum(word.islower() and not word.replace("’", "'").isascii() for word in words)
    if (reason := _language_reason(_without_particles(words), accented)) != "":
        return reason
    # A line without a full stop counts as a heading; in lower case and full of such words it is a message.
    if upper == 0 and (len(_CHAT.findall(text)) >= (1 if is_paragraph else 2)):
        return _LOWER_CASE
    if upper == 0 and is_paragraph and re.search(r"[.!?]\s+[a-z]", text):
        return _LOWER_CASE
    return ""


def _without_particles(words: list[str]) -> list[str]:
    """Return the words in lower case, less the particles inside names ("da Silva", "el-Sisi"), which are in no language."""
    following = [*words[1:], ""]
    particle = (a.islower() and a in ANY_FOREIGN and b[:1].isupper() for a, b in zip(words, following, strict=True))
    return [word.lower() for word, skipped in zip(words, particle, strict=True) if not skipped]


def _language_reason(words: list[str], accented: int) -> str | None:
    """Say which language the words are in if not English; None if there are too few to tell.

    ``accented`` is how many words in small letters have accents, as hardly any English ones do; function words are
    shared by too many languages ("do", "a") for a few of them to tell.
    """
    english = sum(word in _ENGLISH for word in words)
    foreign = sum(word in ANY_FOREIGN for word in words)
    if len(words) < ENOUGH_WORDS:
        if english > foreign or (english and english == foreign):
            return ""
        return _looks_like(words) if foreign >= 2 else None
    if english < _SCARCE * len(words):  # a quotation or a list of foreign names makes no other language of a paragraph
        foreign += accented
    if english >= 0.12 * len(words) and english > foreign:
        return ""
    if foreign > english:
        return _looks_like(words)
    # Headlines and name lists do without function words: not enough to tell, unless the block is long.
    return None if len(words) < 4 * ENOUGH_WORDS or english else "not English"


def _looks_like(words: list[str]) -> str:
    best = max(_FOREIGN_SETS, key=lambda language: sum(word in _FOREIGN_SETS[language] for word in words))
    return f"not English: looks like {best}"
