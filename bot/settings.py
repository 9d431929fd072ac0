"""What an operator may set. The only reader of the environment and of `.env`."""

import os
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.errors import SettingsError

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{30,64}")
_WEEKLY = re.compile(r"off|(?:mon|tue|wed|thu|fri|sat|sun) (?:[01]?\d|2[0-3]):[0-5]\d")
_DATABASE = re.compile(r"sqlite\+aiosqlite:///(?!:memory:)[^?]+|postgresql\+asyncpg://[^/]*/[^/]+")


def _is_token(value: SecretStr) -> SecretStr:
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError
    return value


def _is_web_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError
    return value.rstrip("/")


def _is_database(value: SecretStr) -> SecretStr:
    if not _DATABASE.match(value.get_secret_value()):
        raise ValueError
    return value


def _ids(value: object) -> object:
    return [part for part in re.split(r"[,\s]+", value) if part] if isinstance(value, str) else value


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _is_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError
    return value


def _is_weekly(value: str) -> str:
    if not _WEEKLY.fullmatch(value):
        raise ValueError
    return value


def _database_in(folder: object) -> SecretStr:
    return SecretStr(f"sqlite+aiosqlite:///{folder}/bot.sqlite3")


_WebAddress = Annotated[str, AfterValidator(_is_web_address)]
_UserId = Annotated[int, Field(gt=0)]


class Settings(BaseSettings):
    """All settings, checked. A field's description completes the sentence "NAME should be ..."."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_file_encoding="utf-8-sig", env_ignore_empty=True, hide_input_in_errors=True
    )

    bot_token: Annotated[SecretStr, AfterValidator(_is_token)] | None = Field(
        default=None, description="the token that @BotFather gives: digits, a colon, about 35 letters and digits"
    )
    telegram_base_url: _WebAddress = Field(
        default="https://api.telegram.org/bot", description="an http:// or https:// address; the token is appended"
    )
    telegram_base_file_url: _WebAddress = Field(
        default="https://api.telegram.org/file/bot", description="an http:// or https:// address; the token is appended"
    )
    admin_ids: Annotated[frozenset[_UserId], NoDecode, BeforeValidator(_ids)] = Field(
        default=frozenset(), description="Telegram user ids, numbers above 0, separated by commas"
    )
    seeds_dir: Path = Field(default=Path("seeds"), description="a folder")
    data_dir: Path = Field(default=Path("data"), description="a folder")
    database_url: Annotated[SecretStr, AfterValidator(_is_database)] = Field(
        default=_database_in("data"),
        description="sqlite+aiosqlite:///path/to/file or postgresql+asyncpg://user:password@host/name "
        "(plain sqlite:// and postgresql:// name drivers that would block)",
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(_upper)] = Field(
        default="INFO", description="DEBUG, INFO, WARNING, ERROR or CRITICAL"
    )
    query_log_days: int = Field(
        default=90, ge=0, le=36_500, description="a whole number of days, 0 to log no query at all"
    )
    default_zone: Annotated[str, AfterValidator(_is_zone)] = Field(
        default="UTC", description="the IANA name of a time zone, like Asia/Baku"
    )
    watch_seeds: bool = Field(default=True, description="true or false")
    feed_minutes: int = Field(default=30, ge=5, le=1_440, description="a whole number of minutes, 5 to 1440")
    fetch_private: bool = Field(default=False, description="true or false")
    topics_per_chat: int = Field(default=100, ge=1, le=10_000, description="a whole number, 1 to 10000")
    digest_sentences: int = Field(default=3, ge=1, le=10, description="a whole number, 1 to 10")
    send_per_second: int = Field(default=30, ge=1, le=1_000, description="a whole number of messages, 1 to 1000")
    send_per_chat_seconds: float = Field(default=1.0, ge=0, le=3_600, description="a number of seconds, 0 to 3600")
    send_per_group_minute: int = Field(default=20, ge=1, le=6_000, description="a whole number of messages, 1 to 6000")
    refusals_before_pause: int = Field(default=3, ge=1, le=1_000, description="a whole number, 1 to 1000")
    in_doubt: Annotated[Literal["marked", "again", "never"], BeforeValidator(_lower)] = Field(
        default="marked", description="marked, again or never"
    )
    weekly_card: Annotated[str, BeforeValidator(_lower), AfterValidator(_is_weekly)] = Field(
        default="off", description="off, or a weekday and a time like mon 09:00"
    )
    # Not a setting: keys of `.env` that nobody reads but that look as if somebody should, to be warned of.
    unknown: Annotated[tuple[str, ...], NoDecode] = ()

    @model_validator(mode="before")
    @classmethod
    def _keep_the_database_in_the_data_folder(cls, values: dict[str, object]) -> dict[str, object]:
        return {"database_url": _database_in(values.get("data_dir", "data")), **values}

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take only what is given: `load_settings` reads the outside world, and can be told of another."""
        return (init_settings,)


def load_settings(environ: Mapping[str, str] | None = None, env_file: Path | None = Path(".env")) -> Settings:
    """Read the settings: the environment first, then `.env`, then the defaults. An empty value counts as none.

    `environ` stands in for the process's environment. A missing `env_file` is no mistake. Raises `SettingsError`
    with every problem at once; it names variables and never repeats a value.
    """
    given = os.environ if environ is None else environ
    named = {name: given[name.upper()].strip() for name in _names() if given.get(name.upper(), "").strip()}
    try:
        written = DotEnvSettingsSource(Settings, env_file=env_file)()
    except (OSError, UnicodeDecodeError) as error:
        reason = f"{env_file} should be a text file in UTF-8 that can be read, and is not"
        raise SettingsError((reason,)) from error
    unknown = tuple(sorted(name.upper() for name in written.keys() - _names() if _resembles_ours(name)))
    try:
        return Settings.model_validate({**written, **named, "unknown": unknown})
    except ValidationError as error:
        problems = tuple(dict.fromkeys(_problem(detail) for detail in error.errors(include_input=False)))
    # Outside of `except`: the original error, which knows the values, must not appear in a traceback.
    raise SettingsError(problems)


def _names() -> frozenset[str]:
    return frozenset(Settings.model_fields) - {"unknown"}


def _resembles_ours(name: str) -> bool:
    first_words = {ours.partition("_")[0] for ours in _names()}
    return name.partition("_")[0] in first_words or bool(get_close_matches(name, _names(), cutoff=0.8))


def _problem(detail: ErrorDetails) -> str:
    name = str(detail["loc"][0])
    return f"{name.upper()} should be {Settings.model_fields[name].description}"
