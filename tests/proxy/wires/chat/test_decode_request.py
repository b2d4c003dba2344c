"""Bodies of chat clients: what becomes of each field, and what is refused in which words."""

from typing import Any

import pytest

from proxy.conversation import Json, Note, OutputFormat, Request, Sampling, Thinking
from proxy.wires import RequestError
from proxy.wires.chat import decode_request


def decode(**fields: Any) -> Request:
    body: Json = {"model": "m", "messages": [{"role": "user", "content": "hi"}], **fields}
    return decode_request(body, [])


def refusal(**fields: Any) -> str:
    with pytest.raises(RequestError) as caught:
        decode(**fields)
    failure = caught.value.failure
    assert (failure.kind, failure.fault, failure.status) == ("bad_request", "client", 400)
    return failure.message


def test_a_plain_request() -> None:
    request = decode()
    assert (request.wire, request.model, request.stream, request.include_usage) == ("chat", "m", False, True)
    assert request.thinking == Thinking()
    assert request.sampling == Sampling()
    assert request.extra == {}


def test_all_fields_with_a_place_in_the_model() -> None:
    request = decode(
        temperature=0,
        top_p=0.5,
        top_k=40,
        seed=7,
        presence_penalty=-1,
        frequency_penalty=1.5,
        stop=["a", "", "b"],
        max_tokens=9,
        verbosity="low",
        prompt_cache_key="key",
        user="u",
        parallel_tool_calls=False,
        stream=True,
        stream_options={"include_usage": True},
    )
    assert request.sampling == Sampling(0, 0.5, 40, 7, -1, 1.5)
    assert request.stop == ("a", "b")
    assert (request.max_output, request.verbosity, request.cache_key, request.user) == (9, "low", "key", "u")
    assert request.parallel_tool_calls is False
    assert request.stream
    assert request.include_usage
    assert request.extra == {}


def test_row_011_unknown_fields_are_accepted_and_kept() -> None:
    request = decode(logit_bias={"1": 2}, brand_new=[1], service_tier=None, metadata={"a": "b"})
    assert request.extra == {"logit_bias": {"1": 2}, "brand_new": [1], "metadata": {"a": "b"}}


def test_log_probabilities_are_noted() -> None:
    notes: list[Note] = []
    body: Json = {
        "model": "m",
        "messages": [{"role": "user", "content": "x"}],
        "logprobs": True,
        "top_logprobs": 2,
    }
    request = decode_request(body, notes)
    assert [note.path for note in notes] == ["logprobs", "top_logprobs"]
    assert request.extra == {"logprobs": True, "top_logprobs": 2}


@pytest.mark.parametrize(
    ("fields", "asked"),
    [
        ({"stream": True}, False),
        ({"stream": True, "stream_options": None}, False),
        ({"stream": True, "stream_options": {"include_usage": False}}, False),
        ({"stream": True, "stream_options": {"include_usage": True}}, True),
        ({"stream": False}, True),
    ],
)
def test_row_117_usage_is_told_in_a_stream_only_when_asked_for(fields: Json, asked: bool) -> None:
    assert decode(**fields).include_usage is asked


def test_max_completion_tokens_wins() -> None:
    assert decode(max_tokens=5, max_completion_tokens=6).max_output == 6
    assert decode(max_tokens=5.0, max_completion_tokens=None).max_output == 5


def test_stop_as_a_string() -> None:
    assert decode(stop="END").stop == ("END",)
    assert decode(stop="").stop == ()
    assert decode(stop=None).stop == ()


@pytest.mark.parametrize(
    ("fields", "thinking"),
    [
        ({"reasoning_effort": "high"}, Thinking(effort="high", summary=True)),
        ({"reasoning_effort": "none"}, Thinking(effort="none")),
        ({"thinking": {"type": "enabled", "budget_tokens": 5}}, Thinking(True, False, 5, None, True)),
        ({"thinking": {"type": "disabled"}}, Thinking(enabled=False)),
        ({"thinking": {"type": "adaptive"}}, Thinking(True, adaptive=True, summary=True)),
        ({"enable_thinking": True, "thinking_budget": 9}, Thinking(True, budget=9, summary=True)),
        ({"enable_thinking": False}, Thinking(enabled=False)),
        ({"reasoning": {"effort": "low"}}, Thinking(effort="low", summary=True)),
        ({"reasoning": {"enabled": True, "exclude": True}}, Thinking(enabled=True)),
        ({"reasoning": {"max_tokens": 100}}, Thinking(budget=100, summary=True)),
    ],
)
def test_row_076_thinking_in_the_words_of_four_providers(fields: Json, thinking: Thinking) -> None:
    request = decode(**fields)
    assert request.thinking == thinking
    assert request.extra == {}


def test_response_format() -> None:
    assert decode(response_format={"type": "text"}).output is None
    assert decode(response_format=None).output is None
    assert decode(response_format={"type": "json_object"}).output == OutputFormat("json_object")
    schema = {"type": "object"}
    told = {"name": "title", "schema": schema, "strict": True, "description": "d"}
    assert decode(response_format={"type": "json_schema", "json_schema": told}).output == OutputFormat(
        "json_schema", "title", schema, True, "d"
    )


@pytest.mark.parametrize(
    ("fields", "start"),
    [
        ({"model": None}, "model: expected a model name, found nothing"),
        ({"model": 5}, "model: expected a model name, found a number"),
        ({"model": ""}, "model: expected a model name"),
        ({"messages": None}, "messages: expected a list of messages, found nothing"),
        ({"messages": "hi"}, "messages: expected a list of messages, found a string"),
        ({"messages": []}, "messages: at least one"),
        ({"n": 2}, "n: only one choice"),
        ({"n": 0}, "n: only one choice"),
        ({"n": "1"}, "n: expected a whole number, found a string"),
        ({"modalities": ["text", "audio"]}, "modalities: audio"),
        ({"audio": {"voice": "x"}}, "modalities: audio"),
        ({"max_tokens": 0}, "max_tokens: must be at least 1"),
        ({"max_completion_tokens": True}, "max_completion_tokens: expected a whole number, found a boolean"),
        ({"temperature": "hot"}, "temperature: expected a number, found a string"),
        ({"temperature": True}, "temperature: expected a number, found a boolean"),
        ({"stream": "yes"}, "stream: expected true or false, found a string"),
        ({"stop": 5}, "stop: expected a string or a list"),
        ({"stop": ["a", 5]}, "stop[1]: expected a string, found a number"),
        ({"reasoning_effort": {}}, "reasoning_effort: expected a string, found an object"),
        ({"response_format": "json"}, "response_format: expected an object"),
        ({"response_format": {"type": "xml"}}, "response_format.type: 'xml' is not known"),
        (
            {"response_format": {"type": "json_schema"}},
            "response_format.json_schema.schema: expected an object",
        ),
    ],
)
def test_what_cannot_be_understood_is_refused_by_its_path(fields: Json, start: str) -> None:
    assert refusal(**fields).startswith(start)


def test_n_1_is_no_wish() -> None:
    assert decode(n=1, modalities=["text"]).extra == {"modalities": ["text"]}
