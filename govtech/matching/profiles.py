"""What is compared of needs, solutions, cases, subsidies and templates, and who may find it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from govtech.core.markup import plain_text
from govtech.core.policy import PUBLIC, Actor
from govtech.knowledge import search as case_search
from govtech.knowledge.models import CaseStudy
from govtech.needs import search as need_search
from govtech.needs.models import Need
from govtech.needs.models import Status as NeedStatus
from govtech.organisations.models import Organisation
from govtech.solutions import search as solution_search
from govtech.solutions.models import Solution
from govtech.solutions.models import Status as SolutionStatus
from govtech.specifications import search as template_search
from govtech.specifications.models import SpecTemplate
from govtech.subsidies import queries as subsidies
from govtech.subsidies import search as subsidy_search
from govtech.subsidies.models import Subsidy
from search.documents import Document
from search.matching import Profile

NEED, SOLUTION, CASE, SUBSIDY, TEMPLATE = "need", "solution", "case", "subsidy", "template"
ENDLESS: Final = 10**9
"""The upper end of a price band that has none."""
SIMILAR_SIZE: Final = 3
"""A case speaks to municipalities of a third to three times the size of its own."""


@dataclass(frozen=True)
class Source:
    """One kind of profile: its table, which rows are compared, how a row is put, and who may see which."""

    kind: str
    model: type[Any]
    statement: Callable[[], sa.Select[Any]]
    profile: Callable[[Any], Profile | None]
    visible: Callable[[Actor, Iterable[str]], set[str]]

    @property
    def table(self) -> str:
        """The journal's name for the kind."""
        return str(self.model.__tablename__)


def key_of(kind: str, thing_id: str) -> str:
    """The key of a thing's profile, the same as in search."""
    return f"{kind}:{thing_id}"


def id_of(key: str) -> str:
    """The thing's identifier in the key of its profile."""
    return key.partition(":")[2]


def _of_document(document: Document) -> Profile:
    return Profile(
        key=document.key,
        kind=document.kind,
        title=document.title,
        text=f"{document.summary}\n{document.body}",
        initiatives=document.initiatives,
        tokens=document.tokens,
    )


def of_need(need: Need) -> Profile:
    """A need in any state, as one that asks; only a published one is found by others (`tokens`)."""
    texts = (need.persona, need.scenario, need.problem, need.outcome, need.measure)
    government = need.organisation.government
    return Profile(
        key=key_of(NEED, need.id),
        kind=NEED,
        title=need.title,
        text="\n".join(text for text in texts if text),
        initiatives=tuple(item.number for item in need.initiatives),
        networks=frozenset([need.network.value] if need.network else []),
        population=need.population or (government.population if government else None),
        budget=need.budget_max or need.budget_min,
        tokens=frozenset({PUBLIC} if need.published_at else ()),
    )


def _published_need(need: Need) -> Profile | None:
    shown = need.published_at is not None and need.status is not NeedStatus.WITHDRAWN
    return of_need(need) if shown else None


def of_solution(solution: Solution) -> Profile:
    """A solution in any state, as one that asks for needs."""
    bands = solution.prices
    ends = [ENDLESS if band.population_to is None else band.population_to for band in bands]
    return Profile(
        key=key_of(SOLUTION, solution.id),
        kind=SOLUTION,
        title=solution.name,
        text=f"{solution.summary}\n{plain_text(solution.description)}",
        initiatives=tuple(item.number for item in solution.initiatives),
        networks=frozenset(item.network.value for item in solution.networks),
        populations=(min(band.population_from for band in bands), max(ends)) if bands else None,
        price=min((band.yearly_yen for band in bands), default=None),
        references=len(solution.references),
        tokens=frozenset({PUBLIC}),
    )


def _published_solution(solution: Solution) -> Profile | None:
    """Also of an organisation that is suspended for now: what is read is asked again (`Source.visible`)."""
    return of_solution(solution) if solution.status is SolutionStatus.PUBLISHED else None


def _case(case: CaseStudy) -> Profile | None:
    document = case_search.case_document(case)
    if document is None:
        return None
    size = case.government.population if case.government else None
    sizes = (size // SIMILAR_SIZE, size * SIMILAR_SIZE) if size else None
    return replace(_of_document(document), keywords=document.keywords, populations=sizes)


def _subsidy(subsidy: Subsidy) -> Profile | None:
    """One that a municipality can apply for."""
    return _of_document(subsidy_search.to_document(subsidy)) if subsidy.municipal else None


def _template(template: SpecTemplate) -> Profile | None:
    document = template_search.to_document(template)
    return _of_document(document) if document else None


def _needs() -> sa.Select[Any]:
    return sa.select(Need).options(joinedload(Need.organisation).joinedload(Organisation.government))


def _cases() -> sa.Select[Any]:
    one, many = (
        (CaseStudy.government, CaseStudy.organisation),
        (CaseStudy.initiatives, CaseStudy.technologies),
    )
    return sa.select(CaseStudy).options(
        *map(joinedload, one), *map(selectinload, many), selectinload(CaseStudy.outcomes)
    )


SOURCES: Final = {
    source.kind: source
    for source in (
        Source(NEED, Need, _needs, _published_need, need_search.visible),
        Source(SOLUTION, Solution, lambda: sa.select(Solution), _published_solution, solution_search.visible),
        Source(CASE, CaseStudy, _cases, _case, case_search.visible_cases),
        Source(
            SUBSIDY,
            Subsidy,
            lambda: sa.select(Subsidy),
            _subsidy,
            subsidies.visible,
        ),
        Source(TEMPLATE, SpecTemplate, lambda: sa.select(SpecTemplate), _template, template_search.visible),
    )
}
BY_TABLE: Final = {source.table: source for source in SOURCES.values()}
