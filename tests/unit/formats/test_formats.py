"""What every format owes: bytes that come back, edits in place, protected spans kept."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from corrector import formats, plugins
from corrector.errors import ConfigError, InputError, OutputError
from corrector.plugins import Format

if TYPE_CHECKING:
    from collections.abc import Callable

    from corrector.types import Document, Result

PARTS = plugins.names(formats.PACKAGE)


def rewritten(format_: Format, data: bytes, judge: Callable[[Document], Result]) -> bytes:
    sink = BytesIO()
    format_.write(BytesIO(data), map(judge, format_.read(BytesIO(data), origin="x")), sink)
    return sink.getvalue()


@pytest.mark.parametrize("name", PARTS)
def test_module_and_part_agree(name: str) -> None:
    part = formats.build(name, formats.Options())
    assert isinstance(part, Format)
    assert part.name == name
    assert part.suffixes
    assert all(formats.suffixes()[suffix] == name for suffix in part.suffixes)


def test_no_suffix_is_claimed_twice() -> None:
    claimed = [suffix for name in PARTS for suffix in formats.build(name, formats.Options()).suffixes]
    assert len(claimed) == len(set(claimed))


@pytest.mark.parametrize(
    ("path", "name"),
    [("a.txt", "plain"), ("a.MD", "markdown"), ("x/y.jsonl", "jsonl"), ("a", "plain"), ("a.xyz", "plain")],
)
def test_suffix_decides(path: str, name: str) -> None:
    assert formats.name_for(path) == name


def test_unknown_format() -> None:
    with pytest.raises(ConfigError, match="no format is named 'odt'; there are "):
        formats.build("odt", formats.Options())


@pytest.mark.parametrize("name", ["plain", "markdown"])
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", b""),
        (b"teh end", b"the end"),
        (b"\xef\xbb\xbfteh\r\nend\r\n", b"\xef\xbb\xbfthe\r\nend\r\n"),
        ("\ufeffteh end\n".encode("utf-16-le"), "\ufeffthe end\n".encode("utf-16-le")),
        (b"all right\r\r\n\n", b"all right\r\r\n\n"),
        (b"see https://example.org/teh and teh", b"see https://example.org/teh and the"),
    ],
)
def test_text_is_rewritten_in_place(
    fake_judge: Callable[[Document], Result], name: str, data: bytes, expected: bytes
) -> None:
    assert rewritten(formats.build(name, formats.Options()), data, fake_judge) == expected


def test_encoding_is_kept(fake_judge: Callable[[Document], Result]) -> None:
    plain = formats.build("plain", formats.Options(encoding="cp1252"))
    assert rewritten(plain, b"caf\xe9 teh", fake_judge) == b"caf\xe9 the"


def test_encoding_that_lacks_a_letter(fake_judge: Callable[[Document], Result]) -> None:
    plain = formats.build("plain", formats.Options(encoding="cp1251"))
    data = "naïf".encode("cp1252")
    with pytest.raises(InputError):
        list(formats.build("plain", formats.Options()).read(BytesIO(data), origin="x"))
    documents = formats.build("plain", formats.Options(encoding="cp1252")).read(BytesIO(data), origin="x")
    with pytest.raises(OutputError, match="lacks"):
        plain.write(BytesIO(data), map(fake_judge, documents), BytesIO())


MARKDOWN = """\
---
title: teh front matter
---

# teh heading {#teh-anchor}

A `teh` word, ``teh ` teh``, **teh** and [teh text](https://example.org/teh "teh title") and ![teh picture](teh.png).
See [teh page][teh-ref], [teh-ref], [teh plain brackets], <https://example.org/teh> and a note.[^teh]

    teh indented code

- teh item

  teh paragraph of the item

    teh second paragraph of the item

```python
teh = "fenced"
```

~~~
teh
```
~~~

> ```
> teh quoted code
> ```

<!-- teh comment
over two lines teh -->
<span title="teh">teh</span> \\*teh\\*

| teh | head |
| --- | ---- |
| teh | cell |

