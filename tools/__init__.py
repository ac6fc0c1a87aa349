"""Small scripts that the Makefile calls."""
