"""The service: the proxy with the user's profiles behind it, from its start to an orderly end. No Qt here."""

import asyncio
import logging
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson
from aiohttp import web

from app import control, discovery, last_good
from app.access_counters import AccessCounters
from app.access_rules import access_keys
from app.check import kept
from app.context import Context
from app.demo import DemoProvider
from app.discovery import Running
from app.end_signals import call_at_end
from app.errors import FilterError, sentence
from app.fallback import proxy_rules
from app.files import Files, Said
from app.instance import sole_service
from app.models import listed_models
from app.port_owner import explain
from app.routing import KeyCache, route_of, uses_demo
from app.sealing import load_sealer
from app.version import VERSION
from app.warned import WarnOnce
from app.watchdog import Watchdog
from profiles.errors import FileProblemError, ProfileError
from profiles.profile import Profile
from profiles.routes import Client, ClientRoute
from proxy.access import AccessTable
from proxy.breaker import Settings as BreakerSettings
from proxy.control import Control
from proxy.conversation import Json
from proxy.failover import Failover
from proxy.handlers import Limits
from proxy.limits.gate import Gate
from proxy.mend import Mends
from proxy.model_list import ListedModel
from proxy.outbound import certificates
from proxy.recorder import Recorder
from proxy.route import Route, RouteTable
from proxy.server import Proxy
from proxy.store import Limits as LogLimits
from proxy.store import Store
from proxy.tasks import spawn
from proxy.upstream import Timeouts

if TYPE_CHECKING:
    from app.control.desk import Desk

_log = logging.getLogger(__name__)

