"""From readings to figures: years and directions settled, place and confidence told, parts and repeats marked."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

from ingestion.reports.funds.programme import Programme
from ingestion.reports.funds.reading import Axes, Reading
from ingestion.reports.funds.tokens import NOW
from ingestion.reports.lexicon import lexicon
from ingestion.reports.localities import Place
from ingestion.reports.model import Figure
from ingestion.reports.outline import Node, Outline
from ingestion.reports.scan import alternation

_RATE = re.compile(r"\s?/\s?(?:\d{1,2}\s)?(\w+(?:\s\w+)?)")
_COMPARED = re.compile(r"[^;.]{0,30}so với", re.IGNORECASE)
_BUDGETS = frozenset({"central", "province", "district", "commune", "local"})
_CERTAINTY = {
    "said": 1.0,
    "near": 0.97,
    "whole": 0.97,
    "sum": 0.97,
    "list": 0.95,
    "heading": 0.95,
    "period": 0.9,
    "default": 0.85,
}
_NEXT = 2  # passages to the paragraph that goes on
_CLAUSE_MARKS = (";", ". ", "(", ")", ",")
_BEFORE_PLACE = " UBND*-+•:¹²³⁰⁴⁵⁶⁷⁸⁹"
_AXES = ("measure", "source", "nature", "year", "component")


class FigureMaker:
    """Makes figures of the readings of one report."""

    def __init__(self, outline: Outline, programme: Programme) -> None:
        self._outline = outline
        self._programme = programme
        self._frame = outline.frame
        self._before: tuple[Node | None, str] = (None, "")  # the plain paragraph before, and the last year of its money
        self._places: dict[int, Place | None] = {}
        self.figures: list[tuple[Figure, Reading]] = []

    def add(self, node: Node, readings: list[Reading]) -> None:
        """Add the figures of a passage."""
        places = self._outline.gazetteer.find(node.text)
        for reading in readings:
            if "not_funds" in reading.flags:
                continue
            self.figures.append((self._figure(node, reading, places), reading))
        if self.figures and readings and node.rank == "" and node.passage.kind == "text":
            self._before = (node, self.figures[-1][0].budget_year)

    def _figure(self, node: Node, reading: Reading, places: list[Place]) -> Figure:
        axes, origin = dict(reading.axes), dict(reading.origin)
        self._settle_component(axes, origin, is_beside=self._programme.is_beside(node))
        if axes["component"] == "" and "source" not in axes and "enacted" in axes:
            axes["source"] = axes["enacted"]
        self._settle_year(node, axes, origin)
        is_change = self._settle_measure(node, reading, axes, origin)
        place = self._place_of(reading, node, places)
        home = self._frame.home
        locality = place.locality if place else home
        line, char = node.passage.place(reading.token.start)
        quantity = reading.quantity
        end = quantity.end if quantity else reading.token.end
        text = node.text[reading.token.start : end]
        cell = self._outline.stored.cell_at(line, char)
        notes = [f"budget_year: {origin['year']}"] if origin["year"] in ("heading", "period") else []
        if reading.rule == "not_applicable":
            notes.append("not_applicable")
        confidence = 1.0
        for axis in _AXES:
            confidence *= _CERTAINTY.get(origin.get(axis, "default"), 0.95) if axis in axes else 1.0
        is_absent = reading.rule == "not_applicable"
        return Figure(
            kind="fund",
            locality=place.printed if place else (home.label if home else ""),
            locality_code=locality.code if locality else "",
            period=self._frame.period,
            as_of=self._as_of(axes),
            component=axes["component"],
            measure=axes["measure"],
            source=axes.get("source", "total"),
            nature=axes.get("nature", "total"),
            budget_year=axes["year"],
            exec_year=axes.get("exec_year", ""),
            value_text=text,
            unit_text=quantity.unit_text if quantity else "",
            unit="vnd",
            value=quantity.value if quantity else Decimal(0),
            value_vnd=None if is_absent else reading.amount,
            is_estimate="estimate" in axes,
            stated_pct=reading.percent,
            line=line, char_start=char, char_end=char + len(text),
            sheet=cell.sheet if cell else "", cell=cell.cell if cell else "",
            confidence=round(confidence, 3),
            note="; ".join(notes),
            value_kind="change" if is_change else "estimate" if "estimate" in axes else "actual",
            bound=quantity.bound if quantity else "",
            rule=f"fund.{reading.rule}",
        )  # fmt: skip

    def _settle_open(self, measure: str, axes: Axes, origin: Axes) -> None:
        """Settle money of which only a plan, a request or nothing is said: by its years and its source.

        What one year gives a component or body is allocated; a later year, a span or mixed years are planned.
        """
        year, report_year = axes["year"], self._frame.year[-4:]
        is_ahead = bool(report_year and year[-4:] > report_year) or (len(year) > 4 and not report_year)
        if measure != "plan":
            origin["measure"] = "default"
        if measure == "asked":
            axes["measure"] = "planned" if year > report_year else "other"
        elif axes.get("source") == "other" and not measure:
            axes["measure"] = "mobilised"
        else:
            axes["measure"] = "planned" if is_ahead and origin.get("year") != "period" else "allocated"

    def _settle_given(self, node: Node, axes: Axes) -> None:
        """Settle money given or paid out: under a heading on lending it was entrusted or lent."""
        is_spent = axes["measure"] == "disbursed"
        if axes["component"] == "" and self._programme.is_on_credit(node):
            axes["measure"] = "credit_lent" if is_spent else "mobilised"
            axes.update({"source": "other"} if is_spent else {})
        elif is_spent and "estimate" in axes:
            axes["measure"] = "disbursed_estimate"

    def _as_of(self, axes: Axes) -> str:
        """Return the day an amount stands at: one said beside it, if it is no deadline after the report."""
        latest = self._frame.issued_on or self._frame.as_of
        said = axes.get("as_of", "")
        if said and (latest is None or said <= latest.isoformat() or "estimate" in axes):
            return said
        return self._frame.as_of.isoformat() if self._frame.as_of else ""

    def _place_of(self, reading: Reading, node: Node, places: list[Place]) -> Place | None:
        """Return the place of an amount: the one of its clause, of what it is part or was done of, else in force."""
        start = reading.token.start
        clause = max(node.text.rfind(mark, 0, start) for mark in _CLAUSE_MARKS)
        said = [one for one in places if clause < one.start and one.end <= start]
        unknown = [one for one in said if one.has_kind and one.locality is None]
        near = [one for one in said if _is_district(one)]
        near = near or [one for one in unknown if not node.text[clause + 1 : one.start].strip(_BEFORE_PLACE)]
        above = reading.subject or reading.whole
        if len(near) == 1 and _is_listed(near[0], places, node.text):
            near = []
        place = near[0] if len(near) == 1 else self._places.get(id(above)) or node.place_in_force
        self._places[id(reading)] = place
        return place

    def _settle_component(self, axes: Axes, origin: Axes, *, is_beside: bool) -> None:
        """Settle the component: said before the amount, that of the heading, said behind it, the programme, none."""
        component = axes.get("component")
        if component and not component.startswith("?"):
            return
        if not component and axes.get("behind") and not axes["behind"].startswith("?"):
            axes["component"], origin["component"] = axes["behind"], "said"
        elif not component and "programme" in axes:
            axes["component"], origin["component"] = axes["programme"], "said"
        else:
            is_credit = axes.get("measure", "").startswith("credit")
            axes["component"] = "" if is_beside or is_credit else "CT"
            origin["component"] = "heading" if component is not None else "default"

    def _settle_year(self, node: Node, axes: Axes, origin: Axes) -> None:
        if axes.get("year", "").endswith(NOW):
            axes["year"] = axes["year"].removesuffix(NOW) + self._frame.year[-4:]
        before, year = self._before
        is_rest = axes.get("measure", "").startswith(("carried", "returned")) and origin.get("year") in (
            None,
            "heading",
        )
        if before and is_rest and before.parent is node.parent and node.index - before.index <= _NEXT:
            axes["year"], origin["year"] = year, "heading"  # what is left of the money of the paragraph before
        if not axes.get("year"):
            axes["year"], origin["year"] = self._frame.year, "period"
        mixed = axes["year"].split("+")
        if (
            origin.get("year") != "sum"
            and len(mixed) > 2
            and all(len(year) == 4 for year in mixed)
            and int(mixed[-1]) - int(mixed[0]) < len(mixed)
        ):
            axes["year"] = f"{mixed[0]}-{mixed[-1]}"  # two years are mixed, more a span

    def _settle_measure(self, node: Node, reading: Reading, axes: Axes, origin: Axes) -> bool:
        """Settle what is left open of the measure; say whether the amount is a difference."""
        text, start = node.text, reading.token.start
        measure = axes.get("measure", "")
        if reading.quantity and _is_rate(text, reading.token.end):
            axes["measure"] = "other"
            axes.pop("estimate", None)
            return False
        compares = axes.get("source") == "other" or _COMPARED.match(text, reading.token.end)
        if compares and _changes().search(text[max(0, start - 48) : start]):
            axes["measure"] = "other"
            return True
        if measure.startswith("carried"):
            axes["measure"] = _direction(measure, axes, self._frame.year, reading)
        if measure == "mobilised" and origin.get("measure") != "said" and axes.get("source") in _BUDGETS:
            axes["measure"] = "allocated"  # the budget's share of what was mobilised in all
        if measure in ("disbursed", "allocated"):
            self._settle_given(node, axes)
        measure = measure or ("asked" if "asks" in reading.flags else "")
        if measure in ("", "plan", "asked"):
            self._settle_open(measure, axes, origin)
        elif axes["measure"] == "allocated" and len(axes["year"]) == 4 and axes["year"] > self._frame.year[-4:] != "":
            axes["measure"] = "planned"  # announced for a later year
        is_ahead = axes["measure"] == "planned" and axes["year"][-4:] > self._frame.year[-4:] != ""
        if axes["component"] == "" and not is_ahead and not _is_step_outside(reading, axes, origin):
            axes["measure"] = "other"
        if axes["measure"] == "other":
            axes.pop("estimate", None)
        return False


def _is_step_outside(reading: Reading, axes: Axes, origin: Axes) -> bool:
    """Say whether money outside the programme has a measure of its own: what was given for a policy has."""
    if axes["measure"] == "allocated":
        return origin.get("measure") == "said" and "other_programmes" not in reading.flags
    return axes["measure"] in lexicon("funds")["policy_measures"]


def _is_listed(place: Place, places: list[Place], text: str) -> bool:
    """Say whether a place is the last of several that share an amount: `các huyện Văn Quan, Bình Gia được giao`."""
    return any(one.end < place.start and text[one.end : place.start].strip() in (",", "và") for one in places)


def _is_district(place: Place) -> bool:
    return place.locality is not None and place.locality.level == "district"


def _direction(measure: str, axes: Axes, report_year: str, reading: Reading) -> str:
    """Return carried_in or carried_out: by the year the money goes to, seen from the report's year."""
    if measure not in ("carried", "carried_to"):
        return measure
    if reading.flags & {"rest", "asks"}:
        return "carried_out"
    to = axes.get("exec_year") or ""
    if to and report_year:
        return "carried_out" if to > report_year[-4:] else "carried_in"
    year = axes.get("year", "")[-4:]
    is_before = bool(year and report_year and year < report_year[-4:])
    return "carried_in" if is_before or "nouns" in reading.flags else "carried_out"


