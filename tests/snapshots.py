"""Expected output of the samples and the README: how it is made, for the test that compares and for ``make snapshots``.

    python -m tests.snapshots

A sample's ``.expected`` is the sample as ``corrector fix --stdout`` prints it. A README block marked ``console`` holds
commands after ``$`` and what they print.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from corrector import formats

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
SAMPLES = tuple(sorted(path for path in (ROOT / "samples").iterdir() if path.suffix in formats.suffixes()))
_BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
_MOVING = re.compile(r'\b[01]\.\d+\b|(?<="signature": )".*?"')


def expected_path(sample: Path) -> Path:
    """Return where a sample's expected output stands."""
    return sample.with_name(sample.name + ".expected")


def fixed(sample: Path) -> bytes:
    """Return what becomes of a sample."""
    return run(f"corrector fix --isolated --stdout {sample.relative_to(ROOT)}")


def run(command: str) -> bytes:
    """Return what a command prints; those of this environment are found first."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = os.environ | {"PATH": path, "NO_COLOR": "1"}
    return subprocess.run(command, shell=True, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=False).stdout


def readme() -> str:
    """Return the README with the output of its commands as it is now."""
    return _BLOCK.sub(lambda match: _session(match[0]), README.read_text(encoding="utf-8"))


def _session(block: str) -> str:
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{command}\n{run(command[2:]).decode()}" for command in commands)


def without_numbers(text: str) -> str:
    """Mask probabilities and signatures: each calibration moves them a little, and that is no change of what is shown."""
    return _MOVING.sub("…", text)


def main() -> None:
    """Rewrite all expected output."""
    for sample in SAMPLES:
        expected_path(sample).write_bytes(fixed(sample))
    README.write_text(readme(), encoding="utf-8")


if __name__ == "__main__":
    main()
