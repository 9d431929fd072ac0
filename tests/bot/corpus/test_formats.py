"""Each format's reader, on files made with real tools."""

import pytest

from tests.bot.corpus.builders import PROSE, halves, only, page, pdf, reading, sections, texts, word, wrapped

RUSSIAN = "Правительства двух стран подписали во вторник соглашение о транзите после долгих переговоров."
FRENCH = "Les deux gouvernements ont signé mardi un accord après des mois de négociations très agitées."
TURKISH = "Bakanlık, hattın kapasitesinin geçen yıl üçte bir arttığını ve görüşmelerin süreceğini açıkladı."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_text_is_read_in_every_unicode_encoding(encoding: str) -> None:
    assert texts(only(f"{PROSE[0]}\n\n{TURKISH}\n".encode(encoding)))[-1] == TURKISH


@pytest.mark.parametrize(
    ("encoding", "text", "language"),
    [("cp1251", RUSSIAN, "ru"), ("koi8_r", RUSSIAN, "ru"), ("cp1254", TURKISH, "tr"), ("cp1252", FRENCH, "fr")],
)
def test_a_text_is_read_in_the_code_pages_of_the_region(encoding: str, text: str, language: str) -> None:
    more = [text.replace(".", f", {n}.") for n in range(6)]
    document = only("\n\n".join([text, *more]).encode(encoding))
    assert texts(document)[0] == text
    assert document.language == language


def test_zeros_and_invisible_characters_leave_a_text_and_its_letters_stay() -> None:
    raw = PROSE[0].replace("governments", "govern\u00adments\u200b").encode() + b"\0\0"
    assert texts(only(raw)) == [PROSE[0]]
    assert texts(only("می\u200cخواهم این متن را بخوانم و این جمله به اندازهٔ کافی بلند است.")) == [
        "می\u200cخواهم این متن را بخوانم و این جمله به اندازهٔ کافی بلند است."
    ]


def test_a_pdf_loses_headers_and_numbers_and_its_cut_paragraph_is_joined() -> None:
    before, after = halves(" ".join(PROSE[2:5]))
    header = "Transit Monthly, May 2024"
    pages = [page(PROSE[0], before, number=1, header=header), page(after, number=2, header=header)]
    document = only(pdf(*pages, page(PROSE[5], number=3, header=header), title="Transit Monthly"), "a.pdf")
    assert texts(document) == [PROSE[0], " ".join(PROSE[2:5]), PROSE[5]]
    assert document.title == "Transit Monthly"


@pytest.mark.parametrize(("date", "read"), [("12 March 2019", "2019-03-12"), ("Vol. 3", "")])
def test_a_document_has_the_date_of_its_text_and_not_of_its_file(date: str, read: str) -> None:
    said = ["Transit agreement signed after months of talks", date, *PROSE]
    assert only(word(*said), "a.docx").date == read
    assert only(pdf(page(*said)), "a.pdf").date == read


def test_large_letters_in_a_pdf_are_headings_and_the_largest_its_title() -> None:
    lines = [(72, 790, 20, "Transit in the North"), (72, 765, 14, "1. Ports"), *page(*PROSE[:2], top=740)]
    document = only(pdf([*lines, (72, 640, 14, "2. Railways"), *page(PROSE[2], top=610)]), "a.pdf")
    assert document.title == "Transit in the North"
    assert [(p.section, p.text) for p in document.paragraphs] == [
        ("Ports", PROSE[0]), ("Ports", PROSE[1]), ("Railways", PROSE[2]),
    ]  # fmt: skip


def test_a_word_cut_by_a_hyphen_in_a_pdf_is_whole() -> None:
    lines = [(72, 700, 11, "The whole of the inter-"), (72, 686, 11, "national commission met in the old town hall.")]
    assert texts(only(pdf(lines), "a.pdf")) == ["The whole of the international commission met in the old town hall."]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf(page(*PROSE), encrypted=True), "is encrypted"),
        (pdf([], []), "has no text layer: its pages are images"),
        (pdf(page(*PROSE))[:400], "is damaged or no PDF"),
        (b"%PDF-1.7 and then nothing", "is damaged or no PDF"),
    ],
)
def test_a_pdf_that_cannot_be_read_says_why(data: bytes, reason: str) -> None:
    assert reading(data, "a.pdf").problem == reason


