"""Saying what of suggestions is of use, and telling suppliers of needs that fit them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from govtech.accounts.queries import emails_of
from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.errors import Invalid
from govtech.core.journal import Notice, record
from govtech.core.policy import Actor, Role, authorise
from govtech.core.text import clean
from govtech.core.words import gettext as _
from govtech.matching import queries, telling
from govtech.matching.models import HiddenNeed, HideReason, MatchAnnouncement, MatchOpinion, MatchTold
from govtech.needs.models import Need
from govtech.notices.models import Kind
from govtech.notices.telling import tell
from govtech.solutions.models import Solution

FRESH: Final = timedelta(days=3)
"""A need published earlier is not announced: the installation was not there to do it in time."""
A_WEEK: Final = 3
"""So many needs at most an organisation is told of in seven days."""
AT_ONCE: Final = 5
"""Needs announced in one turn of the clock."""


@dataclass(frozen=True)
class HideData:
    """Why a need is hidden."""

    reason: str
    note: str | None = None


def hide(actor: Actor, need: Need, data: HideData) -> HiddenNeed:
    """Take a need from the suggestions of the actor's organisation; hiding it again changes the reason."""
    authorise(actor, "match:hide", need)
    reason, note = HideReason(data.reason), clean(data.note or "").strip()
    if reason is HideReason.OTHER and not note:
        raise Invalid(_("理由を入力してください。"), field="note")
    known = next((one for one, hidden in queries.hidden(actor) if hidden.id == need.id), None)
    one = known or HiddenNeed(organisation_id=actor.organisation_id, need_id=need.id)
    one.reason, one.note, one.person_name, one.hidden_at = reason, note, actor.name, now()
    session.add(one)
    session.flush()
    record(actor, "hidden_need.hidden", one, {"reason": [None, reason]}, confidential=True)
    return one


def show_again(actor: Actor, hidden: HiddenNeed) -> None:
    """Take back that a need was hidden, and with it what the reason did to others."""
    authorise(actor, "match:hide", hidden)
    record(actor, "hidden_need.shown", hidden, {"reason": [hidden.reason, None]}, confidential=True)
    session.delete(hidden)
    session.flush()


def judge(actor: Actor, need: Need, solution: Solution, *, useful: bool | None) -> None:
    """Say whether a solution suggested for one's need is of use; None takes it back."""
    authorise(actor, "match:judge", need)
    known = queries.opinion(need.id, solution.id)
    before = known.useful if known else None
    if useful == before:
        return
    one = known or MatchOpinion(
        organisation_id=need.organisation_id, need_id=need.id, solution_id=solution.id
    )
    if useful is not None:
        one.useful, one.given_at = useful, now()
        session.add(one)
        session.flush()
    record(actor, "match_opinion.given", one, {"useful": [before, useful]}, confidential=True)
    if useful is None:
        session.delete(one)
        session.flush()


def tell_fitting(actor: Actor) -> int:
    """Tell the suppliers whom newly published needs fit well, each need once; how many needs were announced."""
    authorise(actor, "match:tell")
    announced = 0
    for need in queries.unannounced(now() - FRESH, AT_ONCE):
        fits = telling.fits(need)
        if fits is None:  # the matcher is being filled: the clock comes again
            break
        _announce(actor, need, fits)
        announced += 1
    return announced


def _announce(actor: Actor, need: Need, fits: Sequence[telling.Fit]) -> None:
    """Write down that the need was announced, whether it fits anybody or not."""
    since = now() - timedelta(days=7)
    wanted = [fit.organisation_id for fit in fits]
    told = queries.may_be_told(need, wanted, since, A_WEEK)
    made = MatchAnnouncement(need_id=need.id)
    session.add(made)
    session.add_all(MatchTold(need_id=need.id, organisation_id=one) for one in told)
    session.flush()
    notices: list[Notice] = []
    for fit in fits:
        if fit.organisation_id in told:
            readers = emails_of([fit.organisation_id], Role.EDITOR, Role.ADMIN)
            notices += tell(readers, Kind.MATCH, f"/needs/{need.id}", telling.words(need, fit))
    record(actor, "match_announcement.made", made, confidential=True, notices=notices)
