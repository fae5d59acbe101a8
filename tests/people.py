"""The people of the tests: one of each kind who may come to a page, made through the real services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from govtech.accounts import queries, services
from govtech.accounts.models import SignIn, User
from govtech.accounts.passwords import digest, new_token
from govtech.core.clock import now
from govtech.core.db import session, unit_of_work
from govtech.core.journal import Consumer, Entry, Outbox
from govtech.core.policy import SYSTEM, Actor, OrganisationKind, Role
from govtech.organisations.models import Organisation, Status

PASSWORD = "すこし長い合言葉 2026"
HOME_TOWN = "272035"  # 豊中市
OTHER_TOWN = "272078"  # 高槻市
SECRETARIAT = "secretariat"
VISITOR = "visitor"


@dataclass(frozen=True)
class Person:
    """Somebody who comes to the site: for which organisation, in which role."""

    organisation: str
    kind: OrganisationKind
    role: Role
    status: Status = Status.VERIFIED


PEOPLE: dict[str, Person] = {
    "editor": Person(HOME_TOWN, OrganisationKind.MUNICIPALITY, Role.EDITOR),
    "approver": Person(HOME_TOWN, OrganisationKind.MUNICIPALITY, Role.APPROVER),
    "admin": Person(HOME_TOWN, OrganisationKind.MUNICIPALITY, Role.ADMIN),
    "other_editor": Person(OTHER_TOWN, OrganisationKind.MUNICIPALITY, Role.EDITOR),
    "other_admin": Person(OTHER_TOWN, OrganisationKind.MUNICIPALITY, Role.ADMIN),
    "company": Person("company1", OrganisationKind.COMPANY, Role.EDITOR),
    "company_admin": Person("company1", OrganisationKind.COMPANY, Role.ADMIN),
    "other_company": Person("company2", OrganisationKind.COMPANY, Role.ADMIN),
    "new_company": Person("company3", OrganisationKind.COMPANY, Role.ADMIN, Status.REGISTERED),
    "group": Person("group1", OrganisationKind.CIVIC_GROUP, Role.EDITOR),
    "group_admin": Person("group1", OrganisationKind.CIVIC_GROUP, Role.ADMIN),
    "coordinator": Person(SECRETARIAT, OrganisationKind.SECRETARIAT, Role.COORDINATOR),
    "auditor": Person(SECRETARIAT, OrganisationKind.SECRETARIAT, Role.AUDITOR),
    "operator": Person(SECRETARIAT, OrganisationKind.SECRETARIAT, Role.OPERATOR),
}
"""Everyone who may come signed in; the visitor has no account."""

WHO: tuple[str, ...] = (VISITOR, *PEOPLE)


def email_of(who: str) -> str:
    """The address of a person of the tests."""
    return f"{who.replace('_', '-')}@example.jp"


def user(who: str) -> User:
    """The person's account and organisation, made when they are not there yet."""
    person = PEOPLE[who]
    with unit_of_work():
        if known := queries.user_by_email(email_of(who)):
            return known
        return services.add_member(
            SYSTEM,
            _organisation(person),
            email_of(who),
            person.role,
            services.PersonData(f"試験 {who}", PASSWORD),
        )


def told(verb: str) -> list[tuple[str, dict[str, Any]]]:
    """(address, notice) of everybody who is still to be told of the entries of this verb."""
    with unit_of_work(writes=False):
        owed = session.scalars(
            sa.select(Outbox.payload)
            .join(Entry)
            .where(Entry.verb == verb, Outbox.consumer == Consumer.NOTICE)
            .order_by(Outbox.id)
        ).all()
        addresses = dict(session.execute(sa.select(User.id, User.email)).all())
    return sorted(((addresses[notice["user_id"]], notice) for notice in owed), key=lambda pair: pair[0])


def _organisation(person: Person) -> Organisation:
    found = session.get(Organisation, person.organisation)
    if found is None:
        found = Organisation(
            id=person.organisation,
            kind=person.kind,
            name=f"試験団体 {person.organisation}",
            kana=f"シケンダンタイ {person.organisation}",
            status=person.status,
        )
        session.add(found)
        session.flush()
    return found


def actor(who: str) -> Actor:
    """The person as services and rules see them."""
    if who == VISITOR:
        return Actor()
    token = sign_in(who)
    with unit_of_work(writes=False):
        present = queries.present(token)
    assert present is not None
    return present.actor


def sign_in(who: str) -> str:
    """The token of a new sign-in, without the cost of checking a password."""
    account, token = user(who), new_token()
    with unit_of_work():
        session.add(
            SignIn(
                token_hash=digest(token),
                user_id=account.id,
                organisation_id=PEOPLE[who].organisation,
                expires_at=now() + timedelta(hours=12),
            )
        )
    return token


def cookie(app: Flask, who: str) -> str | None:
    """The cookie of a browser in which the person is signed in; a visitor has none."""
    if who == VISITOR:
        return None
    serializer = app.session_interface.get_signing_serializer(app)
    return serializer.dumps({"_user_id": sign_in(who), "_fresh": True})


def with_cookie(app: Flask, value: str | None) -> FlaskClient:
    """A new browser with this cookie."""
    browser = app.test_client()
    if value is not None:
        browser.set_cookie(app.config["SESSION_COOKIE_NAME"], value)
    return browser


def client(app: Flask, who: str) -> FlaskClient:
    """A browser in which the person is signed in."""
    return with_cookie(app, cookie(app, who))
