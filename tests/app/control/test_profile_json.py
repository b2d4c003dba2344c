"""A profile's shape: every field, null for what is not known."""

import dataclasses
import json

from app.control.key_states import KeyState
from app.control.profile_json import profile_json
from profiles.making import make_profile
from profiles.overrides import Override
from profiles.prices import Price
from profiles.profile import Model


def test_every_field() -> None:
    made = make_profile("d", preset="deepseek").profile
    profile = dataclasses.replace(
        made,
        models=(Model("m", 5),),
        prices={"m": Price(1.0)},
        model_map={"a": "m"},
        headers={"x": "1"},
        capabilities={"all": {"images": False}},
        policies={"images": "refuse"},
        overrides={"*": Override(effort="high", remove=("top_p",))},
        proxy="direct",
        private_network=True,
    )
    shown = profile_json(
        profile, KeyState("present", "…abcd"), ["codex"], check={"at": "now", "verdicts": {}}
    )
    assert json.loads(json.dumps(shown)) == {
        "id": "d",
        "name": "DeepSeek",
        "preset": "deepseek",
        "endpoints": [dataclasses.asdict(one) for one in made.endpoints],
        "model": made.model,
        "small_model": made.small_model,
        "models": [
            {"id": "m", "context_window": 5, "max_output": None, "efforts": [], "images": None, "name": None}
        ],
        "model_map": {"a": "m"},
        "headers": {"x": "1"},
        "key": {"kind": "keyring", "env": None, "state": "present", "hint": "…abcd"},
        "key_confirmed": [],
        "key_unconfirmed": [],
        "auth": "bearer",
        "prices": {"m": {"input": 1.0, "cached": None, "output": None, "currency": "USD"}},
        "used_by": ["codex"],
        "check": {"at": "now", "verdicts": {}},
        "health": {"state": "unknown", "code": None, "message": None, "at": None},
        "warnings": {},
        "capabilities": {"all": {"images": False}},
        "policies": {"images": "refuse"},
        "overrides": {"*": {"effort": "high", "remove": ["top_p"]}},
        "proxy": "direct",
        "private_network": True,
    }
