"""A specification of some 30 pages as PDF and Word, its redline, merge and matrix, beside the bare libraries.

Each line states the product and the library doing the same document in the same run. Files are asked
for as a browser does, sign-in, rules and database included; what never waits is stated in seconds of the processor.
"""

from __future__ import annotations

import difflib
import io
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import docx
import jinja2
import openpyxl
import pypdf
import sqlalchemy as sa
import xlsxwriter
from flask.testing import FlaskClient
from merge3 import Merge3

from govtech import rooms
from govtech.agreeing.position_models import STANCE_MARKS, Position, Stance
from govtech.app import create_app
from govtech.compliance import reading, workbook
from govtech.compliance.content import Answer, Requirement, kept
from govtech.compliance.content import requirements as items_of
from govtech.compliance.models import MARK_SIGNS, Call, Mark, Named, Reply
from govtech.compliance.models import Status as ReplyStatus
from govtech.compliance.sheets import Filled, Source
from govtech.config import Settings
from govtech.core import db
from govtech.core.clock import now
from govtech.core.db import new_id, session, unit_of_work
from govtech.core.diff import redline
from govtech.core.policy import Actor, OrganisationKind, Role
from govtech.demo.accounts import PASSWORD
from govtech.documents import docx_reader, docx_writer, typst_writer
from govtech.documents.blocks import Cell, Document, Heading, Paragraph, Run, Table, plain
from govtech.drafting import presenting, queries, services
from govtech.drafting.content import Beginning, from_template, values_of
from govtech.drafting.merging import merge, sentences
from govtech.drafting.models import Item, Specification
from govtech.organisations.models import Organisation
from govtech.reading import publishing
from govtech.specifications import queries as templates
from govtech.specifications.template_text import parts, to_markdown
from tests.bench.pages import server
from tests.installation import Browser, Installation, Server

assert rooms.SEARCHABLE is not None  # every table

