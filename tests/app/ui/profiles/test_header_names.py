"""Headers that cannot be sent, before the service says so."""

import pytest

from app.ui.profiles.header_names import find_header_problem
from profiles.errors import InvalidProfileError
from profiles.headers import check_header


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ((), ""),
        ((("X-Team", "a"), ("X-Other", "")), ""),
        ((("X Team", "a"),), "“X Team” cannot be"),
        ((("X-Team", "a"), ("x-team", "b")), "The header X-Team is there twice."),
        ((("X-Api-Key", "v"),), "The header X-Api-Key carries a key, and no key is written into a file."),
    ],
    ids=["none", "fine", "no name", "twice", "key"],
)
def test_the_first_problem(headers: tuple[tuple[str, str], ...], said: str) -> None:
    found = find_header_problem(headers)
    assert found.startswith(said) and bool(found) == bool(said)


@pytest.mark.parametrize(
    "name", ["Authorization", "proxy-authorization", "x-api-key", "API-Key", "x-goog-api-key", "Cookie"]
)
def test_keys_are_refused_as_the_service_refuses_them(name: str) -> None:
    assert "carries a key" in find_header_problem([(name, "v")])
    with pytest.raises(InvalidProfileError):
        check_header(name, "v")
