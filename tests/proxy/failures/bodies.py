"""Errors as three kinds of providers write them."""

import json


def openai(
    message: str, type_: str = "invalid_request_error", code: object = None, param: object = None
) -> bytes:
    return json.dumps({"error": {"message": message, "type": type_, "param": param, "code": code}}).encode()


def anthropic(type_: str, message: str) -> bytes:
    return json.dumps({"type": "error", "error": {"type": type_, "message": message}}).encode()


def new_api(message: str, code: str = "") -> bytes:
    return json.dumps(
        {
            "error": {
                "message": f"{message} (request id: 2026)",
                "type": "new_api_error",
                "param": "",
                "code": code,
            }
        },
        ensure_ascii=False,
    ).encode()
