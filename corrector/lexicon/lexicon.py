"""Word knowledge: which words are English, how they are written, what foreign words mean, what a garbled form may stand for.

>>> lexicon = Lexicon.load()
>>> lexicon.is_english("organise"), lexicon.is_english("gouvernement"), lexicon.usual_form("nato")
(True, False, 'NATO')
>>> lexicon.translations("usines")[0].lemmas[0]
'factories'
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import islice
from math import exp, inf
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA, Levenshtein, Postfix, Prefix

from corrector.lexicon import rank, records, store
from corrector.lexicon.channel import cost
from corrector.lexicon.closed_classes import CLOSED, DETERMINERS
from corrector.lexicon.endings import (
    anglicised,
    corresponds,
    dictionary_forms,
    english_shapes,
    foreign_stem,
    garbled_stems,
    pairs,
    respellings,
    unanglicised,
)
from corrector.lexicon.fold import fold, normalise
from corrector.lexicon.inflect import Feature, bases, feature_of, inflect, is_plural, singulars
from corrector.lexicon.misformed import repairs
from corrector.lexicon.nearby import Buckets, one_edit
from corrector.lexicon.ngrams import CharacterModel
from corrector.lexicon.rank import Accents, Evidence, Nominal, Situation, Suggestion, Way
from corrector.lexicon.unfit import is_unfit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOREIGN = tuple("ca cs da de es fi fr hu id it lt nb nl pl pt ro sh sk sl sv tr".split())

_NUMBER = re.compile(r"\d[\d.,]*(?:st|nd|rd|th|s|'s|bn|m|k|km|cm|mm|kg|g|mph|pm|am|a|b|c|d|%)?")
_ROMAN = re.compile(r"(?=[IVXLC])(?:C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_CLITIC = re.compile(r"(?:'s|'d|'ll|'ve|'re|'m|n't|s'|')$")
_PREFIXES = frozenset(
    "aero agro anti arch astro auto bio by cardio chemo co counter cross crypto cyber de dis eco electro euro ex"
    " extra fore geo hydro hyper immuno inter intra macro mega meta micro mid mini mis mono morpho multi nano"
    " neo neuro non off out over palaeo paleo para petro phono photo physio poly post pre pro proto pseudo psycho quasi"
    " radio re self semi socio sub super techno tele thermo trans tri ultra un under uni up vice".split()
)
# A derivational suffix, and what stands in its place in the base ("-": nothing).
_SUFFIXES = tuple(
    (suffix, tuple(base.replace("-", "") for base in targets.split(",")))
    for suffix, targets in pairs(
        "ly:-,le ally:- ily:y ness:- iness:y less:- like:- able:-,e wise:- ship:- hood:- ful:- fully:- ish:-,e"
        " ability:-,e,able ization:-,y,e ize:-,y ized:-,y izing:-,y ist:-,y ism:- er:-,e ers:-,e"
    )
)
# British endings, and how the American ones differ.
_VARIANTS = pairs(
    "isation:ization ise:ize ises:izes ised:ized ising:izing yse:yze ysed:yzed our:or ours:ors"
    " oured:ored ogue:og lled:led lling:ling ller:ler lers:llers"
)
# Second halves of closed compounds that writers keep making (wheatbelt, drugmaker, frontbench).
_HEADS = re.compile(
    r"(?:back|ball|bed|belt|bench|board|boat|book|boy|broker|card|craft|down|field|fighter|fish|fire|girl|goer|grower|guard|gun"
    r"|hand|head|holder|house|keeper|land|less|light|like|line|load|lord|maker|man|mate|meal|meat|men|mill|off|over|owner|pack"
    r"|paper|people|person|plant|player|point|proof|rider|road|room|runner|seed|seller|sheet|ship|shop|show|side|site|space"
    r"|star|stock|stone|stroke|time|town|up|wave|walker|ware|watcher|way|wide|wise|woman|women|wood|word|work|worker|works"
    r"|writer|yard|year)s?$"
)
_HEARD_OF = 1.0  # the least frequency of a word that English uses, foreign or not
_CARELESS_GAP = 1.5  # how far the Zipf frequency of a careless spelling is below that of the right one, at least
_VERB_FORMS = (Feature.S, Feature.PAST, Feature.ING)
_RARER = 1.0  # how much rarer the plural of an adjective is than the adjective, in powers of ten
_PRODUCTIVE_ZIPF = 2.8  # the least frequency of a base that takes prefixes and derivational suffixes


class Casing(NamedTuple):
    """How often a word is written each way away from sentence starts, and its commonest mixed form ("" where none).

    WordNet's way of writing it counts once.
    """

    lower: int
    title: int
    upper: int
    mixed: int
    form: str

    @property
    def total(self) -> int:
        """How often the word was seen."""
        return self.lower + self.title + self.upper + self.mixed


class Translation(NamedTuple):
    """A foreign word and its English lemmas, best first and inflected like the word that was asked for.

    ``edits`` lead from the foreign word without accents to the word, of which ``lost`` took a letter away and ``added`` put
    one in; ``ending`` tells whether an English ending was put in place of its own before, ``run`` whether letters were lost
    in one place and nothing else changed, ``feature`` what the word's own ending adds.
    """

    language: str
    source_form: str
    lemmas: tuple[str, ...]
    similarity: float
    way: Way = Way.EXACT
    edits: int = 0
    ending: bool = False
    run: bool = False
    lost: int = 0
    added: int = 0
    feature: Feature = Feature.BASE


class _Reading(NamedTuple):
    """A folded foreign word that a word may stand for, with what the word's ending adds, and how the two differ."""

    form: str
    feature: Feature
    similarity: float
    way: Way
    edits: int
    ending: bool = False
    run: bool = False
    lost: int = 0
    added: int = 0


