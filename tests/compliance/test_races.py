"""Several people, one moment: real commits on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from govtech.compliance import queries, services
from govtech.compliance.content import Answer
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, DomainError
from tests import people
from tests.compliance.desk import NAMED, NUMBERS, agreed, called, got, spec, submitted


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned or raised, all begun together in threads of their own."""
    gate = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int) -> None:
        gate.wait()
        try:
            with unit_of_work():
                results[place] = acts[place]()
        except (DomainError, sa.exc.SQLAlchemyError) as error:
            results[place] = error
        finally:
            session.remove()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_begin_and_write_at_once_and_closing_lets_in_who_was_before_it(live: Any) -> None:
    made = agreed()
    called(made)
    members = [people.actor(who) for who in ("company", "company_admin")]
    begun = at_once(*[lambda who=who: services.begin(who, spec(made), NAMED).id for who in members * 2])
    (reply,) = set(begun)
    written = at_once(
        *[
            lambda who=who, key=key: services.write(who, got(reply), {key: Answer("met")})
            for who, key in zip(members * 2, NUMBERS, strict=False)
        ]
    )
    assert written == [[]] * len(NUMBERS)
    with unit_of_work(writes=False):
        assert set(got(reply).answers) == set(NUMBERS)
    others = [submitted(made, who) for who in ("other_company", "group")]
    actors = [members[0], people.actor("other_company"), people.actor("group")]
    lead = people.actor("editor")
    *results, _closed = at_once(
        *[
            lambda who=who, key=key: services.submit(who, got(key))
            for who, key in zip(actors, [reply, *others], strict=True)
        ],
        lambda: services.close(lead, spec(made)),
    )
    with unit_of_work(writes=False):
        closed = queries.call_of(spec(made)).closes_at
        assert all(one is None or isinstance(one, Conflict) for one in results)
        for result, key in zip(results, [reply, *others], strict=True):
            at = got(key).submitted_at
            assert at is None or at < closed
            assert result is not None or at is not None
