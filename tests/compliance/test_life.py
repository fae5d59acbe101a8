"""From the call to the comparison: who may answer, until when, what others see of it, and what a changed text does."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import openpyxl
import pytest

from govtech.agreeing import freezing
from govtech.compliance import comparison, queries, reading, services, workbook
from govtech.compliance.comparison import Only
from govtech.compliance.content import Answer
from govtech.compliance.models import Named, Status
from govtech.compliance.reading import Read
from govtech.compliance.services import CallData
from govtech.compliance.sheets import LIST, Filled
from govtech.compliance.troubles import Code, Trouble
from govtech.core.clock import now
from govtech.core.db import unit_of_work
from govtech.core.errors import Conflict, Forbidden, Invalid, NotFound
from govtech.drafting import writing
from govtech.drafting.models import Thing
from govtech.drafting.writing import Edit
from tests import people
from tests.compliance.desk import NAMED, agreed, answers, begun, called, got, reply, spec, submitted


@pytest.fixture
def fixed(database: Any, frozen: Any) -> str:
    """A specification that was agreed."""
    return agreed()


def test_the_text_is_filled_and_numbered_as_it_is_read(fixed: str) -> None:
    with unit_of_work(writes=False):
        first, *_rest = queries.requirements(spec(fixed))
    assert first.chapter == "第1章　機能要件"
    assert first.condition == "1分以内に3,000人に表示する"
    assert (first.layers, first.mandatory) == ("LGWAN接続系", True)


def test_answers_go_from_a_draft_to_those_who_asked_and_to_nobody_else(fixed: str) -> None:
    called(fixed)
    company, made = people.actor("company"), reply(fixed)
    with unit_of_work():
        services.write(company, got(made), answers(fixed, X_2=""))
        with pytest.raises(Invalid, match="X-2"):
            services.submit(company, got(made))
    readers = {who: people.actor(who) for who in people.WHO}

    def see() -> set[str]:
        found = set()
        for who, actor in readers.items():
            with unit_of_work(writes=False):
                try:
                    queries.get(actor, made)
                except NotFound:
                    continue
                found.add(who)
        return found

    assert see() == {"company", "company_admin"}
    with unit_of_work():
        services.write(company, got(made), answers(fixed))
        services.submit(company, got(made))
    assert see() == {"company", "company_admin", "editor", "approver", "admin", "coordinator"}
    told = {address for address, _notice in people.told("compliance_reply.submitted")}
    assert told == {people.email_of(who) for who in ("editor", "approver", "admin")}
    with unit_of_work():
        services.withdraw(company, got(made))
    assert see() == {"company", "company_admin"}


def test_what_is_typed_after_handing_in_is_seen_when_it_is_handed_in_again(fixed: str) -> None:
    called(fixed)
    made, company = submitted(fixed), people.actor("company")
    with unit_of_work():
        services.write(company, got(made), {"X-1": Answer("unmet", "できない")})
        assert got(made).changed_since
        assert got(made).handed_in["X-1"]["mark"] == "met"
        services.submit(company, got(made))
        assert got(made).handed_in["X-1"]["mark"] == "unmet"


def test_the_clock_ends_it_inside_the_transaction_and_the_lead_may_end_it_sooner(
    fixed: str, frozen: Any
) -> None:
    with pytest.raises(Conflict):
        reply(fixed)
    call = called(fixed, days=3)
    made, company, lead, other = submitted(fixed), *map(people.actor, ("company", "editor", "other_company"))
    people.user("company_admin")
    frozen.to(call.closes_at - timedelta(seconds=1))
    with unit_of_work():
        services.submit(company, got(made))
    frozen.to(call.closes_at)
    verbs: tuple[Callable[[], Any], ...] = (
        lambda: services.submit(company, got(made)),
        lambda: services.withdraw(company, got(made)),
        lambda: services.name(company, got(made), NAMED),
        lambda: services.write(company, got(made), answers(fixed)),
        lambda: services.begin(other, spec(fixed), NAMED),
    )
    for verb in verbs:
        with unit_of_work(), pytest.raises(Conflict):
            verb()
    with unit_of_work():
        services.ask(lead, spec(fixed), CallData(now() + timedelta(days=1)))
    assert {address for address, _notice in people.told("compliance_call.moved")} == {
        people.email_of(who) for who in ("company", "company_admin")
    }
    with unit_of_work():
        services.submit(company, got(made))
        services.close(lead, spec(fixed))
        with pytest.raises(Conflict):
            services.submit(company, got(made))
    assert people.email_of("company") in {who for who, _notice in people.told("compliance_call.closed")}


def test_who_may_ask_and_answer(fixed: str) -> None:
    until = CallData(now() + timedelta(days=1))
    who = {name: people.actor(name) for name in people.WHO}
    with unit_of_work():
        for name in ("company_admin", "other_admin", "auditor"):
            with pytest.raises(Forbidden):
                services.ask(who[name], spec(fixed), until)
        with pytest.raises(Invalid):
            services.ask(who["editor"], spec(fixed), CallData(now()))
        services.ask(who["coordinator"], spec(fixed), until)
        for name in ("editor", "new_company", "operator"):
            with pytest.raises(Forbidden):
                services.begin(who[name], spec(fixed), NAMED)
    mine = reply(fixed)
    assert reply(fixed, "company_admin") == mine, "one set of answers for each company"
    with unit_of_work(), pytest.raises(Forbidden):
        services.submit(who["editor"], got(mine))


def test_a_municipality_records_what_came_by_mail_and_the_company_takes_it_over(
    fixed: str, frozen: Any
) -> None:
    call = called(fixed)
    town, company, stranger = (people.actor(who) for who in ("editor", "company", "other_editor"))
    reply(fixed, "other_company", Named("他社"))
    frozen.to(call.closes_at + timedelta(days=1))
    with unit_of_work():
        made = services.record_for(town, spec(fixed), Named("登録のない会社"))
        services.write(town, made, {"X-1": Answer("met")})
        services.submit(town, made)  # as it came, mandatory items or not
        assert [one.company for one in queries.submitted(spec(fixed))] == ["登録のない会社"]
        with pytest.raises(Forbidden):
            services.submit(stranger, made)
    with unit_of_work():
        known = services.record_for(town, spec(fixed), NAMED)
        known.organisation_id, known_id = "company1", known.id
        assert queries.get(company, known_id)
    frozen.to(call.closes_at - timedelta(days=1))
    with unit_of_work():
        services.write(company, got(known_id), answers(fixed))
        services.submit(company, got(known_id))
        assert got(known_id).recorded_by_id is None
        with pytest.raises(Forbidden):
            services.submit(town, got(known_id))


def test_a_known_company_goes_by_its_registered_name_and_a_strangers_file_is_noticed(fixed: str) -> None:
    called(fixed)
    company, made = people.actor("company"), reply(fixed, named=Named("有名な他社", "", "営業部", "製品"))
    read = reading.Read(Named("有名な他社", "", "別の部"), answers_now(fixed), ())
    with unit_of_work():
        with pytest.raises(Invalid) as asked:
            services.take_in(company, got(made), read)
        assert "of_others" in asked.value.errors
        assert (got(made).answers, got(made).contact) == ({}, "営業部"), "nothing is taken before"
        services.take_in(company, got(made), read, of_others=True)
        assert got(made).named == ("試験団体 company1", "", "別の部", "製品")
        assert [row[0] for row in got(made).troubles] == [Code.STRANGER]


def test_a_workbook_without_answers_is_an_error_and_leaves_the_answers_there_are(fixed: str) -> None:
    called(fixed)
    company, made = people.actor("company"), reply(fixed)
    with unit_of_work():
        services.write(company, got(made), answers(fixed))
    empty = reading.Read(Named(), dict.fromkeys(answers_now(fixed), Answer()), (Trouble(Code.MARK, "H6"),))
    with unit_of_work():
        with pytest.raises(Invalid, match=r"取り込める回答がありません.*H6"):
            services.take_in(company, got(made), empty)
        assert got(made).answers["X-1"]["mark"] == "met"


def answers_now(fixed: str) -> dict[str, Answer]:
    with unit_of_work(writes=False):
        return answers(fixed)


def test_two_people_in_one_section_do_not_overwrite_each_other(fixed: str) -> None:
    called(fixed)
    made, one, other = reply(fixed), people.actor("company"), people.actor("company_admin")
    began = content_digest(made)
    with unit_of_work():
        assert services.write(one, got(made), {"X-1": Answer("met"), "X-2": Answer()}, began) == []
        mine = {"X-1": Answer("unmet", "古い"), "X-2": Answer()}
        assert services.write(other, got(made), mine, began) == ["X-1"]
        assert got(made).answers["X-1"]["mark"] == "met"
        assert services.write(other, got(made), mine, content_digest(made)) == []


def content_digest(made: str) -> str:
    from_kept = services.content.answers_of(got(made).answers)
    return services.content.digest(from_kept, ["X-1", "X-2"])


def test_a_draft_can_be_asked_about_and_answers_to_older_words_are_marked(database: Any, frozen: Any) -> None:
    draft, company, lead, stranger = begun(), *map(people.actor, ("company", "editor", "other_editor"))
    with unit_of_work(writes=False), pytest.raises(NotFound):
        queries.specification(company, draft)
    called(draft)
    with unit_of_work(writes=False):
        assert queries.specification(company, draft).id == draft
        with pytest.raises(NotFound):
            queries.specification(stranger, draft)
    made = submitted(draft)
    with unit_of_work(writes=False):
        file = workbook.write(
            queries.source(spec(draft)), Filled(NAMED, services.content.answers_of(got(made).answers))
        )
    with unit_of_work():
        text = Edit(Thing.ITEM, "X-2", {"text": "要件X-2を、夜間も満たすこと"}, spec(draft).revision)
        writing.write(lead, spec(draft), text)
    with unit_of_work():
        asked = queries.requirements(spec(draft))
        compared = comparison.compare(asked, queries.submitted(spec(draft)))
        assert [row.one.key for row in comparison.narrowed(compared, Only.STALE, None)] == ["X-2"]
        read = reading.read(file, "回答.xlsx", queries.asked_by(spec(draft)))
        assert [(one.code, one.item) for one in read.troubles] == [(Code.OUTDATED, "X-2")]
        services.take_in(company, got(made), read)
        assert got(made).troubles == [["outdated", f"{LIST}!A7", "X-2", ""]]
        services.write(company, got(made), {"X-2": answers(draft)["X-2"]})
        assert got(made).troubles == []


def test_a_file_replaces_what_it_says_and_leaves_what_it_is_silent_about(fixed: str) -> None:
    called(fixed)
    made = submitted(fixed)
    company = people.actor("company")
    said = {"X-1": Answer("unmet", "できません"), "X-2": Answer(), "X-3": Answer()}
    refused = Trouble(Code.MARK, f"{LIST}!H8", "X-3", "－")
    with unit_of_work():
        services.take_in(company, got(made), Read(Named(), said, (refused,)))
    with unit_of_work(writes=False):
        assert {key: one["mark"] for key, one in got(made).answers.items()} == {"X-1": "unmet", "X-2": "met"}
        told = [(row[0], row[3]) for row in got(made).troubles]
        assert told == [("mark", "－"), ("replaced", "X-1、X-3"), ("kept", "X-2")]


def test_the_workbook_of_an_earlier_version_answers_the_next_one(fixed: str) -> None:
    with unit_of_work(writes=False):
        old = workbook.write(queries.source(spec(fixed)), Filled(NAMED, {"X-1": Answer("met")}))
    lead = people.actor("editor")
    with unit_of_work():
        later = freezing.next_draft(lead, spec(fixed)).id
    with unit_of_work(writes=False):
        read = reading.read(old, "回答.xlsx", queries.asked_by(spec(later)))
        assert (read.answers["X-1"].mark, read.troubles) == ("met", ())
        with pytest.raises(Invalid):
            reading.read(
                workbook.write(queries.source(spec(later))), "回答.xlsx", queries.asked_by(spec(fixed))
            )


def test_side_by_side(fixed: str) -> None:
    called(fixed)
    submitted(fixed, X_1="unmet", X_2="otherwise", X_3="")
    submitted(fixed, "other_company", X_1="unmet")
    submitted(fixed, "group", X_2="unmet")
    with unit_of_work(writes=False):
        asked = queries.requirements(spec(fixed))
        compared = comparison.compare(asked, queries.submitted(spec(fixed)))
        totals = sorted(tuple(one.total) for one in compared.companies)
        assert totals == [(0, 1, 1, 0, 0, 0), (1, 0, 1, 0, 1, 0), (1, 0, 1, 0, 1, 0)]
        assert [row.one.key for row in compared.narrow] == ["X-1"]

        def shown(only: Only) -> list[str]:
            return [row.one.key for row in comparison.narrowed(compared, only, None)]

        assert shown(Only.UNMET) == ["X-1", "X-2"]
        assert shown(Only.DIFFERING) == ["X-1", "X-2", "X-3"]
        assert shown(Only.NARROW) == ["X-1"]
        book = openpyxl.load_workbook(io.BytesIO(comparison.workbook("施設 & 予約", compared)))
        assert [row[0].value for row in book.worksheets[0].iter_rows()] == ["番号", "X-1", "X-2", "X-3"]
        assert [row[2].value for row in book.worksheets[1].iter_rows(min_row=2)] == [
            one.total.met for one in compared.companies
        ]
        assert got_status(compared) == {Status.SUBMITTED}


def got_status(compared: comparison.Comparison) -> set[Status]:
    return {one.reply.status for one in compared.companies}
