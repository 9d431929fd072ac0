"""Pages as typesetters, word processors and old web sites set them."""

# ruff: noqa: E501 - markup is easier to read in long lines

import zipfile
from collections.abc import Sequence
from io import BytesIO

import pytest

from bot.corpus.blocks import Reason
from tests.bot.corpus.builders import PROSE, only, page, pdf, reading, texts, word, wrapped

Set = list[tuple[int, int, int, str]]


def column(paragraphs: Sequence[str], left: int, top: int = 760, width: int = 40) -> Set:
    """Set paragraphs in a column without space between, each but the first indented."""
    lines, y = [], top
    for n, paragraph in enumerate(paragraphs):
        for i, line in enumerate(wrapped(paragraph, width).split("\n")):
            lines.append((left + (15 if n and not i else 0), y, 11, line))
            y -= 14
    return lines


def dropped(data: bytes, reason: Reason, name: str = "a.pdf") -> list[str]:
    return [line.line for line in reading(data, name).dropped if line.reason is reason]


def test_two_columns_are_read_one_after_the_other() -> None:
    data = pdf([*column(PROSE[:3], 50), *column(PROSE[3:], 310)])
    assert texts(only(data, "a.pdf")) == list(PROSE)


def test_a_paragraph_goes_on_in_the_next_column() -> None:
    lines = column(PROSE[:4], 50)
    left, right = lines[:10], lines[10:]
    data = pdf(
        [
            *left,
            *((x + 260, 760 - 14 * n, size, text) for n, (x, _, size, text) in enumerate(right)),
            *column(PROSE[4:], 310, 500),
        ]
    )
    assert texts(only(data, "a.pdf")) == list(PROSE)


def test_even_lines_with_a_little_space_between_are_paragraphs() -> None:
    lines, y = [], 760
    for paragraph in PROSE:
        for line in wrapped(paragraph, 80).split("\n"):
            lines.append((72, y, 11, line))
            y -= 20
        y -= 6
    assert texts(only(pdf(lines), "a.pdf")) == list(PROSE)


def test_a_footnote_is_dropped_and_its_mark_with_it() -> None:
    marked = [(72, 640, 11, "The line was opened on Tuesday."), (231, 644, 7, "1")]
    data = pdf([*page(*PROSE[:2]), *marked, (72, 90, 8, "1 Statement of the ministry, 4 May 2024.")])
    assert texts(only(data, "a.pdf")) == [*PROSE[:2], "The line was opened on Tuesday."]
    assert dropped(data, Reason.FOOTNOTE) == ["1 Statement of the ministry, 4 May 2024."]


def test_a_caption_in_small_letters_is_dropped() -> None:
    data = pdf(
        [*page(PROSE[0]), (72, 700, 8, "Figure 2: Freight by month, in thousand tonnes."), *page(PROSE[1], top=660)]
    )
    assert texts(only(data, "a.pdf")) == [PROSE[0], PROSE[1]]
    assert dropped(data, Reason.CAPTION) == ["Figure 2: Freight by month, in thousand tonnes."]


def test_a_header_in_small_letters_is_dropped_even_if_there_is_one_page() -> None:
    data = pdf([(200, 820, 8, "QUARTERLY BULLETIN 3/2024"), *page(*PROSE[:3])])
    assert texts(only(data, "a.pdf")) == list(PROSE[:3])
    assert dropped(data, Reason.PAGE_HEADER) == ["QUARTERLY BULLETIN 3/2024"]


def test_lines_that_are_set_in_after_a_colon_are_a_list() -> None:
    steps = ["one tariff for all,", "longer sidings at the border,", "a new depot."]
    lines = [(72, 700, 11, "The commission named three steps that are to be taken before the end of the coming year:")]
    lines += [(100, 680 - 14 * n, 11, text) for n, text in enumerate(steps)]
    data = pdf([*page(PROSE[0]), *lines, *page(PROSE[1], top=620)])
    assert texts(only(data, "a.pdf")) == [PROSE[0], lines[0][3], *steps, PROSE[1]]


def test_raised_figures_that_are_no_footnotes_stay() -> None:
    square = [(72, 640, 11, "The terminal covers 12 km"), (204, 644, 7, "2")]
    data = pdf([*page(*PROSE[:2]), *square, (72, 610, 11, "It was opened."), (145, 614, 7, "3")])
    found = "".join(texts(only(data, "a.pdf"))).replace(" ", "")
    assert "12km2" in found
    assert "opened.3" in found


