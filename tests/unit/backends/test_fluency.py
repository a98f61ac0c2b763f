"""What a change adds to the probability of a sentence, over a network that is played: as if both were read piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("tokenizers", reason="needs tokenizers: pip install 'corrector[neural]'")
pytest.importorskip("numpy", reason="needs NumPy: pip install 'corrector[neural]'")

from corrector.backends import decoder, fluency
from corrector.backends.answers import Change
from corrector.backends.decoder import Decoder
from corrector.backends.marked import Marker
from corrector.types import Span
from tests.tiny_decoder import MARKS, Oracle, write_config, write_tokenizer

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "A cat sit on mats, and he slept there all day."
CHANGES = (
    Change(Span(6, 9), "rox"),
    Change(Span(6, 9), "was"),
    Change(Span(5, 9), ""),
    Change(Span(12, 12), " the"),
    Change(Span(0, 0), "So "),
    Change(Span(45, 46), "!"),
    Change(Span(0, 1), "A"),
)


@pytest.fixture
def marker(tmp_path: Path) -> Marker:
    write_tokenizer(tmp_path / "tokenizer.json")
    write_config(tmp_path)
    return Marker.read(tmp_path / "tokenizer.json", MARKS)


@pytest.fixture
def oracle(marker: Marker, monkeypatch: pytest.MonkeyPatch) -> Oracle:
    played = Oracle((MARKS.start, *marker.pieces(" esat")))
    monkeypatch.setattr(decoder, "OnnxModel", lambda *args, **options: played)
    return played


def pieces(marker: Marker, text: str) -> tuple[int, ...]:
    return (MARKS.start, *marker.pieces(text), MARKS.start)


def exact(oracle: Oracle, read: tuple[int, ...], end: int) -> float:
    """The log-probability of the pieces before ``end``, one after the other."""
    return sum(float(oracle.distribution(read[:n])[read[n]]) for n in range(1, end))


@pytest.mark.parametrize("after", [0, 4, 1000])
def test_gains_are_the_difference_of_two_readings(
    tmp_path: Path, marker: Marker, oracle: Oracle, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(fluency, "AFTER", after)
    (found,) = Decoder(tmp_path).gains([(TEXT, CHANGES)])
    before = pieces(marker, TEXT)
    for change, gain in zip(CHANGES, found, strict=True):
        read = pieces(marker, TEXT[: change.span.start] + change.text + TEXT[change.span.end :])
        first = next((n for n, (a, b) in enumerate(zip(before, read, strict=False)) if a != b), len(before))
        same = 0
        while same < min(len(before), len(read)) - first and before[-1 - same] == read[-1 - same]:
            same += 1
        left = max(0, same - after)
        wanted = exact(oracle, read, len(read) - left) - exact(oracle, before, len(before) - left)
        assert gain == pytest.approx(wanted, abs=1e-3)
    assert found[-1] == 0.0, "it changes nothing"


def test_gains_are_the_same_in_any_company(tmp_path: Path, oracle: Oracle) -> None:
    others = ("He go home.", (Change(Span(3, 5), "goes"), Change(Span(3, 5), "went"))), ("No.", ())
    with Decoder(tmp_path) as network:
        alone = [network.gains([one])[0] for one in ((TEXT, CHANGES), *others)]
        assert network.gains([(TEXT, CHANGES), *others]) == alone
    assert alone[2] == ()


def test_no_more_is_read_than_changes_reach(tmp_path: Path, oracle: Oracle) -> None:
    (found,) = Decoder(tmp_path).gains([(TEXT, CHANGES[:1])])
    reach = (
        9 + fluency.AFTER
    )  # pieces of the sentence that count; the last of them is not read, nor is that of the branch
    assert oracle.batches == [(1, reach + 3 + fluency.AFTER - 1)]
    assert found[0] != 0.0
    assert Decoder(tmp_path).gains([(TEXT, CHANGES[-1:])]) == [(0.0,)], "it changes nothing"
    assert len(oracle.batches) == 1


def test_of_a_sentence_too_long_to_be_read_nothing_is_known(
    tmp_path: Path, oracle: Oracle, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fluency, "LONGEST", 20)
    assert Decoder(tmp_path).gains([(TEXT, CHANGES[:2])]) == [(0.0, 0.0)]
    assert not oracle.batches
