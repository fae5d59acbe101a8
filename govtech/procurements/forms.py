"""What people may type about a plan."""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms import validators

from govtech.core.forms import Area, Form, Number, Text, Version, Yen, longest, required
from govtech.core.text import digits
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.procurements.content import PARTICIPATION_LABELS, PLAN_LABELS, ParticipationData, PlanData
from govtech.procurements.models import Participation, Procurement

LARGEST_POPULATION = 20_000_000
LARGEST_QUANTITY = 10**12
FIRST_YEAR, LAST_YEAR = 2000, 2100


class PlanForm(Form):
    """A plan."""

    title = Text(
        PLAN_LABELS["title"],
        [required(_l("計画の名前を入力してください。")), longest(120)],
        help=_l("例：公共施設の予約の共同調達"),
    )
    purpose = Area(
        PLAN_LABELS["purpose"],
        [longest(4000)],
        help=_l("例：体育館と集会所の予約から支払いまでを、来庁せずに終えられるようにする"),
    )
    fiscal_year = Number(
        PLAN_LABELS["fiscal_year"],
        lowest=FIRST_YEAR,
        highest=LAST_YEAR,
        help=_l("西暦で入力します。例：2027"),
    )
    version = Version()

    def statement(self) -> PlanData:
        """What was typed."""
        return self.hand_over(PlanData)


class ParticipationForm(Form):
    """One municipality's part."""

    population = Number(
        PARTICIPATION_LABELS["population"], highest=LARGEST_POPULATION, unit=_l("人"), help=_l("例：12,000")
    )
    quantity = Number(PARTICIPATION_LABELS["quantity"], highest=LARGEST_QUANTITY, help=_l("例：3,200"))
    unit = Text(PARTICIPATION_LABELS["unit"], [longest(40)], help=_l("例：件／年"))
    budget_min = Yen(PARTICIPATION_LABELS["budget_min"], help=_l("税込。例：2,000,000"))
    budget_max = Yen(PARTICIPATION_LABELS["budget_max"], help=_l("税込。例：4,000,000"))
    fiscal_year = Number(
        PARTICIPATION_LABELS["fiscal_year"],
        lowest=FIRST_YEAR,
        highest=LAST_YEAR,
        help=_l("西暦で入力します。例：2027"),
    )
    start_month = Text(
        PARTICIPATION_LABELS["start_month"],
        [longest(10)],
        help=_l("年と月を入力します。例：2027-10"),
    )
    version = Version()

    def validate_start_month(self, field: Any) -> None:
        """A year and a month, in any of the usual ways of writing them."""
        if field.data and read_month(field.data) is None:
            raise validators.ValidationError(_("年と月として読めません。例：2027-10"))

    def statement(self) -> ParticipationData:
        """What was typed."""
        start = read_month(self.start_month.data) if self.start_month.data else None
        return self.hand_over(ParticipationData, start_month=start)


class CancelForm(Form):
    """Why a plan ends."""

    reason = Area(
        _l("取りやめる理由"),
        [required(_l("取りやめる理由を入力してください。")), longest(2000)],
        help=_l("公開されます。例：国が同じしくみを無償で配ることになったため"),
        render_kw={"rows": 4},
    )


def read_month(text: str) -> date | None:
    """2027-10, 2027/10, 2027年10月, full width too: the first of that month; None when it is no month."""
    plain = digits(text.replace("年", "-").replace("月", "").replace("/", "-").replace("／", "-"))
    year, _dash, month = plain.partition("-")
    if not (year.isascii() and year.isdigit() and month.isascii() and month.isdigit()):
        return None
    if not (FIRST_YEAR <= int(year[:6]) <= LAST_YEAR and 1 <= int(month[:6]) <= 12):  # noqa: PLR2004
        return None
    return date(int(year), int(month), 1)


def planned(procurement: Procurement) -> dict[str, Any]:
    """What the form of a plan shows for it as it is."""
    return {**{name: getattr(procurement, name) for name in PLAN_LABELS}, "version": procurement.version}


def stated(part: Participation) -> dict[str, Any]:
    """What the form of a part shows for it as it is."""
    unit, quantity = next(iter(part.quantities.items()), ("", None))
    month = part.start_month.strftime("%Y-%m") if part.start_month else ""
    names = ("population", "budget_min", "budget_max", "fiscal_year", "version")
    values = {name: getattr(part, name) for name in names}
    return {**values, "unit": unit, "quantity": quantity, "start_month": month}
