"""Workbooks of forms: templates out, returns in, error sheets back. This is the door."""

from ingestion.workbooks.groups import applies
from ingestion.workbooks.template import file_name, folder_name, render_template, write_template

__all__ = [
    "applies",
    "file_name",
    "folder_name",
    "render_template",
    "write_template",
]