def changed(document: bytes, old: str, new: str) -> bytes:
    """Return a Word document with a part of its XML replaced."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(document)) as before, zipfile.ZipFile(buffer, "w") as after:
        for part in before.namelist():
            after.writestr(part, before.read(part).replace(old.encode(), new.encode()))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ('<w:ins w:id="1" w:author="a"><w:r><w:t>It grew by a third.</w:t></w:r></w:ins>', "It grew by a third."),
        ('<w:r><w:t>It grew</w:t></w:r><w:del w:id="1"><w:r><w:delText> not</w:delText></w:r></w:del>'
         '<w:r><w:t xml:space="preserve"> by a third.</w:t></w:r>', "It grew by a third."),
        ("<w:hyperlink><w:r><w:t>It grew</w:t></w:r></w:hyperlink><w:r><w:t> by a third.</w:t></w:r>", "It grew by a third."),
        ("<w:sdt><w:sdtContent><w:r><w:t>It grew by a third.</w:t></w:r></w:sdtContent></w:sdt>", "It grew by a third."),
        ("<w:r><w:t>It grew</w:t><w:tab/><w:t>by a third</w:t><w:noBreakHyphen/><w:t>ish.</w:t></w:r>", "It grew by a third-ish."),
    ],
)  # fmt: skip
def test_a_word_document_reads_with_its_changes_accepted(xml: str, text: str) -> None:
    data = changed(word(PROSE[0], "PLACE"), "<w:r><w:t>PLACE</w:t></w:r>", xml)
    assert texts(only(data, "a.docx")) == [PROSE[0], text]


def test_a_page_set_by_tables_is_its_text_and_not_its_menu() -> None:
    menu = "<br>".join(f"<a href='{n}'>Section {n}</a>" for n in range(8))
    text = "<br><br>".join(PROSE)
    data = f"<html><body><table><tr><td>{menu}</td><td><font size=3>{text}</font></td></tr></table></body></html>"
    assert texts(only(data, "a.html")) == list(PROSE)


def test_a_table_of_data_stays_rows() -> None:
    rows = "".join(f"<tr><td>Goods {n}</td><td>{n * 7}</td></tr>" for n in range(1, 4))
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
    found = texts(only(f"<html><body><article>{text}<table>{rows}</table></article></body></html>", "a.html"))
    assert found[-3:] == ["Goods 1 | 7", "Goods 2 | 14", "Goods 3 | 21"]


def test_a_box_to_sign_up_in_is_no_text() -> None:
    box = "<div><p>Our best stories in your inbox, every morning and free of charge.</p><form><input type=email></form></div>"
    inner = "".join(f"<p>{paragraph}</p>" + (box if n == 2 else "") for n, paragraph in enumerate(PROSE))
    data = f"<html><body><div class=x><h1>Freight grows</h1>{inner}</div></body></html>"
    assert texts(only(data, "a.html")) == list(PROSE)


@pytest.mark.parametrize("text", ["Türkiye və Azərbaycan „Şərq“ — 5 °C", "Поезд пойдёт до порта Вельма", "قطار المطار"])
@pytest.mark.parametrize("taken_for", ["latin-1", "cp1252"])
def test_a_text_encoded_twice_is_read_as_it_was(text: str, taken_for: str) -> None:
    whole = f"{text}. {PROSE[0]}"
    once = whole.encode()
    twice = once.decode("latin-1") if taken_for == "latin-1" else "".join(_as_cp1252(byte) for byte in once)
    assert texts(only(twice, "a.txt")) == [whole]


def _as_cp1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


def test_accents_of_a_good_text_stay() -> None:
    text = f"Café à Genève: señor Núñez, Ärger, Ã© isolé. {PROSE[0]}"
    assert texts(only(text, "a.txt")) == [text]


def test_the_mark_of_a_note_on_a_page_is_no_text_and_other_raised_figures_are() -> None:
    first = f"{PROSE[0]}<sup><a href='#note-1'>[1]</a></sup>"
    second = "The terminal covers 12 km<sup>2</sup> and was paid for by three states, the ministry said."
    data = f"<html><body><article><p>{first}</p><p>{second}</p><p>{PROSE[1]}</p></article></body></html>"
    found = [text.replace(" 2 and", "2 and") for text in texts(only(data, "a.html"))]
    assert found == [
        PROSE[0],
        "The terminal covers 12 km2 and was paid for by three states, the ministry said.",
        PROSE[1],
    ]


def test_clauses_of_a_list_are_not_joined() -> None:
    clauses = [
        "to raise the budget for the libraries of the region by a third from next year;",
        "to close two of them;",
    ]
    assert texts(only(word(PROSE[0], *clauses, PROSE[1]), "a.docx")) == [PROSE[0], *clauses, PROSE[1]]
