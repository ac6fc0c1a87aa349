"""A request for approval of one list. Imports Airflow: for DAG files alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator


class ListApproval(ApprovalOperator):
    """Asks a person to approve the list `list_id`, and keeps under the XCom `LIST_ID` which one that was.

    Whoever sends takes the list from there: when the task that drafts is cleared while the request waits, or after it
    was answered, its XCom names a list that nobody has seen.
    """

    LIST_ID = "list_id"
    template_fields: Sequence[str] = (*ApprovalOperator.template_fields, "list_id")

    def __init__(self, *, list_id: str, **how: Any) -> None:
        super().__init__(**how)
        self.list_id = list_id

    def execute(self, context: Any) -> Any:
        """Ask. The task is resumed with the answer elsewhere; what is written here is kept until it asks anew."""
        context["ti"].xcom_push(self.LIST_ID, self.list_id)
        return super().execute(context)
