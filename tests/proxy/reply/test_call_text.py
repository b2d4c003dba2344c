"""The forms in which models write calls, and all that leaves a doubt."""

# ruff: noqa: E501 - tables: one case, one line

import json

import pytest

from proxy.conversation import Tool
from proxy.reply.call_text import MARK, may_begin, read_calls

TOOLS = {
    "run": Tool(
        "run",
        schema={
            "type": "object",
            "properties": {
                "command": {"type": "string"},
                "seconds": {"type": "integer"},
                "env": {"type": "object"},
            },
            "required": ["command"],
        },
    ),
    "free": Tool("free"),
}
ARGS = '{"command": "ls -la", "seconds": 5}'
P = "x" + "ml:"

FORMS = {
    "qwen json": f'<tool_call>\n{{"name": "run", "arguments": {ARGS}}}\n</tool_call>',
    "json in a string": f'<tool_call>{{"name": "run", "arguments": {json.dumps(ARGS)}}}</tool_call>',
    "tool_use json": f'<tool_use>{{"name": "run", "input": {ARGS}}}</tool_use>',
    "cherry": f"<tool_use>\n  <name>run</name>\n  <arguments>{ARGS}</arguments>\n</tool_use>",
    "qwen coder": "<tool_call>\n<function=run>\n<parameter=command>\nls -la\n</parameter>\n<parameter=seconds>\n5\n</parameter>\n</function>\n</tool_call>",
    "glm": "<tool_call>run\n<arg_key>command</arg_key>\n<arg_value>ls -la</arg_value>\n<arg_key>seconds</arg_key>\n<arg_value>5</arg_value>\n</tool_call>",
    "invoke": '<function_calls>\n<invoke name="run">\n<parameter name="command">ls -la</parameter>\n<parameter name="seconds">5</parameter>\n</invoke>\n</function_calls>',
    "bare invoke": '<invoke name="run"><parameter name="command">ls -la</parameter><parameter name="seconds">5</parameter></invoke>',
    "minimax": '<minimax:tool_call>\n<invoke name="run">\n<parameter name="command">ls -la</parameter>\n<parameter name="seconds">5</parameter>\n</invoke>\n</minimax:tool_call>',
    "prefixed": f'<{P}function_calls><{P}invoke name="run"><{P}parameter name="command">ls -la</{P}parameter><{P}parameter name="seconds">5</{P}parameter></{P}invoke></{P}function_calls>',
    "dsml": '<｜DSML｜function_calls>\n<｜DSML｜invoke name="run">\n<｜DSML｜parameter name="command" string="true">ls -la</｜DSML｜parameter>\n<｜DSML｜parameter name="seconds" string="false">5</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜function_calls>',
    "deepseek v3": f"<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>run\n```json\n{ARGS}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
    "deepseek v3.1": f"<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>run<｜tool▁sep｜>{ARGS}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
    "kimi": f"<|tool_calls_section_begin|><|tool_call_begin|>functions.run:0<|tool_call_argument_begin|>{ARGS}<|tool_call_end|><|tool_calls_section_end|>",
}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_read(form: str) -> None:
    calls = read_calls(FORMS[form], TOOLS)
    assert calls is not None, form
    assert [(call.name, json.loads(call.arguments)) for call in calls] == [("run", json.loads(ARGS))]


@pytest.mark.parametrize("form", FORMS)
def test_each_form_begins_with_a_mark_also_in_pieces(form: str) -> None:
    text = FORMS[form]
    mark = MARK.match(text)
    assert mark is not None
    assert all(may_begin(text[:size]) or MARK.match(text[:size]) for size in range(1, mark.end()))


def test_several() -> None:
    twice = FORMS["qwen json"] + "\n" + FORMS["qwen json"]
    assert len(read_calls(twice, TOOLS) or ()) == 2
    inside = FORMS["invoke"].replace("</function_calls>", FORMS["bare invoke"] + "</function_calls>")
    assert len(read_calls(inside, TOOLS) or ()) == 2
    kimi = FORMS["kimi"].replace(
        "<|tool_calls_section_end|>",
        f"<|tool_call_begin|>run<|tool_call_argument_begin|>{ARGS}<|tool_call_end|><|tool_calls_section_end|>",
    )
    assert len(read_calls(kimi, TOOLS) or ()) == 2


DOUBTFUL = {
    "not closed": FORMS["qwen json"].removesuffix("</tool_call>"),
    "words behind": FORMS["qwen json"] + "\nThat runs it.",
    "unknown tool": '<tool_call>{"name": "walk", "arguments": {}}</tool_call>',
    "no arguments": '<tool_call>{"name": "free"}</tool_call>',
    "two arguments": '<tool_call>{"name": "free", "arguments": {}, "input": {}}</tool_call>',
    "no name": '<tool_call>{"arguments": {}}</tool_call>',
    "required is missing": '<tool_call>{"name": "run", "arguments": {}}</tool_call>',
    "unknown argument": '<tool_call>{"name": "run", "arguments": {"command": "x", "sudo": true}}</tool_call>',
    "wrong type": '<tool_call>{"name": "run", "arguments": {"command": 5}}</tool_call>',
    "a bool is no number": '<tool_call>{"name": "run", "arguments": {"command": "x", "seconds": false}}</tool_call>',
    "no object": '<tool_call>{"name": "run", "arguments": [1]}</tool_call>',
    "broken json": '<tool_call>{"name": "run", "arguments": {"command": "x}}</tool_call>',
    "parameter is no json": '<invoke name="run"><parameter name="command">x</parameter><parameter name="seconds">five</parameter></invoke>',
    "parameter twice": '<invoke name="run"><parameter name="command">x</parameter><parameter name="command">y</parameter></invoke>',
    "parameter in parameter": '<invoke name="run"><parameter name="command"><parameter name="x">y</parameter></invoke>',
    "unknown tool invoked": '<invoke name="walk"></invoke>',
    "words between": '<function_calls>so <invoke name="free"></invoke></function_calls>',
    "words inside": "<tool_call>run the tests</tool_call>",
    "kimi words": "<|tool_calls_section_begin|>x<|tool_calls_section_end|>",
    "deepseek unknown": "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>walk<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
    "empty": "",
    "text": "hello",
}


@pytest.mark.parametrize("case", DOUBTFUL)
def test_the_least_doubt_leaves_it_text(case: str) -> None:
    assert read_calls(DOUBTFUL[case], TOOLS) is None


def test_a_tool_without_parameters() -> None:
    for text in (
        '<invoke name="free"></invoke>',
        "<tool_call>free</tool_call>",
        '<tool_call>{"name": "free", "arguments": {}}</tool_call>',
    ):
        [call] = read_calls(text, TOOLS) or [None]
        assert call is not None and (call.name, call.arguments) == ("free", "{}")


@pytest.mark.parametrize("text", ["<div>", "< b", "<table class", "<tool" + "x" * 50, "a"])
def test_what_cannot_become_a_mark(text: str) -> None:
    assert not may_begin(text)
