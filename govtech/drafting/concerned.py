"""Companies and civic groups to whom a specification matters: their offerings serve its initiatives, or they watch its need."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from govtech.accounts.models import Membership
from govtech.accounts.queries import emails_of
from govtech.core.db import session
from govtech.core.filters import number
from govtech.core.policy import OrganisationKind, Role
from govtech.drafting.models import Specification
from govtech.notices.queries import watchers_of
from govtech.organisations.models import Organisation
from govtech.organisations.models import Status as OrganisationStatus
from govtech.solutions.models import Solution, SolutionInitiative
from govtech.solutions.models import Status as SolutionStatus

_VERIFIED = sa.and_(
    Organisation.kind.in_((OrganisationKind.COMPANY, OrganisationKind.CIVIC_GROUP)),
    Organisation.status == OrganisationStatus.VERIFIED,
)


def offering(specification: Specification) -> list[str]:
    """Verified organisations with a published offering for one of the specification's initiatives."""
    initiatives = [found for one in specification.initiatives if (found := number(one))]
    return list(
        session.scalars(
            sa.select(Organisation.id)
            .join(Solution, Solution.organisation_id == Organisation.id)
            .join(SolutionInitiative, SolutionInitiative.solution_id == Solution.id)
            .where(
                _VERIFIED,
                Solution.status == SolutionStatus.PUBLISHED,
                SolutionInitiative.number.in_(initiatives),
            )
            .distinct()
            .order_by(Organisation.id)
        )
    )


def suppliers(specification: Specification) -> list[Any]:
    """User id and language of those to tell when companies are asked something; nobody whose organisation is unverified."""
    watching = watchers(specification)
    theirs = set(
        session.scalars(
            sa.select(Membership.user_id)
            .join(Organisation, Organisation.id == Membership.organisation_id)
            .where(_VERIFIED, Membership.user_id.in_([row.user_id for row in watching]))
        )
    )
    return [
        *emails_of(offering(specification), Role.EDITOR, Role.ADMIN),
        *(row for row in watching if row.user_id in theirs),
    ]


def watchers(specification: Specification) -> list[Any]:
    """User id and language of everybody who watches the need that the specification came from."""
    return list(watchers_of("need", specification.need_id)) if specification.need_id else []
