"""The service: the proxy with the user's profiles behind it, from its start to an orderly end. No Qt here."""

import asyncio
import errno
import logging
import os
import secrets
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app import discovery, switching
from app.context import Context
from app.demo import DemoProvider
from app.discovery import Running
from app.models import listed_models
from app.port_owner import find_owner
from app.routing import KeyCache, route_of, uses_demo
from app.sealing import load_sealer
from app.version import VERSION
from profiles.errors import ProfileError
from profiles.settings import Settings
from proxy.access import AccessKey, AccessTable
from proxy.control import Control
from proxy.conversation import Json
from proxy.handlers import Limits
from proxy.model_list import ListedModel
from proxy.route import Route, RouteTable
from proxy.server import Proxy
from proxy.upstream import Timeouts
from proxy.wires import Client

_log = logging.getLogger(__name__)

_CLIENTS: dict[str, Client] = {"codex": "codex", "claude-code": "claude-code"}
"""Access keys whose name says the client; with any other the User-Agent does."""


class PortTakenError(Exception):
    """Somebody else listens on the port; the message names who."""


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
    """One running service. `run` returns after SIGTERM or SIGINT."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._keys = KeyCache(context.secrets, context.env)
        self._routes = RouteTable()
        self._access = AccessTable()
        self._demo: DemoProvider | None = None
        self._models: tuple[ListedModel, ...] = ()
        self._problem: str | None = None
        self._token = secrets.token_urlsafe(32)
        self.proxy = Proxy(self._routes, self._access, load_sealer(context.paths), lambda: self._models)
        self.proxy.exchanges.keys_in_use = self._keys.values

    async def run(self, port: int | None, announce: Callable[[Announcement], None]) -> None:
        """Serve until told to stop. Raises `PortTakenError`, and `ProfileError` for unreadable files."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        announcement = await self.start(port)
        try:
            announce(announcement)
            await stop.wait()
        finally:
            await self.stop()

    async def start(self, port: int | None) -> Announcement:
        """Read the files, listen, connect the clients that are to be connected."""
        settings = self._context.settings.load()
        wanted = settings.port if port is None else port
        await self._load(settings)
        control = Control(self._token, self.proxy.recorder, self.status, self.reload)
        try:
            listening = await self.proxy.start(wanted, control)
        except OSError as error:
            raise _port_error(wanted, error) from error
        discovery.announce(self._context.paths, Running(listening, os.getpid(), self._token, VERSION))
        connected, warnings = await asyncio.to_thread(switching.resume, self._context, listening)
        if self._problem:
            warnings = (*warnings, self._problem)
        return Announcement(listening, connected, warnings)

    async def stop(self) -> None:
        """Let running requests end, give the clients their files back, go."""
        await self.proxy.stop()
        if self._demo is not None:
            await self._demo.stop()
        await asyncio.to_thread(switching.suspend, self._context)
        discovery.withdraw(self._context.paths)

    async def reload(self) -> None:
        """Read profiles, routes, keys and settings again; requests under way are not touched."""
        self._keys.forget()
        try:
            await self._load(self._context.settings.load())
            self._problem = None
        except ProfileError as error:
            # A file that somebody is editing right now: what was read before stays in force.
            self._problem = f"{error.message} {error.fix}".strip()
            _log.warning("files not read again: %s", self._problem)

    def status(self) -> Json:
        """Return `turnout status --json` but for what only the command line knows."""
        return {
            "running": True,
            "base_url": f"http://127.0.0.1:{self.proxy.port}",
            "port": self.proxy.port,
            "pid": os.getpid(),
            "version": VERSION,
            "problem": self._problem,
            "routes": switching.describe_routes(self._context),
        }

    async def _load(self, settings: Settings) -> None:
        profiles = self._context.profiles.list()
        if uses_demo(profiles) and self._demo is None:
            self._demo = DemoProvider()
            await self._demo.start()
        demo_url = self._demo.url if self._demo else None
        routes: dict[str, Route] = {
            profile.id: route_of(profile, self._keys, demo_url) for profile in profiles
        }
        active = {
            client: route.profile for client, route in self._context.routes.all().items() if route.profile
        }
        self._routes.load(routes, active)
        self._models = listed_models(profiles, active)
        self._access.load(
            tuple(AccessKey(key.name, key.key, _CLIENTS.get(key.name)) for key in self._context.access.list())
        )
        self.proxy.exchanges.timeouts = Timeouts(
            connect=settings.connect_timeout_ms / 1000,
            first_byte=settings.first_byte_timeout_ms / 1000,
            idle=settings.idle_timeout_ms / 1000,
            keepalive=settings.keepalive_interval_ms / 1000,
        )
        self.proxy.exchanges.limits = Limits(max_body=settings.max_body_bytes)
        self.proxy.recorder.record_bodies = settings.record_bodies


def write_port_file(path: Path, port: int) -> None:
    """Write the port for whoever started the service; the file appears with its content."""
    waiting = path.with_name(f".{path.name}.{os.getpid()}")
    waiting.write_text(f"{port}\n")
    waiting.replace(path)


def _port_error(port: int, error: OSError) -> PortTakenError:
    if error.errno == errno.EADDRINUSE:
        owner = find_owner(port) or "another program"
        return PortTakenError(
            f"Port {port} is held by {owner}; nothing was connected. "
            "Stop it, or choose another port: turnout config set port N"
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return PortTakenError(
            f"Port {port} needs more rights; choose one above 1023: turnout config set port N"
        )
    return PortTakenError(f"Turnout cannot listen on port {port}: {error.strerror or error}.")
