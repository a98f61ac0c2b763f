"""Words that are no English word and no name: found once a document, and shared by the detectors of single words.

A word that looks wrong is often right: a term, a quotation, a handle, a name in a script of its own. What stands around
it tells, so every suspect has passed the questions of this module before a detector judges it.
"""

from __future__ import annotations

import re
from math import log
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from corrector.calibrate import calibrated, models
from corrector.detect._foreign_text import heads_foreign_name, in_foreign_quotation, is_introduced
from corrector.detect._knowledge import gazetteer
from corrector.detect._left_over import FUNCTION_WORD, SCORE, is_no_name, left_over
from corrector.detect._offices import TITLE_WORDS
from corrector.detect._patterns import POSSESSIVE
from corrector.detect._small_names import name_certainty
from corrector.detect._traces import Traces, traces
from corrector.detect.titles import nationality
from corrector.gazetteer import Type
from corrector.lexicon import Lexicon, Suggestion
from corrector.lexicon.closed_classes import DETERMINERS
from corrector.lexicon.fold import fold
from corrector.lexicon.function_words import function_words
from corrector.lexicon.inflect import is_plural
from corrector.lexicon.lexicon import is_prefix
from corrector.lexicon.misspellings import common_misspellings
from corrector.lexicon.rank import Accents, Way
from corrector.lexicon.rare import is_rare_english
from corrector.lexicon.selection import Selection, beside
from corrector.prose import ANY_FOREIGN
from corrector.segment import Word
from corrector.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corrector.config import Settings
    from corrector.gazetteer import Gazetteer
    from corrector.lexicon.rank import Evidence
    from corrector.segment import Block, Segmentation

_SHORTEST = 4  # letters; shorter words have too many neighbours
_SHORTEST_HALF = 5  # letters; shorter halves of compounds are abbreviations as often as not ("sec-cert")
_USUAL = 3.0  # Zipf frequency of a word that tells that the other half of its compound is to be English
_RARE = 2.5  # Zipf frequency below which a word is rare
_TERM = 3  # repetitions that make a term of an unknown word
_PASSAGE, _FOREIGN_WORDS = 4, 2  # words on either side, and foreign function words among them that make it foreign
# How far the letters of a capitalised word may be trusted: at the start of a sentence, behind a determiner, and behind one
# where a foreign dictionary has the word.
_AT_START, _DETERMINED, _DICTIONARY = 0.6, 0.8, 0.95
# How far the cures of a small word, where known names are small, too: the word is wrong, but a name. Of 22 words so cured in the
# machine translations of MLQE-PE one was cured right, of 233 elsewhere 83. So many words of a text, or fewer, stand to each
# such name.
_CAPITALS_LOST, _PER_SMALL_NAME = 0.3, 100
# How far the small cures of a capitalised word before a noun: of 22 in the machine translations of MLQE-PE (train and dev) that
# were held about as likely as not or likelier, one was right, and ten words were names that the editor kept.
_NAME_BEFORE_NOUN = 0.1
# Titles that a misspelt one may be, the score of such a find, and how alike the two must be.
_OFFICES = sorted(word for word in TITLE_WORDS if len(word) > _SHORTEST)
_OFFICE, _OFFICE_SIMILARITY = 0.95, 0.74
_COMMON = 0.97  # all 13 matches in four million words of edited text were slips
# That a form spelled carelessly is wrong, and its right spelling the cure: of 42 in edited and unedited text and in MLQE-PE 41
# were, of 9 with another prefix ("unmobile", but "unpersonal") 7; each counts once, with one right and one wrong added.
_CARELESS, _OTHER_PREFIX = 0.95, 0.73
# The same of words with a capital in mid-sentence that are so long, one edit from a word, and so likely to stand for it: of 58 in
# edited text and in MLQE-PE 47 were wrong, the others names, and 42 were cured.
_SHORTEST_NEAR, _NEAR_CHANCE = 7, 0.85
_NEAR_WRONG, _NEAR_CURE = 0.8, 0.72
_SUREST = 0.99  # that a word is of a language
_LOAN = 0.02  # how far a word of another language than the document's counts, at least
_LEAST = 1e-4  # chances are kept this far from 0 and 1
CARELESS_FORM, NEAR_WORD = "form", "near word"
# Sources whose scores stand for themselves.
TABLES = frozenset({"title", "misspelling", CARELESS_FORM, NEAR_WORD, FUNCTION_WORD})
_PERSONAL = frozenset({Type.GIVEN_NAME, Type.SURNAME, Type.PERSON})
_CURES, _SHOWN = 16, 5  # cures weighed and kept
_LATIN_ENDINGS = ("a", "us", "um", "is", "ii", "ae", "ensis", "i", "ens", "ans", "or", "ides")
# What follows a noun rather than an attribute of one.
_AFTER_NOUN = frozenset(
    "is was are were has had have will would can could may might must should of in on at by for from to with and or but who "
    "which that where when as than after before during until until behind near".split()
)
_SINGULAR_BEFORE, _PLURAL_BEFORE = (
    frozenset("a an this that each every another".split()),
    frozenset("these those".split()),
)
_SINGULAR_AFTER, _PLURAL_AFTER = frozenset("is was has does".split()), frozenset("are were have do".split())
# A letter of another script, or a mark that English words do not bear, makes the word a quotation or a name.
_LATIN = re.compile(r"[a-zA-ZÀ-ÖØ-öø-ÿŁłŠšŽžČčĆćĐđŞşĞğŃńŚśŻżŹźĘęĄąŐőŰűĂăȚțȘșŘřĚěŮůŇňĻļĶķŅņĀāĒēĪīŪū]+")
_QUOTES = frozenset("\"'“”‘’«»„*_`()")
_APOSTROPHES = frozenset("'’")
_LIGATURES = str.maketrans({"æ": "ae", "œ": "oe", "Æ": "Ae", "Œ": "Oe"})
# The least likeness of a name to the word that stands for it, and how much more alike than the likeliest name it must be.
_NEAR, _NEARER = 0.5, 0.2
_BRACKETS = frozenset("[]")  # editors mark what they changed in a quotation: "includ[ing]"
_JOINED = frozenset("@./\\_#:-–&+=~^") | _APOSTROPHES | _BRACKETS


