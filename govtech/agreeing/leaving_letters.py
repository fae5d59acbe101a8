"""What is said when a municipality leaves a draft, or a draft is given up."""

from __future__ import annotations

from govtech.accounts.queries import emails_of
from govtech.agreeing.position_letters import LEADS
from govtech.core.journal import Notice
from govtech.core.policy import Actor
from govtech.core.words import gettext as _
from govtech.drafting import queries
from govtech.drafting.models import Specification
from govtech.notices.models import Kind
from govtech.notices.telling import tell


def left(specification: Specification, name: str, why: str) -> list[Notice]:
    """To the lead: one municipality fewer takes part."""
    return tell(
        emails_of([specification.organisation_id], *LEADS),
        Kind.INVITATION,
        f"/specifications/{specification.id}/consultation",
        lambda: (
            _("【参加の取りやめ】%(name)s　%(title)s", name=name, title=specification.title),
            _("%(name)sが、共同仕様書への参加を取りやめました。\n\n理由：%(why)s", name=name, why=why),
        ),
    )


def removed(specification: Specification, code: str, why: str) -> list[Notice]:
    """To the municipality that takes part no longer."""
    return tell(
        emails_of([code]),
        Kind.INVITATION,
        "/specifications",
        lambda: (
            _("【共同仕様書の参加市町村の変更】%(title)s", title=specification.title),
            _(
                "%(lead)sが、貴団体を参加市町村から外しました。示された立場は保存されていますが、仕様書には反映されません。\n\n理由：%(why)s",
                lead=specification.organisation.name,
                why=why,
            ),
        ),
    )


def abandoned(actor: Actor, specification: Specification, why: str) -> list[Notice]:
    """To everybody who took part: nothing more is asked."""
    towns = [row.id for row in queries.parties(specification)]
    readers = emails_of([*towns, specification.organisation_id])
    return tell(
        [one for one in readers if one.user_id != actor.user_id],
        Kind.INVITATION,
        f"/specifications/{specification.id}",
        lambda: (
            _("【作成の取りやめ】%(title)s", title=specification.title),
            _(
                "%(lead)sが、共同仕様書の作成を取りやめました。回答は要りません。\n\n理由：%(why)s",
                lead=specification.organisation.name,
                why=why,
            ),
        ),
    )
