"""Load the demonstration content room by room; may be repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from govtech.core.db import unit_of_work
from govtech.demo import (
    accounts,
    clusters,
    comparing,
    compliance,
    discussions,
    drafting,
    knowledge,
    matching,
    needs,
    notices,
    questions,
    solutions,
    soundings,
    subsidies,
    trials,
)

PARTS: tuple[tuple[str, Callable[[], None]], ...] = (
    ("knowledge", knowledge.load),
    ("accounts", accounts.load),
    ("subsidies", subsidies.load),
    ("solutions", solutions.load),
    ("needs", needs.load),
    ("questions", questions.load),
    ("trials", trials.load),
    ("clusters", clusters.load),
    ("matching", matching.load),
    ("drafting", drafting.load),
    ("discussions", discussions.load),
    ("compliance", compliance.load),
    ("comparing", comparing.load),
    ("soundings", soundings.load),
    ("notices", notices.load),
)
"""In this order: what comes later refers to what came before; cases first, so that nobody gets mail about them."""


def load() -> Iterator[str]:
    """Each part in a transaction of its own, without a mail to anybody; a line for each."""
    for name, part in PARTS:
        with unit_of_work():
            before = notices.latest_entry()
            part()
            notices.without_mail(before)
        yield f"{name}: ok"
