"""The marts in PostgreSQL: a release is loaded whole once, afterwards only what changed, always in one transaction.

People and BI tools read the schema `marts` as members of the role `bi_reader`; see docs/connecting.md.
"""

from delivery.postgres.loading import Loaded, held_build, load
from delivery.postgres.roles import READER
from delivery.postgres.server import PostgresError

__all__ = ["READER", "Loaded", "PostgresError", "held_build", "load"]
