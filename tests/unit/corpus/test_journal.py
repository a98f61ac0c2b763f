"""The journal: what it says is true, wherever its last line ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrector.corpus.batch import Position
from corrector.corpus.journal import Journal, State
from corrector.corpus.tally import Tally
from corrector.errors import ConfigError

FULL = Path("/dev/full")
HEADER = {"version": 1, "settings": {"profile": "safe"}}


def commits(path: Path, count: int) -> None:
    journal = Journal(path)
    state = journal.begin(HEADER)
    for number in range(1, count + 1):
        state.position = Position(number * 100, number * 10)
        tally = Tally(records=10)
        state.tally.merge(tally)
        state.notes.append(f"note {number}")
        journal.commit(state, [tally], [f"note {number}"])
    journal.close()


def resumed(path: Path) -> State:
    journal = Journal(path)
    state = journal.resume(HEADER)
    journal.close()
    return state


def test_a_journal_cut_anywhere_tells_of_the_last_whole_commit(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    commits(path, 3)
    whole = path.read_bytes()
    ends = [place + 1 for place, byte in enumerate(whole) if byte == 10]
    for cut in range(ends[1], len(whole) + 1, 7):
        path.write_bytes(whole[:cut])
        done = sum(end <= cut for end in ends) - 2
        state = resumed(path)
        assert state.position == Position(done * 100, done * 10)
        assert state.tally.records == done * 10
        assert state.notes[-1:] == [f"note {done}"] * bool(done)


@pytest.mark.skipif(not FULL.exists(), reason="needs a device that is always full")
def test_a_disk_that_is_full_is_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(tmp_path / "journal")
    state = journal.begin(HEADER)
    journal.close()
    with FULL.open("ab") as full:
        monkeypatch.setattr(journal, "_stream", full)
        with pytest.raises(OSError, match="No space left"):
            journal.commit(state, [], [])
        journal.close()
    assert resumed(tmp_path / "journal").position == state.position


def test_a_damaged_line_ends_what_is_believed(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    commits(path, 3)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace(b"200", b"900")
    path.write_bytes(b"".join(lines))
    assert resumed(path).position == Position(100, 10)


def test_rewriting_keeps_the_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from corrector.corpus import journal

    monkeypatch.setattr(journal, "_COMPACT_AFTER", 300)
    path = tmp_path / "journal"
    commits(path, 50)
    state = resumed(path)
    assert (state.position, state.tally.records, len(state.notes)) == (Position(5000, 500), 500, 50)
    assert len(path.read_bytes().splitlines()) < 8


def test_another_run_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    commits(path, 1)
    with pytest.raises(ConfigError, match="settings changed"):
        Journal(path).resume({**HEADER, "settings": {"profile": "balanced"}})
