"""What two texts differ in, line by line, as a unified diff, worked out in steps: bodies can be long."""

import difflib
from bisect import bisect_left
from collections import Counter
from collections.abc import Generator
from itertools import pairwise

_EXACT = 400
"""Lines: a stretch of this length without a line of its own is compared by difflib, a longer one is replaced."""
_CONTEXT = 3
_STEP = 2_000

Op = tuple[str, str]
"""A sign (" ", "-" or "+") and a line."""


def compare(before: list[str], after: list[str]) -> Generator[None, None, list[Op]]:
    """Return every line with its sign: anchored at lines that both texts have once (patience diff)."""
    ops: list[Op] = []
    stack = [(0, len(before), 0, len(after))]
    while stack:
        low, high, start, end = stack.pop()
        head = low
        while low < high and start < end and before[low] == after[start]:
            low, start = low + 1, start + 1
            if (low - head) % _STEP == 0:
                yield
        ops += [(" ", line) for line in before[head:low]]
        tail = 0
        while low < high - tail and start < end - tail and before[high - tail - 1] == after[end - tail - 1]:
            tail += 1
        if tail:
            stack.append((high - tail, high, end - tail, end))
            high, end = high - tail, end - tail
        yield
        if low == high or start == end:
            ops += [("-", line) for line in before[low:high]] + [("+", line) for line in after[start:end]]
            continue
        anchors = _anchors(before, low, high, after, start, end)
        yield
        if not anchors:
            ops += _small(before[low:high], after[start:end])
            continue
        places = [(low, start), *anchors, (high, end)]
        parts = [(one, other, first, second) for (one, first), (other, second) in pairwise(places)]
        stack += reversed(parts)
    return ops


def _anchors(
    before: list[str], low: int, high: int, after: list[str], start: int, end: int
) -> list[tuple[int, int]]:
    """Return the lines that stand once on each side, in the longest order that both sides share."""
    ours, theirs = Counter(before[low:high]), Counter(after[start:end])
    place = {line: at for at, line in enumerate(after[start:end], start) if theirs[line] == 1}
    pairs = [
        (at, place[line])
        for at, line in enumerate(before[low:high], low)
        if ours[line] == 1 and line in place
    ]
    tops: list[int] = []
    chain: list[tuple[tuple[int, int], int]] = []
    last: list[int] = []
    for pair in pairs:
        at = bisect_left(tops, pair[1])
        chain.append((pair, last[at - 1] if at else -1))
        if at == len(tops):
            tops.append(pair[1])
            last.append(len(chain) - 1)
        else:
            tops[at] = pair[1]
            last[at] = len(chain) - 1
    found = []
    link = last[-1] if last else -1
    while link >= 0:
        found.append(chain[link][0])
        link = chain[link][1]
    return found[::-1]


def _small(before: list[str], after: list[str]) -> list[Op]:
    if len(before) + len(after) > _EXACT:
        return [("-", line) for line in before] + [("+", line) for line in after]
    ops: list[Op] = []
    for tag, low, high, start, end in difflib.SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            ops += [(" ", line) for line in before[low:high]]
        else:
            ops += [("-", line) for line in before[low:high]] + [("+", line) for line in after[start:end]]
    return ops


def unified(ops: list[Op], before: str, after: str) -> list[str]:
    """Return the lines of a unified diff with three lines around each change; nothing where nothing differs."""
    changed = [at for at, (sign, _) in enumerate(ops) if sign != " "]
    if not changed:
        return []
    lines = [f"--- {before}", f"+++ {after}"]
    groups: list[tuple[int, int]] = []
    for at in changed:
        low, high = max(0, at - _CONTEXT), min(len(ops), at + _CONTEXT + 1)
        if groups and low <= groups[-1][1]:
            groups[-1] = (groups[-1][0], high)
        else:
            groups.append((low, high))
    ours = theirs = done = 0
    for low, high in groups:
        for sign, _ in ops[done:low]:
            ours, theirs = ours + (sign != "+"), theirs + (sign != "-")
        ours_count = sum(sign != "+" for sign, _ in ops[low:high])
        theirs_count = sum(sign != "-" for sign, _ in ops[low:high])
        lines.append(f"@@ -{ours + 1},{ours_count} +{theirs + 1},{theirs_count} @@")
        lines += [f"{sign}{line}" for sign, line in ops[low:high]]
        ours, theirs, done = ours + ours_count, theirs + theirs_count, high
    return lines
