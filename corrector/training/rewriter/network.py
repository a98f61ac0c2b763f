"""The network: a pretrained decoder whose weights stay, with low-rank updates and embeddings of the marks learned.

Hu et al. 2022, "LoRA: Low-Rank Adaptation of Large Language Models"; with the base in few bits as Dettmers et al. 2023,
"QLoRA: Efficient Finetuning of Quantized LLMs" have it: a base that comes quantised stays on its grid, and nothing that
is learned is lost when it is written out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from transformers import LlamaForCausalLM

from corrector.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

    from corrector.backends.marked import Marks


class LowRank(nn.Module):
    """A linear layer without bias that is kept as it is, and a product of two thin matrices that is learned.

    The second of them begins at zero, so the first step sees the layer as it was pretrained.
    """

    weight: Tensor

    def __init__(self, base: nn.Linear, *, rank: int, dtype: torch.dtype) -> None:
        super().__init__()
        self.register_buffer("weight", base.weight.detach().to(dtype), persistent=False)
        self.down = nn.Parameter(torch.randn(rank, base.in_features) / base.in_features**0.5)
        self.up = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, inputs: Tensor) -> Tensor:
        """Return (..., out) for (..., in)."""
        kept = nn.functional.linear(inputs.to(self.weight.dtype), self.weight)
        learned = nn.functional.linear(nn.functional.linear(inputs, self.down), self.up)
        return kept + learned


class Network(nn.Module):
    """Decoder with low-rank updates of all its linear layers, and embeddings of the marks, which are output weights too.

    Args:
        decoder: a Llama-shaped causal language model with tied embeddings.
        marks: the numbers of the marks.
        rank: of the updates.
        dtype: of the weights that are kept.
    """

    mark_ids: Tensor

    def __init__(self, decoder: Any, marks: Marks, *, rank: int, dtype: torch.dtype = torch.bfloat16) -> None:
        super().__init__()
        for parameter in decoder.parameters():
            parameter.requires_grad = False
        for layer in decoder.model.layers:
            for part in (layer.self_attn, layer.mlp):
                for name, linear in list(part.named_children()):
                    if isinstance(linear, nn.Linear):
                        setattr(part, name, LowRank(linear, rank=rank, dtype=dtype))
        self.decoder = decoder
        self.rank = rank
        self.register_buffer("mark_ids", torch.tensor(sorted(marks)), persistent=False)
        embeddings = decoder.model.embed_tokens.weight
        self.marks = nn.Parameter(embeddings[self.mark_ids].clone())

    def forward(self, ids: Tensor, places: Tensor) -> Tensor:
        """Return float logits (places, vocabulary) of what follows at flattened places of ids (batch, pieces).

        Sequences are padded at the end: what is padded follows all that is looked at, and causal attention needs no mask.
        """
        embedded = self.decoder.model.embed_tokens(ids)
        matches = ids[..., None] == self.mark_ids
        learned = matches.to(self.marks.dtype) @ self.marks
        embedded = torch.where(matches.any(-1, keepdim=True), learned, embedded)
        hidden = self.decoder.model(inputs_embeds=embedded, use_cache=False).last_hidden_state
        return self.logits(hidden.flatten(0, 1)[places])

    def logits(self, hidden: Tensor) -> Tensor:
        """Return float logits (places, vocabulary) of hidden states (places, width)."""
        kept = nn.functional.linear(hidden, self.decoder.model.embed_tokens.weight).float()
        return kept.index_copy(-1, self.mark_ids, nn.functional.linear(hidden, self.marks).float())

    def learned(self) -> dict[str, Tensor]:
        """Return the weights that are learned, by name."""
        return {name: parameter for name, parameter in self.named_parameters() if parameter.requires_grad}

    def put(self, learned: dict[str, Tensor]) -> None:
        """Take learned weights over.

        Raises:
            ConfigError: they belong to another network.
        """
        own = self.learned()
        if {name: tensor.shape for name, tensor in own.items()} != {n: t.shape for n, t in learned.items()}:
            raise ConfigError("these learned weights belong to a network of another shape (rank, base)")
        with torch.no_grad():
            for name, parameter in own.items():
                parameter.copy_(learned[name])


def pretrained(folder: Path, marks: Marks, *, rank: int, dtype: torch.dtype = torch.bfloat16) -> Network:
    """Return a network over a pretrained decoder in a folder of ``transformers``, or over its one GGUF file.

    Raises:
        ConfigError: the folder holds no decoder of the kind.
    """
    quantised = sorted(folder.glob("*.gguf"))
    if not quantised and not (folder / "config.json").is_file():
        raise ConfigError(f"{folder}: no pretrained decoder here (config.json with weights, or a .gguf file)")
    file: dict[str, Any] = {"gguf_file": quantised[0].name} if quantised else {}
    decoder = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32, **file)
    if not decoder.config.tie_word_embeddings:
        raise ConfigError(f"{folder}: a decoder whose embeddings are its output weights is needed")
    return Network(decoder, marks, rank=rank, dtype=dtype)
