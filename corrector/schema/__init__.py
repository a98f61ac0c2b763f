"""The JSON Schema (draft 2020-12) of the objects in :mod:`corrector.contract`."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any


def load() -> dict[str, Any]:
    """Return the schema of a report; its ``$defs`` hold ``line`` (``--format jsonl``) and ``audit`` (batch records).

    >>> load()["properties"]["version"]
    {'const': 1}
    """
    text = resources.files(__name__).joinpath("report-1.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
