"""Which file is really written, and what is refused before anything is touched."""

import os
from pathlib import Path

import pytest

from profiles import targets
from profiles.errors import FileProblemError, ReadOnlyTargetError, SymlinkCycleError
from profiles.targets import check_readable, check_writable, find_hazards, find_target


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "folder"
    made.mkdir()
    return made


def test_a_chain_of_links_leads_to_its_end(folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "real").write_bytes(b"x")
    (folder / "deep" / "middle").symlink_to("real")
    (folder / "link").symlink_to(folder / "deep" / "middle")
    assert find_target(folder / "link") == folder / "deep" / "real"
    assert find_target(folder / "none") == folder / "none"
    check_writable(folder / "link")


def test_a_cycle_is_refused(folder: Path) -> None:
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")
    for check in (find_target, check_readable, check_writable):
        with pytest.raises(SymlinkCycleError, match="leads back to itself"):
            check(folder / "a")


def test_a_link_to_nothing_has_to_be_confirmed(folder: Path) -> None:
    (folder / "link").symlink_to("later/real")
    with pytest.raises(FileProblemError, match="which is not there") as caught:
        check_writable(folder / "link")
    assert f"touch {folder / 'later' / 'real'}" in caught.value.fix
    (folder / "later").mkdir()
    (folder / "later" / "real").touch()
    check_writable(folder / "link")


def test_a_linked_folder_that_is_not_there_has_to_be_confirmed(folder: Path) -> None:
    (folder / "link").symlink_to("later")
    with pytest.raises(FileProblemError, match="which is not there") as caught:
        check_writable(folder / "link" / "file")
    assert f"mkdir -p {folder / 'later'}" in caught.value.fix


def test_a_new_file_may_be_made(folder: Path) -> None:
    check_writable(folder / "deep" / "er" / "file")
    assert list(folder.iterdir()) == []


def test_a_read_only_file_is_refused_even_for_root(folder: Path) -> None:
    target = folder / "file"
    target.write_bytes(b"old")
    target.chmod(0o444)
    with pytest.raises(ReadOnlyTargetError, match="read-only"):
        check_writable(target)


def test_a_file_of_a_package_manager_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = folder / "store"
    store.mkdir()
    (store / "abc-config").write_bytes(b"x")
    (folder / "link").symlink_to(store / "abc-config")
    monkeypatch.setattr(targets, "_STORES", (f"{store}/",))
    with pytest.raises(ReadOnlyTargetError, match="package manager"):
        check_writable(folder / "link")


def test_a_file_of_somebody_else_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "file").write_bytes(b"x")
    monkeypatch.setattr(os, "geteuid", lambda: 4321)
    with pytest.raises(ReadOnlyTargetError, match="another user"):
        check_writable(folder / "file")


def test_a_read_only_folder_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != folder)
    with pytest.raises(ReadOnlyTargetError, match=str(folder)):
        check_writable(folder / "deep" / "er" / "file")


def test_what_is_no_plain_file_is_refused_and_not_opened(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    for check in (check_readable, check_writable):
        with pytest.raises(FileProblemError, match="pipe"):
            check(folder / "pipe")
        with pytest.raises(FileProblemError, match="a folder"):
            check(folder)
    (folder / "null").symlink_to("/dev/null")
    with pytest.raises(FileProblemError, match="device"):
        check_writable(folder / "null")


def test_a_name_that_cannot_be_is_said(folder: Path) -> None:
    with pytest.raises(FileProblemError, match="cannot be read"):
        check_readable(folder / ("x" * 300))
    check_readable(folder / "file" / "below")


def test_a_hard_link_is_told(folder: Path) -> None:
    target = folder / "file"
    assert find_hazards(target) == ()
    target.write_bytes(b"x")
    assert find_hazards(target) == ()
    (folder / "other").hardlink_to(target)
    assert "hard link" in find_hazards(target)[0]
