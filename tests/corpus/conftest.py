"""Make the fakes importable: they pickle by name, and spawned workers look for them on the same path."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
