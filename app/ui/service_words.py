"""What the service says, in the user's language: its sentences are English, for the command line and reports too.

`assets/i18n/service_LANGUAGE.toml` has a phrase for each sentence, as the service's code has it, with its `{values}`
as placeholders. What has no phrase stays English: better than nothing, and a provider's own words belong there.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from PySide6.QtCore import QLocale

from app.ui.assets import ASSETS

MAX_CHARS = 2_000
"""No sentence of ours is as long; a provider's page of HTML may be."""
_DEPTH = 4
"""A value may be a phrase itself, with values of its own."""
_FIGURES = (
    "budget", "cached", "column", "count", "days", "first", "high", "hit", "input", "letters", "line", "low",
    "minutes", "most", "ms", "number", "output", "pieces", "place", "port", "reasoning", "seconds", "size", "total",
    "turns",
)  # fmt: skip
_WORDS = (
    "allowed", "asked", "effort", "error", "finding", "host", "id", "kind", "mode", "model", "role", "scheme",
    "served", "status", "url",
)  # fmt: skip
_VALUES = {
    **dict.fromkeys(_FIGURES, r"[\d.,]+"),
    **dict.fromkeys(_WORDS, r"\S+?"),
    "wire": "responses|messages|chat|every wire",
}
"""What these placeholders stand for, so that "{model} answered" takes no provider's sentence; others: any text."""
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_BETWEEN_SENTENCES = re.compile(r"(?<=[.!?]) +(?=[^a-z\s])")
_WIDE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
_NEEDLESS_SPACE = re.compile(
    rf"(?<=[{_WIDE}]) +(?=[{_WIDE}])|(?<=[。！？；：，（]) +|(?<=\S) +(?=[。，；：）])"
)


class Phrases:
    """Sentences with placeholders, and what they are in another language."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._fixed = {source: target for source, target in words.items() if not _PLACEHOLDER.search(source)}
        # "{a} is {b}." must not take what "{a} is not set." says better.
        patterned = sorted(
            words.keys() - self._fixed.keys(), key=lambda one: (-len(_PLACEHOLDER.sub("", one)), one)
        )
        self._patterns = [(pattern_of(source), words[source]) for source in patterned]

    def translate(self, text: str, depth: int = _DEPTH) -> str:
        """Return a text of one or more sentences; those without a phrase as they are."""
        if not self._fixed and not self._patterns:
            return text
        whole = self._find(text, depth)
        if whole is not None:
            return whole
        sentences = _BETWEEN_SENTENCES.split(text)
        if len(sentences) == 1:
            return text
        return _tidy(" ".join(self._find(one, depth) or one for one in sentences))

    def _find(self, text: str, depth: int) -> str | None:
        if text in self._fixed:
            return self._fixed[text]
        for pattern, target in self._patterns if depth else ():
            if (match := pattern.fullmatch(text)) is not None:
                values = {
                    name: self.translate(value, depth - 1)
                    for name, value in match.groupdict().items()
                    if value
                }
                return _tidy(_PLACEHOLDER.sub(lambda name: values.get(name[1], ""), target))  # noqa: B023
        return None


def localize(text: str) -> str:
    """Return a text of the service in the user's language."""
    return _localize(QLocale().name(), text) if text and len(text) <= MAX_CHARS else text


def join(*texts: str) -> str:
    """Return texts of the service one after the other, as sentences of the user's language."""
    return _tidy(" ".join(localize(text.strip()) for text in texts if text.strip()))


def pattern_of(source: str) -> re.Pattern[str]:
    """Return what matches a phrase's sentences: a placeholder stands for any text or none, unless by its name."""
    parts = _PLACEHOLDER.split(source)
    seen: set[str] = set()
    made = re.escape(parts[0])
    for name, literal in zip(parts[1::2], parts[2::2], strict=True):
        made += f"(?P={name})" if name in seen else f"(?P<{name}>{_VALUES.get(name, '.*?')})"
        made += re.escape(literal)
        seen.add(name)
    return re.compile(made, re.DOTALL)


@cache
def phrases(language: str) -> Phrases:
    """Return the phrases of a language; none for one that has no file."""
    file = ASSETS / "i18n" / f"service_{language}.toml"
    return Phrases(dict(entries(tomllib.loads(file.read_text(encoding="utf-8")))) if file.is_file() else {})


def entries(groups: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the phrases of all groups; a group names the part of the service that says them."""
    for group in groups.values():
        yield from group.items()


@lru_cache(maxsize=1_024)
def _localize(language: str, text: str) -> str:
    return phrases(language).translate(text)


def _tidy(text: str) -> str:
    """Chinese sentences and words stand side by side without a space."""
    return _NEEDLESS_SPACE.sub("", text)
