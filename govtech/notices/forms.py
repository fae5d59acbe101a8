"""How a person wishes to be told."""

from __future__ import annotations

from typing import Any

from govtech.core.forms import Choice, Choices, Form, options, required
from govtech.core.words import lazy as _l
from govtech.notices.models import CADENCE_LABELS, KIND_LABELS, Kind, Wishes

HOURS = tuple((str(hour), f"{hour}:00") for hour in range(24))


class WishesForm(Form):
    """Frequency, quiet hours, and the kinds that may come by mail."""

    mail = Choice(
        _l("メールで受け取る頻度"),
        [required(_l("頻度を選んでください。"))],
        radio=True,
        choices=options(CADENCE_LABELS.items()),
        help=_l("お知らせは、メールを受け取らなくても、このサイトの一覧で読めます。"),
    )
    digest_hour = Choice(
        _l("まとめて送る時刻"),
        [required(_l("時刻を選んでください。"))],
        choices=HOURS,
        help=_l("「1日1回」「週1回」を選んだときの時刻です。新しいお知らせがない日には送りません。"),
    )
    quiet_from = Choice(
        _l("メールを送らない時間の始まり"),
        [required(_l("時刻を選んでください。"))],
        choices=HOURS,
        help=_l(
            "この間に届いたお知らせは、終わりの時刻にまとめて送ります。始まりと終わりを同じにすると、いつでも送ります。"
        ),
    )
    quiet_to = Choice(
        _l("メールを送らない時間の終わり"), [required(_l("時刻を選んでください。"))], choices=HOURS
    )
    kinds = Choices(
        _l("メールで受け取るお知らせ"),
        choices=options((kind, KIND_LABELS[kind]) for kind in Kind),
        help=_l("外した種類は、メールでは届かず、一覧にだけ載ります。"),
    )


def filled(wishes: Wishes, unmailed: set[str]) -> dict[str, Any]:
    """The form's values for what a person has said so far."""
    return {
        "mail": wishes.mail.value,
        "digest_hour": str(wishes.digest_hour),
        "quiet_from": str(wishes.quiet_from),
        "quiet_to": str(wishes.quiet_to),
        "kinds": [kind.value for kind in Kind if kind not in unmailed],
    }