class Cognate(NamedTuple):
    """An English word reached by regular correspondences of endings and sounds; weight in (0, 1]."""

    text: str
    weight: float


class Lexicon:
    """The compiled tables, opened once and read where they lie."""

    def __init__(
        self,
        *,
        english: store.Table,
        wordnet: store.Table,
        casing: store.Table,
        foreign: dict[str, store.Table],
        translations: tuple[store.Table, ...],
        lemmas: store.Table,
        models: tuple[CharacterModel, CharacterModel],
    ) -> None:
        """Wrap open tables; :meth:`load` opens those of the package."""
        self._english = english
        self._wordnet = wordnet
        self._casing = casing
        self._foreign = foreign
        self._translations = translations
        self._lemmas = lemmas
        self._native, self._alien = models
        self._spellings = Buckets(self._read_spellings)
        self._foreign_forms = Buckets(self._read_foreign_forms)
        self._anglicised_forms: dict[str, list[str]] = {}
        self._anglicised = Buckets(self._read_anglicised)
        self._stem_forms: dict[str, set[str]] = {}
        self._foreign_stems = Buckets(self._read_foreign_stems)

    @staticmethod
    def load() -> Lexicon:
        """Return the package's lexicon, opened on the first call.

        Raises:
            DataError: a compiled file is missing or damaged.
        """
        return _load(store.COMPILED)

    def zipf(self, word: str) -> float:
        """Return the Zipf frequency in English (log10 of occurrences in 10^9 words), 0 for a word not listed."""
        entry = self._english.get(normalise(word))
        return entry[0] / records.ZIPF_STEP if entry else 0.0

    @lru_cache(maxsize=1 << 16)  # noqa: B019  # one lexicon lives as long as the process
    def is_english(self, word: str) -> bool:
        """Tell whether English prose uses the word, as a word or (written with a capital) as a name.

        Inflections, common derivations, compounds with a hyphen, British and American spellings, numbers with an ending,
        and contractions count.
        """
        key = normalise(word)
        if len(key) < 2 or _NUMBER.fullmatch(key) or _ROMAN.fullmatch(word):
            return True
        capital = word != key
        if self._is_listed(key, capital=capital):
            return True
        bare = _CLITIC.sub("", key)
        # Counted from the end: folding may make a word longer.
        if bare != key and self.is_english(word[: len(word) - (len(key) - len(bare))]):
            return True
        if "-" in key or "/" in key:
            parts = [part for part in re.split("[-/‐‑–]", word) if part]
            return all(is_prefix(part) or self.is_english(part) for part in parts)
        if self._is_slip(key) or not self._is_derived(key, capital=capital) or self.well_formed(key):
            return False
        if self.zipf(key) >= _HEARD_OF or self._is_regular(key, capital=capital):
            return True
        return not self._is_half_foreign(key)

    def _is_slip(self, key: str) -> bool:
        """Tell whether the build judged the word a slip, though rules would lead to it ("untill" is no "un" and "till")."""
        entry = self._english.get(key)
        return bool(entry and entry[1] & records.SLIP)

    @lru_cache(maxsize=1 << 14)  # noqa: B019
    def well_formed(self, word: str) -> str:
        """Return how a form that careless spelling makes of a common word is spelled rightly, or "" for any other word.

        What is spelled both ways in earnest ("driveable") is no such form.

        >>> [Lexicon.load().well_formed(word) for word in ("equiping", "holyness", "judgement")]
        ['equipping', 'holiness', '']
        """
        key = normalise(word)
        if self._is_listed(key, capital=False) or self.foreign(key):
            return ""
        found = {right for base, right in repairs(key) if self._is_made_of(key, base, right)}
        return max(found, key=self.zipf, default="")

    def _is_made_of(self, key: str, base: str, right: str) -> bool:
        """Tell whether a common form belongs to a listed word, and a careless one is rare beside it and no other word."""
        if not (self.is_common(right) and self._is_listed(base, capital=False)) or is_unfit(right):
            return False
        if any(other != base for other in _regular_bases(key) if self._is_listed(other, capital=False)):
            return False
        if key.endswith(base) and not (self.is_adjective(base) or base.endswith("ity")):
            return False  # "unplant", of a verb, is no "implant"
        return self.zipf(right) - self.zipf(key) >= _CARELESS_GAP

    def _is_regular(self, key: str, *, capital: bool) -> bool:
        """Tell whether the word is a regular inflection of a listed word."""
        return any(self._is_listed(base, capital=capital) for base in _regular_bases(key))

    def _is_half_foreign(self, key: str) -> bool:
        """Tell whether the word is a foreign one in use, but for accents or an English ending ("ballader")."""
        return any(
            self._zipf_in(entry.language, entry.form)
            for bare, _ in _uninflected(fold(key))
            for form in (bare, *unanglicised(bare))
            for entry in self._entries(form)
        )

    def _is_listed(self, key: str, *, capital: bool) -> bool:
        entry = self._english.get(key)
        if entry and (entry[1] & records.ENGLISH or (capital and entry[1] & records.NAME)):
            return True
        flags = self._wordnet.get(key)
        return bool(flags and flags[0] & records.WORDNET_WORD and (capital or flags[0] & records.LOWER))

    def _is_derived(self, key: str, *, capital: bool) -> bool:
        """Tell whether rules lead from a listed word to this one."""
        # A foreign word looks like a form of a rare English one by chance ("usines" of "usin'").
        listed = (base for base in bases(key) if len(base) > 2 and self._is_base(base, key, capital=capital))
        if any(True for base in listed if not self.foreign(key) or self._is_vouched(base)):
            return True
        for british, american in _VARIANTS:
            if key.endswith(british) and self._is_listed(key.removesuffix(british) + american, capital=False):
                return True
        head = _HEADS.search(key)
        if head and head.start() > 2 and self._is_productive(key[: head.start()], shortest=3):
            return True
        agent = key.endswith(("er", "ers"))  # "-er" makes no word of a noun, nor does "un-"
        return any(
            self._is_productive(base) and not ((agent or key == f"un{base}") and self._is_only_noun(base))
            for base in _stems(key)
        )

    def _is_base(self, base: str, key: str, *, capital: bool) -> bool:
        """Tell whether a listed word takes the ending that leads to another: "-er" and "-est" are no endings of nouns."""
        degree = key.endswith(("er", "est"))
        capital = capital and (not degree or len(base) > 3)  # "Berliner", but not "Crcer" of "CRC"
        return self._is_listed(base, capital=capital) and not (degree and self._is_only_noun(base))

    def _is_only_noun(self, base: str) -> bool:
        return self._flags(base) & records.PARTS_OF_SPEECH == records.NOUN and not base.endswith("ion")  # "pensioner"

    def _is_vouched(self, key: str) -> bool:
        entry = self._english.get(key)
        return bool(entry and entry[1] & records.VOUCHED)

    def _is_productive(self, base: str, *, shortest: int = 4) -> bool:
        if len(base) < shortest or not self._is_listed(base, capital=False):
            return False
        return self.zipf(base) >= _PRODUCTIVE_ZIPF

    def casing(self, word: str) -> Casing:
        """Return how the word is written in edited English; all zero for a word not seen there."""
        key = _bare(word)
        payload = self._casing.get(key)
        lower, title, upper, mixed, form = records.unpack_counts(payload) if payload else (0, 0, 0, 0, "")
        flags = self._wordnet.get(fold(key))
        seen = flags[0] if flags else 0
        return Casing(
            lower + bool(seen & records.LOWER), title + bool(seen & records.TITLE), upper + bool(seen & records.UPPER),
            mixed + bool(seen & records.MIXED), form,
        )  # fmt: skip

    def usual_form(self, word: str) -> str | None:
        """Return the word as edited English writes it in mid-sentence, or None where that varies or is unknown.

        >>> [Lexicon.load().usual_form(word) for word in ("embargo", "PARIS", "iphone", "march")]
        ['embargo', 'Paris', 'iPhone', None]
        """
        key, casing = _bare(word), self.casing(word)
        best = max(casing[:4])
        if not best or best < 0.8 * casing.total:
            return None
        written = (key, key.capitalize(), key.upper(), casing.form or None)
        return written[casing.index(best)]

    @lru_cache(maxsize=1 << 14)  # noqa: B019
    def foreign(self, word: str) -> tuple[tuple[str, float], ...]:
        """Return the languages (ISO 639-1; sh: Serbo-Croatian) that use the word at least ten times as much as English.

        With the Zipf frequency there, highest first.
        """
        key = normalise(word)
        found = []
        for language, table in self._foreign.items():
            entry = table.get(key)
            if entry:
                found.append((language, entry[0] / records.ZIPF_STEP))
        return tuple(sorted(found, key=lambda pair: -pair[1]))

    @lru_cache(maxsize=1 << 14)  # noqa: B019
    def translations(self, word: str) -> tuple[Translation, ...]:
        """Return the foreign words that this is, or is a regular inflection of, with their English lemmas.

        Accents do not matter. A word found as it stands has similarity 1; one reached through an ending has 0.95.
        """
        key = fold(word)
        found: dict[tuple[str, str], Translation] = {}
        for entry in self._entries(key):
            lemmas = self._spell(entry.lemmas, self._listed_as(entry))
            found[entry.language, entry.form] = Translation(entry.language, entry.form, lemmas, 1.0)
        for language in ROMANCE_AND_OTHERS:
            for form, feature in dictionary_forms(key, language):
                if form == key:
                    continue
                for entry in self._entries(form):
                    if entry.language == language and (language, entry.form) not in found:
                        lemmas = self._spell(entry.lemmas, feature)
                        found[language, entry.form] = Translation(language, entry.form, lemmas, 0.95, Way.INFLECTED)
        return tuple(sorted(found.values(), key=lambda item: -item.similarity))

    def _entries(self, key: str) -> tuple[records.Entry, ...]:
        rows: tuple[records.Entry, ...] = ()
        for table in self._translations:
            payload = table.get(key)
            if payload:
                rows += records.unpack_entries(payload, key)
        return rows

    @lru_cache(maxsize=1 << 14)  # noqa: B019
    def _listed_as(self, entry: records.Entry) -> Feature | None:
        """Return plural for an entry that is one, with the English of its singular: dictionaries list some by mistake.

        >>> Lexicon.load().translations("agricultores")[0][:3]
        ('pt', 'agricultores', ('farmers', 'grangers', 'husbandmen'))
        """
        if entry.language not in ROMANCE_AND_OTHERS:
            return None
        key = fold(entry.form)
        plural = any(
            feature is Feature.S
            and form != key
            and other.language == entry.language
            and set(other.lemmas) & set(entry.lemmas)
            for form, feature in dictionary_forms(key, entry.language)
            for other in self._entries(form)
        )
        return Feature.S if plural else None

    def _spell(self, numbers: tuple[int, ...], feature: Feature | None = None) -> tuple[str, ...]:
        lemmas = (self._lemmas.trie.restore_key(number) for number in numbers)
        return tuple(self.inflected(lemma, feature) if feature else lemma for lemma in lemmas)

    def inflected(self, lemma: str, feature: Feature) -> str:
        """Return the lemma with the feature added, or as it is where English does not use that form ("authorities")."""
        form = inflect(lemma, feature)
        return form if self.zipf(form.rpartition(" ")[2]) > 0 else lemma

    @lru_cache(maxsize=1 << 12)  # noqa: B019
    def near_foreign(self, word: str, limit: int = 5) -> tuple[Translation, ...]:
        """Return the foreign words that a garbled or half-translated word may stand for, most similar first.

        Similarity (0 to 1) is that of the spellings without accents, less a little where the word has an English ending on
        a foreign stem. The lemmas are inflected as the word's own ending says.

        >>> Lexicon.load().near_foreign("hopitals")[0][:3]
        ('fr', 'hôpital', ('hospitals', 'clinics', 'infirmaries'))
        """
        return self._near_foreign(word)[:limit]

    @lru_cache(maxsize=1 << 10)  # noqa: B019
    def _near_foreign(self, word: str) -> tuple[Translation, ...]:
        """Return all that :meth:`near_foreign` picks from, each foreign word once."""
        key = fold(word)
        if len(key) < 4 or not key.isalpha():
            return ()
        found: dict[tuple[str, str], Translation] = {}
        for reading in self._readings(key):
            for entry in self._entries(reading.form):
                lemmas = self._spell(entry.lemmas, reading.feature or self._listed_as(entry))
                translation = Translation(entry.language, entry.form, lemmas, *reading[2:], feature=reading.feature)
                found.setdefault((entry.language, entry.form), translation)
        for blend in self._blends(key):
            found.setdefault((blend.language, blend.source_form), blend)
        ranked = sorted(found.values(), key=lambda item: (-item.similarity, -self._zipf_in(*item[:2]), item.language))
        return tuple(ranked)

    def _blends(self, key: str) -> Iterator[Translation]:
        """Yield foreign words whose beginning the word has, before the end of their translation ("desarrollopment").

        Engines that translate pieces of words leave some and translate the rest.
        """
        for form, feature in _uninflected(key):
            least = max(_BLEND_START, round(_BLEND_SHARE * len(form)))
            for table in self._translations:
                for hit in table.trie.keys(form[:least]) if len(form) > least else ():
                    start = Prefix.similarity(form, hit)
                    if len(hit) - start > _BLEND_REST or len(form) - start < _BLEND_END:
                        continue
                    for entry in records.unpack_entries(table.get(hit) or b"", hit):
                        lemmas = tuple(lemma for lemma in self._spell(entry.lemmas) if lemma.endswith(form[start:]))
                        if lemmas:
                            spelled = tuple(self.inflected(lemma, feature) for lemma in lemmas)
                            similarity = start / max(len(form), len(hit))
                            edits = OSA.distance(form, hit)
                            yield Translation(entry.language, entry.form, spelled, similarity, Way.BLEND, edits)

    def _readings(self, key: str) -> list[_Reading]:
        """Return the folded foreign words that are most similar to a folded word, each once for what its ending may add."""
        found: dict[tuple[str, Feature], _Reading] = {}

        def keep(reading: _Reading) -> None:
            place = reading.form, reading.feature
            if place not in found or reading.similarity > found[place].similarity:
                found[place] = reading

        for form, feature in _uninflected(key):
            for hit, edits in self._foreign_forms.near(form, distance=_allowed(form), limit=_MOST_READINGS):
                keep(_reading(form, feature, hit, hit, edits))
            for shape, edits in self._anglicised.near(form, distance=_allowed(form), limit=_MOST_READINGS):
                for hit in self._anglicised_forms[shape]:
                    keep(_reading(form, feature, hit, shape, edits))
            for hit in self._foreign_forms.longer(form, most=_LONGEST_RUN):
                if len(hit) >= _RUN_IN:
                    keep(_reading(form, feature, hit, hit, len(hit) - len(form)))
            for shape in self._anglicised.longer(form, most=_LONGEST_RUN):
                for hit in self._anglicised_forms[shape] if len(shape) >= _RUN_IN else ():
                    keep(_reading(form, feature, hit, shape, len(shape) - len(form)))
        for stem, ending, feature in garbled_stems(key):
            for hit, edits in self._foreign_stems.near(stem, distance=1):
                for form in self._stem_forms[hit]:
                    base = 0.9 if corresponds(form, ending) else 0.86
                    similarity = base - edits / max(len(stem), len(hit))
                    keep(_Reading(form, feature, similarity, Way.STEM, OSA.distance(key, form)))
        ranked = sorted(found.values(), key=lambda reading: (-reading.similarity, reading.form))
        # A run of letters lost costs as many edits as it has letters, and is one event.
        return ranked[:_MOST_READINGS] + [reading for reading in ranked[_MOST_READINGS:] if reading.run][:_MOST_RUNS]

    def _zipf_in(self, language: str, form: str) -> float:
        """Return the Zipf frequency of a foreign form in its language, 0 where it is not listed."""
        table = self._foreign.get(_LISTED_AS.get(language, language))
        entry = table.get(form) if table else None
        return entry[0] / records.ZIPF_STEP if entry else 0.0

    def _read_foreign_forms(self, prefix: str) -> list[str]:
        return sorted({key for table in self._translations for key in table.trie.keys(prefix) if len(key) > 3})

    def _read_anglicised(self, prefix: str) -> list[str]:
        shapes: dict[str, list[str]] = {}
        for form in self._read_foreign_forms(prefix):
            for shape in anglicised(form):
                shapes.setdefault(shape, []).append(form)
        self._anglicised_forms.update(shapes)
        return sorted(shapes)

    def _read_foreign_stems(self, prefix: str) -> list[str]:
        stems: dict[str, set[str]] = {}
        for form in self._read_foreign_forms(prefix):
            stem = foreign_stem(form)
            if len(stem) > 4:
                stems.setdefault(stem, set()).add(form)
        self._stem_forms.update(stems)
        return sorted(stems)

    def _read_spellings(self, prefix: str) -> list[str]:
        return [word for word in self._english.trie.keys(prefix) if self.is_common(word)]

    def is_common(self, word: str) -> bool:
        """Tell whether a lower-case word of letters is in English use beyond doubt, so that a slip may stand for it."""
        entry = self._english.get(word)
        if not entry or entry[1] & _COMMON != _COMMON:
            return False
        return entry[0] >= _COMMON_ZIPF * records.ZIPF_STEP and word.isalpha()

    def one_edit_away(self, key: str) -> frozenset[str]:
        """Return the listed words and names one edit away from a lower-case word of letters."""
        return frozenset(form for form in one_edit(key) if self._is_listed(form, capital=True))

    @lru_cache(maxsize=1 << 12)  # noqa: B019
    def _slips(self, key: str) -> tuple[tuple[str, float], ...]:
        """Return the English words that a slip may stand for, with the cost of the slip (nats), likeliest first."""
        if len(key) < 3 or not key.isalpha():
            return ()
        targets = {form for form in one_edit(key) if self.is_common(form)}
        if len(key) > 4:
            targets.update(hit for hit, _ in self._spellings.near(key, distance=2 if len(key) < 10 else 3, limit=30))
        targets.discard(key)
        costs = [(target, cost(key, target)) for target in targets]
        costs.sort(key=lambda pair: (pair[1] - self.zipf(pair[0]), pair[0]))
        return tuple(costs[:12])

    def near_english(self, word: str, limit: int = 5) -> tuple[Suggestion, ...]:
        """Return the English words that a misspelling may stand for, with probabilities that add up to at most 1.

        What is missing to 1 is the chance that the word is right as it is, such as a name or a term.

        >>> Lexicon.load().near_english("presedent")[0].text
        'president'
        """
        return self._ranked(word, self._spelling_evidence(word), limit)

    def cognates(self, word: str) -> tuple[Cognate, ...]:
        """Return English words that differ from the word as cognates do, best first.

        >>> Lexicon.load().cognates("kooperation")[0].text, Lexicon.load().cognates("nationalidad")[0].text
        ('cooperation', 'nationality')
        """
        key = fold(word)
        if len(key) < 4 or not key.isalpha():
            return ()
        found: dict[str, float] = {}
        for form, plural in ((key, False), (key[:-1], True)) if key.endswith("s") else ((key, False),):
            for shape, weight in english_shapes(form):
                self._keep_cognate(found, shape, weight, plural=plural)
                for respelled in respellings(shape) if len(shape) > 4 else ():
                    self._keep_cognate(found, respelled, 0.6 * weight, plural=plural)
        found.pop(key, None)
        ranked = sorted(found.items(), key=lambda pair: (-pair[1] * self.zipf(pair[0]), pair[0]))
        return tuple(Cognate(text, weight) for text, weight in ranked[:8])

    def _keep_cognate(self, found: dict[str, float], shape: str, weight: float, *, plural: bool) -> None:
        if len(shape) > 3 and self.is_common(shape):
            text = inflect(shape, Feature.S) if plural else shape
            found[text] = max(found.get(text, 0.0), weight)

    @lru_cache(maxsize=1 << 12)  # noqa: B019
    def english_for(self, word: str, limit: int = 5, *, is_noun: bool = False) -> tuple[Suggestion, ...]:
        """Return what English word a garbled word stands for: translations, cognates and spellings in one competition.

        The probabilities add up to at most 1; what is missing is the chance that the word is right as it is or beyond cure.
        ``is_noun`` tells that a noun is expected in its place.

        >>> [suggestion.text for suggestion in Lexicon.load().english_for("hopitals", 1)]
        ['hospitals']
        """
        return self._ranked(word, self.evidence(word, is_noun=is_noun), limit)

    def evidence(self, word: str, *, is_noun: bool = False) -> tuple[Evidence, ...]:
        """Return every candidate for a word, where a noun is expected or anywhere, with what speaks for it, unordered."""
        items = self._evidence(word)
        return tuple(item._replace(nominal=self._in_noun_place(item)) for item in items) if is_noun else items

    def _in_noun_place(self, item: Evidence) -> Nominal:
        """Tell how far a candidate is a noun, and the other translations of its foreign word are."""
        nominal = self._nominal(item.text)
        if not item.fellows:
            return nominal
        return nominal._replace(source=sum(self._nominal(one).margin for one in item.fellows) / len(item.fellows))

    @lru_cache(maxsize=1 << 14)  # noqa: B019
    def _nominal(self, text: str) -> Nominal:
        """Tell how far a text is a noun: by the dictionary, and by how much more it is used in the plural than with "-ing"."""
        word = text.rpartition(" ")[2]
        singular = singulars(word)
        flags = {self._flags(form) & records.PARTS_OF_SPEECH for form in (word, *singular)}
        plural, progressive = (word if singular else inflect(word, Feature.S)), inflect(word, Feature.ING)
        margin = self.zipf(plural) - self.zipf(progressive)
        is_noun = any(flag & records.NOUN for flag in flags) or (flags == {0} and not self._is_verb_form(word))
        return Nominal(is_noun, max(-2.0, min(2.0, margin)))

    def is_noun_only(self, word: str) -> bool:
        """Tell whether a small word, as it stands, is a noun by the dictionary, and hardly ever anything else.

        What is a verb or an adjective, too, must be more a noun than either: "project" and "camp", but not "green". Function
        words, adverbs ("home"), and forms of verbs ("hangs", "left") are no nouns here, whatever else they may be.
        """
        flags = self._flags(word)
        listed = flags | max((self._flags(one) & records.NOUN for one in singulars(word)), default=0)
        if (
            not listed & records.NOUN
            or flags & records.ADVERB
            or word in CLOSED | DETERMINERS
            or self._is_verb_form(word)
        ):
            return False
        if flags & records.ADJECTIVE:
            return self.is_noun_as_well(word)
        return not flags & records.VERB or self.is_noun(word)

    def is_adjective_only(self, word: str) -> bool:
        """Tell whether a dictionary has a word, as it stands, as an adjective and as nothing else."""
        return self._flags(word) & records.PARTS_OF_SPEECH == records.ADJECTIVE and not (
            word in CLOSED | DETERMINERS or self._is_verb_form(word)
        )

    def is_noun_as_well(self, adjective: str) -> bool:
        """Tell whether an adjective is a noun as often, by its plural: "contents" and "officials", but hardly "moderns"."""
        return self.is_noun(adjective) and self.zipf(adjective) - self.zipf(inflect(adjective, Feature.S)) < _RARER

    def _is_verb_form(self, word: str) -> bool:
        """Tell whether the word may be a form of a verb other than its base, regular or listed: "hangs", "hung", "hanging"."""
        return any(
            base != word and self._flags(base) & records.VERB and word in {inflect(base, form) for form in _VERB_FORMS}
            for base in bases(word)
        )

    def is_noun(self, text: str) -> bool:
        """Tell whether an English text, such as a translation, can be a noun, and is more one than a verb."""
        nominal = self._nominal(text)
        return nominal.is_noun and nominal.margin > 0

    def is_adjective(self, word: str) -> bool:
        """Tell whether a dictionary has an English word as an adjective, besides what else it may be."""
        return bool(self._flags(word) & records.ADJECTIVE)

    def _flags(self, key: str) -> int:
        entry = self._english.get(normalise(key))
        return entry[1] if entry else 0

    def _evidence(self, word: str) -> tuple[Evidence, ...]:
        found = {item.text: item for item in self._spelling_evidence(word)}
        key = fold(word)

        def update(text: str) -> Evidence:
            return found.get(text) or self._compare(key, text, is_plain=word.isascii())

        for cognate in self.cognates(word):
            found[cognate.text] = update(cognate.text)._replace(cognate=cognate.weight)
        languages: dict[str, set[str]] = {}
        closest: dict[str, float] = {}
        for translation in (*self.translations(word), *self._near_foreign(word)):
            frequency = self._zipf_in(*translation[:2])
            for place, lemma in enumerate(translation.lemmas):
                if fold(lemma) == key:
                    continue
                languages.setdefault(lemma, set()).add(translation.language)
                item = update(lemma)._replace(languages=tuple(sorted(languages[lemma])))
                if (score := _closeness(translation, place, frequency)) > closest.get(lemma, -inf):
                    closest[lemma] = score
                    item = _led_by(item, word, translation, place, frequency)
                found[lemma] = item
        return tuple(found.values())

    def _spelling_evidence(self, word: str) -> tuple[Evidence, ...]:
        key = fold(word)
        found = ((self._compare(key, text, is_plain=word.isascii()), price) for text, price in self._slips(key))
        return tuple(item._replace(spelling=exp(-price / 4.0)) for item, price in found)

    def _compare(self, key: str, text: str, *, is_plain: bool) -> Evidence:
        likeness = OSA.normalized_similarity(key, fold(text))
        agrees = (feature_of(key) is Feature.S) == is_plural(text.rpartition(" ")[2])
        folded = fold(text)
        start, end = Prefix.similarity(key, folded), Postfix.similarity(key, folded)
        accents = Accents.NONE if is_plain else Accents.OTHERS
        return Evidence(text, self.zipf(text.rpartition(" ")[2]), likeness, agrees, start, end, accents)

    def situation(self, word: str) -> Situation:
        """Return what speaks for the word being right as it is."""
        foreign = self.foreign(word)
        return Situation(
            self.strangeness(word), self.foreignness(word), len(word), self.zipf(word), foreign[0][1] if foreign else 0.0,
            word[:1].isupper(),
        )  # fmt: skip

    def _ranked(self, word: str, items: tuple[Evidence, ...], limit: int) -> tuple[Suggestion, ...]:
        chances = rank.probabilities(items, self.situation(word))
        ranked = sorted(zip(chances, items, strict=True), key=lambda pair: (-pair[0], pair[1].text))
        fit = (pair for pair in ranked if not is_unfit(pair[1].text))
        return tuple(
            Suggestion(item.text, chance, rank.source_of(item), item.via, item) for chance, item in islice(fit, limit)
        )

    def strangeness(self, word: str) -> float:
        """Return how un-English the letters are: mean negative log-probability of a letter, in nats (about 2 to 5)."""
        return self._native.surprise(word)

    def foreignness(self, word: str) -> float:
        """Return the log-likelihood ratio of a letter (nats): above 0 the letters suit other languages better than English."""
        return self._native.surprise(word) - self._alien.surprise(word)


