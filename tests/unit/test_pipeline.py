import pickle

import pytest

from corrector import plugins
from corrector.config import Settings
from corrector.errors import ConfigError
from corrector.pipeline import Pipeline
from corrector.types import Document, Outcome, Span

RULES = Settings(detectors=("article", "spacing"))


def test_results_come_in_the_order_of_the_documents() -> None:
    texts = [f"It was {count} times a hour for the {count} -year plan." for count in range(12, 40)]
    with Pipeline(RULES) as pipeline:
        results = list(pipeline.run(Document(str(place), text) for place, text in enumerate(texts)))
    assert [result.document.id for result in results] == [str(place) for place in range(len(texts))]
    assert all(
        result.corrected == text.replace("a hour", "an hour").replace(" -year", "-year")
        for result, text in zip(results, texts, strict=True)
    )


def test_documents_are_read_a_batch_ahead_and_no_more() -> None:
    taken = 0

    def endless() -> object:
        nonlocal taken
        while True:
            taken += 1
            yield Document(str(taken), "The house is old and the garden is small. " * 50)

    with Pipeline(RULES) as pipeline:
        next(pipeline.run(endless()))  # type: ignore[arg-type]
    assert taken < 100


def test_protected_text_is_never_edited() -> None:
    text = "He said that a hour had passed."
    with Pipeline(RULES) as pipeline:
        assert pipeline.check(text).corrected != text
        assert pipeline.check(text, protected=(Span(13, 19),)).corrected == text


def test_the_score_is_the_expected_share_of_wrong_words() -> None:
    with Pipeline(RULES) as pipeline:
        result = pipeline.check("He said that a hour had passed by.")
        clean = pipeline.check("He said that an hour had passed by.")
    [choice] = result.choices
    assert choice.outcome is Outcome.REPLACE
    assert result.score == pytest.approx(choice.finding.score * 1 / 8)
    assert clean.score == 0.0


def test_the_signature_names_what_differs_from_the_default() -> None:
    with Pipeline(Settings(detectors=("article",), ignore=("foo",))) as pipeline:
        assert "article" in pipeline.signature
        assert "foo" in pipeline.signature
        assert "spacing" not in pipeline.signature
    with (
        Pipeline(Settings(fail_on="never", detectors=("article",))) as never,
        Pipeline(Settings(detectors=("article",))) as flag,
    ):
        assert never.signature == flag.signature, "what the exit code depends on changes no result"


def test_pipelines_pickle_by_their_settings() -> None:
    pipeline = pickle.loads(pickle.dumps(Pipeline(RULES)))
    assert pipeline.settings == RULES
    assert pipeline.check("It took a hour.").corrected == "It took an hour."


def test_unknown_parts_are_named() -> None:
    with (
        pytest.raises(ConfigError, match=r"no detect part is named 'articel'.*article"),
        Pipeline(Settings(detectors=("articel",))),
    ):
        pass


def test_every_part_answers_in_the_input_s_length() -> None:
    for package in ("corrector.detect", "corrector.propose"):
        for name in plugins.names(package):
            part = plugins.load(package, name).build(Settings())
            assert part.name == name
            if isinstance(part, plugins.Detector):
                assert part.detect([]) == []
            if isinstance(part, plugins.Proposer):
                assert part.propose([]) == []
