"""Saying that a client's body cannot be understood: where, what was expected, what came."""

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
