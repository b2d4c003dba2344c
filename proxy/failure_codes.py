"""Within a kind of failure, the codes of those that want another fix: a table from words to codes.

The kind decides what the client is told and whether anything is repeated (`proxy.failure_phrases`); the code
decides what people read (`app/causes.toml`).
"""

# ruff: noqa: E501 - a table: one wording, one line

import re
from typing import NamedTuple

from proxy.conversation import FailureKind, Fault


class CodeRow(NamedTuple):
    """It fits when the pattern is found in the text and codes, in lower case. `fault` "": the kind's."""

    kind: FailureKind
    code: str
    pattern: str
    fault: Fault | None = None


CODES: tuple[CodeRow, ...] = (
    # -- the key and the account
    CodeRow(
        "auth",
        "key_not_received",
        r"未提供(?:令牌|api|密钥)|no (?:auth credentials|api key|cookie auth)|missing.{0,12}(?:api[ _-]?key|token|authorization|credential)"
        r"|(?:api[ _-]?key|authorization header|token).{0,24}(?:is )?(?:missing|required|not provided)|you didn't provide an api key|missing_api_key|no_api_key",
    ),
    CodeRow("auth", "key_expired", r"令牌(?:已过期|状态不可用)|(?:token|key).{0,20}expired|expired.{0,8}(?:token|key)|token_expired|api_key_expired"),
    CodeRow(
        "quota",
        "token_quota",
        r"令牌.{0,8}额度|用户额度不足|预扣费|(?<!账户)额度(?:不足|已用)|insufficient_user_quota|token_quota_exhausted|pre_consume_token_quota_failed",
    ),
    CodeRow(
        "quota",
        "plan_limit",
        r"(?:usage|monthly|weekly|daily|spend(?:ing)?) limit|usage_limit_reached|套餐|无可用资源包|spend_limit|hard_limit|\b1308\b|\b1309\b|base_resp:2056",
    ),
    CodeRow(
        "quota",
        "balance_empty",
        r"balance|余额不足|欠费|out of credits|insufficient (?:credits|funds)|more credits|充值|overdue|arrearage|payment|billing|\b1113\b|base_resp:1008",
    ),
    CodeRow("forbidden", "region_refused", r"country|region|unsupported_country|地区"),
    # -- the model
    CodeRow("model_not_found", "no_channel", r"无可用渠道|no available channel|分组.{0,40}(?:渠道|模型)"),
    CodeRow("model_not_found", "model_access", r"access to (?:the )?model|modelnotopen|未开通|无权.{0,12}模型"),
    CodeRow("model_not_found", "model_retired", r"decommissioned|deprecated|retired|no longer|已下线"),
    # -- what the provider does not take
    CodeRow(
        "bad_request",
        "reasoning_missing",
        r"must be passed back|missing.{0,4}(?:reasoning_content|reasoning_text|thinking block)|(?:reasoning_content|thinking) is (?:missing|required)"
        r"|expected .{0,4}thinking.{0,4} or .{0,4}redacted_thinking|must start with a thinking block",
    ),
    CodeRow(
        "bad_request",
        "thinking_signature",
        r"signature.{0,80}thinking|thinking.{0,80}signature|(?:invalid|malformed|bad|corrupted) .{0,4}(?:thought )?signature|encrypted[ _]content.{0,60}(?:could not|invalid|cannot|not be|fail|verif|decrypt)|invalid_encrypted_content"
        r"|thinking.{0,40}blocks?.{0,60}cannot be modified",
    ),
    CodeRow(
        "bad_request",
        "stream_required",
        r"stream must be (?:set to )?true|stream=true|only (?:supports? )?stream(?:ing)?\b|non-?stream\w* .{0,40}not supported|仅支持流式|只支持流式|(?:must|should) be stream",
    ),
    CodeRow(
        "bad_request",
        "tool_schema_refused",
        r"invalid schema for function|(?:input_schema|parameters|function_declarations|tools).{0,80}(?:schema|oneof|anyof|allof|\$ref)|invalid_function_parameters|invalid tool schema|json schema is invalid|工具.{0,20}(?:schema|参数)",
    ),
    CodeRow(
        "bad_request",
        "content_type_refused",
        r"invalid value: '?(?:input_text|output_text|input_image|input_file|refusal)|unknown variant [`'\"](?:input_text|output_text|image_url|input_image|file)|supported values are: 'output_text'"
        r"|(?:content|type).{0,40}must be (?:one of|either).{0,40}text",
    ),
    CodeRow(
        "bad_request",
        "images_refused",
        r"(?:image|vision|multi-?modal)\w*.{0,60}(?:not support|unsupported|not allowed|cannot|only text|text only)|(?:not support|unsupported|does not (?:support|accept)).{0,60}(?:image|vision|multi-?modal)|不支持(?:图片|图像|视觉|多模态)",
        "provider",
    ),
    CodeRow(
        "bad_request",
        "role_refused",
        r"unknown variant [`'\"]developer|(?:role|roles).{0,60}developer|developer.{0,60}(?:is not|not (?:one|a valid|supported))|invalid role|(?:unexpected|unsupported|unknown) role|system messages? (?:are|is) not allowed|role must be",
    ),
    CodeRow(
        "bad_request",
        "tool_history_refused",
        r"tool_call_ids?.{0,60}(?:did not have|not found|missing|response messages)|tool_use.{0,20}ids? were found without|unexpected .{0,4}tool_use_id|must be followed by tool messages|no tool (?:call|output) found|messages with role .?tool",
    ),
    CodeRow("bad_request", "tool_choice_refused", r"tool_choice|forces? tool"),
    CodeRow("bad_request", "structured_refused", r"response_format|json_schema|structured output|text\.format|output_config\.format"),
    CodeRow("bad_request", "prefill_refused", r"prefill|(?:last|final) message.{0,40}(?:must|should) (?:be|have).{0,20}\buser\b"),
    CodeRow(
        "bad_request",
        "parameter_refused",
        r"(?:unknown|unsupported|unrecognized|unexpected|extra|invalid) (?:request )?(?:parameter|argument|field|name|keyword|key|propert|value)|extra inputs are not permitted|unknown_parameter|unsupported_(?:parameter|value)|does not support (?:the )?parameter|不支持的?(?:请求)?参数|未知的?(?:请求)?参数",
    ),
)  # fmt: skip


def refine(kind: FailureKind, text: str) -> tuple[str, Fault | None]:
    """Return the code of a failure of this kind, "" where the kind says all, and whose fault it is if not the kind's."""
    for row in CODES:
        if row.kind == kind and re.search(row.pattern, text):
            return row.code, row.fault
    return "", None


NETWORK: tuple[tuple[str, str], ...] = (
    ("host_unknown", r"name or service not known|nodename nor servname|getaddrinfo|name resolution|no address associated|dns"),
    ("tls_failed", r"certificate|ssl|tls|handshake|wrong version number"),
    ("connection_refused", r"refused|errno 111|winerror 10061"),
)  # fmt: skip
"""Why no connection came about, told from the system's words."""


def refine_network(why: str) -> str:
    """Return the code of a connection that did not come about."""
    lower = why.lower()
    return next((code for code, pattern in NETWORK if re.search(pattern, lower)), "unreachable")
