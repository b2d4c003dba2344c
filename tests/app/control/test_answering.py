"""Bodies and errors: JSON objects in, sentences out, and never a word of what came in."""

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, web

from app.control.answering import (
    MAX_BODY_BYTES,
    BadRequestError,
    FieldsError,
    answer,
    flag_of,
    in_a_window,
    read_object,
    text_of,
)
from app.draft import FieldProblem
from app.errors import AppError
from profiles.errors import AlreadyExistsError, NotFoundError, ProfileError

KEY = "sk-canary-answering-0123456789"


async def echo(request: web.Request) -> Any:
    return await read_object(request, ("a", "b"))


async def made(_: web.Request) -> Any:
    return 201, {"x": 1}


def failing(error: Exception) -> Any:
    async def fail(request: web.Request) -> Any:
        await read_object(request, ("key",))
        raise error

    return fail


ERRORS: dict[str, tuple[Exception, int, str]] = {
    "not_found": (NotFoundError("No.", "Look."), 404, "not_found"),
    "exists": (AlreadyExistsError("There."), 409, "already_exists"),
    "profile": (ProfileError("Wrong.", code="w"), 400, "w"),
    "app": (AppError("Wrong."), 400, "failed"),
    "file": (PermissionError(13, "Permission denied", "/x/y"), 400, "file_problem"),
    "os": (OSError("sk-canary"), 500, "internal_error"),
    "bug": (ZeroDivisionError(f"with {KEY}"), 500, "internal_error"),
}


@pytest.fixture
async def url() -> AsyncIterator[str]:
    app = web.Application(client_max_size=2**40)
    app.router.add_post("/echo", answer(echo))
    app.router.add_post("/made", answer(made))
    app.router.add_post("/gone", answer(failing(web.HTTPGone())))
    for name, (error, _, _) in ERRORS.items():
        app.router.add_post(f"/{name}", answer(failing(error)))
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def post(url: str, body: bytes) -> tuple[int, Any]:
    async with ClientSession() as session, session.post(url, data=body) as reply:
        return reply.status, await reply.json()


async def test_an_object_comes_in(url: str) -> None:
    assert await post(f"{url}/echo", b'{"a": 1, "b": null}') == (200, {"a": 1, "b": None})
    assert await post(f"{url}/echo", b" ") == (200, {})
    assert await post(f"{url}/made", b"") == (201, {"x": 1})


@pytest.mark.parametrize(
    ("body", "status", "code", "said"),
    [
        (b"{", 400, "bad_request", "not valid JSON"),
        (b"\xff", 400, "bad_request", "not valid JSON"),
        (b"[1]", 400, "bad_request", "a JSON object"),
        (b'"' + KEY.encode() + b'"', 400, "bad_request", "a JSON object"),
        (b'{"c": 1}', 400, "unknown_field", "'c'"),
        (b'{"a": "' + b"x" * MAX_BODY_BYTES + b'"}', 413, "too_large", "larger than"),
    ],
    ids=["broken", "not-text", "list", "text", "unknown", "large"],
)
async def test_what_is_no_object(url: str, body: bytes, status: int, code: str, said: str) -> None:
    got, answered = await post(f"{url}/echo", body)
    assert (got, answered["error"]["code"]) == (status, code)
    assert said in answered["error"]["message"]
    assert KEY not in str(answered)


@pytest.mark.parametrize("name", ERRORS)
async def test_each_error_has_its_status(url: str, name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    _, status, code = ERRORS[name]
    got, answered = await post(f"{url}/{name}", b'{"key": "' + KEY.encode() + b'"}')
    assert (got, answered["error"]["code"]) == (status, code)
    assert set(answered["error"]) == {"code", "message", "fix"}
    assert ("failed" in caplog.text) == (status == 500)
    assert "sk-canary" not in str(answered)
    assert "sk-canary" not in caplog.text


async def test_aiohttps_own_answers_stay(url: str) -> None:
    async with ClientSession() as session, session.post(f"{url}/gone", data=b"") as reply:
        assert reply.status == 410


def test_texts_and_flags() -> None:
    assert text_of({"a": "x"}, "a") == "x"
    assert flag_of({"a": True}, "a", False) is True
    assert flag_of({}, "a", True) is True
    for body in ({}, {"a": ""}, {"a": 5}):
        with pytest.raises(BadRequestError, match="`a`"):
            text_of(body, "a")
    with pytest.raises(BadRequestError, match="`a`"):
        flag_of({"a": "yes"}, "a", False)


def test_the_first_problem_speaks_for_all() -> None:
    error = FieldsError([FieldProblem("a", "One.", "Do."), FieldProblem("b", "Two.")])
    assert (error.message, error.fix, len(error.problems)) == ("One.", "Do.", 2)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("`turnout key set x`", "Open the profile and enter its key."),
        ("Set X where Turnout is started, or `turnout key set x`.",
         "Set X where Turnout is started, or enter the key in the profile."),
        ("Unlock a keyring, or use `--key-env VARIABLE`.",
         "Unlock a keyring, or name an environment variable that holds the key."),
        ("Repair the file.", "Repair the file."),
    ],
)  # fmt: skip
def test_a_window_has_no_commands(said: str, shown: str) -> None:
    assert in_a_window(said) == shown
