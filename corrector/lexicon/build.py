"""Compile the lexicon from wordfreq, an Open Multilingual Wordnet table and edited English text.

    python -m corrector.lexicon.build --data DIR [--output FOLDER]

DIR holds ``lexicon/omw.tsv.gz`` (language, word, English lemmas separated by "|"), ``clean/*.txt.gz`` (one paragraph a
line) and ``mlqe-pe/train.jsonl.gz`` (field ``pe``). wordfreq comes with the ``build`` extra. The same inputs always give
the same bytes. The licence of each compiled file is in ``compiled/LICENSE.md``.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from importlib.util import find_spec
from math import log10
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING, NamedTuple

from corrector.errors import CorrectorError, DataError
from corrector.files import write
from corrector.lexicon import ngrams, records
from corrector.lexicon.fold import fold, normalise
from corrector.lexicon.inflect import bases, feature_of, inflect
from corrector.lexicon.store import COMPILED, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# Only public-domain, CC0 and CC BY text; the post-edits (CC0) are read besides.
CASING_SOURCES = (
    "18f_blog", "digitalgov", "factbook", "openstax_anthropology", "openstax_principles_economics_bundle",
    "us_presidents", "wikinews",
)  # fmt: skip
# The least Zipf frequency a foreign word needs: lower where the garble that users see comes from, higher where
# inflection makes lists long or wordfreq has only its small list (which ends at 3).
FOREIGN_ZIPF = {
    "fr": 2.0, "es": 2.0, "it": 2.0, "pt": 2.0, "de": 2.4, "ca": 2.3, "nl": 2.4, "sv": 2.6, "nb": 2.6, "da": 3.0, "ro": 3.0,
    "pl": 3.0, "cs": 3.1, "fi": 3.2, "tr": 3.1, "hu": 3.2, "id": 3.0, "sh": 3.0, "sl": 3.1, "sk": 3.1, "lt": 3.2,
}  # fmt: skip
FOREIGN_MARGIN = 1.0  # a foreign word is at least ten times as frequent there as in English
STRAY_MARGIN = 1.6  # and one that strayed into the English list at least forty times
OFTEN = 20  # uses in lower case in edited text that no slip or stray foreign word reaches
ENGLISH_ZIPF = 2.0  # below, the list is mostly names and misspellings
SLIP_RATIO = 1.7  # a misspelling is at least fifty times rarer than its word,
LONG_SLIP_RATIO = 1.2  # or fifteen times where the word is so long that few others are one edit away
MOST_LEMMAS = 4
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_LEMMA = re.compile(r"[A-Za-z][A-Za-z'-]+(?: [a-z][a-z'-]+){0,2}")
_TAXON = re.compile(r"(?:genus|family|order|class|phylum|suborder|superfamily|subfamily|subclass) ")


class Frequencies(NamedTuple):
    """Zipf frequencies of the words of English and of the other languages."""

    english: dict[str, float]
    foreign: dict[str, dict[str, float]]


class Translation(NamedTuple):
    """A line of the wordnet table: ISO 639-3 language, foreign form, English lemmas best first."""

    language: str
    form: str
    lemmas: tuple[str, ...]


def build(data: Path, output: Path) -> None:
    """Compile every file of the lexicon into ``output``.

    Raises:
        DataError: an input is missing or wordfreq is not installed.
    """
    output.mkdir(parents=True, exist_ok=True)
    translations = list(read_translations(data / "lexicon" / "omw.tsv.gz"))
    casing = count_casing(read_edited_text(data))
    frequencies = read_frequencies()
    casing_flags = wordnet_words(translations)
    inflections = read_inflections()
    english = choose_english(frequencies, casing, casing_flags, frozenset(inflections))
    write_frequencies(frequencies, english, inflections, output)
    write_table("casing", {key: records.pack_counts(value) for key, value in casing.items()}, folder=output)
    write_table("wordnet", {key: bytes((flags,)) for key, flags in casing_flags.items()}, width=1, folder=output)
    write_translations(translations, frequencies.english, output)
    write_models(frequencies, english, output)


def read_frequencies() -> Frequencies:
    """Read the lists of wordfreq.

    Raises:
        DataError: wordfreq is not installed.
    """
    try:
        import wordfreq
    except ImportError as error:
        raise DataError("wordfreq is not installed; install the extra: pip install 'corrector[build]'") from error

    def zipfs(language: str) -> dict[str, float]:
        listed = wordfreq.get_frequency_dict(language, wordlist="best")
        return {
            normalise(word): log10(share * 1e9) for word, share in listed.items() if _WORD.fullmatch(normalise(word))
        }

    english = zipfs("en")
    foreign = {}
    for language, least in sorted(FOREIGN_ZIPF.items()):
        foreign[language] = {
            word: zipf
            for word, zipf in zipfs(language).items()
            if zipf >= least and len(word) > 2 and zipf - english.get(word, 0.0) >= FOREIGN_MARGIN
        }
    return Frequencies(english, foreign)


_PARTS = {"noun": records.NOUN, "verb": records.VERB, "adj": records.ADJECTIVE, "adv": records.ADVERB}


def read_inflections() -> dict[str, int]:
    """Return the words and inflected forms of lemminflect's table, as written; the package itself is not imported.

    Their values are the parts of speech of base forms, as flags of records.py: 0 for inflected forms.

    Raises:
        DataError: lemminflect is not installed.
    """
    spec = find_spec("lemminflect")
    if spec is None or not spec.origin:
        raise DataError("lemminflect is not installed; install the extra: pip install 'corrector[build]'")
    forms: dict[str, int] = defaultdict(int)
    with gzip.open(Path(spec.origin).with_name("resources") / "infl_lu.csv.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            word, part, *rest = line.strip().split(",")
            forms[word] |= _PARTS[part]
            for form in (form for cell in rest for form in cell.split("/") if form):
                forms[form] |= 0
    return dict(forms)


def read_translations(path: Path) -> Iterator[Translation]:
    """Yield the usable lines of the wordnet table: one foreign word, and lemmas that are words.

    Raises:
        DataError: the table is missing.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                language, form, lemmas = line.rstrip("\n").split("\t")
                form = form.strip()
                if len(form) > 2 and _WORD.fullmatch(normalise(form)) and language in records.ISO_639_1:
                    clean = tuple(
                        lemma for lemma in lemmas.split("|") if _LEMMA.fullmatch(lemma) and not _TAXON.match(lemma)
                    )
                    yield Translation(language, form, clean)
    except OSError as error:
        raise DataError(f"{path}: cannot read the wordnet table ({error}); give its folder with --data") from error


