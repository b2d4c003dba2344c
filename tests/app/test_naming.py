"""Ids and names that are made up."""

import pytest

from app.naming import name_host, slug, unused


@pytest.mark.parametrize(
    ("text", "made"),
    [("My Relay!", "my-relay"), ("月之暗面", ""), (None, ""), (5, ""), ("--a--", "a"), ("x" * 60, "x" * 40)],
)
def test_slugs(text: object, made: str) -> None:
    assert slug(text) == made


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("api.deepseek.com", "deepseek"),
        ("dashscope.aliyuncs.com", "dashscope-aliyuncs"),
        ("127.0.0.1", "local"),
        ("::1", "local"),
        ("localhost", "localhost"),
        ("api.com", ""),
    ],
)
def test_hosts(host: str, name: str) -> None:
    assert name_host(host) == name


def test_the_first_free_number() -> None:
    assert unused("a", [], "-") == "a"
    assert unused("a", ["a"], "-") == "a-2"
    assert unused("A", ["A", "A 2", "A 4"], " ") == "A 3"
