"""The part of the work every peer does, defined once: four tables from the bronze of forms.

Only the standard library: also programs of another environment import it.
"""

from __future__ import annotations

from pathlib import Path

MODELS = ("versions", "fund", "indicator", "totals")
BRONZE = ("submission", "form_value", "form_cell")
#: What all must find alike.
CHECK = """
select (select count(*) from {fund}) as fund, (select count(*) from {indicator}) as indicator,
    (select count(*) from {totals}) as totals, (select cast(sum(amount_vnd) as varchar) from {totals}) as amount_vnd
"""


def parquet(home: Path) -> dict[str, str]:
    """The tables of bronze as DuckDB reads them."""
    return {name: f"read_parquet('{home}/bronze/{name}/*.parquet', union_by_name = true)" for name in BRONZE}


def sql(model: str, relations: dict[str, str]) -> str:
    """The select of one model over these relations."""
    return (Path(__file__).parent / f"{model}.sql").read_text(encoding="utf-8").format_map(relations)


def found(row: tuple[object, ...]) -> dict[str, str]:
    """What `CHECK` gave, as text, so that all engines say it alike."""
    return dict(zip(("fund", "indicator", "totals", "amount_vnd"), (str(one) for one in row), strict=True))
