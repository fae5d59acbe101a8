"""A fixed text becomes a template version that others are offered, or is declined with the reason."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden, Invalid, NotFound
from govtech.drafting import queries, services, values, writing
from govtech.drafting.content import from_template, plain_of
from govtech.drafting.models import Specification, Thing
from govtech.drafting.values import Filled
from govtech.drafting.writing import Edit
from govtech.renewing import evolving, offer_content, offering
from govtech.renewing.offer_content import Fate
from govtech.renewing.offer_models import OfferStatus, TemplateOffer
from govtech.renewing.offering import Decision, OfferData
from govtech.specifications import queries as templates
from govtech.specifications import services as template_services
from govtech.specifications.template_format import Section, Source
from tests import people
from tests.renewing.test_evolving import OLD

DATA = OfferData(
    slug="moving",
    title="動くひな形",
    kana="うごくひながた",
    summary="版が変わるひな形",
    initiatives=("1",),
    changes="24時間の受付にした。",
    reason="どの団体も夜の申請が多いため。",
)


@pytest.fixture
def fixed(database: Any) -> str:
    """A draft of the template with a changed item, a town's name, its own value and a chapter of prose; fixed."""
    lead, coordinator = people.actor("approver"), people.actor("coordinator")
    with unit_of_work():
        template_services.add_version(coordinator, replace(OLD))
        made = services.create(lead, from_template(OLD))
        writing.write(lead, made, Edit(Thing.ITEM, "EA-101", {"text": "24時間受け付けること"}, 1))
        body = "受付を電子化する。\n\n利用者は{{users}}である。\n\n豊中市の窓口を対象とする。"
        writing.write(lead, made, Edit(Thing.SECTION, "purpose", {"body": body}, 1))
        values.fill_all(lead, made, [Filled("users", queries.parameter(made, "users").value, "400")])
        made.take("freeze")
        made.number = 1
        return made.id


def spec(fixed: str) -> Specification:
    return session.get_one(Specification, fixed)


def offered(fixed: str, data: OfferData = DATA) -> str:
    lead = people.actor("approver")
    with unit_of_work():
        return offering.offer(lead, spec(fixed), data).id


def test_an_accepted_offer_is_the_next_version_and_other_drafts_hear_of_it(fixed: str) -> None:
    coordinator, other = people.actor("coordinator"), people.actor("other_editor")
    with unit_of_work():
        draft = services.create(other, from_template(OLD)).id
    offer_id = offered(fixed)
    assert [who for who, _notice in people.told("template_offer.offered")] == ["coordinator@example.jp"]
    with unit_of_work():
        row = offering.get(coordinator, offer_id)
        plain, current = queries.content(row.specification), offering.current("moving")
        assert current is not None
        version = offer_content.next_version(current)
        assert version == "1.1"
        (named,) = offer_content.named(plain, [town.name for town in queries.municipalities()])
        assert (named.place, named.name) == ("目的", "豊中市")
        offering.accept(coordinator, row, Decision(version, offer_content.fates(plain, current)))
    with unit_of_work(writes=False):
        made = templates.content(templates.find("moving"))
        assert made.version == "1.1"
        assert {item.id: item.text for item in made.items}["EA-101"] == "24時間受け付けること"
        assert [(one.name, one.default) for one in made.parameters] == [("users", "100")]
        assert "共同仕様書「動くひな形」第1版" in [source.title for source in made.sources]
        newer = evolving.newer(spec(draft))
        assert newer is not None
        assert newer.new == "1.1"
        places = {change.place for change in evolving.update(spec(draft)).changes}
        assert places == {(Thing.ITEM, "EA-101"), (Thing.SECTION, "purpose")}
    with unit_of_work(), pytest.raises(Conflict):
        offering.accept(coordinator, offering.get(coordinator, offer_id), Decision("1.2", {}))


@pytest.mark.parametrize(
    ("fate", "default", "words"),
    [
        (Fate.OWN, "400", "利用者は{{users}}である。"),
        (Fate.EMPTY, "", "利用者は{{users}}である。"),
        (Fate.FIXED, None, "利用者は400人である。"),
    ],
)
def test_values_become_what_the_coordinator_decides(
    fixed: str, fate: Fate, default: str | None, words: str
) -> None:
    coordinator = people.actor("coordinator")
    offer_id = offered(fixed, replace(DATA, slug="moving-again"))
    with unit_of_work():
        row = offering.get(coordinator, offer_id)
        offering.accept(coordinator, row, Decision("1.0", {"users": fate}))
    with unit_of_work(writes=False):
        made = templates.content(templates.find("moving-again"))
        assert words in made.sections[0].body
        assert {one.name: one.default for one in made.parameters}.get("users") == default


def test_an_offer_is_declined_with_a_reason_or_taken_back_and_can_come_again(fixed: str) -> None:
    coordinator, lead = people.actor("coordinator"), people.actor("approver")
    offer_id = offered(fixed)
    with unit_of_work(), pytest.raises(Conflict):
        offering.offer(lead, spec(fixed), DATA)
    with unit_of_work(), pytest.raises(Invalid):
        offering.decline(coordinator, offering.get(coordinator, offer_id), " ")
    with unit_of_work():
        offering.decline(coordinator, offering.get(coordinator, offer_id), "値がまだ多い。")
    assert "approver@example.jp" in {who for who, _notice in people.told("template_offer.declined")}
    again = offered(fixed)
    with unit_of_work():
        offering.withdraw(lead, offering.get(lead, again))
    with unit_of_work(writes=False):
        states = [row.status for row in offering.of_specification(spec(fixed))]
        assert set(states) == {OfferStatus.DECLINED, OfferStatus.WITHDRAWN}


