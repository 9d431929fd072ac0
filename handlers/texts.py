"""Every sentence that a person reads from the bot: one structure, one value of it a language."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.texts_alerts import AlertTexts
from handlers.texts_announcing import AnnouncingTexts
from handlers.texts_courtesies import CourtesyTexts
from handlers.texts_desk import DeskTexts
from handlers.texts_desk_questions import QuestionTexts
from handlers.texts_digests import DigestTexts
from handlers.texts_feeds import FeedTexts
from handlers.texts_following import FollowingTexts
from handlers.texts_topics import TopicTexts


@dataclass(frozen=True, slots=True)
class WhyTexts:
    """What an admin reads who asks why a reply is as it is."""

    usage: str  # {example}
    understood: str  # {outcome}, {tier}, {score}
    words: str
    reading: str  # {typed}, {meant}
    absent: str
    unknown: str
    terms: str
    term_columns: tuple[str, str, str, str]  # weight, idf, their product, paragraphs
    term: str  # {term}, {weight}, {idf}, {product}, {paragraphs}
    exact: str  # {word}
    vain: str  # {words}
    paragraphs: str
    paragraph_columns: tuple[str, str, str, str]  # score, share of the query, beginning, terms
    paragraph: str  # {rank}, {score}, {held}, {added}, {beginning}
    sentences: str
    sentence: str  # {number}, {worth}, {turn}, {parts}, {beginning}
    divisor: str
    side: str
    worth: str
    turn: str
    left_out: str  # {count}


@dataclass(frozen=True, slots=True)
class Texts:
    """The bot's sentences in one language. A missing one is a type error.

    `{names}` are filled by `str.format`; a test sees that every language uses the same ones. Sentences are plain
    text: what turns them into HTML is `handlers.messages`.
    """

    # A briefing
    typed: str  # {typed}; under the headline, where the topic's name is not what was typed
    sources: str
    also_in: str  # {sources}
    more_heading: str  # {page}
    evidence_heading: str
    evidence_cut: str
    months: tuple[str, ...]
    # Outcomes without a briefing
    did_you_mean: str
    nothing: str
    nothing_but_near: str
    long: str
    wordless: str
    text_only: str
    unknown_command: str
    brief_usage: str
    # Buttons
    evidence: str
    hide_evidence: str
    more: str
    back: str
    previous: str
    next: str
    delete: str
    keep: str
    open_in_chat: str
    # Notes shown over the chat when a button cannot do what it says: at most 200 characters
    stale: str
    topic_gone: str
    no_more: str
    not_yours: str
    # Commands
    start: str
    start_examples: str
    link_gone: str
    help: str  # {username}
    help_commands: str
    topics: str  # {page}, {pages}
    no_topics: str
    documents: str  # {page}, {pages}, {documents}
    document_count: tuple[str, str]  # {count}
    no_documents: str
    paragraphs: tuple[str, str]  # {count}; of one, of several
    privacy_kept: str  # {days}
    privacy_not_kept: str
    privacy_asks: str  # {days}
    privacy_forget: str
    days: tuple[str, str]  # {count}
    forget_question: str
    forgotten: str  # {queries}, {asks}, {subscriptions}
    forgotten_nothing: str
    kept: str
    queries: tuple[str, str]  # {count}
    asks: tuple[str, str]  # {count}
    # Inline mode
    inline_nothing: str  # {typed}; on a button of at most 64 characters
    # What asks for no topic
    courtesies: CourtesyTexts
    # Failure
    no_index: str
    store_trouble: str
    trouble: str
    defect: str  # {reference}
    sent_again: str  # before a message of which nobody knows whether it arrived the first time
    # Following
    following: FollowingTexts
    digests: DigestTexts
    # Admins
    why: WhyTexts
    questions: QuestionTexts
    topic_desk: TopicTexts
    announcing: AnnouncingTexts
    alerts: AlertTexts
    desk: DeskTexts
    feeds: FeedTexts
    # What Telegram shows of the bot
    about: str  # at most 512 characters, in an empty chat
    about_short: str  # at most 120 characters, in the bot's profile
    commands: Mapping[str, str]  # name -> description in the menu
    admin_commands: Mapping[str, str]  # the same in an admin's, of what is an admin's or more to an admin
