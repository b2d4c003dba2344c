"""Claude Code's settings.json: our variables as the client needs them, and back to the same bytes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.clients import claude_code
from profiles.clients.edit import ConnectSettings, Edit, take_back
from profiles.clients.json_text import JsonText
from profiles.errors import BadFileError
from tests.profiles.clients.test_json_text import STYLES, VALUES

PATH = Path("settings.json")
SETTINGS = ConnectSettings(
    "http://127.0.0.1:8377/",
    "tn-canary",
    model="deepseek-v4-pro",
    small_model="deepseek-v4-flash",
    context_window=1_048_576,
)
ENV = {
    "ANTHROPIC_BASE_URL": "http://127.0.0.1:8377",
    "ANTHROPIC_AUTH_TOKEN": "tn-canary",
    "ANTHROPIC_DEFAULT_OPUS_MODEL": "deepseek-v4-pro",
    "ANTHROPIC_DEFAULT_SONNET_MODEL": "deepseek-v4-pro",
    "ANTHROPIC_DEFAULT_HAIKU_MODEL": "deepseek-v4-flash",
    "CLAUDE_CODE_MAX_CONTEXT_TOKENS": "1048576",
    "CLAUDE_CODE_ATTRIBUTION_HEADER": "0",
}


def plan(source: str | None, with_settings: ConnectSettings = SETTINGS) -> Edit:
    return claude_code.plan_connect(None if source is None else source.encode(), with_settings, PATH)


def restore(edit: Edit, now: bytes | None = None) -> bytes:
    return take_back(JsonText(now or edit.after, PATH), PATH, edit.owned, edit.created).after


def env_of(edit: Edit) -> dict[str, str]:
    found: dict[str, str] = json.loads(edit.after.decode("utf-8-sig"))["env"]
    return found


def test_new_file() -> None:
    assert json.loads(plan(None).after) == {"env": ENV}


def test_only_what_is_known_is_written() -> None:
    bare = ConnectSettings("http://127.0.0.1:1", "tn-x")
    assert set(env_of(plan("{}", bare))) == {
        "ANTHROPIC_BASE_URL",
        "ANTHROPIC_AUTH_TOKEN",
        "CLAUDE_CODE_ATTRIBUTION_HEADER",
    }
    one_model = ConnectSettings("http://127.0.0.1:1", "tn-x", model="m")
    assert env_of(plan("{}", one_model))["ANTHROPIC_DEFAULT_HAIKU_MODEL"] == "m"


SHAPES = {
    "empty object": "{}",
    "own variables": '{\n  "env": {\n    "MINE": "1"\n  },\n  "permissions": {\n    "allow": []\n  }\n}\n',
    "tabs": '{\n\t"model": "opus",\n\t"env": {}\n}',
    "one line": '{"env":{"A":"b"},"hooks":{}}',
    "crlf and bom": '\ufeff{\r\n  "model": "opus"\r\n}\r\n',
    "other provider": '{"env": {"ANTHROPIC_BASE_URL": "https://x.example", "ANTHROPIC_AUTH_TOKEN": "sk-canary"}}',
}


@pytest.mark.parametrize("source", SHAPES.values(), ids=SHAPES)
def test_every_shape_is_connected_and_restored(source: str) -> None:
    edit = plan(source)
    assert env_of(edit).items() >= ENV.items()
    assert restore(edit) == source.encode()


@settings(deadline=None)
@given(
    st.dictionaries(st.text(), VALUES, max_size=4), st.dictionaries(st.text(), st.text(), max_size=3), STYLES
)
def test_any_object_is_connected_and_restored(
    values: dict[str, Any], env: dict[str, str], style: dict[str, Any]
) -> None:
    values |= {"env": {"MINE": "1", **{f"X_{name}": value for name, value in env.items()}}}
    source = json.dumps(values, **style)
    edit = plan(source)
    expected = {**values, "env": {**values["env"], **ENV}}
    assert json.loads(edit.after) == expected
    assert restore(edit) == source.encode()


@settings(deadline=None)
@given(VALUES, STYLES)
def test_foreign_edits_survive(value: Any, style: dict[str, Any]) -> None:
    """Claude Code writes the whole file anew between connect and restore, with keys of its own."""
    edit = plan('{"model":"opus","env":{"ANTHROPIC_BASE_URL":"https://x.example"}}')
    now = json.loads(edit.after)
    now["env"]["MINE"] = "1"
    now = {"new": value, **now}
    back = json.loads(restore(edit, json.dumps(now, **style).encode()))
    assert back == {
        "new": value,
        "model": "opus",
        "env": {"ANTHROPIC_BASE_URL": "https://x.example", "MINE": "1"},
    }


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ('{"env":{"ANTHROPIC_API_KEY":"sk-canary"}}', "ANTHROPIC_API_KEY"),
        ('{"apiKeyHelper":"/bin/key"}', "apiKeyHelper"),
        ('{"env":{"CLAUDE_CODE_USE_BEDROCK":"1"}}', "CLAUDE_CODE_USE_BEDROCK"),
        ('{"env":{"DISABLE_TELEMETRY":"1"}}', "auto mode"),
    ],
)
def test_conflicts_are_explained(source: str, word: str) -> None:
    (warning,) = plan(source).warnings
    assert word in warning
    assert "canary" not in warning


def test_no_conflict_no_warning() -> None:
    assert plan('{"env":{"CLAUDE_CODE_USE_VERTEX":"0"}}').warnings == ()


def test_switches_that_break_auto_mode_are_never_ours() -> None:
    assert not set(env_of(plan("{}"))) & set(claude_code._BREAK_AUTO_MODE)


@pytest.mark.parametrize(
    ("source", "process", "expected"),
    [
        ("{}", {}, None),
        ("{}", {"HTTP_PROXY": "http://p:1"}, "127.0.0.1,localhost"),
        (
            "{}",
            {"http_proxy": "http://p:1", "no_proxy": "corp.example, "},
            "corp.example,127.0.0.1,localhost",
        ),
        ("{}", {"HTTP_PROXY": "http://p:1", "NO_PROXY": "a,127.0.0.1"}, None),
        ("{}", {"HTTP_PROXY": "http://p:1", "NO_PROXY": "*"}, None),
        ('{"env":{"HTTP_PROXY":"http://p:1"}}', {}, "127.0.0.1,localhost"),
        ('{"env":{"HTTP_PROXY":"http://p:1","NO_PROXY":"a"}}', {"NO_PROXY": "b"}, "a,127.0.0.1,localhost"),
        ('{"env":{"NO_PROXY":"127.0.0.1"}}', {}, "127.0.0.1"),
    ],
)
def test_a_proxy_is_told_to_leave_us_alone(
    source: str, process: dict[str, str], expected: str | None
) -> None:
    with_proxy = ConnectSettings("http://127.0.0.1:1", "tn-x", env=process)
    edit = plan(source, with_proxy)
    assert env_of(edit).get("NO_PROXY") == expected
    assert restore(edit) == source.encode()


def test_the_exception_is_in_both_spellings_and_stays() -> None:
    """A shell's `no_proxy` wins over NO_PROXY (Claude Code 2.1.329); the next shell may have no proxy at all."""
    behind = ConnectSettings(
        "http://127.0.0.1:1", "tn-x", env={"HTTP_PROXY": "http://p:1", "no_proxy": "corp"}
    )
    source = '{"env":{"no_proxy":"mine"}}'
    edit = plan(source, behind)
    expected = "mine,127.0.0.1,localhost"
    assert (env_of(edit)["NO_PROXY"], env_of(edit)["no_proxy"]) == (expected, expected)
    free = replace(behind, env={})
    again = claude_code.plan_connect(edit.after, free, PATH, edit.owned)
    assert again.after == edit.after
    assert (again.kept, again.reset) == ((), ())
    assert restore(again) == source.encode()


