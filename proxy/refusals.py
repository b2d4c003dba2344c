"""Saying that a client's body cannot be understood: where, what was expected, what came."""

from collections.abc import Iterator
from contextlib import contextmanager

from proxy.conversation import Failure
from proxy.wires import RequestError

_WORDS: tuple[tuple[type, str], ...] = (
    (bool, "a boolean"),
    (str, "a string"),
    (int, "a number"),
    (float, "a number"),
    (list, "a list"),
    (dict, "an object"),
)


def refuse(path: str, problem: str) -> RequestError:
    """Return the error for what stands at `path`; `problem` ends the sentence."""
    return RequestError(
        Failure("bad_request", f"{path}: {problem}", fault="client", code="invalid_request", status=400)
    )


def wrong_type(path: str, expected: str, found: object) -> RequestError:
    """Return the error for a value of the wrong type."""
    words = next((words for kind, words in _WORDS if isinstance(found, kind)), "nothing")
    return refuse(path, f"expected {expected}, found {words}")


def is_too_deep(error: BaseException) -> bool:
    """Tell what Python's code and orjson say of JSON within JSON within JSON: it reads 1,024 levels and writes 254."""
    return isinstance(error, RecursionError) or (
        isinstance(error, TypeError) and "Recursion limit" in str(error)
    )


@contextmanager
def refusing_depth() -> Iterator[None]:
    """Refuse a request that is nested too deeply to be read or written by what is within. Raises `RequestError`."""
    try:
        yield
    except (RecursionError, TypeError) as error:
        if not is_too_deep(error):
            raise
        raise refuse("body", "its JSON is nested too deeply") from None
