"""Content models and feedback plans in the shapes people write them."""

from __future__ import annotations

import pytest

from tests.intake.markdown_documents import keys, only, read_text, warnings
from tests.shared_data import shared_data
from workbench.design.content import ContentField, ContentType, FeedbackChannel
from workbench.intake.folder import read_files, read_path
from workbench.intake.result import Imported


def types_of(found: Imported) -> dict[str, ContentType]:
    return {item.item.key: item.item for item in found.items if isinstance(item.item, ContentType)}


def channels_of(found: Imported) -> dict[str, FeedbackChannel]:
    return {
        item.item.key: item.item for item in found.items if isinstance(item.item, FeedbackChannel)
    }


def test_a_type_with_fields_workflow_and_what_it_serves() -> None:
    found = read_text("""\
        # Content Model — Shop
        ## Overview
        | Content Type | Description | Owner | Used On |
        |---|---|---|---|
        | Banner | Above the list | Marketing | WF-001, the home page |

        ## Content Type: Article
        **Description:** What we write
        **Covers:** FR-001, FR-002
        **Entity:** `NewsItem`
        **Workflow:** Draft → In review → Published
        **Languages:** en, ar
        **Tone:** friendly

        | Field | Type | Required | Localized | Max Length | Default |
        |---|---|---|---|---|---|
        | title | Short text | Yes | Yes | 80 | none |
        | author | Reference | Maybe | No | | |

        ### Accessibility
        Alternative texts are part of the image.
        """)
    assert found.sources[0].kind == "content-model"
    article, banner = types_of(found)["Article"], types_of(found)["Banner"]
    assert (article.description, article.entity) == ("What we write", "NewsItem")
    assert (article.covers, article.locales) == (("FR-001", "FR-002"), ("en", "ar"))
    assert [(state.name, state.transitions) for state in article.states] == [
        ("Draft", ("In review",)),
        ("In review", ("Published",)),
        ("Published", ()),
    ]
    assert article.fields == (
        ContentField(
            name="title", type="Short text", required=True, localised=True,
            limits="max length: 80", notes="Default: none",
        ),
        ContentField(name="author", type="Reference", localised=False, notes="Required: Maybe"),
    )  # fmt: skip
    assert "Tone: friendly" in article.notes
    assert "Alternative texts" in article.notes
    (read,) = [item for item in found.items if item.item.item_key == "Article"]
    assert (read.line, read.end_line) == (7, 21)
    assert [(part.kind, part.key, part.line) for part in read.parts] == [
        ("content_field", "Article.title", 17),
        ("content_field", "Article.author", 18),
    ]
    assert (banner.screens, banner.owner) == (("WF-001",), "Marketing")
    assert banner.notes == "Used on: WF-001, the home page"
    assert "content type Banner has no fields" in warnings(found)[5]


