"""Offering a fixed specification back as a template version: the lead offers, a coordinator looks and decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from govtech.accounts.queries import emails_of
from govtech.core.clock import now, today
from govtech.core.db import lock, session
from govtech.core.errors import Conflict, Invalid, NotFound
from govtech.core.journal import record
from govtech.core.policy import Actor, Role, authorise
from govtech.core.words import gettext as _
from govtech.drafting import queries
from govtech.drafting.content import Plain
from govtech.drafting.models import Specification
from govtech.drafting.policy import leads
from govtech.knowledge import reference_queries
from govtech.notices.models import Kind
from govtech.notices.telling import tell
from govtech.organisations.reference import SECRETARIAT_ID
from govtech.renewing.offer_content import Fate, Heading, candidate, checked
from govtech.renewing.offer_models import OfferStatus, TemplateOffer
from govtech.specifications import queries as templates
from govtech.specifications import services as template_services
from govtech.specifications.models import SpecTemplate
from govtech.specifications.template_format import SLUG, VERSION, Source, Template


@dataclass(frozen=True)
class OfferData:
    """What the lead offers: which template to renew (`slug`) or a new one, what changed, why others need it."""

    slug: str
    title: str
    kana: str
    summary: str
    initiatives: tuple[str, ...]
    changes: str
    reason: str


@dataclass(frozen=True)
class Decision:
    """The number of the new version, and what becomes of each value."""

    version: str
    fates: Mapping[str, Fate]


def get(actor: Actor, offer_id: str) -> TemplateOffer:
    """The offer, for the lead of its specification and for coordinators; NotFound for everybody else."""
    found = session.get(TemplateOffer, offer_id)
    if found is None or not leads(actor, found.specification):
        raise NotFound
    return found


def of_specification(specification: Specification) -> Sequence[TemplateOffer]:
    """Its offers, the latest first."""
    return session.scalars(
        sa.select(TemplateOffer)
        .where(TemplateOffer.specification_id == specification.id)
        .order_by(TemplateOffer.offered_at.desc(), TemplateOffer.id)
    ).all()


def listed(actor: Actor) -> Sequence[TemplateOffer]:
    """Offers that the actor may read, those that wait first; coordinators read all."""
    statement = sa.select(TemplateOffer).join(Specification)
    if not actor.is_coordinator:
        statement = statement.where(Specification.organisation_id == actor.organisation_id)
    waits = sa.case((TemplateOffer.status == OfferStatus.OFFERED, 0), else_=1)
    return session.scalars(statement.order_by(waits, TemplateOffer.offered_at.desc()).limit(100)).all()


def current(slug: str) -> Template | None:
    """The template as it is now, when there is one of that name."""
    row = templates.newest(slug)
    return templates.content(row) if row else None


def unused(slug: str) -> str:
    """The name for a new template; Invalid beside `new_slug` when a template has it already."""
    if known := templates.newest(slug):
        words = _(
            "この識別名は、ひな形「%(title)s」が使っています。別の名前にしてください。", title=known.title
        )
        raise Invalid(words, field="new_slug")
    return slug


def offer(actor: Actor, specification: Specification, data: OfferData) -> TemplateOffer:
    """Offer a fixed text. Conflict while it is not fixed or an offer of it waits; Invalid beside the field."""
    authorise(actor, "specification:offer", specification)
    lock(specification)
    if specification.number is None:
        raise Conflict(_("ひな形として提案できるのは、確定した仕様書です。"))
    if any(one.status is OfferStatus.OFFERED for one in of_specification(specification)):
        raise Conflict(_("この仕様書の提案は、すでに確認を待っています。"))
    _check(data)
    row = TemplateOffer(
        specification_id=specification.id,
        slug=data.slug,
        title=data.title,
        kana=data.kana,
        summary=data.summary,
        initiatives=sorted(int(number) for number in data.initiatives),
        changes=data.changes,
        reason=data.reason,
        offered_by=actor.user_id,
        actor_name=actor.name,
        organisation_name=actor.organisation_name,
    )
    session.add(row)
    session.flush()
    row.specification = specification
    readers = emails_of([SECRETARIAT_ID], Role.COORDINATOR)
    notices = tell(
        [one for one in readers if one.user_id != actor.user_id],
        Kind.APPROVAL,
        _path(row),
        lambda: (
            _("【ひな形の提案】%(title)s", title=data.title),
            _(
                "確定した共同仕様書が、ひな形の新しい版として提案されました。今の版との違いを確認してください。"
            ),
        ),
    )
    changes = {"slug": [None, data.slug]}
    record(actor, "template_offer.offered", row, changes, confidential=True, notices=notices)
    return row


def _path(row: TemplateOffer) -> str:
    return f"/specifications/{row.specification_id}/offers/{row.id}"


def _check(data: OfferData) -> None:
    errors: dict[str, list[str]] = {}
    if not SLUG.fullmatch(data.slug) or len(data.slug) > 60:  # noqa: PLR2004 - the column
        errors["new_slug"] = [_("英小文字と数字とハイフンで入力してください。例：facility-booking")]
    for name in ("title", "kana", "summary"):
        if not getattr(data, name):
            errors[name] = [_("入力してください。")]
    known = {str(number) for number in reference_queries.initiative_names()}
    if not data.initiatives or not set(data.initiatives) <= known:
        errors["initiatives"] = [_("当たる取組を一つ以上選んでください。")]
    if errors:
        raise Invalid(_("入力した内容を確認してください。"), errors=errors)


def proposed(row: TemplateOffer, decision: Decision) -> Template:
    """The template version that would come of the offer, before it is checked."""
    plain: Plain = queries.content(row.specification)
    heading = Heading(row.slug, row.title, row.kana, row.summary, tuple(map(int, row.initiatives)))
    name = f"共同仕様書「{row.specification.title}」第{row.specification.number}版"
    source = Source(name, note=row.organisation_name)
    return candidate(
        plain,
        heading,
        decision.fates,
        current(row.slug),
        version=decision.version,
        updated=today(),
        source=source,
    )


def accept(actor: Actor, row: TemplateOffer, decision: Decision) -> SpecTemplate:
    """Make it the next version of its template. Invalid beside `version`, or with what templates do not allow."""
    authorise(actor, "template_offer:decide", row)
    lock(row)
    if not row.can_take("accept"):
        row.take("accept")  # says where it stands
    if not VERSION.fullmatch(decision.version):
        raise Invalid(_("1.0 か 1.0.2 の形で書いてください。"), field="version")
    made = template_services.add_version(actor, checked(proposed(row, decision)))
    row.take("accept")
    row.version = made.version
    _decided(actor, row, "accepted")
    return made


def decline(actor: Actor, row: TemplateOffer, answer: str) -> None:
    """Say why it does not become one; Invalid without a reason."""
    authorise(actor, "template_offer:decide", row)
    lock(row)
    if not answer.strip():
        raise Invalid(_("見送る理由を入力してください。"), field="answer")
    row.take("decline")
    row.answer = answer.strip()
    _decided(actor, row, "declined")


def withdraw(actor: Actor, row: TemplateOffer) -> None:
    """Take the offer back while nobody has decided."""
    authorise(actor, "specification:offer", row.specification)
    lock(row)
    row.take("withdraw")
    row.decided_at, row.decided_by = now(), actor.name
    record(actor, "template_offer.withdrawn", row, confidential=True)


def _decided(actor: Actor, row: TemplateOffer, verb: str) -> None:
    row.decided_at, row.decided_by = now(), actor.name
    words = {
        "accepted": lambda: (
            _("【ひな形になりました】%(title)s 第%(version)s版", title=row.title, version=row.version),
            _("提案した共同仕様書が、標準仕様書ひな形の新しい版になりました。"),
        ),
        "declined": lambda: (
            _("【ひな形の提案】%(title)s：見送り", title=row.title),
            _("提案は、今回は見送られました。理由を確認してください。"),
        ),
    }[verb]
    readers = [
        one
        for one in emails_of([row.specification.organisation_id], Role.EDITOR, Role.APPROVER, Role.ADMIN)
        if one.user_id != actor.user_id
    ]
    told = tell(readers, Kind.CHANGE, _path(row), words)
    changes = {"status": [OfferStatus.OFFERED, row.status], "version": [None, row.version]}
    record(actor, f"template_offer.{verb}", row, changes, confidential=True, notices=told)
