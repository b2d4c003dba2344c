"""Show an edit to its user, with every secret masked."""

import re
from pathlib import Path

CONTEXT_LINES = 1
"""Around a change: enough to find the place, and little of what else is in the file."""
MASK = "…"

_QUOTED = r'"(?:[^"\\]|\\.)*"|\'[^\']*\''
_TELLING = r"(?:token|key|secret|passw|authorization|bearer|cookie|credential)"
_NAMED = re.compile(rf"(?i)([\w.\-\"']*{_TELLING}[\w.\-]*[\"']?\s*[:=]\s*)({_QUOTED})")
# The same as an element of a list: a name, then its value, maybe on the next line.
_PAIRED = re.compile(
    rf'(?i)("name"\s*:\s*"[^"\n]*{_TELLING}[^"\n]*"\s*,\s*"value"\s*:\s*)"(?:[^"\\\n]|\\.)*"'
)
# A long run of letters and digits in quotes, but no path, address or sentence.
_OPAQUE = re.compile(r"(?<![\w/.:-])(?=[\w+=.~-]*\d)(?=[\w+=.~-]*[A-Za-z])[\w+=~-][\w+=.~-]{23,}(?![\w/])")
_PREFIXED = re.compile(r"\b(?:sk|tn|pk|rk|gh[pousr]|xox[abp]|hf|gsk|AIza)[-_][\w-]{6,}")
_USERINFO = re.compile(r"(?<=://)[^/@\s\"']+@")


def mask_text(text: str) -> str:
    """The text with the values of secret-looking names, and secret-looking values, replaced by `…`."""
    text = _NAMED.sub(lambda found: f"{found[1]}{found[2][0]}{MASK}{found[2][0]}", text)
    for pattern in (_PREFIXED, _OPAQUE):
        text = pattern.sub(MASK, text)
    return _USERINFO.sub(f"{MASK}@", text)


def show_diff(path: Path, before: bytes | None, after: bytes | None) -> str:
    """A unified diff of one file, masked; empty where nothing changes."""
    if before == after:
        return ""
    import difflib  # only a shown diff pays for it

    old, new = ([] if data is None else _lines(data) for data in (before, after))
    lines = difflib.unified_diff(
        [mask_text(line) for line in old],
        [mask_text(line) for line in new],
        "/dev/null" if before is None else str(path),
        "/dev/null" if after is None else str(path),
        n=CONTEXT_LINES,
        lineterm="",
    )
    shown = "\n".join(lines)
    # Values that differ only where they are masked still are a change.
    return f"{shown}\n" if shown else f"--- {path}\n+++ {path}\n(only masked values differ)\n"


def _lines(data: bytes) -> list[str]:
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    return _PAIRED.sub(lambda found: f'{found[1]}"{MASK}"', text).split("\n")
