"""A connection through a SOCKS proxy is probed like any other."""

import socket

from tests.fakes.provider import FakeProvider
from tests.fakes.proxies import FakeSocks
from tests.fakes.relay import make_route, running_proxy
from tests.fakes.script import Reply
from tests.proxy.test_outbound import elsewhere
from tests.proxy.test_relay import ask

OPTIONS = [
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE),
    *((socket.IPPROTO_TCP, one) for one in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)),
]


async def test_requirement_058_the_system_probes_it() -> None:
    with FakeProvider(Reply(text="through")) as provider:
        async with FakeSocks() as proxy:
            route = make_route(elsewhere(provider), "chat", proxy=proxy.url)
            async with running_proxy(route) as running:
                status, _, _ = await running.post("chat", ask("chat", stream=False))
                assert (status, len(proxy.asked)) == (200, 1)
                (session,) = running.proxy.upstream._exits._sessions.values()
                assert session.connector
                ((waiting,),) = session.connector._conns.values()
                assert waiting[0].transport
                one = waiting[0].transport.get_extra_info("socket")
                assert [one.getsockopt(*option) for option in OPTIONS] == [1, 60, 60, 5]
