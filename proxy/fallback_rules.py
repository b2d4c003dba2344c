"""After which failures a request goes on to the next profile: a table that the user may change."""

import re
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from proxy.conversation import Failure


class FallbackRule(Struct, frozen=True, kw_only=True):
    """All that is given must hold. `then`: on to the next profile, or stop and say it to the client.

    `statuses`: HTTP statuses; 5 stands for all of 5xx, and so on. `text`: a pattern that is looked for in the
    failure's message, in any case. `wait_over`: the provider wants to be asked again only after more than so many
    seconds, or does not say when.
    """

    then: Literal["next", "stop"]
    kinds: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()
    text: str = ""
    wait_over: float | None = None

    def fits(self, failure: Failure) -> bool:
        """Tell whether the rule is about this failure."""
        return (
            (not self.kinds or failure.kind in self.kinds)
            and (not self.codes or failure.code in self.codes)
            and (not self.statuses or bool({failure.status, failure.status // 100} & {*self.statuses} - {0}))
            and (not self.text or re.search(self.text, failure.message, re.IGNORECASE) is not None)
            and (
                self.wait_over is None or failure.retry_after is None or failure.retry_after > self.wait_over
            )
        )


def goes_on(rules: Sequence[FallbackRule], failure: Failure) -> bool:
    """Tell whether the next profile is asked: the first rule that fits decides; none: the client is told."""
    return next((rule.then == "next" for rule in rules if rule.fits(failure)), False)
