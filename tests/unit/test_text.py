import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrector.text import Lines, Place, from_utf16, to_utf16


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [("", 0, (1, 1)), ("ab\ncd", 3, (2, 1)), ("ab\r\ncd", 4, (2, 1)), ("a\rb", 2, (2, 1)), ("a😀b", 2, (1, 3))],
)
def test_places(text: str, offset: int, place: tuple[int, int]) -> None:
    assert Lines(text).place(offset) == Place(*place)


@given(st.text(), st.data())
def test_utf16_offsets_round_trip(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    assert from_utf16(text, to_utf16(text, offset)) == offset
    assert to_utf16(text, offset) == len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
