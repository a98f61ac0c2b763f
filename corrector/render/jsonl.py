"""One JSON object a document, each on a line of its own as soon as it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from corrector import contract
from corrector.render import dumps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corrector.render import Options
    from corrector.types import Result


class JsonLines:
    """Writes a line as soon as its document is done."""

    name = "jsonl"

    def render(self, results: Iterable[Result], stream: TextIO) -> None:
        """Write one line per result."""
        for result in results:
            head = {"version": contract.VERSION, "signature": result.signature}
            stream.write(dumps({**head, **contract.document(result)}) + "\n")
            stream.flush()


def build(options: Options) -> JsonLines:
    """Return the renderer; it has no options."""
    del options
    return JsonLines()
