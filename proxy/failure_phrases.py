"""How providers word their errors: a table from codes and phrases to kinds of failure.

Rows are tried from the top; the first that fits wins, so the particular stands before the general. Patterns
see the text in lower case with `131,072` written `131072`; their named groups give figures:

- `limit`: the most tokens allowed; `used`: the tokens the request has
- `input`, `output`: the parts of a sum (input may be given more than once: `input2`)
- `below`: an exclusive limit (`limit` is one less)
"""

# ruff: noqa: E501, ISC004 - a table: one wording, one line

from typing import NamedTuple

from proxy.conversation import FailureKind

_MODEL_NAME = r"""(?:[:=]? ?["'`‘“(\[]{0,2}[\w\-./:@\[\]]{1,120}["'`’”)\]]{0,2})?"""
_MAX_TOKENS = r"(?:max[_ ]?(?:completion[_ ]|output[_ ]|new[_ ])?tokens|maxoutputtokens|max_tokens_to_sample)"


class Row(NamedTuple):
    """One row: it fits when a code is among `codes`, or a pattern is found and the status is allowed."""

    kind: FailureKind
    codes: frozenset[str] = frozenset()
    patterns: tuple[str, ...] = ()
    """Compiled when first needed: most runs of the proxy never meet an error."""
    statuses: frozenset[int] = frozenset()
    """Where the words alone are too weak: only with these statuses (0: none known, or 200). Empty: any."""
    code: str = ""
    """The stable word for machines; "": the kind."""


def _row(
    kind: FailureKind,
    *,
    codes: str = "",
    words: tuple[str, ...] = (),
    statuses: tuple[int, ...] = (),
    code: str = "",
) -> Row:
    return Row(kind, frozenset(codes.split()), words, frozenset(statuses), code)


