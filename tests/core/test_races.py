"""Two people who change one thing at one moment: the second reads what the first wrote, and is told."""

from __future__ import annotations

from functools import partial

from govtech.core.db import lock, session, unit_of_work
from govtech.core.errors import Conflict
from govtech.organisations.models import Organisation
from tests import people
from tests.races import at_once


def test_of_two_changes_made_from_one_page_one_is_kept_and_the_other_refused(live):
    people.user("editor")

    def town():
        return session.get_one(Organisation, people.HOME_TOWN)

    with unit_of_work(writes=False):
        began = town().version

    def change(contact):
        with unit_of_work():
            held = town()
            lock(held, as_of=began)
            held.contact = contact
        return contact

    results = at_once(partial(change, "総務課"), partial(change, "企画課"))
    [kept] = [one for one in results if isinstance(one, str)]
    assert [type(one) for one in results if one != kept] == [Conflict]
    with unit_of_work(writes=False):
        assert town().contact == kept
