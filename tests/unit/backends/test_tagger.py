"""The tagger around a network that answers with the number of the piece it saw."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

np = pytest.importorskip("numpy")

from corrector.backends.features import Token, tokens  # noqa: E402
from corrector.backends.tagger import OVERLAP, WINDOW, Encoder, Tagger, pad  # noqa: E402
from corrector.backends.wordpiece import WordPiece  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping

VOCABULARY = WordPiece(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *(f"w{number}" for number in range(400)), "##x"])


class Echo:
    """Logits (one kind): for the token its piece's number, for the gap before it the window's width, for the editor 0."""

    def __init__(self) -> None:
        self.widths: list[int] = []

    def run(self, inputs: Mapping[str, Any]) -> Any:
        ids = inputs["ids"].astype(np.float32)
        self.widths.append(ids.shape[1])
        zero = np.zeros_like(ids)
        return np.stack([zero, ids / 100, zero, zero + ids.shape[1] / 100, zero], axis=-1)


def sentence(length: int, first: int = 0) -> tuple[Token, ...]:
    text = " ".join(f"w{number}" for number in range(first, first + length))
    return tuple(tokens(text, 0, len(text)))


def tagger(model: Echo) -> Tagger:
    return Tagger(model, Encoder(VOCABULARY, lambda token: 1), kinds=1)


def expected(found: tuple[Token, ...]) -> Any:
    numbers = np.array([4 + int(token.text[1:]) for token in found])
    return 1 / (1 + np.exp(-numbers / 100))


@pytest.mark.parametrize("length", [1, 2, WINDOW, WINDOW + 1, 3 * WINDOW])
def test_every_token_gets_its_own_score(length: int) -> None:
    found = sentence(length)
    (tags,) = tagger(Echo()).tag([found])
    assert tags.word.shape == (length, 2)
    assert tags.gap.shape == (length + 1, 2)
    np.testing.assert_allclose(tags.word[:, 1], expected(found), atol=1e-5)
    np.testing.assert_allclose(tags.gap.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(tags.edit, 0.5)


def test_sentences_keep_their_order_whatever_their_length() -> None:
    found = [sentence(length, first) for length, first in ((3, 9), (90, 0), (1, 200), (0, 0), (40, 7))]
    model = Echo()
    for one, tags in zip(found, tagger(model).tag(found), strict=True):
        np.testing.assert_allclose(tags.word[:, 1], expected(one), atol=1e-5)


def test_windows_fit_and_overlap() -> None:
    encoder = Encoder(VOCABULARY, lambda token: 1)
    windows = list(encoder.encode(sentence(300)))
    assert all(len(window.ids) <= WINDOW + 2 for window in windows)
    assert windows[0].tokens[0] == 0
    assert windows[-1].tokens[1] == 300
    assert all(0 < a.tokens[1] - b.tokens[0] <= OVERLAP for a, b in itertools.pairwise(windows))


def test_a_space_before_a_token_shows_in_its_shape() -> None:
    (window,) = Encoder(VOCABULARY, lambda token: 1).encode(tuple(tokens("w1-w2 -w3", 0, 9)))
    (spaced,) = Encoder(VOCABULARY, lambda token: 1).encode(tuple(tokens("w1-w2 - w3", 0, 10)))
    assert window.ids == spaced.ids
    assert window.shapes != spaced.shapes


def test_padding_is_masked() -> None:
    encoder = Encoder(VOCABULARY, lambda token: 1)
    inputs = pad([*encoder.encode(sentence(2)), *encoder.encode(sentence(5))], VOCABULARY.padding)
    assert inputs["ids"].shape == (2, 7)
    assert inputs["mask"].sum(axis=1).tolist() == [4, 7]
    assert not inputs["shapes"][0, 4:].any()
