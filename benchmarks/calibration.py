"""Fit and check the calibration of unknown words: ``python -m benchmarks.calibration --data DIR [--write]``.

Decisions come from four sources, about as many words from each: generated damage to foreign nouns (other seeds than the
twins report), misspellings put into edited text, words of machine translation that a post-editor kept or replaced
(MLQE-PE, ro, et and ru into English), and edited text as it is. One half of the decisions, by document, fits the curves;
the other half gives the error. Whether a word is wrong has curves of its own. The confidence of a misspelling's best cure
is that times the chance that the cure is right if the word is wrong; that of a foreign or half-translated word's comes from
a logistic model (one after determiners, one elsewhere) of what the word, its place and the cure are like, fitted and then
put on a curve by the same half. A cure
is right if the damage accepts it, or if the post-edit has it, letter by letter: a synonym counts as wrong.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.common import FACTS, RESULTS, Context
from corrector import calibrate
from corrector.calibrate import Curve, Logistic
from corrector.config import Settings
from corrector.detect._words import (
    FOREIGN,
    FOREIGN_FEATURES,
    TABLES,
    foreign_features,
    foreign_part,
    raw_suspects,
    share,
    way,
    wrongness,
)
from corrector.evaluation.measures import brier_skill, expected_calibration_error
from corrector.evaluation.twins import make_twins
from corrector.segment import segment
from corrector.types import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
SLIPS_PER_WORD = 1 / 1200
MOST_WORDS = 1100  # of one source
OUT = Path(calibrate.__file__).parent / "calibration.json"


class Decision(NamedTuple):
    """A raw score of one part, whether it was right, where it comes from, and which half it is in.

    Parts with a model of their own have ``features`` and get their raw score from it.
    """

    part: str
    score: float
    right: bool
    source: str
    fits: bool
    features: tuple[float, ...] = ()


def main() -> None:
    """Fit the curves, print the error on the other half, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--write", action="store_true", help="write corrector/calibration.json")
    chosen = parser.parse_args()
    decisions = list(balanced(collect(Context(chosen.data))))
    curves, models = {}, {}
    said = [f"# Calibration of unknown words\n\n{__doc__.partition(chr(10) * 2)[2].strip()}\n"]
    for part in sorted({decision.part for decision in decisions}):
        of_part = [d for d in decisions if d.part == part]
        if of_part[0].features:
            of_part = held_out(of_part)
            models[part] = fit_model(of_part)
        fitting = [d for d in of_part if d.fits]
        checking = [d for d in of_part if not d.fits]
        curve = calibrate.fit([d.score for d in fitting], [d.right for d in fitting])
        if part not in models:
            curves[part] = curve
        said.append(f"- {describe(part, curve, fitting, checking)}")
    print("\n".join(said))
    if chosen.write:
        OUT.write_text(dump(curves, models, decisions), encoding="utf-8")
        (RESULTS / "calibration.md").write_text("\n".join(said) + "\n", encoding="utf-8")


def fit_model(decisions: Sequence[Decision]) -> Logistic:
    """Fit the weights of a model to decisions, and its curve to their held-out scores."""
    weights, bias = calibrate.fit_logistic([d.features for d in decisions], [d.right for d in decisions])
    curve = calibrate.fit([d.score for d in decisions], [d.right for d in decisions])
    return Logistic(FOREIGN_FEATURES, weights, bias, curve)


def held_out(decisions: Sequence[Decision]) -> list[Decision]:
    """Return decisions with scores by weights that were fitted on the half that they are not in."""
    models = {}
    for half in (True, False):
        fitting = [d for d in decisions if d.fits is half]
        weights, bias = calibrate.fit_logistic([d.features for d in fitting], [d.right for d in fitting])
        models[not half] = Logistic(FOREIGN_FEATURES, weights, bias, Curve((0.0, 1.0), (0.0, 1.0)))
    return [d._replace(score=models[d.fits].value(d.features)) for d in decisions]


def describe(part: str, curve: Curve, fitting: Sequence[Decision], checking: Sequence[Decision]) -> str:
    """Return one line about a curve: decisions, error before and after, skill."""
    raw = [d.score for d in checking]
    outcomes = [d.right for d in checking]
    after = [curve(score) for score in raw]
    return (
        f"{part}: {len(fitting)} + {len(checking)} decisions, {sum(outcomes) / len(outcomes):.2f} right; expected calibration "
        f"error {expected_calibration_error(raw, outcomes):.3f} -> {expected_calibration_error(after, outcomes):.3f}; "
        f"Brier skill {brier_skill(raw, outcomes):.2f} -> {brier_skill(after, outcomes):.2f}"
    )


