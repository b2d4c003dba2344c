"""Access keys: one for each client from the start, strong, private, limited, replaceable."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from profiles.access import AccessKeys
from profiles.access_key import PREFIX
from profiles.access_limits import AccessLimits
from profiles.errors import AlreadyExistsError, BadFileError, NotFoundError, ProfileError
from profiles.paths import Paths

OTHER = "tn-canary-0123456789abcdef-0123456789"


@pytest.fixture
def keys(tmp_path: Path) -> AccessKeys:
    return AccessKeys(Paths.from_env({"TURNOUT_HOME": str(tmp_path / "t")}))


def entries(keys: AccessKeys) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(keys.path.read_text())["keys"]
    return found


def test_each_client_has_its_own_from_the_start(keys: AccessKeys) -> None:
    assert [(key.name, key.client) for key in keys.list()] == [
        ("codex", "codex"),
        ("claude-code", "claude-code"),
        ("default", "other"),
    ]
    values = {key.key for key in keys.list()}
    assert len(values) == 3
    assert {key.limits for key in keys.list()} == {AccessLimits()}


def test_they_stay(keys: AccessKeys) -> None:
    first = keys.get("codex")
    before = keys.path.stat().st_ino
    assert keys.get("codex") == first == AccessKeys.find(keys, "codex").key
    assert keys.path.stat().st_ino == before, "reading writes nothing"
    assert keys.path.stat().st_mode & 0o777 == 0o600


def test_rotate_keeps_limits_and_the_old_value_for_a_while(keys: AccessKeys) -> None:
    keys.edit("codex", {"rpm": 3})
    old = keys.find("codex")
    new = keys.rotate("codex")
    assert new.key != old.key
    assert (new.client, new.limits.rpm, new.counted_since) == ("codex", 3, old.counted_since)
    assert [one.key for one in new.former] == [old.key]
    assert keys.find("codex") == new
    assert keys.rotate("codex", grace_s=0).former == ()
    with pytest.raises(NotFoundError, match="'x'"):
        keys.rotate("x")
    with pytest.raises(ProfileError, match="cannot go on") as caught:
        keys.rotate("codex", grace_s=-1)
    assert caught.value.code == "bad_grace"


def test_add_and_remove(keys: AccessKeys) -> None:
    added = keys.add("laptop")
    assert (added.client, keys.get("laptop")) == ("other", added.key)
    assert keys.add("ci", "codex", {"rpd": 5, "models": ["a"]}).limits == AccessLimits(rpd=5, models=("a",))
    with pytest.raises(AlreadyExistsError):
        keys.add("laptop")
    keys.remove("laptop")
    for attempt in (lambda: keys.get("laptop"), lambda: keys.remove("laptop")):
        with pytest.raises(NotFoundError):
            attempt()
    assert keys.add("laptop").counted_since != added.counted_since
    with pytest.raises(ProfileError, match="built in"):
        keys.remove("default")
    with pytest.raises(ProfileError, match="name"):
        keys.add("My Key")
    with pytest.raises(ProfileError, match="no client 'all'"):
        keys.add("good", "all")  # type: ignore[arg-type]
    with pytest.raises(ProfileError, match="rpm cannot be 0"):
        keys.add("good", limits={"rpm": 0})
    assert "good" not in entries(keys)


def test_edit_sets_what_is_named(keys: AccessKeys) -> None:
    keys.edit("codex", {"rpm": 5, "deny_models": ["o*"], "enabled": False})
    assert keys.edit("codex", {"rpm": None, "concurrency": 2}).limits == AccessLimits(
        enabled=False, deny_models=("o*",), concurrency=2
    )
    assert entries(keys)["codex"]["deny_models"] == ["o*"]
    assert "rpm" not in entries(keys)["codex"]
    with pytest.raises(ProfileError, match="rpd cannot be"):
        keys.edit("codex", {"rpm": 7, "rpd": "many"})
    assert keys.find("codex").limits.rpm is None, "all or nothing"
    with pytest.raises(NotFoundError):
        keys.edit("nobody", {})


def test_edit_can_count_anew_and_move_a_key_to_another_client(keys: AccessKeys) -> None:
    before = keys.add("ci")
    after = keys.edit("ci", {}, reset_usage=True, client="codex")
    assert (after.client, after.key) == ("codex", before.key)
    assert after.counted_since != before.counted_since
    with pytest.raises(ProfileError, match="is the one of codex"):
        keys.edit("codex", {}, client="other")


def test_no_secret_in_a_repr(keys: AccessKeys) -> None:
    keys.rotate("codex")
    assert PREFIX not in repr(keys.list())


def test_fields_of_later_versions_stay(keys: AccessKeys) -> None:
    keys.get("codex")
    document = json.loads(keys.path.read_text())
    document["keys"]["codex"]["colour"] = "red"
    document["later"] = True
    keys.path.write_text(json.dumps(document))
    keys.rotate("codex")
    after = json.loads(keys.path.read_text())
    assert after["keys"]["codex"]["colour"] == "red"
    assert after["later"] is True


def test_what_was_written_by_hand_stays_as_it_was_written(keys: AccessKeys) -> None:
    keys.get("codex")
    document = json.loads(keys.path.read_text())
    document["keys"]["codex"] |= {"rpm": 10, "expires_at": "2030-01-01"}
    written = json.dumps(document, indent=7)
    keys.path.write_text(written)
    assert keys.find("codex").limits.rpm == 10
    assert keys.path.read_text() == written
    keys.edit("default", {"rpm": 1})
    assert entries(keys)["codex"]["expires_at"] == "2030-01-01"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", r"not valid JSON \(line 1"),
        ("[]", "no table of keys"),
        ("{}", "no table of keys"),
        ('{"keys": {"codex": 1}}', "'codex'.*incomplete"),
        ('{"keys": {"codex": {}}}', "'codex'.*incomplete"),
        ('{"keys": {"codex": {"key": "sk-1", "client": "codex"}}}', "begin with tn-"),
        ('{"keys": {"codex": {"key": "tn-short", "client": "codex"}}}', "22 characters"),
        (
            f'{{"keys": {{"codex": {{"key": "{OTHER}", "client": "codex", "rpm": "x"}}}}}}',
            "'codex'.*rpm cannot",
        ),
        (
            f'{{"keys": {{"codex": {{"key": "{OTHER}", "client": "codex", "former": 1}}}}}}',
            "has to be a list",
        ),
        (f'{{"keys": {{"a": {{"key": "{OTHER}", "client": "codex", "former": [{{}}]}}}}}}', "`until`"),
        (
            json.dumps({"keys": {name: {"key": OTHER, "client": "other"} for name in "ab"}}),
            "'a' and 'b' have the same value",
        ),
        ("\x80", "not valid JSON"),
    ],
)
def test_damage_is_told_and_left_alone(keys: AccessKeys, text: str, said: str) -> None:
    keys.path.parent.mkdir(parents=True)
    keys.path.write_bytes(text.encode("latin-1"))
    with pytest.raises(BadFileError, match=said) as caught:
        keys.list()
    assert "canary" not in str(caught.value)
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
