"""The steps: what is made and measured of one size, in order, and about how long each takes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from peers import PEERS, measure_peer

from scale.measured import Ran, StepFailedError
from scale.workplace import BENCHMARKS, FINDINGS, MEMORY, ROOT, Workplace

LIMITED = "1GB"
#: What one day brings of the round's figures.
SHARE = "0.01"
_OWN_TESTS = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "seed")


@dataclass(frozen=True)
class Step:
    """`measure` returns what is written down of one turn; `expected` are seconds: a constant and so many a million.

    Steps of one `group` take turns, so that other work on the machine meets all of them alike. `only`: the sizes it is
    measured at; all where none is named.
    """

    name: str
    about: str
    measure: Callable[[Workplace], dict[str, Any]]
    expected: tuple[float, float]
    group: int
    is_once: bool = False
    only: tuple[str, ...] = ()

    def seconds(self, figures: int) -> float:
        return self.expected[0] + self.expected[1] * figures / 1e6


def _told(ran: Ran, **more: Any) -> dict[str, Any]:
    return {"seconds": round(ran.seconds, 3), "peak_mb": round(ran.peak_mb, 1), **more}


def _make(place: Workplace) -> dict[str, Any]:
    if (place.home / "round.json").is_file():
        raise StepFailedError(f"{place.home}: there is a round already; remove the folder to make it anew")
    ran = place.python("national.py", place.home, "--figures", place.size)
    return _told(ran, figures=place.figures)


def _prepare(place: Workplace) -> dict[str, Any]:
    place.work("prepare", home=place.home)
    place.forget()
    ran = place.dbt("seed")
    shutil.move(place.facts, place.seeded)
    place.dbt("parse")
    return _told(ran)


def _script(place: Workplace) -> dict[str, Any]:
    ran, found = place.work("script", home=place.home)
    return _told(ran, own_seconds=round(found["seconds"], 3), file_mb=round(found["file_mb"], 1))


def _run(place: Workplace) -> dict[str, Any]:
    place.begin()
    ran = place.dbt("run", "--exclude", *FINDINGS)
    return _told(ran, file_mb=round(place.facts.stat().st_size / 1e6, 1), slowest=_slowest(place))


def _limited(place: Workplace) -> dict[str, Any]:
    if MEMORY not in (ROOT / "dbt_project" / "profiles.yml").read_text(encoding="utf-8"):
        raise StepFailedError(f"dbt_project/profiles.yml does not read {MEMORY}: nothing would be limited")
    place.begin()
    return _told(place.dbt("run", "--exclude", *FINDINGS, memory=LIMITED))


def _tested(place: Workplace) -> dict[str, Any]:
    place.begin()
    return _told(place.dbt("build", *_OWN_TESTS, "--exclude", *FINDINGS))


def _slowest(place: Workplace) -> dict[str, float]:
    results = json.loads((place.bench / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    took = {one["unique_id"].split(".")[-1]: round(one["execution_time"], 2) for one in results}
    return dict(sorted(took.items(), key=lambda one: -one[1])[:5])


def _whole(place: Workplace) -> dict[str, Any]:
    place.clear()
    ran = place.gnbv("build", "--as-of", place.as_of)
    return _told(ran, warehouse_mb=round(place.warehouse_mb(), 1), parts=_parts(ran))


def _parts(ran: Ran) -> dict[str, float]:
    """Seconds of copy, transform, gate and swap, as `gnbv build` prints them."""
    lines = (line.split() for line in ran.said.splitlines() if line.startswith("  ") and line.endswith(" s"))
    return {line[0]: float(line[1]) for line in lines if len(line) == 3}


def _day(place: Workplace) -> dict[str, Any]:
    before = place.warehouse_mb()
    place.python("national.py", place.home, "--day", SHARE)
    ran = place.gnbv("build", "--as-of", place.as_of)
    after = place.warehouse_mb()
    return _told(ran, warehouse_mb=round(after, 1), grew=round(after / before, 4), parts=_parts(ran))


def _rebuilt(place: Workplace) -> dict[str, Any]:
    """The same inputs built anew, and every mart held against what the days have made."""
    days = place.bench / "days.duckdb"
    shutil.copyfile(place.warehouse / "warehouse.duckdb", days)
    grown = place.warehouse_mb()
    place.clear()
    ran = place.gnbv("build", "--as-of", place.as_of)
    _, found = place.work("same", one=days, other=place.warehouse / "warehouse.duckdb")
    days.unlink()
    return _told(ran, of_rebuilt=round(grown / place.warehouse_mb(), 4), **found)


def _publish(place: Workplace) -> dict[str, Any]:
    shutil.rmtree(place.home / "published", ignore_errors=True)
    ran, _ = place.work("publish", home=place.home)
    return _told(ran, file_mb=round(place.published.resolve().stat().st_size / 1e6, 1))


def _queries(place: Workplace) -> dict[str, Any]:
    ran, found = place.work("queries", marts=place.published.resolve())
    return _told(ran, questions=found)


def _other(program: str) -> Callable[[Workplace], dict[str, Any]]:
    def measure(place: Workplace) -> dict[str, Any]:
        if not (BENCHMARKS / program).is_file():
            raise StepFailedError(f"benchmarks/{program} is not there")
        ran = place.python(program)
        return _told(ran, said=ran.said.strip())

    return measure


def _peer(name: str) -> Callable[[Workplace], dict[str, Any]]:
    def measure(place: Workplace) -> dict[str, Any]:
        return measure_peer(name, place)

    return measure


def _worked(worker: str) -> Callable[[Workplace], dict[str, Any]]:
    def measure(place: Workplace) -> dict[str, Any]:
        ran, found = place.work(worker, home=place.home)
        return _told(ran, **found)

    return measure


#: In the order they run. Seconds are of a machine with two processors and little else to do.
STEPS: tuple[Step, ...] = (
    Step("make", "the round, made up", _make, (10, 3), 0, is_once=True),
    Step("prepare", "seeds loaded, project parsed for the first time", _prepare, (15, 0), 1, is_once=True),
    Step("parse", "`dbt parse`, warm", lambda place: _told(place.dbt("parse")), (3, 0), 2),
    Step("script", "hand-written script", _script, (3, 1), 2),
    Step("run", "`dbt run`, facts and marts", _run, (8, 1), 2),
    Step("limited", f"the same within {LIMITED}", _limited, (8, 1.1), 2),
    Step("tested", "the same with all tests", _tested, (12, 1.3), 2),
    Step("findings", "findings layer alone",
         lambda place: _told(place.dbt("run", "--select", *FINDINGS)), (6, 1.5), 2),
    Step("agree", "script and marts held against each other", _worked("agree"), (5, 2), 3, is_once=True),
    Step("whole", "`gnbv build`, everything", _whole, (40, 4), 4),
    Step("publish", "the release published", _publish, (5, 1), 4),
    Step("queries", "questions to the published file", _queries, (15, 0.5), 4),
    Step("day", "a day with 1 % new figures, `gnbv build`", _day, (30, 1), 5),
    Step("rebuilt", "the same built anew, and compared", _rebuilt, (45, 6), 6, is_once=True),
    *(Step(f"peer-{name}", about, _peer(name), (8, 3), 7, only=("1M",)) for name, about in PEERS.items()),
    Step("intake", "reading and collecting workbooks", _other("intake.py"), (60, 0), 8, is_once=True, only=("1M",)),
    Step("collecting", "collecting 10,600 returns", _other("collecting.py"), (240, 0), 8, is_once=True, only=("1M",)),
)  # fmt: skip


def groups(steps: list[Step]) -> list[list[Step]]:
    """Return the steps in order, those that take turns together."""
    return [[step for step in steps if step.group == group] for group in sorted({step.group for step in steps})]
