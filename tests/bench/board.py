"""How the board holds with 10,000 needs: each list as a ratio to the same list with the demonstration's few."""

from __future__ import annotations

import random
import re
import statistics
from datetime import datetime, timedelta

import sqlalchemy as sa

from govtech.core.clock import now
from govtech.core.db import make_engine, new_id
from govtech.needs.models import Need, NeedInitiative, Status
from tests.bench.pages import measure, server
from tests.installation import Browser, Installation

MANY = 10_000
BATCH = 1000
SLOWEST = 12
"""With 10,000 needs a list may take this many times what it takes with a few: counts grow, rows do not."""
TOWNS = "SELECT id FROM organisation WHERE kind = 'municipality'"
WISHES = (
    "保育所の申込み",
    "道路の通報",
    "施設の予約",
    "議事録",
    "窓口の待ち時間",
    "給食費の集金",
    "避難所の受付",
)
WAYS = ("を来庁せずに終えたい", "を紙なしにしたい", "の時間を半分にしたい", "を電話なしで受けたい")
LIVES = ((Status.PUBLISHED, 35), (Status.MATCHED, 25), (Status.CONCLUDED, 25), (Status.UNMATCHED, 10))
LISTS = {
    "board": "/needs",
    "board, open": "/needs?state=open",
    "board, one initiative": "/needs?initiative=7",
    "board, three filters": "/needs?state=open&initiative=7&network=lgwan",
}


def run(installation: Installation) -> bool:
    """Print a line for each list with few needs and with many; whether none grows out of proportion."""
    few = _times(installation, LISTS)
    fill(installation)
    many = _times(installation, {**LISTS, "board, page 2": _second_page(installation)})
    print(f"{'':24} {'few ms':>8} {'many ms':>8} {'x few':>8} {'x list':>8}")
    ratios = []
    for name in LISTS:
        ratios.append(many[name] / few[name])
        line = f"{name:24} {few[name] * 1e3:8.1f} {many[name] * 1e3:8.1f} {ratios[-1]:8.1f}"
        print(f"{line} {many[name] / many['20-row Core list']:8.1f}")
    print(f"{'board, page 2':24} {'':8} {many['board, page 2'] * 1e3:8.1f}")
    return max(ratios) <= SLOWEST


def _times(installation: Installation, lists: dict[str, str]) -> dict[str, float]:
    """Median seconds by name, beside a list of 20 rows."""
    with server(installation) as running, Browser(running.port) as browser:
        taken = measure(browser, {"20-row Core list": "/_list", **lists}, rounds=40)
    return {name: statistics.median(times) for name, times in taken.items()}


def _second_page(installation: Installation) -> str:
    with server(installation) as running, Browser(running.port) as browser:
        found = re.search(r'href="(/needs\?[^"]*cursor=[^"]+)"', browser.get("/needs").text)
    return found[1].replace("&amp;", "&") if found else "/needs"


def fill(installation: Installation) -> None:
    """Ten thousand needs of all municipalities, written into the tables as they would stand after some years."""
    chance, moment = random.Random(MANY), now()
    engine = make_engine(f"sqlite:///{installation.folder / 'govtech.db'}")
    with engine.execution_options(writes=True).begin() as connection:
        towns = list(connection.execute(sa.text(TOWNS)).scalars())
        for _batch in range(MANY // BATCH):
            needs = [_need(chance, chance.choice(towns), moment) for _row in range(BATCH)]
            connection.execute(sa.insert(Need.__table__), needs)
            about = [
                {"need_id": need["id"], "number": number}
                for need in needs
                for number in chance.sample(range(1, 25), 2)
            ]
            connection.execute(sa.insert(NeedInitiative.__table__), about)
    engine.dispose()


def _need(chance: random.Random, town: str, moment: datetime) -> dict[str, object]:
    status = chance.choices([status for status, _weight in LIVES], [weight for _status, weight in LIVES])[0]
    published = moment - timedelta(minutes=chance.randint(1, 1_500_000))
    ahead = timedelta(minutes=chance.randint(60, 80_000))
    return {
        "id": new_id(),
        "organisation_id": town,
        "title": chance.choice(WISHES) + chance.choice(WAYS),
        "outcome": "望む姿の文。" * 10,
        "problem": "今のやり方の文。" * 40,
        "network": chance.choice(("lgwan", "internet", None)),
        "budget_max": chance.randint(1, 90) * 100_000,
        "fiscal_year": chance.randint(2026, 2028),
        "wanted": ["proposal"],
        "status": status,
        "created_at": published,
        "edited_at": published,
        "listed_at": published,
        "published_at": published,
        "response_deadline": moment + ahead if status is Status.PUBLISHED else published + ahead,
        "closed_at": None if status is Status.PUBLISHED else published + ahead,
        "version": 1,
    }
