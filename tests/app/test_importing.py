"""Importing: planned first, nothing replaced, one profile for one account, keys only in the keyring."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.context import Context
from app.importing import carry_out, plan, read_place
from profiles.importers import FoundKey, FoundProvider, Source
from profiles.making import make_profile
from tests.fakes.keyring_backends import MemoryKeyring

MESSAGES = FoundProvider(
    "a", "Relay", "https://relay.example", "messages", key=FoundKey("sk-canary-1"), model_map={"opus": "big"}
)
CHAT = FoundProvider("b", "Relay", "https://relay.example/v1", "chat", key=FoundKey("sk-canary-1"), model="m")


def test_one_account_told_for_both_clients_is_one_profile(
    context: Context, memory_keyring: MemoryKeyring
) -> None:
    [planned] = plan(context, Source((MESSAGES, CHAT))).profiles
    assert planned.profile.id == "relay"
    assert [one.wire for one in planned.profile.endpoints] == ["messages", "chat"]
    assert planned.profile.model == "m"
    assert "canary" not in repr(planned) + str(planned.as_json())
    assert context.profiles.list() == ()
    assert carry_out(context, [planned]) == ()
    assert context.profiles.get("relay").model_map == {"opus": "big"}
    assert context.secrets.get("relay") == "sk-canary-1"
    assert "canary" not in context.profiles.path.read_text()


def test_a_second_import_changes_nothing(context: Context, memory_keyring: MemoryKeyring) -> None:
    carry_out(context, plan(context, Source((MESSAGES,))).profiles)
    before = context.profiles.path.read_bytes()
    [again] = plan(context, Source((MESSAGES,))).profiles
    assert again.exists
    carry_out(context, [again])
    assert context.profiles.path.read_bytes() == before


def test_another_account_at_the_same_address_gets_an_id_of_its_own(
    context: Context, memory_keyring: MemoryKeyring
) -> None:
    carry_out(context, plan(context, Source((MESSAGES,))).profiles)
    other = FoundProvider("c", "Relay", "https://relay.example", "messages", key=FoundKey("sk-canary-2"))
    [planned] = plan(context, Source((other,))).profiles
    assert (planned.profile.id, planned.exists) == ("relay-2", False)


def test_a_known_address_becomes_its_preset(context: Context) -> None:
    found = FoundProvider("d", "我的 DeepSeek", "https://api.deepseek.com/anthropic", "messages")
    [planned] = plan(context, Source((found,))).profiles
    assert planned.profile.preset == "deepseek"
    assert len(planned.profile.endpoints) > 1
    assert planned.profile.id == "deepseek"


def test_other_switchers_and_bad_addresses_are_skipped(context: Context) -> None:
    port = context.settings.load().port
    found = [
        FoundProvider(str(number), "X", address, "chat")
        for number, address in enumerate(
            (
                f"http://127.0.0.1:{port}/v1",
                "http://localhost:15721/v1",
                "ftp://x.example",
                "http://a.example:99999/v1",
            )
        )
    ]
    planned = plan(context, Source(tuple(found)))
    assert planned.profiles == ()
    assert len(planned.skipped) == 4


def test_a_keyring_that_fails_leaves_a_profile_that_waits_for_its_key(context: Context) -> None:
    planned = plan(context, Source((MESSAGES,))).profiles
    [warning] = carry_out(context, planned)
    assert "relay has no key yet" in warning
    assert "canary" not in warning
    assert context.profiles.get("relay")


def test_a_variable_stays_a_variable(context: Context) -> None:
    found = FoundProvider("e", "E", "https://e.example/v1", "chat", key=FoundKey(env="E_KEY"))
    plan_one = plan(context, Source((found,))).profiles
    carry_out(context, plan_one)
    assert context.profiles.get("e").key.env == "E_KEY"
    assert plan(context, Source((found,))).profiles[0].exists


def test_an_existing_profile_without_a_key_to_compare(context: Context) -> None:
    context.profiles.add(make_profile("mine", base_url="https://f.example/v1", wire="chat").profile)
    [planned] = plan(context, Source((FoundProvider("f", "F", "https://f.example/v1", "chat"),))).profiles
    assert (planned.exists, planned.profile.id) == (True, "mine")


@pytest.mark.parametrize("place", ["codex", "claude-code"])
def test_the_clients_own_files_are_the_usual_place(
    context: Context,
    place: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    turnout: Callable[..., object],
) -> None:
    folder = tmp_path / "client"
    folder.mkdir()
    (folder / "config.toml").write_text('[model_providers.a]\nbase_url = "https://a.example/v1"\n')
    (folder / "settings.json").write_text('{"env": {"ANTHROPIC_BASE_URL": "https://a.example"}}')
    monkeypatch.setenv("CODEX_HOME", str(folder))
    monkeypatch.setenv("CLAUDE_CONFIG_DIR", str(folder))
    source = read_place(Context.from_environment(), place)  # type: ignore[arg-type]  # both are places
    assert len(source.providers) == 1
