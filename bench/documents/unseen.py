"""Layouts that were set after the rules were made, to see how these do on what they were not made for."""

# ruff: noqa: E501 - what a page is made of is easier to read in long lines

import quopri
from html import escape

import docx

from bench.documents.articles import Article, Role
from bench.documents.layouts import body


def encyclopedia(article: Article) -> str:
    """An encyclopedia's page: a box of facts, contents, marks to edit, references."""
    paragraphs = [
        f"<p>{escape(text)}<sup class='reference'><a href='#n{n}'>[{n}]</a></sup></p>"
        for n, text in enumerate(article.words(), 1)
    ]
    half = len(paragraphs) // 2
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(article.title)} - Open Encyclopedia</title></head><body>
<div id="content"><h1 id="firstHeading">{escape(article.title)}</h1><div id="siteSub">From the Open Encyclopedia</div>
<table class="infobox"><tr><th colspan=2>Northern bank</th></tr><tr><th>Area</th><td>4,100 square kilometres</td></tr><tr><th>Depth</th><td>30 to 90 metres</td></tr></table>
{"".join(paragraphs[:half])}
<div id="toc"><h2>Contents</h2><ul><li><a href="#a">1 History</a></li><li><a href="#b">2 References</a></li></ul></div>
<h2><span class="mw-headline" id="a">History</span><span class="mw-editsection">[<a href="?edit">edit</a>]</span></h2>
{"".join(paragraphs[half:])}
<h2><span class="mw-headline" id="b">References</span></h2><ol class="references"><li>Okker, N. Quotas and votes. Harbour Press, 2021.</li><li>Yearbook of fisheries, 2024.</li></ol>
<div id="catlinks">Categories: <a href="/c">Fisheries</a> | <a href="/d">Banks of the north</a></div></div>
<div id="mw-navigation"><ul><li><a href="/">Main page</a></li><li><a href="/r">Random article</a></li></ul></div>
<div id="footer">This page was last edited on 3 May 2025. Text is available under a free licence.</div></body></html>"""


def live(article: Article) -> str:
    """A paper's page with points on top, a video, a quote as a picture, and a paywall's note below."""
    points = "<div class='keypoints'><h2>At a glance</h2><ul><li>Three countries share reserves</li><li>Tests in May and September</li></ul></div>"
    video = "<div class='video'><div class='video__title'>Watch: the night the lights went out</div><div class='video__time'>02:14</div></div>"
    return f"""<!doctype html><html lang=en><head><meta charset=utf-8><title>{escape(article.title)} | {escape(article.publisher)}</title>
<meta property="og:type" content="article"></head><body><div class=app><div class=nav>{"".join(f"<a href=/{n}>{n}</a>" for n in ("World", "Business", "Opinion"))}</div>
<div class=story><div class=story__head><div class=label>Energy</div><h1>{escape(article.title)}</h1><div class=story__info>18 February 2025, 6.00am <span>3 min read</span></div></div>{points}
<div class=story__text>{body(article, '<p data-block="text">{}</p>', {2: video})}</div>
<div class=gift><p>You have read 2 of 3 free articles this month.</p><a href=/sub>Subscribe now</a></div></div>
<div class=strip><h2>Editor's picks</h2><a href=/1><h3>Why candles sell again</h3><p>Shops cannot keep up with the demand for wax and wicks, and makers work through the night.</p></a><a href=/2><h3>A village that makes its own power</h3><p>Two turbines and a stubborn mayor keep three hundred houses warm.</p></a></div></div></body></html>"""


def blog(article: Article) -> str:
    """A blog of 2010: the text in one `div`, parted by breaks, a list of archives beside it."""
    text = "<br /><br />".join(escape(one) for one in article.words())
    return f"""<html xmlns='http://www.w3.org/1999/xhtml'><head><meta content='text/html; charset=UTF-8' http-equiv='Content-Type'/><title>{escape(article.publisher)}: {escape(article.title)}</title></head>
<body><div id='outer-wrapper'><div id='header'><h1>{escape(article.publisher)}</h1><p>Notes from the upper valley</p></div><div id='main'><h2 class='date-header'>Perşembe, Nisan 2, 2025</h2>
<div class='post hentry'><h3 class='post-title entry-title'>{escape(article.title)}</h3><div class='post-body entry-content'>{text}<div style='clear: both;'></div></div>
<div class='post-footer'>Gönderen <span class='fn'>Ayşe</span> zaman: 14:02 <a href='#'>Bunu E-postayla Gönder</a></div></div><div id='comments'><h4>1 yorum:</h4><p>Çok güzel bir haber, emeği geçen herkesi kutlarım.</p></div></div>
<div id='sidebar'><h2>Blog Arşivi</h2><ul><li><a href='#'>2025 (4)</a></li><li><a href='#'>2024 (31)</a></li></ul></div></div></body></html>"""


def outlook(article: Article) -> bytes:
    """A message as an office's mail program forwards it: a page only, headers in bold, a disclaimer."""
    text = "".join(
        f'<p class=MsoNormal><span style="font-size:11.0pt">{escape(one)}<o:p></o:p></span></p><p class=MsoNormal><o:p>&nbsp;</o:p></p>'
        for one in article.words()
    )
    page = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {{margin:0cm}}</style></head><body lang=EN-GB><div class=WordSection1>
<p class=MsoNormal>For your information.<o:p></o:p></p><div style='border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>From:</b> {escape(article.publisher)} &lt;office@example.org&gt; <br><b>Sent:</b> Tuesday, June 3, 2025 9:14 AM<br><b>To:</b> Desk &lt;desk@example.net&gt;<br><b>Subject:</b> {escape(article.title)}<o:p></o:p></p></div>
{text}<p class=MsoNormal style="font-size:8pt">This e-mail and its attachments are confidential and meant for the addressee only.</p></div></body></html>"""
    head = f"From: Desk <desk@example.net>\nDate: Tue, 3 Jun 2025 10:00:00 +0400\nSubject: FW: {article.title}\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n"
    return head.encode() + quopri.encodestring(page.encode())


def form(article: Article) -> "docx.document.Document":
    """A Word file in which a letterhead stands in a table and headings are only bold."""
    document = docx.Document()
    head = document.add_table(1, 2)
    head.rows[0].cells[0].text, head.rows[0].cells[1].text = article.publisher, article.date
    document.add_paragraph("").add_run(article.title).bold = True
    for line in article.lines:
        if line.role is Role.HEADING:
            document.add_paragraph("").add_run(line.text).bold = True
        else:
            document.add_paragraph(line.text)
    return document


THREE_COLUMNS = ".c{column-count:3;column-gap:14pt;text-align:justify;column-rule:1px solid #888}h1{font-size:26pt}"
LETTER = "p{margin:0 0 12pt}.h{text-align:right;font-size:9pt;color:#555}"
