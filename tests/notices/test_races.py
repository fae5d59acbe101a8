"""Several delivery processes at once tell everything once, and none of it twice."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.core.journal import Consumer, Outbox
from govtech.notices.models import Cadence, MailState, Notification
from govtech.notifying import deliver_notices, mail_due
from tests.notices.news import owe, wish

PEOPLE = ("editor", "approver", "company", "group")
EACH = 8


@pytest.mark.parametrize("cadence", [Cadence.AT_ONCE, Cadence.DAILY])
def test_three_at_once(live, cadence):
    for who in PEOPLE:
        wish(who, cadence, quiet=(0, 0))
        for number in range(EACH):
            owe(who, f"{who} {number}")

    def work() -> None:
        for _round in range(15):
            deliver_notices(5)
            mail_due(2)

    _all_at_once(work)
    if cadence is Cadence.DAILY:
        with unit_of_work():
            session.execute(sa.update(Notification).values(mail_at=Notification.created_at))
        _all_at_once(work)
    with unit_of_work(writes=False):
        told = session.scalars(sa.select(Notification)).all()
        letters = session.scalars(sa.select(Outbox.payload).where(Outbox.consumer == Consumer.MAIL)).all()
        assert session.scalar(sa.select(sa.func.count()).where(Outbox.consumer == Consumer.NOTICE)) == 0
        assert len(told) == len(PEOPLE) * EACH
        assert {one.mail for one in told} == {MailState.MAILED}
        assert Counter(one.mail_key for one in told).keys() == {letter["key"] for letter in letters}
        expected = len(PEOPLE) * EACH if cadence is Cadence.AT_ONCE else len(PEOPLE)
        assert len(letters) == expected


def _all_at_once(work) -> None:
    failures: list[BaseException] = []

    def watched() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  (a thread's failure is the test's)
            failures.append(error)

    threads = [threading.Thread(target=watched) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
