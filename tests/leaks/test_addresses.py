"""Requirements 9 to 12: which addresses a provider may have, in any spelling, and that none leads a key elsewhere."""

import ipaddress
import itertools
import random
import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import yarl

from app import profile_editing
from profiles.base_url import normalise, request_url
from profiles.errors import BadBaseUrlError
from profiles.host import is_loopback
from profiles.key_origins import origin_of
from profiles.profile import check_base_url, find_loop
from proxy.conversation import WIRES
from proxy.outbound import is_refused
from tests import extent
from tests.app.serving import ServiceInThread
from tests.fakes.provider import FakeProvider
from tests.fakes.relay import PROVIDER_KEY, make_route, running_proxy
from tests.fakes.requests import CHAT, MESSAGES, RESPONSES
from tests.fakes.script import Reply, Status

SCHEMES = (
    "https://",
    "http://",
    "HTTPS://",
    "ftp://",
    "file://",
    "javascript:",
    "ws://",
    "//",
    "https:/",
    "https:///",
    "",
)
USERS = ("", "", "", "", "user@", "user:pw@", "https@", "a.example@", "@")
PUBLIC_HOSTS = (
    "api.example.com",
    "API.Example.COM",
    "api.example.com.",
    "xn--bcher-kva.example",
    "8.8.8.8",
    "[2606:4700::1111]",
)
ODD_HOSTS = (
    "аррӏе.com",
    "bücher.example",
    "ｅｘａｍｐｌｅ.com",
    "api.example.com\\.evil.example",
    "api.example.com%2eevil.example",
    "api.example.com\tevil.example",
    "api.example.com\r\nevil.example",
    "api example.com",
    "a..b",
    "-a.example",
    "127.0.0.1.",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "127.1",
    "[::ffff:127.0.0.1]",
    "0.0.0.0",
    "[::1]",
    "[::]",
    "localhost",
    "3232235777",
    "0xa9fea9fe",
    "2852039166",
    "0251.0376.0251.0376",
    "[::ffff:169.254.169.254]",
    "169.254.169.254",
    "[fe80::1]",
    "[fe80::1%25eth0]",
    "[fd00:ec2::254]",
    "100.100.100.200",
    "[64:ff9b::a9fe:a9fe]",
    "192.168.1.5",
    "10.0.0.1",
    "[::ffff:10.0.0.1]",
    "256.1.1.1",
    "1.2.3.4.5",
    "[::1",
    "::1",
    "[v1.a]",
    "gpu-box",
    "nas.local",
    "$HOST",
    "{HOST}",
    "",
    "*",
)
PORTS = ("", "", ":443", ":8443", ":0", ":0443", ":65536", ":", ":x", ":４４３")
PATHS = (
    "",
    "/",
    "/v1",
    "/v1/",
    "/v1/chat/completions",
    "/a/../b",
    "//v1",
    "/v1\r\nX-Evil: 1",
    "/v1 2",
    "/\\evil.example",
    "/%0d%0a",
)
TAILS = ("", "", "", "", "#", "#frag", "?key=sk-canary", "?", "?beta=true", "#@evil.example/")
SEED = 20261120
URLS = 20_000 if extent.FULL else 2_000


def urls() -> Iterator[str]:
    pick = random.Random(SEED).choice
    yield from (f"https://{host}{port}/v1" for host in (*PUBLIC_HOSTS, *ODD_HOSTS) for port in ("", ":8443"))
    yield from (f"http://{host}/v1" for host in (*PUBLIC_HOSTS, *ODD_HOSTS))
    hosts = (*PUBLIC_HOSTS * 4, *ODD_HOSTS)
    while True:
        yield "".join(pick(part) for part in (SCHEMES, USERS, hosts, PORTS, PATHS, TAILS))


def test_requirement_009_every_url_is_refused_or_normalised() -> None:
    """And what is taken is the same address to all who read it: to our check, to the client that connects."""
    taken = refused = 0
    wrong = []
    for url in itertools.islice(urls(), URLS):
        try:
            kept = normalise(url, "chat").url
        except BadBaseUrlError as error:
            refused += 1
            if "sk-canary" in str(error) or "pw@" in str(error):
                wrong.append((url, "repeated", str(error)))
            continue
        taken += 1
        check_base_url(kept)
        parts, seen = urlsplit(kept), yarl.URL(request_url(kept, "chat"))
        host = parts.hostname or ""
        if (seen.scheme, seen.raw_host, seen.port, str(seen.origin())) != (
            parts.scheme, host, parts.port or {"http": 80, "https": 443}[parts.scheme], origin_of(kept),
        ):  # fmt: skip
            wrong.append((url, kept, "read otherwise by the client"))
        if normalise(kept, "chat").url != kept:
            wrong.append((url, kept, "not stable"))
        if seen.user or seen.password or seen.fragment or seen.query_string or not parts.netloc.isascii():
            wrong.append((url, kept, "more than an address"))
        numeric = _numeric(host)
        if numeric is not None and (
            str(numeric) != host or numeric.is_link_local or getattr(numeric, "ipv4_mapped", None)
        ):
            wrong.append((url, kept, "an unusual number"))
        if parts.scheme == "http" and not is_loopback(host):
            edited = profile_editing.make({"base_url": url, "wire": "chat"})
            if edited.profile is not None or not edited.problems:
                wrong.append((url, kept, "without TLS and unasked"))
    assert wrong == []
    assert taken > URLS // 50
    assert refused > URLS // 4
    extent.report({"base URLs": URLS, "taken": taken, "refused": refused, "read otherwise": 0})


def _numeric(host: str) -> Any:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


