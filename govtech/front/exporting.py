"""Commands that write open data into a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from govtech.config import Settings
from govtech.core.db import unit_of_work
from govtech.core.words import use_locale
from govtech.front.open_data import write_files

Prepare = Callable[[], Settings]


@click.group("export")
def group() -> None:
    """Open data."""


@group.command("csv", epilog="Example: govtech export csv --output open-data")
@click.option(
    "--output",
    default=Path(),
    show_default="this folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Made when it is not there.",
)
@click.pass_obj
def csv(prepare: Prepare, output: Path) -> None:
    """The public lists as CSV files, the same as on the pages: needs.csv, cases.csv and so on."""
    base_url = prepare().base_url
    with unit_of_work(writes=False), use_locale("ja"):
        for path in write_files(output, base_url):
            click.echo(path)
