"""Poverty: rates over the years, whether they compare, targets beside them; a page a locality with the deprivations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from markupsafe import Markup

from delivery.reading import Row
from delivery.site.flags import flags
from delivery.site.formats import number
from delivery.site.localities import Place, places, provinces, unknown
from delivery.site.model import Leaf, Page, Release
from delivery.site.words import words

RATE = "poverty_rate"
HOUSEHOLDS = "all_households"

_TREND = """
select t.*, i.name_vi, i.name_en, i.group_code, i.is_deprivation, i.deprivation_no
from marts.rpt_poverty_trend as t
inner join marts.dim_indicator as i on t.indicator_code = i.indicator_code
order by i.deprivation_no nulls last, t.indicator_code, t.population, t.year
"""

_TARGETS = """
select a.*, i.name_vi, i.name_en, i.group_code
from marts.rpt_target_attainment as a
inner join marts.dim_indicator as i on a.indicator_code = i.indicator_code
order by a.is_own_target desc, a.indicator_code, a.population, a.year, a.issuer_level
"""

_FIGURES = """
select figure_key, submission_key, line, sheet, cell, bound from marts.fct_poverty_indicator
union all
select figure_key, submission_key, line, sheet, cell, bound from marts.fct_target where submission_key is not null
"""


def content(release: Release) -> Mapping[str, Any]:
    """`rates`: shares of households by locality, a row an indicator and population, its values by year; `targets`."""
    read = _read(release)
    rates = [
        {"place": place, "rows": own}
        for place, rows in read["places"]
        if (own := [row for row in rows if row["is_poverty"] and row["unit"] == "percent"])
    ]
    told = [
        (one["place"], row)
        for one in rates
        for row in one["rows"]
        if (row["indicator_code"], row["population"]) == (RATE, HOUSEHOLDS) and row["latest"]
    ]
    return {
        "of": provinces(release),
        "covered": sum(1 for place, _ in told if place.level == "province"),
        "others": sum(1 for place, _ in told if place.level != "province"),
        "years": _years([row for one in rates for row in one["rows"]]),
        "rates": rates,
        "leaves": [place for place, _ in read["places"]],
        "chart": partial(_rates_chart, told) if told else None,
        "targets": [one for one in read["targets"] if one["actual_value"] is not None],
        "open_targets": [one for one in read["targets"] if one["actual_value"] is None],
        "populations": read["populations"],
    }


def leaves(release: Release) -> list[Leaf]:
    """A page a locality: rates and counts, the deprivations, its targets, everything else told of it."""
    read = _read(release)
    made = []
    for place, rows in read["places"]:
        targets = [one for one in read["targets"] if one["place"] == place]
        poverty = [row for row in rows if row["is_poverty"]]
        rest = [row for row in rows if not row["is_poverty"] and not row["is_deprivation"]]
        content = {
            "place": place,
            "poverty": poverty,
            "poverty_years": _years(poverty),
            "chart": _lines_of(place, poverty, targets),
            "deprivations": [
                {**group, "chart": partial(_deprivations_chart, place, group)}
                for group in _deprivations([row for row in rows if row["is_deprivation"]])
            ],
            "rest": rest,
            "rest_years": _years(rest),
            "targets": targets,
            "populations": read["populations"],
        }
        made.append(Leaf(place.leaf, content))
    return made


def _read(release: Release) -> dict[str, Any]:
    trend, targets = release.rows(_TREND), release.rows(_TARGETS)
    known = places(release, (row["locality_key"] for row in [*trend, *targets]))
    figures = {row["figure_key"]: row for row in release.rows(_FIGURES)}
    found = flags(release)
    by_place: dict[Place, dict[tuple[str, str, str], Row]] = {}
    for row in trend:
        place = known.get(row["locality_key"]) or unknown(row["locality"])
        line = by_place.setdefault(place, {}).setdefault(
            (row["indicator_code"], row["population"], row["unit"]), _line(row)
        )
        told = {
            **row,
            "figure": figures.get(row["figure_key"]),
            "stated_figure": figures.get(row["stated_change_figure_key"]),
            "findings": found.get(row["figure_key"], []),
        }
        line["years"][row["year"]] = told
        line["latest"] = told if row["value"] is not None else line["latest"]
    return {
        "places": [
            (place, list(by_place[place].values())) for place in sorted(by_place, key=lambda place: place.order)
        ],
        "targets": sorted(
            (
                {
                    **one,
                    "place": known.get(one["locality_key"]) or unknown(one["locality"]),
                    "figure": figures.get(one["actual_figure_key"]),
                    "target": figures.get(one["target_key"]),
                }
                for one in targets
            ),
            key=lambda one: one["place"].order,
        ),
        "populations": {
            row["population_code"]: row
            for row in release.rows("select population_code, name_vi, name_en from reference.populations")
        },
    }


def _line(row: Row) -> Row:
    """A line of a table: what its values are of, then the values by year."""
    own = {name: row[name] for name in ("indicator_code", "population", "unit", "name_vi", "name_en", "deprivation_no")}
    return {
        **own,
        "is_deprivation": row["is_deprivation"],
        # What a standard of poverty measures and is no deprivation.
        "is_poverty": row["standard_code"] is not None and not row["is_deprivation"],
        "years": {},
        "latest": None,
    }


def _years(rows: Iterable[Row]) -> list[int]:
    return sorted({year for row in rows for year in row["years"]})


def _deprivations(rows: Iterable[Row]) -> list[Row]:
    """The deprivations by unit (households, or their share), poor and near-poor side by side in the order of the 12."""
    by_unit: dict[str, list[Row]] = {}
    for row in rows:
        by_unit.setdefault(row["unit"], []).append(row)
    groups = []
    for unit, own in by_unit.items():
        populations = sorted({row["population"] for row in own}, key=lambda code: (code != "poor", code))
        kinds = {row["indicator_code"]: row for row in own}
        groups.append(
            {
                "unit": unit,
                "years": _years(own),
                "populations": populations,
                "known": sum(1 for row in kinds.values() if row["deprivation_no"] is not None),
                "rows": [
                    {
                        "first": first,
                        "by_population": {row["population"]: row for row in own if row["indicator_code"] == code},
                    }
                    for code, first in kinds.items()
                ],
            }
        )
    return groups


def short_names(names: Sequence[str]) -> list[str]:
    """The names without the words they all begin with: what tells them apart, for the labels of a chart."""
    split = [name.split() for name in names]
    alike = 0
    while len(split) > 1 and all(len(name) > alike + 1 and name[alike] == split[0][alike] for name in split):
        alike += 1
    return [(rest := " ".join(name[alike:]))[:1].upper() + rest[1:] for name in split]


def _ends(values: Mapping[int, Row]) -> tuple[Row, Row | None]:
    """The last known value and the first one that compares with it."""
    held = [row for _, row in sorted(values.items()) if row["value"] is not None]
    first = held[0] if len(held) > 1 and held[0]["standard_code"] == held[-1]["standard_code"] else None
    return held[-1], first


def _rates_chart(told: Sequence[tuple[Place, Row]], language: str) -> Markup:
    from delivery.site import charts

    w = words("poverty", language)
    rows = []
    for place, row in sorted(told, key=lambda one: -one[1]["latest"]["value"]):
        last, first = _ends(row["years"])
        years = f"{first['year']}–{last['year']}" if first else str(last["year"])
        label = f"{place.name}, {years}"
        rows.append({"label": label, "series": "", "value": last["value"], "before": first and first["value"]})
    return charts.bars(
        rows,
        language=language,
        title=w["rates_chart"],
        description="; ".join(f"{row['label']}: {number(row['value'], language)}%" for row in rows),
        axis=w["percent_axis"],
        series=[""],
    )


def _lines_of(place: Place, rows: Sequence[Row], targets: Sequence[Row]) -> Callable[[str], Markup] | None:
    """The chart of the rates of a locality, where any is known in two years or has a target beside it."""
    rates = [row for row in rows if row["unit"] == "percent" and row["latest"] and row["population"] == HOUSEHOLDS]
    codes = {row["indicator_code"] for row in rates}
    asked = [
        one
        for one in targets
        if one["indicator_code"] in codes and one["population"] == HOUSEHOLDS and one["unit"] == "percent"
    ]
    if not asked and not any(len(row["years"]) > 1 for row in rates):
        return None
    return partial(_lines_chart, place, rates, asked)


def _lines_chart(place: Place, rates: Sequence[Row], asked: Sequence[Row], language: str) -> Markup:
    from delivery.site import charts

    w = words("poverty", language)
    name = f"name_{language}"
    names = {row["indicator_code"]: row[name] for row in rates}
    points = [
        {"series": row[name], "year": year, "value": told["value"], "is_target": False}
        for row in rates
        for year, told in row["years"].items()
        if told["value"] is not None
    ] + [
        {
            "series": names[one["indicator_code"]],
            "year": one["year"],
            "value": one["target_value"],
            "is_target": True,
        }
        for one in asked
    ]
    return charts.lines(
        points,
        language=language,
        title=f"{w['rates_over_time']}: {place.name}",
        description="; ".join(f"{one['series']} {one['year']}: {number(one['value'], language)}%" for one in points),
        axis=w["percent_axis"],
        aim=w["target"].lower(),
    )


def _deprivations_chart(place: Place, group: Row, language: str) -> Markup:
    from delivery.site import charts

    w = words("poverty", language)
    labels = short_names([row["first"][f"name_{language}"] for row in group["rows"]])
    series = {code: w["population"].get(code, code) for code in group["populations"]}
    rows = []
    for label, row in zip(labels, group["rows"], strict=True):
        for code, own in row["by_population"].items():
            if own["latest"]:
                last, first = _ends(own["years"])
                rows.append(
                    {
                        "label": label,
                        "series": series[code],
                        "value": last["value"],
                        "before": first and first["value"],
                    }
                )
    return charts.bars(
        rows,
        language=language,
        title=f"{w['deprivations']}: {place.name}",
        description="; ".join(f"{row['label']}, {row['series']}: {number(row['value'], language)}" for row in rows),
        axis=w["unit"].get(group["unit"], group["unit"]),
        series=list(series.values()),
    )


PAGE = Page("poverty", content, leaves=leaves)
