"""Laws of the whole pipeline on texts put together at random from right and damaged pieces; rules and gazetteer only."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from corrector import Document, Pipeline, Settings, plugins, protect
from corrector.config import Profile
from corrector.segment import Protection

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
# One damage in a right sentence. Damages that touch ("Has Has") may take a second run, which sees the first one's cures.
BEFORE = st.sampled_from(
    [
        "The minister said that",
        "Two days later, in a “quiet” room,",
        "- On Monday",
        "Nobody knew why",
        "He (the host) first",
    ]
)
AFTER = st.sampled_from(
    [
        "was seen by all of them.",
        "came to the 14-year talks",
        "of Peru – he said – left for Kyiv.",
        "and \U0001f600 left.\r\n",
    ]
)
DAMAGED = st.one_of(
    PIECES, st.tuples(PIECES, st.sampled_from(["house", "Portugal", "Mrs. Silva", "three"])).map(" ".join)
)
SINGLE = st.tuples(BEFORE, DAMAGED, AFTER).map(" ".join)
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
@given(SINGLE, st.sampled_from(list(Profile)))
def test_a_second_run_changes_nothing(text: str, profile: Profile) -> None:
    corrected = PIPELINES[profile].check(text).corrected
    again = PIPELINES[profile].check(corrected)
    assert again.corrected == corrected


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_any_text_passes(noise: str) -> None:
    text = f"The minister said on Monday that {noise} it was clear to all of them."
    PIPELINES[Profile.THOROUGH].check(text)
