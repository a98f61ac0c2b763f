"""The rewriter's search over a network that is played: exact probabilities, any batch, any length."""

from __future__ import annotations

import itertools
from math import exp, inf, log
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("tokenizers", reason="needs tokenizers: pip install 'corrector[neural]'")
np = pytest.importorskip("numpy", reason="needs NumPy: pip install 'corrector[neural]'")

from corrector.backends import decoder  # noqa: E402
from corrector.backends.answers import Passage  # noqa: E402
from corrector.backends.decoder import Decoder  # noqa: E402
from corrector.backends.marked import Marker  # noqa: E402
from corrector.errors import DataError  # noqa: E402
from corrector.types import Span  # noqa: E402
from tests.tiny_decoder import MARKS, Oracle, write_config, write_tokenizer  # noqa: E402

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "A cat sit on mats."
SPANS = (Span(5, 9), Span(12, 17))
PASSAGE = Passage(TEXT, SPANS, ((" sat", " sits", ""), ()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_tokenizer(tmp_path / "tokenizer.json")
    write_config(tmp_path)
    return tmp_path


@pytest.fixture
def marker(folder: Path) -> Marker:
    return Marker.read(folder / "tokenizer.json", MARKS)


def likely(marker: Marker, letters: str) -> tuple[int, ...]:
    return (MARKS.ends, MARKS.keep, MARKS.unknown, *marker.pieces(letters))


@pytest.fixture
def oracle(marker: Marker, monkeypatch: pytest.MonkeyPatch) -> Oracle:
    played = Oracle(likely(marker, " st"))
    monkeypatch.setattr(decoder, "OnnxModel", lambda *args, **options: played)
    return played


def exact(oracle: Oracle, context: tuple[int, ...], answer: tuple[int, ...]) -> float:
    """The log-probability of an answer, piece after piece."""
    return sum(float(oracle.distribution((*context, *answer[:n]))[piece]) for n, piece in enumerate(answer))


def test_answers_have_the_probabilities_that_the_network_gives_them(
    folder: Path, marker: Marker, oracle: Oracle
) -> None:
    (answers,) = Decoder(folder, sure=1, least=1e-4).answer([PASSAGE])
    assert len(answers) == 2
    prompt = tuple(marker.prompt(TEXT, SPANS))
    first = answers[0]
    assert first.unknown == pytest.approx(exact(oracle, prompt, (MARKS.unknown,)), abs=1e-4)
    for cure in first.cures:
        assert cure.log_probability == pytest.approx(exact(oracle, prompt, tuple(marker.answer(cure.text))), abs=1e-4)
    scores = [cure.log_probability for cure in first.cures]
    assert scores == sorted(scores, reverse=True)
    assert first.offered == pytest.approx(
        [exact(oracle, prompt, tuple(marker.answer(text))) for text in PASSAGE.offered[0]], abs=1e-4
    )


def test_a_wide_search_finds_the_best_of_all_answers(folder: Path, marker: Marker, oracle: Oracle) -> None:
    passage = Passage(TEXT, SPANS[:1], ((),))
    ((answer,),) = Decoder(folder, cures=64, sure=1, least=1e-9).answer([passage])
    prompt = tuple(marker.prompt(TEXT, SPANS[:1]))
    every = {
        "".join(letters): exact(oracle, prompt, tuple(marker.answer("".join(letters))))
        for length in range(5)
        for letters in itertools.product(" st", repeat=length)
    }
    best = sorted(every, key=lambda text: -every[text])[:6]
    assert [cure.text for cure in answer.cures if len(cure.text) < 5][:6] == best


def test_the_next_span_follows_the_best_answer(folder: Path, marker: Marker, oracle: Oracle) -> None:
    (answers,) = Decoder(folder, sure=1, least=1e-4).answer([PASSAGE])
    prompt = tuple(marker.prompt(TEXT, SPANS))
    known: dict[tuple[int, ...], float]
    known = {(MARKS.keep, MARKS.ends): exact(oracle, prompt, (MARKS.keep,)),
             (MARKS.unknown, MARKS.ends): exact(oracle, prompt, (MARKS.unknown,))}  # fmt: skip
    for text in (*PASSAGE.offered[0], *(cure.text for cure in answers[0].cures)):
        known[tuple(marker.answer(text))] = exact(oracle, prompt, tuple(marker.answer(text)))
    said = (*prompt, *max(known, key=lambda answer: known[answer]))
    assert answers[1].unknown == pytest.approx(exact(oracle, said, (MARKS.unknown,)), abs=1e-4)


@pytest.mark.parametrize(("batch", "group"), [(256, 512), (1, 512), (1, 1)])
def test_an_answer_is_the_same_in_any_company(
    folder: Path, oracle: Oracle, monkeypatch: pytest.MonkeyPatch, batch: int, group: int
) -> None:
    monkeypatch.setattr(decoder, "BATCH", batch)
    monkeypatch.setattr(decoder, "GROUP", group)
    texts = ("The dogs barks at nights.", "It.", "He come here since two year and not goes away again any more.")
    others = [Passage(text, (Span(text.rindex(" "), len(text) - 1),) if " " in text else (), ()) for text in texts]
    others = [one._replace(offered=((" no",),) * len(one.spans)) for one in others]
    with Decoder(folder, sure=1, least=1e-3) as network:
        alone = [network.answer([one])[0] for one in (PASSAGE, *others)]
        assert network.answer([PASSAGE, *others]) == alone
        assert network.answer([*reversed(others), PASSAGE]) == [*alone[:0:-1], alone[0]]
    assert oracle.closed


def test_where_leaving_alone_is_sure_nothing_is_searched(folder: Path, marker: Marker, oracle: Oracle) -> None:
    oracle.likely = (MARKS.keep,)
    (answers,) = Decoder(folder).answer([Passage(TEXT, SPANS, ((), ()))])
    assert [exp(answer.keep) for answer in answers] == pytest.approx([1, 1], abs=1e-2)
    assert [answer.cures for answer in answers] == [(), ()]
    assert len(oracle.batches) == 2, "the prompt, and the first answer"


def test_writing_out_what_stands_there_is_leaving_it_alone(folder: Path, marker: Marker, oracle: Oracle) -> None:
    oracle.likely = (MARKS.ends,)
    answers_mark = bytes([MARKS.answers]).decode()
    oracle.fixed = {answers_mark: {marker.pieces("s")[0]: 0.6, MARKS.keep: 0.1, MARKS.unknown: 0.3}}
    ((answer,),) = Decoder(folder).answer([Passage("an s.", (Span(3, 4),), (("s",),))])
    assert exp(answer.keep) == pytest.approx(0.7, abs=0.01)
    assert exp(answer.offered[0]) == pytest.approx(0.6, abs=0.01)
    assert "s" not in {cure.text for cure in answer.cures}


def test_the_search_ends_where_the_network_would_never(folder: Path, marker: Marker, oracle: Oracle) -> None:
    oracle.likely = tuple(marker.pieces("xy"))
    ((answer,),) = Decoder(folder, least=1e-9).answer([Passage("go", (Span(0, 2),), ((),))])
    assert all(len(cure.text) <= 16 for cure in answer.cures)


def test_long_sentences_are_read_in_windows_around_their_spans(folder: Path, oracle: Oracle) -> None:
    text = "He " + "said and said " * 40 + "it were so."
    places = [place for place in range(len(text)) if text.startswith(" said", place)][::4]
    spans = tuple(Span(place, place + 5) for place in places)
    with Decoder(folder, sure=1) as network:
        (answers,) = network.answer([Passage(text, spans, ((" says",),) * len(spans))])
    assert len(answers) == len(spans)
    assert all(answer.offered[0] > -inf for answer in answers)
    prompts = [batch for batch in oracle.batches if batch[1] > 60]
    assert prompts
    assert max(width for _, width in prompts) <= 120


def test_of_what_cannot_be_read_it_has_no_opinion(folder: Path, oracle: Oracle) -> None:
    text = "word " * 60 + "end."
    spans = (Span(0, 4), Span(4, 250), Span(len(text) - 4, len(text) - 1))
    (answers,) = Decoder(folder, sure=1).answer([Passage(text, spans, (("A",), ("B", "C"), ("x" * 60,)))])
    assert answers[1] == (log(0.5), log(0.5), (), (-inf, -inf))
    assert answers[0].offered[0] > -inf
    assert answers[2].offered == (-inf,)


def test_nothing_asked_nothing_loaded(tmp_path: Path) -> None:
    assert Decoder(tmp_path / "gone").answer([]) == []
    assert Decoder(tmp_path / "gone").answer([Passage("He went.", (), ())]) == [()]


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "model.onnx", "layers.npz"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    if name in {"model.onnx", "layers.npz"}:
        pytest.importorskip("onnxruntime", reason="needs ONNX Runtime: pip install 'corrector[neural]'")
    for other in {"model.onnx", "layers.npz"} - {name}:
        (folder / other).write_bytes(b"")
    (folder / name).unlink(missing_ok=True)
    with pytest.raises(DataError, match=name):
        Decoder(folder).answer([PASSAGE])
