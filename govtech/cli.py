"""The command line: each command runs in a unit of work and says in one line what went wrong."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa

from govtech import config, delivery, importing, reference, schema, supervisor
from govtech.accounts import queries as account_queries
from govtech.accounts import services as accounts
from govtech.accounts.passwords import new_token
from govtech.config import Settings, SettingsError
from govtech.core import db, identifiers
from govtech.core.db import session, unit_of_work
from govtech.core.errors import DomainError
from govtech.core.policy import SYSTEM, Role
from govtech.core.words import use_locale
from govtech.demo import accounts as demo_accounts
from govtech.demo import loading as demo
from govtech.front import exporting
from govtech.index import open_index
from govtech.organisations.models import Organisation
from search.interface import Engine, Query
from search.results import Reason

Readable = click.Path(exists=True, dir_okay=False, path_type=Path)


def prepare(*, as_it_is: bool = False) -> Settings:
    """Read the settings and use their database, which must be up to date unless taken as it is."""
    settings = config.load()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db.configure(db.make_engine(settings.database_url))
    if not as_it_is and not schema.is_current(_engine()):
        raise click.ClickException("the database is not up to date. Run: govtech db upgrade")
    return settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def govtech(context: click.Context) -> None:
    """GovTech Front Osaka."""
    context.obj = prepare


@govtech.command(epilog="Example: govtech serve --host 0.0.0.0 --port 8000 --workers 2")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes of 8 threads."
)
@click.option("--deliver/--no-deliver", default=True, help="Run delivery beside the pages.")
def serve(host: str, port: int, workers: int, deliver: bool) -> None:  # noqa: FBT001
    """Serve the pages, with delivery beside them."""
    if not supervisor.is_free(host, port):
        raise click.ClickException(f"port {port} is taken. Choose another: govtech serve --port {port + 1}")
    prepare()
    sys.exit(supervisor.serve(host, port, workers, deliver=deliver))


@govtech.command(epilog="Example: govtech deliver --once")
@click.option("--once", is_flag=True, help="Deliver what is due and stop.")
@click.option("--parent", type=int, hidden=True)
def deliver(once: bool, parent: int | None) -> None:  # noqa: FBT001
    """Empty the outbox: search index, mail, and what the clock has to do."""
    worker = delivery.open_delivery(prepare())
    if once:
        click.echo(f"{worker.once()} delivered")
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    worker.follow(stop, parent)


@govtech.group("db")
def database() -> None:
    """The database's shape."""


@database.command("upgrade", epilog="Example: govtech db upgrade")
def db_upgrade() -> None:
    """Bring the tables up to date and load the reference data."""
    prepare(as_it_is=True)
    before, after = schema.upgrade(_engine())
    click.echo(f"database: {before or 'empty'} -> {after}")
    with unit_of_work(), use_locale("ja"):
        for line in reference.load():
            click.echo(line)


@database.command("check", epilog="Example: govtech db check")
def db_check() -> None:
    """Compare the tables with the models; exit 1 when they differ."""
    prepare(as_it_is=True)
    found = schema.differences(_engine())
    click.echo("\n".join(found) or "ok")
    sys.exit(1 if found else 0)


@database.command("revision", hidden=True, epilog='Example: govtech db revision "what is new"')
@click.argument("message")
def db_revision(message: str) -> None:
    """Write a migration from what differs (development)."""
    prepare(as_it_is=True)
    schema.write_revision(_engine(), message)


def _engine() -> sa.Engine:
    bind = session.get_bind()
    return bind if isinstance(bind, sa.Engine) else bind.engine


@govtech.group("demo")
def demo_group() -> None:
    """Demonstration content."""


@demo_group.command("load", epilog="Example: govtech demo load")
@click.option("--accounts/--no-accounts", "show", default=True, help="Print the demonstration accounts.")
def demo_load(show: bool) -> None:  # noqa: FBT001
    """Load the demonstration content; may be repeated."""
    settings = prepare()
    with use_locale("ja"):
        for line in demo.load():
            click.echo(line)
    delivery.open_delivery(settings).once()
    if show:
        click.echo(demo_accounts.table())


