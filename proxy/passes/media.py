"""Pictures and documents where the upstream takes them, and words where it does not."""

import base64
import binascii

import msgspec

from proxy import data_url
from proxy.conversation import (
    File,
    Image,
    Item,
    Message,
    Note,
    Part,
    Request,
    Text,
    ToolResult,
    Wire,
    replace,
)
from proxy.dialect import Dialect

SEE_BELOW = "see image below"
"""Stands in a tool's result for a picture that had to move behind it."""

_TEXT_TYPES = ("application/json", "application/xml", "application/yaml", "application/toml")
_DETAILS = ("low", "high", "auto")


def place_media(request: Request, wire: Wire, dialect: Dialect, notes: list[Note]) -> Request:
    """Return the request with its media where they may be. Expects results directly behind their calls.

    What a tool result may not hold follows in a user message after all results of the batch, since
    nothing may stand between them.
    """
    items = request.items
    if not _has_media(items):
        return request
    placer = _Placer(request, wire, dialect, notes)
    out: list[Item] = []
    moved: list[Part] = []
    for item in items:
        if type(item) is ToolResult:
            out.append(placer.result(item, moved))
            continue
        if moved:
            out.append(Message(role="user", parts=tuple(moved)))
            moved = []
        out.append(placer.message(item) if type(item) is Message else item)
    if moved:
        out.append(Message(role="user", parts=tuple(moved)))
    return replace(request, items=tuple(out))


def _has_media(items: tuple[Item, ...]) -> bool:
    for item in items:
        if type(item) is Message or type(item) is ToolResult:
            for part in item.parts:
                if type(part) is not Text:
                    return True
    return False


class _Placer:
    def __init__(self, request: Request, wire: Wire, dialect: Dialect, notes: list[Note]) -> None:
        self._dialect, self._notes = dialect, notes
        self._own_wire = request.wire == wire
        self._in_results = dialect.tool_result_images and wire != "chat"
        self._original = wire == "responses" and dialect.custom_tools

    def message(self, message: Message) -> Message:
        parts = tuple(self._legal(part) for part in message.parts)
        return message if parts == message.parts else msgspec.structs.replace(message, parts=parts)

    def result(self, result: ToolResult, moved: list[Part]) -> ToolResult:
        """Return the result as it may be; what it may not hold is added to `moved`."""
        parts: list[Part] = []
        below = False
        for part in result.parts:
            legal = self._legal(part)
            if type(legal) is Text or self._in_results:
                parts.append(legal)
                continue
            if not below:
                moved.append(Text(f"From the result of tool call {result.call_id}:"))
                parts.append(Text(SEE_BELOW))
                below = True
            moved.append(legal)
            self._notes.append(Note("tool result", "a picture or document moved behind the results"))
        kept = tuple(parts)
        return result if kept == result.parts else msgspec.structs.replace(result, parts=kept)

    def _legal(self, part: Part) -> Part:
        match part:
            case Text():
                return part
            case Image():
                return self._image(part)
            case File():
                return self._file(part)

    def _image(self, image: Image) -> Part:
        if not self._dialect.images:
            inline = data_url.split(image.url)
            kind = inline[0] if inline is not None else "picture"
            return self._omitted(f"[image omitted: this model takes no images ({kind})]")
        if image.detail == "original" and not self._original:
            note = Note("images", "detail original became high")
            if note not in self._notes:
                self._notes.append(note)
            return msgspec.structs.replace(image, detail="high")
        if image.detail is not None and image.detail not in (*_DETAILS, "original"):
            return msgspec.structs.replace(image, detail=None)
        return image

    def _file(self, file: File) -> Part:
        name = file.name or "document"
        if not file.url:
            # An id names it, and only where it was uploaded.
            if self._own_wire and self._dialect.documents:
                return file
            return self._omitted(f"[document omitted: {name} is known by an id of another provider only]")
        inline = data_url.split(file.url)
        if inline is not None and inline[0].startswith("image/"):
            return self._image(Image(file.url, extra=file.extra))
        if self._dialect.documents:
            return file
        text = _text_of(*inline) if inline is not None else None
        if text is not None:
            self._notes.append(Note("document", f"{name} was written out as text"))
            return Text(f'<document name="{name}">\n{text}\n</document>')
        return self._omitted(f"[document omitted: this model takes no documents ({name})]")

    def _omitted(self, marker: str) -> Text:
        self._notes.append(Note("media", marker.strip("[]")))
        return Text(marker)


def _text_of(media_type: str, content: str) -> str | None:
    if not media_type.startswith("text/") and media_type not in _TEXT_TYPES:
        return None
    try:
        return base64.b64decode(content).decode("utf-8")
    except (binascii.Error, ValueError):
        return None
