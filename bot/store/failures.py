"""What a driver says when it fails, in words that an operator can act on."""

from errno import ENOSPC

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.errors import StoreError

_DISK_FULL = ("the disk is full", "free some space; nothing that was stored is lost")
_NOT_WRITABLE = ("the database cannot be opened or written", "let the bot's user write DATA_DIR and the files in it")
_DAMAGED = ("the database file is damaged or not a database", "move it away and restore a backup, or start a new one")
_REFUSED = ("the database server refuses the login", "check user, password and name in DATABASE_URL")
_NO_TABLE = ("the database lacks a table or column", "it needs its migrations, which run when the bot starts")
_LOCKED = (
    "another process holds the database",
    "end what else writes to it (a second bot, a shell), or wait until it is done",
)
_AWAY = ("the database server does not answer", "see that it runs and that DATABASE_URL names its host and port")

# The first that begins the primary result code's name applies: https://www.sqlite.org/rescode.html
_SQLITE = {
    "SQLITE_FULL": _DISK_FULL,
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_READONLY": _NOT_WRITABLE,
    "SQLITE_CANTOPEN": _NOT_WRITABLE,
    "SQLITE_PERM": _NOT_WRITABLE,
    "SQLITE_IOERR": ("the disk fails to read or write", "look at the system's log and the disk's health"),
}
# By SQLSTATE, whole or its class: https://www.postgresql.org/docs/current/errcodes-appendix.html
_POSTGRESQL = {"53100": _DISK_FULL, "08": _AWAY, "57": _AWAY, "28": _REFUSED, "3D": _REFUSED, "55": _LOCKED}


def explain(error: Exception, database: str) -> StoreError:
    """Say what an error means and what to do. `database` names it without a password."""
    cause: BaseException = (error.orig or error) if isinstance(error, DBAPIError) else error
    reason, advice = _known(cause) or (str(cause), "look at the log above this line")
    return StoreError(f"{reason} ({database})", advice)


def _known(cause: BaseException) -> tuple[str, str] | None:
    if isinstance(cause, PoolTimeoutError):
        return "every connection to the database is busy", "wait; if it stays so, look for a query that does not end"
    if isinstance(cause, OSError):
        on_a_file = _DISK_FULL if cause.errno == ENOSPC else _NOT_WRITABLE
        return on_a_file if cause.filename is not None else _AWAY  # a socket's errors name no file
    if str(cause).startswith(("no such table", "no such column")):
        return _NO_TABLE
    name, state = str(getattr(cause, "sqlite_errorname", "")), str(getattr(cause, "sqlstate", ""))
    by_name = (words for start, words in _SQLITE.items() if name.startswith(start))
    by_state = (words for start, words in _POSTGRESQL.items() if state.startswith(start))
    return next(by_name, None) or next(by_state, None)