SHAPES = {
    "one table for all": """\
        # Editorial plan
        | Content Type | Field | Type | Required | Translatable |
        |---|---|---|---|---|
        | Article | title | Text | Yes | Yes |
        | | body | Rich text | No | Yes |
        """,
    "headings without the word": """\
        # Content Model
        ## 1. Article
        News.

        | Name | Field Type | Mandatory | Localisable? |
        |---|---|---|---|
        | title | Text | Yes | Yes |
        | body | Rich text | No | Yes |
        """,
    "a list of fields": """\
        # Content types
        ## Article
        Owner: Editors

        - **title** (Text, required, localised)
        - body: Rich text, optional, translatable
        """,
    "nested lists": """\
        # Site plan
        ## Content model
        - **Article** – what we write
          - title (Text, required, localised)
          - body (Rich text, optional, localised)
          - Owner: Editors
        """,
    "another section of a dictionary": """\
        # Data Dictionary
        ## Entity: Order
        | Attribute | Type | Required |
        |---|---|---|
        | id | UUID | Yes |

        ## Content types
        ### Article
        | Field | Type | Required | Localised |
        |---|---|---|---|
        | title | Text | Yes | Yes |
        | body | Rich text | No | Yes |
        """,
    "HTML": """\
        # Content Model
        ## Article
        <table><tr><th>Field</th><th>Type</th><th>Required</th><th>Localised</th></tr>
        <tr><td>title</td><td>Text</td><td>Yes</td><td>Yes</td></tr>
        <tr><td>body</td><td>Rich text</td><td>No</td><td>Yes</td></tr></table>
        """,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_of_a_content_model(shape: str) -> None:
    found = read_text(SHAPES[shape], "notes.md")
    article = types_of(found)["Article"]
    said = [(field.name, field.type, field.required, field.localised) for field in article.fields]
    assert said == [("title", "Text", True, True), ("body", "Rich text", False, True)]
    assert keys(found, "entity") == (["Order"] if "Entity" in SHAPES[shape] else [])
    assert len(types_of(found)) == 1


def test_arabic_and_german_content_models() -> None:
    arabic = read_text("""\
        # نموذج المحتوى
        ## نوع المحتوى: مقال
        **المالك:** التحرير

        | الحقل | النوع | مطلوب | مترجم |
        |---|---|---|---|
        | العنوان | نص | نعم | لا |
        """)
    article = only(arabic, "content_type")
    assert isinstance(article, ContentType)
    assert (article.key, article.owner) == ("مقال", "التحرير")
    assert article.fields == (
        ContentField(name="العنوان", type="نص", required=True, localised=False),
    )
    german = read_text("""\
        # Inhaltsmodell
        ## Inhaltstyp: Artikel
        | Feld | Typ | Pflicht | Mehrsprachig |
        |---|---|---|---|
        | Titel | Text | Ja | Nein |
        """)
    assert types_of(german)["Artikel"].fields[0].required is True


def test_prose_of_a_workflow_stays_prose_and_rows_without_a_name_are_told() -> None:
    found = read_text("""\
        # Content Model
        ## Content Type: Terms
        **Workflow:** Legal reads every change before it goes out, with a week's notice
        | Field | Type | Localised |
        |---|---|---|
        | | Text | Yes |
        | body | Text | Yes |
        | body | Text | No |
        """)
    terms = types_of(found)["Terms"]
    assert not terms.states
    assert terms.notes.startswith("Workflow: Legal reads")
    assert [field.localised for field in terms.fields] == [True]
    said = warnings(found)
    assert "because it has no field name" in said[6]
    assert "defined twice" in said[8]


def test_what_a_document_says_of_all_its_types_is_marked() -> None:
    found = read_text("""\
        # Content Model
        **Managed in:** the content system
        **Languages:** en, ar

        ## Content Type: Banner
        **Languages:** en
        - title (Text)
        ## Content Type: Notice
        **Entity:** Notice
        - text (Text)
        """)
    banner, notice = types_of(found)["Banner"], types_of(found)["Notice"]
    assert (banner.kept_in, banner.locales) == ("the content system", ("en",))
    assert (notice.kept_in, notice.locales) == ("", ("en", "ar"))
    assert (banner.inferred, notice.inferred) == (("kept_in",), ("locales",))


def test_a_dictionary_stays_a_dictionary_and_a_prd_a_prd() -> None:
    dictionary = read_text("""\
        # Data Dictionary
        ## Article
        | Field | Type | Required | Constraints |
        |---|---|---|---|
        | title | Text | Yes | Max 80 |
        """)
    assert keys(dictionary, "entity") == ["Article"]
    assert not types_of(dictionary)
    prd = read_text("""\
        # PRD — Content types and feedback channels of the shop
        ## Functional Requirements
        - **FR-001**: Editors MUST see the content model. (P0)
        - **FR-002**: Users MUST find a feedback channel. (P0)
        """)
    assert prd.sources[0].kind == "prd"
    assert keys(prd, "requirement") == ["FR-001", "FR-002"]
    assert not types_of(prd)
    assert not channels_of(prd)


CHANNELS = {
    "a table": """\
        # Feedback Plan
        | ID | Channel | Type | Trigger | Destination | Data Collected | PII | Response Time |
        |---|---|---|---|---|---|---|---|
        | FB-001 | Survey | Web | After delivery | Desk | stars, e-mail (PII) | Yes | 2 days |
        """,
    "sections": """\
        # Feedback channels
        ## Channel: Survey
        **ID:** FB-001
        **Type:** Web
        **When:** After delivery
        **Goes to:** Desk
        **SLA:** 2 days
        **Personal data:** Yes
        ### Data collected
        | Data | PII |
        |---|---|
        | stars | |
        | e-mail | Yes |
        """,
    "lists": """\
        # How we listen
        ## Feedback channels
        - **FB-001: Survey**
          - Type: Web
          - Trigger: After delivery
          - Destination: Desk
          - Data collected: stars, e-mail (PII)
          - Personal data: yes
          - Response time: 2 days
        """,
    "headings by id": """\
        # Feedback plan
        ## FB-001 — Survey
        Type: Web
        Moment: After delivery
        Destination: Desk
        Response time: 2 days
        PII: Yes

        **Data collected:**
        - stars
        - e-mail (PII)
        """,
}


@pytest.mark.parametrize("shape", CHANNELS)
def test_shapes_of_a_feedback_plan(shape: str) -> None:
    found = read_text(CHANNELS[shape], "notes.md")
    (survey,) = channels_of(found).values()
    assert (survey.key, survey.title, survey.kind) == ("FB-001", "Survey", "Web")
    assert (survey.trigger, survey.destination) == ("After delivery", "Desk")
    assert (survey.response_time, survey.pii) == ("2 days", True)
    assert [(datum.name, datum.pii) for datum in survey.data] == [("stars", None), ("e-mail", True)]
    assert not survey.notes


def test_what_a_plan_only_hints_at_is_marked_as_inferred() -> None:
    found = read_text("""\
        # قنوات الملاحظات
        | القناة | النوع | متى | المسؤول | بيانات شخصية |
        |---|---|---|---|---|
        | نموذج | داخل التطبيق | بعد الطلب | الدعم | البريد الإلكتروني |
        """)
    channel = only(found, "feedback_channel")
    assert isinstance(channel, FeedbackChannel)
    assert (channel.key, channel.pii, channel.pii_words) == ("نموذج", True, "البريد الإلكتروني")
    assert channel.inferred == ("pii",)
    assert any("read as yes" in note.message for note in found.notes)
    assert any("its name is used as its key" in note.message for note in found.notes)


def test_references_are_spelt_as_they_are_defined() -> None:
    found = read_files(
        {
            "prd.md": b"# PRD\n## Requirements\n- **FR-001**: It MUST work. (P0)\n",
            "plan.md": b"# Feedback Plan\n## Channel: Form\n**ID:** FB-1\n**Covers:** FR-1, FR-9\n",
        }
    )
    assert channels_of(found)["FB-1"].covers == ("FR-001", "FR-9")
    assert any(
        "FR-9, which is not defined in these documents" in note.message for note in found.notes
    )


def test_real_documents_hold_neither() -> None:
    strange = sorted((shared_data() / "hostile").glob("*.md"))
    for place in (*(shared_data() / folder for folder in ("prd", "rtl", "packages")), *strange):
        found = read_path(place)
        assert not types_of(found)
        assert not channels_of(found)
