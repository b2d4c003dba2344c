"""Chat completions (OpenAI and everyone compatible): requests, replies and errors, in and out."""

from proxy.wires.chat.decode_reply import reply_decoder
from proxy.wires.chat.decode_request import decode_request
from proxy.wires.chat.encode_reply import encode_whole, reply_encoder
from proxy.wires.chat.encode_request import encode_request
from proxy.wires.chat.errors import say_error

__all__ = [
    "decode_request",
    "encode_request",
    "encode_whole",
    "reply_decoder",
    "reply_encoder",
    "say_error",
]
