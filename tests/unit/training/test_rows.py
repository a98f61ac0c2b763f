"""Sources, tokens, damage and shards: the laws of the rows."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrector.errors import InputError
from corrector.training import sources
from corrector.training.damage import Damage, Row, garble
from corrector.training.mix import label_words
from corrector.training.shards import read_rows, write_rows
from corrector.training.tokens import tokenize
from corrector.types import Kind


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, list[Damage]]:
    text = draw(st.text(st.sampled_from("ab ’é12.\n"), max_size=40))
    damages = []
    for _ in range(draw(st.integers(0, 5))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text)))
        damages.append(Damage(start, end, draw(st.text(st.sampled_from("xy "), max_size=5)), Kind.SPELLING, "test"))
    return text, damages


@given(damaged())
def test_cures_give_back_the_right_text(case: tuple[str, list[Damage]]) -> None:
    right, damages = case
    text, spans = garble(right, damages)
    row = Row("r", text, spans, "simulated", "s", "CC0-1.0", "d", "train")
    assert row.right == right
    assert Row.from_json(row.to_json()) == row
    ends = [0, *(span.end for span in spans)]
    assert all(span.start >= end for span, end in zip(spans, ends, strict=False))


@given(st.text(max_size=60))
def test_tokens_hold_every_character_but_white_space(text: str) -> None:
    tokens = tokenize(text)
    assert all(text[t.start : t.end] == t.text for t in tokens)
    covered = {n for t in tokens for n in range(t.start, t.end)}
    assert all(n in covered or text[n].isspace() for n in range(len(text)))


def test_words_are_labelled_by_span_and_gap() -> None:
    text, spans = garble(
        "He went to the old school.",
        [Damage(8, 11, "", Kind.PREPOSITION, "x"), Damage(15, 18, "odl big", Kind.SPELLING, "x")],
    )
    row = Row("r", text, spans, "simulated", "s", "l", "d", "train")
    assert text == "He went the odl big school."
    labels = [(text[a:b], kind, gap) for a, b, kind, gap in label_words(row)]
    assert labels == [
        ("He", None, False), ("went", None, False), ("the", None, True), ("odl", "spelling", False),
        ("big", "spelling", False), ("school", None, False), (".", None, False),
    ]  # fmt: skip


def test_sentences_end_at_marks_but_not_at_abbreviations() -> None:
    paragraph = 'Dr. Lund came on Jan. 5. "Why?" she asked. It rained (hard). He left.'
    assert sources.split_sentences(paragraph)[0] == "Dr. Lund came on Jan. 5."
    assert sources.split_sentences(paragraph)[-1] == "He left."


@pytest.mark.parametrize(
    ("sentence", "usable"),
    [
        ("The old bridge fell on Monday.", True),
        ("the old bridge fell on Monday.", False),
        ("Too short.", False),
        ("The old bridge fell on", False),
        ("12 34 56 78 90 12 34 56 78.", False),
    ],
)
def test_only_whole_sentences_of_words_are_used(sentence: str, usable: bool) -> None:
    assert sources.is_usable(sentence) is usable


def test_splits_never_share_a_document_or_a_sentence(data: Path) -> None:
    by_split: dict[str, set[str]] = {}
    documents: dict[str, set[str]] = {}
    for sentence in sources.read_sentences(data):
        by_split.setdefault(sentence.split, set()).add(sources.digest(sentence.text))
        documents.setdefault(sentence.split, set()).add(sentence.document)
    assert set(by_split) == {"train", "dev", "test"}
    for one, other in (("train", "dev"), ("train", "test"), ("dev", "test")):
        assert not by_split[one] & by_split[other]
        assert not documents[one] & documents[other]


def test_shares_of_held_out_documents_are_as_stated() -> None:
    found = [sources.split_of(f"some source/{n}") for n in range(4000)]
    for split, percent in sources.HELD_OUT_PERCENT.items():
        assert abs(found.count(split) / 40 - percent) < 1.2


def test_news_comes_first_and_speeches_last(data: Path) -> None:
    ordered = sources.in_cache_order(list(sources.read_sentences(data)))
    assert {s.source for s in ordered[:20]} <= {"wikinews", "factbook"}
    assert ordered[-1].source == "us_presidents"


def test_shards_are_the_same_bytes_each_time_and_read_back(tmp_path: Path) -> None:
    rows = [{"text": "naïve", "n": 1}, {"text": "x\ny", "n": 2}]
    write_rows(tmp_path / "one.jsonl.gz", rows)
    write_rows(tmp_path / "two" / "other.jsonl.gz", iter(rows))
    assert (tmp_path / "one.jsonl.gz").read_bytes() == (tmp_path / "two" / "other.jsonl.gz").read_bytes()
    assert list(read_rows(tmp_path / "one.jsonl.gz")) == rows
    assert not list(tmp_path.rglob("*.partial"))


@pytest.mark.parametrize(
    "content",
    # Without the time in their headers: workers of a parallel run must name the cases alike.
    [b"not gzip", gzip.compress(b'{"a": 1}\n{broken\n', mtime=0), gzip.compress(b'{"a": 1}\n', mtime=0)[:-6]],
    ids=["not gzip", "broken row", "cut short"],
)
def test_a_damaged_shard_is_an_input_error_with_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.jsonl.gz"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"bad\.jsonl\.gz"):
        list(read_rows(path))


def test_a_sentence_counts_once_and_never_if_it_was_published_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "wrong_as_published", lambda: frozenset((sources.digest("They was here."),)))
    texts = ["It rained. She left.", "She left.", "He slept. They was here.", "He slept.", "It rained."]
    assert list(sources.distinct(texts, str)) == ["It rained. She left.", "He slept."]


def test_what_was_published_wrong_is_listed_by_digest_with_place_words_and_reason() -> None:
    rows = Path(sources.__file__).with_name("wrong-as-published.tsv").read_text(encoding="utf-8").splitlines()[2:]
    assert len(rows) == len(sources.wrong_as_published()) > 0
    assert all(len(row.split("\t")) == 4 and len(row.split("\t")[0]) == 16 for row in rows)
