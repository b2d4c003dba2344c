"""What providers' errors mean: shapes, wordings in two languages, figures, delays, and what may be quoted."""

# ruff: noqa: E501, ISC004 - tables: one case, one line

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import FailureKind
from proxy.failures import (
    classify,
    classify_error_object,
    cut,
    empty_reply,
    error_in,
    timed_out,
    unreachable,
)
from proxy.retry_after import MAX_RETRY_AFTER_S


def openai(
    message: str, type_: str = "invalid_request_error", code: object = None, param: object = None
) -> bytes:
    return json.dumps({"error": {"message": message, "type": type_, "param": param, "code": code}}).encode()


def anthropic(type_: str, message: str) -> bytes:
    return json.dumps({"type": "error", "error": {"type": type_, "message": message}}).encode()


def new_api(message: str, code: str = "") -> bytes:
    return json.dumps(
        {
            "error": {
                "message": f"{message} (request id: 2026)",
                "type": "new_api_error",
                "param": "",
                "code": code,
            }
        },
        ensure_ascii=False,
    ).encode()


# ----------------------------------------------------------------------------- the conversation is too long
OVERFLOWS: list[tuple[str, int | None, int | None]] = [
    ("This model's maximum context length is 131072 tokens.", None, 131072),
    (
        "This model's maximum context length is 131072 tokens. However, you requested 140000 tokens (135904 in the"
        " messages, 4096 in the completion). Please reduce the length of the messages or completion.",
        135904,
        131072,
    ),
    (
        "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
        9001,
        8192,
    ),
    ("prompt is too long: 210000 tokens > 200000 maximum", 210000, 200000),
    ("The prompt is too long: 140000, model maximum context length: 131071", 140000, 131071),
    (
        "Your input exceeds the context window of this model. Please adjust your input and try again.",
        None,
        None,
    ),
    (
        "input length and `max_tokens` exceed context limit: 210000 + 20000 > 200000, decrease it",
        210000,
        200000,
    ),
    (
        "input length and `max_tokens` exceed context limit: 199000 + 20000 > 200000, decrease it",
        219000,
        200000,
    ),
    ("Range of input length should be [1, 129024]", None, 129024),
    (
        "Invalid request: Your request exceeded model token limit: 131,072 (requested: 140,000)",
        140000,
        131072,
    ),
    (
        "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
        1200000,
        1048576,
    ),
    (
        "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length",
        40000,
        32768,
    ),
    ("This model's maximum prompt length is 131072 but the request contains 140000 tokens.", 140000, 131072),
    ("the request exceeds the available context size, try increasing it", None, None),
    ("request (9000 tokens) exceeds the available context size (8192 tokens), try increasing it", 9000, 8192),
    ("The input (9000 tokens) is longer than the model's context length (8192 tokens).", 9000, 8192),
    (
        "Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context"
        " length of only 4096 tokens",
        9000,
        4096,
    ),
    (
        "The number of tokens to keep is greater than the context length (n_keep: 9000>= n_ctx: 4096)",
        9000,
        4096,
    ),
    ("prompt token count of 140000 exceeds the limit of 128000", 140000, 128000),
    ("too many tokens: total number of tokens in the prompt cannot exceed 4081", None, 4081),
    ("Input is too long for requested model.", None, None),
    ("input length exceeds the context length", None, None),
    ("prompt too long; exceeded max context length by 12 tokens", None, None),
    ("Please reduce the length of the messages or completion.", None, None),
    ("prompt exceeds max length", None, None),
    (
        "litellm.ContextWindowExceededError: the conversation is longer than the model's context window",
        None,
        None,
    ),
    (
        "Requested token count exceeds the model's maximum context length of 8192 tokens. You requested a total of"
        " 9500 tokens: 9000 tokens from the input messages and 500 tokens for the completion.",
        9000,
        8192,
    ),
    (
        "This endpoint's maximum context length is 131072 tokens. However, you requested about 150000 tokens (110000"
        " of text input, 30000 of tool input, 10000 in the output).",
        140000,
        131072,
    ),
    (
        "Request too large for gpt-x on tokens per min (TPM): Limit 6000, Requested 8000, please reduce it",
        8000,
        6000,
    ),
    ("输入长度超过模型最大上下文", None, None),
    ("Prompt 超长", None, None),
    ("请求上下文长度超出限制", None, None),
]


