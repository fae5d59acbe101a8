"""One of each thing in each of its states, with a canary in every text, and who may read it.

The sweep asks every page as everybody: a canary that somebody sees who is not among its readers is a leak.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from govtech.accounts import queries
from govtech.accounts import services as accounts
from govtech.accounts.models import Membership, Purpose, Ticket
from govtech.accounts.passwords import digest, new_token
from govtech.agreeing import position_services as drafting_positions
from govtech.agreeing.position_models import Stance
from govtech.agreeing.position_statements import PositionData
from govtech.alerts import services as alerts
from govtech.alerts.models import SavedSearch
from govtech.clusters import services as clusters
from govtech.clusters import support_services
from govtech.clusters.content import SupportData
from govtech.clusters.covering import demands
from govtech.clusters.models import Cluster, ClusterMember, Invitation
from govtech.clusters.support_models import Support
from govtech.compliance import services as compliance
from govtech.compliance.content import Answer as ComplianceAnswer
from govtech.compliance.models import Mark, Named, Reply
from govtech.config import ROOT
from govtech.core import clock
from govtech.core.db import session, unit_of_work
from govtech.core.files import FileStore, StoredFile
from govtech.core.journal import record
from govtech.core.policy import SYSTEM, Actor, Role
from govtech.discussions import queries as discussion_queries
from govtech.discussions import services as discussions
from govtech.discussions import suggestion_services as suggestions
from govtech.discussions.content import CommentData, SuggestionData
from govtech.discussions.models import Comment, Discussion
from govtech.discussions.suggestion_models import Suggestion
from govtech.drafting import queries as drafting_queries
from govtech.drafting import services as drafting
from govtech.drafting import writing
from govtech.drafting.content import Beginning
from govtech.drafting.models import Specification
from govtech.drafting.models import Thing as Thing_
from govtech.drafting.places import Place
from govtech.knowledge import adoption_services, reference_services
from govtech.knowledge import services as cases
from govtech.knowledge.content import CaseData
from govtech.knowledge.models import CaseStudy, OneStopService, Technology
from govtech.matching import services as matching
from govtech.matching.models import HiddenNeed
from govtech.needs import choosing_services as choosing
from govtech.needs import interview_services as interviews
from govtech.needs import response_content
from govtech.needs import response_services as responses
from govtech.needs import services as needs
from govtech.needs.content import NeedData
from govtech.needs.models import Need
from govtech.needs.outcomes import outcomes
from govtech.needs.prices import PriceData
from govtech.needs.response_content import ResponseData, UseData
from govtech.needs.response_models import Response
from govtech.notices.models import Kind, Notification, Wishes
from govtech.notices.schedule import unsaid
from govtech.organisations import services as organisations
from govtech.organisations.models import Organisation
from govtech.procurements import services as procurements
from govtech.procurements.content import PlanData
from govtech.procurements.models import Participation, Procurement
from govtech.quality.models import QualityRule
from govtech.questions import services as questions
from govtech.questions.content import AnswerData
from govtech.questions.models import Question, Subject
from govtech.renewing.offer_models import TemplateOffer
from govtech.solutions import services as solutions
from govtech.solutions.content import SolutionData
from govtech.solutions.models import Solution
from govtech.soundings import answer_services as answering
from govtech.soundings import remark_services as remarking
from govtech.soundings import services as soundings
from govtech.soundings.content import RemarkData, ReplyData, SoundingData
from govtech.soundings.models import Audience, Outcome, Remark, Sounding
from govtech.soundings.models import Kind as RemarkKind
from govtech.specifications import services as specifications
from govtech.specifications.models import SpecTemplate
from govtech.subsidies import jgrants
from govtech.subsidies import services as subsidies
from govtech.trials import report_services as trial_reports
from govtech.trials import services as trials
from govtech.trials.content import MeasureData, TermsData
from govtech.trials.models import Note, Trial
from tests import people

Readers = frozenset[str]
NOBODY: Readers = frozenset()
ALL: Readers = frozenset(people.WHO)
SIGNED_IN = ALL - {people.VISITOR}
TOWN = frozenset({"editor", "approver", "admin"})
TOWN_APPROVERS = frozenset({"approver", "admin"})
OTHER_TOWN = frozenset({"other_editor", "other_admin"})
MUNICIPAL = TOWN | OTHER_TOWN
COMPANY = frozenset({"company", "company_admin"})
SUPPLIERS = frozenset({*COMPANY, "other_company", "new_company", "group", "group_admin"})
VERIFIED_SUPPLIERS = SUPPLIERS - {"new_company"}
GROUP = frozenset({"group", "group_admin"})
OTHER = frozenset({"other_company"})
SECRETARIAT = frozenset({"coordinator", "auditor", "operator"})
COORDINATOR = frozenset({"coordinator"})
WORD = "金糸雀"
"""A word in every title, so that one search finds all that the reader may find."""
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True)
class Thing:
    """Something with an address: what its addresses are made of, who may read it, and its canary."""

    name: str
    model: type[Any] | None
    id: str
    arguments: dict[str, object]
    readers: Readers
    canary: str = ""


@dataclass
class World:
    """All things by name."""

    things: dict[str, Thing] = field(default_factory=dict)

    def add(self, thing: Thing) -> None:
        """Remember it."""
        assert thing.name not in self.things
        self.things[thing.name] = thing

    def canaries(self) -> dict[str, Readers]:
        """Who may read each canary."""
        return {thing.canary: thing.readers for thing in self.things.values() if thing.canary}

    def loaded(self, name: str) -> Any:
        """The object itself, in the session of now."""
        thing = self.things[name]
        assert thing.model is not None
        return session.get_one(thing.model, thing.id)


def canary(name: str) -> str:
    """A word that stands nowhere else."""
    return "CANARY" + "".join(part.capitalize() for part in name.replace(":", "_").split("_"))


def build(files: FileStore) -> World:
    """Everything, through the services, around the moment of the clock."""
    world = World()
    actors = {who: people.actor(who) for who in people.WHO}
    with unit_of_work():
        stored = files.store(io.BytesIO(PDF), "資料.pdf")
        _organisations(world)
        _members(world, actors)
        _notices(world, actors)
        _cases(world, actors, stored)
        _solutions(world, actors)
        _needs(world, actors, files)
        _questions(world, actors)
        _trials(world, actors, stored)
        _clusters(world, actors)
        _matching(world, actors)
        _drafts(world, actors)
        _replies(world, actors)
        _soundings(world, actors)
        _facts(world, actors)
    return world


def _organisations(world: World) -> None:
    for name, key, readers in (
        ("town", people.HOME_TOWN, ALL),
        ("other_town", people.OTHER_TOWN, ALL),
        ("company", "company1", ALL),
        ("new_company", "company3", frozenset({"new_company"}) | SECRETARIAT),
        ("group", "group1", ALL),
        ("secretariat", people.SECRETARIAT, ALL),
    ):
        organisation = session.get_one(Organisation, key)
        secret = ""
        if name == "new_company":
            secret = organisation.description = canary("organisation:new_company")
        arguments: dict[str, object] = {"organisation_id": key}
        if name == "company":
            held = organisations.add_certification(
                SYSTEM, organisation, organisations.CertificationData("ISMAP", "C00-0000", None)
            )
            session.flush()
            arguments["certification_id"] = held.id
        world.add(Thing(f"organisation:{name}", Organisation, key, arguments, readers, secret))


def _members(world: World, actors: dict[str, Actor]) -> None:
    """An invitation and a membership of the town; the invited address is for its admins alone."""
    town = session.get_one(Organisation, people.HOME_TOWN)
    address = canary("invitation") + "@example.jp"
    token = accounts.invite(actors["admin"], town, address, Role.EDITOR)
    session.flush()
    ticket = queries.open_ticket(token, Purpose.INVITATION)
    member = next(row for row in queries.members(town.id) if row.email == people.email_of("editor"))
    arguments = {"ticket_id": ticket.id, "membership_id": member.id}
    world.add(Thing("member:editor", Membership, member.id, arguments, ALL))
    world.add(Thing("ticket:invitation", Ticket, ticket.id, {"token": token}, ALL))
    world.add(Thing("invitation:address", None, "", {}, frozenset({"admin"}), canary("invitation")))
    for purpose in (Purpose.REGISTRATION, Purpose.RESET):
        secret = new_token()
        made = Ticket(
            token_hash=digest(secret),
            purpose=purpose,
            email=people.email_of("editor"),
            expires_at=clock.now() + timedelta(hours=1),
        )
        session.add(made)
        session.flush()
        world.add(Thing(f"ticket:{purpose}", Ticket, made.id, {"token": secret}, ALL))


def _notices(world: World, actors: dict[str, Actor]) -> None:
    """What the editor was told is for the editor alone, and so is the link in the editor's mail."""
    editor = actors["editor"].user_id
    town = session.get_one(Organisation, people.HOME_TOWN)
    entry = record(SYSTEM, "organisation.noted", town)
    session.flush()
    told = Notification(
        key="told",
        entry_id=entry.id,
        user_id=editor,
        kind=Kind.APPROVAL,
        title=canary("notification:editor"),
        path="/needs",
        subject_type="organisation",
        subject_id=town.id,
    )
    wishes = unsaid(str(editor))
    wishes.token = "token-of-the-editor"
    session.add_all([told, wishes])
    session.flush()
    readers = frozenset({"editor"})
    arguments: dict[str, object] = {"notification_id": told.id}
    world.add(
        Thing("notification:editor", Notification, told.id, arguments, readers, canary("notification:editor"))
    )
    link: dict[str, object] = {"token": wishes.token, "what": "approval"}
    world.add(Thing("wishes:editor", Wishes, str(editor), link, ALL))
    secret = canary("saved_search:editor")
    saved = alerts.save(actors["editor"], WORD, None, None, alerts.SearchData(secret, "daily"))
    session.flush()
    world.add(Thing("saved_search:editor", SavedSearch, saved.id, {"saved_id": saved.id}, readers, secret))


