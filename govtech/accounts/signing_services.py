"""Signing in and out, and for whom one acts. Callers own the transaction."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from govtech.accounts import queries
from govtech.accounts.models import Membership, SignIn, SignInAttempt
from govtech.accounts.passwords import digest, matches, new_token
from govtech.core.clock import now
from govtech.core.db import session
from govtech.core.errors import Invalid, TooMany
from govtech.core.policy import Actor, authorise
from govtech.core.words import gettext as _
from govtech.organisations.models import Organisation, Status

WINDOW = timedelta(minutes=15)
ATTEMPTS_PER_PAIR = 5
"""Failures of one address from one network: enough for a forgetful person, and it keeps nobody else out."""
ATTEMPTS_PER_ADDRESS = 30
ATTEMPTS_PER_NETWORK = 50


def sign_in(actor: Actor, email: str, password: str, network: str, hours: int) -> str:
    """A token for the cookie. Invalid when address and password do not fit, TooMany after too many attempts.

    The caller keeps what was written although it answers with a refusal: the attempts are counted.
    """
    authorise(actor, "account:enter")
    keys = {
        digest(f"pair:{email} {network}"): ATTEMPTS_PER_PAIR,
        digest("address:" + email): ATTEMPTS_PER_ADDRESS,
        digest("network:" + network): ATTEMPTS_PER_NETWORK,
    }
    _hold_back(keys)
    user = queries.user_by_email(email)
    if not matches(user.password_hash if user and user.active else None, password) or user is None:
        session.add_all(SignInAttempt(key=key) for key in keys)
        raise Invalid(_("メールアドレスまたはパスワードが違います。"))
    own = [key for key in keys if key != digest("network:" + network)]
    session.execute(sa.delete(SignInAttempt).where(SignInAttempt.key.in_(own)))
    session.execute(sa.delete(SignIn).where(SignIn.expires_at < now()))
    first = session.scalar(
        sa.select(Membership.organisation_id)
        .join(Organisation)
        .where(Membership.user_id == user.id, Organisation.status != Status.SUSPENDED)
        .order_by(Membership.id)
        .limit(1)
    )
    token = new_token()
    session.add(
        SignIn(
            token_hash=digest(token),
            user_id=user.id,
            organisation_id=first,
            expires_at=now() + timedelta(hours=hours),
        )
    )
    return token


def _hold_back(limits: dict[str, int]) -> None:
    """TooMany when one of the keys has reached its limit within the window."""
    session.execute(sa.delete(SignInAttempt).where(SignInAttempt.at < now() - WINDOW))
    counted = session.execute(
        sa.select(SignInAttempt.key, sa.func.count())
        .where(SignInAttempt.key.in_(limits))
        .group_by(SignInAttempt.key)
    ).all()
    if any(count >= limits[key] for key, count in counted):
        raise TooMany(_("サインインに続けて失敗しました。15分ほど待ってから、もう一度お試しください。"))


def sign_out(actor: Actor, token: str) -> None:
    """End this browser's sign-in for good."""
    authorise(actor, "account:enter")
    session.execute(sa.delete(SignIn).where(SignIn.token_hash == digest(token)))


def end_sign_ins(actor: Actor, *, keep: str = "") -> None:
    """End every sign-in of the actor but the one with the token `keep`."""
    authorise(actor, "account:change")
    session.execute(
        sa.delete(SignIn).where(SignIn.user_id == actor.user_id, SignIn.token_hash != digest(keep))
    )


def act_for(actor: Actor, token: str, organisation_id: str) -> None:
    """From now on act for another of one's organisations."""
    authorise(actor, "account:change")
    if organisation_id not in dict(actor.memberships):
        raise Invalid(_("所属していない団体は選べません。"))
    session.execute(
        sa.update(SignIn).where(SignIn.token_hash == digest(token)).values(organisation_id=organisation_id)
    )
