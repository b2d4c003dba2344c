"""Another proxy between a client and 127.0.0.1 is noticed, and the exception keeps what was excepted."""

import pytest

from profiles.no_proxy import except_loopback, is_between

PROXY = "http://proxy:3128"


@pytest.mark.parametrize(
    ("env", "between"),
    [
        ({}, False),
        ({"NO_PROXY": "a"}, False),
        ({"HTTPS_PROXY": PROXY}, False),
        ({"HTTP_PROXY": ""}, False),
        *(({name: PROXY}, True) for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")),
        ({"HTTP_PROXY": PROXY, "NO_PROXY": "a, 127.0.0.1"}, False),
        ({"HTTP_PROXY": PROXY, "no_proxy": "*"}, False),
        ({"HTTP_PROXY": PROXY, "NO_PROXY": "127.0.0.1", "no_proxy": ""}, False),
        ({"HTTP_PROXY": PROXY, "NO_PROXY": "localhost"}, True),
        ({"HTTP_PROXY": PROXY, "NO_PROXY": "127.0.0.1", "no_proxy": "a"}, True),
        ({"HTTP_PROXY": PROXY, "NO_PROXY": "a", "no_proxy": "127.0.0.1"}, True),
    ],
)
def test_between(env: dict[str, str], between: bool) -> None:
    assert is_between(env) is between


def test_the_exception() -> None:
    assert except_loopback({}) == "127.0.0.1,localhost"
    assert except_loopback({"NO_PROXY": "b, a,", "no_proxy": "a,c"}) == "b,a,c,127.0.0.1,localhost"
    assert except_loopback({"NO_PROXY": "localhost,x"}) == "localhost,x,127.0.0.1"
