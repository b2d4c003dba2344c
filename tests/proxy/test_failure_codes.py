"""Providers' own words for what goes wrong: whose fault it is, and the code of what mends it."""

# ruff: noqa: E501 - a table: one wording, one line

import json
import re
from typing import get_args

import pytest

from proxy.conversation import FailureKind, Fault
from proxy.failure_codes import CODES, NETWORK, refine, refine_network
from proxy.failures import classify, timed_out, unreachable

PAGE = "<html><head><title>Welcome</title></head><body>hi</body></html>"


def openai(message: str, code: str | None = None, type_: str = "invalid_request_error") -> str:
    return json.dumps({"error": {"message": message, "type": type_, "param": None, "code": code}})


def new_api(message: str) -> str:
    return json.dumps(
        {"error": {"message": f"{message} (request id: 2026112101)", "type": "new_api_error", "code": ""}}
    )


def anthropic(type_: str, message: str) -> str:
    return json.dumps({"type": "error", "error": {"type": type_, "message": message}})


SAID: list[tuple[int, str, Fault, str]] = [
    # -- the address
    (404, openai("Invalid URL (POST /v1/chat/completions/responses)"), "provider", "base_url_path"),
    (404, openai("Invalid URL (POST /v1/v1/chat/completions)"), "provider", "base_url_path"),
    (404, openai("Invalid URL (POST /chat/completions)"), "provider", "wrong_url"),
    (404, '{"detail":"Not Found"}', "provider", "wrong_url"),
    (200, PAGE, "provider", "web_page"),
    (404, PAGE, "provider", "web_page"),
    (502, PAGE, "provider", "gateway_page"),
    (400, openai("convert failed", "convert_request_failed"), "provider", "wire_not_supported"),
    (400, openai("Model deepseek-v4-flash does not support /v1/responses. Use POST /v1/chat/completions instead."), "provider", "wire_not_supported"),
    # -- the key and the account
    (401, new_api("未提供令牌"), "provider", "key_not_received"),
    (401, openai("You didn't provide an API key. You need to provide your API key in an Authorization header"), "provider", "key_not_received"),
    (401, openai("No auth credentials found"), "provider", "key_not_received"),
    (401, new_api("无效的令牌"), "provider", "auth"),
    (401, openai("Incorrect API key provided: sk-***", "invalid_api_key"), "provider", "auth"),
    (401, anthropic("authentication_error", "invalid x-api-key"), "provider", "auth"),
    (401, new_api("该令牌已过期"), "provider", "key_expired"),
    (402, openai("Insufficient Balance", "invalid_request_error", "unknown_error"), "provider", "balance_empty"),
    (402, openai("This request requires more credits, or fewer max_tokens."), "provider", "balance_empty"),
    (403, new_api("用户额度不足, 剩余额度: ＄0.00"), "provider", "token_quota"),
    (403, new_api("该令牌额度已用尽"), "provider", "token_quota"),
    (429, openai("The usage limit has been reached", "usage_limit_reached"), "provider", "plan_limit"),
    (403, openai("Country, region, or territory not supported", "unsupported_country_region_territory"), "provider", "region_refused"),
    # -- the model
    (503, new_api("当前分组 default 下对于模型 gpt-5.5 无可用渠道"), "provider", "no_channel"),
    (404, openai("The model `gpt-9` does not exist", "model_not_found"), "provider", "model_not_found"),
    (404, openai("The model `o9` does not exist or you do not have access to the model"), "provider", "model_access"),
    (400, openai("The model `llama3-70b` has been decommissioned and is no longer supported.", "model_decommissioned"), "provider", "model_retired"),
    # -- too much
    (400, openai("This model's maximum context length is 131072 tokens. However, your messages resulted in 140000 tokens."), "client", "context_overflow"),
    (400, anthropic("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"), "client", "context_overflow"),
    (400, openai("Invalid max_tokens value, the valid range of max_tokens is [1, 8192]"), "client", "max_tokens_too_big"),
    (413, openai("Request Entity Too Large"), "client", "too_large"),
    # -- what is not taken
    (400, openai("Missing `reasoning_content` field in the assistant message at message index 3"), "translation", "reasoning_missing"),
    (400, openai("The `reasoning_content` in the thinking mode must be passed back to the API."), "translation", "reasoning_missing"),
    (400, openai("The `content[].thinking` in the thinking mode must be passed back to the API."), "translation", "reasoning_missing"),
    (400, openai("The reasoning_text in the thinking mode must be passed back to the API."), "translation", "reasoning_missing"),
    (400, anthropic("invalid_request_error", "messages.1.content.0: Invalid `signature` in `thinking` block"), "translation", "thinking_signature"),
    (400, openai("The encrypted content gAAA could not be verified.", "invalid_encrypted_content"), "translation", "thinking_signature"),
    (400, '{"detail":"Stream must be set to true"}', "translation", "stream_required"),
    (400, openai("This model only support stream mode, please enable the stream parameter to access the model."), "translation", "stream_required"),
    (400, openai("Invalid schema for function 'mcp__x': schema must be a JSON Schema of 'type: \"object\"'", "invalid_function_parameters"), "translation", "tool_schema_refused"),
    (400, anthropic("invalid_request_error", "tools.3.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level"), "translation", "tool_schema_refused"),
    (400, openai("Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'.", "invalid_value"), "translation", "content_type_refused"),
    (400, openai("messages[2]: unknown variant `image_url`, expected `text`"), "translation", "content_type_refused"),
    (400, openai("This model does not support image input"), "provider", "images_refused"),
    (400, openai("messages[0].role: unknown variant `developer`, expected one of `system`, `user`, `assistant`, `tool`"), "translation", "role_refused"),
    (400, anthropic("invalid_request_error", 'messages: Unexpected role "system".'), "translation", "role_refused"),
    (400, openai("An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'."), "translation", "tool_history_refused"),
    (400, anthropic("invalid_request_error", "messages.5: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_1"), "translation", "tool_history_refused"),
    (400, openai("deepseek-reasoner does not support this tool_choice"), "translation", "tool_choice_refused"),
    (400, openai("This response_format type is unavailable now"), "translation", "structured_refused"),
    (400, anthropic("invalid_request_error", "This model does not support assistant message prefill. The conversation must end with a user message."), "translation", "prefill_refused"),
    (400, openai("Unknown parameter: 'prompt_cache_key'.", "unknown_parameter"), "translation", "parameter_refused"),
    (422, '{"detail":[{"type":"extra_forbidden","loc":["body","store"],"msg":"Extra inputs are not permitted"}]}', "translation", "parameter_refused"),
    (400, openai("Content Exists Risk"), "client", "policy"),
    # -- wait
    (429, openai("Rate limit reached for requests", "rate_limit_exceeded"), "provider", "rate_limited"),
    (529, anthropic("overloaded_error", "Overloaded"), "provider", "overloaded"),
    (500, openai("Internal server error", type_="server_error"), "provider", "server"),
    (504, "upstream request timeout", "provider", "timeout"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "body", "fault", "code"), SAID, ids=[f"{n:02}-{row[3]}" for n, row in enumerate(SAID)]
)
def test_the_words_of_providers(status: int, body: str, fault: Fault, code: str) -> None:
    failure = classify(status, {}, body.encode())
    assert (failure.fault, failure.code) == (fault, code)
    assert failure.message


