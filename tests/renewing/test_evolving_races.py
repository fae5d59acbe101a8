"""Two who take over the template's changes at once, beside one who writes: real commits on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from govtech.core.db import session, unit_of_work
from govtech.drafting import queries, services, writing
from govtech.drafting.content import from_template
from govtech.drafting.models import Specification, Thing
from govtech.drafting.writing import Edit
from govtech.renewing import evolving
from govtech.specifications import services as templates
from tests import people
from tests.renewing.test_evolving import NEW, OLD


def at_once(*acts: Callable[[], object]) -> None:
    """All begun together; one that finds the database busy asks again."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        while True:
            try:
                with unit_of_work():
                    act()
            except sa.exc.OperationalError:
                continue
            finally:
                session.remove()
            return

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_who_take_over_at_once_do_it_once_and_what_a_third_writes_stays(live: Any) -> None:
    first, second = people.actor("editor"), people.actor("other_editor")
    with unit_of_work():
        for version in (OLD, NEW):
            templates.add_version(people.actor("coordinator"), version)
        draft = services.create(first, from_template(OLD), [people.OTHER_TOWN]).id

    def spec() -> Specification:
        return session.get_one(Specification, draft)

    def write() -> None:
        text = "受付を電子化する。\n\n利用者は{{users}}である。\n\n二人で書く。"
        writing.write(second, spec(), Edit(Thing.SECTION, "purpose", {"body": text}, 1))

    at_once(
        lambda: evolving.take_all(first, spec(), "1.1", 1),
        lambda: evolving.take_all(second, spec(), "1.1", 1),
        write,
    )
    with unit_of_work(writes=False):
        one = spec()
        assert one.origin == "template:moving:1.1"
        assert [row.why for row in queries.revisions(one)].count("") == 1
        assert one.revision == 3
        body = queries.section(one, "purpose").body
        assert body == "受付と交付を電子化する。\n\n利用者は{{users}}である。\n\n二人で書く。"
        assert queries.content_at(one, 3) == queries.content(one)
