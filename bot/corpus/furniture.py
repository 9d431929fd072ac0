"""Lines that belong to the page and not to the text: marks, captions, bylines, prompts, numbers, links."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise

from bot.corpus.blocks import Block, Kind, Reason
from bot.corpus.dates import is_date
from bot.corpus.lines import LONGEST_LINK, is_closed, is_headline, is_prose, is_short, key, starts_lower

Found = dict[int, Reason]

_MARK = re.compile(r"^[(\[]?[^\W\d_]{1,7}(?:/[^\W\d_]{1,7})*[)\]]?$")
_AGENCIES = (
    r"AP|AFP|EPA|DPA|ANSA|EFE|UPI|PTI|SPA|WAM|KUNA|QNA|MENA|IRNA|Reuters|REUTERS|Getty(?: Images)?|Xinhua|TASS|ТАСС|"
    r"РИА(?: Новости)?|AA|Anadolu(?: Agency)?|İHA|DHA|AZERTAC|APA|Trend|Shutterstock|Bloomberg"
)
_PHOTO_WORD = r"photo(?:graph)?|image|picture|foto|фото(?:графия)?|şəkil|fotoğraf|görsel|crédit|bild|صورة"
_BEFORE = rf"^(?:{_PHOTO_WORD})(?:\s+(?:credit|by|de|von|d’illustration))?\s*[:/©]"
_CREDIT_BEFORE = re.compile(_BEFORE, re.IGNORECASE)  # all that is one in a line which ends in a full stop
_CREDIT = re.compile(
    rf"[(\[][^()\[\]]*\b(?:{_PHOTO_WORD}|(?:{_AGENCIES})\s*/|/\s*(?:{_AGENCIES}))[^()\[\]]*[)\]]\.?$"
    rf"|(?:[.!?\")»”]|\s[/|–—-])\s*(?:©\s*)?(?:[^\W\d_]+\s*/\s*)?(?:{_AGENCIES})(?:\s*/\s*[\w ]+)?$"
    rf"|©\s*[\w ./]{{2,40}}$"
    rf"|{_BEFORE}"
    rf"|\b(?:{_PHOTO_WORD})(?:\s+credit)?\s*:\s*[^.]{{2,60}}$",
    re.IGNORECASE,
)
_LONGEST_CAPTION = 400

_AUTHOR = re.compile(
    r"^(?:(?:authors?|written by|автор(?:ы)?|müəllif(?:lər)?|yazar(?:lar)?|auteurs?|autor(?:en|es)?|المؤلف)\s*:"
    r"|(?:by|von|par|por)\s+(?:[A-ZÀ-ÖØ-ÞА-ЯƏİĞŞ][\w.’'-]*\s*(?:,|and|und|et|y|&)?\s*){1,6}$"
    r"|[(\[]?(?:additional )?(?:reporting|writing|editing) by\s)",
    re.IGNORECASE,
)
_BY_NAME = re.compile(r"^(?:by|von|par|por)\s", re.IGNORECASE)
_AFFILIATIONS = 8  # lines after an author's name that say who that is
_AFFILIATION_LENGTH = 160

_PROMPTS = (
    r"share(?: (?:this|news|on|via|the|with|article|story)\b.*)?", r"follow (?:us|on)\b.*", r"subscribe\b.*",
    r"sign up (?:for|to)\b.*", r"(?:read|see|watch|listen) (?:also|more|next|too)\b.*", r"also read\b.*",
    r"related(?: (?:news|articles?|stories|topics))?", r"related\s*:.*", r"more on this\b.*", r"click (?:here|to)\b.*",
    r"\d{1,3}[ -](?:min(?:ute)?s?[ -]read|dk\.? okuma|мин\.? чтения)", r"reading time\b.*", r"our standards\s*:.*",
    r"print(?: this.*)?",
    r"download(?: as)? pdf", r"leave a (?:comment|reply)\b.*", r"comments?(?: \(\d+\))?", r"advertisements?",
    r"(?:most|latest) (?:read|popular|news)", r"tags?\s*:.*", r"keywords?\s*:.*", r"all rights reserved\b.*",
    r"(?:copyright|©)\s.*", r"skip to .*content",
    r"подел(?:иться|итесь)\b.*", r"подпи(?:сывайтесь|шитесь|саться)\b.*", r"читайте (?:также|нас|ещ[её])\b.*",
    r"смотрите также\b.*", r"следите за\b.*", r"теги\s*:.*",
    r"paylaş(?:ın|maq)?(?:\s.*)?", r"bizi (?:.* )?(?:izləyin|takip edin)\b.*", r"abun[əe] ol(?:un|maq)?\b.*",
    r"həmçinin oxuyun\b.*", r"ayrıca oku(?:yun)?\b.*", r"etiketl[ea]r\s*:.*",
    r"partage[rz](?:\s.*)?", r"suivez[- ]nous\b.*", r"abonnez[- ]vous\b.*", r"(?:à )?lire aussi\b.*",
    r"teilen(?:\s.*)?", r"folgen sie uns\b.*", r"lesen sie auch\b.*",
    r"compart(?:ir|e)(?:\s.*)?", r"síguenos\b.*", r"lea también\b.*",
)  # fmt: skip
_PROMPT = re.compile(rf"^(?:{'|'.join(_PROMPTS)})$", re.IGNORECASE)
_LONGEST_PROMPT = 80
# What may end as a sentence does and is none of the text.
_SMALL_PRINT = re.compile(
    r"^(?:(?:subscribe (?:to|for|now)|sign up (?:for|to) (?:our|the|my|this)|follow us|подпишитесь на|abun[əe] ol)\b.*"
    r"|(?:©|\(c\)|copyright)\s*(?:©\s*|\(c\)\s*)?\d{4}\b.*|.*\ball rights reserved|.*\bвсе права защищены"
    r"|.*\b(?:tüm hakları saklıdır|bütün hüquqlar(?:ı)? qorunur)|our standards\s*:.*)\W*$",
    re.IGNORECASE,
)
_LONGEST_SMALL_PRINT = 120
_NETWORK = (
    r"facebook|twitter|x|whatsapp|telegram|linkedin|e-?mail|instagram|youtube|reddit|pinterest|viber|vk|print|copy link"
)
_NETWORKS = re.compile(rf"^(?:{_NETWORK})(?:[\s|·,/•]+(?:{_NETWORK}))+$", re.IGNORECASE)
_STAMP = re.compile(
    r"^\W*(?:(?:(?:first|last) )?(?:published|updated|posted|modified)|опубликовано|обновлено|yayınlanma|güncelleme"
    r"|dərc olunub|yenilənib)(?: (?:on|at))?\b\W*",
    re.IGNORECASE,
)
_PARTED = re.compile(r"[|•·]")
# What stands above headlines of other stories.
_LEADS_TO_LINKS = re.compile(
    r"^(?:more (?:from|in|on|news|stories|headlines)\b.*|you (?:may|might) also like\b.*|(?:read|see) (?:also|next)"
    r"|(?:most|latest|top|other|related|popular|trending|recommended) (?:read|news|stories|articles|headlines|posts)"
    r"|(?:читайте также|другие новости|последние новости|похожие новости|по теме)"
    r"|(?:diğer|son|benzer|ilgili) haberler|(?:digər|son|oxşar|əlaqəli) xəbərlər)\W*$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"^(?:https?://|www\.)\S+$|^\S+@\S+\.\w+$", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"^(?:[-–—|\[]\s*\d{1,4}\s*[-–—|\]]|(?:page|стр(?:аница|\.)?|səhifə|sayfa|seite|página|p\.)\s*\d{1,4}(?:\s*(?:of|из|/|von|de|sur)\s*\d{1,4})?"
    r"|\d{1,4}\s*(?:/|of|из)\s*\d{1,4})$",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"^\d{1,4}$")

LINKS_AT_END = 8  # so many headlines in a row after a text are links to other stories
LINKS_ELSEWHERE = 12
LINKS_IN_MENU = 3  # blocks that are links and nothing else
_APART = re.compile(r"\s[|·•›»/]\s")
_NAMES_PER_LINE = 0.8  # headlines name people, places, bodies; a list of goods or steps does not


def is_mark(text: str) -> bool:
    """Tell whether a line is an agency's mark: one short word in capitals, `TT`, `(AFP)`, `ТАСС`."""
    return bool(_MARK.match(text)) and text.upper() == text and text.lower() != text


