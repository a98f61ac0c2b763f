"""Rewrite what rules cannot cure with a language model, and weigh by it what others propose.

The model reads a sentence with the findings marked and writes nothing but what stands in their place; leaving a span
alone, and not knowing what was meant, have probabilities like every cure. It gives the second opinion on findings of
the neural detector and on cures that are not sure; what rules and gazetteer are sure of stays as they have it. Without
the model's files or its runtime everything goes on with rules and gazetteer, and says so once.
"""

from __future__ import annotations

from dataclasses import replace
from math import exp, inf, log
from typing import TYPE_CHECKING, NamedTuple

from corrector import models
from corrector.backends.answers import Change, either
from corrector.backends.features import Evidence, tokens
from corrector.closing import Closing
from corrector.config import OFF
from corrector.detect._knowledge import gazetteer
from corrector.errors import DataError
from corrector.plugins import Offer
from corrector.propose import _weights
from corrector.propose._changes import change
from corrector.propose._dialect import Spelling
from corrector.propose._passages import ask, fitted
from corrector.propose._recall import Recalling
from corrector.propose._weights import UNREAD, Cure, Situation, likeness
from corrector.types import Candidate, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from corrector.backends.answers import Answer
    from corrector.config import Settings
    from corrector.propose._facts import Facts
    from corrector.propose._passages import Asked, Question
    from corrector.propose._weights import Weights
    from corrector.propose._writers import Source
    from corrector.segment import Segmentation

NEURAL = "neural"
LISTED = 5  # own cures that are shown
LEAST = 0.01  # score of a cure that is worth showing
# So many cures of a question are read in its sentence, if they have this log-probability, and so many that others propose,
# whatever it is: of the order of words the network says little, and its language model much.
READ, AT_LEAST, READ_OFFERED = 3, log(0.02), 2
LOST = 5  # words fewer, at most, that a cure may have: no damage it learned from has more too many
_REASON = "reads best in its sentence"


class Weighed(NamedTuple):
    """One cure of a question: as the weights see it, and as others propose it (None: nobody does)."""

    cure: Cure
    offered: Candidate | None

    @property
    def text(self) -> str:
        """What it writes in the marked span."""
        return self.cure.text


class Opinion(NamedTuple):
    """What the rewriter says of a question, before it is turned into probabilities."""

    situation: Situation
    weighed: tuple[Weighed, ...]

    @property
    def read(self) -> tuple[Weighed, ...]:
        """The cures with which the sentence is to be read: the likelier ones, and the best that others propose."""
        likely = [one for one in self.weighed[:READ] if one.cure.log_probability >= AT_LEAST]
        offered = sorted(self.weighed, key=lambda one: -one.cure.prior)[:READ_OFFERED]
        chosen = {one.text for one in (*likely, *(one for one in offered if one.offered is not None))}
        return tuple(one for one in self.weighed if one.text in chosen)

    def after_reading(self, gains: Iterator[float]) -> Opinion:
        """Return the opinion with the gains of the cures that were read, which are taken from ``gains``."""
        gained = {one.text: next(gains) for one in self.read}
        rivals = _rivals(gained, least=UNREAD)
        weighed = [
            one._replace(cure=one.cure._replace(gain=gained[one.text], rival_gain=rivals[one.text]))
            if one.text in gained
            else one
            for one in self.weighed
        ]
        return self._replace(weighed=tuple(weighed))

    @property
    def best(self) -> float:
        """The log-probability of the likeliest cure."""
        return max((one.cure.log_probability for one in self.weighed), default=-inf)

    @property
    def gain(self) -> float:
        """The most that a cure adds to the log-probability of the sentence."""
        return max((one.cure.gain for one in self.weighed), default=UNREAD)


def _rivals(values: Mapping[str, float], *, least: float) -> dict[str, float]:
    """Return the most that another of the cures has, for each of them; ``least`` where there is no other.

    >>> _rivals({"green": 1.0, "great": 3.0, "grown": 2.0}, least=0.0), _rivals({"great": 3.0}, least=0.0)
    ({'green': 3.0, 'great': 2.0, 'grown': 3.0}, {'great': 0.0})
    """
    first, second, *_ = (*sorted(values.values(), reverse=True), least, least)
    places = [said for said, value in values.items() if value == first]
    return {said: second if places == [said] else first for said in values}


