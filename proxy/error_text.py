"""What an error body says, whatever its shape: texts, codes, and a form that may be shown to people."""

import re
from typing import Literal

import orjson
from msgspec import Struct

MAX_READ_BYTES = 256 * 1024
"""Of an error body no more is read: real ones have a few hundred bytes, a web page some ten thousand."""
MAX_QUOTE_CHARS = 500
"""A provider's own words are quoted up to this length."""
_MAX_TEXT_CHARS = 8_000
"""What phrases are looked for in; keeps every pattern cheap on hostile bodies."""
_MAX_DEPTH = 8
_MAX_ENTRIES = 8
"""How many entries of a list of errors are read."""

Shape = Literal["json", "text", "html", "empty"]


class ErrorText(Struct, frozen=True):
    """`text` holds every sentence once, outermost first; `codes` are lower case, numbers as digits.

    MiniMax's numbers collide with Zhipu's, so they carry the field they stood in: `base_resp:1004`.
    `param` is the parameter the provider names ("" when none), `figures` are token counts given as fields.
    """

    text: str
    codes: tuple[str, ...] = ()
    shape: Shape = "json"
    param: str = ""
    retry_after: float | None = None
    used: int | None = None
    limit: int | None = None


_TEXT_FIELDS = (
    "message",
    "msg",
    "status_msg",
    "error_msg",
    "errorMessage",
    "error_description",
    "title",
    "description",
)
_NESTED_FIELDS = (
    "error",
    "errors",
    "detail",
    "details",
    "base_resp",
    "response",
    "body",
    "metadata",
    "raw",
    "cause",
    "innererror",
    "data",
)
_CODE_FIELDS = ("code", "type", "error_code", "errorCode", "status", "status_code", "reason", "__type")
_SILENT_CODES = frozenset(
    {"", "error", "response", "none", "null", "0", "200", "true", "false", "fail", "failed"}
)
_SECONDS_FIELDS = ("retry_after", "retryDelay", "retry_after_seconds", "resets_in_seconds")
# llama.cpp's server and a few gateways give the figures of an overflow as fields.
_USED_FIELDS = ("n_prompt_tokens", "prompt_tokens", "input_tokens")
_LIMIT_FIELDS = ("n_ctx", "max_context_length", "context_length")


def read_error(body: bytes) -> ErrorText:
    """Read an error body of any shape; never raises."""
    body = body[:MAX_READ_BYTES].removeprefix(b"\xef\xbb\xbf").strip()
    if not body:
        return ErrorText("", shape="empty")
    if body[:6] in (b"event:", b"data: ") or body.startswith(b"data:"):
        # An event stream with an error status: the first data line is the error.
        found = re.search(rb"^data:[ ]?(.+)$", body, re.MULTILINE)
        body = found[1].strip() if found else body
    if body[:1] in b'{["':
        try:
            return read_error_object(orjson.loads(body))
        except orjson.JSONDecodeError:
            pass
    text = body.decode("utf-8", "replace")
    if _is_page(text):
        title = re.search(r"<(title|h1)[^>]*>([^<]{1,300})", text, re.IGNORECASE)
        return ErrorText(title[2].strip() if title else "", shape="html")
    return ErrorText(text[:_MAX_TEXT_CHARS], shape="text")


def read_error_object(error: object) -> ErrorText:
    """Read an error given as a value: an object, a list of them, or a string."""
    gathered = _Gathered()
    gathered.take(error, "", 0)
    texts: list[str] = []
    for text in gathered.texts:
        if not any(text in known for known in texts):
            texts = [known for known in texts if known not in text] + [text]
    return ErrorText(
        ": ".join(texts)[:_MAX_TEXT_CHARS],
        tuple(gathered.codes),
        param=gathered.param,
        retry_after=gathered.retry_after,
        used=gathered.used,
        limit=gathered.limit,
    )


