"""How sites set an article: what stands around it is theirs, the paragraphs are the article's."""

# ruff: noqa: E501 - what a page is made of is easier to read in long lines

from collections.abc import Callable, Mapping, Sequence
from html import escape
from itertools import groupby

from bench.documents.articles import Article, Line, Role

Layout = Callable[[Article], str]

_HEADLINES = {
    "en": ("Council votes on new tram line", "Bakers' guild elects first woman as head", "Storm warning lifted on the coast",
           "Chess club wins league for third time", "Hospital opens second ward", "Airport train to run all night"),
    "ru": ("Совет проголосовал за новую линию трамвая", "В больнице открыли второе отделение",
           "Штормовое предупреждение снято", "Шахматный клуб в третий раз выиграл лигу", "Поезд в аэропорт пойдёт ночью"),
    "tr": ("Meclis yeni tramvay hattını oyladı", "Hastanede ikinci servis açıldı", "Fırtına uyarısı kaldırıldı",
           "Satranç kulübü üçüncü kez şampiyon", "Havalimanı treni gece de çalışacak"),
    "az": ("Şura yeni tramvay xəttinə səs verdi", "Xəstəxanada ikinci şöbə açıldı", "Fırtına xəbərdarlığı götürüldü",
           "Şahmat klubu üçüncü dəfə qalib gəldi", "Hava limanı qatarı gecə də işləyəcək"),
    "ar": ("المجلس يصوت على خط ترام جديد", "افتتاح جناح ثان في المستشفى", "رفع التحذير من العاصفة",
           "نادي الشطرنج يفوز للمرة الثالثة", "قطار المطار يعمل طوال الليل"),
    "he": ("המועצה הצביעה על קו רכבת קלה חדש", "בית החולים פתח מחלקה שנייה", "אזהרת הסערה הוסרה",
           "מועדון השחמט זכה בפעם השלישית", "רכבת שדה התעופה תפעל בלילה"),
}  # fmt: skip
_ALSO = {
    "en": "Read also", "ru": "Читайте также", "tr": "İlgili Haberler", "az": "Həmçinin oxuyun", "ar": "اقرأ أيضا",
    "he": "קראו גם",
}  # fmt: skip
_SHARE = {
    "en": "Share this article", "ru": "Поделиться", "tr": "Paylaş", "az": "Paylaş", "ar": "شارك", "he": "שיתוף",
}  # fmt: skip
_MENU = {
    "en": ("Home", "News", "Economy", "Region", "Culture", "Sport", "Weather", "Contact"),
    "ru": ("Главная", "Новости", "Экономика", "Регион", "Культура", "Спорт", "Погода", "Контакты"),
    "tr": ("Ana Sayfa", "Gündem", "Ekonomi", "Bölge", "Kültür", "Spor", "Hava Durumu", "İletişim"),
    "az": ("Əsas səhifə", "Xəbərlər", "İqtisadiyyat", "Region", "Mədəniyyət", "İdman", "Hava", "Əlaqə"),
    "ar": ("الرئيسية", "أخبار", "اقتصاد", "المنطقة", "ثقافة", "رياضة", "الطقس", "اتصل بنا"),
    "he": ("ראשי", "חדשות", "כלכלה", "אזור", "תרבות", "ספורט", "מזג אוויר", "צור קשר"),
}  # fmt: skip


def _links(texts: Sequence[str], tag: str = "li") -> str:
    return "".join(f'<{tag}><a href="/{i}/">{escape(text)}</a></{tag}>' for i, text in enumerate(texts))


def body(article: Article, paragraph: str = "<p>{}</p>", after: Mapping[int, str] | None = None) -> str:
    """Return the article's lines as HTML; `after` has what a site puts after its n-th block."""
    parts: list[str] = []
    for role, group in groupby(article.lines, key=lambda line: line.role):
        lines = list(group)
        if role in (Role.PARAGRAPH, Role.HEADING, Role.QUESTION):
            parts += [_single(line, paragraph) for line in lines]
        else:
            parts.append(_several(role, lines))
    return "\n".join(part + (after or {}).get(n, "") for n, part in enumerate(parts, start=1))


def _single(line: Line, paragraph: str) -> str:
    text = escape(line.text)
    if line.role is Role.HEADING:
        return f"<h2>{text}</h2>"
    return paragraph.format(f"<strong>{text}</strong>" if line.role is Role.QUESTION else text)


