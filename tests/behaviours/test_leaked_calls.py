"""Calls that a model writes as text: made calls where the request had tools, left as text where it had none."""

import json
from typing import Any

from proxy.conversation import WIRES, Wire
from proxy.warning import TOOL_TEXT_LEAKED
from tests import extent
from tests.behaviours.documented import FIRST_ROUND, LIST, SECOND_ROUND, WHOLE
from tests.behaviours.gateway import gateway
from tests.fakes.script import Reply

ARGUMENTS = '{"limit": 20, "offset": 0}'
_X = "an" + "tml:"
FORMS = {
    "tool_use with tags": f"<tool_use>\n  <name>list</name>\n  <arguments>{ARGUMENTS}</arguments>\n</tool_use>",
    "tool_use with JSON": f'<tool_use>{{"name": "list", "input": {ARGUMENTS}}}</tool_use>',
    "tool_call with JSON": f'<tool_call>\n{{"name": "list", "arguments": {ARGUMENTS}}}\n</tool_call>',
    "arguments in a string": f'<tool_call>{{"name":"list","arguments":{json.dumps(ARGUMENTS)}}}</tool_call>',
    "function tags": "<tool_call>\n<function=list>\n<parameter=limit>\n20\n</parameter>\n<parameter=offset>\n0\n"
    "</parameter>\n</function>\n</tool_call>",
    "key and value tags": "<tool_call>list\n<arg_key>limit</arg_key>\n<arg_value>20</arg_value>\n<arg_key>offset"
    "</arg_key>\n<arg_value>0</arg_value>\n</tool_call>",
    "invoke": '<invoke name="list"><parameter name="limit">20</parameter><parameter name="offset">0</parameter>'
    "</invoke>",
    "invoke in function_calls": f'<{_X}function_calls><{_X}invoke name="list"><{_X}parameter name="limit">20'
    f'</{_X}parameter><{_X}parameter name="offset">0</{_X}parameter></{_X}invoke></{_X}function_calls>',
    "with a prefix": '<minimax:tool_call>\n<invoke name="list">\n<parameter name="limit">20</parameter>\n'
    '<parameter name="offset">0</parameter>\n</invoke>\n</minimax:tool_call>',
    "with DeepSeek's marks": '<｜DSML｜function_calls>\n<｜DSML｜invoke name="list">\n<｜DSML｜parameter name="limit" '
    'string="false">20</｜DSML｜parameter>\n<｜DSML｜parameter name="offset" string="false">0</｜DSML｜parameter>\n'
    "</｜DSML｜invoke>\n</｜DSML｜function_calls>",
    "between bars": f"<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>list<｜tool▁sep｜>{ARGUMENTS}<｜tool▁call▁end｜>"
    "<｜tool▁calls▁end｜>",
    "a section": "<|tool_calls_section_begin|><|tool_call_begin|>functions.list:0<|tool_call_argument_begin|>"
    f"{ARGUMENTS}<|tool_call_end|><|tool_calls_section_end|>",
}  # fmt: skip
PIECES = (1, 2, 3, 7, 1000) if extent.FULL else (1, 7)
"""Characters of a delta: marks are cut wherever they can be."""
NESTED = {"type": "function", "function": {k: v for k, v in LIST.items() if k != "type"}}
TOOLS: dict[Wire, Any] = {
    "responses": [LIST],
    "chat": [NESTED],
    "messages": [{"name": "list", "description": LIST["description"], "input_schema": LIST["parameters"]}],
}


async def test_with_tools_every_form_becomes_a_call() -> None:
    failed, tried = [], 0
    async with gateway() as on:
        for upstream in WIRES:
            on.use(upstream)
            for form, text in FORMS.items():
                for piece in PIECES:
                    on.provider.play(Reply(text=f"I will look.\n{text}", piece=piece))
                    for wire in WIRES if extent.FULL else [WIRES[tried % 3]]:
                        for stream in (False, True):
                            body = {**WHOLE[wire], "tools": TOOLS[wire], "stream": stream}
                            said = await on.ask(wire, body)
                            tried += 1
                            made = [
                                (call.name, given)
                                for call, given in zip(said.calls, said.arguments, strict=True)
                            ]
                            good = made == [("list", {"limit": 20, "offset": 0})] and "<" not in said.text
                            if not good or TOOL_TEXT_LEAKED not in on.running.last().warnings:
                                failed.append((upstream, wire, form, piece, stream, said.text, made))
    extent.report({"leaked_calls": tried, "failed": len(failed)})
    assert not failed
    assert tried >= 3 * len(FORMS) * len(PIECES) * 2


async def test_without_tools_it_stays_the_text_that_it_is() -> None:
    failed, tried = [], 0
    async with gateway() as on:
        for upstream in WIRES:
            on.use(upstream)
            for form, text in FORMS.items():
                on.provider.play(Reply(text=f"Like this:\n{text}", piece=5))
                for wire in WIRES:
                    said = await on.ask(wire, {**WHOLE[wire], "stream": tried % 2 == 0})
                    tried += 1
                    if said.text != f"Like this:\n{text}" or said.calls:
                        failed.append((upstream, wire, form))
    assert not failed
    assert tried == 9 * len(FORMS)


async def test_a_tool_that_the_request_does_not_have_stays_text_with_a_warning() -> None:
    text = FORMS["tool_use with tags"].replace("list", "delete_all")
    async with gateway(Reply(text=text, piece=4)) as on:
        for upstream in WIRES:
            on.use(upstream)
            said = await on.ask("responses", {**FIRST_ROUND, "tool_choice": "auto", "stream": True})
            assert (said.text, said.calls) == (text, [])
            assert on.running.last().warnings == [TOOL_TEXT_LEAKED]


async def test_tools_of_the_history_count() -> None:
    """Its second round declares none, and yet goes on with the tools: a call in the text is one."""
    async with gateway(Reply(text=FORMS["tool_use with tags"], piece=4)) as on:
        for upstream in WIRES:
            on.use(upstream)
            for stream in (False, True):
                said = await on.ask("responses", {**SECOND_ROUND, "stream": stream})
                assert [call.name for call in said.calls] == ["list"]


async def test_where_the_client_wants_no_call_it_stays_text() -> None:
    text = FORMS["tool_use with tags"]
    async with gateway(Reply(text=text, piece=4)) as on:
        for upstream in WIRES:
            on.use(upstream)
            for stream in (False, True):
                said = await on.ask("responses", {**FIRST_ROUND, "tool_choice": "none", "stream": stream})
                assert (said.text, said.calls) == (text, [])
