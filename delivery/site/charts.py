"""Charts as SVG text made at build time: one theme in the colours of the style sheet, words in one language.

A chart shows what the table beside it says in numbers; `title` and `description` say it to whoever cannot see it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup, escape

FONT = '"Segoe UI", system-ui, -apple-system, Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif'
INK, SOFT, LINE = "#1b2733", "#55616e", "#d8dee4"
#: Apart in lightness as well as in hue.
COLOURS = ("#1f5f8b", "#e0a63c", "#8c1d18", "#6aa684")
WIDTH = 560
SPARE = 16

#: What ends a line or cannot be seen; Vega puts names into expressions, which a line's end would cut.
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

_LOCALES: dict[str, dict[str, Any]] = {
    "vi": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""]},
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""]},
}

_THEME: dict[str, Any] = {
    "background": "transparent",
    "font": FONT,
    "view": {"stroke": "transparent"},
    "axis": {
        "labelColor": SOFT, "labelFontSize": 12, "titleColor": SOFT, "titleFontSize": 12, "titleFontWeight": "normal",
        "gridColor": LINE, "domainColor": LINE, "tickColor": LINE, "labelLimit": 260,
    },
    "axisY": {"labelColor": INK},
    "legend": {"labelColor": INK, "labelFontSize": 12, "title": None, "orient": "top", "labelLimit": 300, "offset": 4},
    "text": {"color": INK, "fontSize": 12},
}  # fmt: skip


def bars(
    rows: Sequence[dict[str, Any]],
    *,
    language: str,
    title: str,
    description: str,
    axis: str,
    series: Sequence[str],
) -> Markup:
    """Horizontal bars, one a label and series, each with its number; a tick where it stood before.

    A row holds `label`, `series`, `value`, and `before` (None where nothing is known before). `series` is the order of
    the colours.
    """
    import altair as alt

    rows = [{**row, "label": _BREAKS.sub(" ", row["label"])} for row in rows]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("label:N", sort=list(dict.fromkeys(row["label"] for row in rows)), title=None)
        .axis(ticks=False, domain=False)
        .scale(paddingInner=0.3),
        yOffset=alt.YOffset("series:N", sort=list(series)) if len(series) > 1 else alt.Undefined,
    )
    x = alt.X("value:Q", title=axis).axis(tickCount=5).scale(domainMin=0)
    colour = alt.Color("series:N", sort=list(series)).scale(domain=list(series), range=list(COLOURS[: len(series)]))
    drawn = base.mark_bar().encode(
        x=x, color=colour.legend(symbolType="square") if len(series) > 1 else colour.legend(None)
    )
    # Behind the longer of the two, so that no tick stands in a number.
    told = base.transform_calculate(
        far="max(datum.value, datum.before)",
        words="(datum.before === null ? '' : format(datum.before, ',.2~f') + ' → ') + format(datum.value, ',.2~f')",
    )
    numbers = told.mark_text(align="left", dx=5, fontSize=11).encode(x="far:Q", text="words:N")
    layers = [drawn, numbers]
    if any(row["before"] is not None for row in rows):
        ticks = base.transform_filter("datum.before !== null").mark_tick(color=INK, thickness=2)
        layers.append(ticks.encode(x="before:Q"))
    lanes = len({row["label"] for row in rows})
    height = lanes * (16 * len(series) + 8)
    return _svg(alt.layer(*layers).properties(width=WIDTH - 220, height=height), language, title, description)


def lines(
    points: Sequence[dict[str, Any]], *, language: str, title: str, description: str, axis: str, aim: str
) -> Markup:
    """Values over years: a line a series, named at its end, every point with its number; targets as hollow diamonds.

    A point holds `series`, `year`, `value`, `is_target`; `aim` words the targets.
    """
    import altair as alt

    order = list(dict.fromkeys(point["series"] for point in points))
    years = sorted({point["year"] for point in points})
    highest = max(point["value"] for point in points)
    base = alt.Chart(alt.InlineData(values=list(points))).encode(
        x=alt.X("year:O", title=None, scale=alt.Scale(domain=list(range(years[0], years[-1] + 1)))).axis(labelAngle=0),
        y=alt.Y("value:Q", title=axis).axis(tickCount=5).scale(domain=[0, highest * 1.18 or 1], nice=False),
        color=alt.Color("series:N", sort=order)
        .scale(domain=order, range=list(COLOURS[: len(order)]))
        .legend(symbolType="stroke"),
    )
    known = base.transform_filter("!datum.is_target")
    asked = base.transform_filter("datum.is_target")
    layers = [
        known.mark_line(strokeWidth=2.5),
        known.mark_point(filled=True, size=60, opacity=1),
        known.mark_text(dy=-12).encode(text=alt.Text("value:Q", format=",.2~f"), color=alt.value(INK)),
    ]
    if any(point["is_target"] for point in points):
        layers += [
            asked.mark_point(shape="diamond", size=90, strokeWidth=2),
            asked.transform_calculate(words=f"format(datum.value, ',.2~f') + ' ({aim})'")
            .mark_text(dy=-13)
            .encode(text="words:N", color=alt.value(SOFT)),
        ]
    return _svg(alt.layer(*layers).properties(width=WIDTH - 80, height=190), language, title, description)


def _svg(chart: Any, language: str, title: str, description: str) -> Markup:
    import vl_convert

    spec = {**chart.to_dict(validate=False), "config": _THEME}
    drawn = vl_convert.vegalite_to_svg(spec, format_locale=_LOCALES[language])
    return Markup(_small(drawn, title, description))


def _small(drawn: str, title: str, description: str) -> str:
    """The drawing without what only Vega needs, named for screen readers, as wide as there is room."""
    size = re.search(r'width="([\d.]+)" height="([\d.]+)" viewBox="[^"]*"', drawn)
    if size is None:
        raise ValueError("vl-convert wrote an SVG without a size")
    body = drawn[drawn.index(">") + 1 : drawn.rindex("</svg>")]
    body = re.sub(r' (?:class|role|aria-[a-z]+|pointer-events|stroke-miterlimit)="[^"]*"', "", body)
    body = re.sub(r'<rect [^>]*fill="transparent"[^>]*/>', "", body)
    body = re.sub(r' font-family="[^"]*"', "", body)
    body = re.sub(r'<path(?: (?:d|display|fill|opacity)="[^"]*")*? d="(?:|M0,0h0v0h0Z)"[^>]*/>', "", body)
    # Only within tags: a number of three decimals in a text is a number of thousands.
    body = re.sub(r"<[^>]+>", lambda tag: re.sub(r"(\d+\.\d\d)\d+", r"\1", tag[0]), body)
    body = re.sub(r' transform="translate\(0,0\)"', "", body)
    while True:
        body, emptied = re.subn(r"<g[^>]*></g>", "", body)
        if not emptied:
            break
    # The reader's font may be wider than the one the labels were measured with.
    width, height = float(size[1]) + SPARE, float(size[2])
    return (
        f'<svg class="chart" role="img" xmlns="http://www.w3.org/2000/svg" viewBox="{-SPARE} 0 {width:g} {height:g}" '
        f'style="max-width:{width:g}px"><title>{escape(title)}</title><desc>{escape(description)}</desc>{body}</svg>'
    )