ROMANCE_AND_OTHERS = ("fr", "es", "pt", "it", "ca", "gl", "ro", "de", "nl", "sv", "da", "pl", "hr", "sl", "sk", "id")


_LISTED_AS = {"gl": "pt", "hr": "sh"}  # languages without a list of their own are looked up in the nearest one
_COMMON_ZIPF = 1.8
_MOST_READINGS, _MOST_RUNS = 60, 20  # foreign words that one word may stand for, and further ones that lost letters
# The least letters, and share of its letters, that a blend begins with; most letters of the foreign word that it leaves out,
# and least letters that it has of the translation.
_BLEND_START, _BLEND_SHARE, _BLEND_REST, _BLEND_END = 4, 0.5, 5, 2
_BEFORE_ES = "dlnrxz"  # after these letters, Spanish and Portuguese add "es" in the plural, as English does after some
_LONGEST_RUN, _RUN_IN = 2, 7  # letters lost in one place of a word with at least so many
_COMMON = records.ENGLISH | records.VOUCHED


def _allowed(form: str) -> int:
    """Return how many edits may separate a garbled form from its foreign word."""
    return 1 if len(form) < 6 else 2 if len(form) < 11 else 3


def _reading(word: str, feature: Feature, form: str, shape: str, edits: int) -> _Reading:
    """Return how a word that differs from the shape of a foreign form by some edits may be read."""
    ending = shape != form
    similarity = 1.0 - edits / max(len(word), len(shape)) - 0.02 * bool(feature) - 0.03 * ending
    way = Way.NEAR if edits or ending else Way.INFLECTED if feature else Way.EXACT
    run = bool(edits) and _lost_run(word, shape)
    kinds = Counter(kind for kind, _, _ in Levenshtein.editops(word, shape)) if edits else Counter[str]()
    return _Reading(form, feature, similarity, way, edits, ending, run, kinds["insert"], kinds["delete"])


