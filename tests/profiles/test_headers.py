"""Headers of a user's own: what may be sent along."""

import pytest

from profiles.errors import InvalidProfileError
from profiles.headers import check_header
from profiles.making import make_profile


def test_a_header_of_ones_own() -> None:
    made = make_profile("p", preset="deepseek", headers={"X-Title": "Grüße"}).profile
    assert made.headers == {"X-Title": "Grüße"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X Title", "x"),
        ("", "x"),
        ("Authorization", "Bearer sk-canary"),
        ("X-API-Key", "sk-canary"),
        ("Host", "other"),
        ("Content-Length", "3"),
        ("X-Title", "a\r\nb: c"),
        ("X-Title", "日本"),
    ],
)
def test_what_is_refused(name: str, value: str) -> None:
    with pytest.raises(InvalidProfileError) as error:
        check_header(name, value)
    assert "sk-canary" not in str(error.value)
