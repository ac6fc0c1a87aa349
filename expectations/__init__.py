"""Great Expectations suites and their runner; the door of the room. Importing it does not import Great Expectations."""

from expectations.aside import suites_aside
from expectations.model import SuiteError
from expectations.result import Flag, GateResult
from expectations.runner import run_suites

__all__ = ["Flag", "GateResult", "SuiteError", "run_suites", "suites_aside"]