def _case_data(name: str, **values: Any) -> CaseData:
    return CaseData(
        title=f"{WORD}の事例 {canary(name)}",
        summary="窓口の待ち時間を短くした。",
        year=2025,
        problem="窓口が混んでいた。",
        approach="予約をオンラインで受けた。",
        initiatives=(1,),
        **values,
    )


def _cases(world: World, actors: dict[str, Actor], stored: StoredFile) -> None:
    editor, approver = actors["editor"], actors["approver"]
    verbs: dict[str, tuple[Callable[[CaseStudy], object], ...]] = {"draft": ()}
    verbs["in_review"] = (partial(cases.submit, editor),)
    verbs["published"] = (*verbs["in_review"], partial(cases.publish, approver))
    verbs["archived"] = (*verbs["published"], lambda case: cases.archive(approver, case, "終わった"))
    for state, visibility, readers in (
        ("draft", "all", TOWN),
        ("in_review", "all", TOWN),
        ("published", "all", ALL),
        ("published", "municipalities", MUNICIPAL | COORDINATOR),
        ("published", "organisation", TOWN),
        ("archived", "all", ALL),
    ):
        name = f"case:{state}" if visibility == "all" else f"case:{state}_{visibility}"
        case = cases.create(editor, _case_data(name, visibility=visibility))
        session.flush()
        attachment = cases.attach(editor, case, stored)
        for verb in verbs[state]:
            session.flush()
            verb(case)
        session.flush()
        arguments = {"case_id": case.id, "attachment_id": attachment.id, "number": 1}
        world.add(Thing(name, CaseStudy, case.id, arguments, readers, canary(name)))
    adoption_services.record_case(
        actors["other_editor"],
        world.loaded("case:published"),
        adoption_services.AdoptionData("considering", note=canary("adoption:considering")),
    )
    world.add(
        Thing("adoption:considering", None, "", {}, MUNICIPAL | COORDINATOR, canary("adoption:considering"))
    )


