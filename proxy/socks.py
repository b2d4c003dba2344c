"""Connections through a SOCKS proxy: made by another library, probed as all the others are."""

import asyncio
from typing import Any

from aiohttp.client_proto import ResponseHandler
from aiohttp_socks import ProxyConnector

from proxy.idle_connections import probe


class ProbedConnector(ProxyConnector):
    """Takes no `socket_factory`: the socket is looked for once the proxy has let it through."""

    async def _connect_via_proxy(
        self, *given: Any, **named: Any
    ) -> tuple[asyncio.Transport, ResponseHandler]:
        transport, protocol = await super()._connect_via_proxy(*given, **named)
        if (one := transport.get_extra_info("socket")) is not None:
            probe(one)
        return transport, protocol
