"""The documentation of the dbt project as one static file: models, columns, tests, lineage, and what uses them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from gnbv.build import BuildError, made_by, write_atomically, writer_lock
from gnbv.policy import effective_seeds
from gnbv.progress import OnProgress, silent
from gnbv.settings import Workspace


def write_docs(ws: Workspace, *, on_progress: OnProgress | None = None) -> Path:
    """Write `docs/index.html`: dbt's documentation of the current warehouse, one file that opens from disk.

    Nothing is built: descriptions and lineage are those of the last build, types those of the warehouse, which is
    opened read-only. Raises `BuildError` when there is no warehouse, or dbt could not document it.
    """
    show = on_progress or silent
    place = ws.home / "docs" / "index.html"
    with writer_lock(ws, show):
        show("documenting the models", 0, 0)
        made = _document(ws)
        write_atomically(place, made.read_bytes())
        made.unlink()
    return place


def _document(ws: Workspace) -> Path:
    from gnbv.transform import (
        DBT_PROJECT,
        environment,
        invoke,
        profile_folder,
        project_folder,
        working_folder,
    )

    root = ws.builds.parent / "dbt"
    if not ws.warehouse.is_file() or not (root / "target" / "manifest.json").is_file():
        raise BuildError(f"{ws.warehouse}: there is no warehouse of a build made here; run `gnbv build` first")
    about = made_by(ws.warehouse)
    facts = {"as_of": about["built_as_of"], "known": about["known"]}
    read_only = {"config_options": {"access_mode": "READ_ONLY", "autoinstall_known_extensions": False}}
    project = project_folder(root / "project", DBT_PROJECT, effective_seeds(ws))
    profile = profile_folder(root / "profile-docs", DBT_PROJECT, read_only)
    with TemporaryDirectory() as logs, environment(ws, ws.warehouse, facts), working_folder():
        outcome = invoke(
            [
                *("docs", "generate", "--static", "--no-compile"),
                *("--project-dir", str(project), "--profiles-dir", str(profile)),
                *("--target-path", str(root / "target"), "--log-path", logs, "--log-level", "none"),
            ]
        )
    if not outcome.success:
        raise BuildError(f"dbt could not document the warehouse: {outcome.exception}; run `gnbv build` and try again")
    return root / "target" / "static_index.html"
