"""Writing whole or not at all: links, modes, foreign writers, failing disks and a kill at any moment."""

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from profiles import safe_write
from profiles.errors import ChangedMeanwhileError, FileProblemError, ReadOnlyTargetError, SymlinkCycleError
from tests.tree import ROOT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    return made


@pytest.fixture(autouse=True)
def open_umask() -> Any:
    """No mode may depend on the umask."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_new_file_and_folders_are_private(folder: Path) -> None:
    target = folder / "a" / "b" / "file"
    safe_write.write(target, b"x", expected=None)
    assert target.read_bytes() == b"x"
    assert mode(target) == 0o600
    assert mode(target.parent) == mode(target.parent.parent) == 0o700


def test_temporary_file_is_private_from_the_start(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    fsync = os.fsync

    def look(descriptor: int) -> None:
        seen.append(os.fstat(descriptor).st_mode & 0o777)
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", look)
    safe_write.write(folder / "file", b"x", expected=None)
    assert seen[0] == 0o600
    assert len(seen) == 2, "the file and its folder are both synced"


def test_existing_mode_and_attributes_are_kept(folder: Path) -> None:
    target = folder / "file"
    target.write_bytes(b"old")
    target.chmod(0o640)
    try:
        os.setxattr(target, "user.note", b"mine")
    except OSError:
        pytest.skip("no extended attributes here")
    safe_write.write(target, b"new", expected=b"old")
    assert target.read_bytes() == b"new"
    assert mode(target) == 0o640
    assert os.getxattr(target, "user.note") == b"mine"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_existing_owner_is_kept(folder: Path) -> None:
    target = folder / "file"
    target.write_bytes(b"old")
    os.chown(target, 1234, 1234)
    safe_write.write(target, b"new", expected=b"old")
    assert (target.stat().st_uid, target.stat().st_gid) == (1234, 1234)


def test_foreign_owner_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = folder / "file"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "geteuid", lambda: 4321)
    monkeypatch.setattr(os, "fchown", fail_with(errno.EPERM))
    with pytest.raises(ReadOnlyTargetError, match="another user"):
        safe_write.write(target, b"new", expected=b"old")
    assert names(folder) == {"file"}


@pytest.mark.parametrize("relative", [True, False])
def test_links_are_kept_and_their_target_written(folder: Path, relative: bool) -> None:
    store = folder / "dotfiles"
    store.mkdir()
    (store / "real").write_bytes(b"old")
    (store / "middle").symlink_to("real")
    link = folder / "home" / "link"
    link.parent.mkdir()
    link.symlink_to("../dotfiles/middle" if relative else store / "middle")
    safe_write.write(link, b"new", expected=b"old")
    assert link.is_symlink()
    assert (store / "middle").is_symlink()
    assert (store / "real").read_bytes() == b"new"
    assert not (store / "real").is_symlink()


def test_linked_folder_is_kept(folder: Path) -> None:
    (folder / "real").mkdir()
    (folder / "folder").symlink_to("real")
    safe_write.write(folder / "folder" / "file", b"x", expected=None)
    assert (folder / "folder").is_symlink()
    assert (folder / "real" / "file").read_bytes() == b"x"


def test_dangling_link_gets_its_target(folder: Path) -> None:
    link = folder / "link"
    link.symlink_to("later/real")
    assert safe_write.read(link) is None
    safe_write.write(link, b"x", expected=None)
    assert link.is_symlink()
    assert (folder / "later" / "real").read_bytes() == b"x"


def test_cycle_is_refused(folder: Path) -> None:
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    for attempt in (
        lambda: safe_write.read(folder / "a"),
        lambda: safe_write.write(folder / "a", b"x", expected=None),
    ):
        with pytest.raises(SymlinkCycleError, match="leads back to itself"):
            attempt()


@pytest.mark.parametrize(("there", "expected"), [(b"other", b"old"), (None, b"old"), (b"other", None)])
def test_foreign_change_is_noticed(folder: Path, there: bytes | None, expected: bytes | None) -> None:
    target = folder / "file"
    if there is not None:
        target.write_bytes(there)
    with pytest.raises(ChangedMeanwhileError):
        safe_write.write(target, b"new", expected=expected)
    assert safe_write.read(target) == there
    assert names(folder) == ({"file"} if there else set())


def test_change_just_before_the_rename_is_noticed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = folder / "file"
    target.write_bytes(b"old")
    fsync = os.fsync

    def write_meanwhile(descriptor: int) -> None:
        target.write_bytes(b"foreign")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", write_meanwhile)
    with pytest.raises(ChangedMeanwhileError):
        safe_write.write(target, b"new", expected=b"old")
    assert target.read_bytes() == b"foreign"
    assert names(folder) == {"file"}


def test_update_starts_again_and_loses_nothing(folder: Path) -> None:
    target = folder / "file"
    target.write_bytes(b"1")
    seen: list[bytes | None] = []

    def edit(before: bytes | None) -> bytes:
        seen.append(before)
        if len(seen) < 3:
            target.write_bytes(b"1" * (len(seen) + 1))
        return (before or b"") + b"!"

    assert safe_write.update(target, edit) == b"111!"
    assert seen == [b"1", b"11", b"111"]
    assert target.read_bytes() == b"111!"


def test_update_gives_up_after_three_times(folder: Path) -> None:
    target = folder / "file"
    count = iter(range(100))

    def edit(before: bytes | None) -> bytes:
        target.write_bytes(b"%d" % next(count))
        return b"ours"

    with pytest.raises(ChangedMeanwhileError):
        safe_write.update(target, edit)
    assert target.read_bytes() == b"2"


def test_update_without_a_change_writes_nothing(folder: Path) -> None:
    target = folder / "file"
    target.write_bytes(b"same")
    before = target.stat()
    assert safe_write.update(target, lambda content: content or b"") == b"same"
    assert (target.stat().st_mtime_ns, target.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_remove(folder: Path) -> None:
    target = folder / "file"
    target.write_bytes(b"x")
    with pytest.raises(ChangedMeanwhileError):
        safe_write.remove(target, expected=b"y")
    safe_write.remove(target, expected=b"x")
    assert not target.exists()


def test_read_only_file_is_refused_before_anything(folder: Path) -> None:
    target = folder / "file"
    target.write_bytes(b"old")
    target.chmod(0o444)
    with pytest.raises(ReadOnlyTargetError, match="read-only") as caught:
        safe_write.check_writable(target, by_hand="a = 1")
    assert "a = 1" in caught.value.fix
    with pytest.raises(ReadOnlyTargetError):
        safe_write.write(target, b"new", expected=b"old")
    assert target.read_bytes() == b"old"


def test_read_only_folder_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != folder)
    with pytest.raises(ReadOnlyTargetError, match=str(folder)):
        safe_write.check_writable(folder / "deep" / "er" / "file")


def test_folder_in_the_place_of_the_file(folder: Path) -> None:
    with pytest.raises(FileProblemError, match="cannot be read"):
        safe_write.read(folder)


def test_hard_link_is_told(folder: Path) -> None:
    target = folder / "file"
    assert safe_write.find_hazards(target) == ()
    target.write_bytes(b"x")
    assert safe_write.find_hazards(target) == ()
    (folder / "other").hardlink_to(target)
    assert "hard link" in safe_write.find_hazards(target)[0]


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_failing_disk_leaves_the_old_file_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    target = folder / "file"
    target.write_bytes(b"old")
    where = Path if call == "replace" else os
    with monkeypatch.context() as patch:
        patch.setattr(where, call, fail_with(number))
        with pytest.raises(FileProblemError, match=os.strerror(number)):
            safe_write.write(target, b"new", expected=b"old")
    assert target.read_bytes() == b"old"
    assert names(folder) == {"file"}


def test_short_writes_are_continued(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))
    safe_write.write(folder / "file", b"0123456789", expected=None)
    assert (folder / "file").read_bytes() == b"0123456789"


def test_two_that_create_the_same_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between our last look and the file's name somebody else makes it: theirs stays, and we notice."""
    target = folder / "file"
    link = Path.hardlink_to

    def come_second(self: Path, other: Path) -> None:
        self.write_bytes(b"theirs")
        link(self, other)

    monkeypatch.setattr(Path, "hardlink_to", come_second)
    with pytest.raises(ChangedMeanwhileError):
        safe_write.write(target, b"ours", expected=None)
    assert target.read_bytes() == b"theirs"
    assert names(folder) == {"file"}


