"""What localities sent in a form for the period before, for the workbooks of the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from delivery.reading import Row, open_marts, rows

_NEEDED = ("fct_form_value", "dim_form_cell", "dim_period", "dim_locality")

_PRESENT = "select table_name from information_schema.tables where table_schema = 'marts'"

#: The last period of the same type that ended before the one asked for.
_BEFORE = """
select p.period, p.name_vi, p.ends_on
from marts.dim_period as p
inner join marts.dim_period as asked on asked.period = $period and asked.period_type = p.period_type
where p.ends_on < asked.ends_on
order by p.ends_on desc
limit 1
"""

#: A place is known by its identity, not by its code: codes pass from one place to another.
_VALUES = """
select l.locality_id, c.sheet_code, c.row_code, c.column_code, v.value
from marts.fct_form_value as v
inner join marts.dim_form_cell as c using (form, form_version, cell_no)
inner join marts.dim_locality as l
    on l.locality_code = v.locality_code and l.valid_from <= $ends_on and $ends_on < l.valid_to
where v.form = $form and v.return_type = $return_type and v.period = $before and v.is_current and v.value is not null
    and list_contains($codes, v.locality_code)
"""


@dataclass(frozen=True)
class PreviousValues:
    """The numbers of one locality for the period before, by the codes of sheet, row and column."""

    period: str
    period_name_vi: str
    values: dict[tuple[str, str, str], float] = field(default_factory=dict)


def previous_values(
    marts: Path, form: str, return_type: str, period: str, locality_codes: Iterable[str]
) -> dict[str, PreviousValues]:
    """Return what some localities had accepted for the period before, by `locality_id`, in any version of the form.

    Empty when the period is unknown, nothing came, or the release has no values of forms. Raises NotPublishedError when
    there is no such file, DeliveryError when it cannot be read.
    """
    with open_marts(marts) as connection:
        if not set(_NEEDED) <= {row["table_name"] for row in rows(connection, _PRESENT)}:
            return {}
        before = rows(connection, _BEFORE, {"period": period})
        if not before:
            return {}
        asked = {"form": form, "return_type": return_type, "codes": sorted(locality_codes)}
        return _collected(connection, asked, before[0])


def _collected(
    connection: duckdb.DuckDBPyConnection, asked: Mapping[str, object], before: Row
) -> dict[str, PreviousValues]:
    asked = {**asked, "before": before["period"], "ends_on": before["ends_on"]}
    found: defaultdict[str, dict[tuple[str, str, str], float]] = defaultdict(dict)
    for row in rows(connection, _VALUES, asked):
        found[row["locality_id"]][row["sheet_code"], row["row_code"], row["column_code"]] = row["value"]
    return {one: PreviousValues(before["period"], before["name_vi"], values) for one, values in found.items()}