def is_credited(text: str) -> bool:
    """Tell whether a line ends or begins with the credit of a picture."""
    if len(text) > _LONGEST_CAPTION:
        return False
    ends_plainly = text.endswith(".") and not text.endswith((").", "].")) and "©" not in text
    return bool((_CREDIT_BEFORE if ends_plainly else _CREDIT).search(text))  # as nearly all do: half of the time


def is_byline(text: str) -> bool:
    """Tell whether a line names who wrote the text, and nothing else."""
    match = _AUTHOR.match(text) if is_short(text, _AFFILIATION_LENGTH) else None
    if match and _BY_NAME.match(text):  # "By 2030 emissions fall" and "by then" are no names
        return all(
            word[0].isupper() or word in ("and", "und", "et", "y", "&", "de", "von") for word in text.split()[1:]
        )
    return match is not None


def is_prompt(text: str) -> bool:
    """Tell whether a line asks the reader to do something with the page, or is nothing but an address."""
    if _ADDRESS.match(text) or _NETWORKS.match(text):
        return True
    if len(text) <= _LONGEST_SMALL_PRINT and _SMALL_PRINT.match(text):
        return True
    return len(text) <= _LONGEST_PROMPT and not text.endswith((".", "…", ":")) and bool(_PROMPT.match(text))


