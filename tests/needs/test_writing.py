"""A response written wish by wish, saved meanwhile, by two people in two tabs."""

from __future__ import annotations

import re
from dataclasses import replace
from http import HTTPStatus

import pytest
import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.core.errors import Invalid
from govtech.needs import response_services as services
from govtech.needs import services as needs
from govtech.needs.models import Need
from govtech.needs.outcomes import outcomes
from govtech.needs.prices import PriceData
from govtech.needs.response_content import AnswerData, answered
from govtech.needs.response_models import Response
from govtech.solutions import services as solutions
from govtech.solutions.content import ReferenceData
from tests.needs import board
from tests.solutions.test_pages import STATED as OFFER

TWO = "申込みの8割が、来庁せずに終わる\n書類の不足が、出す前に分かる"


def _page(html: str) -> str:
    """The id of the page a form was shown on."""
    return re.search(r'name="page"[^>]*value="([^"]+)"', html).group(1)


def _typed(need_id: str, **more: str) -> dict[str, str]:
    wishes = outcomes(board.loaded(need_id).outcome)
    rows = {f"answers-{place}-key": wish.key for place, wish in enumerate(wishes)}
    return {"approach": "全体の考え", "version": "0", **rows, **more}


def _own(need_id: str) -> Response:
    with unit_of_work(writes=False):
        found = session.scalars(sa.select(Response).where(Response.need_id == need_id)).one()
        session.expunge_all()
        return found


def test_each_wish_is_asked_about_and_all_are_needed_to_hand_in(client_for, actor_for):
    need_id = board.published(actor_for, outcome=TWO)
    company, address = client_for("company"), f"/needs/{need_id}/response"
    form = company.get(address).text
    first, second = TWO.split("\n")
    assert 0 < form.index(first) < form.index(second)
    typed = _typed(need_id, **{"answers-0-verdict": "met", "answers-0-text": "写真で送れます"})
    refused = company.post(address, data={**typed, "then": "submit"})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "望む姿への回答を選んでから提出してください：「書類の不足が、出す前に分かる」" in refused.text
    assert "写真で送れます" in refused.text
    page = company.post(address, data={**typed, "answers-1-verdict": "not", "then": "submit"}).location
    shown = company.get(page).text
    assert "満たす" in shown
    assert "満たさない" in shown
    assert "写真で送れます" in shown


def test_prices_are_lines_whose_five_years_are_computed(client_for, actor_for):
    need_id = board.published(actor_for)
    company, address = client_for("company"), f"/needs/{need_id}/response"
    lines = {
        "price_tax": "excluded",
        "prices-0-name": "利用料",
        "prices-0-initial_yen": "８００,０００",
        "prices-0-yearly_yen": "1,000,000",
        "prices-1-name": "申込み",
        "prices-1-unit_yen": "50",
        "prices-1-unit": "件",
        "prices-1-quantity": "3,200",
    }
    page = company.post(address, data=_typed(need_id, **lines)).location
    shown = company.get(page).text
    assert "880,000円（税込）" in shown
    assert f"{880_000 + 5 * 1_276_000:,}円（税込、うち消費税 660,000円）" in shown
    assert "50円 × 3,200件" in shown
    version = str(_own(need_id).version)
    wrong = company.post(
        address, data=_typed(need_id, **{**lines, "prices-1-quantity": "", "version": version})
    )
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "年間の数量も入力してください" in wrong.text
    unreadable = company.post(
        address, data=_typed(need_id, **{**lines, "prices-0-initial_yen": "約80万", "version": version})
    )
    assert unreadable.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "費用の内訳の1行目" in unreadable.text
    assert "約80万" in unreadable.text


def test_sizes_that_meet_or_run_backwards_are_refused(actor_for):
    need_id, company = board.published(actor_for), actor_for("company")
    for lines in (
        (PriceData("利用料", 1, population_to=100), PriceData("利用料", 2, population_to=50)),
        (PriceData("利用料", 1, population_from=100, population_to=50),),
    ):
        with unit_of_work(), pytest.raises(Invalid):
            services.start(company, session.get(Need, need_id), replace(board.ANSWER, prices=lines))


def test_uses_of_ones_own_offering_are_chosen_and_stay_as_they_were_worded(client_for, actor_for):
    need_id, actor = board.published(actor_for), actor_for("company")
    with unit_of_work():
        offer = replace(OFFER, references=(ReferenceData("272078", None, "2024年から全庁で利用"),))
        solution = solutions.create(actor, offer)
        session.flush()
        solutions.publish(actor, solution)
    company, address = client_for("company"), f"/needs/{need_id}/response"
    form = company.get(address).text
    key = re.search(r'name="chosen" value="([^"]+)"', form).group(1)
    page = company.post(address, data=_typed(need_id, chosen=key)).location
    assert "高槻市" in company.get(page).text
    with unit_of_work():
        held = session.get(type(solution), solution.id)
        solutions.edit(actor, held, replace(offer, references=()), held.version)
    assert "2024年から全庁で利用" in company.get(page).text
    assert f'value="{key}" checked' in company.get(address).text


def test_a_part_is_saved_by_itself_and_the_page_goes_on_at_the_next(client_for, actor_for):
    need_id = board.published(actor_for)
    answer = client_for("company").post(f"/needs/{need_id}/response", data=_typed(need_id, then="answers"))
    assert answer.status_code == HTTPStatus.SEE_OTHER
    assert answer.location.endswith(f"/needs/{need_id}/response#section-offer")
    assert _own(need_id).status == "draft"


