"""The colours of both schemes, as values: every text colour reads on every surface (WCAG 4.5:1)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """One scheme. All values are `#rrggbb`.

    Surfaces: bg, panel, hover, selection, code, chip and the four tints. Texts: text, dim, accent, ok, warn, err.
    `line` parts surfaces, `edge` bounds a field, `faint` is for what is disabled, `on_accent` is text on accent.
    """

    bg: str
    panel: str
    hover: str
    selection: str
    code: str
    chip: str
    accent_bg: str
    ok_bg: str
    warn_bg: str
    err_bg: str
    line: str
    edge: str
    text: str
    dim: str
    faint: str
    accent: str
    accent_hover: str
    on_accent: str
    ok: str
    warn: str
    err: str


SURFACES = (
    "bg", "panel", "hover", "selection", "code", "chip", "accent_bg", "ok_bg", "warn_bg", "err_bg",
)  # fmt: skip
TEXTS = ("text", "dim", "accent", "ok", "warn", "err")

LIGHT = Tokens(
    bg="#f6f7f9", panel="#ffffff", hover="#f1f3f6", selection="#e9f1fe", code="#f6f7f9", chip="#eef1f5",
    accent_bg="#e9f1fe", ok_bg="#e9f6ed", warn_bg="#fdf3e0", err_bg="#fdecee",
    line="#e2e5ea", edge="#c9ced7",
    text="#1b1f26", dim="#5f6775", faint="#a5acb8",
    accent="#2563eb", accent_hover="#1d55d3", on_accent="#ffffff",
    ok="#137838", warn="#9a5b00", err="#c62a37",
)  # fmt: skip
DARK = Tokens(
    bg="#16181d", panel="#1d2026", hover="#262a31", selection="#233049", code="#16181d", chip="#2a2e36",
    accent_bg="#1f2d47", ok_bg="#1b2f24", warn_bg="#33291a", err_bg="#3a2226",
    line="#2c3038", edge="#414753",
    text="#e6e8ec", dim="#959dab", faint="#5d6471",
    accent="#6aa1ff", accent_hover="#86b3ff", on_accent="#0d1526",
    ok="#3fb968", warn="#e0a030", err="#f47781",
)  # fmt: skip


def contrast(one: str, other: str) -> float:
    """Return the WCAG 2 contrast ratio of two colours, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
