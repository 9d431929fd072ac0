"""Mail, mailboxes and saved pages: the text of who wrote it, and nothing that a program put around."""

import base64
from io import BytesIO

import pytest

from bot.corpus.blocks import Reason
from bot.corpus.limits import Limits
from bot.corpus.reading import read_archive
from bot.corpus.sources import SourceCatalog
from tests.bot.corpus.builders import PROSE, only, reading, texts, wrapped

BODY = "\n\n".join(map(wrapped, PROSE[:3]))
PAGE = "".join(f"<p>{text}</p>" for text in PROSE[:3])


def mail(
    body: str | bytes, *headers: str, subject: str = "Freight grows", kind: str = "text/plain; charset=utf-8"
) -> bytes:
    """Return a message."""
    head = ["From: Press Office <press@example.org>", "Date: Mon, 20 May 2024 23:15:00 +0400", f"Subject: {subject}"]
    data = body.encode() if isinstance(body, str) else body
    return "\n".join([*head, *headers, f"Content-Type: {kind}"]).encode() + b"\n\n" + data


def parts(kind: str, *inner: tuple[str, str], subject: str = "Freight grows") -> bytes:
    """Return a message of several parts: the headers and the text of each."""
    body = "".join(f"--b\n{headers}\n\n{text}\n" for headers, text in inner) + "--b--\n"
    return mail(body, subject=subject, kind=f'{kind}; boundary="b"')


def dropped(data: bytes, reason: Reason) -> list[str]:
    return [line.line for line in reading(data, "a.eml").dropped if line.reason is reason]


def test_a_mail_is_its_text_with_subject_sender_and_day() -> None:
    document = only(mail(BODY), "a.eml")
    assert texts(document) == list(PROSE[:3])
    assert (document.title, document.publisher, document.date) == ("Freight grows", "Press Office", "2024-05-20")


def test_headers_in_other_alphabets_are_decoded() -> None:
    subject = "=?windows-1251?B?" + base64.b64encode("Груз растёт".encode("cp1251")).decode() + "?="
    assert only(mail(BODY, subject=f"Re: {subject}"), "a.eml").title == "Груз растёт"


@pytest.mark.parametrize("subject", ["=?nonsense?B?AAAA?=", "=?utf-8?Q?=ff=fe?=", "=?utf-8?B?A?=", ""])
def test_a_header_that_cannot_be_decoded_does_no_harm(subject: str) -> None:
    assert texts(only(mail(BODY, subject=subject), "a.eml")) == list(PROSE[:3])


def test_a_charset_that_is_wrong_or_unknown_is_guessed() -> None:
    data = "Ministry said that exports to Türkiye and Iran grew, and that more is to come.".encode()
    for charset in ("ascii", "unheard-of", "\udcff".encode("utf-8", "replace").decode()):
        assert "Türkiye" in texts(only(mail(data, kind=f"text/plain; charset={charset}"), "a.eml"))[0]


def test_of_alternatives_the_plain_text_is_taken_unless_it_is_a_stub() -> None:
    page = ("Content-Type: text/html; charset=utf-8", f"<html><body>{PAGE}</body></html>")
    assert texts(only(parts("multipart/alternative", ("Content-Type: text/plain", BODY), page), "a.eml")) == list(
        PROSE[:3]
    )
    stub = ("Content-Type: text/plain", "Your program cannot show pages.")
    assert texts(only(parts("multipart/alternative", stub, page), "a.eml")) == list(PROSE[:3])


def test_attachments_are_named_and_not_read() -> None:
    attached = ("Content-Type: application/pdf\nContent-Disposition: attachment; filename=report.pdf", "JVBERi0=")
    data = parts("multipart/mixed", ("Content-Type: text/plain", BODY), attached)
    assert texts(only(data, "a.eml")) == list(PROSE[:3])
    assert dropped(data, Reason.ATTACHMENT) == ["report.pdf"]
    bare = reading(parts("multipart/mixed", attached), "a.eml")
    assert bare.problem == "holds no text: its attachments are to be sent by themselves"