def _lost_run(word: str, whole: str) -> bool:
    """Tell whether the word is the whole less letters that stood side by side.

    >>> _lost_run("bnch", "bench"), _lost_run("bnc", "bench")
    (True, False)
    """
    lost = len(whole) - len(word)
    start = Prefix.similarity(word, whole)
    return lost > 0 and word[start:] == whole[start + lost :]


def _closeness(translation: Translation, place: int, frequency: float) -> float:
    """Return how well a translation explains a word, to choose among the translations that lead to one English lemma."""
    turned = 0.4 * translation.ending + 0.3 * (translation.way is Way.INFLECTED)
    return 0.25 * frequency - translation.edits - turned - 0.3 * place


def _led_by(item: Evidence, word: str, translation: Translation, place: int, frequency: float) -> Evidence:
    """Return the evidence with the translation that leads to it."""
    form = fold(translation.source_form)
    return item._replace(
        accents=_accents(normalise(word), translation.source_form),
        way=translation.way,
        edits=translation.edits,
        ending=translation.ending,
        run=translation.run,
        lost=translation.lost,
        added=translation.added,
        verbal=translation.feature in {Feature.PAST, Feature.ING, Feature.LY},
        fellows=translation.lemmas,
        kept=Prefix.similarity(fold(word), form) / max(len(word), 1),
        rank=place,
        foreign_zipf=frequency,
        via=f"{translation.language} {translation.source_form}",
    )


