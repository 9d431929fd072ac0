"""The walls of the house: who may import what, one home a library, nothing done at import."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# A room may import itself, what it names here, and (for the rooms below `bot`) the errors.
ROOMS: dict[str, set[str]] = {
    "bot.settings": {"bot.errors"},
    "bot.errors": set(),
    "bot.corpus": {"bot.errors"},
    "bot.search": {"bot.errors", "bot.corpus"},
    "bot.briefing": {"bot.errors", "bot.corpus", "bot.search"},
    "bot.store": {"bot.errors", "bot.corpus"},
    "bot.answering": {"bot.errors", "bot.corpus", "bot.search", "bot.briefing"},
    "bot.digests": {"bot.errors", "bot.corpus", "bot.search", "bot.briefing", "bot.answering", "bot.store.rows"},
    "bot.processes": set(),
    "bot.asked": set(),
    "bot.intake": {"bot.errors", "bot.corpus", "bot.processes"},
    "bot.web": {"bot.errors", "bot.intake", "bot.processes"},
    "bot.explaining": {"bot.errors", "bot.corpus", "bot.search", "bot.briefing", "bot.answering"},
    "bot.evaluation": {"bot.errors", "bot.corpus", "bot.search", "bot.briefing", "bot.answering"},
    "bot.library": {"bot"},
    "bot.following": {"bot"},
    "bot.topics_file": {"bot.errors", "bot.search"},
    "bot.topic_edits": {"bot"},
    "bot.notices": {"bot"},
    "bot.broadcasting": {"bot"},
    "bot.editing": {"bot"},
    "bot.drafts": {"bot"},
    "bot.draft_files": {"bot.corpus", "bot.changing"},
    "bot.feeding": {"bot"},
    "bot.changing": {"bot"},
    "bot.building": {"bot"},
    "bot.seed_reading": {"bot.errors", "bot.corpus", "bot.store.rows"},
    "bot.spool": {"bot.corpus"},
    "bot.indexing": {"bot.errors", "bot.corpus", "bot.search", "bot.answering"},
    "bot.statistics": {"bot.errors", "bot.search", "bot.following", "bot.store.question_rows"},
    "bot.audience": {"bot"},
    "bot.csv_log": {"bot.store.rows"},
    "bot.pictured": set(),
    "bot.picture": {"bot.pictured"},
    "bot.drawing": {"bot.errors", "bot.pictured", "bot.processes"},
    "bot.machine": set(),
    "bot.watching": set(),
    "handlers.preview": set(),
    "handlers.transport": {"bot.errors"},
    "handlers": {"bot", "handlers.transport"},
    "bot.py": {"handlers"},
}
# Of `bot.corpus` the rooms above it may know the values, not the reading.
CORPUS_VALUES = {"bot.corpus.documents", "bot.corpus.blocks"}
ONLY_VALUES = (
    "bot.search", "bot.briefing", "bot.store", "bot.answering", "bot.digests", "bot.explaining", "bot.evaluation",
)  # fmt: skip

# Each library has one home; what is not named here is the standard library's or a mistake.
HOMES: dict[str, tuple[str, ...]] = {
    "telegram": ("handlers", "handlers.transport"),
    "sqlalchemy": ("bot.store",),
    "alembic": ("bot.store",),
    "aiosqlite": ("bot.store",),
    "numpy": ("bot.search",),
    "numba": ("bot.search",),
    "rapidfuzz": ("bot.search", "bot.briefing", "bot.corpus"),
    "Stemmer": ("bot.search",),
    "anyascii": ("bot.search",),
    "babel": ("bot.search",),
    "simplemma": ("bot.briefing",),
    "pydantic": ("bot.settings", "handlers.preview"),
    "pydantic_core": ("bot.settings", "handlers.preview"),
    "pydantic_settings": ("bot.settings",),
    "starlette": ("handlers.preview",),
    "uvicorn": ("handlers.preview",),
    "python_multipart": ("handlers.preview",),
    "httpx": ("handlers.preview", "handlers.transport", "bot.web"),
    "aiohttp": ("handlers.transport",),
    "feedparser": ("bot.web",),
    "tqdm": ("handlers",),
    "matplotlib": ("bot.picture",),
    "watchfiles": ("bot.watching",),
    "charset_normalizer": ("bot.corpus",),
    "markdown_it": ("bot.corpus",),
    "trafilatura": ("bot.corpus",),
    "lxml": ("bot.corpus",),
    "pypdfium2": ("bot.corpus",),
    "docx": ("bot.corpus",),
    "py3langid": ("bot.corpus",),
    "dateparser": ("bot.corpus", "bot.digests"),  # dates of documents; dates until which somebody pauses
}
MAY_ESCAPE = {"handlers/messages.py"}
OUTSIDE_STANDS_ALONE = "handlers/preview/"  # a server of its own, with Telegram's rules for markup and SQL-like names


@dataclass(frozen=True)
class Import:
    """One name that a module imports: `from module import name`, or `import module` with the name ""."""

    module: str
    name: str
    line: int


@cache
def sources() -> tuple[Path, ...]:
    """Every module of the program."""
    return (ROOT / "bot.py", *sorted(p for room in ("bot", "handlers") for p in (ROOT / room).rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    """The narrowest room that a module stands in."""
    if path == ROOT / "bot.py":
        return "bot.py"
    dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    fitting = [room for room in ROOMS if dotted == room or dotted.startswith(f"{room}.")]
    return max(fitting, key=len, default=dotted)


def imports(path: Path) -> Iterator[Import]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, "", node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{short(path)}:{node.lineno}: imports are absolute here"
            yield from (Import(node.module or "", alias.name, node.lineno) for alias in node.names)


def within(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


def faults(found: Iterator[str]) -> None:
    said = sorted(found)
    assert not said, "\n" + "\n".join(said)


def test_every_module_stands_in_a_room() -> None:
    faults(short(path) for path in sources() if room_of(path) not in ROOMS and short(path) != "bot/__init__.py")


def test_rooms_import_only_what_lies_below_them() -> None:
    def found() -> Iterator[str]:
        for path in sources():
            room = room_of(path)
            allowed = {room, *ROOMS.get(room, ())}
            for one in imports(path):
                ours = one.module.partition(".")[0] in ("bot", "handlers", "tests", "bench")
                if ours and not any(within(one.module, below) for below in allowed):
                    yield f"{short(path)}:{one.line}: {room} must not import {one.module}"

    faults(found())


def test_above_the_corpus_only_its_values_are_known() -> None:
    def found() -> Iterator[str]:
        for path in sources():
            for one in imports(path) if room_of(path) in ONLY_VALUES else ():
                if within(one.module, "bot.corpus") and one.module not in CORPUS_VALUES:
                    yield f"{short(path)}:{one.line}: {one.module} is how documents are read, not what they are"

    faults(found())


def test_every_library_has_its_home() -> None:
    def found() -> Iterator[str]:
        for path in sources():
            for one in imports(path):
                library = one.module.partition(".")[0]
                if library in sys.stdlib_module_names or library in ("bot", "handlers"):
                    continue
                homes = HOMES.get(library, ())
                if room_of(path) not in homes:
                    yield f"{short(path)}:{one.line}: {library} lives in {' and '.join(homes) or 'no room'}"

    faults(found())


def test_no_private_name_crosses_a_module() -> None:
    def found() -> Iterator[str]:
        for path in sources():
            for one in imports(path):
                parts = [*one.module.split("."), one.name]
                if parts[0] in ("bot", "handlers") and any(p.startswith("_") and p != "__init__" for p in parts):
                    yield f"{short(path)}:{one.line}: {one.name} of {one.module} is private"

    faults(found())


def test_html_is_escaped_in_one_place() -> None:
    def found() -> Iterator[str]:
        for path in sources():
            if short(path) in MAY_ESCAPE or short(path).startswith(OUTSIDE_STANDS_ALONE):
                continue
            for node in ast.walk(tree(path)):
                called = isinstance(node, ast.Attribute) and node.attr == "escape" and _name(node.value) == "html"
                named = isinstance(node, ast.ImportFrom) and node.module == "html" and _imports(node, "escape")
                if called or named:
                    yield f"{short(path)}: messages are escaped in {', '.join(MAY_ESCAPE)}"

    faults(found())


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _imports(node: ast.ImportFrom, name: str) -> bool:
    return any(alias.name == name for alias in node.names)


def test_sql_is_written_in_the_store_alone() -> None:
    words = ("SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "CREATE TABLE ", "PRAGMA ")

    def found() -> Iterator[str]:
        for path in sources():
            if room_of(path) == "bot.store":
                continue
            for node in ast.walk(tree(path)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(words):
                    yield f"{short(path)}:{node.lineno}: SQL outside of bot/store"
            for one in imports(path):
                if one.module == "sqlite3":
                    yield f"{short(path)}:{one.line}: a database outside of bot/store"

    faults(found())


def test_only_settings_reads_the_environment() -> None:
    def found() -> Iterator[str]:
        for path in sources():
            if short(path) == "bot/settings.py":
                continue
            attributes = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute))
            for node in attributes:
                reads = node.attr in ("getenv", "environ") and _name(node.value) == "os"
                if reads and not _is_written_to(path, node):
                    yield f"{short(path)}:{node.lineno}: the environment is read in bot/settings.py"

    faults(found())


def _is_written_to(path: Path, environ: ast.Attribute) -> bool:
    """`os.environ.setdefault(...)` on its own sets a library's switch and reads nothing."""
    return any(
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and node.value.func.value is environ
        and node.value.func.attr == "setdefault"
        for node in ast.walk(tree(path))
    )


