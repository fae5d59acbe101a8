"""A case study drafted from a trial: what was agreed, measured and told is there already. Callers own the transaction."""

from __future__ import annotations

from govtech.core.db import lock, session
from govtech.core.errors import Conflict
from govtech.core.policy import Actor, authorise
from govtech.core.words import SOURCE, use_locale
from govtech.core.words import gettext as _
from govtech.knowledge import services as cases
from govtech.knowledge.models import CaseStudy
from govtech.trials.case_facts import case_data
from govtech.trials.keeping import keep
from govtech.trials.models import Status, Trial

DRAFTABLE = (Status.EVALUATED, Status.ADOPTED, Status.NOT_ADOPTED)


def draft_case(actor: Actor, trial: Trial) -> CaseStudy:
    """The case of a trial that was evaluated: drafted the first time, the same one ever after."""
    lock(trial)
    authorise(actor, "trial:draft_case", trial)
    if trial.case_id is not None:
        return session.get_one(CaseStudy, trial.case_id)
    if trial.status not in DRAFTABLE:
        raise Conflict(_("評価まで終わると、事例の下書きを作れます。"))
    with use_locale(SOURCE):
        case = cases.create(actor, case_data(trial))
    case.source_trial_id, case.source_need_id = trial.id, trial.need_id
    case.sample = trial.sample
    session.flush()
    trial.case_id = case.id
    keep(actor, "trial.case_drafted", trial, secret=True)
    return case
