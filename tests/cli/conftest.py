from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from corrector.cli import main

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result


@dataclass(frozen=True)
class Shell:
    """Runs the command line in this process, in a folder of its own."""

    folder: Path

    def __call__(self, *arguments: str, stdin: bytes | str = b"") -> Result:
        return CliRunner().invoke(main, arguments, input=stdin, prog_name="corrector")

    def file(self, name: str, data: bytes | str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_pipeline: None) -> Shell:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Shell(tmp_path)