def _solutions(world: World, actors: dict[str, Actor]) -> None:
    company = actors["company"]
    for state, readers in (("draft", COMPANY), ("published", ALL), ("withdrawn", COMPANY)):
        name = f"solution:{state}"
        solution = solutions.create(
            company,
            SolutionData(
                name=f"{WORD}ソリューション {canary(name)}",
                kana="カナリアソリューション",
                summary="窓口の予約",
                description="説明",
                deliveries=("saas",),
                networks=("internet",),
                initiatives=(1,),
                languages=("ja",),
                contact="窓口 06-0000-0000",
            ),
        )
        session.flush()
        if state != "draft":
            solutions.publish(company, solution)
        if state == "withdrawn":
            session.flush()
            solutions.withdraw(company, solution, "終わった")
        world.add(Thing(name, Solution, solution.id, {"solution_id": solution.id}, readers, canary(name)))


def _need(actors: dict[str, Actor], name: str, state: str) -> Need:
    """A need up to a state before its deadline, which lies a day ahead."""
    need = needs.create(
        actors["editor"],
        NeedData(
            title=f"{WORD}のニーズ {canary(name)}",
            outcome="来庁せずに申込みが終わるようにしたい。",
            wanted=("proposal",),
            response_deadline=clock.now() + timedelta(days=1),
            contact="デジタル推進課 06-0000-0000",
        ),
    )
    session.flush()
    if state != "draft":
        needs.submit(actors["editor"], need)
    if state not in {"draft", "in_review"}:
        needs.publish(actors["approver"], need)
    session.flush()
    return need


