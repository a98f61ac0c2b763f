from pathlib import Path

import pytest

from corrector.config import Device, Profile, Settings, load, parse_fail_on, read_names
from corrector.errors import ConfigError
from corrector.types import Kind


def write(folder: Path, text: str, name: str = "pyproject.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_then_pyproject_then_config_then_flags(tmp_path: Path) -> None:
    write(tmp_path, '[tool.corrector]\nprofile = "safe"\nignore = ["foo"]\nfail-on = "never"\n')
    config = write(tmp_path, 'profile = "thorough"\n', "other.toml")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert load(start=inner).profile is Profile.SAFE
    assert load(start=inner).ignore == ("foo",)
    assert load(start=inner, config=config).profile is Profile.THOROUGH
    assert load(start=inner, config=config, flags={"profile": "balanced"}).profile is Profile.BALANCED
    assert load(start=None) == Settings()


def test_empty_flags_say_nothing(tmp_path: Path) -> None:
    write(tmp_path, '[tool.corrector]\nskip-kind = ["casing"]\n')
    settings = load(start=tmp_path, flags={"skip_kind": (), "profile": None})
    assert settings.skip_kind == (Kind.CASING,)


def test_a_pyproject_without_the_table_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, '[tool.corrector]\nprofile = "safe"\n')
    inner = tmp_path / "package"
    inner.mkdir()
    write(inner, '[project]\nname = "x"\n')
    assert load(start=inner).profile is Profile.SAFE


def test_files_of_names_are_relative_to_the_file_that_names_them(tmp_path: Path) -> None:
    write(tmp_path, '[tool.corrector]\nnames = ["names.txt"]\n')
    assert load(start=tmp_path).names == (tmp_path / "names.txt",)


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("profil = 'safe'", "did you mean 'profile'"),
        ("profile = 'bold'", "choose from safe, balanced, thorough"),
        ("kind = ['nmae']", "choose from garbled-word"),
        ("ignore = 'foo'", "needs a list of strings"),
        ("fail-on = 'sometimes'", "fail-on"),
        ("= 1", "not valid TOML"),
    ],
)
def test_errors_name_the_file_and_help(tmp_path: Path, toml: str, said: str) -> None:
    path = write(tmp_path, toml, "settings.toml")
    with pytest.raises(ConfigError, match=r"settings\.toml|fail-on") as caught:
        load(config=path)
    assert said in str(caught.value)


def test_a_missing_config_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(config=tmp_path / "none.toml")


@pytest.mark.parametrize(("word", "value"), [("flag", 0.0), ("replace", float("inf")), ("never", None), ("0.8", 0.8)])
def test_fail_on(word: str, value: float | None) -> None:
    assert parse_fail_on(word) == value


@pytest.mark.parametrize("word", ["1.5", "-1", "nan", ""])
def test_fail_on_rejects_what_is_no_probability(word: str) -> None:
    with pytest.raises(ConfigError):
        parse_fail_on(word)


def test_names_are_read_with_comments(tmp_path: Path) -> None:
    path = write(tmp_path, "\ufeff# people\nAna Reyes\n\nBob Stone # editor\n", "names.txt")
    assert read_names((path,)) == ("Ana Reyes", "Bob Stone")
    with pytest.raises(ConfigError, match="absent"):
        read_names((tmp_path / "absent.txt",))


def test_settings_are_shown_as_plain_values() -> None:
    shown = Settings(kind=(Kind.NAME,), names=(Path("names.txt"),)).describe()
    assert shown["kind"] == ["name"]
    assert shown["names"] == ["names.txt"]
    assert shown["profile"] == "balanced"


def test_the_rewriter_is_a_word_a_folder_or_a_name_of_the_hub(tmp_path: Path) -> None:
    config = write(tmp_path, 'rewriter = "weights/mine"\ndevice = "cpu"\n', "settings.toml")
    assert load(config=config).rewriter == str(tmp_path / "weights" / "mine")
    assert load(config=config).device is Device.CPU
    assert load(config=config, flags={"rewriter": "weights/mine"}).rewriter == "weights/mine"
    for word in ("on", "off", "hf:owner/model", "hf:model"):
        assert load(config=write(tmp_path, f'rewriter = "{word}"\n', "other.toml")).rewriter == word


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("rewriter = ['on']", "rewriter: needs a string"),
        ("rewriter = 'hf:'", "hf:owner/model"),
        ("rewriter = 'hf:a/b/c'", "hf:owner/model"),
        ("rewriter = ''", "is not 'on', 'off'"),
        ("device = 'gpu'", "choose from auto, cpu, cuda"),
        ("rewritter = 'on'", "did you mean 'rewriter'"),
        ("devise = 'cpu'", "did you mean 'device'"),
    ],
)
def test_wrong_rewriters_and_devices_are_named(tmp_path: Path, toml: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load(config=write(tmp_path, toml, "settings.toml"))
