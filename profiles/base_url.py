"""Base URLs: what people paste made usable, and the addresses that follow from them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit, urlunsplit

from profiles.errors import BadBaseUrlError
from profiles.host import canonical, is_local
from profiles.presets import load_presets
from profiles.profile import DEMO_SCHEME, Wire, check_base_url, spell

_VERSION = re.compile(r"v\d+(?:(?:alpha|beta)\d*)?", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s\"'`<>“”‘’，。；]+", re.IGNORECASE)
_WRAPPING = " \t\r\n\"'`<>()“”‘’,;，；。"

# What clients append themselves, with all that follows it.
_APPENDED = re.compile(
    r"/(?:(?P<wire>chat/completions|responses|messages)(?:/.*)?|completions|embeddings|models)\Z",
    re.IGNORECASE | re.DOTALL,
)
_WIRE_OF: Mapping[str, Wire] = {"chat/completions": "chat", "responses": "responses", "messages": "messages"}
_DOUBLED = re.compile(r"(/v\d+)(?:\1)+(?=/|\Z)", re.IGNORECASE)
_HARMLESS_QUERIES = frozenset(("beta", "api-version", "client_version"))


@dataclass(frozen=True, slots=True)
class Normalised:
    """A usable base URL. `wire_hint` is what the pasted text gives away; `notes` say what was changed."""

    url: str
    wire_hint: Wire | None
    notes: tuple[str, ...]


def normalise(pasted: str, wire: Wire | None = None) -> Normalised:
    """Make a base URL of what a user pasted. BadBaseUrlError names the right address where it is known.

    `wire` is what the user says it speaks; otherwise the address may give it away. A messages URL comes out
    without its version (as Claude Code wants it), any other bare host with /v1.
    """
    if pasted.strip().startswith(f"{DEMO_SCHEME}:"):
        return Normalised(pasted.strip(), None, ())
    notes: list[str] = []
    parts = _split(_extract(pasted, notes), notes)
    path, hint = _trim_path(parts.path, wire, notes)
    parts = parts._replace(path=path)
    _refuse_console(parts)
    parts = _use_known(parts, wire or hint, notes)
    if hint is None and parts.path.rpartition("/")[2].lower() in ("anthropic", "claude-code-proxy"):
        hint = "messages"
    if not parts.path and (wire or hint) != "messages" and not _is_known(parts):
        parts = parts._replace(path="/v1")
        notes.append("Added /v1, where nearly every API lives.")
    url = urlunsplit(parts)
    check_base_url(url)
    return Normalised(url, hint, tuple(notes))


def request_url(base_url: str, wire: Wire) -> str:
    """The address requests are posted to.

    Messages endpoints are named without a version (`…/anthropic`), as Claude Code takes them, or with one.
    """
    base = base_url.rstrip("/")
    if wire == "chat":
        return f"{base}/chat/completions"
    if wire == "responses":
        return f"{base}/responses"
    return f"{base}/messages" if _has_version(base) else f"{base}/v1/messages"


def models_url(base_url: str, wire: Wire) -> str:
    """The address of the provider's model list."""
    base = base_url.rstrip("/")
    if wire == "messages" and not _has_version(base):
        return f"{base}/v1/models"
    return f"{base}/models"


def _has_version(base: str) -> bool:
    return _VERSION.fullmatch(base.rpartition("/")[2]) is not None


def _extract(pasted: str, notes: list[str]) -> str:
    """The address itself, out of quotes or of a pasted setting or command."""
    text = pasted.strip(_WRAPPING)
    found = [match.group().rstrip(_WRAPPING) for match in _ADDRESS.finditer(text)]
    if len(set(found)) > 1:
        raise BadBaseUrlError("The text holds several addresses.", "Give the base URL alone.")
    if found and found[0] != text:
        notes.append("Took the address out of the text around it.")
        return found[0]
    if not text:
        raise BadBaseUrlError("The base URL is empty.", "It looks like https://api.example.com/v1.")
    if "://" not in text:
        host = re.match(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]", text)
        # A lone word is no host; with a port it is.
        other = re.match(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)", text)  # https:/…, mailto:…
        if host is None or other or not (set(".:[") & set(text) or text == "localhost"):
            raise BadBaseUrlError(
                "The base URL is not a web address.", "It looks like https://api.example.com/v1."
            )
        scheme = "http" if is_local(host[0].strip("[]")) else "https"
        notes.append(f"Added {scheme}://.")
        return f"{scheme}://{text}"
    return text


