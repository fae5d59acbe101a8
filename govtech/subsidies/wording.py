"""How a subsidy's facts are put into words."""

from __future__ import annotations

from collections.abc import Mapping

from govtech.core.show import show_yen
from govtech.core.words import Text
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.subsidies.models import NO_LIMIT, WINDOWS

CHOICE_LABELS: Mapping[str, Text] = {
    "open": _l("受付中"),
    "closing_soon": _l("締切間近（14日以内）"),
    "upcoming": _l("受付前"),
    "closed": _l("受付終了"),
    "all": _l("すべて"),
}
"""What a reader may ask for in a list."""
FIELD_LABELS: Mapping[str, Text] = {
    "title": _l("補助金の名称"),
    "provider": _l("実施する機関"),
    "catch_phrase": _l("ひとことで言うと"),
    "body": _l("内容"),
    "eligible": _l("対象者"),
    "rate": _l("補助率"),
    "ceiling": _l("上限額"),
    "employees": _l("従業員数の条件"),
    "url": _l("詳しい情報のアドレス"),
    WINDOWS: _l("受付期間と対象地域"),
}


def ceiling_words(ceiling: int | None) -> str:
    """An amount, or that none is stated, or that there is no limit (a row of nines)."""
    if ceiling is None:
        return _("記載なし")
    return _("上限の定めなし") if ceiling >= NO_LIMIT else show_yen(ceiling)
