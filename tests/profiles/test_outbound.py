"""How requests leave, as a profile says it: what is taken, what is refused and never repeated."""

from dataclasses import replace

import pytest

from profiles.errors import InvalidProfileError
from profiles.making import make_profile
from profiles.outbound import check_proxy


@pytest.mark.parametrize(
    "proxy",
    [
        "direct",
        "environment",
        "http://127.0.0.1:7890",
        "https://proxy.corp:8443/",
        "socks5://10.0.0.1:1080",
        "socks5h://[::1]:9050",
    ],
)
def test_what_is_taken(proxy: str) -> None:
    assert replace(make_profile("p", preset="deepseek").profile, proxy=proxy).proxy == proxy


@pytest.mark.parametrize(
    "proxy",
    [
        "",
        "none",
        "127.0.0.1:7890",
        "socks4://h:1",
        "ftp://h:1",
        "http://",
        "http://h:0",
        "http://h:99999",
        "http://[::1",
        "http://h:1/path",
        "http://h:1?x",
        "http://h h:1",
        "http://me:canary-password@h:1",
    ],
)
def test_what_is_refused(proxy: str) -> None:
    with pytest.raises(InvalidProfileError) as error:
        check_proxy(proxy)
    assert error.value.fix
    assert "canary" not in error.value.message + error.value.fix
