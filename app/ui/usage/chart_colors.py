"""The colours of series, for each scheme: to be told apart by hue and by lightness."""

from app.ui.theme import theme

LIGHT = ("#9db8ea", "#2563eb", "#7c4dd6", "#c07a10", "#c62a37", "#0f8f8a")
DARK = ("#41598c", "#6aa1ff", "#b08cff", "#e0a030", "#f47781", "#3fb9b0")


def series_color(place: int) -> str:
    """The colour of the series at this place of the palette, in the scheme of the moment."""
    colors = DARK if theme().is_dark else LIGHT
    return colors[place % len(colors)]
