"""Apertium round trips: one stream of sentences out of English, one back, kept in step line by line.

Sentences are separated by blank lines, so that no transfer rule reaches across two of them (the plain-text
deformatter puts a sentence end at every blank line and takes it out again). Forcada et al. 2011, "Apertium: a
free/open-source platform for rule-based machine translation".
"""

from __future__ import annotations

import re
import shutil
import subprocess

from corrector.errors import ConfigError

MODES: dict[str, tuple[str, str]] = {
    "apertium-spa": ("eng-spa", "spa-eng"),
    "apertium-glg": ("en-gl", "gl-en"),
    "apertium-epo": ("en-eo", "eo-en"),
    "apertium-hbs": ("eng-hbs", "hbs-eng"),
    "apertium-cat": ("eng-cat", "cat-eng"),
}
"""Engine name → mode out of English and mode back, of the Debian packages ``apertium-eng-spa`` and so on.

Catalan is for judging alone: no training material is made through it.
"""

_MARKS = re.compile(r"(?<![\w&])[*@#](?=\w)|(?<=\w)#(?!\w)|\\(?=[\[\]{}^$@<>/])")
_QUOTE = re.compile(r"parquote|kvotitd", re.IGNORECASE)


class Apertium:
    """A round trip through one Apertium pair, by the ``apertium`` command."""

    def __init__(self, name: str) -> None:
        if shutil.which("apertium") is None:
            raise ConfigError("the command 'apertium' is not installed; install apertium and its language pairs")
        self.name = name
        self._modes = MODES[name]

    def round_trip(self, sentences: list[str]) -> list[str]:
        """Return the sentences after the way out and the way back; marks of unknown words are taken off."""
        there, back = self._modes
        foreign = translate(sentences, mode=there)
        return [clean_output(text) for text in translate(foreign, mode=back)]


def clean_output(text: str) -> str:
    """Take off what the engine writes for itself: marks of unknown words, escapes, doubled spaces.

    >>> clean_output("The *storey  fell#")
    'The storey fell'
    """
    text = _QUOTE.sub('"', text)
    return " ".join(_MARKS.sub("", text).split())


def translate(sentences: list[str], *, mode: str) -> list[str]:
    """Translate by one Apertium mode; output ``i`` belongs to input ``i``.

    A batch whose output cannot be put back in step is halved until it can; a single sentence that still fails comes
    back empty, so one bad sentence costs no other.
    """
    if not sentences:
        return []
    text = "\n\n".join(" ".join(sentence.split()) for sentence in sentences) + "\n\n"
    done = subprocess.run(  # noqa: S603 - a fixed command, text on standard input
        ["apertium", "-u", mode],  # noqa: S607 - found on PATH, checked by the constructor
        input=text.encode(),
        capture_output=True,
        timeout=60 + len(sentences),
        check=False,
    )
    blocks = done.stdout.decode("utf-8", "replace").rstrip("\n").split("\n\n")
    if done.returncode == 0 and len(blocks) == len(sentences) and not any("\n" in block for block in blocks):
        return blocks
    if len(sentences) == 1:
        return [""]
    middle = len(sentences) // 2
    return translate(sentences[:middle], mode=mode) + translate(sentences[middle:], mode=mode)