def is_stamp(text: str) -> bool:
    """Tell whether a line says when the text was published or changed, and nothing else."""
    if not is_short(text) or not _STAMP.match(text):
        return False
    return all(is_date(_STAMP.sub("", part).strip()) for part in _PARTED.split(text) if part.strip())


def find_marginals(blocks: Sequence[Block]) -> Found:
    """Find prompts, bylines with what follows them at the end, and pictures' credits."""
    found: Found = {}
    last_prose = max((i for i, block in enumerate(blocks) if is_prose(block.text)), default=-1)
    if last_prose < 0:
        return found  # a text without prose has no page around it that these rules could know
    for i, block in enumerate(blocks):
        if block.kind is Kind.HEADING:
            continue
        if is_prompt(block.text):
            found[i] = Reason.SHARE_PROMPT
        elif is_stamp(block.text):
            found[i] = Reason.DATE_LINE
        elif is_byline(block.text):
            found[i] = Reason.BYLINE
            found |= dict.fromkeys(_affiliations(blocks, i) if i > last_prose else (), Reason.BYLINE)
        elif is_credited(block.text) and not _runs_on(blocks, i):
            found[i] = Reason.CAPTION
    return found


def _runs_on(blocks: Sequence[Block], i: int) -> bool:
    return i + 1 < len(blocks) and not is_closed(blocks[i].text) and starts_lower(blocks[i + 1].text)


def _affiliations(blocks: Sequence[Block], i: int) -> list[int]:
    """Return the lines after an author's name up to a prompt or a sentence."""
    after: list[int] = []
    for j in range(i + 1, min(i + 1 + _AFFILIATIONS, len(blocks))):
        text = blocks[j].text
        if not is_short(text, _AFFILIATION_LENGTH) or is_closed(text) or is_prompt(text):
            break
        after.append(j)
    return after


def find_page_numbers(blocks: Sequence[Block]) -> Found:
    """Find `Page 3 of 12`, `- 3 -`, and lone figures that rise through the text."""
    if not any(is_prose(block.text) for block in blocks):
        return {}
    named = {i for i, block in enumerate(blocks) if _PAGE_NUMBER.match(block.text)}
    return dict.fromkeys(named.union(_bare_page_numbers(blocks)), Reason.PAGE_NUMBER)


def _bare_page_numbers(blocks: Sequence[Block]) -> list[int]:
    """Return lone rising numbers with text between them; figures in a row are a table's column."""
    bare = [i for i, block in enumerate(blocks) if _BARE_NUMBER.match(block.text)]
    lone = [i for i in bare if i - 1 not in bare and i + 1 not in bare]
    numbers = [int(blocks[i].text) for i in lone]
    rising = len(lone) >= 2 and all(0 < b - a <= 3 for a, b in pairwise(numbers))
    return lone if rising and len(lone) == len(bare) else []


def find_page_headers(blocks: Sequence[Block]) -> Found:
    """Find short lines that stand three times and more where a page's end cut a sentence: headers and footers."""
    if not any(is_short(block.text) for block in blocks):
        return {}
    counts = Counter(key(block.text) for block in blocks)
    places: dict[str, list[int]] = {}
    for i, block in enumerate(blocks):
        if counts[key(block.text)] >= 3 and is_short(block.text) and not is_closed(block.text):
            places.setdefault(key(block.text), []).append(i)
    return {
        i: Reason.PAGE_HEADER
        for found in places.values()
        if sum(_is_between_halves(blocks, i) for i in found) * 3 >= len(found)
        for i in found
    }


