"""Settings: every problem at once, no secret repeated, and an example file that tells the truth."""

import re
import traceback
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.errors import SettingsError
from bot.settings import Settings, load_settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"
TOKEN = "123456789:" + "AbCdEfGhIjKlMnOpQrStUvWxYz-_0123456"


def env_file(folder: Path, text: str) -> Path:
    path = folder / "some.env"
    path.write_text(text, encoding="utf-8")
    return path


def problems(**environ: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ, None)
    return caught.value.problems


def test_nothing_set_gives_the_defaults() -> None:
    settings = load_settings({}, None)
    assert settings.bot_token is None
    assert settings.telegram_base_url == "https://api.telegram.org/bot"
    assert settings.telegram_base_file_url == "https://api.telegram.org/file/bot"
    assert settings.admin_ids == frozenset()
    assert (settings.seeds_dir, settings.data_dir) == (Path("seeds"), Path("data"))
    assert settings.database_url.get_secret_value() == "sqlite+aiosqlite:///data/bot.sqlite3"
    assert (settings.log_level, settings.query_log_days, settings.unknown) == ("INFO", 90, ())
    assert (settings.send_per_second, settings.send_per_chat_seconds, settings.send_per_group_minute) == (30, 1.0, 20)
    assert (settings.refusals_before_pause, settings.in_doubt) == (3, "marked")
    assert (settings.feed_minutes, settings.fetch_private) == (30, False)
    assert (settings.default_zone, settings.topics_per_chat, settings.digest_sentences) == ("UTC", 100, 3)


def test_values_are_taken_from_the_environment() -> None:
    settings = load_settings(
        {"BOT_TOKEN": f" {TOKEN}\n", "ADMIN_IDS": "12, 7,12", "LOG_LEVEL": "debug", "QUERY_LOG_DAYS": "0"}, None
    )
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == TOKEN
    assert settings.admin_ids == frozenset({7, 12})
    assert (settings.log_level, settings.query_log_days) == ("DEBUG", 0)


def test_the_environment_wins_over_the_file_and_an_empty_value_over_nothing(tmp_path: Path) -> None:
    path = env_file(tmp_path, "LOG_LEVEL=ERROR\nSEEDS_DIR=pile\nDATA_DIR=\n")
    settings = load_settings({"LOG_LEVEL": "WARNING", "SEEDS_DIR": " "}, path)
    assert (settings.log_level, settings.seeds_dir, settings.data_dir) == ("WARNING", Path("pile"), Path("data"))


def test_the_process_environment_is_read_when_no_other_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEEDS_DIR", "elsewhere")
    assert load_settings(env_file=None).seeds_dir == Path("elsewhere")
    assert load_settings({}, None).seeds_dir == Path("seeds")


@pytest.mark.parametrize("chosen", ["marked", "Again", "NEVER"])
def test_a_policy_of_doubt_is_taken_however_it_is_written(chosen: str) -> None:
    assert load_settings({"IN_DOUBT": chosen}, None).in_doubt == chosen.lower()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FEED_MINUTES", "4"),
        ("FETCH_PRIVATE", "perhaps"),
        ("SEND_PER_SECOND", "0"),
        ("SEND_PER_SECOND", "many"),
        ("SEND_PER_CHAT_SECONDS", "-1"),
        ("SEND_PER_CHAT_SECONDS", "nan"),
        ("SEND_PER_GROUP_MINUTE", "0"),
        ("REFUSALS_BEFORE_PAUSE", "0"),
        ("IN_DOUBT", "twice"),
        ("DEFAULT_ZONE", "Baku"),
        ("DEFAULT_ZONE", "../../etc/passwd"),
        ("TOPICS_PER_CHAT", "0"),
        ("DIGEST_SENTENCES", "11"),
    ],
)
def test_a_pace_or_policy_that_cannot_be_is_refused(name: str, value: str) -> None:
    assert [problem.split()[0] for problem in problems(**{name: value})] == [name]


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert load_settings({}, env_file(tmp_path, "\ufeffLOG_LEVEL=ERROR\n")).log_level == "ERROR"