def dump(curves: dict[str, Curve], models: dict[str, Logistic], decisions: Sequence[Decision]) -> str:
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
        "method": "isotonic regression (pool adjacent violators), Laplace prior 1; logistic regression below it for models",
        "fitted_on": counts,
    }
    fitted = {part: model.to_json() for part, model in models.items()}
    return json.dumps({**head, "curves": table, "models": fitted}, indent=1) + "\n"


def collect(context: Context) -> Iterator[Decision]:
    """Yield the decisions of all sources."""
    yield from from_twins(context)
    yield from from_post_edits(context)
    yield from from_right_text(context)


def balanced(decisions: Iterable[Decision]) -> Iterator[Decision]:
    """Yield decisions so that each source has about as many words: the mix is a quarter each."""
    by_source: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        by_source[decision.source].append(decision)
    rng = random.Random(4)
    for source in sorted(by_source):
        words = sum(decision.part.startswith("words wrong") for decision in by_source[source])
        yield from (d for d in by_source[source] if rng.random() < MOST_WORDS / words)


def decide(
    document: Document, source: str, *, fits: bool, accept: dict[int, tuple[str, ...]] | str
) -> Iterator[Decision]:
    """Yield the decisions about one document.

    Args:
        document: the document.
        source: name of the source.
        fits: whether it is in the half that fits.
        accept: the cures that are right, by the offset of the damaged word; or the post-edited text.
    """
    for suspect in raw_suspects(segment(document), SETTINGS):
        if suspect.source in TABLES:
            continue
        if isinstance(accept, str):
            wrong = re.search(rf"\b{re.escape(suspect.form)}\b", accept, re.IGNORECASE) is None
            right = {
                c.text: re.search(rf"\b{re.escape(c.text)}\b", accept, re.IGNORECASE) is not None for c in suspect.cures
            }
        else:
            good = accept.get(suspect.span.start, real_slips().get(suspect.form, ()))
            wrong = bool(good)
            right = {cure.text: cure.text.lower() in {form.lower() for form in good} for cure in suspect.cures}
        yield Decision(wrongness(suspect), suspect.score, wrong, source, fits)
        if not suspect.cures:
            continue
        best = suspect.cures[0]
        led = way(best, suspect.form)
        if led == FOREIGN:
            yield Decision(
                foreign_part(suspect), 0.0, wrong and right[best.text], source, fits, foreign_features(suspect)
            )
        elif wrong:
            yield Decision(f"words {led}", share(suspect), right[best.text], source, fits)


def from_twins(context: Context) -> Iterator[Decision]:
    """Yield decisions about generated foreign and half-translated nouns."""
    for family in NOUNS:
        for seed in SEEDS:
            for twin in make_twins(family, facts=context.facts(), split="dev", count=50, seed=seed):
                (mark,) = twin.damaged.marks
                accept = {mark.span.start: mark.accept}
                yield from decide(twin.damaged.document, "generated foreign nouns", fits=seed % 2 == 0, accept=accept)


def from_post_edits(context: Context) -> Iterator[Decision]:
    """Yield decisions about machine translation and its post-edit."""
    for name in ("train", "dev"):
        with gzip.open(context.path("mlqe-pe", f"{name}.jsonl.gz"), "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                row = json.loads(line)
                if row["pair"] in PAIRS:
                    document = Document(row["id"], row["mt"])
                    yield from decide(document, "post-edited translation", fits=number % 2 == 0, accept=row["pe"])


def from_right_text(context: Context) -> Iterator[Decision]:
    """Yield decisions about edited text, with a misspelling put into one word of 1,200."""
    rng = random.Random(20)
    for name, most in RIGHT:
        for number, line in context.lines("clean", f"{name}.txt.gz"):
            if number >= most:
                break
            text, accept = misspell(line, rng)
            source = "misspelt words in edited text" if accept else "edited text"
            yield from decide(Document(f"{name}:{number}", text), source, fits=number % 2 == 0, accept=accept)


@cache
def real_slips() -> dict[str, tuple[str, ...]]:
    """Return the typing errors that edited text holds, with their cures, as judged by hand."""
    rows = (FACTS / "slips.tsv").read_text(encoding="utf-8").splitlines()[2:]
    return {word: (cure,) for word, cure in (row.split("\t") for row in rows)}


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
