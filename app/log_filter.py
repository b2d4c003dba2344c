"""The filter of `turnout log --filter`: words and `field=value` terms, all of which must match."""

import shlex
from collections.abc import Callable
from typing import Any

_FIELDS = (
    "id", "client", "access_key", "profile", "state", "status", "fault", "inbound_wire", "upstream_wire",
    "requested_model", "upstream_model", "served_model", "stop", "path",
)  # fmt: skip
_SHORT = {"model": "upstream_model", "wire": "inbound_wire", "key": "access_key"}

Summary = dict[str, Any]


class FilterError(ValueError):
    """The filter does not parse; the message says where."""


def compile_filter(expression: str) -> Callable[[Summary], bool]:
    """Return a test for the summaries of exchanges. `field!=value` negates; `*` at an end matches anything.

    Raises `FilterError` for an unknown field or an open quote.
    """
    try:
        words = shlex.split(expression)
    except ValueError as error:
        raise FilterError(f"The filter does not parse: {error}.") from error
    terms = [_term(word) for word in words]
    return lambda summary: all(term(summary) for term in terms)


def _term(word: str) -> Callable[[Summary], bool]:
    name, equals, value = word.partition("=")
    if not equals:
        needle = word.lower()
        return lambda summary: needle in str(list(summary.values())).lower()
    negated = name.endswith("!")
    field = name.removesuffix("!").strip()
    field = _SHORT.get(field, field)
    if field not in _FIELDS:
        raise FilterError(
            f"{field!r} is not a field of a request; known are {', '.join(sorted((*_FIELDS, *_SHORT)))}."
        )
    wanted = value.lower()

    def test(summary: Summary) -> bool:
        found = str(summary.get(field) if summary.get(field) is not None else "").lower()
        if wanted.startswith("*") and wanted.endswith("*"):
            matched = wanted.strip("*") in found
        elif wanted.endswith("*"):
            matched = found.startswith(wanted[:-1])
        elif wanted.startswith("*"):
            matched = found.endswith(wanted[1:])
        else:
            matched = found == wanted
        return matched != negated

    return test
