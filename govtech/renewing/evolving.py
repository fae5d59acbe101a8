"""Templates that moved on: what a newer version offers to a draft, and the draft taking it over or declining it."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.errors import Conflict, NotFound
from govtech.core.journal import record
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.drafting import origins, queries
from govtech.drafting.content import Plain, plain_of
from govtech.drafting.models import Item, OpenClash, Section, Specification, Thing
from govtech.drafting.revising import hold
from govtech.drafting.shaping import reshape
from govtech.drafting.writing import as_text
from govtech.renewing.evolving_models import TemplateDecision
from govtech.renewing.template_changes import Clashing, Flat, Offered, What, applied, flat, offered
from govtech.specifications import queries as templates
from govtech.specifications.models import SpecTemplate
from govtech.specifications.template_format import version_rank


class Choice(enum.StrEnum):
    """What a person says to one change."""

    TAKE = "take"
    DECLINE = "decline"
    LATER = "later"


class Newer(NamedTuple):
    """A newer version of the template that a draft began from; `began` is the draft that took it up first."""

    slug: str
    title: str
    old: str
    new: str
    began: Specification
    row: SpecTemplate


@dataclass(frozen=True)
class Update:
    """What the newer version offers to the draft as both are now."""

    newer: Newer
    theirs: Plain
    changes: tuple[Offered, ...]


@dataclass(frozen=True)
class Evolved:
    """What became of the choices: how many were taken over and declined, what is left, what has to be settled."""

    taken: int
    declined: int
    left: int
    clashes: int


def newer(specification: Specification) -> Newer | None:
    """The newer version of the template that the text began from, itself or through the one it was made from."""
    began = origins.began(specification)
    if began is None:
        return None
    slug, old = began.origin.split(":")[1:3]
    row = templates.newest(slug)
    if row is None or row.rank <= version_rank(old):
        return None
    return Newer(slug, row.title, old, row.version, began, row)


def update(specification: Specification) -> Update:
    """What the newer template version offers; NotFound when there is none."""
    found = newer(specification)
    if found is None:
        raise NotFound
    theirs = plain_of(templates.content(found.row))
    base = _base(specification, found)
    return Update(found, theirs, tuple(offered(base, flat(theirs), flat(queries.content(specification)))))


def _base(specification: Specification, found: Newer) -> Flat:
    """The template as the draft last looked at it: the version it began from, with what was decided since."""
    earlier = templates.known(found.slug, version_rank(found.old))
    if earlier is not None:
        base = flat(plain_of(templates.content(earlier)))
    else:  # that version is not kept here: what the first text held
        base = flat(queries.content_at(found.began, 1))
    for row in _decided_so_far(specification):
        if version_rank(row.version) > version_rank(found.old):
            base[row.thing, row.thing_key] = row.after
    return {place: values for place, values in base.items() if values}


def _decided_so_far(specification: Specification) -> Sequence[TemplateDecision]:
    """What this text and the versions of it before decided, the latest last; a copy by others decides for itself."""
    same = {specification.id} | origins.earlier_versions(specification)
    return session.scalars(
        sa.select(TemplateDecision)
        .where(TemplateDecision.specification_id.in_(same))
        .order_by(TemplateDecision.decided_at)
    ).all()


def decided(specification: Specification) -> Sequence[TemplateDecision]:
    """What was taken over and declined, the latest first."""
    return session.scalars(
        sa.select(TemplateDecision)
        .where(TemplateDecision.specification_id == specification.id)
        .order_by(TemplateDecision.decided_at.desc(), TemplateDecision.thing_key)
    ).all()


def take_all(actor: Actor, specification: Specification, version: str, began_in: int) -> Evolved:
    """Take over everything that undoes nothing of the draft; the rest is left for a person to choose."""
    authorise(actor, "specification:edit", specification)
    hold(specification)
    changes = update(specification).changes if newer(specification) else ()  # somebody else was quicker
    choices = {change.place: Choice.TAKE for change in changes if change.safe}
    return evolve(actor, specification, choices, version, began_in)


def evolve(
    actor: Actor,
    specification: Specification,
    choices: Mapping[tuple[Thing, str], Choice],
    version: str,
    began_in: int,
) -> Evolved:
    """Carry out what a person chose, who looked at template version `version` and revision `began_in` of the draft.

    One revision holds all of it. What template and draft changed in the same sentence becomes an OpenClash.
    Once nothing is left, the draft's origin is the newer version. What somebody else decided meanwhile is left out.
    """
    authorise(actor, "specification:edit", specification)
    hold(specification)
    found = newer(specification)
    if found is None:
        return Evolved(0, 0, 0, 0)
    if found.new != version:
        raise Conflict(_("ひな形がさらに新しくなりました。もう一度、変更を見てから選んでください。"))
    here = update(specification)
    taken = [
        change
        for change in here.changes
        if choices.get(change.place) is Choice.TAKE and not _overtaken(specification, change, began_in)
    ]
    refused = [change for change in here.changes if choices.get(change.place) is Choice.DECLINE]
    clashes = _bring_in(actor, specification, here, taken)
    _remember(actor, specification, found.new, taken, taken=True)
    _remember(actor, specification, found.new, refused, taken=False)
    left = len(here.changes) - len(taken) - len(refused)
    if taken or refused or not left:
        _note(actor, specification, found, (len(taken), len(refused), left))
    return Evolved(len(taken), len(refused), left, clashes)


def _overtaken(specification: Specification, change: Offered, began_in: int) -> bool:
    """Whether what is to go was changed since the person looked: then it stays."""
    if change.what is not What.REMOVED or change.thing is Thing.PARAMETER:
        return False
    table = Section if change.thing is Thing.SECTION else Item
    changed_in = session.scalar(
        sa.select(table.changed_in).where(
            table.specification_id == specification.id, table.key == change.key, ~table.removed
        )
    )
    return changed_in is not None and changed_in > began_in


def _bring_in(actor: Actor, specification: Specification, here: Update, taken: Sequence[Offered]) -> int:
    """Change the text; how many places a person has to settle."""
    if not taken:
        return 0
    before = queries.content(specification)
    after, clashing = applied(before, here.theirs, taken)
    why = _(
        "ひな形「%(title)s」第%(version)s版の変更を取り込み（%(n)s件）",
        title=here.newer.title,
        version=here.newer.new,
        n=len(taken),
    )
    if after != before:
        reshape(actor, specification, after, why)
    for clash in clashing:
        session.add(_open_clash(actor, specification, clash))
    if clashing:
        place = {"place": ["", "、".join(dict.fromkeys(clash.key for clash in clashing))]}
        record(actor, "specification.clashed", specification, place, confidential=True)
    return len(clashing)


def _open_clash(actor: Actor, specification: Specification, clash: Clashing) -> OpenClash:
    """The template against the draft: no person wrote `ours`, so `user_id` stays empty."""
    return OpenClash(
        specification_id=specification.id,
        thing=clash.thing,
        thing_key=clash.key,
        field=clash.field,
        base=as_text(clash.base),
        ours=as_text(clash.theirs),
        theirs=as_text(clash.ours),
        actor_name=actor.name,
    )


def _remember(
    actor: Actor, specification: Specification, version: str, changes: Sequence[Offered], *, taken: bool
) -> None:
    kept = {(row.thing, row.thing_key): row for row in decided(specification)}
    for change in changes:
        row = kept.get(change.place)
        if row is None:
            row = TemplateDecision(
                specification_id=specification.id, thing=change.thing, thing_key=change.key
            )
            session.add(row)
        row.version, row.taken, row.after = version, taken, dict(change.theirs)
        row.user_id, row.actor_name, row.decided_at = actor.user_id, actor.name, now()


def _note(actor: Actor, specification: Specification, found: Newer, counted: tuple[int, int, int]) -> None:
    """The journal's entry; with nothing left, the newer version is what the draft follows from now on."""
    taken, refused, left = counted
    changes: dict[str, object] = {"taken": [0, taken], "declined": [0, refused], "left": [None, left]}
    if not left:
        origin = f"template:{found.slug}:{found.new}"
        changes["origin"] = [specification.origin, origin]
        specification.origin = origin
    record(actor, "specification.evolved", specification, changes, confidential=True)