def wordnet_words(translations: Iterable[Translation]) -> dict[str, int]:
    """Return how WordNet writes each word of its lemmas: flags of records.py by folded word."""
    flags: dict[str, int] = defaultdict(int)
    for lemma in sorted({lemma for entry in translations for lemma in entry.lemmas}):
        known = records.WORDNET_WORD if " " not in lemma or lemma.islower() else 0
        for word in lemma.split(" "):
            flags[fold(word)] |= known | casing_flag(word)
    return flags


def casing_flag(word: str) -> int:
    """Return the flag for the way a word is written."""
    if word.islower():
        return records.LOWER
    if word.isupper() and len(word) > 1:
        return records.UPPER
    return records.TITLE if word == word.capitalize() else records.MIXED


_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_STARTS_SENTENCE = re.compile(r"""(?:^|[.!?:;…•*—–]|["“‘(\[])\s*["“‘'(\[]*\s*$""")
_POSSESSIVE = re.compile(r"['’]s?$")


def read_edited_text(data: Path) -> Iterator[str]:
    """Yield the paragraphs of ``clean/`` that may be counted, and the human post-edits of ``mlqe-pe/train.jsonl.gz``.

    Raises:
        DataError: a text is missing.
    """
    paths = [data / "clean" / f"{source}.txt.gz" for source in CASING_SOURCES]
    for path in [*paths, data / "mlqe-pe" / "train.jsonl.gz"]:
        try:
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                for line in lines:
                    yield json.loads(line)["pe"] if path.name.endswith(".jsonl.gz") else line
        except OSError as error:
            raise DataError(f"{path}: cannot read this text ({error}); give its folder with --data") from error


