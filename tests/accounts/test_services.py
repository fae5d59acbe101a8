"""What can be done to accounts, and what is refused."""

import pytest
import sqlalchemy as sa

from govtech.accounts import queries, services, signing_services
from govtech.accounts.models import Membership, Purpose, SignIn, SignInAttempt, Ticket, User
from govtech.accounts.services import PersonData, RegistrationData
from govtech.core.db import session
from govtech.core.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from govtech.core.journal import Consumer, Entry, Outbox
from govtech.core.policy import ANONYMOUS, OrganisationKind, Role
from govtech.organisations.models import Organisation, Status
from tests import people
from tests.people import HOME_TOWN, OTHER_TOWN, PASSWORD, email_of

NEWCOMER = PersonData("新 しい人", "とても長い合言葉です")


def town():
    return session.get(Organisation, HOME_TOWN)


def letters():
    return session.scalars(
        sa.select(Outbox).where(Outbox.consumer == Consumer.MAIL).order_by(Outbox.id)
    ).all()


def token_in(letter, path):
    return letter.payload["body"].split(f"{{base_url}}/{path}/")[1].split()[0]


def enter(who, password=PASSWORD, network="192.0.2.1"):
    return signing_services.sign_in(ANONYMOUS, email_of(who), password, network, hours=12)


def test_signing_in_and_out(database):
    people.user("editor")
    token = enter("editor")
    present = queries.present(token)
    assert present.actor.organisation_id == HOME_TOWN
    assert present.actor.role is Role.EDITOR
    assert present.actor.verified
    signing_services.sign_out(present.actor, token)
    assert queries.present(token) is None


def test_the_token_itself_is_not_kept(database):
    people.user("editor")
    token = enter("editor")
    assert token not in session.scalars(sa.select(SignIn.token_hash)).all()


def test_a_sign_in_ends_by_itself(database, frozen):
    people.user("editor")
    token = enter("editor")
    frozen.move(hours=11, minutes=59)
    assert queries.present(token)
    frozen.move(minutes=2)
    assert queries.present(token) is None


@pytest.mark.parametrize(("who", "password"), [("editor", "違う合言葉ですよ"), ("nobody", PASSWORD)])
def test_wrong_password_and_unknown_address_sound_alike(database, who, password):
    people.user("editor")
    with pytest.raises(Invalid, match="メールアドレスまたはパスワードが違います"):
        signing_services.sign_in(ANONYMOUS, f"{who}@example.jp", password, "192.0.2.1", hours=12)
    assert session.scalar(sa.select(sa.func.count()).select_from(SignInAttempt)) == 3


def test_five_failures_hold_an_address_back_even_with_the_right_password(database, frozen):
    people.user("editor")
    for _attempt in range(signing_services.ATTEMPTS_PER_PAIR):
        with pytest.raises(Invalid):
            enter("editor", "違う合言葉ですよ")
    with pytest.raises(TooMany):
        enter("editor")
    assert enter("editor", network="192.0.2.77"), "whoever sits elsewhere is not kept out by it"
    for number in range(signing_services.ATTEMPTS_PER_ADDRESS):
        with pytest.raises(Invalid):
            enter("editor", "違う合言葉ですよ", network=f"192.0.2.{100 + number}")
    with pytest.raises(TooMany):
        enter("editor", network="192.0.2.78")
    frozen.move(minutes=16)
    assert enter("editor")


def test_a_network_that_tries_many_addresses_is_held_back(database):
    people.user("editor")
    for number in range(signing_services.ATTEMPTS_PER_NETWORK):
        with pytest.raises(Invalid):
            signing_services.sign_in(ANONYMOUS, f"a{number}@example.jp", "x", "192.0.2.9", hours=1)
    with pytest.raises(TooMany):
        enter("editor", network="192.0.2.9")
    assert enter("editor", network="192.0.2.10")


def test_members_of_a_suspended_organisation_act_for_nobody(database):
    people.user("company_admin")
    token = enter("company_admin")
    session.get(Organisation, "company1").status = Status.SUSPENDED
    session.flush()
    acting = queries.present(token).actor
    assert acting.signed_in
    assert acting.organisation_id is None
    assert acting.role is None


