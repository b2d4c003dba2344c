"""The four files as one: all right, or an error; and a change is noticed."""

import os
from pathlib import Path

import pytest

from app.context import Context
from app.files import Files
from profiles.errors import BadFileError
from profiles.making import make_profile


def test_an_empty_home_has_defaults(context: Context) -> None:
    said = Files(context).read()
    assert said.profiles == ()
    assert said.settings.port == 8377
    assert {key.name for key in said.access} == {"codex", "claude-code", "default"}
    assert {route.profile for route in said.routes.values()} == {None}


def test_one_bad_file_spoils_all(context: Context) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)
    context.settings.path.write_text("port =\n")
    with pytest.raises(BadFileError, match=r"settings.toml.*line 1, column 7"):
        Files(context).read()


def test_nothing_counts_as_read_before_it_is(context: Context) -> None:
    assert Files(context).changed()


@pytest.mark.parametrize("name", ["profiles", "routes", "settings", "access"])
def test_every_file_is_watched(name: str, context: Context) -> None:
    files = Files(context)
    files.read()
    assert not files.changed()
    path: Path = getattr(context, name).path
    before = path.read_text() if path.exists() else ""
    path.write_text(before + "\n")
    assert files.changed()
    files.read()
    assert not files.changed()
    path.unlink()
    assert files.changed()


def test_a_rename_and_a_new_time_are_changes(context: Context, tmp_path: Path) -> None:
    files, path = Files(context), context.profiles.path
    path.write_text("# one\n")
    files.read()
    stat = path.stat()
    other = path.with_name("other")
    other.write_text("# two\n")
    os.utime(other, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    other.replace(path)
    assert files.changed()
    files.read()
    os.utime(path, ns=(1, 1))
    assert files.changed()


def test_an_edit_while_reading_counts(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    files = Files(context)
    path = context.profiles.path
    path.write_text("# one\n")
    read = type(context.profiles).list

    def edited_meanwhile(store: object) -> object:
        found = read(store)  # type: ignore[arg-type]
        path.write_text("# changed right after it was read\n")
        return found

    monkeypatch.setattr(type(context.profiles), "list", edited_meanwhile)
    files.read()
    assert files.changed()


def test_after_an_error_the_same_file_is_not_read_again(context: Context) -> None:
    files = Files(context)
    context.profiles.path.write_text("[\n")
    with pytest.raises(BadFileError):
        files.read()
    assert not files.changed()