def count_casing(lines: Iterable[str]) -> dict[str, records.Counts]:
    """Count how words are written away from the starts of sentences; words seen once are left out."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        if not line.isupper():
            _count_line(line, seen)
    return {key: _casing_counts(forms) for key, forms in sorted(seen.items()) if forms.total() > 1}


def _count_line(line: str, seen: dict[str, Counter[str]]) -> None:
    for match in _TOKEN.finditer(line):
        if not _STARTS_SENTENCE.search(line[max(0, match.start() - 6) : match.start()]):
            word = _POSSESSIVE.sub("", match[0])
            seen[normalise(word)][word] += 1


def _casing_counts(forms: Counter[str]) -> records.Counts:
    totals: Counter[int] = Counter()
    for form, count in forms.items():
        totals[casing_flag(form)] += count
    mixed = sorted((-count, form) for form, count in forms.items() if casing_flag(form) == records.MIXED)
    lower, title, upper, other = (totals[flag] for flag in (records.LOWER, records.TITLE, records.UPPER, records.MIXED))
    return records.Counts(lower, title, upper, other, mixed[0][1] if mixed else "")


class Chosen(NamedTuple):
    """The words of the English list that are English, that English prose writes as names, slips, and vouched-for words."""

    words: frozenset[str]
    names: frozenset[str]
    slips: frozenset[str]
    vouched: frozenset[str]


def choose_english(
    frequencies: Frequencies,
    casing: Mapping[str, records.Counts],
    wordnet: Mapping[str, int],
    inflections: frozenset[str],
) -> Chosen:
    """Choose the words of wordfreq's English list that are English.

    A word is English when WordNet or the table of inflections has it in lower case, or is known to have its base; when
    edited text uses it in lower case; or when it is frequent enough. The last two hold only for what is neither a foreign
    word that strayed in nor a slip for a frequent word. It is a name when a source writes it with a capital.
    """
    zipfs = frequencies.english
    strangers = foreign_margins(frequencies)
    lower = records.LOWER | records.WORDNET_WORD
    trusted = {word for word, flags in wordnet.items() if flags & lower == lower}
    trusted |= {form for form in inflections if form.islower()} | read_extra_words()
    often = {word for word, counts in casing.items() if counts.lower >= OFTEN and _in_lower_case(counts)}
    common = {word for word in trusted | often if zipfs.get(word, 0.0) >= 3.5}
    trusted |= {
        word
        for word, zipf in zipfs.items()
        if strangers[word] < STRAY_MARGIN and any(base in trusted for base in bases(word))
        if is_regular(word, trusted) or not is_slip(word, zipf, zipfs, common)
    }
    capitalised = {form.lower() for form in inflections if not form.islower()}
    names = {word for word in zipfs if word in capitalised or is_name(word, casing, wordnet)}

    def is_word(word: str, zipf: float) -> bool:
        counts = casing.get(word)
        if word in often:
            return strangers[word] < 2.0
        attested = zipf >= ENGLISH_ZIPF and (word not in names or _in_lower_case(counts))
        if not attested and not (_in_lower_case(counts) and counts is not None and counts.lower >= 2):
            return False
        return strangers[word] < STRAY_MARGIN and not is_slip(word, zipf, zipfs, common)

    words = {word for word, zipf in zipfs.items() if word in trusted or is_word(word, zipf)}
    slips = {word for word, zipf in zipfs.items() if word not in words and is_slip(word, zipf, zipfs, common)}
    vouched = {word for word in words if word in trusted or (word in casing and casing[word].lower >= 2)}
    return Chosen(frozenset(words | read_extra_words()), frozenset(names), frozenset(slips), frozenset(vouched))


def is_regular(word: str, trusted: set[str]) -> bool:
    """Tell whether the word is what the spelling rules make of a trusted base ("issuers", but not "occured")."""
    return any(word == inflect(base, feature_of(word)) for base in bases(word) if base in trusted)


def _in_lower_case(counts: records.Counts | None) -> bool:
    return counts is not None and counts.lower * 4 > counts.title + counts.upper + counts.mixed


def foreign_margins(frequencies: Frequencies) -> dict[str, float]:
    """Return by how much a word's Zipf frequency elsewhere exceeds the English one, 0 for all others."""
    margins: dict[str, float] = defaultdict(float)
    for words in frequencies.foreign.values():
        for word, zipf in words.items():
            margins[word] = max(margins[word], zipf - frequencies.english.get(word, 0.0))
    return margins


def is_name(word: str, casing: Mapping[str, records.Counts], wordnet: Mapping[str, int]) -> bool:
    """Tell whether WordNet or edited text writes the word with a capital."""
    flags = wordnet.get(word, 0)
    if flags & records.WORDNET_WORD and flags & (records.TITLE | records.UPPER | records.MIXED):
        return True
    counts = casing.get(word)
    return counts is not None and counts.title + counts.upper + counts.mixed > max(1, counts.lower)


def read_extra_words() -> frozenset[str]:
    """Read the hand-kept list of words that the sources lack or count as foreign."""
    lines = Path(__file__).with_name("words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def is_slip(word: str, zipf: float, zipfs: Mapping[str, float], common: set[str]) -> bool:
    """Tell whether a word looks like a slip for a common word one edit away.

    The edits: an apostrophe left out, letters transposed, a letter dropped or added, another vowel.
    """
    if any(word[:at] + "'" + word[at:] in common for at in (len(word) - 1, len(word) - 2) if at > 0):
        return True
    if len(word) < 4 or zipf > 3.2:
        return False
    return any(
        target in common and zipfs[target] - zipf >= ratio and target != word for target, ratio in _targets(word, zipf)
    )


def _targets(word: str, zipf: float) -> Iterator[tuple[str, float]]:
    """Yield the words that a slip may stand for, and how much higher their Zipf frequency must be."""
    least = SLIP_RATIO if len(word) < 8 else LONG_SLIP_RATIO
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :], least
    for at in range(1, len(word)):
        for char in ascii_lowercase:
            regular = len(word) > 6 or (len(word) > 5 and char in "aeiou" + word[at - 1])
            yield word[:at] + char + word[at:], least if regular else 3.0
    if len(word) < 6:
        return
    for at in range(1, len(word)):
        if at < len(word) - 1 or word[at] == word[at - 1]:
            yield word[:at] + word[at + 1 :], least
        if zipf < 3.0 and word[at] in "aeiou" and at < len(word) - 1:
            for char in "aeiou":
                yield word[:at] + char + word[at + 1 :], least


