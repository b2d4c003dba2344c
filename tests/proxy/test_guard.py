"""Who is let in: Host, Origin, content type, before any key is looked at."""

import pytest

from proxy.guard import (
    check_address,
    check_browser,
    check_content_coding,
    check_content_type,
    check_framing,
    content_codings,
)

PORT = 8377
GOOD_HOSTS = ["127.0.0.1:8377", "localhost:8377", "LOCALHOST:8377", "[::1]:8377"]
BAD_HOSTS = [
    "", "evil.com", "evil.com:8377", "127.0.0.1", "localhost", "127.0.0.1:8378", "127.0.0.1:08377", "127.0.0.1:8377 ",
    "127.0.0.1.evil.com:8377", "localhost.evil.com:8377", "localhost.:8377", "127.0.0.1.:8377", "127.1:8377",
    "2130706433:8377", "0x7f.1:8377", "0.0.0.0:8377", "[::]:8377", "[::ffff:127.0.0.1]:8377", "[::1%25lo]:8377",
    "user@127.0.0.1:8377", "127.0.0.1:8377@evil.com", "127.0.0.1:8377/", "127.0.0.1:8377?x", "127.0.0.1:8377#x",
    "127.0.0.1:8377,evil.com", "127.0.0.1:8377:80", "[::1", "::1:8377", "ⓛocalhost:8377", "localhost\t:8377",
    "http://127.0.0.1:8377", "127.0.0.2:8377", "127.0.0.1:", "127.0.0.1:-1", "127.0.0.1:8377\\@evil.com", "*:8377",
    "localhost:8377.", "evil.com#127.0.0.1:8377", "evil.com?127.0.0.1:8377", "169.254.169.254:8377",
]  # fmt: skip


@pytest.mark.parametrize("host", GOOD_HOSTS)
def test_this_machine_is_let_in(host: str) -> None:
    assert check_address("/v1/responses", [host], PORT) is None


@pytest.mark.parametrize("host", BAD_HOSTS)
def test_other_hosts_are_refused(host: str) -> None:
    refusal = check_address("/v1/responses", [host], PORT)
    assert refusal is not None
    assert refusal.status == 403


@pytest.mark.parametrize("hosts", [[], ["127.0.0.1:8377", "127.0.0.1:8377"], ["127.0.0.1:8377", "evil.com"]])
def test_there_is_exactly_one_host(hosts: list[str]) -> None:
    assert check_address("/health", hosts, PORT) is not None


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:8377/v1/models", "http://evil/v1/models", "*", "evil:80", ""]
)
def test_the_target_is_a_path(target: str) -> None:
    assert check_address(target, ["127.0.0.1:8377"], PORT) is not None


def test_port_80_goes_without_saying() -> None:
    assert check_address("/", ["localhost"], 80) is None
    assert check_address("/", ["evil.com"], 80) is not None


@pytest.mark.parametrize("origin", ["null", "http://127.0.0.1:8377", "https://evil.com", "file://", ""])
def test_any_origin_is_a_web_page(origin: str) -> None:
    assert check_browser([origin], []) is not None


@pytest.mark.parametrize(
    ("site", "let_in"), [("cross-site", False), ("same-site", False), ("none", True), ("x", False)]
)
def test_fetch_metadata(site: str, let_in: bool) -> None:
    assert (check_browser([], [site]) is None) == let_in


@pytest.mark.parametrize(
    ("content_type", "let_in"),
    [
        ("application/json", True),
        ("application/json; charset=utf-8", True),
        ("Application/JSON", True),
        ("application/vnd.api+json", True),
        (None, False),
        ("text/plain", False),
        ("text/plain; application/json", False),
        ("application/x-www-form-urlencoded", False),
        ("multipart/form-data; boundary=x", False),
        ("application/jsonx", False),
    ],
)
def test_bodies_are_json(content_type: str | None, let_in: bool) -> None:
    assert (check_content_type(content_type) is None) == let_in


@pytest.mark.parametrize(
    ("method", "version", "codings", "lengths", "status"),
    [
        ("POST", (1, 1), [], ["5"], None),
        ("POST", (1, 1), ["chunked"], [], None),
        ("POST", (1, 0), ["Chunked"], [], None),
        ("GET", (1, 1), [], [], None),
        ("POST", (1, 1), ["chunked"], ["5"], 400),
        ("POST", (1, 1), [""], ["5"], 400),
        ("POST", (1, 1), ["xchunked"], [], 400),
        ("POST", (1, 1), ["chunked", "chunked"], [], 400),
        ("POST", (2, 0), [], [], 400),
        ("POST", (0, 9), [], [], 400),
        ("CONNECT", (1, 1), [], [], 405),
        ("TRACE", (1, 1), [], [], 405),
    ],
)
def test_requirement_005_a_request_has_one_end(
    method: str, version: tuple[int, int], codings: list[str], lengths: list[str], status: int | None
) -> None:
    refusal = check_framing(method, version, codings, lengths)
    assert (refusal.status if refusal else None) == status


@pytest.mark.parametrize(
    "headers", [[], [""], ["gzip"], ["GZIP , zstd"], ["deflate", "identity"], ["x-gzip"], ["br"]]
)
def test_known_codings_are_let_in(headers: list[str]) -> None:
    assert check_content_coding(headers) is None


@pytest.mark.parametrize("headers", [["brotli"], ["gzip, compress"], ["gzip", "xz"], ["gzip;q=1"], ["*"]])
def test_requirement_052_an_unknown_coding_is_refused(headers: list[str]) -> None:
    refusal = check_content_coding(headers)
    assert refusal is not None
    assert refusal.status == 415


def test_codings_in_their_order() -> None:
    assert content_codings(["Gzip, identity", " zstd"]) == ["gzip", "zstd"]
