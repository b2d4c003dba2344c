"""Tool calls that a model wrote as text, in its own marks, because nobody turned them into calls: read, or doubted.

A call that is read is executed by the client, so that the least doubt leaves it what it is: text. The forms are
those that models are trained on: JSON in `tool_call` or `tool_use` (Qwen, Hermes, Cherry Studio's prompt),
`function=` (Qwen Coder), `arg_key` (GLM), `invoke` (MiniMax, DeepSeek's DSML and others), DeepSeek's and Kimi's
marks between bars.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

import orjson

from proxy.conversation import Json, Tool

_PREFIX = r"(?:[a-z]{2,10}:|｜DSML｜)?"
MARK: Final = re.compile(
    rf"<{_PREFIX}(?:tool_use|tool_calls?|function_calls|invoke(?= name=))>?"
    r"|<｜tool▁calls▁begin｜>|<\|tool_calls_section_begin\|>"
)
"""How a call in text begins."""
_LONGEST = 40
"""No mark has more characters."""
_STARTS = re.compile(rf"<(?:[a-z_:]*|{_PREFIX}invoke n?a?m?e?|\|[a-z_]*\|?|｜[\w▁]*(?:｜[a-z_]*)?)$")
"""What may become a mark with the next piece."""


class WrittenCall(NamedTuple):
    """`arguments` is JSON text."""

    name: str
    arguments: str


def may_begin(text: str) -> bool:
    """Tell whether a text that begins with `<` may be the beginning of a mark that is not whole yet."""
    return len(text) < _LONGEST and _STARTS.match(text) is not None


def read_calls(text: str, tools: Mapping[str, Tool]) -> list[WrittenCall] | None:
    """Return the calls of which a text consists, None where it holds anything else or anything doubtful."""
    text = re.sub(
        rf"<(/?){_PREFIX}(?=tool_calls?\b|function_calls\b|invoke\b|parameter\b)", r"<\1", text
    ).strip()
    found: list[WrittenCall] = []
    while text:
        for form, read in _FORMS:
            if block := form.match(text):
                calls = read(block[1], tools)
                if not calls:
                    return None
                found += calls
                text = text[block.end() :].lstrip()
                break
        else:
            return None
    return found or None


# ----------------------------------------------------------------------------- the forms
_Calls = list[WrittenCall] | None


def _tagged(body: str, tools: Mapping[str, Tool]) -> _Calls:
    """One call in `tool_call` or `tool_use`, in whatever form the model has."""
    body = body.strip()
    if body.startswith("{"):
        return _json(body, tools)
    if body.startswith("<invoke"):
        return _invokes(body, tools)
    if named := re.fullmatch(r"<name>(.*?)</name>\s*<arguments>(.*?)</arguments>", body, re.DOTALL):
        return _proven(named[1].strip(), _parse(named[2]), tools)
    if coder := re.fullmatch(r"<function=([\w.\-:]+)>(.*)</function>", body, re.DOTALL):
        return _parameters(coder[1], coder[2], _CODER, tools)
    if glm := re.fullmatch(r"([\w.\-:]+)\s*((?:<arg_key>.*)?)", body, re.DOTALL):
        return _parameters(glm[1], glm[2], _GLM, tools)
    return None


def _json(body: str, tools: Mapping[str, Tool]) -> _Calls:
    call = _parse(body)
    if call is None or not isinstance(name := call.get("name"), str):
        return None
    given = [call[key] for key in ("arguments", "input", "parameters") if key in call]
    if len(given) != 1:
        return None
    arguments = _parse(given[0]) if isinstance(given[0], str) else given[0]
    return _proven(name, arguments, tools)


_INVOKE = re.compile(r'\s*<invoke name="([^"<>]+)">(.*?)</invoke>\s*', re.DOTALL)
_PARAMETER = re.compile(
    r'\s*<parameter name="([^"<>]+)"(?: string="(?:true|false)")?>(.*?)</parameter>\s*', re.DOTALL
)
_CODER = re.compile(r"\s*<parameter=([\w.\-]+)>(.*?)</parameter>\s*", re.DOTALL)
_GLM = re.compile(r"\s*<arg_key>(.*?)</arg_key>\s*<arg_value>(.*?)</arg_value>\s*", re.DOTALL)


def _invokes(body: str, tools: Mapping[str, Tool]) -> _Calls:
    found: list[WrittenCall] = []
    at = 0
    while at < len(body):
        block = _INVOKE.match(body, at)
        calls = _parameters(block[1], block[2], _PARAMETER, tools) if block else None
        if block is None or not calls:
            return None
        found += calls
        at = block.end()
    return found


def _parameters(name: str, body: str, form: re.Pattern[str], tools: Mapping[str, Tool]) -> _Calls:
    """Return the call with parameters of which each has its own tags; what is no string has to be JSON."""
    tool = tools.get(name)
    if tool is None:
        return None
    arguments: Json = {}
    at = 0
    while body.strip() and at < len(body):
        block = form.match(body, at)
        if block is None or block[1] in arguments or re.search(r"<(?:parameter|invoke|arg_key)\b", block[2]):
            return None
        value = block[2].removeprefix("\n").removesuffix("\n")
        if _type_of(tool, block[1]) in ("string", None):
            arguments[block[1]] = value
        else:
            try:
                arguments[block[1]] = orjson.loads(value)
            except orjson.JSONDecodeError:
                return None
        at = block.end()
    return _proven(name, arguments, tools)


_DEEPSEEK = re.compile(
    r"\s*<｜tool▁call▁begin｜>(?:function<｜tool▁sep｜>([\w.\-:]+)\s*```json\s*(.*?)\s*```|([\w.\-:]+)<｜tool▁sep｜>(.*?))\s*<｜tool▁call▁end｜>\s*",
    re.DOTALL,
)
_KIMI = re.compile(
    r"\s*<\|tool_call_begin\|>\s*(?:functions\.)?([\w.\-]+?)(?::\d+)?\s*<\|tool_call_argument_begin\|>(.*?)<\|tool_call_end\|>\s*",
    re.DOTALL,
)


def _barred(form: re.Pattern[str], body: str, tools: Mapping[str, Tool]) -> _Calls:
    found: list[WrittenCall] = []
    at = 0
    while at < len(body):
        block = form.match(body, at)
        if block is None:
            return None
        groups = [group for group in block.groups() if group is not None]
        calls = _proven(groups[0], _parse(groups[1]), tools)
        if not calls:
            return None
        found += calls
        at = block.end()
    return found


_FORMS = (
    (
        re.compile(r"<(?:function_calls|tool_calls)>(.*?)</(?:function_calls|tool_calls)>", re.DOTALL),
        _invokes,
    ),
    (re.compile(r"<tool_(?:call|use)>(.*?)</tool_(?:call|use)>", re.DOTALL), _tagged),
    (re.compile(r"(<invoke .*?</invoke>)", re.DOTALL), _invokes),
    (
        re.compile(r"<｜tool▁calls▁begin｜>(.*?)<｜tool▁calls▁end｜>", re.DOTALL),
        lambda body, tools: _barred(_DEEPSEEK, body, tools),
    ),
    (
        re.compile(r"<\|tool_calls_section_begin\|>(.*?)<\|tool_calls_section_end\|>", re.DOTALL),
        lambda body, tools: _barred(_KIMI, body, tools),
    ),
)


# ----------------------------------------------------------------------------- beyond doubt
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def _proven(name: str, arguments: object, tools: Mapping[str, Tool]) -> _Calls:
    """Return the call where the tool was offered and its schema takes these very arguments."""
    tool = tools.get(name)
    if tool is None or not isinstance(arguments, dict):
        return None
    schema = tool.schema or {}
    required = schema.get("required")
    if isinstance(required, list) and any(one not in arguments for one in required):
        return None
    known = schema.get("properties")
    for key, value in arguments.items():
        if isinstance(known, dict) and key not in known:
            return None
        wanted = _TYPES.get(_type_of(tool, key) or "")
        if wanted is not None and type(value) not in wanted:
            return None
    return [WrittenCall(name, orjson.dumps(arguments).decode())]


def _type_of(tool: Tool, name: str) -> str | None:
    properties = (tool.schema or {}).get("properties")
    entry = properties.get(name) if isinstance(properties, dict) else None
    kind = entry.get("type") if isinstance(entry, dict) else None
    return kind if isinstance(kind, str) else None


def _parse(text: str) -> Json | None:
    try:
        value = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return None
    return value if isinstance(value, dict) else None
