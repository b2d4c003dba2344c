"""What the list says about one profile."""

from typing import Any

import pytest

from app.ui.profiles.profile_row import describe, describe_state, describe_use
from tests.fakes.provider_list import accounts, profile


def test_a_row_says_all_of_it() -> None:
    row = describe(accounts()[0])
    assert (row.letter, row.name, row.model) == ("D", "DeepSeek 深度求索", "deepseek-v4-pro")
    assert (row.key, row.state, row.state_kind) == ("", "Works", "ok")
    assert row.spoken == "DeepSeek 深度求索, deepseek-v4-pro, Works, In use by Codex"


def test_the_colour_stays_when_the_name_changes() -> None:
    assert describe(profile("kimi")).hue == describe(profile("kimi", "Another")).hue


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ({"kind": "keyring", "state": "present"}, ""),
        ({"kind": "keyring", "state": "missing"}, "No key"),
        ({"kind": "keyring", "state": "unknown"}, "Keyring locked"),
        ({"kind": "env", "env": "MY_KEY", "state": "missing"}, "MY_KEY is not set"),
        ({"kind": "none", "state": "not_needed"}, ""),
    ],
)
def test_only_what_is_wrong_with_a_key_is_said(key: dict[str, Any], said: str) -> None:
    row = describe(profile("kimi", key=key))
    assert row.key == said
    assert (row.key_kind == "warn") == bool(said)


@pytest.mark.parametrize(
    ("verdicts", "health", "state"),
    [
        ({}, "unknown", ("Not checked", "dim")),
        ({}, "ok", ("Answers", "ok")),
        ({}, "failing", ("Failing", "err")),
        ({"codex": "native", "claude-code": "translation"}, "ok", ("Works", "ok")),
        ({"codex": "native", "claude-code": "limited"}, "ok", ("Limited", "warn")),
        ({"codex": "unsafe", "claude-code": "limited"}, "ok", ("Unsafe", "err")),
        ({"codex": "native"}, "failing", ("Failing", "err")),
    ],
)
def test_the_worst_is_what_is_said(verdicts: dict[str, str], health: str, state: tuple[str, str]) -> None:
    check = {
        "at": "",
        "verdicts": {client: {"verdict": word, "reasons": []} for client, word in verdicts.items()},
    }
    assert describe_state(profile("kimi", check=check, health={"state": health})) == state


def test_who_uses_it() -> None:
    assert describe_use([]) == ""
    assert describe_use(["codex"]) == "In use by Codex"
    assert describe_use(["codex", "claude-code", "other"]) == "In use by Codex, Claude Code and Other apps"


def test_a_key_of_another_place() -> None:
    row = describe(profile("deepseek", key_unconfirmed=["https://a.example"]))
    assert (row.key, row.key_kind, row.confirm) == ("Key not confirmed", "warn", True)
    assert not describe(profile("deepseek")).confirm