class Place(NamedTuple):
    """Where a word stands: after a determiner, where a noun must follow one, at the start of a sentence.

    ``number`` tells whether the words around it ask for a plural, None where they do not say; ``beside`` what stands beside
    it, as the preferences for kinds of nouns have it; ``is_attribute`` that it stands before a noun, in front of which a
    capital makes a name of it: "the Vatra literary magazine".
    """

    is_determined: bool = False
    is_noun: bool = False
    is_first: bool = False
    number: bool | None = None
    beside: tuple[str, ...] = ()
    is_attribute: bool = False


class Suspect(NamedTuple):
    """A word that the lexicon and the gazetteer do not know, with what it may stand for.

    ``form`` is the word without a possessive ending; ``score`` the probability that it is wrong; ``cures`` hold the
    probability of each cure in this place, best first. ``source`` says where the best cure comes from (``title``,
    ``misspelling``, ``form``, ``near word``, ``spelling``, ``translation``, ``cognate``), and is empty where there is none;
    ``place`` says what the words around it expect.
    """

    span: Span
    form: str
    score: float
    cures: tuple[Suggestion, ...]
    place: Place = Place()

    @property
    def source(self) -> str:
        """Where the best cure comes from, or an empty string."""
        return self.cures[0].source if self.cures else ""


_cache: WeakKeyDictionary[Segmentation, dict[Settings, dict[Span, Suspect]]] = WeakKeyDictionary()
_lost: WeakKeyDictionary[Segmentation, bool] = WeakKeyDictionary()


