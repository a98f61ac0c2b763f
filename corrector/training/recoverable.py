"""The filter of round trips and post-edits: is the garbled form wrong, or merely different?

An engine's words are kept as damage only where right English speaks against them: they are no English words, or the
pairs and triples they make with their neighbours are unheard-of while the original's are usual, or they break a rule
of form (agreement, article, capital). Everything else goes back to the original. Judged by counts alone, so that
millions of edits can be asked about; thresholds were set on samples drawn before the hand-checked ones.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Levenshtein

from corrector.lexicon.closed_classes import CLOSED
from corrector.training.classify import is_name
from corrector.training.counts import EDGE
from corrector.training.resources import without_accents
from corrector.training.tokens import Token, folded
from corrector.types import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corrector.training.align import Alignment, TokenEdit
    from corrector.training.resources import Resources


class Verdict(NamedTuple):
    """Whether an edit is damage worth learning from, and whether its cure can be known from the English alone."""

    wrong: bool
    recoverable: bool = True


DIFFERENT = Verdict(wrong=False)
WRONG = Verdict(wrong=True)

_SPELLINGS = (("isation", "ization"), ("ise", "ize"), ("ising", "izing"), ("yse", "yze"), ("our", "or"), ("tre", "ter"),
              ("ogue", "og"), ("ence", "ense"), ("ae", "e"), ("oe", "e"), ("ll", "l"), ("mme", "m"))  # fmt: skip


_DETERMINERS = frozenset(
    "the a an this that my our your his her its their 's each every any no some which what another either neither one".split()
)
_PLURAL_SIGNS = frozenset("these those many several few two three four five six seven eight nine ten 0 both various numerous "
                          "all other most such".split())  # fmt: skip
_SINGULAR_SIGNS = frozenset("a an this that each every one another".split())
_ADVERBS = frozenset(
    "also always never best still now then here often only just even ever soon already again once yet".split()
)
_NEAR_PREPOSITIONS = (frozenset(("among", "between")), frozenset(("in", "within")), frozenset(("on", "upon")),
                      frozenset(("over", "above")), frozenset(("in", "into")), frozenset(("about", "on")),
                      frozenset(("under", "below")), frozenset(("to", "toward")), frozenset(("by", "through")))  # fmt: skip


class Setting:
    """One edit in its place: folded words of both sides and of the original's context, and what counts say."""

    def __init__(self, alignment: Alignment, edit: TokenEdit, resources: Resources) -> None:
        """Look at one edit of an alignment."""
        sentence, start = alignment.right, edit.start
        garbled = alignment.garbled[edit.garbled_start : edit.garbled_end]
        right = sentence[start : edit.end]
        self.garbled_tokens, self.right_tokens = garbled, right
        self.garbled_before = alignment.garbled[edit.garbled_start - 1].text if edit.garbled_start else ""
        self.garbled, self.right = [folded(t.text) for t in garbled], [folded(t.text) for t in right]
        end = start + len(right)
        self.before = [EDGE, EDGE, *(folded(t.text) for t in sentence[max(0, start - 2) : start])][-2:]
        self.before_wide = folded(sentence[start - 3].text) if start >= 3 else EDGE
        self.after = [*(folded(t.text) for t in sentence[end : end + 2]), EDGE][:2]
        self.at_start = start == 0 or (start == 1 and not sentence[0].is_word)
        self.mark_before = sentence[start - 1].text if start else ""
        self._alignment, self._edit = alignment, edit
        self.resources = resources
        self.counts = resources.counts

    @cached_property
    def elsewhere(self) -> frozenset[str]:
        """Lemmas of the original's words that other edits of the sentence change or leave out."""
        lemma, sentence = self.resources.inflection.lemma, self._alignment.right
        others = (other for other in self._alignment.edits if other != self._edit)
        return frozenset(lemma(folded(t.text)) for other in others for t in sentence[other.start : other.end])

    @staticmethod
    def begins(token: str) -> bool:
        """Tell whether what follows a token may begin with a capital: nothing before it, an end mark, a quotation."""
        return not token[:1].isalnum() and token not in (",", ";", ")", "%", "’", "'s", "’s")

    def gain(self) -> float:
        """Return by how many nats the original's words are likelier here than the garbled ones."""
        return self.counts.score([*self.before, *self.right, *self.after]) - self.counts.score(
            [*self.before, *self.garbled, *self.after]
        )

    def pairs(self, words: Sequence[str]) -> list[int]:
        """Return how often each neighbouring pair is attested when ``words`` stand here."""
        row = [self.before[-1], *words, *self.after[:1]]
        return [self.counts.pair.get(f"{a} {b}", 0) for a, b in pairwise(row)]

    def triples(self, words: Sequence[str]) -> list[int]:
        """Return how often each triple that holds one of ``words`` is attested when they stand here."""
        row = [*self.before, *words, *self.after]
        return [self.counts.triple.get(f"{a} {b} {c}", 0) for a, b, c in zip(row, row[1:], row[2:], strict=False)]

    def seen(self, word: str) -> int:
        """Return how often a folded word is attested."""
        return self.counts.single.get(word, 0)


