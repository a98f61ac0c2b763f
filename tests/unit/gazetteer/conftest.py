"""The package's gazetteer, opened once."""

from __future__ import annotations

import pytest

from corrector.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()