@pytest.mark.parametrize(("message", "used", "limit"), OVERFLOWS)
@pytest.mark.parametrize("status", [400, 413, 422, 500])
def test_row_122_123_context_overflow(message: str, used: int | None, limit: int | None, status: int) -> None:
    failure = classify(status, {}, openai(message))
    assert (failure.kind, failure.used, failure.limit) == ("context_overflow", used, limit)
    assert failure.code == "context_overflow"
    assert failure.fault == "client"
    assert failure.status == status


@pytest.mark.parametrize("code", ["context_length_exceeded", "model_max_prompt_tokens_exceeded", 1261])
def test_row_122_context_overflow_by_code(code: object) -> None:
    assert classify(400, {}, openai("too much", code=code)).kind == "context_overflow"


def test_overflow_figures_come_from_fields_too() -> None:
    body = {
        "error": {
            "code": 400,
            "message": "no room",
            "type": "exceed_context_size_error",
            "n_prompt_tokens": 9000,
            "n_ctx": 4096,
        }
    }
    failure = classify(400, {}, json.dumps(body).encode())
    assert (failure.kind, failure.used, failure.limit) == ("context_overflow", 9000, 4096)
    assert "9000 tokens, at most 4096" in failure.message


# ----------------------------------------------------------------------------- only the wish is too big
WISHES: list[tuple[str, int | None]] = [
    ("Invalid max_tokens value, the valid range of max_tokens is [1, 8192]", 8192),
    (
        "max_tokens is too large: 32000. This model supports at most 16384 completion tokens, whereas you provided 32000.",
        16384,
    ),
    ("max_tokens: 128000 > 64000, which is the maximum allowed number of output tokens for claude-x", 64000),
    ("Range of max_tokens should be [1, 512]", 512),
    (
        "`max_tokens` must be less than or equal to `8192`, the maximum value for `max_tokens` is less than it",
        8192,
    ),
    ("max_tokens参数非法。取值范围[1,98304]", 98304),
    ("max_output_tokens must be in the range from 1 (inclusive) to 8193 (exclusive)", 8192),
    ("max_tokens cannot exceed 4,096", 4096),
    ("max_tokens 不能大于 4096", 4096),
    ("max_completion_tokens exceeds the limit", None),
    (
        "'max_tokens' or 'max_completion_tokens' is too large: 32000. This model's maximum context length is 32768"
        " tokens and your request has 5000 input tokens (32000 > 32768 - 5000).",
        27768,
    ),
    (
        "This model's maximum context length is 65536 tokens. However, you requested 72000 tokens (40000 in the"
        " messages, 32000 in the completion).",
        25536,
    ),
    ("input length and `max_tokens` exceed context limit: 150000 + 64000 > 200000, decrease", 50000),
]


@pytest.mark.parametrize(("message", "limit"), WISHES)
def test_row_139_max_tokens_too_big(message: str, limit: int | None) -> None:
    failure = classify(400, {}, openai(message))
    assert (failure.kind, failure.limit) == ("max_tokens_too_big", limit)


def test_row_139_max_tokens_by_fastapi_detail() -> None:
    body = {
        "detail": [
            {
                "loc": ["body", "max_tokens"],
                "msg": "Input should be less than or equal to 8192",
                "type": "less_than_equal",
            }
        ]
    }
    failure = classify(422, {}, json.dumps(body).encode())
    assert (failure.kind, failure.limit) == ("max_tokens_too_big", 8192)


def test_max_tokens_exceeded_by_key_policy() -> None:
    assert (
        classify(400, {}, openai("over the key's cap", code="max_tokens_exceeded")).kind
        == "max_tokens_too_big"
    )


