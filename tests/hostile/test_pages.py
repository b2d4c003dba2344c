"""Requirements 2 and 3, goal G5: no page of the world reaches a provider or reads an answer, by any name or address."""

from collections.abc import Iterator
from itertools import product
from typing import Final

from tests import extent
from tests.hostile.conftest import Surface
from tests.hostile.talk import Answer, Talk, http

JSON = "application/json"


def hosts(port: int) -> list[str | None]:
    """Return Host headers of strangers; None: there is none."""
    other = port + 1 if port < 65_535 else port - 1
    return [
        None, "", " ", "evil.com", f"evil.com:{port}", f"127.0.0.1.evil.com:{port}", f"localhost.evil.com:{port}",
        f"evil.com.127.0.0.1:{port}", f"localhost.:{port}", f"127.0.0.1.:{port}", f"LOCALHOST:{other}",
        f"127.0.0.1:{other}", f"localhost:{other}", f"[::1]:{other}", "127.0.0.1", "localhost", "[::1]", "127.0.0.1:",
        "127.0.0.1:80", f"127.0.0.1:0{port}", f"127.0.0.1:+{port}", f"127.0.0.1:{port}0",
        f"127.0.0.1:{port + 65_536}",
        f"127.0.0.1:{port}:{port}", f"user@127.0.0.1:{port}", f"user:pass@127.0.0.1:{port}",
        f"127.0.0.1:{port}@evil.com", f"127.0.0.1:{port}/", f"127.0.0.1:{port}/v1", f"127.0.0.1:{port}?x",
        f"127.0.0.1:{port}#x", f"evil.com/127.0.0.1:{port}", f"evil.com?127.0.0.1:{port}",
        f"evil.com#127.0.0.1:{port}",
        f"http://127.0.0.1:{port}", f"//127.0.0.1:{port}", f"[::1%25lo]:{port}", f"[::1%lo]:{port}",
        f"[fe80::1]:{port}",
        f"[::]:{port}", f"[::ffff:127.0.0.1]:{port}", f"[::ffff:7f00:1]:{port}", f"[0:0:0:0:0:0:0:1]:{port}",
        f"::1:{port}", f"[::1:{port}", f"2130706433:{port}", f"0x7f000001:{port}", f"0x7f.1:{port}",
        f"0177.0.0.1:{port}", f"017700000001:{port}", f"127.1:{port}", f"127.0.1:{port}", f"127.0.0.2:{port}",
        f"0.0.0.0:{port}", f"0:{port}", f"169.254.169.254:{port}", f"127.0.0.1:{port},evil.com",
        f"127.0.0.1:{port} evil.com", f"127.0.0.1 :{port}", f"127.0.0.1: {port}", f"local host:{port}",
        f"localhost\t:{port}", f"localhost\0:{port}", f"127.0.0.1:{port}\0", f"127.0.0.1:{port}\x0b", f"*:{port}",
        f"127.0.0.1:{port}\\@evil.com", f"127。0。0。1:{port}", f"ⓛocalhost:{port}", f"locaLhost\u0130:{port}",
        f"127.0.0.1:{port}\udcff", f"{'a' * 65_536}:{port}", f"{'a.' * 3_000}:{port}",
        f"127.0.0.1:{port}\r\nHost: evil.com", f"evil.com\r\nHost: 127.0.0.1:{port}",
        f"127.0.0.1:{port}\r\nHost: 127.0.0.1:{port}",
    ]  # fmt: skip


def targets(port: int, path: str) -> list[str]:
    """Return request targets that name another place, or the right one as a proxy is asked."""
    return [
        f"http://evil.com{path}", f"http://127.0.0.1:{port}{path}", f"http://localhost:{port}{path}",
        f"HTTP://127.0.0.1:{port}{path}", f"https://127.0.0.1:{port}{path}", f"http://user@127.0.0.1:{port}{path}",
        f"//evil.com{path}", f"/\\evil.com{path}", f"ws://127.0.0.1:{port}{path}", f"file://{path}",
        f"evil.com:{port}",
        "*", f"127.0.0.1:{port}{path}", path[1:], f"?{path}", f"#{path}",
    ]  # fmt: skip


def origins(port: int) -> list[str | None]:
    return [
        None, "null", "https://evil.com", f"http://127.0.0.1:{port}", f"http://localhost:{port}",
        f"http://localhost:{port - 1}", f"http://[::1]:{port}", "chrome-extension://abcdefghijklmnop",
        "moz-extension://0f0f", "vscode-webview://x", "file://", "",
    ]  # fmt: skip


SITES: Final = (None, "cross-site", "same-site", "same-origin", "none", "CROSS-SITE", "x", "none, cross-site")
LET_IN_SITES: Final = (None, "same-origin", "none")
TYPES: Final = (
    JSON,
    f"{JSON}; charset=utf-8",
    "text/plain",
    "text/plain;application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    None,
)
LET_IN_TYPES: Final = TYPES[:2]
BODY: Final = (
    b'{"model":"m","stream":false,"max_tokens":9,"messages":[{"role":"user","content":"x"}],"input":"x"}'
)


