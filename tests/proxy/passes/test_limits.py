"""Figures, parameters, stop sequences and output formats within what the endpoint takes."""

from typing import cast

import pytest

from proxy.conversation import Json, Note, OutputFormat, Request, Sampling, Wire
from proxy.dialect import Dialect
from proxy.passes.limits import apply_limits
from tests.proxy.passes.says import ANTHROPIC, DEEPSEEK, OPENAI, PLAIN, actions, ask, system, user, words

SCHEMA: Json = {"type": "object", "properties": {"title": {"type": "string"}}, "required": ["title"]}
FORMAT = OutputFormat("json_schema", "title", SCHEMA, strict=True, description="A title.")


def limited(
    wire: Wire = "chat", dialect: Dialect = PLAIN, notes: list[Note] | None = None, **fields: object
) -> tuple[Request, tuple[str, ...]]:
    return apply_limits(ask(user("u"), **fields), wire, dialect, [] if notes is None else notes)


def test_what_is_within_the_limits_is_returned_as_it_is() -> None:
    request = ask(user("u"), max_output=100, stop=("a",), sampling=Sampling(temperature=0.5))
    assert apply_limits(request, "chat", PLAIN, []) == (request, ())
    assert apply_limits(request, "chat", PLAIN, [])[0] is request


def test_row_139_more_output_than_the_provider_takes_is_clamped() -> None:
    notes: list[Note] = []
    request, _ = limited(dialect=Dialect(max_output=8_192), max_output=128_000, notes=notes)
    assert request.max_output == 8_192
    assert "128000 became 8192" in actions(notes)
    assert limited(dialect=Dialect(max_output=8_192))[0].max_output is None


def test_row_137_a_probe_for_one_token_stays_one() -> None:
    assert limited(dialect=DEEPSEEK, max_output=1)[0].max_output == 1


def test_stop_sequences_beyond_the_limit_are_left_to_the_reply_stage() -> None:
    notes: list[Note] = []
    request, emulated = limited(stop=("a", "b", "c", "d", "e", "f"), notes=notes)
    assert request.stop == ("a", "b", "c", "d")
    assert emulated == ("e", "f")
    assert "2 of 6" in actions(notes)
    assert limited(dialect=Dialect(stop_limit=0), stop=("a",)) == (ask(user("u")), ("a",))
    assert limited(dialect=Dialect(stop_limit=None), stop=tuple("abcdefgh"))[1] == ()


def test_responses_have_no_stop_sequences() -> None:
    request, emulated = limited("responses", OPENAI, stop=("</block>",))
    assert (request.stop, emulated) == ((), ("</block>",))


def test_messages_take_no_stop_sequence_of_white_space() -> None:
    request, emulated = limited("messages", ANTHROPIC, stop=("\n\n", "END"))
    assert (request.stop, emulated) == (("END",), ("\n\n",))


def test_parameters_that_are_not_known_go() -> None:
    everything = Sampling(
        temperature=0.1, top_p=0.2, top_k=3, seed=4, presence_penalty=0.5, frequency_penalty=0.6
    )
    notes: list[Note] = []
    request, _ = limited(sampling=everything, verbosity="low", cache_key="k", user="me", notes=notes)
    assert request.sampling == Sampling(temperature=0.1, top_p=0.2)
    assert (request.verbosity, request.cache_key, request.user) == (None, None, None)
    assert {note.path for note in notes} == {
        "top_k", "seed", "presence_penalty", "frequency_penalty", "verbosity", "user", "fields",
    }  # fmt: skip
    known = Dialect(parameters=("top_k", "seed", "verbosity", "prompt_cache_key", "user", "presence_penalty"))
    request, _ = limited(dialect=known, sampling=everything, verbosity="low", cache_key="k", user="me")
    assert request.sampling == Sampling(top_k=3, seed=4, presence_penalty=0.5)
    assert (request.verbosity, request.cache_key, request.user) == ("low", "k", "me")


@pytest.mark.parametrize(
    ("wire", "asked", "told"),
    [("messages", 1.5, 1.0), ("messages", 0.3, 0.3), ("chat", 1.5, 1.5), ("chat", 3, 2.0), ("chat", -1, 0.0)],
)
def test_temperature_is_within_the_wires_range(wire: Wire, asked: float, told: float) -> None:
    notes: list[Note] = []
    request, _ = limited(wire, sampling=Sampling(temperature=asked), notes=notes)
    assert request.sampling.temperature == told
    assert bool(notes) == (asked != told)


def test_fields_of_another_wire_are_noted_and_those_of_every_request_in_one() -> None:
    notes: list[Note] = []
    limited(
        "messages",
        ANTHROPIC,
        extra={"truncation": "auto", "store": False, "client_metadata": {}},
        notes=notes,
    )
    assert [note.path for note in notes] == ["truncation", "fields"]
    assert notes[1].action.endswith("client_metadata, store")
    own: list[Note] = []
    limited("responses", OPENAI, extra={"truncation": "auto"}, notes=own)
    assert not own


# ----------------------------------------------------------------------------- output format
def test_a_format_that_the_provider_knows_stays() -> None:
    closed = {**SCHEMA, "additionalProperties": False}
    output = OutputFormat("json_schema", "title", closed, strict=True)
    request = ask(user("u"), output=output)
    assert apply_limits(request, "responses", OPENAI, [])[0] is request
    plain = ask(user("u"), output=OutputFormat("json_object"))
    assert apply_limits(plain, "chat", DEEPSEEK, [])[0] is plain


def test_a_schema_of_a_format_is_cleaned_and_not_called_strict_when_it_is_not() -> None:
    notes: list[Note] = []
    request, _ = limited(
        output=OutputFormat("json_schema", "t", {"$schema": "x", **SCHEMA}, strict=True), notes=notes
    )
    assert request.output == OutputFormat("json_schema", "t", SCHEMA, strict=False)
    assert "adapted" in actions(notes)


def test_a_schema_becomes_words_in_the_head_and_json_object() -> None:
    notes: list[Note] = []
    request, _ = apply_limits(ask(system("head"), user("u"), output=FORMAT), "chat", DEEPSEEK, notes)
    assert request.output == OutputFormat("json_object")
    head = words(request.items[0])
    assert head.startswith("headAnswer with one JSON object")
    assert '{"type":"object","properties":{"title":{"type":"string"}},"required":["title"]}' in head
    assert "title: A title." in head
    assert request.items[1] == user("u")
    assert "in words" in actions(notes)
    again, _ = apply_limits(request, "chat", DEEPSEEK, [])
    assert again is request


def test_without_any_format_words_alone_have_to_do() -> None:
    none = Dialect(structured="none")
    for output in (FORMAT, OutputFormat("json_object")):
        request, _ = limited(dialect=none, output=output)
        assert request.output is None
        assert len(request.items) == 2
        assert "JSON object" in words(request.items[0])


def test_messages_know_schemas_alone() -> None:
    assert limited("messages", ANTHROPIC, output=FORMAT)[0].output is not None
    request, _ = limited("messages", ANTHROPIC, output=OutputFormat("json_object"))
    assert request.output is None
    assert "JSON object" in words(request.items[0])
    assert cast(Json, FORMAT.schema) == SCHEMA
