"""The zoo: fake providers, each with one defect that real ones have, and healthy ones; what a check has to say of each.

`ZOO` maps names to animals. `with animal.provider() as fake:` starts one; `animal.profile(fake)` is its profile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from profiles.profile import Endpoint, KeyRef, Profile
from tests.fakes.asked import Ask
from tests.fakes.provider import FakeProvider
from tests.fakes.script import (
    Cut,
    Eof,
    Html,
    JsonInsteadOfSse,
    NewApi,
    Reply,
    Silence,
    Status,
    Turn,
    Usage,
    Wire,
)
from tests.fakes.zoo_agent import Agent
from tests.fakes.zoo_provider import MODEL, SMALL, ZooProvider, split_ids

Verdicts = Mapping[str, str]
TRANSLATED: Verdicts = {"codex": "translation", "claude-code": "translation"}
LIMITED: Verdicts = {"codex": "limited", "claude-code": "limited"}
UNSAFE: Verdicts = {"codex": "unsafe", "claude-code": "unsafe"}
KEY = "sk-canary-zoo-0123456789abcdef"


@dataclass(frozen=True)
class Animal:
    """One provider: `wires` are those that its profile names, `finds` exactly what a check has to find."""

    name: str
    provider: Callable[[], FakeProvider]
    wires: tuple[Wire, ...] = ("chat",)
    finds: frozenset[str] = frozenset()
    verdicts: Verdicts = field(default_factory=lambda: TRANSLATED)
    path: Mapping[str, str] = field(default_factory=dict)
    """Base URL paths that differ from `FakeProvider.url`."""
    dead: bool = False
    """Nobody listens."""

    def profile(self, fake: FakeProvider) -> Profile:
        """The profile that a user would have."""
        bases = {
            wire: fake.base + self.path[wire] if wire in self.path else fake.url(wire) for wire in self.wires
        }
        return Profile(
            id=self.name,
            name=self.name,
            endpoints=tuple(Endpoint(wire, base) for wire, base in bases.items()),
            model=MODEL,
            key=KeyRef("env", "ZOO_KEY"),
            auth="both",
        )


def _native(*wires: Wire, otherwise: str = "translation") -> Verdicts:
    return {
        "codex": "native" if "responses" in wires else otherwise,
        "claude-code": "native" if "messages" in wires else otherwise,
    }


def _make(wires: tuple[Wire, ...], options: Mapping[str, Any]) -> Callable[[], FakeProvider]:
    def make() -> FakeProvider:
        return ZooProvider(**{"wires": wires, **{k: v() if k == "agent" else v for k, v in options.items()}})

    return make


def _animal(
    name: str,
    finds: str,
    verdicts: Verdicts,
    *,
    wire: Wire = "chat",
    path: Mapping[str, str] | None = None,
    **options: Any,
) -> Animal:
    return Animal(name, _make((wire,), options), (wire,), frozenset(finds.split()), verdicts, path or {})


# ----------------------------------------------------------------------------- defects
def _refuse_images(ask: Ask) -> Turn | None:
    return Status(400, "unknown variant `image_url`, expected `text`") if ask.images else None


def _refuse_developer(ask: Ask) -> Turn | None:
    said = ask.body.get("messages") or ask.body.get("input") or []
    developer = isinstance(said, list) and any(one.get("role") == "developer" for one in said)
    return (
        Status(400, "messages[0].role: unknown variant `developer`, expected one of `system`, `user`")
        if developer
        else None
    )


def _refuse_strict(ask: Ask) -> Turn | None:
    strict = any((tool.get("function") or tool).get("strict") for tool in ask.body.get("tools") or [])
    return Status(400, "tools[0].function.strict: Extra inputs are not permitted") if strict else None


def _refuse_results(ask: Ask) -> Turn | None:
    return (
        Status(400, "messages: role `tool` cannot be used with this model's template")
        if ask.results
        else None
    )


def _refuse_two(ask: Ask) -> Turn | None:
    waiting = 0
    for entry in ask.history:
        waiting = waiting + 1 if entry.role == "call" else 0 if entry.role == "result" else waiting
        if waiting > 1:
            return Status(400, "This model only supports single tool-calls at once!")
    return None


def _refuse_reasoning(ask: Ask) -> Turn | None:
    back = any("reasoning_content" in message for message in ask.body["messages"])
    return (
        Status(400, "messages[1]: unknown field `reasoning_content`: reasoning_content is not permitted")
        if back
        else None
    )


def _refuse_max_tokens(ask: Ask) -> Turn | None:
    if "max_tokens" not in ask.body:
        return None
    said = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    return Status(400, said, error_code="unsupported_parameter")


def _always(turn: Turn) -> Callable[[Ask], Turn | None]:
    return lambda _ask: turn


def _swap(reply: Reply, _ask: Ask) -> Reply:
    return replace(reply, model=SMALL)


def _room(ask: Ask) -> int:
    names = ("max_tokens", "max_completion_tokens", "max_output_tokens")
    return min((ask.body[name] for name in names if ask.body.get(name)), default=10**6)


def _eat_budget(reply: Reply, ask: Ask) -> Reply:
    if _room(ask) > 64:
        return reply
    thought = "Let me think about what a single word would be, and about every alternative there is."
    return Reply(
        reasoning=thought,
        text=reply.text[:1],
        finish="length",
        usage=Usage(20, _room(ask), reasoning=_room(ask) - 2),
    )


def _hold_arguments(reply: Reply, _ask: Ask) -> Reply:
    return replace(reply, piece=10**6, troubles=(Silence(0.02),)) if reply.calls else reply


def _drop_usage(reply: Reply, _ask: Ask) -> Reply:
    return replace(reply, usage=None)


def _invent_usage(reply: Reply, _ask: Ask) -> Reply:
    assert isinstance(reply.usage, Usage)
    return replace(reply, usage=replace(reply.usage, input=9_000_000))


def _hide_reasoning(reply: Reply, _ask: Ask) -> Reply:
    assert isinstance(reply.usage, Usage)
    usage = replace(reply.usage, output=reply.usage.output + 40, reasoning=40)
    return replace(reply, reasoning="", usage=usage)


def _repeat_ids(reply: Reply, _ask: Ask) -> Reply:
    return replace(reply, calls=[replace(call, id=f"call_{n}") for n, call in enumerate(reply.calls)])


def _break_arguments(reply: Reply, _ask: Ask) -> Reply:
    return replace(reply, calls=[replace(call, raw='{"city": Beijing') for call in reply.calls])


def _miss_argument(reply: Reply, _ask: Ask) -> Reply:
    return replace(reply, calls=[replace(call, args={"town": "Beijing"}) for call in reply.calls])


def _only_talk(reply: Reply, _ask: Ask) -> Reply:
    return replace(reply, calls=(), text=reply.text or "I would have to look that up.")


def _leak_calls(reply: Reply, _ask: Ask) -> Reply:
    if not reply.calls:
        return reply
    return replace(reply, calls=(), text='[{"name": "get_weather", "arguments": {"city": "Beijing"}}]')


def _give_up(reply: Reply, ask: Ask) -> Reply:
    if ask.tool("run_tests") and len(ask.results) >= 2:
        return replace(reply, calls=(), text="I have looked at it and it seems fine.")
    return reply


def _trouble(*troubles: Any) -> Callable[[Reply, Ask], Reply]:
    return lambda reply, _ask: replace(reply, troubles=troubles)


def _cut_streams(reply: Reply, ask: Ask) -> Reply:
    return replace(reply, troubles=(Cut(2),)) if ask.stream else reply


def _nothing(reply: Reply, _ask: Ask) -> Reply:
    return Reply(usage=reply.usage)


def _flash_for_unknown(reply: Reply, ask: Ask) -> Reply:
    return reply if ask.model in (MODEL, SMALL) else replace(reply, model=SMALL)


def _error_in_200(ask: Ask) -> Turn | None:
    return Status(
        200,
        body={
            "error": {
                "message": "upstream error: bad response",
                "type": "upstream_error",
                "code": "do_request_failed",
            }
        },
    )


# ----------------------------------------------------------------------------- providers as they were measured
def _crazyrouter(ask: Ask) -> Turn | None:
    if ask.wire == "responses":
        return NewApi(400, "convert request failed", "convert_request_failed")
    return None


def _crazyrouter_budget(reply: Reply, ask: Ask) -> Reply:
    if ask.wire != "chat" or _room(ask) > 64:
        return reply
    thought = "We need to reply with one word. The word is OK. Let me make sure that is right."
    return Reply(reasoning=thought, text="DS", finish="length", usage=Usage(20, 30, reasoning=28))


def _deepseek_anthropic(ask: Ask) -> Turn | None:
    for message in ask.body.get("messages") or []:
        for block in message.get("content") if isinstance(message.get("content"), list) else ():
            if block.get("type") not in ("text", "thinking", "tool_use", "tool_result"):
                return Status(400, f"messages: content type `{block.get('type')}` is not supported")
    return None


def _plain() -> Agent:
    return Agent(reasons=False)


def _forgetful() -> Agent:
    return Agent(caches=False)


ANIMALS: tuple[Animal, ...] = (
    # healthy
    _animal("healthy-chat", "", TRANSLATED),
    _animal("healthy-chat-plain", "", TRANSLATED, agent=_plain),
    _animal("healthy-messages", "", _native("messages"), wire="messages"),
    _animal("healthy-responses", "", _native("responses"), wire="responses"),
    Animal(
        "healthy-all",
        _make(("chat", "messages", "responses"), {"types": ("openai", "openai-response", "anthropic")}),
        ("responses", "messages", "chat"),
        verdicts=_native("responses", "messages"),
    ),
    # the cache
    _animal("no-cache-chat", "cache_ignored", LIMITED, agent=_forgetful),
    _animal("no-cache-messages", "cache_ignored", LIMITED, wire="messages", agent=_forgetful),
    _animal("no-cache-responses", "cache_ignored", LIMITED, wire="responses", agent=_forgetful),
    # the model
    _animal("swaps-model", "model_substituted", LIMITED, change=_swap),
    _animal("swaps-model-messages", "model_substituted", LIMITED, wire="messages", change=_swap),
    _animal("takes-any-model", "unknown_model_accepted", TRANSLATED, models=None, change=_flash_for_unknown),
    _animal(
        "model-missing",
        "model_missing",
        UNSAFE,
        refuse=_always(NewApi(503, f"当前分组 default 下对于模型 {MODEL} 无可用渠道", "model_not_found")),
    ),
    # words and tokens
    _animal(
        "eats-budget",
        "reasoning_eats_budget",
        {"codex": "translation", "claude-code": "limited"},
        change=_eat_budget,
    ),
    _animal("drops-usage", "usage_missing", LIMITED, change=_drop_usage),
    _animal("drops-usage-messages", "usage_missing", LIMITED, wire="messages", change=_drop_usage),
    _animal(
        "invents-usage",
        "usage_implausible",
        {"codex": "unsafe", "claude-code": "limited"},
        change=_invent_usage,
    ),
    _animal("says-nothing", "empty_reply", UNSAFE, agent=_plain, change=_nothing),
    _animal("error-in-200", "error_in_200", UNSAFE, refuse=_error_in_200),
    # streams
    _animal("cuts-streams", "stream_truncated", UNSAFE, change=_trouble(Eof(2))),
    _animal("cuts-streams-messages", "stream_truncated", UNSAFE, wire="messages", change=_trouble(Eof(2))),
    _animal("cuts-streams-responses", "stream_truncated", UNSAFE, wire="responses", change=_trouble(Eof(2))),
    _animal(
        "resets-streams",
        "stream_truncated",
        {"codex": "unsafe", "claude-code": "limited"},
        change=_cut_streams,
    ),
    _animal("buffers-streams", "stream_not_incremental", LIMITED, burst=0.6),
    _animal("buffers-streams-messages", "stream_not_incremental", LIMITED, wire="messages", burst=0.6),
    _animal("json-for-streams", "stream_not_incremental", LIMITED, change=_trouble(JsonInsteadOfSse())),
    _animal("streams-only", "stream_only", TRANSLATED, stream_only=True),
    # tools
    _animal("holds-arguments", "stream_not_incremental", TRANSLATED, change=_hold_arguments),
    _animal("splits-ids", "tool_ids_split", TRANSLATED, reframe=split_ids),
    _animal("repeats-ids", "tool_ids_repeated", TRANSLATED, change=_repeat_ids),
    _animal("breaks-arguments", "tool_arguments_invalid", UNSAFE, change=_break_arguments),
    _animal(
        "breaks-arguments-responses",
        "tool_arguments_invalid",
        UNSAFE,
        wire="responses",
        change=_break_arguments,
    ),
    _animal("misses-argument", "tool_arguments_invalid", UNSAFE, change=_miss_argument),
    _animal("never-calls", "tool_calls_missing", UNSAFE, change=_only_talk),
    _animal("leaks-calls", "tool_calls_missing", UNSAFE, change=_leak_calls),
    _animal("refuses-results", "tool_result_refused", UNSAFE, refuse=_refuse_results),
    _animal(
        "refuses-results-messages", "tool_result_refused", UNSAFE, wire="messages", refuse=_refuse_results
    ),
    _animal("one-call-only", "parallel_tools_broken", LIMITED, refuse=_refuse_two),
    _animal("gives-up", "task_failed", LIMITED, change=_give_up),
    # habits
    _animal("refuses-developer", "developer_role_refused", TRANSLATED, refuse=_refuse_developer),
    _animal(
        "refuses-developer-responses",
        "developer_role_refused",
        _native("responses"),
        wire="responses",
        refuse=_refuse_developer,
    ),
    _animal("refuses-strict", "strict_refused", TRANSLATED, refuse=_refuse_strict),
    _animal("refuses-images", "images_refused", LIMITED, refuse=_refuse_images),
    _animal("refuses-images-messages", "images_refused", LIMITED, wire="messages", refuse=_refuse_images),
    # reasoning
    _animal("wants-reasoning", "reasoning_required_back", TRANSLATED, reasoning_required=True),
    _animal("hides-reasoning", "reasoning_not_returned", TRANSLATED, change=_hide_reasoning),
    _animal("refuses-reasoning", "reasoning_refused", TRANSLATED, refuse=_refuse_reasoning),
    _animal("wants-reasoning-messages", "", _native("messages"), wire="messages", reasoning_required=True),
    _animal(
        "wants-reasoning-responses",
        "reasoning_required_back",
        _native("responses"),
        wire="responses",
        reasoning_required=True,
    ),
    # what Turnout mends by itself
    _animal("wants-completion-tokens", "", TRANSLATED, refuse=_refuse_max_tokens),
    # the door
    _animal("key-refused", "key_refused", UNSAFE, door=NewApi(401, "未提供令牌")),
    _animal(
        "quota-exhausted",
        "quota_exhausted",
        UNSAFE,
        refuse=_always(NewApi(403, "用户额度不足, 剩余额度: ¥0.00", "insufficient_user_quota")),
    ),
    _animal(
        "limits-rate",
        "rate_limited",
        UNSAFE,
        refuse=_always(
            Status(429, "Rate limit exceeded: too many requests per minute", error_code="rate_limit_rpm")
        ),
    ),
    _animal("bad-gateway", "provider_failing", UNSAFE, refuse=_always(Html(502))),
    _animal("web-page", "html_reply", UNSAFE, pages=True, path={"chat": ""}),
    _animal("doubled-path", "base_url_wrong", UNSAFE, path={"chat": "/v1/chat/completions"}),
    Animal("unreachable", _make(("chat",), {}), ("chat",), frozenset({"unreachable"}), UNSAFE, dead=True),
    # wires
    _animal("promises-responses", "endpoint_types_lie", TRANSLATED, types=("openai", "openai-response")),
    Animal(
        "no-messages",
        _make(("chat",), {}),
        ("messages", "chat"),
        frozenset({"messages_unsupported"}),
        {"codex": "translation", "claude-code": "unsafe"},
    ),
    Animal(
        "no-responses",
        _make(("chat", "responses"), {"refuse": _crazyrouter}),
        ("responses", "chat"),
        frozenset({"responses_unsupported"}),
        {"codex": "unsafe", "claude-code": "translation"},
    ),
    # DeepSeek V4 Pro on Crazyrouter, measured 2026-07-05, and DeepSeek's own Anthropic endpoint by its table
    Animal(
        "crazyrouter-deepseek",
        _make(
            ("chat", "messages", "responses"),
            {"types": ("openai",), "refuse": _crazyrouter, "change": _crazyrouter_budget},
        ),
        ("chat", "messages"),
        frozenset({"reasoning_eats_budget", "responses_unsupported"}),
        {"codex": "translation", "claude-code": "native"},
    ),
    _animal(
        "deepseek-anthropic",
        "cache_ignored images_refused unknown_model_accepted",
        LIMITED,
        wire="messages",
        models=None,
        agent=_forgetful,
        refuse=_deepseek_anthropic,
        change=_flash_for_unknown,
    ),
)
ZOO: Mapping[str, Animal] = {animal.name: animal for animal in ANIMALS}
