"""The key itself, out of what was pasted."""

import pytest

from app.ui.profiles.key_text import clean_key, has_gap, looks_like_address

KEY = "sk-canary-4f1e9c"


@pytest.mark.parametrize(
    "pasted",
    [
        KEY,
        f"  {KEY}\n",
        f'"{KEY}"',
        f"“{KEY}”",
        f"Bearer {KEY}",
        f"Authorization: Bearer {KEY}\r\n",
        f"x-api-key: {KEY}",
        f"export DEEPSEEK_API_KEY={KEY}",
        f"DEEPSEEK_API_KEY = '{KEY}'",
        f'$env:OPENAI_API_KEY="{KEY}"',
    ],
)
def test_clean_key(pasted: str) -> None:
    assert clean_key(pasted) == KEY


@pytest.mark.parametrize("key", ["abc123==", "key-with=equal", "AIza_x-y.z"])
def test_a_key_is_left_as_it_is(key: str) -> None:
    assert clean_key(key) == key


def test_what_no_key_is() -> None:
    assert looks_like_address("https://api.example.com")
    assert not looks_like_address(KEY)
    assert has_gap("sk-canary 12")
    assert not has_gap(KEY)
