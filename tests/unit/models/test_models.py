from pathlib import Path

import pytest
from click.testing import CliRunner

from corrector import models
from corrector.cli import main
from corrector.errors import DataError


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "weights").write_bytes(b"abc")
    models.enter(tmp_path, name="toy", task="nothing", licence="CC0-1.0", paths=[tmp_path / "toy" / "weights"])
    monkeypatch.setattr(models, "folder", lambda: tmp_path)
    models.manifest.cache_clear()
    return tmp_path


def test_what_is_entered_is_found_and_whole(root: Path) -> None:
    model = models.find("toy")
    assert model is not None
    assert (model.size, model.licence, len(model.revision)) == (3, "CC0-1.0", 10)
    assert models.problems(model, root=root) == ()


def test_the_revision_changes_with_the_weights(root: Path) -> None:
    before = models.find("toy")
    (root / "toy" / "weights").write_bytes(b"abd")
    after = models.enter(root, name="toy", task="nothing", licence="CC0-1.0", paths=[root / "toy" / "weights"])
    assert before is not None
    assert before.revision != after.revision


@pytest.mark.parametrize(
    ("content", "problem"), [(b"abd", "another SHA-256"), (b"ab", "2 bytes instead of 3"), (None, "missing")]
)
def test_damage_is_told(root: Path, content: bytes | None, problem: str) -> None:
    path = root / "toy" / "weights"
    path.unlink() if content is None else path.write_bytes(content)
    result = CliRunner().invoke(main, ["models", "verify"])
    assert result.exit_code == 3
    assert problem in result.output


def test_a_model_without_its_files_is_not_found(root: Path) -> None:
    (root / "toy" / "weights").unlink()
    assert models.find("toy") is None


def test_list_and_verify(root: Path) -> None:
    listed = CliRunner().invoke(main, ["models", "list"])
    assert listed.exit_code == 0
    assert "toy" in listed.output
    assert CliRunner().invoke(main, ["models", "verify", "toy"]).exit_code == 0
    unknown = CliRunner().invoke(main, ["models", "verify", "other"])
    assert unknown.exit_code == 2
    assert "there are: toy" in unknown.output


def test_no_manifest_is_no_models(tmp_path: Path) -> None:
    assert models.manifest(tmp_path) == ()


def test_a_damaged_manifest_is_named(tmp_path: Path) -> None:
    (tmp_path / models.MANIFEST).write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match=r"manifest\.json"):
        models.manifest(tmp_path)