def test_a_word_document_has_sections_by_style_items_and_rows() -> None:
    parts: list[str | tuple[str, str]] = [
        ("Title", "Transit"),
        ("Heading 1", "1. Ports"),
        PROSE[0],
        ("List Bullet", "a thing"),
        ("Heading 2", "1.1 Rails"),
        PROSE[1],
    ]
    document = only(word(*parts, table=[["Year", "Tons"], ["2023", "12"]]), "a.docx")
    assert document.title == "Transit"
    assert [(p.section, p.text) for p in document.paragraphs] == [
        ("Ports", PROSE[0]), ("Ports", "a thing"), ("Rails", PROSE[1]), ("Rails", "Year | Tons"),
        ("Rails", "2023 | 12"),
    ]  # fmt: skip


def test_a_word_document_without_styles_has_its_headings_guessed() -> None:
    document = only(word("Transit in the north", PROSE[0], "What comes now", PROSE[1]), "a.docx")
    assert (document.title, sections(document)) == ("Transit in the north", ["", "What comes now"])


def test_the_title_in_a_word_documents_properties_is_its_title() -> None:
    assert only(word(*PROSE, title="The yearly review"), "a.docx").title == "The yearly review"


HTML = """<!doctype html><html><head><meta charset="{charset}"><title>x</title>
<meta property="og:title" content="Hat açıldı"><meta property="og:site_name" content="Haber Ajansı">
<meta property="article:published_time" content="2024-05-20T10:00:00+04:00">
<link rel="canonical" href="https://example.org/a/1"></head><body><nav><a href="/x">Menu</a> <a href="/y">More</a></nav>
<article><h1>Hat açıldı</h1><p>{first}</p><h2>Alt başlık</h2><p>{second}</p><ul><li>Bir öge</li></ul></article>
<footer>Copyright Haber Ajansı</footer></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "windows-1254"])
def test_a_web_page_gives_its_text_and_says_who_when_and_where(charset: str) -> None:
    text = HTML.format(charset=charset, first=TURKISH, second=TURKISH.replace("üçte bir", "yarı yarıya"))
    document = only(text.encode(charset), "a.html")
    assert (document.title, document.publisher, document.date, document.url) == (
        "Hat açıldı", "Haber Ajansı", "2024-05-20", "https://example.org/a/1",
    )  # fmt: skip
    assert texts(document)[0] == TURKISH
    assert sections(document) == ["", "Alt başlık"]
    assert not [text for text in texts(document) if "Menu" in text or "Copyright" in text]


def test_a_masthead_goes_even_if_the_page_names_its_title_elsewhere() -> None:
    lines = [
        "NORTHERN INSTITUTE",
        "Bulletin",
        "Contents",
        "Ports-2",
        "Railways-3",
        "Annex-9",
        "Ports",
        PROSE[0],
        "Railways",
    ]
    body = "".join(f"<p>{line}</p>" for line in [*lines, *PROSE[1:4], "Annex", *PROSE[4:]])
    document = only(f"<html><head><title>Review</title></head><body><article>{body}</article></body></html>", "a.html")
    assert (document.title, texts(document)) == ("Review", list(PROSE))


def test_markdown_has_front_matter_headings_tables_and_no_menus() -> None:
    menu = "- [one](/1)\n- [two](/2)\n- [three](/3)\n"
    body = f"# Ports\n\n{wrapped(PROSE[0])}\n\n**Railways**\n\n{PROSE[1]} \\$5.\n\n- an item\n\n"
    body += "| a | b |\n|---|---|\n| 1 | 2 |\n"
    document = only(f'---\ntitle: "Transit"\ndate: 2024-05\nsource: The Post\n---\n{menu}\n{body}', "a.md")
    assert (document.title, document.date, document.publisher) == ("Transit", "2024-05", "The Post")
    assert [(p.section, p.text) for p in document.paragraphs] == [
        ("Ports", PROSE[0]), ("Railways", f"{PROSE[1]} $5."), ("Railways", "an item"), ("Railways", "a | b"),
        ("Railways", "1 | 2"),
    ]  # fmt: skip


def test_agency_lines_in_markdown_stay_paragraphs() -> None:
    assert texts(only("\n".join(PROSE), "a.md")) == list(PROSE)