def suspects(text: Segmentation, settings: Settings) -> Mapping[Span, Suspect]:
    """Return the suspects of a document by their spans, in order."""
    by_settings = _cache.setdefault(text, {})
    if settings not in by_settings:
        found = list(raw_suspects(text, settings))
        told = traces_of(text, found, settings)
        weighed = (_calibrated(reweighed(one, told), told) for one in found)
        by_settings[settings] = {one.span: _name_or_word(one) for one in weighed}
    return by_settings[settings]


def raw_suspects(text: Segmentation, settings: Settings) -> Iterator[Suspect]:
    """Yield the suspects of a document with scores as the lexicon has them, before calibration."""
    names, lexicon = gazetteer(settings), Lexicon.load()
    for block in text.prose:
        yield from _block_suspects(block, text, names, lexicon)


def traces_of(text: Segmentation, found: Sequence[Suspect], settings: Settings) -> Traces:
    """Return what the suspects and the foreign names of a document say of the language it was translated from."""
    if not any(suspect.cures and suspect.source not in TABLES for suspect in found):
        return Traces({})
    return traces(text, ((one.form, _languages(one)) for one in found), gazetteer(settings), Lexicon.load())


def _languages(suspect: Suspect) -> dict[str, float]:
    """Return how likely a suspect is a word of each language."""
    if suspect.source == FUNCTION_WORD:
        return {one.language: _SUREST for one in function_words(suspect.form)}
    shares: dict[str, float] = {}
    for cure in suspect.cures:
        for language in cure.evidence.languages if cure.evidence else ():
            shares[language] = min(_SUREST, shares.get(language, 0.0) + cure.probability)
    return shares


def reweighed(suspect: Suspect, told: Traces) -> Suspect:
    """Return a suspect whose cures out of foreign languages count as far as the document may have been written in them.

    That the word is wrong is as likely as before: what it means in its own language may not be known.
    """
    if suspect.source in TABLES or not suspect.cures:
        return suspect
    chances = []
    for cure in suspect.cures:
        languages = cure.evidence.languages if cure.evidence else ()
        support = told.support(suspect.form, languages)
        likely = max(support.share, _LOAN) if languages and support.traces else 1.0
        chances.append(likely * cure.probability)
    total = max(1.0 - sum(cure.probability for cure in suspect.cures), 0.0) + sum(chances)
    cures = (
        cure._replace(probability=chance / max(total, _LEAST))
        for cure, chance in zip(suspect.cures, chances, strict=True)
    )
    return suspect._replace(cures=tuple(sorted(cures, key=lambda cure: -cure.probability)))


def _calibrated(suspect: Suspect, told: Traces) -> Suspect:
    """Return a suspect with its cures in the order, and with the chances, that the model of cures gives them."""
    if suspect.source in TABLES:
        return suspect
    wrong = calibrated(wrongness(suspect), suspect.score)
    if not suspect.cures:
        return suspect._replace(score=wrong)
    model = models()[cure_part(suspect)]
    values = [model.value(row) for row in cure_features(suspect, told)]
    (first, best), *others = sorted(zip(values, suspect.cures, strict=True), key=lambda pair: -pair[0])
    sure = model.curve(first)
    wrong = max(wrong, sure)  # the model knows more of the word than the curve does
    # What the best cure leaves of the chance that the word is wrong, the others share: only one cure is right.
    left = (wrong - sure) / max(sum(value for value, _ in others), 1e-9)
    rest = (cure._replace(probability=min(sure, left * value)) for value, cure in others)
    return suspect._replace(cures=(best._replace(probability=sure), *rest)[:_SHOWN], score=wrong)


def _name_or_word(suspect: Suspect) -> Suspect:
    """Return a suspect whose small cures are trusted less where a capital before a noun makes rather a name of it."""
    if not (suspect.form[0].isupper() and suspect.place.is_attribute) or suspect.source in TABLES:
        return suspect
    cures = (
        cure._replace(probability=_NAME_BEFORE_NOUN * cure.probability) if cure.text.islower() else cure
        for cure in suspect.cures
    )
    return suspect._replace(cures=tuple(sorted(cures, key=lambda cure: -cure.probability)))


