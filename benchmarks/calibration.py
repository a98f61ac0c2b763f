"""Fit and check the calibration of unknown words: ``python -m benchmarks.calibration --data DIR [--write]``.

Decisions come from five sources: nouns in a foreign language, whole or garbled, in the frames of the twins (other seeds than
the twins report) and in edited text; misspellings put into edited text; words of machine translation that a post-editor kept
or replaced (MLQE-PE, ro, et and ru into English); and edited text as it is. One half of the decisions, by noun or document,
fits the curves; the other half gives the error. Whether a word is wrong has curves of its own, and there each source has as
many words. Which cure is right, and how sure that is, comes from boosted trees (some for words after determiners, some for
others) that see what the word, its place and each cure are like; the curve of their value for the cure that they pick is
fitted on what trees say of the quarter that they were not fitted on. There, of every ten words, five come from the first source
and two from the second: as much of them as leaves right text as it was. A cure is right if
the damage accepts it, or if the post-edit has it, letter by letter: a synonym counts as wrong. Wrong words that edited text
and post-edits hold, and their cures, stand in `data/slips.tsv`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import defaultdict
from dataclasses import replace
from functools import cache
from itertools import chain, islice, product
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from benchmarks.common import FACTS, RESULTS, Context
from corrector import calibrate
from corrector.calibrate import Curve, Growth, Trees
from corrector.config import Settings
from corrector.detect._words import (
    CURE_FEATURES,
    TABLES,
    cure_features,
    cure_part,
    raw_suspects,
    reweighed,
    traces_of,
    wrongness,
)
from corrector.evaluation import frames
from corrector.evaluation.measures import brier_skill, expected_calibration_error
from corrector.evaluation.twins import make_twins
from corrector.lexicon import Lexicon
from corrector.lexicon.evaluate import garbled
from corrector.lexicon.inflect import Feature, is_plural, singulars
from corrector.segment import segment
from corrector.types import Document

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from corrector.detect._words import Suspect
    from corrector.evaluation.facts import Facts, ForeignNoun

SETTINGS = Settings()
NOUNS = ("untranslated-noun", "half-translated-noun")
SEEDS = range(101, 113)  # the twins report other seeds
PAIRS = frozenset({"ro-en", "et-en", "ru-en"})
RIGHT = (
    ("wikinews", 2122),
    ("masc", 977),
    ("digitalgov", 9000),
    ("us_presidents", 14000),
    ("openstax_anthropology", 2003),
)
TEXT_SEEDS = (5, 6)
# Text that a noun of each line is put into a foreign language in: none of it is in RIGHT. Of the nouns, some get a capital.
NOUN_TEXT = (("us_presidents", 14001, 29365), ("digitalgov", 9001, 17623), ("18f_blog", 1, 5876))
LONGEST_LINE = 250  # characters
LEAST_LEFT = 0.02  # chance of all that a gap leaves, at least
GAPS = 0.5  # of the documents with several nouns have one that the dictionary of its language lacks
LINES = (1, 1, 1, 2, 3, 5)  # of a document with foreign nouns: half of them have one
LEAST_ZIPF = 2.8  # of the English noun
CAPITALS = 0.15
SLIPS_PER_WORD = 1 / 1200
# How many words of each source count: nouns in a foreign language are what machine translation leaves most of.
FROM_TWINS, FROM_TEXT = "generated foreign nouns", "foreign nouns in edited text"
WORDS = {FROM_TWINS: 5500, FROM_TEXT: 2200}  # for the trees; a quarter each for whether a word is wrong
OTHER_WORDS = 1100
FOLDS = 4  # the even ones fit a curve, the odd ones give its error; trees see all but one
UNITS = 20  # parts of a decision, of which weights are whole numbers
GROWTH = Growth(trees=300, depth=4, rate=0.05, least=60, columns=0.3)
OUT = Path(calibrate.__file__).parent / "calibration.json"


class Cure(NamedTuple):
    """What a model knows of a cure, and whether it is right."""

    features: tuple[float, ...]
    right: bool


class Decision(NamedTuple):
    """A raw score of one part, whether it was right, where it comes from, and which half it is in.

    Parts with a model of their own have ``cures``: the model picks one, and its value for that is the raw score. ``weight``
    tells how often the decision counts.
    """

    part: str
    score: float
    right: bool
    source: str
    fold: int
    cures: tuple[Cure, ...] = ()
    weight: float = 1.0


def main() -> None:
    """Fit the curves, print the error on the other half, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="write corrector/calibration.json")
    chosen = parser.parse_args()
    decisions = balanced(collect(Context(chosen.data)))
    curves, models = {}, {}
    said = [f"# Calibration of unknown words\n\n{__doc__.partition(chr(10) * 2)[2].strip()}\n"]
    for part in sorted({decision.part for decision in decisions}):
        of_part = [d for d in decisions if d.part == part]
        if of_part[0].cures:
            of_part = held_out(of_part)
            models[part] = fit_model(of_part)
        fitting = [d for d in of_part if d.fold % 2 == 0]
        checking = [d for d in of_part if d.fold % 2]
        curve = fit_curve(fitting)
        if part not in models:
            curves[part] = curve
        said.append(f"- {describe(part, curve, fitting, checking)}")
    print("\n".join(said))
    if chosen.write:
        OUT.write_text(dump(curves, models, decisions), encoding="utf-8")
        (RESULTS / "calibration.md").write_text("\n".join(said) + "\n", encoding="utf-8")


