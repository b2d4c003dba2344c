"""Access keys: one for each client from the start, strong, private, replaceable."""

import json
import threading
from pathlib import Path

import pytest

from profiles.access import KEY_BYTES, PREFIX, AccessKeys
from profiles.errors import AlreadyExistsError, BadFileError, NotFoundError, ProfileError
from profiles.paths import Paths


@pytest.fixture
def keys(tmp_path: Path) -> AccessKeys:
    return AccessKeys(Paths.from_env({"TURNOUT_HOME": str(tmp_path / "t")}))


def test_each_client_has_its_own_from_the_start(keys: AccessKeys) -> None:
    assert [(key.name, key.client) for key in keys.list()] == [
        ("codex", "codex"),
        ("claude-code", "claude-code"),
        ("default", "other"),
    ]
    values = {key.key for key in keys.list()}
    assert len(values) == 3
    assert all(value.startswith(PREFIX) for value in values)
    assert KEY_BYTES * 8 >= 128
    assert all(len(value) >= len(PREFIX) + KEY_BYTES for value in values)


def test_they_stay(keys: AccessKeys) -> None:
    first = keys.get("codex")
    before = keys.path.stat().st_ino
    assert keys.get("codex") == first == AccessKeys.find(keys, "codex").key
    assert keys.path.stat().st_ino == before, "reading writes nothing"
    assert keys.path.stat().st_mode & 0o777 == 0o600


def test_rotate(keys: AccessKeys) -> None:
    old = keys.find("codex")
    new = keys.rotate("codex")
    assert new.key != old.key
    assert new.client == "codex"
    assert keys.get("codex") == new.key
    with pytest.raises(NotFoundError, match="'x'"):
        keys.rotate("x")


def test_add_and_remove(keys: AccessKeys) -> None:
    added = keys.add("laptop")
    assert (added.client, keys.get("laptop")) == ("other", added.key)
    assert keys.add("ci", "codex").client == "codex"
    with pytest.raises(AlreadyExistsError):
        keys.add("laptop")
    keys.remove("laptop")
    for attempt in (lambda: keys.get("laptop"), lambda: keys.remove("laptop")):
        with pytest.raises(NotFoundError):
            attempt()
    with pytest.raises(ProfileError, match="built in"):
        keys.remove("default")
    with pytest.raises(ProfileError, match="name"):
        keys.add("My Key")


def test_no_secret_in_a_repr(keys: AccessKeys) -> None:
    assert PREFIX not in repr(keys.list())


def test_fields_of_later_versions_stay(keys: AccessKeys) -> None:
    keys.get("codex")
    document = json.loads(keys.path.read_text())
    document["keys"]["codex"]["rpm"] = 10
    document["later"] = True
    keys.path.write_text(json.dumps(document))
    keys.rotate("codex")
    after = json.loads(keys.path.read_text())
    assert after["keys"]["codex"]["rpm"] == 10
    assert after["later"] is True


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "{}",
        '{"keys": {"codex": {}}}',
        '{"keys": {"codex": {"key": "sk-1", "client": "codex"}}}',
        "\x80",
    ],
)
def test_damage_is_told_and_left_alone(keys: AccessKeys, text: str) -> None:
    keys.path.parent.mkdir(parents=True)
    keys.path.write_bytes(text.encode("latin-1"))
    with pytest.raises(BadFileError):
        keys.list()
    assert keys.path.read_bytes() == text.encode("latin-1")


def test_two_that_come_first_agree(keys: AccessKeys, tmp_path: Path) -> None:
    found: list[str] = []
    start = threading.Barrier(4)

    def ask() -> None:
        start.wait(30)
        found.append(AccessKeys(Paths.from_env({"TURNOUT_HOME": str(tmp_path / "t")})).get("codex"))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == [keys.get("codex")] * 4
