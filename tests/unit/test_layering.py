"""The stages follow one direction, and the core stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import corrector

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(corrector.__file__).parent
# From the first stage to the last; a module may import only what stands on its own line or above.
STAGES = (
    {"closing", "errors", "types", "plugins"},
    {"text", "files"},
    {"prose", "protect", "config"},
    {"segment"},
    {"lexicon", "gazetteer"},
    {"backends", "calibrate", "models"},
    {"detect"},
    {"merge"},
    {"propose"},
    {"choose"},
    {"edits"},
    {"looks"},
    {"pipeline"},
    {"contract", "schema", "formats", "report"},
    {"render", "job", "corpus"},
    {"evaluation", "training", "review"},
    {"cli", "__main__"},
)
RANK = {name: rank for rank, names in enumerate(STAGES) for name in names}
LAZY = set("torch transformers onnxruntime numpy pyarrow ray ftfy rapidfuzz marisa_trie wordfreq babel click".split())


def part_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def imports(module: Path, *, at_import_time: bool) -> Iterator[str]:
    """Yield the full names of what a module imports for running, not for its annotations alone."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if at_import_time and isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        pending.extend(ast.iter_child_nodes(node))


def parts_imported(module: Path, *, at_import_time: bool) -> set[str]:
    names = (name.split(".") for name in imports(module, at_import_time=at_import_time))
    return {name[1] for name in names if name[0] == "corrector" and len(name) > 1} & RANK.keys()


def test_every_part_has_its_stage() -> None:
    assert {part_of(module) for module in MODULES} <= RANK.keys()


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(PACKAGE).as_posix())
def test_no_stage_imports_a_later_one(module: Path) -> None:
    part = part_of(module)
    # A result offers its corrected text, and a document's text is put together by the stage for edits when asked for.
    allowed = {"edits"} if part == "types" else set()
    later = {other for other in parts_imported(module, at_import_time=False) if RANK[other] > RANK[part]} - allowed
    assert not later


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(PACKAGE).as_posix())
def test_only_the_command_line_imports_click(module: Path) -> None:
    names = {name.partition(".")[0] for name in imports(module, at_import_time=False)}
    assert "click" not in names or part_of(module) == "cli"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(PACKAGE).as_posix())
def test_torch_is_imported_where_it_is_used_alone(module: Path) -> None:
    """A module that imports torch at its top may stand in the packages of model runtimes and of training only."""
    names = {name.partition(".")[0] for name in imports(module, at_import_time=True)}
    assert not names & {"torch", "transformers"} or part_of(module) in {"backends", "training"}


@pytest.mark.parametrize("what", ["import corrector", "import corrector.cli", "from corrector import Settings, check"])
def test_importing_is_light(what: str) -> None:
    heavy = LAZY - {"click"} if "cli" in what else LAZY
    code = f"{what}; import sys; print(*sorted(set(sys.modules) & {heavy!r}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_no_module_prints_but_the_command_line() -> None:
    for module in MODULES:
        if part_of(module) in {"cli", "training", "evaluation"}:
            continue
        calls = (node for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
        assert not any(ast.unparse(call.func) in {"print", "sys.exit"} for call in calls), module


def test_what_an_extra_brings_is_not_needed_without_it() -> None:
    """A plain installation that is asked for the networks goes on with rules and gazetteer, and says so once for each."""
    text = "For a hour he spoke with the president of the Botswanans Duma Boko."
    missing = ("numpy", "onnxruntime", "tokenizers", "torch", "transformers", "sentencepiece")
    code = (
        f"import sys; sys.modules.update(dict.fromkeys({missing!r}));"
        "from corrector.cli import main; main(['fix', '--isolated', '--detectors', 'all', '--rewriter', 'on', '--stdout', '-'])"
    )
    ran = subprocess.run([sys.executable, "-c", code], input=text, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, text.replace("a hour", "an hour"))
    assert ran.stderr.count("detector is not used") == ran.stderr.count("rewriter is not used") == 1
    assert "corrector[neural]" in ran.stderr
