"""Who may plan, agree, record, decide and read trials."""

from __future__ import annotations

import sqlalchemy as sa

from govtech.core.policy import Actor, Role, rule
from govtech.core.words import lazy
from govtech.trials.models import OPEN, Note, NoteReaders, Status, Trial

WORKING = (Status.RUNNING, Status.EVALUATED)
"""States in which results and the report are written."""
TELLING = (*OPEN, Status.EVALUATED)
"""States in which progress is noted."""


def is_partner(actor: Actor, trial: Trial) -> bool:
    """Whether the actor acts for one of the two sides."""
    return actor.acts_for(trial.organisation_id) or actor.acts_for(trial.partner_id)


def _works(actor: Actor, trial: Trial) -> bool:
    return is_partner(actor, trial) and actor.at_least(Role.EDITOR)


def _municipality(actor: Actor, trial: Trial, role: Role) -> bool:
    return actor.is_municipal and actor.acts_for(trial.organisation_id) and actor.at_least(role)


@rule("trial:create", lazy("実証実験を計画する"))
def _create(actor: Actor, _subject: object) -> bool:
    return actor.is_municipal and actor.verified and actor.at_least(Role.EDITOR)


@rule("trial:edit", lazy("実証実験の合意の内容を書く・直す（双方）"))
def _edit(actor: Actor, trial: Trial) -> bool:
    return _works(actor, trial) and trial.status in OPEN


@rule("trial:agree", lazy("実証実験の合意を確認する（市町村は承認者）"))
def _agree(actor: Actor, trial: Trial) -> bool:
    return trial.status in OPEN and speaks(actor, trial)


def speaks(actor: Actor, trial: Trial) -> bool:
    """Whether the actor's word binds a side: an approver of the municipality, anybody who writes for the partner."""
    if actor.acts_for(trial.partner_id):
        return actor.at_least(Role.EDITOR)
    return _municipality(actor, trial, Role.APPROVER)


@rule("trial:start", lazy("合意した実証実験を始める"))
def _start(actor: Actor, trial: Trial) -> bool:
    return _municipality(actor, trial, Role.EDITOR)


@rule("trial:note", lazy("実証実験の経過を書く（双方）"))
def _note(actor: Actor, trial: Trial) -> bool:
    return _works(actor, trial) and trial.status in TELLING


@rule("trial_note:edit", lazy("自団体が書いた経過を直す"))
def _edit_note(actor: Actor, note: Note) -> bool:
    return actor.acts_for(note.organisation_id) and actor.at_least(Role.EDITOR)


@rule("trial:record", lazy("実証実験の実績と報告を書く（双方）"))
def _record(actor: Actor, trial: Trial) -> bool:
    return _works(actor, trial) and trial.status in WORKING


@rule("trial:evaluate", lazy("実証実験を終えて評価に進む"))
def _evaluate(actor: Actor, trial: Trial) -> bool:
    return _municipality(actor, trial, Role.EDITOR)


@rule("trial:decide", lazy("本格導入するかどうかを決める"))
def _decide(actor: Actor, trial: Trial) -> bool:
    return _municipality(actor, trial, Role.APPROVER)


@rule("trial:cancel", lazy("実証実験を中止する（始める前は双方、始めた後は市町村の承認者）"))
def _cancel(actor: Actor, trial: Trial) -> bool:
    if trial.status is Status.PLANNED:
        return speaks(actor, trial)
    return _municipality(actor, trial, Role.APPROVER)


@rule("trial:publish", lazy("実証実験をだれでも読めるように公開する"))
def _publish(actor: Actor, trial: Trial) -> bool:
    return _municipality(actor, trial, Role.APPROVER)


@rule("trial:draft_case", lazy("実証実験から事例の下書きを作る"))
def _draft_case(actor: Actor, trial: Trial) -> bool:
    return _municipality(actor, trial, Role.EDITOR) and actor.verified


@rule("trial:agreement", lazy("実証実験の合意の版と確認の記録を読む（双方）"))
def _agreement(actor: Actor, trial: Trial) -> bool:
    return is_partner(actor, trial)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Both sides in every state; municipalities and coordinators once it has begun; everybody once published."""
    public = Trial.published_at.is_not(None)
    if actor.organisation_id is None:
        return public
    ways = [
        public,
        Trial.organisation_id == actor.organisation_id,
        Trial.partner_id == actor.organisation_id,
    ]
    if actor.is_municipal or actor.is_coordinator:
        ways.append(Trial.started_at.is_not(None))
    return sa.or_(*ways)


def notes_visible_to(actor: Actor, trial: Trial) -> sa.ColumnElement[bool]:
    """Notes of a trial that the actor sees: all of them for both sides, otherwise those meant for every reader."""
    return sa.true() if is_partner(actor, trial) else Note.readers == NoteReaders.ALL
