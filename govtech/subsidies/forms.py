"""What a coordinator may type about a subsidy."""

from __future__ import annotations

from typing import Any

from govtech.core.forms import (
    Area,
    Check,
    Choices,
    Form,
    Markdown,
    Moment,
    Text,
    Version,
    Yen,
    longest,
    required,
    valid,
)
from govtech.core.identifiers import web_address
from govtech.core.words import lazy as _l
from govtech.subsidies.areas import LABELS
from govtech.subsidies.models import Subsidy, Window
from govtech.subsidies.services import SubsidyData, WindowData

WINDOW_FIELDS = ("opens_at", "closes_at", "project_deadline", "areas", "area_note")


class SubsidyForm(Form):
    """A subsidy and its reception window; the window's fields go when an import has several of them."""

    version = Version()
    title = Text(
        _l("補助金の名称"),
        [required(_l("補助金の名称を入力してください。")), longest(255)],
        help=_l("例：自治体デジタル基盤整備補助金（令和8年度 第2回）"),
    )
    provider = Text(_l("実施する機関"), [longest(255)], help=_l("例：総務省、大阪府"))
    catch_phrase = Text(
        _l("ひとことで言うと"), [longest(500)], help=_l("例：窓口のオンライン化にかかる経費を補助します。")
    )
    body = Markdown(_l("内容"), help=_l("対象となる経費、条件、手続の流れを書きます。"))
    eligible = Area(_l("対象者"), [longest(2000)], help=_l("例：府内の市町村（共同申請を含む）"))
    rate = Text(_l("補助率"), [longest(255)], help=_l("例：2分の1以内"))
    ceiling = Yen(_l("上限額"), lowest=1, help=_l("定めがないときは空けておきます。例：10,000,000"))
    employees = Text(_l("従業員数の条件"), [longest(100)], help=_l("例：300名以下"))
    opens_at = Moment(_l("受付開始"), help=_l("例：2026-12-01 09:00"))
    closes_at = Moment(_l("受付締切"), help=_l("例：2027-01-29 17:00"))
    project_deadline = Moment(_l("事業の完了期限"), help=_l("例：2028-03-31"))
    areas = Choices(_l("対象地域"), choices=list(LABELS.items()))
    area_note = Area(
        _l("対象地域についての補足"), [longest(1000)], help=_l("例：過疎地域に指定された市町村を除く")
    )
    url = Text(
        _l("詳しい情報のアドレス"),
        [longest(500), valid(web_address)],
        help=_l("例：https://www.example.go.jp/hojo/"),
    )
    contact = Area(_l("問い合わせ先"), [longest(1000)], help=_l("例：○○省○○課 電話 00-0000-0000"))
    municipal = Check(_l("市町村が申請できる"))
    initiatives = Choices(_l("関係する取組"))

    def offer(self, initiatives: dict[int, str]) -> None:
        """The initiatives there are."""
        self.initiatives.choices = [(str(number), name) for number, name in initiatives.items()]

    def without_window(self) -> None:
        """Take the window's fields out."""
        for name in WINDOW_FIELDS:
            del self[name]

    def data_of_subsidy(self) -> SubsidyData:
        """The facts."""
        numbers = tuple(int(number) for number in self.initiatives.data or ())
        return self.hand_over(SubsidyData, initiatives=numbers)

    def data_of_window(self) -> WindowData | None:
        """The window, unless its fields were taken out."""
        return self.hand_over(WindowData) if "closes_at" in self else None


def filled(subsidy: Subsidy) -> dict[str, Any]:
    """The values of the form for a subsidy."""
    names = [name for name in SubsidyData.__dataclass_fields__ if name != "initiatives"]
    window = next((held for held in subsidy.windows if not held.source_id), Window())
    return {
        "version": subsidy.version,
        **{name: getattr(subsidy, name) for name in names},
        "initiatives": [str(link.number) for link in subsidy.initiatives],
        **{name: getattr(window, name) for name in WINDOW_FIELDS},
        "areas": list(window.areas),
    }
