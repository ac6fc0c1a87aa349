"""The chart beside the report: seconds by figures, the project's steps and the script."""

from __future__ import annotations

from pathlib import Path

from scale.limits import Medians
from scale.measured import Book, figures_of

_SHOWN = {
    "script": "hand-written script", "run": "dbt run", "tested": "dbt run with all tests",
    "whole": "gnbv build, everything", "day": "a day with 1 % new figures",
}  # fmt: skip


def draw(book: Book, path: Path) -> bool:
    """Draw as SVG; returns whether there was anything to draw."""
    points = [
        {"figures": figures_of(size) / 1e6, "seconds": seconds, "step": name, "order": order}
        for size in book.sizes()
        for order, (step, name) in enumerate(_SHOWN.items())
        if (seconds := Medians(book, size).of(step)) is not None
    ]
    if not points:
        return False
    import altair as alt

    chart = (
        alt.Chart(alt.Data(values=points), width=560, height=320, title="Seconds by million figures, both logarithmic")
        .mark_line(point=True)
        .encode(
            x=alt.X("figures:Q", scale=alt.Scale(type="log"), title="million figures"),
            y=alt.Y("seconds:Q", scale=alt.Scale(type="log"), title="seconds"),
            color=alt.Color("step:N", sort=list(_SHOWN.values()), title=None),
        )
    )
    chart.save(str(path))
    return True
