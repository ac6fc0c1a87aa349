"""Why a sum over a mart takes a figure or not, and which figures stand for one that it does not take.

The marts say only whether (`is_counted`); the reasons are those of the mart's own rule (docs/architecture.md,
section 9), read again from the columns: its role, its validity, and the counted figures that hold the same money or the
same people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

import duckdb

from delivery.reading import Row, rows, wordings

#: Code -> the codes that hold it, itself among them.
_Holders = dict[str, frozenset[str]]
#: One coordinate: its code, and the codes that hold it.
_Axis = tuple[str, frozenset[str]]

_SAME_INDICATOR = """
    f.indicator_code = $indicator_code
    and coalesce(f.period, cast(f.as_of_on as varchar)) is not distinct from coalesce($period, $as_of_on)
    and (f.value_kind is not distinct from 'change') = ($value_kind is not distinct from 'change')
"""

#: Figures that could hold each other at all: money of one period and family of measures; indicators of one code, time
#: and sort.
_RIVALS = {
    "fct_fund": "f.period is not distinct from $period and list_contains($measures, f.measure)",
    "fct_poverty_indicator": _SAME_INDICATOR,
    "fct_target": _SAME_INDICATOR,
}

_COMPONENTS = "select component_code as code, parent_code as within from marts.dim_component"
_LOCALITIES = """
select locality_code as code, parent_code as within from marts.dim_locality where $day >= valid_from and $day < valid_to
"""

#: Of a figure that stands for another, its key, what it is, and where.
_SHOWN = (
    *("figure_key", "component_code", "measure", "source", "nature", "budget_year", "indicator_code", "population"),
    *("locality", "period", "value_text", "unit_text", "amount_vnd", "value", "unit", "line"),
)


def why_counted(connection: duckdb.DuckDBPyConnection, mart: str, figure: Row, sender: str | None) -> Row:
    """`is_counted`, the codes of the `reasons` why not, and the counted figures `instead` of it (at most three).

    `sender` is the locality code of whoever sent the report: a place without a code lies within it.
    """
    if figure["is_counted"]:
        return {"is_counted": True, "reasons": [], "instead": []}
    role, reasons = figure["role"], []
    if figure["known_to"] is not None:
        reasons.append("superseded")
    if role in ("repeat", "part"):
        reasons.append(role)
    if mart == "fct_fund":
        reasons += ["change"] if figure["value_kind"] == "change" else []
        reasons += ["no_amount"] if figure["amount_vnd"] is None else []
    instead = [] if {"superseded", "change"} & set(reasons) else _instead(connection, mart, figure, sender)
    if instead and not reasons:
        reasons.append("contained")
    return {"is_counted": False, "reasons": reasons, "instead": instead}


def _instead(connection: duckdb.DuckDBPyConnection, mart: str, figure: Row, sender: str | None) -> list[Row]:
    known_on = figure["known_from"].date()
    wider = _Wider(connection, min(figure["as_of_on"] or known_on, known_on))
    own = wider.axes({**figure, "sender": sender})
    said = {**figure, "as_of_on": str(figure["as_of_on"]) if figure["as_of_on"] else None}
    asked: Row = {name: said[name] for name in ("indicator_code", "period", "as_of_on", "value_kind") if name in said}
    if mart == "fct_fund":
        asked = {"period": figure["period"], "measures": wider.family(figure["measure"])}
    # What holds a figure is of the same place or a wider one, unless a target gives way to what was done.
    places = """
        $anywhere or list_contains($places, f.locality_code)
        or s.locality_code is not distinct from $sender and coalesce(f.locality_code, f.locality) = $place
    """
    rivals = rows(
        connection,
        f"""select f.*, s.locality_code as sender from marts.{mart} as f
        left join marts.fct_submission as s on s.submission_key = f.submission_key
        where f.is_counted and {_RIVALS[mart]} and ({places})""",
        {
            **asked,
            **{"places": sorted(own[0][1]), "sender": sender, "anywhere": _is_goal(figure)},
            "place": figure["locality_code"] or figure["locality"],
        },
    )
    holding = []
    for rival in rivals:
        other = wider.axes(rival)
        if _share_money(figure, rival, own, other) if mart == "fct_fund" else _holds(own, other):
            apart = sum(one[0] != two[0] for one, two in zip(own, other, strict=True))
            holding.append((rival["submission_key"] != figure["submission_key"], apart, rival["figure_key"], rival))
    return [{name: rival[name] for name in _SHOWN if name in rival} for *_, rival in sorted(holding, key=_order)[:3]]


def _order(one: tuple[bool, int, str, Row]) -> tuple[bool, int, str]:
    return one[:3]


class _Wider:
    """Which codes hold which, on the day a figure speaks of."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, day: date) -> None:
        codes = wordings(connection, "fund_codes", "coordinate || ':' || code", "coordinate || ':' || within")
        populations = [
            *wordings(connection, "populations", "population_code", "parent_code").items(),
            *wordings(connection, "population_parts", "part_code || '|' || population_code", "population_code").items(),
        ]
        self._components = _closed(_pairs(connection, _COMPONENTS, {}))
        self._places = _closed(_pairs(connection, _LOCALITIES, {"day": day}))
        self._codes = _closed(codes.items())
        self._populations = _closed((part.split("|")[0], whole) for part, whole in populations)

    def axes(self, row: Row) -> tuple[_Axis, ...]:
        """Each coordinate with the codes that hold it, itself among them."""
        place = self._place(row)
        if "measure" not in row:
            return place, _axis(self._populations, row["population"] or "all")
        source, nature = f"source:{row['source']}", f"nature:{row['nature']}"
        return (
            place,
            _axis(self._components, row["component_code"] or ""),
            *(_axis(self._codes, code) for code in (source, nature)),
        )

    def family(self, measure: str) -> list[str]:
        """The measures that are one money with this one."""
        root = self._root(f"measure:{measure}")[0]
        codes = {code for code in self._codes if self._root(code)[0] == root} | {f"measure:{measure}"}
        return sorted(code.removeprefix("measure:") for code in codes)

    def _place(self, row: Row) -> _Axis:
        if row["locality_code"] in self._places:
            return _axis(self._places, row["locality_code"])
        # A place without a code lies somewhere within the locality whose report names it.
        own = f"{row['sender']}/{row['locality_code'] or row['locality']}"
        return own, _axis(self._places, row["sender"] or "")[1] | {own}

    def _root(self, measure: str) -> _Axis:
        # What is disbursed and what is disbursed by estimate are one money.
        roots = [code for code in _axis(self._codes, measure)[1] if len(_axis(self._codes, code)[1]) == 1]
        return roots[0], frozenset(roots)


