"""HTTP for choosing among offerings: the catalogue with its filters, and several side by side."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from govtech.core.filters import choices, number
from govtech.core.policy import KIND_LABELS, Actor, OrganisationKind
from govtech.core.web import actor, public, render
from govtech.core.words import gettext as _
from govtech.organisations.queries import SCHEMES, certificates_of, population_of
from govtech.solutions import catalogue, queries
from govtech.solutions.cases import titles
from govtech.solutions.catalogue import OSAKA, Wanted
from govtech.solutions.comparison import MOST, Known, compared
from govtech.solutions.models import DELIVERY_LABELS, NETWORK_LABELS, STATUS_LABELS, Delivery, Network
from govtech.solutions.pricing import BUDGETS, SIZES, YEARS, band_for, cost
from govtech.solutions.views import TONES, blueprint

SUPPLIERS = (OrganisationKind.COMPANY, OrganisationKind.CIVIC_GROUP)
MOST_ASKED = 50
"""Ids of an address that are looked at."""
OWN, ANY = "own", "any"
__all__ = ["blueprint"]


def _ids(asked: list[str]) -> list[str]:
    """What could be ids among the texts of an address."""
    return [key for key in asked if key.isascii() and key.isalnum()][:MOST_ASKED]


def _mine() -> Any | None:
    """Name and population of the municipality that the reader acts for."""
    return population_of(actor().organisation_id) if actor().is_municipal else None


def _size(mine: Any | None) -> str:
    """Whose prices are shown: a size of the list, one's own municipality, or none in particular."""
    asked = request.args.get("size", "")
    if asked in {ANY, *map(str, SIZES)}:
        return asked
    return OWN if mine else ANY


def _population(size: str, mine: Any | None) -> int | None:
    if size == OWN and mine:
        return int(mine.population)
    return number(size, max(SIZES))


def wanted_of(address: Mapping[str, str], reader: Actor, population: int | None) -> Wanted:
    """The filters of an address; a value that does not exist counts as none."""
    chosen = {
        "delivery": tuple(Delivery),
        "network": tuple(Network),
        "kind": SUPPLIERS,
        "certificate": tuple(SCHEMES),
    }
    asked = {name: address.get(name) for name in chosen}
    budget = number(address.get("budget"), max(BUDGETS))
    return Wanted(
        initiative=number(address.get("initiative")),
        **{name: value if value in chosen[name] else None for name, value in asked.items()},
        osaka=address.get("osaka") == "1",
        budget=budget if budget in BUDGETS else None,
        own=address.get("own") == "1" and reader.is_supplier,
        population=population,
    )


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """The list with its filters, and the choice of what to compare."""
    mine = _mine()
    size = _size(mine)
    wanted = wanted_of(request.args, actor(), _population(size, mine))
    rows = catalogue.listed(actor(), wanted, request.args.get("cursor"))
    names = queries.initiative_names()
    traits = catalogue.traits([row.id for row in rows.items])
    kept = queries.names(actor(), _ids(request.args.get("with", "")[:200].split(","))[:MOST])
    return render(
        "solutions/index.html",
        fragment="results",
        filtered=wanted.filtered,
        results=rows,
        traits=traits,
        prices={key: _price(held["prices"], wanted.population) for key, held in traits.items()},
        in_osaka={key: _in_osaka(held["governments"]) for key, held in traits.items()},
        groups=_groups(wanted, size, mine, names),
        size_words=_size_words(size, mine),
        initiatives=names,
        kept=kept,
        kind_labels=KIND_LABELS,
        delivery_labels=DELIVERY_LABELS,
        status_labels=STATUS_LABELS,
        tones=TONES,
        most=MOST,
        years=YEARS,
    )


def _price(bands: list[Any], population: int | None) -> Any | None:
    """The cost for a population, or the lowest yearly one when the population is open."""
    if population is None:
        return min((cost(band) for band in bands), key=lambda found: found.yearly, default=None)
    band = band_for(bands, population)
    return cost(band) if band else None


def _in_osaka(codes: list[str]) -> int:
    return sum(code.startswith(OSAKA) for code in codes)


def _size_words(size: str, mine: Any | None) -> str:
    """The size whose prices are shown, in words; "" when it is open."""
    if size == OWN and mine:
        return str(mine.name)
    population = number(size, max(SIZES))
    return str(SIZES[population]) if population else ""


