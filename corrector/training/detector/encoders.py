"""Pretrained encoders: read one from its folder, and cut one down to the layers and pieces that are worth their bytes.

A prepared encoder is a folder as ``transformers`` writes it, with a ``vocab.txt``. It may come from such a folder, or from a
DistilBERT tagger that is published as ONNX with 8-bit weights only; what that puts out is dropped.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import torch
from transformers import AutoConfig, AutoModel, DistilBertConfig, DistilBertModel

from corrector.backends.tagger import WINDOW
from corrector.backends.wordpiece import WordPiece
from corrector.detect._suspects import VOCABULARY
from corrector.errors import ConfigError
from corrector.training.detector.quantized import BLOCK, read_graph

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from torch import Tensor

_TOKENIZER = "tokenizer_config.json"
_MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_HEAD = 64  # dimensions of an attention head in all BERT models that have no config here
_PREFIX = "distilbert."


def read(folder: Path, *, layers: int | None = None, attention: str = "sdpa") -> Any:
    """Return the encoder in a folder, cut to its first ``layers`` layers if given.

    Raises:
        ConfigError: the folder holds no encoder.
    """
    if not (folder / "config.json").is_file():
        raise ConfigError(f"{folder}: no pretrained encoder here (a folder with config.json, weights and vocab.txt)")
    choices = {"add_pooling_layer": False} if AutoConfig.from_pretrained(folder).model_type == "bert" else {}
    encoder = AutoModel.from_pretrained(folder, attn_implementation=attention, **choices)
    if layers is not None:
        _cut(encoder, layers)
    return encoder


def read_vocabulary(folder: Path) -> WordPiece:
    """Return the vocabulary in an encoder's folder.

    Raises:
        DataError: it is missing or damaged.
    """
    path = folder / _TOKENIZER
    choices = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return WordPiece.read(folder / VOCABULARY, is_cased=not choices.get("do_lower_case", True))


def prepare(source: Path, out: Path, *, layers: int, pieces: int, words: Mapping[str, int]) -> tuple[int, float]:
    """Write an encoder with fewer layers and pieces, and return how many pieces it has and what share of the text they split.

    The pieces kept are the most frequent ones, with all that are single characters, so that every word still has a spelling.

    Args:
        source: folder of the encoder.
        out: folder to write.
        layers: how many of the first layers to keep.
        pieces: how many pieces to keep, at least; whole blocks of stored weights are.
        words: how often each word stands in English text.

    Raises:
        ConfigError: ``source`` holds no encoder.
    """
    encoder, wordpiece = _source(source)
    vocabulary = wordpiece.vocabulary
    counts: Counter[int] = Counter()
    for word, count in words.items():
        for piece in wordpiece.pieces(word):
            counts[piece] += count
    kept = _kept(vocabulary, counts, pieces)
    _cut(encoder, layers)
    table = encoder.embeddings.word_embeddings.weight.data[kept].clone()
    encoder.embeddings.word_embeddings = torch.nn.Embedding.from_pretrained(table, freeze=False, padding_idx=0)
    places = encoder.embeddings.position_embeddings.weight.data[: WINDOW + 2].clone()
    encoder.embeddings.position_embeddings = torch.nn.Embedding.from_pretrained(places, freeze=False)
    encoder.config.vocab_size = len(table)
    encoder.config.max_position_embeddings = len(places)
    encoder.config.pad_token_id = 0
    encoder.save_pretrained(out)
    (out / VOCABULARY).write_text("".join(f"{vocabulary[piece]}\n" for piece in kept), encoding="utf-8")
    (out / _TOKENIZER).write_text(json.dumps({"do_lower_case": not wordpiece.is_cased}) + "\n", encoding="utf-8")
    return len(kept), 1 - sum(counts[piece] for piece in kept) / max(1, counts.total())


def _kept(vocabulary: Sequence[str], counts: Counter[int], pieces: int) -> list[int]:
    """Return the pieces to keep: the marks first, "[PAD]" as 0, then the others as they were."""
    numbers = {piece: number for number, piece in enumerate(vocabulary)}
    marks = [numbers[mark] for mark in _MARKS]
    single = {number for piece, number in numbers.items() if len(piece.removeprefix("##")) == 1}
    chosen = single - set(marks)
    wanted = min(len(vocabulary), -(-pieces // BLOCK) * BLOCK) - len(marks)
    for number in sorted(numbers.values(), key=lambda number: (-counts[number], number)):
        if len(chosen) >= wanted:
            break
        if number not in marks:
            chosen.add(number)
    return [*marks, *sorted(chosen)]


def _cut(encoder: Any, layers: int) -> None:
    within = encoder.transformer if hasattr(encoder, "transformer") else encoder.encoder
    within.layer = within.layer[:layers]
    encoder.config.num_hidden_layers = layers


def _source(folder: Path) -> tuple[Any, WordPiece]:
    """Return an encoder and its vocabulary."""
    if (folder / "config.json").is_file():
        return read(folder), read_vocabulary(folder)
    graphs = sorted(folder.glob("*.onnx"))
    tokenizer = folder / "tokenizer.json"
    if len(graphs) != 1 or not tokenizer.is_file():
        raise ConfigError(
            f"{folder}: no pretrained encoder here (config.json, weights and vocab.txt; or one .onnx and tokenizer.json)"
        )
    described = json.loads(tokenizer.read_text(encoding="utf-8"))
    numbers: dict[str, int] = described["model"]["vocab"]
    is_cased = not (described.get("normalizer") or {}).get("lowercase", True)
    return _distilbert(graphs[0]), WordPiece(sorted(numbers, key=numbers.__getitem__), is_cased=is_cased)


def _distilbert(path: Path) -> Any:
    weights: dict[str, Tensor] = {
        name.removeprefix(_PREFIX): torch.from_numpy(array)
        for name, array in read_graph(path).items()
        if name.startswith(_PREFIX)
    }
    try:
        pieces, width = weights["embeddings.word_embeddings.weight"].shape
        places = len(weights["embeddings.position_embeddings.weight"])
        inner = len(weights["transformer.layer.0.ffn.lin1.bias"])
    except KeyError as error:
        raise ConfigError(f"{path}: not a DistilBERT: it lacks {error}") from None
    config = DistilBertConfig(
        vocab_size=pieces,
        dim=width,
        n_layers=len({name.split(".")[2] for name in weights if name.startswith("transformer.layer.")}),
        n_heads=max(1, width // _HEAD),
        hidden_dim=inner,
        max_position_embeddings=places,
    )
    encoder = DistilBertModel(config)
    encoder.load_state_dict(weights)
    return encoder
