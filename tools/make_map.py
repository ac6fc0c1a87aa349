"""Make delivery/site/map/provinces.json: the provinces before and after 01/07/2025 as SVG paths.

Run as `python tools/make_map.py countries-10m.json [OUT]`. It fetches nothing, and its packages are not in the lock
file, because the map is made once and kept: give it an environment of its own with `shapely>=2.1` and
`vietnamadminunits==1.0.4`, and the file `countries-10m.json` of the npm package `world-atlas` 2.0.2.

A province is the union of the Voronoi cells of its commune points, clipped to the outline of the country; the 34 of
today are unions of the 63 by the seed `province_succession`. All share one set of simplified borders.
"""

from __future__ import annotations

import csv
import json
import math
import sqlite3
import sys
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import shapely
from shapely import STRtree
from shapely.geometry import MultiPoint, MultiPolygon, Point, Polygon, box

PROJECT = Path(__file__).resolve().parent.parent
OUT = PROJECT / "delivery" / "site" / "map" / "provinces.json"
SUCCESSION = PROJECT / "dbt_project" / "seeds" / "geography" / "province_succession.csv"

Frame = tuple[float, float, float, float]
Points = tuple[tuple[float, float], ...]

#: Equirectangular, true to scale at 16°N: the middle of the country.
STRETCH = math.cos(math.radians(16))
WEST, EAST, NORTH, SOUTH = 101.9, 116.5, 23.6, 6.9
HEIGHT = 1000
SCALE = HEIGHT / (NORTH - SOUTH)
#: Borders move by about this much (units of the picture: 1 is 1.85 km).
TOLERANCE = 1.2
#: An island this far from other land is never lost: a dot where the outline lacks it or has it smaller than `SMALL`
#: (units and square units of the picture).
OFF_SHORE, SMALL = 6.0, 8.0
SLIVER = 1.0
DOT, ISLET = 3.0, 3.6
NEIGHBOURS, FEWEST_ALIKE = 8, 2

#: What the outline lacks of Trường Sa, to a minute or two, from general knowledge: Trường Sa Lớn, Song Tử Tây,
#: Sinh Tồn, An Bang, Phan Vinh, Đá Tây.
TRUONG_SA = ((111.92, 8.64), (114.33, 11.43), (114.33, 9.89), (112.92, 7.89), (113.69, 8.97), (112.22, 8.85))
INSETS: tuple[tuple[str, str, str, Frame, Points], ...] = (
    ("Quần đảo Hoàng Sa", "Hoàng Sa (Paracel) Islands", "48", (111.0, 15.6, 112.95, 17.2), ()),
    ("Quần đảo Trường Sa", "Trường Sa (Spratly) Islands", "56", (111.5, 7.5, 116.2, 11.8), TRUONG_SA),
)
NOTE_VI = (
    "Đường bờ biển và biên giới theo Natural Earth; ranh giới giữa các tỉnh là gần đúng (vùng gần nhất của các điểm"
    " xã), chỉ để định vị, không có giá trị pháp lý."
)
NOTE_EN = (
    "Coast and national border: Natural Earth. Borders between provinces are approximate (nearest commune point), to"
    " find one's way only, without legal value."
)
SOURCES = (
    {"name": "Natural Earth 1:10m (npm world-atlas 2.0.2)", "licence": "public domain (package: ISC)"},
    {"name": "vietnamadminunits 1.0.4", "licence": "MIT"},
)


class Place(NamedTuple):
    """A commune (or a district without communes): the code of its province before 01/07/2025, and its point."""

    code: str
    point: Point


def main(arguments: list[str]) -> None:
    """Make the map from the file of outlines; print how large it is."""
    atlas = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    out = Path(arguments[1]) if arguments[1:] else OUT
    rings = list(_rings(atlas))
    land = shapely.union_all([Polygon(ring).buffer(0) for country, ring in rings if country == "704"])
    places = list(_places())
    small = _too_small(land)
    dots = list(_dots(places, land, small))
    before = _provinces(places, MultiPolygon([part for part in land.geoms if part not in small]))
    after = _merged(before)
    islets = [
        Polygon(ring).buffer(0) if len(ring) > 3 else MultiPoint(ring) for country, ring in rings if country != "704"
    ]
    made = {
        "viewBox": f"0 0 {_x(EAST):.0f} {HEIGHT}",
        "before": _drawn(before, dots),
        "after": _drawn(after, [Place(_new(code), point) for code, point in dots]),
        "insets": [_inset(*inset, islets) for inset in INSETS],
        "note_vi": NOTE_VI,
        "note_en": NOTE_EN,
        "sources": SOURCES,
    }
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n"
    out.write_text(text, encoding="utf-8")
    print(f"{out}: {len(before)} and {len(after)} provinces, {len(dots)} islands as dots, {len(text.encode())} bytes")


