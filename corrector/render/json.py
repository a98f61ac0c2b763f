"""One JSON object with all documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

import corrector
from corrector import contract
from corrector.render import dumps

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corrector.render import Options
    from corrector.types import Result


class Json:
    """Writes each document as soon as it is done, so that memory holds one at a time."""

    name = "json"

    def render(self, results: Iterable[Result], stream: TextIO) -> None:
        """Write the object; the signature is that of the first result, as all results of a run have the same."""
        separator = ""
        for result in results:
            if not separator:
                stream.write(_head(result.signature))
            stream.write(f"{separator}\n{dumps(contract.document(result))}")
            separator = ","
        if not separator:
            stream.write(_head(f"corrector {corrector.__version__}"))
        stream.write("\n]}\n")


def build(options: Options) -> Json:
    """Return the renderer; it has no options."""
    del options
    return Json()


def _head(signature: str) -> str:
    return f'{{"version": {contract.VERSION}, "signature": {dumps(signature)}, "documents": ['
