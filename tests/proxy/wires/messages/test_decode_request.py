"""The body of a Messages request, field by field, and what is said where one cannot be understood."""

from __future__ import annotations

import json
from typing import Any

import pytest

from proxy.conversation import Message, OutputFormat, Request, Sampling, Text, Thinking
from proxy.wires.messages import decode_request
from tests.proxy.wires.messages.bodies import MARK, assistant, read, refused, user


def test_a_plain_request() -> None:
    assert read() == Request(
        wire="messages", model="m", items=(Message("user", (Text("Hi"),)),), max_output=100, stream=False
    )


def test_system_blocks_keep_their_cache_marks() -> None:
    request = read(
        system=[{"type": "text", "text": "One"}, {"type": "text", "text": "Two", "cache_control": MARK}]
    )
    assert request.items[0] == Message("system", (Text("One"), Text("Two", {"cache_control": MARK})))
    assert read(system="One").items[0] == Message("system", (Text("One"),))


@pytest.mark.parametrize("system", ["", [], None, [{"type": "text", "text": ""}], [{"type": "image"}]])
def test_row_018_an_empty_system_is_none(system: Any) -> None:
    assert len(read(system=system).items) == 1


def test_row_019_a_model_suffix_stays() -> None:
    body = {"model": "deepseek-v4-pro[1m]", "messages": [user("Hi")]}
    assert decode_request(body, []).model == "deepseek-v4-pro[1m]"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, Thinking()),
        ({"thinking": {"type": "adaptive", "display": "updates"}, "output_config": {"effort": "high"}},
         Thinking(enabled=True, adaptive=True, effort="high", summary=True)),
        ({"thinking": {"type": "adaptive", "display": "omitted"}}, Thinking(enabled=True, adaptive=True)),
        ({"thinking": {"type": "enabled", "budget_tokens": 31999}},
         Thinking(enabled=True, budget=31999, summary=True)),
        ({"thinking": {"type": "disabled"}}, Thinking(enabled=False)),
        ({"output_config": {"effort": "max"}}, Thinking(effort="max")),
        ({"thinking": {"type": "of_tomorrow"}}, Thinking()),
    ],
)  # fmt: skip
def test_row_076_thinking_and_effort(fields: dict[str, Any], expected: Thinking) -> None:
    assert read(**fields).thinking == expected


def test_sampling_stop_and_stream() -> None:
    request = read(
        temperature=0.5, top_p=1, top_k=40.0, stop_sequences=["</block>", ""], stream=True, max_tokens=64.0
    )
    assert request.sampling == Sampling(temperature=0.5, top_p=1, top_k=40)
    assert (request.stop, request.stream, request.max_output) == (("</block>",), True, 64)
    assert read(stop_sequences="x").stop == ("x",)


def test_output_format() -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string"}}}
    wanted = OutputFormat("json_schema", "output", schema)
    form = {"type": "json_schema", "schema": schema}
    assert read(output_config={"format": form}).output == wanted
    assert read(output_format=form).output == wanted
    assert read(output_config={"format": {"type": "of_tomorrow"}}, notes=(notes := [])).output is None
    assert notes[0].path == "output_config.format"


@pytest.mark.parametrize(
    ("user_id", "cache_key", "name"),
    [
        (json.dumps({"device_id": "d", "account_uuid": "", "session_id": "s-1"}), "s-1", None),
        (json.dumps({"device_id": "d"}), None, None),
        ("{broken", None, None),
        ("user_ab12_account__session_0a1b2c3d-0000", "0a1b2c3d-0000", None),
        ("ann", None, "ann"),
        (5, None, None),
    ],
)
def test_the_session_is_the_conversation_s_identity(
    user_id: Any, cache_key: str | None, name: str | None
) -> None:
    request = read(metadata={"user_id": user_id})
    assert (request.cache_key, request.user) == (cache_key, name)
    assert request.extra == {"metadata": {"user_id": user_id}}


def test_row_011_unknown_fields_are_kept() -> None:
    extra = {"context_management": {"edits": []}, "speed": "fast", "of_tomorrow": 1}
    assert read(**extra).extra == extra
    rest = read(thinking={"type": "adaptive", "display": "updates"}, output_config={"effort": "low", "x": 1})
    assert rest.extra == {"thinking": {"display": "updates"}, "output_config": {"x": 1}}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "model: expected a model name, found nothing"),
        ({"model": 5, "messages": []}, "model: expected a model name, found a number"),
        ({"model": "m"}, "messages: expected a list of messages, found nothing"),
        ({"model": "m", "messages": "Hi"}, "messages: expected a list of messages, found a string"),
        ({"model": "m", "messages": []}, "messages: at least one message is required"),
        ({"model": "m", "messages": ["Hi"]}, "messages[0]: expected an object, found a string"),
        ({"model": "m", "messages": [{"role": "tool", "content": ""}]},
         "messages[0].role: expected user, assistant or system, found 'tool'"),
        ({"model": "m", "messages": [user(True)]},
         "messages[0].content: expected a string or a list of blocks, found a boolean"),
        ({"model": "m", "messages": [user([1.5])]},
         "messages[0].content[0]: expected a content block, found a number"),
        ({"model": "m", "messages": [user([{"type": "text"}])]},
         "messages[0].content[0].text: expected a string, found nothing"),
        ({"model": "m", "messages": [assistant({"type": "tool_use", "id": "t"})]},
         "messages[0].content[0].name: expected a string, found nothing"),
    ],
)  # fmt: skip
def test_bodies_that_cannot_be_understood(body: Any, words: str) -> None:
    assert refused(body) == words


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("system", 5, "system: expected a string or a list of text blocks, found a number"),
        ("system", [5], "system[0]: expected a text block, found a number"),
        ("tools", {}, "tools: expected a list of tools, found an object"),
        ("tools", ["Bash"], "tools[0]: expected an object, found a string"),
        ("tools", [{}], "tools[0].name: expected a name, found nothing"),
        ("tool_choice", 5, "tool_choice: expected an object, found a number"),
        ("tool_choice", {"type": "tool"}, "tool_choice.name: the type tool needs a name"),
        ("thinking", "on", "thinking: expected an object, found a string"),
        ("output_config", [], "output_config: expected an object, found a list"),
        ("max_tokens", "many", "max_tokens: expected a whole number, found a string"),
        ("max_tokens", True, "max_tokens: expected a whole number, found a boolean"),
        ("temperature", "hot", "temperature: expected a number, found a string"),
        ("top_k", 1.5, "top_k: expected a whole number, found a number"),
        ("stop_sequences", [1], "stop_sequences: expected a list of strings, found a list"),
        ("stream", "yes", "stream: expected a boolean, found a string"),
    ],
)
def test_fields_of_the_wrong_type(field: str, value: Any, words: str) -> None:
    assert refused({"model": "m", "messages": [user("Hi")], field: value}) == words


def test_system_text_as_plain_strings() -> None:
    assert read(system=["One"]).items[0] == Message("system", (Text("One"),))
