"""What the parts of the control API share: the user's files, the running service, and how a change is made."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from app import switching
from app.context import Context
from app.control.answering import in_a_window
from app.control.key_states import KeyStates
from app.control.removed import Removed
from app.errors import EXPECTED, sentence
from app.overview import is_connected
from profiles.activation import CONNECTABLE
from profiles.profile import Profile
from profiles.routes import Client, ClientRoute
from proxy.conversation import Json
from proxy.failover import Failover
from proxy.limits.gate import Gate
from proxy.mend import Mends
from proxy.recorder import Recorder
from proxy.tasks import spawn

T = TypeVar("T")

KEY_DEADLINE_SECONDS = 5.0
"""A window waits for the answer, so it is shorter than at a terminal. A keyring that opens its dialog meanwhile
keeps the key once it is unlocked."""


class Running(Protocol):
    """The running service, as the control API uses it."""

    @property
    def port(self) -> int:
        """Where it listens."""

    @property
    def recorder(self) -> Recorder:
        """The requests of this run."""

    @property
    def gate(self) -> Gate:
        """What the access keys have used."""

    @property
    def mends(self) -> Mends:
        """What was learned of providers while requests ran."""

    @property
    def failover(self) -> Failover:
        """Where requests go when a profile fails."""

    @property
    def profiles(self) -> Sequence[Profile]:
        """The profiles as they were read last."""

    @property
    def client_routes(self) -> Mapping[Client, ClientRoute]:
        """Which profile serves which client, as it was read last."""

    @property
    def client_fallbacks(self) -> Mapping[Client, tuple[str, ...]]:
        """Which profiles step in for each client, as they were read last."""

    async def reload(self) -> None:
        """Read the files and keys again, and say so to all who follow."""

    def publish(self, event: str, data: Json) -> None:
        """Send an event to all who follow."""

    def end(self, restore: bool) -> None:
        """Begin to end the service."""


class Desk:
    """One for each service."""

    def __init__(self, context: Context, service: Running) -> None:
        self.context, self.service = context, service
        self.keys = KeyStates(context.secrets, context.env, lambda: service.publish("profiles", {}))
        self.removed = Removed()
        self._one_at_a_time = asyncio.Lock()

    async def change(self, work: Callable[[], T]) -> T:
        """Run blocking work that changes something, in a thread; then the service reads it and says so.

        One change at a time, each to its end, also where whoever asked for it has left.
        """
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        async def run() -> None:
            async with self._one_at_a_time:
                try:
                    result = await asyncio.to_thread(work)
                except Exception as error:  # noqa: BLE001  # whoever asked gets it
                    await self.service.reload()
                    if not done.done():
                        done.set_exception(error)
                else:
                    await self.service.reload()
                    if not done.done():
                        done.set_result(result)

        spawn(run(), "a change through the control API")
        return await done

    def keep_key(
        self,
        profile: Profile,
        key: str,
        then: Callable[[], None] = lambda: None,
        origins: Sequence[str] | None = None,
    ) -> None:
        """Blocking: put a key into the keyring, for the addresses of the profile (or for these origins).

        `then` makes the profile what is given here, before the key can be used. Raises `KeyProblemError`.
        """
        self.context.keys.give(profile, key, KEY_DEADLINE_SECONDS, then=then, origins=origins)

    def drop_key(self, profile_id: str) -> None:
        """Blocking: take a key out of the keyring. Raises `KeyProblemError`."""
        self.context.keys.drop(profile_id, KEY_DEADLINE_SECONDS)

    def rewrite_connected(self) -> list[str]:
        """Blocking: a profile has changed, write connected clients' entries anew. Returns warnings."""
        warnings: list[str] = []
        for client in CONNECTABLE:
            if is_connected(self.context.activation, client) and self.context.routes.get(client).profile:
                try:
                    switching.connect(self.context, [client], port=self.service.port, undoable=False)
                except (*EXPECTED, OSError) as error:
                    warnings.append(f"{client} still has what it had: {sentence(error)}")
        return warnings


def clients_of(routes: Mapping[Client, ClientRoute], profile_id: str) -> list[str]:
    """Return the clients that a profile serves."""
    return [client for client, route in routes.items() if route.profile == profile_id]


def warned(body: dict[str, Any], warnings: Sequence[str]) -> dict[str, Any]:
    """Return an answer with its warnings."""
    return {**body, "warnings": [in_a_window(one) for one in dict.fromkeys(warnings)]}
