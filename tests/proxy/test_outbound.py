"""How requests leave: proxies of a profile and of the environment, addresses that get no key, a company's own CA."""

import socket
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import trustme
import truststore
from aiohttp import web

from proxy import outbound
from proxy.outbound import Exits, RefusedAddressError, is_refused, proxy_from_environment, said
from tests.fakes.provider import FakeProvider
from tests.fakes.proxies import FakeProxy, FakeSocks
from tests.fakes.relay import PROVIDER_KEY, make_route, running_proxy
from tests.fakes.script import Reply
from tests.fakes.sleepy_provider import SleepyProvider
from tests.proxy.test_relay import ask, text_of

ELSEWHERE = "api.provider.test"
"""A name that no name server has: only a proxy can reach it."""
VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


async def answered(setting: str, base_url: str, **fields: Any) -> tuple[int, Any, Any]:
    """Send one request through Turnout; return the status, the body and the exchange."""
    async with running_proxy(make_route(base_url, "chat", proxy=setting, **fields)) as running:
        status, body, _ = await running.post("chat", ask("chat", stream=False))
        return status, body, running.last()


def elsewhere(provider: FakeProvider) -> str:
    return provider.url("chat").replace("127.0.0.1", ELSEWHERE)


# ----------------------------------------------------------------------------- through a profile's proxy
@pytest.mark.parametrize("kind", [FakeProxy, FakeSocks])
async def test_a_profiles_proxy(kind: type[FakeProxy]) -> None:
    with FakeProvider(Reply(text="through"), key=PROVIDER_KEY) as provider:
        async with kind() as proxy:
            status, body, exchange = await answered(proxy.url, elsewhere(provider))
            assert status == 200, body
            assert text_of("chat", body) == "through"
            assert proxy.asked == [f"{ELSEWHERE}:{provider.port}"]
            assert any(proxy.url in note.action for note in exchange.notes)


