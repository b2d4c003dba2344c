"""Keys that other places hold."""

import pytest

from profiles.importers.found import FoundKey, FoundProvider, Skipped, Source, key_of


@pytest.mark.parametrize("value", [None, "", "  ", "PROXY_MANAGED", 5, ["sk-x"]])
def test_what_is_no_key(value: object) -> None:
    assert not key_of(value)


def test_a_key_is_trimmed_and_never_shown() -> None:
    key = key_of(" sk-canary-import \n")
    assert key.value == "sk-canary-import"
    assert "canary" not in repr(key)
    assert "canary" not in repr(FoundProvider("here", "P", key=key))


def test_a_variable_is_a_key_too() -> None:
    assert FoundKey(env="DEEPSEEK_API_KEY")


def test_sources_add_up() -> None:
    one, two = Source((FoundProvider("a", "A"),)), Source((), (Skipped("b", "no"),))
    assert len((one + two).providers) == len((one + two).skipped) == 1
