"""Which languages the foreign words and names of a text belong to: what is left of one source was all written in one language.

A word that several languages have, or that is near a word of several, is most likely of the language that the others in
the text are of.
"""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING, NamedTuple

from corrector.detect.exonyms import foreign_readings, may_be_foreign

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from corrector.gazetteer import Gazetteer
    from corrector.lexicon import Lexicon
    from corrector.segment import Segmentation

_MOST = 3.0  # traces that count: more of them say no more
_SUREST = 0.99  # that a foreign name is of one of its languages
_LEAST = 0.01  # traces, below which there is none
_STRAY = 0.05  # of sure traces are of another language than the text was written in: names, loans, gaps of dictionaries


class Support(NamedTuple):
    """How far other traces in a text speak for some languages; all 0 where there is none.

    ``share`` is the likelihood of the others if the text was written in the likeliest of them, divided by that for the
    likeliest language of all; ``traces`` the number of the others.
    """

    share: float = 0.0
    traces: float = 0.0


class Traces:
    """The traces of a text: for each form how likely it belongs to each language.

    >>> traces = Traces({"rostre": {"ca": 0.9}, "usine": {"fr": 0.9}, "ouzbek": {"fr": 1.0}})
    >>> traces.support("rostre", ["ca"]).share < 0.01 < traces.support("rostre", ["fr", "ca"]).share
    True
    >>> Traces({}).support("rostre", ["ca"])
    Support(share=0.0, traces=0.0)
    """

    def __init__(self, forms: Mapping[str, Mapping[str, float]]) -> None:
        self._forms = {form: languages for form, languages in forms.items() if languages}
        known = {language for languages in self._forms.values() for language in languages}
        self._logs = {one: sum(_log(languages, one) for languages in self._forms.values()) for one in known}
        self._count = sum(max(languages.values()) for languages in self._forms.values())
        self._known: dict[str, tuple[float, dict[str, float]]] = {}

    def support(self, form: str, languages: Collection[str]) -> Support:
        """Return how far the traces besides one form speak for any of some languages."""
        count, shares = self._besides(form)
        return Support(max((shares.get(one, 0.0) for one in languages), default=0.0), count)

    def _besides(self, form: str) -> tuple[float, dict[str, float]]:
        """Return how many traces there are besides a form, and the share of each language."""
        if form not in self._known:
            own = self._forms.get(form, {})
            count = self._count - max(own.values(), default=0.0)
            logs = {one: log_ - _log(own, one) for one, log_ in self._logs.items()} if count >= _LEAST else {}
            top = max(logs.values(), default=0.0)
            shares = {one: exp(log_ - top) for one, log_ in logs.items()}
            self._known[form] = min(count, _MOST) if logs else 0.0, shares
        return self._known[form]


def _log(languages: Mapping[str, float], language: str) -> float:
    """Return the log-likelihood of a trace in a text of a language: as far as it is no foreign word it says nothing."""
    sure = max(languages.values(), default=0.0)
    return log(1.0 - sure + max(languages.get(language, 0.0), _STRAY * sure)) if sure else 0.0


def traces(
    text: Segmentation, words: Iterable[tuple[str, Mapping[str, float]]], names: Gazetteer, lexicon: Lexicon
) -> Traces:
    """Return the traces of a text: words with the languages that they may be of, and names in a foreign form."""
    forms = dict(words)
    for form in text.counts:
        if form[0].isupper() and form not in forms and may_be_foreign(form, names, lexicon):
            languages = {language for reading in foreign_readings(form, names) for language in reading.languages}
            if languages:
                forms[form] = dict.fromkeys(languages, _SUREST)
    return Traces(forms)