def _asked(wanted: Wanted) -> dict[str, str]:
    """The filters in force as they stand in the address, so that each link keeps the others."""
    asked = {name: str(value) for name, value in vars(wanted).items() if value and name != "population"}
    for flag in ("own", "osaka"):
        if asked.get(flag):
            asked[flag] = "1"
    if request.args.get("size", "") in {ANY, *map(str, SIZES)}:
        asked["size"] = request.args["size"]
    if kept := _ids(request.args.get("with", "")[:200].split(",")):
        asked["with"] = ",".join(kept)
    return asked


def _groups(
    wanted: Wanted, size: str, mine: Any | None, names: dict[int, str]
) -> list[tuple[str, list[Any]]]:
    """The filters with what each choice would show."""
    counts = catalogue.facets(actor(), wanted)
    asked = _asked(wanted)
    tables: list[tuple[str, str, dict[Any, Any]]] = [
        ("initiative", _("取組"), names),
        ("budget", _("価格"), dict(BUDGETS)),
        ("delivery", _("提供形態"), dict(DELIVERY_LABELS)),
        ("network", _("ネットワーク"), dict(NETWORK_LABELS)),
        ("certificate", _("提供者の認証（期限内）"), {name: name for name in SCHEMES}),
        ("osaka", _("実績"), {"1": _("府内の自治体が利用")}),
        ("kind", _("提供者"), {kind: KIND_LABELS[kind] for kind in SUPPLIERS}),
    ]
    if actor().is_supplier:
        tables.insert(0, ("own", _("表示"), {"1": _("自団体のもの（下書きを含む）")}))
    option = partial(choices, ".index", asked)
    groups: list[tuple[str, list[Any]]] = [
        (label, option(name, {str(key): words for key, words in labels.items()}, counts[name]))
        for name, label, labels in tables
    ]
    groups.insert(1, (_("価格を見る人口の規模"), _sizes(asked, size, mine)))
    return groups


def _own_first(mine: Any | None) -> dict[str, str]:
    """The sizes by their value in the address; one's own municipality before the others."""
    own = {OWN: _("%(name)s（%(n)s人）", name=mine.name, n=f"{mine.population:,}")} if mine else {}
    return own | {str(key): str(words) for key, words in SIZES.items()}


def _sizes(asked: dict[str, str], size: str, mine: Any | None) -> list[tuple[str, None, str, bool]]:
    """Whose prices to show; it leaves nothing out, so it has no counts. One's own municipality to begin with."""
    nobody = ANY if mine else ""
    rows = []
    for value, words in _own_first(mine).items():
        target = nobody if value == size else "" if value == OWN else value
        kept = {**asked, "size": target}
        address = url_for(".index", **{key: text for key, text in kept.items() if text})  # type: ignore[arg-type]
        rows.append((words, None, address, value == size))
    return rows


@blueprint.get("/compare")
@public
def compare() -> ResponseReturnValue:
    """Up to four offerings side by side."""
    mine = _mine()
    size = _size(mine)
    found = queries.side_by_side(actor(), _ids(request.args.getlist("id")))
    solutions = found[:MOST]
    population = _population(size, mine)
    lines = compared(solutions, _known(solutions, population))
    only = request.args.get("differences") == "1" and len(solutions) > 1
    ids = [one.id for one in solutions]
    return render(
        "solutions/compare.html",
        solutions=solutions,
        lines=[line for line in lines if line.differs or not only],
        only=only,
        too_many=len(found) > MOST,
        size=size,
        size_words=_size_words(size, mine),
        sizes=_offered_sizes(mine),
        without={key: [one for one in ids if one != key] for key in ids},
        ids=ids,
        most=MOST,
    )


def _known(solutions: list[Any], population: int | None) -> Known:
    return Known(
        certificates=certificates_of({one.organisation_id for one in solutions}),
        initiatives=queries.initiative_names(),
        cases=titles(item.case_id for one in solutions for item in one.references),
        population=population,
    )


def _offered_sizes(mine: Any | None) -> list[tuple[str, str]]:
    """(value, words) of the sizes to choose from on the comparison; the choice is a form of its own."""
    return [(ANY, _("指定しない")), *_own_first(mine).items()]