def judge(kind: Kind, setting: Setting) -> Verdict:
    """Judge one edit; the digits of both sides must agree, for no cure may change a number."""
    if _digits(setting.garbled_tokens) != _digits(setting.right_tokens):
        return DIFFERENT
    if max(len(setting.garbled), len(setting.right)) > 5:
        return DIFFERENT
    return _JUDGES[kind](setting)


def _digits(tokens: Sequence[Token]) -> str:
    return "".join(c for t in tokens for c in t.text if c.isdigit())


def _strange_word(s: Setting) -> Verdict:
    """Words that are not English stand where English ones should."""
    strange = [w for w in s.garbled if w.isalpha() and s.resources.is_foreign(w) and w not in s.right]
    known = [w for w in s.garbled if w not in strange and w not in s.right and w not in CLOSED]
    if not strange or known or len(s.garbled) > 2 or len(s.right) > 3 or not s.right or "'" in "".join(s.garbled):
        return DIFFERENT
    if any(is_spelling_variant(w, other) for w in strange for other in s.right):
        return DIFFERENT
    return Verdict(wrong=True, recoverable=all(_is_within_reach(w, s) for w in strange))


def is_spelling_variant(one: str, other: str) -> bool:
    """Tell whether two words are spellings of one word on two sides of the Atlantic.

    >>> is_spelling_variant("organisation", "organization"), is_spelling_variant("colour", "colder")
    (True, False)
    """
    for british, american in _SPELLINGS:
        one, other = one.replace(british, american), other.replace(british, american)
    return one == other


def _is_within_reach(strange: str, s: Setting) -> bool:
    """Tell whether the cure looks like the strange word, or the lexicon translates it so."""
    plain = without_accents(strange)
    meanings = s.resources.meanings.english.get(plain, ())
    lemma = s.resources.inflection.lemma
    return any(
        lemma(word) in meanings or word in meanings or Levenshtein.normalized_similarity(plain, word) >= 0.5
        for word in s.right
        if len(word) >= 3
    )


def is_told_by(garbled: Sequence[str], right: Sequence[str], resources: Resources) -> bool:
    """Tell whether every word of the cure is known English and shows in the garbled words, or is a small one.

    Stricter than what round trips ask, for text whose editor saw the source.
    """
    lemma = resources.inflection.lemma
    for word in right:
        if word in CLOSED:
            continue
        if not word.isalpha() or len(word) < 4:
            return False
        meanings = {m for g in garbled for m in resources.meanings.english.get(without_accents(g), ())}
        near = any(
            Levenshtein.normalized_similarity(without_accents(g), without_accents(word)) >= 0.55 for g in garbled
        )
        if not resources.is_english(word) or not (near or word in meanings or lemma(word) in meanings):
            return False
    return True


def _name(s: Setting) -> Verdict:
    """Another word, or a foreign form, stands where a name stood."""
    if len(s.garbled) != 1 or len(s.right) != 1 or len(s.right[0]) < 4 or len(s.garbled[0]) < 3 or s.at_start:
        return DIFFERENT
    one, other = s.garbled[0], s.right[0]
    if (
        not s.garbled_tokens[0].is_word
        or "'" in one
        or one in s.resources.world.english
        or s.garbled_tokens[0].text.isupper()
    ):
        return DIFFERENT
    alike = Levenshtein.normalized_similarity(without_accents(one), without_accents(other))
    known = s.seen(other) >= 5 or s.resources.zipf.get(other, 0) >= 3.5
    if without_accents(one) == without_accents(other) or not known:
        return DIFFERENT
    if s.resources.is_foreign(one):
        return Verdict(wrong=True, recoverable=alike >= 0.5)
    unusual = s.counts.capital_share(one) < 0.3 and max(s.pairs(s.garbled)) == 0 and s.seen(one) >= 10
    usual = max(s.pairs(s.right)) >= 2
    return Verdict(wrong=True, recoverable=max(s.triples(s.right)) >= 1) if unusual and usual else DIFFERENT


