"""Settings: defaults, then ``[tool.corrector]`` of the nearest pyproject.toml, then a config file, then flags."""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from corrector.errors import ConfigError
from corrector.types import Kind


class Dialect(StrEnum):
    """Which English spelling counts as right; ``auto`` accepts both and changes neither into the other."""

    AUTO = "auto"
    US = "us"
    GB = "gb"


class Profile(StrEnum):
    """How sure the program must be before it applies an edit or reports a finding."""

    SAFE = "safe"
    BALANCED = "balanced"
    THOROUGH = "thorough"


class Device(StrEnum):
    """Where models that can use a GPU run; ``auto`` takes one if it is there."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


class Thresholds(NamedTuple):
    """Probabilities from which an edit is applied and a finding is reported, and whether cures may add facts."""

    apply: float
    report: float
    adds_facts: bool


THRESHOLDS = {
    Profile.SAFE: Thresholds(0.95, 0.80, adds_facts=False),
    Profile.BALANCED: Thresholds(0.75, 0.50, adds_facts=False),
    Profile.THOROUGH: Thresholds(0.55, 0.30, adds_facts=True),
}

ON, OFF = "on", "off"  # of ``rewriter``: the program's own model, and none
HUB = "hf:"  # before a name on the Hugging Face Hub
_HUB_NAME = re.compile(r"hf:[\w-][\w.-]*(?:/[\w-][\w.-]*)?")
ALL = "all"  # in ``detectors`` or ``proposers``: every part there is


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that changes what the pipeline does; part of every result's signature.

    ``kind`` (empty: all) and ``skip_kind`` select findings; ``ignore`` holds words never reported; ``names`` holds files
    of names that are right, one a line; ``detectors`` and ``proposers`` select parts by name (empty: those that run by
    default; ``all``: also those that run only where they are asked for, such as the neural detector). ``rewriter`` is ``off``,
    ``on``, the folder of a model, or ``hf:NAME`` for a sequence-to-sequence model of the Hugging Face Hub; ``device`` is where
    such a model runs.
    """

    profile: Profile = Profile.BALANCED
    dialect: Dialect = Dialect.AUTO
    kind: tuple[Kind, ...] = ()
    skip_kind: tuple[Kind, ...] = ()
    ignore: tuple[str, ...] = ()
    names: tuple[Path, ...] = ()
    detectors: tuple[str, ...] = ()
    proposers: tuple[str, ...] = ()
    rewriter: str = OFF
    device: Device = Device.AUTO
    fail_on: str = "flag"

    def __post_init__(self) -> None:
        parse_fail_on(self.fail_on)
        if not self.rewriter or (self.rewriter.startswith(HUB) and not _HUB_NAME.fullmatch(self.rewriter)):
            raise ConfigError(
                f"rewriter: {self.rewriter!r} is not 'on', 'off', the folder of a model, or hf:NAME as in hf:owner/model"
            )

    @property
    def thresholds(self) -> Thresholds:
        """The profile's thresholds."""
        return THRESHOLDS[self.profile]

    def wants(self, kind: Kind) -> bool:
        """Tell whether findings of this kind are asked for."""
        return (not self.kind or kind in self.kind) and kind not in self.skip_kind

    def describe(self) -> dict[str, Any]:
        """Return the settings as plain values, for ``--show-config``."""
        return {key: _plain(value) for key, value in asdict(self).items()}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, (Path, StrEnum)) else value


def parse_fail_on(value: str) -> float | None:
    """Return the score from which ``check`` fails: 0 for ``flag``, None for ``never``; ``replace`` is infinite.

    Raises:
        ConfigError: if the value is neither a word it knows nor a number in [0, 1].
    """
    words: dict[str, float | None] = {"flag": 0.0, "replace": float("inf"), "never": None}
    if value in words:
        return words[value]
    try:
        number = float(value)
    except ValueError:
        number = -1.0
    if not 0.0 <= number <= 1.0:
        raise ConfigError(f"fail-on: {value!r} is not 'flag', 'replace', 'never' or a number from 0 to 1")
    return number


