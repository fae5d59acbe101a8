"""What is fixed stays as it is whoever writes to the database."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from govtech.agreeing import freezing
from govtech.agreeing import position_services as positions
from govtech.core.db import attempt, session, unit_of_work
from govtech.drafting import immutable, services
from govtech.drafting.content import Beginning
from govtech.drafting.models import Specification
from tests import people
from tests.agreeing.test_agreeing import PLAIN

VALUE = {"name": "users", "label": "利用者数", "type": "text", "unit": "人", "value": "100", "help": ""}


@pytest.fixture
def fixed(database: Any) -> str:
    lead = people.actor("approver")
    plain = PLAIN | {"parameters": [VALUE | {"choices": []}]}
    with unit_of_work():
        made = services.create(lead, Beginning("施設予約システム", content=plain))
        services.fill_locally(lead, made, services.queries.parameter(made, "users"), "120")
        positions.agree_all(lead, made)
        positions.confirm(lead, made)
        freezing.freeze(lead, made)
        return made.id


def test_no_row_of_a_fixed_text_changes_or_goes(fixed: str) -> None:
    with unit_of_work():
        for table in (*immutable.OWN, "specification_local_value"):
            for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
                with pytest.raises(sa.exc.DBAPIError, match=immutable.MESSAGE), attempt():
                    session.execute(sa.text(statement))
        for change in ("title = 'x'", "content_hash = 'x'", "status = 'drafting'", "frozen_at = NULL"):
            with pytest.raises(sa.exc.DBAPIError, match=immutable.MESSAGE), attempt():
                session.execute(sa.text(f"UPDATE specification SET {change}"))
        with pytest.raises(sa.exc.DBAPIError), attempt():
            session.execute(sa.text("DELETE FROM specification"))
    with unit_of_work():
        assert freezing.is_unchanged(session.get_one(Specification, fixed))
        session.execute(sa.text("UPDATE specification SET status = 'superseded'"))  # a newer one follows


def test_a_draft_changes_as_before_and_the_triggers_come_and_go(fixed: str) -> None:
    with unit_of_work():
        immutable.remove(session.connection())
        session.execute(sa.text("UPDATE specification SET title = title || '改'"))
        assert not freezing.is_unchanged(session.get_one(Specification, fixed))
    with unit_of_work():
        immutable.install(session.connection())
        immutable.install(session.connection())
        with pytest.raises(sa.exc.DBAPIError), attempt():
            session.execute(sa.text("UPDATE specification SET title = 'x'"))
