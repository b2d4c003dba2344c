"""For which addresses a key was given: what binds it, what does not, and what a damaged file means."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from profiles.key_origins import KeyOrigins, NotUnconfirmedError, origin_of, origins_of
from profiles.making import make_profile, move_profile
from profiles.profile import Endpoint, KeyRef, Profile

KEYRING = KeyRef("keyring")
A, B = "https://a.example", "https://b.example"


def at(*origins: str, key: KeyRef = KEYRING, profile_id: str = "p") -> Profile:
    wires = ("chat", "messages", "responses")
    endpoints = tuple(Endpoint(wire, f"{url}/v1") for wire, url in zip(wires, origins, strict=False))  # type: ignore[arg-type]
    return Profile(id=profile_id, name="P", endpoints=endpoints, key=key)


@pytest.fixture
def origins(tmp_path: Path) -> KeyOrigins:
    return KeyOrigins(tmp_path / "state" / "key-origins.json")


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://api.example.com/v1/chat", "https://api.example.com"),
        ("https://API.example.com:443/v1", "https://api.example.com"),
        ("http://api.example.com:443", "http://api.example.com:443"),
        ("http://api.example.com:80", "http://api.example.com"),
        ("http://[::1]:8080/v1", "http://[::1]:8080"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_a_profile_has_each_origin_once_and_the_demo_none() -> None:
    assert origins_of(at(A, A, B)) == (A, B)
    assert origins_of(make_profile("d", preset="demo").profile) == ()


def test_what_was_never_seen_is_bound_to_what_it_has_and_to_nothing_later(origins: KeyOrigins) -> None:
    assert origins.unconfirmed(at(A)) == ()
    origins.see([at(A)])
    assert origins.unconfirmed(at(A)) == ()
    assert origins.unconfirmed(at(A, B)) == (B,)
    origins.see([at(B)])
    assert origins.unconfirmed(at(B)) == (B,)
    before = origins.of(at(A))
    origins.see([at(A)])
    assert origins.of(at(A)) == before


def test_another_path_port_or_scheme(origins: KeyOrigins) -> None:
    origins.bind(at(A))
    moved = move_profile(at(A), f"{A}/other/v2", None).profile
    assert origins.unconfirmed(moved) == ()
    assert origins.unconfirmed(at("http://a.localhost")) == ("http://a.localhost",)
    assert origins.unconfirmed(at(f"{A}:8443")) == (f"{A}:8443",)


def test_a_confirmation_adds_and_a_new_key_begins_anew(origins: KeyOrigins) -> None:
    origins.bind(at(A))
    origins.confirm(at(B), [B])
    assert origins.unconfirmed(at(A, B)) == ()
    serial = origins.of(at(B))
    origins.bind(at(B))
    assert origins.unconfirmed(at(A, B)) == (A,)
    assert origins.of(at(B)) != serial


@pytest.mark.parametrize("wanted", [[A], ["https://c.example"], [B, "https://c.example"], ["b.example"]])
def test_only_what_waits_can_be_confirmed(origins: KeyOrigins, wanted: list[str]) -> None:
    origins.bind(at(A))
    with pytest.raises(NotUnconfirmedError):
        origins.confirm(at(A, B), wanted)
    assert origins.unconfirmed(at(A, B)) == (B,)


def test_each_place_of_a_key_has_its_own_addresses(origins: KeyOrigins) -> None:
    env = KeyRef("env", "VAR")
    origins.bind(at(A))
    origins.see([at(B, key=env)])
    assert origins.unconfirmed(at(B, key=env)) == ()
    assert origins.unconfirmed(at(B)) == (B,)
    assert origins.unconfirmed(at(B, key=KeyRef("none"))) == ()


def test_between_two_keys_none_goes_anywhere(origins: KeyOrigins) -> None:
    origins.bind(at(A))
    origins.unbind("p", KeyRef("keyring"))
    origins.see([at(A)])
    assert origins.unconfirmed(at(A)) == (A,)
    origins.forget("p", KeyRef("keyring"))
    origins.forget("p", KeyRef("keyring"))
    assert origins.of(at(A)) is None


def test_a_profile_that_is_gone_leaves_nothing_but_a_key_that_is_left(origins: KeyOrigins) -> None:
    env = KeyRef("env", "VAR")
    origins.bind(at(A, key=env))
    origins.unbind("p", KEYRING)
    origins.forget_variables("p")
    origins.forget_variables("q")
    assert origins.of(at(A, key=env)) is None
    assert origins.unconfirmed(at(A)) == (A,)


def test_another_process_sees_it_at_once(origins: KeyOrigins, tmp_path: Path) -> None:
    origins.bind(at(A))
    other = KeyOrigins(tmp_path / "state" / "key-origins.json")
    other.confirm(at(B), [B])
    assert origins.unconfirmed(at(B)) == ()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"profiles":{}}',
        b'{"strict":0,"profiles":{}}',
        b'{"strict":false,"profiles":{"p":{"keyring":{"origins":[1],"serial":""}}}}',
        b'{"strict":false,"profiles":{"p":[]}}',
        b'{"strict":false,"profiles":{"p":{"keyring":{"origins":["https://b.example"]}}}}',
    ],
)
def test_a_damaged_file_confirms_nothing_and_heals(
    origins: KeyOrigins, tmp_path: Path, content: bytes
) -> None:
    origins.bind(at(A))
    path = tmp_path / "state" / "key-origins.json"
    path.write_bytes(content)
    assert origins.unconfirmed(at(A)) == (A,)
    origins.see([at(A)])
    assert origins.unconfirmed(at(A)) == (A,)
    origins.confirm(at(A), [A])
    assert origins.unconfirmed(at(A)) == ()
    # The entries of the others are gone as well: they too wait for a word of the user.
    origins.see([at(B, profile_id="q")])
    assert origins.unconfirmed(at(B, profile_id="q")) == (B,)


def test_the_file_holds_no_secret_and_is_private(origins: KeyOrigins, tmp_path: Path) -> None:
    origins.bind(replace(at(A), headers={"x-team": "red"}))
    path = tmp_path / "state" / "key-origins.json"
    assert path.stat().st_mode & 0o777 == 0o600
    [entry] = json.loads(path.read_text())["profiles"]["p"].values()
    assert entry["origins"] == [A]
    assert set(entry) == {"origins", "serial"}