async def test_socks5_looks_names_up_here(monkeypatch: pytest.MonkeyPatch) -> None:
    known = socket.getaddrinfo

    def look_up(host: Any, *rest: Any, **more: Any) -> Any:
        return known("127.0.0.1" if host == ELSEWHERE else host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with FakeProvider(Reply(text="through")) as provider:
        async with FakeSocks() as proxy:
            status, _, _ = await answered(proxy.url.replace("socks5h", "socks5"), elsewhere(provider))
            assert status == 200
            assert proxy.asked == [f"127.0.0.1:{provider.port}"]


@pytest.mark.parametrize("kind", [FakeProxy, FakeSocks])
async def test_this_machine_is_never_proxied(kind: type[FakeProxy], monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeProvider(Reply(text="direct")) as provider:
        async with kind() as proxy:
            monkeypatch.setenv("ALL_PROXY", proxy.url)
            monkeypatch.setenv("HTTP_PROXY", proxy.url)
            for setting in (proxy.url, "environment", "direct"):
                for host in ("127.0.0.1", "localhost"):
                    base = provider.url("chat").replace("127.0.0.1", host)
                    status, _, _ = await answered(setting, base)
                    assert status == 200
            assert proxy.asked == []


@pytest.mark.parametrize("kind", [FakeProxy, FakeSocks])
async def test_a_proxy_that_refuses(kind: type[FakeProxy]) -> None:
    async with kind(refuses=True) as proxy:
        for url in (f"https://{ELSEWHERE}/v1", f"http://{ELSEWHERE}/v1"):
            status, body, exchange = await answered(proxy.url, url)
            assert status >= 400
            if exchange.failure.status == 0:
                assert exchange.failure.code == "proxy_refused"
                assert str(proxy.port) in body["error"]["message"]


@pytest.mark.parametrize("scheme", ["http", "socks5", "socks5h"])
async def test_a_proxy_that_is_not_there(scheme: str) -> None:
    for url in (f"https://{ELSEWHERE}/v1", f"http://{ELSEWHERE}/v1"):
        setting = f"{scheme}://127.0.0.1:9"
        status, body, exchange = await answered(
            setting if scheme != "socks5" else "socks5h://127.0.0.1:9", url
        )
        assert status >= 400
        assert exchange.failure.code == "proxy_unreachable"
        assert "127.0.0.1:9" in body["error"]["message"]


@pytest.mark.skipif(not _has_ipv6(), reason="no ::1 here")
async def test_requirement_060_a_provider_that_has_only_ipv6() -> None:
    async with SleepyProvider(host="::1") as provider:
        for setting in ("environment", "direct"):
            status, body, _ = await answered(setting, provider.url)
            assert status == 200, body
            assert text_of("chat", body) == "awake"


# ----------------------------------------------------------------------------- the environment's
async def test_requirement_060_the_environments_proxy_with_its_login(monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeProvider(Reply(text="through")) as provider:
        async with FakeProxy(login="me:canary-proxy-password") as proxy:
            monkeypatch.setenv("HTTP_PROXY", proxy.url)
            status, body, exchange = await answered("environment", elsewhere(provider))
            assert status == 200, body
            monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
            status, body, _ = await answered("environment", f"https://{ELSEWHERE}/v1")
            assert "canary-proxy-password" not in str(body)
            status, body, _ = await answered("direct", elsewhere(provider))
            assert status >= 400
            assert len(proxy.asked) == 1
    assert "canary-proxy-password" not in str(exchange.detail())


@pytest.mark.parametrize(
    ("variables", "url", "expected"),
    [
        ({}, "https://a.test/v1", None),
        ({"HTTPS_PROXY": "http://p:1"}, "https://a.test/v1", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1"}, "http://a.test/v1", None),
        ({"ALL_PROXY": "socks5://p:1"}, "https://a.test/v1", "socks5://p:1"),
        ({"ALL_PROXY": "socks://p:1"}, "https://a.test/v1", "socks5h://p:1"),
        ({"all_proxy": "http://q:1", "https_proxy": "http://p:1"}, "https://a.test/v1", "http://p:1"),
        ({"HTTPS_PROXY": "p:1"}, "https://a.test/v1", "http://p:1"),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "a.test"}, "https://a.test/v1", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": ".test,other"}, "https://a.test/v1", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}, "https://a.test/v1", None),
        ({"HTTPS_PROXY": "http://p:1", "NO_PROXY": "b.test"}, "https://a.test/v1", "http://p:1"),
    ],
)
def test_the_variables(
    variables: dict[str, str], url: str, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert proxy_from_environment(url) == expected


def test_a_change_counts_without_a_restart(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    exits = Exits(lambda: now[0])
    assert exits.proxy_for("https://a.test/v1", "environment") is None
    monkeypatch.setenv("HTTPS_PROXY", "http://p:1")
    assert exits.proxy_for("https://a.test/v1", "environment") is None
    now[0] = outbound.ENVIRONMENT_SECONDS + 0.1
    assert exits.proxy_for("https://a.test/v1", "environment") == "http://p:1"
    assert exits.proxy_for("https://a.test/v1", "direct") is None


def test_a_login_is_not_shown() -> None:
    assert said("http://me:canary@proxy.test:8080/") == "http://proxy.test:8080"


# ----------------------------------------------------------------------------- addresses
@pytest.mark.parametrize(
    ("address", "public", "private"),
    [
        ("169.254.169.254", True, True),
        ("169.254.0.1", True, True),
        ("fe80::1", True, True),
        ("fe80::1%eth0", True, True),
        ("::ffff:169.254.169.254", True, True),
        ("fd00:ec2::254", True, True),
        ("100.100.100.200", True, True),
        ("224.0.0.1", True, True),
        ("10.0.0.1", True, False),
        ("172.31.1.1", True, False),
        ("192.168.1.1", True, False),
        ("127.0.0.1", True, False),
        ("0.0.0.0", True, False),
        ("::1", True, False),
        ("::ffff:10.0.0.1", True, False),
        ("fd12::1", True, False),
        ("198.18.0.7", False, False),
        ("fc00::7", False, False),
        ("100.64.0.1", False, False),
        ("8.8.8.8", False, False),
        ("2606:4700::1111", False, False),
        ("api.provider.test", False, False),
    ],
)
def test_which_addresses_get_nothing(address: str, public: bool, private: bool) -> None:
    assert is_refused(address, private=False) is public
    assert is_refused(address, private=True) is private


class Names:
    """A name server whose answer changes."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def resolve(_self: Any, host: str, port: int = 0, family: Any = socket.AF_INET) -> Any:
            return [
                {
                    "hostname": host,
                    "host": one,
                    "port": port,
                    "family": socket.AF_INET,
                    "proto": 6,
                    "flags": 0,
                }
                for one in self.addresses
            ]

        monkeypatch.setattr(aiohttp.DefaultResolver, "resolve", resolve)


@pytest.mark.parametrize("address", ["169.254.169.254", "192.168.1.20", "127.0.0.1"])
async def test_a_name_that_comes_to_lead_inwards_gets_no_key(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Names(address).install(monkeypatch)
    with FakeProvider(Reply(text="stolen")) as provider:
        status, body, exchange = await answered("direct", elsewhere(provider))
        assert provider.asks == []
    assert 400 <= status < 500
    assert exchange.failure.code == "address_refused"
    assert address in body["error"]["message"]


async def test_a_private_network_by_consent(monkeypatch: pytest.MonkeyPatch) -> None:
    names = Names("127.0.0.1")
    names.install(monkeypatch)
    with FakeProvider(Reply(text="mine")) as provider:
        status, _, _ = await answered("direct", elsewhere(provider), private_network=True)
        assert status == 200
    names.addresses = ("169.254.169.254",)
    _, _, exchange = await answered("direct", f"http://{ELSEWHERE}/v1", private_network=True)
    assert exchange.failure.code == "address_refused"


@pytest.mark.parametrize(
    "host", ["169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]", "100.100.100.200:80"]
)
async def test_a_literal_needs_no_name_server(host: str) -> None:
    exits = Exits()
    with pytest.raises(RefusedAddressError):
        exits.way(f"http://{host}/v1", "direct", True)
    status, _, exchange = await answered("http://127.0.0.1:9", f"http://{host}")
    assert status >= 400
    assert exchange.failure.code == "address_refused"


# ----------------------------------------------------------------------------- certificates
@pytest.fixture
async def company(tmp_path: Path) -> AsyncIterator[tuple[str, Path]]:
    """A provider behind a company's own CA; its base URL and the CA's file."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", ELSEWHERE).configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    message = {"role": "assistant", "content": "trusted"}
    reply = {
        "id": "c",
        "model": "fake-model",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    }

    async def answer(_request: web.Request) -> web.Response:
        return web.json_response(reply)

    app = web.Application()
    app.router.add_post("/v1/chat/completions", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    yield f"https://localhost:{runner.addresses[0][1]}/v1", tmp_path / "ca.pem"
    await runner.cleanup()


@pytest.fixture
def fresh_certificates() -> Any:
    outbound.certificates.cache_clear()
    yield
    outbound.certificates.cache_clear()


async def test_a_strangers_certificate_is_refused(
    company: tuple[str, Path], fresh_certificates: None
) -> None:
    status, _, exchange = await answered("environment", company[0])
    assert status >= 400
    assert exchange.failure.code == "tls_failed"


async def test_a_company_ca_counts(
    company: tuple[str, Path], monkeypatch: pytest.MonkeyPatch, fresh_certificates: None
) -> None:
    url, file = company
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    status, body, _ = await answered("environment", url)
    assert status == 200, body
    for kind in (FakeProxy, FakeSocks):
        async with kind() as proxy:
            status, body, _ = await answered(proxy.url, url.replace("localhost", ELSEWHERE))
            assert status == 200, body
            assert proxy.asked[0].startswith(ELSEWHERE)


def test_where_the_systems_certificates_come_from(monkeypatch: pytest.MonkeyPatch) -> None:
    systems = outbound.certificates_for({}, "linux")
    assert not isinstance(systems, truststore.SSLContext)
    assert (systems.verify_mode, systems.check_hostname) == (ssl.CERT_REQUIRED, True)
    for platform in ("darwin", "win32"):
        assert isinstance(outbound.certificates_for({}, platform), truststore.SSLContext)
    found = outbound.certificates_for({"SSL_CERT_FILE": "x"}, "darwin")
    assert not isinstance(found, truststore.SSLContext)
    nothing = type(ssl.get_default_verify_paths())(None, None, "", "", "", "")
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nothing)
    assert isinstance(outbound.certificates_for({}, "linux"), truststore.SSLContext)
