"""Threads: who may read and write, whom a comment reaches, what is kept when it is put right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from govtech.accounts.models import User
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Conflict, Forbidden, NotFound
from govtech.delivery import Delivery
from govtech.discussions import people as talking
from govtech.discussions import queries, services, tasks
from govtech.discussions.content import CommentData
from govtech.discussions.listing import marks
from govtech.discussions.models import Comment, Discussion, Status
from govtech.drafting.models import Party
from govtech.notices.models import Notification
from tests import people
from tests.discussions import table

Clients = Callable[[str], FlaskClient]


@pytest.fixture
def draft(database: Any) -> str:
    return table.draft()


def told(verb: str) -> list[str]:
    return [address for address, _notice in people.told(verb)]


def test_a_mention_reaches_those_meant_and_nobody_outside(draft: str) -> None:
    discussion = table.begun("editor", draft, "＠高槻市 どう思いますか。@試験団体company1 にも聞きたい。")
    assert told("discussion.begun") == ["other-admin@example.jp", "other-editor@example.jp"]
    with unit_of_work(writes=False):
        (row,) = queries.thread(session.get_one(Discussion, discussion)).written
        assert row.spoken_to == ("高槻市",)
    table.replied("other_editor", discussion, "よいと思います。@事務局 の考えは。")
    assert told("discussion.replied") == ["coordinator@example.jp", "editor@example.jp"]
    ((_address, notice), _other) = people.told("discussion.replied")
    assert notice["path"] == f"/specifications/{draft}/discussions/{discussion}#comment-{discussion}-2"


@pytest.mark.parametrize(
    ("text", "tokens", "unknown"),
    [
        ("@高槻市さん、どうですか", 1, ()),
        ("お願いします＠高槻　市、", 1, ()),
        ("@試験 other_editor さん", 1, ()),
        ("@TEST other", 0, ("test",)),
        ("送り先は a@example.jp です", 0, ()),
        ("@枚方市、@枚方市", 0, ("枚方市",)),
        ("@ だけ", 0, ()),
        ("@事務局", 1, ()),
    ],
)
def test_names_are_known_whatever_their_width(draft: str, text: str, tokens: int, unknown: Any) -> None:
    with unit_of_work(writes=False):
        found = talking.spoken_to(text, talking.circle(table.spec(draft)))
    assert (len(found.tokens), tuple(name.casefold() for name in found.unknown)) == (tokens, unknown)


def test_an_unknown_name_is_pointed_out_once_and_the_comment_stays(draft: str, client_for: Clients) -> None:
    client = client_for("editor")
    path = f"/specifications/{draft}/items/RD-1/discuss"
    page = client.post(path, data={"text": "@大阪府 に聞きます。"})
    assert page.status_code == 422
    assert "@大阪府に当たる人や団体は、参加していません" in page.text
    assert "@大阪府 に聞きます。" in page.text
    sent = client.post(path, data={"text": "@大阪府 に聞きます。", "pointed_out": "大阪府"})
    assert sent.status_code == 303
    assert "@大阪府 に聞きます。" in client.get(sent.headers["Location"]).text


def test_only_those_who_take_part_read_also_after_the_freeze(draft: str, client_for: Clients) -> None:
    discussion = table.begun("editor", draft, "カナリア三号について話す。")
    suggestion = table.suggested("other_editor", draft, "カナリア四号から選べること。")
    base = f"/specifications/{draft}"
    pages = [base, f"{base}/items/RD-1", f"{base}/sections/function"]
    own = [f"{base}/discussions", f"{base}/discussions/{discussion}", f"{base}/suggestions/{suggestion}"]
    for frozen in (False, True):
        if frozen:
            table.fixed(draft)
        for who in ("editor", "other_admin", "coordinator"):
            client = client_for(who)
            assert [client.get(path).status_code for path in (*pages, *own)] == [200] * 6
            assert "カナリア三号" in client.get(own[1]).text
            assert "カナリア" in client.get(pages[1]).text
        for who in ("visitor", "company", "auditor"):
            client = client_for(who)
            for path in pages:
                assert "カナリア" not in client.get(path).text
            assert {client.get(path).status_code for path in own} <= {303, 404}


def test_a_comment_is_put_right_by_its_writer_and_what_it_said_stays(draft: str, client_for: Clients) -> None:
    discussion = table.begun("editor", draft, "はじめの文。")
    with unit_of_work(writes=False):
        (row,) = queries.thread(session.get_one(Discussion, discussion)).written
        comment_id, version = row.comment.id, row.comment.version
    path = f"/specifications/{draft}/discussions/{discussion}/comments/{comment_id}"
    assert client_for("other_editor").get(path).status_code == 403
    client = client_for("editor")
    done = client.post(path, data={"text": "直した文。@事務局", "version": version})
    assert done.status_code == 303
    assert told("discussion.edited") == ["coordinator@example.jp"]
    stale = client.post(path, data={"text": "別の窓で直した文。@事務局", "version": version})
    assert stale.status_code == 409
    assert "直した文。" in stale.text
    assert "別の窓で直した文。" in stale.text
    page = client.get(f"/specifications/{draft}/discussions/{discussion}").text
    assert "はじめの文。" in page
    assert "直した文。" in page


def test_a_comment_is_taken_back_by_its_writer_and_the_thread_goes_on(
    draft: str, client_for: Clients
) -> None:
    discussion = table.begun("editor", draft, "誤って書いた内線番号。@事務局")
    table.replied("other_editor", discussion, "返事は残る。")
    with unit_of_work(writes=False):
        first, second = (
            row.comment.id for row in queries.thread(session.get_one(Discussion, discussion)).written
        )
    page = f"/specifications/{draft}/discussions/{discussion}"
    other, client = client_for("other_editor"), client_for("editor")
    assert other.post(f"{page}/comments/{first}/take-back").status_code == 403
    assert "コメントを取り下げる" in client.get(f"{page}/comments/{first}").text
    assert client.post(f"{page}/comments/{first}/take-back").status_code == 303
    for path in (page, f"/specifications/{draft}/items/RD-1", f"/specifications/{draft}/discussions"):
        assert "内線番号" not in other.get(path).text
    assert "書いた人が取り下げました" in other.get(page).text
    assert "返事は残る。" in other.get(page).text
    assert "誤って書いた内線番号" in client.get(page).text
    assert client.post(f"{page}/comments/{first}/take-back").status_code == 409
    assert client.get(f"{page}/comments/{first}").status_code == 404
    with unit_of_work():
        assert tasks.waiting_for(people.actor("coordinator")) == []
        services.take_back(people.actor("other_editor"), session.get_one(Comment, second))
    with unit_of_work(writes=False):
        assert session.get_one(Discussion, discussion).status is Status.RESOLVED
    assert "取り下げられたコメント" in other.get(f"/specifications/{draft}/discussions?state=closed").text


def test_resolved_and_opened_again_with_who_and_when(draft: str) -> None:
    discussion_id = table.begun("editor", draft, "話す。")
    table.replied("other_editor", discussion_id, "終わり。")
    actor, stranger = people.actor("other_editor"), people.actor("company")
    with unit_of_work():
        discussion = session.get_one(Discussion, discussion_id)
        with pytest.raises(Forbidden):
            services.resolve(stranger, discussion)
        services.resolve(actor, discussion)
        with pytest.raises(Conflict):
            services.resolve(actor, discussion)
    assert told("discussion.resolved") == ["editor@example.jp"]
    table.replied("editor", discussion_id, "まだありました。")
    with unit_of_work(writes=False):
        thread = queries.thread(session.get_one(Discussion, discussion_id))
        assert thread.discussion.status is Status.OPEN
        assert [turn.status for turn in thread.turns] == [Status.RESOLVED, Status.OPEN]
        assert thread.turns[0].actor_name == actor.name


def test_a_fixed_text_is_not_talked_about_any_more(draft: str) -> None:
    discussion_id = table.begun("editor", draft, "話す。")
    table.fixed(draft)
    actor = people.actor("editor")
    with unit_of_work(writes=False):
        discussion = session.get_one(Discussion, discussion_id)
        with pytest.raises(Conflict):
            services.reply(actor, discussion, CommentData("まだ話す。"))
        with pytest.raises(Conflict):
            services.begin(actor, table.item(draft), CommentData("新しく話す。"))
        with pytest.raises(Conflict):
            services.resolve(actor, discussion)


def test_hostile_text_does_no_harm_and_endless_text_is_refused(draft: str, client_for: Clients) -> None:
    client = client_for("editor")
    path = f"/specifications/{draft}/items/RD-1/discuss"
    hostile = "<script>alert(1)</script>[x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    sent = client.post(path, data={"text": hostile})
    page = client.get(sent.headers["Location"]).text
    assert "alert(1)</script>" not in page
    assert "javascript:alert" not in page
    assert "onerror" not in page
    assert client.post(path, data={"text": "あ" * 4_001}).status_code == 422
    assert client.post(path, data={"text": "[" * 3_000}).status_code == 422
    table.suggested("editor", draft, "公園からも選べること。", "[" * 1_000)
    assert client.get(f"/specifications/{draft}/discussions").status_code == 200


def test_another_specifications_thread_is_not_found_here(draft: str) -> None:
    discussion_id, actor = table.begun("editor", draft, "話す。"), people.actor("editor")
    other = table.draft()
    with unit_of_work(writes=False), pytest.raises(NotFound):
        queries.get(actor, table.spec(other), discussion_id)


def test_counts_cost_one_query_and_outsiders_none(draft: str, counting: Any) -> None:
    table.begun("editor", draft, "一つ。")
    table.begun("other_editor", draft, "二つ。")
    table.suggested("other_editor", draft, "公園からも選べること。")
    editor, company, specification = people.actor("editor"), people.actor("company"), table.spec(draft)
    with counting() as seen:
        assert marks(editor, specification) == {"RD-1": 3}
    assert len(seen) == 1
    with counting() as seen:
        assert marks(company, specification) == {}
    assert not len(seen)


def test_the_list_shows_what_is_open_mine_and_meant_for_me(draft: str, client_for: Clients) -> None:
    table.begun("editor", draft, "編集者の話。")
    table.begun("other_editor", draft, "隣町の話。@豊中市")
    base = f"/specifications/{draft}/discussions"
    client = client_for("editor")
    assert "編集者の話。" in client.get(base).text
    mine, meant = client.get(f"{base}?whose=mine").text, client.get(f"{base}?whose=told").text
    assert "編集者の話。" in mine
    assert "隣町の話。" not in mine
    assert "隣町の話。" in meant
    assert "編集者の話。" not in meant
    assert "編集者の話。" in client.get(f"{base}?place=item:RD-1&state=all").text
    assert "編集者の話。" not in client.get(f"{base}?place=section:function").text
    assert "編集者の話。" not in client.get(f"{base}?state=closed").text
    ahead = client.get(f"/specifications/{draft}").text
    assert "あなた宛ての未解決の議論が1件" in ahead
    assert "議論2件" in ahead


def test_two_at_once_write_one_after_the_other(draft: str) -> None:
    discussion_id = table.begun("editor", draft, "一。")
    for who, text in (("other_editor", "二。"), ("coordinator", "三。")):
        table.replied(who, discussion_id, text)
    with unit_of_work(writes=False):
        rows = queries.thread(session.get_one(Discussion, discussion_id)).written
        assert [(row.comment.number, row.comment.text) for row in rows] == [
            (1, "一。"),
            (2, "二。"),
            (3, "三。"),
        ]
        assert all(isinstance(row.comment, Comment) for row in rows)


def test_the_home_page_asks_for_answers_and_decisions_until_they_are_given(draft: str) -> None:
    discussion_id = table.begun("editor", draft, "@高槻市 どうですか。もう一度 @高槻市")
    table.suggested("other_editor", draft, "公園からも選べること。")

    def asked(who: str) -> list[tuple[str, int]]:
        actor = people.actor(who)
        with unit_of_work(writes=False):
            return [(row.task, row.count) for row in tasks.waiting_for(actor)]

    assert asked("other_admin") == [("told", 1)]
    assert asked("editor") == [("decide", 1)]
    assert asked("company") == asked("coordinator") == []
    table.replied("other_editor", discussion_id, "よいと思います。@試験 coordinator さんは。")
    assert asked("other_admin") == []
    assert asked("coordinator") == [("told", 1)]
    table.fixed(draft)
    assert asked("editor") == asked("coordinator") == []


def test_who_no_longer_takes_part_is_told_nothing_more(draft: str, delivery: Delivery) -> None:
    table.begun("editor", draft, "@高槻市 どうですか。")
    with unit_of_work():
        session.execute(sa.delete(Party).where(Party.organisation_id == people.OTHER_TOWN))
    table.begun("editor", draft, "@事務局 どうですか。")
    delivery.once()
    with unit_of_work(writes=False):
        told = session.scalars(
            sa.select(User.email)
            .join(Notification, Notification.user_id == User.id)
            .where(Notification.subject_type == "discussion")
        )
        assert set(told) == {"coordinator@example.jp"}
