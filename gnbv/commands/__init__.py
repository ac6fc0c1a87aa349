"""The commands of `gnbv`, one module each. Importing them is cheap: what is heavy is imported when one runs."""
