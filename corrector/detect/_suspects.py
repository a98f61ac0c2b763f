"""From the tags of tokens and gaps to spans: which words belong together, and which the word lists clear."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np

from corrector.backends.features import Evidence, Evidences, Shape, shape, tokens
from corrector.backends.onnx import LAYERS, MODEL, OnnxModel
from corrector.backends.tagger import ALONE, Encoder, Tagger
from corrector.backends.wordpiece import WordPiece
from corrector.calibrate import AS_IT_IS, Curve
from corrector.detect._foreign_text import is_introduced
from corrector.errors import DataError
from corrector.lexicon.rare import is_rare_english
from corrector.types import Kind, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from corrector.backends.features import Token, Words
    from corrector.backends.tagger import Tags
    from corrector.gazetteer import Gazetteer
    from corrector.segment import Segmentation

# Probabilities of wrong below which a word is no part of any span, and a gap none. Of lost articles and prepositions (neural
# round trips, held out) the network gives half less than 0.1; a language model soon tells them from others.
FLOOR, GAP_FLOOR = 0.1, 0.05
# A neighbour belongs to a span if it is at least this much as suspect as the worst word of it.
_KINSHIP = 0.5
# How much each further word of a span adds to its worst one: with 1 they would count as independent, which they are not; chosen
# between 0 and 0.25, the two values tried on held-out text.
_COMPANY = 0.2
VOCABULARY, CONFIG = "vocab.txt", "config.json"
CALIBRATION = "calibration.json"
# What a word list can clear a right name of; order, agreement and the like it cannot judge.
LEXICAL = frozenset({Kind.GARBLED_WORD, Kind.FOREIGN_WORD, Kind.NAME, Kind.SPELLING, Kind.CASING, Kind.WORD_CHOICE})
# How much a suspect's surroundings count: garble seldom comes alone, and right text is right throughout. Of the weights from 0
# to 1.25 the log-loss on held-out text favoured the largest; 1 keeps to independent evidence. ``_USUAL`` is the suspicion
# that a word of right text bears, and ``_WORDS`` words of such text are added to every text, so that a short one tells
# little.
_CONTEXT, _USUAL, _WORDS = 1.0, 0.01, 100
_STRANGE = frozenset({Evidence.FOREIGN, Evidence.UNKNOWN})
_CAPITALISED = frozenset({Shape.TITLE, Shape.UPPER, Shape.MIXED, Shape.INITIAL})


class Suspect(NamedTuple):
    """A span of text that the network distrusts.

    ``raw`` grows with the probability that something in it is wrong, in the light of the text around it; it is not calibrated.
    ``parts`` are its words, where it has several.
    """

    span: Span
    kind: Kind
    raw: float
    parts: tuple[Suspect, ...] = ()


class Curves(NamedTuple):
    """Turn what is raw into probabilities: of words, and of gaps, which are right far more often at the same raw score."""

    word: Curve
    gap: Curve

    def __call__(self, suspect: Suspect) -> float:
        """Return the probability that something in a suspect is wrong."""
        return (self.word if suspect.span.width else self.gap)(suspect.raw)


UNCALIBRATED = Curves(AS_IT_IS, AS_IT_IS)


class Sentence(NamedTuple):
    """The tokens of one sentence, and the text that it stands in."""

    text: Segmentation
    tokens: tuple[Token, ...]


class Sentences(Protocol):
    """What tags sentences."""

    def tag(self, sentences: Sequence[Sequence[Token]]) -> list[Tags]:
        """Return the tags of each sentence, in order."""
        ...


class Network:
    """A tagger and the word lists, as a function from texts to suspects.

    Args:
        tagger: tags sentences.
        kinds: the kinds of wrong that it knows, in its order.
        evidence: what the word lists know of a token.
        names: the gazetteer.
        curves: turn what is raw into probabilities; they belong to the weights and ship with them.
    """

    def __init__(
        self,
        tagger: Sentences,
        *,
        kinds: Sequence[Kind],
        evidence: Callable[[str], Evidence],
        names: Gazetteer,
        curves: Curves = UNCALIBRATED,
    ) -> None:
        self.tagger = tagger
        self.curves = curves
        self._kinds = kinds
        self._evidence = evidence
        self._names = names
        self._lexical = np.array([False, *(kind in LEXICAL for kind in kinds)])

    @classmethod
    def read(cls, folder: Path, model: OnnxModel, *, words: Words, names: Gazetteer) -> Network:
        """Read vocabulary and configuration of an exported network, run by ``model``.

        Raises:
            DataError: a file is missing or damaged.
        """
        kinds, is_cased = _read_config(folder / CONFIG)
        evidence = Evidences(words, names)
        encoder = Encoder(WordPiece.read(folder / VOCABULARY, is_cased=is_cased), evidence)
        # Weights in 8-bit integers scale what they multiply by the largest value of the whole batch: a sentence would score
        # otherwise in other company. One window at a time is nearly as fast, and always says the same.
        tagger = Tagger(model, encoder, kinds=len(kinds), batch=ALONE)
        return cls(tagger, kinds=kinds, evidence=evidence, names=names, curves=_read_curves(folder / CALIBRATION))

    def suspects(self, texts: Sequence[Segmentation]) -> list[tuple[Suspect, ...]]:
        """Return the suspects of each text, in text order."""
        sentences = [
            Sentence(text, tuple(tokens(text.document.text, span.start, span.end)))
            for text in texts
            for block in text.prose
            for span in block.sentences
        ]
        tags = self.tagger.tag([sentence.tokens for sentence in sentences])
        found: dict[int, list[Suspect]] = {id(text): [] for text in texts}
        for sentence, tag in zip(sentences, tags, strict=True):
            found[id(sentence.text)] += self._judge(sentence, tag)
        return [in_context(found[id(text)], text.word_count) for text in texts]

    def _judge(self, sentence: Sentence, tags: Tags) -> Iterator[Suspect]:
        word = 1 - tags.word[:, 0]
        if word.max(initial=0.0) < FLOOR and (1 - tags.gap[:, 0]).max(initial=0.0) < GAP_FLOOR:
            return iter(())
        kinds = tags.word.copy()
        for place in self._cleared(sentence, word):
            kinds[place, self._lexical] = 0.0
        touches = sentence.text.protection.touches
        for place, token in enumerate(sentence.tokens):
            if word[place] >= FLOOR and touches(Span(token.start, token.end)):
                kinds[place] = 0.0
        kinds[:, 0] = 0.0
        return spans(sentence.tokens, kinds, tags.gap, self._kinds)

    def _cleared(self, sentence: Sentence, word: NDArray[np.float32]) -> list[int]:
        """Return the suspected tokens that are rare words or right names, alone or as part of one of several words."""
        body = sentence.text.document.text
        cleared: list[int] = []
        covered = -1
        for place, token in enumerate(sentence.tokens):
            is_capitalised = shape(token.text) in _CAPITALISED
            if is_capitalised and token.start >= covered and (match := self._names.longest(body, token.start)):
                covered = match.end
            if word[place] >= FLOOR and (
                token.end <= covered
                or is_rare_english(token.text)
                or (is_capitalised and self._evidence(token.text) is Evidence.NAME)
                or self._is_term(body, token)
            ):
                cleared.append(place)
        return cleared

    def _is_term(self, body: str, token: Token) -> bool:
        """Tell whether a token is an unknown word that the text presents as a term."""
        if not token.text.islower() or self._evidence(token.text) not in _STRANGE:
            return False
        return is_introduced(body, Span(token.start, token.end))


def in_context(found: Sequence[Suspect], words: int, *, weight: float = _CONTEXT) -> tuple[Suspect, ...]:
    """Return a text's suspects with their odds raised or lowered by how much else of the text is suspect.

    Args:
        found: the suspects.
        words: of the text.
        weight: exponent of the ratio by which the odds change; 1 would follow the prior as Saerens et al. 2002 adjust it.

    >>> lone, many = Suspect(Span(0, 3), Kind.NAME, 0.5), [Suspect(Span(k, k + 3), Kind.NAME, 0.5) for k in range(0, 160, 4)]
    >>> in_context([lone], 500)[0].raw < 0.5 < in_context(many, 200)[0].raw
    True
    """
    total = sum(suspect.raw for suspect in found)
    judged = []
    for suspect in found:
        others = (total - suspect.raw + _WORDS * _USUAL) / (words + _WORDS)
        judged.append(_raised(suspect, (others / _USUAL) ** weight))
    return tuple(judged)


def _raised(suspect: Suspect, ratio: float) -> Suspect:
    """Return a suspect with its odds, and those of its parts, multiplied."""
    odds = suspect.raw / max(1e-6, 1 - suspect.raw) * ratio
    return suspect._replace(raw=odds / (1 + odds), parts=tuple(_raised(part, ratio) for part in suspect.parts))


def spans(
    found: Sequence[Token],
    kinds: NDArray[np.float32],
    gaps: NDArray[np.float32],
    names: Sequence[Kind],
) -> Iterator[Suspect]:
    """Yield the wrong spans of a sentence in order.

    A span grows from its worst word over neighbours that are as suspect, or nearly. A gap is a span of its own where the words
    on its two sides are trusted.

    Args:
        found: its n tokens.
        kinds: float32 (n, 1 + kinds): probabilities of each kind of wrong; the first column is not looked at.
        gaps: float32 (n + 1, 1 + kinds), the same for gaps, the last at the end.
        names: the kinds, in order.
    """
    wrong = kinds[:, 1:].sum(axis=1)
    inside = np.zeros(len(found) + 2, dtype=bool)
    made: list[Suspect] = []
    for peak in np.argsort(-wrong, kind="stable"):
        if wrong[peak] < FLOOR:
            break
        if inside[peak + 1]:
            continue
        least = max(FLOOR, _KINSHIP * float(wrong[peak]))
        first, last = _grown(int(peak), wrong, inside, least)
        inside[first + 1 : last + 1] = True
        kind = names[int(kinds[first:last, 1:].sum(axis=0).argmax())]
        parts = tuple(
            Suspect(Span(found[k].start, found[k].end), names[int(kinds[k, 1:].argmax())], float(wrong[k]))
            for k in range(first, last)
        )
        whole = Span(parts[0].span.start, parts[-1].span.end)
        made.append(Suspect(whole, kind, _together(wrong[first:last]), parts if len(parts) > 1 else ()))
    for place in np.flatnonzero(1 - gaps[:, 0] >= GAP_FLOOR).tolist():
        if not inside[place] and not inside[place + 1]:
            at = found[place].start if place < len(found) else found[-1].end
            made.append(Suspect(Span(at, at), names[int(gaps[place, 1:].argmax())], float(1 - gaps[place, 0])))
    return iter(sorted(made, key=lambda suspect: suspect.span))


def _grown(peak: int, wrong: NDArray[np.float32], inside: NDArray[np.bool_], least: float) -> tuple[int, int]:
    """Return the half-open range of tokens around ``peak`` that are at least so suspect and in no other span."""
    first, last = peak, peak + 1
    while first > 0 and wrong[first - 1] >= least and not inside[first]:
        first -= 1
    while last < len(wrong) and wrong[last] >= least and not inside[last + 1]:
        last += 1
    return first, last


def _together(wrong: NDArray[np.float32]) -> float:
    """Return the raw score of a span from the probabilities of its words."""
    right = np.sort(1 - wrong.astype(np.float64)).clip(1e-6, 1)
    return float(1 - right[0] * (right[1:] ** _COMPANY).prod())


def model_in(folder: Path) -> OnnxModel:
    """Return an exported network, not yet loaded."""
    return OnnxModel(folder / MODEL, layers=folder / LAYERS)


def _read_config(path: Path) -> tuple[tuple[Kind, ...], bool]:
    """Return the kinds of the network's outputs, and whether its vocabulary is cased."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return tuple(map(Kind, table["kinds"])), bool(table["is_cased"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path}: the model's configuration cannot be read ({error}); reinstall the package") from None


def _read_curves(path: Path) -> Curves:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return Curves(*(Curve.from_json(table[name]) for name in Curves._fields))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{path}: the model's calibration cannot be read ({error}); reinstall the package") from None
