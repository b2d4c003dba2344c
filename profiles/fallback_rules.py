"""After which failures a request goes on to another profile: the built-in rules, and the user's in fallback.toml."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from profiles import safe_write, toml_file
from profiles.errors import BadFileError, ProfileError
from profiles.paths import Paths

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

Then = Literal["next", "stop"]
HEAD = """\
# When a request goes on to the next profile: these rules are asked before the built-in ones, the first that fits
# decides. Fields: then ("next", "stop"), kinds, codes, statuses, text, wait_over.
"""
KINDS = (
    "rate_limited", "quota", "auth", "forbidden", "model_not_found", "not_found", "overloaded", "server", "timeout",
    "network", "truncated", "empty", "context_overflow", "max_tokens_too_big", "too_large", "bad_request", "policy",
)  # fmt: skip
"""What kinds of failure the proxy tells apart."""
MAX_RULES = 200
MAX_PATTERN = 500
"""Characters; a pattern is looked for in one sentence."""
_TABLE = "rules"


class BadRuleError(ProfileError):
    """A rule cannot be used; `field` names which and where (`rules[2].text`)."""

    code = "invalid_rule"

    def __init__(self, field: str, message: str, fix: str = "") -> None:
        super().__init__(f"{field}: {message}", fix)
        self.field = field


@dataclass(frozen=True, slots=True)
class Rule:
    """All that is given must hold; the fields are described in fallback_rules.toml."""

    then: Then
    kinds: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()
    text: str = ""
    wait_over: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The rule as it is written: what it does not say is left out."""
        said = {name: value for name, value in asdict(self).items() if value not in ((), "", None)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in said.items()}


_NAMES = tuple(field.name for field in fields(Rule))
_THEN: tuple[Then, ...] = get_args(Then)


@cache
def default_rules() -> tuple[Rule, ...]:
    """The built-in rules."""
    text = Path(__file__).with_name("fallback_rules.toml").read_text(encoding="utf-8")
    return read_rules(tomllib.loads(text)[_TABLE])


def read_rules(entries: object) -> tuple[Rule, ...]:
    """Rules of a list of tables. Raises BadRuleError, which names the field."""
    if not isinstance(entries, list):
        raise BadRuleError(_TABLE, "it has to be a list of tables.")
    if len(entries) > MAX_RULES:
        raise BadRuleError(_TABLE, f"there are {len(entries)}, at most {MAX_RULES} are read.")
    return tuple(_read(entry, f"{_TABLE}[{number}]") for number, entry in enumerate(entries))


class FallbackRules:
    """fallback.toml; the user's own rules, read at every call. Without the file there are none."""

    def __init__(self, paths: Paths) -> None:
        self.path = paths.fallback_toml

    def own(self) -> tuple[Rule, ...]:
        """The user's rules. Raises BadFileError."""
        data = safe_write.read(self.path)
        if data is None:
            return ()
        try:
            return read_rules(toml_file.parse(data, self.path).get(_TABLE, []))
        except BadRuleError as error:
            raise BadFileError(self.path, error.message.rstrip(".")) from error

    def all(self) -> tuple[Rule, ...]:
        """The user's rules, then the built-in ones. Raises BadFileError."""
        return (*self.own(), *default_rules())

    def replace(self, rules: Sequence[Rule]) -> None:
        """Keep these as the user's rules. Raises BadFileError."""

        def change(document: "TOMLDocument") -> None:
            import tomlkit

            document.pop(_TABLE, None)
            if rules:
                tables = tomlkit.aot()
                for rule in rules:
                    tables.append(tomlkit.item(rule.as_json()))
                document[_TABLE] = tables

        if tuple(rules) != self.own():
            toml_file.edit(self.path, change, HEAD)


def _read(entry: object, place: str) -> Rule:
    if not isinstance(entry, Mapping):
        raise BadRuleError(place, "it has to be a table.")
    for name in entry:
        if name not in _NAMES:
            raise BadRuleError(
                f"{place}.{name}", "a rule has no such field.", f"There are: {', '.join(_NAMES)}."
            )
    then: Then | None = next((one for one in _THEN if one == entry.get("then")), None)
    if then is None:
        raise BadRuleError(f"{place}.then", 'it has to be "next" or "stop".')
    rule = Rule(
        then,
        kinds=_words(entry, "kinds", place),
        codes=_words(entry, "codes", place),
        statuses=_statuses(entry, place),
        text=_pattern(entry, place),
        wait_over=_seconds(entry, place),
    )
    unknown = [kind for kind in rule.kinds if kind not in KINDS]
    if unknown:
        raise BadRuleError(
            f"{place}.kinds", f"there is no kind {unknown[0]!r}.", f"There are: {', '.join(KINDS)}."
        )
    if rule == Rule(then):
        raise BadRuleError(place, "it has no condition, so that it would decide everything.")
    return rule


def _words(entry: Mapping[str, Any], name: str, place: str) -> tuple[str, ...]:
    value = entry.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise BadRuleError(f"{place}.{name}", "it has to be a list of words.")
    return tuple(value)


def _statuses(entry: Mapping[str, Any], place: str) -> tuple[int, ...]:
    value = entry.get("statuses", [])
    if not isinstance(value, list) or not all(
        type(one) is int and (1 <= one <= 5 or 100 <= one <= 599) for one in value
    ):
        raise BadRuleError(
            f"{place}.statuses", "it has to be a list of HTTP statuses.", "429, or 5 for all of 5xx."
        )
    return tuple(value)


def _pattern(entry: Mapping[str, Any], place: str) -> str:
    value = entry.get("text", "")
    if not isinstance(value, str) or len(value) > MAX_PATTERN:
        raise BadRuleError(f"{place}.text", f"it has to be a text of at most {MAX_PATTERN} characters.")
    try:
        re.compile(value)
    except (re.error, RecursionError) as error:
        raise BadRuleError(f"{place}.text", f"it is not a regular expression: {error}.") from None
    return value


def _seconds(entry: Mapping[str, Any], place: str) -> float | None:
    value = entry.get("wait_over")
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 86_400:
        raise BadRuleError(f"{place}.wait_over", "it has to be a number of seconds, at most a day.")
    return float(value)
