"""Tool tips of foreign text: Qt takes what looks like HTML for HTML, and would read the files that it names."""

import html


def plain_tip(text: str) -> str:
    """Return what is shown as exactly this text."""
    if "<" not in text:
        return text
    lines = html.escape(text).replace("\n", "<br>")
    return f"<qt>{lines}</qt>"
