"""Profiles as the proxy sees them, and how long their keys are kept."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from keyring.backend import KeyringBackend

from app import routing
from app.routing import KeyCache, route_of, uses_demo
from profiles.errors import InvalidProfileError, KeyringLockedError
from profiles.making import make_profile
from profiles.overrides import Override
from profiles.profile import Endpoint, KeyRef, Profile
from profiles.secrets import KeyringSecrets
from proxy.route import KeyUnavailableError
from tests.fakes.keyring_backends import MemoryKeyring
from tests.fakes.secret_store import MemorySecrets, bound

KEY = "sk-canary-first-0123456789"
DEEPSEEK = make_profile("ds", preset="deepseek").profile
URL = "https://api.deepseek.com/v1/chat/completions"
DEMO = make_profile("demo", preset="demo").profile


class CountingSecrets(MemorySecrets):
    reads = 0

    def get(self, profile_id: str) -> str | None:
        self.reads += 1
        return super().get(profile_id)


async def test_a_key_is_fetched_once_and_again_when_told() -> None:
    secrets = CountingSecrets(ds=KEY)
    keys = KeyCache(bound(secrets))
    fetch = keys.credential(DEEPSEEK)
    assert [await fetch(URL), await fetch(URL)] == [KEY, KEY]
    assert secrets.reads == 1
    secrets.kept["ds"] = "sk-canary-second-0123456789"
    keys.forget()
    assert await fetch(URL) == "sk-canary-second-0123456789"
    # The first may still be in a request under way, which the record must not show.
    assert set(keys.values()) == {KEY, "sk-canary-second-0123456789"}


async def test_a_key_is_not_kept_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(routing.time, "monotonic", lambda: now)
    secrets = CountingSecrets(ds=KEY)
    keys = KeyCache(bound(secrets))
    fetch = keys.credential(DEEPSEEK)
    await fetch(URL)
    now += routing.KEY_SECONDS
    await fetch(URL)
    assert secrets.reads == 2
    keys.forget()
    assert keys.values() == (KEY,)
    keys.let_go()
    assert keys.values() == ()


async def test_a_key_that_nobody_asks_for_leaves_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "KEY_SECONDS", 0.01)
    secrets = CountingSecrets(ds=KEY)
    keys = KeyCache(bound(secrets))
    await keys.credential(DEEPSEEK)(URL)
    async with asyncio.timeout(60):
        while keys._kept:  # noqa: ASYNC110 - a timer of the cache's own
            await asyncio.sleep(0.01)
    keys.let_go()
    assert keys.values() == ()


@pytest.mark.parametrize("together", [True, False])
async def test_a_thousand_requests_ask_the_keyring_twice_at_most(
    use_keyring: Callable[[KeyringBackend], KeyringBackend], together: bool
) -> None:
    """Every read may be a question to the user (macOS)."""
    backend = MemoryKeyring()
    use_keyring(backend)
    backend.kept["turnout", "ds"] = KEY
    fetch = KeyCache(bound(KeyringSecrets())).credential(DEEPSEEK)
    if together:
        got = await asyncio.gather(*(fetch(URL) for _ in range(1000)))  # type: ignore[arg-type]
    else:
        got = [await fetch(URL) for _ in range(1000)]
    assert set(got) == {KEY}
    assert backend.reads <= 2


async def test_who_leaves_does_not_take_the_key_from_others() -> None:
    go_on = threading.Event()

    class SlowSecrets(CountingSecrets):
        def get(self, profile_id: str) -> str | None:
            assert go_on.wait(60)
            return super().get(profile_id)

    secrets = SlowSecrets(ds=KEY)
    fetch = KeyCache(bound(secrets)).credential(DEEPSEEK)
    async with asyncio.TaskGroup() as group:
        first, second = (group.create_task(fetch(URL)) for _ in range(2))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        go_on.set()
    assert first.cancelled()
    assert second.result() == KEY
    assert secrets.reads == 1


async def test_a_key_that_is_fetched_while_it_changes_is_not_kept() -> None:
    begun, go_on = threading.Event(), threading.Event()

    class SlowSecrets(MemorySecrets):
        def get(self, profile_id: str) -> str | None:
            found = super().get(profile_id)
            begun.set()
            assert go_on.wait(60)
            return found

    secrets = SlowSecrets(ds=KEY)
    keys = KeyCache(bound(secrets))
    fetch = keys.credential(DEEPSEEK)
    async with asyncio.TaskGroup() as group:
        first = group.create_task(fetch(URL))  # type: ignore[arg-type]
        await asyncio.to_thread(begun.wait, 60)
        secrets.kept["ds"] = "sk-canary-second-0123456789"
        keys.forget()
        go_on.set()
    assert first.result() == KEY
    assert KEY in keys.values()
    assert await fetch(URL) == "sk-canary-second-0123456789"


async def test_no_key_needed_and_a_key_from_the_environment() -> None:
    keys = KeyCache(bound(MemorySecrets(), {"VAR": KEY}))
    assert await keys.credential(DEMO)(URL) is None
    assert await keys.credential(replace(DEEPSEEK, key=KeyRef("env", "VAR")))(URL) == KEY
    assert keys.values() == (KEY,)


async def test_a_key_that_cannot_be_had_is_a_sentence_and_is_asked_for_again() -> None:
    class Locked(CountingSecrets):
        def get(self, profile_id: str) -> str | None:
            self.reads += 1
            raise KeyringLockedError("The keyring is locked.", "Unlock it.")

    secrets = Locked()
    fetch = KeyCache(bound(secrets)).credential(DEEPSEEK)
    for _ in range(2):
        with pytest.raises(KeyUnavailableError, match=r"The keyring is locked\. Unlock it\."):
            await fetch(URL)
    assert secrets.reads == 2


def test_every_field_arrives() -> None:
    profile = replace(DEEPSEEK, headers={"X-Team": "a"}, model_map={"opus": "big"})
    route = route_of(profile, KeyCache(bound(MemorySecrets())))
    assert (route.profile, route.auth) == ("ds", profile.auth)
    assert (route.model, route.small_model) == (profile.model, profile.small_model)
    assert route.models == tuple(model.id for model in profile.models)
    assert (route.headers, route.model_map) == ({"X-Team": "a"}, {"opus": "big"})
    urls = {endpoint.wire: endpoint.url for endpoint in route.endpoints}
    assert urls["chat"] == "https://api.deepseek.com/chat/completions"
    assert urls["messages"] == "https://api.deepseek.com/anthropic/v1/messages"


def test_whose_reasoning_is_whose_goes_by_the_address_too() -> None:
    """Two relays made of one preset are two providers, and so is a profile whose address was changed."""

    def provider(name: str, **fields: Any) -> str:
        profile = make_profile(name, **fields).profile
        return route_of(profile, KeyCache(bound(MemorySecrets()))).provider

    relay, other = "https://relay.example/v1", "https://other.example/v1"
    same = [
        provider("ds", preset="deepseek"),
        provider("ds-second-account", preset="deepseek"),
    ]
    assert len(set(same)) == 1
    different = [
        same[0],
        provider("ds", preset="deepseek", base_url=other, wire="chat"),
        provider("one", preset="codex-relay", base_url=relay),
        provider("one", preset="codex-relay", base_url=other),
        provider("mine", base_url=relay, wire="chat"),
        provider("mine", base_url=other, wire="chat"),
        provider("second", base_url=other, wire="chat"),
    ]
    assert len(set(different)) == len(different)


def test_the_demo_is_where_it_listens() -> None:
    assert uses_demo([DEEPSEEK, DEMO])
    assert not uses_demo([DEEPSEEK])
    keys = KeyCache(bound(MemorySecrets()))
    assert (
        route_of(DEMO, keys, "http://127.0.0.1:5/v1/chat/completions")
        .endpoints[0]
        .url.endswith(":5/v1/chat/completions")
    )
    assert (
        "127.0.0.1:5"
        not in route_of(DEEPSEEK, keys, "http://127.0.0.1:5/v1/chat/completions").endpoints[0].url
    )


@pytest.mark.parametrize(
    "profile",
    [
        replace(DEEPSEEK, dialect_overrides={"chat": {"no_such_field": 1}}),
        replace(DEEPSEEK, dialect_overrides={"chat": {"max_output": "many"}}),
        Profile("ds", "x", (Endpoint("chat", "https://llm.example.com/v1", "no-such-dialect"),)),
    ],
)
def test_a_hand_edited_dialect_that_is_none(profile: Profile) -> None:
    with pytest.raises(InvalidProfileError, match="Profile ds: its dialect for chat"):
        route_of(profile, KeyCache(bound(MemorySecrets())))


def test_models_are_spoken_with_as_they_are() -> None:
    keys = KeyCache(bound(MemorySecrets()))
    kimi = make_profile("k", preset="kimi").profile
    [_, chat] = route_of(kimi, keys).endpoints
    assert chat.dialect.efforts["low"] == "low"
    assert chat.models["kimi-k2.7-code"].efforts["low"] == "high"
    profile = replace(kimi, capabilities={"all": {"images": False}}, policies={"images": "refuse"})
    route = route_of(profile, keys)
    assert route.policies == {"images": "refuse"}
    assert [endpoint.dialect.images for endpoint in route.endpoints] == [False, False]


def test_what_the_check_saw_counts_for_the_model_it_checked() -> None:
    seen = {"model": "kimi-k3", "capabilities": {"images": {"chat": False}}}
    [messages, chat] = route_of(
        make_profile("k", preset="kimi").profile, KeyCache(bound(MemorySecrets())), check=seen
    ).endpoints
    assert not chat.models["kimi-k3"].images
    assert chat.dialect.images
    assert messages.models.get("kimi-k3", messages.dialect).images


# ----------------------------------------------------------------------------- what is set whatever the client says
def test_overrides_reach_the_proxy_by_model() -> None:
    overrides = {
        "*": Override(effort="low", body={"seed": 1, "a": {"x": 1}}, headers={"X-A": "1"}),
        "deepseek-v4-pro": Override(effort="high", body={"a": {"y": 2}}, remove=("top_p",)),
    }
    route = route_of(replace(DEEPSEEK, overrides=overrides), KeyCache(bound(MemorySecrets())))
    own = route.overrides["deepseek-v4-pro"]
    assert (own.effort, own.body, own.remove) == ("high", {"seed": 1, "a": {"x": 1, "y": 2}}, ("top_p",))
    assert own.headers == {"X-A": "1"}
    assert route.overrides["*"].effort == "low"
    assert route_of(DEEPSEEK, KeyCache(bound(MemorySecrets()))).overrides == {}


def test_how_requests_leave() -> None:
    route = route_of(replace(DEEPSEEK, proxy="socks5h://127.0.0.1:1080"), KeyCache(bound(MemorySecrets())))
    assert route.proxy == "socks5h://127.0.0.1:1080"
    assert route_of(DEEPSEEK, KeyCache(bound(MemorySecrets()))).proxy == "environment"


def test_only_who_said_so_is_in_a_private_network() -> None:
    """Neither a local preset nor an address says it: the user does."""
    lan = make_profile("l", base_url="http://192.168.1.7:8000/v1", wire="chat").profile
    profiles = (DEEPSEEK, make_profile("o", preset="ollama").profile, lan, replace(lan, private_network=True))
    found = [route_of(one, KeyCache(bound(MemorySecrets()))).private_network for one in profiles]
    assert found == [False, False, False, True]
