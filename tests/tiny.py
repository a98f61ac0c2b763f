"""A tiny T5 with a SentencePiece vocabulary, for tests of what runs such models."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

README = Path(__file__).parents[1] / "README.md"
PIECES = 300
PAIRS = (
    ("The young baker were in the garden.", "The young baker was in the garden."),
    ("The old farmer was in the garden.", "The old farmer was in the garden."),
    ("The tall teacher were in the town.", "The tall teacher was in the town."),
    ("The quiet sailor was in the town.", "The quiet sailor was in the town."),
)
"""What the tiny model learns: sentences, and what to make of them."""


def make_t5(folder: Path, *, steps: int = 0) -> None:
    """Write configuration, vocabulary and weights of a T5 of a few thousand weights, trained a few steps on :data:`PAIRS`."""
    import sentencepiece
    import torch
    from transformers import T5Config, T5ForConditionalGeneration, T5Tokenizer

    folder.mkdir(parents=True, exist_ok=True)
    lines = [*README.read_text(encoding="utf-8").splitlines(), *(text for pair in PAIRS for text in pair)]
    vocabulary = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_writer=vocabulary,
        vocab_size=PIECES,
        pad_id=0,
        eos_id=1,
        unk_id=2,
        bos_id=-1,
        minloglevel=2,
    )
    (folder / "spiece.model").write_bytes(vocabulary.getvalue())
    tokenizer: Any = T5Tokenizer.from_pretrained(str(folder), extra_ids=0)
    torch.manual_seed(0)
    config = T5Config(
        vocab_size=len(tokenizer), d_model=48, d_kv=12, d_ff=96, num_layers=1, num_heads=4, dropout_rate=0.0,
        decoder_start_token_id=0, pad_token_id=0, eos_token_id=1,
    )  # fmt: skip
    network: Any = T5ForConditionalGeneration(config)
    batch = tokenizer([one for one, _ in PAIRS], return_tensors="pt", padding=True)
    target = tokenizer([other for _, other in PAIRS], return_tensors="pt", padding=True)
    labels = target.input_ids.masked_fill(target.attention_mask == 0, -100)
    optimizer = torch.optim.Adam(network.parameters(), lr=3e-3)
    for _ in range(steps):
        optimizer.zero_grad()
        network(**batch, labels=labels).loss.backward()
        optimizer.step()
    network.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
