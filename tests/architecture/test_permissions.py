"""Every permission for every person: written down apart from the rules, so that a changed rule shows."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from govtech import rooms
from govtech.core.db import unit_of_work
from govtech.core.policy import RULES, SYSTEM, Actor, authorise, can
from tests import people
from tests.architecture.access import (
    CASE_WRITERS,
    CHOOSERS,
    DECIDERS,
    IN_THE_OPEN,
    JOINERS,
    NEED_STATES,
    NEED_WRITERS,
    NOTE_WRITERS,
    OPENED,
    OTHERS_ORGANISATION,
    OWN_ORGANISATION,
    QUESTION_PUBLISHERS,
    REPLIERS,
    RESPONDERS,
    SIDES,
    STAFFERS,
    TRIAL_ENDERS,
    TRIAL_RECORDERS,
    TRIAL_SPEAKERS,
    TRIAL_TELLERS,
    TRIAL_WRITERS,
    Things,
)
from tests.architecture.test_access import kind_of
from tests.architecture.world import (
    ALL,
    COMPANY,
    COORDINATOR,
    GROUP,
    MUNICIPAL,
    NOBODY,
    OTHER_TOWN,
    SIGNED_IN,
    SUPPLIERS,
    TOWN,
    TOWN_APPROVERS,
    VERIFIED_SUPPLIERS,
    Readers,
    Thing,
    World,
    build,
)

assert rooms.SEARCHABLE is not None

OPERATOR: Readers = frozenset({"operator"})
SHUT: Things = {"response:closed_draft": TOWN, "response:closed_withdrawn": TOWN}
"""What the rule would grant, and what queries do not find for them."""
PERMISSIONS: dict[str, Readers | Things] = {
    "account:enter": ALL,
    "account:change": SIGNED_IN,
    "adoption:record": MUNICIPAL,
    "cluster:answer": {"cluster_invitation": OTHER_TOWN},
    "cluster:manage": {"cluster": COORDINATOR},
    "cluster:propose": NOBODY,
    "participation:join": {"procurement": MUNICIPAL},
    "participation:state": {"participation": OTHER_TOWN},
    "procurement:cancel": {"procurement": COORDINATOR},
    "procurement:plan": {"procurement": COORDINATOR},
    "support:change": {"support": OTHER_TOWN},
    "support:contacts": MUNICIPAL | COORDINATOR,
    "support:join": JOINERS,
    "case:archive": {"case": TOWN_APPROVERS | COORDINATOR},
    "case:create": MUNICIPAL | COORDINATOR,
    "case:edit": CASE_WRITERS,
    "case:history": {"case": TOWN},
    "case:publish": {"case": TOWN_APPROVERS},
    "case:thank": {"case": OTHER_TOWN | VERIFIED_SUPPLIERS | COORDINATOR},
    "case:submit": {"case": TOWN},
    "certification:remind": NOBODY,
    "local_government:import": COORDINATOR | OPERATOR,
    "match:hide": SUPPLIERS,
    "match:judge": {"need": TOWN},
    "match:tell": NOBODY,
    "membership:change": {"member": frozenset({"admin"}) | COORDINATOR},
    "need:close": NOBODY,
    "need:conclude": {"need": TOWN_APPROVERS},
    "need:create": MUNICIPAL,
    "need:edit": NEED_WRITERS,
    "need:publish": {"need": TOWN_APPROVERS},
    "need:respond": {"need": VERIFIED_SUPPLIERS},
    "need:send_back": {"need": TOWN_APPROVERS},
    "need:submit": {"need": TOWN},
    "need:withdraw": NEED_WRITERS,
    "notice:read": SIGNED_IN,
    "notice:unsubscribe": ALL,
    "notice:watch": SIGNED_IN,
    "organisation:edit": OWN_ORGANISATION,
    "organisation:import": COORDINATOR | OPERATOR,
    "organisation:members": STAFFERS,
    "organisation:verify": OTHERS_ORGANISATION,
    "quality:edit": COORDINATOR,
    "quality:read": MUNICIPAL | COORDINATOR,
    "question:answer": {"question": TOWN},
    "question:ask": {
        "need": VERIFIED_SUPPLIERS | OTHER_TOWN,
        "case": VERIFIED_SUPPLIERS | OTHER_TOWN,
    },
    "question:publish": QUESTION_PUBLISHERS,
    "question:withdraw": {"question": COMPANY},
    "reference:edit": COORDINATOR,
    "response:decide": {
        **DECIDERS,
        "response:closed_draft": TOWN_APPROVERS,
        "response:closed_withdrawn": TOWN_APPROVERS,
    },  # which they do not find, being a draft
    "response:edit": RESPONDERS,
    "response:list": {f"need:{state}": TOWN if state in OPENED else NOBODY for state in NEED_STATES},
    "response:shortlist": {**CHOOSERS, **SHUT},
    "response:debrief": {"response": NOBODY, "response:matched_submitted": GROUP},
    "interview:answer": RESPONDERS,
    "interview:propose": {**CHOOSERS, **SHUT},
    "need:promise": {f"need:{state}": TOWN if state in IN_THE_OPEN else NOBODY for state in NEED_STATES},
    "discussion:join": {"specification": TOWN | COORDINATOR},
    "discussion:edit": {"comment": frozenset({"editor"})},
    "suggestion:decide": {"suggestion": TOWN | COORDINATOR},
    "suggestion:withdraw": {"suggestion": TOWN},
    "sounding:answer": {"sounding": TOWN | COORDINATOR},
    "sounding:change": {"sounding_remark": COMPANY},
    "sounding:close": NOBODY,
    "sounding:decide": {"sounding": TOWN_APPROVERS | COORDINATOR},
    "sounding:open": {"specification": TOWN_APPROVERS | COORDINATOR},
    "sounding:read": {"sounding": TOWN | COORDINATOR},
    "sounding:remark": {
        "sounding": VERIFIED_SUPPLIERS,
        "sounding:public_open": VERIFIED_SUPPLIERS | OTHER_TOWN,
    },
    "compliance:answer": {"specification": VERIFIED_SUPPLIERS},
    "compliance:call": {"specification": TOWN | COORDINATOR},
    "compliance:compare": {"specification": TOWN | COORDINATOR},
    "compliance:record": {"specification": TOWN | COORDINATOR},
    "compliance:write": REPLIERS,
    "specification:confirm": {"specification": TOWN_APPROVERS},
    "specification:position": {"specification": TOWN},
    "specification:create": MUNICIPAL | COORDINATOR,
    "specification:clock": NOBODY,
    "specification:join": {"specification": frozenset({"other_admin"})},
    "specification:leave": {"specification": NOBODY},  # it is its lead's: tests/agreeing/test_leaving.py
    "specification:abandon": {"specification": TOWN_APPROVERS | COORDINATOR},
    "specification:edit": {"specification": TOWN | COORDINATOR},
    "specification:fill": {"specification": TOWN},
    "specification:freeze": {"specification": TOWN_APPROVERS | COORDINATOR},
    "specification:lead": {"specification": TOWN | COORDINATOR},
    "specification:offer": {"specification": TOWN | COORDINATOR},
    "template_offer:decide": COORDINATOR,
    "trial:agree": TRIAL_SPEAKERS,
    "trial:agreement": {"trial": SIDES},
    "trial:cancel": TRIAL_ENDERS,
    "trial:create": MUNICIPAL,
    "trial:decide": {"trial": TOWN_APPROVERS},
    "trial:draft_case": {"trial": TOWN},
    "trial:edit": TRIAL_WRITERS,
    "trial:evaluate": {"trial": TOWN},
    "trial:note": TRIAL_TELLERS,
    "trial:publish": {"trial": TOWN_APPROVERS},
    "trial:record": TRIAL_RECORDERS,
    "trial:start": {"trial": TOWN},
    "trial_note:edit": NOTE_WRITERS,
    "saved_search:keep": SIGNED_IN,
    "search:explain": COORDINATOR,
    "solution:create": SUPPLIERS,
    "solution:edit": {"solution": COMPANY},
    "solution:publish": {"solution": COMPANY},
    "solution:withdraw": {"solution": COMPANY},
    "subsidy:edit": COORDINATOR,
    "subsidy:import": COORDINATOR | OPERATOR,
    "synonyms:edit": COORDINATOR,
    "template:import": COORDINATOR,
}


@pytest.fixture(params=["sqlite"])
def engine(request: pytest.FixtureRequest) -> Any:
    """Rules are plain Python: one database is enough."""
    return request.getfixturevalue(f"{request.param}_engine")


@pytest.fixture
def world(app: Flask, frozen: Any) -> World:
    """One of each thing in each state."""
    return build(app.extensions["files"])


def test_every_permission_has_its_place_in_the_table() -> None:
    assert set(RULES) - set(PERMISSIONS) == set(), "place the new permissions in this table"
    assert set(PERMISSIONS) - set(RULES) == set(), "the table names permissions that are gone"


def test_every_permission_for_everybody(world: World) -> None:
    actors = {who: people.actor(who) for who in people.WHO}
    wrong = []
    with unit_of_work(writes=False):
        for permission, table in PERMISSIONS.items():
            if isinstance(table, dict):
                things = [
                    thing for thing in world.things.values() if {thing.name, kind_of(thing)} & set(table)
                ]
                assert things, permission
                for thing in things:
                    wrong += _wrong(
                        actors,
                        permission,
                        table.get(thing.name, table.get(kind_of(thing), NOBODY)),
                        thing,
                        world,
                    )
            else:
                wrong += _wrong(actors, permission, table, None, world)
    assert not wrong, "\n".join(wrong)


def _wrong(
    actors: dict[str, Actor], permission: str, expected: Readers, thing: Thing | None, world: World
) -> list[str]:
    subject = world.loaded(thing.name) if thing else None
    allowed = {who for who, actor in actors.items() if can(actor, permission, subject)}
    if allowed == expected:
        return []
    about = f" on {thing.name}" if thing else ""
    return [
        f"{permission}{about}: too many {sorted(allowed - expected)}, missing {sorted(expected - allowed)}"
    ]


@pytest.mark.parametrize("permission", sorted(RULES))
def test_every_permission_has_words_and_the_clock_has_them_all(permission: str) -> None:
    assert str(RULES[permission].label)
    assert can(SYSTEM, permission)


def test_what_no_rule_names_is_a_mistake_in_the_program() -> None:
    with pytest.raises(LookupError):
        authorise(Actor(), "need:unheard_of")
