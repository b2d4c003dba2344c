"""How the control API reads a body and answers: JSON objects, and errors as {"error":{code,message,fix}}."""

import logging
import re
from collections.abc import Awaitable, Callable, Collection, Sequence
from functools import wraps
from typing import Any, TypeAlias

import orjson
from aiohttp import web

from app.draft import FieldProblem
from app.errors import AppError, of_file
from profiles.errors import AlreadyExistsError, ChangedMeanwhileError, NotFoundError, ProfileError
from proxy.body import pieces
from proxy.wires import RequestError

_log = logging.getLogger(__name__)

MAX_BODY_BYTES = 1024 * 1024
"""A draft with every model of a large provider has some 100 KB."""

_IN_A_WINDOW = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"^`turnout key set [^`]*`\.?$", "Open the profile and enter its key."),
        (r",? or `turnout key set [^`]*`", ", or enter the key in the profile"),
        (r",? or use `--key-env VARIABLE`", ", or name an environment variable that holds the key"),
        (
            r",? or keep keys in a file that only you can read: `turnout key storage file`",
            ", or keep keys in a file (Settings)",
        ),
        (r"`turnout profile add` makes one\.", "Add one on the Profiles page."),
        (r"^Choose one: turnout use .*", "Choose a profile for it."),
        (
            r"turnout profile confirm-key \S+ \(or give the key again\)\.",
            "confirm it in the profile, or give the key again.",
        ),
        (r"^See what does: turnout profile show .*", "Look at the profile again."),
        (r"^Give it on standard input:.*", "Paste it again."),
    )
)

JsonReply: TypeAlias = dict[str, Any] | tuple[int, dict[str, Any]]
"""The answer's object, with its status where that is not 200."""
Handler: TypeAlias = Callable[[web.Request], Awaitable[JsonReply]]


class BadRequestError(AppError):
    """The request is not what this path takes: a mistake of whoever calls the API."""

    code = "bad_request"


class FieldsError(AppError):
    """Fields of a draft are wrong; each has its place, message and fix."""

    code = "invalid_profile"

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        first = problems[0]
        super().__init__(first.message, first.fix)
        self.problems = tuple(problems)


def answer(handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Return the handler as aiohttp takes it; its errors become answers."""

    @wraps(handler)
    async def answering(request: web.Request) -> web.StreamResponse:
        try:
            reply = await handler(request)
        except (AppError, ProfileError) as error:
            return refuse(error)
        except web.HTTPException:
            raise
        except OSError as error:
            if error.filename is None:
                return _unexpected(request, error)
            return refuse(of_file(error))
        except Exception as error:  # noqa: BLE001  # a fault of ours must not look like a lost service
            return _unexpected(request, error)
        status, body = reply if isinstance(reply, tuple) else (200, reply)
        return say(body, status)

    return answering


def say(body: dict[str, Any], status: int = 200) -> web.Response:
    """Return a JSON answer."""
    return web.Response(status=status, body=orjson.dumps(body), content_type="application/json")


def refuse(error: AppError | ProfileError) -> web.Response:
    """Return an error that has its sentence."""
    return say(error_json(error), _status(error))


def error_json(error: AppError | ProfileError) -> dict[str, Any]:
    """Return the body of a refusal."""
    said = {"code": error.code, "message": error.message, "fix": in_a_window(error.fix)}
    body: dict[str, Any] = {"error": said}
    if isinstance(error, FieldsError):
        body["problems"] = [problem.as_json() for problem in error.problems]
    return body


def in_a_window(text: str) -> str:
    """Return a sentence for people who look at a window: without the command line's words."""
    for pattern, plain in _IN_A_WINDOW:
        text = pattern.sub(plain, text)
    return text


async def read_object(request: web.Request, allowed: Collection[str]) -> dict[str, Any]:
    """Return the body's JSON object; an empty body is an empty one.

    Raises `BadRequestError`, which names a field that is not among `allowed`. The body is never repeated: it may
    hold a key.
    """
    body = b""
    try:
        async for piece in pieces(request):
            body += piece
            if len(body) > MAX_BODY_BYTES:
                break
    except RequestError as error:
        raise BadRequestError(error.failure.message) from error
    if len(body) > MAX_BODY_BYTES:
        raise BadRequestError(f"The body is larger than {MAX_BODY_BYTES} bytes.", code="too_large")
    try:
        parsed = orjson.loads(body) if body.strip() else {}
    except orjson.JSONDecodeError:
        raise BadRequestError("The body is not valid JSON.") from None
    if not isinstance(parsed, dict):
        raise BadRequestError("The body has to be a JSON object.")
    unknown = sorted(parsed.keys() - set(allowed))
    if unknown:
        known = ", ".join(sorted(allowed)) or "none"
        raise BadRequestError(
            f"There is no field {unknown[0][:64]!r} here.", f"There are: {known}.", "unknown_field"
        )
    return parsed


def text_of(body: dict[str, Any], name: str) -> str:
    """Return a text that has to be there. Raises `BadRequestError`."""
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise BadRequestError(f"`{name}` has to be a text.")
    return value


def flag_of(body: dict[str, Any], name: str, default: bool) -> bool:
    """Return a boolean. Raises `BadRequestError`."""
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise BadRequestError(f"`{name}` has to be true or false.")
    return value


def _status(error: AppError | ProfileError) -> int:
    if isinstance(error, NotFoundError):
        return 404
    if isinstance(error, AlreadyExistsError | ChangedMeanwhileError):
        return 409
    return 413 if error.code == "too_large" else 400


def _unexpected(request: web.Request, error: Exception) -> web.Response:
    # Without the error's text, here and in the log: it may hold what the body held.
    where = f"{request.method} {request.path}"
    _log.error("%s failed (%s).", where, type(error).__name__, exc_info=_without_text(error))
    failed = AppError(
        f"Turnout failed at this ({type(error).__name__}); nothing else is affected.",
        "Try again; if it stays, report it with the log of the service.",
        "internal_error",
    )
    return say(error_json(failed), 500)


def _without_text(error: Exception) -> Exception:
    """The error with its place and without its words."""
    return RuntimeError(type(error).__name__).with_traceback(error.__traceback__)
