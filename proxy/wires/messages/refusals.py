"""Saying that a client's body cannot be understood: where, what was expected, what came."""

from proxy.conversation import Failure
from proxy.wires import RequestError

_KINDS: tuple[tuple[type, str], ...] = (
    (bool, "a boolean"),
    (str, "a string"),
    (int, "a number"),
    (float, "a number"),
    (list, "a list"),
    (dict, "an object"),
)


def refusal(path: str, problem: str) -> RequestError:
    """Return the error for a body that is wrong at `path`; `problem` ends the sentence."""
    return RequestError(
        Failure(
            kind="bad_request",
            message=f"{path}: {problem}",
            fault="client",
            code="invalid_request_error",
            status=400,
        )
    )


def wrong_type(path: str, expected: str, found: object) -> RequestError:
    """Return the error for a value of the wrong type at `path`."""
    name = next((words for kind, words in _KINDS if isinstance(found, kind)), "nothing")
    return refusal(path, f"expected {expected}, found {name}")
