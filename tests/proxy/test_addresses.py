"""The address that was most likely meant, for the mistakes that people make with base URLs."""

import pytest

from proxy.addresses import leads_nowhere, other_address
from proxy.conversation import Wire
from proxy.failures import classify

HOST = "https://api.example.com"


@pytest.mark.parametrize(
    ("wire", "path", "meant"),
    [
        ("chat", "/chat/completions", "/v1/chat/completions"),
        ("chat", "/openai/chat/completions", "/openai/v1/chat/completions"),
        ("chat", "/v1/v1/chat/completions", "/v1/chat/completions"),
        ("chat", "/v1/chat/completions/chat/completions", "/v1/chat/completions"),
        ("chat", "/v1/models/chat/completions", "/v1/chat/completions"),
        ("responses", "/responses", "/v1/responses"),
        ("responses", "/v1/chat/completions/responses", "/v1/responses"),
        ("responses", "/v1/responses/responses", "/v1/responses"),
        ("messages", "/messages", "/v1/messages"),
        ("messages", "/v1/messages/v1/messages", "/v1/messages"),
        ("messages", "/anthropic/v1/v1/messages", "/anthropic/v1/messages"),
        ("messages", "/v1/chat/completions/v1/messages", "/v1/messages"),
    ],
)
def test_the_address_that_was_meant(wire: Wire, path: str, meant: str) -> None:
    assert other_address(HOST + path, wire) == HOST + meant


@pytest.mark.parametrize(
    ("wire", "path"),
    [
        ("chat", "/v1/chat/completions"),
        ("chat", "/api/paas/v4/chat/completions"),
        ("chat", "/v1beta/chat/completions"),
        ("responses", "/v1/responses"),
        ("messages", "/anthropic/v1/messages"),
        ("chat", "/somewhere/else"),
    ],
)
def test_nothing_speaks_for_another(wire: Wire, path: str) -> None:
    assert other_address(HOST + path, wire) is None


@pytest.mark.parametrize(
    ("status", "body", "nowhere"),
    [
        (404, b'{"error":{"message":"Invalid URL (POST /chat/completions)"}}', True),
        (404, b"404 page not found", True),
        (200, b"<html></html>", True),
        (404, b"<html></html>", True),
        (405, b"", True),
        (502, b"<html></html>", False),
        (404, b'{"error":{"message":"The model x does not exist","code":"model_not_found"}}', False),
        (400, b'{"error":{"message":"x","code":"convert_request_failed"}}', False),
        (401, b"", False),
    ],
)
def test_what_means_that_nothing_is_there(status: int, body: bytes, nowhere: bool) -> None:
    assert leads_nowhere(classify(status, {}, body)) is nowhere
