"""Every room in one list: importing this makes all tables, rules, kinds of documents and clock tasks known."""

from __future__ import annotations

from collections.abc import Callable

from govtech.accounts import models as account_models
from govtech.accounts import policy as account_policy
from govtech.agreeing import explanation_models as drafting_explanations
from govtech.agreeing import position_models as drafting_positions
from govtech.agreeing.consulting_services import end_due, remind_due
from govtech.alerts import models as alert_models
from govtech.alerts import policy as alert_policy
from govtech.beginnings import models as drafting_imports
from govtech.clusters import policy as cluster_policy
from govtech.clusters.proposing import propose_clusters
from govtech.clusters.search import SEARCHABLE as CLUSTERS
from govtech.compliance import policy as compliance_policy
from govtech.core import journal, once
from govtech.core.open_data import OpenList
from govtech.core.policy import Actor
from govtech.core.tables import Searchable
from govtech.discussions import policy as discussion_policy
from govtech.drafting import immutable as drafting_immutable
from govtech.drafting import policy as drafting_policy
from govtech.drafting import unsaved as drafting_unsaved
from govtech.knowledge import policy as knowledge_policy
from govtech.knowledge.open_data import CASES
from govtech.knowledge.queries import public_titles
from govtech.knowledge.search import SEARCHABLE as KNOWLEDGE
from govtech.matching import policy as matching_policy
from govtech.matching.services import tell_fitting
from govtech.matching.suggesting import ids_alike
from govtech.needs import alike
from govtech.needs import policy as need_policy
from govtech.needs.open_data import NEEDS as NEED_LIST
from govtech.needs.search import SEARCHABLE as NEEDS
from govtech.needs.services import close_due
from govtech.notices import forgetting as notice_forgetting
from govtech.notices import models as notice_models
from govtech.notices import policy as notice_policy
from govtech.organisations import policy as organisation_policy
from govtech.organisations.open_data import ORGANISATIONS as ORGANISATION_LIST
from govtech.organisations.search import SEARCHABLE as ORGANISATIONS
from govtech.procurements import policy as procurement_policy
from govtech.procurements.search import SEARCHABLE as PROCUREMENTS
from govtech.quality import models as quality_models
from govtech.quality import policy as quality_policy
from govtech.questions import policy as question_policy
from govtech.questions.search import SEARCHABLE as QUESTIONS
from govtech.reading.open_data import SPECIFICATIONS as SPECIFICATION_LIST
from govtech.reading.search import SEARCHABLE as SPECIFICATIONS
from govtech.renewing import evolving_models as drafting_decisions
from govtech.renewing import offer_models as drafting_offers
from govtech.solutions import cases
from govtech.solutions import policy as solution_policy
from govtech.solutions.open_data import SOLUTIONS as SOLUTION_LIST
from govtech.solutions.reminders import remind_expiring
from govtech.solutions.search import SEARCHABLE as SOLUTIONS
from govtech.soundings import policy as sounding_policy
from govtech.soundings.search import SEARCHABLE as SOUNDINGS
from govtech.soundings.services import close_due as close_soundings
from govtech.specifications import policy as template_policy
from govtech.specifications.open_data import TEMPLATES as TEMPLATE_LIST
from govtech.specifications.search import SEARCHABLE as TEMPLATES
from govtech.subsidies import policy as subsidy_policy
from govtech.subsidies.open_data import SUBSIDIES as SUBSIDY_LIST
from govtech.subsidies.search import SEARCHABLE as SUBSIDIES
from govtech.trials import policy as trial_policy
from govtech.trials.search import SEARCHABLE as TRIALS
from govtech.vocabulary import policy as vocabulary_policy

SEARCHABLE: tuple[Searchable, ...] = (
    *KNOWLEDGE,
    NEEDS,
    QUESTIONS,
    CLUSTERS,
    SOLUTIONS,
    TRIALS,
    PROCUREMENTS,
    SUBSIDIES,
    TEMPLATES,
    SPECIFICATIONS,
    SOUNDINGS,
    ORGANISATIONS,
)
"""The kinds of things that can be found, in the order in which facets list them."""

OPEN_LISTS: dict[str, OpenList] = {
    item.name: item
    for item in (
        CASES,
        NEED_LIST,
        SOLUTION_LIST,
        SUBSIDY_LIST,
        TEMPLATE_LIST,
        SPECIFICATION_LIST,
        ORGANISATION_LIST,
    )
}
"""The lists that everybody may take away as data, by name."""

CLOCK_TASKS: tuple[Callable[[Actor], int], ...] = (
    close_due,
    once.sweep,
    drafting_unsaved.sweep,
    notice_forgetting.sweep,
    remind_expiring,
    tell_fitting,
    propose_clusters,
    remind_due,
    end_due,
    close_soundings,
)
"""What the clock does by itself; each returns how many things it changed and is safe to repeat."""

cases.known_by(public_titles)
alike.found_by(ids_alike)

BY_KIND: dict[str, Searchable] = {item.kind: item for item in SEARCHABLE}
BY_TABLE: dict[str, Searchable] = {item.table: item for item in SEARCHABLE}

__all__ = [
    "BY_KIND",
    "BY_TABLE",
    "CLOCK_TASKS",
    "OPEN_LISTS",
    "SEARCHABLE",
    "account_models",
    "account_policy",
    "alert_models",
    "alert_policy",
    "cluster_policy",
    "compliance_policy",
    "discussion_policy",
    "drafting_decisions",
    "drafting_explanations",
    "drafting_immutable",
    "drafting_imports",
    "drafting_offers",
    "drafting_policy",
    "drafting_positions",
    "journal",
    "knowledge_policy",
    "matching_policy",
    "need_policy",
    "notice_models",
    "notice_policy",
    "organisation_policy",
    "procurement_policy",
    "quality_models",
    "quality_policy",
    "question_policy",
    "solution_policy",
    "sounding_policy",
    "subsidy_policy",
    "template_policy",
    "trial_policy",
    "vocabulary_policy",
]