def _split(text: str, notes: list[str]) -> SplitResult:
    """Parse, and drop the parts that say nothing: default port, empty fragment, queries the clients add."""
    text = text.removesuffix("#")  # Cherry Studio's mark for "use exactly this address"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise BadBaseUrlError(f"The base URL cannot be read: {error}.") from None
    if parts.query:
        names = {piece.partition("=")[0] for piece in parts.query.split("&")}
        if names <= _HARMLESS_QUERIES:
            notes.append(f"Removed ?{parts.query}.")
            parts = parts._replace(query="")
    if "@" in parts.netloc or not parts.hostname:
        return parts  # refused with its own words
    usual = (parts.scheme, port) in (("https", 443), ("http", 80))
    netloc = spell(parts.hostname, None if usual else port)
    if canonical(parts.hostname) != parts.hostname:
        notes.append(f"Read the host as {canonical(parts.hostname)}.")
    return parts._replace(netloc=netloc)


def _trim_path(path: str, wire: Wire | None, notes: list[str]) -> tuple[str, Wire | None]:
    """The path without what clients append themselves, and the wire that gave away."""
    trimmed = re.sub(r"/{2,}", "/", path).rstrip("/")
    hint: Wire | None = None
    while found := _APPENDED.search(trimmed):
        hint = _WIRE_OF.get((found["wire"] or "").lower(), hint)
        trimmed = trimmed[: found.start()]
        notes.append(f"Removed {found[0]}, which is added to every request anyway.")
    single = _DOUBLED.sub(r"\1", trimmed)
    if single != trimmed:
        notes.append("Removed the doubled version.")
    lower = single.lower()
    if lower.endswith("/anthropic/v1"):
        hint = hint or "messages"
    if (wire or hint) == "messages" and lower.endswith("/v1"):
        # Claude Code appends /v1 itself.
        rest, _ = _trim_path(single[:-3], "messages", notes)
        return rest, hint
    return single, hint


def _known_bases(host: str) -> dict[str, tuple[Wire, ...]]:
    """The presets' base URLs on this host, with their wires."""
    found: dict[str, tuple[Wire, ...]] = {}
    for preset in load_presets().values():
        for endpoint in preset.endpoints:
            if urlsplit(endpoint.base_url).netloc == host:
                base = endpoint.base_url.rstrip("/")
                found[base] = (*found.get(base, ()), endpoint.wire)
    return found


def _is_known(parts: SplitResult) -> bool:
    return urlunsplit(parts) in _known_bases(parts.netloc)


def _refuse_console(parts: SplitResult) -> None:
    """A page for people is not an API: say which address is."""
    host = (parts.hostname or "").removeprefix("www.")
    first = parts.path.split("/")[1:2]
    for preset in load_presets().values():
        if host not in preset.sites:
            continue
        bases = [endpoint.base_url for endpoint in preset.endpoints]
        same_host = [urlsplit(base) for base in bases if urlsplit(base).hostname == host]
        if any(base.path.split("/")[1:2] == first for base in same_host):
            return
        raise BadBaseUrlError(
            f"{parts.hostname} is a page of {preset.name} for people, not its API.",
            f"Use {' or '.join(dict.fromkeys(bases))}, or `--preset {preset.id}`.",
        )


def _use_known(parts: SplitResult, hint: Wire | None, notes: list[str]) -> SplitResult:
    """On a known provider's host, a bare address means that provider's API, wherever on the host it lives."""
    if parts.path not in ("", "/v1") or _is_known(parts):
        return parts
    bases = _known_bases(parts.netloc)
    if not bases or any(urlsplit(base).path in ("", "/v1") for base in bases):
        return parts
    wanted = [base for base, wires in bases.items() if hint is None or hint in wires]
    if hint is None:
        # Where only one is not for Claude Code alone, that one is meant.
        wanted = [base for base in wanted if set(bases[base]) != {"messages"}] or wanted
    if len(wanted) != 1:
        raise BadBaseUrlError(
            f"{parts.netloc} has its API elsewhere on that host.", f"Use one of {', '.join(sorted(bases))}."
        )
    notes.append(f"Used {wanted[0]}, where the API of {parts.netloc} lives.")
    return urlsplit(wanted[0])
