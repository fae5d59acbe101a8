"""A Markdown file as a document, piece by piece, so that its length is no matter and its footnotes do not mix."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from govtech.beginnings.import_fences import told_apart
from govtech.beginnings.import_indents import evened
from govtech.core.clock import today
from govtech.core.errors import Invalid
from govtech.core.text import clean, shorten
from govtech.core.words import gettext as _
from govtech.documents.blocks import Block, Document, Heading, Paragraph, Runs, with_runs
from govtech.documents.html import Read
from govtech.documents.markdown import to_blocks

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t\u3000]+(.*?)(?:\s+#+)?\s*")
_UNDERLINE = re.compile(r" {0,3}(={2,}|-{2,})[ \t]*")
_TEXT = re.compile(r" {0,3}(?![|>#*+`~\-]|\d+[.)][ \t]|\[\^)\S")
_SETTING = re.compile(r"[A-Za-z_][\w-]*:|[ \t]+\S|- |\s*$|#")
_MOST_SETTINGS = 60
_UNPRINTED = re.compile(r"[\0-\x08\x0e-\x1f\x7f]")
_DEFINITION = re.compile(r"\[\^([^\]\s]+)\]:")
_POINTER = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_IMAGE = re.compile(r"!\[([^\]\n]*)\](?:\(([^)\n]*)\)|\[[^\]\n]*\])|<img\b([^>]*)>", re.IGNORECASE)
_ALT = re.compile(r"\b(?:alt|src)\s*=\s*[\"']([^\"']+)[\"']", re.IGNORECASE)
_CODE = re.compile(r"(`+)[^`\n]*\1")
_QUOTED = 60
_SUFFIX = re.compile(r"\s*共同調達仕様書(?:（案）)?$")


class _Piece(NamedTuple):
    """A heading (level 0: none) and the lines below it."""

    level: int
    title: str
    lines: list[str]


def read(data: bytes) -> Document:
    """The document in a Markdown file; Invalid when it is no text or a part of it cannot be shown."""
    pieces = _pieces(_parted(_text(data))[1])
    tops = [piece for piece in pieces if piece.level == 1]
    first = next((piece for piece in pieces if piece.level or any(map(str.strip, piece.lines))), None)
    titled = len(tops) == 1 and first is tops[0] and len(pieces) > 1
    shift = 1 if titled else min((piece.level for piece in pieces if piece.level), default=1) - 1
    title = _words(tops[0].title) if titled else ""
    defined = {name: line for piece in pieces for name, line in _definitions(piece.lines)}
    blocks: list[Block] = []
    notes: dict[str, Runs] = {}
    for number, piece in enumerate(pieces):
        if piece.level and piece.level > shift:
            blocks.append(Heading(piece.level - shift, _runs(piece.title)))
        blocks += _body(piece.lines, number, defined, notes)
    return Document(_SUFFIX.sub("", title), today(), blocks=tuple(blocks), notes=notes)


def dropped(data: bytes) -> list[str]:
    """What of such a file cannot be taken: pictures, and headings of which nothing is left; a line for each."""
    lines = []
    settings, text = _parted(_text(data))
    if settings:
        lines.append(_("先頭の設定の行は取り込んでいません：%(text)s", text="、".join(settings)))
    for piece in _pieces(text):
        if piece.level and piece.title.strip() and not _words(piece.title).strip():
            title = shorten(piece.title, _QUOTED)
            lines.append(_("見出し「%(title)s」は、文字として読めないため取り込んでいません。", title=title))
        for found in _IMAGE.finditer(_CODE.sub("", "\n".join([piece.title, *_outside(piece.lines)]))):
            named = found[1] or found[2] or next(iter(_ALT.findall(found[3] or "")), "")
            lines.append(_("画像は取り込んでいません：%(name)s", name=shorten(named, _QUOTED) or "img"))
    return lines


def _outside(lines: list[str]) -> Iterator[str]:
    """The lines that do not stand in a block of code."""
    return (line for line, is_code in told_apart(lines) if not is_code)


def _text(data: bytes) -> str:
    """The text in whichever encoding offices use; Invalid when it is none."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _UNPRINTED.search(text):
            return clean(text)
    raise Invalid(_("文字のファイルとして読めません。UTF-8で保存し直してください。"))


def _encodings(data: bytes) -> Sequence[str]:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    return ("iso2022_jp",) if b"\x1b$" in data else ("utf-8-sig", "cp932")


def _parted(text: str) -> tuple[list[str], list[str]]:
    """The lines of settings at the head, between two lines of dashes, and those of the text."""
    lines = text.split("\n")
    end = next((at for at, line in enumerate(lines[1:_MOST_SETTINGS], 1) if line.rstrip() == "---"), 0)
    settings = lines[1:end] if lines[0].rstrip() == "---" else []
    if settings and all(_SETTING.match(line) for line in settings):
        return settings, lines[end + 1 :]
    return [], lines


def _pieces(lines: list[str]) -> list[_Piece]:
    pieces = [_Piece(0, "", [])]
    for line, is_code in told_apart(lines):
        heading = None if is_code else _HEADING.fullmatch(line)
        under = None if is_code else _UNDERLINE.fullmatch(line)
        if heading:
            pieces.append(_Piece(len(heading[1]), heading[2], []))
        elif under and (title := _taken_title(pieces[-1].lines)):
            pieces.append(_Piece(1 if under[1][0] == "=" else 2, title, []))
        else:
            pieces[-1].lines.append(line)
    return pieces


def _taken_title(lines: list[str]) -> str:
    """The line that an underline makes a heading, taken from the others; "" when it is no line of text."""
    alone = lines and _TEXT.match(lines[-1]) and (len(lines) == 1 or not lines[-2].strip())
    return lines.pop().strip() if alone else ""


def _definitions(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if match := _DEFINITION.match(line):
            yield match[1], line


def _body(lines: list[str], number: int, defined: dict[str, str], notes: dict[str, Runs]) -> Iterator[Block]:
    """The blocks below a heading; its footnotes are added to `notes` under names of their own."""
    text = "\n".join(evened(lines))
    here = {name for name, _line in _definitions(lines)}
    wanted = [name for name in dict.fromkeys(_POINTER.findall(text)) if name not in here and name in defined]
    text = "\n\n".join([text, *(defined[name] for name in wanted)])
    read_ = _read(text)
    names = {name: f"{number}-{name}" for name in read_.notes}
    notes.update({names[name]: runs for name, runs in read_.notes.items()})

    def renamed(runs: Runs) -> Runs:
        return tuple(run if not run.note else type(run)("", note=names.get(run.note, "")) for run in runs)

    for block in read_.blocks:
        yield with_runs(block, renamed)


def _read(text: str) -> Read:
    return to_blocks(text)


def _runs(title: str) -> Runs:
    """The characters of a heading, read as Markdown."""
    first = next((block for block in to_blocks(title).blocks if isinstance(block, Paragraph)), None)
    return first.runs if first else ()


def _words(title: str) -> str:
    return "".join(run.text for run in _runs(title))
