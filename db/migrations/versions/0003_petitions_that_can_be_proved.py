"""Petitions of many kinds, signatures that can be proved, and a team that grows by invitation."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from db.schema import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_tables()
    _add_columns()
    _rebuild("invitations", _invitations(), numbered=False)
    _rebuild("petitions", _petitions())
    _rebuild("signatures", _signatures())
    _rebuild("consents", _consents())
    _add_indexes()


def _add_tables() -> None:
    op.create_table(
        "checkpoints",
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_checkpoints")),
    )
    with op.batch_alter_table("checkpoints", schema=None) as batch_op:
        batch_op.create_index("ix_checkpoints_published_at", ["published_at"], unique=False)

    op.create_table(
        "secrets",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secrets")),
    )
    op.create_table(
        "tree_nodes",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("level", "position", name=op.f("pk_tree_nodes")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "approvals",
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_approvals_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"],
            ["petitions.id"],
            name=op.f("fk_approvals_petition_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("petition_id", "version", "person_id", name=op.f("pk_approvals")),
    )
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.create_index("ix_approvals_person_id", ["person_id"], unique=False)

    op.create_table(
        "invalidations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("filter", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_invalidations_reason_given")),
        sa.ForeignKeyConstraint(
            ["made_by"], ["people.id"], name=op.f("fk_invalidations_made_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petitions.id"], name=op.f("fk_invalidations_petition_id")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"],
            ["people.id"],
            name=op.f("fk_invalidations_undone_by"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invalidations")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "leaves",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("commitment", sa.LargeBinary(length=32), nullable=False),
        sa.CheckConstraint(
            "kind IN ('signed', 'changed', 'withdrawn', 'invalidated', 'restored')",
            name=op.f("ck_leaves_kind_known"),
        ),
        sa.CheckConstraint("length(commitment) = 32", name=op.f("ck_leaves_commitment_whole")),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petitions.id"], name=op.f("fk_leaves_petition_id")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_leaves")),
    )
    op.create_table(
        "reached_milestones",
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("milestone", sa.Integer(), nullable=False),
        sa.Column("reached_at", UtcDateTime(), nullable=False),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["petition_id"],
            ["petitions.id"],
            name=op.f("fk_reached_milestones_petition_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("petition_id", "milestone", name=op.f("pk_reached_milestones")),
    )
    op.create_table(
        "referrals",
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("brought", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("brought >= 0", name=op.f("ck_referrals_brought_counted")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_referrals_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_referrals")),
        sa.UniqueConstraint("person_id", name=op.f("uq_referrals_person_id")),
    )
    op.create_table(
        "leaf_records",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(length=32), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["position"], ["leaves.position"], name=op.f("fk_leaf_records_position")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_leaf_records")),
    )
    op.create_table(
        "identities",
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("signature_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('contact', 'email')", name=op.f("ck_identities_kind_known")),
        sa.ForeignKeyConstraint(
            ["petition_id"],
            ["petitions.id"],
            name=op.f("fk_identities_petition_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"],
            ["signatures.id"],
            name=op.f("fk_identities_signature_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("petition_id", "hash", name=op.f("pk_identities")),
    )
    with op.batch_alter_table("identities", schema=None) as batch_op:
        batch_op.create_index("ix_identities_signature_id", ["signature_id"], unique=False)


def _add_columns() -> None:
    op.add_column("people", sa.Column("deactivated_at", UtcDateTime(), nullable=True))
    op.add_column("team", sa.Column("suspended_at", UtcDateTime(), nullable=True))


def _rebuild(name: str, parts: Sequence[Any], *, numbered: bool = True) -> None:
    """The table with other constraints, which SQLite cannot change in place.

    No id that it ever gave is given again, so its sequence comes along.
    """
    conn = op.get_bind()
    kept = [column["name"] for column in sa.inspect(conn).get_columns(name)]
    last = conn.execute(
        sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": name}
    ).scalar()
    op.create_table(f"new_{name}", *parts, sqlite_autoincrement=numbered)
    listed = ", ".join(kept)
    op.execute(f"INSERT INTO new_{name} ({listed}) SELECT {listed} FROM {name}")  # noqa: S608
    op.drop_table(name)
    op.rename_table(f"new_{name}", name)
    if last is not None:
        conn.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": name})
        conn.execute(
            sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"),
            {"name": name, "last": last},
        )


def _invitations() -> Sequence[Any]:
    return (
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("used_by", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "role IN ('owner', 'organiser', 'moderator', 'analyst')",
            name=op.f("ck_invitations_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["people.id"],
            name=op.f("fk_invitations_created_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["used_by"], ["people.id"], name=op.f("fk_invitations_used_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitations")),
    )


def _petitions() -> Sequence[Any]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=48), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("goal", sa.Integer(), nullable=False),
        sa.Column("minimum_age", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("opens_at", UtcDateTime(), nullable=True),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.Column("grace_minutes", sa.Integer(), server_default=sa.text("60"), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("delivered_at", UtcDateTime(), nullable=True),
        sa.Column("erasure_announced_at", UtcDateTime(), nullable=True),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.Column("fields", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("identity", sa.String(length=8), server_default="account", nullable=False),
        sa.Column("milestones", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("signature_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_number", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "identity IN ('account', 'contact', 'email')", name=op.f("ck_petitions_identity_known")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'review', 'open', 'closed', 'delivered')",
            name=op.f("ck_petitions_state_known"),
        ),
        sa.CheckConstraint("goal > 0", name=op.f("ck_petitions_goal_positive")),
        sa.CheckConstraint("grace_minutes >= 0", name=op.f("ck_petitions_grace_minutes_counted")),
        sa.CheckConstraint(
            "signature_count <= last_number",
            name=op.f("ck_petitions_signature_count_within_numbers"),
        ),
        sa.CheckConstraint(
            "signature_count >= 0", name=op.f("ck_petitions_signature_count_counted")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petitions")),
        sa.UniqueConstraint("slug", name=op.f("uq_petitions_slug")),
    )


def _signatures() -> Sequence[Any]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("region", sa.String(length=64), nullable=True),
        sa.Column("comment", sa.String(length=1000), nullable=True),
        sa.Column("signed_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("invalidation_id", sa.Integer(), nullable=True),
        sa.Column("review", sa.String(length=16), nullable=True),
        sa.Column("leaf", sa.Integer(), nullable=True),
        sa.CheckConstraint("number > 0", name=op.f("ck_signatures_number_positive")),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR (name IS NULL AND country IS NULL AND region IS NULL AND comment IS NULL)",
            name=op.f("ck_signatures_withdrawn_holds_nothing"),
        ),
        sa.ForeignKeyConstraint(
            ["invalidation_id"], ["invalidations.id"], name=op.f("fk_signatures_invalidation_id")
        ),
        sa.ForeignKeyConstraint(["leaf"], ["leaves.position"], name=op.f("fk_signatures_leaf")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_signatures_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["petition_id", "version", "language"],
            ["petition_texts.petition_id", "petition_texts.version", "petition_texts.language"],
            name=op.f("fk_signatures_petition_id_version_language"),
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petitions.id"], name=op.f("fk_signatures_petition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
        sa.UniqueConstraint(
            "person_id", "petition_id", name=op.f("uq_signatures_person_id_petition_id")
        ),
        sa.UniqueConstraint("petition_id", "number", name=op.f("uq_signatures_petition_id_number")),
    )


def _consents() -> Sequence[Any]:
    return (
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=True),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "purpose IN ('processing', 'updates', 'digest', 'handover', 'country', 'region', 'comment', 'public', 'milestones')",
            name=op.f("ck_consents_purpose_known"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_consents_person_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"],
            ["petitions.id"],
            name=op.f("fk_consents_petition_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["text_hash"], ["consent_texts.hash"], name=op.f("fk_consents_text_hash")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )


def _add_indexes() -> None:
    op.create_index("ix_signatures_signed_at", "signatures", ["petition_id", "signed_at"])
    for name, columns in (
        ("ix_signatures_invalidation_id", ["invalidation_id"]),
        ("ix_signatures_review", ["petition_id", "review"]),
    ):
        given = sa.text(f"{columns[-1]} IS NOT NULL")
        op.create_index(name, "signatures", columns, sqlite_where=given, postgresql_where=given)
    for name, columns, where in (
        (
            "uq_consents_standing",
            ["person_id", "purpose"],
            "revoked_at IS NULL AND petition_id IS NULL",
        ),
        (
            "uq_consents_standing_for_petition",
            ["person_id", "purpose", "petition_id"],
            "revoked_at IS NULL AND petition_id IS NOT NULL",
        ),
    ):
        op.create_index(
            name,
            "consents",
            columns,
            unique=True,
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    op.create_index(
        "ix_consents_purpose",
        "consents",
        ["purpose", "revoked_at", "person_id"],
        sqlite_where=sa.text("petition_id IS NULL"),
        postgresql_where=sa.text("petition_id IS NULL"),
    )
