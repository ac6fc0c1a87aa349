"""The map of provinces: status of a round, poverty rate, share disbursed; whose outlines hold is told by the date."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from delivery.reading import Row
from delivery.site.formats import day, percent
from delivery.site.model import LANGUAGES, Page, Release
from delivery.site.pages.map_values import DISBURSED, POVERTY, RATES, SIGNS, STATUSES, step
from delivery.site.pages.returns import anchor_of, clocks, named, rounds
from delivery.site.places import source_href
from delivery.site.words import words

OUTLINES = Path(__file__).parents[1] / "map" / "provinces.json"

#: The provinces of an era: the names they had on the day asked for, or had first after it, or last before it.
_PLACES = """
select locality_id, locality_code, name_vi, report_order, valid_from
from marts.dim_locality
where level = 'province' and (valid_from >= $change) = $is_after
qualify row_number() over (
    partition by locality_id order by valid_from > $day, abs(date_diff('day', valid_from, $day))
) = 1
order by report_order, locality_code
"""

_CHANGE = """
select coalesce(max(effective_on), date '9999-12-31') as day
from marts.bridge_locality_succession where old_locality_id <> new_locality_id
"""

#: What each outline is called.
ERAS = ("before", "after")


def content(release: Release) -> Mapping[str, Any]:
    """The outlines in use, the themes with the value of each province, and the theme a reader meets first."""
    outlines = json.loads(OUTLINES.read_text(encoding="utf-8"))
    change = release.rows(_CHANGE)[0]["day"]
    places = {
        era: release.rows(_PLACES, {"change": change, "is_after": era == "after", "day": release.as_of}) for era in ERAS
    }
    now = "after" if release.as_of >= change else "before"
    themes = [_theme(one, places) for one in [*_statuses(release), *_rates(release, now)]]
    used = [era for era in ERAS if any(one["era"] == era for one in themes)]
    return {
        "outlines": {era: outlines[era] for era in used},
        "view_box": outlines["viewBox"],
        "insets": outlines["insets"],
        "map_note": {language: outlines[f"note_{language}"] for language in LANGUAGES},
        "map_sources": outlines["sources"],
        "themes": themes,
        "first": _first(themes),
        "data": {language: [_in_language(one, language) for one in themes] for language in LANGUAGES},
    }


def _statuses(release: Release) -> list[Row]:
    """A theme a round of the provinces that was opened by the release's date."""
    said = named(release, "statuses", "status", "name")
    rates = {row["round_key"]: row for row in release.rows(RATES, clocks(release))}
    found: dict[str, list[Row]] = {}
    for row in release.rows(STATUSES, {**clocks(release), "today": release.as_of}):
        found.setdefault(row["round_key"], []).append(row)
    return [
        {
            "key": one["key"],
            "kind": "status",
            "era": "after" if one["era"] else "before",
            "due_on": one["due_on"],
            "title": {language: f"{one[f'name_{language}']}, {one[f'period_{language}']}" for language in LANGUAGES},
            "told": {
                language: words("map", language)["sent"].format(
                    n=rates[one["key"]]["received"],
                    of=rates[one["key"]]["expected"],
                    day=day(release.as_of, language),
                )
                for language in LANGUAGES
            },
            "values": {row["locality_id"]: _status(row, said) for row in found[one["key"]]},
            "classes": [(status, said[status]) for status in said],
        }
        for one in rounds(release)
        if one["reporter_level"] == "province" and one["key"] in found
    ]


def _status(row: Row, said: Mapping[str, Mapping[str, str]]) -> Row:
    about, sign = {}, SIGNS.get(row["status"], "")
    for language in LANGUAGES:
        own = words("board", language)
        text = own["days_late" if row["status"] == "late" else "days_overdue"].format(n=row["days_late"])
        status = text if row["days_late"] is not None else said[row["status"]][language]
        dated = own["dated"].format(day=day(row["document_on"], language)) if row["document_on"] else ""
        about[language] = " · ".join(filter(None, (status, " ".join(filter(None, (row["document_no"], dated))))))
    href = f"board.html#{anchor_of(row['obligation_key'])}"
    return {
        "name": row["locality"],
        "class": row["status"],
        "text": about,
        "href": href,
        "label": dict.fromkeys(LANGUAGES, sign),
    }


