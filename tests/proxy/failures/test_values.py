"""Errors as values, within a stream or with status 200."""

# ruff: noqa: E501 - tables: one case, one line

import pytest

from proxy.conversation import FailureKind
from proxy.failures import classify_error_object, error_in


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("Overloaded", "overloaded"),
        ("something odd", "server"),
        (b"Rate limit reached", "rate_limited"),
        ('{"error":{"message":"Insufficient Balance"}}', "quota"),
        ({"type": "overloaded_error", "message": "Overloaded"}, "overloaded"),
        ({"message": "engine", "code": "502"}, "server"),
        ({"message": "busy", "code": 503}, "overloaded"),
        ({"message": "no", "code": 401}, "auth"),
        ({"code": "rate_limit_exceeded", "message": "Please try again in 1.2s"}, "rate_limited"),
        ({"code": "server_error", "message": "boom"}, "server"),
        ({"type": "invalid_request_error", "message": "bad"}, "bad_request"),
        ({"type": "response.failed", "response": {"error": {"code": "context_length_exceeded", "message": "m"}}}, "context_overflow"),
        ({"code": "insufficient_system_resource"}, "overloaded"),
        ([{"message": "content policy"}], "policy"),
        (None, "server"),
        (17, "server"),
        ({}, "server"),
        ({"error": {"error": {"error": {"error": {"error": {"error": {"error": {"error": {"error": "deep"}}}}}}}}}, "server"),
    ],
)  # fmt: skip
def test_row_092_error_objects(error: object, kind: FailureKind) -> None:
    failure = classify_error_object(error)
    assert failure.kind == kind
    assert failure.status == 0


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": "x"}},
        {"error": "x", "choices": []},
        {"type": "error", "message": "x"},
        {"base_resp": {"status_code": 1004, "status_msg": "x"}, "choices": None},
        {"code": 20012, "message": "x", "data": None},
        {"detail": "x"},
        {"errors": [{"message": "x"}]},
    ],
)
def test_an_error_with_status_200_is_seen(body: dict[str, object]) -> None:
    found = error_in(body)
    assert found is not None
    assert classify_error_object(found, 200).status == 200


@pytest.mark.parametrize(
    "body",
    [
        {"error": None, "choices": [{"message": {"content": "x"}}]},
        {"id": "x", "choices": [], "base_resp": {"status_code": 0, "status_msg": ""}},
        {"type": "message", "content": [], "message": "x"},
        {"object": "response", "output": [], "error": None},
        {"code": 0, "message": "ok"},
        {},
    ],
)
def test_a_reply_is_no_error(body: dict[str, object]) -> None:
    assert error_in(body) is None