def test_a_file_of_another_encoding_is_a_settings_error(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_bytes("SEEDS_DIR=Zəngəzur".encode("utf-16"))
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings({}, path)


def test_a_missing_file_is_no_mistake(tmp_path: Path) -> None:
    assert load_settings({}, tmp_path / "none.env") == load_settings({}, None)


def test_the_default_database_lies_in_the_data_folder() -> None:
    settings = load_settings({"DATA_DIR": "/srv/briefings"}, None)
    assert settings.database_url.get_secret_value() == "sqlite+aiosqlite:////srv/briefings/bot.sqlite3"


@pytest.mark.parametrize("url", ["sqlite+aiosqlite:////var/x.db", "postgresql+asyncpg://u:p@host:5432/name"])
def test_an_async_database_url_is_taken(url: str) -> None:
    assert load_settings({"DATABASE_URL": url}, None).database_url.get_secret_value() == url


@pytest.mark.parametrize(
    "url",
    ["sqlite:///x.db", "postgresql://u:p@host/name", "sqlite+aiosqlite:///:memory:", "sqlite+aiosqlite://", "x.db"],
)
def test_any_other_database_url_is_told_the_right_form(url: str) -> None:
    (problem,) = problems(DATABASE_URL=url)
    assert problem.startswith("DATABASE_URL should be ")
    assert "sqlite+aiosqlite:///" in problem
    assert "postgresql+asyncpg://" in problem


@pytest.mark.parametrize("url", ["ftp://host/bot", "api.telegram.org/bot", "https:///bot", "http://[::1"])
def test_a_bot_api_that_is_no_web_address_is_refused(url: str) -> None:
    assert [problem.split()[0] for problem in problems(TELEGRAM_BASE_URL=url)] == ["TELEGRAM_BASE_URL"]


def test_a_slash_at_the_end_of_the_bot_api_does_not_come_between_it_and_the_token() -> None:
    assert load_settings({"TELEGRAM_BASE_URL": "http://localhost:8081/bot/"}, None).telegram_base_url.endswith("/bot")


def test_all_problems_are_told_at_once_in_the_order_of_the_example() -> None:
    told = problems(
        QUERY_LOG_DAYS="-1", LOG_LEVEL="loud", ADMIN_IDS="x,-2,y", BOT_TOKEN="12:short", TELEGRAM_BASE_URL="ftp://x"
    )
    names = [problem.split()[0] for problem in told]
    assert names == ["BOT_TOKEN", "TELEGRAM_BASE_URL", "ADMIN_IDS", "LOG_LEVEL", "QUERY_LOG_DAYS"]


def test_no_problem_repeats_a_value_anywhere_in_its_traceback() -> None:
    environ = dict.fromkeys(("BOT_TOKEN", "ADMIN_IDS", "DATABASE_URL", "TELEGRAM_BASE_URL"), "hunter2" * 3)
    with pytest.raises(SettingsError) as caught:
        load_settings(environ, None)
    assert len(caught.value.problems) == 4
    assert "hunter2hunter2" not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__context__ is None


def test_a_secret_is_masked_in_repr() -> None:
    settings = load_settings({"BOT_TOKEN": TOKEN, "DATABASE_URL": "postgresql+asyncpg://u:hunter2@host/name"}, None)
    assert TOKEN[12:] not in repr(settings)
    assert "hunter2" not in repr(settings)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        load_settings({}, None).log_level = "DEBUG"


def test_a_misspelt_key_of_the_file_is_named_and_a_stranger_is_not(tmp_path: Path) -> None:
    path = env_file(tmp_path, f"BOT_TOKE={TOKEN}\nTELEGRAM_TOKEN=x\nADMINIDS=1\nUNKNOWN=abc\nCOMPOSE_PROJECT=x\n")
    settings = load_settings({}, path)
    assert settings.unknown == ("ADMINIDS", "BOT_TOKE", "TELEGRAM_TOKEN")
    assert TOKEN[12:] not in repr(settings)


def test_the_example_has_every_key_in_order_each_with_its_reason() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    keys = [line.partition("=")[0] for line in lines if re.match(r"\w+=", line)]
    assert keys == [name.upper() for name in Settings.model_fields if name != "unknown"]
    blocks = "\n".join(lines).split("\n\n")[1:]
    assert all(block.startswith("# ") for block in blocks)


def test_the_example_changes_nothing() -> None:
    assert load_settings({}, EXAMPLE) == load_settings({}, None)


def test_the_example_spells_out_every_default_that_there_is_to_spell() -> None:
    empty = re.findall(r"^(\w+)=$", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert empty == ["BOT_TOKEN", "ADMIN_IDS", "DATABASE_URL"]  # nothing, nobody, and what follows from DATA_DIR