def find_pyproject(start: Path) -> Path | None:
    """Return the nearest pyproject.toml with a ``[tool.corrector]`` table, from ``start`` upwards."""
    for folder in (start, *start.parents):
        candidate = folder / "pyproject.toml"
        if candidate.is_file() and "corrector" in _read_toml(candidate).get("tool", {}):
            return candidate
    return None


def load(*, start: Path | None = None, config: Path | None = None, flags: dict[str, Any] | None = None) -> Settings:
    """Return the settings in force.

    Args:
        start: folder from which pyproject.toml is sought; None for none (``--isolated``).
        config: a TOML file with settings at its top level (``--config``).
        flags: values from the command line or the caller; None and empty values say nothing.

    Raises:
        ConfigError: for an unknown key, a wrong value or an unreadable file; it names the file and suggests a key.
    """
    settings = Settings()
    if start is not None and (pyproject := find_pyproject(start.resolve())) is not None:
        settings = _updated(settings, _read_toml(pyproject)["tool"]["corrector"], origin=pyproject)
    if config is not None:
        settings = _updated(settings, _read_toml(config), origin=config)
    given = {key: value for key, value in (flags or {}).items() if value not in (None, (), [])}
    return _updated(settings, given, origin=None)


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}") from None


def _updated(settings: Settings, values: dict[str, Any], *, origin: Path | None) -> Settings:
    where = f"{origin}: " if origin else ""
    known = {field.name for field in fields(Settings)}
    changes: dict[str, Any] = {}
    for raw_key, value in values.items():
        key = raw_key.replace("-", "_")
        if key not in known:
            close = difflib.get_close_matches(key, known, n=1)
            hint = f"; did you mean {close[0].replace('_', '-')!r}?" if close else ""
            raise ConfigError(f"{where}unknown setting {raw_key!r}{hint}")
        changes[key] = _converted(key, value, where=where, folder=origin.parent if origin else None)
    return replace(settings, **changes)


def _converted(key: str, value: Any, *, where: str, folder: Path | None) -> object:
    try:
        if key == "profile":
            return Profile(value)
        if key == "dialect":
            return Dialect(value)
        if key == "device":
            return Device(value)
        if key == "fail_on":
            return str(value)
        if key == "rewriter":
            return _rewriter(value, folder)
        if isinstance(value, str) or not all(isinstance(item, (str, Path)) for item in value):
            raise TypeError
        if key in {"kind", "skip_kind"}:
            return tuple(Kind(item) for item in value)
        if key == "names":
            return tuple(folder / item if folder else Path(item) for item in value)
        return tuple(str(item) for item in value)
    except ValueError as error:
        choices = {"profile": Profile, "dialect": Dialect, "device": Device}.get(key, Kind)
        raise ConfigError(f"{where}{key.replace('_', '-')}: {error}; choose from {', '.join(choices)}") from None
    except TypeError:
        needed = "a string" if key == "rewriter" else "a list of strings"
        raise ConfigError(f"{where}{key.replace('_', '-')}: needs {needed}") from None


def _rewriter(value: object, folder: Path | None) -> str:
    """Return the setting with its path taken from the folder of the file that names it."""
    if not isinstance(value, (str, Path)):
        raise TypeError
    text = str(value)
    is_path = text not in {ON, OFF, ""} and not text.startswith(HUB)
    return str(folder / text) if folder and is_path else text


@cache
def read_names(paths: tuple[Path, ...]) -> tuple[str, ...]:
    """Return the names in the given files: one a line, ``#`` begins a comment.

    Raises:
        ConfigError: if a file cannot be read; it names the file.
    """
    names: list[str] = []
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path}: the file of names cannot be read: {error}") from None
        names += (name for line in lines if (name := line.partition("#")[0].strip()))
    return tuple(names)
