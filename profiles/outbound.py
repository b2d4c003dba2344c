"""How requests to a provider leave this machine, as a profile says it."""

from urllib.parse import urlsplit

from profiles.errors import InvalidProfileError

DIRECT = "direct"
ENVIRONMENT = "environment"
SCHEMES = ("http", "https", "socks5", "socks5h")


def check_proxy(proxy: str) -> None:
    """Refuse what is no outbound proxy: "direct", "environment", or the URL of one. Raises InvalidProfileError."""
    if proxy in (DIRECT, ENVIRONMENT):
        return
    wanted = f"Use direct, environment, or a URL: {', '.join(f'{scheme}://' for scheme in SCHEMES)}HOST:PORT."
    try:
        parts = urlsplit(proxy)
        port = parts.port
    except ValueError:
        raise InvalidProfileError("The outbound proxy is not a URL.", wanted) from None
    if "@" in parts.netloc:
        # Not repeated: what stands before the @ is a password.
        raise InvalidProfileError(
            "The outbound proxy has a login in it, and passwords are not written into files.",
            'Use "environment" and set HTTPS_PROXY with the login where Turnout is started.',
        )
    if parts.scheme not in SCHEMES or not parts.hostname or port == 0:
        raise InvalidProfileError("The outbound proxy is not one that Turnout can use.", wanted)
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise InvalidProfileError("The outbound proxy has more than a host and a port.", wanted)
    if any(character.isspace() or not character.isprintable() for character in proxy):
        raise InvalidProfileError("The outbound proxy holds a space or control character.", wanted)