def fit_model(decisions: Sequence[Decision]) -> Trees:
    """Fit the trees of a model to the cures of decisions, and its curve to the decisions' held-out scores."""
    return replace(fit_trees(decisions), curve=fit_curve(decisions).rounded())


def fit_curve(decisions: Sequence[Decision]) -> Curve:
    """Fit a curve to decisions, each as often as it counts."""
    often = repeated(decisions)
    return calibrate.fit([d.score for d in often], [d.right for d in often], prior=UNITS)


def fit_trees(decisions: Sequence[Decision]) -> Trees:
    """Fit trees to the cures of decisions."""
    cures = [(cure, decision.weight) for decision in decisions for cure in decision.cures]
    trees, bias = calibrate.fit_trees(
        [cure.features for cure, _ in cures],
        [cure.right for cure, _ in cures],
        weights=[weight for _, weight in cures],
        growth=GROWTH,
    )
    return Trees(CURE_FEATURES, trees, bias, calibrate.AS_IT_IS)


def held_out(decisions: Sequence[Decision]) -> list[Decision]:
    """Return decisions with the pick, and its score, of trees that were fitted on the parts that they are not in."""
    models = {held: fit_trees([d for d in decisions if d.fold != held]) for held in range(FOLDS)}
    return [picked(decision, models[decision.fold]) for decision in decisions]


def picked(decision: Decision, model: Trees) -> Decision:
    """Return a decision with the cure that a model picks: its value, and whether it is right."""
    value, right = max(((model.value(cure.features), cure.right) for cure in decision.cures), key=itemgetter(0))
    return decision._replace(score=value, right=right)


def describe(part: str, curve: Curve, fitting: Sequence[Decision], checking: Sequence[Decision]) -> str:
    """Return one line about a curve: decisions, error before and after, skill."""
    often = repeated(checking)
    raw = [d.score for d in often]
    outcomes = [d.right for d in often]
    after = [curve(score) for score in raw]
    return (
        f"{part}: {len(fitting)} + {len(checking)} decisions, {sum(outcomes) / len(outcomes):.2f} right; expected calibration "
        f"error {expected_calibration_error(raw, outcomes):.3f} -> {expected_calibration_error(after, outcomes):.3f}; "
        f"Brier skill {brier_skill(raw, outcomes):.2f} -> {brier_skill(after, outcomes):.2f}"
    )


