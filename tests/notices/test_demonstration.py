"""The demonstration shows notifications, watches and saved searches, and writes to nobody."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from govtech.alerts.models import SavedSearch
from govtech.core.db import session, unit_of_work
from govtech.core.journal import Consumer, Outbox
from govtech.demo import loading
from govtech.notices.models import MailState, Notification, Watch


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> Any:
    """The whole demonstration, once: its rows are the same on either database."""
    return request.getfixturevalue(f"{request.param}_engine")


def count(table: type[Any], *conditions: Any) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions)) or 0


def test_loading_twice_is_loading_once_and_nobody_gets_mail(database):
    seen = []
    for _round in range(2):
        list(loading.load())
        with unit_of_work(writes=False):
            seen.append([count(table) for table in (Notification, Watch, SavedSearch)])
            assert count(Outbox, Outbox.consumer != Consumer.SEARCH) == 0
            assert count(Notification, Notification.mail != MailState.NONE) == 0
            assert count(Notification, Notification.read_at.is_(None)) > 0
    assert seen[0] == seen[1]
    assert min(seen[0]) > 0
