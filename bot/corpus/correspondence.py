"""What mail programs put around a text: headers of what was forwarded, quotes, signatures, small print."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import getaddresses, parseaddr

from bot.corpus.blocks import Block, Dropped, Reason, sift
from bot.corpus.characters import tidy
from bot.corpus.dates import iso_date

_FROM = r"from|от(?: кого)?|von|de|kimden|gönderen|kimdən|göndərən|від"
_DATE = r"date|sent|дата|отправлено|datum|gesendet|fecha|enviado|envoyé|tarih|gönderildi|gönderme tarihi|tarix"
_SUBJECT = r"subject|тема|betreff|asunto|objet|konu|mövzu"
_TO = r"to|cc|reply-to|кому|копия|an|para|à|kime|bilgi|kimə"
_HEADER = re.compile(
    rf"^\*?(?:(?P<who>{_FROM})|(?P<when>{_DATE})|(?P<what>{_SUBJECT})|{_TO})\s?:\*?\s+(?P<value>.+)$", re.I
)
_FEWEST_HEADERS = 3
_FORWARDED = re.compile(
    r"^(?:-{3,}\s*(?:forwarded message|original message|пересылаемое сообщение|исходное сообщение"
    r"|yönlendirilen (?:ileti|mesaj)|özgün ileti|weitergeleitete nachricht|ursprüngliche nachricht"
    r"|message (?:transféré|d'origine))\s*-{3,}"
    r"|begin forwarded message:|начало переадресованного сообщения:|anfang der weitergeleiteten nachricht:)$",
    re.I,
)
_WROTE = re.compile(
    r"^(?:on|в|am|le|el)?\s?.{6,160}(?:wrote|писал(?:\(а\)|а)?|schrieb|a écrit|escribió|yazdı|yazıb)\s?:$", re.I
)
_ANSWER = re.compile(r"^(?:re|aw|ynt|rv)\s?(?:\[\d+\])?:", re.I)
_PREFIX = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr|ynt|ilt|i̇lt|rv)\s?(?:\[\d+\])?:\s*)+", re.I)
_SIGNATURE = re.compile(r"^(?:-- ?|_{10,})$")
_AROUND = re.compile(
    r"^(?:sent from my \w+.*|отправлено с (?:моего )?\w+.*|.*iphone[’'`]umdan gönderildi.*"
    r"|\W*(?:view|read|open) (?:this |it |the )?(?:e-?mail |message |newsletter )?(?:in|online|on) ?(?:your |the |a )?"
    r"(?:web )?(?:browser|online)?\W*"
    r"|.{0,200}\b(?:unsubscribe|отписаться|abunəlikdən|abonelikten)\b.{0,60}"
    r"|(?:you (?:are receiving|received|get) this|вы получили это|bu (?:e-?postayı|məktubu)).*"
    r"|this (?:e-?mail|message)\b.{0,80}\bconfidential\b.*|это (?:письмо|сообщение)\b.{0,80}\bконфиденциальн.*)$",
    re.I | re.S,
)
_QUOTED = re.compile(r"^\s*>")
_QUOTE_MARKS = re.compile(r"^(?:\s*>)+ ?")


@dataclass(frozen=True, slots=True)
class Headers:
    """Who sent what when."""

    publisher: str = ""
    title: str = ""
    date: str = ""

    def over(self, other: "Headers") -> "Headers":
        """Return these headers, and the other's where these are silent."""
        return Headers(self.publisher or other.publisher, self.title or other.title, self.date or other.date)


def own_lines(lines: Sequence[str]) -> tuple[list[str], list[Dropped]]:
    """Take away quoted answers and the line that leads them in; where all is quoted, or forwarded, only the marks."""
    forwarded = any(_FORWARDED.match(line.strip()) for line in lines)
    own = [i for i, line in enumerate(lines) if line.strip() and not _QUOTED.match(line)]
    if forwarded or not [i for i in own if not _WROTE.match(lines[i].strip())]:
        return [_QUOTE_MARKS.sub("", line) for line in lines], []
    kept, dropped = [], []
    for i, line in enumerate(lines):
        if _QUOTED.match(line) or (_WROTE.match(line.strip()) and _quote_follows(lines, i)):
            dropped.append(Dropped(tidy(line), Reason.QUOTED_MAIL))
            kept.append("")
        else:
            kept.append(line)
    return kept, dropped


def _quote_follows(lines: Sequence[str], i: int) -> bool:
    after = next((line for line in lines[i + 1 : i + 4] if line.strip()), "")
    return bool(_QUOTED.match(after))


def find_around(lines: Sequence[str], answer: bool) -> tuple[dict[int, Reason], Headers]:
    """Find the headers of forwarded mails, what announces them, and the signature; and what the headers say.

    Of several, those above the text itself count, which are the last. Below an answer stands what was answered.
    """
    found: dict[int, Reason] = {}
    headers = Headers()
    i = 0
    while i < len(lines):
        end = i
        while end < len(lines) and _HEADER.match(lines[end]):
            end += 1
        if end - i >= _FEWEST_HEADERS and answer and any(lines[:i]):
            return found | dict.fromkeys(range(i, len(lines)), Reason.QUOTED_MAIL), headers
        if end - i >= _FEWEST_HEADERS:
            found |= dict.fromkeys(range(i, end), Reason.MAIL_HEADER)
            headers = _said(lines[i:end]).over(headers)
        elif _FORWARDED.match(lines[i]):
            found[i] = Reason.MAIL_HEADER
        i = max(end, i + 1)
    end_of_text = next((i for i, line in enumerate(lines) if i and _SIGNATURE.match(line)), len(lines))
    last_header = max((i for i, reason in found.items() if reason is Reason.MAIL_HEADER), default=-1)
    if end_of_text > last_header:
        found |= dict.fromkeys(range(end_of_text, len(lines)), Reason.SIGNATURE)
    return found, headers


def _said(lines: Sequence[str]) -> Headers:
    who = when = what = ""
    for match in filter(None, map(_HEADER.match, lines)):
        who = who or (sender(match["value"]) if match["who"] else "")
        when = when or (
            iso_date(re.sub(r"\s(?:at|um|в|à)\s.*|\s\d{1,2}:\d\d.*", "", match["value"])) if match["when"] else ""
        )
        what = what or (plain_subject(match["value"]) if match["what"] else "")
    return Headers(who, what, when)


def without_small_print(blocks: Sequence[Block]) -> tuple[list[Block], list[Dropped]]:
    """Take away what mail programs and lists add to every message."""
    return sift(blocks, {i: Reason.SIGNATURE for i, block in enumerate(blocks) if _AROUND.match(block.text)})


def is_answer(subject: str) -> bool:
    """Tell whether a subject is that of an answer."""
    return bool(_ANSWER.match(subject))


def plain_subject(subject: str) -> str:
    """Return a subject without the `Re:` and `Fwd:` of any language."""
    return _PREFIX.sub("", subject)


def sender(value: str) -> str:
    """Return the name of who sent a message; the address where there is no name."""
    value = re.sub(r"\[mailto:[^\]]*\]", "", value).replace("*", "")
    name, address = parseaddr(value)
    names = getaddresses([value])
    return tidy(name or (names[0][0] if names else "")) or tidy(address)
