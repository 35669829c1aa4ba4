"""Tables whose rows stay as they were written: the database itself refuses to change or delete them."""

from __future__ import annotations

from sqlalchemy import Connection, text

# The first words of the refusal, on every database.
REFUSAL = "append-only"


def refuse_changes(connection: Connection, table: str) -> None:
    """Puts triggers on a table that refuse update, delete and (PostgreSQL) truncation.

    A later migration that rebuilds the table in SQLite loses them and has to put them back.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(
            text(
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
                f"BEGIN RAISE EXCEPTION '{REFUSAL}: % of % refused', TG_OP, TG_TABLE_NAME; END $$"
            )
        )
        connection.execute(
            text(
                f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        )
        connection.execute(
            text(
                f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        )
        return
    for operation in ("UPDATE", "DELETE"):
        connection.execute(
            text(
                f"CREATE TRIGGER {table}_no_{operation.lower()} BEFORE {operation} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}: {operation} of {table} refused'); END"
            )
        )


def allow_changes(connection: Connection, table: str) -> None:
    """Takes the triggers away, for a downgrade that drops the table."""
    if connection.dialect.name == "postgresql":
        for name in ("stays", "whole"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}"))
        return
    for operation in ("update", "delete"):
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{operation}"))