def _casing(s: Setting) -> Verdict:
    changed = [(g.text, r.text) for g, r in zip(s.garbled_tokens, s.right_tokens, strict=True) if g.text != r.text]
    changed = [(g, r) for g, r in changed if g.replace("’", "'") != r.replace("’", "'") and r[0].isalpha()]
    # A word that moved to or from the start of a sentence changes its capital without being wrong.
    if len(changed) != 1 or s.begins(s.mark_before) or s.begins(s.garbled_before):
        return DIFFERENT
    garbled, right = changed[0]
    if garbled[1:] != right[1:]:
        acronym = right.isupper() and len(right) >= 3 and s.counts.capital_share(s.right[0]) > 0.9
        return Verdict(wrong=acronym and s.seen(s.right[0]) >= 5)
    share, seen = s.counts.capital_share(right.lower()), s.seen(right.lower())
    if right[0].isupper():
        return Verdict(wrong=share > 0.95 and seen >= 5)
    # A noun may be part of a title; a verb or a small word with a capital is wrong.
    fixed = s.right[0] in CLOSED or s.right[0] in _ADVERBS or s.right[0] in s.resources.inflection.verb_of
    return Verdict(wrong=share < 0.1 and seen >= 5 and fixed)


def _form(s: Setting) -> Verdict:
    """The wrong form of the right word: number, person, tense."""
    if len(s.garbled) != 1 or len(s.right) != 1:
        return DIFFERENT
    one, other = s.pairs(s.garbled), s.pairs(s.right)
    unheard = min(one) == 0 and max(s.triples(s.garbled)) == 0
    likelier = min(other) >= 1 and max(s.triples(s.right)) >= 1 and s.gain() >= 6.0
    return Verdict(wrong=unheard and likelier and _number_is_wrong(s))


def _number_is_wrong(s: Setting) -> bool:
    """Rule out a noun whose other number is as good: judged by the words in front, and by what follows."""
    inflection = s.resources.inflection
    near, wide = {*s.before}, {*s.before, s.before_wide}
    if inflection.plural_of.get(s.garbled[0]) == s.right[0]:
        ends = s.after[0] in CLOSED or not s.after[0].isalpha()
        return ends and (bool(near & _PLURAL_SIGNS) or not wide & _DETERMINERS) and s.after[0] not in ("-", "’", "'")
    if inflection.singular_of.get(s.garbled[0]) == s.right[0]:
        return bool(near & _SINGULAR_SIGNS)
    return True


def _article(s: Setting) -> Verdict:
    if {"a", "an"} == {*s.garbled, *s.right}:
        return WRONG
    triples, wrong_triples = s.triples(s.right), s.triples(s.garbled)
    if not s.right:  # one too many
        usual = min(s.pairs([])) >= 5 and max(wrong_triples) == 0 and min(triples or [0]) >= 1
        return Verdict(wrong=usual and _takes_no_article(s))
    if not s.garbled:  # one missing: where it stands it is usual, without it unheard-of
        enough = 1.5 if s.right == ["the"] else 0.0
        usual = max(s.pairs([])) == 0 and min(s.pairs(s.right)) >= 3 and max(triples) >= 3
        return Verdict(wrong=s.after[0].isalpha() and usual and s.gain() >= enough)
    return Verdict(
        wrong=min(s.pairs(s.garbled)) == 0 and min(s.pairs(s.right)) >= 3 and max(triples) >= 3 and s.gain() >= 5
    )


def _takes_no_article(s: Setting) -> bool:
    """Tell whether no article can stand between the two words: inside a noun phrase, or before a determiner."""
    before = s.before[-1]
    inside = before in _DETERMINERS or before in ("-", "’") or before.endswith(("ly", "ic", "al", "ous", "ive", "ary"))
    return inside or s.after[0] in _DETERMINERS - {"which", "what", "all"}


def _preposition(s: Setting) -> Verdict:
    if len(s.garbled) > 1 or len(s.right) > 1:
        return DIFFERENT
    if {*s.garbled, *s.right} in _NEAR_PREPOSITIONS:
        return DIFFERENT
    gain, triples = s.gain(), s.triples(s.right)
    if not s.garbled:
        return Verdict(wrong=max(s.pairs([])) == 0 and min(s.pairs(s.right)) >= 3 and max(triples) >= 3 and gain >= 0)
    if not s.right:
        return Verdict(wrong=min(s.pairs([])) >= 5 and min(s.pairs(s.garbled)) == 0 and max(s.triples(s.garbled)) == 0)
    return Verdict(
        wrong=max(s.triples(s.garbled)) == 0 and max(triples) >= 3 and min(s.pairs(s.garbled)) == 0 and gain >= 6
    )


def _order(s: Setting) -> Verdict:
    """Words in the wrong order; adverbs, names beside what they name, and parts of a coordination may change places."""
    free = _ADVERBS | {"and", "or"}
    if any(not w.isalpha() or w in free or w.endswith("ly") for w in s.garbled):
        return DIFFERENT
    if any(t.text[0].isupper() for t in s.right_tokens[1:]):
        return DIFFERENT
    one, other = s.pairs(s.garbled), s.pairs(s.right)
    return Verdict(
        wrong=sum(n == 0 for n in one) >= 2 and min(other) >= 1 and max(s.triples(s.right)) >= 1 and s.gain() >= 10
    )


