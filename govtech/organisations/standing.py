"""Telling an organisation's people of its standing; who they are is known to the rooms above."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from govtech.core.journal import Notice
from govtech.organisations.models import Organisation

EXTENSION = "standing"
"""Where the application keeps its teller."""
Teller = Callable[[Organisation, str], Sequence[Notice]]
"""Gives what is told of the state an organisation is in now, and the reason it was brought there for."""


def nobody(_organisation: Organisation, _reason: str) -> Sequence[Notice]:
    """Tell nobody."""
    return ()
