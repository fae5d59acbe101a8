"""Reading accounts: who stands behind a cookie, who belongs to an organisation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from govtech.accounts.models import Membership, Purpose, SignIn, Ticket, User
from govtech.accounts.passwords import digest
from govtech.core.clock import now
from govtech.core.db import Rows, session
from govtech.core.errors import NotFound
from govtech.core.policy import Actor
from govtech.organisations.models import Organisation, Status


@dataclass(frozen=True)
class Present:
    """A person present through a signed-in browser."""

    actor: Actor
    language: str


def present(token: str) -> Present | None:
    """Who is signed in with this cookie's token, or None when the sign-in has ended."""
    rows = session.execute(
        sa.select(
            User.id,
            User.name,
            User.language,
            SignIn.organisation_id.label("acting"),
            Membership.role,
            Organisation.id.label("organisation_id"),
            Organisation.name.label("organisation_name"),
            Organisation.kind,
            Organisation.status,
        )
        .join(User, User.id == SignIn.user_id)
        .outerjoin(Membership, Membership.user_id == User.id)
        .outerjoin(Organisation, sa.and_(Organisation.id == Membership.organisation_id))
        .where(SignIn.token_hash == digest(token), SignIn.expires_at > now(), User.active)
        .order_by(Organisation.kana)
    ).all()
    if not rows:
        return None
    return Present(_actor(rows), rows[0].language)


def _actor(rows: Rows) -> Actor:
    first = rows[0]
    usable = [row for row in rows if row.organisation_id and row.status != Status.SUSPENDED]
    acting = next((row for row in usable if row.organisation_id == row.acting), None)
    memberships = tuple((row.organisation_id, row.organisation_name) for row in usable)
    if acting is None:
        return Actor(user_id=first.id, name=first.name, memberships=memberships)
    return Actor(
        user_id=first.id,
        name=first.name,
        organisation_id=acting.organisation_id,
        organisation_name=acting.organisation_name,
        organisation_kind=acting.kind,
        role=acting.role,
        verified=acting.status == Status.VERIFIED,
        memberships=memberships,
    )


def me(actor: Actor) -> User:
    """The account of whoever acts."""
    user = session.get(User, actor.user_id) if actor.user_id else None
    if user is None:
        raise NotFound
    return user


def user_by_email(email: str) -> User | None:
    """The account of an address, for services; never shown."""
    return session.scalar(sa.select(User).where(User.email == email))


def open_ticket(token: str, purpose: Purpose) -> Ticket:
    """The unused, unexpired link, or NotFound."""
    ticket = session.scalar(
        sa.select(Ticket).where(
            Ticket.token_hash == digest(token),
            Ticket.purpose == purpose,
            Ticket.used_at.is_(None),
            Ticket.expires_at > now(),
        )
    )
    if ticket is None:
        raise NotFound
    return ticket


def members(organisation_id: str) -> Rows:
    """Membership id, user id, name, email and role of everyone in an organisation."""
    return session.execute(
        sa.select(Membership.id, User.id.label("user_id"), User.name, User.email, Membership.role)
        .join(User)
        .where(Membership.organisation_id == organisation_id, User.active)
        .order_by(User.name, Membership.id)
    ).all()


def invitations(organisation_id: str) -> Rows:
    """Invitations of an organisation that are still open."""
    return session.execute(
        sa.select(Ticket.id, Ticket.email, Ticket.role, Ticket.expires_at)
        .where(
            Ticket.organisation_id == organisation_id,
            Ticket.purpose == Purpose.INVITATION,
            Ticket.used_at.is_(None),
            Ticket.expires_at > now(),
        )
        .order_by(Ticket.expires_at)
    ).all()


def membership(actor: Actor, membership_id: str) -> Membership:
    """A membership of the organisation the actor acts for, or NotFound."""
    found = session.get(Membership, membership_id)
    if found is None or not actor.acts_for(found.organisation_id):
        raise NotFound
    return found


def sign_ins(actor: Actor) -> Rows:
    """Where the actor is signed in."""
    return session.execute(
        sa.select(SignIn.id, SignIn.created_at, SignIn.expires_at)
        .where(SignIn.user_id == actor.user_id, SignIn.expires_at > now())
        .order_by(SignIn.created_at.desc())
    ).all()


def emails_of(organisation_ids: Sequence[str], *roles: object) -> Rows:
    """User id, email and language of active members of organisations, of the given roles when named."""
    statement = (
        sa.select(User.id.label("user_id"), User.email, User.language, Membership.organisation_id)
        .join(Membership)
        .where(Membership.organisation_id.in_(organisation_ids), User.active)
    )
    return session.execute(statement.where(Membership.role.in_(roles)) if roles else statement).all()


def acting_for(user_ids: Iterable[str]) -> dict[str, list[Actor]]:
    """Each active person as everybody they may act as: for each organisation in good standing, else for none."""
    rows = session.execute(
        sa.select(
            User.id,
            User.name,
            Membership.role,
            Organisation.id.label("organisation_id"),
            Organisation.name.label("organisation_name"),
            Organisation.kind,
            Organisation.status,
        )
        .outerjoin(Membership, Membership.user_id == User.id)
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .where(User.id.in_(list(user_ids)), User.active)
    ).all()
    people: dict[str, list[Actor]] = {row.id: [] for row in rows}
    for row in rows:
        if row.organisation_id and row.status != Status.SUSPENDED:
            people[row.id].append(
                Actor(
                    user_id=row.id,
                    name=row.name,
                    organisation_id=row.organisation_id,
                    organisation_name=row.organisation_name,
                    organisation_kind=row.kind,
                    role=row.role,
                    verified=row.status == Status.VERIFIED,
                )
            )
    return {user_id: actors or [Actor(user_id=user_id)] for user_id, actors in people.items()}
