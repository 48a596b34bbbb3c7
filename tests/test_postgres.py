from __future__ import annotations

import psycopg
import pytest

from tests.postgres import PostgresServer


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def test_each_database_is_empty_and_its_own(postgres_server: PostgresServer) -> None:
    with postgres_server.database() as one, postgres_server.database() as other:
        with psycopg.connect(_plain(one)) as connection:
            connection.execute("CREATE TABLE seen (id int)")
        with psycopg.connect(_plain(other)) as connection:
            count = connection.execute(
                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            ).fetchone()
    assert count == (0,)


def test_a_database_is_dropped_even_while_someone_is_connected(
    postgres_server: PostgresServer,
) -> None:
    with postgres_server.database() as url:
        connection = psycopg.connect(_plain(url))
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    connection.close()


def test_text_is_unicode(postgres_url: str) -> None:
    with psycopg.connect(_plain(postgres_url)) as connection:
        assert connection.execute("SELECT upper('ñandú')").fetchone() == ("ÑANDÚ",)
