"""A vocabulary of single bytes and what is built on it, for tests of the rewriter without its weights."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from corrector.backends.marked import Marks

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

MARKS = Marks(0, 1, 2, 3, 4, 5, 6)
SIZE = 288  # of the vocabulary: marks, bytes, and some more up to a multiple of 32


def write_tokenizer(path: Path) -> None:
    """Write a vocabulary of the marks and the 256 bytes."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers

    names = [f"<{name}>" for name in MARKS._fields]
    pieces = [*names, *sorted(pre_tokenizers.ByteLevel.alphabet())]
    tokenizer = Tokenizer(models.BPE(vocab={piece: number for number, piece in enumerate(pieces)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(name, special=True) for name in names])
    tokenizer.save(str(path))


def write_config(folder: Path, *, longest: int = 120) -> None:
    """Write what a decoder of one layer says of itself."""
    config: dict[str, Any] = {"marks": MARKS._asdict(), "longest": longest, "layers": 1, "heads": 1, "head": 1}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")


class Oracle:
    """Plays the network: what follows depends on all pieces seen, in their order, and on nothing else.

    Its keys are the pieces and its values their positions, so it sees what masks and caches let it see.

    Args:
        likely: pieces that are ever likely.
        fixed: probabilities of first answers by the text of the context, which override chance.
    """

    def __init__(self, likely: tuple[int, ...], fixed: Mapping[str, Mapping[int, float]] | None = None) -> None:
        self.likely = likely
        self.fixed = fixed or {}
        self.batches: list[tuple[int, ...]] = []
        self.closed = False

    def load(self) -> None:
        """There is nothing to load."""

    def close(self) -> None:
        self.closed = True

    def distribution(self, context: tuple[int, ...]) -> NDArray[np.float32]:
        """Return log-probabilities (vocabulary,) of what follows."""
        shares = np.full(SIZE, 1e-6)
        seed = int.from_bytes(hashlib.sha256(repr(context).encode()).digest()[:4], "little")
        shares[list(self.likely)] = np.random.default_rng(seed).dirichlet(np.full(len(self.likely), 0.3)) + 1e-4
        for end, wanted in self.fixed.items():
            if context[-len(end.encode()) :] == tuple(end.encode()):
                shares[:] = 1e-9
                for piece, share in wanted.items():
                    shares[piece] = share
        found: NDArray[np.float32] = np.log(shares / shares.sum()).astype(np.float32)
        return found

    def outputs(self, inputs: Mapping[str, NDArray[Any]]) -> list[NDArray[Any]]:
        ids, positions, mask = inputs["ids"], inputs["positions"], inputs["mask"]
        self.batches.append(ids.shape)
        keys = np.concatenate((inputs["past.0.keys"], ids[:, None, :, None].astype(np.float32)), 2)
        values = np.concatenate((inputs["past.0.values"], positions[:, None, :, None].astype(np.float32)), 2)
        rows = []
        for place in inputs["places"].tolist():
            row, column = divmod(place, ids.shape[1])
            seen = mask[row, column] == 0
            order = values[row, 0, seen, 0].argsort()
            assert (np.diff(values[row, 0, seen, 0][order]) == 1).all(), "no position twice, none left out"
            rows.append(self.distribution(tuple(keys[row, 0, seen, 0][order].astype(int).tolist())))
        scores = np.array(rows)
        best = np.argsort(-scores, axis=1)[:, : int(inputs["count"][0])]
        return [
            np.take_along_axis(scores, inputs["wanted"], 1), np.take_along_axis(scores, best, 1), best, keys, values
        ]  # fmt: skip


def on_grid(weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a matrix with 16 levels in each block of 32 inputs, all of them half-precision numbers."""
    blocks = weight.reshape(len(weight), -1, 32)
    minima, maxima = blocks.min(-1, keepdims=True), blocks.max(-1, keepdims=True)
    minima, scales = (part.astype(np.float16).astype(np.float32) for part in (minima, (maxima - minima) / 15))
    found: NDArray[np.float32] = np.rint((blocks - minima) / scales).clip(0, 15) * scales + minima
    return found.reshape(weight.shape)


def make_decoder(folder: Path) -> None:
    """Write a Llama of two layers with its vocabulary, in the form of ``transformers``.

    Its weights are random, those of the layers on a grid of 4 bits.
    """
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(1)
    config = LlamaConfig(
        vocab_size=SIZE,
        hidden_size=96,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=3,
        num_key_value_heads=1,
        head_dim=32,
        rope_theta=100000.0,
        tie_word_embeddings=True,
        initializer_range=0.15,
    )
    decoder = LlamaForCausalLM(config)
    for layer in decoder.model.layers:
        for linear in layer.modules():
            if isinstance(linear, torch.nn.Linear):
                linear.weight.data = torch.tensor(on_grid(linear.weight.detach().numpy()))
    decoder.save_pretrained(folder)
    write_tokenizer(folder / "tokenizer.json")
