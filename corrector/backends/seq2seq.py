"""Any sequence-to-sequence model of ``transformers`` as a rewriter: a sentence in, a sentence out, aligned to the spans.

Such a model (T5, BART, Marian) rewrites whole sentences and knows no marks. Its n-best outputs are aligned word by word
with the sentence; what they have in place of a marked span is a cure, all else that they change is dropped. Each cure,
the span as it stands and what others offer are then scored alike: by the probability of the sentence that has this one
change, among all of these.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from itertools import chain
from math import exp, inf, log
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from rapidfuzz.distance import Levenshtein

from corrector.backends.answers import Answer, Cure
from corrector.closing import Closing
from corrector.config import Device
from corrector.errors import ConfigError
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from corrector.backends.answers import Change, Passage

_T = TypeVar("_T")
BEAMS = 5
_SENTENCES = 16  # written together
_SCORED = 32  # sentences scored together
_PIECE = re.compile(r"\w+|[^\w\s]")  # finer than words: "14-year" stands in place of "14 -year" piece by piece
_LONGEST = 512  # pieces of an output


class Seq2Seq(Closing):
    """Writer over a folder with configuration, vocabulary and weights; loads on first use, lets go when closed.

    Args:
        folder: of the model.
        device: where it runs.
        beams: outputs of a sentence that are looked at.
    """

    def __init__(self, folder: Path, *, device: Device = Device.AUTO, beams: int = BEAMS) -> None:
        self._folder = folder
        self._device = device
        self._beams = beams
        self._model: Any = None
        self._tokenizer: Any = None

    def close(self) -> None:
        """Let the model go."""
        self._model = self._tokenizer = None

    def answer(self, passages: Sequence[Passage]) -> list[tuple[Answer, ...]]:
        """Return the answers of each passage.

        Raises:
            ConfigError: the folder holds no such model, a library is missing, or the device is not there.
        """
        self._load()
        return [found for some in _parts(passages, _SENTENCES) for found in self._answers(some)]

    def gains(self, sentences: Sequence[tuple[str, Sequence[Change]]]) -> list[tuple[float, ...]]:
        """Return zeros: the model tells how a sentence would be rewritten, not how likely it is."""
        return [(0.0,) * len(changes) for _, changes in sentences]

    def _load(self) -> None:
        if self._model is not None:
            return
        need_libraries()
        import torch
        from transformers import AutoModelForSeq2SeqLM, AutoTokenizer
        from transformers.utils import logging

        cuda = torch.cuda.is_available()
        if self._device is Device.CUDA and not cuda:
            raise ConfigError("device: there is no CUDA device here; use --device cpu or auto")
        logging.disable_progress_bar()
        logging.set_verbosity_error()
        try:
            tokenizer = AutoTokenizer.from_pretrained(self._folder, local_files_only=True)
            model = AutoModelForSeq2SeqLM.from_pretrained(self._folder, local_files_only=True)
        except Exception as error:  # the library's exceptions share no base but this
            said = str(error).strip().partition("\n")[0]
            raise ConfigError(
                f"{self._folder}: no sequence-to-sequence model that transformers can load ({said})"
            ) from None
        self._tokenizer = tokenizer
        self._model = model.to("cpu" if self._device is Device.CPU or not cuda else "cuda").eval()

    def _answers(self, passages: Sequence[Passage]) -> list[tuple[Answer, ...]]:
        import torch

        with torch.inference_mode():
            outputs, seen = self._written([passage.text for passage in passages])
            asked = [
                _Asked(passage, place, _readings(passage, place, outputs[row]), row)
                for row, passage in enumerate(passages)
                for place in range(len(passage.spans))
            ]
            wanted = dict.fromkeys((one.row, text) for one in asked for text in one.sentences())
            scores = dict(zip(wanted, self._scores(list(wanted), seen), strict=True))
        answers = [one.answer(scores) for one in asked]
        rest = iter(answers)
        return [tuple(next(rest) for _ in passage.spans) for passage in passages]

    def _written(self, texts: Sequence[str]) -> tuple[list[list[str]], tuple[Any, Any]]:
        """Return the outputs of each sentence, best first, and what the encoder made of all with its mask."""
        prefix = getattr(self._model.config, "prefix", None) or ""
        batch = self._tokenizer([prefix + text for text in texts], return_tensors="pt", padding=True).to(
            self._model.device
        )
        encoded = self._model.get_encoder()(input_ids=batch.input_ids, attention_mask=batch.attention_mask)
        written = self._model.generate(
            input_ids=batch.input_ids,
            attention_mask=batch.attention_mask,
            do_sample=False,
            num_beams=self._beams,
            num_return_sequences=self._beams,
            max_new_tokens=min(_LONGEST, 2 * batch.input_ids.shape[1] + 8),
        )
        said = self._tokenizer.batch_decode(written, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return [list(some) for some in _parts(said, self._beams)], (encoded.last_hidden_state, batch.attention_mask)

    def _scores(self, wanted: Sequence[tuple[int, str]], seen: tuple[Any, Any]) -> Iterable[float]:
        """Return the log-probability of each sentence as what the model writes for the input in that row."""
        return chain.from_iterable(self._scored(some, seen) for some in _parts(wanted, _SCORED))

    def _scored(self, wanted: Sequence[tuple[int, str]], seen: tuple[Any, Any]) -> list[float]:
        import torch
        from transformers.modeling_outputs import BaseModelOutput

        labels = self._tokenizer(text_target=[text for _, text in wanted], return_tensors="pt", padding=True)
        target = labels.input_ids.to(self._model.device)
        real = labels.attention_mask.to(self._model.device).bool()
        rows = torch.tensor([row for row, _ in wanted], device=self._model.device)
        logits = self._model(
            encoder_outputs=BaseModelOutput(last_hidden_state=seen[0][rows]),
            attention_mask=seen[1][rows],
            labels=target.masked_fill(~real, -100),
        ).logits
        odds = logits.float().log_softmax(-1).gather(-1, target[..., None])[..., 0]
        found: list[float] = odds.masked_fill(~real, 0.0).sum(-1).tolist()
        return found


class _Asked(NamedTuple):
    """One span of a passage, what the outputs have in its place, and the passage's row in the batch."""

    passage: Passage
    place: int
    readings: tuple[str, ...]
    row: int

    def sentences(self) -> list[str]:
        """Return the sentences to be scored: as it stands, with each cure, with each text offered."""
        start, end = self.passage.spans[self.place]
        text = self.passage.text
        changed = (text[:start] + said + text[end:] for said in (*self.readings, *self.passage.offered[self.place]))
        return [text, *changed]

    def answer(self, scores: dict[tuple[int, str], float]) -> Answer:
        """Return the answer, its probabilities those among all sentences scored for the span."""
        sentences = self.sentences()
        logs = [scores[self.row, text] for text in sentences]
        highest = max(logs)
        whole = highest + log(sum(exp(one - highest) for one in dict(zip(sentences, logs, strict=True)).values()))
        keep, *rest = (one - whole for one in logs)
        own = [Cure(text, odds) for text, odds in zip(self.readings, rest, strict=False)]
        return Answer(
            keep=keep,
            unknown=-inf,
            cures=tuple(sorted(own, key=lambda cure: -cure.log_probability)),
            offered=tuple(rest[len(own) :]),
        )


