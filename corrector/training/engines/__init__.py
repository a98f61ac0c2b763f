"""Machine-translation engines that garble right English by going to another language and back.

Used to make data, never by the product. ``engine`` makes one by name; ``cache`` keeps what they said.
"""

from __future__ import annotations

from typing import Protocol

from corrector.errors import ConfigError


class Engine(Protocol):
    """A round trip out of English and back; ``name`` identifies engine and language in every row."""

    @property
    def name(self) -> str:
        """Stable identifier, for example ``apertium-spa``."""

    def round_trip(self, sentences: list[str]) -> list[str]:
        """Return one garbled sentence for each given, in order; an empty string where the engine gave nothing."""


ENGINE_NAMES = ("apertium-spa", "apertium-glg", "apertium-epo", "apertium-hbs", "nmt-por")


def engine(name: str) -> Engine:
    """Make the engine of that name.

    Raises:
        ConfigError: the name is unknown, or what the engine needs is not installed.
    """
    from corrector.training.engines import apertium, nmt

    if name in apertium.MODES:
        return apertium.Apertium(name)
    if name == nmt.NAME:
        return nmt.Nmt()
    raise ConfigError(f"no engine {name!r}; choose from {', '.join(ENGINE_NAMES)}")
