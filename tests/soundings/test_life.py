"""From an open draft to published answers: who sees what, what is in time, what is refused."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from govtech.core import clock, journal
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden, Invalid, NotFound
from govtech.core.policy import SYSTEM
from govtech.drafting import writing
from govtech.drafting.models import Status as SpecificationStatus
from govtech.drafting.models import Thing
from govtech.drafting.writing import Edit
from govtech.soundings import (
    answer_services,
    correction_services,
    corrections,
    queries,
    remark_services,
    services,
)
from govtech.soundings.content import CorrectionData, RemarkData, ReplyData, SoundingData, WordingData
from govtech.soundings.models import Audience, Kind, Outcome, Remark, Sounding, Status
from tests import people
from tests.soundings import stand

WHOLE = RemarkData(Thing.WHOLE, "", Kind.QUESTION, "対象の施設はいくつですか。")


def seen(who: str, sounding_id: str) -> bool:
    actor = people.actor(who)
    with unit_of_work(writes=False):
        try:
            queries.get(actor, sounding_id)
        except NotFound:
            return False
        return True


def readers(sounding_id: str) -> set[str]:
    return {who for who in people.WHO if seen(who, sounding_id)}


DRAFTERS = {"editor", "approver", "admin", "other_editor", "other_admin", "coordinator"}
VERIFIED = {"company", "company_admin", "other_company", "group", "group_admin"}


def test_only_the_audience_reads_it(database: Any, frozen: Any) -> None:
    assert readers(stand.opened()) == DRAFTERS | VERIFIED
    assert readers(stand.opened(Audience.PUBLIC)) == set(people.WHO)


def test_approvers_of_the_lead_open_one_at_a_time(database: Any, frozen: Any) -> None:
    made, data = stand.draft(), SoundingData(Audience.PUBLIC, stand.UNTIL)
    for who in ("editor", "other_admin", "company_admin"):
        with pytest.raises(Forbidden):
            stand.act(services.open_for, people.actor(who), stand.spec(made), data)
    lead = people.actor("approver")
    with pytest.raises(Invalid):
        stand.act(services.open_for, lead, stand.spec(made), SoundingData(Audience.PUBLIC, clock.now()))
    first = stand.act(services.open_for, lead, stand.spec(made), data).id
    with pytest.raises(Conflict):
        stand.act(services.open_for, lead, stand.spec(made), data)
    stand.closed(first)
    stand.act(services.open_for, lead, stand.spec(made), data)


def test_readers_see_the_text_as_it_was_when_it_was_opened(database: Any, frozen: Any) -> None:
    sounding_id, lead = stand.opened(), people.actor("approver")
    with unit_of_work():
        specification = session.get_one(Sounding, sounding_id).specification
        edit = Edit(Thing.ITEM, "X-2", {"text": "まだ誰にも見せない文"}, specification.revision)
        writing.write(lead, specification, edit)
    with unit_of_work(writes=False):
        sounding = session.get_one(Sounding, sounding_id)
        texts = [item["text"] for item in queries.content(sounding)["sections"][0]["items"]]
    assert texts == ["要件1を満たすこと", "要件2を満たすこと", "要件3を満たすこと"]


def test_a_remark_can_be_changed_and_withdrawn_until_the_deadline_and_not_after(
    database: Any, frozen: Any
) -> None:
    sounding_id = stand.opened()
    kept, gone = stand.remarked(sounding_id), stand.remarked(sounding_id, data=WHOLE)
    company, other = people.actor("company"), people.actor("other_company")
    frozen.to(stand.UNTIL - timedelta(seconds=1))
    company, other = people.actor("company"), people.actor("other_company")
    changed = RemarkData(Thing.ITEM, "X-1", Kind.IMPOSSIBLE, "できません。")
    stand.act(remark_services.change, company, stand.remark_row(kept), changed, 1)
    with pytest.raises(Conflict):
        stand.act(remark_services.change, company, stand.remark_row(kept), changed, 1)
    with pytest.raises(Forbidden):
        stand.act(remark_services.withdraw, other, stand.remark_row(kept))
    nowhere = RemarkData(Thing.ITEM, "X-9", Kind.IDEA, "どこでもない")
    with pytest.raises(Invalid):
        stand.act(remark_services.submit, company, stand.row(sounding_id), nowhere)
    stand.act(remark_services.withdraw, company, stand.remark_row(gone))
    frozen.to(stand.UNTIL)  # the clock has not closed it yet: the moment itself is too late
    for late in (
        lambda: stand.act(remark_services.submit, company, stand.row(sounding_id), WHOLE),
        lambda: stand.act(remark_services.change, company, stand.remark_row(kept), WHOLE, 2),
        lambda: stand.act(remark_services.withdraw, company, stand.remark_row(kept)),
    ):
        with pytest.raises(Conflict):
            late()
    with unit_of_work(writes=False):
        (row,) = queries.remarks(session.get_one(Sounding, sounding_id))
        assert (row.id, row.text, row.thing_key) == (kept, "できません。", "X-1")


def test_who_may_remark(database: Any, frozen: Any) -> None:
    vendors, public = stand.opened(), stand.opened(Audience.PUBLIC)
    for sounding_id, refused in (
        (vendors, ("editor", "other_editor", "coordinator", "auditor")),
        (public, ("visitor", "new_company", "editor", "coordinator", "operator")),
    ):
        for who in refused:
            with pytest.raises(Forbidden):
                stand.remarked(sounding_id, who)
        for who in ("company", "group"):
            stand.remarked(sounding_id, who)
        with pytest.raises(Conflict):  # the same once more
            stand.remarked(sounding_id, "company")


def test_answers_are_published_when_all_are_answered_and_nobody_is_named(database: Any, frozen: Any) -> None:
    sounding_id = stand.opened()
    ours = stand.remarked(sounding_id)
    named = stand.remarked(
        sounding_id,
        "other_company",
        RemarkData(Thing.ITEM, "X-2", Kind.IDEA, "当社(試験団体 company2)なら可能"),
    )
    with pytest.raises(Conflict):
        stand.answered(sounding_id, ours)  # while it is open
    stand.closed(sounding_id)
    with pytest.raises(Forbidden):
        stand.act(services.publish, people.actor("editor"), stand.row(sounding_id))
    with pytest.raises(Conflict):
        stand.published(sounding_id)
    reply = stand.answered(sounding_id, ours, named)
    with pytest.raises(Conflict):
        stand.answered(sounding_id, named)
    with pytest.raises(Invalid, match="試験団体 company2"):
        stand.published(sounding_id)
    lead = people.actor("editor")
    stand.act(
        answer_services.reword,
        lead,
        stand.row(sounding_id),
        stand.remark_row(named),
        WordingData("当社なら可能"),
    )
    stand.published(sounding_id)
    with unit_of_work(writes=False):
        rows = queries.remarks(session.get_one(Sounding, sounding_id))
        assert {row.reply_id for row in rows} == {reply}
        assert [row.number for row in rows] == [1, 2]
        assert {row.shown_text for row in rows} == {"費用が倍になります。", "当社なら可能"}
    told = {address for address, _ in people.told("sounding.published")}
    assert told >= {people.email_of("company"), people.email_of("other_company")}
    assert not told & {people.email_of("group"), people.email_of("editor")}


def test_an_answer_for_several_can_be_changed_and_one_taken_out_of_it(database: Any, frozen: Any) -> None:
    sounding_id = stand.opened()
    one, two = stand.remarked(sounding_id), stand.remarked(sounding_id, "group")
    stand.closed(sounding_id)
    reply, lead = stand.answered(sounding_id, one, two), people.actor("editor")

    def change(version: int) -> None:
        with unit_of_work():
            sounding = session.get_one(Sounding, sounding_id)
            data = ReplyData(Outcome.PARTLY, "一部を改めます。")
            answer_services.change(lead, sounding, queries.reply(sounding, reply), data, version)

    change(1)
    with pytest.raises(Conflict):
        change(1)
    stand.act(answer_services.separate, lead, stand.row(sounding_id), stand.remark_row(two))
    again = stand.answered(sounding_id, two, data=ReplyData(Outcome.NOT_TAKEN, "改めません。"))
    assert again != reply
    stand.published(sounding_id)
    with pytest.raises(Conflict):
        change(2)


def test_a_published_answer_is_corrected_in_the_open(database: Any, frozen: Any) -> None:
    sounding_id = stand.opened(Audience.PUBLIC)
    ours, theirs = stand.remarked(sounding_id), stand.remarked(sounding_id, "group")
    stand.closed(sounding_id)
    reply = stand.answered(sounding_id, ours)
    stand.answered(sounding_id, theirs)
    data = CorrectionData(Outcome.PARTLY, "翌々営業日に改めます。", "日数に誤りがあったため")

    def correct(who: str = "approver", data: CorrectionData = data, version: int = 1) -> None:
        actor = people.actor(who)
        with unit_of_work():
            sounding = session.get_one(Sounding, sounding_id)
            correction_services.correct(actor, sounding, queries.reply(sounding, reply), data, version)

    with pytest.raises(Conflict):
        correct()
    stand.published(sounding_id)
    with pytest.raises(Forbidden):
        correct("editor")
    with pytest.raises(Invalid):
        correct(data=CorrectionData(Outcome.TAKEN, stand.ANSWER.answer, "誤字"))
    with pytest.raises(Invalid, match="試験団体 company1"):
        correct(data=CorrectionData(Outcome.TAKEN, "試験団体company1の案です。", "追記"))
    correct()
    with pytest.raises(Conflict):
        correct()
    correct(data=CorrectionData(Outcome.PARTLY, "3営業日に改めます。", "再度の誤り"), version=2)
    with unit_of_work(writes=False):
        found = corrections.of(session.get_one(Sounding, sounding_id))
        assert [(one.outcome, one.answer, one.why) for one in found[reply]] == [
            ("一部を反映する", "翌々営業日に改めます。", "再度の誤り"),
            ("反映する", "翌営業日に改めます。", "日数に誤りがあったため"),
        ]
        assert list(found) == [reply]
    told = {address for address, _ in people.told("sounding.corrected")}
    assert people.email_of("company") in told
    assert people.email_of("group") not in told


def test_a_name_that_slipped_into_what_was_published_is_taken_out_for_good(
    database: Any, frozen: Any
) -> None:
    sounding_id = stand.opened(Audience.PUBLIC)
    ours = stand.remarked(sounding_id, data=RemarkData(Thing.WHOLE, "", Kind.IDEA, "当社の製品Aなら可能"))
    stand.closed(sounding_id)
    stand.answered(sounding_id, ours)
    stand.published(sounding_id)

    def reword(who: str, text: str) -> None:
        stand.act(
            correction_services.reword,
            people.actor(who),
            stand.row(sounding_id),
            stand.remark_row(ours),
            WordingData(text),
        )

    with pytest.raises(Forbidden):
        reword("editor", "市販の製品なら可能")
    with pytest.raises(Invalid):
        reword("approver", "試験団体 company1の製品なら可能")
    reword("approver", "市販の製品なら可能")
    with unit_of_work(writes=False):
        assert stand.remark_row(ours)().shown_text == "市販の製品なら可能"
        rows = journal.history(people.actor("visitor"), session.get_one(Sounding, sounding_id))
        assert (rows[0].verb, rows[0].changes) == ("sounding.reworded", {"number": 1})


def test_what_was_published_is_everybodys_once_the_text_is_fixed(database: Any, frozen: Any) -> None:
    sounding_id = stand.opened()
    stand.closed(sounding_id)
    stand.published(sounding_id)
    assert not seen("visitor", sounding_id)
    with unit_of_work():
        session.get_one(Sounding, sounding_id).specification.status = SpecificationStatus.AGREED
    assert readers(sounding_id) == set(people.WHO)


def test_more_time_and_calling_off_are_told_to_those_who_remarked(database: Any, frozen: Any) -> None:
    sounding_id, lead = stand.opened(), people.actor("approver")
    stand.remarked(sounding_id)
    with pytest.raises(Invalid):
        stand.act(services.extend, lead, stand.row(sounding_id), stand.UNTIL)
    stand.act(services.extend, lead, stand.row(sounding_id), stand.UNTIL + timedelta(days=7))
    text = people.told("sounding.extended")[0][1]["text"]
    assert "12月15日" in text
    assert "12月22日" in text
    with pytest.raises(Invalid):  # two business days are too few
        stand.act(services.extend, lead, stand.row(sounding_id), stand.UNTIL - timedelta(days=12))
    stand.act(services.extend, lead, stand.row(sounding_id), stand.UNTIL - timedelta(days=11))
    told = people.told("sounding.extended")
    assert {people.email_of(who) for who in ("company", "other_editor")} <= {who for who, _ in told}
    assert any("12月22日（火）23:59から2026年12月4日（金）23:59に" in letter["text"] for _, letter in told)
    stand.act(services.withdraw, lead, stand.row(sounding_id), "範囲を見直すため")
    assert "範囲を見直すため" in people.told("sounding.withdrawn")[0][1]["text"]
    assert readers(sounding_id) == DRAFTERS | {"company", "company_admin"}


def test_a_hundred_remarks_around_the_deadline_are_in_or_refused_never_late_and_never_lost(live: Any) -> None:
    sounding_id = stand.opened(until=clock.now() + timedelta(minutes=5))
    actors = [people.actor(who) for who in ("company", "other_company", "group", "company_admin")]
    with unit_of_work():
        deadline = clock.now() + timedelta(milliseconds=500)
        session.get_one(Sounding, sounding_id).until = deadline
    gate, said = threading.Barrier(len(actors) + 1), []

    def keep_remarking(place: int) -> None:
        gate.wait()
        refused = number = 0
        while number < 25 or not refused:
            number += 1
            data = RemarkData(Thing.WHOLE, "", Kind.IDEA, f"{place}の{number}")
            try:
                said.append(stand.act(remark_services.submit, actors[place], stand.row(sounding_id), data).id)
            except Conflict as refusal:
                refused += 1
                said.append(refusal)
            finally:
                session.remove()

    def keep_closing() -> None:
        gate.wait()
        closed = 0
        while not closed:
            with unit_of_work():
                closed = services.close_due(SYSTEM)
        session.remove()

    threads = [threading.Thread(target=keep_remarking, args=(place,)) for place in range(len(actors))]
    threads.append(threading.Thread(target=keep_closing))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with unit_of_work(writes=False):
        stored = dict(session.execute(sa.select(Remark.id, Remark.submitted_at)).all())
        sounding = session.get_one(Sounding, sounding_id)
        assert (sounding.status, sounding.closed_at >= deadline) == (Status.CLOSED, True)
    assert len(said) >= 100
    assert {one for one in said if isinstance(one, str)} == set(stored)
    assert all(at < deadline for at in stored.values())
