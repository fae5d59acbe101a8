"""The check of a joint specification as it stands: findings, what is said about them, and by which list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from govtech.agreeing.explanation_models import Explanation
from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.errors import NotFound
from govtech.drafting import queries
from govtech.drafting.content import Plain, to_template, values_of
from govtech.drafting.models import LocalValue, Parameter, Specification
from govtech.drafting.origins import earlier_versions, template_of
from govtech.quality import queries as quality
from govtech.quality.checking import check
from govtech.quality.explained import Reason, Review, review
from govtech.quality.wording import Lists
from govtech.specifications import queries as templates
from govtech.specifications.template_format import Explanation as Shipped
from govtech.specifications.template_format import Template

EACH_ITS_OWN = "—"
"""Stands for a value that every municipality fills for itself."""


class Checked(NamedTuple):
    """A review with the text it is about and the list it was made by."""

    review: Review
    template: Template
    lists: Lists


def checked(specification: Specification) -> Checked:
    """Check the text as it is now."""
    plain, lists = queries.content(specification), quality.lists()
    template = to_template(plain, title=specification.title, updated=now().date())
    findings = check(template, _values(specification, plain), lists)
    reasons = _said(specification)
    return Checked(review(findings, template, _shipped(specification), reasons), template, lists)


def explanation(specification: Specification, key: str) -> Explanation | None:
    """What was said about a finding in this very text, if anything was."""
    return session.scalar(
        sa.select(Explanation).where(Explanation.specification_id == specification.id, Explanation.key == key)
    )


def said_here(specification: Specification) -> Sequence[Explanation]:
    """What was said about findings in this very text."""
    return session.scalars(
        sa.select(Explanation).where(Explanation.specification_id == specification.id)
    ).all()


def _values(specification: Specification, plain: Plain) -> dict[str, str]:
    """Common values; a mark where there is none and every municipality has filled its own."""
    values = values_of(plain)
    if all(values.values()):
        return values
    towns = {row.id for row in queries.parties(specification)}
    filled: defaultdict[str, set[str]] = defaultdict(set)
    for name, town in session.execute(
        sa.select(Parameter.name, LocalValue.organisation_id)
        .join(LocalValue, LocalValue.parameter_id == Parameter.id)
        .where(Parameter.specification_id == specification.id)
    ):
        filled[name].add(town)
    return {
        name: value or (EACH_ITS_OWN if towns and filled[name] >= towns else "")
        for name, value in values.items()
    }


def _said(specification: Specification) -> dict[str, Reason]:
    """What people said about this text and the fixed ones it came from, by the keys of findings."""
    ids = {specification.id} | earlier_versions(specification)
    rows = session.scalars(
        sa.select(Explanation).where(Explanation.specification_id.in_(ids)).order_by(Explanation.at)
    )
    return {row.key: Reason(row.why, f"{row.organisation_name} {row.actor_name}", row.at) for row in rows}


def _shipped(specification: Specification) -> tuple[Shipped, ...]:
    """What came with the template version that the text began from, itself or through the one it was made from."""
    named = template_of(specification)
    if named is None:
        return ()
    try:
        row = templates.find(*named)
    except NotFound:
        return ()
    return tuple(Shipped(**one) for one in row.explanations)