@pytest.mark.parametrize("url", ["https://api.example.com\r\n/v1", "https://api.example.com/v1\r\nX-Evil: 1"])
def test_a_line_break_never_stays(url: str) -> None:
    assert normalise(url, "chat").url == "https://api.example.com/v1"
    with pytest.raises(BadBaseUrlError):
        check_base_url(url)


# ----------------------------------------------------------------------------- loops
SPELLINGS = (
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.1",
    "0x7f000001",
    "0177.0.0.1",
    "0.0.0.0",
    "0",
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[0:0:0:0:0:0:0:1]",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "a.localhost",
    "127.0.0.2",
    socket.gethostname(),
)


def test_requirement_010_no_spelling_of_our_own_address_is_saved() -> None:
    with ServiceInThread() as service:
        for spelling in SPELLINGS:
            for body in (
                {"base_url": f"http://{spelling}:{service.port}/v1", "wire": "chat", "private_network": True},
                {
                    "endpoints": [{"wire": "chat", "base_url": f"http://{spelling}:{service.port}"}],
                    "private_network": True,
                },
            ):
                status, answer = service.control("POST", "profiles", {"id": "loop", **body})
                assert status == 400, spelling
                assert "itself" in answer["error"]["message"], (spelling, answer)
        other = {"id": "other", "base_url": f"http://127.0.0.1:{service.port + 1}/v1", "wire": "chat"}
        assert service.control("POST", "profiles", other)[0] == 201
        moved = {"base_url": f"http://127.1:{service.port}/v1"}
        assert service.control("PUT", "profiles/other", moved)[0] == 400
        assert len(service.control("GET", "profiles")[1]["profiles"]) == 1


async def test_requirement_010_at_run_time_a_loop_ends_at_the_first_hop() -> None:
    """What was written by hand, or is reached by a name of the machine: one request comes in, none goes round."""
    async with running_proxy() as running:
        for spelling in SPELLINGS:
            before = len(running.proxy.recorder.exchanges())
            for wire, body in zip(WIRES, (RESPONSES, MESSAGES, CHAT), strict=True):
                base = f"http://{spelling}:{running.proxy.port}/v1"
                loop = make_route(base, wire, private_network=True, credential=_own_key)
                running.proxy.routes.load(
                    {"loop": loop}, {"other": "loop", "claude-code": "loop", "codex": "loop"}
                )
                status, answer, _ = await running.post(wire, body)
                assert status >= 400, spelling
                assert answer
            assert len(running.proxy.recorder.exchanges()) == before + len(WIRES), spelling


async def _own_key(_url: str) -> str | None:
    from tests.fakes.relay import KEY

    return KEY


def test_find_loop_needs_the_port() -> None:
    made = profile_editing.make({"base_url": "http://localhost/v1", "wire": "chat"}).profile
    assert made is not None
    assert find_loop(made, 80)
    assert not find_loop(made, 81)


# ----------------------------------------------------------------------------- redirects
async def test_requirement_011_no_redirect_is_followed() -> None:
    """To another origin and within the same, on each wire, streamed or whole: the target is named, and not asked."""
    wrong: list[Any] = []
    cells = 0
    with FakeProvider(Reply(text="stolen")) as elsewhere, FakeProvider() as provider:
        for code, (wire, body), stream in itertools.product(
            (301, 302, 303, 307, 308), zip(WIRES, (RESPONSES, MESSAGES, CHAT), strict=True), (True, False)
        ):
            for target in (
                f"{elsewhere.base}/v1/stolen?token=sk-canary-in-the-target",
                f"{provider.base}/v2/x",
                "/v2/x",
            ):
                cells += 1
                provider.play(Status(code, headers={"Location": target}))
                async with running_proxy(make_route(f"{provider.base}/v1", wire)) as running:
                    status, text = await running.stream(wire, {**body, "stream": stream})
                named = urlsplit(target).netloc or "another address"
                if status < 400 or named not in text or "sk-canary" in text or PROVIDER_KEY in text:
                    wrong.append((code, wire, stream, target, status, text[:300]))
                if len(provider.asks) != 1 or provider.strays or elsewhere.asks or elsewhere.strays:
                    wrong.append((code, wire, stream, target, "followed"))
    assert wrong == []
    assert cells == 90
    extent.report({"redirects": cells, "followed": 0})


# ----------------------------------------------------------------------------- private networks
PRIVATE = (
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "fd12::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:a00:1::1",
    "127.0.0.1",
    "::1",
)
NEVER = (
    "169.254.169.254",
    "169.254.1.1",
    "fe80::1",
    "fd00:ec2::254",
    "100.100.100.200",
    "192.0.0.192",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "224.0.0.1",
    "ff02::1",
)


def test_requirement_012_private_by_consent_and_metadata_never() -> None:
    assert [one for one in PRIVATE if not is_refused(one, private=False)] == []
    assert [one for one in PRIVATE if is_refused(one, private=True)] == []
    assert [one for one in NEVER if not is_refused(one, private=True)] == []


async def test_requirement_012_a_private_address_is_asked_only_by_consent() -> None:
    """A literal one, which no resolver sees: refused before a connection is made. Local model servers need nothing."""
    for address in ("10.255.255.1", "[fd12::1]", "[::ffff:10.255.255.1]"):
        async with running_proxy(make_route(f"http://{address}:9/v1", "chat")) as running:
            status, answer, _ = await running.post("chat", CHAT)
            assert 400 <= status < 500
            assert running.last().failure.code == "address_refused"
            assert "own network" in answer["error"]["message"]
    with FakeProvider(Reply(text="mine")) as local:
        for host in ("127.0.0.1", "localhost"):
            async with running_proxy(make_route(f"http://{host}:{local.port}/v1", "chat")) as running:
                status, _, _ = await running.post("chat", CHAT)
                assert status == 200