def dump(curves: dict[str, Curve], models: dict[str, Trees], decisions: Sequence[Decision]) -> str:
    """Return the file that the package ships."""
    counts: dict[str, int] = defaultdict(int)
    for decision in decisions:
        counts[decision.source] += decision.part.startswith("words wrong")
    table = {
        part: {
            "scores": [round(x, 4) for x in curve.scores],
            "probabilities": [round(y, 4) for y in curve.probabilities],
        }
        for part, curve in curves.items()
    }
    head = {
        "version": 1,
        "method": "isotonic regression (pool adjacent violators), Laplace prior 1; boosted trees below it for models",
        "fitted_on": counts,
    }
    fitted = {part: model.to_json() for part, model in models.items()}
    return json.dumps({**head, "curves": table, "models": fitted}, separators=(",", ":")) + "\n"


def collect(context: Context) -> Iterator[Decision]:
    """Yield the decisions of all sources."""
    yield from from_twins(context)
    yield from from_edited_text(context)
    yield from from_post_edits(context)
    yield from from_right_text(context)


def balanced(decisions: Iterable[Decision]) -> list[Decision]:
    """Return decisions with such weights that each source has as many words as it shall."""
    found = list(decisions)
    words: dict[str, int] = defaultdict(int)
    for decision in found:
        words[decision.source] += not decision.cures
    return [
        decision._replace(
            weight=(WORDS.get(decision.source, OTHER_WORDS) if decision.cures else OTHER_WORDS) / words[decision.source]
        )
        for decision in found
    ]


def repeated(decisions: Iterable[Decision]) -> list[Decision]:
    """Return decisions as often as they count, in parts of a decision."""
    return [decision for decision in decisions for _ in range(round(UNITS * decision.weight))]


def decide(
    document: Document,
    source: str,
    *,
    fold: int | Mapping[int, int],
    accept: Mapping[int, tuple[str, ...]] | str,
    hidden: Mapping[int, str] = MappingProxyType({}),
) -> Iterator[Decision]:
    """Yield the decisions about one document.

    Args:
        document: the document.
        source: name of the source.
        fold: the part of the data that it is in, or those that the damaged words are in, by their offsets.
        accept: the cures that are right, by the offset of the damaged word; or the post-edited text.
        hidden: the language whose dictionary is taken not to have a word, by the word's offset.
    """
    text = segment(document)
    found = [without(one, hidden.get(one.span.start, "")) for one in raw_suspects(text, SETTINGS)]
    told = traces_of(text, found, SETTINGS)
    for suspect in (reweighed(one, told) for one in found):
        if suspect.source in TABLES:
            continue
        part = fold if isinstance(fold, int) else fold.get(suspect.span.start, 0)
        if isinstance(accept, str):
            known = real_slips().get(suspect.form.lower())
            edited = f"{accept} {known}" if known else accept
            wrong = bool(known) or not holds(accept, suspect.form)
            right = {cure.text: holds(edited, cure.text) for cure in suspect.cures}
        else:
            known = real_slips().get(suspect.form.lower())
            good = accept.get(suspect.span.start, (known,) if known else ())
            wrong = bool(good)
            right = {cure.text: cure.text.lower() in {form.lower() for form in good} for cure in suspect.cures}
        yield Decision(wrongness(suspect), suspect.score, wrong, source, part)
        if not suspect.cures:
            continue
        cures = tuple(
            Cure(row, wrong and right[cure.text])
            for row, cure in zip(cure_features(suspect, told), suspect.cures, strict=True)
        )
        yield Decision(cure_part(suspect), 0.0, cures[0].right, source, part, cures)


