"""Routes that are made when one of them is first asked for: a start does not wait for what nobody may want."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from aiohttp import web

Make = Callable[[], Awaitable[Sequence[web.RouteDef]]]


class LaterRoutes(web.DynamicResource):
    """Every path below `below` that has no route of its own. `make` is awaited once, at the first request."""

    def __init__(self, below: str, make: Make) -> None:
        super().__init__(f"{below}/{{rest}}")
        self._make = make
        self._making = asyncio.Lock()
        self._router: web.UrlDispatcher | None = None

    async def resolve(self, request: web.Request) -> tuple[web.UrlMappingMatchInfo | None, set[str]]:
        """Return what answers the request, or the methods that its path takes."""
        async with self._making:
            if self._router is None:
                router = web.UrlDispatcher()
                router.add_routes(await self._make())
                router.freeze()
                self._router = router
        found = await self._router.resolve(request)
        refused = found.http_exception
        if refused is None:
            return found, set()
        return None, refused.allowed_methods if isinstance(refused, web.HTTPMethodNotAllowed) else set()
