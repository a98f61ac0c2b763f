from pathlib import Path

import pytest

from corrector.backends import onnx
from corrector.backends.onnx import OnnxModel
from corrector.errors import DataError


def test_a_missing_file_is_named_when_it_is_needed(tmp_path: Path) -> None:
    model = OnnxModel(tmp_path / "gone.onnx")
    with model, pytest.raises(DataError, match=r"gone\.onnx" if onnx.is_installed() else "not installed"):
        model.run({})


@pytest.mark.skipif(not onnx.is_installed(), reason="needs ONNX Runtime: pip install 'corrector[neural]'")
def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.onnx").write_bytes(b"no model at all")
    with pytest.raises(DataError, match=r"bad\.onnx: not a model"):
        OnnxModel(tmp_path / "bad.onnx").run({})


def test_without_the_runtime_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx, "is_installed", lambda: False)
    with pytest.raises(DataError, match=r"corrector\[neural\]"):
        OnnxModel(tmp_path / "gone.onnx").run({})
