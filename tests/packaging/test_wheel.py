"""The wheel carries what the default run needs, and runs with the declared dependencies alone."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.licenses import canonicalize_license_expression
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
IDENTIFIERS = {
    "CeCILL-C": "CECILL-C",
    "SCOWL licence": "LicenseRef-SCOWL",
    "WordNet 3.0 licence": "LicenseRef-WordNet",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--wheel-dir", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, str(ROOT)], check=True)
    (path,) = folder.glob("*.whl")
    return path


def declared(name: str) -> set[str]:
    """Return a distribution and all it depends on, extras left out."""
    found: set[str] = set()
    pending = [name]
    while pending:
        current = pending.pop()
        if current in found:
            continue
        found.add(current)
        for line in importlib.metadata.requires(current) or []:
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                pending.append(requirement.name)
    return found


@pytest.fixture(scope="module")
def fresh(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel and, linked in, the dependencies that it declares; made without network."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    site = Path(sysconfig.get_path("purelib", "venv", vars={"base": str(folder)}))
    site.mkdir(parents=True, exist_ok=True)
    for name in declared("corrector") - {"corrector"}:
        files = importlib.metadata.files(name) or []
        for top in {file.parts[0] for file in files if file.parts[0] != ".."}:
            (site / top).symlink_to(Path(str(files[0].locate())).parents[len(files[0].parts) - 1] / top)
    options = ["--python", str(python), "install", "--no-deps", "--no-index", "--quiet", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", *options], check=True)
    return folder


def test_wheel_holds_data_licences_and_schema(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "corrector"
    data = [path for path in package.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}]
    assert {path.relative_to(ROOT).as_posix() for path in data} <= names
    for needed in ("gazetteer/compiled/core.trie", "lexicon/compiled/english.trie", "schema/report-1.json", "py.typed"):
        assert f"corrector/{needed}" in names
    models = {path.relative_to(ROOT / "models") for path in (ROOT / "models").rglob("*") if path.is_file()}
    assert {f"corrector/_models/{path.as_posix()}" for path in models} <= names
    licences = {name.rpartition("licenses/")[2] for name in names if ".dist-info/licenses/" in name}
    written = {path.relative_to(ROOT).as_posix() for path in package.rglob("LICENSE*")}
    assert licences == {"LICENSE", "NOTICE"} | written


def test_the_licence_expression_names_the_licence_of_every_file(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    expression = Parser().parsestr(archive.read(metadata).decode(), headersonly=True)["License-Expression"]
    assert canonicalize_license_expression(expression) == expression
    named = set(expression.split(" AND "))
    tables = [path.read_text(encoding="utf-8") for path in (ROOT / "corrector").rglob("LICENSE.md")]
    assert len(tables) == 2
    rows = [row.split(" | ") for table in tables for row in table.splitlines() if row.startswith("| `")]
    licences = {part for row in rows for part in row[1].split(" and ")} - {"public domain"}
    assert {
        IDENTIFIERS.get(licence, licence.replace("CC BY", "CC-BY").replace(" ", "-")) for licence in licences
    } <= named


def test_the_source_distribution_holds_what_tests_and_benchmarks_need(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path)], check=True, cwd=ROOT
    )
    (path,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for needed in (
        "benchmarks/names.py",
        "examples/spark_clean.py",
        "tests/cases/exonyms.jsonl",
        "samples/news.txt",
        "NOTICE",
    ):
        assert needed in names


def test_wheel_holds_nothing_else(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"corrector"}


def test_fixes_a_sample_outside_the_clone(fresh: Path, tmp_path: Path) -> None:
    sample = ROOT / "samples" / "news.txt"
    (tmp_path / "news.txt").write_bytes(sample.read_bytes())
    offline = {
        "PATH": str(fresh / "bin"),
        "HOME": str(tmp_path),
        "https_proxy": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
    }
    command = [str(fresh / "bin" / "corrector"), "fix", "--write", "news.txt"]
    subprocess.run(command, cwd=tmp_path, env=offline, check=True, capture_output=True)
    assert (tmp_path / "news.txt").read_bytes() == sample.with_name("news.txt.expected").read_bytes()
    where = subprocess.run(
        [str(fresh / "bin" / "python"), "-c", "import corrector; print(corrector.__file__)"],
        cwd=tmp_path, env=offline, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert where.stdout.startswith(str(fresh))
