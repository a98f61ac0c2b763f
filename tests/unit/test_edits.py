import pytest

from corrector import edits
from corrector.types import Candidate, Edit, Kind, Span


def minimal(text: str, span: Span, cure: str) -> Edit | None:
    return edits.minimal(text, span, Candidate(cure, 0.9, "test"), Kind.NAME)


@pytest.mark.parametrize(
    ("text", "span", "cure", "before", "after"),
    [
        ("the Wolrd Bank said", Span(4, 14), "World Bank", "Wolrd", "World"),
        ("a b c", Span(0, 5), "a x c", "b", "x"),
        ("14 -year", Span(0, 8), "14-year", " ", ""),
        ("word ,", Span(0, 6), "word,", " ", ""),
        ("ICBMS", Span(0, 5), "ICBMs", "ICBMS", "ICBMs"),
        ("cat", Span(0, 3), "cat and dog", "", " and dog"),
    ],
)
def test_edits_are_trimmed_to_whole_words(text: str, span: Span, cure: str, before: str, after: str) -> None:
    edit = minimal(text, span, cure)
    assert edit is not None
    assert edits.apply(text, [edit]) == text[: span.start] + cure + text[span.end :]
    assert (edit.before.strip(), edit.after.strip()) == (before.strip(), after.strip())


def test_no_edit_for_the_same_text() -> None:
    assert minimal("same", Span(0, 4), "same") is None


@pytest.mark.parametrize(
    ("text", "word", "cure", "fixed"),
    [
        ("It is an usine.", "usine", "factory", "It is a factory."),
        ("It is a bieza.", "bieza", "oak", "It is an oak."),
        ("A bieza fell.", "bieza", "oak", "An oak fell."),
        ("It is a usine.", "usine", "factory", "It is a factory."),
        ("Vitamin ba bieza.", "bieza", "oak", "Vitamin ba oak."),
        ("It is the bieza.", "bieza", "oak", "It is the oak."),
    ],
)
def test_the_article_goes_with_the_word(text: str, word: str, cure: str, fixed: str) -> None:
    start = text.index(word)
    edit = minimal(text, Span(start, start + len(word)), cure)
    assert edit is not None
    assert edits.apply(text, [edits.with_article(text, edit)]) == fixed


def test_edits_that_do_not_fit_are_refused() -> None:
    edit = Edit(Span(0, 1), "x", "y", Kind.NAME, 0.9, "test")
    with pytest.raises(ValueError, match="does not fit"):
        edits.apply("abc", [edit])
