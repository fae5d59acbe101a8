"""Everything that can be done to a joint specification's text. Callers own the transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import insert_ignoring, new_id, session
from govtech.core.errors import Invalid
from govtech.core.journal import record
from govtech.core.policy import Actor, OrganisationKind, authorise
from govtech.core.words import gettext as _
from govtech.drafting import letters, queries
from govtech.drafting.content import Beginning, parameter_of
from govtech.drafting.models import (
    LocalValue,
    Parameter,
    Party,
    Specification,
)
from govtech.drafting.revising import hold, put, revise_whole
from govtech.organisations.models import Organisation
from govtech.specifications.template_text import parse_value


def create(actor: Actor, beginning: Beginning, parties: Sequence[str] = ()) -> Specification:
    """Begin a draft led by the actor's organisation; `parties` are codes of municipalities that take part."""
    authorise(actor, "specification:create")
    specification = Specification(
        organisation_id=beginning.lead_id or actor.organisation_id,
        title=beginning.title,
        summary=beginning.summary,
        origin=beginning.origin,
        initiatives=[*map(str, beginning.initiatives)],
        need_id=beginning.need_id,
        previous_id=beginning.previous_id,
    )
    session.add(specification)
    session.flush()
    put(specification, beginning.content)
    record(actor, "specification.created", specification, {"title": ["", beginning.title]}, confidential=True)
    revise_whole(actor, specification, _("作成"))
    own = [actor.organisation_id] if actor.is_municipal and actor.organisation_id else []
    add_parties(actor, specification, [*own, *parties])
    return specification


def add_parties(actor: Actor, specification: Specification, codes: Sequence[str]) -> None:
    """Let municipalities take part; who already does stays. Invalid when a code is no municipality's."""
    authorise(actor, "specification:lead", specification)
    towns = sa.select(Organisation.id).where(
        Organisation.id.in_(codes), Organisation.kind == OrganisationKind.MUNICIPALITY
    )
    known = set(session.scalars(towns))
    if missing := sorted(set(codes) - known):
        raise Invalid(_("市町村ではない団体があります：%(codes)s", codes="、".join(missing)), field="parties")
    before = set(session.scalars(_party_codes(specification)))
    new = [code for code in dict.fromkeys(codes) if code not in before]
    rows = [
        {"id": new_id(), "specification_id": specification.id, "organisation_id": code, "joined_at": now()}
        for code in new
    ]
    insert_ignoring(Party, rows)
    if new:
        told = letters.invited(specification, [code for code in new if not actor.acts_for(code)])
        changes = {"parties": [[], new]}
        record(actor, "specification.joined", specification, changes, confidential=True, notices=told)


def _party_codes(specification: Specification) -> sa.Select[Any]:
    return sa.select(Party.organisation_id).where(Party.specification_id == specification.id)


# -- parameters


def fill_locally(actor: Actor, specification: Specification, parameter: Parameter, value: str) -> None:
    """State the own municipality's value where it differs from the common one; the empty text takes it back."""
    authorise(actor, "specification:fill", specification)
    hold(specification)
    value = _checked(parameter, value)
    kept = session.scalar(
        sa.select(LocalValue).where(
            LocalValue.parameter_id == parameter.id, LocalValue.organisation_id == actor.organisation_id
        )
    )
    before = kept.value if kept else ""
    if value == before:
        return
    if kept and not value:
        session.delete(kept)
    elif kept:
        kept.value, kept.stated_at = value, now()
    else:
        session.add(LocalValue(parameter_id=parameter.id, organisation_id=actor.organisation_id, value=value))
    changes = {parameter.name: [before, value]}
    record(actor, "specification.filled", specification, changes, confidential=True)


def _checked(parameter: Parameter, value: str) -> str:
    """The value in its plain form; Invalid says beside the field what its type asks for."""
    try:
        return parse_value(parameter_of(queries.parameter_plain(parameter)), value)
    except Invalid as error:
        raise Invalid(error.message, field="value") from error
