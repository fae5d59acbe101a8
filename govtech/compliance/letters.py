"""What people are told of calls and answers; never what was answered, and never to another company."""

from __future__ import annotations

from govtech.accounts.queries import emails_of
from govtech.compliance import queries
from govtech.compliance.models import Call, Reply
from govtech.core.journal import Notice
from govtech.core.show import show_datetime
from govtech.core.words import gettext as _
from govtech.drafting import concerned
from govtech.notices.models import Kind
from govtech.notices.telling import tell


def submitted(reply: Reply) -> list[Notice]:
    """To the lead: a company has answered."""
    specification = reply.specification
    title, company = specification.title, reply.company
    return tell(
        emails_of([specification.organisation_id]),
        Kind.RESPONSE,
        f"/replies/{reply.id}",
        lambda: (
            _("【回答】%(title)s", title=title),
            _("%(company)sから、要件への回答（○△×）が届きました。", company=company),
        ),
    )


def opened(call: Call) -> list[Notice]:
    """To companies and groups with fitting offerings, and to those that watch the need: they are asked."""
    specification, until = call.specification, call.closes_at
    return tell(
        concerned.suppliers(specification),
        Kind.INVITATION,
        f"/specifications/{call.specification_id}/answer",
        lambda: (
            _("【要件への回答のお願い】%(title)s", title=specification.title),
            _(
                "%(organisation)sが、要件に対応できるかを聞いています。締切は%(until)sです。契約の相手を決める手続きではありません。",
                organisation=specification.organisation.name,
                until=show_datetime(until),
            ),
        ),
    )


def closed(call: Call) -> list[Notice]:
    """To the companies that are answering: nothing more is taken."""
    title = call.specification.title
    return tell(
        emails_of(queries.answering(call.specification)),
        Kind.CHANGE,
        "/replies",
        lambda: (
            _("【回答の受付の終了】%(title)s", title=title),
            _(
                "要件への回答の受付を、予定の締切より早く終えました。提出した回答は市町村が読めます。下書きのままの回答は、提出されていません。"
            ),
        ),
    )


def moved(call: Call) -> list[Notice]:
    """To the companies that are answering: until when, now."""
    title, until = call.specification.title, call.closes_at
    return tell(
        emails_of(queries.answering(call.specification)),
        Kind.CHANGE,
        f"/specifications/{call.specification_id}/answer",
        lambda: (
            _("【回答の締切】%(title)s", title=title),
            _("要件への回答の締切が、%(until)sになりました。", until=show_datetime(until)),
        ),
    )
