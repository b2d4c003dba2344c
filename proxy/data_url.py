"""`data:` URLs with base64 content, as the wires carry images and documents."""


def split(url: str) -> tuple[str, str] | None:
    """Return (media type, base64 text) of a base64 `data:` URL, None for any other URL."""
    if not url.startswith("data:"):
        return None
    head, comma, content = url[5:].partition(",")
    media_type, *flags = head.split(";")
    if not comma or "base64" not in flags:
        return None
    return media_type or "application/octet-stream", content


def join(media_type: str, base64_text: str) -> str:
    """Return the `data:` URL."""
    return f"data:{media_type};base64,{base64_text}"
