"""The words in which a body is refused, and whose fault it is."""

from __future__ import annotations

from typing import Any

import pytest

from proxy.conversation import Failure
from proxy.wires.messages.refusals import refusal, wrong_type


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (None, "nothing"),
        (True, "a boolean"),
        ("x", "a string"),
        (5, "a number"),
        (5.5, "a number"),
        ([], "a list"),
        ({}, "an object"),
    ],
)
def test_what_was_found_is_said(found: Any, words: str) -> None:
    error = wrong_type("messages[0].role", "a widget", found)
    assert error.failure.message == f"messages[0].role: expected a widget, found {words}"


def test_the_client_is_at_fault() -> None:
    assert refusal("tools", "are too many").failure == Failure(
        "bad_request",
        "tools: are too many",
        fault="client",
        code="invalid_request_error",
        status=400,
    )
