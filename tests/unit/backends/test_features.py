import pytest

from corrector.backends.features import Evidence, Evidences, Shape, shape, tokens


class Words:
    def is_english(self, word: str) -> bool:
        return word in {"river", "paris", "Smith"}

    def foreign(self, word: str) -> tuple[tuple[str, float], ...]:
        return (("fr", 4.0),) if word == "rivière" else ()


class Names:
    def is_name(self, form: str) -> bool:
        return form == "Tokelau"


@pytest.mark.parametrize(
    ("token", "evidence"),
    [
        ("River's", Evidence.ENGLISH),
        ("Tokelau’s", Evidence.NAME),
        ("Smith", Evidence.ENGLISH_NAME),
        ("rivière", Evidence.FOREIGN),
        ("qwxz", Evidence.UNKNOWN),
        ("12", Evidence.NONE),
        ("—", Evidence.NONE),
    ],
)
def test_evidence(token: str, evidence: Evidence) -> None:
    known = Evidences(Words(), Names())
    assert known(token) is known(token) is evidence


@pytest.mark.parametrize(
    ("token", "form"),
    [
        ("Ab-Cd", Shape.TITLE),
        ("aBc", Shape.MIXED),
        ("É", Shape.INITIAL),
        ("U.S.", Shape.UPPER),
        ("2nd", Shape.WITH_DIGITS),
    ],
)
def test_shape(token: str, form: Shape) -> None:
    assert shape(token) is form


def test_tokens_are_where_they_say_in_code_points() -> None:
    text = "🙂 Zoe\u0308 saw 1,200.5 km² of “ice”…"
    found = list(tokens(text, 0, len(text)))
    assert [text[token.start : token.end] for token in found] == [token.text for token in found]
    assert "".join(token.text for token in found) == "".join(text.split())
