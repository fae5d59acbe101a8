"""Mail that accounts cause, in the language of whoever reads it; {base_url} is filled when it is sent."""

from __future__ import annotations

from govtech.core.journal import Letter
from govtech.core.words import gettext as _


def invitation(email: str, organisation: str, inviter: str, token: str, days: int) -> Letter:
    """An invitation to join an organisation."""
    return Letter(
        email,
        _("【GovTech Front Osaka】%(organisation)sへの招待", organisation=organisation),
        _(
            "%(inviter)sさんから、GovTech Front Osakaの「%(organisation)s」の一員として招待されました。\n\n"
            "次のページで氏名とパスワードを登録すると、利用を始められます（%(days)s日間有効です）。\n%(link)s\n\n"
            "心当たりがない場合は、このメールを破棄してください。何も登録されません。",
            inviter=inviter,
            organisation=organisation,
            days=days,
            link="{base_url}/join/" + token,
        ),
    )


def registration(email: str, token: str, hours: int) -> Letter:
    """The link with which a company or group registers."""
    return Letter(
        email,
        _("【GovTech Front Osaka】利用登録の続き"),
        _(
            "利用登録を続けるには、次のページで団体の情報を入力してください（%(hours)s時間有効です）。\n%(link)s\n\n"
            "心当たりがない場合は、このメールを破棄してください。何も登録されません。",
            hours=hours,
            link="{base_url}/register/" + token,
        ),
    )


def reset(email: str, token: str, hours: int) -> Letter:
    """The link with which a forgotten password is replaced."""
    return Letter(
        email,
        _("【GovTech Front Osaka】パスワードの再設定"),
        _(
            "次のページで新しいパスワードを設定してください（%(hours)s時間有効です）。\n%(link)s\n\n"
            "心当たりがない場合は、このメールを破棄してください。パスワードは変わりません。",
            hours=hours,
            link="{base_url}/reset/" + token,
        ),
    )
