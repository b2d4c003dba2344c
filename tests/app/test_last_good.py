"""What is kept of Turnout's own files, and how it comes back."""

from pathlib import Path

import pytest

from app import last_good
from app.context import Context
from app.errors import sentence
from app.last_good import KEPT
from app.service import Service
from profiles.errors import BadFileError, ProfileError
from profiles.making import make_profile
from tests.app.conftest import Turnout
from tests.app.serving import ServiceInThread, chat


def keep(context: Context, path: Path, *texts: str) -> None:
    for text in texts:
        path.write_text(text)
        last_good.keep(context.paths, [path])


def test_some_versions_are_kept_and_nothing_of_an_empty_file(context: Context) -> None:
    path = context.profiles.path
    assert last_good.find(context.paths, path) is None
    assert last_good.put_back(context.paths, path) is None
    keep(context, path, "one", "two", "two", "three", "four", "", "\n")
    found = last_good.find(context.paths, path)
    assert found
    assert found.read_text() == "four"
    assert found.stat().st_mode & 0o777 == 0o600
    assert sorted(one.read_text() for one in found.parent.iterdir()) == ["four", "three", "two"]
    assert KEPT == 3


def test_what_cannot_be_kept_harms_nobody(context: Context) -> None:
    path = context.profiles.path
    path.write_bytes(b"\xff\0")
    (context.paths.state / "last-good").write_text("no folder")
    last_good.keep(context.paths, [path, path.with_name("gone")])
    assert last_good.find(context.paths, path) is None


@pytest.mark.parametrize(
    ("data", "is_it"),
    [(b"\0\0", True), (b"\x80\x81", True), (b"x = [", False), ("x".encode("utf-16"), False), (None, False)],
)
def test_what_nobody_can_repair(data: bytes | None, is_it: bool, context: Context) -> None:
    path = context.profiles.path
    if data is not None:
        path.write_bytes(data)
    assert last_good.is_no_text(BadFileError(path, "x")) is is_it


async def test_requirement_066_profiles_come_back(context: Context, turnout: Turnout) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)
    context.routes.set("other", "demo")
    key = context.access.get("default")
    with ServiceInThread() as service:
        assert chat(service.base, key=key)[0] == 200
    before = context.profiles.path.read_bytes()
    context.profiles.path.write_bytes(b"\0" * len(before))
    context.access.path.write_bytes(b"\x00\xff" * 100)
    with pytest.raises(ProfileError) as raised:
        await Service(context).run(0, lambda _: None)
    said = sentence(raised.value)
    assert str(context.profiles.path) in said
    assert "last-good" in said
    assert "file_damaged" in turnout("doctor", "--json").out
    assert "file_damaged" in turnout("doctor", "--fix", "--json").json["mended"]
    assert context.profiles.path.read_bytes() == before
    assert context.profiles.path.with_name("profiles.toml.damaged").read_bytes() == b"\0" * len(before)
    with ServiceInThread() as service:
        assert chat(service.base, key=key)[0] == 200


def test_a_mistake_is_its_users_to_repair(context: Context, turnout: Turnout) -> None:
    context.profiles.add(make_profile("demo", preset="demo").profile)
    with ServiceInThread():
        pass
    context.profiles.path.write_text("[profiles.x\n")
    found = turnout("doctor", "--json").json["findings"]
    (finding,) = [one for one in found if one["id"] == "bad_file"]
    assert "last-good" in finding["fix"]
    assert "bad_file" not in turnout("doctor", "--fix", "--json").json["mended"]
    assert context.profiles.path.read_text() == "[profiles.x\n"
