"""The form's value: from a profile or preset, and into a draft."""

from dataclasses import replace
from typing import Any

import pytest

from app.ui.profiles.form_state import (
    FormState,
    Limits,
    Price,
    from_preset,
    from_profile,
    make_draft,
    move_to_preset,
    parse_price,
)

PROFILE: dict[str, Any] = {
    "id": "deepseek",
    "name": "DeepSeek 深度求索",
    "preset": "deepseek",
    "endpoints": [
        {"wire": "chat", "base_url": "https://api.deepseek.com/v1", "dialect": "deepseek-chat"},
        {"wire": "messages", "base_url": "https://api.deepseek.com/anthropic", "dialect": "vendor-messages"},
    ],
    "model": "deepseek-v4-pro",
    "small_model": None,
    "models": [
        {
            "id": "deepseek-v4-pro",
            "context_window": 128000,
            "max_output": None,
            "efforts": ["low"],
            "images": False,
            "name": None,
        }
    ],
    "model_map": {"gpt-5.5": "deepseek-v4-pro"},
    "headers": {},
    "key": {"kind": "keyring", "env": None, "state": "present", "hint": "…3f2a"},
    "auth": "bearer",
    "prices": {"deepseek-v4-pro": {"input": 2, "cached": 0.2, "output": 3.5, "currency": "CNY"}},
}


def test_what_is_not_touched_is_not_sent() -> None:
    state = from_profile(PROFILE)
    assert make_draft(state, state) == {"id": "deepseek"}


def test_only_what_differs_is_sent_and_an_emptied_field_goes_back_to_the_preset() -> None:
    state = from_profile(PROFILE)
    now = replace(state, name="Work", model="", headers=(("X-Team", "a"),), model_map=())
    assert make_draft(now, state) == {
        "id": "deepseek", "name": "Work", "model": None, "headers": {"X-Team": "a"}, "model_map": {},
    }  # fmt: skip


def test_a_new_profile_names_its_preset() -> None:
    preset = {
        "id": "kimi",
        "name": "Kimi",
        "endpoints": [],
        "auth": "bearer",
        "model": "k2",
        "models": ["k2"],
    }
    state = from_preset(preset)
    assert make_draft(state, state) == {"preset": "kimi"}
    assert make_draft(replace(state, name="Kimi 2"), state) == {"preset": "kimi", "name": "Kimi 2"}


def test_a_preset_without_a_key_starts_without_one() -> None:
    assert from_preset({"id": "demo", "name": "Demo", "auth": "none"}).key_kind == "none"


def test_a_custom_address() -> None:
    state = FormState(name="Mine", base_url="api.example.com", wire="chat")
    assert make_draft(state, None) == {"name": "Mine", "base_url": "api.example.com", "wire": "chat"}


def test_the_variable_goes_with_its_kind() -> None:
    state = from_profile(PROFILE)
    now = replace(state, key_kind="env", key_env="DEEPSEEK_API_KEY")
    assert make_draft(now, state) == {"id": "deepseek", "key_kind": "env", "key_env": "DEEPSEEK_API_KEY"}


def test_prices_are_numbers_and_unknown_ones_are_left_out() -> None:
    state = from_profile(PROFILE)
    assert state.prices == (Price("deepseek-v4-pro", "2", "0.2", "3.5", "CNY"),)
    now = replace(state, prices=(*state.prices, Price("v4-flash", "0,27", "", "1", "usd")))
    assert make_draft(now, state)["prices"] == {
        "deepseek-v4-pro": {"input": 2.0, "cached": 0.2, "output": 3.5, "currency": "CNY"},
        "v4-flash": {"input": 0.27, "output": 1.0, "currency": "USD"},
    }


def test_limits_keep_what_is_not_shown() -> None:
    state = from_profile(PROFILE)
    assert state.limits == (Limits("deepseek-v4-pro", "128000", "", "low", {"images": False}),)
    now = replace(state, limits=(replace(state.limits[0], max_output="64k", efforts="low, high"),))
    assert make_draft(now, state)["models"] == [
        {
            "id": "deepseek-v4-pro",
            "images": False,
            "context_window": 128000,
            "max_output": 64000,
            "efforts": ["low", "high"],
        }
    ]


@pytest.mark.parametrize(
    ("text", "price"), [("", None), (" 2 ", 2.0), ("0,28", 0.28), ("$3.5", 3.5), ("0", 0.0)]
)
def test_price(text: str, price: float | None) -> None:
    assert parse_price(text) == price


@pytest.mark.parametrize("text", ["-1", "free", "nan", "inf", "1.2.3"])
def test_no_price(text: str) -> None:
    with pytest.raises(ValueError):
        parse_price(text)


def test_another_preset_brings_its_own_and_keeps_what_is_the_users() -> None:
    state = replace(from_profile(PROFILE), headers=(("X-Team", "a"),))
    moved = move_to_preset(state, {"id": "ollama", "name": "Ollama", "auth": "none", "endpoints": []})
    assert (moved.id, moved.name, moved.headers) == ("deepseek", "DeepSeek 深度求索", (("X-Team", "a"),))
    draft = make_draft(replace(moved, model="qwen3"), moved, moved=True)
    assert draft == {
        "id": "deepseek", "preset": "ollama", "model": "qwen3",
        "base_url": None, "wire": None, "small_model": None, "models": None, "auth": None, "key_kind": None,
    }  # fmt: skip


def test_overrides_proxy_and_consent_there_and_back() -> None:
    more = {
        "overrides": {"*": {"remove": ["top_p"]}, "m": {"effort": "high"}},
        "proxy": "direct",
        "private_network": True,
    }
    state = from_profile({**PROFILE, **more})
    assert (state.proxy, state.private_network) == ("direct", True)
    assert make_draft(state, from_profile(PROFILE)) == {"id": "deepseek", **more}
    assert make_draft(from_profile(PROFILE), state) == {
        "id": "deepseek", "overrides": {}, "proxy": "environment", "private_network": False,
    }  # fmt: skip
    moved = move_to_preset(state, {"id": "ollama", "name": "Ollama"})
    assert (moved.overrides, moved.proxy, moved.private_network) == (state.overrides, "direct", True)