CURE_FEATURES = (
    "log-odds", "lead", "wrong", "noun place", "sentence start", "capital", "capital attribute", "length", "strangeness",
    "foreignness", "frequency", "frequency elsewhere", "exact", "inflected", "stem", "blend", "edits", "lost", "added",
    "lost run", "ending", "kept", "other accents", "accents kept", "accents lost", "place among lemmas", "languages",
    "frequency of the foreign word", "cognate", "spelling", "verb form", "frequency of the cure", "likeness", "shared start",
    "shared end", "number agrees", "number at odds", "two words", "no noun", "noun", "translated as nouns",
    "language of others", "traces of others", "selection", "selection lead",
)  # fmt: skip


def cure_part(suspect: Suspect) -> str:
    """Name the model of a word's cures: a determiner before the word changes what every other sign is worth."""
    return f"cures{', noun' if suspect.place.is_determined else ''}"


def cure_features(suspect: Suspect, told: Traces) -> list[tuple[float, ...]]:
    """Return what tells which cure of an unknown word is right, if any: :data:`CURE_FEATURES` of each.

    Args:
        suspect: a word with its cures.
        told: what the document tells of the language it was translated from.

    Raises:
        ValueError: a cure was not weighed by the lexicon.
    """
    lexicon, place, form = Lexicon.load(), suspect.place, suspect.form
    situation = lexicon.situation(form.lower())
    capital = form[0].isupper()
    around = (
        suspect.score, float(place.is_noun), float(place.is_first), float(capital), float(capital and not place.is_noun),
        float(len(form)), situation.strangeness, situation.foreignness, situation.zipf, situation.foreign_zipf,
    )  # fmt: skip
    lifts = [Selection.load().lift(cure.text, place.beside) for cure in suspect.cures]
    usual = _mean(lifts, suspect.cures)
    rows = []
    for cure, lift in zip(suspect.cures, lifts, strict=True):
        if cure.evidence is None:
            raise ValueError(f"{cure.text!r} comes from a table, not from the lexicon's evidence")
        chance = min(max(cure.probability, _LEAST), 1.0 - _LEAST)
        rival = max((other.probability for other in suspect.cures if other is not cure), default=0.0)
        chances = (log(chance / (1.0 - chance)), log(chance / max(rival, _LEAST)))
        at_odds = place.number is not None and is_plural(cure.text) is not place.number
        support = told.support(form, cure.evidence.languages)
        rows.append((*chances, *around, *_of_evidence(cure.evidence, at_odds=at_odds), *support, lift, lift - usual))
    return rows


def _mean(lifts: Sequence[float], cures: Sequence[Suggestion]) -> float:
    """Return the mean of the cures' lifts, each as much as the cure is likely."""
    total = sum(cure.probability for cure in cures)
    return sum(cure.probability * lift for cure, lift in zip(cures, lifts, strict=True)) / max(total, _LEAST)


def _of_evidence(evidence: Evidence, *, at_odds: bool) -> tuple[float, ...]:
    """Return the features of one cure; ``at_odds`` tells that its number is not the one that its place asks for."""
    nominal = evidence.nominal
    return (
        float(evidence.way is Way.EXACT),
        float(evidence.way is Way.INFLECTED),
        float(evidence.way is Way.STEM),
        float(evidence.way is Way.BLEND),
        float(evidence.edits),
        float(evidence.lost),
        float(evidence.added),
        float(evidence.run),
        float(evidence.ending),
        evidence.kept,
        float(evidence.accents is Accents.OTHERS),
        float(evidence.accents is Accents.KEPT),
        float(evidence.accents is Accents.LOST),
        float(evidence.rank),
        float(len(evidence.languages)),
        evidence.foreign_zipf,
        evidence.cognate,
        evidence.spelling,
        float(evidence.verbal),
        evidence.zipf,
        evidence.likeness,
        float(evidence.start),
        float(evidence.end),
        float(evidence.agrees),
        float(at_odds),
        float(" " in evidence.text),
        float(nominal is not None and not nominal.is_noun),
        nominal.margin if nominal else 0.0,
        nominal.source if nominal else 0.0,
    )


