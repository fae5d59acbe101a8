"""What the rooms add to the application: their pages, their blocks on organisations' pages, their parts of others'."""

from __future__ import annotations

from govtech.accounts import member_views
from govtech.accounts import views as account_views
from govtech.agreeing import check_parts, check_views, consulting_views, position_parts, position_views
from govtech.alerts import views as alert_views
from govtech.beginnings import views as beginning_views
from govtech.clusters import answer_views as cluster_answer_views
from govtech.clusters import parts as cluster_parts
from govtech.clusters import support_views
from govtech.clusters import views as cluster_views
from govtech.clusters.blocks import of_organisation as supports_block
from govtech.comparing import candidate_views
from govtech.comparing import parts as comparing_parts
from govtech.comparing import views as comparing_views
from govtech.compliance import call_views as compliance_call_views
from govtech.compliance import parts as compliance_parts
from govtech.compliance import views as reply_views
from govtech.core.parts import Source
from govtech.discussions import parts as discussion_parts
from govtech.discussions import suggestion_views
from govtech.discussions import views as discussion_views
from govtech.discussions.listing import marks
from govtech.drafting import (
    history_views,
    keeping,
    keeping_views,
    table_views,
    text_views,
    value_views,
)
from govtech.front import open_data
from govtech.front import views as front_views
from govtech.knowledge import reference_views as knowledge_reference_views
from govtech.knowledge import thanks_views
from govtech.knowledge import views as case_views
from govtech.knowledge.blocks import of_organisation as cases_block
from govtech.matching import parts as matching_parts
from govtech.matching import views as matching_views
from govtech.needs import choosing_views, confirming_views, response_views, step_views, writing_views
from govtech.needs import parts as need_parts
from govtech.needs import views as need_views
from govtech.needs.blocks import of_organisation as needs_block
from govtech.notices import parts as notice_parts
from govtech.notices import views as notice_views
from govtech.organisations import gbizinfo_views
from govtech.organisations import views as organisation_views
from govtech.organisations.blocks import Blocks
from govtech.procurements import parts as procurement_parts
from govtech.procurements import views as procurement_views
from govtech.quality import parts as quality_parts
from govtech.quality import views as quality_views
from govtech.questions import answer_views
from govtech.questions import parts as question_parts
from govtech.questions import views as question_views
from govtech.reading import link_parts as specification_links
from govtech.reading import template_files
from govtech.reading import views as specification_views
from govtech.renewing import evolving_views, offer_views
from govtech.renewing import parts as drafting_parts
from govtech.solutions import catalogue_views as solution_views
from govtech.solutions import parts as solution_parts
from govtech.solutions.blocks import of_organisation as solutions_block
from govtech.soundings import answer_views as sounding_answer_views
from govtech.soundings import parts as sounding_parts
from govtech.soundings import remark_views
from govtech.soundings import views as sounding_views
from govtech.specifications import views as template_views
from govtech.subsidies import views as subsidy_views
from govtech.trials import note_views
from govtech.trials import parts as trial_parts
from govtech.trials import step_views as trial_step_views
from govtech.trials import views as trial_views
from govtech.trials.blocks import of_organisation as trials_block
from govtech.vocabulary import views as vocabulary_views

BLUEPRINTS = (
    front_views.blueprint,
    open_data.blueprint,
    account_views.blueprint,
    member_views.blueprint,
    organisation_views.blueprint,
    gbizinfo_views.blueprint,
    case_views.blueprint,
    thanks_views.blueprint,
    knowledge_reference_views.blueprint,
    subsidy_views.blueprint,
    template_views.blueprint,
    template_files.blueprint,
    quality_views.blueprint,
    solution_views.blueprint,
    need_views.blueprint,
    writing_views.blueprint,
    step_views.blueprint,
    response_views.blueprint,
    choosing_views.blueprint,
    confirming_views.blueprint,
    vocabulary_views.blueprint,
    specification_views.blueprint,
    beginning_views.blueprint,
    text_views.blueprint,
    table_views.blueprint,
    value_views.blueprint,
    keeping_views.blueprint,
    history_views.blueprint,
    evolving_views.blueprint,
    offer_views.blueprint,
    comparing_views.blueprint,
    candidate_views.blueprint,
    position_views.blueprint,
    check_views.blueprint,
    consulting_views.blueprint,
    discussion_views.blueprint,
    suggestion_views.blueprint,
    notice_views.blueprint,
    alert_views.blueprint,
    question_views.blueprint,
    sounding_views.blueprint,
    remark_views.blueprint,
    sounding_answer_views.blueprint,
    answer_views.blueprint,
    trial_views.blueprint,
    trial_step_views.blueprint,
    note_views.blueprint,
    matching_views.blueprint,
    support_views.blueprint,
    cluster_views.blueprint,
    cluster_answer_views.blueprint,
    procurement_views.blueprint,
    reply_views.blueprint,
    compliance_call_views.blueprint,
)
BLOCKS: tuple[Blocks, ...] = (cases_block, solutions_block, needs_block, supports_block, trials_block)
"""What each room shows on an organisation's page, in this order."""
PARTS: dict[str, tuple[Source, ...]] = {
    "need": (
        procurement_parts.of_need,
        specification_links.of_need,
        cluster_parts.of_need,
        question_parts.of_need,
        trial_parts.of_need,
        matching_parts.of_need,
        need_parts.of_need,
    ),
    "case": (solution_parts.of_case, question_parts.of_case, trial_parts.of_case, need_parts.of_case),
    "template": (
        specification_links.of_template,
        comparing_parts.of_template,
        compliance_parts.of_template,
        need_parts.of_template,
        quality_parts.of_template,
    ),
    "procurement": (procurement_parts.of_procurement, cluster_parts.of_procurement),
    "specification_ahead": (
        keeping.of_specification,
        specification_links.import_report,
        drafting_parts.template_moved_on,
        discussion_parts.ahead,
        sounding_parts.ahead,
        compliance_parts.of_specification,
    ),  # above its text
    "specification": (
        procurement_parts.of_specification,
        sounding_parts.below,
        comparing_parts.of_specification,
        drafting_parts.offered_as_template,
    ),  # below it
    "specification_check": (
        discussion_parts.ahead,
    ),  # what is still open, beside the check before the freeze
    "specification_place": (
        position_parts.of_place,
        check_parts.findings_here,
        discussion_parts.of_place,
        sounding_parts.at_place,
    ),  # a section or an item: drafting.places.Place
    "solution": (trial_parts.of_solution,),
    "response": (trial_parts.of_response,),
    "watch": (notice_parts.watching,),
}
"""What rooms show on the pages of rooms below them, in this order."""
MARKS = marks
"""How much is talked about at each place of a joint specification (drafting.places.Counter)."""
