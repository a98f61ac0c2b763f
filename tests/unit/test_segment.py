import pytest

from corrector.segment import BlockKind, segment
from corrector.types import Document, Span


def sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for block in segment(Document("d", text)).blocks for s in block.sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Okafor left. She stayed.", ["Mr. Okafor left.", "She stayed."]),
        ("He joined the U.S. Senate in May.", ["He joined the U.S. Senate in May."]),
        ("He lives in the U.S. The house is old.", ["He lives in the U.S.", "The house is old."]),
        ("J. Doe and A. Roe met.", ["J. Doe and A. Roe met."]),
        ("“It is late.” He left!", ["“It is late.”", "He left!"]),
        ("Is it 3.5 percent? Yes.", ["Is it 3.5 percent?", "Yes."]),
        ("The firm, Acme Inc. of Ohio, grew.", ["The firm, Acme Inc. of Ohio, grew."]),
        ("So did I. They left.", ["So did I.", "They left."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_blocks_of_a_page() -> None:
    text = (
        "Floods hit the north\n\nHeavy rain fell on Monday.\nIt went on for days.\n- Roads closed\n2) Schools closed\n"
    )
    blocks = [(block.kind, block.text) for block in segment(Document("d", text)).blocks]
    assert blocks == [
        (BlockKind.HEADING, "Floods hit the north"),
        (BlockKind.PARAGRAPH, "Heavy rain fell on Monday."),
        (BlockKind.PARAGRAPH, "It went on for days."),
        (BlockKind.LIST_ITEM, "Roads closed"),
        (BlockKind.LIST_ITEM, "Schools closed"),
    ]


def test_hard_wrapped_lines_are_one_block() -> None:
    text = "The ministry said on Monday that the bridge over the river\nwould be closed until the end of the month.\n"
    assert len(segment(Document("d", text)).blocks) == 1


def test_blocks_hold_every_letter() -> None:
    text = "One line\r\nTwo words here.\r\n\r\n* item\r\n"
    kept = "".join(block.text for block in segment(Document("d", text)).blocks)
    assert [char for char in kept if char.isalpha()] == [char for char in text if char.isalpha()]


def test_words_with_apostrophes_hyphens_and_initials() -> None:
    [block] = segment(Document("d", "The U.S. couldn't re-elect Sassou-Nguesso for 1,200.5 days.")).blocks
    assert [word.text for word in block.words] == [
        *("The", "U.S.", "couldn't", "re-elect", "Sassou-Nguesso", "for", "1,200.5", "days"),
    ]


def test_protected_words_are_no_words() -> None:
    document = Document("d", "See the file at https://example.org for more.", (Span(16, 35),))
    [block] = segment(document).blocks
    assert [word.text for word in block.words] == ["See", "the", "file", "at", "for", "more"]


def test_runs_of_capitals() -> None:
    [block] = segment(
        Document("d", "On Monday Ms. Ana Reyes of the World Bank met J. Doe, Ann and Bob. Dan left.")
    ).blocks
    runs = [" ".join(word.text for word in block.words[run.start : run.end]) for run in block.runs]
    assert runs == ["On Monday Ms Ana Reyes", "World Bank", "J Doe", "Ann", "Bob", "Dan"]


@pytest.mark.parametrize(
    ("text", "is_title"),
    [
        ("Ministers Meet in Lima to Discuss Trade", True),
        ("Ministers meet in Lima to discuss trade", False),
        ("Ministers Met in Lima on Monday.", False),
    ],
)
def test_title_case_headlines(text: str, is_title: bool) -> None:
    [block] = segment(Document("d", text)).blocks
    assert block.is_title_case is is_title


def test_counts_and_places() -> None:
    text = segment(Document("d", "Rain fell. Rain stopped.\n\nThe sun shone."))
    assert text.counts["Rain"] == 2
    assert text.block_at(30).text == "The sun shone."
    assert text.sentence_at(12) == Span(11, 24)
    with pytest.raises(LookupError):
        text.block_at(25)