def test_a_forwarded_mail_is_the_original_with_its_own_facts() -> None:
    head = "---------- Forwarded message ---------\nFrom: *Aysel Quliyeva* <a@x.az>\nDate: Sun, May 19, 2024 at 9:00 AM"
    data = mail(f"{head}\nSubject: Fwd: Terminal opens\nTo: <d@x.az>\n\n{BODY}", subject="Fwd: Terminal opens")
    document = only(data, "a.eml")
    assert texts(document) == list(PROSE[:3])
    assert (document.title, document.publisher, document.date) == ("Terminal opens", "Aysel Quliyeva", "2024-05-19")
    assert len(dropped(data, Reason.MAIL_HEADER)) == 5


def test_what_is_answered_is_dropped_and_the_answer_stays() -> None:
    quoted = mail(f"{BODY}\n\nOn Mon, 20 May 2024, Desk <d@x.az> wrote:\n> {PROSE[3]}\n> {PROSE[4]}\n", subject="Re: x")
    below = mail(f"{BODY}\n\nFrom: Desk\nSent: Monday\nTo: Press\nSubject: x\n\n{PROSE[4]}\n", subject="Re: x")
    for data in (quoted, below):
        assert texts(only(data, "a.eml")) == list(PROSE[:3])
        assert dropped(data, Reason.QUOTED_MAIL)[-1].endswith(PROSE[4])


def test_a_mail_that_is_all_quoted_is_read() -> None:
    assert texts(only(mail("\n>\n".join(f"> {text}" for text in PROSE[:3])), "a.eml")) == list(PROSE[:3])


def test_signatures_and_small_print_are_dropped() -> None:
    data = mail(f"{BODY}\n\nSent from my iPhone\n\n-- \nPress Office\n+994 12 000\n")
    assert texts(only(data, "a.eml")) == list(PROSE[:3])
    assert dropped(data, Reason.SIGNATURE) == ["--", "Press Office", "+994 12 000", "Sent from my iPhone"]


def test_flowed_lines_are_joined() -> None:
    flowed = "\n\n".join(wrapped(text, 60).replace("\n", " \n") for text in PROSE[:3])
    assert texts(only(mail(flowed, kind="text/plain; format=flowed"), "a.eml")) == list(PROSE[:3])


def test_parts_within_parts_without_end_are_refused() -> None:
    data = b"From: a@b\n" + b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(300)
    )
    assert reading(data + mail(BODY), "a.eml").problem in (
        "has more than 20 parts within parts",
        "is damaged or no mail",
    )


def test_no_mail_is_no_mail() -> None:
    assert reading("\n\nOnly text.", "a.eml").problem in ("is no mail: it has no headers", "holds no text")


def test_a_page_saved_in_one_file_has_its_address() -> None:
    page = ("Content-Type: text/html; charset=utf-8", f"<html><body><article>{PAGE}</article></body></html>")
    data = b"Snapshot-Content-Location: https://example.org/a\n" + parts("multipart/related", page)
    document = only(data, "a.mhtml")
    assert texts(document) == list(PROSE[:3])
    assert document.url == "https://example.org/a"
    assert document.publisher != "Press Office"


def test_each_mail_of_a_mailbox_is_a_document_with_an_identity_of_its_own() -> None:
    first, second = (
        mail(f"{text}\n\n>From here on it is quoted.", f"Message-ID: <{n}@x>") for n, text in enumerate(PROSE[:2])
    )
    box = b"From a Mon\n" + first + b"\n\nFrom b Tue\n" + second
    found = read_archive(BytesIO(box), "a.mbox", SourceCatalog()).documents
    assert [texts(document)[0] for document in found] == list(PROSE[:2])
    assert all(texts(document)[1].startswith("From here") for document in found)
    turned = read_archive(BytesIO(b"From b Tue\n" + second + b"\n\nFrom a Mon\n" + first), "a.mbox", SourceCatalog())
    assert {document.id for document in turned.documents} == {document.id for document in found}


def test_a_bad_mail_in_a_mailbox_is_named_and_the_others_are_read() -> None:
    box = b"From a\nno headers\n\nFrom b\n" + mail(BODY) + b"\n\nFrom c\n" + b"x: y\n" * 400
    result = read_archive(BytesIO(box), "a.mbox", SourceCatalog(), Limits(max_line_bytes=1000))
    assert [document.title for document in result.documents] == ["Freight grows"]
    bad = [line.line for line in result.dropped if line.reason is Reason.BAD_RECORD]
    assert bad == ["message 1: is no mail: it has no headers", "message 3: is longer than 1,000 bytes"]