def _x(lon: float) -> float:
    return (lon - WEST) * STRETCH * SCALE


def _y(lat: float) -> float:
    return (NORTH - lat) * SCALE


def _rings(atlas: dict[str, Any]) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """The outer rings of every country in the picture, projected: (country's ISO number, points)."""
    (scale_x, scale_y), (move_x, move_y) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for arc in atlas["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((_x(x * scale_x + move_x), _y(y * scale_y + move_y)))
        arcs.append(points)
    for country in atlas["objects"]["countries"]["geometries"]:
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        for polygon in polygons:
            pieces = [arcs[one] if one >= 0 else arcs[~one][::-1] for one in polygon[0]]
            ring = [point for piece in pieces for point in piece[:-1]]
            if all(0 <= x <= _x(EAST) and 0 <= y <= HEIGHT for x, y in ring):
                yield country.get("id", ""), [*ring, ring[0]]


def _places() -> Iterator[Place]:
    """The communes before 01/07/2025; an island district without communes counts as one."""
    # the file beside the package: its own reader opens it for writing
    data = str(files("vietnamadminunits") / "data" / "dataset.db")
    with sqlite3.connect(data) as db:
        rows = db.execute(
            "select distinct provinceCode, coalesce(wardLon, districtLon), coalesce(wardLat, districtLat)"
            " from admin_units_legacy order by 1, 2, 3"
        ).fetchall()
    seen = set()
    for code, lon, lat in rows:
        if (lon, lat) not in seen:  # two communes at one point would share a cell
            seen.add((lon, lat))
            yield Place(code, Point(_x(lon), _y(lat)))


def _provinces(places: list[Place], land: MultiPolygon) -> dict[str, Polygon | MultiPolygon]:
    """The 63 provinces on land, their borders simplified together."""
    mainland = max(land.geoms, key=lambda part: part.area)
    shapely.prepare(mainland)
    kept = _well_placed(places, mainland)
    while True:
        whole = _dissolved(kept)
        main = {code: max(shapely.get_parts(shape), key=lambda part: part.area) for code, shape in whole.items()}
        stray = {one for one in kept if mainland.covers(one.point) and not main[one.code].covers(one.point)}
        if not stray:
            break
        kept = [one for one in kept if one not in stray]
    # Borders and outline cut each other once, so that neighbours share the very same points.
    lines = shapely.union_all([land.boundary, *(shape.boundary for shape in whole.values())])
    faces = [
        face for face in shapely.get_parts(shapely.polygonize([lines])) if land.covers(face.representative_point())
    ]
    pieces: dict[str, list[Polygon]] = {code: [] for code in sorted(whole)}
    codes, shapes = list(whole), STRtree(list(whole.values()))
    for face in faces:
        (at, *_) = shapes.query(face.representative_point(), predicate="intersects")
        pieces[codes[at]].append(face)
    coverage = [shapely.coverage_union_all(found) for found in pieces.values()]
    simple = dict(zip(pieces, shapely.coverage_simplify(coverage, TOLERANCE), strict=True))
    # bits of river banks and of islets that a border cuts
    return {
        code: MultiPolygon([part for part in shapely.get_parts(shape) if part.area >= SLIVER])
        for code, shape in simple.items()
    }


def _well_placed(places: list[Place], mainland: Polygon) -> list[Place]:
    """Without the points that lie among those of other provinces: the list has them wrong."""
    tree = STRtree([one.point for one in places])
    kept = []
    for one in places:
        reach = 8.0
        while len(near := tree.query(one.point, predicate="dwithin", distance=reach)) <= NEIGHBOURS:
            reach *= 2
        nearest = sorted(near, key=lambda at: one.point.distance(places[at].point))[1 : NEIGHBOURS + 1]
        alike = sum(places[at].code == one.code for at in nearest)
        if alike >= FEWEST_ALIKE or not mainland.covers(one.point):
            kept.append(one)
    return kept


def _dissolved(places: list[Place]) -> dict[str, Polygon | MultiPolygon]:
    """The Voronoi cells of the points, one shape a province, not clipped."""
    frame = box(-HEIGHT, -HEIGHT, 2 * HEIGHT, 2 * HEIGHT)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(MultiPoint([one.point for one in places]), extend_to=frame, ordered=True)
    )
    found: dict[str, list[Polygon]] = {}
    for one, cell in zip(places, cells, strict=True):
        found.setdefault(one.code, []).append(cell)
    return {code: shapely.coverage_union_all(found[code]) for code in sorted(found)}


