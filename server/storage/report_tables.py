"""The table of rows that reports read besides facts, frameworks and the roster."""

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from fairmark.server.storage.tables import Moment, metadata

report_rows = Table(
    "report_rows",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("noted_at", Moment, nullable=False),
    Column("cls", String(32), nullable=False),  # such as Membership
    Column("body", LargeBinary, nullable=False),  # JSON: the values in the order of the columns
)
