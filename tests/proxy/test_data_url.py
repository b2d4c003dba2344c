"""`data:` URLs taken apart and put together."""

import pytest

from proxy import data_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("data:image/png;base64,aGk=", ("image/png", "aGk=")),
        ("data:text/plain;charset=utf-8;base64,aGk=", ("text/plain", "aGk=")),
        ("data:;base64,aGk=", ("application/octet-stream", "aGk=")),
        ("data:image/png;base64,", ("image/png", "")),
        ("data:image/png;base64,a,b", ("image/png", "a,b")),
        ("data:text/plain,hi", None),
        ("data:text/plain;name=base64,hi", None),
        ("data:image/png;base64", None),
        ("data:", None),
        ("https://x/y.png;base64,aGk=", None),
        ("", None),
    ],
)
def test_split(url: str, expected: tuple[str, str] | None) -> None:
    assert data_url.split(url) == expected


def test_what_was_joined_is_split_again() -> None:
    url = data_url.join("application/pdf", "JVBE")
    assert url == "data:application/pdf;base64,JVBE"
    assert data_url.split(url) == ("application/pdf", "JVBE")
