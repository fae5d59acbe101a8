"""Passwords and secret tokens: how they are kept and checked."""

from __future__ import annotations

import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from govtech.core.errors import Invalid
from govtech.core.words import gettext as _

SHORTEST = 10
LONGEST = 200
_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """An argon2id hash with its own salt and parameters."""
    return _hasher.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; takes as long for an account that does not exist."""
    try:
        _hasher.verify(password_hash or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@cache
def _nobody() -> str:
    return _hasher.hash(secrets.token_hex(16))


def check_password(password: str, email: str) -> str:
    """The password when it is long enough and not the address itself; Invalid otherwise."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(
            _("パスワードは%(low)s文字以上%(high)s文字以内にしてください。", low=SHORTEST, high=LONGEST)
        )
    if len(set(password)) < 4 or password.casefold() in email.casefold():  # noqa: PLR2004
        raise Invalid(_("推測されやすいパスワードです。別のものにしてください。"))
    return password


def new_token() -> str:
    """A secret nobody can guess, for a cookie or a link."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """The form in which a token, or a key of the attempts table, is kept."""
    return hashlib.sha256(secret.encode()).hexdigest()
