"""Who may come where, written down apart from the rules: a route that is not here fails the sweep.

A row is an endpoint (with ` POST` when that differs, and `:step` where the address carries a step). Its value is
the people it answers: a plain set for an address without a thing, or a set for each kind or state of thing.
READERS stands for whoever may read the thing. Everybody else is refused, or does not find it.
"""

from __future__ import annotations

from govtech.rooms import OPEN_LISTS
from tests.architecture.world import (
    ALL,
    COMPANY,
    COORDINATOR,
    GROUP,
    MUNICIPAL,
    NOBODY,
    OTHER,
    OTHER_TOWN,
    SIGNED_IN,
    SUPPLIERS,
    TOWN,
    TOWN_APPROVERS,
    VERIFIED_SUPPLIERS,
    Readers,
)

READERS: Readers = frozenset({"readers"})
Things = dict[str, Readers]
TOWN_ADMIN: Readers = frozenset({"admin"})
STAFFERS: Readers = frozenset(
    {"admin", "other_admin", "company_admin", "other_company", "new_company", "group_admin"}
)
STAFFERS |= COORDINATOR | frozenset({"operator"})
IN_THE_OPEN = {"published", "closed", "matched", "unmatched", "concluded", "withdrawn"}
NEED_STATES = IN_THE_OPEN | {"draft", "in_review"}
OPENED = {"closed", "matched", "unmatched", "concluded"}
OWN_ORGANISATION: Things = {
    "organisation": NOBODY,
    "organisation:town": TOWN_ADMIN,
    "organisation:other_town": frozenset({"other_admin"}),
    "organisation:company": frozenset({"company_admin"}),
    "organisation:new_company": frozenset({"new_company"}),
    "organisation:group": frozenset({"group_admin"}),
    "organisation:secretariat": COORDINATOR,
}
OTHERS_ORGANISATION: Things = {"organisation": COORDINATOR, "organisation:secretariat": NOBODY}
CASE_WRITERS: Things = {
    "case": TOWN_APPROVERS,
    "case:draft": TOWN,
    "case:in_review": TOWN,
    "case:archived": NOBODY,
}
THANKERS: Things = {
    "case": OTHER_TOWN | VERIFIED_SUPPLIERS | COORDINATOR,
    "case:draft": NOBODY,
    "case:in_review": NOBODY,
    "case:published_municipalities": OTHER_TOWN | COORDINATOR,
    "case:published_organisation": NOBODY,
}
CASE_KEEPERS: Things = {
    "case": TOWN_APPROVERS | COORDINATOR,
    "case:draft": TOWN_APPROVERS,
    "case:in_review": TOWN_APPROVERS,
    "case:published_organisation": TOWN_APPROVERS,
}
NEED_WRITERS: Things = {"need": TOWN_APPROVERS, "need:draft": TOWN, "need:in_review": TOWN}
NEED_APPROVERS: Things = {"need": TOWN_APPROVERS}
RESPONDERS: Things = {
    f"response:{state}_{way}": who
    for state in ("published", "closed", "matched")
    for way, who in (("draft", COMPANY), ("submitted", GROUP), ("withdrawn", OTHER))
}
CHOOSERS: Things = {"response": NOBODY, "response:closed_submitted": TOWN, "response:matched_submitted": TOWN}
DECIDERS: Things = {key: who & TOWN_APPROVERS for key, who in CHOOSERS.items()}
REPLIERS: Things = {
    "reply:draft": COMPANY,
    "reply:submitted": GROUP,
    "reply:recorded": TOWN | COORDINATOR,
}
SIDES = TOWN | COMPANY
TRIAL_STATES = ("planned", "running", "published", "evaluated", "cancelled")
OPEN_TRIALS = {"planned", "running", "published"}
TRIAL_WRITERS: Things = {
    f"trial:{state}": SIDES if state in OPEN_TRIALS else NOBODY for state in TRIAL_STATES
}
TRIAL_SPEAKERS: Things = {key: who & (TOWN_APPROVERS | COMPANY) for key, who in TRIAL_WRITERS.items()}
TRIAL_RECORDERS: Things = {
    f"trial:{state}": SIDES if state in {"running", "published", "evaluated"} else NOBODY
    for state in TRIAL_STATES
}
TRIAL_TELLERS: Things = {**TRIAL_WRITERS, "trial:evaluated": SIDES}
TRIAL_ENDERS: Things = {"trial": TOWN_APPROVERS, "trial:planned": TOWN_APPROVERS | COMPANY}
NOTE_WRITERS: Things = {"trial_note:internal": COMPANY, "trial_note:shared": TOWN}
SUPPLIER: Things = {"solution": COMPANY}
ASKERS: Things = {
    "need": VERIFIED_SUPPLIERS | OTHER_TOWN,
    "need:draft": NOBODY,
    "need:in_review": NOBODY,
    "case:published": VERIFIED_SUPPLIERS | OTHER_TOWN,
    "case:archived": VERIFIED_SUPPLIERS | OTHER_TOWN,
    "case:published_municipalities": OTHER_TOWN,
}
ASKERS_OF_NEEDS: Things = {key: who for key, who in ASKERS.items() if key.startswith("need")}
ASKERS_OF_CASES: Things = {key: who for key, who in ASKERS.items() if key.startswith("case")}
ANSWERERS: Things = {"question": TOWN, "question:published": TOWN_APPROVERS}
QUESTION_PUBLISHERS: Things = {"question": TOWN_APPROVERS, "question:case_asked": TOWN}