def _word_choice(s: Setting) -> Verdict:
    """A word of another sense, or one that grammar does not allow here."""
    if len(s.garbled) > 1:
        return _run(s)
    if len(s.garbled) != 1 or len(s.right) != 1 or not s.garbled[0].isalpha() or not s.right[0].isalpha():
        return DIFFERENT
    one, other = s.garbled[0], s.right[0]
    if s.at_start or s.seen(one) < 30 or max(s.pairs(s.garbled)) > 0 or is_spelling_variant(one, other):
        return DIFFERENT
    if one in s.resources.meanings.related.get(other, ()) or is_name(s.right_tokens[0], s.resources):
        return DIFFERENT
    closed = (one in CLOSED) + (other in CLOSED)
    triples = s.triples(s.right)
    if closed:
        return Verdict(
            wrong=min(s.pairs(s.right)) >= 3 and max(triples) >= 2 and s.gain() >= 8, recoverable=other in CLOSED
        )
    if s.seen(one) < 100 or Levenshtein.normalized_similarity(one, other) >= 0.6:
        return DIFFERENT
    usual = min(s.pairs(s.right)) >= 3 and max(triples) >= 3 and min(map(s.seen, (s.before[-1], s.after[0]))) >= 100
    return Verdict(wrong=usual and s.gain() >= 16)


def _missing(s: Setting) -> Verdict:
    """Small words that are missing; a noun or adjective less leaves other English, not wrong English."""
    if s.garbled or len(s.right) > 2 or not CLOSED.issuperset(s.right):
        return DIFFERENT
    unheard = max(s.pairs([])) == 0 and min(map(s.seen, (s.before[-1], s.after[0]))) >= 50
    return Verdict(wrong=unheard and min(s.pairs(s.right)) >= 3 and max(s.triples(s.right)) >= 3 and s.gain() >= 3.0)


def _run(s: Setting) -> Verdict:
    """A run of words that make no English together, nor with what stands around them."""
    words = [w for w in s.garbled if w.isalpha()]
    if len(s.garbled) < 2 or len(s.right) < 1 or len(words) < len(s.garbled) or not all(w.isalpha() for w in s.right):
        return DIFFERENT
    pairs = s.pairs(s.garbled)
    apart = sum(n == 0 for n in pairs) >= len(pairs) - 1 and pairs[0] == 0 and pairs[-1] == 0
    shared = {*s.garbled} & {*s.right} - CLOSED
    usual = min(s.pairs(s.right)) >= 1 and max(s.triples(s.right)) >= 1
    enough = 16.0 if CLOSED & {*words} else 22.0
    return Verdict(wrong=apart and usual and not shared and s.gain() >= enough, recoverable=False)


def _surplus(s: Setting) -> Verdict:
    """Words too many, or a run of wrong ones."""
    if s.right:
        return _run(s)
    if s.right or len(s.garbled) > 2 or not all(w.isalpha() for w in s.garbled):
        return DIFFERENT
    # "war expenses" for "expenses of the war": carried past others, not too many.
    if any(s.resources.inflection.lemma(word) in s.elsewhere for word in s.garbled):
        return DIFFERENT
    usual = min(s.pairs([])) >= 3 and max(s.triples([])) >= 1
    return Verdict(wrong=usual and max(s.pairs(s.garbled)) == 0)


def _repetition(s: Setting) -> Verdict:
    return Verdict(wrong=len(s.garbled) == 1 and s.garbled[0].isalpha() and s.garbled[0] not in ("had", "that"))


def _punctuation(s: Setting) -> Verdict:
    """Commas differ by house style; an end mark doubled is wrong anywhere."""
    return Verdict(wrong=not s.right and s.garbled == ["."] and s.mark_before == ".")


def _never(s: Setting) -> Verdict:
    del s
    return DIFFERENT


_JUDGES: dict[Kind, Callable[[Setting], Verdict]] = {
    Kind.GARBLED_WORD: _strange_word,
    Kind.FOREIGN_WORD: _strange_word,
    Kind.SPELLING: _strange_word,
    Kind.NAME: _name,
    Kind.CASING: _casing,
    Kind.AGREEMENT: _form,
    Kind.TENSE: _form,
    Kind.ARTICLE: _article,
    Kind.PREPOSITION: _preposition,
    Kind.WORD_ORDER: _order,
    Kind.WORD_CHOICE: _word_choice,
    Kind.MISSING_WORDS: _missing,
    Kind.FLUENCY: _surplus,
    Kind.REPETITION: _repetition,
    Kind.PUNCTUATION: _punctuation,
    Kind.SPACING: _never,
    Kind.ENCODING: _never,
}