def wrongness(suspect: Suspect) -> str:
    """Name the curve of the probability that a word is wrong: capitals hide names, a determiner points at a noun."""
    capital = ", capital" if suspect.form[0].isupper() else ""
    return f"words wrong{capital}{', noun' if suspect.place.is_determined else ''}"


def _block_suspects(block: Block, text: Segmentation, names: Gazetteer, lexicon: Lexicon) -> Iterator[Suspect]:
    words = block.words
    for place, word in enumerate(words):
        form = POSSESSIVE.sub("", word.text)
        span = Span(word.start, word.start + len(form))
        if word.text[0].isupper() and (office := _office(block, place, names, lexicon)):
            yield Suspect(span, form, _OFFICE, (Suggestion(office.capitalize(), _OFFICE, "title", ""),))
            continue
        if meant := _common_misspelling(block, place):
            yield Suspect(span, form, _COMMON, (Suggestion(meant, _COMMON, "misspelling", ""),))
            continue
        if not _is_unknown(word.text, names, lexicon) and not is_no_name(block, place):
            continue
        half = _unknown_half(Word(span.start, span.end, form), names, lexicon)
        whole, span, form = span, *((half.span, half.text) if half else (span, form))
        is_listed = not half and form[1:].islower() and bool(function_words(form))
        if not is_listed and (len(form) < _SHORTEST or _LATIN.fullmatch(form) is None or not form[1:].islower()):
            continue
        if _is_part_of_more(block.document.text, whole) or in_foreign_quotation(block, whole):
            continue
        if form[0].islower() and is_introduced(block.document.text, whole):
            continue
        if _is_in_foreign_passage(block, place, names, lexicon):
            continue
        if is_listed:
            if left := left_over(block, place, text):
                yield Suspect(left.span, block.document.text[left.span.start : left.span.end], SCORE, left.cures)
            continue
        if trust := _trust(block, place, text, names, lexicon):
            where = _place(block, place) if span.end == whole.end else Place()
            if meant := lexicon.well_formed(form.lower()):
                score = trust * (_CARELESS if meant.startswith(form[:2].lower()) else _OTHER_PREFIX)
                yield Suspect(span, form, score, (Suggestion(meant, score, CARELESS_FORM, ""),), where)
                continue
            found = lexicon.english_for(form.lower(), _CURES, is_noun=where.is_noun)
            weighed = [cure._replace(probability=trust * cure.probability) for cure in found]
            wrong = min(1.0, sum(cure.probability for cure in weighed))
            if form[0].islower() and _has_lost_capitals(text, names, lexicon):
                weighed = [cure._replace(probability=_CAPITALS_LOST * cure.probability) for cure in weighed]
            yield Suspect(span, form, wrong, with_synonyms(weighed), where)
        elif near := _near_word(block, place, form, text, names, lexicon):
            cure = Suggestion(near[0].upper() + near[1:], _NEAR_CURE, NEAR_WORD, "")
            yield Suspect(span, form, _NEAR_WRONG, (cure,), _place(block, place))


def _near_word(block: Block, place: int, form: str, text: Segmentation, names: Gazetteer, lexicon: Lexicon) -> str:
    """Return the word that a capitalised one in mid-sentence, which may be a name, is all but sure to stand for, or "".

    "The Consumer Financal Protection Bureau": what follows a person's name or initial is a surname, however like a word.
    """
    word = block.words[place]
    if len(form) < _SHORTEST_NEAR or form[0].islower() or not form.isascii() or text.counts[word.text] > 1:
        return ""
    if word.start in block.sentence_starts or block.is_title_case or lexicon.zipf(form):
        return ""
    before = block.words[place - 1]
    if not block.document.text[before.end : word.start].isspace() or len(before.text) < 2:
        return ""
    if not lexicon.is_english(before.text.lower()) or not _PERSONAL.isdisjoint(names.types(before.text, folded=False)):
        return ""
    near = lexicon.one_edit_away(form.lower())
    best = lexicon.english_for(form.lower(), _CURES)[:1] if near else ()
    if not best or best[0].probability < _NEAR_CHANCE or best[0].text.lower() not in near:
        return ""
    meant = best[0].text
    is_person = meant[0].isupper() and not _PERSONAL.isdisjoint(names.types(meant, folded=False))
    return "" if is_person else meant  # persons' names are spelled in several ways: "Chaikovsky"


