"""How a trial is shown: the line of its life, the colours of its states, and its measures as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from govtech.core.words import gettext as _
from govtech.trials.content import number_text
from govtech.trials.models import OPEN, Direction, Measure, Status, Trial

TONES: Mapping[str, str] = {
    Status.PLANNED: "wait",
    Status.RUNNING: "open",
    Status.EVALUATED: "wait",
    Status.ADOPTED: "done",
    Status.NOT_ADOPTED: "stop",
    Status.CANCELLED: "stop",
}
WIDTH, LEFT = 400.0, 8.0
"""The picture's width and the room left at either side for the marks."""


def steps(trial: Trial) -> list[tuple[str, str]]:
    """(words, done | now | next) of the trial's life as it goes for this one."""
    line = [Status.PLANNED, Status.RUNNING, Status.EVALUATED, Status.ADOPTED]
    if trial.status is Status.NOT_ADOPTED:
        line[-1] = Status.NOT_ADOPTED
    if trial.status is Status.CANCELLED:
        line = [*line[: 2 if trial.started_at else 1], Status.CANCELLED]
    labels = {**trial.STATUS_LABELS}
    at = line.index(trial.status)
    shown = [
        (str(labels[status]), "done" if place < at else "now" if place == at else "next")
        for place, status in enumerate(line)
    ]
    if at < len(line) - 1:
        shown[-1] = (_("導入の判断"), shown[-1][1])
    return shown


class Bullet(NamedTuple):
    """A measure as a picture, in units of its width: where the values lie, and the bar from before to reached."""

    before: float | None
    target: float | None
    actual: float | None
    bar_from: float
    bar_width: float


def bullet(row: Measure) -> Bullet | None:
    """The picture of a measure on a scale from zero (or the lowest value below it); None when there is no value."""
    values = [value for value in (row.baseline, row.target, row.actual) if value is not None]
    if not values:
        return None
    low, high = min(0.0, *values), max(0.0, *values)
    span = (high - low) or 1.0

    def at(value: float | None) -> float | None:
        return None if value is None else round(LEFT + (value - low) / span * (WIDTH - 2 * LEFT), 1)

    before, actual = at(row.baseline), at(row.actual)
    origin = before if before is not None else at(0.0) or LEFT
    end = actual if actual is not None else origin
    return Bullet(before, at(row.target), actual, min(origin, end), abs(end - origin))


def value(amount: float | None, unit: str) -> str:
    """12分; ― for what is not known."""
    return "―" if amount is None else f"{number_text(amount)}{unit}"


def wanted(row: Measure) -> str:
    """12分以下."""
    if row.target is None:
        return "―"
    text = value(row.target, row.unit)
    if row.direction is Direction.HIGHER:
        return _("%(value)s以上", value=text)
    return _("%(value)s以下", value=text)


def verdict(trial: Trial, row: Measure) -> tuple[str, str]:
    """(words, tone): whether the target was reached; before the end nothing has failed yet."""
    if row.met is None:
        return (_("未測定") if row.actual is None else _("目標なし")), "wait"
    if not row.met and trial.status in OPEN:
        return _("途中の値"), "wait"
    return (_("達成"), "done") if row.met else (_("未達"), "stop")


def summary(trial: Trial) -> str:
    """How many targets were reached in the end, in words."""
    judged = [row.met for row in trial.measures if row.met is not None]
    if not judged or trial.status in OPEN:
        return ""
    return _("目標%(n)s件のうち%(met)s件を達成しました。", n=len(judged), met=sum(judged))


def acts() -> dict[str, str]:
    """Words for what the journal says of trials."""
    return {
        "trial.planned": _("計画を作りました"),
        "trial.changed": _("合意の内容を変えました"),
        "trial.agreed": _("合意を確認しました"),
        "trial.started": _("実証実験を始めました"),
        "trial.noted": _("経過を書きました"),
        "trial.note_edited": _("経過を直しました"),
        "trial.measured": _("実績を記録しました"),
        "trial.reported": _("報告を書きました"),
        "trial.evaluated": _("評価に進みました"),
        "trial.adopted": _("本格導入を決めました"),
        "trial.declined": _("導入を見送りました"),
        "trial.cancelled": _("中止しました"),
        "trial.published": _("公開しました"),
        "trial.case_drafted": _("事例の下書きを作りました"),
    }
