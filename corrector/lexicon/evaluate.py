"""Measure the lexicon on held-out words, and fit the weights of :mod:`corrector.lexicon.rank`.

    python -m corrector.lexicon.evaluate --data DIR [--fit]

Kinds of cases, all seeded: foreign words of the wordnet table, as they are, garbled, and with that word left out of the
lexicon; English words with slips; words of
edited text that the lexicon does not know and that are right; words that a human post-editor left or replaced. Fitting
uses the training half (by word; for post-edits the file ``train``), every reported number the other half (``dev``).
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import sys
from difflib import SequenceMatcher
from itertools import islice
from math import exp, log
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from corrector.errors import CorrectorError
from corrector.lexicon import rank
from corrector.lexicon.build import choose_lemmas, read_frequencies, read_translations
from corrector.lexicon.endings import pairs
from corrector.lexicon.fold import fold
from corrector.lexicon.inflect import Feature
from corrector.lexicon.lexicon import Lexicon
from corrector.lexicon.records import ISO_639_1

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LEFT_OUT = "foreign left out"
BLEND = "blend"
_ACCENTED = 0.6  # of the foreign words keep their accents
_AT_NOUN = 0.6  # of the nouns stand where a noun is expected, and so do some words that are right
LANGUAGES = ("fra", "spa", "por", "ita", "deu", "nld", "ron", "cat", "swe", "pol", "fin", "ind", "glg", "slv")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class Case(NamedTuple):
    """A word, the English texts that are right for it (none: it is right as it is), and the kind of case.

    ``is_noun`` puts it where a noun is expected.
    """

    word: str
    answers: frozenset[str]
    kind: str
    source: str = ""
    is_noun: bool = False


class Example(NamedTuple):
    """A case as numbers: features of the candidates, of "as it is", and which candidates are right."""

    candidates: tuple[tuple[float, ...], ...]
    null: tuple[float, ...]
    right: tuple[int, ...]


def foreign_cases(data: Path, lexicon: Lexicon, *, count: int, seed: int) -> Iterator[Case]:
    """Yield foreign words that are not English, each as it is or garbled by one operator; answers: the two best lemmas."""
    rng = random.Random(seed)  # noqa: S311  # nothing secret: cases are drawn
    frequencies = read_frequencies()
    usable = []
    for entry in read_translations(data / "lexicon" / "omw.tsv.gz"):
        listed = frequencies.foreign.get(ISO_639_1[entry.language], {})
        if entry.language in LANGUAGES and listed.get(entry.form.lower(), 0.0) >= 2.8 and len(entry.form) > 4:
            lemmas = choose_lemmas(entry.lemmas, fold(entry.form), frequencies.english)
            if lemmas and not lexicon.is_english(entry.form) and not lexicon.is_english(fold(entry.form)):
                usable.append((entry.form.lower(), lemmas))
    for form, lemmas in rng.sample(usable, min(count, len(usable))):
        name, word = garbled(form, lemmas[0], rng)
        feature = Feature.S if name == "plural" else Feature.BASE
        answers = frozenset(lexicon.inflected(lemma, feature) for lemma in lemmas[:2])
        is_noun = lexicon.is_noun(lemmas[0]) and rng.random() < _AT_NOUN
        if word and not lexicon.is_english(word):
            yield Case(word, answers, f"foreign {name}", form, is_noun)
        if name == "as it is":
            yield Case(word, answers, LEFT_OUT, form)


def garbled(form: str, english: str, rng: random.Random) -> tuple[str, str]:
    """Return the name of an operator, and what it makes of a foreign word and its translation: nothing where it has no place."""
    name, operator = rng.choice(list(GARBLES.items()))
    word = operator(form if rng.random() < _ACCENTED else fold(form), rng)
    return name, _blend(form, english, rng) if name == BLEND else word


def _drop(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _double(word: str, rng: random.Random) -> str:
    doubled = [at for at in range(1, len(word)) if word[at] == word[at - 1]]
    at = rng.choice(doubled) if doubled else rng.randrange(1, len(word))
    return word[:at] + word[at + 1 :] if doubled else word[:at] + word[at] + word[at:]


def _vowel(word: str, rng: random.Random) -> str:
    places = [at for at in range(1, len(word)) if word[at] in "aeiou"]
    if not places:
        return ""
    at = rng.choice(places)
    return word[:at] + rng.choice([vowel for vowel in "aeiou" if vowel != word[at]]) + word[at + 1 :]


def _transpose(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _lose(word: str, rng: random.Random) -> str:
    lost = rng.choice((1, 1, 2))
    if len(word) < lost + 5:
        return ""
    at = rng.randrange(1, len(word) - lost)
    return word[:at] + word[at + lost :]


def _blend(word: str, english: str, rng: random.Random) -> str:
    """Put the end of the translation behind the beginning of the word, as engines do that translate it piece by piece."""
    kept, end = rng.randrange(len(word) * 3 // 5, len(word)), rng.randrange(2, 6)
    return word[:kept] + english[-end:] if " " not in english and len(english) > end else ""


def _ending_lose(word: str, rng: random.Random) -> str:
    half = _ending(word, rng)
    return _lose(half, rng) if half else ""


def _ending(word: str, _: random.Random) -> str:
    """Put the English ending in place of the foreign one, as engines that copy the stem do."""
    for foreign, english in _HALF_TRANSLATED:
        if word.endswith(foreign):
            return word[: -len(foreign)] + english
    return ""


# A foreign ending, and the English one that takes its place; longest first.
_HALF_TRANSLATED = sorted(
    pairs(
        "ateur:ater ador:ader tore:tor eur:er eux:ous oso:ous ique:ic ico:ic ción:tion cion:tion zione:tion"
        " cao:tion amento:ament imento:iment imiento:iment amiento:ament mente:ly dad:ty dade:ty ta:ty te:ty"
        " isch:ic ung:ing ieren:ate are:ate ar:ate er:ed ir:ed ista:ist ismo:ism o:e a:e"
    ),
    key=lambda pair: -len(pair[0]),
)
GARBLES: dict[str, Callable[[str, random.Random], str]] = {
    "as it is": lambda word, _: word,
    "letters lost": _lose,
    "doubling": _double,
    "vowel": _vowel,
    "ending": _ending,
    "ending, letters lost": _ending_lose,
    "plural": lambda word, _: word + "s" if not word.endswith("s") else "",
    BLEND: lambda _word, _rng: "",  # takes its translation, too
}
SLIPS = (_drop, _double, _vowel, _transpose)


def slip_cases(lexicon: Lexicon, *, count: int, seed: int) -> Iterator[Case]:
    """Yield common English words with one slip (four of five) or two."""
    rng = random.Random(seed)  # noqa: S311  # nothing secret: cases are drawn
    words = [word for word, zipf in sorted(read_frequencies().english.items()) if zipf >= 3.0 and len(word) > 4]
    words = [word for word in words if word.isascii() and lexicon.is_common(word)]
    for word in rng.sample(words, min(count, len(words))):
        slip = rng.choice(SLIPS)(word, rng)
        if slip and rng.random() < 0.2:
            slip = rng.choice(SLIPS)(slip, rng)
        is_noun = lexicon.is_noun(word) and rng.random() < _AT_NOUN
        if slip and not lexicon.is_english(slip):
            yield Case(slip, frozenset((word,)), "slip", word, is_noun)


def right_cases(paths: Iterable[Path], lexicon: Lexicon, *, count: int, seed: int) -> Iterator[Case]:
    """Yield words of edited text that the lexicon does not know."""
    words: set[str] = set()
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                words.update(word for word in _WORD.findall(line) if len(word) > 3 and word.isalpha())
    unknown = sorted(word for word in words if not lexicon.is_english(word))
    rng = random.Random(seed)  # noqa: S311  # nothing secret: cases are drawn
    for word in rng.sample(unknown, min(count, len(unknown))):
        is_noun = rng.random() < _AT_NOUN / 2
        yield Case(word, frozenset(), "right name" if word[0].isupper() else "right word", word.lower(), is_noun)


def edited_cases(path: Path, lexicon: Lexicon) -> Iterator[Case]:
    """Yield the unknown words of machine translations that a post-editor left as they are or replaced one for one."""
    seen: set[str] = set()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            before, after = _WORD.findall(row["mt"]), _WORD.findall(row["pe"])
            for tag, i, j, k, m in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
                if tag == "equal" or (tag == "replace" and j - i == m - k):
                    for left, right in zip(before[i:j], after[k:m], strict=True):
                        if left in seen or len(left) < 4 or not left.isalpha() or lexicon.is_english(left):
                            continue
                        seen.add(left)
                        same = left.lower() == right.lower()
                        answers = frozenset() if same else frozenset((right.lower(),))
                        yield Case(left, answers, "edited: kept" if same else "edited: replaced", left.lower())


def all_cases(data: Path, lexicon: Lexicon, *, training: bool) -> list[Case]:
    """Return the cases of one half; words are split by their checksum."""
    cases = [
        *foreign_cases(data, lexicon, count=12000, seed=1),
        *slip_cases(lexicon, count=4000, seed=2),
        *right_cases((data / "clean" / f"{name}.txt.gz" for name in ("masc", "gum_by")), lexicon, count=4000, seed=3),
    ]
    half = [case for case in cases if (crc32(case.source.encode()) % 2 == 0) is training]
    name = "train" if training else "dev"
    return [*half, *islice(edited_cases(data / "mlqe-pe" / f"{name}.jsonl.gz", lexicon), 2500)]


def evidence(case: Case, lexicon: Lexicon) -> tuple[rank.Evidence, ...]:
    """Return what the lexicon offers for a case, without the translations of its source where that is left out."""
    items = lexicon.evidence(case.word, is_noun=case.is_noun)
    if case.kind != LEFT_OUT:
        return items
    hidden = {lemma for entry in lexicon.translations(case.word) for lemma in entry.lemmas}
    bare = (item._replace(way=rank.Way.NONE, languages=(), via="") if item.text in hidden else item for item in items)
    return tuple(item for item in bare if item.way or item.cognate or item.spelling)


def suggestions(case: Case, lexicon: Lexicon, limit: int) -> list[tuple[float, str]]:
    """Return the best suggestions for a case: probability and text in lower case."""
    items = evidence(case, lexicon)
    chances = rank.probabilities(items, lexicon.situation(case.word))
    ranked = sorted(zip(chances, items, strict=True), key=lambda pair: (-pair[0], pair[1].text))
    return [(chance, item.text.lower()) for chance, item in ranked[:limit]]


def example(case: Case, lexicon: Lexicon) -> Example:
    """Turn a case into numbers; a case whose answer is out of reach counts as "as it is"."""
    items = evidence(case, lexicon)
    right = tuple(at for at, item in enumerate(items) if item.text.lower() in case.answers or item.text in case.answers)
    null = rank.null_features(lexicon.situation(case.word))
    return Example(tuple(rank.features(item) for item in items), null, right)


def fit(examples: list[Example], *, penalty: float = 0.5, steps: int = 400) -> tuple[list[float], list[float]]:
    """Fit the weights by maximum likelihood with a quadratic penalty (Adam on all examples, Kingma and Ba 2015).

    NumPy is needed here and nowhere else.
    """
    import numpy as np

    size, extra = len(rank.WEIGHTS), len(rank.NULL_WEIGHTS)
    rows: list[tuple[float, ...]] = []
    right: list[float] = []
    starts: list[int] = []
    for item in examples:
        starts.append(len(rows))
        rows += [(*row, *(0.0,) * extra) for row in item.candidates]
        rows.append((*(0.0,) * size, *item.null))
        right += [float(at in item.right) for at in range(len(item.candidates))] + [float(not item.right)]
    table, good, first = np.array(rows, dtype=np.float32), np.array(right), np.array(starts)
    owner = np.repeat(np.arange(len(starts)), np.diff([*starts, len(rows)]))
    weights, mean, square = (np.zeros(size + extra) for _ in range(3))
    for step in range(1, steps + 1):
        scores = table @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, first)[owner])
        likely = odds / np.add.reduceat(odds, first)[owner]
        meant = odds * good / np.maximum(np.add.reduceat(odds * good, first), 1e-300)[owner]
        gradient = (table.T @ (likely - meant) + penalty * weights) / len(examples)
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.99 * square + 0.01 * gradient**2
        rate = 0.15 * (1.0 - (step - 1) / steps)
        weights -= rate * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    found = [float(weight) for weight in weights]
    return found[:size], found[size:]


def report(cases: list[Case], lexicon: Lexicon) -> str:
    """Return a table: share right at the first and the first three places, proposals of at least 0.5 and 0.75."""
    lines = [f"{'kind':<22}{'cases':>7}{'top 1':>8}{'top 3':>8}{'p>=.5':>8}{'right':>8}{'p>=.75':>8}{'right':>8}"]
    for kind in sorted({case.kind for case in cases}):
        ranked = [(_lower(case), suggestions(case, lexicon, 3)) for case in cases if case.kind == kind]
        first = sum(any(text in answers for _, text in found[:1]) for answers, found in ranked)
        third = sum(any(text in answers for _, text in found) for answers, found in ranked)
        cells = [f"{100 * first / len(ranked):7.1f}%", f"{100 * third / len(ranked):7.1f}%"]
        for least in (0.5, 0.75):
            proposed = [(answers, found[0]) for answers, found in ranked if found and found[0][0] >= least]
            right = sum(text in answers for answers, (_, text) in proposed)
            cells.append(f"{100 * len(proposed) / len(ranked):7.1f}%")
            cells.append(f"{100 * right / len(proposed):7.1f}%" if proposed else f"{'-':>8}")
        lines.append(f"{kind:<22}{len(ranked):>7}" + "".join(cells))
    return "\n".join(lines)


def _lower(case: Case) -> frozenset[str]:
    return frozenset(answer.lower() for answer in case.answers)


def calibration_error(cases: list[Case], lexicon: Lexicon, *, bins: int = 10) -> float:
    """Return the expected calibration error of the first suggestion's probability (Naeini et al. 2015)."""
    table: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for case in cases:
        for chance, text in suggestions(case, lexicon, 1):
            table[min(bins - 1, int(chance * bins))].append((chance, text in _lower(case)))
    total = sum(len(row) for row in table)
    gaps = (abs(sum(p for p, _ in row) - sum(right for _, right in row)) for row in table)
    return sum(gaps) / total if total else 0.0


