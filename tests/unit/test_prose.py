import pytest

from corrector.prose import judge


def reason(text: str) -> str:
    return judge([(text, True)])[0]


@pytest.mark.parametrize(
    "text",
    [
        "The minister said on Tuesday that the port would open again in the spring.",
        "He took his green train of the capital and the relations of the two would have soured.",
        "“We are not going to wait,” Ms. Tanaka said; nobody else spoke.",
        "The café near the château of Orléans served crème brûlée and rosé to the fiancé of Zoë.",
        "Profits rose 5% to $3.2m (£2.6m) in the year to March, it said; sales fell.",
    ],
)
def test_english_prose(text: str) -> None:
    assert reason(text) == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("El ministro dijo el martes que el puerto volverá a abrir en la primavera.", "Spanish"),
        ("Le ministre a déclaré mardi que le port serait rouvert dans les semaines à venir.", "French"),
        ("Der Minister sagte am Dienstag, dass der Hafen im Frühjahr wieder geöffnet wird.", "German"),
        ("O ministro dixo o martes que o porto abriría de novo na primavera para todos.", "Galician"),
        ("O xefe policial Martin dixo domingo tardío a policía atribuía autoría do crime.", "not English"),
        ("Министр сказал во вторник, что порт откроется весной.", "not in Latin letters"),
        ("for (int i = 0; i < n; i++) { total += values[i]; }", "code"),
        ("def main(argv): return {key: value for key, value in argv.items()}", "code"),
        ("2026-03-01 12:00:01 ERROR worker 3 lost the connection to the server", "log"),
        ("THE MINISTER SAID THAT THE PORT WOULD OPEN AGAIN", "capitals"),
        ("lol i dont think u can go there anymore but ok", "chat"),
        ("12 / 34 = ?", "no words"),
    ],
)
def test_everything_else_is_left_alone(text: str, said: str) -> None:
    assert said in reason(text)


def test_short_blocks_follow_the_document() -> None:
    english = "The leaders of the region met in the capital on Monday to talk about trade."
    assert judge([(english, True), ("Peruvian President Dina Boluarte", False)]) == ["", ""]
    assert judge([(english, True), ("Brazilian President Luiz Inacio Lula da Silva", False)]) == ["", ""]
    alone = judge([("Vereinigte Staaten", False)])
    assert alone == ["too short to tell whether it is English"]


def test_comments_go_with_the_code_around_them() -> None:
    source = [
        "def area(radius):",
        "Return the area of the circle, the usual way",
        "value = 3 * radius",
        "if not value:",
        "return value",
    ]
    assert judge([(line, False) for line in source]) == ["looks like code"] * 5


def test_the_sentences_of_a_manual_are_prose_between_examples() -> None:
    sentence = "The function returns the area of the circle and raises an error where the radius is below zero. "
    manual = [
        (3 * sentence.strip(" "), True),
        ("area = circle(radius)", False),
        ("print(area, end=sep)", False),
        (3 * sentence, True),
    ]
    assert judge(manual) == ["", "looks like code", "looks like code", ""]


def test_one_line_of_code_makes_no_code_of_the_rest() -> None:
    english = "The leaders of the region met in the capital on Monday to talk about trade."
    assert judge([(english, True), ("total = sum(values)", False), (english, True), (english, True)])[0] == ""


@pytest.mark.parametrize(
    "messages",
    [
        ["can someone bring the tickets to rome", "sure", "the bus is late again"],
        ["u coming to the match in lyon", "the train leaves at nine"],
    ],
)
def test_a_conversation_without_capitals_is_chat(messages: list[str]) -> None:
    assert judge([(message, False) for message in messages]) == ["chat in lower case"] * len(messages)


def test_lower_case_lines_among_prose_are_no_chat() -> None:
    english = "The leaders of the region met in the capital on Monday to talk about trade."
    lines = [
        (english, True),
        ("the price of bread and of milk", False),
        ("the cost of the new port", False),
        (english, True),
    ]
    assert judge(lines) == ["", "", "", ""]
