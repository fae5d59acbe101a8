"""Organisations and people of the demonstration, all invented, with one password for everybody."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from govtech.accounts.models import Membership, User
from govtech.accounts.passwords import hash_password
from govtech.core.clock import today
from govtech.core.db import session
from govtech.core.journal import record
from govtech.core.policy import KIND_LABELS, ROLE_LABELS, SYSTEM, OrganisationKind, Role
from govtech.organisations.models import Certification, Organisation, Status

PASSWORD = "osaka-demo-2026"  # noqa: S105  (printed beside the accounts: a demonstration has no secrets)
ALWAYS_HERE = {"272035": "豊中市", "272108": "枚方市", "secretariat": "事務局"}
FILE = Path(__file__).parent / "organisations.toml"


def load() -> None:
    """Put in the organisations and accounts that are not there yet; what is there stays as it is."""
    stated = _stated()
    known = set(session.scalars(sa.select(Organisation.id)))
    for item in stated["organisation"]:
        if item["id"] not in known:
            _organisation(item)
    addresses = set(session.scalars(sa.select(User.email)))
    missing = [item for item in stated["account"] if item["email"] not in addresses]
    if missing:
        password_hash = hash_password(PASSWORD)  # once: the hash is slow on purpose
        for item in missing:
            _account(item, password_hash)


def table() -> str:
    """The accounts as lines to print: address, role, organisation; the password first."""
    stated = _stated()
    names = {item["id"]: item["name"] for item in stated["organisation"]} | ALWAYS_HERE
    width = max(len(item["email"]) for item in stated["account"])
    lines = [
        f"  {item['email']:<{width}}  {ROLE_LABELS[Role(item['role'])]}（{names[item['organisation']]}）"
        for item in stated["account"]
    ]
    return "\n".join([f"Demonstration accounts, password for all: {PASSWORD}", *lines])


@cache
def _stated() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _organisation(item: dict[str, Any]) -> None:
    values = {key: value for key, value in item.items() if key != "certifications"}
    kind = OrganisationKind(values.pop("kind"))
    organisation = Organisation(
        **values | {"kind": kind, "status": Status(item.get("status", Status.VERIFIED)), "sample": True}
    )
    organisation.certifications = [
        Certification(name=held["name"], expires_on=today() + timedelta(days=held["days"]))
        for held in item.get("certifications", ())
    ]
    session.add(organisation)
    record(SYSTEM, "organisation.registered", organisation, {"kind": [None, str(KIND_LABELS[kind])]})


def _account(item: dict[str, Any], password_hash: str) -> None:
    user = User(email=item["email"], name=item["name"], password_hash=password_hash)
    membership = Membership(user=user, organisation_id=item["organisation"], role=Role(item["role"]))
    session.add(membership)
    record(SYSTEM, "membership.joined", membership, {"role": [None, item["role"]]})
