"""What owners and responders tell one another, in the language of whoever reads it."""

from __future__ import annotations

from collections.abc import Sequence

from govtech.accounts.queries import emails_of
from govtech.core.journal import Notice
from govtech.core.show import show_date, show_datetime
from govtech.core.words import gettext as _
from govtech.needs.interview_models import Interview
from govtech.needs.models import Need
from govtech.needs.response_models import Response, ResponseStatus
from govtech.notices.models import Kind
from govtech.notices.telling import Words, tell


def decided(response: Response) -> list[Notice]:
    """To the responder: the result and its reason."""

    def words() -> tuple[str, str]:
        need = response.need
        chosen = response.status is ResponseStatus.SELECTED
        title = (
            _("【採用】%(title)s", title=need.title)
            if chosen
            else _("【結果のお知らせ】%(title)s", title=need.title)
        )
        return title, _(
            "%(organisation)sから、提案の結果が届きました。\n\n結果：%(result)s\n理由：%(reason)s",
            organisation=need.organisation.name,
            result=response.status_label,
            reason=response.reason,
        )

    return _to_responder(response, words, "/debrief")


def result_promised(need: Need, organisation_ids: Sequence[str]) -> list[Notice]:
    """To those whose responses are being read: by when they hear."""
    return tell(
        emails_of(organisation_ids) if organisation_ids else [],
        Kind.RESPONSE,
        f"/needs/{need.id}",
        lambda: (
            _("【結果の予定日】%(title)s", title=need.title),
            _("提案の結果は、%(day)sまでにお知らせする予定です。", day=show_date(need.result_due)),
        ),
    )


def interview_proposed(interview: Interview) -> list[Notice]:
    """To the responder: please pick a date."""
    return _to_responder(
        interview.response,
        lambda: (
            _("【面談のお願い】%(title)s", title=interview.response.need.title),
            _("面談の日時の候補が届きました。都合のよい日時を選ぶか、別の日時を希望してください。"),
        ),
        "/interview",
    )


def interview_cancelled(interview: Interview) -> list[Notice]:
    """To the responder: it does not take place."""
    return _to_responder(
        interview.response,
        lambda: (
            _("【面談の取りやめ】%(title)s", title=interview.response.need.title),
            _("面談は取りやめになりました。提案の選定は続いています。"),
        ),
        "/interview",
    )


def interview_agreed(interview: Interview) -> list[Notice]:
    """To both: the date is settled."""

    def words() -> tuple[str, str]:
        title = _("【面談の日時が決定】%(title)s", title=interview.response.need.title)
        return title, _("面談は%(at)s（日本時間）です。", at=show_datetime(interview.agreed_at))

    return [*_to_responder(interview.response, words, "/interview"), *_to_owner(interview, words)]


def interview_asked(interview: Interview) -> list[Notice]:
    """To the owners: other dates are wished for."""
    return _to_owner(
        interview,
        lambda: (
            _("【面談の日時の再調整】%(title)s", title=interview.response.need.title),
            _("提案した団体が、別の日時を希望しています。希望を読み、候補を出し直してください。"),
        ),
    )


def _to_responder(response: Response, words: Words, below: str) -> list[Notice]:
    return tell(
        emails_of([response.organisation_id]), Kind.RESPONSE, f"/responses/{response.id}{below}", words
    )


def _to_owner(interview: Interview, words: Words) -> list[Notice]:
    response = interview.response
    return tell(
        emails_of([response.need.organisation_id]),
        Kind.RESPONSE,
        f"/responses/{response.id}/interview",
        words,
    )
