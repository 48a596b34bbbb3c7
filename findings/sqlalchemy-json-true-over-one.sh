#!/bin/sh
# SQLAlchemy's JSON type sends no UPDATE when true takes the place of 1 (or false of 0).
#
# Seen with SQLAlchemy 2.1.9 on SQLite. The unit of work holds the old value against the new one
# with Python's ==, in which 1 == True, at any depth of an object or a list; JSON tells the two
# apart. The session says that nothing is modified, the commit succeeds, and the next read gives the
# old value. A change beside it in the same value is sent, and brings the lost one along. A type
# whose compare_values knows JSON, or flag_modified, sends it.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check sqlalchemy==2.1.9
"$work/venv/bin/python" - >"$work/seen" <<'PYTHON'
import json

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import flag_modified


class Base(DeclarativeBase):
    pass


class Document(Base):
    __tablename__ = "document"
    id: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[object] = mapped_column(sa.JSON)


engine = sa.create_engine("sqlite://")
Base.metadata.create_all(engine)
updates = []


@sa.event.listens_for(engine, "before_cursor_execute")
def note(connection, cursor, statement, parameters, context, many):
    if statement.startswith("UPDATE"):
        updates.append(statement)


def change(before, after, *, flagged=False):
    updates.clear()
    with Session(engine) as session:
        row = Document(body=before)
        session.add(row)
        session.commit()
        number, row.body = row.id, after
        if flagged:
            flag_modified(row, "body")
        modified = session.is_modified(row)
        session.commit()
    with Session(engine) as session:
        kept = session.get(Document, number).body
    words = [json.dumps(one) for one in (before, after, kept)]
    print(f"{words[0]} -> {words[1]}: modified {modified}, {len(updates)} UPDATE, kept {words[2]}")


print(f"SQLAlchemy {sa.__version__}")
change(1, True)
change({"limit": 0}, {"limit": False})
change({"enum": [1, 2]}, {"enum": [True, 2]})
change({"limit": 1, "title": "a"}, {"limit": True, "title": "b"})
change({"limit": 1}, {"limit": "1"})
change({"limit": 1}, {"limit": True}, flagged=True)
PYTHON
cat "$work/seen"
diff - "$work/seen" <<'EXPECTED'
SQLAlchemy 2.1.9
1 -> true: modified False, 0 UPDATE, kept 1
{"limit": 0} -> {"limit": false}: modified False, 0 UPDATE, kept {"limit": 0}
{"enum": [1, 2]} -> {"enum": [true, 2]}: modified False, 0 UPDATE, kept {"enum": [1, 2]}
{"limit": 1, "title": "a"} -> {"limit": true, "title": "b"}: modified True, 1 UPDATE, kept {"limit": true, "title": "b"}
{"limit": 1} -> {"limit": "1"}: modified True, 1 UPDATE, kept {"limit": "1"}
{"limit": 1} -> {"limit": true}: modified True, 1 UPDATE, kept {"limit": true}
EXPECTED
