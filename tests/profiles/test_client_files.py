"""What becomes of one client's file: three ways per key, in both modes, from the bytes that are there."""

import json
import time
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from profiles import client_files, safe_write
from profiles.client_files import is_connected, plan_connect, plan_restore, plan_undo, roll_back, show_by_hand
from profiles.clients.edit import ConnectSettings, Direct
from profiles.clients.kinds import find_kind
from profiles.errors import BadFileError
from profiles.journal import Entry
from profiles.record import FileRecord
from profiles.routes import Client

PROXY = ConnectSettings("http://127.0.0.1:8377", "tn-canary", model="m", catalog=Path("/catalog"))
DIRECT = replace(
    PROXY, direct=Direct("https://api.example.com/v1", ("/bin/turnout", "key", "get", "p"), {"X-Team": "t"})
)
ORIGINAL: dict[Client, bytes] = {
    "codex": b"model = 'theirs'\n[x]\ny = 1\n",
    "claude-code": b'{"env": {"ANTHROPIC_API_KEY": "theirs", "ANTHROPIC_DEFAULT_OPUS_MODEL": "theirs"}}\n',
}
CLIENTS: tuple[Client, ...] = ("codex", "claude-code")


def connect(
    client: Client, path: Path, settings: ConnectSettings = PROXY, old: FileRecord | None = None
) -> client_files.Planned:
    planned = plan_connect(client, path, settings, old)
    if planned.step.after is not None:
        path.write_bytes(planned.step.after)
    return planned


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "file"


def values(path: Path) -> dict[str, Any]:
    data = path.read_text()
    return json.loads(data) if data.startswith("{") else tomllib.loads(data)  # type: ignore[no-any-return]


def model_of(client: Client, path: Path) -> str | None:
    found = values(path)
    return found.get("model") if client == "codex" else found["env"].get("ANTHROPIC_DEFAULT_OPUS_MODEL")


def set_model(client: Client, path: Path, old: str, new: str) -> None:
    data = path.read_text()
    assert data.count(old) >= 1
    if client == "codex":
        data = data.replace(f'"{old}"', f'"{new}"')
    else:
        data = data.replace(
            f'"ANTHROPIC_DEFAULT_OPUS_MODEL": "{old}"', f'"ANTHROPIC_DEFAULT_OPUS_MODEL": "{new}"'
        )
    path.write_text(data)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("settings", [PROXY, DIRECT], ids=["proxy", "direct"])
def test_connect_again_and_restore(client: Client, path: Path, settings: ConnectSettings) -> None:
    path.write_bytes(ORIGINAL[client])
    first = connect(client, path, settings)
    known = first.step.new
    assert known is not None
    assert known.mode == ("proxy" if settings is PROXY else "direct")
    assert is_connected(client, path, known)
    again = plan_connect(client, path, settings, known)
    assert not again.step.changes
    assert again.step.new == known
    assert first.step.pristine == ORIGINAL[client]
    back = plan_restore(client, path, known, lambda _: None)
    assert back.kept == ()
    assert back.step.after is not None
    find = find_kind(client)
    assert find.read(back.step.after, path).values == find.read(ORIGINAL[client], path).values


@pytest.mark.parametrize("client", CLIENTS)
def test_modes_follow_each_other(client: Client, path: Path) -> None:
    """Whatever the order, nothing of one mode is in the other, and all of the user's comes back."""
    path.write_bytes(ORIGINAL[client])
    known: FileRecord | None = None
    for settings in (PROXY, DIRECT, PROXY, DIRECT, DIRECT, PROXY):
        known = connect(client, path, settings, known).step.new
        text = path.read_text()
        assert ("tn-canary" in text) == (settings is PROXY)
        assert ("key get" in text or '"key", "get"' in text) == (settings is DIRECT)
        assert ("X-Team" in text) == (settings is DIRECT)
        if client == "claude-code":
            assert ("theirs" in text) == (settings is PROXY), "the user's key is not for this provider"
    back = plan_restore(client, path, known, lambda _: None)
    assert back.step.after is not None
    find = find_kind(client)
    assert find.read(back.step.after, path).values == find.read(ORIGINAL[client], path).values