def _needs(world: World, actors: dict[str, Actor], files: FileStore) -> None:
    made: dict[str, Need] = {}
    for state, readers in (
        ("draft", TOWN),
        ("in_review", TOWN),
        ("published", ALL),
        ("closed", ALL),
        ("matched", ALL),
        ("unmatched", ALL),
        ("concluded", ALL),
        ("withdrawn", ALL),
    ):
        name = f"need:{state}"
        made[state] = need = _need(actors, name, state)
        world.add(Thing(name, Need, need.id, {"need_id": need.id}, readers, canary(name)))
    for state, ways in (
        ("published", ("draft", "submitted", "withdrawn")),
        ("closed", ("draft", "submitted", "withdrawn")),
        ("matched", ("submitted",)),
    ):
        for way in ways:
            _response(world, actors, made[state], (state, way), files)
    needs.withdraw(actors["approver"], made["withdrawn"], "取りやめた")
    with _later(days=2):
        session.flush()
        published = made["published"]
        published.response_deadline = clock.now() + timedelta(days=1)
        session.flush()
        assert needs.close_due(SYSTEM) == 4
        session.flush()
        _weigh(world, actors)
        needs.match(actors["approver"], made["matched"], "決まった")
        for state in ("unmatched", "concluded"):
            needs.unmatch(actors["approver"], made[state], "なかった")
        session.flush()
        needs.conclude(actors["approver"], made["concluded"], "終わった")


WRITERS = {
    "draft": ("company", COMPANY),
    "submitted": ("group", GROUP),
    "withdrawn": ("other_company", OTHER),
}
"""Who wrote the responses of each kind."""


def _response(
    world: World, actors: dict[str, Actor], need: Need, how: tuple[str, str], files: FileStore
) -> None:
    """A response with its canary in every text and in the file; owners read what was handed in after closing."""
    state, way = how
    name = f"response:{state}_{way}"
    word, (who, writers) = canary(name), WRITERS[way]
    response = responses.start(actors[who], need, _stated(need, word))
    session.flush()
    responses.attach(actors[who], response, files.store(io.BytesIO(PDF + word.encode()), f"{word}.pdf"))
    session.flush()
    if way != "draft":
        responses.submit(actors[who], response)
    session.flush()
    if way == "withdrawn":
        responses.withdraw(actors[who], response)
        session.flush()
    readers = writers | (TOWN if way == "submitted" and state != "published" else NOBODY)
    arguments = {"response_id": response.id, "need_id": need.id, "attachment_id": response.attachments[0].id}
    world.add(Thing(name, Response, response.id, arguments, readers, word))


def _stated(need: Need, word: str) -> ResponseData:
    return ResponseData(
        approach=f"実現の方法 {word}",
        answers=tuple(
            response_content.AnswerData(wish.key, wish.text, "met", f"{word} で")
            for wish in outcomes(need.outcome)
        ),
        networks=("lgwan",),
        plan=f"{word} の計画",
        prices=(PriceData(word, 800_000, 120_000, 10, "件", 7),),
        price=f"{word} の前提",
        chosen=(UseData(word, word, word),),
        references=f"{word} の実績",
        contact=f"{word} 06-0000-0000",
    )


def _weigh(world: World, actors: dict[str, Actor]) -> None:
    """What an owner notes is the town's own; what it tells is for the two of them."""
    approver, matched = actors["approver"], world.loaded("response:matched_submitted")
    closed = world.loaded("response:closed_submitted")
    for response, state, told in ((closed, "closed", NOBODY), (matched, "matched", GROUP)):
        note, mark = canary(f"note:{state}"), canary(f"mark:{state}")
        marks = [choosing.MarkData(row.key, "met", mark) for row in response.answers]
        choosing.assess(approver, response, note, marks)
        world.add(Thing(f"note:{state}", None, "", {}, TOWN, note))
        world.add(Thing(f"mark:{state}", None, "", {}, TOWN | told, mark))
    word = canary("interview:closed")
    soon = clock.now() + timedelta(days=3)
    interviews.propose(approver, closed, [soon, soon + timedelta(hours=2)], word, word)
    world.add(Thing("interview:closed", None, "", {}, TOWN | GROUP, word))
    session.flush()
    choosing.select(approver, matched, canary("reason:matched"))
    world.add(Thing("reason:matched", None, "", {}, TOWN | GROUP, canary("reason:matched")))


