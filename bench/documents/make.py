"""Make the documents anew: `python -m bench.documents.make` (needs a chromium on the path, for the PDFs and the MHTML).

The files are in the repository; this is how they came to be.
"""

# ruff: noqa: E501 - what a page is made of is easier to read in long lines

import asyncio
import base64
import json
import quopri
import shutil
import textwrap
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from playwright.async_api import Browser, async_playwright

from bench.documents import layouts, unseen
from bench.documents.articles import Article, Role, load

FILES = Path(__file__).parent / "files"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True, slots=True)
class Made:
    """A document and what is to come out of it."""

    name: str
    data: bytes
    articles: tuple[Article, ...]
    paragraphs: tuple[str, ...] = ()  # where they are not simply the articles'


def pages() -> list[Made]:
    """Saved web pages."""
    set_as = (
        ("page_weblog.html", "ferry", layouts.weblog, "utf-8"), ("page_portal.html", "energy", layouts.portal, "utf-8"),
        ("page_institute.html", "corridor", layouts.institute, "utf-8"), ("page_tables.html", "museum", layouts.tables, "cp1252"),
        ("page_office.html", "statistics", layouts.office, "utf-8"), ("page_magazine.html", "interview", layouts.magazine, "utf-8"),
        ("page_blocks.html", "road", layouts.blocks, "utf-8"), ("page_arabic.html", "ar_water", layouts.channel, "utf-8"),
        ("page_hebrew.html", "he_train", layouts.portal, "utf-8"), ("page_azerbaijani.html", "az_bridge", layouts.blocks, "utf-8"),
    )  # fmt: skip
    made = [Made(name, layout(load(text)).encode(charset), (load(text),)) for name, text, layout, charset in set_as]
    for name, text, charset in (
        ("page_russian.html", "ru_rail", "cp1251"),
        ("page_turkish.html", "tr_port", "iso-8859-9"),
    ):
        label = "windows-1251" if charset == "cp1251" else charset
        page = layouts.channel(load(text), label)
        made.append(Made(name, page.encode(charset, errors="xmlcharrefreplace"), (load(text),)))
    return made


_STYLE = "body{{font:{size} {font};margin:0;line-height:1.35}}h1{{font-size:20pt}}h2{{font-size:14pt}}p{{margin:0 0 {gap}}}{more}"


def _sheet(
    article: Article, content: str, size: str = "11pt", font: str = "Liberation Serif", gap: str = "8pt", more: str = ""
) -> str:
    style = _STYLE.format(size=size, font=font, gap=gap, more=more)
    direction = ' dir="rtl"' if article.language in ("ar", "he") else ""
    return (
        f'<!DOCTYPE html><html lang="{article.language}"{direction}><head><meta charset="utf-8"><title>{escape(article.title)}</title>'
        f"<style>{style}</style></head><body>{content}</body></html>"
    )