TOWN = "272035"
TOWNS = 43
ITEMS = 300
COMPANIES = 43
EVERY = 9
"""One sentence in so many is changed between the two versions that are compared."""
TABLE = (
    "<table>{% for row in rows %}<tr><th>{{ row[0] }}</th><td>{{ row[1] }}</td>"
    "{% for cell in row[2] %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)


class Line(NamedTuple):
    """A measured thing: seconds of the product, seconds of the bare library, and the goal in seconds."""

    name: str
    taken: float
    bare: float
    goal: float


def run(installation: Installation) -> bool:
    """Print the lines; whether every goal was reached."""
    engine = db.make_engine(f"sqlite:///{installation.folder / 'govtech.db'}")
    db.configure(engine)
    try:
        long, wide = _text(), _matrix()
        with unit_of_work(writes=False):
            document, text, asked = _read(long)
        with server(installation) as running:
            lines = [*_files(running, long, document), *_texts(text), *_sheets(asked)]
        lines += _wide(engine, installation.folder, wide)
    finally:
        session.remove()
        engine.dispose()
    return report(lines)


def report(lines: Sequence[Line]) -> bool:
    """Print the lines; whether every goal was reached."""
    print(f"{'':34} {'s':>8} {'bare s':>8} {'ratio':>7} {'goal s':>7}")
    for line in lines:
        ratio = f"{line.taken / line.bare:7.2f}" if line.bare else f"{'':7}"
        goal = f"{line.goal:7.2f}" if line.goal else f"{'':7}"
        print(f"{line.name:34} {line.taken:8.3f} {line.bare:8.3f} {ratio} {goal}")
    return all(line.taken <= line.goal for line in lines if line.goal)


def seconds(
    act: Callable[[], object], times: int = 1, clock: Callable[[], float] = time.perf_counter
) -> float:
    """The median of some turns, by the clock on the wall unless another is given."""
    taken = []
    for _turn in range(times):
        began = clock()
        act()
        taken.append(clock() - began)
    return statistics.median(taken)


def computed(act: Callable[[], object], times: int) -> float:
    """The same in seconds of the processor, for what never waits: another program's load does not count."""
    return seconds(act, times, time.process_time)


# -- what is measured


def _lead() -> Actor:
    town = session.get_one(Organisation, TOWN)
    return Actor(
        name="測る人",
        organisation_id=TOWN,
        organisation_name=town.name,
        organisation_kind=OrganisationKind.MUNICIPALITY,
        role=Role.APPROVER,
        verified=True,
    )


def _text() -> str:
    """A specification of the 電子申請 template."""
    with unit_of_work():
        beginning = from_template(templates.content(templates.find("e-application")))
        return services.create(_lead(), beginning, []).id


def _read(specification_id: str) -> tuple[Document, str, list[Requirement]]:
    specification = session.get_one(Specification, specification_id)
    plain_text = queries.content(specification)
    template, values = presenting.shaped(specification, plain_text), values_of(plain_text)
    names = [row.name for row in queries.parties(specification)]
    document = publishing.filed(specification, template, values, names, ())
    return document, to_markdown(template, values), items_of(parts(template, values))


def _matrix() -> str:
    """300 items with the position of each of 43 municipalities, and the answers of 43 companies."""
    item = {"level": "mandatory", "condition": "3秒以内に表示する", "note": "", "method": "", "remedy": ""}
    items = [
        {
            **item,
            "key": f"X-{number:03d}",
            "kind": ("functional", "security", "operation")[number % 3],
            "text": f"要件{number}：利用者が、スマートフォンから、いつでも手続を申請できること。",
            "layers": [],
        }
        for number in range(ITEMS)
    ]
    sections = [
        {"key": f"s{place}", "parent": None, "title": f"章{place}", "body": "次のとおり。"}
        | {"items": items[place * 30 : place * 30 + 30]}
        for place in range(ITEMS // 30)
    ]
    with unit_of_work():
        towns = [row.id for row in queries.municipalities()][:TOWNS]
        content = {"sections": sections, "parameters": []}
        made = services.create(_lead(), Beginning("大きな仕様書", content=content), towns)
        session.flush()
        _positions(made)
        _replies(made)
        return made.id


def _positions(made: Specification) -> None:
    ids = session.scalars(sa.select(Item.id).where(Item.specification_id == made.id)).all()
    rows = [
        {"id": new_id(), "specification_id": made.id, "item_id": item, "organisation_id": party.id}
        | {"stance": _stance(place * TOWNS + turn), "wording": "文", "reason": "", "seen_in": 1}
        | {"stated_by": "測る人", "stated_at": now(), "answer": "", "version": 1}
        for place, item in enumerate(ids)
        for turn, party in enumerate(queries.parties(made))
    ]
    session.execute(sa.insert(Position.__table__), rows)


def _stance(number: int) -> Stance:
    """Most agree; one position in 50 is a wish that is still open, as many are a town's own."""
    return {0: Stance.CHANGE, 25: Stance.LOCAL}.get(number % 50, Stance.AGREE)


def _replies(made: Specification) -> None:
    session.add(Call(specification=made, closes_at=now()))
    template = presenting.shaped(made, queries.content(made))
    asked = items_of(parts(template, {}))
    for turn in range(COMPANIES):
        answers = kept({one.key: _answer(place + turn, one) for place, one in enumerate(asked)})
        session.add(
            Reply(
                specification=made,
                recorded_by_id=TOWN,
                company=f"会社{turn:02d}",
                answers=answers,
                handed_in=answers,
                status=ReplyStatus.SUBMITTED,
            )
        )


def _answer(place: int, one: Requirement) -> Answer:
    mark = list(Mark)[place % 3]
    return Answer(
        mark, "" if mark is Mark.MET else "別の方法で対応します。", "standard", None, one.fingerprint
    )


# -- lines


@contextmanager
def _signed_in(running: Server) -> Iterator[Browser]:
    """A browser of the town's approver; the server lets go of one that has been idle for long."""
    with Browser(running.port) as browser:
        browser.sign_in("approver@toyonaka.example", PASSWORD)
        yield browser


def _files(running: Server, long: str, document: Document) -> list[Line]:
    """PDF for the first time and again, and Word."""
    address = f"/specifications/{long}/file"
    bare_pdf = seconds(lambda: typst_writer.compiled(typst_writer.source(document)))
    pages = len(pypdf.PdfReader(io.BytesIO(typst_writer.write(document))).pages)
    print(f"{pages} pages, {sum(isinstance(one, Table) for one in document.blocks)} tables")
    bare_docx = seconds(lambda: _plain_docx(document), 3)
    bare_again = seconds(lambda: typst_writer.compiled(typst_writer.source(document)), 3)
    alone = seconds(lambda: docx_writer.write(document), 3)
    with _signed_in(running) as browser:
        first = seconds(lambda: _ok(browser, address + ".pdf"))
        again = seconds(lambda: _ok(browser, address + ".pdf"), 5)
        word = seconds(lambda: _ok(browser, address + ".docx"), 3)
    return [
        Line("PDF, first request", first, bare_pdf, 3.5),
        Line("PDF, again", again, bare_again, 0.5),
        Line("DOCX, by request", word, bare_docx, 4),
        Line("DOCX, the writer alone", alone, bare_docx, 0),
        _reading("DOCX, read back", docx_writer.write(document), 2),
        _reading("DOCX, a table of 2,000 rows read", docx_writer.write(_large(document)), 3),
    ]


def _reading(name: str, data: bytes, goal: float) -> Line:
    """A Word file read, beside python-docx asking for its characters alone."""
    return Line(
        name, seconds(lambda: docx_reader.read(data), 3), seconds(lambda: _plain_texts(data), 3), goal
    )


def _large(document: Document) -> Document:
    rows = tuple(
        tuple(Cell((Run(f"要件{row}の{column}。{row * column}件"),)) for column in range(8))
        for row in range(2000)
    )
    return replace(document, blocks=(Table(rows),))


def _plain_texts(data: bytes) -> int:
    file = docx.Document(io.BytesIO(data))
    cells = sum(len(cell.text) for table in file.tables for row in table.rows for cell in row.cells)
    return cells + sum(len(paragraph.text) for paragraph in file.paragraphs)


def _ok(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    if answer.status != 200:
        raise RuntimeError(f"{path}: {answer.status}")


def _plain_docx(document: Document) -> None:
    """The same paragraphs and tables by python-docx and nothing else: no numbering, contents, notes or widths."""
    file = docx.Document()
    for block in document.blocks:
        match block:
            case Heading(level, runs):
                file.add_heading(plain(runs), min(level, 4))
            case Paragraph(runs):
                file.add_paragraph(plain(runs))
            case Table(rows):
                _plain_table(file, rows, block.columns)
    file.save(io.BytesIO())


def _plain_table(file: Any, rows: Sequence[Sequence[Cell]], columns: int) -> None:
    table = file.add_table(len(rows), columns)
    for line, row in zip(table.rows, rows, strict=True):
        for target, cell in zip(line.cells, row, strict=False):
            target.text = plain(cell.runs)


def _texts(text: str) -> list[Line]:
    """Redline and merge of the whole text, one sentence in some changed."""
    ours, theirs = _changed(text, 0), _changed(text, EVERY // 2)
    left, right = sentences(text), sentences(ours)
    redline(text[:200], ours[:200])  # the dictionary is read once in the life of a process
    bare = computed(lambda: difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes(), 3)
    texts = (left, right, sentences(theirs))
    print(f"{len(text):,} characters, {len(left):,} units, {len(left) // EVERY:,} changed on each side")
    return [
        Line("redline of the whole text", computed(lambda: redline(text, ours), 3), bare, 0.3),
        Line(
            "three-way merge of the whole text",
            computed(lambda: merge(text, ours, theirs), 5),
            computed(lambda: list(Merge3(*texts).merge_groups()), 5),
            0.05,
        ),
    ]


def _changed(text: str, first: int) -> str:
    """The text with a word more in some of its sentences."""
    units = sentences(text)
    spoken = [place for place, unit in enumerate(units) if len(unit) > 8 and "|" not in unit]
    for place in spoken[first::EVERY]:
        units[place] += "（夜間も同じとする）"
    return "".join(units)


def _wide(engine: sa.Engine, folder: Path, wide: str) -> list[Line]:
    """The matrix of positions and the comparison of answers: whole pages, in seconds of the processor."""
    app = create_app(Settings(data_dir=folder, secret_key="x" * 32), bind=engine)
    app.config.update(WTF_CSRF_ENABLED=False)
    client = app.test_client()
    client.post("/signin", data={"email": "approver@toyonaka.example", "password": PASSWORD})
    template = jinja2.Environment(autoescape=True).from_string(TABLE)
    lines = []
    for name, path, signs in (
        (f"matrix of {TOWNS} × {ITEMS}", "positions", list(STANCE_MARKS.values())),
        (f"answers of {COMPANIES} × {ITEMS}", "answers", list(MARK_SIGNS.values())),
    ):
        rows = [
            (f"X-{place}", "要件の文", [signs[(place + turn) % len(signs)] for turn in range(TOWNS)])
            for place in range(ITEMS)
        ]
        taken = computed(lambda path=path: _shown(client, f"/specifications/{wide}/{path}"), 9)
        bare = computed(lambda rows=rows: template.render(rows=rows), 9)
        lines.append(Line(name, taken, bare, 0.15))
    return lines


def _shown(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")


def _sheets(asked: list[Requirement]) -> list[Line]:
    """The workbook for companies, written and read back."""
    source = Source("bench", "電子申請", "第1版", 1, "", asked)
    filled = Filled(Named("会社"), {one.key: _answer(place, one) for place, one in enumerate(asked)})
    made = workbook.write(source, filled)
    expected = reading.Asked(["bench"], asked)
    return [
        Line(
            f"workbook of {len(asked)} items",
            computed(lambda: workbook.write(source, filled), 3),
            computed(lambda: _plain_sheet(asked), 3),
            0,
        ),
        Line(
            "the same read back",
            computed(lambda: reading.read(made, "a.xlsx", expected), 3),
            computed(lambda: _plain_reading(made), 3),
            0,
        ),
    ]


def _plain_sheet(asked: list[Requirement]) -> None:
    book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
    sheet = book.add_worksheet()
    for row, one in enumerate(asked):
        texts = (one.key, one.place, one.level_words, one.kind_words, one.text, one.condition, one.layers)
        for place, text in enumerate(texts):
            sheet.write_string(row, place, text)
    book.close()


def _plain_reading(made: bytes) -> None:
    book = openpyxl.load_workbook(io.BytesIO(made), read_only=True)
    for sheet in book.worksheets:
        for _row in sheet.iter_rows(values_only=True):
            pass
    book.close()
