"""Every failure a person may meet, in their language; core.web turns them into answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import ClassVar

from govtech.core.words import Text, lazy

Messages = Mapping[str, Sequence[str]]


class DomainError(Exception):
    """Something the person asked for cannot be done; `message` says what happened and what to do."""

    status: ClassVar[int] = HTTPStatus.BAD_REQUEST
    title: ClassVar[Text] = lazy("処理できませんでした")
    default: ClassVar[Text] = lazy("入力内容を確認して、もう一度お試しください。")

    def __init__(self, message: Text | None = None) -> None:
        super().__init__(message)
        self._message = message

    @property
    def message(self) -> str:
        """The text to show, in the language of whoever reads it now."""
        return str(self.default if self._message is None else self._message)

    def __str__(self) -> str:
        return self.message


class NotFound(DomainError):
    """Absent, or not this reader's to see: nobody can tell which."""

    status = HTTPStatus.NOT_FOUND
    title = lazy("ページが見つかりません")
    default = lazy("削除されたか、アドレスが変わったか、公開の範囲が限られています。検索でお探しください。")


class Forbidden(DomainError):
    """The reader may see the thing but not do this to it."""

    status = HTTPStatus.FORBIDDEN
    title = lazy("この操作は行えません")
    default = lazy("この操作を行う権限がありません。必要な場合は、所属団体の管理者にご相談ください。")


class Conflict(DomainError):
    """Somebody else was faster, or the state does not allow this step."""

    status = HTTPStatus.CONFLICT
    title = lazy("ほかの操作と重なりました")
    default = lazy("ほかの人が先に変更しました。最新の内容を確認して、もう一度お試しください。")


class TooMany(DomainError):
    """Too many attempts; wait."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    title = lazy("しばらくお待ちください")
    default = lazy("短い時間に何度も試されました。しばらく待ってから、もう一度お試しください。")


class Invalid(DomainError):
    """What was given cannot be accepted; `errors` maps field names to messages."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = lazy("入力内容に誤りがあります")

    def __init__(
        self, message: Text | None = None, *, field: str | None = None, errors: Messages | None = None
    ) -> None:
        super().__init__(message)
        self.errors: Messages = errors or ({field: [self.message]} if field else {})


CONSTRAINTS: dict[str, Text] = {}
"""Messages for database constraints by name; rooms add theirs beside the tables that carry them."""


def broken_constraint(detail: str) -> str | None:
    """The constraint that a database error names, if we have a message for it."""
    return next((name for name in CONSTRAINTS if name in detail), None)


def explain_constraint(detail: str) -> str | None:
    """The message of the constraint that a database error names, if we have one."""
    name = broken_constraint(detail)
    return str(CONSTRAINTS[name]) if name else None
