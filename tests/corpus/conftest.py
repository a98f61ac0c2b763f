"""Make the fakes importable for spawned workers too: they pickle by name, and children get their parent's path."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
