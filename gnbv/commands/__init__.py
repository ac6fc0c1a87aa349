"""The commands of `gnbv`, one module each. Importing them stays cheap: what is heavy is imported when a command runs."""
