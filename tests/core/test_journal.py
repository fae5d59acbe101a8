"""What happened is written where it happened, and read only by those it concerns."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from govtech.core import journal
from govtech.core.db import UtcDateTime, new_id, session, unit_of_work
from govtech.core.journal import Consumer, Entry, Letter, Outbox, history, record
from govtech.core.policy import SYSTEM
from govtech.organisations.models import Organisation
from tests import people


def town():
    return session.get(Organisation, people.HOME_TOWN)


def _change_and_fail(actor):
    with unit_of_work():
        town().address = "うそ"
        record(actor, "organisation.changed", town(), letters=[Letter("a@example.jp", "件名", "本文")])
        raise RuntimeError


def test_an_entry_and_what_is_owed_come_with_the_change_or_not_at_all(database, actor_for):
    actor = actor_for("editor")
    with pytest.raises(RuntimeError):
        _change_and_fail(actor)
    assert session.scalar(sa.select(Entry.id).where(Entry.verb == "organisation.changed")) is None
    assert town().address != "うそ"
    with unit_of_work():
        record(
            actor,
            "organisation.changed",
            town(),
            {"address": ["", "新"]},
            letters=[Letter("a@example.jp", "件名", "本文")],
        )
    entry = session.scalar(sa.select(Entry).where(Entry.verb == "organisation.changed"))
    assert (entry.actor_name, entry.organisation_id, entry.subject_type) == (
        actor.name,
        people.HOME_TOWN,
        "organisation",
    )
    owed = session.scalars(sa.select(Outbox.consumer).where(Outbox.entry_id == entry.id)).all()
    assert sorted(owed) == [Consumer.MAIL, Consumer.SEARCH]


def test_a_confidential_entry_is_read_by_the_acting_organisation_alone(database, actor_for):
    company, editor, auditor, operator = (
        actor_for(who) for who in ("company", "editor", "auditor", "operator")
    )
    record(company, "organisation.secret", town(), {"x": [None, "canary"]}, confidential=True)
    record(SYSTEM, "organisation.open", town())
    session.flush()

    def verbs(actor):
        return {row.verb for row in history(actor, town())}

    assert "organisation.secret" in verbs(company)
    for other in (editor, auditor, operator, SYSTEM):
        assert "organisation.secret" not in verbs(other)
        assert "organisation.open" in verbs(other)


def test_only_what_differs_is_noted():
    assert journal.compared({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == {"b": [2, 3], "c": [None, 4]}


def test_moments_come_back_as_they_went_in(database):
    moment = datetime(2026, 12, 1, 8, 30, 15, 123456, tzinfo=UTC)
    entry = record(SYSTEM, "organisation.noted", town())
    entry.at = moment
    session.flush()
    session.expire(entry)
    assert entry.at == moment
    assert entry.at.tzinfo is UTC


def test_a_moment_without_zone_is_a_mistake(database):
    with pytest.raises(ValueError, match="2026"):
        UtcDateTime().process_bind_param(datetime(2026, 1, 1), database.dialect)  # noqa: DTZ001


def test_identifiers_do_not_repeat():
    assert len({new_id() for _ in range(20_000)}) == 20_000