# ----------------------------------------------------------------------------- everything else, by shape
BODIES: list[tuple[int, bytes, FailureKind]] = [
    # OpenAI
    (401, openai("Incorrect API key provided: sk-ab***yz.", code="invalid_api_key"), "auth"),
    (403, openai("Country, region, or territory not supported", code="unsupported_country_region_territory"), "forbidden"),
    (404, openai("The model `gpt-9` does not exist or you do not have access to it.", code="model_not_found"), "model_not_found"),
    (429, openai("Rate limit reached for requests", "requests", "rate_limit_exceeded"), "rate_limited"),
    (429, openai("You exceeded your current quota", "insufficient_quota", "insufficient_quota"), "quota"),
    (500, openai("The server had an error", "server_error"), "server"),
    (400, openai("Unknown parameter: 'foo'.", code="unknown_parameter", param="foo"), "bad_request"),
    (400, openai("Invalid prompt: flagged as violating our usage policy", code="invalid_prompt"), "policy"),
    # Anthropic
    (401, anthropic("authentication_error", "invalid x-api-key"), "auth"),
    (403, anthropic("permission_error", "not allowed"), "forbidden"),
    (404, anthropic("not_found_error", "model: claude-opus-99"), "model_not_found"),
    (413, anthropic("request_too_large", "Request exceeds the maximum size"), "too_large"),
    (429, anthropic("rate_limit_error", "Number of request tokens has exceeded your rate limit"), "rate_limited"),
    (529, anthropic("overloaded_error", "Overloaded"), "overloaded"),
    (500, anthropic("api_error", "Internal server error"), "server"),
    (400, anthropic("invalid_request_error", "Your credit balance is too low to access the API"), "quota"),
    (400, anthropic("invalid_request_error", "messages.0: all messages must have content"), "bad_request"),
    # new-api and one-api
    (401, new_api("未提供令牌"), "auth"),
    (401, new_api("无效的令牌"), "auth"),
    (401, new_api("该令牌已过期"), "auth"),
    (403, new_api("用户额度不足, 剩余额度: ¥0.000000", "insufficient_user_quota"), "quota"),
    (403, new_api("预扣费额度失败", "pre_consume_token_quota_failed"), "quota"),
    (403, new_api("该令牌无权使用模型"), "forbidden"),
    (503, new_api("当前分组 default 下对于模型 gpt-9 无可用渠道"), "model_not_found"),
    (503, new_api("No available channel for model gpt-9 under group default (distributor)", "model_not_found"), "model_not_found"),
    (429, new_api("当前分组上游负载已饱和，请稍后再试"), "overloaded"),
    (429, new_api("您已达到请求数限制：1分钟内最多请求10次"), "rate_limited"),
    (400, new_api("检测到敏感内容", "sensitive_words_detected"), "policy"),
    # DeepSeek
    (402, b'{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}', "quota"),
    (400, openai("Model Not Exist"), "model_not_found"),
    (400, openai("Content Exists Risk"), "policy"),
    (503, openai("Service is too busy. We advise users to temporarily switch"), "overloaded"),
    # MiniMax: always 200 or whatever, the truth is in base_resp
    (200, b'{"base_resp":{"status_code":1004,"status_msg":"login fail"}}', "auth"),
    (200, b'{"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}', "quota"),
    (200, b'{"base_resp":{"status_code":1002,"status_msg":"rate limit"}}', "rate_limited"),
    (200, b'{"base_resp":{"status_code":1027,"status_msg":"output sensitive"}}', "policy"),
    (200, b'{"base_resp":{"status_code":2013,"status_msg":"invalid params"}}', "bad_request"),
    (200, b'{"base_resp":{"status_code":1000,"status_msg":"unknown error"}}', "server"),
    # Zhipu
    (429, '{"error":{"code":"1113","message":"余额不足或无可用资源包,请充值。"}}'.encode(), "quota"),
    (429, '{"error":{"code":"1302","message":"您的账户已达到速率限制"}}'.encode(), "rate_limited"),
    (429, '{"error":{"code":"1305","message":"该模型当前访问量过大"}}'.encode(), "overloaded"),
    (400, '{"error":{"code":"1211","message":"模型不存在，请检查模型代码。"}}'.encode(), "model_not_found"),
    (400, '{"contentFilter":[],"error":{"code":"1301","message":"系统检测到输入可能不安全"}}'.encode(), "policy"),
    (401, '{"error":{"code":"1000","message":"身份验证失败。"}}'.encode(), "auth"),
    # DashScope, SiliconFlow, Google, OpenRouter, seed 2's gateway
    (400, b'{"code":"Arrearage","message":"Access denied, please make sure your account is in good standing."}', "quota"),
    (400, b'{"code":"data_inspection_failed","message":"Output data may contain inappropriate content."}', "policy"),
    (401, b'"Invalid token"', "auth"),
    (400, b'{"code":20012,"message":"Model does not exist. Please check it carefully.","data":null}', "model_not_found"),
    (403, b'{"code":30001,"message":"Sorry, your account balance is insufficient","data":null}', "quota"),
    (400, b'[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT"}}]', "auth"),
    (404, b'{"error":{"message":"No endpoints found for foo/bar.","code":404}}', "model_not_found"),
    (404, b'{"error":{"message":"No endpoints found that support tool use.","code":404}}', "not_found"),
    (402, b'{"error":{"message":"This request requires more credits, or fewer max_tokens.","code":402}}', "quota"),
    (200, b'{"error":{"message":"Provider returned error","code":502,"metadata":{"raw":"upstream said no"}}}', "server"),
    (200, b'{"error":{"message":"Provider returned error","code":429,"metadata":{"raw":"{\\"error\\":{\\"message\\":\\"slow down\\"}}"}}}', "rate_limited"),
    (401, openai("no", code="missing_api_key"), "auth"),
    (401, openai("no", code="api_key_expired"), "auth"),
    (403, openai("no", code="api_key_disabled"), "forbidden"),
    (403, openai("no", code="model_not_allowed"), "forbidden"),
    (429, openai("no", code="quota_exceeded"), "quota"),
    (429, openai("no", code="rate_limit_rpd"), "rate_limited"),
    (429, openai("no", code="concurrent_limit"), "rate_limited"),
    # local servers
    (404, b'{"error":"model \\"qwen9\\" not found, try pulling it first"}', "model_not_found"),
    (404, b'{"object":"error","message":"The model `x` does not exist.","type":"NotFoundError","code":404}', "model_not_found"),
    (400, b'{"error":"No models loaded. Please load a model."}', "model_not_found"),
    # FastAPI, problem+json, plain text, nothing, a stream
    (401, b'{"detail":"Not authenticated"}', "auth"),
    (422, b'{"detail":[{"loc":["body","messages"],"msg":"field required","type":"value_error.missing"}]}', "bad_request"),
    (500, b'{"title":"Internal Server Error","status":500}', "server"),
    (503, b"upstream connect error or disconnect/reset before headers", "overloaded"),
    (429, b"", "rate_limited"),
    (500, b"", "server"),
    (418, b"", "bad_request"),
    (401, b"", "auth"),
    (402, b"", "quota"),
    (408, b"", "timeout"),
    (504, b"upstream request timeout", "timeout"),
    (524, b"", "timeout"),
    (405, b"", "not_found"),
    (410, b"", "model_not_found"),
    (451, b"", "policy"),
    (501, b"", "not_found"),
    (400, b'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n', "overloaded"),
    (429, b'data: {"error":{"message":"quota exceeded","code":"insufficient_quota"}}\n\n', "quota"),
    # not JSON although it begins so
    (500, b'{"error": {"message": "cut', "server"),
    (400, b"\xff\xfe\x00", "bad_request"),
    (400, b"[" * 5000, "bad_request"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "body", "kind"), BODIES)
