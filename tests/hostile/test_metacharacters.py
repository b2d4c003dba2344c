"""Requirement 23: what a client writes is data, to the log's database, to the log file and to every message."""

import json
import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.trouble import log_file, log_to_file
from tests import extent
from tests.hostile.conftest import Surface
from tests.hostile.talk import Answer, Talk

CASES = 2_000 if extent.FULL else 120
PROBES = (
    "' OR '1'='1", "'; DROP TABLE exchanges; --", '"; DELETE FROM exchanges; --', "x') UNION SELECT 1,2,3,4 --",
    "%' --",
    "\\'", "''", "`", "NULL", "0x27", "*", "%s%s%s%n", "{0.__class__}", "{}", "{exchange}", "${jndi:ldap://x/y}",
    "$(touch /tmp/x)", "`id`", "../../etc/passwd", "\u2028", "\u2029", "\x85", "\u202e", "\ufeff", "é", "日本",
    "🙂", "\ud83d",
    "a\nERROR app: forged", "a\r\n2026-01-01T00:00:00+00:00 ERROR app: forged", "\x1b[31m", "\0", "\t", "\x7f",
    "<script>", "&amp;",
    '{"a":1}', "[1]", '","model":"other', "null", "true", "\\u0000", "\\", "%00", "%0d%0aX: y", "%", "%zz", "=",
    ";", "#", "?", "a" * 3_000,
)  # fmt: skip
NAMES = (
    "User-Agent", "session-id", "x-claude-code-session-id", "anthropic-version", "anthropic-beta",
    "openai-beta", "Accept",
    "Accept-Encoding", "Cookie", "X-Forwarded-For", "Forwarded", "X-Turnout-Replay-Of", "X-Codex-Mode", "Referer",
    "Content-Language", "Expect-CT", "X-Stainless-Helper-Method", "Idempotency-Key", "traceparent",
    "X-Odd!#$%&'*+.^_`|~",
)  # fmt: skip