def write_frequencies(frequencies: Frequencies, english: Chosen, inflections: Mapping[str, int], output: Path) -> None:
    """Write the English table (Zipf and flags) and one table for each foreign language (Zipf)."""
    entries = {}
    for word in frequencies.english.keys() | english.words:
        flags = (
            records.ENGLISH * (word in english.words)
            | records.NAME * (word in english.names)
            | records.SLIP * (word in english.slips)
            | records.VOUCHED * (word in english.vouched)
            | inflections.get(word, 0)
        )
        entries[word] = bytes((records.pack_zipf(frequencies.english.get(word, 0.0)), flags))
    write_table("english", entries, width=2, folder=output)
    for language, words in frequencies.foreign.items():
        packed = {word: bytes((records.pack_zipf(zipf),)) for word, zipf in words.items()}
        write_table(f"foreign-{language}", packed, width=1, folder=output)


def write_translations(translations: Iterable[Translation], zipfs: Mapping[str, float], output: Path) -> None:
    """Write the English lemmas (a trie that numbers them) and one table of foreign words for each licence group."""
    import marisa_trie

    chosen: dict[str, dict[str, list[Translation]]] = defaultdict(lambda: defaultdict(list))
    for entry in translations:
        key = fold(entry.form)
        lemmas = choose_lemmas(entry.lemmas, key, zipfs)
        if lemmas:
            chosen[entry.language][key].append(Translation(entry.language, entry.form, lemmas))
    kept = {lemma for keys in chosen.values() for rows in keys.values() for row in rows for lemma in row.lemmas}
    if len(kept) >= 1 << 16:
        raise DataError(f"{len(kept)} English lemmas do not fit into two bytes; keep fewer a word (MOST_LEMMAS)")
    trie = marisa_trie.Trie(sorted(kept))
    write(output / "lemmas-wordnet.trie", trie.tobytes())
    for group, languages in records.GROUPS.items():
        merged: dict[str, list[records.Entry]] = defaultdict(list)
        for language in languages:
            for key, entries in sorted(chosen[language].items()):
                best = min(entries, key=lambda entry: (entry.form != entry.form.lower(), entry.form))
                numbers = tuple(trie[lemma] for lemma in best.lemmas)
                merged[key].append(records.Entry(records.ISO_639_1[language], normalise(best.form), numbers))
        write_table(group, {key: records.pack_entries(rows, key) for key, rows in merged.items()}, folder=output)


def choose_lemmas(lemmas: Iterable[str], form: str, zipfs: Mapping[str, float]) -> tuple[str, ...]:
    """Order the lemmas by rank and frequency, and drop those that are the form itself or hardly in use.

    A lemma of several words is kept only where no single word is left.
    """
    usable = [(rank, lemma) for rank, lemma in enumerate(lemmas) if fold(lemma) != form]
    single = [(rank, lemma) for rank, lemma in usable if " " not in lemma and zipfs.get(lemma.lower(), 0.0) >= 1.3]
    if not single:
        return tuple(lemma for _, lemma in usable[:2])
    single.sort(key=lambda pair: 0.8 * pair[0] - zipfs[pair[1].lower()])
    return tuple(lemma for _, lemma in single[:MOST_LEMMAS])


def write_models(frequencies: Frequencies, english: Chosen, output: Path) -> None:
    """Train and write the two character models."""
    native = (
        (word, max(zipf - 1.0, 0.1)) for word, zipf in sorted(frequencies.english.items()) if word in english.words
    )
    foreign = (
        (word, max(zipf - 1.0, 0.1))
        for _, words in sorted(frequencies.foreign.items())
        for word, zipf in sorted(words.items())
    )
    write(output / "characters-english.bin", ngrams.train(native))
    write(output / "characters-foreign.bin", ngrams.train(foreign))


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m corrector.lexicon.build", description="Compile the lexicon.")
    parser.add_argument("--data", type=Path, required=True, help="folder with lexicon/ and clean/")
    parser.add_argument("--output", type=Path, default=COMPILED, help="where the compiled files go")
    options = parser.parse_args(arguments)
    try:
        build(options.data, options.output)
    except CorrectorError as error:
        sys.stderr.write(f"error: {error}\n")
        return 3
    total = 0
    for path in sorted(options.output.iterdir()):
        total += path.stat().st_size
        sys.stdout.write(f"{path.stat().st_size:>10,}  {path.name}\n")
    sys.stdout.write(f"{total:>10,}  in all\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
