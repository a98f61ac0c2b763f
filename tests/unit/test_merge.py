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


def parted(*parts: Finding) -> Finding:
    """Return a finding of the network over all of its parts."""
    span = Span(parts[0].span.start, parts[-1].span.end)
    return Finding(span, Kind.WORD_ORDER, 0.95, "neural", "why", parts)


def test_what_a_rule_leaves_of_the_network_s_finding_remains() -> None:
    words = [
        finding(s, e, score, "neural") for s, e, score in ((0, 3, 0.4), (4, 13, 0.9), (14, 16, 0.6), (17, 24, 0.7))
    ]
    [whole] = merge(TEXT, [parted(*words)], Settings())
    assert (whole.span, whole.parts) == (Span(0, 24), ())
    rule = finding(4, 13, 0.9)
    assert merge(TEXT, [parted(*words), rule], Settings()) == (words[0], rule, finding(14, 24, 0.7, "neural"))


@pytest.mark.parametrize(
    ("rule", "left"),
    [((13, 14), [(0, 13), (14, 24)]), ((16, 16), [(0, 13), (17, 24)]), ((0, 24), []), ((2, 15), [(17, 24)])],
    ids=["space", "gap", "all", "across words"],
)
def test_what_remains_touches_no_other_finding(rule: tuple[int, int], left: list[tuple[int, int]]) -> None:
    words = [finding(s, e, 0.6, "neural") for s, e in ((0, 3), (4, 13), (14, 16), (17, 24))]
    found = merge(TEXT, [parted(*words), finding(*rule, 0.9)], Settings())
    assert [tuple(one.span) for one in found if one.detector == "neural"] == left


def test_marks_do_not_remain_nor_what_is_not_wanted() -> None:
    text = segment(Document("d", "So , he said , it rained on the town all day long."))
    marks = [finding(s, e, 0.9, "neural") for s, e in ((0, 2), (3, 4), (5, 7), (8, 12), (13, 14))]
    rule = finding(5, 12, 0.9)
    assert merge(text, [parted(*marks), rule], Settings()) == (finding(0, 4, 0.9, "neural"), rule)
    assert merge(text, [parted(*marks[1:]), rule], Settings()) == (rule,)
    named = Settings(ignore=("so",))
    assert merge(text, [parted(marks[0], *marks[2:]), rule], named) == (rule,)
