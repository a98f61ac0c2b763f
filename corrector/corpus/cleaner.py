"""The callable at the heart of every engine: texts in, cleaned texts out, whatever moves them."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from corrector import contract, protect
from corrector.config import Settings
from corrector.types import Document, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from corrector.corpus.batch import PipelineLike

_REASON = 300  # characters of an exception's message that are kept


def default_pipeline(settings: Settings) -> AbstractContextManager[PipelineLike]:
    """Return the pipeline that the settings describe."""
    from corrector.pipeline import Pipeline

    return Pipeline(settings)


class CleanedText(NamedTuple):
    """A text after cleaning: ``audit`` is its ``corrector`` object; ``failure`` says why the text is as it was."""

    text: str | None
    audit: Mapping[str, Any] | None
    failure: str = ""


class Cleaner:
    """Cleans batches of texts. Pickles by its settings; loads the pipeline on first use and keeps it.

    A text that cannot be cleaned is returned as it is, with the reason, and does not stop its batch.

    >>> [cleaned] = Cleaner()(["The minister bought a umbrella in the city."])
    >>> cleaned.text, len(cleaned.audit["edits"])
    ('The minister bought an umbrella in the city.', 1)
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        pipeline: Callable[[Settings], AbstractContextManager[PipelineLike]] = default_pipeline,
    ) -> None:
        self._settings = settings or Settings()
        self._make = pipeline
        self._stack = ExitStack()
        self._pipeline: PipelineLike | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return (_remade, (self._settings, self._make))

    def __enter__(self) -> Self:
        self._load()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the pipeline; a later call loads it again."""
        self._stack.close()
        self._pipeline = None

    @property
    def signature(self) -> str:
        """The pipeline's signature: version, parts and settings."""
        return self._load().signature

    def __call__(self, texts: Sequence[str | None]) -> list[CleanedText]:
        """Clean texts, in order; None, as tables hold it, is a failure like any other."""
        documents = [
            Document(str(place), text, protect.spans(text)) for place, text in enumerate(texts) if text is not None
        ]
        results = iter(self.judge(documents))
        return [
            CleanedText(None, None, "null, not text") if text is None else _cleaned(text, next(results))
            for text in texts
        ]

    def judge(self, documents: Sequence[Document]) -> list[Result | str]:
        """Return a result for each document, or what went wrong with it; one that fails does not fail the others."""
        try:
            results: list[Result | str] = list(self._load().run(documents))
        except Exception as error:
            if len(documents) == 1:
                return [f"{type(error).__name__}: {error}"[:_REASON]]
            middle = len(documents) // 2
            return self.judge(documents[:middle]) + self.judge(documents[middle:])
        if len(results) != len(documents):
            raise RuntimeError(f"the pipeline gave {len(results)} results for {len(documents)} documents")
        return results

    def _load(self) -> PipelineLike:
        if self._pipeline is None:
            self._pipeline = self._stack.enter_context(self._make(self._settings))
        return self._pipeline


def _remade(settings: Settings, pipeline: Callable[[Settings], AbstractContextManager[PipelineLike]]) -> Cleaner:
    return Cleaner(settings, pipeline=pipeline)


def _cleaned(text: str, result: Result | str) -> CleanedText:
    if isinstance(result, str):
        return CleanedText(text, None, result)
    return CleanedText(result.corrected, contract.audit(result))
