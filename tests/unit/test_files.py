from __future__ import annotations

import os
import resource
import signal
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corrector import files
from corrector.errors import ConfigError, InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY = 65534


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that an ordinary user can enter, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield folder


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Give up root's rights, under which every file can be read and written."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def full_disk(limit: int = 1000) -> Iterator[None]:
    """Let no file grow over ``limit`` bytes."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, old[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
        signal.signal(signal.SIGXFSZ, handler)


class TestDecode:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"one\r\ntwo\rthree\nfour",
            b"\xef\xbb\xbfwith mark\n",
            "\ufeffcaf\u00e9 \U0001f600\r\n".encode("utf-16-le"),
            "\ufeffcaf\u00e9 \U0001f600\r\n".encode("utf-16-be"),
            "\ufeffcaf\u00e9".encode("utf-32-le"),
            "\ufeff\0 0".encode("utf-16-le"),
            b"a stray \0 in a long enough line of text",
        ],
    )
    def test_round_trip(self, data: bytes) -> None:
        decoded = files.decode(data, origin="x")
        assert decoded.encode(decoded.text, origin="x") == data
        assert not decoded.text.startswith("\ufeff")

    def test_given_encoding(self) -> None:
        decoded = files.decode(b"caf\xe9", origin="x", encoding="cp1252")
        assert decoded.text == "café"
        assert decoded.encode("cafés", origin="x") == b"caf\xe9s"

    def test_byte_order_mark_outranks_given_encoding(self) -> None:
        assert files.decode(b"\xef\xbb\xbfcaf\xc3\xa9", origin="x", encoding="cp1252").text == "café"

    def test_given_utf16_without_mark(self) -> None:
        data = "word".encode("utf-16-le")
        decoded = files.decode(data, origin="x", encoding="utf-16")
        assert decoded.encode(decoded.text, origin="x") == data

    def test_invalid_bytes_name_place_and_remedy(self) -> None:
        with pytest.raises(InputError, match=r"a\.txt: byte 8 \(0xff\) in line 2 is not valid UTF-8; .*--encoding"):
            files.decode(b"line 1\nx\xff", origin="a.txt")

    def test_many_nul_bytes(self) -> None:
        with pytest.raises(InputError, match=r"NUL bytes.*--encoding utf-16-le"):
            files.decode("some words".encode("utf-16-le"), origin="x")

    def test_cut_off_utf16(self) -> None:
        with pytest.raises(InputError, match=r"byte 4 .*UTF-16-LE"):
            files.decode(b"\xff\xfea\0b", origin="x")

    def test_unknown_encoding(self) -> None:
        with pytest.raises(ConfigError, match="unknown encoding 'utf-99'"):
            files.decode(b"x", origin="x", encoding="utf-99")

    def test_letter_that_the_encoding_lacks(self) -> None:
        with pytest.raises(OutputError, match=r"'š' \(U\+0161\), which latin-1 lacks"):
            files.decode(b"x", origin="x", encoding="latin-1").encode("š", origin="x")


class TestRead:
    def test_missing(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="no such file"):
            files.read(str(tmp_path / "no.txt"))

    def test_directory(self, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="is a directory"):
            files.read(str(tmp_path))

    def test_no_permission(self, shared_folder: Path) -> None:
        path = shared_folder / "secret.txt"
        path.write_text("x")
        path.chmod(0o000)
        with ordinary_user(), pytest.raises(InputError, match="permission denied; make the file readable"):
            files.read(str(path))


class TestExpand:
    @pytest.fixture
    def tree(self, tmp_path: Path) -> Path:
        for name in ("b.txt", "a.md", "sub/c.TXT", "sub/d.png", ".hidden/e.txt", ".f.txt"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("x")
        return tmp_path

    def test_directory(self, tree: Path) -> None:
        found = [Path(name).relative_to(tree).as_posix() for name in files.expand(str(tree), {".txt", ".md"})]
        assert found == ["a.md", "b.txt", "sub/c.TXT"]

    def test_directory_without_fitting_files(self, tree: Path) -> None:
        with pytest.raises(InputError, match=r"no file in this directory has a known suffix \(\.rst\)"):
            list(files.expand(str(tree), {".rst"}))

    def test_pattern(self, tree: Path) -> None:
        assert [Path(name).name for name in files.expand(str(tree / "**" / "*.[tT]*"), ())] == ["b.txt", "c.TXT"]

    def test_pattern_that_fits_nothing(self, tree: Path) -> None:
        with pytest.raises(InputError, match="no file fits this pattern"):
            list(files.expand(str(tree / "*.rtf"), ()))

    def test_a_name_with_brackets_is_a_name(self, tree: Path) -> None:
        (tree / "x[1].txt").write_text("x")
        assert list(files.expand(str(tree / "x[1].txt"), ())) == [str(tree / "x[1].txt")]

    def test_unique(self, tree: Path) -> None:
        (tree / "link.txt").symlink_to(tree / "b.txt")
        names = [str(tree / "b.txt"), "-", str(tree / "sub/../b.txt"), str(tree / "link.txt"), "-"]
        assert files.unique(names) == (str(tree / "b.txt"), "-")


class TestReplace:
    def test_keeps_mode_and_leaves_nothing_behind(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.write_bytes(b"old")
        path.chmod(0o640)
        files.replace(files.read(str(path)), b"new")
        assert path.read_bytes() == b"new"
        assert stat.S_IMODE(path.stat().st_mode) == 0o640
        assert [entry.name for entry in tmp_path.iterdir()] == ["a.txt"]

    def test_keeps_owner(self, tmp_path: Path) -> None:
        if os.geteuid() != 0:
            pytest.skip("only root can give a file to another user")
        path = tmp_path / "a.txt"
        path.write_bytes(b"old")
        os.chown(path, NOBODY, NOBODY)
        files.replace(files.read(str(path)), b"new")
        assert (path.stat().st_uid, path.stat().st_gid) == (NOBODY, NOBODY)

    def test_symbolic_link_stays_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        target, link = tmp_path / "real" / "a.txt", tmp_path / "link.txt"
        target.write_bytes(b"old")
        link.symlink_to(target)
        files.replace(files.read(str(link)), b"new")
        assert link.is_symlink()
        assert target.read_bytes() == b"new"

    @pytest.mark.parametrize("same_size", [True, False])
    def test_refuses_a_file_that_changed(self, tmp_path: Path, *, same_size: bool) -> None:
        path = tmp_path / "a.txt"
        path.write_bytes(b"old")
        source, before = files.read(str(path)), path.stat()
        path.write_bytes(b"odd" if same_size else b"longer")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        with pytest.raises(OutputError, match="changed since it was read"):
            files.replace(source, b"new")
        assert path.read_bytes() in {b"odd", b"longer"}
        assert len(list(tmp_path.iterdir())) == 1

    def test_refuses_a_file_that_vanished(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.write_bytes(b"old")
        source = files.read(str(path))
        path.unlink()
        with pytest.raises(OutputError):
            files.replace(source, b"new")
        assert not list(tmp_path.iterdir())

    def test_read_only_file(self, shared_folder: Path) -> None:
        path = shared_folder / "a.txt"
        path.write_bytes(b"old")
        path.chmod(0o444)
        with ordinary_user(), pytest.raises(OutputError, match="no permission to write; the file is as it was"):
            files.replace(files.read(str(path)), b"new")
        assert path.read_bytes() == b"old"

    def test_read_only_folder(self, shared_folder: Path) -> None:
        path = shared_folder / "a.txt"
        path.write_bytes(b"old")
        path.chmod(0o666)
        shared_folder.chmod(0o755)
        if os.geteuid() != 0:
            shared_folder.chmod(0o555)
        with (
            ordinary_user(),
            pytest.raises(OutputError, match="cannot be written: Permission denied; nothing was changed"),
        ):
            files.replace(files.read(str(path)), b"new")
        shared_folder.chmod(0o777)
        assert path.read_bytes() == b"old"

    def test_full_disk(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.write_bytes(b"old")
        source = files.read(str(path))
        with full_disk(), pytest.raises(OutputError, match=r"cannot be written: .*; nothing was changed"):
            files.replace(source, b"x" * 5000)
        assert path.read_bytes() == b"old"
        assert len(list(tmp_path.iterdir())) == 1

    def test_standard_input(self) -> None:
        with pytest.raises(OutputError, match="standard input"):
            files.replace(files.Source("-", b""), b"new")


class TestWrite:
    def test_new_file_has_the_usual_mode(self, tmp_path: Path) -> None:
        files.write(tmp_path / "a.txt", b"new")
        (tmp_path / "b.txt").write_bytes(b"new")
        assert (tmp_path / "a.txt").read_bytes() == b"new"
        assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "b.txt").stat().st_mode

    def test_missing_folder(self, tmp_path: Path) -> None:
        with pytest.raises(OutputError, match="No such file or directory"):
            files.write(tmp_path / "no" / "a.txt", b"new")

    def test_device(self) -> None:
        files.write(Path(os.devnull), b"new")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
    def test_full_device(self) -> None:
        with pytest.raises(OutputError, match="No space left on device"):
            files.write(Path("/dev/full"), b"new")
