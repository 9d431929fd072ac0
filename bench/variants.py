"""The weights of a briefing with each left out in turn, for tables of what each is worth."""

import dataclasses
from collections.abc import Iterator

from bot.briefing.merit import WEIGHTS, Weights


def variants() -> Iterator[tuple[str, Weights]]:
    """Yield all weights under a label, then those with one of them set to nothing."""
    yield "all signals", WEIGHTS
    for field in dataclasses.fields(Weights):
        yield f"without {field.name}", dataclasses.replace(WEIGHTS, **{field.name: 0.0})