def _parts(whole: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    return (whole[start : start + size] for start in range(0, len(whole), size))


def need_libraries() -> None:
    """Make sure that the libraries are there, without importing them.

    Raises:
        ConfigError: one is missing.
    """
    for name in ("torch", "transformers"):
        if find_spec(name) is None:
            raise ConfigError(
                f"models of transformers need {name}, which is not installed; install it with: pip install 'corrector[hf]'"
            )


def _readings(passage: Passage, place: int, outputs: Iterable[str]) -> tuple[str, ...]:
    """Return what outputs have in place of a span, each once, in their order; the span as it stands is left out."""
    start, end = passage.spans[place]
    found = (projected(passage.text, Span(start, end), output) for output in outputs)
    return tuple(dict.fromkeys(said for said in found if said != passage.text[start:end]))


def projected(text: str, span: Span, output: str) -> str:
    """Return what an output has in place of a span of the sentence, by the alignment of fewest word edits.

    Words put in at the edge of a span belong to it.

    >>> projected("He saw the dog big in town.", Span(6, 18), "He saw the big dog in town.")
    ' the big dog'
    >>> projected("He came Monday.", Span(7, 7), "He came on Monday.")
    ' on'
    """
    old, new = list(_PIECE.finditer(text)), list(_PIECE.finditer(output))
    first = sum(piece.start() < span.start for piece in old)
    last = max(first, sum(piece.end() <= span.end for piece in old))
    low, high = _aligned([piece[0] for piece in old], [piece[0] for piece in new], first, last)
    if low == high:
        return ""
    start = new[low].start()
    said = output[start : new[high - 1].end()]
    spaced = output[start - 1 : start].isspace()
    return f" {said}" if spaced and (span.width == 0 or text[span.start] == " ") else said


def _aligned(old: Sequence[str], new: Sequence[str], first: int, last: int) -> tuple[int, int]:
    """Return the half-open range of new words that stand in place of the old ones from ``first`` to ``last``."""
    lows, highs = [len(new)], [0]
    for code in Levenshtein.opcodes(old, new):
        for place, found in ((first, lows), (last, highs)):
            if code.src_start <= place <= code.src_end:
                moves = code.tag in {"equal", "replace"}
                found.append(code.dest_start + (place - code.src_start if moves else 0))
                if code.tag == "insert":
                    found.append(code.dest_end)
    return min(lows), max(highs)
