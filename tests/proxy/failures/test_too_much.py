"""A conversation that is too long, or a wish for too many tokens, with its figures."""

# ruff: noqa: E501, ISC004 - tables: one case, one line

import json

import pytest

from proxy.failures import classify
from tests.proxy.failures.bodies import openai

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
