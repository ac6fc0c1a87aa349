"""Great Expectations suites and their runner; the door of the room. Importing it does not import Great Expectations."""

from expectations.result import Flag, GateResult

__all__ = ["Flag", "GateResult"]
