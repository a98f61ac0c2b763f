"""Spans of a text that are never edited: addresses, handles, code, markup, placeholders, file paths.

Every pattern runs in linear time: it starts only where a token starts, gives nothing back (possessive quantifiers), and
is tried only on texts that hold one of its marks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class _Rule(NamedTuple):
    """A pattern and the marks of which a text must hold one for the pattern to be worth trying."""

    marks: tuple[str, ...]
    pattern: re.Pattern[str]


# Bare domains need a well-known ending: "ended.The" and "e.g.in" are slips of spacing, not addresses.
_DOMAIN_ENDS = (
    "com|org|net|gov|edu|int|mil|info|biz|io|eu|co\\.uk|ac\\.uk|gov\\.uk|org\\.uk|com\\.au|ca|de|fr|ru|cn|jp|kr|br"
)
_FILE_ENDS = (
    "txt|md|rst|csv|tsv|jsonl?|xml|html?|ya?ml|toml|ini|cfg|conf|log|sql|pdf|docx?|odt|xlsx?|pptx?|epub|png|jpe?g|gif|svg|webp"
    "|mp[34]|wav|avi|mov|zip|tar|gz|exe|dll|py|js|ts|css|java|cpp|rs|go|sh|rb|php|ipynb"
)

_RULES = (
    # Web addresses, with or without scheme.
    _Rule(("://", "www."), re.compile(r"(?<![\w.])(?:[A-Za-z][A-Za-z0-9+.-]{1,15}://|www\.)[^\s<>\"“”„«»|\\^`{}]++")),
    _Rule(
        (".",), re.compile(rf"(?<![\w.@/-])(?:[A-Za-z0-9-]++\.)+?(?:{_DOMAIN_ENDS})(?![\w-]|\.\w)(?:/[^\s<>\"“”«»]*+)?")
    ),
    # E-mail, handles and hashtags.
    _Rule(("@",), re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++")),
    _Rule(("@",), re.compile(r"(?<![\w@.])@\w++(?:@[\w.-]++)?")),
    _Rule(("#",), re.compile(r"(?<![\w&#/])#(?=\w*[^\W\d_])\w++")),
    # File paths and file names.
    _Rule(("/",), re.compile(r"(?<![\w/.:~)])(?:(?:~|\.{1,2})(?:/[\w.@+%-]++)++|(?:/[\w.@+%-]++){2,})/?")),
    _Rule(("\\",), re.compile(r"(?<![\w\\])(?:[A-Za-z]:\\|\\\\[\w.-]++\\)[^\s\"<>|?*]++")),
    _Rule((".",), re.compile(rf"(?<![\w./-])[\w-]++(?:\.[\w-]++)*?\.(?:{_FILE_ENDS})(?![\w-]|\.\w)")),
    # Code between single backticks; two are an opening quotation mark in old corpora.
    _Rule(("`",), re.compile(r"(?<!`)`(?!`)[^`\n]{1,300}+`(?!`)")),
    # Markup: comments, elements whose content is no prose, tags, character references. Python before 3.11.3 misreads a possessive
    # group that begins with a negative lookahead, so these are lazy; each step is final all the same.
    _Rule(("<!--",), re.compile(r"<!--(?:(?!<!--)[\s\S])*?-->")),
    _Rule(
        ("<script", "<style", "<pre", "<code"),
        re.compile(r"<(script|style|pre|code)\b[^<>]*+>(?:(?!</?\1\b)[\s\S])*?</\1\s*>", re.IGNORECASE),
    ),
    _Rule(("<",), re.compile(r"</?[A-Za-z][^<>\n]*+(?:\n[^<>\n]++){0,3}+>|<![A-Z][^<>]*+>")),
    _Rule(("&",), re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")),
    # Placeholders of templates and format strings.
    _Rule(("{",), re.compile(r"\$?\{\{?[^{}\n]{0,80}+\}\}?")),
    _Rule(
        ("%",), re.compile(r"(?<![\w%])%(?:\([\w.]++\)[-#0 +]?[\d.]*+)?(?:\d\$|[-#0+]|\.?\d)*[sdifgxXrc](?![A-Za-z])")
    ),
    _Rule(("$",), re.compile(r"(?<![\w$])\$[A-Za-z_]\w*+")),
)

# A lone surrogate is no character: nothing can be looked up by a word that holds one.
_SURROGATE_WORD = re.compile(r"(?<!\S)[^\s\ud800-\udfff]*+[\ud800-\udfff]\S*+")
_ADDRESS_TAIL = re.compile(r"[.,;:!?'’\"…*_]+\Z")


def spans(text: str, extra: Iterable[Span] = ()) -> tuple[Span, ...]:
    """Return the spans of a text that are never edited, sorted and disjoint.

    Args:
        text: the whole text of a document.
        extra: what the file format adds, such as a code block of Markdown; in any order, may overlap.

    >>> text = "Ask info@example.org, or see https://example.org/a_b. Hello, {name}!"
    >>> [text[span.start : span.end] for span in spans(text)]
    ['info@example.org', 'https://example.org/a_b', '{name}']
    """
    return merged((*_found(text), *extra))


def merged(found: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans sorted, with those that overlap or touch joined and empty ones left out.

    >>> merged([Span(4, 6), Span(0, 2), Span(2, 3), Span(5, 8)])
    (Span(start=0, end=3), Span(start=4, end=8))
    """
    joined: list[Span] = []
    for span in sorted(span for span in found if span.width):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def _found(text: str) -> Iterator[Span]:
    for rule in _RULES:
        if any(mark in text for mark in rule.marks):
            for match in rule.pattern.finditer(text):
                yield Span(match.start(), match.start() + len(_without_tail(match[0])))
    if not text.isascii() and _has_surrogate(text):
        yield from (Span(*match.span()) for match in _SURROGATE_WORD.finditer(text))


def _without_tail(token: str) -> str:
    """Take the punctuation of the sentence off an address: a closing bracket too, unless it was opened inside."""
    if "://" not in token and not token.startswith("www."):
        return token
    token = _ADDRESS_TAIL.sub("", token)
    for opening, closing in ("()", "[]"):
        if token.endswith(closing) and token.count(opening) < token.count(closing):
            token = _ADDRESS_TAIL.sub("", token.rstrip(closing))
    return token


def _has_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False