@pytest.mark.parametrize("client", CLIENTS)
def test_a_key_that_the_user_changed_stays_until_we_want_another_value(client: Client, path: Path) -> None:
    path.write_bytes(ORIGINAL[client])
    known = connect(client, path).step.new
    set_model(client, path, "m", "mine")
    again = connect(client, path, PROXY, known)
    assert model_of(client, path) == "mine"
    assert len(again.kept) == 1
    assert again.kept[0].startswith(str(path))
    other = connect(client, path, replace(PROXY, model="n"), again.step.new)
    assert model_of(client, path) == "n"
    assert any("was changed by somebody else" in text for text in other.warnings)
    back = plan_restore(client, path, other.step.new, lambda _: None).step.after
    assert back is not None
    path.write_bytes(back)
    assert model_of(client, path) == "mine"


def test_a_key_without_which_we_are_not_connected_is_set_again(path: Path) -> None:
    path.write_bytes(b"")
    known = connect("codex", path).step.new
    path.write_text(path.read_text().replace('model_provider = "turnout"', 'model_provider = "openai"'))
    assert not is_connected("codex", path, known)
    again = connect("codex", path, PROXY, known)
    assert is_connected("codex", path, again.step.new)
    assert any("model_provider was changed" in text for text in again.warnings)
    back = plan_restore("codex", path, again.step.new, lambda _: None).step.after
    assert tomllib.loads((back or b"").decode()) == {"model_provider": "openai"}


def test_a_deleted_key_stays_deleted(path: Path) -> None:
    path.write_bytes(ORIGINAL["codex"])
    known = connect("codex", path).step.new
    path.write_text(path.read_text().replace('model = "m"\n', ""))
    again = connect("codex", path, PROXY, known)
    assert "model" not in values(path)
    back = plan_restore("codex", path, again.step.new, lambda _: None).step.after
    assert tomllib.loads((back or b"").decode()) == {"x": {"y": 1}}


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("state", ["new", "old"])
def test_an_unfinished_change_is_undone_in_either_state(client: Client, path: Path, state: str) -> None:
    """Somebody edits the file before or after it was written: the change goes, the edit stays."""
    path.write_bytes(ORIGINAL[client])
    first = connect(client, path).step.new
    before = path.read_bytes()
    second = connect(client, path, DIRECT, first).step
    after = path.read_bytes()
    now = after if state == "new" else before
    entry = Entry(path, "-", "-", client, first, second.new)
    undone = roll_back(entry, edited(client, now), before, after)
    path.write_bytes(undone.after or b"")
    assert undone.record is not None
    assert undone.record.mode == "proxy"
    assert is_connected(client, path, undone.record)
    assert values(path)["foreign"]
    assert model_of(client, path) == "m"
    back = plan_restore(client, path, undone.record, lambda _: None).step.after or b""
    assert bare(client, back, path) == bare(client, ORIGINAL[client], path)


@pytest.mark.parametrize("client", CLIENTS)
def test_an_unfinished_first_connect_is_undone(client: Client, path: Path) -> None:
    path.write_bytes(ORIGINAL[client])
    new = connect(client, path).step.new
    entry = Entry(path, "-", "-", client, None, new)
    undone = roll_back(entry, edited(client, path.read_bytes()), ORIGINAL[client], path.read_bytes())
    assert undone.record is None
    assert bare(client, undone.after or b"", path) == bare(client, ORIGINAL[client], path)


def test_an_unfinished_restore_is_undone_in_a_file_that_somebody_made_anew(path: Path) -> None:
    old = connect("codex", path).step.new
    before = path.read_bytes()
    undone = roll_back(Entry(path, "-", None, "codex", old, None), b"[foreign]\nx = 1\n", before, None)
    path.write_bytes(undone.after or b"")
    assert undone.record is not None
    assert is_connected("codex", path, undone.record)
    assert values(path)["foreign"] == {"x": 1}


def test_an_unfinished_first_file_goes_away(path: Path) -> None:
    new = connect("codex", path).step.new
    after = path.read_bytes()
    entry = Entry(path, None, "-", "codex", None, new)
    assert roll_back(entry, after + b"# edited\n", None, after).after == b"# edited\n"