class _Gathered:
    """What a walk through an error value has found so far."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.codes: dict[str, None] = {}
        self.param = ""
        self.retry_after: float | None = None
        self.used: int | None = None
        self.limit: int | None = None

    def take(self, value: object, field: str, depth: int) -> None:
        if depth > _MAX_DEPTH:
            return
        if isinstance(value, str):
            self._take_text(value, depth)
        elif isinstance(value, list):
            for entry in value[:_MAX_ENTRIES]:
                self.take(entry, field, depth + 1)
        elif isinstance(value, dict):
            self._take_object(value, field, depth)

    def _take_text(self, text: str, depth: int) -> None:
        text = text[:_MAX_TEXT_CHARS].strip()
        if text[:1] in ("{", "["):  # OpenRouter's metadata.raw, a relay's message: an error within the error
            try:
                inner = orjson.loads(text)
            except orjson.JSONDecodeError:
                pass
            else:
                self.take(inner, "", depth + 1)
                return
        if text and not _is_page(text):
            self.texts.append(text)

    def _take_object(self, value: dict[object, object], field: str, depth: int) -> None:
        for name in _CODE_FIELDS:
            code = value.get(name)
            if isinstance(code, int | str) and str(code).lower() not in _SILENT_CODES:
                word = str(code)[:100].lower()
                self.codes[f"base_resp:{word}" if field == "base_resp" else word] = None
        for name in _SECONDS_FIELDS:
            self.retry_after = _seconds(value.get(name)) if self.retry_after is None else self.retry_after
        self.used = _count(value, _USED_FIELDS) if self.used is None else self.used
        self.limit = _count(value, _LIMIT_FIELDS) if self.limit is None else self.limit
        where = value.get("loc")  # FastAPI: {"loc": ["body", "max_tokens"], "msg": "...", "type": "..."}
        if isinstance(where, list):
            path = ".".join(str(step) for step in where if step != "body")
            self.param = self.param or path
            self.texts.append(f"{path}: {value.get('msg', '')}"[:_MAX_TEXT_CHARS])
        param = value.get("param")
        if isinstance(param, str) and not self.param:
            self.param = param[:100]
        for name in (*_TEXT_FIELDS, *_NESTED_FIELDS):
            if name in value and not (name == "msg" and isinstance(where, list)):
                self.take(value[name], name, depth + 1)


def _seconds(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, str) and (found := re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)s?", value)):
        return float(found[1])
    return None


def _count(value: dict[object, object], names: tuple[str, ...]) -> int | None:
    return next((n for name in names if isinstance(n := value.get(name), int) and n > 1), None)


_PAGE = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|center|h1)\b", re.IGNORECASE | re.DOTALL
)


def _is_page(text: str) -> bool:
    return _PAGE.match(text) is not None


# ----------------------------------------------------------------------------- what may be shown
_ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?)")
_TAGS = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_KEYS = re.compile(
    r"""
      (?P<head>\b[Bb]earer\s+)[^\s"',;)}\]]{6,}
    | (?P<prefix>\b(?:sk|pk|rk|ak|gsk|xai|hf|nvapi|ghp|gho|ghu|github_pat|glpat|r8|fw|csk|tgp|key)[-_])
      [\w\-*.…~+/=%]{6,}
    | \b(?:AKIA|AIza)[\w\-]{12,}
    | \beyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?
    | \b[0-9a-f]{32}\.\w{8,}                                  # Zhipu
    | \b(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{32,}[\w\-~+/=]*
    | (?P<word>(?:\b(?:api[\s_-]?keys?|keys?|tokens?|secret)\b|令牌|密钥)[^\w*]{0,4}
      (?:\b(?:provided|is|was|invalid|used)\b)?[^\w*]{1,4})
      (?=[\w\-.]*[\d*])[\w\-*.…~+/=%]{8,}
    """,
    re.VERBOSE,
)


def _mask(found: re.Match[str]) -> str:
    return (found["head"] or found["prefix"] or found["word"] or "") + "***"


def quote(text: str, limit: int = MAX_QUOTE_CHARS) -> str:
    """Return a provider's words as they may be shown: one line, no control characters, no tags, no keys."""
    text = text[: 4 * limit]
    text = " ".join(_TAGS.sub(" ", _ESCAPES.sub("", text)).split())
    if not text.isprintable():  # control characters, marks that turn the direction of text, lone surrogates
        text = "".join(char for char in text if char.isprintable())
    text = _KEYS.sub(_mask, text)
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
