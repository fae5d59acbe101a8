"""A hundred people write one need at once: each is kept, or told so with both texts."""

from __future__ import annotations

import re
from http import HTTPStatus

import sqlalchemy as sa

from govtech.core import journal
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict
from govtech.needs import services, writing
from govtech.needs import writing_services as keeping
from govtech.needs.content import stated
from govtech.needs.models import Need
from tests import people
from tests.needs import board
from tests.races import at_once

MANY = 100
SEE_OTHER, CONFLICT = HTTPStatus.SEE_OTHER, HTTPStatus.CONFLICT


def _browsers(live) -> list:
    app = live.app()
    cookies = [people.cookie(app, who) for who in ("editor", "approver")]
    return [people.with_cookie(app, cookies[place % 2]) for place in range(MANY)]


def _told(answers: list[tuple[int, str, str]], saved: str) -> None:
    """One was kept; every other one was told, and finds what they typed and what stands now on the page."""
    kept = [typed for status, typed, _text in answers if status == SEE_OTHER]
    assert kept == [saved]
    for status, typed, text in answers:
        if status != SEE_OTHER:
            assert status == CONFLICT, text[:200]
            assert typed in text
            assert saved in text


def test_a_hundred_edits_on_one_page(live):
    need_id = board.draft(people.actor)
    version = board.loaded(need_id).version

    def edit(browser, typed: str):
        def act() -> tuple[int, str, str]:
            fields = {"title": typed, "volume_unit": "件／年", "version": str(version), "form_key": typed}
            answer = browser.post(f"/needs/{need_id}/edit", data=fields)
            return answer.status_code, typed, answer.text

        return act

    answers = at_once(*(edit(one, f"書き手{place:03}の件名") for place, one in enumerate(_browsers(live))))
    _told(answers, board.loaded(need_id).title)


def test_a_hundred_edits_of_one_step_while_pages_save_by_themselves(live):
    need_id = board.draft(people.actor)
    path = f"/needs/{need_id}/write/problem"
    browsers = _browsers(live)
    seen = re.search(r'name="version"[^>]*value="([0-9a-f]{16})"', browsers[0].get(path).text)[1]

    def edit(browser, typed: str):
        def act() -> tuple[int, str, str]:
            fields = {"title": typed, "version": seen, "page": typed, "then": "next"}
            answer = browser.post(path, data=fields)
            return answer.status_code, typed, answer.text

        return act

    answers = at_once(*(edit(one, f"書き手{place:03}の段") for place, one in enumerate(browsers)))
    _told(answers, board.loaded(need_id).title)


def test_who_is_told_and_tries_again_loses_nothing(live):
    """Twelve writers each add a line to what stands, as often as it takes: at the end all twelve are there."""
    need_id, editor = board.draft(people.actor, security=""), people.actor("editor")

    def add(line: str):
        def act() -> None:
            while True:
                with unit_of_work(writes=False):
                    need = session.get_one(Need, need_id)
                    data, version = stated(need), need.version
                    data = board.replace(data, security=f"{data.security}{line}\n")
                try:
                    with unit_of_work():
                        return services.edit(editor, session.get_one(Need, need_id), data, version)
                except (Conflict, sa.exc.OperationalError):
                    continue

        return act

    lines = [f"条件{place:02}" for place in range(12)]
    results = at_once(*(add(line) for line in lines))
    assert results == [None] * len(lines)
    assert sorted(board.loaded(need_id).security.split()) == lines
    with unit_of_work(writes=False):
        changes = [
            entry.changes["security"]
            for entry in session.scalars(
                sa.select(journal.Entry)
                .where(journal.Entry.subject_id == need_id, journal.Entry.verb == "need.edited")
                .order_by(journal.Entry.id)
            )
        ]
    assert [before for before, _after in changes] == ["", *(after for _before, after in changes[:-1])]


def test_steps_written_at_once_by_different_people_are_all_kept(live):
    need_id, editor = board.draft(people.actor), people.actor("editor")
    values = {
        "problem": {"scenario": "同時に書いた場面"},
        "outcome": {"outcome": "同時に書いた望む姿"},
        "scale": {"population": 4_321},
        "budget": {"budget_max": 4_321_000},
        "call": {"contact": "同時に書いた連絡先"},
    }
    need = board.loaded(need_id)
    marks = {key: writing.mark(need, writing.BY_KEY[key]) for key in values}

    def keep(key: str):
        def act() -> None:
            with unit_of_work():
                step, said = writing.BY_KEY[key], values[key]
                keeping.keep(
                    editor, session.get_one(Need, need_id), step, said, seen=marks[key], page=f"page-{key}"
                )

        return act

    assert at_once(*(keep(key) for key in values)) == [None] * len(values)
    need = board.loaded(need_id)
    for said in values.values():
        for name, value in said.items():
            assert getattr(need, name) == value