def _rates(release: Release, era: str) -> Iterable[Row]:
    """Two themes in percent, the newest value of each province; each value leads to where it is read from."""
    for key, sql, breaks in (("poverty", POVERTY, (3, 5, 10, 20)), ("disbursed", DISBURSED, (20, 40, 60, 80))):
        texts = {language: words("map", language) for language in LANGUAGES}
        yield {
            "key": key,
            "kind": "rate",
            "era": era,
            "due_on": None,
            "title": {language: texts[language][key] for language in LANGUAGES},
            "values": {row["locality_id"]: _rate(row, key, breaks) for row in release.rows(sql)},
            "classes": [(f"{key} step{n}", _range(breaks, n)) for n in range(len(breaks) + 1)],
        }


def _rate(row: Row, key: str, breaks: tuple[int, ...]) -> Row:
    text = {}
    for language in LANGUAGES:
        own = words("map", language)
        when = day(row["at"], language) if key == "disbursed" else str(row["at"])
        estimate = f" ({own['estimate']})" if row["is_estimate"] else ""
        about = own["when"][key].format(at=when, year=row["budget_year"])
        text[language] = f"{percent(row['value'], language, 2)}{estimate} · {about}"
    href = source_href(row["submission_key"], line=row["line"], sheet=row["sheet"], cell=row["cell"])
    return {
        "name": row["locality"],
        "class": f"{key} step{step(row['value'], breaks)}",
        "text": text,
        "href": href or f"funds/{row['locality_id']}.html",
        "label": {language: percent(row["value"], language) for language in LANGUAGES},
    }


def _range(breaks: tuple[int, ...], n: int) -> dict[str, str]:
    if n == 0:
        return dict.fromkeys(LANGUAGES, f"< {breaks[0]}%")
    text = f"≥ {breaks[-1]}%" if n == len(breaks) else f"{breaks[n - 1]}–{breaks[n]}%"
    return dict.fromkeys(LANGUAGES, text)


def _theme(one: Row, places: Mapping[str, list[Row]]) -> Row:
    """A theme with a row for each province of its era, with a value or without, in the order of reports."""
    held = [{**place, "value": one["values"].get(place["locality_id"])} for place in places[one["era"]]]
    counts = Counter(row["value"]["class"] for row in held if row["value"])
    shown = {row["locality_code"]: row["value"] for row in held if row["value"]}
    told = {
        language: words("map", language)["coverage_text"].format(n=len(shown), of=len(held)) for language in LANGUAGES
    }
    return {"told": told, **one, "places": held, "shown": shown, "counts": counts, "known": len(shown), "of": len(held)}


def _first(themes: list[Row]) -> int:
    """The round that fell due last: on it the map opens; without one the first theme."""
    due = [(one["due_on"], -index) for index, one in enumerate(themes) if one["due_on"]]
    return -max(due)[1] if due else 0


def _in_language(theme: Row, language: str) -> Row:
    values = {
        place["locality_code"]: [
            value["class"],
            value["text"][language],
            value["href"],
            value["label"][language],
        ]
        for place in theme["places"]
        if (value := place["value"])
    }
    return {
        "key": theme["key"],
        "era": theme["era"],
        "title": theme["title"][language],
        "of": theme["of"],
        "told": theme["told"][language],
        "mark": "mark" if theme["kind"] == "status" else "swatch",
        "legend": [[name, text[language]] for name, text in theme["classes"]],
        "names": [[place["locality_code"], place["name_vi"]] for place in theme["places"]],
        "values": values,
    }


PAGE = Page("map", content, scripts=("map.js",))
