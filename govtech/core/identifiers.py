"""Numbers the state gives, and addresses: read as typed, checked, returned in plain form."""

from __future__ import annotations

import re

from govtech.core.errors import Invalid
from govtech.core.text import digits, nfkc
from govtech.core.words import gettext as _

CORPORATE_DIGITS = 13
GOVERNMENT_DIGITS = 6
EMAIL_LIMIT = 254
_EMAIL = re.compile(r"[!#-'*+\-./0-9=?^-~]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")


def corporate_check_digit(body: str) -> int:
    """Check digit of the 12 digits after it: 9 - (sum of digits × 1 or 2 from the right) mod 9.

    Source: 法人番号の指定等に関する省令 第2条.
    """
    total = sum(int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(reversed(body)))
    return 9 - total % 9


def government_check_digit(body: str) -> int:
    """Check digit after the five digits of a local government code: 11 - sum mod 11, its last digit.

    Weights 6, 5, 4, 3, 2. Source: 全国地方公共団体コード仕様 (JIS X 0402 and 総務省).
    """
    total = sum(int(digit) * weight for digit, weight in zip(body, range(6, 1, -1), strict=True))
    return (11 - total % 11) % 10


def corporate_number(text: str) -> str:
    """The 13 digits of a corporate number; Invalid says which rule is broken."""
    number = digits(text).replace("-", "").removeprefix("T").removeprefix("t")
    if not (number.isascii() and number.isdigit()):
        raise Invalid(_("法人番号は数字だけで入力してください。例：4000020270008"))
    if len(number) != CORPORATE_DIGITS:
        raise Invalid(_("法人番号は13桁です。入力されたのは%(n)s桁です。", n=len(number)))
    if corporate_check_digit(number[1:]) != int(number[0]):
        raise Invalid(
            _("法人番号の検査数字（先頭の1桁）が合いません。国税庁の公表サイトで番号をご確認ください。")
        )
    return number


def invoice_number(text: str) -> str:
    """T and the 13 digits of a qualified invoice issuer (インボイスの登録番号); Invalid says which rule is broken."""
    number = digits(text).replace("-", "").upper()
    if not re.fullmatch(r"T[0-9]{13}", number):
        raise Invalid(_("登録番号は、Tと13桁の数字で入力してください。例：T4000020270008"))
    if corporate_check_digit(number[2:]) != int(number[1]):
        raise Invalid(
            _("登録番号の検査数字（Tの次の1桁）が合いません。国税庁の公表サイトで番号をご確認ください。")
        )
    return number


def postal_code(text: str) -> str:
    """Three digits, a hyphen and four digits; Invalid when it is no postal code."""
    number = digits(text).replace("-", "").removeprefix("〒")
    if not re.fullmatch(r"[0-9]{7}", number):
        raise Invalid(_("郵便番号は7桁の数字で入力してください。例：540-8570"))
    return f"{number[:3]}-{number[3:]}"


def local_government_code(text: str) -> str:
    """The six digits of a local government code; Invalid says which rule is broken."""
    code = digits(text).replace("-", "")
    if not (code.isascii() and code.isdigit()):
        raise Invalid(_("地方公共団体コードは数字だけで入力してください。例：271004"))
    if len(code) != GOVERNMENT_DIGITS:
        raise Invalid(
            _("地方公共団体コードは検査数字を含めて6桁です。入力されたのは%(n)s桁です。", n=len(code))
        )
    if government_check_digit(code[:5]) != int(code[5]):
        raise Invalid(_("地方公共団体コードの検査数字（最後の1桁）が合いません。コード表でご確認ください。"))
    return code


def email(text: str) -> str:
    """The address in lower case; Invalid when mail could not be sent to it."""
    address = nfkc(text)
    if len(address) > EMAIL_LIMIT or not _EMAIL.fullmatch(address):
        raise Invalid(_("メールアドレスの形式ではありません。例：taro.osaka@city.example.lg.jp"))
    return address


def web_address(text: str) -> str:
    """An http or https address; Invalid for anything a browser should not be sent to."""
    address = text.strip()
    if not re.fullmatch(r"https?://[^\s/?#@\"<>\\\[\]]+(?:[/?#][^\s\"<>\\]*)?", address):
        raise Invalid(
            _("https:// か http:// で始まるアドレスを入力してください。例：https://www.example.jp/")
        )
    return address
