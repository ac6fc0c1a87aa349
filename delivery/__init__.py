"""What leaves the warehouse: publication, lists, and the trace of a row back to its file."""
