"""What each job tells of itself for its record (`gnbv.runs`): rows, bytes, one line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gnbv.build import find_build
from gnbv.runs import Part, one_line
from gnbv.settings import Workspace

if TYPE_CHECKING:
    from delivery.postgres import Loaded
    from delivery.reminders import Draft
    from delivery.site import SitePages
    from expectations import GateResult
    from ingestion import CollectSummary

#: A model that takes less is not worth a row, in seconds.
LEAST_SECONDS = 0.1

_BAD = ("error", "fail", "runtime error")


def of_source(ws: Workspace, summary: CollectSummary) -> dict[str, Any]:
    """Files that were new, and what became of them."""
    states = ", ".join(f"{count} {state}" for state, count in sorted(summary.states.items()))
    return {"rows": summary.files_new, "detail": states or summary.state}


def of_round(ws: Workspace, summaries: Sequence[CollectSummary]) -> dict[str, Any]:
    """Files that were new in a whole round, and how many sources could be read."""
    read = sum(1 for one in summaries if one.failure is None)
    new = sum(one.files_new for one in summaries)
    return {"rows": new, "detail": f"{read} of {len(summaries)} sources read"}


def of_copy(ws: Workspace, build_id: str) -> dict[str, Any]:
    """The build that was begun, and the size of what it was copied from."""
    return {"subject": build_id, "bytes": _size(find_build(ws, build_id).copy)}


def of_marts(ws: Workspace, build_id: str) -> dict[str, Any]:
    """Rows of facts and marts, and the size of the copy."""
    build = find_build(ws, build_id)
    counts = build.manifest()["row_counts"]
    return {"rows": sum(counts.values()), "bytes": _size(build.copy), "detail": f"{len(counts)} tables"}


def of_gate(ws: Workspace, verdict: GateResult) -> dict[str, Any]:
    """The verdict: a gate that was not passed is a step that failed."""
    counts = f"{len(verdict.stops)} stops, {len(verdict.warnings)} warnings, {len(verdict.infos)} infos"
    if verdict.passed:
        return {"detail": counts}
    return {"is_failed": True, "detail": one_line("; ".join(flag.message for flag in verdict.stops))}


def of_warehouse(ws: Workspace, _: object) -> dict[str, Any]:
    """The size of the current warehouse."""
    return {"bytes": _size(ws.warehouse)}


def of_release(ws: Workspace, release: Path) -> dict[str, Any]:
    """The release, its rows and its size."""
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    size = sum(_size(path) or 0 for path in release.rglob("*") if path.is_file())
    return {"subject": release.name, "rows": sum(manifest["marts"].values()), "bytes": size}


def of_load(ws: Workspace, loaded: Loaded | None) -> dict[str, Any]:
    """What went to PostgreSQL, and how."""
    if loaded is None:
        return {"detail": "no database is named"}
    told = f"{loaded.mode}: {loaded.tables_changed} tables, {loaded.rows_deleted} rows deleted"
    return {"subject": loaded.build_id, "rows": loaded.rows_sent, "bytes": loaded.bytes_sent, "detail": told}


def of_site(ws: Workspace, made: SitePages) -> dict[str, Any]:
    """Pages that were written."""
    return {"rows": made.pages, "bytes": made.size_bytes}


def of_draft(ws: Workspace, draft: Draft) -> dict[str, Any]:
    """Messages that were drafted."""
    return {"subject": draft.list_id[:12], "rows": len(draft.content.messages)}


def of_sent(ws: Workspace, counts: dict[str, int]) -> dict[str, Any]:
    """Messages by outcome."""
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items()))
    return {"rows": counts.get("sent", 0), "detail": told or "nothing to send"}


def dbt_nodes(ws: Workspace, since: datetime) -> tuple[Part, ...]:
    """Return the models of the dbt run since an instant that took a while, and every node that failed; slowest first.

    None where dbt has not come as far as writing its results.
    """
    results = dbt_results(ws, since) or {"results": []}
    found = (_node(one) for one in results["results"] if one["timing"])
    kept = [one for one in found if one.state == "failed" or (one.step == "model" and one.seconds >= LEAST_SECONDS)]
    return tuple(sorted(kept, key=lambda one: -one.seconds))


def dbt_results(ws: Workspace, since: datetime) -> dict[str, Any] | None:
    """Return what dbt wrote of its run since an instant (`run_results.json`); None where it has not come that far."""
    path = ws.builds.parent / "dbt" / "target" / "run_results.json"
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if datetime.fromisoformat(told["metadata"]["generated_at"]) >= since else None


def _node(result: dict[str, Any]) -> Part:
    kind, _, name = result["unique_id"].split(".", 2)
    is_bad = result["status"] in _BAD
    return Part(
        step=kind,
        subject=name,
        started_at=datetime.fromisoformat(result["timing"][0]["started_at"]),
        seconds=round(result["execution_time"], 3),
        state="failed" if is_bad else "done",
        detail=one_line(result.get("message") or "failed") if is_bad else None,
    )


def _size(path: Path) -> int | None:
    return path.stat().st_size if path.is_file() else None
