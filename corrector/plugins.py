"""The plug points: protocols of the parts that can be added, and how they are found.

A new detector, proposer, format or renderer is one new file in its package. The file's name is the part's public name,
the first line of its docstring is what ``corrector list`` shows, and its function ``build(settings)`` makes the part;
no table is edited. Files whose name starts with ``_`` are private to their package.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol, TextIO, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import ModuleType

    from corrector.segment import Segmentation
    from corrector.types import Candidate, Document, Finding, Result


class Ask(NamedTuple):
    """A question to a proposer: what could stand in place of this finding's span?"""

    text: Segmentation
    finding: Finding


@runtime_checkable
class Detector(Protocol):
    """Finds wrong spans. ``detect`` returns one tuple per text, in the texts' order."""

    name: str

    def detect(self, texts: Sequence[Segmentation]) -> list[tuple[Finding, ...]]:
        """Return the findings of each text, inside its prose blocks and outside its protected spans."""
        ...


@runtime_checkable
class Proposer(Protocol):
    """Proposes cures. ``propose`` returns one tuple per ask, in the asks' order.

    A detector that knows the cure of what it finds implements this protocol too and is asked about its own findings;
    the parts in ``corrector.propose`` are asked about all findings.
    """

    name: str

    def propose(self, asks: Sequence[Ask]) -> list[tuple[Candidate, ...]]:
        """Return candidates for each ask, best first; an empty tuple where it has nothing to offer."""
        ...


class Offer(NamedTuple):
    """A finding with the cures that are offered for it."""

    finding: Finding
    candidates: tuple[Candidate, ...]


@runtime_checkable
class Reranker(Protocol):
    """Weighs what detectors and proposers offer, in context; stands in ``corrector.propose`` and is asked after all others.

    ``rerank`` returns the offers of each text anew, in the texts' order. Findings stay sorted and disjoint. They may change in
    score, grow to the boundaries of their words, and those that touch may become one.
    """

    name: str

    def rerank(self, texts: Sequence[Segmentation], offers: Sequence[Sequence[Offer]]) -> list[tuple[Offer, ...]]:
        """Return the offers of each text with calibrated scores, own cures among the candidates."""
        ...


@runtime_checkable
class Format(Protocol):
    """Reads and writes one file format; everything outside the edits survives byte for byte."""

    name: str
    suffixes: tuple[str, ...]

    def read(self, source: BinaryIO, *, origin: str) -> Iterator[Document]:
        """Yield the documents of a file. Raises ``InputError`` naming ``origin`` and the place."""
        ...

    def write(self, source: BinaryIO, results: Iterable[Result], sink: BinaryIO) -> None:
        """Write the file again from ``source`` with the results' edits applied, in the order of ``read``."""
        ...


@runtime_checkable
class Renderer(Protocol):
    """Shows results to a person or a program."""

    name: str

    def render(self, results: Iterable[Result], stream: TextIO) -> None:
        """Write the results to ``stream`` as they come."""
        ...


class Plugin(NamedTuple):
    """A part as ``corrector list`` shows it."""

    name: str
    summary: str


@cache
def names(package: str) -> tuple[str, ...]:
    """Return the names of the parts in a package such as ``corrector.detect``, sorted; nothing of theirs is imported.

    >>> "plain" in names("corrector.formats")
    True
    """
    parent = importlib.import_module(package)
    return tuple(sorted(info.name for info in pkgutil.iter_modules(parent.__path__) if not info.name.startswith("_")))


def load(package: str, name: str) -> ModuleType:
    """Import one part. Raises ``KeyError`` if the package has no such part."""
    if name not in names(package):
        raise KeyError(name)
    return importlib.import_module(f"{package}.{name}")


def describe(package: str) -> tuple[Plugin, ...]:
    """Return every part of a package with the first line of its docstring."""
    return tuple(Plugin(name, (load(package, name).__doc__ or "").partition("\n")[0]) for name in names(package))
