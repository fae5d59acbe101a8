"""The areas subsidies name: the whole country, ten regions and 47 prefectures, as jGrants writes them."""

from __future__ import annotations

from collections.abc import Iterable

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


def covering(area: str) -> frozenset[str]:
    """Areas that include a place: for 大阪府 also 近畿地方 and 全国."""
    if area == ABROAD:
        return frozenset({ABROAD})
    return frozenset({area, NATION} | ({REGION_OF[area]} if area in REGION_OF else set()))


def in_words(areas: Iterable[str]) -> tuple[str, ...]:
    """The areas without those a wider named one includes: 全国 alone instead of 全国 and 47 prefectures."""
    named = list(areas)
    if NATION in named:
        return tuple(area for area in named if area in {NATION, ABROAD})
    return tuple(area for area in named if REGION_OF.get(area) not in named)
