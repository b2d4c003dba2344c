"""The filter of `turnout log --filter`: words and `field=value` terms, all of which must match."""

import fnmatch
import json
import shlex
from collections.abc import Callable
from typing import Any

from app.errors import FilterError

_FIELDS = (
    "id", "client", "access_key", "profile", "state", "status", "fault", "inbound_wire", "upstream_wire",
    "requested_model", "upstream_model", "served_model", "streamed", "stop", "path",
)  # fmt: skip
_SHORT = {"model": "upstream_model", "wire": "inbound_wire", "key": "access_key"}

Summary = dict[str, Any]
Test = Callable[[Summary], bool]


def compile_filter(expression: str) -> Test:
    """Return a test for the summaries of exchanges.

    `field=value` compares whole values, `field!=value` negates, `*` and `?` in the value stand for any
    characters; any other word is looked for everywhere. Capitals do not count. Raises `FilterError` for an
    unknown field or an open quote.
    """
    try:
        words = shlex.split(expression)
    except ValueError as error:
        raise FilterError(f"The filter does not parse: {error}.", "Close the quote.") from error
    terms = [_compile_term(word) for word in words]
    return lambda summary: all(term(summary) for term in terms)


def _compile_term(word: str) -> Test:
    name, equals, value = word.partition("=")
    if not equals:
        return _look_everywhere(word.lower())
    negated = name.endswith("!")
    field = name.removesuffix("!").strip()
    field = _SHORT.get(field, field)
    if field not in _FIELDS:
        known = ", ".join(sorted((*_FIELDS, *_SHORT)))
        raise FilterError(f"{field!r} is not a field of a request.", f"There are: {known}.")
    # Brackets are part of model names, such as some-model[1m], not of the pattern.
    pattern = value.lower().replace("[", "[[]")
    return lambda summary: fnmatch.fnmatchcase(_text(summary.get(field)), pattern) != negated


def _look_everywhere(needle: str) -> Test:
    return lambda summary: any(needle in _text(value) for value in summary.values())


def _text(value: object) -> str:
    """Return a value as `turnout log --json` writes it, without quotes; nothing for null."""
    if value is None:
        return ""
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).lower()
