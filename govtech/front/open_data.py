"""The lists as files and feeds: the same public rows for everybody, narrowed by the address as the page is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from govtech.core.atom import MEDIA_TYPE, Feed, feed_document
from govtech.core.clock import today
from govtech.core.open_data import Asked, Column, OpenList, csv_text
from govtech.core.web import public
from govtech.core.words import gettext as _
from govtech.core.words import lazy as _l
from govtech.core.words import locale
from govtech.rooms import OPEN_LISTS

blueprint = Blueprint("open_data", __name__)
CSV = "text/csv; charset=utf-8"
CHUNK = 64 * 1024
IN_MEMORY = 1024 * 1024
"""Up to this size a file is made in memory, a larger one on disk."""
AGE = 300
"""Seconds that caches may keep an answer."""
CACHE = f"public, max-age={AGE}"
_NAMES = ",".join(OPEN_LISTS)


@dataclass(frozen=True)
class Offered:
    """Where the list of this page is to be had as data."""

    title: str
    csv: str
    atom: str


def offered() -> Offered | None:
    """The addresses of this page's list as data, with its filters; None where there is none or it is not public."""
    found = next((item for item in OPEN_LISTS.values() if item.endpoint == request.endpoint), None)
    if found is None or found.private & {*request.args, *request.args.values()}:
        return None
    query = _query(found, request.args)
    return Offered(
        str(found.title),
        url_for("open_data.csv_file", name=found.name) + query,
        url_for("open_data.atom_feed", name=found.name) + query,
    )


def _query(item: OpenList, asked: Asked, **more: str) -> str:
    """The filters of a list as the end of an address; whatever else stands in the address is left out."""
    kept = {key: text for key, text in asked.items() if key in item.filters and text} | more
    return "?" + urlencode(kept) if kept else ""


def file_text(item: OpenList, asked: Asked, base_url: str) -> Iterator[str]:
    """The CSV of a list in pieces, the address of each thing's page in its last column."""
    page = Column(_l("ページ"), lambda row: base_url + item.entry(row).path)
    return csv_text((*item.columns, page), item.batches(asked))


@blueprint.get(f"/<any({_NAMES}):name>.csv")
@public
def csv_file(name: str) -> ResponseReturnValue:
    """The whole list as CSV. It is finished before it is sent: a failure is an error, never half a file."""
    item, base_url = OPEN_LISTS[name], current_app.config["SETTINGS"].base_url
    made: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (closed with the answer)
    digest, size = hashlib.sha256(), 0
    for piece in file_text(item, request.args, base_url):
        encoded = piece.encode()
        digest.update(encoded)
        size += made.write(encoded)
    made.seek(0)
    response = Response(_read(made), content_type=CSV)
    response.call_on_close(made.close)
    response.content_length = size
    response.set_etag(digest.hexdigest()[:32])
    response.headers["Content-Disposition"] = _attachment(item, f"{today():%Y%m%d}")
    response.make_conditional(request)
    if response.status_code == HTTPStatus.NOT_MODIFIED or request.method == "HEAD":
        made.close()
    return _for_everybody(response)


def _read(made: IO[bytes]) -> Iterator[bytes]:
    with made:
        while piece := made.read(CHUNK):
            yield piece


def _attachment(item: OpenList, day: str) -> str:
    """To keep under the list's name in the reader's language (RFC 6266), and under a plain one for old readers."""
    return f"attachment; filename={item.name}_{day}.csv; filename*=UTF-8''{quote(str(item.title))}_{day}.csv"


@blueprint.get(f"/<any({_NAMES}):name>.atom")
@public
def atom_feed(name: str) -> ResponseReturnValue:
    """The latest of the list as Atom, older ones behind the link `next`."""
    item, base_url = OPEN_LISTS[name], current_app.config["SETTINGS"].base_url
    found = item.newest(request.args, request.args.get("cursor"))
    here, page = base_url + request.path, base_url + url_for(item.endpoint)
    query, cursor = _query(item, request.args), request.args.get("cursor", "")
    links = [
        ("self", MEDIA_TYPE, here + (_query(item, request.args, cursor=cursor) if cursor else query)),
        ("alternate", "text/html", page + query),
        ("first", MEDIA_TYPE, here + query),
    ]
    if found.next_cursor:
        links.append(("next", MEDIA_TYPE, here + _query(item, request.args, cursor=found.next_cursor)))
    title = _("%(list)s | GovTech Front Osaka", list=item.title)
    feed = Feed(item.name + query, title, locale(), tuple(links))
    entries = [item.entry(row) for row in found.items]
    response = Response(feed_document(feed, entries, base_url), content_type=f"{MEDIA_TYPE}; charset=utf-8")
    if entries:  # without a moment werkzeug would put the present one
        response.last_modified = max(entry.updated for entry in entries)
    response.add_etag()
    response.make_conditional(request)
    return _for_everybody(response)


def _for_everybody(response: Response) -> Response:
    """The rows do not depend on who reads, only on the language: caches may keep them for a while."""
    response.headers["Cache-Control"] = CACHE
    response.headers["Content-Language"] = locale()
    return response


def write_files(folder: Path, base_url: str) -> Iterator[str]:
    """Each list as a CSV file into the folder; a line for each file. Needs a unit of work around it."""
    folder.mkdir(parents=True, exist_ok=True)
    for item in OPEN_LISTS.values():
        path = folder / f"{item.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            for piece in file_text(item, {}, base_url):
                file.write(piece)
        yield str(path)
