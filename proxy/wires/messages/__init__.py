"""The Messages wire (Anthropic): what Claude Code speaks, and many providers besides their own wire."""

from proxy.wires import ReplyContext, ReplyDecoder, ReplyEncoder
from proxy.wires.messages.count_tokens import count_tokens
from proxy.wires.messages.decode_reply import MessagesReplyDecoder
from proxy.wires.messages.decode_request import decode_request
from proxy.wires.messages.encode_reply import MessagesReplyEncoder
from proxy.wires.messages.encode_request import encode_request
from proxy.wires.messages.encode_whole import encode_whole
from proxy.wires.messages.errors import say_error

__all__ = [
    "count_tokens",
    "decode_request",
    "encode_request",
    "encode_whole",
    "reply_decoder",
    "reply_encoder",
    "say_error",
]


def reply_decoder() -> ReplyDecoder:
    """Return a decoder for one reply."""
    return MessagesReplyDecoder()


def reply_encoder(context: ReplyContext) -> ReplyEncoder:
    """Return an encoder for one streamed reply."""
    return MessagesReplyEncoder(context)
