"""Another proxy between a client and 127.0.0.1: whether one stands there, and the exception that keeps it out.

Measured: Codex 0.169.0 and Claude Code 2.1.329 send requests to http://127.0.0.1 through HTTP_PROXY or ALL_PROXY too.
Claude Code takes the exception from `env` of its settings.json also where the proxy comes from the shell; a shell's
`no_proxy` wins over NO_PROXY, so both are needed.
"""

from collections.abc import Mapping

PROXIES = ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
NAMES = ("NO_PROXY", "no_proxy")
LOOPBACK = ("127.0.0.1", "localhost")


def is_between(env: Mapping[str, str]) -> bool:
    """A proxy is set, and either nothing excepts us from it or one of the two lists, which may win, does not."""
    if not any(env.get(name) for name in PROXIES):
        return False
    lists = [env[name] for name in NAMES if env.get(name)]
    return not lists or not all(_covers(one) for one in lists)


def except_loopback(env: Mapping[str, str]) -> str:
    """The hosts that are excepted already, and this machine."""
    hosts = (host.strip() for name in NAMES for host in env.get(name, "").split(","))
    return ",".join(dict.fromkeys((*filter(None, hosts), *LOOPBACK)))


def _covers(no_proxy: str) -> bool:
    return bool({"*", LOOPBACK[0]} & {host.strip() for host in no_proxy.split(",")})