def _accents(word: str, form: str) -> Accents:
    """Compare the accented letters of a word with those of the foreign word that it may stand for."""
    own, there = (Counter(char for char in text if not char.isascii()) for text in (word, form))
    if own:
        return Accents.OTHERS if own - there else Accents.KEPT
    return Accents.LOST if there else Accents.NONE


def _uninflected(key: str) -> list[tuple[str, Feature]]:
    """Return the word, and without the inflection that its ending shows."""
    forms = [(key, Feature.BASE)]
    match feature_of(key):
        case Feature.S:
            forms.append((key[:-1], Feature.S))
            if key.endswith("es") and key[-3] in _BEFORE_ES:
                forms.append((key[:-2], Feature.S))
        case Feature.PAST:
            forms.append((key[:-2], Feature.PAST))
        case Feature.ING:
            forms.append((key[:-3], Feature.ING))
        case Feature.LY:
            forms.append((key[:-2], Feature.LY))
    return [pair for pair in forms if len(pair[0]) > 3]


def _regular_bases(key: str) -> Iterator[str]:
    """Yield what the word would be a regular inflection of."""
    feature = feature_of(key)
    return (base for base in bases(key) if inflect(base, feature) == key)


def is_prefix(part: str) -> bool:
    """Tell whether a part of a compound is a prefix that English puts before any word: "non", "Proto"."""
    return part.lower() in _PREFIXES


