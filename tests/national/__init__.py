"""A national round made up from a truth that shares no code with the rules, and what the rules say of it."""
