"""A provider's habits on one wire, as data: what its endpoint knows, refuses and calls things.

The tables live in `profiles/presets.toml`; this is their schema. Passes read these fields; no pass looks
at a host name. Defaults are those of an unknown third-party endpoint: what every such endpoint takes.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct


class Dialect(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every field is a fact about the endpoint; sources are named beside the tables."""

    maker: bool = False
    """The wire's own maker: a request on the same wire passes byte for byte (model and credentials aside)."""

    # -- system text
    system: Literal["anywhere", "head"] = "head"
    """Where a system message may stand. head: one, first; later ones become user text in a reminder tag."""
    developer_role: bool = False
    """`developer` is a known role (OpenAI)."""

    default_instructions: str = ""
    """responses: said where the client gave no system text, for an endpoint that refuses a request without."""

    # -- output
    max_tokens_field: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """chat only."""
    max_output: int | None = None
    """The endpoint refuses more output tokens than this; larger wishes are clamped."""
    default_max_output: int = 32_000
    """Asked for where the wire demands a number and the client gave none (messages)."""
    stream_options: bool = True
    """chat only: `stream_options.include_usage` is known."""
    stream_only: bool = False
    """The endpoint refuses `stream: false`."""
    structured: Literal["json_schema", "json_object", "none"] = "json_schema"
    stop_limit: int | None = 4
    """How many stop sequences are taken; None: any number; 0: the field is unknown."""
    parameters: tuple[str, ...] = ("temperature", "top_p")
    """Optional parameters that are known: of temperature, top_p, top_k, seed, presence_penalty,
    frequency_penalty, verbosity, prompt_cache_key, user, service_tier, metadata, store, include."""

    refused_fields: tuple[str, ...] = ()
    """Top-level fields of the body that are left out at the very end: what this endpoint was seen to refuse."""

    # -- thinking
    thinking: Literal[
        "none", "type", "enable_thinking", "reasoning_split", "adaptive", "budget", "effort"
    ] = "none"
    """How thinking is switched. type: `thinking: {type: enabled|disabled}`; enable_thinking: a bool;
    reasoning_split: a bool; adaptive: messages' `{type: adaptive}`; budget: messages' `{type: enabled,
    budget_tokens}`; effort: by the effort field alone; none: not at all."""
    effort_field: Literal["none", "reasoning_effort", "reasoning", "output_config"] = "none"
    """reasoning: an object `reasoning: {effort}`; output_config: messages' `output_config: {effort}`."""
    efforts: Mapping[str, str] = {}
    """Client effort -> the endpoint's word; an effort that is not listed is left out. The word "off" means:
    thinking is switched off and no effort sent."""
    efforts_guessed: bool = False
    """`efforts` are what most endpoints take, not what is known of this one: a user who sets another knows better."""

    # -- reasoning across turns
    reasoning_back: Literal[
        "none",
        "reasoning_content",
        "reasoning",
        "reasoning_details",
        "thinking",
        "reasoning_text",
        "encrypted",
    ] = "none"
    """How earlier reasoning is given back. thinking: messages blocks; reasoning_text: responses items with
    plain content; encrypted: responses items with the provider's own `encrypted_content`."""
    reasoning_plain: bool = False
    """The endpoint takes plain thinking text of any origin (no signature check)."""
    reasoning_required: bool = False
    """An assistant turn with tool calls must carry reasoning; a placeholder stands in where there is none."""

    # -- tools
    tool_choice: Literal["any", "auto_when_thinking", "auto"] = "any"
    """Which tool choices are taken: any; only auto while thinking; only auto."""
    parallel_tool_calls: bool = True
    """The switch for parallel calls is known."""
    parallel_tools: bool = True
    """Several calls at once go well; else they are asked for one by one, where the switch is known."""
    tool_name_max: int = 64
    tool_id_max: int = 64
    strict_tools: bool = False
    """`strict` on a tool is known."""
    schema: Literal["full", "inline_refs", "gemini"] = "full"
    """Limits on tool schemas. inline_refs: no `$ref`; gemini: a small subset. A root that is not a plain
    object is always mended."""
    custom_tools: bool = False
    """responses: custom tools with a grammar, namespaces, tool search, `additional_tools` and
    `agent_message` are known."""
    server_tools: tuple[str, ...] = ()
    """Types (prefixes) of tools that the provider itself runs."""

    # -- content
    images: bool = True
    tool_result_images: bool = False
    """A tool result may hold images (messages and responses endpoints mostly; chat never)."""
    documents: bool = False
    cache_control: bool = False
    """messages: `cache_control` is honoured, not just ignored or refused."""
    is_error: bool = True
    """messages: the flag of a failed tool's result is heeded; else it is said in words."""
    prefill: bool = True
    """The conversation may end with an assistant message."""
    mid_system: bool = False
    """messages: `role: system` messages are known."""
    deferred_tools: bool = False
    """messages: `defer_loading` and `tool_reference` are known."""
