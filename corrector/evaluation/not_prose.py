"""Text that is no English prose and must be left alone: strings of other languages, code, logs, chat in lower case."""

from __future__ import annotations

import random
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CLDR_LOCALES = (
    "fr",
    "es",
    "de",
    "it",
    "pt",
    "nl",
    "pl",
    "tr",
    "gl",
    "ca",
    "ro",
    "sv",
    "fi",
    "hu",
    "id",
    "vi",
    "cs",
    "eu",
)

CODE_MODULES = ("argparse", "bisect", "calendar", "csv", "heapq", "mailbox", "shlex", "tarfile", "textwrap", "zipfile")

_SERVICES = ("auth", "billing", "cache", "gateway", "indexer", "mailer", "scheduler", "storage")
_EVENTS = (
    "connection from 10.0.{a}.{b} port {port} closed",
    "GET /api/v2/items/{port}?page={a} 200 {b}ms",
    "retry {a} of 5: timeout after {port} ms",
    "user={port} action=login status=ok ip=10.1.{a}.{b}",
    "cache miss key=item:{port} ttl={a}",
    "worker-{a} started pid={port}",
    "disk usage at {a}% on /dev/sd{b}",
    "java.io.IOException: Broken pipe at Server.java:{port}",
)

_CHAT = (
    "lol ok see u at {a}",
    "omg did u see the match yesterday",
    "idk maybe later, im at work rn",
    "thx for the lift btw, owe u {a} bucks",
    "haha no way, he said that??",
    "brb dinner",
    "ya the train is late again smh",
    "can u send me the pics from paris",
    "mr garcia is sick so no class tmrw",
    "anyone up for a game around {a}",
    "gonna move to berlin next yr i think",
    "that movie was sooo long tbh",
    "nvm found it, was under the couch",
    "whos bringing the cake",
    "u guys are the best fr",
)


def cldr_strings(count: int, *, seed: int = 0) -> Iterator[str]:
    """Yield paragraphs of names of territories, languages, months and days in many locales."""
    from babel import Locale

    rng = random.Random(f"cldr/{seed}")  # noqa: S311 - a reproducible sequence, no secret
    for number in range(count):
        locale = Locale(CLDR_LOCALES[number % len(CLDR_LOCALES)])
        pool = [
            *locale.territories.values(),
            *locale.languages.values(),
            *locale.months["format"]["wide"].values(),
            *locale.days["format"]["wide"].values(),
        ]
        yield ", ".join(rng.sample(sorted(set(pool)), rng.randint(8, 30)))


def code(count: int, *, seed: int = 0, lines: int = 25) -> Iterator[str]:
    """Yield stretches of Python's standard library, comments included."""
    rng = random.Random(f"code/{seed}")  # noqa: S311 - a reproducible sequence, no secret
    folder = Path(sysconfig.get_path("stdlib"))
    sources = [(folder / f"{name}.py").read_text(encoding="utf-8").splitlines() for name in CODE_MODULES]
    for number in range(count):
        source = sources[number % len(sources)]
        start = rng.randrange(max(1, len(source) - lines))
        yield "\n".join(source[start : start + lines]) + "\n"


def logs(count: int, *, seed: int = 0) -> Iterator[str]:
    """Yield stretches of a made-up server log."""
    rng = random.Random(f"logs/{seed}")  # noqa: S311 - a reproducible sequence, no secret
    for _ in range(count):
        yield "".join(_log_line(rng) for _ in range(rng.randint(5, 20)))


def _log_line(rng: random.Random) -> str:
    event = rng.choice(_EVENTS).format(a=rng.randint(1, 99), b=rng.randint(1, 250), port=rng.randint(1000, 65000))
    time = f"2024-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:07Z"
    return f"{time} {rng.choice(('INFO', 'WARN', 'ERROR', 'DEBUG'))} [{rng.choice(_SERVICES)}] {event}\n"


def chat(count: int, *, seed: int = 0) -> Iterator[str]:
    """Yield conversations in lower case, one message a line."""
    rng = random.Random(f"chat/{seed}")  # noqa: S311 - a reproducible sequence, no secret
    for _ in range(count):
        messages = rng.sample(_CHAT, rng.randint(4, 9))
        yield "".join(message.replace("{a}", str(rng.randint(2, 11))) + "\n" for message in messages)