def _share_money(figure: Row, rival: Row, own: tuple[_Axis, ...], other: tuple[_Axis, ...]) -> bool:
    # What was done stands before what was to be done.
    if _is_goal(rival) and not _is_goal(figure):
        return False
    meets = all(one[0] in two[1] or two[0] in one[1] for one, two in zip(own, other, strict=True))
    return meets and all(_years_meet(figure[years], rival[years]) for years in ("budget_year", "exec_year"))


def _is_goal(figure: Row) -> bool:
    return bool(figure["value_kind"] == "target" and figure.get("measure", "planned") != "planned")


def _holds(own: tuple[_Axis, ...], other: tuple[_Axis, ...]) -> bool:
    return all(two[0] in one[1] for one, two in zip(own, other, strict=True))


def _years_meet(one: str | None, other: str | None) -> bool:
    # A span that is not said may be any.
    if not one or not other:
        return True
    return one[:4] <= other[-4:] and other[:4] <= one[-4:]


def _axis(wider: _Holders, code: str) -> _Axis:
    return code, wider.get(code, frozenset((code,)))


def _pairs(connection: duckdb.DuckDBPyConnection, sql: str, about: Row) -> list[tuple[str, str | None]]:
    return [(row["code"], row["within"]) for row in rows(connection, sql, about)]


def _closed(pairs: Iterable[tuple[str, str | None]]) -> _Holders:
    within: dict[str, set[str]] = defaultdict(set)
    for code, holder in pairs:
        within[code] |= {holder} if holder else set()
    closed = {}
    for code in within:
        reached, waiting = {code}, [code]
        while waiting:
            new = within.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        closed[code] = frozenset(reached)
    return closed