def test_row_125_129_kind(status: int, body: bytes, kind: FailureKind) -> None:
    failure = classify(status, {}, body)
    assert failure.kind == kind
    assert failure.message
    assert "\n" not in failure.message
    assert failure.code


def test_the_message_has_the_providers_words() -> None:
    assert "未提供令牌" in classify(401, {}, new_api("未提供令牌")).message
    assert classify(402, {}, openai("Insufficient Balance")).message == (
        "The provider account has no quota or balance left (HTTP 402): Insufficient Balance"
    )
    nested = b'{"error":{"message":"Provider returned error","code":400,"metadata":{"raw":"{\\"detail\\":\\"bad image\\"}"}}}'
    assert classify(400, {}, nested).message.endswith("Provider returned error: bad image")


def test_bad_requests_are_the_translations_fault() -> None:
    assert classify(400, {}, openai("messages.3.content: field required")).fault == "translation"
    assert classify(500, {}, b"").fault == "provider"


# ----------------------------------------------------------------------------- addresses and pages
@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("Invalid URL (POST /v1/chat/completions/responses)", "/chat/completions"),
        ("Invalid URL (POST /v1/chat/completions/chat/completions)", "/chat/completions"),
        ("Invalid URL (POST /v1/responses/v1/messages)", "/responses"),
        ("Invalid URL (POST /v1/v1/chat/completions)", "/v1"),
        ("Cannot POST /v1/messages/v1/messages", "/messages"),
    ],
)
def test_a_base_url_with_a_path_too_many(url: str, path: str) -> None:
    failure = classify(404, {}, openai(url))
    assert (failure.kind, failure.code) == ("not_found", "base_url_path")
    assert f"remove `{path}`" in failure.message


@pytest.mark.parametrize(
    "body", [openai("Invalid URL (POST /chat/completions)"), b"404 page not found", b'{"detail":"Not Found"}']
)
def test_a_wrong_address(body: bytes) -> None:
    failure = classify(404, {}, body)
    assert (failure.kind, failure.code) == ("not_found", "wrong_url")
    assert "check the base URL" in failure.message


@pytest.mark.parametrize(
    "message",
    [
        "Model deepseek-v4-flash does not support /v1/responses. Use POST /v1/chat/completions instead.",
        "nothing",
    ],
)
def test_a_wire_that_the_endpoint_does_not_speak(message: str) -> None:
    failure = classify(400, {}, openai(message, code="convert_request_failed"))
    assert (failure.kind, failure.code) == ("not_found", "wire_not_supported")


