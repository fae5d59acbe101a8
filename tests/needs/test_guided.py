"""Writing a need step by step: kept as it is written, begun from something, checked, and never lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
import sqlalchemy as sa

from govtech.core import clock, journal
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Forbidden
from govtech.delivery import deliver_search
from govtech.knowledge.models import CaseOutcome, CaseStudy, Initiative, Visibility
from govtech.knowledge.models import Status as CaseStatus
from govtech.needs import quality, services, writing
from govtech.needs import writing_services as keeping
from govtech.needs.content import NeedData
from govtech.needs.models import Need, Status
from tests import people
from tests.needs import board

SEE_OTHER, CONFLICT, OK = HTTPStatus.SEE_OTHER, HTTPStatus.CONFLICT, HTTPStatus.OK
PROBLEM = writing.BY_KEY["problem"]


def _hidden(html: str) -> dict[str, str]:
    inputs = [
        dict(re.findall(r'([\w-]+)="([^"]*)"', found)) for found in re.findall(r"<input ([^>]*)>", html)
    ]
    return {one["name"]: one["value"] for one in inputs if one.get("name") in {"version", "page", "form_key"}}


def _case(**values: object) -> str:
    with unit_of_work():
        case = CaseStudy(
            organisation_id=people.OTHER_TOWN,
            title="窓口の予約をオンラインにした",
            problem="電話の予約が月400件あり、職員3人が毎日2時間答えていた",
            status=CaseStatus.PUBLISHED,
            published_at=clock.now(),
            initiatives=[session.get_one(Initiative, 7)],
            outcomes=[CaseOutcome(position=0, measure="電話", before=400, after=90, unit="件／月")],
            **values,
        )
        session.add(case)
        session.flush()
        return case.id


def _begin(editor, title: str = "窓口の予約を電話なしで終えたい", **more: str) -> str:
    answer = editor.post("/needs/new", data={"title": title, "then": "write", **more})
    assert answer.status_code == SEE_OTHER
    return answer.location.split("/")[2]


def test_every_button_keeps_the_step_and_one_comes_back_where_one_left(client_for):
    editor = client_for("editor")
    need_id = _begin(editor)
    at = f"/needs/{need_id}/write/"
    for key, following in zip(writing.BY_KEY, [*list(writing.BY_KEY)[1:], "check"], strict=True):
        typed = {
            "title": "窓口の予約を電話なしで終えたい",
            **_hidden(editor.get(at + key).text),
            "then": "next",
        }
        assert editor.post(at + key, data=typed).location == at + following
    typed = {**_hidden(editor.get(at + "outcome").text), "outcome": "予約の8割が電話なしで終わる"}
    assert editor.post(at + "outcome", data={**typed, "then": "leave"}).location == f"/needs/{need_id}"
    assert "予約の8割が電話なしで終わる" in editor.get(f"/needs/{need_id}").text
    assert editor.get(f"/needs/{need_id}/write").location == at + "outcome"
    assert editor.post(at + "scale", data={**typed, "then": "back"}).location == at + "outcome"
    assert editor.get(at + "nosuchstep").status_code == HTTPStatus.NOT_FOUND


def test_what_is_typed_is_kept_meanwhile_and_the_page_is_told_when(client_for, frozen):
    editor = client_for("editor")
    need_id = _begin(editor)
    path = f"/needs/{need_id}/write/problem"
    hidden = _hidden(editor.get(path).text)
    typed = {"title": "件名", "persona": "住民", **hidden, "then": "autosave"}
    frozen.move(minutes=32)
    told = editor.post(path, data=typed)
    assert told.status_code == OK
    assert "保存しました 12:32" in told.text
    assert "「住民」や「職員」だけ" in told.text
    version = re.search(r'data-version="([^"]+)"', told.text)[1]
    assert version != hidden["version"]
    more = {**typed, "persona": "平日の昼に働いている、転入したばかりの子育て世帯"}
    assert editor.post(path, data={**more, "version": version}).status_code == OK
    # the button pressed while the page was still saving carries the old mark, and is no rival of itself
    assert editor.post(path, data={**more, "scenario": "出直し", "then": "next"}).status_code == SEE_OTHER
    need = board.loaded(need_id)
    assert (need.title, need.scenario) == ("件名", "出直し")
    with unit_of_work(writes=False):
        verbs = session.scalars(
            sa.select(journal.Entry.verb).where(journal.Entry.subject_id == need_id)
        ).all()
    assert sorted(verbs) == ["need.created", "need.edited"]  # one sitting, one entry


def test_two_tabs_on_one_step_show_both_texts_and_lose_neither(client_for):
    editor, approver = client_for("editor"), client_for("approver")
    path = f"/needs/{_begin(editor)}/write/problem"
    mine, theirs = _hidden(editor.get(path).text), _hidden(approver.get(path).text)
    assert editor.post(path, data={"title": "担当者の件名", **mine, "then": "autosave"}).status_code == OK
    late = {"title": "承認者の件名", "problem": "承認者の文", **theirs}
    told = approver.post(path, data={**late, "then": "autosave"})
    assert told.status_code == CONFLICT
    assert "まだ保存されていません" in told.text
    both = approver.post(path, data={**late, "then": "next"})
    assert both.status_code == CONFLICT
    for text in ("担当者の件名", "承認者の件名", "承認者の文"):
        assert text in both.text
    again = approver.post(path, data={**late, **_hidden(both.text), "then": "next"})
    assert again.status_code == SEE_OTHER


def test_two_people_in_two_steps_do_not_disturb_each_other(client_for):
    editor, approver = client_for("editor"), client_for("approver")
    at = f"/needs/{_begin(editor)}/write/"
    mine, theirs = _hidden(editor.get(at + "outcome").text), _hidden(approver.get(at + "budget").text)
    assert editor.post(at + "outcome", data={"outcome": "電話なしで終わる", **mine}).status_code == SEE_OTHER
    assert approver.post(at + "budget", data={"budget_max": "300万円", **theirs}).status_code == 422
    assert approver.post(at + "budget", data={"budget_max": "3,000,000", **theirs}).status_code == SEE_OTHER
    need = board.loaded(at.split("/")[2])
    assert (need.outcome, need.budget_max) == ("電話なしで終わる", 3_000_000)


def test_what_was_sent_on_meanwhile_is_not_written_any_more(client_for, actor_for):
    need_id, editor = board.draft(actor_for), client_for("editor")
    path = f"/needs/{need_id}/write/problem"
    hidden = _hidden(editor.get(path).text)
    editor.post(f"/needs/{need_id}/submit")
    refused = editor.post(path, data={"title": "遅れた件名", **hidden, "then": "next"})
    assert refused.status_code == CONFLICT
    assert "遅れた件名" in refused.text
    assert "承認待ち" in refused.text
    assert editor.get(path).location == f"/needs/{need_id}"
    assert board.loaded(need_id).title == board.STATED.title


def test_from_a_case_the_draft_knows_what_it_came_from(client_for):
    editor, visitor = client_for("editor"), client_for("visitor")
    case_id = _case()
    shown = editor.get(f"/cases/{case_id}").text
    assert f"/needs/new?from=case:{case_id}" in shown.replace("%3A", ":")
    assert "この事例からニーズを書く" not in visitor.get(f"/cases/{case_id}").text
    page = editor.get(f"/needs/new?from=case:{case_id}").text
    assert "電話の予約が月400件あり" in page
    need_id = _begin(editor, **{"from": f"case:{case_id}"})
    need = board.loaded(need_id)
    assert need.origin == f"case:{case_id}"
    assert need.problem.startswith("電話の予約が月400件")
    assert "400件／月から90件／月" in need.measure
    assert [item.number for item in need.initiatives] == [7]
    assert "窓口の予約をオンラインにした" in editor.get(f"/needs/{need_id}").text
    assert need.title in editor.get(f"/cases/{case_id}").text
    assert need.title not in visitor.get(f"/cases/{case_id}").text


def test_from_a_template_and_from_another_need(client_for, actor_for):
    other = client_for("other_editor")
    need_id = board.published(actor_for)
    copy = board.loaded(_begin(other, **{"from": f"need:{need_id}"}))
    assert (copy.problem, copy.outcome) == (board.STATED.problem, board.STATED.outcome)
    assert (copy.population, copy.budget_max, copy.response_deadline, copy.contact) == (None, None, None, "")
    assert copy.title in other.get(f"/needs/{need_id}").text
    template = other.get("/templates").text
    slug = re.search(r'href="/templates/([a-z0-9-]+)"', template)
    if slug:  # an installation may have none
        begun = board.loaded(_begin(other, **{"from": f"template:{slug[1]}"}))
        assert begun.title in other.get(f"/templates/{slug[1]}").text


@pytest.mark.parametrize(
    "key", ["case:nosuch", "need:nosuch", "template:nosuch", "workload:1", "nonsense", "case:"]
)
def test_from_nothing_there_is_nothing(client_for, key):
    assert (
        client_for("editor").get("/needs/new", query_string={"from": key}).status_code == HTTPStatus.NOT_FOUND
    )


def test_a_case_one_may_not_read_gives_nothing(client_for):
    case_id = _case(visibility=Visibility.ORGANISATION)
    editor = client_for("editor")
    shared = _case(visibility=Visibility.MUNICIPALITIES)
    assert "出してよいことだけを残してください" in editor.get(f"/needs/new?from=case:{shared}").text
    assert editor.get(f"/needs/new?from=case:{case_id}").status_code == HTTPStatus.NOT_FOUND
    refused = editor.post("/needs/new", data={"title": "盗み見", "from": f"case:{case_id}", "then": "write"})
    assert refused.status_code == HTTPStatus.NOT_FOUND


def test_needs_alike_are_shown_while_writing_and_drafts_are_not(index, client_for, actor_for):
    public, hidden = board.published(actor_for), board.draft(actor_for, title="保育所の申込みの秘密の下書き")
    with unit_of_work():
        session.flush()
    deliver_search(index)
    other = client_for("other_editor")
    shown = other.get("/needs/similar", query_string={"title": "保育所の申込みを来庁なしで"}).text
    assert f"/needs/{public}" in shown
    assert hidden not in shown
    assert "<html" not in shown
    own = _begin(other, title="保育所の申込みを家で終えたい")
    assert f"/needs/{public}" in other.get(f"/needs/{own}/write/problem").text
    assert f"/needs/{public}" in other.get(f"/needs/{own}/write/check").text
    assert client_for("company").get("/needs/similar?title=保育所").status_code == HTTPStatus.FORBIDDEN


# ---- the check

GOOD = board.replace(
    board.STATED,
    question_deadline=datetime(2026, 12, 10, 8, 15, tzinfo=UTC),
    response_deadline=datetime(2026, 12, 22, 8, 15, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("changes", "fields", "words"),
    [
        ({}, [], ""),
        ({"persona": "住民"}, ["persona"], "「住民」や「職員」だけ"),
        ({"persona": "住民の皆さんと職員"}, ["persona"], "姿が見えません"),
        ({"problem": "AIチャットボットを導入したい。"}, ["problem"], "製品が書かれていて"),
        ({"problem": "申請を受け付ける新しいシステムの導入をしたいと考えている"}, ["problem"], "困りごと"),
        ({"problem": "同じ電話が月400件あり、AIチャットボットを導入したい"}, [], ""),
        ({"measure": "手続きがとても便利になり、皆が喜ぶようになる"}, ["measure"], "数字がありません"),
        ({"measure": "オンライン申込みの割合を60%以上にする"}, ["measure"], "今の値か、いつまでにか"),
        ({"population": None, "volume": None}, ["volume"], "規模"),
        ({"budget_min": None, "budget_max": None}, ["budget_max"], "予算の幅"),
        ({"budget_max": None}, ["budget_max"], "上限が書かれていません"),
        ({"budget_min": 100_000, "budget_max": 9_000_000}, ["budget_max"], "5倍"),
        ({"fiscal_year": None}, ["fiscal_year"], "年度"),
        (
            {"question_deadline": None, "response_deadline": datetime(2026, 12, 14, 8, 15, tzinfo=UTC)},
            ["response_deadline"],
            "10営業日",
        ),
        ({"response_deadline": datetime(2026, 12, 26, 8, 15, tzinfo=UTC)}, ["response_deadline"], "土日"),
        ({"response_deadline": datetime(2026, 12, 30, 8, 15, tzinfo=UTC)}, ["response_deadline"], "年末年始"),
        ({"question_deadline": datetime(2026, 12, 3, 8, 15, tzinfo=UTC)}, ["question_deadline"], "3営業日"),
        ({"question_deadline": datetime(2026, 12, 21, 8, 15, tzinfo=UTC)}, ["question_deadline"], "3営業日"),
        ({"question_deadline": datetime(2026, 12, 12, 8, 15, tzinfo=UTC)}, ["question_deadline"], "土日"),
    ],
)
def test_what_the_check_says(actor_for, frozen, changes, fields, words):
    editor = actor_for("editor")
    with unit_of_work():
        need = services.create(editor, board.replace(GOOD, **changes))
        found = quality.findings(need)
    assert [gap.field for gap in found] == fields
    assert all(words in str(gap.missing) for gap in found)


def test_nothing_of_an_empty_need_is_called_complete(actor_for):
    editor = actor_for("editor")
    with unit_of_work():
        need = services.create(editor, NeedData("件名だけ"))
        steps = {gap.step for gap in quality.findings(need)}
        assert steps == set(writing.BY_KEY)
        assert {gap.field for gap in quality.blocking(need)} == {"outcome", "wanted", "response_deadline"}


def test_the_approver_reads_what_the_check_found(client_for, actor_for):
    need_id = board.in_review(actor_for, persona="職員", response_deadline=clock.now() + timedelta(days=40))
    text = client_for("approver").get(f"/needs/{need_id}").text
    assert "「住民」や「職員」だけ" in text
    assert "/write/" not in text


def test_the_last_page_leads_to_each_gap(client_for, actor_for):
    need_id = board.draft(actor_for, measure="", budget_max=None, budget_min=None)
    text = client_for("editor").get(f"/needs/{need_id}/write/check").text
    assert f"/needs/{need_id}/write/outcome#measure" in text
    assert f"/needs/{need_id}/write/budget#budget_max" in text
    assert "承認を依頼する" in text


def test_a_step_is_kept_by_its_writers_alone(actor_for):
    need_id = board.draft(actor_for)
    for who in ("other_editor", "company", "coordinator", "operator"):
        actor = actor_for(who)
        with unit_of_work(), pytest.raises(Forbidden):
            keeping.keep(actor, session.get_one(Need, need_id), PROBLEM, {"title": "他人"}, seen="", page="")
    assert board.loaded(need_id).title == board.STATED.title
    assert board.loaded(need_id).status is Status.DRAFT
