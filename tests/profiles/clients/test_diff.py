"""The diff a user sees: the change, and no secret."""

from pathlib import Path

import pytest

from profiles.clients.diff import MASK, mask_text, show_diff

PATH = Path("/c/config.toml")


@pytest.mark.parametrize(
    "text",
    [
        'Authorization = "Bearer canary-value"',
        '"ANTHROPIC_AUTH_TOKEN": "canary-value",',
        "api_key = 'canary-value'",
        'OPENAI_API_KEY="canary-value"',
        'http_headers = { "X-Api-Key" = "canary-value" }',
        'args = ["--x", "sk-canary-0123456789"]',
        'args = ["--x", "canary0123456789abcdefghij"]',
        "url = 'https://user:canary@example.com/'",
        '"password" : "canary \\" value"',
    ],
)
def test_secrets_are_masked(text: str) -> None:
    masked = mask_text(text)
    assert "canary" not in masked
    assert MASK in masked


@pytest.mark.parametrize(
    "text",
    [
        'model_provider = "turnout"',
        'base_url = "http://127.0.0.1:8377/v1"',
        '[projects."/home/somebody/a-rather-long-folder-name-1234567890"]',
        'model_catalog_json = "/home/u/.local/share/turnout/codex-models.json"',
        '"ANTHROPIC_DEFAULT_OPUS_MODEL": "deepseek-v4-pro"',
        '"CLAUDE_CODE_MAX_CONTEXT_TOKENS": 1048576',
    ],
)
def test_nothing_else_is(text: str) -> None:
    assert mask_text(text) == text


def test_unified_diff() -> None:
    assert show_diff(PATH, b"a = 1\nb = 2\n", b"a = 1\nb = 3\n") == (
        "--- /c/config.toml\n+++ /c/config.toml\n@@ -1,3 +1,3 @@\n a = 1\n-b = 2\n+b = 3\n \n"
    )


def test_new_and_removed_files() -> None:
    assert show_diff(PATH, None, b"a = 1\n").startswith("--- /dev/null\n+++ /c/config.toml\n")
    assert show_diff(PATH, b"a = 1\r\n", None).startswith("--- /c/config.toml\n+++ /dev/null\n")


def test_no_change_no_diff() -> None:
    assert show_diff(PATH, b"a", b"a") == ""


def test_a_change_behind_the_mask_is_told() -> None:
    shown = show_diff(PATH, b'token = "canary-1"', b'token = "canary-2"')
    assert "masked" in shown
    assert "canary" not in shown
