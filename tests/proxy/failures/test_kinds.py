"""What kind of failure an error is: by shape, status and wording in two languages; pages and wrong addresses."""

# ruff: noqa: E501 - tables: one case, one line

import pytest

from proxy.conversation import FailureKind
from proxy.failures import classify
from tests.proxy.failures.bodies import anthropic, new_api, openai

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
    # DashScope, SiliconFlow, Google, OpenRouter, a gateway with codes of its own
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
