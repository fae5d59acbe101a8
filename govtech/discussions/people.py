"""Whom one can speak to in the discussions of a specification, and whom a text speaks to with @."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from govtech.accounts.models import Membership, User
from govtech.core.db import session
from govtech.core.policy import OrganisationKind, Role
from govtech.drafting.models import Party, Specification
from govtech.organisations.models import Organisation
from govtech.organisations.models import Status as OrganisationStatus

SECRETARIAT = "事務局"
"""What everybody calls the coordinators, whatever their organisation is named."""
LONGEST_NAME = 80
_AT = re.compile(r"(?<![A-Za-z0-9._%+\-])@(?P<rest>[^@\n]*)")
_WORD = re.compile(r"[^\s、。,，.．:：;；!！?？()（）「」『』\[\]【】<>《》・/／*_`~|]+")


class Person(NamedTuple):
    """Somebody who takes part, for one organisation."""

    user_id: str
    name: str
    language: str
    organisation_id: str
    organisation: str
    coordinator: bool


@dataclass(frozen=True)
class Circle:
    """Everybody who takes part in one specification; nobody else is ever told of its discussions."""

    people: tuple[Person, ...]
    organisations: Mapping[str, str]
    """Names by id, the municipalities by reading and the secretariat last."""

    @property
    def names(self) -> dict[str, str]:
        """Name by token: org:<id> for each organisation, then user:<id> for each person."""
        tokens = {f"org:{key}": name for key, name in self.organisations.items()}
        return tokens | {f"user:{one.user_id}": one.name for one in self.people}

    def members(self, tokens: Iterable[str]) -> list[Person]:
        """The people behind tokens, each once, in their order."""
        wanted = set(tokens)
        found = {
            one.user_id: one
            for one in self.people
            if f"user:{one.user_id}" in wanted or f"org:{one.organisation_id}" in wanted
        }
        return list(found.values())


class Spoken(NamedTuple):
    """Whom a text speaks to: tokens of those who are known, and the names of those who are not."""

    tokens: tuple[str, ...]
    unknown: tuple[str, ...]


def circle(specification: Specification) -> Circle:
    """Active members of the municipalities that take part, and the coordinators; in two queries."""
    rows = session.execute(_members(specification)).all()
    towns = session.execute(_towns(specification)).all()
    names = {row.id: row.name for row in towns}
    names |= {row.organisation_id: row.organisation for row in rows if row.role == Role.COORDINATOR}
    return Circle(
        tuple(
            Person(
                row.user_id,
                row.name,
                row.language,
                row.organisation_id,
                row.organisation,
                row.role == Role.COORDINATOR,
            )
            for row in rows
        ),
        names,
    )


def _taking_part(specification: Specification) -> sa.ColumnElement[bool]:
    parties = sa.select(Party.organisation_id).where(Party.specification_id == specification.id)
    return sa.and_(
        Organisation.kind == OrganisationKind.MUNICIPALITY,
        sa.or_(Organisation.id == specification.organisation_id, Organisation.id.in_(parties)),
    )


def _towns(specification: Specification) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Organisation.id, Organisation.name)
        .where(_taking_part(specification))
        .order_by(Organisation.kana)
    )


def _members(specification: Specification) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            User.id.label("user_id"),
            User.name,
            User.language,
            Organisation.id.label("organisation_id"),
            Organisation.name.label("organisation"),
            Membership.role,
        )
        .join(Membership, Membership.user_id == User.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            User.active,
            Organisation.status != OrganisationStatus.SUSPENDED,
            sa.or_(_taking_part(specification), Membership.role == Role.COORDINATOR),
        )
        .order_by(Organisation.kana, User.name, User.id)
    )


def spoken_to(text: str, known: Circle) -> Spoken:
    """Whom a text speaks to: @豊中市, ＠山田太郎 or @事務局, whatever width and spaces it was typed with.

    Of several names that fit, the longest; people of one name are all meant. An address of mail is no mention.
    """
    names: dict[str, list[str]] = {}
    for token, name in known.names.items():
        names.setdefault(_plain(name), []).append(token)
    names.setdefault(SECRETARIAT, []).extend(
        f"org:{one.organisation_id}" for one in known.people if one.coordinator
    )
    tokens: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for match in _AT.finditer(unicodedata.normalize("NFKC", text)):
        rest = match["rest"][:LONGEST_NAME]
        found = max((name for name in names if _plain(rest).startswith(name)), key=len, default=None)
        if found and names[found]:
            tokens.update(dict.fromkeys(names[found]))
        elif word := _WORD.match(rest):
            unknown[word[0]] = None
    return Spoken(tuple(tokens), tuple(unknown))


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
