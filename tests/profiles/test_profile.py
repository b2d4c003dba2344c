"""A profile is checked when it is made, and every refusal says what to do."""

import dataclasses
from typing import Any

import pytest

from profiles.errors import BadBaseUrlError, InvalidProfileError
from profiles.profile import (
    Endpoint,
    KeyRef,
    Model,
    Profile,
    find_warnings,
)

CHAT = Endpoint("chat", "https://api.example.com/v1")


def make(**changes: Any) -> Profile:
    return Profile(**{"id": "p", "name": "P", "endpoints": (CHAT,), **changes})


def at(url: str) -> Profile:
    return make(endpoints=(Endpoint("chat", url),))


def test_defaults_and_lookups() -> None:
    profile = make(models=(Model("m", 1000),))
    assert (profile.key, profile.auth, profile.model) == (KeyRef("keyring"), "bearer", None)
    assert profile.endpoint("chat") == CHAT
    assert profile.endpoint("messages") is None
    assert profile.find_model("m") == Model("m", 1000)
    assert profile.find_model("n") is None


def test_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        make().model = "x"  # type: ignore[misc]


@pytest.mark.parametrize("profile_id", ["a", "0", "my-relay.2_x", "a" * 64])
def test_ids(profile_id: str) -> None:
    assert make(id=profile_id).id == profile_id


@pytest.mark.parametrize("profile_id", ["", "A", "-a", ".a", "a b", "a@b", "a/b", "ü", "a\n", "a" * 65])
def test_bad_ids(profile_id: str) -> None:
    with pytest.raises(InvalidProfileError, match="id") as caught:
        make(id=profile_id)
    assert "lower-case" in caught.value.fix


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"name": " "}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"endpoints": ()}, "no endpoint"),
        ({"endpoints": (CHAT, CHAT)}, "same wire"),
        ({"auth": "basic"}, "send a key"),
        ({"model": ""}, "model's name"),
        ({"model": " m"}, "model's name"),
        ({"model_map": {"opus": "a\nb"}}, "model's name"),
        ({"model_map": {"": "b"}}, "model's name"),
        ({"dialect_overrides": {"grpc": {}}}, "wires"),
    ],
)
def test_bad_fields(changes: dict[str, Any], reason: str) -> None:
    with pytest.raises(InvalidProfileError, match=reason):
        make(**changes)


def test_bad_parts() -> None:
    with pytest.raises(InvalidProfileError, match="wire"):
        Endpoint("grpc", "https://x.example")  # type: ignore[arg-type]
    with pytest.raises(InvalidProfileError, match="context_window"):
        Model("m", 0)
    with pytest.raises(InvalidProfileError, match="max_output"):
        Model("m", max_output=-1)
    with pytest.raises(InvalidProfileError, match="place for a key"):
        KeyRef("file")  # type: ignore[arg-type]
    with pytest.raises(InvalidProfileError, match="variable's name"):
        KeyRef("env")
    with pytest.raises(InvalidProfileError, match="variable's name"):
        KeyRef("none", "X")


def test_a_key_in_the_place_of_its_variable_is_not_repeated() -> None:
    with pytest.raises(InvalidProfileError, match="environment variable") as caught:
        KeyRef("env", "sk-canary-0123456789")
    assert "canary" not in str(caught.value) + caught.value.fix


@pytest.mark.parametrize(
    ("name", "value"), [("X-Title", "Turnout"), ("HTTP-Referer", "https://x/"), ("a", "ä")]
)
def test_headers(name: str, value: str) -> None:
    assert make(headers={name: value}).headers == {name: value}


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("Authorization", "Bearer sk-canary", "carries a key"),
        ("X-API-Key", "sk-canary", "carries a key"),
        ("cookie", "a=canary", "carries a key"),
        ("Host", "x", "connection"),
        ("content-length", "1", "connection"),
        ("X-A", "a\r\nX-B: canary", "line break"),
        ("X-A", "a\0", "control"),
        ("X-A", "中", "cannot have"),
        ("X A", "x", "name"),
        ("X-A:", "x", "name"),
        ("", "x", "name"),
    ],
)
def test_bad_headers(name: str, value: str, reason: str) -> None:
    with pytest.raises(InvalidProfileError, match=reason) as caught:
        make(headers={name: value})
    assert "canary" not in str(caught.value)
    if reason == "carries a key":
        assert "turnout key set" in caught.value.fix


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com/v1",
        "https://api.example.com:8443",
        "http://127.0.0.1:8080/v1",
        "http://[::1]:8080",
        "http://localhost:1",
        "http://192.168.1.2:11434/v1",
        "http://box:11434",
        "http://box.local/v1",
        "turnout-demo:",
    ],
)
def test_base_urls(url: str) -> None:
    assert at(url).endpoints[0].base_url == url


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("api.example.com/v1", "not a web address"),
        ("ftp://api.example.com", "not a web address"),
        ("https://", "not a web address"),
        ("https://x.example:0", "not a web address"),
        ("https://x.example:99999", "cannot be read"),
        ("https://[::1", "cannot be read"),
        ("https://user:canary@x.example", "user name"),
        ("https://canary@x.example", "user name"),
        ("https://x.example/v1#a", "fragment"),
        ("https://x.example/v1?key=canary", "query"),
        ("https://x.example/a b", "space"),
        ("https://{HOST}/v1", "placeholder"),
        ("http://api.example.com/v1", "unencrypted"),
        ("http://127.0.0.1.example.com/v1", "unencrypted"),
        ("http://169.254.169.254/latest", "link-local"),
        ("http://[fe80::1]/", "link-local"),
    ],
)
def test_bad_base_urls(url: str, reason: str) -> None:
    with pytest.raises(BadBaseUrlError, match=reason) as caught:
        at(url)
    assert "canary" not in str(caught.value)


def test_unencrypted_within_the_own_network_is_a_warning() -> None:
    (warning,) = find_warnings(at("http://192.168.1.2:11434/v1"))
    assert "192.168.1.2" in warning
    assert find_warnings(at("http://127.0.0.1:1/v1")) == ()
    assert find_warnings(at("https://api.example.com/v1")) == ()