def _is_rate(text: str, end: int) -> bool:
    told = _RATE.match(text, end)
    return bool(told and not told[0].lstrip(" /")[0].isdigit() and told[1].split()[0].lower() in _rate_words())


def mark_roles(figures: list[tuple[Figure, Reading]]) -> list[Figure]:
    """Mark parts of a stated total with the same coordinates, and amounts stated again."""
    seen: set[tuple[object, ...]] = set()
    placed = {id(reading): figure.locality for figure, reading in figures}
    marked = []
    for figure, reading in figures:
        key = (*_coordinates(figure), figure.value_vnd)
        whole = reading.whole
        role = "total"
        is_here = whole is not None and placed.get(id(whole)) == figure.locality
        if whole and is_here and all(whole.axes.get(axis) == reading.axes.get(axis) for axis in _AXES):
            role = "part"
        elif key in seen and figure.value_vnd:
            role = "repeat"
        seen.add(key)
        marked.append(replace(figure, role=role))
    return marked


def _coordinates(figure: Figure) -> tuple[str, ...]:
    names = ("locality_code", "component", "measure", "source", "nature", "budget_year", "as_of")
    return tuple(str(getattr(figure, name)) for name in names)


@cache
def _changes() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{alternation(lexicon('funds')['changes'])})\s{{1,3}}(?:so với[^,;.()\d]{{2,24}}\s)?$",
        re.IGNORECASE,
    )


@cache
def _rate_words() -> frozenset[str]:
    return frozenset(word.split()[0] for word in lexicon("funds")["rates"])
