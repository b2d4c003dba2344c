"""What is taken out of every text of the bundle, however it is written, and what stays."""

import json
from pathlib import Path, PureWindowsPath
from urllib.parse import quote

import pytest

from app.context import Context
from app.diagnostics.cleaning import Cleaner, cleaner_of
from profiles.errors import KeyringTimeoutError
from profiles.making import make_profile
from profiles.profile import KeyRef
from tests.fakes.keyring_backends import MemoryKeyring

KEY = "sk-canary-3b1f-cleaning-key+/=x"
HOME = Path("/home/wilhelmina")


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"{HOME}/src/x.py", "~/src/x.py"),
        (f"in {HOME}.", "in ~."),
        (json.dumps({"path": f"{HOME}/a"}), '{"path": "~/a"}'),
        (f"file://{quote(str(HOME))}/a", "file://~/a"),
        (quote(str(HOME), safe=""), "~"),
        ("projects/-home-wilhelmina-src", "projects/~-src"),
        ("/home/Wilhelmina/a", "~/a"),
        ("/mnt/c/Users/wilhelmina/a by WILHELMINA", "/mnt/c/Users/user/a by user"),
        ("/home/wilhelminas/a", "/home/wilhelminas/a"),
        (f"the key {KEY} of {quote(KEY, safe='')}", "the key ••• of •••"),
        ("DEEPSEEK_API_KEY=abcd1234abcd1234abcd", "DEEPSEEK_API_KEY=•••"),
        ("x-team: Purple \"Elephants\" Inc", 'x-team: •••'),
        (json.dumps('Purple "Elephants" Inc'), '"•••"'),
        ("codex 0.169.0, root, claude", "codex 0.169.0, root, claude"),
    ],
)  # fmt: skip
def test_texts(text: str, clean: str) -> None:
    cleaner = Cleaner(
        [KEY], ['Purple "Elephants" Inc'], [HOME], ["wilhelmina", "codex", "root", "ab", "1000"]
    )
    assert cleaner.clean(text) == clean


def test_windows() -> None:
    home = PureWindowsPath(r"C:\Users\Wilhelmina")
    cleaner = Cleaner([], [], [home], [home.name])  # type: ignore[list-item]
    for text in (r"C:\Users\Wilhelmina\a", json.dumps(r"C:\Users\Wilhelmina\a"), "c:/users/wilhelmina/a"):
        assert "ilhelmina" not in cleaner.clean(text)
        assert "~" in cleaner.clean(text)


def test_nothing_known_takes_nothing() -> None:
    assert Cleaner([], [], [Path("/")], []).clean("a / b of /root") == "a / b of /root"


def test_a_keyring_that_hangs_is_asked_once(
    context: Context, memory_keyring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_KEY", "canary-of-a-variable")
    asked: list[str] = []

    def hang(_: object, name: str) -> str:
        asked.append(name)
        raise KeyringTimeoutError("It does not answer.")

    for name in ("one", "two", "three"):
        made = make_profile(name, base_url="https://a.example/v1", wire="chat").profile
        context.profiles.add(made)
    variable = make_profile(
        "four", base_url="https://a.example/v1", wire="chat", key=KeyRef("env", "A_KEY")
    ).profile
    context.profiles.add(variable)
    monkeypatch.setattr("profiles.stored_secrets.StoredSecrets.get", hang)
    assert cleaner_of(context).clean("a canary-of-a-variable b") == "a ••• b"
    assert asked == ["one"]
    assert not context.access.path.exists()  # looking makes no keys
