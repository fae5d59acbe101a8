"""Pages of soundings: the draft stays hidden, companies remark, the lead answers and publishes, files open."""

from __future__ import annotations

import csv
import io
from typing import Any

from openpyxl import load_workbook

from govtech.core.db import session, unit_of_work
from govtech.core.journal import record
from govtech.core.policy import SYSTEM
from govtech.delivery import deliver_search
from govtech.drafting.models import Status as SpecificationStatus
from govtech.drafting.models import Thing
from govtech.soundings.content import RemarkData
from govtech.soundings.models import Audience, Kind, Remark, Sounding
from tests import people
from tests.soundings import stand

FORM = {"place": "item:X-2", "kind": "cost", "text": "費用が倍になります。", "wanted": "翌営業日とする。"}


def test_the_sounding_opens_the_text_and_nothing_else_of_the_draft(
    database: Any, frozen: Any, client_for: Any
) -> None:
    sounding_id = stand.opened(Audience.PUBLIC)
    with unit_of_work(writes=False):
        specification_id = session.get_one(Sounding, sounding_id).specification_id
    visitor = client_for("visitor")
    assert visitor.get(f"/specifications/{specification_id}").status_code == 404
    shown = visitor.get(f"/soundings/{sounding_id}").get_data(as_text=True)
    assert "要件2を満たすこと" in shown
    assert "サインイン" in shown
    assert f"/specifications/{specification_id}" not in shown
    assert "高槻市" not in shown  # who drafts with whom
    assert "施設予約システム" in visitor.get("/soundings").get_data(as_text=True)
    for kind in ("docx", "md"):
        assert visitor.get(f"/soundings/{sounding_id}/file.{kind}").status_code == 200
    text = visitor.get(f"/soundings/{sounding_id}/file.md")
    assert text.content_type == "text/markdown; charset=utf-8"
    assert "2026年12月15日（火）23:59" in text.get_data(as_text=True)
    english = visitor.get(f"/soundings/{sounding_id}/file.md?lang=en")
    assert english.get_data() == text.get_data()
    assert visitor.get(f"/soundings/{sounding_id}/file.csv").status_code == 404


def test_a_company_remarks_and_the_lead_answers_and_publishes(
    database: Any, frozen: Any, client_for: Any
) -> None:
    made = stand.draft()
    lead = client_for("approver")
    assert "意見募集を始める" in lead.get(f"/specifications/{made}").get_data(as_text=True)
    form = {"audience": "vendors", "until": "2026-12-15", "note": "費用を教えてください。"}
    assert lead.post(f"/specifications/{made}/soundings/new", data={}).status_code == 422
    far = lead.post(f"/specifications/{made}/soundings/new", data={**form, "until": "9999-12-31"})
    assert "年を確かめてください" in far.get_data(as_text=True)
    page = lead.post(f"/specifications/{made}/soundings/new", data=form).headers["Location"]
    again = lead.post(f"/specifications/{made}/soundings/new", data={**form, "note": "もう一度"})
    assert again.status_code == 409
    assert "もう一度" in again.get_data(as_text=True)
    sounding_id = page.rpartition("/")[2]
    company, other = client_for("company"), client_for("other_company")
    assert "意見を募集しています" in company.get("/").get_data(as_text=True)
    new = f"{page}/remarks/new"
    assert "要件2を満たすこと" in company.get(f"{new}?place=item:X-2").get_data(as_text=True)
    assert company.post(new, data={**FORM, "text": ""}).status_code == 422
    assert company.post(new, data=FORM).status_code == 303
    assert company.post(new, data=FORM).status_code == 409
    assert other.post(new, data={**FORM, "place": "whole:", "text": "対象の施設は。"}).status_code == 303
    assert "費用が倍になります" in company.get(page).get_data(as_text=True)
    assert "費用が倍になります" not in other.get(page).get_data(as_text=True)
    assert other.get(f"{page}/remarks").status_code == 404
    assert "試験団体 company1" in lead.get(f"{page}/remarks").get_data(as_text=True)
    early = lead.get(f"{page}/answer", follow_redirects=True).get_data(as_text=True)
    assert "意見への回答は、期限（2026年12月15日（火）23:59）を過ぎてから書けます。" in early
    stand.closed(sounding_id)
    with unit_of_work(writes=False):
        ids = list(session.scalars(Remark.__table__.select().with_only_columns(Remark.id)))
    assert company.post(f"{page}/remarks/{ids[0]}", data={**FORM, "version": 1}).status_code in {404, 409}
    assert "意見2件に回答していません" in lead.get("/").get_data(as_text=True)
    answer = f"{page}/answer?remark={ids[0]}&remark={ids[1]}"
    assert "次の2件の意見に付きます" in lead.get(answer).get_data(as_text=True)
    assert lead.post(answer, data={"outcome": "taken"}).status_code == 422
    assert lead.post(answer, data={"outcome": "taken", "answer": "改めます。"}).status_code == 303
    assert "改めます。" not in company.get(page).get_data(as_text=True)
    assert lead.post(f"{page}/publish").status_code == 303
    shown = other.get(page).get_data(as_text=True)
    assert "費用が倍になります" in shown
    assert "試験団体 company1" not in shown
    assert "意見募集で届いた意見" in lead.get(f"/specifications/{made}/items/X-2").get_data(as_text=True)