@govtech.group("user")
def user_group() -> None:
    """Accounts."""


@user_group.command(
    "add", epilog="Example: govtech user add taro@city.example.lg.jp --organisation 272035 --role approver"
)
@click.argument("email")
@click.option("--organisation", required=True, help="Its code or id.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--name", default="", help="Shown to others; the address unless given.")
def user_add(email: str, organisation: str, role: str, name: str) -> None:
    """Add an account, with a first password that is printed once."""
    prepare()
    with unit_of_work():
        address = identifiers.email(email)
        found = session.get(Organisation, organisation)
        if found is None:
            raise click.UsageError(f"No organisation {organisation}: write its code (272035) or id.")
        password = new_token()[:16]
        known = account_queries.user_by_email(address) is not None
        accounts.add_member(
            SYSTEM, found, address, Role(role), accounts.PersonData(name or address, password)
        )
        said = f"{address}: {role} of {found.name}" + ("" if known else f", password {password}")
    click.echo(said)  # after the commit, so that it is true


govtech.add_command(importing.group)
govtech.add_command(exporting.group)


@govtech.group("search")
def search_group() -> None:
    """The search index."""


@search_group.command("rebuild", epilog="Example: govtech search rebuild")
def search_rebuild() -> None:
    """Build the index anew beside the one in use."""
    engine = open_index(prepare())
    click.echo(f"{engine.rebuild(delivery.all_documents()).documents} documents")


@search_group.command("status", epilog="Example: govtech search status")
def search_status() -> None:
    """How the index is, and how much it is behind; exit 1 when it cannot be used."""
    engine = open_index(prepare())
    status = engine.status()
    with unit_of_work(writes=False):
        owed = delivery.owed_count()
    click.echo(
        f"{status.engine}: {status.state}, {status.documents} documents, {owed} changes to deliver {status.problem}".rstrip()
    )
    sys.exit(1 if status.rebuild_needed else 0)


@search_group.command("query", epilog='Example: govtech search query "道路 通報"')
@click.argument("text")
@click.option("--json", "as_json", is_flag=True)
@click.option("--explain", is_flag=True, help="Say what each score is made of.")
def search_query(text: str, as_json: bool, explain: bool) -> None:  # noqa: FBT001
    """Ask the index as a visitor would."""
    engine, query = open_index(prepare()), Query(text=text, tokens=frozenset({"public"}))
    results = engine.query(query)
    if as_json:
        rows: Sequence[Any] = [
            {"key": hit.key, "title": hit.plain_title, "score": hit.score} for hit in results.hits
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for note in results.notes:
        click.echo(note.text, err=True)
    click.echo(f"{results.total} found")
    for hit in results.hits:
        click.echo(f"{hit.score:8.3f}  {hit.key}  {hit.plain_title}")
        for reason in _reasons(engine, query, hit.key) if explain else ():
            click.echo(f"{reason.value:12.3f}  {reason.share:4.0%}  {reason.name} {reason.detail}")


def _reasons(engine: Engine, query: Query, key: str) -> Sequence[Reason]:
    explanation = engine.explain(query, key)
    return explanation.reasons if explanation else ()


def main() -> None:
    """Run; whatever is wrong ends in one line on stderr."""
    try:
        govtech.main(standalone_mode=False)
    except click.ClickException as error:
        click.echo(f"govtech: {' '.join(error.format_message().split())}", err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except (SettingsError, DomainError) as error:
        click.echo(f"govtech: {error}", err=True)
        sys.exit(2)
    except sa.exc.OperationalError as error:
        reason = str(error.orig).strip().split("\n")[0]
        click.echo(f"govtech: the database cannot be used ({reason}). Run: govtech db upgrade", err=True)
        sys.exit(1)
    except (OSError, sa.exc.ArgumentError) as error:  # a folder that cannot be written, a full disk
        click.echo(f"govtech: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