RUN_BY_ALEMBIC = "bot/store/migrations/env.py"  # which is Alembic's way: importing it is the migration
ALLOWED_AT_IMPORT = (
    ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign,
)  # fmt: skip


def test_importing_a_module_does_nothing() -> None:
    """Definitions and constants only: no statement that acts, no loop, no global that a function changes."""

    def found() -> Iterator[str]:
        for path in sources():
            for node in tree(path).body if short(path) != RUN_BY_ALEMBIC else ():
                docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
                if not (isinstance(node, ALLOWED_AT_IMPORT) or docstring or _is_guard(node)):
                    yield f"{short(path)}:{node.lineno}: done at import"
            for inner in ast.walk(tree(path)):
                if isinstance(inner, ast.Global):
                    yield f"{short(path)}:{inner.lineno}: a global that changes"

    faults(found())


def _is_guard(node: ast.stmt) -> bool:
    """`if __name__ == "__main__":` and `if TYPE_CHECKING:` with imports in it."""
    if not isinstance(node, ast.If):
        return False
    if isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return all(isinstance(inner, ast.Import | ast.ImportFrom) for inner in node.body)
    return isinstance(node.test, ast.Compare) and _name(node.test.left) == "__name__"


@pytest.mark.parametrize("room", sorted({"bot", "handlers"}))
def test_there_are_modules_to_look_at(room: str) -> None:
    assert len([path for path in sources() if short(path).startswith(f"{room}/")]) > 10
