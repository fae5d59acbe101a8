"""Whatever happens in whatever order: each notification is in one mail at most, none at night, none unwished."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govtech.core import clock
from govtech.core.db import session, unit_of_work
from govtech.core.journal import Consumer, Outbox
from govtech.core.mail import Mailer
from govtech.delivery import deliver_mail
from govtech.notices import services
from govtech.notices.models import Cadence, Kind, MailState
from govtech.notifying import deliver_notices, mail_due
from tests import people
from tests.notices.news import need, notifications, owe

START = datetime(2026, 12, 1, 3, tzinfo=UTC)
WHO = "editor"

hours = st.integers(0, 23)
acts = st.one_of(
    st.tuples(st.just("owe"), st.sampled_from([Kind.TRIAL, Kind.SEARCH, Kind.EXPIRY]), st.booleans()),
    st.tuples(st.just("wait"), st.integers(1, 9 * 24 * 60)),
    st.tuples(st.just("wish"), st.sampled_from(Cadence), hours, hours, hours),
    st.tuples(st.just("mute_thing"), st.booleans()),
    st.tuples(st.just("read")),
    st.tuples(st.just("deliver"), st.sampled_from(["all", "notices", "due", "mail"])),
    st.tuples(st.just("crash"), st.sampled_from(["notices", "due", "send"])),
)


class Server(Mailer):
    """Remembers when it was given what; may be away, or take a mail and die before that is noted."""

    def __init__(self, folder: Path) -> None:
        super().__init__("", "office@example.jp", "http://x", folder)
        self.taken: list[tuple[str, datetime, str]] = []
        self.dies = False

    def send(self, key: str, to: str, subject: str, body: str, headers: Any = None) -> None:
        """Take it."""
        self.taken.append((key, clock.now(), f"{subject}\n{body}"))
        if self.dies:
            raise KeyboardInterrupt


STEPS = {"notices": deliver_notices, "due": mail_due}


class Life:
    """One person's notices through time, and what was promised meanwhile."""

    def __init__(self, server: Server) -> None:
        self.server, self.count, self.need_id = server, 0, need()
        self.moment = START
        self.quiet: list[tuple[datetime, int, int]] = [(START, 20, 8)]

    def do(self, act: tuple[Any, ...]) -> None:
        """Carry out one act at the moment it is now."""
        with clock.at(self.moment):
            getattr(self, act[0])(*act[1:])

    def owe(self, kind: Kind, about_need: bool) -> None:
        self.count += 1
        path = f"/needs/{self.need_id}" if about_need else "/roles"
        owe(WHO, f"通知#{self.count}#", kind=kind, path=path)

    def wait(self, minutes: int) -> None:
        self.moment += timedelta(minutes=minutes)

    def wish(self, mail: Cadence, hour: int, start: int, end: int) -> None:
        person = people.user(WHO)
        with unit_of_work():
            actor = people.Actor(user_id=person.id)
            data = services.WishesData(mail.value, str(hour), str(start), str(end), tuple(Kind))
            if (
                mail in {Cadence.DAILY, Cadence.WEEKLY}
                and clock.past_quiet(at := clock.next_at(clock.now(), hour), start, end) != at
            ):
                return
            services.state_wishes(actor, data)
        self.quiet.append((clock.now(), start, end))

    def mute_thing(self, on: bool) -> None:
        actor = people.Actor(user_id=people.user(WHO).id)
        with unit_of_work():
            (services.mute if on else services.unmute)(actor, "need", self.need_id)

    def read(self) -> None:
        with unit_of_work():
            services.mark_all_read(people.Actor(user_id=people.user(WHO).id))

    def deliver(self, what: str) -> None:
        if what in STEPS:
            STEPS[what]()
        elif what == "mail":
            deliver_mail(self.server)
        else:
            for _round in range(3):
                deliver_notices(), mail_due(), deliver_mail(self.server)

    def crash(self, where: str) -> None:
        if where == "send":
            self.server.dies = True
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("govtech.notices.delivering._post", _dies)
            patch.setattr("govtech.notices.delivering.insert_ignoring", _dies)
            for step in (deliver_notices, mail_due, lambda: deliver_mail(self.server)):
                try:
                    step()
                except KeyboardInterrupt:
                    continue
        self.server.dies = False

    def at_night(self, moment: datetime) -> bool:
        """Whether the wishes of that moment forbade mail."""
        start, end = next((one[1], one[2]) for one in reversed(self.quiet) if one[0] <= moment)
        return clock.past_quiet(moment, start, end) != moment


def _dies(*_args: object, **_more: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> Any:
    """Many short lives: one database is enough here; the steps themselves run on both elsewhere."""
    return request.getfixturevalue(f"{request.param}_engine")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(acts, min_size=3, max_size=25))
def test_once_at_most_and_never_at_night(database: sa.Connection, course: list[tuple[Any, ...]]) -> None:
    people.user(WHO)
    with database.begin_nested() as trace, TemporaryDirectory() as folder:
        life = Life(Server(Path(folder)))
        for act in course:
            life.do(act)
        life.do(("wait", 9 * 24 * 60))
        life.do(("deliver", "all"))
        life.do(("wish", Cadence.AT_ONCE, 8, 0, 0))  # and what still waits goes out
        life.do(("deliver", "all"))
        _judge(life)
        session.remove()
        trace.rollback()


def _judge(life: Life) -> None:
    told = notifications(WHO)
    assert len(told) == life.count, "each that was owed stands in the app, once"
    bodies = {key: body for key, _moment, body in life.server.taken}
    mails = Counter(one.title for one in told for body in bodies.values() if one.title in body)
    subjects_only = [one for one in told if one.mail is MailState.MAILED]
    assert all(count == 1 for count in mails.values())
    assert {one.mail_key for one in subjects_only} == {key.removeprefix("letter-") for key in bodies}
    assert not [moment for _key, moment, _body in life.server.taken if life.at_night(moment)]
    with unit_of_work(writes=False):
        assert session.scalar(sa.select(sa.func.count()).where(Outbox.consumer != Consumer.SEARCH)) == 0
    assert not [one for one in told if one.mail is MailState.WAITING]
