"""Workbooks of forms: templates out, returns in, error sheets back. This is the door."""

from ingestion.workbooks.error_words import ErrorHeading, cell_order, gets_error_sheet, problem_of, rule_severities
from ingestion.workbooks.errors import mark_errors
from ingestion.workbooks.figures import Reported, figure_id, form_figures
from ingestion.workbooks.groups import applies
from ingestion.workbooks.origin import form_of, made_for
from ingestion.workbooks.reader import read_form
from ingestion.workbooks.reporters import LEVELS, ReporterError, find_reporter
from ingestion.workbooks.template import file_name, folder_name, render_template, write_template

__all__ = [
    "LEVELS",
    "ErrorHeading",
    "Reported",
    "ReporterError",
    "applies",
    "cell_order",
    "figure_id",
    "file_name",
    "find_reporter",
    "folder_name",
    "form_figures",
    "form_of",
    "gets_error_sheet",
    "made_for",
    "mark_errors",
    "problem_of",
    "read_form",
    "render_template",
    "rule_severities",
    "write_template",
]
