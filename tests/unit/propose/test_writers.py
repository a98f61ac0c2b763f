"""Which model the settings ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corrector import models
from corrector.backends import onnx, seq2seq
from corrector.backends.decoder import Decoder
from corrector.backends.seq2seq import Seq2Seq
from corrector.config import Settings
from corrector.errors import ConfigError, DataError
from corrector.propose import _writers

if TYPE_CHECKING:
    from pathlib import Path


def folder(root: Path, **files: str) -> Path:
    root.mkdir(exist_ok=True)
    for name, content in files.items():
        (root / name.replace("_", ".")).write_text(content)
    return root


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx, "is_installed", lambda: True)
    monkeypatch.setattr(seq2seq, "need_libraries", lambda: None)


def test_a_folder_tells_by_its_files_what_runs_it(tmp_path: Path) -> None:
    own = folder(tmp_path / "own", model_onnx="graph", config_json="{}")
    other = folder(tmp_path / "other", config_json="{}", model_safetensors="weights")
    assert isinstance(_writers.find(Settings(rewriter=str(own))).open(), Decoder)
    assert isinstance(_writers.find(Settings(rewriter=str(other))).open(), Seq2Seq)


def test_a_name_of_the_hub_may_be_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder(tmp_path / "mine", config_json="{}")
    monkeypatch.chdir(tmp_path)
    assert isinstance(_writers.find(Settings(rewriter="hf:mine")).open(), Seq2Seq)


def test_the_revision_changes_with_weights_and_calibration(tmp_path: Path) -> None:
    seen = set()
    for files in ({"model_onnx": "one"}, {"model_onnx": "two"}, {"calibration_json": "{}"}):
        own = folder(tmp_path / "own", **files)
        seen.add(_writers.find(Settings(rewriter=str(own))).revision)
        assert len(_writers.find(Settings(rewriter=str(own))).revision) == 10
    assert len(seen) == 3


def test_what_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "find", lambda _: None)
    with pytest.raises(DataError, match="not installed"):
        _writers.find(Settings(rewriter="on"))
    own = folder(tmp_path / "own", model_onnx="graph")
    monkeypatch.setattr(onnx, "is_installed", lambda: False)
    with pytest.raises(ConfigError, match="needs ONNX Runtime"):
        _writers.find(Settings(rewriter=str(own)))
