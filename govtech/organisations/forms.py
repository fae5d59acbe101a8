"""What a person may type about an organisation."""

from __future__ import annotations

import unicodedata
from typing import Any

from wtforms import HiddenField

from govtech.core.errors import Invalid
from govtech.core.forms import (
    Area,
    Choices,
    Day,
    Form,
    Markdown,
    Number,
    Text,
    Upload,
    Version,
    Yen,
    longest,
    required,
    valid,
)
from govtech.core.identifiers import invoice_number, postal_code, web_address
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l

CAPABILITY_LENGTH = 60


def one_each_line(text: str) -> list[str]:
    """The lines of a text, each once, without empty ones."""
    return list(dict.fromkeys(line.strip(" 　・-") for line in text.split("\n") if line.strip(" 　・-")))


def one_width(text: str) -> str:
    """Latin letters and digits as they are on the certificate, whatever width they were typed in."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _short_lines(text: str) -> str:
    lines = one_each_line(text)
    long = next((line for line in lines if len(line) > CAPABILITY_LENGTH), None)
    if long:
        raise Invalid(_("1行は%(limit)s文字以内にしてください。", limit=CAPABILITY_LENGTH))
    return "\n".join(lines)


class FactsForm(Form):
    """The facts of one's own organisation."""

    NAMES = (
        "postal_code",
        "address",
        "representative",
        "founded_on",
        "capital_yen",
        "employees",
        "invoice_number",
        "website",
        "contact",
        "description",
    )
    version = Version()
    postal_code = Text(
        _l("郵便番号"),
        [longest(20), valid(postal_code)],
        help=_l("例：540-8570"),
        render_kw={"autocomplete": "postal-code", "inputmode": "numeric"},
    )
    address = Text(_l("所在地"), [longest(200)], help=_l("例：大阪市中央区大手前2丁目"))
    representative = Text(_l("代表者"), [longest(120)], help=_l("例：代表取締役　見本 一郎"))
    founded_on = Day(_l("設立"), help=_l("例：2003-05-06"))
    capital_yen = Yen(_l("資本金"), help=_l("例：30,000,000"))
    employees = Number(_l("従業員・職員の数"), unit=_l("人"), highest=10_000_000, help=_l("例：120"))
    invoice_number = Text(
        _l("インボイスの登録番号"),
        [longest(40), valid(invoice_number)],
        help=_l("適格請求書発行事業者の登録番号です。例：T4000020270008"),
    )
    website = Text(
        _l("ウェブサイト"), [longest(200), valid(web_address)], help=_l("例：https://www.example.jp/")
    )
    contact = Text(
        _l("連絡先"),
        [longest(200)],
        help=_l(
            "市町村からの問い合わせを受ける部署です。公開されます。例：自治体営業部 06-0000-0000 info@example.jp"
        ),
    )
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
        [required(_l("認証の名称を入力してください。")), valid(one_width), longest(80)],
        help=_l("例：ISMAP、ISO/IEC 27001、プライバシーマーク"),
    )
    number = Text(_l("登録番号"), [longest(80)], help=_l("例：IS 123456"))
    expires_on = Day(_l("有効期限"), help=_l("期限がない認証は空けておきます。例：2027-03-31"))


class RenewalForm(Form):
    """A certificate that was renewed."""

    number = Text(_l("登録番号"), [longest(80)], help=_l("例：IS 123456"))
    expires_on = Day(
        _l("新しい有効期限"),
        [required(_l("新しい有効期限を入力してください。"))],
        help=_l("例：2029-03-31"),
    )


class GbizinfoForm(Form):
    """A file of gBizINFO."""

    file = Upload(
        _l("gBizINFOのJSONファイル"),
        [required(_l("ファイルを選んでください。"))],
        help=_l("gBizINFOで自団体のページを開き、JSONとして保存したファイルです。"),
    )


class ChoiceForm(Form):
    """Which facts of a record to take over; the record comes back as it was read."""

    version = Version()
    record = HiddenField()
    fields = Choices(_l("取り込む項目"))


class SuspensionForm(Form):
    """Why an organisation may not act for now."""

    reason = Area(
        _l("利用を停止する理由"),
        [required(_l("理由を入力してください。")), longest(1000)],
        help=_l("例：登録された法人番号の法人が存在しないことが分かったため。"),
    )


def filled(organisation: Any) -> dict[str, Any]:
    """The values of the facts form for an organisation."""
    stated = {name: getattr(organisation, name) for name in FactsForm.NAMES}
    return {**stated, "version": organisation.version, "capabilities": "\n".join(organisation.capabilities)}
