"""Faults put into a round that was right, each with the rules that are to tell of it and the value that was true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from national.narrative import Report, vietnamese

Figure = dict[str, Any]


@dataclass(frozen=True)
class Fault:
    """One fault. `rules`: any of them at one of the `figures` (or in the document, where there are none) finds it."""

    kind: str
    rules: tuple[str, ...]
    submission: str
    figures: frozenset[str] = frozenset()
    true_text: str = ""
    cells: frozenset[tuple[str, str]] = frozenset()


def _digits(text: str) -> list[int]:
    return [at for at, one in enumerate(text) if one.isdigit()]


def swapped(text: str) -> str:
    """Swap the first two neighbouring digits that differ and leave a number of the same length."""
    places = _digits(text)
    for one, two in pairwise(places):
        if text[one] != text[two] and not (one == 0 and text[two] == "0"):
            found = list(text)
            found[one], found[two] = found[two], found[one]
            return "".join(found)
    return text


def other_digit(text: str) -> str:
    """Print another first-but-one digit: 331 becomes 311 or the like."""
    places = _digits(text)
    at = places[min(1, len(places) - 1)]
    return text[:at] + str((int(text[at]) + 3) % 10) + text[at + 1 :]


def third_digit(text: str) -> str:
    """Print another third digit: near the true value."""
    at = _digits(text)[2]
    return text[:at] + str((int(text[at]) + 4) % 10) + text[at + 1 :]


def number(text: str) -> float:
    return float(text.replace(".", "").replace(",", "."))


def reprint(report: Report, figure: Figure, text: str) -> None:
    """Print another text for a figure and let the number follow."""
    value = number(text)
    report.rewrite(figure, value_text=text, value=value,
                   **({"value_vnd": round(value * 1_000_000_000)} if figure["kind"] == "fund" else {}))  # fmt: skip


def find(report: Report, **wanted: Any) -> list[Figure]:
    """The figures of a report with these coordinates that print at least three digits."""
    told = (one for one in report.figures if all(one.get(name) == value for name, value in wanted.items()))
    return [one for one in told if len(_digits(one["value_text"])) >= 3]


Slip = Callable[[str], str]
#: Kind, rules, coordinates of the figure (CT and totals where not said; year: this, before or both), the slip.
MONEY: tuple[tuple[str, tuple[str, ...], dict[str, str], Slip], ...] = (
    ("a source", ("FG02",), {"measure": "disbursed", "source": "central", "year": "this"}, other_digit),
    ("a nature", ("FG03",), {"measure": "carried_in", "nature": "capital", "year": "before"}, other_digit),
    ("total, digits swapped", ("FG02", "FG03", "FG14"), {"measure": "disbursed", "year": "before"}, swapped),
    ("both years", ("FG05",), {"measure": "planned", "year": "both"}, other_digit),
    ("not yet allocated", ("FG07",), {"measure": "unallocated", "year": "this"}, other_digit),
    ("planned", ("FG07", "FG09"), {"measure": "planned", "year": "this"}, swapped),
    ("total repeated", ("FG14", "FG02", "FG03"), {"measure": "allocated", "year": "this", "role": "repeat"}, swapped),
)
WORK: tuple[tuple[str, tuple[str, ...], dict[str, Any], Slip], ...] = (
    ("rate of poverty", ("FG19", "FG01", "HI05"), {"indicator": "poverty_rate", "year": "this"}, swapped),
    ("fall of poverty", ("FG01",), {"indicator": "poverty_rate_reduction", "year": "this"}, other_digit),
    ("poor households", ("FG13", "FG19"), {"indicator": "poor_households", "year": "this"}, swapped),
    ("sum of two groups", ("FG13",), {"indicator": "poor_and_near_poor_households", "year": "this"}, third_digit),
    ("near-poor households", ("FG13", "FG19"), {"indicator": "near_poor_households", "year": "this"}, swapped),
    ("minority households", ("XS03",), {"indicator": "poor_households", "population": "ethnic_minority"}, third_digit),
)


def _thousand(text: str) -> str:
    return vietnamese(number(text) * 1000)


def _more_than(given: float, text: str) -> str:
    return vietnamese(given * 1.3, 3)


#: Faults in the first part of project 4: kind, rules, which of its two amounts, what happens to it.
PROJECTS: tuple[tuple[str, tuple[str, ...], str, Slip], ...] = (
    ("part of a project", ("FG04",), "allocated", other_digit),
    ("more than there was", ("FG09", "FG10"), "disbursed", str),
    ("a thousand times", ("FG04", "FG09", "FG10", "FG17"), "disbursed", _thousand),
    ("a percentage", ("FG10",), "disbursed", str),
    ("over a hundred", ("FG12", "FG10"), "disbursed", str),
)


def in_reports(reports: list[Report], each: int, rng: np.random.Generator) -> Iterator[Fault]:
    """Put faults into reports: of every document at most one in its plan, its projects, its households and its head."""
    annual = [one for one in reports if one.period.endswith("Y") and one.level == "district"]
    yield from _money(reports, each, rng)
    yield from _projects([one for one in reports if one.level == "district"], each, rng)
    yield from _work(annual, each, rng)
    yield from _houses(reports, each, rng)
    for report in (one for one in reports if one.level == "province" and one.period.endswith("Y")):
        figure = find(report, rule="fund.list", measure="allocated")[2]
        yield _told(report, figure, "a place", ("FG06", "FG08"), other_digit)
    yield from _heads(reports, each)


def _told(report: Report, figure: Figure, kind: str, rules: tuple[str, ...], slip: Slip) -> Fault:
    true_text = figure["value_text"]
    reprint(report, figure, slip(true_text))
    return Fault(kind, rules, report.key, frozenset({report.key_of(figure)}), true_text)


def _money(reports: list[Report], each: int, rng: np.random.Generator) -> Iterator[Fault]:
    order = iter(rng.permutation(len(reports)))
    for kind, rules, wanted, slip in MONEY:
        done = 0
        while done < each:
            report = reports[next(order)]
            year = int(report.period[:4])
            when = {"this": str(year), "before": str(year - 1), "both": f"{year - 1}+{year}"}[wanted["year"]]
            coordinates = {
                "component": "CT", "source": "total", "nature": "total", "budget_year": when, "role": "total",
                "locality_code": report.code,
            } | {name: value for name, value in wanted.items() if name != "year"}  # fmt: skip
            found = find(report, **coordinates)
            if found:
                yield _told(report, found[0], kind, rules, slip)
                done += 1


def _projects(reports: list[Report], each: int, rng: np.random.Generator) -> Iterator[Fault]:
    order = iter(rng.permutation(len(reports)))
    for kind, rules, measure, slip in PROJECTS:
        for _ in range(each):
            report = reports[next(order)]
            figure = find(report, component="DA4.TDA1", measure=measure)[0]
            if kind == "more than there was":
                given = number(find(report, component="DA4.TDA1", measure="allocated")[0]["value_text"])
                yield _told(report, figure, kind, rules, partial(_more_than, given))
            elif kind in ("a percentage", "over a hundred"):
                yield _rate(report, figure, kind, rules, over=kind == "over a hundred")
            else:
                yield _told(report, figure, kind, rules, slip)
    for _ in range(each):
        yield _copied(reports[next(order)])


def _rate(report: Report, figure: Figure, kind: str, rules: tuple[str, ...], *, over: bool) -> Fault:
    """Print another percentage behind an amount."""
    line, true_rate = report.text_lines[figure["line"] - 1], vietnamese(figure["stated_pct"], 2)
    rate = vietnamese(figure["stated_pct"] + 100, 2) if over else swapped(true_rate)
    line["text"] = line["text"].replace(f"đạt {true_rate}%", f"đạt {rate}%")
    figure["stated_pct"] = number(rate)
    return Fault(kind, rules, report.key, frozenset({report.key_of(figure)}))


def _copied(report: Report) -> Fault:
    """Print what was spent on two parts of one project for those of another as well."""
    figures = []
    for part in ("", ".TDA1", ".TDA2"):
        origin = find(report, component=f"DA7{part}", measure="disbursed", budget_year=report.period[:4])
        copy = find(report, component=f"DA6{part}", measure="disbursed", budget_year=report.period[:4])
        reprint(report, copy[0], origin[0]["value_text"])
        figures += [report.key_of(copy[0]), report.key_of(origin[0])]
    return Fault("copied block", ("FG15", "FG10"), report.key, frozenset(figures))


def _work(reports: list[Report], each: int, rng: np.random.Generator) -> Iterator[Fault]:
    order = iter(rng.permutation(len(reports)))
    for kind, rules, wanted, slip in WORK:
        for _ in range(each):
            report = reports[next(order)]
            population = wanted.get("population")
            found = find(report, indicator=wanted["indicator"], period=report.period[:4],
                         **({"population": population} if population else {}))  # fmt: skip
            if found:
                yield _told(report, found[0], kind, rules, slip)


def _houses(reports: list[Report], each: int, rng: np.random.Generator) -> Iterator[Fault]:
    order = list(rng.permutation(len(reports)))
    teams = [reports[at] for at in order if find(reports[at], indicator="inspection_teams") or True]
    done = 0
    for report in teams:
        found = [one for one in report.figures if one.get("indicator") == "inspection_teams" and one["value"] >= 10]
        if found and done < each:
            done += 1
            yield _told(report, found[0], "count of parts", ("FG13",), other_digit)
    worth = [one for one in (reports[at] for at in order) if find(one, indicator="solidarity_houses_built_value")]
    for report in worth[:each]:
        figure = find(report, indicator="solidarity_houses_built_value")[0]
        yield _told(report, figure, "worth of a house", ("FG16",), _thousand)


def _heads(reports: list[Report], each: int) -> Iterator[Fault]:
    """A number given twice, sections out of order, and figures of a day yet to come."""
    half = [one for one in reports if one.period.endswith("H1")]
    full = {one.code: one for one in reports if one.period == "2023-Y"}
    for report in half[:each]:
        earlier = full[report.code]
        earlier.document_no = report.document_no = "77/BC-UBND"
        yield Fault("number given twice", ("DC01",), report.key)
    for report in half[each : 2 * each]:
        for line in report.text_lines:
            if line["text"].startswith("III."):
                line["text"] = "II" + line["text"][3:]
        yield Fault("sections out of order", ("DC02",), report.key)
    for report in half[2 * each : 3 * each]:
        report.on = report.on.replace(month=5)
        yield Fault("done before the day", ("FG18",), report.key)