def test_what_is_written_is_saved_meanwhile_and_the_same_page_is_never_its_own_rival(client_for, actor_for):
    need_id = board.published(actor_for)
    company, address = client_for("company"), f"/needs/{need_id}/response"
    page = _page(company.get(address).text)
    typed = _typed(need_id, page=page, then="autosave")
    first = company.post(address, data=typed)
    assert first.status_code == HTTPStatus.OK
    assert f'data-version="{_own(need_id).version}"' in first.text
    assert "<html" not in first.text
    late = company.post(
        address, data={**typed, "approach": "書き足した考え"}
    )  # the answer was still on its way
    assert late.status_code == HTTPStatus.OK
    assert _own(need_id).approach == "書き足した考え"
    saved = company.post(address, data={**typed, "approach": "書き終えた考え", "then": ""})
    assert saved.status_code == HTTPStatus.SEE_OTHER
    assert _own(need_id).approach == "書き終えた考え"


def test_two_tabs_show_both_texts_and_lose_neither(client_for, actor_for):
    need_id = board.published(actor_for)
    company, colleague = client_for("company"), client_for("company_admin")
    address = f"/needs/{need_id}/response"
    mine, theirs = _page(company.get(address).text), _page(colleague.get(address).text)
    company.post(address, data=_typed(need_id, page=mine, approach="私の考え"))
    second = _typed(need_id, page=theirs, approach="同僚の考え", **{"answers-0-text": "同僚の回答"})
    quiet = colleague.post(address, data={**second, "then": "autosave"})
    assert quiet.status_code == HTTPStatus.CONFLICT
    assert "両方の内容を見比べる" in quiet.text
    both = colleague.post(address, data=second)
    assert both.status_code == HTTPStatus.CONFLICT
    for text in ("私の考え", "同僚の考え", "同僚の回答", "試験 company"):
        assert text in both.text
    assert _own(need_id).approach == "私の考え"
    version = re.search(r'name="version"[^>]*value="(\d+)"', both.text).group(1)
    settled = colleague.post(address, data={**second, "approach": "二人の考え", "version": version})
    assert settled.status_code == HTTPStatus.SEE_OTHER
    assert _own(need_id).approach == "二人の考え"
    again = company.post(address, data=_typed(need_id, page=mine, approach="まだ私の考え"))
    assert again.status_code == HTTPStatus.CONFLICT


def test_what_cannot_be_read_is_told_quietly_and_not_saved(client_for, actor_for):
    need_id = board.published(actor_for)
    answer = client_for("company").post(
        f"/needs/{need_id}/response",
        data=_typed(need_id, then="autosave", **{"prices-0-initial_yen": "たくさん"}),
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "数字で入力してください" in answer.text
    assert "<html" not in answer.text
    with unit_of_work(writes=False):
        assert session.scalars(sa.select(Response)).all() == []


def test_what_was_handed_in_is_not_rewritten_while_it_is_typed(client_for, actor_for):
    need_id = board.published(actor_for)
    board.answered(actor_for, need_id)
    company, address = client_for("company"), f"/needs/{need_id}/response"
    assert "data-autosave" not in company.get(address).text
    version = str(_own(need_id).version)
    answer = company.post(address, data={**board.TYPED, "version": version, "then": "autosave"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "すでに提出されています" in answer.text


def test_a_wish_that_changes_keeps_its_answer_and_one_that_goes_is_marked(client_for, actor_for):
    need_id, company, approver = (
        board.published(actor_for, outcome=TWO),
        actor_for("company"),
        actor_for("approver"),
    )
    first, second = outcomes(TWO)
    answers = (
        AnswerData(first.key, first.text, "met", "一つ目"),
        AnswerData(second.key, second.text, "met", "二つ目"),
    )
    with unit_of_work():
        services.start(company, session.get(Need, need_id), replace(board.ANSWER, answers=answers))
    with unit_of_work():
        need = session.get(Need, need_id)
        changed = replace(
            board.STATED,
            outcome="申込みの9割が、来庁せずに終わる\n電話の問い合わせが半分になる",
            response_deadline=need.response_deadline,
        )
        needs.edit(approver, need, changed, need.version, "議会で決まったため")
    browser, address = client_for("company"), f"/needs/{need_id}/response"
    form = browser.get(address).text
    assert form.index("申込みの9割") < form.index("一つ目")
    assert "この望む姿は、ニーズの変更でなくなりました" in form
    assert "二つ目" in form
    typed = {
        name: html
        for place, wish in enumerate((*outcomes(changed.outcome), second))
        for name, html in ((f"answers-{place}-key", wish.key), (f"answers-{place}-verdict", "partly"))
    }
    own = _own(need_id)
    browser.post(address, data={"approach": "考え", "version": str(own.version), **typed})
    with unit_of_work(writes=False):
        kept = answered(session.get(Response, own.id)).answers
    assert [(item.wish, item.verdict) for item in kept] == [
        ("申込みの9割が、来庁せずに終わる", "partly"),
        ("電話の問い合わせが半分になる", "partly"),
        ("書類の不足が、出す前に分かる", "partly"),
    ]


def test_ids_that_are_none_of_ours_and_many_wishes_do_no_harm(client_for, actor_for):
    many = "\n".join(f"望む姿の{place}番目" for place in range(60))
    need_id = board.published(actor_for, outcome=many)
    company, address = client_for("company"), f"/needs/{need_id}/response"
    assert company.get(address).text.count("-verdict-0") >= 60
    typed = {
        "approach": "考え",
        "version": "0",
        "page": "\x00'",
        "answers-0-key": "\x00<b>",
        "answers-0-text": "x",
    }
    assert company.post(address, data=typed).status_code == HTTPStatus.SEE_OTHER
    with unit_of_work(writes=False):
        kept = answered(session.scalars(sa.select(Response)).one()).answers
    assert len(kept) == 60
    assert {item.text for item in kept} == {""}
