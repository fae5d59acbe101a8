"""Answer one question: may this actor do this to that? What no rule allows is refused."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from govtech.core.errors import Forbidden
from govtech.core.words import Text, lazy


class OrganisationKind(enum.StrEnum):
    """What an organisation is here."""

    MUNICIPALITY = "municipality"
    COMPANY = "company"
    CIVIC_GROUP = "civic_group"
    SECRETARIAT = "secretariat"


class Role(enum.StrEnum):
    """What a member may do for the organisation."""

    EDITOR = "editor"
    APPROVER = "approver"
    ADMIN = "admin"
    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    OPERATOR = "operator"


KIND_LABELS: dict[OrganisationKind, Text] = {
    OrganisationKind.MUNICIPALITY: lazy("市町村"),
    OrganisationKind.COMPANY: lazy("企業"),
    OrganisationKind.CIVIC_GROUP: lazy("市民団体"),
    OrganisationKind.SECRETARIAT: lazy("事務局"),
}
ROLE_LABELS: dict[Role, Text] = {
    Role.EDITOR: lazy("担当者"),
    Role.APPROVER: lazy("承認者"),
    Role.ADMIN: lazy("管理者"),
    Role.COORDINATOR: lazy("コーディネーター"),
    Role.AUDITOR: lazy("監査人"),
    Role.OPERATOR: lazy("システム管理者"),
}
ROLES_OF: dict[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.MUNICIPALITY: (Role.EDITOR, Role.APPROVER, Role.ADMIN),
    OrganisationKind.COMPANY: (Role.EDITOR, Role.ADMIN),
    OrganisationKind.CIVIC_GROUP: (Role.EDITOR, Role.ADMIN),
    OrganisationKind.SECRETARIAT: (Role.COORDINATOR, Role.AUDITOR, Role.OPERATOR),
}
"""Roles an organisation of a kind can give, the later ones of members including the earlier."""
_RANK = {Role.EDITOR: 1, Role.APPROVER: 2, Role.ADMIN: 3}

PUBLIC = "public"
MUNICIPAL = "municipal"
COORDINATOR = "coordinator"
SUPPLIERS = "suppliers"
"""Token of every verified company and civic group."""


def organisation_token(organisation_id: str) -> str:
    """The visibility token of everybody in one organisation."""
    return f"org:{organisation_id}"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and for whom: a person acts for one organisation at a time."""

    user_id: str | None = None
    name: str = ""
    organisation_id: str | None = None
    organisation_name: str = ""
    organisation_kind: OrganisationKind | None = None
    role: Role | None = None
    verified: bool = False
    memberships: tuple[tuple[str, str], ...] = ()

    @property
    def signed_in(self) -> bool:
        """Whether a person stands behind this actor."""
        return self.user_id is not None

    @property
    def is_municipal(self) -> bool:
        """Staff of a municipality."""
        return self.organisation_kind is OrganisationKind.MUNICIPALITY

    @property
    def is_supplier(self) -> bool:
        """A company or a civic group."""
        return self.organisation_kind in {OrganisationKind.COMPANY, OrganisationKind.CIVIC_GROUP}

    @property
    def is_coordinator(self) -> bool:
        """The secretariat's coordinators."""
        return self.role is Role.COORDINATOR

    @property
    def is_auditor(self) -> bool:
        """Reads the journal, writes nothing."""
        return self.role is Role.AUDITOR

    @property
    def is_operator(self) -> bool:
        """Runs the server."""
        return self.role is Role.OPERATOR

    def at_least(self, role: Role) -> bool:
        """Whether the member's role includes the given one (editor < approver < admin)."""
        return self.role is not None and _RANK.get(self.role, 0) >= _RANK[role]

    def acts_for(self, organisation_id: str | None) -> bool:
        """Whether the actor acts for that organisation."""
        return organisation_id is not None and self.organisation_id == organisation_id

    @property
    def tokens(self) -> frozenset[str]:
        """Visibility tokens of what this actor may find."""
        tokens = {PUBLIC}
        if self.organisation_id:
            tokens.add(organisation_token(self.organisation_id))
        if self.is_municipal or self.is_coordinator:
            tokens.add(MUNICIPAL)
        if self.is_supplier and self.verified:
            tokens.add(SUPPLIERS)
        if self.is_coordinator:
            tokens.add(COORDINATOR)
        return frozenset(tokens)


ANONYMOUS = Actor()
SYSTEM = Actor(name="system")
"""The clock and the command line: allowed what no person is asked for; compare with `is`."""

Predicate = Callable[[Actor, Any], bool]


class Rule(NamedTuple):
    """A permission: who has it, and the words for it."""

    allows: Predicate
    label: Text


RULES: dict[str, Rule] = {}


def rule(permission: str, label: Text) -> Callable[[Predicate], Predicate]:
    """Register who has a permission; a second rule for the same one is a mistake in the program."""

    def register(allows: Predicate) -> Predicate:
        if permission in RULES:
            raise RuntimeError(permission)
        RULES[permission] = Rule(allows, label)
        return allows

    return register


def can(actor: Actor, permission: str, subject: object = None) -> bool:
    """Whether a rule allows it; LookupError for a permission without one."""
    return actor is SYSTEM or bool(RULES[permission].allows(actor, subject))


def authorise(actor: Actor, permission: str, subject: object = None) -> None:
    """Go on only when a rule allows it; Forbidden otherwise."""
    if not can(actor, permission, subject):
        raise Forbidden
