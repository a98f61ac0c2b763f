"""What is no English prose is left alone, whatever it holds; the whole pipeline runs, but for the neural parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corrector import Document, Pipeline, Settings, plugins, protect

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = tuple(name for name in plugins.names("corrector.detect") if name != "neural")

SPANISH = "El presidente llegó a la capital el lunes , dos días antes de la cumbre , y no quiso hablar con la prensa."
FRENCH = "Le ministre a dit que la réunion aurait lieu à Varsovie , mais il n’a pas voulu donner la date exacte."
GERMAN = "Der Präsident sagte am Montag , dass die Verhandlungen mit der Regierung noch nicht beendet seien."
ITALIAN = "Il ministro ha detto che la riunione si terrà a Lisbona , ma non ha voluto dire quando sarà."
PORTUGUESE = "O ministro disse que a reunião será em Varsóvia , mas não quis dizer quando nem com quem."
GALICIAN = "O presidente dixo que a xuntanza terá lugar na capital , pero non quixo falar coa prensa."
DUTCH = "De minister zei dat het overleg in de hoofdstad niet zal worden afgelast , maar wel later begint."
POLISH = "Minister powiedział , że spotkanie odbędzie się w stolicy , ale nie podał daty ani listy gości."
TURKISH = (
    "Bakan , toplantının başkentte yapılacağını ama tarihin henüz belli olmadığını ve bir karar beklendiğini söyledi."
)
RUSSIAN = "Министр сказал , что встреча пройдёт в столице , но не назвал дату."
CODE = "def a_hour(x):\n    if x == 14 : return {'teh' : x [0]}\n    for i in range ( 10 ): print(i , x)\n"
SQL = "SELECT a , b FROM the_the WHERE hour = 14 AND name LIKE 'teh%' ;"
JSON = '{"a hour" : [1 , 2 , 3], "teh" : {"x" : null}, "the the" : "y"}'
LOG = (
    "2031-04-02 10:11:12,345 ERROR [worker-3] connection refused , retry in 14 -second steps\n"
    "2031-04-02 10:11:13,001 INFO  [worker-3] retry the the connection\n"
)
ACCESS_LOG = '192.0.2.7 - - [02/Apr/2031:10:11:12 +0000] "GET /a_hour HTTP/1.1" 404 153 "-" "teh browser"\n'
CHAT = "lol i dunno , u gonna come to teh party in a hour? im at the the bus stop btw\n"
CAPITALS = "THE MINISTER WAITED FOR A HOUR , THEN THE THE TRAIN LEFT WITHOUT HIM AND HIS GUESTS.\n"
NUMBERS = "14 -16 , 17 , 18\n* * *\n----\n"

LEFT_ALONE = {name.lower(): text for name, text in list(globals().items()) if name.isupper() and isinstance(text, str)}


@pytest.fixture(scope="module")
def pipeline() -> Iterator[Pipeline]:
    with Pipeline(Settings(detectors=RULES)) as opened:
        yield opened


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_no_edits(pipeline: Pipeline, name: str) -> None:
    text = LEFT_ALONE[name]
    result = pipeline.check(text)
    assert result.edits == ()
    assert [choice for choice in result.choices if choice.outcome != "keep"] == []
    if name != "numbers":
        assert result.skipped


@pytest.mark.parametrize("name", ["spanish", "french", "german", "russian", "log", "capitals"])
def test_amid_english(pipeline: Pipeline, name: str) -> None:
    """The English around it is read, and it is reported as skipped."""
    english = "The minister waited in the city for a hour. Then she left for the airport with her guests.\n\n"
    text = english + LEFT_ALONE[name].rstrip("\n") + "\n\n" + english
    result = pipeline.check(text)
    assert result.corrected == text.replace("a hour. Then", "an hour. Then")
    (skip,) = result.skipped
    assert text[skip.span.start : skip.span.end].strip() == LEFT_ALONE[name].strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n\n",
        "\0",
        "a\0b The minister waited\0 for a hour.",
        "\ud800",
        "The minister \udc00waited for a \ud83d hour with his guests.",
        "The minister\u200b waited\u00ad for the\u202e guests\ufeff and left.",
        "e\u0301" * 50,
        "…" * 100,
        "'" * 100 + '"' * 100,
        "-" * 100 + " - " * 100,
        "\U0001f600 The minister \U0001f468\u200d\U0001f469\u200d\U0001f467 left \U0001f1eb\U0001f1f7 for the city.",
        "\r\r\r\nThe minister left.\x0b\x0c\x1c\u2028\u2029\x85",
        "A" * 5000,
        "The " * 3000,
    ],
)
def test_odd_text_passes(pipeline: Pipeline, text: str) -> None:
    result = next(pipeline.run([Document("d", text, protect.spans(text))]))
    assert all(edit.before == text[edit.span.start : edit.span.end] for edit in result.edits)