ROWS: tuple[Row, ...] = (
    # -- input and wished output together are too long: less output would do (Anthropic, OpenAI, vLLM, TGI)
    _row(
        "max_tokens_too_big",
        words=(
            r"exceed context limit: (?P<input>\d+) \+ (?P<output>\d+) > (?P<limit>\d+)",
            r"maximum context length (?:is|of) (?P<limit>\d+).{0,120}?requested (?:about |a total of )?(?P<used>\d+)"
            r" tokens \((?P<input>\d+) in the (?:messages|prompt).{0,60}?(?P<output>\d+) in the completion",
            r"maximum context length (?:is|of) (?P<limit>\d+).{0,120}?requested about (?P<used>\d+) tokens"
            r" \((?P<input>\d+) of text input(?:, (?P<input2>\d+) of tool input)?.{0,60}?(?P<output>\d+) in the output",
            r"maximum context length of (?P<limit>\d+) tokens.{0,60}?total of (?P<used>\d+) tokens:"
            r" (?P<input>\d+) tokens from the input.{0,40}?(?P<output>\d+) tokens for the completion",
            r"\((?P<output>\d+) > (?P<limit>\d+) - (?P<input>\d+)\)",
            rf"{_MAX_TOKENS}\b.{{0,40}}?(?:exceeds?|(?:larger|greater|more) than) (?:the )?(?:model's )?(?:maximum )?context",
            r"must be <= (?P<limit>\d+)\. given: (?P<input>\d+) `inputs` tokens and (?P<output>\d+)",
            r"passed (?P<input>\d+) input tokens and requested (?P<output>\d+) output tokens.{0,60}?"
            r"context length is only (?P<limit>\d+)",
        ),
    ),
    # -- the conversation is too long
    _row(
        "context_overflow",
        codes="context_length_exceeded context_window_exceeded exceed_context_size_error prompt_too_long"
        " model_max_prompt_tokens_exceeded contextwindowexceedederror context_length_exceeded_error 1261"
        " base_resp:1039 input_too_long max_context_length_exceeded",
        words=(
            r"prompt is too long: (?P<used>\d+)(?: tokens)?(?: > |, model maximum context length: )(?P<limit>\d+)",
            r"prompt token count of (?P<used>\d+) exceeds the limit of (?P<limit>\d+)",
            r"input token count \(?(?P<used>\d+)\)? exceeds the maximum number of tokens allowed \(?(?P<limit>\d+)",
            r"maximum (?:context|prompt|input) length (?:is|of) (?P<limit>\d+).{0,120}?"
            r"(?:requested|resulted in|contains|request has|have) (?:about |a total of )?(?P<used>\d+)",
            r"exceeded model token limit: (?P<limit>\d+) \(requested: (?P<used>\d+)",
            r"prompt contains (?P<used>\d+) tokens.{0,60}?too large for model with (?P<limit>\d+)",
            r"(?P<used>\d+) tokens\)? (?:is longer than|exceeds) the (?:model's|available) context (?:length|size)"
            r" \((?P<limit>\d+)",
            r"n_keep: (?P<used>\d+) ?>= ?n_ctx: (?P<limit>\d+)",
            r"first (?P<used>\d+) tokens when context.{0,80}?context length of only (?P<limit>\d+)",
            r"tokens in the prompt cannot exceed (?P<limit>\d+)",
            r"range of input length should be \[\d+, ?(?P<limit>\d+)\]",
            # More than a whole minute's allowance: waiting never helps, a shorter conversation does (OpenAI, Groq).
            r"request too large.{0,160}?limit (?P<limit>\d+), requested (?P<used>\d+)",
            r"maximum context length (?:is|of) (?P<limit>\d+)",
            r"context (?:length|window|size) (?:is|of)(?: only)? (?P<limit>\d+)",
            r"maximum (?:context|prompt|input) (?:length|tokens|size)",
            r"exceed\w* (?:the |max |its |this )?(?:\w+ |\w+'s ){0,3}(?:context|maximum prompt|input token limit|input length)",
            r"(?:context|input|prompt)[ _](?:length|window|size|tokens?)(?: \w+){0,2} (?:exceed|too long|too large|is over)",
            r"longer than the (?:model's )?(?:maximum )?context",
            r"(?:prompt|input|conversation|messages?)(?: is| are| tokens)? too long",
            r"prompt exceeds max length|too many input tokens|too large for model with|context overflow",
            r"reduce the length of (?:the |your )?(?:messages|prompt|input)",
            r"tokens of image and text exceed max message tokens",
            r"上下文(?:长度|窗口)?(?:过长|超|已满)|超(?:过|出)(?:了)?(?:模型)?(?:的)?最大?(?:上下文|输入)|(?:输入|提示词|prompt) ?(?:内容)?(?:长度)?(?:过长|超长|超过|超出)",
        ),
    ),
    # -- only the wish for output is too big
    _row(
        "max_tokens_too_big",
        codes="max_tokens_exceeded max_output_tokens_exceeded",
        words=(
            rf"{_MAX_TOKENS}.{{0,120}}?[\[(]\s*\d+\s*[,，]\s*(?P<limit>\d+)\s*[\])]",
            rf"{_MAX_TOKENS}.{{0,60}}?to (?P<below>\d+) \(exclusive\)",
            rf"{_MAX_TOKENS}\W{{0,4}}\d+ > (?P<limit>\d+)",
            rf"{_MAX_TOKENS}.{{0,160}}?(?:at most|less than or equal to|cannot exceed|can't exceed|must not exceed|"
            rf"not be (?:greater|larger|more) than|up to|maximum (?:value|allowed|of|is)\D{{0,30}}|<=|不能(?:大于|超过)|"
            rf"不得(?:大于|超过)|最大(?:值)?(?:为|是)?)\s*[`'\"]?(?P<limit>\d+)",
            rf"{_MAX_TOKENS}.{{0,60}}?less than [`'\"]?(?P<below>\d+)",
            rf"{_MAX_TOKENS}.{{0,40}}?(?:too (?:large|big|high)|exceeds? the (?:maximum|limit)|参数非法|out of range|超)",
        ),
    ),
    # -- what was said
    _row(
        "policy",
        codes="content_policy_violation content_filter data_inspection_failed datainspectionfailed cyber_policy"
        " bio_policy sensitive_words_detected invalid_prompt moderation_blocked policy_blocked safety 1301"
        " base_resp:1026 base_resp:1027 prompt_blocked responsibleaipolicyviolation",
        words=(
            r"content (?:management |usage )?polic(?:y|ies)|usage polic(?:y|ies)|content exists risk|safety system",
            r"inappropriate content|flagged (?:by|as|for)|content.{0,20}(?:filter|moderation)|moderation",
            r"敏感|内容安全|违规|不合规|risk control",
        ),
    ),
    # -- money
    _row(
        "quota",
        codes="insufficient_quota insufficient_user_quota quota_exceeded usage_limit_reached billing_error"
        " billing_hard_limit_reached insufficient_balance insufficient_credits arrearage payment_required"
        " organization_spend_limit_exceeded pre_consume_token_quota_failed usage_not_included credits_exhausted"
        " 1113 1308 1309 base_resp:1008 base_resp:2056 token_quota_exhausted accountoverdueerror",
        words=(
            r"insufficient (?:account )?(?:balance|credits?|quota|funds)|(?:balance|credits?|quota).{0,20}(?:insufficient|exhausted|"
            r"not enough|too low|depleted|used up|run out)",
            r"exceeded your current quota|out of credits|requires more credits|payment required|billing",
            r"(?:usage|spend(?:ing)?|monthly|weekly) limit (?:has been )?(?:reached|exceeded)|quota exceeded|overdue",
            r"余额不足|额度不足|额度已用[尽完]|配额不足|配额已|欠费|无可用资源包|充值|套餐.{0,6}(?:到期|过期|用[尽完])",
        ),
    ),
    # -- the model
    _row(
        "model_not_found",
        codes="model_not_found model_not_exist model_not_found_error invalid_model unknown_model modelnotfound"
        " model_unavailable invalidendpointormodel.notfound modelnotopen 1211 model_decommissioned",
        words=(
            r"no endpoints found for",
            r"无可用渠道|no available channel|模型.{0,60}(?:不存在|未找到|已下线|不可用)|不支持(?:的|该)?模型|(?:没有|无)(?:该|此)模型",
            r"(?:unknown|no such|invalid|unsupported|unrecognized) model\b|model[ _]not[ _](?:exist|found)|no models? loaded",
            rf"\bmodels?{_MODEL_NAME},? (?:is |was |has been |are )?(?:currently |now )?(?:does ?n[o']t exist|do not exist|not found|not exist|"
            r"not available|unavailable|unknown|no longer|decommissioned|deprecated|retired|not supported\b(?! (?:with|for|by|in|on) th))",
            r"not a valid model|(?:does not have|no|without) access to (?:the )?model",
        ),
    ),
    _row("model_not_found", words=(r"^model: \S",), statuses=(404,)),  # Anthropic
    # -- the address
    _row(
        "not_found",
        codes="convert_request_failed",
        words=(
            r"does not support (?:the )?(?:post )?/?(?:v1/)?(?:responses|messages|chat/completions)",
            r"use post /v1/(?:chat/completions|responses|messages) instead",
        ),
        code="wire_not_supported",
    ),
    _row("not_found", words=(r"invalid url \(",), code="wrong_url"),
    # -- the key
    _row(
        "forbidden",
        codes="api_key_disabled model_not_allowed permission_error permission_denied unsupported_country_region_territory"
        " access_denied accessdenied 1220 access_terminated",
        words=(
            r"country, region,? or territory|unsupported_country|无权(?:访问|使用)|ip.{0,20}(?:not allowed|whitelist|白名单)",
        ),
    ),
    _row(
        "auth",
        codes="invalid_api_key missing_api_key api_key_expired authentication_error invalid_authentication_error"
        " unauthorized unauthenticated invalidapikey authenticationerror invalid_token token_expired 1000 1001 1002"
        " 1003 1004 base_resp:1004 base_resp:2049 no_api_key api_key_invalid",
        words=(
            r"(?:invalid|incorrect|missing|no|wrong|bad|expired|malformed)\W{0,3}(?:x-)?api[ _-]?key|api[ _-]?key.{0,40}(?:invalid|"
            r"incorrect|expired|not valid|required|missing|not found|disabled|does not exist)",
            r"no auth credentials|no cookie auth|not authenticated|unauthori[sz]ed|invalid (?:access |bearer |auth\w* )?token\b(?! (?:at|in|count|id))|token (?:has )?expired",
            r"authentication (?:fail|error|required)|authorization header|login fail|invalid authentication|user not found",
            r"未提供(?:令牌|api|密钥)|无效的?(?:令牌|密钥|api)|令牌(?:已过期|验证失败|状态不可用|无效)|身份验证|鉴权失败|认证失败",
        ),
        statuses=(0, 400, 401, 403),
    ),
    # -- wait
    _row(
        "overloaded",
        codes="overloaded_error server_is_overloaded engine_overloaded engine_overloaded_error overloaded 1305"
        " service_unavailable serviceunavailable unavailable no_capacity insufficient_system_resource base_resp:1041",
        words=(
            r"overloaded|at capacity|no capacity|(?:server|service|system)(?: is)? (?:too )?busy|high demand",
            r"temporarily unavailable|try again later.{0,20}capacity",
            r"(?:服务器|系统|服务|模型).{0,6}(?:繁忙|过载|负载)|负载已?(?:饱和|过高|较高)",
        ),
        statuses=(0, 400, 408, 409, 429, 500, 502, 503, 529),
    ),
    _row(
        "rate_limited",
        codes="rate_limit_error rate_limit_exceeded rate_limit_rpm rate_limit_rpd concurrent_limit throttling"
        " throttlingexception slow_down resource_exhausted too_many_requests toomanyrequests 1302 1303 1304"
        " base_resp:1002 rate_limit_reached_error ratelimitexceeded limitrequests ratelimiterror",
        words=(
            r"rate[ -]?limit|too many (?:concurrent )?requests|requests per (?:minute|second|day|hour)|tokens per (?:minute|day)|throttl",
            r"concurren\w* (?:request )?(?:limit|exceed)|max(?:imum)? concurren",
            r"请求(?:过于|太)频繁|频率|速率|限流|并发(?:数|请求)?.{0,6}(?:超|限|过)|请求数.{0,4}(?:超|限)|次数.{0,6}上限",
        ),
        statuses=(0, 400, 403, 413, 429, 500, 503),
    ),
    # -- the rest
    _row(
        "too_large",
        codes="request_too_large payload_too_large request_entity_too_large",
        words=(
            r"(?:request|payload|body|entity)(?: entity| body)?(?: is)? too large|request exceeds the maximum size",
        ),
    ),
    _row(
        "timeout",
        codes="timeout timeout_error request_timeout upstream_timeout gateway_timeout deadline_exceeded base_resp:1001",
        words=(
            r"(?:upstream|gateway|request|connection|read) (?:request )?time(?:d )?-?out|deadline exceeded|超时",
        ),
        statuses=(0, 408, 499, 500, 502, 503, 504, 520, 522, 524),
    ),
    _row(
        "server",
        codes="server_error internal_server_error internal_error api_error bad_response_status_code do_request_failed"
        " 500 502 base_resp:1000 base_resp:1013 base_resp:1024 base_resp:1033",
        statuses=(0, 500, 502),
    ),
    _row(
        "bad_request",
        codes="invalid_request_error invalid_request invalid_argument bad_request invalidparameter invalid_parameter"
        " base_resp:2013 1210 1213 1214 validation_error unprocessable_entity",
        statuses=(0,),
    ),
)

STATUSES: dict[int, FailureKind] = {
    401: "auth",
    402: "quota",
    403: "forbidden",
    404: "not_found",
    405: "not_found",
    408: "timeout",
    410: "model_not_found",
    413: "too_large",
    429: "rate_limited",
    451: "policy",
    501: "not_found",
    503: "overloaded",
    504: "timeout",
    522: "timeout",
    524: "timeout",
    529: "overloaded",
}
"""What a status means where the words say nothing; other 4xx: bad_request, everything else: server."""