odd = st.lists(
    st.one_of(st.sampled_from(PROBES), st.text(st.characters(codec=None), max_size=20)),
    min_size=1,
    max_size=3,
).map("".join)
# A header's value has no control bytes, or it is no header: that is the smuggling corpus.
in_header = odd.map(lambda text: re.sub(r"[\x00-\x1f\x7f]", "", text).encode("utf-8", "surrogatepass"))
in_target = odd.map(lambda text: quote(text, safe="'\"%?#&=;/:{}|\\^`<>", errors="surrogatepass"))
COMMON = settings(
    max_examples=CASES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def service_log(surface: Surface) -> Iterator[None]:
    """Write the log file as `turnout serve` does, for one test."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    log_to_file(surface.running.context.paths)
    yield
    root.handlers[:] = before
    root.setLevel(level)


class Asker:
    """Sends odd requests and keeps what it asked for."""

    def __init__(self, surface: Surface) -> None:
        self._surface, self._talk = surface, Talk(surface.port)
        self.asked: dict[str, str] = {}
        self.sent = 0

    def headers(self, path: str) -> bytes:
        name, value = self._surface.credential(path)
        host = f"Host: 127.0.0.1:{self._surface.port}\r\nContent-Type: application/json\r\n"
        return f"{host}{name}: {value}\r\n".encode()

    def ask(self, method: str, target: str, more: dict[str, bytes], body: bytes) -> Answer:
        self.sent += 1
        lines = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in more.items())
        first = f"{method} {target} HTTP/1.1\r\n".encode("utf-8", "surrogatepass")
        length = b"Content-Length: %d\r\n\r\n" % len(body)
        return self._talk.ask(first + self.headers(target) + lines + length + body, bodiless=method == "HEAD")


def test_a_request_is_one_row_and_no_line(surface: Surface) -> None:
    asker = Asker(surface)
    wrong: list[str] = []

    @COMMON
    @given(
        model=odd,
        path=st.sampled_from(["/v1/messages", "/v1/chat/completions", "/messages"]),
        query=in_target,
        headers=st.dictionaries(st.sampled_from(NAMES), in_header, max_size=4),
        text=odd,
    )
    def send(model: str, path: str, query: str, headers: dict[str, bytes], text: str) -> None:
        marked = f"{len(asker.asked)}:{model}"
        body = {
            "model": marked,
            "max_tokens": 9,
            "user": text,
            "messages": [{"role": "user", "content": text}],
        }
        answer = asker.ask("POST", f"{path}?{query}", headers, json.dumps(body).encode())
        if answer.status == 200:
            # Half a pair is replaced when the body is read: no UTF-8 can hold it.
            read = (
                json.loads(json.dumps(marked))
                .encode("utf-16-le", "surrogatepass")
                .decode("utf-16-le", "replace")
            )
            asker.asked[read] = path
        elif answer.status != 400:
            wrong.append(f"{answer.status} {marked!r} {path}?{query} {headers} {answer.body[:300]!r}")

    send()
    assert surface.running.service is not None
    surface.running.service._log.flush()
    status, said = surface.running.control("GET", f"exchanges?limit={CASES * 2}")
    assert status == 200
    with closing(sqlite3.connect(surface.running.context.log_file)) as database:
        rows = database.execute("SELECT count(*) FROM exchanges").fetchone()[0]
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    written = _written(surface)
    extent.report(
        {"surface": "metacharacters", "sent": asker.sent, "served": len(asker.asked), "rows": rows,
         "lines": len(written),
         "wrong": len(wrong)}
    )  # fmt: skip
    assert not wrong, "\n".join(wrong[:20])
    told = {one["requested_model"]: one for one in said["exchanges"] if one["status"] == 200}
    assert told.keys() == asker.asked.keys()
    assert all(told[model]["path"] == path for model, path in asker.asked.items())
    assert rows == len(said["exchanges"])
    assert len(asker.asked) > CASES // 2
    assert written == []
    for one in list(told.values())[:: max(1, len(told) // 50)]:
        status, detail = surface.running.control("GET", f"exchanges/{one['id']}")
        assert status == 200
        assert json.loads(detail["bodies"]["client_request"].replace("\\ud83d", "\\ufffd"))["messages"]


def test_the_control_api_takes_names_as_names(surface: Surface) -> None:
    """Its paths and questions, with the right token: a clear refusal, and nothing of it in the log."""
    asker = Asker(surface)
    wrong: list[str] = []
    routes = [
        (method, path)
        for method, path in surface.routes()
        if path.startswith("/_turnout/")
        and path not in ("/_turnout/events", "/_turnout/stop")
        and method != "HEAD"
    ]
    named = [route for route in routes if "/x" in route[1]]
    assert len(named) >= 10
    questions = [
        f"/_turnout/{question}="
        for question in (
            "exchanges?filter", "exchanges?before", "exchanges?limit", "usage?from", "usage?to",
            "exchanges/x/curl?secret",
        )
    ]  # fmt: skip
    bodies = (b"{}", b"[]", b'{"id":%s}', b'{"profile":%s}', b'{"ids":[%s]}', b'{"until":%s}', b'{"name":%s}')
    digits = ("9" * 5_000, "1e9", "-1", "٣", "9" * 30)
    step = 1 if extent.FULL else 6
    for number, probe in enumerate((*PROBES[::step], *digits)):
        value = quote(probe, safe="", errors="surrogatepass")
        for method, path in named:
            target = path.replace("/x", f"/{value}")
            wrong += _complaints(
                asker.ask(method, target, {}, b"{}" if method != "GET" else b""), method, target
            )
        for question in questions:
            wrong += _complaints(asker.ask("GET", question + value, {}, b""), "GET", question + value)
        for index, (method, path) in enumerate(routes):
            if method != "GET" and "x" not in path.split("/"):
                body = bodies[(index + number) % len(bodies)].replace(b"%s", json.dumps(probe).encode())
                wrong += _complaints(asker.ask(method, path, {}, body), method, f"{path} {body[:200]!r}")
    extent.report({"surface": "names", "sent": asker.sent, "wrong": len(wrong)})
    assert not wrong, f"{len(wrong)} of {asker.sent}:\n" + "\n".join(wrong[:30])
    assert _written(surface) == []


def _complaints(answer: Answer, method: str, target: str) -> list[str]:
    if answer.status in range(200, 500) or answer.status == 503:
        return []
    return [f"{method} {target[:300]}: {answer.status} {answer.body[:300]!r}"]


def _written(surface: Surface) -> list[str]:
    file = log_file(surface.running.context.paths)
    return file.read_text().splitlines() if file.exists() else []