def _place(block: Block, place: int) -> Place:
    """Return where a word stands. After a determiner, with no further noun behind it, stands a noun."""
    words = block.words
    determined = place > 0 and words[place - 1].text.lower() in DETERMINERS
    after = "."
    if place + 1 < len(words) and block.document.text[words[place].end : words[place + 1].start].isspace():
        after = words[place + 1].text
    is_noun = determined and (after in _AFTER_NOUN or after == "." or after.endswith("ed"))
    before = words[place - 1].text.lower() if determined else ""
    return Place(
        determined,
        is_noun,
        words[place].start in block.sentence_starts,
        _is_plural_place(before, after),
        beside(block, place),
        _is_attribute(block, place),
    )


def _is_attribute(block: Block, place: int) -> bool:
    """Tell whether a small word that is a noun, and hardly anything else, follows a word at once or behind one adjective."""
    words, text, lexicon = block.words, block.document.text, Lexicon.load()
    following = []
    for left, right in zip(words[place : place + 2], words[place + 1 : place + 3], strict=False):
        if text[left.end : right.start] != " " or not right.text.islower():
            break
        following.append(right.text)
    if following and lexicon.is_noun_only(following[0]):
        return True
    return len(following) > 1 and lexicon.is_adjective_only(following[0]) and lexicon.is_noun_only(following[1])


def _is_plural_place(before: str, after: str) -> bool | None:
    """Tell whether the determiner before a word and the verb behind it ask for a plural, or None."""
    if before in _SINGULAR_BEFORE or after in _SINGULAR_AFTER:
        return False
    return True if before in _PLURAL_BEFORE or after in _PLURAL_AFTER else None


def with_synonyms(cures: Sequence[Suggestion]) -> tuple[Suggestion, ...]:
    """Return the cures, best first; the best translation of a foreign word stands for its synonyms and takes their share.

    Whichever translation of the same foreign word is written, it is right: they are no rivals, and the foreign word that was
    likeliest meant comes first. Languages that write a word alike count as one. Of several names of one place or people the
    nearest in form is taken: "Konstantinoopol" is Constantinople, which became Istanbul later.
    """
    best: dict[str, Suggestion] = {}
    shares: dict[str, float] = {}
    for cure in sorted(cures, key=lambda cure: -cure.probability):
        meant = _meant(cure)
        if meant not in best or _is_nearer_name(cure, best[meant]):
            best[meant] = cure
        shares[meant] = shares.get(meant, 0.0) + cure.probability
    ranked = sorted(best, key=lambda meant: -shares[meant])
    return tuple(best[meant]._replace(probability=min(1.0, shares[meant])) for meant in ranked)


def _is_nearer_name(cure: Suggestion, other: Suggestion) -> bool:
    """Tell whether two cures are names, and the first one has most letters of the word that they cure, and far more of them."""
    if cure.evidence is None or other.evidence is None or not (cure.text[0].isupper() and other.text[0].isupper()):
        return False
    return cure.evidence.likeness > max(_NEAR, other.evidence.likeness + _NEARER)


def _meant(cure: Suggestion) -> str:
    """Return the foreign word that leads to a cure, in whatever language, or the cure itself."""
    return fold(cure.via.partition(" ")[2]) or cure.text


