"""Everything that can be done to organisations. Callers own the transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from govtech.core.clock import today
from govtech.core.db import lock, session
from govtech.core.errors import Invalid
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.text import nfkc
from govtech.core.words import gettext as _
from govtech.organisations.facts import put
from govtech.organisations.gbizinfo_import import apply_gbizinfo, import_gbizinfo
from govtech.organisations.local_governments import import_local_governments
from govtech.organisations.models import Certification, Organisation
from govtech.organisations.standing import Teller, nobody

MAX_CAPABILITIES = 30


@dataclass(frozen=True)
class FactsData:
    """What an organisation states about itself, once for every form that needs it."""

    address: str
    website: str
    employees: int | None
    description: str
    capabilities: tuple[str, ...]
    postal_code: str = ""
    representative: str = ""
    capital_yen: int | None = None
    founded_on: date | None = None
    invoice_number: str = ""
    contact: str = ""


@dataclass(frozen=True)
class CertificationData:
    """A certificate, its number and its last day."""

    name: str
    number: str
    expires_on: date | None


def verify(actor: Actor, organisation: Organisation, told: Teller = nobody) -> None:
    """Confirm that an organisation is who it says it is; from now on everybody sees it."""
    _step(actor, organisation, "verify", "organisation.verified", told=told)


def suspend(actor: Actor, organisation: Organisation, reason: str, told: Teller = nobody) -> None:
    """Keep an organisation's members from acting, with a reason; what it published stays with its history."""
    _step(actor, organisation, "suspend", "organisation.suspended", told=told, reason=reason)


def resume(actor: Actor, organisation: Organisation, told: Teller = nobody) -> None:
    """End a suspension."""
    _step(actor, organisation, "resume", "organisation.resumed", told=told)


def _step(
    actor: Actor, organisation: Organisation, name: str, verb: str, *, told: Teller, reason: str = ""
) -> None:
    authorise(actor, "organisation:verify", organisation)
    before = organisation.status
    organisation.take(name)
    changes: dict[str, object] = {"status": [before, organisation.status]}
    if reason:
        changes["reason"] = [None, reason]
    record(actor, verb, organisation, changes, notices=told(organisation, reason))


def edit(actor: Actor, organisation: Organisation, data: FactsData, expected_version: int) -> None:
    """Change the facts; Conflict when somebody changed them since `expected_version` was read."""
    authorise(actor, "organisation:edit", organisation)
    lock(organisation, as_of=expected_version)
    if len(data.capabilities) > MAX_CAPABILITIES:
        message = _(
            "%(limit)s件以内にしてください（現在%(n)s件）。", limit=MAX_CAPABILITIES, n=len(data.capabilities)
        )
        raise Invalid(message, field="capabilities")
    _check_invoice_number(organisation, data.invoice_number)
    if data.founded_on and data.founded_on > today():
        raise Invalid(_("設立の日が、先の日付になっています。"), field="founded_on")
    after = {**asdict(data), "capabilities": list(data.capabilities)}
    if changes := put(organisation, after):
        record(actor, "organisation.edited", organisation, changes)


def _check_invoice_number(organisation: Organisation, number: str) -> None:
    """A corporation's registration number is T and its corporate number (消費税法 第57条の2)."""
    if number and organisation.corporate_number and number[1:] != organisation.corporate_number:
        raise Invalid(
            _(
                "登録番号は、Tと法人番号（%(number)s）を続けたものです。番号をご確認ください。",
                number=organisation.corporate_number,
            ),
            field="invoice_number",
        )


def add_certification(actor: Actor, organisation: Organisation, data: CertificationData) -> Certification:
    """Note a certificate the organisation holds; Invalid when one of that name is there."""
    authorise(actor, "organisation:edit", organisation)
    if any(nfkc(held.name) == nfkc(data.name) for held in organisation.certifications):
        raise Invalid(_("同じ名前の認証が、すでに登録されています。"), field="name")
    added = Certification(**asdict(data))
    organisation.certifications.append(added)
    record(actor, "organisation.certified", organisation, {"certification": [None, data.name]})
    return added


def renew_certification(
    actor: Actor, organisation: Organisation, certification: Certification, data: CertificationData
) -> None:
    """Note the new number and last day of a certificate that was renewed; reminders begin anew."""
    authorise(actor, "organisation:edit", organisation)
    before = certification.expires_on
    certification.number, certification.expires_on = data.number, data.expires_on
    certification.reminded = ""
    told = [day.isoformat() if day else None for day in (before, data.expires_on)]
    record(
        actor, "organisation.certified", organisation, {"certification": [None, data.name], "expiry": told}
    )


def remove_certification(actor: Actor, organisation: Organisation, certification: Certification) -> None:
    """Take a certificate off."""
    authorise(actor, "organisation:edit", organisation)
    organisation.certifications.remove(certification)
    session.flush()
    record(actor, "organisation.edited", organisation, {"certification": [certification.name, None]})


__all__ = [
    "CertificationData",
    "FactsData",
    "add_certification",
    "apply_gbizinfo",
    "edit",
    "import_gbizinfo",
    "import_local_governments",
    "remove_certification",
    "renew_certification",
    "resume",
    "suspend",
    "verify",
]