@pytest.mark.parametrize("client", CLIENTS)
def test_undo_in_a_file_that_others_have_edited(client: Client, path: Path) -> None:
    path.write_bytes(ORIGINAL[client])
    first = connect(client, path).step.new
    before = path.read_bytes()
    second = connect(client, path, DIRECT, first).step.new
    path.write_bytes(edited(client, path.read_bytes()))
    entry = Entry(path, "b", "-", client, first, second)
    planned = plan_undo(entry, client, second, {"b": before}.get)
    known = planned.step.new
    assert known is not None
    path.write_bytes(planned.step.after or b"")
    assert is_connected(client, path, known)
    assert known.mode == "proxy"
    assert planned.kept == ()
    back = plan_restore(client, path, known, lambda _: None).step.after or b""
    assert bare(client, back, path) == bare(client, ORIGINAL[client], path)
    first_entry = Entry(path, "o", "-", client, None, first)
    planned = plan_undo(first_entry, client, known, {"o": ORIGINAL[client]}.get)
    assert planned.step.new is None
    assert bare(client, planned.step.after or b"", path) == bare(client, ORIGINAL[client], path)


@pytest.mark.parametrize("client", CLIENTS)
def test_undo_keeps_a_key_that_the_user_changed(client: Client, path: Path) -> None:
    path.write_bytes(ORIGINAL[client])
    first = connect(client, path).step.new
    set_model(client, path, "m", "mine")
    entry = Entry(path, "o", "-", client, None, first)
    planned = plan_undo(entry, client, first, {"o": ORIGINAL[client]}.get)
    path.write_bytes(planned.step.after or b"")
    assert model_of(client, path) == "mine"
    assert len(planned.kept) == 1
    # And the undo of a restore, where the user has changed the key since.
    restored = Entry(path, "c", "-", client, first, None)
    planned = plan_undo(restored, client, None, {"c": first_bytes(client, path.parent)}.get)
    path.write_bytes(planned.step.after or b"")
    assert model_of(client, path) == "mine"
    assert planned.step.new is not None
    assert is_connected(client, path, planned.step.new)


def first_bytes(client: Client, folder: Path) -> bytes:
    """The file as it was when it was connected."""
    path = folder / "first"
    path.write_bytes(ORIGINAL[client])
    connect(client, path)
    return path.read_bytes()


def edited(client: Client, data: bytes) -> bytes:
    if client == "codex":
        return data + b"\n[foreign]\nx = 1\n"
    return data.replace(b'{"env": {', b'{"foreign": 1, "env": {')


def bare(client: Client, data: bytes, path: Path) -> dict[str, Any]:
    """The values without the foreign one."""
    found = find_kind(client).read(data, path).values
    return {name: value for name, value in found.items() if name != "foreign"}


def test_undo_of_a_file_that_is_gone_leaves_it_so(path: Path) -> None:
    new = connect("codex", path).step.new
    path.unlink()
    planned = plan_undo(Entry(path, None, "x", "codex", None, new), "codex", new, lambda _: None)
    assert (planned.step.before, planned.step.after) == (None, None)
    planned = plan_undo(Entry(path, "b", None, "codex", new, None), "codex", None, lambda _: b"before")
    assert planned.step.after == b"before", "what we removed comes back"


def test_half_a_file_is_looked_at_again(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Claude Code writes in place; we come in the middle of it."""
    path.write_bytes(b'{"env": ')

    monkeypatch.setattr(time, "sleep", lambda _: path.write_bytes(b'{"env": {"A": "1"}}'))
    data, text = client_files.read_settled(find_kind("claude-code"), path)
    assert data == b'{"env": {"A": "1"}}'
    assert text is not None


def test_a_file_that_never_settles(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = iter(b"{%d" % number for number in range(100))
    monkeypatch.setattr(safe_write, "read", lambda _: next(versions))
    monkeypatch.setattr(time, "sleep", lambda _: None)
    with pytest.raises(BadFileError):
        client_files.read_settled(find_kind("claude-code"), path)
    monkeypatch.setattr(safe_write, "read", lambda _: None)
    assert client_files.read_settled(find_kind("claude-code"), path) == (None, None)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("settings", [PROXY, DIRECT], ids=["proxy", "direct"])
def test_the_lines_to_set_by_hand_are_the_whole_file_without_the_key(
    client: Client, path: Path, settings: ConnectSettings
) -> None:
    said = show_by_hand(client, path, settings)
    assert "canary" not in said
    lines = said.partition("\n(`turnout access")[0]
    assert find_kind(client).read(lines.encode(), path).values
    assert ("ACCESS_KEY" in lines) == (settings is PROXY)
