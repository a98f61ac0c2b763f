"""The words of English whose classes are closed: articles, prepositions, pronouns, conjunctions, auxiliaries.

Grammar governs their places, so where they stand tells much, and exchanging one for another seldom changes what a
sentence is about. All lower case.
"""

from __future__ import annotations

ARTICLES = frozenset(("a", "an", "the"))
DETERMINERS = ARTICLES | frozenset(
    "this that these those his her its their our my your some any each every no another".split()
)
PREPOSITIONS = frozenset(
    "of in on at to for from by with about into over under after before during through between among against within "
    "without upon toward towards across since until as per via behind beyond near".split()
)
BE_FORMS = frozenset(("be", "am", "is", "are", "was", "were", "been", "being"))
CLOSED = (
    ARTICLES
    | PREPOSITIONS
    | BE_FORMS
    | frozenset(
        "and or but nor so if than that this these those which who whom whose what when where while because although though "
        "i you he she it we they me him her us them my your his its our their not no do does did has have had will would can "
        "could shall should may might must there here as also".split()
    )
)
