"""Foreign forms that are also English words or right names, by English word frequencies (wordfreq)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from corrector.gazetteer.draft import unaccented
from corrector.gazetteer.layer import unmask

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corrector.gazetteer.draft import Draft
    from corrector.gazetteer.layer import Record
    from corrector.gazetteer.model import Entry

_NO_FREQUENCY: Final = frozenset({"gl", "eu", "la", "hr", "ru"})
_KNOWN_WORD: Final = 2.0
_MARGIN: Final = 1.5


def frequent_words(count: int) -> frozenset[str]:
    """Return the most frequent words of English."""
    from wordfreq import top_n_list

    return frozenset(top_n_list("en", count))


class Collision(NamedTuple):
    """A foreign form that must not be cured without context, and why."""

    form: str
    reason: str
    detail: str


def frequency(form: str) -> float:
    """Return how frequent a form is in English, in Zipf units (log10 of occurrences in a billion words)."""
    from wordfreq import zipf_frequency

    return float(zipf_frequency(form, "en"))


def english_word(form: str, languages: Iterable[str]) -> str:
    """Return how frequent a form is in English where that is no rarer than the language it comes from allows."""
    from wordfreq import zipf_frequency

    if not form.isalpha():
        return ""
    english = zipf_frequency(form, "en")
    known = [zipf_frequency(form, language) for language in languages if language not in _NO_FREQUENCY]
    return f"{english:.1f}" if english >= _KNOWN_WORD and english > max(known, default=0.0) - _MARGIN else ""


def collisions(drafts: Sequence[Draft]) -> tuple[Collision, ...]:
    """List the foreign forms that are English words, or right names of something else.

    A foreign common noun or adjective that is a name once it has a capital (Italian ``greco``, the painter El Greco) is
    listed with the capital only.
    """
    named = {draft.name: draft for draft in drafts}
    right: dict[str, list[Entry]] = {}
    foreign: dict[str, list[tuple[Entry, Record]]] = {}
    for draft in drafts:
        for form, records in draft.forms.items():
            for record in records:
                entry = named[record.layer].entries[record.entry]
                if record.relation.accepted:
                    right.setdefault(form, []).append(entry)
                else:
                    for written in _spellings(form):
                        foreign.setdefault(written, []).append((entry, record))
    found = []
    for form, readings in sorted(foreign.items()):
        own = {(entry.name, entry.country) for entry, _ in readings}
        others = [entry for entry in right.get(form, ()) if (entry.name, entry.country) not in own]
        languages = sorted({language for _, record in readings for language in unmask(record.languages)})
        if others:
            found.append(Collision(form, "right name", f"{others[0].type}: {others[0].name}"))
        elif known := english_word(form, languages):
            found.append(Collision(form, "English word", f"Zipf frequency {known}"))
    return tuple(found)


def _spellings(form: str) -> tuple[str, ...]:
    """Return the ways in which a text may hold a foreign form: with a capital, without accents."""
    bare = unaccented(form)
    return tuple(dict.fromkeys((form, form[:1].upper() + form[1:], bare, bare[:1].upper() + bare[1:])))


def collision_text(found: Iterable[Collision]) -> str:
    """Return the published table of collisions."""
    head = (
        "# Foreign forms that are also English words or right names: never cured without context. Written by the build.\n"
        "# licence: CC-BY-SA-4.0 (English word frequencies from wordfreq)\n"
        "form\treason\tdetail\n"
    )
    return head + "".join("\t".join(collision) + "\n" for collision in found)
