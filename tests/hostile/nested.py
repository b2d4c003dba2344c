"""JSON that trips readers: values by name, and requests and replies with them at the places that are looked at."""

import json
from collections.abc import Callable, Iterator, Mapping

from proxy.conversation import Wire

DEEP, KEYS = 100_000, 1_000_000


def arrays(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


def objects(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


def values(scale: float = 1.0) -> Mapping[str, bytes]:
    """Return JSON values, some of them none; `scale` makes the large ones smaller."""
    deep, keys = int(DEEP * scale), int(KEYS * scale)
    found = {
        f"{depth} arrays": arrays(depth) for depth in (100, 127, 254, 255, 500, 1_000, 1_023, 1_024, deep)
    }
    found |= {f"{depth} objects": objects(depth) for depth in (100, 128, 254, 255, 500, 1_000, 1_024, deep)}
    found |= {
        "arrays without an end": b"[" * deep,
        "objects without an end": b'{"a":' * deep,
        "many keys": b"{" + b",".join(b'"k%d":1' % number for number in range(keys)) + b"}",
        "many members": b"[" + b",".join([b"{}"] * keys) + b"]",
        "the same key often": b"{" + b",".join([b'"a":1'] * keys) + b"}",
        "a key twice": b'{"a":1,"a":[2]}',
        "2 to the 63rd": b"9223372036854775808",
        "2 to the 64th": b"18446744073709551616",
        "minus 2 to the 64th": b"-18446744073709551616",
        "4,400 digits": b"9" * 4_400,
        "100,000 digits": b"9" * int(100_000 * scale),
        "1e400": b"1e400",
        "minus 1e400": b"-1e400",
        "1e-400": b"1e-400",
        "huge exponent": b"1e99999999999999999999",
        "1e308": b"1e308",
        "minus zero": b"-0.0",
        "leading zero": b"007",
        "hexadecimal": b"0x10",
        "NaN": b"NaN",
        "infinity": b"Infinity",
        "minus infinity": b"-Infinity",
        "first half": rb'"a\ud83d"',
        "second half": rb'"\ude00b"',
        "halves the wrong way round": rb'"\ude00\ud83d"',
        "half in a key": rb'{"\ud800":1}',
        "escaped half": rb'"\\ud800"',
        "half in the middle": rb'"a\ud800\u0041\n"',
        "raw half": b'"\xed\xa0\x80"',
        "many halves": b'"' + rb"\ud800x" * int(50_000 * scale) + b'"',
        "many escapes and a half": b'"' + rb"\n\t" * int(500_000 * scale) + rb'\udfff"',
        "backslashes and a half": b'"' + rb"\\" * int(500_000 * scale) + rb'\ud800"',
        "NUL": rb'"a\u0000b"',
        "raw NUL": b'"a\0b"',
        "raw line feed": b'"a\nb"',
        "invalid UTF-8": b'"\xff\xfe"',
        "cut UTF-8": b'"\xe2\x82"',
        "overlong UTF-8": b'"\xc0\x80"',
        "unknown escape": rb'"\x41"',
        "cut escape": rb'"\u12"',
        "null": b"null",
        "true": b"true",
        "nothing": b"",
        "comment": b"/* */ 1",
        "single quotes": b"'a'",
        "trailing comma": b"[1,]",
        "prototype": b'{"__proto__":{"a":1},"constructor":1}',
        "format": rb'"{0.__class__} %s %n ${jndi:ldap://x} \u001b[31m"',
    }  # fmt: skip
    return found


_MESSAGES: Mapping[str, bytes] = {
    "whole": b"%s",
    "unknown field": b'{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],"extra":%s}',
    "model": b'{"model":%s,"max_tokens":9,"messages":[{"role":"user","content":"x"}]}',
    "max_tokens": b'{"model":"m","max_tokens":%s,"messages":[{"role":"user","content":"x"}]}',
    "temperature": b'{"model":"m","max_tokens":9,"temperature":%s,"messages":[{"role":"user","content":"x"}]}',
    "messages": b'{"model":"m","max_tokens":9,"messages":%s}',
    "content": b'{"model":"m","max_tokens":9,"messages":[{"role":"user","content":%s}]}',
    "system": b'{"model":"m","max_tokens":9,"system":%s,"messages":[{"role":"user","content":"x"}]}',
    "metadata": b'{"model":"m","max_tokens":9,"metadata":%s,"messages":[{"role":"user","content":"x"}]}',
    "schema": b'{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],"tools":[{"name":"t",'
    b'"input_schema":{"type":"object","properties":{"a":%s}}}]}',
    "arguments": b'{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"},{"role":"assistant","content":'
    b'[{"type":"tool_use","id":"c1","name":"t","input":{"a":%s}}]},{"role":"user","content":[{"type":"tool_result",'
    b'"tool_use_id":"c1","content":"y"}]}]}',
}
_CHAT: Mapping[str, bytes] = {
    "unknown field": b'{"model":"m","messages":[{"role":"user","content":"x"}],"extra":%s}',
    "model": b'{"model":%s,"messages":[{"role":"user","content":"x"}]}',
    "max_tokens": b'{"model":"m","max_completion_tokens":%s,"messages":[{"role":"user","content":"x"}]}',
    "content": b'{"model":"m","messages":[{"role":"user","content":%s}]}',
    "schema": b'{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":'
    b'{"name":"t","parameters":{"type":"object","properties":{"a":%s}}}}]}',
    "format": b'{"model":"m","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema",'
    b'"json_schema":{"name":"s","schema":%s}}}',
    "arguments": b'{"model":"m","messages":[{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"c1",'
    b'"type":"function","function":{"name":"t","arguments":%s}}]},{"role":"tool","tool_call_id":"c1","content":"y"}]}',
}
_RESPONSES: Mapping[str, bytes] = {
    "unknown field": b'{"model":"m","input":"x","extra":%s}',
    "model": b'{"model":%s,"input":"x"}',
    "max_tokens": b'{"model":"m","input":"x","max_output_tokens":%s}',
    "input": b'{"model":"m","input":%s}',
    "content": b'{"model":"m","input":[{"type":"message","role":"user","content":%s}]}',
    "unknown item": b'{"model":"m","input":["x",{"type":"later","of":%s}]}',
    "schema": b'{"model":"m","input":"x","tools":[{"type":"function","name":"t","parameters":{"type":"object",'
    b'"properties":{"a":%s}}}]}',
    "format": b'{"model":"m","input":"x","text":{"format":{"type":"json_schema","name":"s","schema":%s}}}',
    "arguments": b'{"model":"m","input":[{"type":"function_call","call_id":"c1","name":"t","arguments":%s},'
    b'{"type":"function_call_output","call_id":"c1","output":"y"}]}',
}
PLACES: Mapping[Wire, Mapping[str, bytes]] = {"messages": _MESSAGES, "chat": _CHAT, "responses": _RESPONSES}


def requests(scale: float) -> Iterator[tuple[Wire, str, bytes]]:
    """Yield wire, name and body of each."""
    for wire, places in PLACES.items():
        for place, shape in places.items():
            for name, value in values(scale).items():
                yield wire, f"{wire} {place}: {name}", shape.replace(b"%s", value)
                if place == "arguments" and wire != "messages":  # there they are JSON within JSON
                    text = quoted(b'{"a":%s}' % value)
                    yield wire, f"{wire} {place} as text: {name}", shape.replace(b"%s", text)


def quoted(value: bytes) -> bytes:
    """Return it as a JSON text, cut escapes and all."""
    return json.dumps(value.decode("utf-8", "replace")).encode()


Shape = Callable[[bytes], bytes]
REPLIES: Mapping[Wire, Mapping[str, Shape]] = {
    "chat": {
        "whole arguments": lambda v: (
            b'{"id":"r","model":"m","choices":[{"index":0,"finish_reason":"tool_calls","message":'
            b'{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"t",'
            b'"arguments":%s}}]}}]}' % quoted(b'{"a":%s}' % v)
        ),
        "whole arguments bare": lambda v: (
            b'{"id":"r","model":"m","choices":[{"index":0,"finish_reason":"tool_calls",'
            b'"message":{"tool_calls":[{"id":"c1","type":"function","function":{"name":"t","arguments":%s}}]}}]}'
            % v
        ),
        "whole content": lambda v: (
            b'{"id":"r","model":"m","choices":[{"index":0,"finish_reason":"stop","message":'
            b'{"content":%s}}]}' % v
        ),
        "whole usage": lambda v: (
            b'{"id":"r","model":"m","usage":{"prompt_tokens":%s,"completion_tokens":%s},"choices":'
            b'[{"index":0,"finish_reason":"stop","message":{"content":"x"}}]}' % (v, v)
        ),
        "whole extra": lambda v: (
            b'{"id":"r","model":"m","extra":%s,"choices":[{"index":0,"finish_reason":"stop",'
            b'"message":{"content":"x"}}]}' % v
        ),
        "stream arguments": lambda v: (
            b'data: {"id":"r","model":"m","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,'
            b'"id":"c1","type":"function","function":{"name":"t","arguments":%s}}]}}]}\n\ndata: {"choices":[{"index":0,'
            b'"delta":{},"finish_reason":"tool_calls"}]}\n\ndata: [DONE]\n\n' % quoted(b'{"a":%s}' % v)
        ),
        "stream content": lambda v: (
            b'data: {"id":"r","model":"m","choices":[{"index":0,"delta":{"content":%s}}]}\n\n'
            b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n' % v
        ),
    },
    "messages": {
        "whole arguments": lambda v: (
            b'{"id":"r","type":"message","role":"assistant","model":"m","stop_reason":"tool_use",'
            b'"content":[{"type":"tool_use","id":"c1","name":"t","input":{"a":%s}}],"usage":{"input_tokens":1,'
            b'"output_tokens":1}}' % v
        ),
        "stream arguments": lambda v: (
            b'event: message_start\ndata: {"type":"message_start","message":{"id":"r","model":"m",'
            b'"content":[],"usage":{"input_tokens":1,"output_tokens":1}}}\n\nevent: content_block_start\ndata: {"type":'
            b'"content_block_start","index":0,"content_block":{"type":"tool_use","id":"c1","name":"t","input":{}}}\n\n'
            b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":'
            b'"input_json_delta","partial_json":%s}}\n\nevent: content_block_stop\ndata: {"type":'
            b'"content_block_stop","index":0}\n\nevent: message_delta\ndata: {"type":"message_delta","delta":'
            b'{"stop_reason":"tool_use"},"usage":{"output_tokens":2}}\n\n'
            b'event: message_stop\ndata: {"type":"message_stop"}\n\n' % quoted(b'{"a":%s}' % v)
        ),
    },
    "responses": {
        "whole arguments": lambda v: (
            b'{"id":"r","object":"response","status":"completed","model":"m","output":[{"type":'
            b'"function_call","id":"f","call_id":"c1","name":"t","arguments":%s}],"usage":{"input_tokens":1,'
            b'"output_tokens":1,"total_tokens":2}}' % quoted(b'{"a":%s}' % v)
        ),
        "whole extra": lambda v: (
            b'{"id":"r","object":"response","status":"completed","model":"m","extra":%s,"output":[{"type":'
            b'"message","content":[{"type":"output_text","text":"x"}]}],"usage":{"input_tokens":1,"output_tokens":1}}'
            % v
        ),
    },
}