def without(suspect: Suspect, language: str) -> Suspect:
    """Return a suspect as it would be without what the dictionary of a language, if one is named, says of it."""
    if not language or suspect.source in TABLES:
        return suspect
    kept = [
        cure._replace(evidence=cure.evidence._replace(languages=languages))
        for cure in suspect.cures
        if cure.evidence
        and ((languages := tuple(one for one in cure.evidence.languages if one != language)) or not cure.via)
        and not cure.via.startswith(f"{language} ")
    ]
    lost = sum(cure.probability for cure in suspect.cures) - sum(cure.probability for cure in kept)
    left = max(1.0 - lost, LEAST_LEFT)
    cures = tuple(cure._replace(probability=cure.probability / left) for cure in kept)
    return suspect._replace(cures=cures, score=min(1.0, sum(cure.probability for cure in cures)))


def from_twins(context: Context) -> Iterator[Decision]:
    """Yield decisions about generated foreign and half-translated nouns."""
    for family in NOUNS:
        for seed in SEEDS:
            for twin in make_twins(family, facts=context.facts(), split="dev", count=50, seed=seed):
                (mark,) = twin.damaged.marks
                accept = {mark.span.start: mark.accept}
                fold = fold_of(mark.accept[0])
                yield from decide(twin.damaged.document, FROM_TWINS, fold=fold, accept=accept)


def from_edited_text(context: Context) -> Iterator[Decision]:
    """Yield decisions about edited text with a noun of each line in a foreign language, as it is or garbled.

    Documents have one line or several, and then their nouns are in one language. Dictionaries have gaps: of some documents'
    words the last is unknown in its own language, and what it is like in others is wrong.
    """
    nouns = translated_nouns(context.facts())
    for seed, (name, first, last) in product(TEXT_SEEDS, NOUN_TEXT):
        rng = random.Random(f"{seed} {name}")
        lines = (
            (number, line)
            for number, line in context.lines("clean", f"{name}.txt.gz")
            if first <= number <= last and len(line) <= LONGEST_LINE
        )
        for number, line in lines:
            language = ""
            text = ""
            accept: dict[int, tuple[str, ...]] = {}
            folds: dict[int, int] = {}
            wanted = rng.choice(LINES)
            for one in chain((line,), (other for _, other in islice(lines, 2 * (wanted - 1)))):
                if len(accept) == wanted or (put := foreign_noun(one, nouns, language, rng)) is None:
                    continue
                garbled_line, at, right, english, language = put
                start = len(text) + at
                text += f"{garbled_line}\n\n"
                accept[start] = right
                folds[start] = fold_of(english)
            document = Document(f"{name}:{number}", text)
            hidden = {max(accept): language} if len(accept) > 1 and rng.random() < GAPS else {}
            yield from decide(document, FROM_TEXT, fold=folds, accept=accept, hidden=hidden)


class ForeignLine(NamedTuple):
    """A line with a noun in a foreign language: where it is, what is right, the English noun and the language."""

    text: str
    start: int
    right: tuple[str, ...]
    english: str
    language: str


def foreign_noun(
    line: str, nouns: dict[str, list[ForeignNoun]], language: str, rng: random.Random
) -> ForeignLine | None:
    """Put a noun of a line into a language, or any where that is empty; None where that cannot be."""
    lexicon = Lexicon.load()
    words = [
        (word, known)
        for word in re.finditer(r"(?<![\w-])[a-z]{4,}(?![\w'’-])", line)
        if (english := singular(word[0], nouns))
        and (known := [(english, noun) for noun in nouns[english] if noun.language == (language or noun.language)])
    ]
    if not words:
        return None
    word, known = rng.choice(words)
    english, noun = rng.choice(known)
    kind, wrong = garbled(noun.word.lower(), english, rng)
    lemmas = [lemma for lemma in noun.lemmas if lemma.islower()]
    if word[0] != english:
        wrong += "s" if kind != "plural" and not wrong.endswith("s") else ""
        lemmas = [lexicon.inflected(lemma, Feature.S) for lemma in lemmas]
    if not wrong or lexicon.is_english(wrong):
        return None
    if rng.random() < CAPITALS:
        wrong = wrong.capitalize()
    text = line[: word.start()] + wrong + line[word.end() :]
    return ForeignLine(text, word.start(), (word[0], *lemmas), english, noun.language)


