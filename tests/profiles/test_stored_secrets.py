"""Keys where the user wants them: never in a file without being asked, and moved as a whole or not at all."""

from pathlib import Path

import pytest

from profiles.errors import BadFileError, FileProblemError, KeyringLockedError
from profiles.paths import Paths
from profiles.secrets import KeyringSecrets
from profiles.stored_secrets import StoredSecrets
from tests.fakes.secret_store import MemorySecrets

KEY, OTHER = "sk-canary-0123456789", "sk-canary-9876543210"


class Failing(MemorySecrets):
    """Raises at the calls that are named in `at`."""

    at: tuple[str, ...] = ()

    def get(self, profile_id: str) -> str | None:
        self._fail("get")
        return super().get(profile_id)

    def set(self, profile_id: str, value: str, deadline_s: float | None = None) -> None:
        self._fail("set", profile_id)
        super().set(profile_id, value)

    def delete(self, profile_id: str, deadline_s: float | None = None) -> None:
        self._fail("delete")
        super().delete(profile_id)

    def _fail(self, *names: str) -> None:
        if set(names) & set(self.at):
            raise KeyringLockedError("The keyring is locked.", "Unlock it.")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    made = Paths.from_env({"TURNOUT_HOME": str(tmp_path)})
    made.make()
    return made


def test_the_keyring_is_the_default_and_nothing_falls_back(paths: Paths) -> None:
    keyring = Failing()
    secrets = StoredSecrets(paths, keyring)
    secrets.set("p", KEY)
    assert (secrets.storage, secrets.get("p"), keyring.kept) == ("keyring", KEY, {"p": KEY})
    assert secrets.state() == "ok: memory"
    keyring.at = ("set", "get")
    with pytest.raises(KeyringLockedError):
        secrets.set("p", OTHER)
    with pytest.raises(KeyringLockedError):
        secrets.get("p")
    assert not paths.secrets_toml.exists()
    secrets.delete("p")
    assert keyring.kept == {}
    assert isinstance(StoredSecrets(paths).keyring, KeyringSecrets)
    assert "canary" not in repr(secrets)


def test_there_and_back(paths: Paths) -> None:
    keyring = MemorySecrets(a=KEY, b=OTHER, other="stays")
    secrets = StoredSecrets(paths, keyring)
    assert secrets.move("file", ["a", "b", "without"]).ids == ("a", "b")
    assert keyring.kept == {"other": "stays"}
    assert (secrets.storage, secrets.state(), secrets.get("b")) == ("file", "ok: file", OTHER)
    assert StoredSecrets(paths, keyring).get("a") == KEY
    assert secrets.move("file", ["a"]).ids == ()
    # Also those of profiles that are gone: the file is to go.
    assert secrets.move("keyring", ["a"]).ids == ("a", "b")
    assert keyring.kept == {"a": KEY, "b": OTHER, "other": "stays"}
    assert not paths.secrets_toml.exists()
    assert not secrets.is_moving()


def test_a_move_that_fails_changes_nothing(paths: Paths) -> None:
    keyring = Failing(a=KEY, b=OTHER)
    secrets = StoredSecrets(paths, keyring)
    secrets.move("file", ["a", "b"])
    keyring.at = ("b",)
    with pytest.raises(KeyringLockedError):
        secrets.move("keyring", [])
    assert keyring.kept == {}
    assert (secrets.storage, secrets.get("a"), secrets.get("b")) == ("file", KEY, OTHER)
    assert not secrets.is_moving()


def test_an_old_place_that_locks_is_emptied_later(paths: Paths) -> None:
    keyring = Failing(a=KEY)
    keyring.at = ("delete",)
    secrets = StoredSecrets(paths, keyring)
    assert secrets.move("file", ["a"]).left == ("a",)
    assert secrets.is_moving()
    assert secrets.recover() == ("a",)
    secrets.set("a", OTHER)
    keyring.at = ()
    assert secrets.recover() == ()
    assert (keyring.kept, secrets.get("a"), secrets.is_moving()) == ({}, OTHER, False)


def test_what_is_set_in_the_old_place_meanwhile_is_not_lost(paths: Paths) -> None:
    class Busy(MemorySecrets):
        """Another program sets a key between the copy and the end."""

        reads = 0

        def get(self, profile_id: str) -> str | None:
            self.reads += 1
            if self.reads == 2:
                self.kept[profile_id] = OTHER
            return super().get(profile_id)

    keyring = Busy(a=KEY)
    secrets = StoredSecrets(paths, keyring)
    secrets.move("file", ["a"])
    assert (secrets.get("a"), keyring.kept) == (OTHER, {})


@pytest.mark.parametrize("content", ["{", '{"from": "x", "to": "file", "ids": []}', "[]", "null"])
def test_a_damaged_note_of_a_move_is_dropped(paths: Paths, content: str) -> None:
    keyring = MemorySecrets(a=KEY)
    paths.key_move_json.write_text(content)
    secrets = StoredSecrets(paths, keyring)
    assert secrets.recover() == ()
    assert keyring.kept == {"a": KEY}
    assert not secrets.is_moving()


def test_settings_that_cannot_be_read_do_not_move_the_keys(paths: Paths) -> None:
    keyring = MemorySecrets(a=KEY)
    secrets = StoredSecrets(paths, keyring)
    secrets.move("file", ["a"])
    paths.settings_toml.write_text("[broken")
    assert (secrets.storage, secrets.get("a")) == ("file", KEY)
    assert StoredSecrets(paths, keyring).storage == "file"
    with pytest.raises(BadFileError, match="line 1"):
        secrets.move("keyring", ["a"])
    assert (keyring.kept, secrets.get("a")) == ({}, KEY)
    paths.settings_toml.unlink()
    paths.secrets_toml.unlink()
    assert StoredSecrets(paths, keyring).storage == "keyring"


def test_a_move_that_cannot_be_noted_is_none(paths: Paths) -> None:
    paths.key_move_json.mkdir()
    secrets = StoredSecrets(paths, MemorySecrets(a=KEY))
    with pytest.raises(FileProblemError):
        secrets.move("file", ["a"])
    assert secrets.get("a") == KEY
    assert not paths.secrets_toml.exists()
