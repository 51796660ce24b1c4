"""Alembic's entry: runs the scripts on the connection that `db.migrate` opened."""

from alembic import context

from db.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the whole upgrade is one transaction, begun by db.migrate
)
context.run_migrations()
