import itertools

import pytest

from corrector.config import Profile, Settings
from corrector.merge import merge
from corrector.segment import segment
from corrector.types import Document, Finding, Kind, Span

TEXT = segment(Document("d", "The presedent of Example said that it is at https://example.org now.", (Span(44, 63),)))


def finding(start: int, end: int, score: float, detector: str = "a", kind: Kind = Kind.SPELLING) -> Finding:
    return Finding(Span(start, end), kind, score, detector, "why")


def test_the_surer_finding_wins() -> None:
    sure, unsure = finding(4, 13, 0.9), finding(0, 24, 0.4, "b")
    assert merge(TEXT, [unsure, sure], Settings()) == (sure,)


def test_among_equals_the_wider_wins() -> None:
    narrow, wide = finding(4, 13, 0.99), finding(0, 13, 0.85, "b")
    assert merge(TEXT, [narrow, wide], Settings()) == (wide,)


def test_order_of_detectors_does_not_matter() -> None:
    findings = [finding(0, 13, 0.9), finding(4, 24, 0.9, "b"), finding(14, 24, 0.9, "c"), finding(14, 24, 0.9, "d")]
    results = {merge(TEXT, permutation, Settings()) for permutation in itertools.permutations(findings)}
    assert len(results) == 1


def test_result_is_sorted_and_disjoint() -> None:
    found = merge(TEXT, [finding(s, s + 4, 0.5 + s / 200) for s in range(0, 40, 3)], Settings())
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(found))
    assert len(found) > 4


@pytest.mark.parametrize(
    ("found", "settings"),
    [
        (finding(46, 50, 0.9), Settings()),
        (finding(4, 13, 0.9), Settings(skip_kind=(Kind.SPELLING,))),
        (finding(4, 13, 0.9), Settings(kind=(Kind.CASING,))),
        (finding(4, 13, 0.9), Settings(ignore=("Presedent",))),
    ],
    ids=["protected", "skipped kind", "other kind", "ignored word"],
)
def test_unwanted_findings_are_dropped(found: Finding, settings: Settings) -> None:
    assert merge(TEXT, [found], settings) == ()


def test_the_network_yields_to_what_the_profile_reports() -> None:
    rule, network = finding(4, 13, 0.6), finding(0, 24, 0.9, "neural")
    assert merge(TEXT, [network, rule], Settings()) == (rule,)
    assert merge(TEXT, [network, rule], Settings(profile=Profile.SAFE)) == (network,)
