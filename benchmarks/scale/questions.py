"""What readers ask of the published file, and how long an answer takes: p50 and p95 over varied parameters."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

SEED, ASKED = 7, 30
TRACE, TRACE_ALL = "trace of a figure", "all that `gnbv trace` tells"


@dataclass(frozen=True)
class Question:
    """`drawn` gives the parameters there are, in columns named as `sql` names them."""

    name: str
    sql: str
    drawn: str


#: Six questions as an analyst would write them.
ANALYST = (
    Question("one locality and period", """
        select c.sheet, c.row_code, c.label_vi, c.column_code, c.heading_vi, v.value, v.absence
        from marts.fct_form_value v join marts.dim_form_cell c using (form, form_version, cell_no)
        where v.locality_code = $locality and v.period = $period and v.is_current order by c.form, c.cell_no""", """
        select distinct locality_code as locality, period from marts.fct_submission
        where form is not null and length(locality_code) = 5"""),
    Question("facts as of a past date", """
        select component_code, source, sum(amount_vnd) as amount_vnd, count(*) as figures
        from marts.fct_fund
        where period = $period and measure = 'disbursed' and known_from <= $known and $known < known_to
        group by all order by all""", """
        select distinct period, max(known_from) over (partition by period) - to_days(cast(d as integer)) as known
        from marts.fct_submission, range(1, 8) as days(d) where return_type = 'monitoring_6m'"""),
    Question("a trend", """
        select year, value, change, is_comparable from marts.rpt_poverty_trend
        where locality_code = $locality and indicator_code = $indicator order by year""", """
        select distinct locality_code as locality, indicator_code as indicator from marts.rpt_poverty_trend
        where level = 'province'"""),
    Question("fund progress by province", """
        select p.locality, p.source, p.nature, p.allocated_vnd, p.disbursed_vnd, p.rate_pct
        from marts.rpt_fund_progress p join marts.dim_locality l using (locality_key)
        where l.level = 'province' and p.period = $period and p.component_code = $component and p.is_locality_total
        order by p.rate_pct nulls first""", """
        select distinct period, component_code as component from marts.rpt_fund_progress where is_locality_total"""),
    Question("worst communes", """
        select f.locality_code, f.locality, f.value
        from marts.fct_poverty_indicator f join marts.dim_locality l using (locality_key)
        where l.level = 'commune' and f.indicator_code = $indicator and f.period = $year and f.is_counted
        order by f.value desc, f.locality_code limit 20""", """
        select distinct indicator_code as indicator, cast(year as varchar) as year from marts.rpt_poverty_trend
        where level = 'commune'"""),
    Question("total of the country", """
        select measure, sum(amount_vnd) as amount_vnd, count(*) as figures from marts.fct_fund
        where period = $period and component_code = $component and is_counted group by measure order by measure""", """
        select distinct period, component_code as component from marts.rpt_fund_progress where is_total"""),
)  # fmt: skip
LATE = Question("late list, whole country", "from marts.late_returns($as_of, null)", """
    select distinct due_at + to_days(cast(d as integer)) as as_of
    from marts.fct_obligation, range(0, 60, 7) as days(d) where due_at is not null""")  # fmt: skip
LATE_ONE = Question("late list, one return and period", """
    from marts.late_returns($as_of, null) where return_type = $return_type and period = $period""", """
    select distinct return_type, period, due_at + to_days(cast(d as integer)) as as_of
    from marts.fct_obligation, range(0, 60, 7) as days(d) where due_at is not null""")  # fmt: skip
#: What a key of a form's figure leads to, as an analyst would write it: `gnbv trace` shows the whole row and document.
CELL = Question("value, file, sheet and cell of a figure", """
    select v.value, v.text, v.absence, c.sheet, c.cell, s.path, s.landing_path
    from marts.fct_form_value v
    join marts.dim_form_cell c using (form, form_version, cell_no)
    join marts.fct_submission s using (submission_key)
    where v.submission_key = $submission and v.cell_no = $cell_no""", f"""
    select submission_key as submission, cell_no from (
        select submission_key, cell_no from marts.fct_form_value where submission_key in (
            select submission_key from marts.fct_submission where form is not null order by md5(submission_key) limit 40
        )
    ) using sample reservoir({ASKED} rows) repeatable (7)""")  # fmt: skip
#: One figure in ten thousand, by what a key is made of: no table of figures is put in order for it.
_FIGURES = """
select figure_key from (
    select figure_key from marts.{mart} where submission_key in (
        select submission_key from marts.fct_submission where form is not null order by md5(submission_key) limit 40
    )
) using sample reservoir({asked} rows) repeatable (7)
"""


def ask(marts: Path) -> dict[str, dict[str, float]]:
    """Ask every question `ASKED` times; returns p50 and p95 in ms and the most rows of an answer, by question."""
    import duckdb

    with duckdb.connect(marts, read_only=True, config={"threads": 2}) as connection:
        connection.execute("set TimeZone = 'UTC'")
        found = {
            question.name: _timed(connection, question.sql, _parameters(connection, question.drawn))
            for question in (*ANALYST, LATE, LATE_ONE, CELL)
        }
        return found | _traces(connection)


def _parameters(connection: Any, drawn: str) -> list[dict[str, Any]]:
    """So many parameter sets, drawn with a seed; a set comes again where there are too few."""
    relation = connection.execute(drawn)
    names = [column[0] for column in relation.description]
    there = sorted(relation.fetchall())
    if not there:
        raise ValueError(f"nothing to ask for: {' '.join(drawn.split())}")
    rng = random.Random(SEED)
    rng.shuffle(there)
    return [dict(zip(names, there[turn % len(there)], strict=True)) for turn in range(ASKED)]


def _timed(connection: Any, sql: str, parameters: list[dict[str, Any]]) -> dict[str, float]:
    """Time each set once, after one that is not counted: the file is warm. Answers are taken whole, as Arrow tables."""
    connection.sql(sql, params=parameters[0]).to_arrow_table()
    times, most = [], 0
    for one in parameters:
        began = time.perf_counter()
        most = max(most, connection.sql(sql, params=one).to_arrow_table().num_rows)
        times.append(time.perf_counter() - began)
    return _summary(times) | {"rows": most}


def _summary(times: list[float]) -> dict[str, float]:
    cuts = quantiles(times, n=20, method="inclusive")
    return {"p50_ms": round(cuts[9] * 1000, 2), "p95_ms": round(cuts[18] * 1000, 2), "asked": len(times)}


def _traces(connection: Any) -> dict[str, dict[str, float]]:
    """Where a figure stands, as `gnbv trace` asks for its row and its document; and all that the command looks up."""
    from delivery.figures import figure_and_document, trace_figure

    keys = [key for (key,) in connection.execute(_FIGURES.format(mart="fct_fund", asked=ASKED)).fetchall()]
    times = {TRACE: [], TRACE_ALL: []}
    for key in (keys[0], *keys):
        began = time.perf_counter()
        figure_and_document(connection, "fct_fund", key)
        times[TRACE].append(time.perf_counter() - began)
        began = time.perf_counter()
        trace_figure(connection, Path("nowhere"), {"mart": "fct_fund", "figure_key": key})
        times[TRACE_ALL].append(time.perf_counter() - began)
    return {name: _summary(taken[1:]) | {"rows": 1} for name, taken in times.items()}
