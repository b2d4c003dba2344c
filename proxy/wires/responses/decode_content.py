"""Content parts of the Responses wire to neutral parts."""

import mimetypes

from proxy import data_url
from proxy.conversation import NO_EXTRA, File, Image, Json, Note, Part, Text
from proxy.json_fields import as_object, object_field, objects_field, text_field

CIPHERTEXT_START = "gAAAA"
"""What OpenAI's encrypted agent messages begin with; from any other model the field holds plain text."""

_ENCRYPTED_WORDS = "[A message that only the provider who encrypted it can read.]"


def read_parts(content: object, path: str, notes: list[Note]) -> tuple[Part, ...]:
    """Read a string or a list of parts, whatever the role calls them; empty texts vanish."""
    if isinstance(content, str):
        return (Text(content),) if content else ()
    if not isinstance(content, list):
        return ()
    parts: list[Part] = []
    for value in content:
        if isinstance(value, str):
            part: Part | None = Text(value) if value else None
        else:
            raw = as_object(value)
            part = _part(raw, path, notes) if raw is not None else None
        if part is not None:
            parts.append(part)
    return tuple(parts)


def joined_texts(value: object) -> str:
    """Join the texts of a `summary` or `content` list with blank lines."""
    if isinstance(value, str):
        return value
    texts = [text_field(part, "text") for part in objects_field({"parts": value}, "parts")]
    return "\n\n".join(text for text in texts if text)


def _part(raw: Json, path: str, notes: list[Note]) -> Part | None:
    kind = raw.get("type")
    match kind:
        case "input_text" | "output_text" | "text" | "summary_text" | "reasoning_text":
            text = text_field(raw, "text")
            annotations = raw.get("annotations")
            if not text:
                return None
            return Text(text, {"annotations": annotations}) if annotations else Text(text)
        case "refusal":
            text = text_field(raw, "refusal")
            return Text(text) if text else None
        case "input_image" | "image_url":
            return _image(raw, path, notes)
        case "input_file" | "file":
            return _file(raw)
        case "encrypted_content":
            text = text_field(raw, "encrypted_content")
            if text.startswith(CIPHERTEXT_START):
                notes.append(Note(path, "an encrypted agent message was replaced by a marker"))
                return Text(_ENCRYPTED_WORDS)
            return Text(text) if text else None
        case _:
            notes.append(Note(path, f"a content part of type {kind} was put into words"))
            return Text(text_field(raw, "text") or f"[{kind} omitted]")


def _image(raw: Json, path: str, notes: list[Note]) -> Part:
    nested = object_field(raw, "image_url")  # the form of chat completions
    url = text_field(nested, "url") or text_field(raw, "image_url")
    if not url:
        file_id = text_field(raw, "file_id")
        notes.append(Note(path, "an image given by file id was left out: Turnout keeps no files"))
        return Text(f"[image {file_id} omitted]" if file_id else "[image omitted]")
    return Image(url, text_field(raw, "detail") or text_field(nested, "detail") or None)


def _file(raw: Json) -> Part:
    inner = object_field(raw, "file") or raw
    name = text_field(inner, "filename") or None
    url = text_field(inner, "file_data") or text_field(inner, "file_url")
    if url and not url.startswith(("data:", "http://", "https://")):
        guessed = mimetypes.guess_type(name or "")[0]
        url = data_url.join(guessed or "application/octet-stream", url)
    file_id = text_field(inner, "file_id")
    return File(url, name, {"file_id": file_id} if file_id else NO_EXTRA)