def _soft(text: str) -> str:
    """Put soft hyphens into long words, as a hyphenating typesetter would use them."""
    return " ".join(
        "\u00ad".join((word[: len(word) // 2], word[len(word) // 2 :])) if word.isalpha() and len(word) > 7 else word
        for word in text.split()
    )


def _hyphenated(article: Article) -> Article:
    lines = tuple(type(line)(line.role, _soft(line.text)) for line in article.lines)
    return Article(article.title, article.language, article.date, article.publisher, article.author, lines)


_COLUMNS = ".c{column-count:2;column-gap:24pt;text-align:justify}h1{text-align:center}figure{margin:0 0 8pt}figcaption{font-size:8pt}"
_PARTED = (
    "section{height:700pt;position:relative;page-break-after:always}sup{font-size:7pt}"
    ".f{position:absolute;bottom:0;font-size:8pt;border-top:1px solid #000;width:100%}.cut{text-align-last:justify}"
)


def _with_notes(article: Article) -> str:
    """Part an article over two pages within its third paragraph, with notes at the foot of each."""
    first, second, third, *rest = (escape(text) for text in article.words())
    words = third.split()
    half = len(words) // 2
    top, bottom = " ".join(words[:half]), " ".join(words[half:])
    return (
        f"<section><h1>{escape(article.title)}</h1><p>{first}<sup>1</sup></p><p>{second}</p><p class=cut>{top}</p>"
        "<div class=f><p>1 Minutes of the fourth session, page 3.</p></div></section>"
        f"<section><p>{bottom}</p>" + "".join(f"<p>{text}</p>" for text in rest) +
        "<div class=f><p>2 The observers' note was handed out at the session and is not annexed.</p></div></section>"
    )  # fmt: skip


_ON_A5 = (
    "report_one_column.pdf",
    "report_two_columns.pdf",
    "memo_indents.pdf",
    "report_arabic.pdf",
    "unseen_hebrew.pdf",
)


def sheets() -> list[tuple[str, Article, str, str, str]]:
    """PDFs: name, article, HTML to print, header, footer."""
    grain, flood, corridor, minutes = load("grain"), load("flood"), load("corridor"), load("minutes")
    memo, trade, museum, bridge, train = (
        load(name) for name in ("ru_memo", "ar_trade", "museum", "az_bridge", "he_train")
    )
    title = "<h1>{}</h1>"
    number = '<span class="pageNumber"></span>'
    figure = "<figure><svg width=180 height=80><rect width=180 height=80 fill='#ccc'/></svg><figcaption>Figure 1: level of the Sarn at Low Mill, 10 to 13 April. Source: Water Board</figcaption></figure>"
    return [
        ("report_one_column.pdf", grain, _sheet(grain, title.format(escape(grain.title)) + layouts.body(grain), size="14pt", more="p{line-height:1.9}"),
         f"{grain.publisher} | Harvest report 2024", f"Page {number} of <span class='totalPages'></span>"),
        ("report_two_columns.pdf", flood, _sheet(_hyphenated(flood), title.format(escape(flood.title)) + f"<div class=c>{layouts.body(_hyphenated(flood), after={2: figure})}</div>", size="12pt", font="Liberation Sans", more=_COLUMNS),
         "WATER BOARD OF THE LOWER SARN", f"– {number} –"),
        ("paper_two_columns.pdf", corridor, _sheet(corridor, title.format(escape(corridor.title)) + f"<div class=c>{layouts.body(corridor)}</div>", size="13pt", more=_COLUMNS),
         f"{corridor.publisher} <span style='float:right'>Paper 7/2024</span>", number),
        ("minutes_footnotes.pdf", minutes, _sheet(minutes, _with_notes(minutes), size="12pt", more=_PARTED), "", number),
        ("memo_indents.pdf", memo, _sheet(memo, title.format(escape(memo.title)) + layouts.body(memo), size="14pt", gap="0", more="p{text-indent:28pt;text-align:justify;line-height:1.6}"),
         "", number),
        ("unseen_three_columns.pdf", museum, _sheet(museum, title.format(escape(museum.title)) + f"<div class=c>{layouts.body(museum)}</div>", size="12pt", more=unseen.THREE_COLUMNS),
         "The Lantern, 9 January 2025", number),
        ("unseen_letter.pdf", bridge, _sheet(bridge, f"<p class=h>{escape(bridge.publisher)}<br>Bakı, 8 oktyabr 2024</p>" + title.format(escape(bridge.title)) + layouts.body(bridge), size="12pt", font="Liberation Sans", more=unseen.LETTER),
         "", number),
        ("unseen_hebrew.pdf", train, _sheet(train, title.format(escape(train.title)) + layouts.body(train), font="Liberation Sans", size="15pt"), escape(train.publisher), number),
        ("report_arabic.pdf", trade, _sheet(trade, title.format(escape(trade.title)) + layouts.body(trade), font="DejaVu Sans", size="12pt"), "", number),
    ]  # fmt: skip


async def printed(browser: Browser, html: str, header: str, footer: str, small: bool) -> bytes:
    """Return an HTML text as a PDF, with a header and a footer on each page."""
    page = await browser.new_page()
    await page.set_content(html)
    around = "<div style='font-size:8pt;width:100%;text-align:center;margin:0 60px'>{}</div>"
    data = await page.pdf(
        format="A5" if small else "A4", display_header_footer=True, header_template=around.format(header or "<span></span>"),
        footer_template=around.format(footer), margin={"top": "70px", "bottom": "70px", "left": "50px", "right": "50px"},
    )  # fmt: skip
    await page.close()
    return data


async def snapshot(browser: Browser, html: str) -> bytes:
    """Return an HTML text as the browser saves a page: one MHTML file."""
    page = await browser.new_page()
    await page.route("**/*", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    await page.goto("https://harbour.example/quotas")
    session = await page.context.new_cdp_session(page)
    saved = await session.send("Page.captureSnapshot", {"format": "mhtml"})
    await page.close()
    return str(saved["data"]).encode()


async def by_browser() -> list[Made]:
    """All that takes a browser to make."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        made = [
            Made(name, await printed(browser, html, header, footer, name in _ON_A5), (article,))
            for name, article, html, header, footer in sheets()
        ]
        fish = load("fisheries")
        made.append(Made("page_saved.mhtml", await snapshot(browser, layouts.weblog(fish)), (fish,)))
        await browser.close()
    return made


def _word(article: Article, header: str = "") -> docx.document.Document:
    document = docx.Document()
    document.core_properties.title = article.title
    if header:
        document.sections[0].header.paragraphs[0].text = header
    document.add_heading(article.title, 0)
    table: list[list[str]] = []
    for line in article.lines:
        if line.role is Role.ROW:
            table.append(line.text.split(" | "))
            continue
        _add_table(document, table)
        styles = {Role.HEADING: "Heading 1", Role.ITEM: "List Bullet", Role.NUMBERED: "List Number"}
        document.add_paragraph(line.text, styles.get(line.role, "Normal"))
    return document


def _add_table(document: docx.document.Document, rows: list[list[str]]) -> None:
    if rows:
        grid = document.add_table(len(rows), len(rows[0]))
        for row, cells in zip(grid.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    rows.clear()


def _saved(document: docx.document.Document) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _with_tracked_changes(article: Article) -> bytes:
    """A Word file in which words were put in, words were taken out, and a paragraph was moved; with a footnote."""
    document = _word(article)
    paragraphs = [p for p in document.paragraphs if p.style is not None and p.style.name == "Normal"]
    first, second = paragraphs[0], paragraphs[1]
    head, tail = first.text.rsplit(" ", 6)[0], " ".join(first.text.rsplit(" ", 6)[1:])
    first.runs[0].text = head
    space = nsdecls("w")
    first._p.append(
        parse_xml(
            f'<w:del {space} w:id="1" w:author="E"><w:r><w:delText xml:space="preserve"> and nobody knows why</w:delText></w:r></w:del>'
        )
    )
    first._p.append(
        parse_xml(f'<w:ins {space} w:id="2" w:author="E"><w:r><w:t xml:space="preserve"> {tail}</w:t></w:r></w:ins>')
    )
    second._p.append(
        parse_xml(
            f'<w:r {space}><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/></w:r>'
        )
    )
    notes = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes xmlns:w="{_W}"><w:footnote w:id="2"><w:p><w:r><w:t>Letter of the council, 3 May.</w:t></w:r></w:p></w:footnote></w:footnotes>'
    return _with_part(_saved(document), "word/footnotes.xml", notes.encode(), "footnotes")


def _with_part(data: bytes, name: str, content: bytes, kind: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            text = old.read(part)
            if part == "[Content_Types].xml":
                override = f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/></Types>'
                text = text.replace(b"</Types>", override.encode())
            if part == "word/_rels/document.xml.rels":
                relation = f'<Relationship Id="rIdNote" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{kind}.xml"/></Relationships>'
                text = text.replace(b"</Relationships>", relation.encode())
            new.writestr(part, text)
        new.writestr(name, content)
    return buffer.getvalue()


def _with_box_and_links(article: Article) -> bytes:
    """A Word file whose last words stand in a link and whose note stands in a content control."""
    document = _word(article, header=article.publisher)
    paragraphs = [p for p in document.paragraphs if p.style is not None and p.style.name == "Normal"]
    last, third = paragraphs[-1], paragraphs[2]
    head, tail = last.text.rsplit(" ", 3)[0], " ".join(last.text.rsplit(" ", 3)[1:])
    last.runs[0].text = head
    space = nsdecls("w")
    last._p.append(
        parse_xml(f'<w:hyperlink {space} w:anchor="x"><w:r><w:t xml:space="preserve"> {tail}</w:t></w:r></w:hyperlink>')
    )
    control = parse_xml(f"<w:sdt {space}><w:sdtContent/></w:sdt>")
    third._p.addprevious(control)
    control[0].append(third._p)
    return _saved(document)


def words() -> list[Made]:
    """Word documents."""
    budget, statistics, school, lake = (load(name) for name in ("budget", "statistics", "school", "ru_water"))
    return [
        Made("memo_headings.docx", _saved(_word(budget, header="Regional Library Council | internal")), (budget,)),
        Made("release_table.docx", _saved(_word(statistics)), (statistics,)),
        Made("draft_tracked_changes.docx", _with_tracked_changes(school), (school,)),
        Made("bulletin_controls.docx", _with_box_and_links(lake), (lake,)),
    ]


def _wrapped(article: Article, width: int = 76) -> str:
    return "\n\n".join(textwrap.fill(text, width, break_on_hyphens=False) for text in article.paragraphs())


def _mail(
    headers: Mapping[str, str],
    content: bytes,
    kind: str = "text/plain",
    charset: str = "utf-8",
    encoding: str = "quoted-printable",
) -> bytes:
    coded = base64.encodebytes(content) if encoding == "base64" else quopri.encodestring(content)
    lines = [f"{name}: {value}" for name, value in headers.items()]
    lines += [
        "MIME-Version: 1.0",
        f'Content-Type: {kind}; charset="{charset}"',
        f"Content-Transfer-Encoding: {encoding}",
    ]
    return "\n".join(lines).encode() + b"\n\n" + coded


def _headers(article: Article, subject: str = "") -> dict[str, str]:
    name = f"=?utf-8?b?{base64.b64encode(article.publisher.encode()).decode()}?="
    title = f"=?utf-8?b?{base64.b64encode((subject or article.title).encode()).decode()}?="
    return {
        "From": f"{name} <press@example.org>",
        "To": "Desk <desk@example.net>",
        "Subject": title,
        "Date": _rfc(article.date),
    }


def _rfc(date: str) -> str:
    year, month, day = date.split("-")
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
    return f"{int(day)} {months[int(month) - 1]} {year} 09:30:00 +0400"


def _both(article: Article) -> bytes:
    """A message with a plain text and a page of the same, as mail programs send."""
    page = f"<html><body><div>{layouts.body(article)}</div></body></html>"
    parts = [("text/plain", _wrapped(article)), ("text/html", page)]
    body = "".join(
        f'--b1\nContent-Type: {kind}; charset="utf-8"\nContent-Transfer-Encoding: quoted-printable\n\n{quopri.encodestring(text.encode()).decode()}\n'
        for kind, text in parts
    )
    headers = "\n".join(f"{name}: {value}" for name, value in _headers(article).items())
    return (
        f'{headers}\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary="b1"\n\n{body}--b1--\n'.encode()
    )


def _newsletter(article: Article) -> bytes:
    """A newsletter that is only a page, set by tables within tables."""
    cell = '<tr><td style="padding:12px"><p style="margin:0">{}</p></td></tr>'
    inner = "".join(cell.format(escape(text)) for text in article.words())
    page = f"""<html><body><center><a href="https://x.example">View this email in your browser</a>
<table width="600"><tr><td><img src="logo.png" alt="{article.publisher}"></td></tr><tr><td><h1>{escape(article.title)}</h1></td></tr>
<tr><td><table>{inner}</table></td></tr>
<tr><td><p>You are receiving this email because you signed up at a conference.</p><p><a href="#">Unsubscribe</a> | <a href="#">Update
preferences</a></p></td></tr></table></center></body></html>"""
    return _mail(_headers(article), page.encode(), "text/html")


def _forwarded(article: Article) -> bytes:
    text = (
        f"Коллеги, для сведения.\n\n-------- Пересылаемое сообщение --------\nОт: {article.publisher} <info@example.org>\n"
        f"Дата: {article.date}\nТема: {article.title}\nКому: desk@example.net\n\n{_wrapped(article)}\n\n-- \nС уважением,\nдежурный редактор\n"
    )
    headers = _headers(article, f"Fwd: {article.title}") | {"From": "Desk <desk@example.net>"}
    return _mail(headers, text.encode("koi8-r"), charset="koi8-r", encoding="base64")


def _forwarded_by_phone(article: Article) -> bytes:
    """A message forwarded with marks of quoting, one line a paragraph."""
    quoted = "\n>\n".join(f"> {text}" for text in article.paragraphs())
    text = (
        f"Begin forwarded message:\n>\n> From: {article.publisher} <news@example.org>\n> Subject: {article.title}\n"
        f"> Date: 22 August 2024 at 07:12:44 GMT\n> To: desk@example.net\n>\n{quoted}\n\nSent from my iPhone\n"
    )
    return _mail(_headers(article, f"Fwd: {article.title}") | {"From": "Desk <desk@example.net>"}, text.encode())


def _answered(article: Article) -> bytes:
    """An answer above the message that it answers."""
    old = "\n".join(
        f"> {line}"
        for line in textwrap.wrap(
            "Could you send us your text on the reserve by noon? We have room for about 300 words, and a picture would help too.",
            66,
        )
    )
    text = f"{_wrapped(article)}\n\nOn Mon, 17 Feb 2025 at 18:02, Desk <desk@example.net> wrote:\n\n{old}\n\n-- \nTomas Brill | Energy Desk | +00 555 0199\n"
    return _mail(_headers(article, f"Re: {article.title}"), text.encode())


def _mailbox(articles: Sequence[Article]) -> bytes:
    messages = []
    for article in articles:
        lines = _mail(
            _headers(article), (_wrapped(article) + "\n\n-- \nlist: https://lists.example/desk\n").encode()
        ).split(b"\n")
        escaped = b"\n".join(b">" + line if line.startswith(b"From ") else line for line in lines)
        messages.append(b"From press@example.org Thu Sep 12 09:30:00 2024\n" + escaped + b"\n\n")
    return b"".join(messages)


def mails() -> list[Made]:
    """Exports of mail."""
    letter, grain, energy, memo = load("newsletter"), load("grain"), load("energy"), load("ru_memo")
    box = tuple(load(name) for name in ("school", "road", "museum"))
    return [
        Made("mail_both.eml", _both(load("minutes")), (load("minutes"),)),
        Made("mail_newsletter.eml", _newsletter(letter), (letter,)),
        Made("mail_forwarded_koi8.eml", _forwarded(memo), (memo,), ("Коллеги, для сведения.", *memo.paragraphs())),
        Made("mail_forwarded_phone.eml", _forwarded_by_phone(grain), (grain,)),
        Made("mail_answer.eml", _answered(energy), (energy,)),
        Made("mailbox.mbox", _mailbox(box), box),
    ]


def _with_title(article: Article, text: str) -> str:
    return f"{article.title}\n\n{text}\n"


def set_later() -> list[Made]:
    """Documents that were set after the rules were made."""
    fish, energy, village, flood = load("fisheries"), load("energy"), load("tr_village"), load("flood")
    budget = load("budget")
    return [
        Made("unseen_encyclopedia.html", unseen.encyclopedia(fish).encode(), (fish,)),
        Made("unseen_live.html", unseen.live(energy).encode(), (energy,)),
        Made("unseen_blog.html", unseen.blog(village).encode(), (village,)),
        Made("unseen_outlook.eml", unseen.outlook(flood), (flood,), ("For your information.", *flood.paragraphs())),
        Made("unseen_form.docx", _saved(unseen.form(budget)), (budget,)),
    ]


def plain_texts() -> list[Made]:
    """Text files in the encodings that are met, Markdown, JSON lines."""
    rail, village, trade, lake = (load(name) for name in ("ru_rail", "tr_village", "ar_trade", "ru_water"))
    garden, grain, road = load("az_garden"), load("grain"), load("road")
    several = tuple(load(name) for name in ("energy", "tr_port", "ru_water", "he_train"))
    rows = [
        {"id": f"r{n}", "title": a.title, "publisher": a.publisher, "date": a.date, "text": "\n\n".join(a.paragraphs())}
        for n, a in enumerate(several)
    ]
    marked = "\n\n".join(f"## {line.text}" if line.role is Role.HEADING else line.text for line in garden.lines)
    front = f'---\ntitle: "{grain.title}"\ndate: {grain.date}\nsource: {grain.publisher}\ntags: [grain]\n---\n\n'
    return [
        Made("wrapped_cp1251.txt", _with_title(rail, _wrapped(rail)).encode("cp1251"), (rail,)),
        Made("lines_iso8859_9.txt", _with_title(village, "\n".join(village.paragraphs())).encode("iso-8859-9"), (village,)),
        Made("notes_utf16.txt", _with_title(trade, "\n\n".join(trade.paragraphs())).encode("utf-16"), (trade,)),
        Made("twice_encoded.txt", _with_title(lake, "\n\n".join(lake.paragraphs())).encode().decode("latin-1").encode(), (lake,)),
        Made("wrapped_dos.txt", _with_title(road, _wrapped(road, 64)).replace("\n", "\r\n").encode("cp1252"), (road,)),
        Made("post_headings.md", f"# {garden.title}\n\n{marked}\n".encode(), (garden,)),
        Made("post_front_matter.md", (front + _wrapped(grain, 88) + "\n\n[Share](https://x.example/s)\n").encode(), (grain,)),
        Made("archive.jsonl", "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode(), several),
    ]  # fmt: skip


def expected(made: Made) -> dict[str, object]:
    """Return what is to come out of a document: its paragraphs in order, and its articles' titles."""
    paragraphs = list(made.paragraphs) or [text for article in made.articles for text in article.paragraphs()]
    return {"titles": [article.title for article in made.articles], "paragraphs": paragraphs}


def main() -> None:
    """Write every document and what is expected of it."""
    FILES.mkdir(exist_ok=True)
    for made in [*pages(), *asyncio.run(by_browser()), *words(), *set_later(), *mails(), *plain_texts()]:
        (FILES / made.name).write_bytes(made.data)
        text = json.dumps(expected(made), ensure_ascii=False, indent=1)
        (FILES / f"{made.name}.expected.json").write_text(text + "\n", encoding="utf-8")
        print(f"{made.name}: {len(made.data):,} bytes")


if __name__ == "__main__":
    main()
