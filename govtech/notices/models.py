"""What a person is told, and the kinds of things that can be told or muted."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from govtech.core.words import Text, lazy


class Kind(enum.StrEnum):
    """What a notice is about; a person can mute each kind."""

    APPROVAL = "approval"
    CHANGE = "change"
    QUESTION = "question"
    RESPONSE = "response"
    INVITATION = "invitation"
    TRIAL = "trial"
    EXPIRY = "expiry"
    WATCH = "watch"
    SEARCH = "search"


KIND_LABELS: Mapping[str, Text] = {
    Kind.APPROVAL: lazy("承認のお願いと差し戻し"),
    Kind.CHANGE: lazy("提案中・応援中のニーズの変更"),
    Kind.QUESTION: lazy("質問と回答"),
    Kind.RESPONSE: lazy("募集の終了と提案の結果"),
    Kind.INVITATION: lazy("共同化などのお誘い"),
    Kind.TRIAL: lazy("実証実験の進み具合"),
    Kind.EXPIRY: lazy("認証などの期限"),
    Kind.WATCH: lazy("ウォッチしているもの"),
    Kind.SEARCH: lazy("保存した検索"),
}
