"""British and American spellings of one word: which a text uses, and how to write a cure like the text.

Neither is ever exchanged for the other in what an author wrote; only the words that a cure brings in are spelled to match.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corrector.lexicon.lexicon import Lexicon

# Letters that differ, British first, where both spellings are words. The longer come first.
_PAIRS = (
    ("isation", "ization"),
    ("ising", "izing"),
    ("ised", "ized"),
    ("ise", "ize"),
    ("yse", "yze"),
    ("yst", "yzt"),
    ("our", "or"),
    ("ogue", "og"),
    ("ence", "ense"),
    ("tre", "ter"),
    ("bre", "ber"),
    ("lled", "led"),
    ("lling", "ling"),
    ("ller", "ler"),
    ("ae", "e"),
    ("oe", "e"),
)
# Words in which the letters only look like a pair: the other spelling is another word, or none is British.
_NO_PAIR = frozenset(
    "or for nor four hour our pour sour tour your flour contour detour devour velour course court source force pore tore core "
    "advise advice rise wise size prize seize capsize promise exercise surprise enterprise compromise raise praise noise cruise "
    "precise concise otherwise likewise sense dense tense since fence pence hence licence practice shoe toe canoe does goes "
    "poem poet metre meter tender enter center".split()
)


def respelled(word: str, *, british: bool, lexicon: Lexicon) -> str:
    """Return the word in one dialect; the word itself where the dialects do not differ.

    >>> from corrector.lexicon import Lexicon
    >>> [respelled(word, british=True, lexicon=Lexicon.load()) for word in ("color", "organization", "president")]
    ['colour', 'organisation', 'president']
    """
    if word.lower() in _NO_PAIR:
        return word
    for in_british, in_american in _PAIRS:
        old, new = (in_american, in_british) if british else (in_british, in_american)
        at = word.rfind(old)
        if at <= 0:
            continue
        other = word[:at] + new + word[at + len(old) :]
        if other != word and _are_one_word(word, other, lexicon):
            return other
    return word


def _are_one_word(word: str, other: str, lexicon: Lexicon) -> bool:
    """Tell whether two spellings are in such use that they must be one word's, and not a word and a slip."""
    return (
        lexicon.is_english(other) and abs(lexicon.zipf(word) - lexicon.zipf(other)) < 2.0 and lexicon.zipf(other) > 1.5
    )


def is_british(counts: Mapping[str, int], lexicon: Lexicon) -> bool | None:
    """Tell from the words of a text which dialect it is written in; None where they do not tell.

    Args:
        counts: how often each word stands in the text.
        lexicon: knows which spellings are words.
    """
    votes = 0
    for word, count in counts.items():
        if len(word) > 4 and word.islower() and word not in _NO_PAIR:
            american = respelled(word, british=False, lexicon=lexicon) != word
            british = respelled(word, british=True, lexicon=lexicon) != word
            votes += count * (american - british)
    return None if votes == 0 else votes > 0
