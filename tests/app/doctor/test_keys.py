"""Keys and the keyring."""

from collections.abc import Callable

from keyring.backend import KeyringBackend

from app.context import Context
from profiles.making import make_profile
from profiles.profile import KeyRef
from tests.app.doctor.conftest import Find
from tests.fakes.keyring_backends import LockedKeyring, MemoryKeyring


def test_keys(find: Find, context: Context, memory_keyring: MemoryKeyring) -> None:
    context.profiles.add(make_profile("ds", preset="deepseek").profile)
    context.profiles.add(make_profile("env", preset="deepseek", key=KeyRef("env", "DS_KEY")).profile)
    assert [one.severity for one in find("key_missing")] == ["warning", "warning"]
    context.routes.set("other", "ds")
    found = find("key_missing")
    assert [one.severity for one in found] == ["severe", "warning"]
    assert "turnout key set ds" in found[0].fix
    context.secrets.set("ds", "sk-canary-0123456789")
    assert len(find("key_missing")) == 1


def test_no_keyring(find: Find, context: Context) -> None:
    context.profiles.add(make_profile("ds", preset="deepseek").profile)
    [finding] = find("keyring_unavailable")
    assert "ds" in finding.cause
    assert "--key-env" in finding.fix


def test_a_keyring_that_does_not_answer_is_asked_once(
    find: Find, context: Context, use_keyring: Callable[[KeyringBackend], KeyringBackend]
) -> None:
    asked = []

    class Counting(LockedKeyring):
        def get_password(self, service: str, username: str) -> str | None:
            asked.append(username)
            return super().get_password(service, username)

    use_keyring(Counting())
    for name in ("a", "b"):
        context.profiles.add(make_profile(name, preset="deepseek").profile)
    found = find("keyring_locked")
    assert len(found) == 2
    assert asked == ["a"]