def test_what_templates_do_not_allow_is_said_and_nothing_is_stored(fixed: str) -> None:
    coordinator = people.actor("coordinator")
    with unit_of_work():
        spec(fixed).status = "drafting"
        queries.section(spec(fixed), "purpose").body += "{{unknown}}"
        spec(fixed).status = "agreed"
    offer_id = offered(fixed)
    with unit_of_work(), pytest.raises(Invalid) as caught:
        offering.accept(coordinator, offering.get(coordinator, offer_id), Decision("1.1", {}))
    assert "unknown" in "".join(caught.value.errors["problems"])
    with unit_of_work(), pytest.raises(Invalid):
        offering.accept(coordinator, offering.get(coordinator, offer_id), Decision("1.0", {}))
    with unit_of_work(writes=False):
        assert session.get_one(TemplateOffer, offer_id).status is OfferStatus.OFFERED
        assert templates.find("moving").version == "1.0"


def test_drafts_are_not_offered_and_strangers_neither_offer_nor_read_nor_decide(fixed: str) -> None:
    lead, other = people.actor("approver"), people.actor("other_editor")
    with unit_of_work():
        draft = services.create(lead, from_template(OLD))
        with pytest.raises(Conflict):
            offering.offer(lead, draft, DATA)
        with pytest.raises(Forbidden):
            offering.offer(other, spec(fixed), DATA)
        with pytest.raises(Invalid):
            offering.offer(lead, spec(fixed), replace(DATA, slug="大文字", initiatives=("999",)))
    offer_id = offered(fixed)
    with unit_of_work():
        with pytest.raises(NotFound):
            offering.get(other, offer_id)
        with pytest.raises(Forbidden):
            offering.accept(lead, offering.get(lead, offer_id), Decision("1.1", {}))


def test_chapters_of_any_shape_become_a_template_without_losing_an_item_or_a_word() -> None:
    plain = plain_of(OLD)
    plain["sections"].insert(0, {**plain["sections"][2], "key": "s-1", "parent": None, "items": []})
    plain["sections"][0] |= {"title": "前文", "body": "# 大きな見出し\n#### 小さな見出し\n序の文。"}
    plain["sections"][1]["items"] = [
        plain["sections"][3]["items"].pop() | {"text": "縦線|と\n改行を含むこと"}
    ]
    plain["sections"].append(
        {"key": "s-2", "parent": "function", "title": "考え方", "body": "## 方針\n文。", "items": []}
    )
    heading = offer_content.Heading("moving", "題名", "だいめい", "概要", (1,))
    made = offer_content.checked(
        offer_content.candidate(
            plain, heading, {}, None, version="1.0", updated=OLD.updated, source=Source("出典")
        )
    )
    assert {item.id for item in made.items} == {"EA-101", "EA-102"}
    assert {item.text for item in made.items} >= {"縦線｜と 改行を含むこと"}
    assert [chapter.title for chapter in made.sections] == ["前文", "目的", "機能"]
    assert made.sections[1].sections == (
        Section("purpose-items", "目的", "", made.sections[1].sections[0].items),
    )
    assert "## 考え方\n\n### 方針\n文。" in made.sections[2].body


def test_a_later_version_is_offered_as_the_template_it_all_began_from(fixed: str, client_for: Any) -> None:
    lead = people.actor("approver")
    with unit_of_work():
        beginning = replace(from_template(OLD), origin=f"specification:{fixed}", previous_id=fixed)
        later = services.create(lead, beginning)
        later.take("freeze")
        later.number = 2
        later_id = later.id
    page = client_for("approver").get(f"/specifications/{later_id}/offer").text
    assert re.search(r'<option[^>]*selected[^>]*value="moving"|<option[^>]*value="moving"[^>]*selected', page)
    assert "うごくひながた" in page


def test_the_pages_lead_from_the_text_to_the_template(fixed: str, client_for: Any) -> None:
    browser = client_for("approver")
    assert "ひな形として提案する" in browser.get(f"/specifications/{fixed}").text
    form = {**vars(DATA), "new_slug": "", "initiatives": ["1"]}
    taken = browser.post(f"/specifications/{fixed}/offer", data=form | {"slug": "", "new_slug": "moving"})
    assert (taken.status_code, "この識別名は、ひな形「動くひな形」が使っています。" in taken.text) == (
        422,
        True,
    )
    wrong = browser.post(f"/specifications/{fixed}/offer", data=form | {"slug": "", "new_slug": "大文字"})
    assert wrong.status_code == 422
    assert "英小文字と数字とハイフン" in wrong.text
    sent = browser.post(f"/specifications/{fixed}/offer", data=form)
    assert sent.status_code == 303
    assert "事務局の確認を待っています" in browser.get(sent.location).text
    judge = client_for("coordinator")
    assert "ひな形として提案されました" in judge.get("/").text
    assert "動くひな形" in judge.get("/specifications/offers").text
    page = judge.get(sent.location).text
    assert "豊中市" in page
    assert "24" in page
    assert judge.post(f"{sent.location}/accept", data={"version": "1.0"}).status_code == 422
    assert judge.post(f"{sent.location}/decline", data={"answer": ""}).status_code == 422
    done = judge.post(f"{sent.location}/accept", data={"version": "1.1", "value-users": "former"})
    assert done.status_code == 303
    assert "第1.1版" in judge.get(done.location).text
    assert "ひな形になりました" in browser.get(sent.location).text
    again = browser.post(f"/specifications/{fixed}/offer", data=form)
    assert "すでに確認を待っています" in browser.get(f"/specifications/{fixed}/offer").text
    assert browser.post(f"{again.location}/withdraw").status_code == 303
    assert "取下げ" in browser.get("/specifications/offers").text