def _several(role: Role, lines: Sequence[Line]) -> str:
    if role is Role.ROW:
        rows = [line.text.split(" | ") for line in lines]
        head = "".join(f"<th>{escape(cell)}</th>" for cell in rows[0])
        rest = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows[1:])
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rest}</tbody></table>"
    tag = "ul" if role is Role.ITEM else "ol"
    return f"<{tag}>" + "".join(f"<li>{escape(line.text)}</li>" for line in lines) + f"</{tag}>"


def _page(article: Article, head: str, content: str, charset: str = "utf-8") -> str:
    direction = ' dir="rtl"' if article.language in ("ar", "he") else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{article.language}"{direction}><head><meta charset="{charset}">'
        f"<title>{escape(article.title)} - {escape(article.publisher)}</title>{head}</head>\n<body>{content}</body></html>\n"
    )


def weblog(article: Article) -> str:
    """A news site on a weblog system: share bar, a link in the midst, tags, author box, related posts, comments."""
    language = article.language
    stories = _HEADLINES[language]
    inline = f'<p class="also"><strong>{_ALSO[language]}:</strong> <a href="/3/">{escape(stories[0])}</a></p>'
    head = (
        f'<meta property="og:title" content="{escape(article.title)}"><meta property="og:site_name" '
        f'content="{escape(article.publisher)}"><meta property="article:published_time" content="{article.date}T09:30:00+00:00">'
        f'<link rel="canonical" href="https://news.example/{article.date}/story/">'
    )
    return _page(
        article,
        head,
        f"""
<header id="masthead"><div class="site-title"><a href="/">{escape(article.publisher)}</a></div>
<nav class="main-navigation"><ul class="menu">{_links(_MENU[language])}</ul></nav></header>
<div id="content"><main><article class="post type-post hentry">
<header class="entry-header"><h1 class="entry-title">{escape(article.title)}</h1>
<div class="entry-meta"><span class="posted-on">{article.date}</span> <span class="byline">{escape(article.author)}</span></div>
<div class="sharedaddy"><h3>{_SHARE[language]}</h3><ul>{_links(("Facebook", "X", "Telegram", "WhatsApp"))}</ul></div></header>
<figure class="wp-block-image"><img src="a.jpg" alt=""><figcaption>The quay on Friday. Photo: Wire / T. Ram</figcaption></figure>
<div class="entry-content">
{body(article, after={2: inline})}
</div>
<footer class="entry-footer"><span class="tags-links">Tags: {_links(("harbour", "transport", "region"), "span")}</span></footer>
<div class="author-box"><h4>{escape(article.author)}</h4><p>Has written for this site since 2014 and lives with two dogs.</p></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3>{_ALSO[language]}</h3><ul>{_links(stories)}</ul></div>
</article>
<div id="comments" class="comments-area"><h2>3 thoughts on “{escape(article.title)}”</h2><ol class="comment-list">
<li class="comment"><div class="comment-author">sailor77</div><div class="comment-content"><p>About time. I have been driving
round the bay since last summer and my car has 20,000 kilometres more on it than it should have.</p></div></li>
<li class="comment"><div class="comment-author">Anonymous</div><div class="comment-content"><p>And who pays for all this? We do,
as always, and nobody has ever asked us whether we want it.</p></div></li></ol>
<form><label>Leave a comment</label><textarea></textarea></form></div></main>
<aside id="secondary" class="widget-area"><h2>Most read</h2><ul>{_links(stories[::-1])}</ul></aside></div>
<footer id="colophon"><p>© 2025 {escape(article.publisher)}. All rights reserved.</p><p>Proudly powered by a weblog.</p></footer>
<div class="cookie-notice"><p>We use cookies to make sure that you get the best experience on our website. By going on to use it
you agree to our use of cookies.</p><button>OK</button></div>""",
    )


