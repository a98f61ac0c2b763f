"""What the rewriter is measured against: whole sentences rewritten, by a prompted model and by an engine of round trips.

Each is a function from sentences to sentences. They are slow, so what they said is kept in a folder and not asked twice.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from rapidfuzz.distance import Levenshtein

from corrector.evaluation.measures import WORD
from corrector.training.engines import engine
from corrector.types import Edit, Kind, Result, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from corrector.types import Document

_PROMPT = (
    "Correct the errors in this sentence, which a machine translated badly. Change nothing else. Answer with the corrected"
    " sentence alone.\n\n{}"
)
_BATCH = 8


class Prompted:
    """A pretrained model of the chat kind, asked without examples, in greedy decoding; needs ``transformers``."""

    name = "prompted, zero-shot"

    def __init__(self, folder: Path) -> None:
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        self._torch = torch
        self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, padding_side="left")
        self._model: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16)  # in evaluation mode

    def __call__(self, texts: Sequence[str]) -> list[str]:
        """Return the first line of each answer."""
        said: list[str] = []
        for start in range(0, len(texts), _BATCH):
            part = texts[start : start + _BATCH]
            asked = [
                self._tokenizer.apply_chat_template(
                    [{"role": "user", "content": _PROMPT.format(text)}], tokenize=False, add_generation_prompt=True
                )
                for text in part
            ]
            inputs = self._tokenizer(asked, return_tensors="pt", padding=True, add_special_tokens=False)
            longest = max(len(self._tokenizer(text).input_ids) for text in part)
            with self._torch.no_grad():
                ids = self._model.generate(**inputs, max_new_tokens=longest + 16, do_sample=False)
            answers = self._tokenizer.batch_decode(ids[:, inputs.input_ids.shape[1] :], skip_special_tokens=True)
            said += [answer.strip().partition("\n")[0] for answer in answers]
        return said


class RoundTrip:
    """An engine's way out of English and back, used as a corrector."""

    def __init__(self, name: str) -> None:
        self._engine = engine(name)
        self.name = f"round trip {name}"

    def __call__(self, texts: Sequence[str]) -> list[str]:
        """Return what the engine makes of each sentence; the sentence itself where it gives nothing."""
        given = self._engine.round_trip(list(texts))
        return [said or text for text, said in zip(texts, given, strict=True)]


class Kept:
    """Rewritten sentences as a file remembers them; what it does not hold is asked for and added.

    Args:
        folder: where the file is.
        name: of the system; names the file.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._path = folder / f"{hashlib.blake2b(name.encode(), digest_size=4).hexdigest()}.json"
        self._known: dict[str, str] = json.loads(self._path.read_text(encoding="utf-8")) if self._path.is_file() else {}

    def missing(self, texts: Sequence[str]) -> list[str]:
        """Return which of the texts were never asked about."""
        return [text for text in dict.fromkeys(texts) if text not in self._known]

    def ask(self, texts: Sequence[str], system: Callable[[Sequence[str]], list[str]]) -> None:
        """Have the texts rewritten, and keep what comes."""
        self._known |= dict(zip(texts, system(texts), strict=True))
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(self._known, ensure_ascii=False, indent=0), encoding="utf-8")

    def run(self, documents: Sequence[Document]) -> Iterator[Result]:
        """Yield a result for each document.

        Raises:
            KeyError: one was never asked about.
        """
        for document in documents:
            yield rewritten(document, self._known[document.text], self.name)


def rewritten(document: Document, text: str, name: str) -> Result:
    """Return a rewritten document as a result: its word edits, each counted as certain."""
    edits = tuple(
        Edit(span, before, after, Kind.FLUENCY, 1.0, name) for span, before, after in word_edits(document.text, text)
    )
    return Result(document, (), edits, 0.0, name)


def word_edits(before: str, after: str) -> Iterator[tuple[Span, str, str]]:
    """Yield the word edits, neighbours joined, between two texts as (span of the first, what stood there, what comes there).

    >>> [edit[1:] for edit in word_edits("He go to home today.", "He goes home, today.")]
    [('go to home', 'goes home,')]
    """
    words, others = list(WORD.finditer(before)), list(WORD.finditer(after))
    for start, end, first, last in _changed([match[0] for match in words], [match[0] for match in others]):
        new = after[others[first].start() : others[last - 1].end()] if last > first else ""
        if start == end:
            at = words[start].start() if start < len(words) else len(before)
            yield Span(at, at), "", new + " " if start < len(words) else " " + new
        elif new:
            span = Span(words[start].start(), words[end - 1].end())
            yield span, before[span.start : span.end], new
        else:
            begin = words[start - 1].end() if start else 0
            stop = words[end - 1].end() if start else words[end].start() if end < len(words) else len(before)
            yield Span(begin, stop), before[begin:stop], ""


def _changed(words: Sequence[str], others: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Return the stretches of both lists that differ, as far as they reach."""
    done: list[tuple[int, int, int, int]] = []
    for code in Levenshtein.opcodes(words, others):
        if code.tag == "equal":
            continue
        start, first = code.src_start, code.dest_start
        if done and done[-1][1] == start and done[-1][3] == first:
            start, _, first, _ = done.pop()
        done.append((start, code.src_end, first, code.dest_end))
    return done
