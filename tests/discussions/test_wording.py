"""Suggested wording: read as a redline, taken in through the same merge as every change, or not, and who hears of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from govtech.agreeing import position_queries, position_services
from govtech.agreeing.position_models import Position, Stance
from govtech.agreeing.position_statements import PositionData
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden, Invalid
from govtech.discussions import presenting
from govtech.discussions import suggestion_services as suggestions
from govtech.discussions.content import SuggestionData
from govtech.discussions.suggestion_models import Outcome, Suggestion
from govtech.drafting import queries
from govtech.drafting.models import Thing
from tests import people
from tests.discussions import table

Clients = Callable[[str], FlaskClient]
WANTED = "損傷の種類を、道路と公園から選べること。"


@pytest.fixture
def draft(database: Any) -> str:
    return table.draft()


def told(verb: str) -> list[str]:
    return [address for address, _notice in people.told(verb)]


def kept(suggestion_id: str) -> Suggestion:
    return session.get_one(Suggestion, suggestion_id)


def test_a_suggestion_is_taken_in_as_a_revision_and_its_writer_hears_of_it(draft: str) -> None:
    suggestion_id = table.suggested("other_editor", draft, WANTED)
    assert told("suggestion.made") == ["approver@example.jp", "editor@example.jp"]
    assert table.now(draft) == table.TEXT
    with pytest.raises(Forbidden):
        table.decided(suggestions.accept, "other_admin", suggestion_id)
    table.decided(suggestions.accept, "editor", suggestion_id)
    assert table.now(draft) == WANTED
    assert told("suggestion.accepted") == ["other-editor@example.jp"]
    with unit_of_work(writes=False):
        newest = queries.revisions(table.spec(draft))[0]
        assert (newest.number, newest.thing_key) == (kept(suggestion_id).revision, "RD-1")
        assert "高槻市" in newest.why
    for verb, more in ((suggestions.accept, ()), (suggestions.reject, ("もう決めた",))):
        with pytest.raises(Conflict):
            table.decided(verb, "approver", suggestion_id, *more)


def test_a_suggestion_for_another_sentence_is_merged_with_what_was_written_since(draft: str) -> None:
    first = "損傷の種類を、道路から選べること。写真を送れること。"
    table.written("editor", draft, first)
    suggestion_id = table.suggested("other_editor", draft, first.replace("写真", "写真と動画"))
    table.written("editor", draft, first.replace("道路から", "道路と公園から"))
    with unit_of_work(writes=False):
        place = table.item(draft)
        (field,) = presenting.fields(kept(suggestion_id), presenting.texts_now(*place))
        assert not field.clashes
        assert [(one.kind, one.text) for one in field.changes if one.kind != "same"] == [("added", "と動画")]
    table.decided(suggestions.accept, "editor", suggestion_id)
    assert table.now(draft) == "損傷の種類を、道路と公園から選べること。写真と動画を送れること。"


def test_a_clash_is_kept_for_a_person_to_settle_with_both_texts(draft: str, client_for: Clients) -> None:
    suggestion_id = table.suggested("other_editor", draft, WANTED)
    table.written("editor", draft, "損傷の種類を、道路と水路から選べること。")
    client = client_for("editor")
    page = client.get(f"/specifications/{draft}/suggestions/{suggestion_id}").text
    assert "同じ文がほかの人に書き換えられています" in page
    sent = client.post(f"/specifications/{draft}/suggestions/{suggestion_id}/accept")
    assert "/clashes/" in sent.headers["Location"]
    assert table.now(draft) == "損傷の種類を、道路と水路から選べること。"
    with unit_of_work(writes=False):
        (clash,) = queries.clashes(table.spec(draft))
        assert (clash.ours, clash.theirs) == (WANTED, table.now(draft))
        assert kept(suggestion_id).status is Outcome.ACCEPTED


def test_not_taken_in_needs_a_reason_which_its_writer_reads(draft: str, client_for: Clients) -> None:
    suggestion_id = table.suggested("other_editor", draft, WANTED)
    path = f"/specifications/{draft}/suggestions/{suggestion_id}"
    client = client_for("coordinator")
    assert client.post(f"{path}/reject", data={"reason": ""}).status_code == 422
    assert client.post(f"{path}/reject", data={"reason": "費用が増えるため"}).status_code == 303
    ((address, notice),) = people.told("suggestion.rejected")
    assert address == "other-editor@example.jp"
    assert "費用が増えるため" in notice["text"]
    assert "費用が増えるため" in client_for("other_editor").get(path).text
    assert table.now(draft) == table.TEXT


def test_one_takes_back_ones_own_and_not_anothers(draft: str) -> None:
    suggestion_id = table.suggested("other_editor", draft, WANTED)
    with pytest.raises(Forbidden):
        table.decided(suggestions.withdraw, "editor", suggestion_id)
    table.decided(suggestions.withdraw, "other_editor", suggestion_id)
    with unit_of_work(writes=False):
        assert kept(suggestion_id).status is Outcome.WITHDRAWN
    with pytest.raises(Conflict):
        table.decided(suggestions.accept, "editor", suggestion_id)


@pytest.mark.parametrize("wording", [{"text": table.TEXT}, {}, {"text": "  "}, {"level": "optional"}])
def test_the_same_text_or_none_is_no_suggestion(draft: str, wording: dict[str, str]) -> None:
    actor = people.actor("other_editor")
    with unit_of_work(writes=False), pytest.raises(Invalid):
        suggestions.suggest(
            actor, table.item(draft), SuggestionData(wording, "理由", table.spec(draft).revision)
        )


def test_the_form_holds_the_present_text_and_title_and_body_of_a_section_too(
    draft: str, client_for: Clients
) -> None:
    client = client_for("other_editor")
    item, section = f"/specifications/{draft}/items/RD-1", f"/specifications/{draft}/sections/function"
    assert table.TEXT in client.get(f"{item}/suggest").text
    assert table.BODY in client.get(f"{section}/suggest").text
    same = {"title": "機能要件", "body": table.BODY, "reason": "", "began_in": "1"}
    assert client.post(f"{section}/suggest", data=same).status_code == 422
    changed = {**same, "title": "機能の要件", "reason": "読みやすいため"}
    sent = client.post(f"{section}/suggest", data=changed)
    assert sent.status_code == 303
    with unit_of_work(writes=False):
        (made,) = session.query(Suggestion)
        assert (made.wording, made.thing) == ({"title": "機能の要件"}, Thing.SECTION)


def test_what_was_taken_out_can_no_longer_be_spoken_about_but_is_read(
    draft: str, client_for: Clients
) -> None:
    suggestion_id = table.suggested("other_editor", draft, WANTED)
    discussion_id = table.begun("editor", draft, "話す。")
    with unit_of_work():
        queries.item(table.spec(draft), "RD-1").removed = True
    client = client_for("editor")
    base = f"/specifications/{draft}"
    assert "RD-1（消されました）" in client.get(f"{base}/discussions").text
    assert client.get(f"{base}/discussions/{discussion_id}").status_code == 200
    assert "採り入れられません" in client.get(f"{base}/suggestions/{suggestion_id}").text
    assert client.post(f"{base}/items/RD-1/discuss", data={"text": "戻しませんか。"}).status_code == 303
    typed = {"text": WANTED, "reason": "理由", "began_in": "1"}
    late = client.post(f"{base}/items/RD-1/suggest", data=typed)
    assert (late.status_code, WANTED in late.text) == (409, True)
    assert client.get(f"{base}/items/RD-9/discuss").status_code == 404
    with pytest.raises(Conflict):
        table.decided(suggestions.accept, "editor", suggestion_id)


def wish(draft: str, wording: str = WANTED) -> str:
    actor = people.actor("other_editor")
    with unit_of_work():
        row = queries.item(table.spec(draft), "RD-1")
        data = PositionData(Stance.CHANGE, wording, "公園の通報が多いため")
        return position_services.state(actor, table.spec(draft), row, data).id


def test_wording_that_a_municipality_wants_becomes_the_text_and_answers_it(
    draft: str, client_for: Clients
) -> None:
    position_id = wish(draft)
    path = f"/specifications/{draft}/positions/{position_id}/take-over"
    assert client_for("other_admin").post(path).status_code == 403
    client = client_for("editor")
    assert "この文案を採り入れる" in client.get(f"/specifications/{draft}/items/RD-1").text
    assert client.post(path).status_code == 303
    assert table.now(draft) == WANTED
    with unit_of_work(writes=False):
        assert session.get_one(Position, position_id).answer
    assert told("specification.objection_taken_over") == ["other-admin@example.jp", "other-editor@example.jp"]
    assert "この文案を採り入れる" not in client.get(f"/specifications/{draft}/items/RD-1").text


def test_a_wanted_wording_that_clashes_waits_for_its_answer(draft: str, client_for: Clients) -> None:
    position_id = wish(draft)
    table.written("editor", draft, "損傷の種類を、道路と水路から選べること。")
    sent = client_for("editor").post(f"/specifications/{draft}/positions/{position_id}/take-over")
    assert "/clashes/" in sent.headers["Location"]
    with unit_of_work(writes=False):
        assert not session.get_one(Position, position_id).answer
        assert len(position_queries.objections(table.spec(draft))) == 1
    assert told("specification.objection_taken_over") == []


def test_what_is_open_does_not_block_the_freeze_and_is_closed_by_it(draft: str, client_for: Clients) -> None:
    suggestion_id = table.suggested("other_editor", draft, WANTED)
    table.fixed(draft)
    page = client_for("editor").get(f"/specifications/{draft}/suggestions/{suggestion_id}").text
    assert "決まらないまま、内容が確定しました" in page
    for verb, more in ((suggestions.accept, ()), (suggestions.reject, ("理由",))):
        with pytest.raises(Conflict):
            table.decided(verb, "editor", suggestion_id, *more)
    typed = {"text": WANTED, "reason": "理由", "began_in": "1"}
    late = client_for("editor").post(f"/specifications/{draft}/items/RD-1/suggest", data=typed)
    assert (late.status_code, WANTED in late.text) == (409, True)
