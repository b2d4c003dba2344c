"""Writing whole or not at all: links, modes, foreign writers, failing disks and a kill at any moment."""

import errno
import os
import signal
import struct
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
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


@pytest.mark.parametrize("call", ["open", "write", "fsync", "swap"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_failing_disk_leaves_the_old_file_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    target = folder / "file"
    target.write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(safe_write if call == "swap" else os, call, fail_with(number))
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
    failures = iter([32, 5, 50])

    def busy(self: Path, target: Path) -> Path:
        for number in failures:
            error = OSError(errno.EINVAL if number == 50 else errno.EACCES, "in use")
            error.winerror = number  # type: ignore[attr-defined]
            raise error
        return replace(self, target)

    (folder / "file").write_bytes(b"old")
    monkeypatch.setattr(safe_write, "swap", lambda *_: False)
    monkeypatch.setattr(Path, "replace", busy)
    safe_write.write(folder / "file", b"x", expected=b"old")
    assert (folder / "file").read_bytes() == b"x"


def test_waits_get_longer_and_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock of the test's own: at most 3 s and a pause, however long the other has the file."""
    now = [0.0]
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        now[0] += seconds

    def busy(*_: object) -> None:
        error = PermissionError(errno.EACCES, "in use")
        error.winerror = 32  # type: ignore[attr-defined]
        raise error

    monkeypatch.setattr(safe_write, "time", SimpleNamespace(monotonic=lambda: now[0], sleep=sleep))
    monkeypatch.setattr(safe_write, "swap", lambda *_: False)
    monkeypatch.setattr(Path, "replace", busy)
    (folder / "file").write_bytes(b"old")
    with pytest.raises(FileProblemError, match="in use"):
        safe_write.write(folder / "file", b"x", expected=b"old")
    assert pauses == sorted(pauses)
    assert safe_write.SHARING_PATIENCE_S < sum(pauses) < safe_write.SHARING_PATIENCE_S + 1
    assert (folder / "file").read_bytes() == b"old"
    assert names(folder) == {"file"}


@pytest.mark.parametrize("number", [5, 32, 50])
def test_endless_sharing_violation_is_an_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    error = PermissionError(errno.EACCES, "in use")
    error.winerror = number  # type: ignore[attr-defined]

    def busy(*_: object) -> None:
        raise error

    monkeypatch.setattr(safe_write, "swap", lambda *_: False)
    monkeypatch.setattr(Path, "replace", busy)
    monkeypatch.setattr(safe_write, "SHARING_PATIENCE_S", -1.0)
    (folder / "file").write_bytes(b"old")
    with pytest.raises(FileProblemError):
        safe_write.write(folder / "file", b"x", expected=b"old")
    assert names(folder) == {"file"}


def test_strays_of_the_dead_are_swept(folder: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    alive = f".file.turnout-{os.getppid()}-0-abcd"
    (folder / f".file.turnout-{gone.pid}-0-abcd").write_bytes(b"x")
    (folder / f".file.turnout-{os.getppid()}-1-abcd").write_bytes(b"of one that had this pid before")
    (folder / alive).write_bytes(b"somebody is writing")
    (folder / ".other.turnout-1-1-abcd").write_bytes(b"of another file")
    (folder / "file.turnout-1-1-abcd").write_bytes(b"not one of ours")
    safe_write.write(folder / "file", b"x", expected=None)
    assert names(folder) == {"file", alive, ".other.turnout-1-1-abcd", "file.turnout-1-1-abcd"}
    safe_write.sweep(folder)
    assert names(folder) == {"file", alive, "file.turnout-1-1-abcd"}


@pytest.mark.parametrize("times", [1, 2, 3])
def test_a_write_between_our_last_look_and_the_swap_goes_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """Others replace the file just before each of our swaps: the last of theirs is what is there in the end."""
    target = folder / "file"
    target.write_bytes(b"old")
    swap, turns = safe_write.swap, iter(range(times))

    def race(one: Path, other: Path) -> bool:
        for number in turns:
            (folder / "new").write_bytes(b"theirs %d" % number)
            (folder / "new").replace(target)
            break
        return swap(one, other)

    monkeypatch.setattr(safe_write, "swap", race)
    with pytest.raises(ChangedMeanwhileError):
        safe_write.write(target, b"ours", expected=b"old")
    assert target.read_bytes() == b"theirs %d" % (times - 1)
    assert names(folder) == {"file"}


@pytest.mark.parametrize("came_back", [False, True])
def test_a_write_just_before_the_removal_goes_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch, came_back: bool
) -> None:
    target = folder / "file"
    target.write_bytes(b"old")
    rename = Path.rename

    def race(self: Path, other: Path) -> Path:
        self.write_bytes(b"theirs")
        moved = rename(self, other)
        if came_back:
            self.write_bytes(b"newer")
        return moved

    monkeypatch.setattr(Path, "rename", race)
    with pytest.raises(ChangedMeanwhileError):
        safe_write.remove(target, expected=b"old")
    assert target.read_bytes() == (b"newer" if came_back else b"theirs")
    assert names(folder) == {"file"}


def test_a_removal_that_fails_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "file").write_bytes(b"x")
    monkeypatch.setattr(Path, "rename", fail_with(errno.EACCES))
    with pytest.raises(FileProblemError, match="could not be removed"):
        safe_write.remove(folder / "file", expected=b"x")


def test_an_access_list_of_the_folder_is_not_inherited(folder: Path) -> None:
    """The new file has the old one's access list, which may be none, whatever its folder gives new files."""
    target = folder / "file"
    target.write_bytes(b"old")
    # version 2; user rwx, user 1234 rwx, group r-x, mask rwx, other r-x
    entries = [(1, 7, -1), (2, 7, 1234), (4, 5, -1), (16, 7, -1), (32, 5, -1)]
    acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in entries)
    try:
        os.setxattr(folder, "system.posix_acl_default", acl)
    except OSError:
        pytest.skip("no access lists here")
    safe_write.write(target, b"new", expected=b"old")
    assert "system.posix_acl_access" not in os.listxattr(target)
    os.setxattr(target, "system.posix_acl_access", acl)
    safe_write.write(target, b"newer", expected=b"new")
    assert os.getxattr(target, "system.posix_acl_access") == acl


KILLED_WRITER = """
import sys
from pathlib import Path
from profiles import safe_write
from tests.fakes.death import die_at

target, step = Path(sys.argv[1]), int(sys.argv[2])
die_at(step, "open", "write", "fsync", "fchmod", "close", "stat", "rename", "replace")
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
