"""What a person may type about an organisation."""

from __future__ import annotations

from typing import Any

from govtech.core.errors import Invalid
from govtech.core.forms import Area, Day, Form, Markdown, Number, Text, Version, longest, required, valid
from govtech.core.identifiers import web_address
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l

CAPABILITY_LENGTH = 60


def one_each_line(text: str) -> list[str]:
    """The lines of a text, each once, without empty ones."""
    return list(dict.fromkeys(line.strip(" 　・-") for line in text.split("\n") if line.strip(" 　・-")))


def _short_lines(text: str) -> str:
    lines = one_each_line(text)
    long = next((line for line in lines if len(line) > CAPABILITY_LENGTH), None)
    if long:
        raise Invalid(_("1行は%(limit)s文字以内にしてください。", limit=CAPABILITY_LENGTH))
    return "\n".join(lines)


class FactsForm(Form):
    """The facts of one's own organisation."""

    version = Version()
    address = Text(_l("所在地"), [longest(200)], help=_l("例：大阪市中央区大手前2丁目"))
    website = Text(
        _l("ウェブサイト"), [longest(200), valid(web_address)], help=_l("例：https://www.example.jp/")
    )
    employees = Number(_l("従業員・職員の数"), unit=_l("人"), highest=10_000_000, help=_l("例：120"))
    description = Markdown(_l("紹介"), help=_l("どのような団体か、何を目指しているかを書きます。"))
    capabilities = Area(
        _l("できること・得意な分野"),
        [longest(2000), valid(_short_lines)],
        help=_l("1行に一つずつ。例：電子申請の導入、住民向けアプリの開発"),
    )


class CertificationForm(Form):
    """A certificate."""

    name = Text(
        _l("認証の名称"),
        [required(_l("認証の名称を入力してください。")), longest(80)],
        help=_l("例：ISMAP、ISO/IEC 27001、プライバシーマーク"),
    )
    number = Text(_l("登録番号"), [longest(80)], help=_l("例：IS 123456"))
    expires_on = Day(_l("有効期限"), help=_l("期限がない認証は空けておきます。例：2027-03-31"))


class SuspensionForm(Form):
    """Why an organisation may not act for now."""

    reason = Area(
        _l("利用を停止する理由"),
        [required(_l("理由を入力してください。")), longest(1000)],
        help=_l("例：登録された法人番号の法人が存在しないことが分かったため。"),
    )


def filled(organisation: Any) -> dict[str, Any]:
    """The values of the facts form for an organisation."""
    return {
        "version": organisation.version,
        "address": organisation.address,
        "website": organisation.website,
        "employees": organisation.employees,
        "description": organisation.description,
        "capabilities": "\n".join(organisation.capabilities),
    }
