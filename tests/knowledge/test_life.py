"""The life of a case: who may take which step when, what is kept, who is told."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from govtech.core import journal
from govtech.core.db import session
from govtech.core.errors import Conflict, Forbidden, Invalid, NotFound
from govtech.core.policy import can
from govtech.knowledge import part_queries, queries, services
from govtech.knowledge.content import OutcomeData, compare, content_of, from_json
from govtech.knowledge.models import CaseRevision, Status, Visibility
from govtech.knowledge.search import case_document, visible_cases
from tests import people
from tests.knowledge.stories import archived, draft, in_review, published, written

TOWN = {"editor", "approver", "admin"}
CONFIRMING = {"approver", "admin"}
STEPS = {
    "submit": (services.submit, {Status.DRAFT}, Status.IN_REVIEW, TOWN),
    "recall": (services.recall, {Status.IN_REVIEW}, Status.DRAFT, TOWN),
    "publish": (services.publish, {Status.IN_REVIEW}, Status.PUBLISHED, CONFIRMING),
    "send_back": (
        lambda actor, case: services.send_back(actor, case, "理由"),
        {Status.IN_REVIEW},
        Status.DRAFT,
        CONFIRMING,
    ),
    "archive": (
        lambda actor, case: services.archive(actor, case, "理由"),
        {Status.PUBLISHED},
        Status.ARCHIVED,
        CONFIRMING | {"coordinator"},
    ),
    "restore": (services.restore, {Status.ARCHIVED}, Status.PUBLISHED, CONFIRMING | {"coordinator"}),
}


def made(actor_for, status, **changes):
    editor, approver = actor_for("editor"), actor_for("approver")
    return {
        Status.DRAFT: lambda: draft(editor, **changes),
        Status.IN_REVIEW: lambda: in_review(editor, **changes),
        Status.PUBLISHED: lambda: published(editor, approver, **changes),
        Status.ARCHIVED: lambda: archived(editor, approver, **changes),
    }[status]()


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("step", STEPS)
def test_every_step_from_every_state_by_those_who_may(actor_for, step, status):
    verb, sources, target, _who = STEPS[step]
    case = made(actor_for, status)
    entries = len(journal.history(actor_for("approver"), case))
    if status in sources:
        verb(actor_for("approver"), case)
        session.flush()
        assert case.status == target
        assert len(journal.history(actor_for("approver"), case)) == entries + 1
    else:
        with pytest.raises(Conflict):
            verb(actor_for("approver"), case)
        assert case.status == status
        assert len(journal.history(actor_for("approver"), case)) == entries


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_by_nobody_else(actor_for, step):
    verb, sources, target, allowed = STEPS[step]
    source = next(iter(sources))
    case = made(actor_for, source)
    for who in set(people.WHO) - allowed:
        with pytest.raises(Forbidden):
            verb(actor_for(who), case)
        assert case.status == source
    for who in allowed:
        case.status = source
        verb(actor_for(who), case)
        assert case.status == target


@pytest.mark.parametrize(
    "lacking", [{"summary": ""}, {"year": None}, {"problem": ""}, {"approach": ""}, {"initiatives": ()}]
)
def test_review_asks_for_what_readers_need(actor_for, lacking):
    case = draft(actor_for("editor"), **lacking)
    with pytest.raises(Invalid):
        services.submit(actor_for("editor"), case)
    assert case.status == Status.DRAFT


@pytest.mark.parametrize("verb", [services.send_back, services.archive])
def test_a_reason_is_asked_for(actor_for, verb):
    case = made(actor_for, Status.IN_REVIEW if verb is services.send_back else Status.PUBLISHED)
    with pytest.raises(Invalid) as refused:
        verb(actor_for("approver"), case, "")
    assert "reason" in refused.value.errors


def test_an_approver_publishes_what_was_read(actor_for):
    case = in_review(actor_for("editor"))
    seen = case.version
    services.save(actor_for("editor"), case, written(title="別の件名"), expected_version=seen)
    session.flush()
    with pytest.raises(Conflict):
        services.publish(actor_for("approver"), case, expected_version=seen)
    assert case.status == Status.IN_REVIEW


def test_once_published_an_approver_changes_it_with_a_reason(actor_for):
    case = published(actor_for("editor"), actor_for("approver"))
    with pytest.raises(Forbidden):
        services.save(actor_for("editor"), case, written(title="新"), expected_version=case.version)
    with pytest.raises(Invalid) as refused:
        services.save(actor_for("approver"), case, written(title="新"), expected_version=case.version)
    assert "reason" in refused.value.errors
    services.save(
        actor_for("approver"), case, written(title="新"), expected_version=case.version, reason="直した"
    )
    assert case.title == "新"
    with pytest.raises(Invalid):
        services.save(
            actor_for("approver"), case, written(problem=""), expected_version=case.version, reason="消した"
        )


def test_what_is_archived_stays_as_it_is(actor_for):
    case = archived(actor_for("editor"), actor_for("approver"))
    for who in people.WHO:
        with pytest.raises(Forbidden):
            services.save(
                actor_for(who), case, written(title="新"), expected_version=case.version, reason="x"
            )


def test_each_save_keeps_a_revision_that_can_be_read(actor_for):
    editor = actor_for("editor")
    case = draft(editor)
    services.save(
        editor,
        case,
        written(
            approach="写真と位置を、アプリで送ってもらった。",
            outcomes=(OutcomeData("場所の確認", 18, 4, "分"),),
        ),
        expected_version=case.version,
        reason="実績に直した",
    )
    rows = part_queries.revisions(case)
    assert [(row.number, row.reason) for row in rows] == [(2, "実績に直した"), (1, "作成")]
    assert {row.author_name for row in rows} == {editor.name}
    old, new = (from_json(part_queries.revision(case, number).content) for number in (1, 2))
    assert (old, new) == (written(), content_of(case))
    changes = {row.name: row.changes for row in compare(old, new, part_queries.names())}
    assert set(changes) == {"approach", "outcomes"}
    assert ("added", "、アプリで") in [tuple(change) for change in changes["approach"]] or any(
        change.kind == "added" and "アプリ" in change.text for change in changes["approach"]
    )


def test_a_save_that_changes_nothing_leaves_no_trace(actor_for):
    editor = actor_for("editor")
    case = draft(editor)
    version = case.version
    services.save(editor, case, content_of(case), expected_version=version)
    session.flush()
    assert case.version == version
    assert session.scalar(sa.select(sa.func.count()).select_from(CaseRevision)) == 1


def test_two_who_change_different_fields_lose_nothing(actor_for):
    editor, approver = actor_for("editor"), actor_for("approver")
    case = draft(editor)
    began = case.version
    services.save(approver, case, written(title="承認者の件名"), expected_version=began)
    with pytest.raises(services.Stale) as stale:
        services.save(editor, case, written(summary="担当者の概要"), expected_version=began)
    merged = stale.value.merged
    assert (merged.content.title, merged.content.summary) == ("承認者の件名", "担当者の概要")
    assert (merged.clashes, merged.taken) == ((), ("title",))
    assert approver.name in stale.value.message
    services.save(editor, case, merged.content, expected_version=case.version)
    assert (case.title, case.summary) == ("承認者の件名", "担当者の概要")


def test_two_who_change_the_same_field_are_shown_both_texts(actor_for):
    editor, approver = actor_for("editor"), actor_for("approver")
    case = draft(editor)
    began = case.version
    services.save(approver, case, written(title="承認者の件名"), expected_version=began)
    with pytest.raises(services.Stale) as stale:
        services.save(editor, case, written(title="担当者の件名"), expected_version=began)
    assert stale.value.merged.clashes == ("title",)
    assert stale.value.merged.content.title == "担当者の件名"
    assert case.title == "承認者の件名"


def test_a_version_that_never_was_is_stale(actor_for):
    case = draft(actor_for("editor"))
    with pytest.raises(services.Stale):
        services.save(actor_for("editor"), case, written(title="新"), expected_version=-1)


def test_a_place_named_in_words_gets_its_code(actor_for):
    case = draft(actor_for("editor"), place_code=None, place="高槻市")
    assert case.place_code == "272078"
    assert case.place_name == "高槻市"
    elsewhere = draft(actor_for("editor"), place_code=None, place="とある町")
    assert (elsewhere.place_code, elsewhere.place_name) == (None, "とある町")


READERS = {
    (Status.DRAFT, Visibility.ALL): TOWN,
    (Status.IN_REVIEW, Visibility.ALL): TOWN,
    (Status.PUBLISHED, Visibility.ALL): set(people.WHO),
    (Status.PUBLISHED, Visibility.MUNICIPALITIES): TOWN | {"other_editor", "other_admin", "coordinator"},
    (Status.PUBLISHED, Visibility.ORGANISATION): TOWN,
    (Status.ARCHIVED, Visibility.ALL): set(people.WHO),
    (Status.ARCHIVED, Visibility.MUNICIPALITIES): TOWN | {"other_editor", "other_admin", "coordinator"},
}


@pytest.mark.parametrize(("status", "visibility"), READERS)
def test_who_may_read_it(actor_for, status, visibility):
    case = made(actor_for, status, visibility=visibility)
    for who in people.WHO:
        actor = actor_for(who)
        if who in READERS[status, visibility]:
            assert queries.get(actor, case.id).id == case.id
        else:
            with pytest.raises(NotFound):
                queries.get(actor, case.id)
        listed = {row.id for row in queries.listing(actor, queries.Filters()).items}
        assert (case.id in listed) == (status == Status.PUBLISHED and who in READERS[status, visibility])


@pytest.mark.parametrize(("status", "visibility"), READERS)
def test_search_finds_it_for_the_same_people(actor_for, status, visibility):
    case = made(actor_for, status, visibility=visibility)
    document = case_document(case)
    assert (document is None) == (status != Status.PUBLISHED)
    for who in people.WHO:
        actor = actor_for(who)
        findable = bool(document and document.tokens & actor.tokens)
        assert findable == (status == Status.PUBLISHED and who in READERS[status, visibility])
        assert visible_cases(actor, [case.id]) == ({case.id} if findable else set())


def test_the_journal_is_silent_about_what_is_not_public(actor_for):
    case = made(actor_for, Status.IN_REVIEW)
    assert journal.history(actor_for("visitor"), case) == []
    assert len(journal.history(actor_for("editor"), case)) == 2


def test_approvers_and_editors_are_told(actor_for):
    approver = actor_for("approver")
    case = in_review(actor_for("editor"))
    services.send_back(approver, case, "費用を分けてください")
    session.commit()
    told = people.told("case_study.submitted") + people.told("case_study.sent_back")
    assert {(to, "費用を分けて" in notice["text"]) for to, notice in told} == {
        (people.email_of("approver"), False),
        (people.email_of("admin"), False),
        (people.email_of("editor"), True),
    }
    assert all(notice["path"] == f"/cases/{case.id}" for _to, notice in told)


def test_tasks_of_an_approver(actor_for):
    case = in_review(actor_for("editor"))
    draft(actor_for("editor"))
    assert [row.id for row in queries.awaiting_review(actor_for("approver"))] == [case.id]
    for who in ("editor", "other_admin", "coordinator", "company_admin", "visitor"):
        assert queries.awaiting_review(actor_for(who)) == []
    assert queries.count_by_state(actor_for("editor")) == {Status.IN_REVIEW: 1, Status.DRAFT: 1}


def test_a_coordinator_writes_and_publishes_for_the_secretariat(actor_for):
    coordinator = actor_for("coordinator")
    case = published(coordinator, coordinator)
    assert queries.get(actor_for("visitor"), case.id).organisation_id == people.SECRETARIAT
    assert not can(coordinator, "case:edit", published(actor_for("editor"), actor_for("approver")))


@pytest.mark.parametrize("who", ["visitor", "company", "group_admin", "auditor", "operator"])
def test_others_write_no_cases(actor_for, who):
    with pytest.raises(Forbidden):
        services.create(actor_for(who), written())
