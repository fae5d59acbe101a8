"""What was left open when a text was fixed goes on in the draft that follows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from govtech.agreeing import freezing
from govtech.core.db import session, unit_of_work
from govtech.discussions import services
from govtech.discussions.models import Discussion
from tests import people
from tests.discussions import table

Clients = Callable[[str], FlaskClient]


@pytest.fixture
def draft(database: Any) -> str:
    return table.draft()


def test_what_was_left_open_goes_on_in_the_next_draft(draft: str, client_for: Clients) -> None:
    open_one = table.begun("editor", draft, "まだ決まらない。")
    closed = table.begun("editor", draft, "もう決まった。")
    wording = table.suggested("other_editor", draft, "損傷の種類を、道路と公園から選べること。")
    table.written("approver", draft, f"{table.TEXT}写真も送れること。")
    with unit_of_work():
        services.resolve(people.actor("editor"), session.get_one(Discussion, closed))
    table.fixed(draft)
    lead = people.actor("approver")
    with unit_of_work():
        following = freezing.next_draft(lead, table.spec(draft)).id
    asked, other = client_for("approver"), client_for("other_editor")
    told = "前の版に、決まらなかった議論と文案の提案が2件あります"
    for client in (asked, other):
        assert told in client.get(f"/specifications/{following}").text
    assert other.post(f"/specifications/{following}/discussions/carry").status_code == 403
    assert asked.post(f"/specifications/{following}/discussions/carry").status_code == 303
    assert told not in asked.get(f"/specifications/{following}").text
    old = f"/specifications/{draft}/discussions/{open_one}"
    assert other.get(old).location == f"/specifications/{following}/discussions/{open_one}"
    assert other.get(f"/specifications/{draft}/discussions/{closed}").status_code == 200
    table.replied("other_editor", open_one, "続きを話す。")
    assert "続きを話す。" in asked.get(f"/specifications/{following}/items/RD-1").text
    path = f"/specifications/{following}/suggestions/{wording}"
    assert asked.get(f"/specifications/{draft}/suggestions/{wording}").location == path
    assert asked.post(f"{path}/accept").status_code == 303
    assert table.now(following) == "損傷の種類を、道路と公園から選べること。写真も送れること。"
