"""What `make run` shows of the figures of reports and forms: how many, the programme's money, the poverty rate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

_REPORTS = """
with figures as (
    select 'money' as mart, submission_key from marts.fct_fund
    union all
    select 'indicator' as mart, submission_key from marts.fct_poverty_indicator
    union all
    select 'target' as mart, submission_key from marts.fct_target
),

places as (
    select locality_code, min_by(name_vi, valid_from) as name_vi from marts.dim_locality group by locality_code
)

select
    coalesce(places.name_vi, reports.locality_code) as locality, reports.return_type,
    case when reports.file_kind = 'form' then 'form' else 'report' end as read_as, reports.period,
    count(*) filter (where figures.mart = 'money') as money,
    count(*) filter (where figures.mart = 'indicator') as indicators,
    count(*) filter (where figures.mart = 'target') as targets
from figures
inner join marts.fct_submission as reports on figures.submission_key = reports.submission_key
left join places on reports.locality_code = places.locality_code
where reports.file_kind in ('report', 'form')
group by all
order by reports.period, locality
"""
_MONEY = """
select
    locality, budget_year, coalesce(allocated_vnd, 0) + coalesce(carried_in_vnd, 0) as given_vnd, disbursed_vnd,
    coalesce(disbursed_is_estimate, false) as is_estimate, rate_pct
from marts.rpt_fund_progress
where component_code = 'CT' and source = 'total' and nature = 'total' and is_locality_total
    and coalesce(allocated_vnd, carried_in_vnd) is not null
order by locality, budget_year
"""
_POVERTY = """
select locality, year, value, previous_year, previous_value, change
from marts.rpt_poverty_trend
where indicator_code = 'poverty_rate' and population = 'all_households' and value is not null
order by locality, year
"""


@dataclass(frozen=True)
class Figures:
    """Rows of the three tables, in the order of their queries; amounts in đồng, rates in percent."""

    reports: list[tuple[Any, ...]]
    money: list[tuple[Any, ...]]
    poverty: list[tuple[Any, ...]]


def summarise_figures(marts: Path) -> Figures:
    """Read the published file."""
    import duckdb

    with duckdb.connect(marts, read_only=True, config={"autoinstall_known_extensions": "false"}) as connection:
        return Figures(*(connection.execute(query).fetchall() for query in (_REPORTS, _MONEY, _POVERTY)))


def show_figures(figures: Figures, console: Console) -> None:
    """Print the tables; nothing when no report gave a figure."""
    if not figures.reports:
        return
    console.print()
    console.print(
        _table(
            "figures read from",
            "return",
            "as",
            "period",
            "money",
            "indicators",
            "targets",
            rows=figures.reports,
            texts=4,
        )
    )
    lines = [
        (place, year, _million(given), _million(spent) + (" (estimate)" if is_estimate else ""), _number(rate, 1))
        for place, year, given, spent, is_estimate, rate in figures.money
    ]
    if lines:
        console.print()
        console.print(_table("programme money, million đồng", "of year", "given", "spent", "%", rows=lines, texts=2))
    lines = [
        (place, str(year), _number(value), f"{_number(before)} ({past})" if past else "", _number(change, sign=True))
        for place, year, value, past, before, change in figures.poverty
    ]
    if lines:
        console.print()
        console.print(_table("poverty rate, %", "year", "rate", "before", "points", rows=lines, texts=2))


def _table(*headings: str, rows: list[tuple[Any, ...]], texts: int = 3) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="left" if number < texts else "right")
    for row in rows:
        table.add_row(*map(str, row))
    return table


def _million(vnd: Any) -> str:
    return "" if vnd is None else f"{vnd / 1_000_000:,.0f}".replace(",", ".")


def _number(value: Any, places: int = 2, *, sign: bool = False) -> str:
    return "" if value is None else f"{value:{'+' if sign else ''}.{places}f}".replace(".", ",")
