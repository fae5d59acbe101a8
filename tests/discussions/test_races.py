"""Several people in one thread, and two who decide at once: real commits on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, DomainError
from govtech.discussions import services, suggestion_services
from govtech.discussions.content import CommentData
from govtech.discussions.models import Comment, Discussion
from govtech.discussions.suggestion_models import Outcome, Suggestion
from tests import people
from tests.discussions import table

WANTED = "損傷の種類を、道路と公園から選べること。"


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned or was refused with, all begun together; one that finds the database busy asks again."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int) -> None:
        gate.wait()
        while True:
            try:
                with unit_of_work():
                    results[place] = acts[place]()
            except DomainError as error:
                results[place] = error
            except sa.exc.OperationalError:
                continue
            finally:
                session.remove()
            return

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_what_several_write_at_once_is_all_kept_and_one_decision_holds(live: Any) -> None:
    draft = table.draft()
    thread_id, suggestion_id = (
        table.begun("editor", draft, "始める。"),
        table.suggested("other_editor", draft, WANTED),
    )
    writers = [people.actor(who) for who in ("editor", "approver", "other_editor", "coordinator")]

    def reply(actor: Any) -> Callable[[], object]:
        return lambda: services.reply(
            actor, session.get_one(Discussion, thread_id), CommentData(f"{actor.name}の文")
        )

    def decide(verb: Callable[..., object], actor: Any, *more: str) -> Callable[[], object]:
        return lambda: verb(actor, session.get_one(Suggestion, suggestion_id), *more)

    said = at_once(
        *map(reply, writers),
        decide(suggestion_services.accept, writers[0]),
        decide(suggestion_services.reject, writers[3], "費用が増えるため"),
    )
    assert not [one for one in said[:4] if isinstance(one, DomainError)]
    assert [isinstance(one, Conflict) for one in said[4:]].count(True) == 1
    with unit_of_work(writes=False):
        rows = session.execute(
            sa.select(Comment.number, Comment.text)
            .where(Comment.discussion_id == thread_id)
            .order_by(Comment.number)
        ).all()
        outcome = session.get_one(Suggestion, suggestion_id).status
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]
    assert {row.text for row in rows[1:]} == {f"{actor.name}の文" for actor in writers}
    assert (table.now(draft) == WANTED) == (outcome is Outcome.ACCEPTED)
