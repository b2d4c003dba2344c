"""How a connection leaves this machine: directly or through a proxy, to which addresses, by whose certificates."""

import ipaddress
import os
import ssl
import sys
import time
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from socket import AddressFamily
from typing import Final, NamedTuple
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from proxy.conversation import Failure
from proxy.idle_connections import IDLE_SECONDS, SleepWatch, close_idle, open_socket

DIRECT: Final = "direct"
ENVIRONMENT: Final = "environment"
"""HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY; where they are not set, the settings of macOS and Windows."""
SCHEMES: Final = ("http", "https", "socks5", "socks5h")
ENVIRONMENT_SECONDS: Final = 5.0
"""The system's settings may change while we run; to read them takes a while, so that not each request does."""
READ_BUFFER_BYTES: Final = 64 * 1024

# Where cloud machines keep credentials, beside 169.254.169.254 and fe80::/10: AWS by IPv6, Alibaba, Oracle.
_METADATA: Final = tuple(map(ipaddress.ip_address, ("fd00:ec2::254", "100.100.100.200", "192.0.0.192")))
# Not is_private: that has 198.18.0.0/15 and fc00::/18 as well, by which Clash and its kin answer for every name.
_PRIVATE: Final = tuple(
    map(
        ipaddress.ip_network,
        ("0.0.0.0/8", "10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::/127", "fd00::/8"),
    )
)


_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
"""Where IPv4 addresses are behind a translating router."""


class RefusedAddressError(OSError):
    """A name leads to an address that gets no key of ours."""


class Way(NamedTuple):
    """How a request goes: `proxy` is whose it goes through; `session` takes it with `http_proxy` and `ssl`."""

    session: aiohttp.ClientSession
    proxy: str | None
    http_proxy: str | None
    ssl: ssl.SSLContext | bool


class Exits:
    """The sessions by which connections leave, each made when it is first needed."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._sessions: dict[str, aiohttp.ClientSession] = {}
        self._clock = clock
        self._environment: dict[str, tuple[float, str | None]] = {}
        self._watch = SleepWatch(lambda: close_idle(self._sessions.values()))

    async def close(self) -> None:
        """Close the connections."""
        self._watch.stop()
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

    def proxy_for(self, url: str, setting: str) -> str | None:
        """Return the proxy of a request, None: direct. A provider on this machine is always reached directly."""
        if setting == DIRECT or is_loopback(host_of(url)):
            return None
        if setting != ENVIRONMENT:
            return setting
        now, known = self._clock(), self._environment.get(url)
        if known is None or now - known[0] > ENVIRONMENT_SECONDS:
            known = self._environment[url] = (now, proxy_from_environment(url))
        return known[1]

    def way(self, url: str, setting: str, private: bool) -> Way:
        """Return how a request goes. `setting`: as `Route.proxy`; `private`: as `Route.private_network`.

        Raises `RefusedAddressError`.
        """
        name = host_of(url)
        check_literal(name, private or is_loopback(name))
        proxy = self.proxy_for(url, setting)
        if proxy is None:
            key = "private" if private or is_loopback(name) else "public"
        else:
            key = proxy if proxy.startswith("socks") else "proxy"
        self._watch.use()
        return Way(
            self._session(key),
            proxy,
            proxy if key == "proxy" else None,
            certificates() if url.startswith("https:") else True,
        )

    def _session(self, key: str) -> aiohttp.ClientSession:
        session = self._sessions.get(key)
        if session is None or session.closed:
            session = self._sessions[key] = aiohttp.ClientSession(
                connector=_connector(key),
                timeout=aiohttp.ClientTimeout(total=None),
                read_bufsize=READ_BUFFER_BYTES,
                trust_env=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                skip_auto_headers=("User-Agent",),
            )
        return session


def _connector(key: str) -> aiohttp.TCPConnector:
    if key.startswith("socks"):
        from proxy.socks import ProbedConnector  # only who uses one pays for it

        far = key.startswith("socks5h:")
        url = key.replace("socks5h:", "socks5:", 1)
        return ProbedConnector.from_url(url, rdns=far, limit=0, keepalive_timeout=IDLE_SECONDS)
    # Which addresses are behind a proxy's names is not ours to know.
    resolver = None if key == "proxy" else CheckedResolver(private=key == "private")
    return aiohttp.TCPConnector(
        limit=0, keepalive_timeout=IDLE_SECONDS, resolver=resolver, socket_factory=open_socket
    )


class CheckedResolver(AbstractResolver):
    """Looks names up and gives out only addresses that may have a key: names can be made to lead anywhere."""

    def __init__(self, private: bool) -> None:
        self._private = private
        self._resolver = aiohttp.DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: AddressFamily = AddressFamily.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses of a name. Raises `RefusedAddressError` where none may be used."""
        found = await self._resolver.resolve(host, port, family)
        allowed = [one for one in found if not is_refused(one["host"], self._private)]
        if found and not allowed:
            raise RefusedAddressError(f"{host} leads to {found[0]['host']}")
        return allowed

    async def close(self) -> None:
        """Close what looks names up."""
        await self._resolver.close()