def test_file_system_without_hard_links(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "hardlink_to", fail_with(errno.EPERM))
    safe_write.write(folder / "file", b"x", expected=None)
    assert names(folder) == {"file"}
    assert (folder / "file").read_bytes() == b"x"


def test_sharing_violation_is_waited_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace
    failures = iter([32, 5])

    def busy(self: Path, target: Path) -> Path:
        for number in failures:
            error = PermissionError(errno.EACCES, "in use")
            error.winerror = number  # type: ignore[attr-defined]
            raise error
        return replace(self, target)

    (folder / "file").write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", busy)
    safe_write.write(folder / "file", b"x", expected=b"old")
    assert (folder / "file").read_bytes() == b"x"


def test_endless_sharing_violation_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    error = PermissionError(errno.EACCES, "in use")
    error.winerror = 32  # type: ignore[attr-defined]

    def busy(*_: object) -> None:
        raise error

    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr(safe_write, "SHARING_PATIENCE_S", -1.0)
    (folder / "file").write_bytes(b"old")
    with pytest.raises(FileProblemError):
        safe_write.write(folder / "file", b"x", expected=b"old")
    assert names(folder) == {"file"}


def test_strays_of_the_dead_are_swept(folder: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (folder / f".file.turnout-{gone.pid}-abcd").write_bytes(b"x")
    (folder / f".file.turnout-{os.getppid()}-abcd").write_bytes(b"somebody is writing")
    (folder / ".other.turnout-1-abcd").write_bytes(b"not ours to judge")
    safe_write.write(folder / "file", b"x", expected=None)
    assert names(folder) == {"file", f".file.turnout-{os.getppid()}-abcd", ".other.turnout-1-abcd"}


KILLED_WRITER = """
import os, signal, sys
from pathlib import Path
from profiles import safe_write

target, step = Path(sys.argv[1]), int(sys.argv[2])
calls = 0

def counted(function):
    def call(*args, **kwargs):
        global calls
        calls += 1
        if calls == step:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return call

for name in ("open", "write", "fsync", "fchmod", "close", "stat", "rename", "replace"):
    setattr(os, name, counted(getattr(os, name)))
safe_write.write(target, b"new" * 1000, expected=b"old" * 1000)
"""


def test_killed_at_any_call_the_file_is_old_or_new(folder: Path) -> None:
    """The writer is killed before its n-th call into the system, for every n until it gets through."""
    real = folder / "real"
    real.mkdir()
    target = folder / "link"
    target.symlink_to("real/file")
    outcomes = set()
    for step in range(1, 40):
        (real / "file").write_bytes(b"old" * 1000)
        done = subprocess.run([sys.executable, "-c", KILLED_WRITER, target, str(step)], cwd=ROOT, check=False)
        content = (real / "file").read_bytes()
        assert content in (b"old" * 1000, b"new" * 1000)
        assert target.is_symlink()
        outcomes.add((done.returncode, content[:3]))
        if done.returncode == 0:
            break
    assert (0, b"new") in outcomes
    assert (-signal.SIGKILL, b"old") in outcomes
    safe_write.write(target, b"last", expected=content)
    assert names(real) == {"file"}, "the strays of the killed are gone"


def names(place: Path) -> set[str]:
    return {entry.name for entry in place.iterdir()}


def fail_with(number: int) -> Any:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail
