"""Commands that bring in data: each may be repeated, keeps what was good, and says what was refused and why."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

from govtech import delivery
from govtech.beginnings import services as beginning
from govtech.beginnings.beginnings import File
from govtech.config import Settings
from govtech.core.db import session, unit_of_work
from govtech.core.importing import Report, text_of
from govtech.core.policy import SYSTEM, Actor, OrganisationKind, Role
from govtech.core.words import use_locale
from govtech.organisations import services as organisations
from govtech.organisations.models import Organisation
from govtech.specifications import services as specifications
from govtech.subsidies import services as subsidies

Prepare = Callable[[], Settings]
Readable = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("import")
def group() -> None:
    """Bring in data; each command may be repeated."""


@group.command("local-governments", epilog="Example: govtech import local-governments local_governments.csv")
@click.argument("file", type=Readable)
@click.pass_obj
def import_local_governments(prepare: Prepare, file: Path) -> None:
    """All local governments of Japan from a CSV file."""
    _import(prepare, lambda: organisations.import_local_governments(SYSTEM, text_of(file)))


@group.command("gbizinfo", epilog="Example: govtech import gbizinfo 3011101042092.json")
@click.argument("files", type=Readable, nargs=-1, required=True)
@click.pass_obj
def import_gbizinfo(prepare: Prepare, files: tuple[Path, ...]) -> None:
    """Public facts of registered companies from gBizINFO's JSON."""
    _import(
        prepare,
        lambda: organisations.import_gbizinfo(SYSTEM, ((file.name, file.read_bytes()) for file in files)),
    )


@group.command("jgrants", epilog="Example: govtech import jgrants list.json detail.json")
@click.argument("files", type=Readable, nargs=-1, required=True)
@click.pass_obj
def import_jgrants(prepare: Prepare, files: tuple[Path, ...]) -> None:
    """Subsidies from jGrants' JSON, lists and details, v1 and v2."""
    _import(
        prepare, lambda: subsidies.import_jgrants(SYSTEM, [(file.name, file.read_bytes()) for file in files])
    )


@group.command("templates", epilog="Example: govtech import templates spec_templates")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_obj
def import_templates(prepare: Prepare, folder: Path) -> None:
    """Specification templates from a folder."""
    _import(prepare, lambda: specifications.import_templates(SYSTEM, folder))


@group.command(
    "docx", epilog="Example: govtech import docx 仕様書.docx --as specification --organisation 272035"
)
@click.argument("files", type=Readable, nargs=-1, required=True)
@click.option(
    "--as", "kind", required=True, type=click.Choice(["specification"]), help="What to make of them."
)
@click.option(
    "--organisation", required=True, help="Code of the municipality that leads, or id of the secretariat."
)
@click.option("--title", default="", help="Title of the specification; the document's own unless given.")
@click.pass_obj
def import_docx(prepare: Prepare, files: tuple[Path, ...], kind: str, organisation: str, title: str) -> None:
    """Joint specifications from Word files (or Markdown ones), as drafts of one organisation."""
    if title and len(files) > 1:
        raise click.UsageError(f"--title names one {kind}: give one file with it.")
    given = [File(file.name, file.read_bytes()) for file in files]
    _import(prepare, lambda: beginning.import_files(_writer(organisation), given, title))


def _writer(code: str) -> Actor:
    """Somebody who may begin specifications for an organisation, as the journal names the command line."""
    found = session.get(Organisation, code)
    role = {OrganisationKind.MUNICIPALITY: Role.EDITOR, OrganisationKind.SECRETARIAT: Role.COORDINATOR}
    if found is None or found.kind not in role:
        raise click.UsageError(f"No municipality {code}: write its six-digit code, such as 272035.")
    return Actor(
        name=SYSTEM.name,
        organisation_id=found.id,
        organisation_name=found.name,
        organisation_kind=found.kind,
        role=role[found.kind],
        verified=True,
    )


def _import(prepare: Prepare, act: Callable[[], Report]) -> None:
    """Run an import in one transaction, keep the good rows, say which were refused, and index what is new."""
    settings = prepare()
    with unit_of_work(), use_locale("ja"):
        report = act()
    summary, *refusals = report.lines()
    click.echo(summary)
    for line in refusals:
        click.echo(line, err=True)
    delivery.open_delivery(settings).once()
    sys.exit(1 if report.refused else 0)
