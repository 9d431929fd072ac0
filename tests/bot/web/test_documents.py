"""Pages as files: what their site is called."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import provisional as web

from bot.web.documents import site_name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.harbour.example/tug.html", "harbour.example"),
        ("https://News.Harbour.Example:8443/", "news.harbour.example"),
        ("http://10.0.0.1/tug.html", ""),
        ("http://[2a00::1]/", ""),
        ("http://wiki/page", ""),
    ],
)
def test_a_site_is_called_by_its_host_where_that_is_a_name(url: str, name: str) -> None:
    assert site_name(url) == name


@given(web.urls())
def test_the_name_of_a_site_is_part_of_its_host(url: str) -> None:
    assert site_name(url) in (urlsplit(url).hostname or "")
