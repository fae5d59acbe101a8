"""What the two sides of a trial, and those who watch its need, are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from govtech.accounts.queries import emails_of
from govtech.core.journal import Notice
from govtech.core.policy import Actor, Role
from govtech.core.words import gettext as _
from govtech.notices.models import Kind
from govtech.notices.queries import watchers_of
from govtech.notices.telling import Words, tell
from govtech.trials.models import Trial


def address(trial: Trial) -> str:
    """Where a trial is read."""
    return f"/trials/{trial.id}"


def _other_side(actor: Actor, trial: Trial) -> str:
    return trial.partner_id if actor.acts_for(trial.organisation_id) else trial.organisation_id


def _to_other(actor: Actor, trial: Trial, words: Words, *roles: Role) -> list[Notice]:
    return tell(emails_of([_other_side(actor, trial)], *roles), Kind.TRIAL, address(trial), words)


def planned(actor: Actor, trial: Trial) -> list[Notice]:
    """To the partner: a trial with it is being planned."""
    return _to_other(
        actor,
        trial,
        lambda: (
            _("【実証実験の計画】%(title)s", title=trial.title),
            _(
                "%(organisation)sが、貴団体との実証実験を計画しています。内容を確かめ、足りないところを書き足してください。",
                organisation=actor.organisation_name,
            ),
        ),
    )


def changed(actor: Actor, trial: Trial) -> list[Notice]:
    """To the other side: what was confirmed before has changed and needs to be confirmed again."""
    return _to_other(
        actor,
        trial,
        lambda: (
            _("【合意の変更】%(title)s", title=trial.title),
            _(
                "%(organisation)sが合意の内容を変えました（第%(n)s版）。変わったところを確かめ、もう一度確認してください。",
                organisation=actor.organisation_name,
                n=trial.terms,
            ),
        ),
    )


def confirmed(actor: Actor, trial: Trial) -> list[Notice]:
    """To the other side: this version is confirmed, please confirm it too, or it is agreed now."""
    return _to_other(
        actor,
        trial,
        lambda: (
            _("【合意の確認】%(title)s", title=trial.title),
            _("双方が第%(n)s版を確認し、合意しました。", n=trial.terms)
            if trial.agreed
            else _(
                "%(organisation)sが第%(n)s版を確認しました。内容を読んで、貴団体も確認してください。",
                organisation=actor.organisation_name,
                n=trial.terms,
            ),
        ),
    )


def moved(actor: Actor, trial: Trial, reason: str = "") -> list[Notice]:
    """To the other side and to those who watch: it has come to another state."""

    def words() -> tuple[str, str]:
        title = _("【実証実験：%(status)s】%(title)s", status=trial.status_label, title=trial.title)
        text = _("実証実験の状態が「%(status)s」になりました。", status=trial.status_label)
        return title, "\n\n".join(filter(None, [text, reason]))

    readers = [*emails_of([_other_side(actor, trial)]), *_watchers(trial)]
    return tell(readers, Kind.TRIAL, address(trial), words)


def published(actor: Actor, trial: Trial) -> list[Notice]:
    """To the partner and to those who watch: everybody can read it now."""

    def words() -> tuple[str, str]:
        title = _("【実証実験の公開】%(title)s", title=trial.title)
        return title, _(
            "%(organisation)sの実証実験を、だれでも読めるようになりました。",
            organisation=trial.organisation.name,
        )

    readers = [*emails_of([_other_side(actor, trial)]), *_watchers(trial)]
    return tell(readers, Kind.TRIAL, address(trial), words)


def noted(actor: Actor, trial: Trial, *, secret: bool) -> list[Notice]:
    """To the other side, and to those who watch when they may read it: progress was noted. Its words stay on the page."""

    def words() -> tuple[str, str]:
        title = _("【経過】%(title)s", title=trial.title)
        return title, _(
            "%(organisation)sが実証実験の経過を書きました。", organisation=actor.organisation_name
        )

    readers = [*emails_of([_other_side(actor, trial)]), *(() if secret else _watchers(trial))]
    return tell(readers, Kind.TRIAL, address(trial), words)


def _watchers(trial: Trial) -> Sequence[Any]:
    """Those who watch the trial, and those who watch its need once the trial is public."""
    of_need = watchers_of("need", trial.need_id) if trial.need_id and trial.published_at else ()
    return [*watchers_of("trial", trial.id), *of_need]
