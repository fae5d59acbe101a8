"""Several people, one moment: real commits on both databases."""

from __future__ import annotations

from typing import Any

from govtech.compliance import queries, services
from govtech.compliance.content import Answer
from govtech.core.db import unit_of_work
from govtech.core.errors import Conflict
from tests import people
from tests.compliance.desk import NAMED, NUMBERS, agreed, called, got, spec, submitted
from tests.races import each_committed


def test_two_begin_and_write_at_once_and_closing_lets_in_who_was_before_it(live: Any) -> None:
    made = agreed()
    called(made)
    members = [people.actor(who) for who in ("company", "company_admin")]
    begun = each_committed(
        *[lambda who=who: services.begin(who, spec(made), NAMED).id for who in members * 2]
    )
    (reply,) = set(begun)
    written = each_committed(
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
    *results, _closed = each_committed(
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