class Sweep:
    """Sends cells to the service and keeps what went wrong."""

    def __init__(self, surface: Surface) -> None:
        self._surface, self._talk = surface, Talk(surface.port)
        self.sent = 0
        self.wrong: list[str] = []

    def refused(self, method: str, target: str, headers: list[tuple[str, str]], allowed: range) -> None:
        answer = self._ask(method, target, headers)
        cell = f"{method} {target[:80]} {[(name, value[:60]) for name, value in headers]}"
        if answer.status not in allowed or answer.permits_pages or answer.header("allow") == "*":
            self.wrong.append(f"{answer.status} {cell} {answer.headers}")
        if self._surface.provider.asks or self._surface.provider.strays:
            self.wrong.append(f"reached the provider: {cell}")
            self._surface.provider.play(self._surface.provider.script)

    def _ask(self, method: str, target: str, headers: list[tuple[str, str]]) -> Answer:
        self.sent += 1
        body = BODY if method in ("POST", "PUT", "PATCH") else b""
        path = target if target.startswith("/") else "/v1/messages"
        whole = [*headers, self._surface.credential(path)]
        return self._talk.ask(http(method, target, whole, body), bodiless=method == "HEAD")

    def close(self) -> None:
        self._talk.close()


def pages(port: int) -> Iterator[tuple[list[tuple[str, str]], bool]]:
    """Yield what a browser may send beside Host, and whether it is hostile whatever the method."""
    for origin, site, kind in product(origins(port), SITES, TYPES):
        headers = [] if origin is None else [("Origin", origin)]
        headers += [] if site is None else [("Sec-Fetch-Site", site)]
        headers += [] if kind is None else [("Content-Type", kind)]
        yield headers, origin is not None or site not in LET_IN_SITES


REFUSED = range(400, 418)


def test_no_page_and_no_other_name_gets_in(surface: Surface) -> None:
    """Each cell has the right keys: what is refused is refused for where it comes from."""
    sweep, port = Sweep(surface), surface.port
    routes = surface.routes()
    good, evil = [("Host", f"127.0.0.1:{port}")], hosts(port)
    combinations = list(pages(port))
    assert len(evil) >= 40
    assert len(combinations) >= 150
    assert {"/v1/messages", "/health", "/_turnout/stop", "/_turnout/keys/x"} <= {path for _, path in routes}

    def with_host(host: str | None, more: list[tuple[str, str]]) -> list[tuple[str, str]]:
        return more if host is None else [("Host", host), *more]

    step = 1 if extent.FULL else 11
    for number, (method, path) in enumerate(routes):
        for host in evil[number % step :: step]:
            sweep.refused(method, path, with_host(host, [("Content-Type", JSON)]), REFUSED)
        writes = method in ("POST", "PUT", "PATCH")
        for headers, hostile in combinations[number % (3 * step) :: 3 * step]:
            kind = next((value for name, value in headers if name == "Content-Type"), None)
            if hostile or (writes and kind not in LET_IN_TYPES):
                sweep.refused(method, path, good + headers, REFUSED)
        # What a browser asks before it sends any of this for a page.
        asked = [
            ("Access-Control-Request-Method", method),
            ("Access-Control-Request-Headers", "authorization"),
        ]
        for origin in origins(port):
            more = asked if origin is None else [("Origin", origin), *asked]
            sweep.refused("OPTIONS", path, good + more, REFUSED)
    product_step = 1 if extent.FULL else 97
    for number, (host, (headers, _)) in enumerate(product(evil, combinations)):
        if number % product_step == 0:
            sweep.refused("POST", "/v1/messages", with_host(host, headers), REFUSED)
    for path in ("/v1/messages", "/v1/models", "/_turnout/status"):
        for target in targets(port, path):
            for method in ("GET", "POST", "OPTIONS"):
                sweep.refused(method, target, [*good, ("Content-Type", JSON)], REFUSED)
    sweep.close()
    extent.report(
        {"surface": "pages", "sent": sweep.sent, "routes": len(routes), "hosts": len(evil),
         "combinations": len(combinations), "wrong": len(sweep.wrong)}
    )  # fmt: skip
    assert sweep.wrong == []
    assert sweep.sent > 2_000


def test_the_harmless_cells_do_pass(surface: Surface) -> None:
    """Otherwise the matrix would show nothing."""
    passed = 0
    with Talk(surface.port) as talk:
        for name in ("127.0.0.1", "localhost", "LocalHost", "[::1]"):
            for site, kind in product(LET_IN_SITES, LET_IN_TYPES):
                headers = [("Host", f"{name}:{surface.port}"), ("Content-Type", kind)]
                headers += [] if site is None else [("Sec-Fetch-Site", site)]
                for path in ("/v1/messages", "/v1/chat/completions", "/v1/responses"):
                    answer = talk.ask(http("POST", path, [*headers, surface.credential(path)], BODY))
                    assert (answer.status, answer.permits_pages) == (200, False), answer
                    assert b"reached" in answer.body
                    passed += 1
        status = [("Host", f"localhost:{surface.port}"), surface.credential("/_turnout/status")]
        assert talk.ask(http("GET", "/_turnout/status", status)).status == 200
    assert len(surface.provider.asks) == passed == 72