def _questions(world: World, actors: dict[str, Actor]) -> None:
    """Questions of a company to the town: what was asked is for the two of them, what was published for all."""
    need, case = world.loaded("need:published"), world.loaded("case:published")
    for name, subject, state in (
        ("asked", need, "asked"),
        ("drafted", need, "drafted"),
        ("published", need, "published"),
        ("merged", need, "merged"),
        ("case_asked", case, "asked"),
    ):
        question = _question(actors, subject, f"question:{name}", state, world)
        key = f"question:{name}"
        readers = ALL if state == "published" else COMPANY | TOWN
        # what was asked in so many words stays between the two, published or not
        world.add(Thing(key, Question, question.id, {"question_id": question.id}, readers))
        secret = COMPANY | TOWN
        world.add(Thing(f"original:{name}", None, "", {}, secret, canary(key)))


def _question(actors: dict[str, Actor], subject: Subject, name: str, state: str, world: World) -> Question:
    question = questions.ask(actors["company"], subject, f"{name}について、{canary(name)}を教えてください。")
    session.flush()
    if state in {"drafted", "published"}:
        answer = AnswerData(f"{WORD}について教えてください。", "答えは10月です。")
        questions.draft(actors["editor"], question, answer, question.version)
        session.flush()
    if state == "published":
        questions.publish(actors["approver"], question, question.version)
    if state == "merged":
        questions.merge(actors["editor"], question, world.loaded("question:asked"))
    session.flush()
    return question


def _trials(world: World, actors: dict[str, Actor], stored: StoredFile) -> None:
    """A trial of the town and the company in each kind of state; the published one has a note of either kind."""
    partners = TOWN | COMPANY
    between = partners | MUNICIPAL | COORDINATOR
    for state, readers in (
        ("planned", partners),
        ("running", between),
        ("published", ALL),
        ("evaluated", between),
        ("cancelled", partners),
    ):
        name = f"trial:{state}"
        trial = trials.create(actors["editor"], trials.Origin("company1"), _agreement(name))
        session.flush()
        if state == "cancelled":
            trials.cancel(actors["approver"], trial, "取りやめた")
        elif state != "planned":
            for who in ("approver", "company"):
                trials.agree(actors[who], trial, 1)
            trials.start(actors["editor"], trial)
        if state == "published":
            trials.publish(actors["approver"], trial)
            _progress(world, actors, trial, stored)
        if state == "evaluated":
            told = trial_reports.ReportData(worked="短くなった", not_worked="なし", lessons="早く始める")
            trial_reports.write_report(actors["company"], trial, told, trial.version)
            session.flush()
            result = {trial.measures[0].id: trial_reports.ResultData(4.0)}
            trial_reports.record_results(actors["editor"], trial, result, trial.version)
            trials.evaluate(actors["editor"], trial)
        session.flush()
        world.add(Thing(name, Trial, trial.id, {"trial_id": trial.id, "number": 1}, readers, canary(name)))


def _agreement(name: str) -> TermsData:
    text = "双方で決めたこと"
    return TermsData(
        title=f"{WORD}の実証実験 {canary(name)}",
        plan=text,
        initiatives=(1,),
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=30),
        place="市民課",
        participants="職員6名",
        measures=(MeasureData("処理時間", "分", 10.0, 5.0),),
        municipality_yen=0,
        partner_yen=0,
        personal_data="none",
        data_handled=text,
        municipality_duties=text,
        partner_duties=text,
        publication=text,
        municipality_contact=text,
        partner_contact=text,
    )