def test_acting_for_another_of_ones_organisations(database):
    user = people.user("editor")
    session.add(Membership(user_id=user.id, organisation_id=OTHER_TOWN, role=Role.ADMIN))
    session.flush()
    token = enter("editor")
    acting = queries.present(token).actor
    assert {one for one, _name in acting.memberships} == {HOME_TOWN, OTHER_TOWN}
    signing_services.act_for(acting, token, OTHER_TOWN)
    assert queries.present(token).actor.role is Role.ADMIN
    with pytest.raises(Invalid):
        signing_services.act_for(acting, token, "secretariat")


def test_an_admin_invites_and_the_link_works_once(database, actor_for):
    services.invite(actor_for("admin"), town(), "new@example.jp", Role.APPROVER)
    letter = letters()[-1]
    assert letter.payload["to"] == "new@example.jp"
    assert "豊中市" in letter.payload["subject"]
    token = token_in(letter, "join")
    user = services.accept_invitation(ANONYMOUS, token, NEWCOMER)
    assert [(m.organisation_id, m.role) for m in user.memberships] == [(HOME_TOWN, Role.APPROVER)]
    with pytest.raises(NotFound):
        services.accept_invitation(ANONYMOUS, token, NEWCOMER)


def test_the_token_of_a_link_is_neither_in_the_table_nor_in_the_journal(database, actor_for):
    token = services.invite(actor_for("admin"), town(), "new@example.jp", Role.EDITOR)
    assert token not in session.scalars(sa.select(Ticket.token_hash)).all()
    assert all(token not in str(entry.changes) for entry in session.scalars(sa.select(Entry)))


def test_an_invitation_expires(database, actor_for, frozen):
    token = services.invite(actor_for("admin"), town(), "new@example.jp", Role.EDITOR)
    frozen.move(days=services.INVITATION_DAYS, minutes=1)
    with pytest.raises(NotFound):
        queries.open_ticket(token, Purpose.INVITATION)


def test_a_link_is_good_for_one_purpose_only(database, actor_for):
    token = services.invite(actor_for("admin"), town(), "new@example.jp", Role.EDITOR)
    for purpose in (Purpose.RESET, Purpose.REGISTRATION):
        with pytest.raises(NotFound):
            queries.open_ticket(token, purpose)


@pytest.mark.parametrize("who", ["editor", "approver", "company_admin", "other_admin", "auditor", "operator"])
def test_others_do_not_invite(database, actor_for, who):
    with pytest.raises(Forbidden):
        services.invite(actor_for(who), town(), "new@example.jp", Role.EDITOR)


def test_coordinators_invite_the_first_admin_but_not_their_own_colleagues(database, actor_for):
    coordinator = actor_for("coordinator")
    assert services.invite(coordinator, town(), "first@example.jp", Role.ADMIN)
    secretariat = session.get(Organisation, "secretariat")
    with pytest.raises(Forbidden):
        services.invite(coordinator, secretariat, "x@example.jp", Role.COORDINATOR)


def test_a_role_of_another_kind_of_organisation_is_refused(database, actor_for):
    with pytest.raises(Invalid) as refused:
        services.invite(actor_for("admin"), town(), "new@example.jp", Role.AUDITOR)
    assert "role" in refused.value.errors


def test_somebody_with_an_account_joins_with_it(database, actor_for):
    known, admin = people.user("company"), actor_for("admin")
    token = services.invite(admin, town(), email_of("company"), Role.EDITOR)
    assert services.accept_invitation(ANONYMOUS, token, None).id == known.id
    token = services.invite(admin, town(), email_of("company"), Role.EDITOR)
    with pytest.raises(Conflict, match="すでに"):
        services.accept_invitation(ANONYMOUS, token, None)


