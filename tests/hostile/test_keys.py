"""Requirements 6 and 7: without the right key every door says so in its own words, and nothing goes further."""

import json
from collections.abc import Iterator
from typing import Any

from tests import extent
from tests.hostile.conftest import Surface
from tests.hostile.talk import Talk, http
from tests.hostile.test_pages import BODY

OPEN = {("GET", "/health"), ("HEAD", "/health")}
CODEX, CLAUDE = "codex_exec/0.169.0", "claude-cli/2.1.329 (external, cli)"


def credentials(key: str, other: str) -> Iterator[list[tuple[str, str]]]:
    """Yield what does not open a door: nothing, something else, nearly the key, the key of the other door."""
    yield []
    for wrong in (
        "", "x", key[:-1], key + "x", key[:-1] + ("a" if key[-1] != "a" else "b"), key.swapcase(),
        f" {key} x", other, "null",
        "PROXY_MANAGED", "sk-1234", "é" * 20, "\udcff" * 20, "*", "%", "a" * 4_000,
    ):  # fmt: skip
        yield [("Authorization", f"Bearer {wrong}")]
        yield [("x-api-key", wrong)]
    yield [("Authorization", f"Basic {key}")]
    yield [("Authorization", f"Bearer{key}")]
    yield [("Cookie", f"key={key}")]
    yield [("X-Goog-Api-Key", key)]
    yield [("Proxy-Authorization", f"Bearer {key}")]


def is_error_of(path: str, body: Any) -> bool:
    """Whether it is an error as the path's wire says it."""
    error = body["error"]
    if "/messages" in path:
        return bool(body["type"] == "error" and error["type"] == "authentication_error" and error["message"])
    if path.startswith("/_turnout/"):
        return set(error) == {"code", "message", "fix"}
    return bool(
        error["code"] in ("invalid_api_key", "missing_api_key") and error["message"] and "type" in error
    )


def test_no_door_opens_without_its_key(surface: Surface) -> None:
    wrong, sent = [], 0
    routes = [route for route in surface.routes() if route not in OPEN]
    assert len(routes) > 50
    with Talk(surface.port) as talk:
        for number, (method, path) in enumerate(routes):
            inside = path.startswith("/_turnout/")
            key, other = (surface.token, surface.key) if inside else (surface.key, surface.token)
            for index, credential in enumerate(credentials(key, other)):
                if not extent.FULL and index and (number + index) % 6:
                    continue
                agent = (CODEX, CLAUDE, "x")[index % 3]
                headers = [
                    ("Host", f"127.0.0.1:{surface.port}"),
                    ("User-Agent", agent),
                    ("Content-Type", "application/json"),
                    *credential,
                ]
                body = BODY if method in ("POST", "PUT", "PATCH") else b""
                answer = talk.ask(http(method, path, headers, body), bodiless=method == "HEAD")
                sent += 1
                # Codex repeats a 401 five times, and stops at a 400.
                codex = agent == CODEX and "/responses" in path
                cell = f"{method} {path} {agent} {credential}: {answer}"
                if (
                    answer.status != (400 if codex else 401)
                    or (method != "HEAD" and not is_error_of(path, json.loads(answer.body)))
                    or (not inside and agent != CODEX and answer.header("x-should-retry") != "false")
                    or key.encode() in answer.body
                    or other.encode() in answer.body
                ):
                    wrong.append(cell)
    assert surface.running.service is not None
    extent.report({"surface": "keys", "sent": sent, "routes": len(routes), "wrong": len(wrong)})
    assert not wrong, f"{len(wrong)} of {sent}:\n" + "\n".join(wrong[:20])
    assert surface.provider.asks == surface.provider.strays == []
    assert surface.running.service.recorder.exchanges() == [], "strangers leave no rows"


def test_health_says_no_more_to_anybody(surface: Surface) -> None:
    with Talk(surface.port) as talk:
        for credential in ([], [surface.credential("/v1/models")], [surface.credential("/_turnout/status")]):
            for target in ("/health", "/health?verbose=1", "/health#x"):
                headers = [("Host", f"127.0.0.1:{surface.port}"), *credential]
                answer = talk.ask(http("GET", target, headers))
                assert (answer.status, answer.body) == (200, b'{"status":"ok"}')
                names = {name.lower() for name, _ in answer.headers}
                assert names <= {"content-type", "content-length", "date", "server"}


def test_each_installation_and_each_door_has_a_key_of_its_own(surface: Surface) -> None:
    """Their length and their randomness: tests/profiles/test_access_key.py; their file's mode: test_access.py."""
    access = surface.running.context.access
    keys = {name: access.get(name) for name in ("default", "codex", "claude-code")}
    assert len({*keys.values(), surface.token}) == 4
    assert all(len(key) >= 40 for key in (*keys.values(), surface.token))