def _drafts(world: World, actors: dict[str, Actor]) -> None:
    """A joint specification of the town in each state; towns read a consultation, everybody what is fixed."""
    for state, readers in (
        ("drafting", TOWN | COORDINATOR),
        ("consultation", MUNICIPAL | COORDINATOR),
        ("agreed", ALL),
    ):
        name = f"specification:{state}"
        item = {
            "kind": "functional",
            "level": "mandatory",
            "text": canary(name),
            "condition": "",
            "layers": [],
        }
        item |= {"key": "scope", "note": "", "method": "", "remedy": ""}
        section = {"key": "scope", "parent": None, "title": canary(name), "body": WORD, "items": [item]}
        value = {"name": "users", "label": canary(name), "type": "text", "unit": "", "value": "", "help": ""}
        content = {"sections": [section], "parameters": [value | {"choices": []}]}
        made = drafting.create(actors["editor"], Beginning(f"{WORD} {canary(name)}", content=content))
        wish = PositionData(Stance.CHANGE, canary(name))
        row = drafting_queries.item(made, "scope")
        position = drafting_positions.state(actors["editor"], made, row, wish)
        typed = writing.Edit(Thing_.ITEM, "scope", {"kind": "operation"}, 1)
        writing.write(actors["editor"], made, typed)
        (clash,) = writing.write(
            actors["editor"], made, writing.Edit(Thing_.ITEM, "scope", {"kind": "security"}, 1)
        ).clashes
        session.flush()
        said = _said(actors, state, Place(made, Thing_.ITEM, "scope"))
        for step in {"consultation": ["consult"], "agreed": ["freeze"]}.get(state, []):
            made.take(step)
        if state == "agreed":
            made.number, made.frozen_at = 1, clock.now()
        arguments: dict[str, object] = {"specification_id": made.id, "key": "scope", "number": 2}
        arguments |= {"kind": "md", "name": "users", "clash_id": clash.id, "position_id": position.id}
        world.add(Thing(name, Specification, made.id, arguments, readers, canary(name)))
        if state == "agreed":
            _offered(world, made, arguments)
        for kind, model, key, more in said:
            name = f"{kind}:{state}"
            world.add(Thing(name, model, key, arguments | more, TOWN | COORDINATOR, canary(name)))


def _offered(world: World, fixed: Specification, arguments: dict[str, object]) -> None:
    """The fixed text offered as a template."""
    name = "template_offer:offered"
    words = {"title": WORD, "kana": WORD, "summary": WORD, "changes": WORD, "reason": canary(name)}
    row = TemplateOffer(specification_id=fixed.id, slug="canary", actor_name=WORD, initiatives=[1], **words)
    session.add(row)
    session.flush()
    more = arguments | {"offer_id": row.id}
    world.add(Thing(name, TemplateOffer, row.id, more, TOWN | COORDINATOR, canary(name)))


def _said(
    actors: dict[str, Actor], state: str, place: Place
) -> list[tuple[str, type[Any], str, dict[str, object]]]:
    """A thread, its comment put right once, and other wording, for those who take part alone."""
    editor = actors["editor"]
    thread = discussions.begin(editor, place, CommentData(canary(f"discussion:{state}")))
    (row,) = discussion_queries.thread(thread).written
    session.flush()
    edited = CommentData(canary(f"comment:{state}"))
    discussions.edit(editor, row.comment, edited, row.comment.version)
    wording = SuggestionData(
        {"text": canary(f"suggestion:{state}")}, "読みやすいため", place.specification.revision
    )
    suggestion = suggestions.suggest(editor, place, wording)
    of_thread: dict[str, object] = {"discussion_id": thread.id, "comment_id": row.comment.id}
    return [
        ("discussion", Discussion, thread.id, of_thread),
        ("comment", Comment, row.comment.id, of_thread),
        ("suggestion", Suggestion, suggestion.id, {"suggestion_id": suggestion.id}),
    ]


def _soundings(world: World, actors: dict[str, Actor]) -> None:
    """Drafts of the town shown to outsiders, each with a remark of the company, in each kind of state."""
    drafters, until = TOWN | COORDINATOR, clock.now() + timedelta(minutes=1)
    for state, readers in (
        ("public_open", ALL),
        ("vendors_open", VERIFIED_SUPPLIERS | drafters),
        ("vendors_closed", VERIFIED_SUPPLIERS | drafters),
        ("published", VERIFIED_SUPPLIERS | drafters),
        ("withdrawn", COMPANY | drafters),
    ):
        name = f"sounding:{state}"
        section = {"key": "scope", "parent": None, "title": canary(name), "body": WORD, "items": []}
        content = {"sections": [section], "parameters": []}
        made = drafting.create(actors["editor"], Beginning(f"{WORD} {canary(name)}", content=content))
        audience = Audience.PUBLIC if state.startswith("public") else Audience.VENDORS
        data = SoundingData(audience, until, canary(name))
        sounding = soundings.open_for(actors["approver"], made, data)
        word = canary(f"sounding_remark:{state}")
        remark = remarking.submit(
            actors["company"], sounding, RemarkData(Thing_.SECTION, "scope", RemarkKind.IDEA, word)
        )
        session.flush()
        if state == "withdrawn":
            soundings.withdraw(actors["approver"], sounding, "見直すため")
        if state in {"vendors_closed", "published"}:
            with clock.at(until):
                sounding.until = clock.now()
                session.flush()
                soundings.close_due(SYSTEM)
            _answered(world, actors, sounding, remark)
        if state == "published":
            soundings.publish(actors["approver"], sounding)
        session.flush()
        seen = readers if state == "published" else COMPANY | drafters
        arguments: dict[str, object] = {"sounding_id": sounding.id, "kind": "md"}
        world.add(Thing(name, Sounding, sounding.id, arguments, readers, canary(name)))
        arguments = {"sounding_id": sounding.id, "remark_id": remark.id}
        world.add(Thing(f"sounding_remark:{state}", Remark, remark.id, arguments, seen, word))
        sounding.until = clock.now() + timedelta(days=5)


