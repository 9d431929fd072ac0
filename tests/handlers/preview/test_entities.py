"""HTML parse mode against the rules of core.telegram.org/bots/api#html-style."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.preview.entities import Entity, Formatted, settle, to_html, utf16_length
from handlers.preview.errors import ApiError
from handlers.preview.html_markup import parse_html


def parsed(source: str) -> tuple[str, list[tuple[str, int, int]]]:
    """Return the text and (type, offset, length) of each entity, as Telegram would store them."""
    settled = settle(parse_html(source))
    return settled.text, [(e.type, e.offset, e.length) for e in settled.entities]


def refused(source: str) -> str:
    with pytest.raises(ApiError) as caught:
        parse_html(source)
    assert caught.value.code == 400
    return caught.value.description.removeprefix("Bad Request: can't parse entities: ")


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"), ("strong", "bold"), ("i", "italic"), ("em", "italic"), ("u", "underline"), ("ins", "underline"),
        ("s", "strikethrough"), ("strike", "strikethrough"), ("del", "strikethrough"), ("tg-spoiler", "spoiler"),
        ("code", "code"), ("pre", "pre"), ("blockquote", "blockquote"), ("B", "bold"),
    ],
)  # fmt: skip
def test_every_simple_tag_becomes_its_entity(tag: str, kind: str) -> None:
    assert parsed(f"<{tag}>ab</{tag}>") == ("ab", [(kind, 0, 2)])


def test_tags_with_attributes_become_their_entities() -> None:
    assert parsed('<span class="tg-spoiler">ab</span>') == ("ab", [("spoiler", 0, 2)])
    assert parsed("<blockquote expandable>ab</blockquote>") == ("ab", [("expandable_blockquote", 0, 2)])
    assert parse_html("<a href='https://e.org/?a=1&amp;b=2'>ab</a>").entities[0].url == "https://e.org/?a=1&b=2"
    assert parse_html("<a>https://e.org</a>").entities[0].url == "https://e.org/"
    assert parse_html('<tg-emoji emoji-id="53">x</tg-emoji>').entities[0].custom_emoji_id == "53"


@pytest.mark.parametrize(
    "source",
    ['<pre><code class="language-python">x</code></pre>', '<code class="language-python"><pre>x</pre></code>'],
)
def test_code_with_a_language_is_one_block(source: str) -> None:
    assert parse_html(source).entities == (Entity("pre", 0, 1, language="python"),)


def test_offsets_count_utf16_units() -> None:
    assert parsed("😀<b>é😀</b>") == ("😀é😀", [("bold", 2, 3)])


def test_character_references_are_those_telegram_knows() -> None:
    assert parsed("&lt;b&gt; &amp &quot;&#33;&#x21; &copy; & &nbsp;")[0] == '<b> & "!! &copy; & &nbsp;'


def test_nested_tags_keep_the_outer_first() -> None:
    assert parsed("<b>a<i>b</i></b>") == ("ab", [("bold", 0, 2), ("italic", 1, 1)])


def test_a_style_makes_room_for_code() -> None:
    assert parsed("<b>a<code>b</code>c</b>") == ("abc", [("bold", 0, 1), ("code", 1, 1), ("bold", 2, 1)])
    assert parsed("<code><b>a</b></code>") == ("a", [("code", 0, 1)])


def test_a_quote_in_a_quote_is_one_quote() -> None:
    assert parsed("<blockquote>a<blockquote>b</blockquote></blockquote>") == ("ab", [("blockquote", 0, 2)])


def test_white_space_around_the_text_goes_and_entities_follow() -> None:
    assert parsed("\n <b> a </b> ") == ("a", [("bold", 0, 1)])
    assert parsed("<b> </b>x") == ("x", [])


def test_telegram_finds_links_mentions_and_commands_by_itself() -> None:
    text = "see https://e.org/x. @anna_b #cop29 /help a@b.org 1/2 <code>/no</code>"
    found = {kind for kind, _, _ in parsed(text)[1]}
    assert found == {"url", "mention", "hashtag", "bot_command", "email", "code"}
    assert ("url", 4, 15) in parsed(text)[1]
    assert [kind for kind, _, _ in parsed("a/b 1/2 x@ #12")[1]] == []


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("é<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a<br/>", 'Unsupported start tag "br/" at byte offset 1'),
        ("a<3", "Unclosed start tag at byte offset 1"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ('<a ="x">z</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_what_telegram_refuses_is_refused_in_its_words(source: str, reason: str) -> None:
    assert refused(source) == reason


def test_a_half_character_made_of_references_is_refused() -> None:
    assert refused("&#xD83D;").startswith("Text contains invalid Unicode characters")


scraps = st.lists(
    st.sampled_from(["<b>", "</b>", "<", ">", "</", "/", "<i", "</>", "&", "&lt;", "&#x1F600;", "&#55357;", '"', "'"])
    | st.sampled_from(["<code>", "</code>", "<pre>", "</pre>", '<code class="language-c">', "<blockquote expandable>"])
    | st.sampled_from(["</blockquote>", '<a href="e.org">', "</a>", "<tg-spoiler>", "</tg-spoiler>", "=", " ", "\n"])
    | st.text(max_size=4),
    max_size=25,
).map("".join)

TAGS = (
    ("<b>", "</b>"), ("<i>", "</i>"), ("<u>", "</>"), ("<s>", "</s>"), ("<tg-spoiler>", "</tg-spoiler>"),
    ("<code>", "</code>"), ('<pre><code class="language-c">', "</code></pre>"), ("<pre>", "</pre>"),
    ("<blockquote>", "</blockquote>"), ("<blockquote expandable>", "</blockquote>"), ('<a href="e.org">', "</a>"),
)  # fmt: skip
plain = st.text(st.characters(codec="utf-8"), max_size=6).map(html.escape) | st.sampled_from([" ", "\n", "😀"])
whole = st.recursive(
    plain,
    lambda inner: st.lists(inner | st.tuples(st.sampled_from(TAGS), inner).map(lambda t: t[1].join(t[0]))).map("".join),
)


@given(scraps)
def test_any_markup_is_parsed_or_refused(source: str) -> None:
    try:
        assert_sound(settle(parse_html(source)))
    except ApiError as error:
        reason = error.description
    else:
        reason = "Bad Request: can't parse entities: "
    assert reason.startswith("Bad Request: can't parse entities: ")


@settings(max_examples=40)  # deep markup is slow to draw
@given(whole)
def test_entities_of_whole_markup_lie_within_the_text(source: str) -> None:
    assert_sound(settle(parse_html(source)))


@settings(max_examples=40)  # deep markup is slow to draw
@given(whole)
def test_rendering_and_parsing_again_gives_the_same(source: str) -> None:
    settled = settle(parse_html(source))
    again = settle(parse_html(to_html(settled)))
    assert again.text == settled.text
    assert styled(again) == styled(settled)


@given(st.text(st.characters(codec="utf-8")))
def test_escaped_text_comes_out_as_it_was(text: str) -> None:
    assert parse_html(html.escape(text, quote=False)) == Formatted(text)


def assert_sound(settled: Formatted) -> None:
    """Entities are sorted, not empty, and within the text, which has no white space around it."""
    length = utf16_length(settled.text)
    assert settled.text == settled.text.strip()
    assert all(0 <= entity.offset < entity.end <= length for entity in settled.entities)
    assert list(settled.entities) == sorted(settled.entities, key=lambda e: (e.offset, -e.length))


def styled(formatted: Formatted) -> set[tuple[str, int]]:
    """Return the styles of each position, which do not change when an entity is cut in two."""
    return {(e.type, at) for e in formatted.entities for at in range(e.offset, e.end)}
