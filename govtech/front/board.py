"""What the home page shows to whoever opens it."""

from __future__ import annotations

from typing import Any

from govtech.core.policy import Actor


def home(_actor: Actor) -> dict[str, Any]:
    """Today's tasks, what is open now, what is new, and figures with their date."""
    return {
        "today": [],
        "open_needs": [],
        "closing_subsidies": [],
        "new_cases": [],
        "figures": [],
        "tasks_by_kind": {},
    }