LOAD_AFTER_SECONDS = 2.0
"""Then the control API is imported, if nobody has asked it anything before: the first requests do not wait for that,
and a service does not come to import what an upgrade has put in the place of its own modules."""


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
        self._keys = KeyCache(context.keys)
        self._routes = RouteTable()
        self._access = AccessTable()
        self._demo = DemoProvider()
        self._models: tuple[ListedModel, ...] = ()
        self._token = secrets.token_urlsafe(32)
        self.ending = asyncio.Event()
        self._restores = True
        sealer = load_sealer(context.paths)
        self.proxy = Proxy(self._routes, self._access, sealer, lambda: self._models, self.refresh)
        self.proxy.exchanges.keys_in_use = self._keys.values
        self.proxy.recorder.listen(lambda _: self._let_keys_go())
        self.failover.breakers.changed = self._say_status
        self._counters = AccessCounters(context.paths.state / "access-counters.json", self.gate)
        self._log = self.proxy.recorder.log = Store(context.log_file)
        self._desk: Desk | None = None
        self._loading: asyncio.TimerHandle | None = None
        self._control = Control(
            self._token,
            self.proxy.recorder,
            self.status,
            self.reload,
            more=self._control_routes,
            cost=self._cost,
            compile_filter=_compile_filter,
        )

        self.recorder.listen(WarnOnce(self.publish))

    async def run(
        self, port: int | None, announce: Callable[[Announcement], None], again: Sequence[str] = ()
    ) -> None:
        """Serve until told to stop.

        `again`: the command that starts it anew, but for the port; that is done where it no longer answers.
        Raises `AlreadyRunningError`, `PortTakenError`, and `ProfileError` for files that cannot be read; in the
        latter two cases no client stays connected to a port where nobody answers.
        """
        with sole_service(self._context.paths):
            stop = self.ending
            # Told twice, it does not let running requests end.
            call_at_end(lambda: self.proxy.hurry() if stop.is_set() else stop.set())
            watchdog: Watchdog | None = None
            try:
                announce(await self.start(port))
                if again:
                    words = (*again, "--port", str(self.port))
                    watchdog = Watchdog(self._context.paths, words, self.proxy.is_listening)
                    watchdog.start()
                await stop.wait()
            finally:
                if watchdog is not None:
                    watchdog.stop()
                await self.stop()

    async def start(self, port: int | None) -> Announcement:
        """Read the files, listen, connect the clients that are to be connected."""
        self._counters.load()
        try:
            said = self._files.read()
        except FileProblemError as error:
            raise last_good.explain(self._context.paths, error) from None
        await self._load(said)
        await self._keep_files()
        self._start_log()
        wanted = self._said.settings.port if port is None else port
        try:
            listening = await self.proxy.start(wanted, self._control)
        except OSError as error:
            raise explain(wanted, error) from error
        discovery.announce(self._context.paths, Running(listening, os.getpid(), self._token, VERSION))
        self._loading = asyncio.get_running_loop().call_later(LOAD_AFTER_SECONDS, _load_control)
        connected, warnings = await asyncio.to_thread(_resume, self._context, listening)
        return Announcement(listening, connected, warnings)

    async def stop(self) -> None:
        """Give the clients their files back, let running requests end, go."""
        discovery.withdraw(self._context.paths)
        if self._loading is not None:
            self._loading.cancel()
        try:
            # First: whoever ends us may not have the patience to let requests end.
            if self._restores:
                for warning in await asyncio.to_thread(_suspend, self._context):
                    _log.warning("%s", warning)
        finally:
            await self.proxy.stop()
            await self._demo.stop()
            await self._counters.close()
            await asyncio.to_thread(self._log.close)

    def _start_log(self) -> None:
        loop = asyncio.get_running_loop()

        def say() -> None:
            with suppress(RuntimeError):  # the loop has ended: nobody listens any more
                loop.call_soon_threadsafe(lambda: spawn(self._control.publish_status(), "saying the status"))

        self._log.start(self.proxy.recorder.settle, say)

    def end(self, restore: bool) -> None:
        """Begin to end; without `restore` the clients' files keep leading here, for the next start."""
        self._restores = restore
        self.ending.set()

    async def _keep_files(self) -> None:
        """What has just been read is good, unless somebody has written since."""
        if not self._files.changed():
            await asyncio.to_thread(last_good.keep, self._context.paths, self._files.paths)

    def _say_status(self) -> None:
        spawn(self._control.publish_status(), "saying the status")

    async def refresh(self) -> None:
        """Read the files again where one was written since: an edit counts from the next request on."""
        if self._files.changed():
            await self.reload()
        elif self._reading.locked():  # another request has just noticed: the edit counts for this one too
            async with self._reading:
                pass

    async def reload(self) -> None:
        """Read the files and the keys again; requests under way are not touched.

        A file that somebody is editing right now: what was read before stays in force, all of it.
        """
        async with self._reading:
            self._keys.forget()
            self._let_keys_go()
            if self._desk is not None:
                self._desk.keys.forget()
            try:
                await self._load(self._files.read())
                self._problem = None
                await self._keep_files()
            except ProfileError as error:
                self._problem = sentence(error)
                _log.warning("What was read before stays in force: %s", self._problem)
            except Exception as error:  # noqa: BLE001  # whatever a file holds, requests go on
                self._problem = f"Turnout's files could not be read again ({type(error).__name__})."
                _log.exception("What was read before stays in force: %s", self._problem)
        self._say_status()
        self.publish("profiles", {})

    # ------------------------------------------------------------------ for the control API
    @property
    def desk(self) -> "Desk":
        """What the parts of the control API share."""
        if self._desk is None:
            from app.control.desk import Desk

            self._desk = Desk(self._context, self)
        return self._desk

    async def _control_routes(self) -> Sequence[web.RouteDef]:
        await control.load()
        return control.routes(self.desk)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.proxy.port

    @property
    def recorder(self) -> Recorder:
        """The requests of this run."""
        return self.proxy.recorder

    @property
    def gate(self) -> Gate:
        """What the access keys have used."""
        return self.proxy.exchanges.gate

    @property
    def failover(self) -> Failover:
        """Where requests go when a profile fails."""
        return self.proxy.exchanges.failover

    @property
    def mends(self) -> Mends:
        """What was learned of providers while requests ran."""
        return self.proxy.exchanges.mends

    @property
    def profiles(self) -> Sequence[Profile]:
        """The profiles as they were read last."""
        return self._said.profiles

    @property
    def client_routes(self) -> Mapping[Client, ClientRoute]:
        """Which profile serves which client, as it was read last."""
        return self._said.routes

    @property
    def client_fallbacks(self) -> Mapping[Client, tuple[str, ...]]:
        """Which profiles step in for each client, as they were read last."""
        return self._said.fallbacks

    def publish(self, event: str, data: Json) -> None:
        """Send an event to all who follow."""
        self._control.publish(event, data)

    async def status(self) -> Json:
        """Return `turnout status --json` and what the desktop app shows beside it."""
        await control.load()
        described = await control.describe(self.desk)
        return {
            "running": True,
            "base_url": f"http://127.0.0.1:{self.proxy.port}",
            "port": self.proxy.port,
            "pid": os.getpid(),
            "version": VERSION,
            "problem": self._problem or self.recorder.problem,
            "recording": self.recorder.recording,
            **described,
        }

    def _let_keys_go(self) -> None:
        """Where no request is under way, no former key is needed any more, not even to leave it out of the record."""
        if not self.recorder.live():
            self._keys.let_go()

    def _cost(self, summary: Json) -> Json | None:
        """What a request cost, for its summary."""
        from app.costs import cost_of_request

        return cost_of_request(self.profiles, summary)

    async def _load(self, said: Said) -> None:
        if uses_demo(said.profiles):
            await self._demo.start()
        checks = await asyncio.to_thread(kept.read_all, self._context.paths)
        with suppress(ProfileError):  # a full disk: they are seen when their key is needed
            await asyncio.to_thread(self._context.keys.origins.see, said.profiles)
        routes = {
            profile.id: route_of(profile, self._keys, self._demo.url or None, checks.get(profile.id))
            for profile in said.profiles
        }
        active = {client: route.profile for client, route in said.routes.items() if route.profile}
        models = listed_models(said.profiles, active)
        # Nothing above has changed anything, nothing below fails.
        self._said, self._models = said, models
        switched = self._routes.load(routes, active, said.fallbacks)
        if any(endpoint.url.startswith("https:") for one in routes.values() for endpoint in one.endpoints):
            # Before the first request has to wait for them.
            spawn(asyncio.to_thread(_read_certificates), "reading the machine's certificates")
        self._follow_failures(said, routes, switched)
        accepted = access_keys(said.access)
        self._access.load(accepted)
        self.gate.follow(accepted)
        settings = said.settings
        self.proxy.exchanges.timeouts = Timeouts(
            connect=settings.connect_timeout_ms / 1000,
            first_byte=settings.first_byte_timeout_ms / 1000,
            idle=settings.idle_timeout_ms / 1000,
            keepalive=settings.keepalive_interval_ms / 1000,
        )
        self.proxy.exchanges.limits = Limits(max_body=settings.max_body_bytes)
        self.proxy.recorder.record_bodies = settings.record_bodies
        self._log.limits = LogLimits(settings.log_max_bytes, settings.log_max_days)

    def _follow_failures(self, said: Said, routes: Mapping[str, Route], switched: Sequence[Client]) -> None:
        """A client that its user has switched begins anew; an address that is gone has not failed."""
        failover, settings = self.failover, said.settings
        failover.rules = proxy_rules(said.rules)
        failover.max_asked = settings.fallback_attempts
        failover.affinity.release(switched)
        failover.breakers.settings = BreakerSettings(
            settings.breaker_failures, settings.breaker_pause_ms / 1000
        )
        failover.breakers.keep(
            (route.profile, endpoint.url) for route in routes.values() for endpoint in route.endpoints
        )


# What no request needs is imported when it is first asked for, in a thread: streams go on meanwhile.
def _resume(context: Context, port: int) -> tuple[tuple[Client, ...], tuple[str, ...]]:
    from app.resumption import resume

    return resume(context, port)


def _suspend(context: Context) -> tuple[str, ...]:
    from app.resumption import suspend

    return suspend(context)


def _load_control() -> None:
    spawn(control.load(), "loading the control API")


def _read_certificates() -> None:
    certificates()


def _compile_filter(expression: str) -> Callable[[Json], bool]:
    from app.control.answering import error_json
    from app.log_filter import compile_filter

    try:
        return compile_filter(expression)
    except FilterError as error:
        text = orjson.dumps(error_json(error)).decode()
        raise web.HTTPBadRequest(text=text, content_type="application/json") from error
