"""Everything that can be done to a case. Callers own the transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from govtech.accounts.queries import emails_of
from govtech.core import journal
from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.errors import Conflict, Invalid
from govtech.core.files import StoredFile
from govtech.core.journal import Notice
from govtech.core.policy import Actor, Role, authorise
from govtech.core.words import gettext as _
from govtech.knowledge import letters, part_queries
from govtech.knowledge.content import (
    EMPTY,
    PLAIN,
    CaseData,
    Merge,
    content_of,
    from_json,
    merge,
    missing,
    put_plain,
    to_json,
)
from govtech.knowledge.models import (
    CaseAttachment,
    CaseRevision,
    CaseStudy,
    Initiative,
    Status,
    Technology,
    Visibility,
)
from govtech.knowledge.policy import PUBLIC_STATES
from govtech.notices.telling import updated

MOST_ATTACHMENTS = 20


class Stale(Conflict):
    """Somebody saved in between: who and when, and the two texts put together field by field."""

    def __init__(self, latest: CaseRevision | None, merged: Merge, base: CaseData) -> None:
        super().__init__(
            _("編集している間に、%(name)sさんがこの事例を変更しました。", name=latest.author_name)
            if latest
            else _("編集している間に、この事例が変更されました。")
        )
        self.latest, self.merged, self.base = latest, merged, base


def create(actor: Actor, data: CaseData, *, sample: bool = False, case_id: str | None = None) -> CaseStudy:
    """Begin a case of the actor's organisation as a draft; an id is given only by the command line."""
    authorise(actor, "case:create")
    case = CaseStudy(organisation_id=actor.organisation_id, title=data.title, sample=sample)
    if case_id is not None:
        case.id = case_id
    _write(case, _settled(data))
    session.add(case)
    session.flush()
    _keep_revision(actor, case, _("作成"))
    _record(actor, "case_study.created", case)
    return case


def save(actor: Actor, case: CaseStudy, data: CaseData, *, expected_version: int, reason: str = "") -> None:
    """Save what was typed and keep a revision. Stale when somebody saved since `expected_version`."""
    session.expire(case)
    session.refresh(case, with_for_update={"of": CaseStudy})  # whoever saves at the same moment waits here
    authorise(actor, "case:edit", case)
    before, after = content_of(case), _settled(data)
    if case.version != expected_version:
        _merge_or_refuse(case, before, after, expected_version)
    if case.status == Status.PUBLISHED:
        _complete(after)
        if not reason:
            raise Invalid(_("公開中の事例を直すときは、変更の理由を入力してください。"), field="reason")
    if after == before:
        return
    _write(case, after)
    case.updated_at = now()
    session.flush()
    _keep_revision(actor, case, reason)
    changed = journal.compared(to_json(before), to_json(after))
    told = updated(actor, case, case.title) if case.published_at else ()
    _record(actor, "case_study.changed", case, {"fields": sorted(changed)}, told)


def _merge_or_refuse(case: CaseStudy, current: CaseData, typed: CaseData, expected_version: int) -> None:
    """Stale, unless all that happened since left the text as it was (a file added, a step taken)."""
    began = part_queries.revision_at(case, expected_version)
    base = from_json(began.content) if began else current
    merged = merge(base, current, typed)
    if began is None or merged.clashes or merged.taken:
        raise Stale(part_queries.latest_revision(case), merged, base)


def _settled(data: CaseData) -> CaseData:
    """As it will be kept: a place named in words gets its code, links are in the order of the reference data."""
    code = data.place_code or (part_queries.place_called(data.place) if data.place else None)
    initiatives = session.scalars(
        sa.select(Initiative.number)
        .where(Initiative.number.in_(data.initiatives))
        .order_by(Initiative.number)
    )
    technologies = session.scalars(
        sa.select(Technology.id).where(Technology.id.in_(data.technologies)).order_by(Technology.position)
    )
    open_ones: dict[str, Any] = {
        name: "" for name in PLAIN if getattr(data, name) is None and getattr(EMPTY, name) == ""
    }
    return replace(
        data, **open_ones, place_code=code, initiatives=tuple(initiatives), technologies=tuple(technologies)
    )


def _write(case: CaseStudy, data: CaseData) -> None:
    put_plain(case, data)
    case.initiatives = [session.get_one(Initiative, number) for number in data.initiatives]
    case.technologies = [session.get_one(Technology, one) for one in data.technologies]


def _keep_revision(actor: Actor, case: CaseStudy, reason: str) -> None:
    last = (
        session.scalar(sa.select(sa.func.max(CaseRevision.number)).where(CaseRevision.case_id == case.id))
        or 0
    )
    session.add(
        CaseRevision(
            case_id=case.id,
            number=last + 1,
            case_version=case.version,
            author_name=actor.name,
            organisation_name=actor.organisation_name,
            reason=reason,
            content=to_json(content_of(case)),
        )
    )


