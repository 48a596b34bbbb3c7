"""The house keeps its own rules; each check names the file and line that breaks one."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import warnings
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from flask import Flask

from tests.collection import is_readable
from tests.complexity import functions
from workbench.app import create_app
from workbench.config import load_settings
from workbench.http.access import ADMIN, BY_TOKEN, MEMBER, PUBLIC, SIGNED_IN, access_of

TOP = Path(__file__).resolve().parents[1]
DOORS = ("web", "api", "cli", "http", "app.py")
TOP_FOLDERS = frozenset(
    {"workbench", "templates", "static", "artifacts", "migrations", "tests", "findings"}
)
MOST_LINES = 400
#: Files that may be longer, each with the reason why it is one file.
LONG_FILES = {
    "migrations/versions/0001_first_shape.py": "the first shape of all tables is one step",
    "tests/example/test_example_files.py": "one walk through the example's documents, end to end",
    "tests/intake/test_documents.py": "one list of shapes of documents and what each must become",
    "tests/intake/sql/test_reader.py": "one list of statements and what each must become",
    "tests/intake/openapi/test_reader.py": "one list of documents and what each must become",
    "tests/web/test_look.py": "one gallery page, looked at from every side",
}
#: The widest line of a template; Ruff holds the lines of code.
WIDEST = 120
#: Most decisions of a function, counted by tests/complexity.py.
MOST_DECISIONS = 14
#: Dependencies that no line of ours imports, each with what does use it.
USED_BY_OTHERS = {
    "psycopg": "SQLAlchemy loads the driver that the database address names",
}

_WEB = re.compile(r"(flask|flask_\w+|werkzeug|wtforms|htmx_flask|waitress)(\.|$)")
_ENGINE_NAMES = frozenset({"create_engine", "create_async_engine", "engine_from_config", "Engine"})
# The names are put together here, so that this file does not contain what it looks for.
_HOSTS = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("registry", "yarnpkg", "com"),
        ("pkg", "dev"),
    )
)
_MACHINE_PATHS = re.compile(r"(?<![\w.$}/-])/(?:work/(?:main|shared)|tmp/w|home/\w+|Users/\w+)/")
_PROMISES = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "X" * 3 + r"\b", "coming " + "soon")))


def _tracked() -> list[Path]:
    """List what git holds or would hold, so that a file is checked before it is committed."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)
    paths = {TOP / name for name in listed.stdout.split("\0") if name}
    return sorted(path for path in paths if path.is_file())


def _texts() -> Iterator[tuple[str, str]]:
    for path in _tracked():
        try:
            yield str(path.relative_to(TOP)), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def _imports(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the dotted name of everything imported, inside functions too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _room(path: Path) -> str:
    return path.relative_to(TOP / "workbench").parts[0]


def _code() -> list[Path]:
    return [
        path
        for path in _tracked()
        if path.suffix == ".py" and path.is_relative_to(TOP / "workbench")
    ]


def web_imports(source: str) -> list[int]:
    """Return the lines that import anything of the web."""
    return [line for line, name in _imports(source) if _WEB.match(name)]


def engine_imports(source: str) -> list[int]:
    """Return the lines that import a SQLAlchemy engine or what makes one."""
    return [
        line
        for line, name in _imports(source)
        if name.startswith("sqlalchemy")
        and (name.rsplit(".", 1)[-1] in _ENGINE_NAMES or name.startswith("sqlalchemy.engine"))
    ]


def test_every_test_has_an_id_that_can_be_read(request: pytest.FixtureRequest) -> None:
    wrong = [
        item.nodeid
        for item in request.session.items
        if (found := re.search(r"\[(.*)\]$", item.name, re.DOTALL)) and not is_readable(found[1])
    ]
    assert not wrong


def test_imports_point_down() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"], cwd=TOP, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_below_the_doors_knows_the_web() -> None:
    wrong = [
        f"{path.relative_to(TOP)}:{line}"
        for path in _code()
        if _room(path) not in DOORS
        for line in web_imports(path.read_text(encoding="utf-8"))
    ]
    assert not wrong


def test_only_the_store_makes_an_engine() -> None:
    wrong = [
        f"{path.relative_to(TOP)}:{line}"
        for path in _code()
        if _room(path) != "store"
        for line in engine_imports(path.read_text(encoding="utf-8"))
    ]
    assert not wrong


@pytest.mark.parametrize(
    "source",
    ["import flask", "from flask import g", "def f():\n    from werkzeug.http import parse_date"],
)
def test_an_import_of_the_web_is_seen(source: str) -> None:
    assert web_imports(source) == [source.count("\n") + 1]


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("from sqlalchemy import create_engine", [1]),
        ("from sqlalchemy.engine import make_url", [1]),
        ("import sqlalchemy.engine", [1]),
        ("from sqlalchemy import Engine", [1]),
        ("from sqlalchemy.orm import Session", []),
        ("from sqlalchemy import select", []),
    ],
)
def test_an_import_of_the_engine_is_seen(source: str, lines: list[int]) -> None:
    assert engine_imports(source) == lines


