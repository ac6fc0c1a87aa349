"""Early cutoff: of a build that carries on, the nodes whose inputs are as they were are left as they are.

dbt makes every node that follows from what arrived, whether or not anything of it got that far: a day of workbooks
changes no narrative report, and nothing that follows from reports alone. Build systems stop where the outcome is the
same (Mokhov, Mitchell, Peyton Jones, "Build Systems à la Carte", 2018: early cutoff); so does this, by the runners that
dbt keeps for each kind of node.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from gnbv.growth import Growth

#: Tables of more rows are taken to have changed: to look them through would cost more than what follows from them.
MOST_ROWS = 1_000_000
#: What a node asks that is written in another way on a day. It may tell that day's news alone, and the same on two days
#: is news twice: it is made on each, and as before only where it told and tells nothing.
_GROWS = "macro.gnbv.growing"
_KEEPS = "keep_before("
AS_BEFORE = "as before"


class Changes:
    """Which nodes of a run hold something else than before it; a node that did not run is not among them."""

    def __init__(self, growth: Growth) -> None:
        self._dated = growth.dated
        self._changed = set(growth.sources)

    def reach(self, node: Any, manifest: Any) -> bool:
        """Say whether something a node is made of, or the date it asks for, is another than before.

        One that tells news is always reached, and one whose table before is kept for another to compare with.
        """
        return (
            self.asks_the_date(node, manifest)
            or any(not self._changed.isdisjoint(one.depends_on.nodes) for one in _written_out(node, manifest))
            or _tells_news(node)
            or any(_KEEPS in hook.sql for hook in getattr(node.config, "pre_hook", ()))
        )

    def asks_the_date(self, node: Any, manifest: Any) -> bool:
        return any(not self._dated.isdisjoint(one.depends_on.macros) for one in _written_out(node, manifest))

    def note(self, node: Any) -> None:
        """Take down that a node holds something else than before."""
        self._changed.add(node.unique_id)


@contextmanager
def early_cutoff(growth: Growth) -> Iterator[None]:
    """Have dbt's `build` leave the models and tests as they are that nothing new reaches, and all views that stay."""
    from dbt.artifacts.resources.types import NodeType
    from dbt.artifacts.schemas.results import RunStatus, TestStatus
    from dbt.task.build import BuildTask
    from dbt.task.run import ModelRunner
    from dbt.task.test import TestRunner

    changes = Changes(growth)
    before = BuildTask.RUNNER_MAP

    class CutModel(ModelRunner):
        def compile_and_execute(self, manifest: Any, ctx: Any) -> Any:
            if not changes.reach(self.node, manifest):
                return _left(self.node, RunStatus.Success)
            if _is_view(self.node) and not changes.asks_the_date(self.node, manifest):
                changes.note(self.node)
                return _left(self.node, RunStatus.Success)
            return super().compile_and_execute(manifest, ctx)

        def execute(self, model: Any, manifest: Any) -> Any:
            held = _held(self.adapter, model)
            result = super().execute(model, manifest)  # type: ignore[no-untyped-call]
            now = _held(self.adapter, model)
            if now is None or now != held or (_tells_news(model) and now.rows):
                changes.note(model)
            return result

    class CutTest(TestRunner):
        def compile_and_execute(self, manifest: Any, ctx: Any) -> Any:
            if changes.reach(self.node, manifest):
                return super().compile_and_execute(manifest, ctx)
            return _left(self.node, TestStatus.Pass)

    BuildTask.RUNNER_MAP = before | {NodeType.Model: CutModel, NodeType.Test: CutTest}
    try:
        yield
    finally:
        BuildTask.RUNNER_MAP = before


def _left(node: Any, status: Any) -> Any:
    from dbt.artifacts.schemas.run import RunResult

    return RunResult.from_node(node, status, AS_BEFORE)


def _written_out(node: Any, manifest: Any) -> Iterator[Any]:
    """A node and the models that stand in its own query (ephemeral): they are made nowhere else."""
    yield node
    for name in node.depends_on.nodes:
        parent = manifest.nodes.get(name)
        if parent is not None and parent.config.materialized == "ephemeral":
            yield from _written_out(parent, manifest)


def _is_view(model: Any) -> bool:
    return bool(model.config.materialized == "view")


def _tells_news(node: Any) -> bool:
    return _GROWS in node.depends_on.macros


class _Held(NamedTuple):
    """What tells the rows of a table from any others, in whatever order."""

    rows: int
    mixed: int | None
    added: int | None


def _held(adapter: Any, model: Any) -> _Held | None:
    """Look through a table; None for a view, and where there are too many rows."""
    if _is_view(model):
        return None
    table = f'"{model.schema}"."{model.alias}"'
    connection = adapter.connections.get_thread_connection().handle.cursor()
    (rows,) = connection.execute(f"select count(*) from {table}").fetchone()
    if rows > MOST_ROWS:
        return None
    content = f"select count(*), bit_xor(hash(held)), sum(hash(held) % 4294967291) from {table} as held"
    return _Held(*connection.execute(content).fetchone())
