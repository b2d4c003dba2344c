"""The OpenAI Responses wire: what Codex speaks, and more and more providers."""

from proxy.wires.responses.decode_reply import reply_decoder
from proxy.wires.responses.decode_request import decode_request
from proxy.wires.responses.encode_reply import reply_encoder
from proxy.wires.responses.encode_request import encode_request
from proxy.wires.responses.encode_whole import encode_whole
from proxy.wires.responses.errors import say_error

__all__ = [
    "decode_request",
    "encode_request",
    "encode_whole",
    "reply_decoder",
    "reply_encoder",
    "say_error",
]