def _answered(world: World, actors: dict[str, Actor], sounding: Sounding, remark: Remark) -> None:
    name = f"sounding_reply:{remark.id}"
    published = sounding.specification.title.endswith(canary("sounding:published"))
    readers = TOWN | COORDINATOR | (VERIFIED_SUPPLIERS if published else NOBODY)
    reply = answering.answer(actors["editor"], sounding, [remark.id], ReplyData(Outcome.TAKEN, canary(name)))
    arguments: dict[str, object] = {"sounding_id": sounding.id, "reply_id": reply.id}
    world.add(Thing(name, None, reply.id, arguments, readers, canary(name)))


def _replies(world: World, actors: dict[str, Actor]) -> None:
    """What companies answer to the specification that was agreed: a draft, one handed in, one that came by mail."""
    asked = world.loaded("specification:agreed")
    until = compliance.CallData(clock.now() + timedelta(days=9))
    compliance.ask(actors["editor"], asked, until)
    for state, who, readers in (
        ("draft", "company", COMPANY),
        ("submitted", "group", GROUP | TOWN | COORDINATOR),
        ("recorded", "editor", TOWN | COORDINATOR),
    ):
        name = f"reply:{state}"
        begin = compliance.record_for if state == "recorded" else compliance.begin
        reply = begin(actors[who], asked, Named(f"会社 {canary(name)}"))
        if state != "recorded":
            answer = ComplianceAnswer(Mark.UNMET, canary(name))
            compliance.write(actors[who], reply, {"scope": answer})
        if state == "submitted":
            compliance.submit(actors[who], reply)
        session.flush()
        world.add(Thing(name, Reply, reply.id, {"reply_id": reply.id, "number": 1}, readers, canary(name)))


def _progress(world: World, actors: dict[str, Actor], trial: Trial, stored: StoredFile) -> None:
    for kind, who, readers in (
        ("internal", "company", TOWN | COMPANY),
        ("shared", "editor", ALL),
    ):
        name = f"trial_note:{kind}"
        data = trial_reports.NoteData(
            clock.today(), f"経過 {canary(name)}", "partners" if kind == "internal" else "all"
        )
        note = trial_reports.add_note(actors[who], trial, data, [stored])
        session.flush()
        arguments = {"trial_id": trial.id, "note_id": note.id, "attachment_id": note.attachments[0].id}
        world.add(Thing(name, Note, note.id, arguments, readers, canary(name)))


def _matching(world: World, actors: dict[str, Actor]) -> None:
    """A need that the company hides, with its reason, and a solution that the town can judge for its need."""
    need, solution = world.loaded("need:published"), world.loaded("solution:published")
    reason = matching.HideData("other", canary("hidden_need:company"))
    hidden = matching.hide(actors["company"], need, reason)
    arguments: dict[str, object] = {"hidden_id": hidden.id}
    world.add(
        Thing("hidden_need:company", HiddenNeed, hidden.id, arguments, COMPANY, canary("hidden_need:company"))
    )
    both: dict[str, object] = {"need_id": need.id, "solution_id": solution.id}
    world.add(Thing("fitting:published", None, "", both, ALL))


