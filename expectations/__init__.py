"""Great Expectations suites and the runner that turns their results into a verdict."""