def translated_nouns(facts: Facts) -> dict[str, list[ForeignNoun]]:
    """Return the foreign nouns for each English noun, without those that only the test split of the twins has."""
    lists = (frames.PERSON_NOUNS, frames.THING_NOUNS)
    kept, tested = ({noun for nouns in lists for noun in frames.part(nouns, split)} for split in ("dev", "test"))
    lexicon = Lexicon.load()
    found: dict[str, list[ForeignNoun]] = defaultdict(list)
    for noun in facts.nouns:
        for lemma in noun.lemmas[:2]:
            usual = lemma.isalpha() and lemma.islower() and lexicon.zipf(lemma) >= LEAST_ZIPF and lexicon.is_noun(lemma)
            if usual and lemma not in tested - kept:
                found[lemma].append(noun)
    return found


def singular(word: str, nouns: Container[str]) -> str:
    """Return which of some nouns a word is, or is the plural of; nothing where it is none."""
    forms = singulars(word) if is_plural(word) else (word,)
    return next((form for form in forms if form in nouns), "")


def fold_of(english: str) -> int:
    """Return the part of the data that all about an English word is in: the parts share no noun."""
    return crc32(english.encode()) % FOLDS


def from_post_edits(context: Context) -> Iterator[Decision]:
    """Yield decisions about machine translation and its post-edit."""
    for name in ("train", "dev"):
        with gzip.open(context.path("mlqe-pe", f"{name}.jsonl.gz"), "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                row = json.loads(line)
                if row["pair"] in PAIRS:
                    document = Document(row["id"], row["mt"])
                    yield from decide(document, "post-edited translation", fold=number % FOLDS, accept=row["pe"])


def from_right_text(context: Context) -> Iterator[Decision]:
    """Yield decisions about edited text, with a misspelling put into one word of 1,200."""
    rng = random.Random(20)
    for name, most in RIGHT:
        for number, line in context.lines("clean", f"{name}.txt.gz"):
            if number >= most:
                break
            text, accept = misspell(line, rng)
            source = "misspelt words in edited text" if accept else "edited text"
            yield from decide(Document(f"{name}:{number}", text), source, fold=number % FOLDS, accept=accept)


def holds(text: str, words: str) -> bool:
    """Tell whether a text holds the words, in whatever casing."""
    return re.search(rf"\b{re.escape(words)}\b", text, re.IGNORECASE) is not None


@cache
def real_slips() -> dict[str, str]:
    """Return the wrong words that edited text and post-edits hold, with their cures, as judged by hand."""
    rows = (FACTS / "slips.tsv").read_text(encoding="utf-8").splitlines()[2:]
    return dict(row.split("\t") for row in rows)


def misspell(text: str, rng: random.Random) -> tuple[str, dict[int, tuple[str, ...]]]:
    """Return the text with at most one word misspelt by one edit, and where with what is right."""
    words = list(re.finditer(r"\b[a-z]{5,}\b", text))
    if not words or rng.random() > SLIPS_PER_WORD * len(text.split()):
        return text, {}
    word = rng.choice(words)
    place = rng.randrange(1, len(word[0]) - 1)
    kind = rng.randrange(4)
    letters = list(word[0])
    if kind == 0:
        del letters[place]
    elif kind == 1:
        letters.insert(place, letters[place])
    elif kind == 2:
        letters[place], letters[place + 1] = letters[place + 1], letters[place]
    else:
        letters[place] = rng.choice("aeiou" if letters[place] in "aeiou" else "bcdfghklmnprstvw")
    slip = "".join(letters)
    if slip == word[0]:
        return text, {}
    return text[: word.start()] + slip + text[word.end() :], {word.start(): (word[0],)}


if __name__ == "__main__":
    main()
