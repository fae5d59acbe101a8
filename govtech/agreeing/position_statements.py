"""What somebody says to items, and whether it can be said: words that are missing, colleagues who were quicker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from govtech.agreeing.position_models import STANCE_LABELS, Position, Stance
from govtech.core.errors import Invalid
from govtech.core.words import gettext as _

LONGEST = 1_000
"""Characters of a wording and of a reason."""


@dataclass(frozen=True)
class PositionData:
    """A stance, the wording wanted (for a change) or kept (for a local variation), and why."""

    stance: Stance
    wording: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Seen:
    """What somebody looked at while typing: the revision of the text, and the version of the position (0: none yet)."""

    revision: int
    version: int


@dataclass(frozen=True)
class Statement:
    """One row of many: what is said to an item, and what the writer saw there before (None: nothing).

    `version` is that of the position that the writer saw, 0 for none; None where nobody looked.
    """

    key: str
    data: PositionData
    was: Stance | None = None
    version: int | None = None


@dataclass(frozen=True)
class Stated:
    """What became of many statements: how many were saved, and by item key why the others were not."""

    saved: int
    refused: Mapping[str, str]


def problem(statement: Statement, kept: Position | None) -> str:
    """Why a row cannot be saved; empty when it can."""
    data = statement.data
    if statement.version is not None and differs(kept, data):
        if (kept.version if kept else 0) != statement.version:
            return quicker(kept)
    elif (kept.stance if kept else None) not in (statement.was, data.stance):
        return quicker(kept)
    try:
        check(data)
    except Invalid as error:
        return "".join(error.errors.get("wording", [error.message]))
    return ""


def differs(kept: Position | None, data: PositionData) -> bool:
    """Whether a statement says something else than what stands."""
    return kept is None or (kept.stance, kept.wording, kept.reason) != (
        data.stance,
        data.wording,
        data.reason,
    )


def quicker(kept: Position | None) -> str:
    """What somebody is told whose colleague has said something else meanwhile."""
    now_says = STANCE_LABELS[kept.stance] if kept else _("未定")
    return _(
        "画面を開いた後に、自団体の立場が「%(stance)s」になりました。確かめて、もう一度選んでください。",
        stance=now_says,
    )


def check(data: PositionData) -> None:
    """Invalid when words are missing or too long."""
    if max(len(data.wording), len(data.reason)) > LONGEST:
        words = _("文案と理由は、それぞれ%(n)s文字までにしてください。", n=LONGEST)
        raise Invalid(words, field="wording")
    if data.stance is Stance.CHANGE and not data.wording.strip():
        raise Invalid(_("どう直してほしいのか、文案を書いてください。"), field="wording")
    if data.stance is Stance.LOCAL and not data.wording.strip():
        raise Invalid(_("自団体の別紙に載せる文を書いてください。"), field="wording")