def _trust(block: Block, place: int, text: Segmentation, names: Gazetteer, lexicon: Lexicon) -> float:
    """Return how far the letters of an unknown word may be trusted to show damage, by its capital and its repetition.

    Zero for what may well be a name. A capital at the start of a sentence says little; in mid-sentence only a determiner or
    a nationality before it, and no repetition, leave room for doubt. What a document repeats is rather a term than a slip.
    """
    words = block.words
    word = words[place]
    repeats = text.counts[word.text]
    if word.text[0].islower():
        if text.counts[word.text.capitalize()]:
            return 0.0  # the document writes it with a capital, too: a name or a brand
        return 1.0 if repeats < _TERM else 0.5
    if repeats > 1 or block.is_title_case:
        return 0.0
    if word.start in block.sentence_starts:
        return 0.0 if _capitals_after(block, place) else _AT_START
    before = words[place - 1]
    beside = block.document.text[before.end : word.start].isspace()
    after = words[place + 1].text if place + 1 < len(words) else ""
    # A nationality in a foreign form is part of a foreign name: "Britisches Territorium im Indischen Ozean".
    of_nation = lexicon.is_english(before.text) and nationality(before.text, names) is not None
    doubtful = before.text.lower() in DETERMINERS or of_nation
    if not beside or not doubtful or after[:1].isupper():
        return 0.0
    # German writes its nouns with a capital, and engines that leave a noun as it is often add one.
    return _DICTIONARY if lexicon.foreign(word.text.lower()) else _DETERMINED


def _has_lost_capitals(text: Segmentation, names: Gazetteer, lexicon: Lexicon) -> bool:
    """Tell whether a text writes names small so often that an unknown small word is rather one more of them."""
    if text not in _lost:
        counts = text.counts.items()
        small = sum(count for word, count in counts if word.islower() and name_certainty(word, names, lexicon) > 0.0)
        _lost[text] = small > 0 and _PER_SMALL_NAME * small >= text.word_count
    return _lost[text]


def _common_misspelling(block: Block, place: int) -> str:
    """Return what a common misspelling means; a capital in mid-sentence may make a name of it."""
    word = block.words[place]
    meant = common_misspellings().get(word.text.lower(), "")
    may_be_name = not word.text.islower() and word.start not in block.sentence_starts
    return "" if may_be_name or (meant and _is_part_of_more(block.document.text, word.span)) else meant


def _office(block: Block, place: int, names: Gazetteer, lexicon: Lexicon) -> str:
    """Return the office that a rare capitalised word resembles, between a nationality and a name; else an empty string."""
    words = block.words
    word = words[place].text
    if len(word) <= _SHORTEST or not word[1:].islower() or lexicon.zipf(word) > _RARE or names.is_name(word):
        return ""
    names_after = _capitals_after(block, place)
    before = words[place - 1].text if place else ""
    two = " ".join(other.text for other in words[max(0, place - 2) : place])
    if before and (nationality(before, names) or nationality(two, names)):
        expected = 1
    elif not before[:1].isupper() or before.lower() in TITLE_WORDS or words[place].start in block.sentence_starts:
        expected = 2
    else:
        return ""
    if names_after < expected:
        return ""
    hit = extractOne(word.lower(), _OFFICES, scorer=OSA.normalized_similarity, score_cutoff=_OFFICE_SIMILARITY)
    return hit[0] if hit and hit[0] != word.lower() else ""


def _capitals_after(block: Block, place: int) -> int:
    """Count the capitalised words that follow, or follow an "of", parted by single spaces: two at most are looked at."""
    words, text = block.words, block.document.text
    if place + 1 < len(words) and words[place + 1].text == "of":
        place += 1
    count = 0
    for left, right in zip(words[place : place + 2], words[place + 1 : place + 3], strict=False):
        if text[left.end : right.start] != " " or not right.text[0].isupper():
            break
        count += 1
    return count


