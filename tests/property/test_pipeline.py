"""Laws of the whole pipeline on texts put together at random from right and damaged pieces; rules and gazetteer only."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from corrector import Document, Pipeline, Settings, plugins, protect
from corrector.config import Profile
from corrector.segment import Protection
from corrector.types import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

RULES = tuple(name for name in plugins.names("corrector.detect") if name != "neural")
PIPELINES = {profile: Pipeline(Settings(profile=profile, detectors=RULES)) for profile in Profile}

PIECES = st.sampled_from(
    ["the", "a hour", "an", "European", "minister", "of", "Allemagne", "President", "Peruvian", "Paul Kagame", "KAGAME", "Mr.",
     "said", "Has", "And", "14 -year", "long -range", ",", " ,", ".", "\n", "\n\n", "- ", "“", "”", '"', "(", ")", "goverment",
     "https://example.org/a_hour", "`teh`", "{name}", "@teh_user", "in", "was", "on monday", "1,200.5", "7", "NGOS", "itâ€™s",
     "wich", "World health organization", "…", "’s", "n't", "U.S.", "é", "\U0001f600", "the the", "Varsovie", "Kyiv",
     "organise"]
)  # fmt: skip
SENTENCES = st.lists(PIECES, min_size=1, max_size=25).map(" ".join)
FRAMED = SENTENCES.map(lambda middle: f"The minister said on Monday that {middle} and it was clear to all of them.")
RIGHT = st.sampled_from(
    [
        "The minister of finance said that the old bridge, which nobody uses, will be closed in an hour.",
        "Two days later, in a “quiet” room, the farmers of Portugal asked for the 14-year plan’s end.",
        "- Kenyan President William Ruto",
        "- Mrs. Silva of the committee, in Kyiv",
        "Nobody knew why the NGOs left the region, and “it’s odd,” he said – the talks had gone well.",
    ]
)
# What may happen to a word: each keeps its spaces, so that the next damage may hit the same word again.
DAMAGES: dict[str, Callable[[str], str]] = {
    "doubled": lambda word: f"{word} {word}",
    "capital": lambda word: word.capitalize(),
    "capitals": lambda word: word.upper(),
    "small": lambda word: word.lower(),
    "letters": lambda word: word[:2] + word[3:1:-1] + word[4:],
    "mark": lambda word: f"{word} ,",
    "mojibake": lambda word: word.replace("’", "â€™").replace("“", "â€œ").replace("–", "â€“"),
    "hyphen": lambda word: word.replace("-", " -"),
    "article": lambda word: f"an {word}",
    "foreign": lambda word: f"agricultores {word}",
    "misspelt": lambda word: f"goverment {word}",
    "exonym": lambda word: f"Allemagne {word}",
}


@st.composite
def stacked(draw: st.DrawFn) -> str:
    """Draw a right text of one to three blocks with up to five damages, which may hit the same word."""
    words = "\n".join(draw(st.lists(RIGHT, min_size=1, max_size=3))).split(" ")
    near = draw(st.integers(0, len(words) - 1))
    for _ in range(draw(st.integers(1, 5))):
        place = max(0, min(len(words) - 1, near + draw(st.integers(-2, 2))))
        words[place : place + 1] = DAMAGES[draw(st.sampled_from(sorted(DAMAGES)))](words[place]).split(" ")
    return " ".join(words)


DIGIT = re.compile(r"\d")


@settings(max_examples=150, deadline=None)
@given(FRAMED, st.sampled_from(list(Profile)))
def test_laws(text: str, profile: Profile) -> None:
    document = Document("d", text, protect.spans(text))
    (result,) = PIPELINES[profile].run([document])
    protection = Protection(document.protected)
    assert not any(protection.touches(edit.span) for edit in result.edits)
    assert DIGIT.findall(result.corrected) == DIGIT.findall(text)
    for span in document.protected:
        assert text[span.start : span.end] in result.corrected


@settings(max_examples=150, deadline=None)
@given(stacked(), st.sampled_from(list(Profile)))
def test_a_second_run_changes_nothing(text: str, profile: Profile) -> None:
    result = PIPELINES[profile].check(text)
    again = PIPELINES[profile].check(result.corrected)
    assert again.corrected == result.corrected
    spans = [choice.finding.span for choice in result.choices]
    assert all(one.end <= other.start for one, other in pairwise(spans))
    replaced = [choice.finding.span for choice in result.choices if choice.outcome is Outcome.REPLACE]
    thresholds = PIPELINES[profile].settings.thresholds
    assert all(edit.confidence >= thresholds.apply for edit in result.edits)
    assert all(any(edit.span.overlaps(span) for span in replaced) for edit in result.edits)


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_any_text_passes(noise: str) -> None:
    text = f"The minister said on Monday that {noise} it was clear to all of them."
    PIPELINES[Profile.THOROUGH].check(text)
