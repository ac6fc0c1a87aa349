"""The pages of a gate for people: an own index, and Great Expectations' pages cut down to what they say.

As Great Expectations writes them, its index is empty and its pages are bare without the scripts and style sheets of
outside hosts. Here what may stay on a page is listed, and the browser is told to fetch nothing.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from expectations.model import Frame, Suite
from expectations.result import GateResult

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"

Declared = Sequence[tuple[Suite, Frame]]
#: By kind (`validations`, `expectations`) and `<suite>.<frame>`: the page's link, and what element shows which column.
Pages = dict[tuple[str, str], tuple[str, dict[str, str]]]

_KEPT = {
    *("a", "b", "br", "code", "div", "em", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "span", "strong"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
_VOID = {"br", "hr"}
_LEFT_OUT = {"button", "footer", "header", "nav", "script", "style", "title"}
_ATTRIBUTES = {"class", "colspan", "hidden", "href", "id", "rowspan"}
#: No colon, no second slash: no scheme and no host.
_INSIDE = re.compile(r"(?!//)[\w./#%=+~-]+")
_ICONS = {"fa-check-circle": ("pass", "✔"), "fa-times": ("fail", "✘"), "fa-exclamation-triangle": ("warn", "!")}

#: The columns in which the suites say what a row lacks; what people look for first stands first.
_LACKS = {
    "not_received": ("Chưa nhận báo cáo", "Returns not received"),
    "sent_late": ("Báo cáo gửi muộn", "Returns sent late"),
    "still_overdue": ("Kỳ báo cáo còn quá hạn", "Rounds with overdue returns"),
}
_OTHER = ("Không đạt", "Does not hold")


@dataclass(frozen=True)
class NameList:
    """Rows that one expectation flags by name, and where they are shown; texts in Vietnamese and English."""

    title: tuple[str, str]
    meaning: tuple[str, str]
    names: tuple[str, ...]
    link: str


@dataclass(frozen=True)
class Row:
    """One frame in the index, its expectations counted; links are empty where Great Expectations wrote no page."""

    frame: str
    declared: int
    evaluated: int
    failed: int
    stopped: bool
    result: str
    suite: str


class _Page(HTMLParser):
    """Takes over the tags and attributes that are listed, and all text as text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.places: dict[str, str] = {}
        self._out: list[str] = []
        self._skipped, self._depth = "", 0
        self._section, self._in_heading = "", False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        if self._skipped:
            self._depth += tag == self._skipped
        elif tag in _LEFT_OUT or "sticky" in classes or (tag == "a" and "data-toggle" in given):
            self._skipped, self._depth = tag, 1
        elif tag == "i":
            self._out += [f'<b class="{_ICONS[each][0]}">{_ICONS[each][1]}</b>' for each in classes if each in _ICONS]
        elif tag in _KEPT:
            self._section = given.get("id", "") if "ge-section" in classes else self._section
            self._in_heading = tag == "h5"
            self._out.append(f"<{tag}{''.join(_attribute(*each) for each in given.items())}>")

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._depth -= tag == self._skipped
            self._skipped = self._skipped if self._depth else ""
        elif tag in _KEPT - _VOID:
            self._in_heading = False
            self._out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._in_heading and not self._skipped:
            self.places[data.strip()] = self._section
        self._out += [] if self._skipped else [escape(data, quote=False)]

    def content(self) -> str:
        return re.sub(r"\s*\n\s*", "\n", "".join(self._out)).strip()


def _attribute(name: str, value: str) -> str:
    if name not in _ATTRIBUTES or (name == "href" and not _INSIDE.fullmatch(value)):
        return ""
    return f' {name}="{escape(value)}"' if value else f" {name}"


def write_pages(docs: Path, declared: Declared, result: GateResult, as_of: date, known: date | None) -> None:
    """Make the folder of Data Docs readable by itself: cut down the pages of every frame, and write `index.html`.

    `declared` are the frames that were to be looked at, `result` what was found. Doing it again changes nothing.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    docs.mkdir(parents=True, exist_ok=True)
    # Great Expectations' pictures and fonts: nothing shows them any more.
    shutil.rmtree(docs / "static", ignore_errors=True)
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    pages = _cut_down(docs, templates)
    main = templates.get_template("index.html").render(
        as_of=as_of,
        known=known,
        result=result,
        lists=_lists(declared, result, pages),
        others=[flag for flag in (*result.warnings, *result.infos) if flag.name is None],
        suites=[
            (suite, [_row(suite, frame, result, pages) for _, frame in frames])
            for suite, frames in groupby(declared, key=lambda pair: pair[0])
        ],
    )
    _write(docs / "index.html", templates, "Kết quả kiểm tra / Data quality", main, None)


def _write(path: Path, templates: Environment, title: str, main: str, home: str | None) -> None:
    from markupsafe import Markup

    page = templates.get_template("page.html").render(title=title, main=Markup(main), home=home)
    path.write_text(page, encoding="utf-8")


def _cut_down(docs: Path, templates: Environment) -> Pages:
    pages: Pages = {}
    for path in sorted(docs.glob("*/**/*.html")):
        within = path.relative_to(docs)
        kind, *names = within.with_suffix("").parts
        title = ".".join(names[:2])
        page = _Page()
        page.feed(path.read_text(encoding="utf-8"))
        page.close()
        pages[kind, title] = quote(within.as_posix()), page.places
        _write(path, templates, title, page.content(), "../" * len(names) + "index.html")
    return pages


def _lists(declared: Declared, result: GateResult, pages: Pages) -> list[NameList]:
    """Return the lists of names: warnings before information, and what was not received before anything else."""
    order = [*_LACKS, None]
    found: list[tuple[int, int, NameList]] = []
    for suite, frame, one in [(*pair, one) for pair in declared for one in pair[1].expectations]:
        column = str(one.kwargs.get("column"))
        link, places = pages.get(("validations", f"{suite.suite}.{frame.frame}"), ("", {}))
        for rank, flags in enumerate((result.warnings, result.infos)):
            own = [flag for flag in flags if (flag.suite, flag.expectation) == (suite.suite, one.id)]
            names = tuple(flag.name for flag in own if flag.name is not None)
            if names:
                title, meaning = _LACKS.get(column, _OTHER), (one.meaning_vi, one.meaning_en)
                listed = NameList(title, meaning, names, f"{link}#{places.get(column, '')}")
                found.append((rank, order.index(column if column in _LACKS else None), listed))
    return [listed for _, _, listed in sorted(found, key=lambda each: each[:2])]


def _row(suite: Suite, frame: Frame, result: GateResult, pages: Pages) -> Row:
    own = {f"{suite.suite}.{one.id}" for one in frame.expectations}
    title = f"{suite.suite}.{frame.frame}"
    stopping = {f"{flag.suite}.{flag.expectation}" for flag in result.stops} & own
    others = {f"{flag.suite}.{flag.expectation}" for flag in (*result.warnings, *result.infos)} & own
    return Row(
        frame=frame.frame,
        declared=len(own),
        evaluated=sum(result.evaluated.get(one, 0) > 0 for one in own),
        failed=len(stopping | others),
        stopped=bool(stopping),
        result=pages.get(("validations", title), ("", {}))[0],
        suite=pages.get(("expectations", title), ("", {}))[0],
    )
