"""Every refusal on every wire, to every client: the code is kept, the status stops or lets wait (docs/limits.md)."""

import re
from typing import Any, get_args

import orjson
import pytest

from proxy.conversation import WIRES, Failure, Wire
from proxy.limits import denials
from proxy.limits.windows import MINUTE_NS
from proxy.wires import Client, codec
from tests.tree import ROOT

ALL = (
    denials.missing(),
    denials.invalid(),
    denials.expired("k", 0.0),
    denials.disabled("k"),
    denials.model_not_allowed("k", "m"),
    denials.quota_exceeded("k", 5),
    denials.rate_limit_rpm("k", 5, 12 * 1_000_000_000),
    denials.rate_limit_rpd("k", 5),
    denials.concurrent_limit("k", 5),
    denials.max_tokens_exceeded("k", 5, 6),
)
WAITS = {"rate_limit_rpm": "12", "concurrent_limit": str(denials.CONCURRENT_WAIT_S)}


def said(failure: Failure, wire: Wire, client: Client) -> tuple[int, dict[str, Any], dict[str, str]]:
    reply = codec(wire).say_error(failure, client)
    return reply.status, orjson.loads(reply.body), dict(reply.headers)


def documented() -> dict[str, list[str]]:
    """The rows of the table: code -> the cells after it."""
    text = (ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    rows = [re.split(r"\s*\|\s*", line.strip("| \n")) for line in text.splitlines() if line.startswith("| `")]
    return {row[0].strip("`"): row[1:] for row in rows}


def test_all_codes_are_here_and_in_the_document_in_the_order_of_the_checks() -> None:
    codes = [failure.code for failure in ALL]
    assert set(codes) == denials.CODES
    assert [code for code in documented() if code in denials.CODES] == codes


@pytest.mark.parametrize("failure", ALL, ids=lambda one: one.code)
def test_the_document_says_what_is_done(failure: Failure) -> None:
    def cell(wire: Wire, client: Client) -> str:
        status, _, headers = said(failure, wire, client)
        wait = f" after {headers['retry-after']} s" if "retry-after" in headers else ""
        return f"{status}{wait}"

    table, openai, messages, codex, claude = documented()[failure.code][:5]
    assert table == str(failure.status)
    assert openai == cell("chat", "other") == cell("responses", "other")
    assert messages == cell("messages", "other")
    assert codex == cell("responses", "codex")
    assert claude == cell("messages", "claude-code")


@pytest.mark.parametrize("client", get_args(Client))
@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("failure", ALL, ids=lambda one: one.code)
def test_code_message_and_whether_to_come_again(failure: Failure, wire: Wire, client: Client) -> None:
    status, body, headers = said(failure, wire, client)
    assert body["error"]["code"] == failure.code
    assert body["error"]["message"] == failure.message
    assert failure.fault == "client"
    assert headers.get("retry-after") == WAITS.get(failure.code)
    if failure.code in WAITS:
        assert status == 429
        assert "x-should-retry" not in headers
    elif wire != "responses" or client != "codex":  # Codex reads no such header: its status stops it
        assert headers["x-should-retry"] == "false"
    if client == "other":
        assert status == failure.status
    if client == "codex" and wire == "responses":
        assert status == (429 if failure.code in WAITS else 400)
    if wire == "messages":
        assert set(body) == {"type", "error"}
        assert body["error"]["type"] in (
            "authentication_error",
            "permission_error",
            "rate_limit_error",
            "invalid_request_error",
            "policy_blocked",
        )
    else:
        assert set(body) == {"error"}
        assert body["error"]["type"] == "invalid_request_error"


def test_each_says_what_to_do() -> None:
    for failure in ALL:
        assert "turnout " in failure.message or failure.code in WAITS


def test_what_a_client_sends_is_not_repeated_at_length() -> None:
    assert len(denials.model_not_allowed("k", "m" * 10_000).message) < 400


def test_the_wait_is_one_that_both_clients_take() -> None:
    assert denials.rate_limit_rpm("k", 1, MINUTE_NS + 5).retry_after == 60


def test_a_provider_s_own_limit_is_none_of_ours() -> None:
    assert not denials.is_denial(Failure("rate_limited", "x", code="rate_limit_rpm"))
    assert all(map(denials.is_denial, ALL))