def portal(article: Article) -> str:
    """A portal made by a framework: class names that say nothing, boxes in the text, JSON about the article."""
    language = article.language
    box = (
        '<div class="css-1q2w3e"><h4>Get our newsletter</h4><p>The most important news of the day, every morning in your '
        'inbox. You can unsubscribe at any time.</p><form><input type="email"><button>Sign up</button></form></div>'
    )
    more = f'<div class="css-9xk2" data-qa="more"><span>{_ALSO[language]}</span>{_links(_HEADLINES[language][:2], "div")}</div>'
    head = (
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"'
        f'{article.title}","datePublished":"{article.date}T06:00:00Z","author":{{"@type":"Person","name":"{article.author}"}},'
        f'"publisher":{{"@type":"Organization","name":"{article.publisher}"}}}}</script>'
    )
    return _page(
        article,
        head,
        f"""<div id="__next"><div class="css-0"><header class="css-h1"><div>{_links(_MENU[language], "span")}
</div></header><div class="css-main"><div class="css-7a"><div class="css-kicker">{_MENU[language][2]}</div>
<h1 class="css-t">{escape(article.title)}</h1><div class="css-by"><span>{escape(article.author)}</span><time>{article.date}</time>
<button>{_SHARE[language]}</button><button>Save</button></div>
<figure class="css-f"><picture><img src="b.jpg"></picture><figcaption class="css-c">A control room, seen last winter.
<span>Image: Desk archive</span></figcaption></figure>
<section class="css-body">
{body(article, '<p class="css-p">{}</p>', {2: box, 4: more})}
</section></div>
<div class="css-side"><h3>Most popular</h3>{_links(_HEADLINES[language], "div")}</div></div>
<footer class="css-foot"><div>{_links(("Imprint", "Privacy", "Terms of use", "Advertise with us"), "span")}</div>
<p>© 2025 {escape(article.publisher)}</p></footer></div>
<div role="dialog" class="css-consent"><h2>Your privacy</h2><p>We and our 842 partners store and access information on your device
to show you advertisements and to measure them. You can change your mind at any time in the settings.</p>
<button>Accept all</button><button>Reject</button></div></div>""",
    )


def institute(article: Article) -> str:
    """An institute's publication: sections, a list of notes, the author, other publications."""
    stories = _HEADLINES[article.language]
    return _page(
        article,
        f'<meta name="date" content="{article.date}"><meta name="author" content="{article.author}">',
        f"""
<div class="topbar"><a href="/">{escape(article.publisher)}</a><ul>{_links(("Research", "Events", "People", "About"))}</ul></div>
<div class="breadcrumbs"><a href="/">Home</a> » <a href="/research">Research</a> » <a href="/p">Papers</a></div>
<div class="publication"><h1>{escape(article.title)}</h1>
<p class="meta">By <a href="/people/1">{escape(article.author)}</a> | 5 November 2024 | <a href="/x.pdf">Download PDF</a></p>
<div class="text">
{body(article)}
</div>
<div class="notes"><h3>Notes</h3><ol><li>Figures of the joint commission, tables 4 and 7.</li>
<li>Interviews by the author, June to August 2024.</li></ol></div>
<div class="bio"><h3>About the author</h3><p>{escape(article.author)} is a fellow of the institute. He works on railways and
ports and has published two books on trade routes.</p></div></div>
<div class="related"><h3>Related publications</h3><ul>{_links(stories)}</ul></div>
<div class="footer"><p>{escape(article.publisher)}, 12 Mill Lane. Reproduction with acknowledgement is welcome.</p></div>""",
    )


def tables(article: Article) -> str:
    """A page of the year 2000: set by tables, paragraphs parted by two line breaks, entities, no marks at all."""
    menu = "".join(f'<a href="{i}.htm">{text}</a><br>' for i, text in enumerate(_MENU[article.language]))
    text = "<br><br>\n".join(escape(paragraph) for paragraph in article.words())
    return f"""<HTML><HEAD><TITLE>{escape(article.title)}</TITLE></HEAD><BODY bgcolor=#ffffff>
<TABLE width=760><TR><TD colspan=3><img src=logo.gif><font size=5>{escape(article.publisher)}</font></TD></TR>
<TR><TD width=120 valign=top><font size=2>{menu}</font></TD>
<TD valign=top><font size=5><b>{escape(article.title)}</b></font><br><font size=1>{article.date}</font><br><br>
<font size=3>{text}</font><br><br><a href="javascript:print()">Print this page</a></TD>
<TD width=120 valign=top><font size=1><b>Also today</b><br>{"<br>".join(_HEADLINES[article.language])}</font></TD></TR>
<TR><TD colspan=3 align=center><font size=1>Copyright {escape(article.publisher)}</font></TD></TR></TABLE></BODY></HTML>
"""


