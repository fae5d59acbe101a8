"""The list's filters: read from the address, and offered as links with what each would show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import url_for

from govtech.core.filters import Groups, Option
from govtech.core.text import clean, digits
from govtech.core.words import gettext as _
from govtech.solutions.queries import initiative_names
from govtech.subsidies import queries
from govtech.subsidies.areas import AREAS, LABELS, OFFERED, covering
from govtech.subsidies.queries import ANY, CHOICES, OPEN_NOW, Wanted
from govtech.subsidies.wording import CHOICE_LABELS, ceiling_words


def wanted_of(given: Mapping[str, str]) -> Wanted:
    """The filters of an address; a value that does not exist counts as none."""
    status, area = given.get("status", OPEN_NOW), given.get("area", "")
    return Wanted(
        status if status in CHOICES else OPEN_NOW,
        area if area in AREAS else "",
        _number(given.get("ceiling", ""), 15) or None,
        clean(given.get("text", ""))[:200],
        _number(given.get("initiative", ""), 3),
        given.get("municipal") == "1",
    )


def _number(text: str, limit: int) -> int | None:
    plain = digits(text)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= limit else None


def address(wanted: Wanted, endpoint: str = "subsidies.index", **changes: Any) -> str:
    """The list's address with these filters; what is left open is left out."""
    values = {**vars(wanted), **changes}
    values["municipal"] = 1 if values["municipal"] else None
    values["status"] = None if values["status"] == OPEN_NOW else values["status"]
    return url_for(endpoint, **{name: value for name, value in values.items() if value not in {None, ""}})


def groups(wanted: Wanted) -> Groups:
    """The filters with what each choice would show; the address of a chosen one takes it away."""
    offered = dict.fromkeys([*OFFERED, *([wanted.area] if wanted.area else [])])
    by_status, by_area = queries.counts(wanted, offered)
    municipal = address(wanted, municipal=not wanted.municipal)
    return [
        (_("受付の状態"), [_status(wanted, name, by_status[name]) for name in CHOICE_LABELS]),
        (_("対象地域"), [_area(wanted, area, by_area[area]) for area in offered]),
        (_("申請できる人"), [(_("市町村が申請できる"), None, municipal, wanted.municipal)]),
        *_typed(wanted),
    ]


def _status(wanted: Wanted, name: str, count: int) -> Option:
    """A chosen status leads to all, all to the open ones."""
    chosen = wanted.status == name
    target = name if not chosen else OPEN_NOW if name == ANY else ANY
    return str(CHOICE_LABELS[name]), count, address(wanted, status=target), chosen


def _area(wanted: Wanted, area: str, count: int) -> Option:
    chosen, label = wanted.area == area, LABELS[area]
    words = _("%(area)s（全国などを含む）", area=label) if len(covering(area)) > 1 else str(label)
    return words, count, address(wanted, area="" if chosen else area), chosen


def _typed(wanted: Wanted) -> Iterator[tuple[str, list[Option]]]:
    """What was typed or followed from elsewhere, so that it can be taken away."""
    if wanted.initiative is not None:
        name = initiative_names().get(wanted.initiative, str(wanted.initiative))
        yield _("取組"), [(name, None, address(wanted, initiative=None), True)]
    if wanted.ceiling is not None:
        words = _("%(amount)s以上", amount=ceiling_words(wanted.ceiling))
        yield _("上限額"), [(words, None, address(wanted, ceiling=None), True)]
    if wanted.text:
        yield _("言葉"), [(wanted.text, None, address(wanted, text=""), True)]
