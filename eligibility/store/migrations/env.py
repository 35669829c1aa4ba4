"""How a migration runs: on the connection it is given, in one transaction."""

from alembic import context
from sqlalchemy import text

from eligibility.store.tables import Base

# Any number, the same in every process: replicas that start together upgrade one after the other.
UPGRADE_LOCK = 4_107_201_126

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": UPGRADE_LOCK})
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
