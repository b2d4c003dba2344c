"""A Responses body to the neutral request: settings, refusals, what goes to `extra`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import (
    Json,
    Message,
    Note,
    OutputFormat,
    Request,
    Sampling,
    Text,
    Thinking,
    Tool,
    ToolChoice,
)
from proxy.wires import RequestError
from proxy.wires.responses import decode_request


def read(**fields: object) -> tuple[Request, list[Note]]:
    notes: list[Note] = []
    return decode_request({"model": "m", **fields}, notes), notes


def test_row_001_base_prompt_as_first_developer_item() -> None:
    request, notes = read(
        input=[
            {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "Base."}]},
            {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "Skills."}]},
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
        ]
    )
    assert [(item.role, item.parts) for item in request.items if isinstance(item, Message)] == [
        ("system", (Text("Base."),)),
        ("system", (Text("Skills."),)),
        ("user", (Text("Hi"),)),
    ]
    assert notes == []


def test_row_002_instructions_come_before_developer_items() -> None:
    request, _ = read(instructions="First.", input=[{"role": "developer", "content": "Second."}])
    assert request.items == (Message("system", (Text("First."),)), Message("system", (Text("Second."),)))


def test_instructions_that_are_no_text_are_noted() -> None:
    request, notes = read(instructions=[{"role": "developer"}], input="x")
    assert len(request.items) == 1
    assert [note.path for note in notes] == ["instructions"]
    assert read(instructions="")[0].items == ()


def test_row_010_empty_tools_stay_empty() -> None:
    request, _ = read(input="x", tools=[], tool_choice="auto", parallel_tool_calls=False)
    assert request.tools == ()
    assert request.tool_choice == ToolChoice("auto")
    assert request.parallel_tool_calls is False


def test_row_011_unknown_fields_are_kept_aside() -> None:
    request, notes = read(
        input="x", client_metadata={"a": 1}, something_new=[1], service_tier=None, metadata={}
    )
    assert request.extra == {"client_metadata": {"a": 1}, "something_new": [1], "metadata": {}}
    assert notes == []


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [
        ("previous_response_id", "resp_1", "`previous_response_id`"),
        ("conversation", "conv_1", "`conversation`"),
        ("conversation", {"id": "conv_1"}, "`conversation`"),
        ("background", True, "background"),
        ("prompt", {"id": "pmpt_1"}, "`prompt`"),
        ("input", [{"type": "item_reference", "id": "msg_1"}], "msg_1"),
        ("input", [{"type": "item_reference"}], "no id"),
        ("input", {"role": "user"}, "string or a list"),
        ("input", ["text"], "`input[0]`"),
    ],
)
def test_row_012_what_needs_a_store_is_refused_clearly(field: str, value: object, word: str) -> None:
    with pytest.raises(RequestError) as caught:
        read(**{field: value})
    failure = caught.value.failure
    assert (failure.kind, failure.fault, failure.status) == ("bad_request", "client", 400)
    assert word in failure.message
    assert failure.code.startswith("unsupported_")


def test_row_012_absent_or_null_state_is_fine() -> None:
    request, _ = read(input="x", previous_response_id=None, conversation=None, background=False, prompt=None)
    assert request.extra == {}


def test_row_013_bare_string_and_items_without_type() -> None:
    assert read(input="Hi")[0].items == (Message("user", (Text("Hi"),)),)
    assert read(input=[{"role": "user", "content": "Hi"}])[0].items == (Message("user", (Text("Hi"),)),)
    assert read(input="")[0].items == ()
    with pytest.raises(RequestError, match="input: expected a string or a list of items"):
        read()


def test_every_setting_has_its_place() -> None:
    request, notes = read(
        input="x",
        stream=True,
        max_output_tokens=77,
        temperature=1,
        top_p=0.5,
        top_k=3,
        seed=4,
        presence_penalty=0.1,
        frequency_penalty=0.2,
        prompt_cache_key="thread-1",
        user="u",
        parallel_tool_calls=True,
        include=["reasoning.encrypted_content"],
        store=False,
    )
    assert request.wire == "responses"
    assert request.model == "m"
    assert request.stream
    assert request.max_output == 77
    assert request.sampling == Sampling(1.0, 0.5, 3, 4, 0.1, 0.2)
    assert (request.cache_key, request.user, request.parallel_tool_calls) == ("thread-1", "u", True)
    assert request.extra == {"include": ["reasoning.encrypted_content"], "store": False}
    assert notes == []


@pytest.mark.parametrize(
    ("reasoning", "expected"),
    [
        (None, Thinking()),
        ({}, Thinking()),
        ({"summary": "auto"}, Thinking(summary=True)),
        ({"summary": "none"}, Thinking()),
        ({"generate_summary": "concise"}, Thinking(summary=True)),
        ({"effort": "high", "summary": "auto"}, Thinking(enabled=True, effort="high", summary=True)),
        ({"effort": "none"}, Thinking(enabled=False, effort="none")),
        ({"effort": 3}, Thinking()),
    ],
)
def test_row_076_effort_is_read_as_sent(reasoning: object, expected: Thinking) -> None:
    assert read(input="x", reasoning=reasoning)[0].thinking == expected


def test_reasoning_context_of_lite_models_is_kept_aside() -> None:
    request, _ = read(input="x", reasoning={"effort": "low", "context": "all_turns"})
    assert request.extra == {"reasoning": {"context": "all_turns"}}


def test_output_formats() -> None:
    schema: Json = {"type": "object"}
    spec = {"type": "json_schema", "name": "n", "strict": True, "schema": schema, "description": "d"}
    request, _ = read(input="x", text={"verbosity": "low", "format": spec})
    assert request.output == OutputFormat("json_schema", "n", schema, True, "d")
    assert request.verbosity == "low"
    assert read(input="x", text={"format": {"type": "json_object"}})[0].output == OutputFormat("json_object")
    assert read(input="x", text={"format": {"type": "text"}})[0].output is None
    request, notes = read(input="x", text={"format": {"type": "grammar"}})
    assert request.output is None
    assert [note.path for note in notes] == ["text.format"]


def test_row_024_tools_of_items_join_the_declared_ones_and_declared_win() -> None:
    request, _ = read(
        tools=[{"type": "function", "name": "wait", "description": "declared"}],
        input=[
            {
                "type": "additional_tools",
                "role": "developer",
                "tools": [
                    {"type": "function", "name": "wait", "description": "found"},
                    {"type": "function", "name": "more"},
                ],
            }
        ],
    )
    assert request.tools == (Tool("wait", description="declared"), Tool("more"))
    assert request.items == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = [
    "type",
    "role",
    "content",
    "call_id",
    "output",
    "arguments",
    "input",
    "tools",
    "summary",
    "id",
    "text",
]
KINDS = [
    "message",
    "reasoning",
    "function_call",
    "function_call_output",
    "custom_tool_call",
    "custom_tool_call_output",
    "tool_search_call",
    "tool_search_output",
    "additional_tools",
    "agent_message",
    "compaction",
    "context_compaction",
    "compaction_trigger",
    "configuration_update",
    "web_search_call",
    "new_kind_of_item",
]
items = st.builds(
    lambda kind, rest: {**rest, "type": kind},
    st.sampled_from(KINDS),
    st.dictionaries(st.sampled_from(FIELDS), json_values, max_size=5),
)


@given(
    st.lists(items, max_size=4),
    st.dictionaries(
        st.sampled_from(
            ["tools", "tool_choice", "reasoning", "text", "instructions", "model", "stream", "user"]
        ),
        json_values,
    ),
)
def test_no_body_of_odd_values_crashes_the_reader(input_items: list[Json], fields: Json) -> None:
    request = decode_request({"input": input_items, **fields}, [])
    assert isinstance(request, Request)
