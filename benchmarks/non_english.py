"""Text that is no English prose: nothing may change in it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from benchmarks.common import Report, Table, document, pipeline
from corrector.config import Profile
from corrector.errors import ConfigError
from corrector.evaluation.not_prose import chat, cldr_strings, code, logs
from corrector.evaluation.right_text import findings_of, sample_lines
from corrector.training.engines.apertium import Apertium, translate

if TYPE_CHECKING:
    from benchmarks.common import Context

SOURCES = ("wikinews", "factbook", "us_presidents", "digitalgov")
LANGUAGES = {"Spanish": "eng-spa", "Galician": "en-gl"}
TRANSLATED = 400  # paragraphs a language; with 200 of CLDR strings, a thousand


def run(context: Context) -> Report:
    """Count edits and findings in every kind of text at every profile."""
    groups = _translated(context)
    groups |= {"CLDR strings": list(cldr_strings(200)), "code": list(code(200))}
    groups |= {"logs": list(logs(200)), "chat in lower case": list(chat(200))}
    rows: list[tuple[str | int | float, ...]] = []
    changed: dict[str, list[str]] = {}
    signature = ""
    for profile in Profile:
        with pipeline(profile) as made:
            signature = made.signature if profile is Profile.BALANCED else signature
            for name, texts in groups.items():
                results = list(made.run(document(f"{name} {number}", text) for number, text in enumerate(texts)))
                edits = [edit for result in results for edit in result.edits]
                findings = sum(len(findings_of(result, 0)) for result in results)
                rows.append((name, profile, len(texts), len(edits), findings))
                changed[f"{name}, {profile}"] = [f"{edit.before} -> {edit.after}" for edit in edits[:20]]
    columns = ("text", "profile", "paragraphs", "edits", "findings")
    return Report("non_english", signature, (Table("Text that is no English prose", columns, tuple(rows)),), changed)


def _translated(context: Context) -> dict[str, list[str]]:
    """Translate paragraphs into every language; without the translator, say so and go on with the rest."""
    try:
        Apertium("apertium-spa")
    except ConfigError as error:
        print(f"non_english: no Spanish and Galician paragraphs: {error}", file=sys.stderr)
        return {}
    english = _paragraphs(context)
    return {name: translate(english, mode=mode) for name, mode in LANGUAGES.items()}


def _paragraphs(context: Context) -> list[str]:
    """Draw English paragraphs to translate, as many from each source."""
    drawn: list[str] = []
    for name in SOURCES:
        lines = sample_lines(list(context.lines("clean", f"{name}.txt.gz")), words=20_000, seed="to translate")
        drawn += [text for _, text in lines if 15 <= len(text.split()) <= 120][: TRANSLATED // len(SOURCES)]
    return drawn