JOINERS: Things = {f"need:{state}": OTHER_TOWN if state in IN_THE_OPEN else NOBODY for state in NEED_STATES}
CLUSTER_KEEPERS: Things = {"cluster": COORDINATOR}
INVITED: Things = {"cluster": NOBODY, "cluster:confirmed": OTHER_TOWN}

ROUTES: dict[str, Readers | Things] = {
    # front desk
    "front.home": ALL,
    "front.search": ALL,
    "front.language": ALL,
    "front.roles": ALL,
    "front.healthz": ALL,
    "front.readyz": ALL,
    "front.preview": SIGNED_IN,
    "front.complete": ALL,
    "front.why": COORDINATOR,
    "vocabulary.edit": COORDINATOR,
    # accounts
    "accounts.signin": ALL,
    "accounts.signout": ALL,
    "accounts.register": ALL,
    "accounts.register_organisation": {"ticket:registration": ALL},
    "accounts.join": {"ticket:invitation": ALL},
    "accounts.reset": ALL,
    "accounts.reset_password": {"ticket:reset": ALL},
    "accounts.account": SIGNED_IN,
    "accounts.rename": SIGNED_IN,
    "accounts.password": SIGNED_IN,
    "accounts.end_signins": SIGNED_IN,
    "accounts.act_for": SIGNED_IN,
    "members.index": STAFFERS - COORDINATOR,
    "members.revoke": {"member:editor": STAFFERS - COORDINATOR},
    "members.role": {"member:editor": TOWN_ADMIN},
    "members.remove": {"member:editor": TOWN_ADMIN},
    # notices
    "notices.index": SIGNED_IN,
    "notices.read_all": SIGNED_IN,
    "notices.read": {"notification:editor": frozenset({"editor"})},
    "notices.follow": {"notification:editor": frozenset({"editor"})},
    "notices.settings": SIGNED_IN,
    "notices.watches": SIGNED_IN,
    "notices.change_watch": SIGNED_IN,
    "notices.unsubscribe": {"wishes:editor": ALL},
    "alerts.index": SIGNED_IN,
    "alerts.create": SIGNED_IN,
    "alerts.edit": {"saved_search:editor": frozenset({"editor"})},
    "alerts.delete": {"saved_search:editor": frozenset({"editor"})},
    # organisations
    "organisations.index": ALL,
    "organisations.pending": COORDINATOR,
    "organisations.show": {"organisation": READERS},
    "organisations.edit": OWN_ORGANISATION,
    "organisations.certifications": OWN_ORGANISATION,
    "organisations.remove_certification": {"organisation:company": frozenset({"company_admin"})},
    "organisations.renew_certification": {"organisation:company": frozenset({"company_admin"})},
    "gbizinfo.upload": OWN_ORGANISATION,
    "gbizinfo.apply": OWN_ORGANISATION,
    "organisations.verify": OTHERS_ORGANISATION,
    "organisations.suspend": OTHERS_ORGANISATION,
    "organisations.resume": OTHERS_ORGANISATION,
    # cases
    "cases.index": ALL,
    "cases.show": {"case": READERS},
    "cases.download": {"case": READERS},
    "cases.create": MUNICIPAL | COORDINATOR,
    "cases.edit": CASE_WRITERS,
    "cases.edit POST": {"case": TOWN},  # who lost the right meanwhile gets back what was typed (409)
    "cases.attach": CASE_WRITERS,
    "cases.detach": CASE_WRITERS,
    "cases.take:submit": {"case": TOWN},
    "cases.take:recall": {"case": TOWN},
    "cases.take:restore": CASE_KEEPERS,
    "case_thanks.thank": THANKERS,
    "case_thanks.take_back": THANKERS,
    "cases.publish": {"case": TOWN_APPROVERS},
    "cases.give_reason:send-back": {"case": TOWN_APPROVERS},
    "cases.give_reason:archive": CASE_KEEPERS,
    "cases.revisions": {"case": TOWN},
    "cases.revision": {"case": TOWN},
    "cases.adopt": {
        "case": MUNICIPAL,
        "case:draft": TOWN,
        "case:in_review": TOWN,
        "case:published_organisation": TOWN,
    },
    # reference data
    "knowledge_reference.services": ALL,
    "knowledge_reference.service": {"free_service": READERS},
    "knowledge_reference.add_service": COORDINATOR,
    "knowledge_reference.edit_service": {"free_service": COORDINATOR},
    "knowledge_reference.one_stop": ALL,
    "knowledge_reference.edit_one_stop": {"one_stop": COORDINATOR},
    "knowledge_reference.initiatives": ALL,
    "knowledge_reference.initiative": {"initiative": READERS},
    "knowledge_reference.edit_initiative": {"initiative": COORDINATOR},
    "knowledge_reference.adopt": {"initiative": MUNICIPAL},
    "knowledge_reference.add_technology": COORDINATOR,
    "knowledge_reference.edit_technology": {"technology": COORDINATOR},
    # subsidies
    "subsidies.index": ALL,
    "subsidies.feed": ALL,
    "subsidies.show": {"subsidy": READERS},
    "subsidies.create": COORDINATOR,
    "subsidies.edit": {"subsidy": COORDINATOR},
    # specification templates
    "templates.index": ALL,
    "templates.show": {"template": READERS},
    "templates.fill": {"template": READERS},
    "templates.download": {"template": READERS},
    "templates.folder": {"template": READERS},
    "template_files.download:docx": {"template": READERS},
    "template_files.download:pdf": {"template": READERS},
    # the check of specifications
    "quality.index": MUNICIPAL | COORDINATOR,
    "quality.add": COORDINATOR,
    "quality.change": {"quality_rule": COORDINATOR},
    "quality.template": {"template": COORDINATOR},
    # solutions
    "solutions.index": ALL,
    "solutions.compare": ALL,
    "solutions.show": {"solution": READERS},
    "solutions.create": SUPPLIERS,
    "solutions.edit": SUPPLIER,
    "solutions.publish": SUPPLIER,
    "solutions.withdraw": SUPPLIER,
    # needs
    "needs.index": ALL,
    "needs.show": {"need": READERS},
    "needs.create": MUNICIPAL,
    "needs.edit": NEED_WRITERS,
    "need_writing.similar": MUNICIPAL,
    "need_writing.resume": NEED_WRITERS,
    "need_writing.write:problem": NEED_WRITERS,
    "need_writing.write:outcome": NEED_WRITERS,
    "need_writing.write:scale": NEED_WRITERS,
    "need_writing.write:budget": NEED_WRITERS,
    "need_writing.write:call": NEED_WRITERS,
    "need_writing.check": NEED_WRITERS,
    "needs.submit": {"need": TOWN},
    "needs.publish": NEED_APPROVERS,
    "need_steps.send_back": NEED_APPROVERS,
    "need_steps.withdraw": NEED_WRITERS,
    "need_steps.match": NEED_APPROVERS,
    "need_steps.unmatch": NEED_APPROVERS,
    "need_steps.conclude": NEED_APPROVERS,
    # joint specifications
    "specifications.index": ALL,
    "beginning.create": MUNICIPAL | COORDINATOR,
    "beginning.report_read": {"specification": TOWN | COORDINATOR},
    "specifications.show": {"specification": READERS},
    "specifications.download": {"specification": READERS},
    "consulting.show": {
        "specification": TOWN | COORDINATOR,
        "specification:consultation": MUNICIPAL | COORDINATOR,
    },
    "consulting.begin": {"specification": TOWN | COORDINATOR},
    "consulting.extend": {"specification": TOWN | COORDINATOR},
    "consulting.remind": {"specification": TOWN | COORDINATOR},
    "consulting.resume": {"specification": TOWN | COORDINATOR},
    "consulting.invite": {"specification": TOWN | COORDINATOR},
    "consulting.leave": {
        "specification": NOBODY
    },  # the town of the specification leads it: tests/agreeing/test_leaving.py
    "consulting.remove": {"specification": TOWN | COORDINATOR},
    "consulting.abandon": {"specification": TOWN_APPROVERS | COORDINATOR},
    "consulting.join": {"specification:consultation": frozenset({"other_admin"})},
    # soundings
    "soundings.index": ALL,
    "soundings.create": {"specification": TOWN_APPROVERS | COORDINATOR},
    "soundings.show": {"sounding": READERS},
    "soundings.download": {"sounding": READERS, "sounding:withdrawn": TOWN | COORDINATOR},
    **{
        f"soundings.{name}": {"sounding": TOWN_APPROVERS | COORDINATOR}
        for name in ("extend", "withdraw", "publish")
    },
    "remarks.new": {
        "sounding": VERIFIED_SUPPLIERS,
        "sounding:public_open": VERIFIED_SUPPLIERS | OTHER_TOWN,
        "sounding:withdrawn": COMPANY,
    },
    "remarks.edit": {"sounding_remark": COMPANY},
    "remarks.withdraw": {"sounding_remark": COMPANY},
    "sounding_answers.desk": {"sounding": TOWN | COORDINATOR},
    "sounding_answers.answer": {"sounding": TOWN | COORDINATOR},
    "sounding_answers.change": {"sounding_reply": TOWN | COORDINATOR},
    "sounding_answers.separate": {"sounding_remark": TOWN | COORDINATOR},
    "sounding_answers.wording": {
        "sounding_remark": TOWN | COORDINATOR,
        "sounding_remark:published": TOWN_APPROVERS | COORDINATOR,
    },
    "sounding_answers.correct": {"sounding_reply": TOWN_APPROVERS | COORDINATOR},
    "checks.show": {"specification": TOWN | COORDINATOR},
    "checks.explain": {"specification": TOWN | COORDINATOR},
    "checks.take_back": {"specification": TOWN | COORDINATOR},
    "checks.freeze": {"specification": TOWN_APPROVERS | COORDINATOR},
    "specifications.next_draft": {"specification": TOWN | COORDINATOR},
    **{
        f"drafting.{name}": {"specification": TOWN | COORDINATOR}
        for name in (
            "section",
            "move_section",
            "new_section",
            "remove_section",
            "edit_item",
            "move_item",
            "remove_item",
            "clash",
        )
    },
    "drafting.item": {"specification": READERS},
    "requirement_tables.edit": {"specification": TOWN | COORDINATOR},
    **{
        f"specification_values.{name}": {"specification": TOWN | COORDINATOR}
        for name in ("edit", "add", "parameter", "remove")
    },
    **{
        f"keeping.{name}:{sheet}": {"specification": TOWN | COORDINATOR}
        for name in ("here", "discard")
        for sheet in ("section", "item", "table", "values")
    },
    "history.revisions": {"specification": TOWN | COORDINATOR},
    "offers.index": MUNICIPAL | COORDINATOR,
    "offers.create": {"specification": TOWN | COORDINATOR},
    "offers.show": {"template_offer": READERS},
    "offers.accept": {"template_offer": COORDINATOR},
    "offers.decline": {"template_offer": COORDINATOR},
    "offers.withdraw": {"template_offer": TOWN | COORDINATOR},
    "comparing.compare": ALL,
    "comparing.contrast_table:docx": ALL,
    "comparing.contrast_table:pdf": ALL,
    "common.index": ALL,
    "common.table": ALL,
    "common.draft": MUNICIPAL | COORDINATOR,
    "evolving.update": {"specification": TOWN | COORDINATOR},
    "history.restore": {"specification": TOWN | COORDINATOR},
    "history.undo": {"specification": TOWN | COORDINATOR},
    "drafting.entitle": {"specification": TOWN | COORDINATOR},
    "positions.matrix": {"specification": TOWN | COORDINATOR},
    "positions.own": {"specification": TOWN},
    "positions.state": {"specification": TOWN},
    "positions.agree": {"specification": TOWN},
    "positions.confirm": {"specification": TOWN_APPROVERS},
    "positions.answer": {"specification": TOWN | COORDINATOR},
    "positions.accept": {"specification": TOWN},
    # what is said about joint specifications
    **{
        f"discussions.{name}": {"discussion": TOWN | COORDINATOR}
        for name in ("index", "begin", "begin_on_section", "begin_on_item", "show", "resolve", "reopen")
    },
    "discussions.edit": {"discussion": frozenset({"editor"})},
    "discussions.take_back": {"discussion": frozenset({"editor"})},
    "discussions.carry": {"specification": TOWN | COORDINATOR},
    **{
        f"suggestions.{name}": {"suggestion": TOWN | COORDINATOR}
        for name in ("suggest_for_section", "suggest_for_item", "show", "accept", "reject", "take_over")
    },
    "suggestions.withdraw": {"suggestion": TOWN},
    # what companies answer to requirements
    "replies.index": SIGNED_IN,
    "replies.start": {"specification:agreed": VERIFIED_SUPPLIERS},
    "replies.show": {"reply": READERS},
    "replies.download": {"reply": READERS},
    "replies.who": REPLIERS,
    "replies.write": REPLIERS,
    "replies.take_in": REPLIERS,
    "replies.submit": REPLIERS,
    "replies.withdraw": REPLIERS,
    "compliance.empty": {"specification": READERS},
    "compliance.of_template": {"template": READERS},
    "compliance.call": {"specification": TOWN | COORDINATOR},
    "compliance.close": {"specification": TOWN | COORDINATOR},
    "compliance.record": {"specification": TOWN | COORDINATOR},
    "compliance.compare": {"specification": TOWN | COORDINATOR},
    "compliance.compared_file:csv": {"specification": TOWN | COORDINATOR},
    "compliance.compared_file:xlsx": {"specification": TOWN | COORDINATOR},
    # trials
    "trials.index": ALL,
    "trials.show": {"trial": READERS},
    "trials.create": MUNICIPAL,
    "trials.edit": TRIAL_WRITERS,
    "trial_steps.take:start": {"trial": TOWN},
    "trial_steps.take:evaluate": {"trial": TOWN},
    "trial_steps.take:publish": {"trial": TOWN_APPROVERS},
    "trial_steps.agree": TRIAL_SPEAKERS,
    "trial_steps.give_reason:cancel": TRIAL_ENDERS,
    "trial_steps.give_reason:adopt": {"trial": TOWN_APPROVERS},
    "trial_steps.give_reason:decline": {"trial": TOWN_APPROVERS},
    "trial_steps.results": TRIAL_RECORDERS,
    "trial_steps.report": TRIAL_RECORDERS,
    "trial_steps.terms": {"trial": SIDES},
    "trial_steps.case": {"trial": TOWN},
    "trial_notes.create": TRIAL_TELLERS,
    "trial_notes.edit": NOTE_WRITERS,
    "trial_notes.download": {"trial_note": READERS},
    "trial_notes.detach": NOTE_WRITERS,
    # matching
    "matching.index": SIGNED_IN,
    "matching.hide": {
        f"need:{state}": SUPPLIERS if state in IN_THE_OPEN else NOBODY for state in NEED_STATES
    },
    "matching.show_again": {"hidden_need": COMPANY},
    "matching.judge": {"fitting": TOWN},
    # lists as data
    **{f"open_data.{way}:{name}": ALL for way in ("csv_file", "atom_feed") for name in OPEN_LISTS},
    # questions
    "questions.of_need": {"need": READERS},
    "questions.of_case": {"case": READERS},
    "questions.ask_need": ASKERS_OF_NEEDS,
    "questions.ask_case": ASKERS_OF_CASES,
    "questions.alike_need": ASKERS_OF_NEEDS,
    "questions.alike_case": ASKERS_OF_CASES,
    "questions.asked": SIGNED_IN,
    "questions.unanswered": SIGNED_IN,
    "questions.show": {"question": READERS},
    "answers.write": ANSWERERS,
    "answers.publish": QUESTION_PUBLISHERS,
    "answers.answer_privately": QUESTION_PUBLISHERS,
    "answers.merge": {"question": NOBODY},
    "answers.separate": {"question": TOWN},
    "answers.withdraw": {"question": COMPANY},
    # joining needs, clusters, plans of joint procurements
    "supports.join": JOINERS,
    "supports.leave": {"need": NOBODY, "need:published": OTHER_TOWN},
    "clusters.index": ALL,
    "clusters.show": {"cluster": READERS},
    "clusters.edit": CLUSTER_KEEPERS,
    "clusters.confirm": CLUSTER_KEEPERS,
    "clusters.dismiss": CLUSTER_KEEPERS,
    "clusters.reopen": CLUSTER_KEEPERS,
    "clusters.invite": CLUSTER_KEEPERS,
    "clusters.hand_over": CLUSTER_KEEPERS,
    "cluster_answers.accept": INVITED,
    "cluster_answers.decline": INVITED,
    "procurements.index": ALL,
    "procurements.show": {"procurement": READERS},
    "procurements.edit": {"procurement": COORDINATOR},
    "procurements.cancel": {"procurement": COORDINATOR},
    "procurements.restate": {"procurement": MUNICIPAL},
    "procurements.withdraw": {"procurement": MUNICIPAL},
    # responses
    "responses.index": SIGNED_IN,
    "responses.write": {
        f"need:{state}": VERIFIED_SUPPLIERS if state in IN_THE_OPEN else NOBODY for state in NEED_STATES
    },
    "responses.show": {"response": READERS},
    "responses.download": {"response": READERS},
    "responses.submit": RESPONDERS,
    "confirming.confirm": RESPONDERS,
    "responses.withdraw": RESPONDERS,
    "responses.reopen": RESPONDERS,
    "responses.attach": RESPONDERS,
    "responses.detach": RESPONDERS,
    "responses.debrief": {"response": NOBODY, "response:matched_submitted": GROUP},
    "choosing.handed_in": {f"need:{state}": TOWN if state in OPENED else NOBODY for state in NEED_STATES},
    "choosing.promise": {"need": TOWN, "need:draft": NOBODY, "need:in_review": NOBODY},
    "choosing.shortlist": CHOOSERS,
    "choosing.unlist": CHOOSERS,
    "choosing.assess": CHOOSERS,
    "choosing.select": DECIDERS,
    "choosing.decline": DECIDERS,
    "choosing.interview": {
        "response": NOBODY,
        "response:closed_submitted": TOWN | GROUP,
        "response:matched_submitted": TOWN,
    },
    "choosing.propose": CHOOSERS,
    "choosing.pick": {"response": NOBODY, "response:closed_submitted": GROUP},
    "choosing.ask": {"response": NOBODY, "response:closed_submitted": GROUP},
    "choosing.cancel": {"response": NOBODY, "response:closed_submitted": TOWN},
}