def _too_small(land: MultiPolygon) -> list[Polygon]:
    """The islands of the outline that nobody would see."""
    parts = list(land.geoms)
    return [
        part
        for part in parts
        if part.area < SMALL and all(part.distance(other) > OFF_SHORE for other in parts if other is not part)
    ]


def _dots(places: list[Place], land: MultiPolygon, small: list[Polygon]) -> Iterator[Place]:
    """Islands to be drawn as a dot, no two of them on each other."""
    found = [Place(min(places, key=lambda one: one.point.distance(part)).code, part.centroid) for part in small]
    found += [one for one in places if one.point.distance(land) > OFF_SHORE]
    for at, one in enumerate(found):
        if all(one.point.distance(other.point) > 2 * DOT for other in found[:at]):
            yield one


def _new(code: str) -> str:
    with SUCCESSION.open(encoding="utf-8", newline="") as lines:
        found = {row["old_locality_id"][:2]: row["new_locality_id"][:2] for row in csv.DictReader(lines)}
    return found[code]


def _merged(before: dict[str, Polygon | MultiPolygon]) -> dict[str, Polygon | MultiPolygon]:
    """The 34 provinces from 01/07/2025."""
    parts: dict[str, list[Polygon | MultiPolygon]] = {}
    for code, shape in before.items():
        parts.setdefault(_new(code), []).append(shape)
    return {code: shapely.coverage_union_all(parts[code]) for code in sorted(parts)}


def _drawn(shapes: dict[str, Polygon | MultiPolygon], dots: list[Place]) -> dict[str, dict[str, object]]:
    """Path and place of the label of every province."""
    drawn: dict[str, dict[str, object]] = {}
    for code, shape in shapes.items():
        parts = shapely.get_parts(shapely.orient_polygons(shape))
        rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
        rings += [_octagon(point, DOT) for owner, point in dots if owner == code]
        largest = max(parts, key=lambda part: part.area)
        at = shapely.maximum_inscribed_circle(largest, tolerance=0.5).coords[0]
        drawn[code] = {"d": "".join(_path(ring) for ring in rings), "at": [round(at[0], 1), round(at[1], 1)]}
    return drawn


def _octagon(point: Point, radius: float) -> Any:
    return shapely.orient_polygons(point.buffer(radius, quad_segs=2)).exterior


def _path(ring: Any) -> str:
    """A closed path in tenths: absolute start, then steps between the rounded points, so that nothing drifts."""
    rounded = [(round(x * 10), round(y * 10)) for x, y in ring.coords]
    points = [point for at, point in enumerate(rounded[:-1]) if point != rounded[at - 1 if at else -2]]
    if len(points) < 3:
        return ""
    steps = [(x - was_x, y - was_y) for (was_x, was_y), (x, y) in pairwise(points)]
    text = "".join(f"{'' if x < 0 else ' '}{_tenths(x)}{'' if y < 0 else ' '}{_tenths(y)}" for x, y in steps)
    return f"M{_tenths(points[0][0])} {_tenths(points[0][1])}l{text.lstrip()}z"


def _tenths(value: int) -> str:
    whole, tenth = divmod(abs(value), 10)
    return f"{'-' if value < 0 else ''}{whole or ('' if tenth else '0')}{f'.{tenth}' if tenth else ''}"


def _inset(name_vi: str, name_en: str, code: str, frame: Frame, more: Points, islets: list[Any]) -> dict[str, object]:
    """A group of islands at its place, each island a dot, with a frame and a label under it."""
    west, south, east, north = frame
    left, top, right, bottom = _x(west), _y(north), _x(east), _y(south)
    inside = box(left, top, right, bottom)
    points = [one.centroid for one in islets if inside.covers(one)] + [Point(_x(lon), _y(lat)) for lon, lat in more]
    return {
        "name_vi": name_vi,
        "name_en": name_en,
        "province": {"before": code, "after": _new(code)},
        "d": "".join(_path(_octagon(point, ISLET)) for point in points),
        "frame": [round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1)],
        "at": [round((left + right) / 2, 1), round(bottom + 26, 1)],
    }


if __name__ == "__main__":
    main(sys.argv[1:])