def _clusters(world: World, actors: dict[str, Actor]) -> None:
    """A joining, a cluster in each state with an invitation to the confirmed one, and plans that came of clusters."""
    coordinator, staff = actors["coordinator"], MUNICIPAL | COORDINATOR
    need = world.loaded("need:published")
    support = support_services.join(
        actors["other_editor"], need, SupportData(population=10, note=canary("support:joined"))
    )
    session.flush()
    world.add(Thing("support:joined", Support, support.id, {}, staff, canary("support:joined")))
    for state, readers in (
        ("proposed", staff),
        ("confirmed", ALL),
        ("handed_over", ALL),
        ("dismissed", staff),
    ):
        name = f"cluster:{state}"
        cluster = Cluster(title=f"{WORD}の候補 {canary(name)}", members=[ClusterMember(need_id=need.id)])
        session.add(cluster)
        record(SYSTEM, "cluster.proposed", cluster)
        if state == "dismissed":
            clusters.dismiss(coordinator, cluster, "まとまらない")
        elif state != "proposed":
            clusters.confirm(coordinator, cluster)
        session.flush()
        world.add(Thing(name, Cluster, cluster.id, {"cluster_id": cluster.id}, readers, canary(name)))
    _invitation(world)
    for state in ("planning", "cancelled"):
        _plan(world, coordinator, state)


def _invitation(world: World) -> None:
    name = "cluster_invitation:open"
    asked = Invitation(
        cluster_id=world.things["cluster:confirmed"].id,
        organisation_id=people.OTHER_TOWN,
        message=canary(name),
    )
    session.add(asked)
    session.flush()
    world.add(Thing(name, Invitation, asked.id, {}, OTHER_TOWN, canary(name)))


def _plan(world: World, coordinator: Actor, state: str) -> None:
    name = f"procurement:{state}"
    if state == "planning":
        plan = clusters.hand_over(coordinator, world.loaded("cluster:handed_over"))
    else:
        need_id = world.things["need:published"].id
        plan = procurements.plan(coordinator, PlanData("取りやめた計画"), [need_id], demands([need_id]))
    plan.title = f"{WORD}の計画 {canary(name)}"
    session.flush()
    world.add(Thing(name, Procurement, plan.id, {"procurement_id": plan.id}, ALL, canary(name)))
    if state == "cancelled":
        procurements.cancel(coordinator, plan, "国が配る")
        return
    part = next(one for one in plan.participations if one.organisation_id == people.OTHER_TOWN)
    world.add(Thing("participation:interested", Participation, part.id, {}, ALL))


def _facts(world: World, actors: dict[str, Actor]) -> None:
    """What everybody may read and coordinators keep."""
    added = reference_services.add_free_service(
        actors["coordinator"],
        reference_services.FreeServiceData(
            f"{WORD}のサービス", "カナリアノサービス", "見本の団体", "無償で使える"
        ),
    )
    subsidy = subsidies.create(
        actors["coordinator"], _subsidy_data(), jgrants.WindowData(closes_at=clock.now() + timedelta(days=20))
    )
    session.flush()
    one_stop = session.scalars(sa.select(OneStopService).limit(1)).one()
    technology = session.scalars(sa.select(Technology).limit(1)).one()
    specifications.import_templates(SYSTEM, ROOT / "spec_templates")
    session.flush()
    template = session.scalars(sa.select(SpecTemplate).order_by(SpecTemplate.id).limit(1)).one()
    rule = session.scalars(sa.select(QualityRule).order_by(QualityRule.id).limit(1)).one()
    for name, key, argument in (
        ("quality_rule:first", rule.id, "rule_id"),
        ("free_service:offered", added.id, "service_id"),
        ("one_stop:first", one_stop.id, "service_id"),
        ("technology:first", technology.id, "technology_id"),
        ("initiative:first", 1, "number"),
        ("subsidy:entered", subsidy.id, "subsidy_id"),
    ):
        world.add(Thing(name, None, str(key), {argument: key}, ALL))
    arguments: dict[str, object] = {"slug": template.slug, "version": template.version}
    world.add(Thing("template:first", None, template.id, arguments, ALL))


def _subsidy_data() -> subsidies.SubsidyData:
    return subsidies.SubsidyData(
        title=f"{WORD}の補助金",
        provider="見本の団体",
        catch_phrase="",
        body="窓口の改善を助ける。",
        eligible="市町村",
        rate="2分の1",
        ceiling=1_000_000,
        employees="",
        url="",
        contact="",
        municipal=True,
        initiatives=(1,),
    )


@contextmanager
def _later(**by: float) -> Iterator[None]:
    with clock.at(clock.now() + timedelta(**by)):
        yield