class Rewriter(Closing):
    """Reranker over a model that rewrites spans; loads it on first use and lets it go when closed."""

    name = "rewriter"

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._source: Source | None = None
        self._opened: Recalling | None = None
        self._weights: Weights | None = None
        self._facts: Facts | None = None
        self._spelling = Spelling(settings)

    def close(self) -> None:
        """Let the model go."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    @property
    def is_on(self) -> bool:
        """Whether the settings ask for it."""
        return self._settings.rewriter != OFF

    @property
    def revision(self) -> str:
        """The model's revision, or why it is not used; nothing is loaded to tell.

        Raises:
            ConfigError: the settings name a model that is not there or cannot run here.
        """
        if not self.is_on:
            return "off"
        try:
            return self._found().revision
        except DataError:
            return "unavailable"

    def rerank(self, texts: Sequence[Segmentation], offers: Sequence[Sequence[Offer]]) -> list[tuple[Offer, ...]]:
        """Return the offers with the rewriter's own cures and calibrated scores; unchanged where it cannot be used."""
        if not self.is_on:
            return [tuple(of_text) for of_text in offers]
        try:
            opinions = self.opinions(texts, offers)
            if any(opinions):
                self._ready()
        except DataError as error:
            models.say_once(f"the rewriter is not used: {error}; go on with rules and gazetteer")
            return [tuple(of_text) for of_text in offers]
        return [self._applied(of_text, of_questions) for of_text, of_questions in zip(offers, opinions, strict=True)]

    def opinions(
        self, texts: Sequence[Segmentation], offers: Sequence[Sequence[Offer]]
    ) -> list[list[tuple[Asked, Question, Opinion]]]:
        """Ask about all texts at once, and return what is said of each question of each text.

        Raises:
            DataError: the model's files or its runtime are missing.
        """
        asked = [list(ask(text, of_text)) for text, of_text in zip(texts, offers, strict=True)]
        flat = [(one, of_text) for of_asked, of_text in zip(asked, offers, strict=True) for one in of_asked]
        answers = self._writer().answer([one.passage for one, _ in flat]) if flat else []
        told = [
            [
                self._opinion(one, question, place, answer, of_text)
                for question, place, answer in zip(one.questions, one.passage.spans, of_passage, strict=True)
            ]
            for (one, of_text), of_passage in zip(flat, answers, strict=True)
        ]
        read = iter(self._read([one for one, _ in flat], told))
        return [
            [
                (one, question, opinion)
                for one in of_asked
                for question, opinion in zip(one.questions, next(read), strict=True)
            ]
            for of_asked in asked
        ]

    def _read(self, asked: Sequence[Asked], told: Sequence[Sequence[Opinion]]) -> list[list[Opinion]]:
        """Return the opinions on each passage with what the likelier cures add to the log-probability of its sentence."""
        changes = [
            [
                Change(place, weighed.text)
                for place, opinion in zip(one.passage.spans, of_passage, strict=True)
                for weighed in opinion.read
            ]
            for one, of_passage in zip(asked, told, strict=True)
        ]
        sentences = [(one.passage.text, of_passage) for one, of_passage in zip(asked, changes, strict=True)]
        gains = self._writer().gains(sentences) if any(changes) else [() for _ in changes]
        return [
            [opinion.after_reading(gained) for opinion in of_passage]
            for of_passage, gained in zip(told, map(iter, gains), strict=True)
        ]

    def _found(self) -> Source:
        if self._source is None:
            from corrector.propose import _writers

            self._source = _writers.find(self._settings)
        return self._source

    def _writer(self) -> Recalling:
        if self._opened is None:
            self._opened = Recalling(self._found().open())
        return self._opened

    def _known(self) -> Facts:
        if self._facts is None:
            from corrector.lexicon import Lexicon
            from corrector.propose._facts import Facts

            self._facts = Facts(gazetteer(self._settings), Lexicon.load())
        return self._facts

    def _opinion(self, one: Asked, question: Question, place: Span, answer: Answer, offers: Sequence[Offer]) -> Opinion:
        """Put the answer's cures and those of others in one order, with what is known of the question."""
        before = one.text.document.text[question.span.start : question.span.end]
        at_start = not one.passage.text[: place.start].strip(" \"'“‘«([")
        keep, own = answer.keep, dict[str, float]()
        for cure in answer.cures:
            said = self._tidied(one, place, before, cure.text, at_start=at_start)
            if said == before:
                keep = either(keep, cure.log_probability)
            elif said is not None:
                own[said] = either(own.get(said, -inf), cure.log_probability)
        offered = dict(question.offered)
        logs = own | {said: log for (said, _), log in zip(question.offered, answer.offered, strict=True)}
        order = sorted(logs, key=lambda said: (-logs[said], said))
        findings = [offers[member].finding for member in question.offers]
        top = max(findings, key=lambda finding: finding.score)
        situation = Situation(
            score=top.score,
            kind=top.kind,
            by_rule=any(finding.detector != NEURAL for finding in findings),
            keep=keep,
            unknown=answer.unknown,
            before=before,
            odd=self._odd(before),
            company=question.company,
            cures=len(order),
            told=sum(map(exp, logs.values())),
        )
        priors = {said: offered[said].score if said in offered else 0.0 for said in order}
        rivals = _rivals(logs, least=-inf)
        rival_priors = _rivals(priors, least=0.0)
        rival_likeness = _rivals({said: likeness(before, said) for said in order}, least=0.0)
        weighed = []
        for rank, said in enumerate(order):
            made = change(before, said)
            seen = Cure(
                said,
                logs[said],
                rivals[said],
                strange=self._odd(said, besides=before) > 0,
                adds=self._known().adds(before, said, one.text, at_start=question.span.start == one.start),
                rank=rank,
                is_own=said in own,
                prior=priors[said],
                rival_prior=rival_priors[said],
                rival_likeness=rival_likeness[said],
                frequency_gone=self._known().frequency(made.gone),
                frequency_new=self._known().frequency(made.new),
            )
            weighed.append(Weighed(seen, offered.get(said)))
        return Opinion(situation, tuple(weighed))

    def _tidied(self, one: Asked, place: Span, before: str, said: str, *, at_start: bool) -> str | None:
        """Return a cure as it can stand in the text; None for one that cannot."""
        if len(before.split()) - len(said.split()) > LOST:
            return None
        if not before.endswith(" "):
            said = said.rstrip(" ")
        said = self._spelling.cure(said, before, one.text)
        if "\n" in said or "  " in said or (not said.strip() and (at_start or not before)):
            return None
        if at_start and before.lstrip()[:1].isupper():
            first = len(said) - len(said.lstrip())
            said = said[:first] + said[first].upper() + said[first + 1 :]
        around = one.passage.text
        left, right = around[place.start - 1 : place.start], around[place.end : place.end + 1]
        glued = (left.isalnum() and said[:1].isalnum()) or (right.isalnum() and said[-1:].isalnum())
        if glued or [c for c in said if c.isdigit()] != [c for c in before if c.isdigit()]:
            return None
        return None if self._known().loses_name(before, said) else said

    def _odd(self, text: str, *, besides: str = "") -> float:
        """Return the share of a text's words that are neither English nor names; those of ``besides`` do not count."""
        known = {token.text for token in tokens(besides, 0, len(besides))}
        words = [t.text for t in tokens(text, 0, len(text)) if t.text[0].isalpha()]
        odd = sum(
            word not in known and self._known().evidence(word) in {Evidence.UNKNOWN, Evidence.FOREIGN} for word in words
        )
        return odd / max(1, len(words))

    def _applied(self, offers: Sequence[Offer], asked: Iterable[tuple[Asked, Question, Opinion]]) -> tuple[Offer, ...]:
        """Return a text's offers with those asked about judged anew."""
        judged: dict[int, tuple[Offer, ...]] = {}
        for one, question, opinion in asked:
            members = [offers[place] for place in question.offers]
            judged |= dict.fromkeys(question.offers, ())
            judged[question.offers[0]] = tuple(self._judged(one, question, opinion, members))
        return tuple(offer for place, old in enumerate(offers) for offer in judged.get(place, (old,)))

    def _judged(self, one: Asked, question: Question, opinion: Opinion, members: Sequence[Offer]) -> Iterable[Offer]:
        """Return the judged offers of one question, in order: one, or all that touch where no cure takes them together."""
        body = one.text.document.text
        scored = self._scored(opinion)
        wrong = self._ready().of_finding(opinion.situation, opinion.best, opinion.gain)
        best = scored[0] if scored else None
        top = max(members, key=lambda offer: offer.finding.score)
        if len(members) > 1:
            revised = [_revised(member, wrong, most=member is top) for member in members]
            if best is None or best.score < self._settings.thresholds.apply:
                return revised
            holders = [
                m for m in members if fitted(body, m.finding.span, question.span, [best.text])[0] == m.finding.span
            ]
            if len(holders) == 1:
                return [
                    _with(now, body, question.span, [best], keep=True) if m is holders[0] else now
                    for m, now in zip(members, revised, strict=True)
                ]
        span = Span(members[0].finding.span.start, members[-1].finding.span.end)
        joined = Offer(replace(top.finding, span=span), ())
        return [_with(_revised(joined, wrong, most=True), body, question.span, scored)]

    def _scored(self, opinion: Opinion) -> list[Candidate]:
        """Return all cures worth showing as texts for the marked span, best first."""
        weights, known = self._ready(), opinion.situation
        made = []
        for weighed in opinion.weighed:
            offer = weighed.offered
            if offer is not None:
                score = weights.of_offered(known, weighed.cure)
                made.append(replace(offer, text=weighed.text, score=score))
                continue
            score = weights.of_cure(known, weighed.cure)
            if score >= LEAST:
                made.append(Candidate(weighed.text, score, self.name, _REASON, weighed.cure.adds))
        return _shared_out(sorted(made, key=lambda candidate: (-candidate.score, candidate.text))[:LISTED])

    def _ready(self) -> Weights:
        if self._weights is None:
            self._weights = _weights.read(self._found().calibrated)
        return self._weights


