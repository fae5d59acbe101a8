"""Before a text is fixed: findings are put right or explained, and what is left is accepted as it was shown."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
import sqlalchemy as sa

from govtech.agreeing import explaining, freezing, position_services, reviewing
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden, Invalid
from govtech.core.journal import Entry
from govtech.drafting import queries, services, writing
from govtech.drafting.content import Beginning, from_template
from govtech.drafting.models import Specification, Status, Thing
from govtech.drafting.writing import Edit
from govtech.quality.findings import FindingKind
from govtech.specifications import queries as templates
from tests import people

ITEM = {"kind": "functional", "level": "mandatory", "note": "", "method": "", "remedy": "", "layers": []}
PLAIN: dict[str, Any] = {
    "sections": [
        {
            "key": "function",
            "parent": None,
            "title": "機能要件",
            "body": "窓口は{{hours}}とする。",
            "items": [
                {
                    "key": "X-1",
                    "text": "速やかに表示できること。",
                    "condition": "3秒以内に表示される。",
                    **ITEM,
                },
                {
                    "key": "X-2",
                    "text": "Excelの表を取り込めること。",
                    "condition": "別紙3の10件を取り込める。",
                    **ITEM,
                },
            ],
        }
    ],
    "parameters": [
        {
            "name": "hours",
            "label": "窓口の時間",
            "type": "text",
            "unit": "",
            "value": "",
            "help": "",
            "choices": [],
        }
    ],
}


@pytest.fixture
def draft(database: Any) -> str:
    lead = people.actor("approver")
    people.actor("other_editor")
    with unit_of_work():
        return services.create(lead, Beginning("施設予約", content=PLAIN), [people.OTHER_TOWN]).id


def spec(draft: str) -> Specification:
    return session.get_one(Specification, draft)


def left(draft: str) -> dict[str, str]:
    """Keys of the warnings about places, by word or label."""
    review = reviewing.checked(spec(draft)).review
    return {one.word: one.key for one in review.warnings if one.place}


def agreed(draft: str) -> None:
    for who in ("approver", "other_admin"):
        actor = people.actor(who)
        with unit_of_work():
            position_services.agree_all(actor, spec(draft))
            position_services.confirm(actor, spec(draft))


def test_a_finding_is_explained_until_the_text_changes(draft: str) -> None:
    editor, stranger = people.actor("other_editor"), people.actor("company_admin")
    with unit_of_work():
        found = left(draft)
        assert set(found) == {"速やか", "Excel", "窓口の時間"}
        with pytest.raises(Forbidden):
            explaining.explain(stranger, spec(draft), found["Excel"], "国の様式のため")
        explaining.explain(editor, spec(draft), found["Excel"], "国の様式のため")
        with pytest.raises(Conflict):
            explaining.explain(editor, spec(draft), found["Excel"], "もう一度")
    with unit_of_work():
        assert "Excel" not in left(draft)
        (pair,) = reviewing.checked(spec(draft)).review.explained
        assert (pair[1].why, "高槻市" in pair[1].by) == ("国の様式のため", True)
        edit = Edit(Thing.ITEM, "X-2", {"text": "Excelの表を、1回で取り込めること。"}, spec(draft).revision)
        writing.write(editor, spec(draft), edit)
        assert left(draft)["Excel"] != found["Excel"]
        with pytest.raises(Conflict):
            explaining.explain(editor, spec(draft), found["Excel"], "前の文について")


def test_an_explanation_can_be_taken_back(draft: str) -> None:
    editor = people.actor("editor")
    with unit_of_work():
        key = left(draft)["速やか"]
        explaining.explain(editor, spec(draft), key, "用語の章で定めているため")
        assert "速やか" not in left(draft)
        explaining.take_back(editor, spec(draft), key)
        assert left(draft)["速やか"] == key
        explaining.take_back(editor, spec(draft), key)  # once is enough
        verbs = session.scalars(
            sa.select(Entry.verb).where(Entry.subject_id == draft).order_by(Entry.id)
        ).all()
        assert list(verbs)[-2:] == ["specification.explained", "specification.explanation_taken_back"]


def test_a_value_that_every_town_fills_is_filled(draft: str) -> None:
    lead, other = people.actor("editor"), people.actor("other_editor")
    with unit_of_work():
        row = queries.parameter(spec(draft), "hours")
        services.fill_locally(lead, spec(draft), row, "9時から17時まで")
        assert "窓口の時間" in left(draft)
        services.fill_locally(other, spec(draft), row, "8時から16時まで")
        assert "窓口の時間" not in left(draft)


def accepted(draft: str, warnings: str) -> freezing.Accepted:
    return freezing.Accepted(freezing.content_hash_of(spec(draft)), warnings)


def test_warnings_are_accepted_as_they_were_shown(draft: str) -> None:
    lead = people.actor("approver")
    agreed(draft)
    with unit_of_work(writes=False):
        shown = reviewing.checked(spec(draft)).review
    with unit_of_work(), pytest.raises(Invalid):
        freezing.freeze(lead, spec(draft), accepted(draft, ""))
    with unit_of_work(), pytest.raises(Conflict):
        freezing.freeze(lead, spec(draft), accepted(draft, "0" * 64))
    with unit_of_work():
        explaining.explain(lead, spec(draft), left(draft)["Excel"], "国の様式のため")
    with unit_of_work(), pytest.raises(Conflict):  # another set of findings than the one that was shown
        freezing.freeze(lead, spec(draft), accepted(draft, shown.digest))
    with unit_of_work():
        now = reviewing.checked(spec(draft)).review
        with pytest.raises(Conflict, match="画面を開いた後に"):
            freezing.freeze(lead, spec(draft), freezing.Accepted("0" * 64, now.digest))
        freezing.freeze(lead, spec(draft), accepted(draft, now.digest))
    with unit_of_work():
        entry = session.scalars(sa.select(Entry).where(Entry.verb == "specification.frozen")).one()
        assert entry.changes["warnings"] == [None, len(now.warnings)]
        assert entry.changes["warnings_hash"] == ["", now.digest]
        with pytest.raises(Conflict):  # what is fixed is not argued about
            explaining.explain(lead, spec(draft), left(draft)["速やか"], "理由")
        second = freezing.next_draft(lead, spec(draft))
        assert "Excel" not in left(second.id)
        assert entry.changes["content_hash"] == ["", spec(draft).content_hash]
        assert entry.changes["unconfirmed"] == [None, []]
    told = people.told("specification.frozen")
    assert {address for address, _ in told} == {
        people.email_of(who) for who in ("other_editor", "other_admin")
    }
    assert "第1版" in told[0][1]["title"]


def test_what_ships_with_a_template_counts_in_drafts_of_it(database: Any) -> None:
    lead = people.actor("approver")
    with unit_of_work():
        template = templates.content(templates.find("document-management"))
        made = services.create(lead, from_template(template))
        review = reviewing.checked(made).review
        assert [finding.word for finding, _reason in review.explained] == ["別に定める"]
        assert {one.kind for one in review.warnings} == {FindingKind.UNFILLED}
        later = Beginning(made.title, origin=f"specification:{made.id}", content=queries.content(made))
        following = services.create(lead, later)  # as a next version begins
        assert [finding.word for finding, _reason in reviewing.checked(following).review.explained] == [
            "別に定める"
        ]


def test_the_page_and_the_freeze(draft: str, client_for: Any) -> None:
    agreed(draft)
    page = f"/specifications/{draft}/check"
    assert client_for("company").get(page).status_code == 404
    editor, lead = client_for("editor"), client_for("approver")
    shown = editor.get(page).get_data(as_text=True)
    assert "速やか" in shown
    forms = shown.count('name="why"')
    assert forms == shown.count('<details class="disclosure no-print">') > 0, "paper holds no empty forms"
    assert f"/specifications/{draft}/items/X-1/edit" in shown
    assert 'name="agreed"' not in shown
    with unit_of_work(writes=False):
        key = left(draft)["Excel"]
    assert editor.post(page, data={"key": key, "why": ""}).status_code == 422
    assert editor.post(page, data={"key": key, "why": "国の様式のため"}).status_code == 303
    shown = lead.get(page).get_data(as_text=True)
    assert "国の様式のため" in shown
    seen, content = (
        re.search(rf'name="{name}"[^>]*value="([0-9a-f]+)"', shown)[1]  # type: ignore[index]
        for name in ("seen", "content")
    )
    box = {"content": content, "agreed": "y"}
    freeze = f"/specifications/{draft}/freeze"
    assert editor.post(freeze, data=box | {"seen": seen}).status_code == 403
    refused = lead.post(freeze, data={"seen": seen, "content": content})
    assert refused.status_code == 422
    assert 'id="agreed-error"' in refused.get_data(as_text=True)
    assert "この欄に印を付けてください。" in refused.get_data(as_text=True)
    changed = lead.post(freeze, data=box | {"seen": "0" * 64})
    assert (changed.status_code, "もう一度確定してください" in changed.get_data(as_text=True)) == (409, True)
    assert lead.post(freeze, data=box | {"seen": seen}).status_code == 303
    with unit_of_work(writes=False):
        assert spec(draft).status is Status.AGREED
    assert "内容は確定しています" in editor.get(page).get_data(as_text=True)
    taken = client_for("visitor").get(f"/specifications/{draft}/file.json")
    assert taken.mimetype == "application/json"
    assert hashlib.sha256(taken.data).hexdigest() == content  # what anybody reckons who takes the file away


def test_obstacles_come_first(draft: str, client_for: Any) -> None:
    shown = client_for("approver").get(f"/specifications/{draft}/check").get_data(as_text=True)
    assert "確定までに解決すること：2件" in shown
    assert "この内容で確定する" not in shown
    answer = client_for("approver").post(f"/specifications/{draft}/freeze", data={"seen": "", "agreed": "y"})
    assert answer.status_code == 409


def test_a_place_shows_its_own_findings_to_those_who_write(draft: str, client_for: Any) -> None:
    page = f"/specifications/{draft}/items/X-1"
    shown = client_for("editor").get(page).get_data(as_text=True)
    assert "点検の結果" in shown
    assert "何時間、何日までに終わればよいかが分かりません。" in shown
    assert "製品や会社の名" not in shown
    assert "点検の結果" not in client_for("editor").get(
        f"/specifications/{draft}/sections/function"
    ).get_data(as_text=True)
