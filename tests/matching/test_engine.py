"""The matcher of a process follows the database: what is published is found, what is taken back is not."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.core.journal import Entry, Outbox, record
from govtech.core.policy import SYSTEM
from govtech.matching import engine
from govtech.matching.engine import Shared, current
from govtech.needs import services as needs
from govtech.needs.models import Need
from govtech.solutions import services as solutions
from govtech.solutions.models import Solution
from tests.matching import stage
from tests.needs import board


def known(kind: str) -> list[str]:
    with unit_of_work(writes=False):
        matcher = current()
        assert matcher is not None
        return matcher.keys(kind)


def test_what_is_published_is_known_and_what_is_taken_back_is_not(actor_for) -> None:
    assert known("need") == known("solution") == []
    draft = board.draft(actor_for)
    need, solution = stage.asked(actor_for), stage.offered(actor_for)
    assert known("need") == [f"need:{need}"]
    assert f"need:{draft}" not in known("need")
    assert known("solution") == [f"solution:{solution}"]
    company, approver = actor_for("company"), actor_for("approver")
    with unit_of_work():
        solutions.withdraw(company, stage.get(Solution, solution), "終わった")
        needs.withdraw(approver, stage.get(Need, need), "取りやめた")
    assert known("need") == known("solution") == []


def test_a_changed_text_is_compared_anew(actor_for) -> None:
    need = stage.asked(actor_for)
    assert known("need")
    with unit_of_work():
        one = stage.get(Need, need)
        one.title = "ため池の水位を知りたい"
        record(SYSTEM, "need.edited", one)
    with unit_of_work(writes=False):
        assert current().profile(f"need:{need}").title == "ため池の水位を知りたい"


def retitled(need_id: str, title: str, number: int) -> None:
    """Another title, written down under a number of the journal."""
    with unit_of_work():
        one = stage.get(Need, need_id)
        one.title = title
        record(SYSTEM, "need.edited", one).id = number


def test_an_entry_that_commits_after_a_later_one_is_not_missed(actor_for) -> None:
    need = stage.asked(actor_for)
    with unit_of_work(writes=False):
        newest = session.scalar(sa.select(sa.func.max(Entry.id)))
    for number, title in ((newest + 5, "先に届いた題名"), (newest + 2, "遅れて届いた題名")):
        retitled(need, title, number)
        with unit_of_work(writes=False):
            assert current().profile(f"need:{need}").title == title


def test_all_is_read_again_when_the_journal_is_not_the_one_that_was_read(actor_for) -> None:
    need = stage.asked(actor_for)
    later = stage.asked(actor_for)
    assert set(known("need")) == {f"need:{need}", f"need:{later}"}
    with (
        unit_of_work()
    ):  # as a restored backup would: an entry that was read is gone, and so is what it was about
        entries = sa.select(Entry.id).where(Entry.subject_id == later)
        numbers = list(session.scalars(entries))
        session.execute(sa.delete(Outbox).where(Outbox.entry_id.in_(numbers)))
        session.execute(sa.delete(Entry).where(Entry.id.in_(numbers)))
        stage.get(Need, later).published_at = None
    assert known("need") == [f"need:{need}"]


def test_nothing_is_read_when_nothing_happened(actor_for, counting) -> None:
    stage.asked(actor_for)
    assert known("need")
    with counting() as seen:
        known("need")
    assert len(seen) == 1


def test_a_large_one_is_filled_beside_the_readers(live, monkeypatch) -> None:
    monkeypatch.setattr(engine, "AT_ONCE", 0)
    shared = Shared()
    with unit_of_work(writes=False):
        assert shared.current() is None
    for thread in [one for one in threading.enumerate() if one.name == "matching"]:
        thread.join(timeout=60)
    with unit_of_work(writes=False):
        assert shared.current() is not None


@pytest.mark.parametrize("threads", [8])
def test_readers_at_once_share_one(live, threads) -> None:
    found = []

    def read() -> None:
        with unit_of_work(writes=False):
            found.append(current())

    readers = [threading.Thread(target=read) for _ in range(threads)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert len({id(one) for one in found if one is not None}) == 1