def build(settings: Settings) -> Rewriter:
    """Make the reranker."""
    return Rewriter(settings)


def _shared_out(cures: Sequence[Candidate]) -> list[Candidate]:
    """Return cures, best first, whose scores add up to certainty at most: what the best leaves of it the others share.

    Each score is the probability that the cure brings the sentence nearer to what is right. Several can, as "Swedish
    president" and "the Swedish president" do, and that another would as well makes the best no less sure.
    """
    others = sum(cure.score for cure in cures[1:])
    left = 1.0 - cures[0].score if cures else 0.0
    if others <= left:
        return list(cures)
    return [cures[0], *(replace(cure, score=cure.score * left / others) for cure in cures[1:])]


def _revised(offer: Offer, wrong: float, *, most: bool) -> Offer:
    """Return an offer whose finding has the second opinion's score; rules keep theirs.

    The opinion is of all that is marked together: only the finding that is ``most`` suspect there may rise by it.
    """
    finding = offer.finding
    if finding.detector != NEURAL:
        return offer
    return offer._replace(finding=replace(finding, score=wrong if most else min(finding.score, wrong)))


def _with(offer: Offer, body: str, span: Span, cures: Sequence[Candidate], *, keep: bool = False) -> Offer:
    """Return an offer with cures for the marked span ``span``; where the best one needs it, the finding grows to its words.

    With ``keep`` the offer's own candidates stay beside.
    """
    if not cures:
        return offer
    finding = offer.finding
    own, _ = fitted(body, finding.span, span, [cures[0].text])
    chosen = [cures[0]]
    chosen += [c for c in cures[1:] if fitted(body, finding.span, span, [cures[0].text, c.text])[0] == own]
    _, texts = fitted(body, finding.span, span, [cure.text for cure in chosen])
    # What is wrong with a probability, and cured with a higher one, would be no probability.
    score = max(finding.score, cures[0].score)
    made = tuple(replace(cure, text=text) for cure, text in zip(chosen, texts, strict=True))
    return Offer(replace(finding, span=own, score=score), (*offer.candidates, *made) if keep else made)