def likelihood(examples: list[Example], weights: list[float], null_weights: list[float]) -> float:
    """Return the mean log-likelihood (nats) of the right answers."""
    total = 0.0
    for item in examples:
        scores = [sum(w * v for w, v in zip(weights, row, strict=True)) for row in item.candidates]
        scores.append(sum(w * v for w, v in zip(null_weights, item.null, strict=True)))
        top = max(scores)
        odds = [exp(score - top) for score in scores]
        mass = sum(odds[at] for at in item.right) if item.right else odds[-1]
        total += log(max(mass, 1e-12) / sum(odds))
    return total / len(examples)


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m corrector.lexicon.evaluate", description="Measure the lexicon.")
    parser.add_argument("--data", type=Path, required=True, help="folder with lexicon/, clean/ and mlqe-pe/")
    parser.add_argument("--fit", action="store_true", help="fit the weights and print them")
    options = parser.parse_args(arguments)
    lexicon = Lexicon.load()
    try:
        if options.fit:
            examples = [example(case, lexicon) for case in all_cases(options.data, lexicon, training=True)]
            weights, null_weights = fit(examples)
            sys.stdout.write(f"WEIGHTS = {tuple(round(weight, 3) for weight in weights)}\n")
            sys.stdout.write(f"NULL_WEIGHTS = {tuple(round(weight, 3) for weight in null_weights)}\n")
            sys.stdout.write(f"mean log-likelihood {likelihood(examples, weights, null_weights):.3f}\n")
            return 0
        cases = all_cases(options.data, lexicon, training=False)
    except (CorrectorError, OSError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 3
    sys.stdout.write(report(cases, lexicon) + "\n")
    sys.stdout.write(f"expected calibration error {calibration_error(cases, lexicon):.3f}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
