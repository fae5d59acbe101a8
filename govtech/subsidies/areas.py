"""The areas subsidies name: the whole country, ten regions and 47 prefectures, as jGrants writes them."""

from __future__ import annotations

from collections.abc import Iterable

from govtech.core.words import Text
from govtech.core.words import lazy as _l

NATION = "全国"
ABROAD = "海外"
REGIONS: dict[str, tuple[str, ...]] = {
    "北海道地方": ("北海道",),
    "東北地方": ("青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県"),
    "関東・甲信越地方": (
        "茨城県",
        "栃木県",
        "群馬県",
        "埼玉県",
        "千葉県",
        "東京都",
        "神奈川県",
        "新潟県",
        "山梨県",
        "長野県",
    ),
    "東海・北陸地方": ("富山県", "石川県", "福井県", "岐阜県", "静岡県", "愛知県", "三重県"),
    "近畿地方": ("滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県"),
    "中国地方": ("鳥取県", "島根県", "岡山県", "広島県", "山口県"),
    "四国地方": ("徳島県", "香川県", "愛媛県", "高知県"),
    "九州・沖縄地方": ("福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県"),
}
REGION_OF = {prefecture: region for region, prefectures in REGIONS.items() for prefecture in prefectures}
AREAS: tuple[str, ...] = (NATION, *REGIONS, *REGION_OF, ABROAD)
"""Every area, the wide ones first."""


OFFERED: tuple[str, ...] = ("大阪府", "近畿地方", NATION)
"""Areas that lists offer as one click, with their numbers."""
LABELS: dict[str, Text] = {
    "全国": _l("全国"),
    "北海道地方": _l("北海道地方"),
    "東北地方": _l("東北地方"),
    "関東・甲信越地方": _l("関東・甲信越地方"),
    "東海・北陸地方": _l("東海・北陸地方"),
    "近畿地方": _l("近畿地方"),
    "中国地方": _l("中国地方"),
    "四国地方": _l("四国地方"),
    "九州・沖縄地方": _l("九州・沖縄地方"),
    "北海道": _l("北海道"),
    "青森県": _l("青森県"),
    "岩手県": _l("岩手県"),
    "宮城県": _l("宮城県"),
    "秋田県": _l("秋田県"),
    "山形県": _l("山形県"),
    "福島県": _l("福島県"),
    "茨城県": _l("茨城県"),
    "栃木県": _l("栃木県"),
    "群馬県": _l("群馬県"),
    "埼玉県": _l("埼玉県"),
    "千葉県": _l("千葉県"),
    "東京都": _l("東京都"),
    "神奈川県": _l("神奈川県"),
    "新潟県": _l("新潟県"),
    "山梨県": _l("山梨県"),
    "長野県": _l("長野県"),
    "富山県": _l("富山県"),
    "石川県": _l("石川県"),
    "福井県": _l("福井県"),
    "岐阜県": _l("岐阜県"),
    "静岡県": _l("静岡県"),
    "愛知県": _l("愛知県"),
    "三重県": _l("三重県"),
    "滋賀県": _l("滋賀県"),
    "京都府": _l("京都府"),
    "大阪府": _l("大阪府"),
    "兵庫県": _l("兵庫県"),
    "奈良県": _l("奈良県"),
    "和歌山県": _l("和歌山県"),
    "鳥取県": _l("鳥取県"),
    "島根県": _l("島根県"),
    "岡山県": _l("岡山県"),
    "広島県": _l("広島県"),
    "山口県": _l("山口県"),
    "徳島県": _l("徳島県"),
    "香川県": _l("香川県"),
    "愛媛県": _l("愛媛県"),
    "高知県": _l("高知県"),
    "福岡県": _l("福岡県"),
    "佐賀県": _l("佐賀県"),
    "長崎県": _l("長崎県"),
    "熊本県": _l("熊本県"),
    "大分県": _l("大分県"),
    "宮崎県": _l("宮崎県"),
    "鹿児島県": _l("鹿児島県"),
    "沖縄県": _l("沖縄県"),
    "海外": _l("海外"),
}


def covering(area: str) -> frozenset[str]:
    """Areas that include a place: for 大阪府 also 近畿地方 and 全国."""
    if area == ABROAD:
        return frozenset({ABROAD})
    return frozenset({area, NATION} | ({REGION_OF[area]} if area in REGION_OF else set()))


def labelled(areas: Iterable[str]) -> list[str]:
    """The areas in the reader's language, as `in_words`."""
    return [str(LABELS.get(area, area)) for area in in_words(areas)]


def in_words(areas: Iterable[str]) -> tuple[str, ...]:
    """The areas without those a wider named one includes: 全国 alone instead of 全国 and 47 prefectures."""
    named = list(areas)
    if NATION in named:
        return tuple(area for area in named if area in {NATION, ABROAD})
    return tuple(area for area in named if REGION_OF.get(area) not in named)
