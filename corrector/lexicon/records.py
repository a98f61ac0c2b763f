"""What the compiled payloads mean: each pair of functions packs a value into bytes and reads it back."""

from __future__ import annotations

from typing import NamedTuple

ZIPF_STEP = 25  # Zipf frequencies are kept in 1/25; the top of the scale, about 7.8, fits a byte
# Flags of a word of the English list, by the rules of build.py: a word, a name, a slip; a word that a dictionary or edited
# text vouches for, not frequency alone. Then the parts of speech that a dictionary gives a base form.
ENGLISH, NAME, SLIP, VOUCHED = 1, 2, 4, 8
NOUN, VERB, ADJECTIVE, ADVERB = 16, 32, 64, 128
PARTS_OF_SPEECH = NOUN | VERB | ADJECTIVE | ADVERB
LOWER, TITLE, UPPER, MIXED = 1, 2, 4, 8  # how WordNet writes a word
WORDNET_WORD = 16  # the word stands alone as a lemma, or in one written all in lower case

LANGUAGES = (
    "cat", "dan", "deu", "fin", "fra", "glg", "hrv", "ind", "ita",
    "lit", "nld", "pol", "por", "ron", "slk", "slv", "spa", "swe",
)  # fmt: skip
ISO_639_1 = {
    "cat": "ca", "dan": "da", "deu": "de", "fin": "fi", "fra": "fr", "glg": "gl", "hrv": "hr",
    "ind": "id", "ita": "it", "lit": "lt", "nld": "nl", "pol": "pl", "por": "pt", "ron": "ro", "slk": "sk", "slv": "sl",
    "spa": "es", "swe": "sv",
}  # fmt: skip

# One file a licence group: an adaptation of CC BY-SA 3.0 and 4.0 material may be under 4.0, and CC BY 3.0 and ODC-BY
# material may go into it; the French wordnet also carries CeCILL-C, so it stays by itself.
GROUPS = {
    "translations-fr-cc-by-sa-cecill-c": ("fra",),
    "translations-cc-by-sa": ("spa", "por", "deu", "fin", "ron", "ita", "nld", "slv", "lit", "slk", "swe"),
    "translations-cc-by": ("cat", "glg", "hrv"),
    "translations-mit": ("ind",),
    "translations-wordnet": ("pol", "dan"),
}


class Entry(NamedTuple):
    """A foreign word: its ISO 639-1 language, how it is written, and the numbers of its English lemmas."""

    language: str
    form: str
    lemmas: tuple[int, ...]


class Counts(NamedTuple):
    """How often a word was written each way, away from the starts of sentences, and its commonest mixed form."""

    lower: int
    title: int
    upper: int
    mixed: int
    form: str


def pack_zipf(zipf: float) -> int:
    """Return the byte for a Zipf frequency (0 to 8)."""
    return max(0, min(255, round(zipf * ZIPF_STEP)))


def pack_entries(entries: list[Entry], key: str) -> bytes:
    """Pack a key's foreign words; a form equal to the key is not spelled out. Lemma numbers are below 2^16."""
    parts = []
    for entry in entries:
        form = b"" if entry.form == key else entry.form.encode()
        parts.append(bytes((len(entry.lemmas) << 5 | _LANGUAGE_CODES[entry.language], len(form))) + form)
        parts += [number.to_bytes(2, "little") for number in entry.lemmas]
    return b"".join(parts)


def unpack_entries(payload: bytes, key: str) -> tuple[Entry, ...]:
    """Read what :func:`pack_entries` wrote."""
    entries, place = [], 0
    while place < len(payload):
        head, size = payload[place], payload[place + 1]
        place += 2
        form = payload[place : place + size].decode() if size else key
        place += size
        end = place + 2 * (head >> 5)
        lemmas = tuple(int.from_bytes(payload[at : at + 2], "little") for at in range(place, end, 2))
        entries.append(Entry(ISO_639_1[LANGUAGES[head & 31]], form, lemmas))
        place = end
    return tuple(entries)


_LANGUAGE_CODES = {ISO_639_1[language]: code for code, language in enumerate(LANGUAGES)}


def pack_counts(counts: Counts) -> bytes:
    """Pack casing counts, two bytes each (more than 65,535 is kept as that), and the mixed form."""
    numbers = b"".join(min(count, 0xFFFF).to_bytes(2, "little") for count in counts[:4])
    return numbers + counts.form.encode()


def unpack_counts(payload: bytes) -> Counts:
    """Read what :func:`pack_counts` wrote."""
    lower, title, upper, mixed = (int.from_bytes(payload[at : at + 2], "little") for at in (0, 2, 4, 6))
    return Counts(lower, title, upper, mixed, payload[8:].decode())
