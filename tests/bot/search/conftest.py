"""The two corpora, each indexed once."""

import pytest

from bot.answering import Snapshot
from bot.search.matching import Matcher
from tests.bot.search.corpora import ALIASES, BULLETIN, GLOSSARY, NOTICES
from tests.builders import snapshot


@pytest.fixture(scope="package")
def notices(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot(tmp_path_factory.mktemp("notices"), NOTICES, GLOSSARY, ALIASES)


@pytest.fixture(scope="package")
def harbour(notices: Snapshot) -> Matcher:
    return notices.matcher


@pytest.fixture(scope="package")
def football(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    return snapshot(tmp_path_factory.mktemp("football"), BULLETIN).matcher
