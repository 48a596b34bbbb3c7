"""What several files say of the same thing becomes one thing, and nothing stated is lost."""

from __future__ import annotations

from typing import cast

from tests.shared_data import SHARED_DATA
from workbench.design.access import Access
from workbench.design.annotations import column_comment, read_table_marks, table_comment
from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.dictionary import Entity
from workbench.design.endpoints import Endpoint, EndpointKind
from workbench.design.integrations import Webhook
from workbench.design.tables import Column, Table
from workbench.intake.merge.linking import link
from workbench.intake.result import Imported, NoteLevel, ReadItem, Source, merge
from workbench.intake.sql.reader import read_ddl


def source(path: str, kind: str, *items: Item) -> Imported:
    return Imported((Source(path, kind),), tuple(ReadItem(item, path, 3) for item in items))


def linked(*parts: Imported) -> tuple[Design, list[str]]:
    found = link(merge(parts))
    return found.design(), [note.message for note in found.notes]


def test_an_endpoint_of_two_documents() -> None:
    inventory = Endpoint(method="GET", path="/a", covers=("FR-1",), critical=False)
    contract = Endpoint(
        method="GET",
        path="/a",
        kind=EndpointKind.list,
        covers=("FR-2",),
        description="Lists.",
        inferred=("kind", "covers"),
    )
    for parts in (
        (source("i.md", "endpoint-inventory", inventory), source("o.yaml", "openapi", contract)),
        (source("o.yaml", "openapi", contract), source("i.md", "endpoint-inventory", inventory)),
    ):
        design, told = linked(*parts)
        assert design.endpoints == (
            inventory.model_copy(
                update={
                    "kind": EndpointKind.list,
                    "description": "Lists.",
                    "inferred": ("kind",),
                }
            ),
        )
        assert told == ["1 endpoint is described here and in i.md, which takes precedence"]


def test_what_is_stated_outweighs_what_was_inferred() -> None:
    guessed = Endpoint(method="POST", path="/a", kind=EndpointKind.action, inferred=("kind",))
    stated = Endpoint(method="POST", path="/a", kind=EndpointKind.create)
    first, second = (
        source("i.md", "endpoint-inventory", guessed),
        source("o.yaml", "openapi", stated),
    )
    design, _ = linked(first, second)
    assert design.endpoints == (stated,)


def test_differences_are_told_with_both_places() -> None:
    one = Endpoint(method="GET", path="/a", covers=("FR-1",))
    other = Endpoint(method="GET", path="/a", covers=("FR-2",))
    found = link(
        merge([source("i.md", "endpoint-inventory", one), source("o.yaml", "openapi", other)])
    )
    assert found.design().endpoints[0].covers == ("FR-1",)
    warning = next(note for note in found.notes if note.level is NoteLevel.warning)
    assert (warning.source, warning.line) == ("o.yaml", 3)
    assert "FR-2" in warning.message
    assert "i.md line 3" in warning.message


def test_access_of_two_documents() -> None:
    words = Access(endpoint="GET /a", permissions=("a:read",), reason="")
    contract = Access(endpoint="GET /a", public=True)
    design, _ = linked(
        source("o.yaml", "openapi", contract), source("p.md", "auth-permission-model", words)
    )
    assert design.accesses == (words,)
    reason = Access(endpoint="GET /a", public=True, reason="needed to sign in")
    scopes = Access(endpoint="GET /a", permissions=("x",), notes="Security: bearer")
    design, _ = linked(
        source("p.md", "auth-permission-model", reason), source("o.yaml", "openapi", scopes)
    )
    assert design.accesses == (reason.model_copy(update={"notes": "Security: bearer"}),)


def test_a_webhook_takes_its_path_item_from_the_contract() -> None:
    words = Webhook(key="order.paid", retry="three times")
    contract = Webhook(key="order.paid", description="Paid.", path_item={"post": {}})
    design, _ = linked(
        source("o.yaml", "openapi", contract), source("w.md", "integration-points", words)
    )
    assert design.webhooks == (
        Webhook(key="order.paid", description="Paid.", retry="three times", path_item={"post": {}}),
    )


