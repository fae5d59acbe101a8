from dataclasses import replace

import pytest

from govtech.core.errors import Forbidden
from govtech.core.policy import (
    ANONYMOUS,
    ROLES_OF,
    RULES,
    SYSTEM,
    Actor,
    OrganisationKind,
    Role,
    Rule,
    authorise,
    can,
    rule,
)


def test_a_permission_without_a_rule_is_a_mistake_not_a_yes():
    with pytest.raises(LookupError):
        can(ANONYMOUS, "moon:visit")


def test_one_rule_for_a_permission(monkeypatch):
    monkeypatch.setattr("govtech.core.policy.RULES", dict(RULES))
    register = rule("test:one", "試す")
    register(lambda _actor, _subject: False)
    with pytest.raises(RuntimeError, match="test:one"):
        register(lambda _actor, _subject: True)


def test_refusal_is_the_default(monkeypatch):
    monkeypatch.setitem(RULES, "test:none", Rule(lambda _a, _s: False, "試す"))
    with pytest.raises(Forbidden):
        authorise(Actor(user_id="u"), "test:none")
    authorise(SYSTEM, "test:none")


def test_later_roles_include_earlier_ones():
    approver = Actor(user_id="u", organisation_id="o", role=Role.APPROVER)
    assert approver.at_least(Role.EDITOR)
    assert not approver.at_least(Role.ADMIN)
    for role in (Role.COORDINATOR, Role.AUDITOR, Role.OPERATOR):
        assert not Actor(user_id="u", organisation_id="o", role=role).at_least(Role.EDITOR)
    assert not ANONYMOUS.at_least(Role.EDITOR)


def test_tokens_open_no_more_than_the_role():
    company = Actor(
        user_id="u", organisation_id="co", organisation_kind=OrganisationKind.COMPANY, role=Role.ADMIN
    )
    staff = Actor(
        user_id="v",
        organisation_id="272035",
        organisation_kind=OrganisationKind.MUNICIPALITY,
        role=Role.EDITOR,
    )
    assert ANONYMOUS.tokens == {"public"}
    assert company.tokens == {"public", "org:co"}
    assert replace(company, verified=True).tokens == {"public", "org:co", "suppliers"}
    assert staff.tokens == {"public", "municipal", "org:272035"}


def test_a_copy_of_the_system_actor_is_not_the_system():
    with pytest.raises(LookupError):
        can(Actor(name="system"), "moon:visit")
    assert all(isinstance(roles, tuple) for roles in ROLES_OF.values())
