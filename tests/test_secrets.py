"""No real key, no captured prompt of a client: nothing in the repository but what we wrote."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tree import ROOT

# What setting up and testing leave behind (.gitignore), and git's own folder.
NOT_OURS = {"__pycache__", "build", "dist", "node_modules"}
OUR_DOT_FOLDERS = {".ci", ".github"}
KEYS = {
    "provider key": r"\b(?:sk|pk|rk)-[A-Za-z0-9_-]{20,}",
    "Google key": r"\bAIza[0-9A-Za-z_-]{35}",
    "AWS key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "GitHub token": r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40,})",
    "Slack token": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "signed token": r"\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.",
    "private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
}
# A made-up key says so itself.
MADE_UP = re.compile(r"canary|example|fake|test|xxxx|0123456789|abcdef", re.IGNORECASE)
# The first words of the clients' own instructions (Codex 0.169.0, Claude Code 2.1.329).
PROMPTS = ("You are " + "Codex", "You are " + "Claude Code", "official CLI" + " for Claude")


def find_files() -> Iterator[Path]:
    waiting = [ROOT]
    while waiting:
        for entry in waiting.pop().iterdir():
            if not entry.is_dir():
                yield entry
            elif entry.name in OUR_DOT_FOLDERS or not (entry.name in NOT_OURS or entry.name.startswith(".")):
                waiting.append(entry)


def read_texts() -> Iterator[tuple[Path, str]]:
    for file in find_files():
        try:
            yield file.relative_to(ROOT), file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # an image


@pytest.mark.parametrize("kind", KEYS)
def test_no_real_key(kind: str) -> None:
    pattern = re.compile(KEYS[kind])
    found = [
        f"{path}: {match[:12]}…" for path, text in read_texts() for match in pattern.findall(text)
        if not MADE_UP.search(match)
    ]  # fmt: skip
    assert not found


def test_the_scan_sees_a_key() -> None:
    key = "sk-" + "pQ7zR2mV9kL4wX8sT1nB6"
    assert re.search(KEYS["provider key"], f'key = "{key}"')
    assert not MADE_UP.search(key)


def test_no_captured_prompt() -> None:
    assert not [(str(path), prompt) for path, text in read_texts() for prompt in PROMPTS if prompt in text]
