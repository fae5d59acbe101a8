"""A saved search tells of what is new, to those who may see it, once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from govtech import alerting
from govtech.alerts import queries, services
from govtech.alerts.models import SavedSearch
from govtech.core.db import session, unit_of_work
from govtech.core.errors import Forbidden, Invalid
from govtech.core.journal import record
from govtech.core.policy import ANONYMOUS, SYSTEM
from govtech.knowledge.models import CaseStudy, Status, Visibility
from govtech.needs.models import Need
from govtech.notices.models import Cadence, Kind, MailState
from tests import people
from tests.notices.news import need, notifications, posted, wish

WORD = "金木犀"


def keep(actor, text=WORD, kind=None, cadence=Cadence.AT_ONCE, name="香りの検索"):
    with unit_of_work():
        return services.save(actor, text, kind, None, services.SearchData(name, cadence.value)).id


def case(title: str, visibility: Visibility = Visibility.ALL) -> str:
    people.user("editor")
    with unit_of_work():
        made = CaseStudy(
            organisation_id=people.HOME_TOWN,
            title=title,
            summary="要約",
            status=Status.PUBLISHED,
            visibility=visibility,
            published_at=datetime(2026, 12, 1, tzinfo=UTC),
        )
        session.add(made)
        record(SYSTEM, "case_study.published", made)
        return made.id


def touch(thing_id: str, **changes: object) -> None:
    with unit_of_work():
        thing = session.get(Need, thing_id) or session.get(CaseStudy, thing_id)
        for name, value in changes.items():
            setattr(thing, name, value)
        record(SYSTEM, f"{thing.__tablename__}.edited", thing)


def test_only_what_comes_after_is_told_and_only_once(delivery, settings, frozen, actor_for):
    need(f"{WORD}の前からあるニーズ")
    delivery.once()
    frozen.move(minutes=1)
    keep(actor_for("company"))
    frozen.move(minutes=1)
    new = need(f"{WORD}の新しいニーズ")
    need("関係のないニーズ")
    delivery.once()
    (told,) = notifications("company")
    assert told.kind is Kind.SEARCH
    assert told.title == "【新しい検索結果】香りの検索（1件）"
    assert "新しいニーズ（豊中市）" in told.text
    assert "前からある" not in told.text
    assert told.path.startswith("/search?q=")
    for _ in range(3):
        frozen.move(hours=1)
        touch(new, outcome="もっと香る")
        delivery.once()
    assert len(notifications("company")) == 1
    (message,) = [one for one in posted(settings.mail_dir) if one["To"] == "company@example.jp"]
    assert message["List-Unsubscribe"].endswith("/search>")


def test_an_old_document_that_changes_is_not_new_but_one_that_opens_up_is(delivery, frozen, actor_for):
    old = need(f"{WORD}の古いニーズ")
    hidden = case(f"{WORD}の市町村向けの事例", Visibility.MUNICIPALITIES)
    delivery.once()
    frozen.move(minutes=1)
    keep(actor_for("company"))
    frozen.move(minutes=1)
    touch(old, outcome="言い直した")
    delivery.once()
    assert notifications("company") == []
    touch(hidden, visibility=Visibility.ALL)
    delivery.once()
    assert ["市町村向け" in one.text for one in notifications("company")] == [True]


def test_each_finds_only_what_it_may_see(delivery, frozen, actor_for):
    delivery.once()
    for who in ("company", "other_editor"):
        keep(actor_for(who))
    frozen.move(minutes=1)
    case(f"{WORD}の市町村向けの事例", Visibility.MUNICIPALITIES)
    case(f"{WORD}の庁内の事例", Visibility.ORGANISATION)
    delivery.once()
    assert notifications("company") == []
    (told,) = notifications("other_editor")
    assert "市町村向け" in told.text
    assert "庁内" not in told.text


def test_all_words_count_and_so_do_the_filters(delivery, frozen, actor_for):
    delivery.once()
    keep(actor_for("company"), f"{WORD} 蜂蜜")
    keep(actor_for("group"), WORD, kind="case")
    frozen.move(minutes=1)
    need(f"{WORD}のニーズ")
    delivery.once()
    assert notifications("company") == notifications("group") == []
    frozen.move(minutes=1)
    case(f"{WORD}と蜂蜜の事例")
    delivery.once()
    assert len(notifications("company")) == len(notifications("group")) == 1


@pytest.mark.parametrize(
    ("cadence", "due"),
    [
        (Cadence.DAILY, datetime(2026, 12, 1, 23, 0, tzinfo=UTC)),
        (Cadence.WEEKLY, datetime(2026, 12, 6, 23, 0, tzinfo=UTC)),
    ],
)
def test_daily_and_weekly_ones_wait_for_their_hour_and_tell_together(
    delivery, frozen, actor_for, cadence, due
):
    delivery.once()
    keep(actor_for("company"), cadence=cadence)
    for number in range(12):
        frozen.move(minutes=1)
        need(f"{WORD}のニーズ{number}")
    delivery.once()
    assert notifications("company") == []
    frozen.to(due)
    delivery.once()
    (told,) = notifications("company")
    assert told.title.endswith("（12件）")
    assert told.text.count("・") == 10
    assert "ほかに2件" in told.text
    frozen.move(days=8)
    delivery.once()
    assert len(notifications("company")) == 1


def test_a_silent_search_tells_nothing_and_begins_anew_when_it_speaks_again(delivery, frozen, actor_for):
    company = actor_for("company")
    delivery.once()
    saved_id = keep(company, cadence=Cadence.NEVER)
    frozen.move(minutes=1)
    need(f"{WORD}の間に来たニーズ")
    delivery.once()
    frozen.move(minutes=1)
    with unit_of_work():
        services.change(company, queries.get(company, saved_id), services.SearchData("名", "at_once"))
    frozen.move(minutes=1)
    delivery.once()
    assert notifications("company") == []
    need(f"{WORD}の後に来たニーズ")
    delivery.once()
    assert len(notifications("company")) == 1


def test_a_long_question_has_a_long_address(delivery, frozen, actor_for):
    delivery.once()
    keep(actor_for("company"), f"{WORD} -{'遠' * 400}")
    frozen.move(minutes=1)
    need(f"{WORD}のニーズ")
    delivery.once()
    (told,) = notifications("company")
    assert len(told.path) > 1000


def test_what_the_search_finds_does_not_wait_for_a_digest_as_well(delivery, settings, frozen, actor_for):
    wish("company", Cadence.WEEKLY)
    delivery.once()
    keep(actor_for("company"))
    frozen.move(minutes=1)
    need(f"{WORD}のニーズ")
    delivery.once()
    assert [one.mail for one in notifications("company")] == [MailState.MAILED]


def test_a_crash_between_looking_and_telling_repeats_without_a_double(
    app, delivery, frozen, actor_for, monkeypatch
):
    delivery.once()
    keep(actor_for("company"))
    frozen.move(minutes=1)
    need(f"{WORD}のニーズ")

    def dies(*_args) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("govtech.alerts.evaluating.record", lambda *_args, **_more: dies())
        with pytest.raises(KeyboardInterrupt):
            delivery.once()
    assert alerting.search_again(app.extensions["search"]) == 1
    assert alerting.search_again(app.extensions["search"]) == 0
    delivery.once()
    assert len(notifications("company")) == 1


def test_a_person_who_is_gone_is_not_asked_for(delivery, frozen, actor_for):
    delivery.once()
    keep(actor_for("company"))
    with unit_of_work():
        people_row = session.get(people.User, actor_for("company").user_id)
        people_row.active = False
    frozen.move(minutes=1)
    need(f"{WORD}のニーズ")
    delivery.once()
    assert notifications("company") == []


def test_keeping_the_same_again_changes_the_one_there_is(actor_for):
    company = actor_for("company")
    first, second = keep(company), keep(company, name="別の名前", cadence=Cadence.DAILY)
    assert first == second
    with unit_of_work(writes=False):
        (saved,) = queries.mine(company)
        assert (saved.name, saved.cadence) == ("別の名前", Cadence.DAILY)


def test_limits_and_strangers(actor_for):
    with pytest.raises(Forbidden):
        keep(ANONYMOUS)
    company = actor_for("company")
    with pytest.raises(Invalid):
        keep(company, "")
    for number in range(services.MOST):
        keep(company, f"言葉{number}")
    with pytest.raises(Invalid, match="50件"):
        keep(company, "もう一つ")
    with unit_of_work():
        services.drop(company, queries.mine(company)[0])
    keep(company, "もう一つ")
    with unit_of_work(writes=False):
        assert session.scalar(sa.select(sa.func.count()).select_from(SavedSearch)) == services.MOST