def test_every_room_says_why_it_exists() -> None:
    silent = [
        str(path.relative_to(TOP))
        for path in _code()
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not silent


def test_files_are_short_enough_to_read() -> None:
    long = {
        str(path.relative_to(TOP)): lines
        for path in _tracked()
        if path.suffix in {".py", ".js", ".css", ".html", ".sh"}
        and not path.is_relative_to(TOP / "artifacts" / "example")
        and (lines := path.read_text(encoding="utf-8").count("\n")) > MOST_LINES
    }
    assert set(long) == set(LONG_FILES), f"over {MOST_LINES} lines without a reason: {long}"


def test_templates_are_narrow_enough_to_read() -> None:
    wide = [
        f"{name}:{number}"
        for name, text in _texts()
        # A row of a table in Markdown, as the handbook has them, cannot be broken.
        if name.startswith("templates/") and not name.endswith(".md")
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > WIDEST
    ]
    assert not wide


def test_functions_are_simple_enough_to_read() -> None:
    too_complex = {
        f"{path.relative_to(TOP / 'workbench')}:{name}": count
        for path in _code()
        for name, count in functions(path.read_text(encoding="utf-8"))
        if count > MOST_DECISIONS
    }
    assert not too_complex


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("def f(): return 1", 1),
        ("def f(a, b):\n    if a and b or not a: return 1\n    return 2", 4),
        ("def f(a): return [b for b in a if b if b > 1]", 4),
        ("def f(a):\n    match a:\n        case 1: pass\n        case _: pass", 3),
        ("def f(a):\n    while a:\n        try: a()\n        except E: a = 1 if a else 2", 4),
    ],
)
def test_decisions_of_a_function_are_counted(source: str, count: int) -> None:
    assert list(functions(source)) == [("f", count)]


def test_the_top_folders_are_fixed() -> None:
    folders = {path.relative_to(TOP).parts[0] for path in _tracked() if path.parent != TOP}
    assert folders - {".ci"} == TOP_FOLDERS


def test_no_file_names_a_registry_or_this_machine() -> None:
    wrong = []
    for name, text in _texts():
        for number, line in enumerate(text.splitlines(), 1):
            if any(host in line for host in _HOSTS) or _MACHINE_PATHS.search(line):
                wrong.append(f"{name}:{number}")
    assert not wrong


def test_nothing_is_promised_for_later() -> None:
    wrong = [
        f"{name}:{number}"
        for name, text in _texts()
        if name.endswith((".py", ".html", ".js", ".css", ".sh")) or name == "Makefile"
        for number, line in enumerate(text.splitlines(), 1)
        if _PROMISES.search(line)
    ]
    assert not wrong


def test_every_dependency_is_used() -> None:
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {re.split(r"[^\w.-]", line)[0].lower() for line in project["dependencies"]}
    imported = {
        name.partition(".")[0]
        for path in (*_code(), *(TOP / "migrations").rglob("*.py"))
        for _, name in _imports(path.read_text(encoding="utf-8"))
    }
    owners = packages_distributions()
    used = {owner.lower().replace("_", "-") for name in imported for owner in owners.get(name, ())}
    assert named - used == set(USED_BY_OTHERS)


def test_no_asset_of_others_is_in_git() -> None:
    assert not [path for path in _tracked() if path.is_relative_to(TOP / "static" / "vendor")]
    assert not [path for path in _tracked() if path.name.endswith(".min.js")]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    data = str(tmp_path_factory.mktemp("data"))
    return create_app(load_settings({"WORKBENCH_DATA": data, "WORKBENCH_SECRET_KEY": "s" * 40}))


def test_every_view_says_who_may_open_it(app: Flask) -> None:
    decisions = {PUBLIC, SIGNED_IN, MEMBER, ADMIN, BY_TOKEN}
    silent = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        and access_of(app.view_functions[rule.endpoint]) not in decisions
    ]
    assert not silent


def test_every_address_below_a_project_is_for_its_members(app: Flask) -> None:
    open_ones = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "<slug>" in rule.rule
        and access_of(app.view_functions[rule.endpoint]) not in {MEMBER, BY_TOKEN}
    ]
    assert not open_ones


def test_every_address_is_in_kebab_case(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        words = re.sub(r"<[^>]*>", "", rule.rule).split("/")
        assert all(re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)?)?", one) for one in words), (
            rule.rule
        )


def _warn_in(module: str) -> None:
    """Execute code of that module which uses something deprecated."""
    code = "import warnings\nwarnings.warn('it will go', DeprecationWarning)"
    exec(code, {"__name__": module})  # noqa: S102 - the name of the module is what is tested


def test_only_our_own_deprecations_are_errors() -> None:
    with warnings.catch_warnings(record=True) as recorded:
        _warn_in("flask_login.login_manager")
    assert [str(warning.message) for warning in recorded] == ["it will go"]
    for ours in ("workbench.web.people.sessions", "tests.web.conftest"):
        with pytest.raises(DeprecationWarning):
            _warn_in(ours)