def test_a_correction_shows_what_stood_there_before(database: Any, frozen: Any, client_for: Any) -> None:
    sounding_id = stand.opened(Audience.PUBLIC)
    ours = stand.remarked(sounding_id)
    stand.closed(sounding_id)
    reply = stand.answered(sounding_id, ours)
    lead, visitor, page = client_for("approver"), client_for("visitor"), f"/soundings/{sounding_id}"
    correct = f"{page}/replies/{reply}/correct"
    assert lead.get(correct).status_code == 303
    stand.published(sounding_id)
    assert correct in lead.get(f"{page}/remarks").get_data(as_text=True)
    fixed = {"outcome": "taken", "answer": "来年度に改めます。", "version": 1}
    assert 'id="why-error"' in lead.post(correct, data=fixed).get_data(as_text=True)
    assert lead.post(correct, data={**fixed, "why": "年度が抜けていたため"}).status_code == 303
    assert lead.post(correct, data={**fixed, "answer": "別の案", "why": "誤り"}).status_code == 409
    shown = visitor.get(page).get_data(as_text=True)
    assert all(
        words in shown
        for words in ("来年度に改めます。", "翌営業日に改めます。</span></del>", "年度が抜けていたため")
    )
    assert correct not in shown
    assert "<p>反映する 1件</p>" in shown
    assert "意見と回答を公開した日" in shown
    table = visitor.get(f"{page}/file.csv").get_data().decode("utf-8-sig")
    assert "訂正・追記（理由：年度が抜けていたため）訂正前の回答【反映する】翌営業日に改めます。" in table


def test_publishing_says_on_the_page_why_it_cannot_be_done(
    database: Any, frozen: Any, client_for: Any
) -> None:
    sounding_id = stand.opened()
    mine = stand.remarked(
        sounding_id, data=RemarkData(Thing.WHOLE, "", Kind.IDEA, "試験団体company1の製品なら可能です。")
    )
    stand.closed(sounding_id)
    stand.answered(sounding_id, mine)
    lead, page = client_for("approver"), f"/soundings/{sounding_id}"
    refused = lead.post(f"{page}/publish")
    assert refused.status_code == 422
    assert "試験団体 company1" in refused.get_data(as_text=True)
    assert "公開する文を整える" in lead.get(f"{page}/remarks").get_data(as_text=True)
    wording = f"{page}/remarks/{mine}/wording"
    assert lead.post(wording, data={"public_text": "市販の製品なら可能です。"}).status_code == 303
    assert lead.post(f"{page}/publish").status_code == 303


def test_the_table_opens_in_spreadsheets_and_runs_nothing(
    database: Any, frozen: Any, client_for: Any
) -> None:
    sounding_id = stand.opened(Audience.PUBLIC)
    evil = stand.remarked(sounding_id, data=RemarkData(Thing.WHOLE, "", Kind.IDEA, "=1+1 を\n計算"))
    plain = stand.remarked(sounding_id)
    stand.closed(sounding_id)
    stand.answered(sounding_id, evil, plain)
    stand.published(sounding_id)
    visitor = client_for("visitor")
    text = visitor.get(f"/soundings/{sounding_id}/file.csv").get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[:4] for row in rows[1:]] == [
        ["1", "全体", "改善の提案", "'=1+1 を\n計算"],
        ["2", "X-2", "費用を押し上げる要件", "費用が倍になります。"],
    ]
    sheet = load_workbook(io.BytesIO(visitor.get(f"/soundings/{sounding_id}/file.xlsx").get_data())).active
    assert sheet["D3"].value == "=1+1 を\n計算"
    assert sheet["D3"].data_type == "s"
    assert people.PEOPLE  # nobody is named
    assert "company" not in text


def test_the_list_asks_few_questions_of_the_database(
    database: Any, frozen: Any, client_for: Any, counting: Any
) -> None:
    client = client_for("company")
    for _number in range(2):
        stand.opened(Audience.PUBLIC)
    with counting() as few:
        client.get("/soundings")
    for _number in range(4):
        stand.opened(Audience.PUBLIC)
    with counting() as many:
        client.get("/soundings")
    assert len(many) == len(few)


def test_after_the_freeze_everybody_finds_remarks_and_answers_beside_the_text(
    index: Any, frozen: Any, client_for: Any
) -> None:
    sounding_id = stand.opened()
    mine = stand.remarked(sounding_id)
    stand.closed(sounding_id)
    stand.answered(sounding_id, mine)
    stand.published(sounding_id)
    visitor = client_for("visitor")
    assert visitor.get(f"/soundings/{sounding_id}").status_code == 404
    with unit_of_work():
        specification = session.get_one(Sounding, sounding_id).specification
        specification.status, specification.number = SpecificationStatus.AGREED, 1
        specification_id = specification.id
        record(SYSTEM, "specification.frozen", specification)
    assert "案への意見と回答" in visitor.get(f"/specifications/{specification_id}").get_data(as_text=True)
    item = visitor.get(f"/specifications/{specification_id}/items/X-2").get_data(as_text=True)
    assert "翌営業日に改めます" in item
    page = visitor.get(f"/soundings/{sounding_id}").get_data(as_text=True)
    assert "確定した共同仕様書を読む" in page
    assert f'href="/specifications/{specification_id}#X-2"' in page
    while deliver_search(index):
        pass
    assert f"/soundings/{sounding_id}" in visitor.get("/search?q=翌営業日に改めます").get_data(as_text=True)


def test_a_sounding_for_companies_is_found_in_search_by_them_alone_and_a_public_one_by_all(
    index: Any, frozen: Any, client_for: Any
) -> None:
    hidden, public = stand.opened(), stand.opened(Audience.PUBLIC)
    while deliver_search(index):
        pass
    inside = {"company", "group", "other_editor", "coordinator"}
    for who in ("visitor", "new_company", "auditor", *inside):
        found = client_for(who).get("/search?q=費用を教えてください").get_data(as_text=True)
        assert f"/soundings/{public}" in found
        assert (f"/soundings/{hidden}" in found) == (who in inside)
