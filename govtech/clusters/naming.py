"""What a group of needs is called: the initiative most of them share, and the words most of them have in common."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from search.alike import Likeness
from search.profiles import Profile

LONGEST = 120
NAMED_BY = 3
SHOWN = 8
TOLD = 6
_NOUN = re.compile("[\u3400-\u9fff々ァ-ヺーa-z]{2,}")
"""Words without hiragana: nouns as they are written, not verbs in the form in which they are compared."""
_COMMON = frozenset(
    [
        "市民",
        "住民",
        "職員",
        "市役所",
        "仕事",
        "時間",
        "毎日",
        "年間",
        "場所",
        "必要",
        "担当",
        "現場",
        "住所",
        "氏名",
        "場合",
        "利用",
        "使用",
        "自分",
        "電話",
    ]
)
"""Words that stand in most needs and name none."""


def common_words(likeness: Likeness, keys: Sequence[str]) -> list[str]:
    """Words that more than half of the needs have, the telling ones first; all words of a need that is alone."""
    weights: defaultdict[str, float] = defaultdict(float)
    holders: Counter[str] = Counter()
    for key in sorted(keys):
        for name, value in likeness.words(key).items():
            weights[name] += value
            holders[name] += 1
    shared = [name for name, count in holders.items() if 2 * count > len(keys) and tells(name)]
    return sorted(shared, key=lambda name: (-round(weights[name], 9), name))[:SHOWN]


def tells(word: str) -> bool:
    """Whether a word says what a need is about."""
    return word not in _COMMON and _NOUN.fullmatch(word) is not None


def telling(words: str) -> str:
    """Of a list of words joined by 、 those that say something, the first few."""
    return "、".join([word for word in words.split("、") if tells(word)][:TOLD])


def title_of(profiles: Sequence[Profile], words: Sequence[str], initiatives: Mapping[int, str]) -> str:
    """A name such as 「施設・予約・窓口（スマホアプリサービス）」; the title of the need itself when it is alone."""
    if len(profiles) == 1:
        return profiles[0].title[:LONGEST]
    counted = Counter(number for profile in profiles for number in profile.initiatives)
    shared = [number for number, count in counted.items() if 2 * count > len(profiles)]
    best = min(shared, key=lambda number: (-counted[number], number), default=None)
    named = "・".join(words[:NAMED_BY]) or min(profile.title for profile in profiles)
    about = initiatives.get(best) if best is not None else None
    return (f"{named}（{about}）" if about else named)[:LONGEST]
