"""The requests that a Codex gateway documents for its users: what people already send, word for word but in English."""

from typing import Any

Json = dict[str, Any]

LIST: Json = {
    "type": "function",
    "name": "list",
    "description": "List the tools there are",
    "parameters": {
        "type": "object",
        "properties": {"limit": {"type": "integer"}, "offset": {"type": "integer"}},
        "required": ["limit", "offset"],
    },
}
"""A tool as Responses declares it."""
ASKED_TO_LIST = "Call list(limit=20, offset=0) first, then say how many tools you see."
LISTED = '{"total":4,"tools":["list","read","write","run"]}'

HELLO: Json = {
    "model": "gpt-5.1-codex-mini",
    "stream": False,
    "input": [{"role": "user", "content": [{"type": "input_text", "text": "Hello, introduce yourself"}]}],
}
HINTS: Json = {
    "model": "gpt-5.1-codex-mini",
    "stream": True,
    "input": [
        {"role": "user", "content": [{"type": "input_text", "text": "Give me three hints for debugging Go"}]}
    ],
}
RAW: Json = {
    "model": "gpt-5.3-codex",
    "stream": True,
    "input": [{"role": "user", "content": [{"type": "input_text", "text": "Hello"}]}],
}
RAW_HEADERS = ({"X-Codex-Mode": "raw"}, {"X-Codex-Raw-Passthrough": "true"})
FIRST_ROUND: Json = {
    "model": "gpt-5.3-codex",
    "stream": False,
    "input": [{"role": "user", "content": [{"type": "input_text", "text": ASKED_TO_LIST}]}],
    "tools": [LIST],
    "tool_choice": {"type": "function", "name": "list"},
}
SECOND_ROUND: Json = {
    "model": "gpt-5.3-codex",
    "stream": False,
    "input": [
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": ASKED_TO_LIST}]},
        {
            "type": "function_call",
            "call_id": "call_xxx",
            "name": "list",
            "arguments": '{"limit":20,"offset":0}',
        },
        {"type": "function_call_output", "call_id": "call_xxx", "output": LISTED},
    ],
}
"""The tools are not declared again."""

CHAT: Json = {
    "model": "gpt-5.1-codex-mini",
    "stream": False,
    "messages": [{"role": "user", "content": "Write an example that reads JSON in Go"}],
}
CHAT_STREAM: Json = {
    "model": "gpt-5.1-codex-mini",
    "stream": True,
    "messages": [{"role": "user", "content": "Give me quicksort in pseudocode"}],
}
WEATHER: Json = {
    "model": "gpt-5.1-codex-mini",
    "stream": False,
    "messages": [{"role": "user", "content": "Look up the weather in Shanghai"}],
    "tools": [
        {
            "type": "function",
            "function": {
                "name": "get_weather",
                "description": "Look up the weather",
                "parameters": {
                    "type": "object",
                    "properties": {"city": {"type": "string"}},
                    "required": ["city"],
                },
            },
        }
    ],
    "tool_choice": "auto",
}
PICTURE_URL = "https://example.com/demo.png"
PICTURE: Json = {
    "model": "gpt-5.1-codex-mini",
    "messages": [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "Describe this picture"},
                {"type": "image_url", "image_url": {"url": PICTURE_URL}},
            ],
        }
    ],
}
"""Nothing says whether it is to be streamed: then it is not."""

MESSAGE: Json = {
    "model": "gpt-5.1-codex-mini",
    "max_tokens": 2000,
    "stream": False,
    "messages": [{"role": "user", "content": "Hello, introduce yourself"}],
}
"""The same on the wire that the gateway lacks and Turnout has."""

WHOLE: Json = {"responses": HELLO, "chat": CHAT, "messages": MESSAGE}
"""A request for a whole reply, by wire."""