def _is_between_halves(blocks: Sequence[Block], i: int) -> bool:
    """Tell whether a sentence breaks off above the line and goes on below it."""
    if not 0 < i < len(blocks) - 1:
        return False
    above, below = blocks[i - 1].text, blocks[i + 1].text
    return len(above) >= 60 and not is_closed(above) and (starts_lower(below) or is_prose(below))


def find_links(blocks: Sequence[Block]) -> Found:
    """Find runs of other stories' headlines: eight and more after the text, twelve elsewhere, three if linked.

    Under "Latest news" and the like one is enough.
    """
    found: Found = {}
    if not any(is_prose(block.text) for block in blocks):
        return found
    start = 0
    while start < len(blocks):
        end = _links_end(blocks, start)
        fewest = LINKS_AT_END if end == len(blocks) else LINKS_ELSEWHERE
        run = range(start, end)
        if len(run) >= fewest and _are_stories(blocks, run):
            found |= dict.fromkeys(run, Reason.LINK_LIST)
        start = max(end, start + 1)
    return found | _linked_runs(blocks) | _announced(blocks)


def _announced(blocks: Sequence[Block]) -> Found:
    """Find lines that announce other stories, with the headlines below; one right above a paragraph may be its own."""
    found: Found = {}
    for i, block in enumerate(blocks):
        if i not in found and _LEADS_TO_LINKS.match(block.text):
            end = next((j for j in range(i + 1, len(blocks)) if not _is_link(blocks[j])), len(blocks))
            last = end if end == len(blocks) else end - 1
            if last > i + 1:
                found |= dict.fromkeys(range(i, last), Reason.LINK_LIST)
    return found


def _linked_runs(blocks: Sequence[Block]) -> Found:
    """Find blocks in a row, or parts of one, that are links and nothing else: a menu."""
    found = {i: Reason.LINK_LIST for i, block in enumerate(blocks) if block.linked and _is_menu(block.text)}
    for linked, group in groupby(range(len(blocks)), key=lambda i: blocks[i].linked):
        run = list(group)
        if linked and len(run) >= LINKS_IN_MENU:
            found |= dict.fromkeys(run, Reason.LINK_LIST)
    return found


def _is_menu(text: str) -> bool:
    """Tell whether a line is several apart: "Home | Archive | About"."""
    return len(_APART.split(text)) >= LINKS_IN_MENU


def _links_end(blocks: Sequence[Block], start: int) -> int:
    """Return where the run of headlines ends; a single closed one between headlines does not break it."""
    end = start
    while end < len(blocks):
        if _is_link(blocks[end]) or (end - start >= 3 and _is_between_links(blocks, end)):
            end += 1
        else:
            break
    return end


def _is_between_links(blocks: Sequence[Block], i: int) -> bool:
    after = blocks[i + 1 : i + 4]
    return len(blocks[i].text) <= LONGEST_LINK and len(after) == 3 and all(map(_is_link, after))


def _is_link(block: Block) -> bool:
    return block.linked or (block.kind is Kind.TEXT and is_headline(block.text.lstrip("®•»› "), LONGEST_LINK))


def _are_stories(blocks: Sequence[Block], run: range) -> bool:
    """Tell headlines from a list that belongs to the text: of names, goods, steps, or verses."""
    texts = [blocks[i].text for i in run]
    if run.start > 0 and blocks[run.start - 1].text.endswith(":"):
        return False
    words = [text.split() for text in texts]
    long_enough = sum(len(line) >= 4 for line in words) >= 0.6 * len(words)
    with_titles = sum(bool(re.match(r"(?:[A-ZÀ-ÞА-ЯƏİ][\w.’'-]*\s?){1,4},\s", text)) for text in texts)
    cased = any(c.islower() for text in texts for c in text)
    names = sum(word[:1].isupper() or word[:1].isdigit() for line in words for word in line[1:])
    named = not cased or names >= _NAMES_PER_LINE * len(texts)
    long_lines = sorted(map(len, texts))[len(texts) // 2] >= 32
    return long_enough and long_lines and named and with_titles < 0.6 * len(texts)