[teh-ref]: https://example.org/teh "teh"
[^teh]: teh note
"""


def test_markdown_keeps_what_is_no_prose(fake_judge: Callable[[Document], Result]) -> None:
    expected = (
        MARKDOWN.replace("# teh heading", "# the heading")
        .replace("**teh**", "**the**")
        .replace("[teh text]", "[the text]")
        .replace("![teh picture]", "![the picture]")
        .replace("[teh page]", "[the page]")
        .replace("[teh plain", "[the plain")
        .replace("- teh item", "- the item")
        .replace("teh paragraph", "the paragraph")
        .replace("teh second", "the second")
        .replace(">teh<", ">the<")
        .replace("\\*teh\\*", "\\*the\\*")
        .replace("| teh |", "| the |")
        .replace("]: teh note", "]: the note")
    )
    data = MARKDOWN.encode()
    assert rewritten(formats.build("markdown", formats.Options()), data, fake_judge).decode() == expected
    crlf = MARKDOWN.replace("\n", "\r\n").encode()
    assert rewritten(formats.build("markdown", formats.Options()), crlf, fake_judge).decode() == expected.replace(
        "\n", "\r\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("```\nteh", "```\nteh"),  # a fence that is never closed reaches to the end
        ("---\nteh", "---\nthe"),  # front matter that is never closed is none
        ("+++\nx = 'teh'\n+++\nteh", "+++\nx = 'teh'\n+++\nthe"),
        ("a ` teh\n\nteh ` b", "a ` the\n\nthe ` b"),  # code does not reach over an empty line
        ("a ` teh", "a ` the"),
        ("[a](b\n\nteh", "[a](b\n\nthe"),
        ("teh  \nend", "the  \nend"),
        ("[teh][]\n\n[TEH]: x", "[teh][]\n\n[TEH]: x"),
    ],
)
def test_markdown_corners(fake_judge: Callable[[Document], Result], text: str, expected: str) -> None:
    assert rewritten(formats.build("markdown", formats.Options()), text.encode(), fake_judge).decode() == expected


class TestJsonLines:
    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            (b"", b""),
            (b'{"text": "teh"}', b'{"text": "the"}'),
            (
                b'{"id":1.50, "text" :"teh" , "n":1e3}\r\n\r\n{"text":"x"}\n',
                b'{"id":1.50, "text" :"the" , "n":1e3}\r\n\r\n{"text":"x"}\n',
            ),
            # Escapes before and after an edit stay as they were written.
            (
                b'{"text": "\\u00e9\\/ \\ud83d\\ude00 teh\\n\\ud800"}',
                b'{"text": "\\u00e9\\/ \\ud83d\\ude00 the\\n\\ud800"}',
            ),
            # A file of escapes stays one of escapes, one of letters one of letters.
            (b'{"text": "\\u00e9 na\\u00eff"}', b'{"text": "\\u00e9 na\\u00efve"}'),
            ('{"text": "é naïf"}'.encode(), '{"text": "é naïve"}'.encode()),
            # Only the text field is read, and the last one of two counts, as for json.loads.
            (
                b'{"title": "teh", "meta": {"text": "teh"}, "text": "teh"}',
                b'{"title": "teh", "meta": {"text": "teh"}, "text": "the"}',
            ),
            (b'{"text": "teh 1", "text": "teh 2"}', b'{"text": "teh 1", "text": "the 2"}'),
            (b'{"text": ""}', b'{"text": ""}'),
        ],
    )
    def test_only_the_edits_change(
        self, fake_judge: Callable[[Document], Result], data: bytes, expected: bytes
    ) -> None:
        assert rewritten(formats.build("jsonl", formats.Options()), data, fake_judge) == expected

    def test_text_field(self, fake_judge: Callable[[Document], Result]) -> None:
        part = formats.build("jsonl", formats.Options(text_field="body"))
        assert rewritten(part, b'{"text": "teh", "body": "teh"}', fake_judge) == b'{"text": "teh", "body": "the"}'

    def test_place_of_each_record(self) -> None:
        part = formats.build("jsonl", formats.Options())
        data = b'{"text": "a"}\n\n{"text": "b"}\n'
        assert [document.origin for document in part.read(BytesIO(data), origin="c.jsonl")] == [
            "c.jsonl:1",
            "c.jsonl:3",
        ]

    def test_lone_surrogates_pass_and_are_protected(self) -> None:
        part = formats.build("jsonl", formats.Options())
        (document,) = part.read(BytesIO(b'{"text": "bad \\udc00x word"}'), origin="c.jsonl")
        assert [document.text[span.start : span.end] for span in document.protected] == ["\udc00x"]

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            (b'{"text": "a"', r"c\.jsonl, line 2, column 13: not valid JSON"),
            (b"[1]", "line 2: not a JSON object"),
            (b'{"txt": "a"}', "line 2: no field 'text'; .*--text-field"),
            (b'{"text": null}', "line 2: field 'text' holds no string"),
            (b"[" * 100_000, "line 2: nested too deeply"),
        ],
    )
    def test_bad_line_is_named(self, line: bytes, message: str) -> None:
        part = formats.build("jsonl", formats.Options())
        with pytest.raises(InputError, match=message):
            list(part.read(BytesIO(b'{"text": "fine"}\n' + line + b"\n"), origin="c.jsonl"))
