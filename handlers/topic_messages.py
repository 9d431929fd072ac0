"""What /topics edit looks like: pure, from values to messages."""

from collections.abc import Sequence

from bot.search.amending import EditKind
from bot.search.topics import Topic
from bot.store.rows import TopicEdit
from bot.topic_edits import TopicEditError, TopicFacts
from handlers.actions import OpenTopic
from handlers.cutting import cut_words, one_line
from handlers.messages import counted_words, joined, label, note, packed, page_count, plain, tagged, turning
from handlers.outgoing import Button, Outgoing, Rows
from handlers.texts import Texts
from handlers.topic_actions import (
    AskAlias,
    AskMerge,
    AskName,
    ChooseMerge,
    ExportTopics,
    FindTopic,
    HideTopic,
    ListEdits,
    MergeTopics,
    OpenEdited,
    UndoEdit,
)

EDITS_A_PAGE = 8
_MAX_NAME = 80
_MAX_NAMES = 2_000  # of all other names of a topic


def edit_list(texts: Texts, edits: Sequence[TopicEdit], topics: int, page: int = 0, above: str = "") -> Outgoing:
    """Return a page (0-based; one past the end is the last) of the edits, newest first, each to be taken back."""
    words = texts.topic_desk
    counts = {"topics": counted_words(words.topics, topics), "edits": counted_words(words.edits, len(edits))}
    pages = page_count(len(edits), EDITS_A_PAGE)
    page = max(0, min(page, pages - 1))
    first = page * EDITS_A_PAGE
    shown = list(enumerate(reversed(edits), start=1))[first : first + EDITS_A_PAGE]
    lines = [f"{number}. {said(texts, edit)}" for number, edit in shown] or [words.no_edits]
    turned = [words.page.format(page=page + 1, pages=pages)] if pages > 1 else []
    body = "\n\n".join([*filter(None, [above]), words.heading.format(**counts), "\n".join(lines), *turned])
    undo = (Button(words.undo.format(number=number), UndoEdit(edit.id).data) for number, edit in shown)
    tools = (Button(words.find, FindTopic().data), Button(words.export, ExportTopics().data))
    return note(body, (tools, *packed(undo), *turning(texts, page, pages, lambda to: ListEdits(to).data)))


def said(texts: Texts, edit: TopicEdit) -> str:
    """Return an edit as a line."""
    names = {"topic": _name(edit.topic), "value": _name(edit.value)}
    return texts.topic_desk.edit[EditKind(edit.kind)].format(**names)


def done(texts: Texts, edit: TopicEdit) -> str:
    """Return what an edit has done."""
    names = {"topic": _name(edit.topic), "value": _name(edit.value)}
    return texts.topic_desk.done[EditKind(edit.kind)].format(**names)


def fault(texts: Texts, error: TopicEditError) -> str:
    """Return why an edit cannot be made."""
    return texts.topic_desk.faults[error.fault].format(name=_name(error.name), topic=_name(error.topic))


def topic_page(texts: Texts, facts: TopicFacts, above: str = "") -> Outgoing:
    """Return a topic as an editor sees it, with all that can be done to it."""
    words, topic = texts.topic_desk, facts.topic
    names = cut_words(", ".join(map(one_line, topic.aliases)), _MAX_NAMES)
    counts = words.counts.format(
        paragraphs=counted_words(words.paragraphs, facts.paragraphs),
        mentions=counted_words(words.mentions, topic.occurrences),
    )
    lines = [words.names.format(names=names) if names else words.no_names, counts]
    body = joined("\n", [tagged("b", plain(_name(topic.name))), *map(plain, lines)])
    return Outgoing((plain(f"{above}\n\n") + body if above else body).markup, _page_rows(texts, facts))


def _page_rows(texts: Texts, facts: TopicFacts) -> Rows:
    words, id_ = texts.topic_desk, facts.topic.id
    undo = (
        (Button(label(words.undo_edit.format(edit=said(texts, edit))), UndoEdit(edit.id).data),)
        for edit in reversed(facts.edits[-EDITS_A_PAGE:])
    )
    return (
        (Button(words.add_name, AskAlias(id_).data), Button(words.rename, AskName(id_).data)),
        (Button(words.merge, ChooseMerge(id_).data), Button(words.hide, HideTopic(id_).data)),
        *undo,
        (Button(texts.following.brief, OpenTopic(id_).data), Button(words.all_edits, ListEdits(0).data)),
    )


def merge_choice(texts: Texts, topic: Topic, near: Sequence[Topic]) -> Outgoing:
    """Return the topics that a topic may be merged into."""
    words = texts.topic_desk
    choices = packed(Button(label(other.name), MergeTopics(topic.id, other.id).data) for other in near)
    last = (Button(words.another, AskMerge(topic.id).data), Button(words.keep, OpenEdited(topic.id).data))
    return note(words.choose_merge.format(topic=_name(topic.name)), (*choices, last))


def found(texts: Texts, typed: str, topics: Sequence[Topic]) -> Outgoing:
    """Return the topics that somebody may mean who typed no topic's name."""
    words = texts.topic_desk
    form = words.which_of if topics else words.not_found
    buttons = packed(Button(label(topic.name), OpenEdited(topic.id).data) for topic in topics)
    return note(form.format(typed=_name(typed)), (*buttons, (Button(words.find, FindTopic().data),)))


def _name(name: str) -> str:
    return cut_words(one_line(name), _MAX_NAME) if name.strip() else name
