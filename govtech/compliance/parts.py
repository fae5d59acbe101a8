"""What the pages of specifications and templates show of the requirements as a workbook and of companies' answers."""

from __future__ import annotations

from typing import Any

from govtech.compliance import queries
from govtech.compliance.models import STATUS_LABELS
from govtech.compliance.presenting import TONES
from govtech.core.parts import Part
from govtech.core.policy import Actor, can
from govtech.drafting.models import Specification, Status


def of_specification(actor: Actor, specification: Specification) -> Part | None:
    """The workbook, and for whom it concerns the call and the answers."""
    if specification.status is Status.ABANDONED:
        return None
    call = queries.call_of(specification)
    compares = can(actor, "compliance:compare", specification)
    own = queries.own(actor, specification) if actor.is_supplier else None
    values: dict[str, Any] = {
        "specification": specification,
        "call": call,
        "compares": compares,
        "counted": queries.counted(specification) if compares and call else 0,
        "asks": can(actor, "compliance:call", specification)
        and specification.status is not Status.SUPERSEDED,
        "answers": can(actor, "compliance:answer", specification),
        "own": own,
        "labels": STATUS_LABELS,
        "tones": TONES,
    }
    return Part("compliance/part.html", values)


def of_template(_actor: Actor, template: Any) -> Part | None:
    """The workbook of a template's requirements."""
    return Part("compliance/template_part.html", {"template": template})
