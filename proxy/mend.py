"""What a provider was seen to refuse, kept as changes of its dialect so that it is refused once and not each time."""

from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import asdict, replace

from proxy.conversation import Json, Wire
from proxy.dialect import Dialect
from proxy.repairs import Repair
from proxy.route import Endpoint, Target

DEFAULT_INSTRUCTIONS = "You are a helpful assistant."
"""What gateways in front of Codex's own backend put in where a client says nothing."""


class Mended(Struct, frozen=True):
    """What was learned of one endpoint and model. `changes`: fields of its dialect; `url`: its right address.

    `said`: the mends in words. Empty `changes` and None: nothing of that.
    """

    profile: str
    wire: Wire
    model: str
    changes: Json
    url: str | None = None
    said: tuple[str, ...] = ()


class Mends:
    """What was learned, by endpoint and model; for as long as the service runs."""

    def __init__(self) -> None:
        self._learned: dict[tuple[str, str], Mended] = {}
        self._addresses: dict[str, Mended] = {}

    # ------------------------------------------------------------------ dialects
    def dialect(self, target: Target) -> Dialect:
        """Return the dialect to speak with a target."""
        learned = self._learned.get((target.endpoint.url, target.model))
        return target.dialect if learned is None else replace(target.dialect, **learned.changes)

    def learn(self, target: Target, repair: Repair, spoken: Dialect) -> Dialect | None:
        """Return the dialect to ask again with; None where `spoken` already is what the repair asks for.

        `spoken` is the refused request's own: another request may have learned the same meanwhile. The result
        is kept where the refusal is about the endpoint and not about this one conversation.
        """
        mended = _mended(spoken, repair, target.endpoint.wire)
        if mended == spoken:
            return None
        if repair.lasting:
            key = (target.endpoint.url, target.model)
            before = self._learned.get(key)
            said = dict.fromkeys(
                (*(before.said if before else ()), f"{repair.action} {repair.field}".rstrip())
            )
            self._learned[key] = Mended(
                target.route.profile,
                target.endpoint.wire,
                target.model,
                _differing(target.dialect, mended),
                said=tuple(said),
            )
        return mended

    # ------------------------------------------------------------------ addresses
    def known(self, target: Target) -> Target:
        """Return the target at the address that turned out to be the right one."""
        found = self._addresses.get(target.endpoint.url) if self._addresses else None
        return target if found is None or found.url is None else at(target, found.url)

    def keep_address(self, target: Target, url: str) -> None:
        """Remember that the target's endpoint is at `url`."""
        endpoint = target.endpoint
        said = f"asked at {url} instead of {endpoint.url}"
        self._addresses[endpoint.url] = Mended(
            target.route.profile, endpoint.wire, target.model, {}, url, (said,)
        )

    # ------------------------------------------------------------------ what was learned
    def learned(self, profile: str) -> list[Mended]:
        """Return all that was learned of a profile."""
        return [one for one in self._all() if one.profile == profile]

    def forget(self, profile: str) -> None:
        """Forget what was learned of a profile: it says so itself by now."""
        self._learned = {key: one for key, one in self._learned.items() if one.profile != profile}
        self._addresses = {url: one for url, one in self._addresses.items() if one.profile != profile}

    def _all(self) -> Iterable[Mended]:
        return (*self._addresses.values(), *self._learned.values())


def at(target: Target, url: str) -> Target:
    """Return the target with its endpoint at another address."""
    endpoint = target.endpoint
    return replace(target, endpoint=Endpoint(endpoint.wire, url, endpoint.dialect, endpoint.models))


def _differing(before: Dialect, after: Dialect) -> Json:
    old = asdict(before)
    return {name: value for name, value in asdict(after).items() if value != old[name]}


def _mended(dialect: Dialect, repair: Repair, wire: Wire) -> Dialect:
    match repair.action:
        case "drop_stream_options":
            return replace(dialect, stream_options=False)
        case "clamp_max_output":
            return replace(dialect, max_output=repair.limit)
        case "rename_max_tokens":
            completion = repair.field == "max_completion_tokens"
            return replace(dialect, max_tokens_field="max_completion_tokens" if completion else "max_tokens")
        case "force_stream":
            return replace(dialect, stream_only=True, maker=False)
        case "add_instructions":
            if wire != "responses":
                return dialect
            return replace(dialect, default_instructions=DEFAULT_INSTRUCTIONS, maker=False)
        case "rename_role":
            return replace(dialect, developer_role=repair.field == "developer")
        case "add_reasoning":
            back = "reasoning_content" if wire == "chat" and dialect.reasoning_back == "none" else None
            return replace(dialect, reasoning_required=True, reasoning_back=back or dialect.reasoning_back)
        case "strip_reasoning":
            return replace(dialect, reasoning_back="none", reasoning_plain=False, reasoning_required=False)
        case "drop_effort":
            return replace(dialect, effort_field="none")
        case "relax_tool_choice":
            return replace(dialect, tool_choice="auto")
        case "end_with_user":
            return replace(dialect, prefill=False)
        case "drop_parameter":
            refused = dict.fromkeys((*dialect.refused_fields, repair.field))
            return replace(dialect, refused_fields=tuple(refused))
