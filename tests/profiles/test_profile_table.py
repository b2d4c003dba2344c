"""A profile's table: what it leaves to the preset, the short forms, and mistakes that are named with their profile."""

import dataclasses
import tomllib
from typing import Any

import pytest

from profiles import making
from profiles.errors import InvalidProfileError
from profiles.presets import load_presets
from profiles.prices import Price
from profiles.profile import Endpoint, KeyRef, Profile
from profiles.profile_table import read_profile, write_profile


def read(text: str, profile_id: str = "p") -> Profile:
    return read_profile(profile_id, tomllib.loads(text))


def there_and_back(profile: Profile) -> dict[str, Any]:
    """The table of a profile, which says all of it."""
    table = write_profile(profile)
    assert read_profile(profile.id, table) == profile
    return table


@pytest.mark.parametrize("preset", [preset.id for preset in load_presets().values() if not preset.template])
def test_a_preset_is_one_line(preset: str) -> None:
    assert there_and_back(making.make_profile("p", preset=preset).profile) == {"preset": preset}


def test_only_what_differs_from_the_preset_is_written() -> None:
    made = making.make_profile(
        "d", preset="deepseek", base_url="http://127.0.0.1:1/v1", wire="chat", model="x"
    )
    assert there_and_back(made.profile) == {
        "preset": "deepseek",
        "model": "x",
        "endpoints": [{"wire": "chat", "base_url": "http://127.0.0.1:1/v1"}],
    }


def test_the_short_form_of_an_address() -> None:
    short = read('base_url = "http://127.0.0.1:8080/v1"\nwire = "messages"\nunknown = 1')
    assert short.endpoints == (Endpoint("messages", "http://127.0.0.1:8080/v1"),)
    assert read('base_url = "http://127.0.0.1:8080/v1"').endpoints[0].wire == "chat"
    moved = read('preset = "deepseek"\nbase_url = "http://127.0.0.1:8080/v1"')
    assert moved.endpoints[0].dialect == read('preset = "deepseek"').endpoints[0].dialect, (
        "it is still that provider"
    )


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ("preset = 5", "preset"),
        ('preset = "deepsek"', "deepsek"),
        ("", "no endpoint"),
        ('base_url = "ftp://x"', "web address"),
        ('preset = "kimi"\nmodel = 1', "`model`"),
        ('preset = "kimi"\nheaders = { Authorization = "sk-canary" }', "carries a key"),
        ('preset = "kimi"\nheaders = { X = 1 }', "`headers`"),
        ('preset = "kimi"\nkey = "sk-canary-0123"', "says where"),
        ('preset = "kimi"\nkey = 7', "says where"),
        ('preset = "kimi"\nauth = "basic"', "basic"),
        ('preset = "kimi"\nprivate_network = 1', "private_network"),
        ('preset = "kimi"\ndialect = { chat = 1 }', "`dialect`"),
        ('preset = "kimi"\nendpoints = 1', "`endpoints`"),
        ('preset = "kimi"\nendpoints = [{ wire = "chat" }]', "endpoint needs"),
        ('preset = "kimi"\nmodels = [{ name = "x" }]', "needs its id"),
        ('preset = "kimi"\nmodels = [{ id = "x", context_window = "1" }]', "context_window"),
        ('preset = "kimi"\nmodels = [{ id = "x", context_window = true }]', "context_window"),
        ('preset = "kimi"\nmodels = [{ id = "x", efforts = "low" }]', "efforts"),
    ],
)
def test_mistakes_are_named_with_their_profile(entry: str, reason: str) -> None:
    with pytest.raises(InvalidProfileError, match=reason) as caught:
        read(entry, "bad")
    assert "'bad'" in str(caught.value)
    assert "canary" not in str(caught.value)


def test_a_profile_that_is_no_table() -> None:
    with pytest.raises(InvalidProfileError, match=r"'bad'.*table"):
        read_profile("bad", 1)


def test_key_kinds() -> None:
    assert read('preset = "ollama"\nkey = "keyring"').key == KeyRef("keyring")
    assert read('preset = "kimi"\nkey = "env:K"').key == KeyRef("env", "K")
    assert read('preset = "kimi"\nkey = "none"').key == KeyRef("none")
    assert read('preset = "ollama"').key == KeyRef("none"), "a server of one's own"


def test_prices_have_what_is_known() -> None:
    prices = {"m.1": Price(0.27, 0.07, 1.1, "CNY"), "free": Price(0.0, None, 0.0)}
    made = making.make_profile("p", preset="demo").profile
    table = there_and_back(dataclasses.replace(made, prices=prices))
    assert table["prices"]["free"] == {"input": 0.0, "output": 0.0, "currency": "USD"}


@pytest.mark.parametrize("prices", ["5", "{ m = 5 }", '{ m = { input = "1" } }', "{ m = { output = -1 } }"])
def test_prices_that_are_none_name_the_profile(prices: str) -> None:
    with pytest.raises(InvalidProfileError, match="Profile 'p'"):
        read(f'preset = "demo"\nprices = {prices}')
