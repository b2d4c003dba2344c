"""The passes: from what a client said to what one upstream endpoint can be told.

Each pass is a pure function over the request, chosen by `Dialect` alone; `lower` runs them. Their order:

1. compaction  decides whether tools are offered at all; its summaries become ordinary messages
2. policies    may end the request, and says what would be ignored: before anything is put in other words
3. foreign     hosted tools' items become ordinary messages, before anything is put in order
4. history     pairs, orders and names calls and results, drops what is empty: every later pass relies on whole turns
5. system      sees what really leads the conversation; later system text becomes user text where it now stands
6. reasoning   is given back per turn; may switch thinking off
7. tools       names and lowers declarations, calls and the choice; looks at what the request ends with
8. media       moves pictures behind a batch of results, which has to be one by now
9. thinking    comes after 6 and 7, which it must agree with
10. limits      figures, parameters and formats; puts a format into the head's words, which stand by now
11. ending     sees the final items, and whether the model thinks

Where nothing has to change a pass returns the request it was given.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from proxy.conversation import Note, Request, Wire
from proxy.dialect import Dialect
from proxy.envelope import Sealer, fingerprint
from proxy.passes.compaction import expand_compaction
from proxy.passes.ending import close_conversation
from proxy.passes.foreign import retell_foreign
from proxy.passes.history import order_history
from proxy.passes.limits import apply_limits
from proxy.passes.media import place_media
from proxy.passes.policies import apply_policies
from proxy.passes.reasoning import restore_reasoning
from proxy.passes.system import fold_system
from proxy.passes.thinking import say_thinking
from proxy.passes.tools import lower_tools
from proxy.tool_table import EMPTY_TABLE, ToolTable

NO_POLICIES: Final[Mapping[str, str]] = MappingProxyType({})


class Lowered(Struct, frozen=True):
    """A request in the upstream's terms, and what the reply side has to know of it.

    `tools` raises the model's calls again. `emulate_stop` are the stop sequences that the upstream does
    not look out for. `compaction`: the reply is a summary that the client wants as one compaction item.
    `fingerprint`: whose reasoning the reply's is (`proxy.envelope.fingerprint`).
    """

    request: Request
    fingerprint: str
    tools: ToolTable = EMPTY_TABLE
    emulate_stop: tuple[str, ...] = ()
    compaction: bool = False


def lower(
    request: Request,
    wire: Wire,
    dialect: Dialect,
    seal: Sealer,
    notes: list[Note],
    provider: str,
    model: str,
    policies: Mapping[str, str] = NO_POLICIES,
) -> Lowered:
    """Return the request as the endpoint takes it; each loss and each change of meaning goes to `notes`.

    `provider` and `model` are those asked now: they tell whose reasoning may go back. A request to its
    wire's own maker is only opened (our envelopes), for the maker knows all the rest. `policies`: what the
    profile wants done where the endpoint lacks something. Raises `RequestError` where lowering would be wrong
    rather than poorer, `CapabilityMissingError` where the policy says so.
    """
    who = fingerprint(provider, wire, model)
    request, compaction = expand_compaction(request, wire, dialect, seal, notes)
    if dialect.maker and request.wire == wire:
        restored = restore_reasoning(request, wire, dialect, seal, who, notes)
        return Lowered(restored, who, compaction=compaction)
    request = apply_policies(request, wire, dialect, policies, notes)
    request = retell_foreign(request, wire, dialect, notes)
    request = order_history(request, wire, dialect, notes)
    request = fold_system(request, wire, dialect, notes)
    request = restore_reasoning(request, wire, dialect, seal, who, notes)
    request, table = lower_tools(request, wire, dialect, notes)
    request = place_media(request, wire, dialect, notes)
    request = say_thinking(request, wire, dialect, notes)
    request, emulate_stop = apply_limits(request, wire, dialect, notes)
    request = close_conversation(request, wire, dialect, notes)
    return Lowered(request, who, table, emulate_stop, compaction)


__all__ = ["Lowered", "lower"]
