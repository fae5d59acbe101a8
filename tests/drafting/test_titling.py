"""What a joint specification is called can be put right by its lead until the freeze, and by nobody unawares."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden, Invalid
from govtech.core.journal import Entry
from govtech.drafting import titling
from tests import people
from tests.drafting import desk

NEW, SUMMARY = "施設予約システム（北摂3市）", "体育館と会議室の予約を、3市が一緒に調達する。"


@pytest.fixture
def draft(database: Any) -> str:
    people.user("other_editor")
    return desk.draft()


def _entitle(draft: str, title: str, summary: str, seen: int | None = None, who: str = "editor") -> bool:
    actor = people.actor(who)
    with unit_of_work():
        specification = desk.loaded(draft)
        began = titling.edition(specification) if seen is None else seen
        return titling.entitle(actor, specification, title, summary, began)


def test_the_lead_puts_it_right_and_the_journal_knows_what_it_was(draft: str) -> None:
    assert _entitle(draft, f" {NEW} ", SUMMARY)
    assert not _entitle(draft, NEW, SUMMARY), "said again, nothing changes"
    with unit_of_work(writes=False):
        assert (desk.loaded(draft).title, desk.loaded(draft).summary) == (NEW, SUMMARY)
        (entry,) = session.scalars(sa.select(Entry).where(Entry.verb == "specification.entitled"))
        assert entry.changes == {"title": ["試験の仕様書", NEW], "summary": ["", SUMMARY]}


def test_who_takes_part_does_not_rename_and_nobody_without_words(draft: str) -> None:
    with pytest.raises(Forbidden):
        _entitle(draft, NEW, "", who="other_editor")
    for title, summary, field in ((" ", "", "title"), ("字" * 81, "", "title"), (NEW, "字" * 401, "summary")):
        with pytest.raises(Invalid) as refused:
            _entitle(draft, title, summary)
        assert set(refused.value.errors) == {field}
    with unit_of_work():
        desk.loaded(draft).take("freeze")
    with pytest.raises(Conflict):
        _entitle(draft, NEW, "")


def test_of_two_at_once_the_second_sees_both_and_text_is_no_hindrance(draft: str, client_for: Any) -> None:
    editor, path = client_for("editor"), f"/specifications/{draft}/title"
    with unit_of_work(writes=False):
        seen = titling.edition(desk.loaded(draft))
    with unit_of_work():
        desk.loaded(draft).revision += 1  # somebody writes on: the page of the title goes on standing
    assert f'value="{seen}"' in editor.get(path).text
    _entitle(draft, "ほかの人の件名", "")
    answer = editor.post(path, data={"version": seen, "title": NEW, "summary": SUMMARY})
    assert answer.status_code == 409
    assert NEW in answer.text
    assert "ほかの人の件名" in answer.text
    with unit_of_work(writes=False):
        seen = titling.edition(desk.loaded(draft))
    assert editor.post(path, data={"version": seen, "title": "", "summary": ""}).status_code == 422
    assert editor.post(path, data={"version": seen, "title": NEW, "summary": SUMMARY}).status_code == 303
    with unit_of_work(writes=False):
        assert desk.loaded(draft).title == NEW
