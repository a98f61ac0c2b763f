"""Models of transformers as rewriters: alignment to the spans, probabilities, devices and errors."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING

import pytest

from corrector.backends.answers import Passage
from corrector.backends.seq2seq import Seq2Seq, projected
from corrector.config import Device
from corrector.errors import ConfigError
from corrector.types import Span
from tests.tiny import PAIRS, make_t5

if TYPE_CHECKING:
    from pathlib import Path

WRONG, RIGHT = PAIRS[0]


def span_of(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


@pytest.mark.parametrize(
    ("text", "words", "output", "said"),
    [
        ("He go home .", " go", "He goes home .", " goes"),
        ("He go home .", " home", "He goes home .", " home"),
        ("He go the home .", " the", "He goes home .", ""),
        ("Has he gone, then?", " gone", "Has he went, then?", " went"),
        ("A dog big barked.", " dog big", "A big dog barked.", " big dog"),
        ("He said it, and left.", " said", "He told us, and went.", " told"),
        ("Go home.", "Go", "Went home.", "Went"),
        ("his 14 -year rule", " -year", "his 14-year rule", "-year"),
        ("The end is near.", " end", "", ""),
    ],
)
def test_what_stands_in_place_of_a_span(text: str, words: str, output: str, said: str) -> None:
    assert projected(text, span_of(text, words), output) == said


def test_words_put_in_at_a_gap_belong_to_it() -> None:
    text = "He waited Monday in Lyon."
    assert projected(text, Span(9, 9), "He waited until Monday in Lyon.") == " until"
    assert projected(text, Span(9, 9), "He waited Monday in old Lyon.") == ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a tiny T5 with a SentencePiece vocabulary that has learned four sentences by heart."""
    for name in ("torch", "transformers", "sentencepiece"):
        pytest.importorskip(name, reason=f"needs {name}: pip install 'corrector[hf]'")
    made: Path = tmp_path_factory.mktemp("t5")
    make_t5(made, steps=200)
    return made


@pytest.fixture(scope="module")
def writer(folder: Path) -> Seq2Seq:
    return Seq2Seq(folder, device=Device.CPU)


def test_proposes_what_it_learned_in_the_span_alone(writer: Seq2Seq) -> None:
    spans = (span_of(WRONG, " were"), span_of(WRONG, " garden"))
    ((verb, noun),) = writer.answer([Passage(WRONG, spans, ((), ()))])
    assert verb.cures[0].text == " was"
    assert verb.cures[0].log_probability > verb.keep
    assert all("was" not in cure.text for cure in noun.cures)
    assert noun.keep > max((cure.log_probability for cure in noun.cures), default=-99.0)


def test_probabilities_are_shared_by_all_that_was_scored(writer: Seq2Seq) -> None:
    ((answer,),) = writer.answer([Passage(WRONG, (span_of(WRONG, " were"),), ((" is", " was"),))])
    texts = {cure.text: cure.log_probability for cure in answer.cures}
    offered = dict(zip((" is", " was"), answer.offered, strict=True))
    assert offered[" was"] == pytest.approx(texts[" was"], abs=1e-4)
    assert sum(map(exp, (answer.keep, *(texts | offered).values()))) == pytest.approx(1.0, abs=1e-4)


def test_offered_texts_are_scored_as_the_model_itself_would(writer: Seq2Seq, folder: Path) -> None:
    import torch
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    ((answer,),) = writer.answer([Passage(WRONG, (span_of(WRONG, " were"),), ((" is",),))])
    model, tokenizer = AutoModelForSeq2SeqLM.from_pretrained(folder), AutoTokenizer.from_pretrained(folder)
    logs = []
    for text in (WRONG, WRONG.replace("were", "is")):
        labels = tokenizer(text_target=text, return_tensors="pt").input_ids
        with torch.no_grad():
            loss = model(**tokenizer(WRONG, return_tensors="pt"), labels=labels).loss
        logs.append(-float(loss) * labels.shape[1])
    assert answer.offered[0] - answer.keep == pytest.approx(logs[1] - logs[0], abs=1e-3)


def test_answers_do_not_depend_on_company(writer: Seq2Seq) -> None:
    passages = [Passage(text, (span_of(text, " in the"),), ((),)) for text, _ in PAIRS] * 6
    together = writer.answer(passages)
    assert [len(answers) for answers in together] == [1] * len(passages)
    for passage, answers in zip(passages[:4], together, strict=False):
        ((alone,),) = writer.answer([passage])
        assert alone.keep == pytest.approx(answers[0].keep, abs=1e-3)


def test_a_closed_writer_loads_again(folder: Path) -> None:
    writer = Seq2Seq(folder, device=Device.CPU)
    passage = Passage(WRONG, (span_of(WRONG, " were"),), ((),))
    before = writer.answer([passage])
    writer.close()
    assert writer.answer([passage]) == before


def test_the_program_cures_with_it(folder: Path) -> None:
    from corrector.config import Settings
    from corrector.pipeline import Pipeline
    from corrector.plugins import Offer
    from corrector.segment import segment
    from corrector.types import Document, Finding, Kind

    finding = Finding(span_of(WRONG, "were"), Kind.AGREEMENT, 0.9, "neural", "does not agree")
    with Pipeline(Settings(detectors=("article",), rewriter=str(folder), device=Device.CPU)) as pipeline:
        assert "rewriter@" in pipeline.signature
        (reranker,) = (part for part in pipeline.rerankers if part.name == "rewriter")
        ((offer,),) = reranker.rerank([segment(Document("d", WRONG))], [(Offer(finding, ()),)])
    assert offer.candidates[0].text == "was"
    assert offer.finding.span == finding.span


def test_a_missing_gpu_is_said(folder: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a GPU here")
    with pytest.raises(ConfigError, match="no CUDA device here"):
        Seq2Seq(folder, device=Device.CUDA).answer([Passage(WRONG, (span_of(WRONG, " were"),), ((),))])


def test_a_folder_that_is_no_model_is_said(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ConfigError, match="no sequence-to-sequence model"):
        Seq2Seq(tmp_path).answer([Passage(WRONG, (span_of(WRONG, " were"),), ((),))])
