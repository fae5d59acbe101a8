"""A fixed text opens no page to write on: its reader goes on to the text and reads why."""

from __future__ import annotations

from typing import Any

import pytest

from govtech.core.clock import now
from govtech.core.db import unit_of_work
from govtech.drafting import presenting
from govtech.drafting.models import Status
from tests import people
from tests.drafting import desk

PAGES = (
    "sections/first/table",
    "items/EA-101/edit",
    "values",
    "values/new",
    "values/users",
    "sections/new",
    "title",
)


@pytest.fixture
def draft(database: Any) -> str:
    people.user("other_editor")
    return desk.draft()


@pytest.mark.parametrize("status", [Status.AGREED, Status.SUPERSEDED])
def test_pages_to_write_on_lead_back_to_a_fixed_text(draft: str, client_for: Any, status: Status) -> None:
    with unit_of_work():
        desk.loaded(draft).status = status
    client = client_for("editor")
    for path in PAGES:
        answer = client.get(f"/specifications/{draft}/{path}")
        assert (answer.status_code, answer.location) == (303, f"/specifications/{draft}"), path
        assert "確定しているため、直せません。" in client.get(answer.location).text


def test_a_fixed_section_is_read_without_any_form(draft: str, client_for: Any) -> None:
    with unit_of_work():
        desk.loaded(draft).take("freeze")
    client = client_for("editor")
    page = client.get(f"/specifications/{draft}/sections/aim")
    assert page.status_code == 200
    main = page.text.split("<main", 1)[1].split("</main>", 1)[0]
    assert "利用者は1,000人である。" in main
    assert "新しい下書きを作ります" in main
    assert "議論と文案の提案" in main
    for part in ("<textarea", "<button", "/table", "書く"):
        assert part not in main, part
    assert client.get(f"/specifications/{draft}/sections/none").status_code == 404


def test_the_steps_of_a_text_that_was_fixed_without_a_consultation_name_none(draft: str) -> None:
    with unit_of_work():
        specification = desk.loaded(draft)
        assert [state for _label, state in presenting.steps(specification)] == ["now", "next", "next"]
        specification.take("freeze")
        assert [state for _label, state in presenting.steps(specification)] == ["done", "now"]
        specification.consult_until = now()
        assert [state for _label, state in presenting.steps(specification)] == ["done", "done", "now"]