def _is_unknown(form: str, names: Gazetteer, lexicon: Lexicon) -> bool:
    """Tell whether a word is neither English nor a name, in no form that the gazetteer could cure."""
    spread = form.translate(_LIGATURES)  # "pædophilia" and "œuvre" are an older way of writing
    if lexicon.is_english(spread) or names.is_name(form) or is_rare_english(spread):
        return False
    bare = POSSESSIVE.sub("", form)
    readings = names.lookup(bare)
    if readings and bare[0].isupper() and _translates_to_name(bare, lexicon):
        return False  # "Chișinău", known without its accents, is as right as "Kishinev"
    # A name loses accents in English text and gains none: "sånare" is no form of Sanare, a city.
    return not any(bare.isascii() or reading.surface.lower() == bare.lower() for reading in readings)


def _translates_to_name(form: str, lexicon: Lexicon) -> bool:
    """Tell whether the first translation of a foreign word, in any language, is a name."""
    return any(found.lemmas and found.lemmas[0][0].isupper() for found in lexicon.translations(form.lower()))


def _unknown_half(compound: Word, names: Gazetteer, lexicon: Lexicon) -> Word | None:
    """Return the half of a compound that is unknown beside a prefix or a usual word: "non-spothetic", "master-planening"."""
    first, hyphen, second = compound.text.partition("-")
    if not hyphen or "-" in second:
        return None
    start, place = compound.start, compound.start + len(first) + 1
    for half, other in ((Word(start, place - 1, first), second), (Word(place, compound.end, second), first)):
        if len(half.text) < _SHORTEST_HALF or not half.text.islower():
            continue
        is_usual = other.islower() and lexicon.zipf(other) >= _USUAL and lexicon.is_common(other)
        if (is_usual or (other is first and is_prefix(first))) and _is_unknown(half.text, names, lexicon):
            return half
    return None


def _is_part_of_more(text: str, span: Span) -> bool:
    """Tell whether the word is glued to marks that make it a handle, a path or a compound, or stands alone in quotation marks."""
    before, after = text[span.start - 1 : span.start], text[span.end : span.end + 1]
    if (
        before in _JOINED
        or after in _BRACKETS
        or (after in _JOINED - _APOSTROPHES and text[span.end + 1 : span.end + 2].isalnum())
    ):
        return True
    return before in _QUOTES and after in _QUOTES


def _is_in_foreign_passage(block: Block, place: int, names: Gazetteer, lexicon: Lexicon) -> bool:
    """Tell whether the words around it are foreign, too: a quotation, a species or a foreign name, not a word left over."""
    nearby = block.words[max(0, place - _PASSAGE) : place + _PASSAGE + 1]
    function_words = sum(word.text in ANY_FOREIGN and not lexicon.is_common(word.text) for word in nearby)
    if function_words >= _FOREIGN_WORDS:
        return True
    words, text = block.words, block.document.text
    if heads_foreign_name(words[place : place + 3]):
        return True
    for neighbour in (place - 1, place + 1):
        if 0 <= neighbour < len(words):
            left, right = sorted((place, neighbour))
            other = words[neighbour].text
            beside = text[words[left].end : words[right].start] in {" ", "\u00a0"}
            if beside and len(other) > 1 and _is_foreign(other, names, lexicon):
                return True
            if beside and neighbour < place and other[0].isupper() and _is_species(block, place, lexicon):
                return True
    return False


def _is_foreign(form: str, names: Gazetteer, lexicon: Lexicon) -> bool:
    """Tell whether a neighbour is unknown; of capitalised words, which may be anybody's name, only foreign words count."""
    return _is_unknown(form, names, lexicon) and (form[0].islower() or bool(lexicon.foreign(form.lower())))


def _is_species(block: Block, place: int, lexicon: Lexicon) -> bool:
    """Tell whether a lower-case word may be the second half of a species' name: "Porites cylindrica"."""
    words, text = block.words, block.document.text
    genus, name = words[place - 1], words[place].text
    in_brackets = text[genus.start - 1 : genus.start] == "("
    return name[0].islower() and (in_brackets or (name.endswith(_LATIN_ENDINGS) and lexicon.zipf(genus.text) < _RARE))
