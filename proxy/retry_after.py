"""When a provider wants to be asked again: from its headers, its error body or its words."""

import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from math import ceil

from proxy.error_text import ErrorText

MAX_RETRY_AFTER_S = 7 * 86_400.0
"""Longer than any provider's window (a week): what is above comes of a wrong clock. Below, people are told the
time as it is; each wire decides how long its client may wait for it."""
MAX_TOLD_S = 600
"""No client is told to sleep for longer, whatever was wished: Codex 0.169.0 would, without a word. The time itself
then stands in the message."""

_DELAY = re.compile(
    r"(?:try(?:ing)? again|retry|retrying|wait|available|reset\w*|after|请在?|等待)\D{0,40}?(?=\d)"
    r"(?:(?P<h>\d{1,4}) ?h(?:ours?|rs?)? ?)?(?:(?P<m>\d{1,5}) ?(?:m(?!s)(?:in(?:ute)?s?)?|分钟?) ?)?"
    r"(?:(?P<s>\d{1,7}(?:\.\d{1,9})?) ?(?P<unit>ms|milliseconds?|s\b|secs?\b|seconds?|秒))?",
    re.IGNORECASE,
)


def read_delay(read: ErrorText, headers: Mapping[str, str]) -> float | None:
    """Return the delay that the provider wishes, in seconds, clamped to `MAX_RETRY_AFTER_S`; None: it names none.

    Header names are lower case. Headers count for more than fields of the body, those for more than words.
    """
    seconds = _number(headers.get("retry-after-ms"), 0.001)
    if seconds is None:
        seconds = _number(headers.get("retry-after"), 1.0)
    if seconds is None:
        seconds = _until(headers.get("retry-after", ""), headers.get("date", ""))
    if seconds is None:
        seconds = read.retry_after
    if seconds is None:
        seconds = _said_delay(read.text)
    return None if seconds is None else min(max(seconds, 0.0), MAX_RETRY_AFTER_S)


def told(seconds: float) -> str:
    """Return what a `retry-after` header says of a delay: whole seconds, from one to `MAX_TOLD_S`."""
    return str(min(max(1, ceil(seconds)), MAX_TOLD_S))


def with_wait(message: str, seconds: float) -> str:
    """Return a message that names the delay, for who is told a shorter one or none."""
    return f"{message} The provider takes requests again in about {_in_words(seconds)}."


def _in_words(seconds: float) -> str:
    minutes = ceil(seconds / 60)
    if minutes < 2:
        return f"{ceil(seconds)} seconds"
    return f"{minutes} minutes" if minutes < 120 else f"{round(minutes / 60)} hours"


def _number(value: str | None, unit: float) -> float | None:
    found = re.fullmatch(r"\s*(\d{1,12}(?:\.\d{1,9})?)\s*s?", value or "")
    return float(found[1]) * unit if found else None


def _until(date: str, now: str) -> float | None:
    """Return the seconds up to an HTTP date; by the provider's own clock where it says its time."""
    try:
        then = parsedate_to_datetime(date[:100]).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return then - parsedate_to_datetime(now[:100]).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return then - time.time()


def _said_delay(text: str) -> float | None:
    for found in _DELAY.finditer(text):
        if not (found["h"] or found["m"] or found["s"]):
            continue
        seconds = float(found["s"] or 0)
        if (found["unit"] or "").lower().startswith(("ms", "milli")):
            seconds /= 1000
        return seconds + 60 * int(found["m"] or 0) + 3600 * int(found["h"] or 0)
    return None