# ----------------------------------------------------------------------------- addresses
def is_refused(text: str, private: bool) -> bool:
    """Tell whether an address gets nothing: link-local and metadata ones never, private ones only by consent."""
    address = _address(text)
    if address is None:
        return False
    if address.is_link_local or address.is_multicast or address in _METADATA:
        return True
    return not private and any(address in network for network in _PRIVATE)


@lru_cache(maxsize=64)  # a profile's host is asked about at each request
def check_literal(host: str, private: bool) -> None:
    """Raise `RefusedAddressError` for an address that may not be a provider's; names are looked up later."""
    name = _bare(host)
    if is_refused(name, private=True):
        raise RefusedAddressError(f"{name} is link-local or holds credentials of a cloud machine")
    if is_refused(name, private):
        raise RefusedAddressError(f"{name} is in a private network")


@lru_cache(maxsize=64)
def is_loopback(host: str) -> bool:
    """Tell whether a host (with or without a port) is this machine."""
    name = _bare(host)
    address = _address(name)
    if address is not None:
        return address.is_loopback
    return name.lower() == "localhost" or name.lower().endswith(".localhost")


@lru_cache(maxsize=256)
def host_of(url: str) -> str:
    """Return the host of a URL with its port, without a user."""
    return urlsplit(url).netloc.rpartition("@")[2]


def _bare(host: str) -> str:
    """Return a host without its port or brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0] if host.count(":") == 1 else host


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0].strip("[]"))
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv4Address):
        return address
    within = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
    return address.ipv4_mapped or address.sixtofour or within or address


# ----------------------------------------------------------------------------- proxies
def proxy_from_environment(url: str) -> str | None:
    """Return the proxy that the environment, or the system, has for a URL; None: it is to be reached directly."""
    found = getproxies()
    proxy = found.get(urlsplit(url).scheme) or found.get("all")
    if not proxy or proxy_bypass(host_of(url)):
        return None
    if "://" not in proxy:
        return f"http://{proxy}"
    return f"socks5h{proxy[5:]}" if proxy.startswith("socks:") else proxy


def said(proxy: str) -> str:
    """Return a proxy's address as it may be shown: without the login that the environment may have in it."""
    return f"{urlsplit(proxy).scheme}://{host_of(proxy)}"


@cache
def socks_errors() -> tuple[type[Exception], ...]:
    """Return what a SOCKS proxy's connector raises: of its own kind, unlike aiohttp's."""
    import aiohttp_socks

    return (aiohttp_socks.ProxyError, aiohttp_socks.ProxyConnectionError, aiohttp_socks.ProxyTimeoutError)


def errors(proxy: str | None) -> tuple[type[Exception], ...]:
    """Return all that a request through this proxy, or none, can fail with."""
    own = socks_errors() if proxy is not None and proxy.startswith("socks") else ()
    return (TimeoutError, aiohttp.ClientError, OSError, ValueError, *own)


def proxy_failure(proxy: str | None, error: Exception) -> Failure | None:
    """Return what an error of the way through a proxy means, None where it is not the proxy's."""
    if proxy is None:
        return None
    name = said(proxy)
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return _refused(name, f"HTTP {error.status}")
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return _unreachable(name)
    if proxy.startswith("socks") and isinstance(error, socks_errors()):
        refusal, *_ = socks_errors()
        return _refused(name, str(error)) if isinstance(error, refusal) else _unreachable(name)
    return None


def _unreachable(name: str) -> Failure:
    message = f"The outbound proxy {name} cannot be reached"
    return Failure("network", message, "network", code="proxy_unreachable")


def _refused(name: str, why: str) -> Failure:
    message = f"The outbound proxy {name} does not let the connection through: {why[:200]}"
    return Failure("network", message, "network", code="proxy_refused")


def refused_address(error: BaseException) -> Failure | None:
    """Return the failure of an address that gets no key, None where the error is another."""
    cause = getattr(error, "os_error", None) or error
    if not isinstance(cause, RefusedAddressError):
        return None
    message = f"{cause}: Turnout sends no keys there unless the profile says that the provider is in your own network"
    return Failure("forbidden", message, "turnout", code="address_refused")


# ----------------------------------------------------------------------------- certificates
@cache
def certificates() -> ssl.SSLContext:
    """Return whose certificates count: SSL_CERT_FILE's, else the system's own. The first call reads them: 45 ms."""
    return certificates_for(os.environ, sys.platform)


def certificates_for(env: Mapping[str, str], platform: str) -> ssl.SSLContext:
    """As `certificates`, for an environment and a platform (as `sys.platform`)."""
    context: ssl.SSLContext
    named = env.get("SSL_CERT_FILE") or env.get("SSL_CERT_DIR")
    if not named and (platform in ("darwin", "win32") or not _has_certificates()):
        # OpenSSL's own list there is not the system's: a company's CA would be missing.
        import truststore

        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def _has_certificates() -> bool:
    paths = ssl.get_default_verify_paths()
    return bool(paths.cafile or paths.capath)