def office(article: Article) -> str:
    """A public body's page: the text with its table, notes to editors, contact, a question on the page."""
    return _page(
        article,
        f'<meta name="DC.date.issued" content="{article.date}">',
        f"""
<a class="skip" href="#main">Skip to main content</a><header><p class="brand">{escape(article.publisher)}</p>
<nav><ul>{_links(("Data", "Releases", "Methods", "About us"))}</ul></nav></header>
<main id="main"><h1>{escape(article.title)}</h1><p class="published">Released {article.date}</p>
<div class="govspeak">
{body(article)}
</div>
<div class="contact"><h2>Contact</h2><address>Press office, telephone 555 0100</address></div></main>
<div class="feedback"><h2>Is this page useful?</h2><button>Yes</button><button>No</button></div>
<footer><ul>{_links(("Accessibility", "Cookies", "Privacy"))}</ul></footer>""",
    )


def magazine(article: Article) -> str:
    """A weekly's interview: a standing quote taken from the text, a portrait's caption, a box on subscriptions."""
    pulled = '<blockquote class="pull-quote"><p>“I would let my grandchildren drive across it”</p></blockquote>'
    box = '<aside class="promo"><p>You are reading a free article. Subscribe for unlimited access from 3 a month.</p></aside>'
    meta = f'<meta property="article:published_time" content="{article.date}">'
    return _page(
        article,
        meta + f'<meta property="og:site_name" content="{article.publisher}">',
        f"""
<header><a href="/">{escape(article.publisher)}</a><nav>{_links(_MENU["en"], "span")}</nav></header>
<main><article><h1>{escape(article.title)}</h1><p class="author">By {escape(article.author)}</p>
<figure><img src="p.jpg"><figcaption>Olga Mervin on the new bridge. Photograph: Weekly Review</figcaption></figure>
<div class="article__body">
{body(article, after={5: pulled, 7: box})}
</div></article>
<section class="more"><h2>More from this section</h2>{_links(_HEADLINES["en"], "h3")}</section></main>
<footer><p>{escape(article.publisher)} is published on Fridays.</p></footer>""",
    )


def blocks(article: Article) -> str:
    """A small paper's page: no `p` at all, each paragraph in a `div`, the site's menu between."""
    stories = _HEADLINES[article.language]
    return _page(
        article,
        "",
        f"""<div class="wrap"><div class="logo">{escape(article.publisher)}</div>
<div class="menu">{_links(_MENU[article.language], "span")}</div><div class="col-8"><div class="news-title">{escape(article.title)}</div>
<div class="news-date">{article.date}</div><div class="news-text">
{body(article, "<div>{}</div>")}
</div><div class="views">Views: 1,204</div><div class="share">{_SHARE[article.language]}: {_links(("Facebook", "Telegram"), "span")}</div></div>
<div class="col-4"><div class="block-title">{_ALSO[article.language]}</div>{_links(stories, "div")}</div>
<div class="bottom">© {escape(article.publisher)} 2025</div></div>""",
    )


def channel(article: Article, charset: str = "utf-8") -> str:
    """A regional agency: breadcrumbs, a prompt to follow a channel within the text, links to other stories below."""
    follow = {
        "ru": "Подписывайтесь на наш канал в Telegram", "tr": "Bizi Google Haberler'de takip edin",
        "az": "Bizi Telegram-da izləyin", "ar": "تابعونا على تلغرام", "he": "עקבו אחרינו בטלגרם", "en": "Follow us on Telegram",
    }[article.language]  # fmt: skip
    stories = _HEADLINES[article.language]
    prompt = f'<p class="tg"><a href="https://t.me/x"><b>{follow}</b></a></p>'
    meta = f'<meta property="og:site_name" content="{article.publisher}"><meta name="pubdate" content="{article.date}">'
    return _page(
        article,
        meta,
        f"""
<div class="top"><a href="/">{escape(article.publisher)}</a></div><ul class="nav">{_links(_MENU[article.language])}</ul>
<div class="crumbs"><a href="/">{_MENU[article.language][0]}</a> / <a href="/e">{_MENU[article.language][2]}</a></div>
<div class="news"><h1>{escape(article.title)}</h1><span class="date">{article.date}</span><img src="c.jpg">
<div class="news__body">
{body(article, after={1: "<!-- ad --><div class='banner'><script>show(1)</script></div>", 3: prompt})}
</div><div class="news__share">{_SHARE[article.language]} {_links(("Facebook", "WhatsApp", "Telegram"), "span")}</div></div>
<div class="lenta"><h2>{_ALSO[article.language]}</h2><ul>{_links(stories)}</ul></div>
<div class="foot">© {escape(article.publisher)}, 2009-2025. {_MENU[article.language][7]}: info@example.org</div>""",
        charset,
    )
