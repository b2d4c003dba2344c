"""Which headers a user may have sent with every request to a provider."""

import re

from profiles.errors import InvalidProfileError

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_SECRET_HEADERS = frozenset(
    ("authorization", "proxy-authorization", "x-api-key", "api-key", "x-goog-api-key", "cookie")
)
_CONNECTION_HEADERS = frozenset(
    ("connection", "content-encoding", "content-length", "content-type", "expect", "host", "keep-alive")
).union(("te", "trailer", "transfer-encoding", "upgrade"))


def check_header(name: str, value: str) -> None:
    """Refuse what would break the request, and credentials: those belong into the keyring."""
    if not _HEADER_NAME.fullmatch(name):
        raise InvalidProfileError(f"{name!r} cannot be a header's name.")
    lower = name.lower()
    if lower in _SECRET_HEADERS:
        raise InvalidProfileError(
            f"The header {name} carries a key, and keys are not written into files.",
            "Leave it out and use `turnout key set ID`; Turnout sends the header itself.",
        )
    if lower in _CONNECTION_HEADERS:
        raise InvalidProfileError(f"The header {name} belongs to the connection; it cannot be set.")
    if any(ord(character) < 32 or ord(character) == 127 for character in value):
        raise InvalidProfileError(f"The value of header {name} holds a line break or control character.")
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        raise InvalidProfileError(
            f"The value of header {name} holds characters a header cannot have."
        ) from None