def _record(
    actor: Actor,
    verb: str,
    case: CaseStudy,
    changes: Mapping[str, object] | None = None,
    told: Sequence[Notice] = (),
) -> None:
    """In the journal; what is not for everybody to read is not for everybody to hear of."""
    hidden = case.visibility != Visibility.ALL or case.status not in PUBLIC_STATES
    journal.record(actor, verb, case, changes, confidential=hidden, notices=told)


def _complete(data: CaseData) -> None:
    if lacking := missing(data):
        raise Invalid(
            _(
                "次の項目がまだ入力されていません：%(fields)s。ほかの市町村が参考にするために必要です。",
                fields="、".join(lacking),
            )
        )


def _unchanged(case: CaseStudy, expected_version: int | None) -> None:
    """Conflict when the case is no longer what the person was looking at."""
    if expected_version is not None and case.version != expected_version:
        raise Conflict(
            _(
                "このページを開いた後に、事例が変更されました。最新の内容を読んでから、もう一度操作してください。"
            )
        )


def submit(actor: Actor, case: CaseStudy) -> None:
    """Ask the approvers of the organisation to confirm it."""
    authorise(actor, "case:submit", case)
    _complete(content_of(case))
    case.take("submit")
    approvers = emails_of([case.organisation_id], Role.APPROVER, Role.ADMIN, Role.COORDINATOR)
    told = letters.review_asked(approvers, case, actor.name)
    _record(actor, "case_study.submitted", case, _moved(Status.DRAFT, case), told)


def recall(actor: Actor, case: CaseStudy) -> None:
    """Take it back from review, to go on writing."""
    authorise(actor, "case:submit", case)
    case.take("recall")
    _record(actor, "case_study.recalled", case, _moved(Status.IN_REVIEW, case))


def send_back(actor: Actor, case: CaseStudy, reason: str) -> None:
    """Give it back to its writers, saying what to put right."""
    authorise(actor, "case:publish", case)
    if not reason:
        raise Invalid(
            _("差し戻す理由を入力してください。書いた人が何を直せばよいか分かるようにします。"),
            field="reason",
        )
    case.take("send_back")
    writers = emails_of([case.organisation_id], Role.EDITOR, Role.COORDINATOR)
    _record(
        actor,
        "case_study.sent_back",
        case,
        {**_moved(Status.IN_REVIEW, case), "reason": reason},
        letters.sent_back(writers, case, actor.name, reason),
    )


def publish(actor: Actor, case: CaseStudy, *, expected_version: int | None = None) -> None:
    """Show it to the readers it is meant for."""
    authorise(actor, "case:publish", case)
    _unchanged(case, expected_version)
    case.take("publish")
    _complete(content_of(case))
    if case.published_at is None:
        case.published_at = now()
    _record(actor, "case_study.published", case, _moved(Status.IN_REVIEW, case))


def archive(actor: Actor, case: CaseStudy, reason: str) -> None:
    """Take it off the lists and out of search; its address goes on answering."""
    authorise(actor, "case:archive", case)
    if not reason:
        raise Invalid(_("掲載を終える理由を入力してください。読んだ人に表示されます。"), field="reason")
    case.take("archive")
    changes = {**_moved(Status.PUBLISHED, case), "reason": reason}
    _record(actor, "case_study.archived", case, changes, letters.archived(actor, case, reason))


def restore(actor: Actor, case: CaseStudy) -> None:
    """Put it back on the lists."""
    authorise(actor, "case:archive", case)
    case.take("restore")
    _record(actor, "case_study.restored", case, _moved(Status.ARCHIVED, case))


def _moved(before: Status, case: CaseStudy) -> dict[str, object]:
    return {"status": [before, case.status]}


def attach(actor: Actor, case: CaseStudy, stored: StoredFile) -> CaseAttachment:
    """Add a file that the store has taken."""
    authorise(actor, "case:edit", case)
    held = [row for row in case.attachments if row.sha256 == stored.sha256 and row.name == stored.name]
    if held:
        return held[0]
    if len(case.attachments) >= MOST_ATTACHMENTS:
        raise Invalid(
            _("添付は%(n)s件までです。不要なファイルを外してください。", n=MOST_ATTACHMENTS), field="file"
        )
    attachment = CaseAttachment(
        sha256=stored.sha256,
        size=stored.size,
        media_type=stored.media_type,
        name=stored.name,
        added_by=actor.name,
    )
    case.attachments.append(attachment)
    case.updated_at = now()
    _record(actor, "case_study.file_added", case, {"file": [None, stored.name]})
    return attachment


def detach(actor: Actor, case: CaseStudy, attachment: CaseAttachment) -> None:
    """Take a file away; its content stays in the store for the backups that name it."""
    authorise(actor, "case:edit", case)
    case.attachments.remove(attachment)
    session.delete(attachment)
    case.updated_at = now()
    _record(actor, "case_study.file_removed", case, {"file": [attachment.name, None]})