def test_nobody_changes_their_own_role_so_an_admin_stays(database, actor_for):
    admin = actor_for("admin")
    own = session.scalar(sa.select(Membership).where(Membership.user_id == admin.user_id))
    with pytest.raises(Forbidden):
        services.change_role(admin, own, Role.EDITOR)
    with pytest.raises(Forbidden):
        services.remove_member(admin, own)


def test_removing_a_member_ends_their_sign_ins_for_the_organisation(database, actor_for):
    editor, admin = people.user("editor"), actor_for("admin")
    token = enter("editor")
    membership = session.scalar(sa.select(Membership).where(Membership.user_id == editor.id))
    services.remove_member(admin, membership)
    session.flush()
    assert queries.present(token) is None


def test_a_new_password_ends_the_other_sign_ins(database):
    people.user("editor")
    here, there = enter("editor"), enter("editor")
    acting = queries.present(here).actor
    services.change_password(acting, PASSWORD, "別のとても長い合言葉です", keep=here)
    assert queries.present(here)
    assert queries.present(there) is None
    assert enter("editor", "別のとても長い合言葉です")
    with pytest.raises(Invalid) as refused:
        services.change_password(acting, PASSWORD, "またまた別の合言葉です", keep=here)
    assert "current" in refused.value.errors


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaa", "あ" * 201, email_of("editor")])
def test_weak_passwords(database, weak):
    people.user("editor")
    token = enter("editor")
    with pytest.raises(Invalid) as refused:
        services.change_password(queries.present(token).actor, PASSWORD, weak, keep=token)
    assert list(refused.value.errors) == ["password"]


def test_a_forgotten_password(database):
    people.user("editor")
    token = enter("editor")
    services.request_reset(ANONYMOUS, email_of("editor"))
    link = token_in(letters()[-1], "reset")
    services.reset_password(ANONYMOUS, link, "新しくてとても長い合言葉")
    assert queries.present(token) is None
    assert enter("editor", "新しくてとても長い合言葉")
    with pytest.raises(NotFound):
        services.reset_password(ANONYMOUS, link, "新しくてとても長い合言葉")


def test_asking_for_a_reset_tells_nothing_and_sends_nothing_to_strangers(database):
    before = len(letters())
    assert services.request_reset(ANONYMOUS, "stranger@example.jp") is None
    assert len(letters()) == before


def test_mail_to_one_address_is_limited(database, frozen):
    for _ in range(6):
        services.request_registration(ANONYMOUS, "new@example.jp")
    assert len(letters()) == services.LETTERS_PER_ADDRESS
    frozen.move(minutes=16)
    services.request_registration(ANONYMOUS, "new@example.jp")
    assert len(letters()) == services.LETTERS_PER_ADDRESS + 1


def registration(**changes):
    values = {
        "kind": OrganisationKind.COMPANY,
        "organisation_name": "株式会社みおつくし情報",
        "kana": "ミオツクシジョウホウ",
        "corporate_number": "1130001011420",
        "address": "",
        "website": "",
        "name": "代表 者",
        "password": "とても長い合言葉です",
    }
    return RegistrationData(**(values | changes))


def register(**changes):
    services.request_registration(ANONYMOUS, "boss@example.jp")
    return services.register(ANONYMOUS, token_in(letters()[-1], "register"), registration(**changes))


def test_a_company_registers_itself_and_waits_to_be_verified(database):
    organisation = register()
    assert organisation.status is Status.REGISTERED
    user = session.scalar(sa.select(User).where(User.email == "boss@example.jp"))
    assert [m.role for m in user.memberships] == [Role.ADMIN]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": OrganisationKind.MUNICIPALITY}, "kind"),
        ({"kind": OrganisationKind.SECRETARIAT}, "kind"),
        ({"corporate_number": None}, "corporate_number"),
        ({"password": "short"}, "password"),
    ],
)
def test_registrations_that_are_refused(database, changes, field):
    with pytest.raises(Invalid) as refused:
        register(**changes)
    assert list(refused.value.errors) == [field]


def test_a_civic_group_needs_no_number(database):
    assert register(kind=OrganisationKind.CIVIC_GROUP, corporate_number=None).corporate_number is None