PAGE = b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><h1>502</h1><script>alert(1)</script></body></html>"


@pytest.mark.parametrize(
    ("status", "kind"),
    [(502, "server"), (503, "overloaded"), (403, "forbidden"), (404, "not_found"), (200, "server")],
)
def test_row_129_html(status: int, kind: FailureKind) -> None:
    for body in (PAGE, b"<!DOCTYPE html>" + PAGE, b"\xef\xbb\xbf\n <!-- x --> " + PAGE):
        failure = classify(status, {"Content-Type": "text/html"}, body)
        assert failure.kind == kind
        assert failure.code == ("gateway_page" if status >= 500 else "web_page")
        assert "web page" in failure.message
        assert "502 Bad Gateway" in failure.message
        assert "<" not in failure.message


def test_a_redirect_is_named_by_its_origin_only() -> None:
    failure = classify(307, {"Location": "https://other.example/v1/login?key=sk-canary-123456789"}, b"")
    assert (failure.kind, failure.code) == ("not_found", "redirected")
    assert "https://other.example," in failure.message
    assert "canary" not in failure.message
    assert "another address" in classify(302, {}, b"").message


# ----------------------------------------------------------------------------- errors as values
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


# ----------------------------------------------------------------------------- what may be shown
@pytest.mark.parametrize(
    "secret",
    [
        "sk-canary-0123456789abcdef",
        "sk-ant-api03-canary_AbCdEf-123456",
        "eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnkiOjF9.c2lnbmF0dXJl",
        "0123456789abcdef0123456789abcdef.canaryCanary1",
        "AIzaSyCanary0123456789abcdefghij",
        "nvapi-canary0123456789",
        "canary0123456789CANARY0123456789canary01",
    ],
)
def test_keys_are_masked(secret: str) -> None:
    for text in (
        f"Incorrect API key provided: {secret}. See docs",
        f"token {secret} unknown",
        f"Bearer {secret}",
    ):
        message = classify(401, {}, openai(text)).message
        assert secret not in message
        assert "***" in message


def test_a_key_without_a_known_beginning_is_masked_where_it_is_called_one() -> None:
    message = classify(401, {}, openai("Incorrect API key provided: canary-9-abc. You can find")).message
    assert "canary" not in message


def test_words_that_are_no_keys_stay() -> None:
    text = (
        "max_tokens 131072 for model accounts/fireworks/models/deepseek-v4-pro-0731, request id 20261120abc"
    )
    assert text in classify(400, {}, openai(text)).message


def test_quotes_are_short_one_line_and_plain() -> None:
    message = classify(400, {}, openai("a\x1b[31mred\x1b[0m\r\n\tb\x00\u202e<b>c</b> " + "x" * 5000)).message
    assert message.startswith("The provider refused the request (HTTP 400): ared b c x")
    assert len(message) < 600
    assert message.isprintable()


@given(
    st.integers(0, 999),
    st.dictionaries(st.sampled_from(["retry-after", "date", "location"]), st.text()),
    st.binary(),
)
def test_any_bytes_are_classified(status: int, headers: dict[str, str], body: bytes) -> None:
    failure = classify(status, headers, body)
    assert failure.status == status
    assert failure.message.isprintable()
    assert failure.retry_after is None or 0 <= failure.retry_after <= MAX_RETRY_AFTER_S


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["error", "message", "code", "type", "detail", "loc", "msg", "base_resp", "retry_after"]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


@given(_values)
def test_any_value_is_classified(value: object) -> None:
    failure = classify_error_object(value)
    assert failure.message.isprintable()
    if isinstance(value, dict):
        error_in(value)


# ----------------------------------------------------------------------------- our own failures
def test_our_own_failures() -> None:
    assert (
        unreachable("api.example", "Connection refused").message
        == "api.example cannot be reached: Connection refused"
    )
    assert (unreachable("h", "x").kind, unreachable("h", "x").fault) == ("network", "network")
    assert timed_out("first_byte", 300).message == "The provider sent nothing within 300 s"
    assert (timed_out("connect", 10).kind, timed_out("connect", 10).fault) == ("timeout", "network")
    assert timed_out("idle", 0.5).code == "timeout_idle"
    assert "total" in timed_out("total", 5).message
    assert (cut("3 events").kind, cut("text").message) == (
        "truncated",
        "The provider's reply broke off after text",
    )
    assert empty_reply().kind == "empty"