def test_the_exception_follows_the_environment() -> None:
    first = plan(
        '{"env":{}}', ConnectSettings("http://127.0.0.1:1", "tn-x", env={"HTTP_PROXY": "http://p:1"})
    )
    more = ConnectSettings("http://127.0.0.1:1", "tn-x", env={"ALL_PROXY": "http://p:1", "NO_PROXY": "corp"})
    second = claude_code.plan_connect(first.after, more, PATH, first.owned)
    assert env_of(second)["NO_PROXY"] == "corp,127.0.0.1,localhost"
    assert restore(second) == b'{"env":{}}'


def test_the_users_own_exception_is_kept() -> None:
    behind = ConnectSettings("http://127.0.0.1:1", "tn-x", env={"HTTP_PROXY": "http://p:1"})
    first = plan("{}", behind)
    edited = first.after.replace(b'"NO_PROXY": "127.0.0.1,localhost"', b'"NO_PROXY": "*"')
    assert edited != first.after
    second = claude_code.plan_connect(edited, replace(behind, env={}), PATH, first.owned)
    assert env_of(second)["NO_PROXY"] == "*"
    assert second.kept == (("env", "NO_PROXY"),)


def test_leftovers_are_known_by_their_look() -> None:
    text = JsonText(plan('{"model":"opus"}').after, PATH)
    owned = claude_code.find_leftovers(text)
    assert take_back(text, PATH, owned, claude_code.CONTAINERS).after == b'{"model":"opus"}'
    foreign = JsonText(b'{"env":{"ANTHROPIC_AUTH_TOKEN":"sk-canary"}}', PATH)
    assert claude_code.find_leftovers(foreign) == {}


@pytest.mark.parametrize(("source", "line", "column"), [('{\n "env": {,}\n}', 2, 10), ("{ // why\n}", 1, 3)])
def test_invalid_json_is_refused_with_its_place(source: str, line: int, column: int) -> None:
    with pytest.raises(BadFileError) as caught:
        plan(source)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_env_of_another_kind_is_refused() -> None:
    with pytest.raises(BadFileError, match="env"):
        plan('{"env": []}')
