"""Hosts: one spelling each, and where they lie."""

import socket

import pytest

from profiles.errors import BadBaseUrlError
from profiles.host import canonical, is_forbidden, is_local, is_loopback, is_this_machine


@pytest.mark.parametrize(
    ("host", "spelled"),
    [
        ("API.Example.COM", "api.example.com"),
        ("api.example.com.", "api.example.com"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("0X7F000001", "127.0.0.1"),
        ("10.1.258", "10.1.1.2"),
        ("0", "0.0.0.0"),
        ("::ffff:127.0.0.1", "127.0.0.1"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("2001:DB8::0001", "2001:db8::1"),
        ("a_b.example", "a_b.example"),
        ("xn--pple-43d.example", "xn--pple-43d.example"),
    ],
)
def test_each_host_has_one_spelling(host: str, spelled: str) -> None:
    assert canonical(host) == spelled
    assert canonical(spelled) == spelled


@pytest.mark.parametrize(
    "host",
    [
        "", ".", "a..b", "-a.example", "a-.example", "a b", "a%2eb", "a\\b", "a/b", "x" * 64, "a." * 130 + "b",
        "1.2.3.4.5",
        "256.1.1.1", "1.2.3.256", "4294967296", "08.1.1.1", "1.x.0x1", "a.1", "fe80::1%eth0", "1::2::3", "::g",
        "а.example", "аррlе.com", "ｅｘａｍｐｌｅ.com", "example。com", "i\u0307.example", "\u200bexample.com",
        "\udcff.example",
    ],
)  # fmt: skip
def test_what_is_no_host(host: str) -> None:
    with pytest.raises(BadBaseUrlError):
        canonical(host)


def test_letters_that_look_like_others_are_named_in_plain_ones() -> None:
    with pytest.raises(BadBaseUrlError) as error:
        canonical("bücher.example")
    assert "xn--bcher-kva.example" in error.value.fix


@pytest.mark.parametrize(
    ("host", "loopback", "local"),
    [
        ("127.0.0.1", True, True),
        ("127.1", True, True),
        ("::1", True, True),
        ("0.0.0.0", True, True),
        ("LOCALHOST", True, True),
        ("a.localhost", True, True),
        ("10.0.0.1", False, True),
        ("box", False, True),
        ("8.8.8.8", False, False),
        ("127.99999999999", False, False),
        ("999.1", False, False),
        ("localhost.example.com", False, False),
    ],
)
def test_hosts(host: str, loopback: bool, local: bool) -> None:
    assert (is_loopback(host), is_local(host)) == (loopback, local)


def test_link_local() -> None:
    assert is_forbidden("169.254.1.1")
    assert is_forbidden("fe80::1%eth0")
    assert not is_forbidden("10.0.0.1")
    assert is_forbidden("100.100.100.200")
    assert is_forbidden("[fd00:ec2::254]")
    assert not is_forbidden("example.com")


def test_this_machine_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "Box.example.com")
    found = [is_this_machine(one) for one in ("box", "BOX.example.com.", "box.example.org", "0.0.0.0")]
    assert found == [True, True, False, True]
