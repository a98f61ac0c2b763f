"""Near misses: which right name a wrong form may have meant, by edits, by sound and by stem."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler, Prefix
from rapidfuzz.process import extract

from corrector.gazetteer.keys import bucket_initial, fold, sound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corrector.gazetteer.layer import Layer

_MIN_EDITS: Final = 0.6
_MIN_JARO: Final = 0.84
_SPAN: Final = 2
_PER_BUCKET: Final = 12
_MIN_STEM: Final = 3
_MAX_ENDING: Final = 3
_BLURRED: Final = 5
_CLEAR: Final = 0.05


class Near(NamedTuple):
    """A candidate form before its readings are known: its layer, its trie key, how similar and by which evidence."""

    layer: Layer
    key: int
    similarity: float
    how: str


def similarity(folded: str, other: str) -> tuple[float, str]:
    """Judge how likely ``other`` was meant by ``folded`` (both folded), in [0, 1], and name the best evidence.

    Edits are optimal string alignment over the longer length. The mean with the same measure over sound keys lets
    transliterations meet; equal sound keys take away half of what separates the two.

    >>> similarity("loukachenko", "lukashenko")[0] >= 0.9
    True
    """
    edits = float(OSA.normalized_similarity(folded, other))
    one, two = sound(folded), sound(other)
    if one == two:
        return (1 + edits) / 2, "sound"
    heard = (edits + float(OSA.normalized_similarity(one, two))) / 2
    return (edits, "edits") if edits >= heard else (heard, "sound")


def near_keys(layer: Layer, folded: str) -> Iterator[Near]:
    """Yield a layer's forms that start with the same sound, have about the same length and look alike."""
    initial = bucket_initial(folded)
    span = _SPAN if len(folded) < 12 else _SPAN + 1
    for length in range(max(1, len(folded) - span), len(folded) + span + 1):
        forms, keys = layer.bucket(f"{initial}{length}")
        hits = {
            place
            for _, _, place in extract(
                folded, forms, scorer=OSA.normalized_similarity, score_cutoff=_MIN_EDITS - 0.1, limit=_PER_BUCKET
            )
        }
        hits |= {
            place
            for _, _, place in extract(
                folded, forms, scorer=JaroWinkler.similarity, score_cutoff=_MIN_JARO, limit=_PER_BUCKET
            )
        }
        for place in sorted(hits):
            score, how = similarity(folded, forms[place])
            if score >= _MIN_EDITS:
                yield Near(layer, keys[place], score, how)


class Stem(NamedTuple):
    """One word for a country or its people, as a sound key, and how much of the key is stem rather than ending."""

    key: str
    length: int
    country: str


def country_stems(words: dict[str, tuple[str, ...]]) -> tuple[Stem, ...]:
    """Return the stems of each country's name and demonyms; ``words`` maps codes to those.

    Endings of demonyms are three sounds at most ("Beninese", "Chadian", "Danish"), and a stem has at least three.
    """
    return tuple(
        Stem(key, max(_MIN_STEM, len(key) - _MAX_ENDING), country)
        for country, forms in sorted(words.items())
        for key in sorted({sound(form) for form in forms if form and " " not in form and "-" not in form})
    )


def stem_match(form: str, stems: tuple[Stem, ...]) -> tuple[str, float] | None:
    """Find the one country whose stem a garbled word begins with, whatever its ending, and how likely it was meant.

    The score runs from 0.6 to 0.85, by how much of the country's word is there beyond the stem. A beginning that two
    countries share as far as it goes names neither.
    """
    heard = sound(fold(form))
    shared = [(len(_shared(heard, stem.key)), stem) for stem in stems]
    whole = [(length, length / len(stem.key), stem.country) for length, stem in shared if length >= stem.length]
    if not whole:
        return _blurred_stem(heard, stems)
    longest = max(length for length, _, _ in whole)
    best = {country: share for length, share, country in sorted(whole) if length == longest}
    if len(best) > 1:
        return None
    [(country, share)] = best.items()
    return country, 0.6 + 0.25 * share


def _blurred_stem(heard: str, stems: tuple[Stem, ...]) -> tuple[str, float] | None:
    """Find the one country whose stem the word begins with but for one sound; only long stems can bear that."""
    near: dict[str, float] = {}
    for stem in stems:
        reach = max(stem.length, _BLURRED)
        if len(stem.key) >= reach and OSA.distance(heard[:reach], stem.key[:reach], score_cutoff=1) <= 1:
            near[stem.country] = max(near.get(stem.country, 0.0), JaroWinkler.similarity(heard, stem.key))
    ranked = sorted(near, key=lambda country: -near[country])
    if not ranked or (len(ranked) > 1 and near[ranked[0]] - near[ranked[1]] < _CLEAR):
        return None
    return ranked[0], 0.6


def _shared(one: str, two: str) -> str:
    return one[: Prefix.similarity(one, two)]
