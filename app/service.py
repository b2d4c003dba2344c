"""The service: the proxy with the user's profiles behind it, from its start to an orderly end. No Qt here."""

import asyncio
import logging
import os
import secrets
import signal
from collections.abc import Callable
from dataclasses import dataclass

from app import discovery, resumption
from app.context import Context
from app.demo import DemoProvider
from app.discovery import Running
from app.errors import sentence
from app.files import Files, Said
from app.instance import sole_service
from app.models import listed_models
from app.overview import describe_routes
from app.port_owner import explain
from app.routing import KeyCache, route_of, uses_demo
from app.sealing import load_sealer
from app.version import VERSION
from profiles.errors import ProfileError
from proxy.access import AccessKey, AccessTable
from proxy.control import Control
from proxy.conversation import Json
from proxy.handlers import Limits
from proxy.model_list import ListedModel
from proxy.route import RouteTable
from proxy.server import Proxy
from proxy.upstream import Timeouts
from proxy.wires import Client

_log = logging.getLogger(__name__)

_CLIENTS: dict[str, Client] = {"codex": "codex", "claude-code": "claude-code"}
"""Access keys whose name says the client; with any other the User-Agent does."""
_END_SIGNALS = ("SIGTERM", "SIGINT", "SIGHUP")


@dataclass(frozen=True, slots=True)
class Announcement:
    """What the service says once it accepts requests."""

    port: int
    connected: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def base_url(self) -> str:
        """The address for clients."""
        return f"http://127.0.0.1:{self.port}"


class Service:
    """One running service. `run` returns after SIGTERM, SIGINT or SIGHUP."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._files = Files(context)
        self._said = Said()
        self._problem: str | None = None
        self._reading = asyncio.Lock()
        self._keys = KeyCache(context.secrets, context.env)
        self._routes = RouteTable()
        self._access = AccessTable()
        self._demo = DemoProvider()
        self._models: tuple[ListedModel, ...] = ()
        self._token = secrets.token_urlsafe(32)
        sealer = load_sealer(context.paths)
        self.proxy = Proxy(self._routes, self._access, sealer, lambda: self._models, self.refresh)
        self.proxy.exchanges.keys_in_use = self._keys.values

    async def run(self, port: int | None, announce: Callable[[Announcement], None]) -> None:
        """Serve until told to stop.

        Raises `AlreadyRunningError`, `PortTakenError`, and `ProfileError` for files that cannot be read; in the
        latter two cases no client stays connected to a port where nobody answers.
        """
        with sole_service(self._context.paths):
            stop = asyncio.Event()
            # Told twice, it does not let running requests end.
            _call_at_end(lambda: self.proxy.hurry() if stop.is_set() else stop.set())
            try:
                announce(await self.start(port))
                await stop.wait()
            finally:
                await self.stop()

    async def start(self, port: int | None) -> Announcement:
        """Read the files, listen, connect the clients that are to be connected."""
        await self._load(self._files.read())
        wanted = self._said.settings.port if port is None else port
        control = Control(self._token, self.proxy.recorder, self.status, self.reload)
        try:
            listening = await self.proxy.start(wanted, control)
        except OSError as error:
            raise explain(wanted, error) from error
        discovery.announce(self._context.paths, Running(listening, os.getpid(), self._token, VERSION))
        connected, warnings = await asyncio.to_thread(resumption.resume, self._context, listening)
        return Announcement(listening, connected, warnings)

    async def stop(self) -> None:
        """Give the clients their files back, let running requests end, go."""
        discovery.withdraw(self._context.paths)
        try:
            # First: whoever ends us may not have the patience to let requests end.
            for warning in await asyncio.to_thread(resumption.suspend, self._context):
                _log.warning("%s", warning)
        finally:
            await self.proxy.stop()
            await self._demo.stop()

    async def refresh(self) -> None:
        """Read the files again where one was written since: an edit counts from the next request on."""
        if self._files.changed():
            await self.reload()

    async def reload(self) -> None:
        """Read the files and the keys again; requests under way are not touched.

        A file that somebody is editing right now: what was read before stays in force, all of it.
        """
        async with self._reading:
            self._keys.forget()
            try:
                await self._load(self._files.read())
                self._problem = None
            except ProfileError as error:
                self._problem = sentence(error)
                _log.warning("What was read before stays in force: %s", self._problem)
            except Exception as error:  # noqa: BLE001  # whatever a file holds, requests go on
                self._problem = f"Turnout's files could not be read again ({type(error).__name__})."
                _log.exception("What was read before stays in force: %s", self._problem)

    def status(self) -> Json:
        """Return `turnout status --json` but for what only the command line knows."""
        return {
            "running": True,
            "base_url": f"http://127.0.0.1:{self.proxy.port}",
            "port": self.proxy.port,
            "pid": os.getpid(),
            "version": VERSION,
            "routes": describe_routes(self._said.profiles, self._said.routes, self._context.activation),
            "problem": self._problem,
        }

    async def _load(self, said: Said) -> None:
        if uses_demo(said.profiles):
            await self._demo.start()
        routes = {
            profile.id: route_of(profile, self._keys, self._demo.url or None) for profile in said.profiles
        }
        active = {client: route.profile for client, route in said.routes.items() if route.profile}
        models = listed_models(said.profiles, active)
        # Nothing above has changed anything, nothing below fails.
        self._said, self._models = said, models
        self._routes.load(routes, active)
        self._access.load(tuple(AccessKey(key.name, key.key, _CLIENTS.get(key.name)) for key in said.access))
        settings = said.settings
        self.proxy.exchanges.timeouts = Timeouts(
            connect=settings.connect_timeout_ms / 1000,
            first_byte=settings.first_byte_timeout_ms / 1000,
            idle=settings.idle_timeout_ms / 1000,
            keepalive=settings.keepalive_interval_ms / 1000,
        )
        self.proxy.exchanges.limits = Limits(max_body=settings.max_body_bytes)
        self.proxy.recorder.record_bodies = settings.record_bodies


def _call_at_end(stop: Callable[[], None]) -> None:
    """Call `stop` when the process is told to end."""
    loop = asyncio.get_running_loop()
    for name in _END_SIGNALS:
        number = getattr(signal, name, None)
        if number is None or (name == "SIGHUP" and signal.getsignal(number) is signal.SIG_IGN):
            continue  # nohup: the service is to outlive its terminal
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