def _bare(word: str) -> str:
    key = normalise(word)
    return key[:-2] if key.endswith("'s") else key.removesuffix("'")


def _stems(key: str) -> list[str]:
    """Return what is left of a word without one prefix or derivational suffix."""
    stems = [key[len(prefix) :] for prefix in _PREFIXES if len(prefix) > 1 and key.startswith(prefix)]
    for suffix, replacements in _SUFFIXES:
        if key.endswith(suffix):
            stem = key[: -len(suffix)]
            stems += [stem + replacement for replacement in replacements]
            if len(stem) > 3 and stem[-1] == stem[-2]:
                stems.append(stem[:-1])
    return stems


@lru_cache(maxsize=4)
def _load(folder: Path) -> Lexicon:
    models = tuple(
        CharacterModel(store.map_bytes(folder / f"characters-{name}.bin")) for name in ("english", "foreign")
    )
    return Lexicon(
        english=store.open_table("english", width=2, folder=folder),
        wordnet=store.open_table("wordnet", width=1, folder=folder),
        casing=store.open_table("casing", folder=folder),
        foreign={language: store.open_table(f"foreign-{language}", width=1, folder=folder) for language in FOREIGN},
        translations=tuple(store.open_table(group, folder=folder) for group in records.GROUPS),
        lemmas=store.Table(store.map_trie(folder / "lemmas-wordnet.trie"), b"", width=1),
        models=(models[0], models[1]),
    )