def test_sql_defines_a_table_and_words_complete_it() -> None:
    words = Table(
        key="orders",
        description="What people bought.",
        columns=(
            Column(name="id", type="uuid", data_class="public", attribute="Order.id"),
            Column(name="gone", type="text"),
        ),
    )
    built = Table(key="orders", columns=(Column(name="id", type="bigint", nullable=False),))
    design, _ = linked(source("s.md", "schema-design", words), source("s.sql", "sql", built))
    assert design.tables == (
        Table(
            key="orders",
            description="What people bought.",
            columns=(
                Column(
                    name="id",
                    type="bigint",
                    nullable=False,
                    data_class="public",
                    attribute="Order.id",
                ),
            ),
        ),
    )


def test_items_of_one_file_and_of_other_kinds_are_left_alone() -> None:
    twice = Endpoint(method="GET", path="/a")
    found = link(source("o.yaml", "openapi", twice, twice))
    assert len(found.items) == 2
    entities = [source(name, "data-dictionary", Entity(key="Order")) for name in ("a.md", "b.md")]
    assert len(link(merge(entities)).items) == 2


def test_tables_find_their_entities_by_name() -> None:
    entities = [Entity(key=name) for name in ("Order", "OrderItem", "Person", "Address", "Status")]
    names = ["orders", "order_items", "people", "shop.addresses", "orderitem_log", "statuses"]
    tables = [Table(key=name) for name in names]
    design, told = linked(
        source("d.md", "data-dictionary", *entities), source("s.sql", "sql", *tables)
    )
    found = {table.key: table.entity for table in design.tables}
    assert found == {
        "orders": "Order",
        "order_items": "OrderItem",
        "people": "Person",
        "shop.addresses": "Address",
        "orderitem_log": "",
        "statuses": "Status",
    }
    assert "orders → Order" in told[-1]


def test_names_that_fit_twice_are_left_open() -> None:
    design, _ = linked(
        source("d.md", "data-dictionary", Entity(key="Order")),
        source("s.sql", "sql", Table(key="orders"), Table(key="old.orders")),
    )
    assert [table.entity for table in design.tables] == ["", ""]
    stated = Table(key="orders", entity="Purchase")
    design, _ = linked(
        source("d.md", "data-dictionary", Entity(key="Order")), source("s.sql", "sql", stated)
    )
    assert design.tables[0].entity == "Purchase"


def test_marks_leave_comments_and_return_to_them() -> None:
    script = (
        "CREATE TABLE t (a int, b text); COMMENT ON TABLE t IS 'Kept. [append-only] [entity: Log]';"
        "COMMENT ON COLUMN t.a IS 'Mail [sic] address. [class: personal] [attribute: Log.mail]';"
        "COMMENT ON COLUMN t.b IS '[deviation: kept for audits]';"
    )
    table = cast("Table", link(read_ddl("s.sql", script)).items[0].item)
    assert (table.description, table.mutable, table.entity) == ("Kept.", False, "Log")
    first, second = table.columns
    assert (first.comment, first.data_class) == ("Mail [sic] address.", "personal")
    assert first.attribute == "Log.mail"
    assert (second.comment, second.deviation) == ("", "kept for audits")
    written = Table(
        key="t",
        description=table_comment(table),
        columns=tuple(
            Column(name=column.name, type=column.type, comment=column_comment(column))
            for column in table.columns
        ),
    )
    assert read_table_marks(written) == table


def test_real_schemas_keep_everything() -> None:
    for path in sorted((SHARED_DATA / "sql").rglob("*postgres*.sql")):
        found = read_ddl(path.name, path.read_text("utf-8-sig"))
        assert link(found).design() == found.design()
