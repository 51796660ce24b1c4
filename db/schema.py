"""Every table. Constraints live here, so that no mistake above can break them.

Only what PostgreSQL has too, so that a second engine can be added below the same floors.
Times are aware and UTC. Ids of people and chats are Telegram's, up to 52 bits. No other id is given
again once its row is gone (`sqlite_autoincrement`): buttons, caches and notices hold on to ids.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept as UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database: as UTC, and without its zone where the database has none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be kept")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database: aware, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


# SQLite's own ids are 64 bits wide, but only under this name.
_BIG = BigInteger().with_variant(Integer, "sqlite")


def _one_of(column: str, *values: str) -> CheckConstraint:
    return CheckConstraint(
        f"{column} IN ({', '.join(repr(value) for value in values)})", name=f"{column}_known"
    )


def _person(name: str = "person_id", **kwargs: Any) -> Column[int]:
    return Column(name, BigInteger, ForeignKey("people.id", ondelete="CASCADE"), **kwargs)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

people = Table(
    "people",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", String(8)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("blocked_at", UtcDateTime),
    Column("deactivated_at", UtcDateTime),
)

team = Table(
    "team",
    metadata,
    _person(primary_key=True, autoincrement=False),
    Column("role", String(16), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("suspended_at", UtcDateTime),
    _one_of("role", "owner", "organiser", "moderator", "analyst"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("created_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("used_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("confirmed_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
    _one_of("role", "owner", "organiser", "moderator", "analyst"),
)

consent_texts = Table(
    "consent_texts",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("language", String(8), nullable=False),
    Column("body", Text, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    _person(nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("petition_id", Integer, ForeignKey("petitions.id", ondelete="CASCADE")),
    Column("text_hash", String(64), ForeignKey("consent_texts.hash"), nullable=False),
    Column("language", String(8), nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    _one_of(
        "purpose",
        "processing",
        "updates",
        "digest",
        "handover",
        "country",
        "region",
        "comment",
        "public",
        "milestones",
    ),
    sqlite_autoincrement=True,
)
_STANDING = consents.c.revoked_at.is_(None) & consents.c.petition_id.is_(None)
_STANDING_FOR_PETITION = consents.c.revoked_at.is_(None) & consents.c.petition_id.is_not(None)
Index(
    "uq_consents_standing",
    consents.c.person_id,
    consents.c.purpose,
    unique=True,
    sqlite_where=_STANDING,
    postgresql_where=_STANDING,
)
Index(
    "uq_consents_standing_for_petition",
    consents.c.person_id,
    consents.c.purpose,
    consents.c.petition_id,
    unique=True,
    sqlite_where=_STANDING_FOR_PETITION,
    postgresql_where=_STANDING_FOR_PETITION,
)
_FOR_NO_PETITION = consents.c.petition_id.is_(None)
Index(
    "ix_consents_purpose",
    consents.c.purpose,
    consents.c.revoked_at,
    consents.c.person_id,
    sqlite_where=_FOR_NO_PETITION,
    postgresql_where=_FOR_NO_PETITION,
)

articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(100), nullable=False, unique=True),
    Column("work", String(100), nullable=False),
    Column("language", String(8), nullable=False),
    Column("title", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("publisher", Text, nullable=False),
    Column("published", Date),
    Column("link", Text, nullable=False, server_default=""),
    Column("body", Text, nullable=False),
    Column("body_hash", String(64), nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("retired_at", UtcDateTime),
    CheckConstraint("title <> ''", name="title_given"),
    CheckConstraint("body <> ''", name="body_given"),
    sqlite_autoincrement=True,
)
Index("ix_articles_work", articles.c.work, articles.c.language)

embeddings = Table(
    "embeddings",
    metadata,
    Column("text_hash", LargeBinary(16), primary_key=True),
    Column("model", String(128), primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

petitions = Table(
    "petitions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(48), nullable=False, unique=True),
    Column("state", String(16), nullable=False),
    Column("goal", Integer, nullable=False),
    Column("minimum_age", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("opens_at", UtcDateTime),
    Column("closes_at", UtcDateTime),
    Column("grace_minutes", Integer, nullable=False, server_default=text("60")),
    Column("closed_at", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    Column("erasure_announced_at", UtcDateTime),
    Column("erased_at", UtcDateTime),
    Column("fields", JSON, nullable=False, server_default="{}"),
    Column("identity", String(8), nullable=False, server_default="account"),
    Column("milestones", JSON, nullable=False, server_default="[]"),
    Column("signature_count", Integer, nullable=False, server_default=text("0")),
    Column("last_number", Integer, nullable=False, server_default=text("0")),
    _one_of("state", "draft", "review", "open", "closed", "delivered"),
    _one_of("identity", "account", "contact", "email"),
    CheckConstraint("goal > 0", name="goal_positive"),
    CheckConstraint("grace_minutes >= 0", name="grace_minutes_counted"),
    CheckConstraint("signature_count >= 0", name="signature_count_counted"),
    CheckConstraint("signature_count <= last_number", name="signature_count_within_numbers"),
    sqlite_autoincrement=True,
)

petition_texts = Table(
    "petition_texts",
    metadata,
    Column("petition_id", Integer, ForeignKey("petitions.id", ondelete="CASCADE")),
    Column("version", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    Column("title", Text, nullable=False),
    Column("addressee", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
petition_texts.append_constraint(
    UniqueConstraint(
        petition_texts.c.petition_id, petition_texts.c.version, petition_texts.c.language
    )
)

approvals = Table(
    "approvals",
    metadata,
    Column(
        "petition_id", Integer, ForeignKey("petitions.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("version", Integer, primary_key=True),
    _person(primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)
Index("ix_approvals_person_id", approvals.c.person_id)

reached_milestones = Table(
    "reached_milestones",
    metadata,
    Column(
        "petition_id", Integer, ForeignKey("petitions.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("milestone", Integer, primary_key=True),
    Column("reached_at", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
)

invalidations = Table(
    "invalidations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("petition_id", Integer, ForeignKey("petitions.id"), nullable=False),
    Column("filter", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("made_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("made_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("undone_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("undone_at", UtcDateTime),
    CheckConstraint("reason <> ''", name="reason_given"),
    sqlite_autoincrement=True,
)

leaves = Table(
    "leaves",
    metadata,
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("petition_id", Integer, ForeignKey("petitions.id"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("day", Date, nullable=False),
    Column("commitment", LargeBinary(32), nullable=False),
    _one_of("kind", "signed", "changed", "withdrawn", "invalidated", "restored"),
    CheckConstraint("length(commitment) = 32", name="commitment_whole"),
)

leaf_records = Table(
    "leaf_records",
    metadata,
    Column(
        "position",
        Integer,
        ForeignKey("leaves.position"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("salt", LargeBinary(32), nullable=False),
    Column("content", Text, nullable=False),
)

tree_nodes = Table(
    "tree_nodes",
    metadata,
    Column("level", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary(32), nullable=False),
    sqlite_with_rowid=False,
)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("root", LargeBinary(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False),
    Column("published_at", UtcDateTime),
)
Index("ix_checkpoints_published_at", checkpoints.c.published_at)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

signatures = Table(
    "signatures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("petition_id", Integer, ForeignKey("petitions.id"), nullable=False),
    _person(nullable=False),
    Column("number", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    Column("name", String(128)),
    Column("country", String(2)),
    Column("region", String(64)),
    Column("comment", String(1000)),
    Column("signed_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
    Column("invalidation_id", Integer, ForeignKey("invalidations.id")),
    Column("review", String(16)),
    Column("leaf", Integer, ForeignKey("leaves.position")),
    UniqueConstraint("person_id", "petition_id"),
    UniqueConstraint("petition_id", "number"),
    ForeignKeyConstraint(
        ["petition_id", "version", "language"],
        ["petition_texts.petition_id", "petition_texts.version", "petition_texts.language"],
    ),
    CheckConstraint("number > 0", name="number_positive"),
    CheckConstraint(
        "withdrawn_at IS NULL OR "
        "(name IS NULL AND country IS NULL AND region IS NULL AND comment IS NULL)",
        name="withdrawn_holds_nothing",
    ),
    sqlite_autoincrement=True,
)
Index("ix_signatures_signed_at", signatures.c.petition_id, signatures.c.signed_at)
_INVALIDATED = signatures.c.invalidation_id.is_not(None)
Index(
    "ix_signatures_invalidation_id",
    signatures.c.invalidation_id,
    sqlite_where=_INVALIDATED,
    postgresql_where=_INVALIDATED,
)
_TO_REVIEW = signatures.c.review.is_not(None)
Index(
    "ix_signatures_review",
    signatures.c.petition_id,
    signatures.c.review,
    sqlite_where=_TO_REVIEW,
    postgresql_where=_TO_REVIEW,
)

identities = Table(
    "identities",
    metadata,
    Column(
        "petition_id", Integer, ForeignKey("petitions.id", ondelete="CASCADE"), primary_key=True
    ),
    Column("hash", LargeBinary(32), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column(
        "signature_id", Integer, ForeignKey("signatures.id", ondelete="CASCADE"), nullable=False
    ),
    _one_of("kind", "contact", "email"),
)
Index("ix_identities_signature_id", identities.c.signature_id)

referrals = Table(
    "referrals",
    metadata,
    Column("code", String(16), primary_key=True),
    _person(nullable=False, unique=True),
    Column("brought", Integer, nullable=False, server_default=text("0")),
    CheckConstraint("brought >= 0", name="brought_counted"),
)

drafts = Table(
    "drafts",
    metadata,
    _person(primary_key=True, autoincrement=False),
    Column("kind", String(16), nullable=False),
    Column("step", String(16), nullable=False),
    Column("data", JSON, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
Index("ix_drafts_updated_at", drafts.c.updated_at)

subscriptions = Table(
    "subscriptions",
    metadata,
    _person(primary_key=True, autoincrement=False),
    Column("frequency", String(8), nullable=False),
    Column("weekday", Integer, nullable=False, server_default=text("0")),
    Column("hour", Integer, nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("next_due_at", UtcDateTime, nullable=False),
    Column("seen_article_id", Integer, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("retired_at", UtcDateTime),
    _one_of("frequency", "daily", "weekly"),
    CheckConstraint("hour BETWEEN 0 AND 23", name="hour_of_day"),
    CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_of_week"),
)
Index("ix_subscriptions_due", subscriptions.c.retired_at, subscriptions.c.next_due_at)

questions = Table(
    "questions",
    metadata,
    Column("id", _BIG, primary_key=True, autoincrement=False),
    Column("text", Text, nullable=False),
    Column("language", String(8), nullable=False),
    Column("status", String(8), nullable=False),
    Column("article_id", Integer, ForeignKey("articles.id", ondelete="SET NULL")),
    Column("confidence", Float),
    Column("helpful", Boolean),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("person_id", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("passed_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
    Column("answer", Text),
    _one_of("status", "answer", "maybe", "no", "contact"),
)
Index("ix_questions_passed_at", questions.c.answered_at, questions.c.passed_at)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("key", String(100), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("paused_at", UtcDateTime),
    Column("cancelled_at", UtcDateTime),
    *(
        Column(state, Integer, nullable=False, server_default=text("0"))
        for state in (
            "pending",
            "sending",
            "sent",
            "failed",
            "blocked",
            "unconfirmed",
            "cancelled",
        )
    ),
    _one_of("kind", "notice", "digest", "broadcast"),
    sqlite_autoincrement=True,
)

message_contents = Table(
    "message_contents",
    metadata,
    Column("message_id", Integer, ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    Column("language", String(8), primary_key=True),
    Column("payload", JSON, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", Integer, nullable=False),
    Column("recipient", BigInteger, nullable=False),
    Column("language", String(8), nullable=False),
    Column("state", String(12), nullable=False, server_default="pending"),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("due_at", UtcDateTime, nullable=False),
    Column("error", Text),
    Column("telegram_message_id", BigInteger),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("message_id", "recipient"),
    ForeignKeyConstraint(
        ["message_id", "language"],
        ["message_contents.message_id", "message_contents.language"],
        ondelete="CASCADE",
    ),
    _one_of("state", "pending", "sending", "sent", "failed", "blocked", "unconfirmed", "cancelled"),
    sqlite_autoincrement=True,
)
Index("ix_outbox_due", outbox.c.state, outbox.c.message_id, outbox.c.due_at)
Index("ix_outbox_recipient", outbox.c.recipient)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("state", String(12), nullable=False),
    Column("created_by", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("payload", JSON, nullable=False),
    Column("audience", JSON, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("message_id", Integer, ForeignKey("messages.id", ondelete="SET NULL"), unique=True),
    Column("progress_chat_id", BigInteger),
    Column("progress_message_id", BigInteger),
    Column("finished_at", UtcDateTime),
    _one_of("state", "draft", "queueing", "sending", "done", "cancelled"),
    sqlite_autoincrement=True,
)
Index("ix_broadcasts_state", broadcasts.c.state)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor_id", BigInteger, ForeignKey("people.id", ondelete="SET NULL")),
    Column("action", String(48), nullable=False),
    Column("subject", String(100), nullable=False, server_default=""),
    sqlite_autoincrement=True,
)
Index("ix_audit_at", audit.c.at)
