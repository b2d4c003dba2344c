"""Profiles made of presets, of base URLs, and of both."""

import pytest

from profiles.errors import BadBaseUrlError, InvalidProfileError, NotFoundError
from profiles.making import Made, make_profile, move_profile, with_key
from profiles.presets import find
from profiles.profile import Endpoint, KeyRef


def urls(made: Made) -> dict[str, str]:
    return {endpoint.wire: endpoint.base_url for endpoint in made.profile.endpoints}


def test_of_a_preset() -> None:
    made = make_profile("ds", preset="deepseek")
    profile = made.profile
    assert (profile.id, profile.name, profile.preset) == ("ds", "DeepSeek", "deepseek")
    assert (profile.model, profile.small_model) == ("deepseek-v4-pro", "deepseek-v4-flash")
    assert profile.endpoints == find("deepseek").endpoints
    assert made.notes == ()


def test_own_words_win() -> None:
    key = KeyRef("env", "DS_KEY")
    made = make_profile(
        "ds", preset="deepseek", name="Mine", model="a", small_model="b", headers={"X-A": "1"}, key=key
    )
    profile = made.profile
    assert (profile.name, profile.model, profile.small_model) == ("Mine", "a", "b")
    assert (profile.headers, profile.key) == ({"X-A": "1"}, key)


def test_of_a_base_url() -> None:
    made = make_profile("r", base_url="api.example.com/v1/chat/completions", model="m")
    assert urls(made) == {"chat": "https://api.example.com/v1"}
    assert (made.profile.name, made.profile.auth, made.profile.key) == ("r", "bearer", KeyRef("keyring"))
    assert len(made.notes) == 2


def test_messages_relays_get_both_headers() -> None:
    assert make_profile("r", base_url="https://a.example", wire="messages").profile.auth == "both"


def test_local_servers_need_no_key_until_they_get_one() -> None:
    profile = make_profile("l", base_url="http://127.0.0.1:8080", wire="chat").profile
    assert (profile.key, profile.auth) == (KeyRef("none"), "none")
    keyed = with_key(profile, KeyRef("keyring"))
    assert (keyed.key, keyed.auth) == (KeyRef("keyring"), "bearer")
    given = make_profile("l", base_url="http://127.0.0.1:8080", wire="chat", key=KeyRef("env", "K")).profile
    assert (given.key, given.auth) == (KeyRef("env", "K"), "bearer")
    assert with_key(keyed, KeyRef("none")).auth == "bearer"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({}, "preset, or a base URL"),
        ({"wire": "chat"}, "preset, or a base URL"),
        ({"base_url": "https://a.example/v1"}, "which wire"),
        ({"preset": "anthropic", "wire": "chat"}, "does not speak chat"),
        ({"preset": "deepseek", "base_url": "https://a.example/v1"}, "several addresses"),
        ({"preset": "new-api"}, "placeholder"),
        ({"preset": "azure"}, "placeholder"),
    ],
)
def test_what_is_missing_is_named(arguments: dict[str, str], reason: str) -> None:
    with pytest.raises(InvalidProfileError, match=reason) as caught:
        make_profile("p", **arguments)  # type: ignore[arg-type]
    assert caught.value.fix


def test_errors_of_the_parts() -> None:
    with pytest.raises(NotFoundError, match="preset"):
        make_profile("p", preset="nothing")
    with pytest.raises(InvalidProfileError, match="id"):
        make_profile("P", preset="deepseek")
    with pytest.raises(BadBaseUrlError):
        make_profile("p", base_url="https://platform.deepseek.com", wire="chat")


def test_one_wire_of_a_preset() -> None:
    assert list(urls(make_profile("p", preset="deepseek", wire="messages"))) == ["messages"]


@pytest.mark.parametrize(
    ("preset", "base_url", "wire", "expected"),
    [
        ("deepseek", "http://127.0.0.1:9/v1", "chat", {"chat": "http://127.0.0.1:9/v1"}),
        ("deepseek", "https://a.example/v1/messages", None, {"messages": "https://a.example/anthropic"}),
        ("deepseek", "https://a.example/x", "messages", {"messages": "https://a.example/x"}),
        (
            "openai",
            "https://a.example",
            None,
            {"responses": "https://a.example/v1", "chat": "https://a.example/v1"},
        ),
        ("nvidia", "https://a.example/v1", "messages", {"messages": "https://a.example"}),
        (
            "new-api",
            "https://site.example",
            None,
            {
                "chat": "https://site.example/v1",
                "messages": "https://site.example",
                "responses": "https://site.example/v1",
            },
        ),
        (
            "ollama",
            "http://192.168.1.2:11434",
            None,
            {
                "chat": "http://192.168.1.2:11434/v1",
                "responses": "http://192.168.1.2:11434/v1",
                "messages": "http://192.168.1.2:11434",
            },
        ),
        (
            "azure",
            "https://mine.openai.azure.com",
            None,
            {
                "responses": "https://mine.openai.azure.com/openai/v1",
                "chat": "https://mine.openai.azure.com/openai/v1",
            },
        ),
        ("therouter", "https://a.example/v1/chat/completions", None, {"chat": "https://a.example/v1"}),
        ("demo", "http://127.0.0.1:1/v1", None, {"chat": "http://127.0.0.1:1/v1"}),
    ],
)
def test_a_preset_at_another_address(
    preset: str, base_url: str, wire: None, expected: dict[str, str]
) -> None:
    made = make_profile("p", preset=preset, base_url=base_url, wire=wire)
    assert urls(made) == expected
    for endpoint in made.profile.endpoints:
        own = find(preset).endpoint(endpoint.wire)
        assert endpoint.dialect == (own.dialect if own else None)


def test_moving_keeps_everything_else() -> None:
    profile = make_profile("p", preset="deepseek", model="m", key=KeyRef("env", "K")).profile
    moved = move_profile(profile, "http://127.0.0.1:9", "chat").profile
    assert moved.endpoints == (Endpoint("chat", "http://127.0.0.1:9/v1", "deepseek-chat"),)
    assert (moved.model, moved.key, moved.preset) == ("m", KeyRef("env", "K"), "deepseek")
    assert move_profile(moved, None, "messages").profile.endpoints == find("deepseek").endpoints[1:2]


def test_moving_a_profile_without_a_preset() -> None:
    profile = make_profile("p", base_url="https://a.example/v1", wire="chat").profile
    assert urls(move_profile(profile, "https://b.example/v1", None)) == {"chat": "https://b.example/v1"}
    assert urls(move_profile(profile, None, "responses")) == {"responses": "https://a.example/v1"}
