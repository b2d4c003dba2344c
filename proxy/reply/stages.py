"""The stages between a reply decoder and a reply encoder, in their order."""

from collections.abc import Sequence
from typing import Protocol

from proxy.conversation import Event, Fail, Note, Request, Usage, Wire
from proxy.envelope import Sealer
from proxy.failures import cut
from proxy.reply.fresh_ids import FreshIds
from proxy.reply.guard import Guard
from proxy.reply.leaked_calls import LeakedCalls
from proxy.reply.model_only import ModelOnly
from proxy.reply.raise_tools import RaiseTools
from proxy.reply.seal import Compact, Seal
from proxy.reply.stop_text import StopText
from proxy.reply.stray_think import StrayThink
from proxy.reply.think_tags import ThinkTags
from proxy.reply.usage import CountUsage
from proxy.tool_table import EMPTY_TABLE, ToolTable


class Stage(Protocol):
    """Changes the events of one reply; a new one for each reply.

    What a stage holds back it gives out before the Close, Stop or Fail that it sees. A list in which
    nothing changes may be returned as it is.
    """

    def feed(self, events: list[Event]) -> list[Event]:
        """Take events in order, return those to go on; never raises on an odd order of events."""


class ReplyStages:
    """Stages in a row, closed by the guard: what comes out always keeps the invariants of a reply."""

    __slots__ = ("_feeds", "_guard", "_usage")

    def __init__(self, stages: Sequence[Stage], guard: Guard) -> None:
        self._guard = guard
        self._usage = next((stage for stage in stages if isinstance(stage, CountUsage)), None)
        self._feeds = (*(stage.feed for stage in stages), guard.feed)

    @property
    def ended(self) -> bool:
        """The reply is over (Stop or Fail is out): nothing more comes, the upstream may be left."""
        return self._guard.ended

    @property
    def said(self) -> bool:
        """So far there are words to see, or a whole call."""
        return self._guard.said

    @property
    def thought(self) -> bool:
        """So far there is reasoning."""
        return self._guard.thought

    @property
    def used(self) -> Usage | None:
        """What a reply has used so far, by estimate."""
        return None if self._usage is None else self._usage.so_far()

    def feed(self, events: list[Event]) -> list[Event]:
        """Take what the decoder found; return what the encoder gets."""
        for feed in self._feeds:
            events = feed(events)
        return events

    def end(self) -> list[Event]:
        """The decoder has said all: a reply that has not ended by now was cut."""
        return [] if self._guard.ended else self.feed([Fail(cut("its last event"))])


def _wants_words(request: Request) -> bool:
    return request.tool_choice is not None and request.tool_choice.mode == "none"


def stages_for(
    *,
    notes: list[Note],
    upstream: Wire,
    model: str = "",
    request: Request | None = None,
    table: ToolTable = EMPTY_TABLE,
    sealer: Sealer | None = None,
    fingerprint: str = "",
    compaction: bool = False,
    stop: tuple[str, ...] = (),
    model_only: bool = False,
    counted: Request | None = None,
) -> ReplyStages:
    """Return the stages that one reply needs.

    `request` as it went upstream, for the estimate where the provider counts nothing (None: none is
    made). `sealer` None: reasoning passes unsealed (the wire's own maker on its own wire). `compaction`:
    the client wants one compaction item (needs a sealer). `stop`: sequences that the upstream does not
    know and that are to be cut at here. `model_only`: a reply of another model than `model` is refused.
    `counted`: a request that went upstream as it came, for the estimate alone: the key's quota counts it.
    """
    stages: list[Stage] = []
    if model_only:
        stages.append(ModelOnly(model))
    if upstream == "chat":
        stages += [ThinkTags(), StrayThink(notes)]
    if request is not None and request.tools and not compaction and not _wants_words(request):
        stages.append(LeakedCalls(request.tools, notes))
    if table.names or table.lowered:
        stages.append(RaiseTools(table, notes))
    if request is not None and request.tools:
        stages.append(FreshIds(request.items, notes))
    watched = request.stop if request is not None else ()
    if any(stop) or any(watched):
        stages.append(StopText(stop, watched, notes))
    # Who asks byte for byte and not for figures lacks none.
    stages.append(CountUsage(counted, []) if request is None else CountUsage(request, notes))
    if sealer is not None:
        stages.append(Compact(sealer, fingerprint) if compaction else Seal(sealer, fingerprint))
    return ReplyStages(stages, Guard(notes, model))
