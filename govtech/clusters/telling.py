"""What people hear of joinings, clusters and invitations: nothing that is not public or theirs."""

from __future__ import annotations

from collections.abc import Collection

from govtech.accounts.queries import emails_of
from govtech.clusters.models import Cluster, Invitation
from govtech.core.journal import Notice
from govtech.core.policy import Actor, Role
from govtech.core.words import gettext as _
from govtech.needs.models import Need
from govtech.notices.models import Kind
from govtech.notices.queries import watchers_of
from govtech.notices.telling import tell
from govtech.organisations.reference import SECRETARIAT_ID
from govtech.procurements.models import Procurement


def joined(actor: Actor, need: Need) -> list[Notice]:
    """To the owner, and to whoever watches the need: one more municipality has the same trouble."""
    owners = emails_of([need.organisation_id])
    known = {row.user_id for row in owners} | {actor.user_id}
    watchers = [row for row in watchers_of("need", need.id) if row.user_id not in known]
    path = f"/needs/{need.id}#supports"

    def words() -> tuple[str, str]:
        title = _("【うちの町も】%(title)s", title=need.title)
        return title, _(
            "%(town)sが、このニーズに「うちの町も」と参加しました。", town=actor.organisation_name
        )

    return [*tell(owners, Kind.INVITATION, path, words), *tell(watchers, Kind.WATCH, path, words)]


def confirmed(cluster: Cluster, organisation_ids: Collection[str]) -> list[Notice]:
    """To those it covers: their needs stand together now."""

    def words() -> tuple[str, str]:
        return (
            _("【共同化候補】%(title)s", title=cluster.title),
            _("貴団体のニーズが入った共同化候補を、事務局が確認しました。集まった規模と市町村を見られます。"),
        )

    return tell(emails_of(sorted(organisation_ids)), Kind.INVITATION, f"/clusters/{cluster.id}", words)


def dismissed(cluster: Cluster, organisation_ids: Collection[str]) -> list[Notice]:
    """To those who knew of a confirmed cluster: it ends, and why."""

    def words() -> tuple[str, str]:
        return (
            _("【共同化の見送り】%(title)s", title=cluster.title),
            _("この共同化候補は見送りになりました。\n\n理由：%(reason)s", reason=cluster.reason),
        )

    return tell(emails_of(sorted(organisation_ids)), Kind.INVITATION, f"/clusters/{cluster.id}", words)


def invited(cluster: Cluster, organisation_ids: Collection[str], message: str) -> list[Notice]:
    """To those who write and decide in the municipalities asked."""

    def words() -> tuple[str, str]:
        return (
            _("【共同化のお誘い】%(title)s", title=cluster.title),
            _(
                "ほかの市町村と共同で進める候補へのお誘いです。参加するかどうかを、このページで答えてください。"
                "参加しても、調達に加わる義務は生じません。\n\n%(message)s",
                message=message,
            ).strip(),
        )

    return tell(
        emails_of(sorted(organisation_ids)), Kind.INVITATION, f"/clusters/{cluster.id}#invitation", words
    )


def answered(invitation: Invitation, town: str) -> list[Notice]:
    """To the coordinators: an invitation has its answer."""
    cluster = invitation.cluster

    def words() -> tuple[str, str]:
        return (
            _("【お誘いへの返事】%(title)s", title=cluster.title),
            _("%(town)sから返事がありました：%(answer)s", town=town, answer=invitation.status_label),
        )

    readers = emails_of([SECRETARIAT_ID], Role.COORDINATOR)
    return tell(readers, Kind.INVITATION, f"/clusters/{cluster.id}#invitations", words)


def handed_over(procurement: Procurement, organisation_ids: Collection[str]) -> list[Notice]:
    """To those who take part: there is a plan now, with their figures in it."""

    def words() -> tuple[str, str]:
        return (
            _("【共同調達の計画】%(title)s", title=procurement.title),
            _(
                "共同化候補から、共同調達の計画ができました。貴団体は「関心あり」として入っています。"
                "数字が合っているかを確かめ、違うときは直すか、取り下げてください。"
            ),
        )

    return tell(
        emails_of(sorted(organisation_ids)), Kind.INVITATION, f"/procurements/{procurement.id}", words
    )
