"""What an editor's settings get: our two elements of the list, in and out again."""

from dataclasses import replace
from pathlib import Path

import pytest

from profiles.clients.diff import show_diff
from profiles.clients.edit import ConnectSettings, Direct, Edit, take_back
from profiles.clients.vscode import CONTAINERS, SETTING, EditorSettings, find_leftovers, plan_connect
from profiles.errors import BadFileError

PATH = Path("settings.json")
PROXY = ConnectSettings("http://127.0.0.1:8377/", "tn-canary-0123456789", model="m", context_window=1)
DIRECT = replace(PROXY, direct=Direct("https://api.example.com/anthropic", ("turnout", "key", "get", "p")))
OWN = """\
// my settings
{
    "editor.fontSize": 13, // small
    "claudeCode.environmentVariables": [
        {
            "name": "MINE", // keep
            "value": "1",
        },
        { "name": "ANTHROPIC_API_KEY", "value": "sk-canary-own" },
    ],
}
"""


def variables(edit: Edit) -> dict[str, str]:
    found: dict[str, str] = EditorSettings(edit.after, PATH).values[SETTING]
    return found


def back(edit: Edit) -> str:
    return take_back(EditorSettings(edit.after, PATH), PATH, edit.owned, edit.created).after.decode()


@pytest.mark.parametrize("source", ["", "{}", "{}\n", OWN, OWN.replace("\n", "\r\n"), '{"a":1}'])
def test_through_turnout(source: str) -> None:
    edit = plan_connect(source.encode() or None, PROXY, PATH)
    assert variables(edit)["ANTHROPIC_BASE_URL"] == "http://127.0.0.1:8377"
    assert variables(edit)["ANTHROPIC_AUTH_TOKEN"] == PROXY.access_key
    # The models are in Claude Code's own file: this one is written once.
    assert len(edit.owned) == 2
    assert back(edit).strip() in (source.strip(), "{}")
    if source:
        assert back(edit) == source
    again = plan_connect(edit.after, PROXY, PATH, edit.owned)
    assert again.after == edit.after


def test_directly_the_users_credentials_are_set_aside() -> None:
    edit = plan_connect(OWN.encode(), DIRECT, PATH)
    assert variables(edit) == {"MINE": "1", "ANTHROPIC_BASE_URL": "https://api.example.com/anthropic"}
    assert b"canary" not in edit.after
    restored = EditorSettings(back(edit).encode(), PATH).values
    assert restored == EditorSettings(OWN.encode(), PATH).values
    proxied = plan_connect(edit.after, PROXY, PATH, edit.owned)
    assert variables(proxied)["ANTHROPIC_AUTH_TOKEN"] == PROXY.access_key


def test_a_key_beside_ours_is_said() -> None:
    (warning,) = plan_connect(OWN.encode(), PROXY, PATH).warnings
    assert "ANTHROPIC_API_KEY" in warning
    assert "canary" not in warning


@pytest.mark.parametrize("source", ['{"claudeCode.environmentVariables": {"A": "1"}}', "{ // no end", "[]"])
def test_what_cannot_be_edited_is_refused(source: str) -> None:
    with pytest.raises(BadFileError):
        plan_connect(source.encode(), PROXY, PATH)


def test_leftovers_are_known_by_their_look() -> None:
    edit = plan_connect(b'{"a": 1}', PROXY, PATH)
    text = EditorSettings(edit.after, PATH)
    assert take_back(text, PATH, find_leftovers(text), CONTAINERS).after == b'{"a": 1}'
    assert find_leftovers(EditorSettings(OWN.encode(), PATH)) == {}


@pytest.mark.parametrize(
    "form", ['{"name": "MY_TOKEN", "value": "%s"}', '{\n"name": "MY_TOKEN",\n"value": "%s"}']
)
def test_a_diff_shows_no_key_of_a_pair(form: str) -> None:
    before = f'{{"claudeCode.environmentVariables": [\n{form % "hunter2"}\n]}}'
    shown = show_diff(PATH, before.encode(), plan_connect(before.encode(), PROXY, PATH).after)
    assert "ANTHROPIC_AUTH_TOKEN" in shown
    assert "hunter2" not in shown
    assert "canary" not in shown
