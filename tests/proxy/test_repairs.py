"""Which refusals one changed retry can mend."""

# ruff: noqa: E501 - tables: one case, one line

import json

import pytest

from proxy.conversation import Failure
from proxy.failures import Repair, classify, repairable


def openai(message: str, code: str | None = None, param: str | None = None) -> bytes:
    return json.dumps(
        {"error": {"message": message, "type": "invalid_request_error", "code": code, "param": param}}
    ).encode()


def mend(body: bytes, status: int = 400) -> Repair | None:
    return repairable(classify(status, {}, body), body)


@pytest.mark.parametrize(
    ("message", "repair"),
    [
        ("Invalid max_tokens value, the valid range of max_tokens is [1, 8192]", Repair("clamp_max_output", "max_tokens", 8192)),
        ("input length and `max_tokens` exceed context limit: 150000 + 64000 > 200000", Repair("clamp_max_output", "max_tokens", 50000, lasting=False)),
        ("Unknown parameter: 'stream_options'.", Repair("drop_stream_options", "stream_options")),
        ("stream_options: Extra inputs are not permitted", Repair("drop_stream_options", "stream_options")),
        ("Stream must be set to true", Repair("force_stream", "stream")),
        ("messages[0].role: unknown variant `developer`, expected one of `system`, `user`", Repair("rename_role", "system")),
        ("'developer' is not one of ['system', 'assistant', 'user'] - 'messages.0.role'", Repair("rename_role", "system")),
        ("Unsupported value: 'messages[0].role' does not support 'developer' with this model.", Repair("rename_role", "system")),
        ("Unexpected role: developer", Repair("rename_role", "system")),
        ("System messages are not allowed", Repair("rename_role", "developer")),
        ("unknown variant `system`, expected one of `developer`, `user`", Repair("rename_role", "developer")),
        ("Instructions are required", Repair("add_instructions", "instructions")),
        ("Missing required parameter: 'instructions'.", Repair("add_instructions", "instructions")),
        ("This model only supports streaming", Repair("force_stream", "stream")),
        ("该模型仅支持流式调用", Repair("force_stream", "stream")),
        ("parameter.enable_thinking must be set to false for non-streaming calls", Repair("force_stream", "stream")),
        ("The `reasoning_content` in the thinking mode must be passed back to the API.", Repair("add_reasoning")),
        ("Missing `reasoning_content` field in the assistant message at message index 3", Repair("add_reasoning")),
        ("The `content[].thinking` in the thinking mode must be passed back to the API.", Repair("add_reasoning")),
        ("The reasoning_text in the thinking mode must be passed back", Repair("add_reasoning")),
        ("Expected `thinking` or `redacted_thinking`, but found `tool_use`.", Repair("add_reasoning")),
        ("messages.1.content.0: Invalid `signature` in `thinking` block", Repair("strip_reasoning", lasting=False)),
        ("messages.1.content.0.thinking.signature: Field required", Repair("strip_reasoning", lasting=False)),
        ("The encrypted content for item rs_1 could not be verified.", Repair("strip_reasoning", lasting=False)),
        ("Item 'rs_1' of type 'reasoning' was provided without its required following item.", Repair("strip_reasoning", lasting=False)),
        ("`thinking` blocks in the latest assistant message cannot be modified", Repair("strip_reasoning", lasting=False)),
        ("'messages.2' : property 'reasoning_content' is unsupported", Repair("strip_reasoning", lasting=False)),
        ("Unknown name \"reasoning_content\" at 'messages[1]': Cannot find field.", Repair("strip_reasoning", lasting=False)),
        ("thinking options type cannot be disabled when reasoning_effort is set", Repair("drop_effort", "reasoning_effort")),
        ("deepseek-reasoner does not support this tool_choice", Repair("relax_tool_choice", "tool_choice")),
        ("Thinking mode does not support forced tool_choice: must be auto", Repair("relax_tool_choice", "tool_choice")),
        (
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            Repair("rename_max_tokens", "max_completion_tokens"),
        ),
        ("Unrecognized request argument supplied: max_completion_tokens", Repair("rename_max_tokens", "max_tokens")),
        ("Unknown parameter: 'verbosity'.", Repair("drop_parameter", "verbosity")),
        ("Unrecognized request argument supplied: reasoning_effort", Repair("drop_parameter", "reasoning_effort")),
        ("Unsupported parameter: 'temperature' is not supported with this model.", Repair("drop_parameter", "temperature")),
        ("Unsupported value: 'temperature' does not support 0.2 with this model.", Repair("drop_parameter", "temperature")),
        ("context_management: Extra inputs are not permitted", Repair("drop_parameter", "context_management")),
        ("thinking.display: Extra inputs are not permitted", Repair("drop_parameter", "thinking")),
        ("json: unknown field \"parallel_tool_calls\"", Repair("drop_parameter", "parallel_tool_calls")),
        ("unknown field `top_k`, expected one of `model`, `messages`", Repair("drop_parameter", "top_k")),
        ("Additional properties are not allowed ('store' was unexpected)", Repair("drop_parameter", "store")),
        ("property 'service_tier' is unsupported", Repair("drop_parameter", "service_tier")),
        ("create() got an unexpected keyword argument 'enable_thinking'", Repair("drop_parameter", "enable_thinking")),
        ("litellm.UnsupportedParamsError: x does not support parameters: ['reasoning_effort'], for", Repair("drop_parameter", "reasoning_effort")),
        ("[{'type': 'extra_forbidden', 'loc': ('body', 'thinking'), 'msg': 'Extra inputs are not permitted'}]", Repair("drop_parameter", "thinking")),
        ("不支持的参数: top_k", Repair("drop_parameter", "top_k")),
    ],
)  # fmt: skip
def test_row_139_a_refusal_that_can_be_mended(message: str, repair: Repair) -> None:
    assert mend(openai(message)) == repair
    assert repairable(classify(400, {}, openai(message))) == repair


def test_by_code_and_param() -> None:
    body = openai("That will not do", "unsupported_parameter", "metadata")
    assert mend(body) == Repair("drop_parameter", "metadata")
    assert mend(openai("That will not do", "unknown_parameter", "messages")) is None


def test_by_fastapi_detail() -> None:
    body = {
        "detail": [
            {"loc": ["body", "store"], "msg": "Extra inputs are not permitted", "type": "extra_forbidden"}
        ]
    }
    assert mend(json.dumps(body).encode(), 422) == Repair("drop_parameter", "store")


@pytest.mark.parametrize(
    "message",
    [
        "messages: at least one message is required",
        "Unknown parameter: 'messages'.",
        "tools.0.input_schema: Extra inputs are not permitted",
        "Unknown parameter: 'model'.",
        "max_tokens is too large",
        "prompt is too long: 210000 tokens > 200000 maximum",
        "image too blurred",
        "",
    ],
)
def test_what_would_only_fail_again(message: str) -> None:
    assert mend(openai(message)) is None


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_only_refusals_of_the_request_are_mended(status: int) -> None:
    assert mend(openai("Unknown parameter: 'store'."), status) is None


def test_an_error_inside_a_stream_can_be_mended_too() -> None:
    failure = Failure("bad_request", "The provider refused the request: Stream must be set to true", status=0)
    assert repairable(failure) == Repair("force_stream", "stream")