@pytest.mark.parametrize(
    ("why", "code"),
    [
        ("Name or service not known", "host_unknown"),
        ("getaddrinfo failed", "host_unknown"),
        ("TLS failed (SSLCertVerificationError): certificate verify failed", "tls_failed"),
        ("Connect call failed ('127.0.0.1', 11434): Connection refused", "connection_refused"),
        ("No route to host", "unreachable"),
    ],
)
def test_why_no_connection_came_about(why: str, code: str) -> None:
    failure = unreachable("api.example.com", why)
    assert (failure.fault, failure.code) == ("network", code)
    assert refine_network(why) == code


def test_a_connection_in_time_is_the_networks_a_reply_the_providers() -> None:
    assert (timed_out("connect", 1).fault, timed_out("idle", 1).fault) == ("network", "provider")


def test_rows_are_sound() -> None:
    for row in CODES:
        assert row.kind in get_args(FailureKind)
        assert re.search(row.pattern, "") is None
        literal = re.sub(r"\\[A-Za-z]", "", row.pattern)
        assert literal == literal.lower(), row.pattern
    assert all(re.search(pattern, "") is None for _, pattern in NETWORK)


def test_a_kind_without_finer_codes() -> None:
    assert refine("server", "whatever") == ("", None)
    assert refine("bad_request", "whatever") == ("", None)
