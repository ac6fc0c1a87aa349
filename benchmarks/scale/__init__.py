"""The scale of a country, measured: a made-up national round and what the warehouse does with it."""
