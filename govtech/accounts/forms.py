"""What a person may type about accounts."""

from __future__ import annotations

from govtech.accounts.passwords import LONGEST, SHORTEST
from govtech.core.forms import Choice, Form, Secret, Text, longest, required, valid
from govtech.core.identifiers import corporate_number, email, web_address
from govtech.core.policy import KIND_LABELS, OrganisationKind
from govtech.core.text import katakana
from govtech.core.words import lazy as _l

PASSWORD_HELP = _l("%(low)s文字以上。ほかのサイトと同じものは避けてください。", low=SHORTEST)
EMAIL_HELP = _l("例：taro.osaka@city.example.lg.jp")


def _new_password() -> Secret:
    """A password that a new person chooses."""
    return Secret(
        _l("パスワード"),
        [required(_l("パスワードを入力してください。"))],
        help=PASSWORD_HELP,
        render_kw={"autocomplete": "new-password"},
    )


class SignInForm(Form):
    """Address and password."""

    email = Text(
        _l("メールアドレス"),
        [required(_l("メールアドレスを入力してください。")), longest(254)],
        help=EMAIL_HELP,
        render_kw={"type": "email", "autocomplete": "username", "inputmode": "email"},
    )
    password = Secret(
        _l("パスワード"),
        [required(_l("パスワードを入力してください。")), longest(LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )


class EmailForm(Form):
    """An address that a link is mailed to."""

    email = Text(
        _l("メールアドレス"),
        [required(_l("メールアドレスを入力してください。")), valid(email)],
        help=EMAIL_HELP,
        render_kw={"type": "email", "autocomplete": "email", "inputmode": "email"},
    )


class PersonForm(Form):
    """Name and password of a new person."""

    name = Text(
        _l("氏名"),
        [required(_l("氏名を入力してください。")), longest(80)],
        help=_l("例：大阪 花子"),
        render_kw={"autocomplete": "name"},
    )
    password = _new_password()


class NewPasswordForm(Form):
    """A new password."""

    password = Secret(
        _l("新しいパスワード"),
        [required(_l("新しいパスワードを入力してください。"))],
        help=PASSWORD_HELP,
        render_kw={"autocomplete": "new-password"},
    )


class ChangePasswordForm(NewPasswordForm):
    """The current password and a new one."""

    current = Secret(
        _l("今のパスワード"),
        [required(_l("今のパスワードを入力してください。"))],
        render_kw={"autocomplete": "current-password"},
    )


class NameForm(Form):
    """The name others see."""

    name = Text(
        _l("氏名"),
        [required(_l("氏名を入力してください。")), longest(80)],
        render_kw={"autocomplete": "name"},
    )


class RegistrationForm(Form):
    """A company or civic group and its first admin."""

    kind = Choice(
        _l("団体の種類"),
        [required(_l("団体の種類を選んでください。"))],
        radio=True,
        choices=[
            (kind.value, KIND_LABELS[kind])
            for kind in (OrganisationKind.COMPANY, OrganisationKind.CIVIC_GROUP)
        ],
    )
    organisation_name = Text(
        _l("団体の名称"),
        [required(_l("団体の名称を入力してください。")), longest(120)],
        help=_l("登記のとおりに入力してください。例：株式会社みおつくし情報"),
        render_kw={"autocomplete": "organization"},
    )
    kana = Text(
        _l("名称のフリガナ"),
        [required(_l("フリガナを入力してください。")), longest(160), valid(katakana)],
        help=_l("法人格は省きます。例：ミオツクシジョウホウ"),
    )
    corporate_number = Text(
        _l("法人番号"),
        [valid(corporate_number)],
        help=_l("13桁の数字。企業は必ず、団体はあるときだけ入力します。例：4000020270008"),
        render_kw={"inputmode": "numeric"},
    )
    address = Text(_l("所在地"), [longest(200)], help=_l("例：大阪市中央区大手前2丁目"))
    website = Text(
        _l("ウェブサイト"), [longest(200), valid(web_address)], help=_l("例：https://www.example.jp/")
    )
    name = Text(
        _l("担当者の氏名"),
        [required(_l("担当者の氏名を入力してください。")), longest(80)],
        help=_l("この人が団体の管理者になり、ほかの人を招待できます。"),
        render_kw={"autocomplete": "name"},
    )
    password = _new_password()


class InvitationForm(Form):
    """Whom to invite, as what."""

    email = Text(
        _l("招待する人のメールアドレス"),
        [required(_l("メールアドレスを入力してください。")), valid(email)],
        help=EMAIL_HELP,
        render_kw={"type": "email", "inputmode": "email"},
    )
    role = Choice(_l("役割"), [required(_l("役割を選んでください。"))], radio=True)


class RoleForm(Form):
    """Another role for a member."""

    role = Choice(_l("役割"), [required(_l("役割を選んでください。"))])
