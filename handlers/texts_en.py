"""The bot's sentences in English."""

from types import MappingProxyType

from handlers.texts import Texts, WhyTexts
from handlers.texts_alerts import ENGLISH_ALERTS
from handlers.texts_announcing import ENGLISH_ANNOUNCING
from handlers.texts_courtesies import ENGLISH_COURTESIES
from handlers.texts_desk import ENGLISH_DESK
from handlers.texts_desk_questions import ENGLISH_QUESTIONS
from handlers.texts_digests import ENGLISH_DIGESTS
from handlers.texts_feeds import ENGLISH_FEEDS
from handlers.texts_following import ENGLISH_FOLLOWING
from handlers.texts_topics import ENGLISH_TOPICS

ENGLISH = Texts(
    typed="for “{typed}”",
    sources="Sources",
    also_in="also in {sources}",
    more_heading="part {page}",
    evidence_heading="Evidence",
    evidence_cut="More paragraphs did not fit into this message.",
    months=(
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    did_you_mean="I am not sure what you mean. Is it one of these?",
    nothing="The documents say nothing about that.",
    nothing_but_near="The documents say nothing about that. The nearest topics that they do have:",
    long="That is long, and I read only how it begins. A topic in a few words is found best.",
    wordless="Send me a topic in words: a name, a place, an event, or a question.",
    text_only="I read text only. Send me a topic in words: a name, a place, an event, or a question.",
    unknown_command="I do not know that command. /help lists those that I know.",
    brief_usage="Write the topic after the command, as in “/brief {example}”.",
    evidence="Evidence",
    hide_evidence="Hide evidence",
    more="More",
    back="Back",
    previous="‹ Previous",
    next="Next ›",
    delete="Delete",
    keep="Keep",
    open_in_chat="Open in a chat with me",
    stale="This message is too old for its buttons. Send the topic again and you get a fresh answer.",
    topic_gone="The documents have changed and no longer have this topic. Send it again in your own words.",
    no_more="There is no more on this topic in the documents.",
    not_yours="Only the person who asked can press this. Send /forget_me yourself to delete what is kept about you.",
    start=(
        "Send me a topic and I answer with what the documents say about it: a few whole sentences, word for word, "
        "each with its source. If they say nothing about it, I tell you so."
    ),
    start_examples="You could begin with one of these, or see /topics and /sources.",
    link_gone="The documents no longer have the topic of that link.",
    help=(
        "Send a topic, a name or a question. Spelling, alphabet and word order matter little. Change your message "
        "afterwards, and my answer changes with it.\n\n"
        "Press ☆ Follow under an answer, and I write to you when the documents have something new on it.\n\n"
        "In a group, write /brief and the topic, mention me, or reply to one of my messages. In any other chat, "
        "type @{username} and the topic."
    ),
    help_commands="Commands",
    topics="Topics in the documents, most mentioned first. Page {page} of {pages}.",
    no_topics="There are no topics yet, because there are no documents.",
    documents="{documents} that I quote from. Page {page} of {pages}.",
    document_count=("{count} document", "{count} documents"),
    no_documents="There are no documents yet.",
    paragraphs=("{count} paragraph", "{count} paragraphs"),
    privacy_kept=(
        "Of every question I keep the time, the text, the kind of chat and which paragraphs answered it, so that the "
        "editors see what is asked for. Your name and your Telegram id are not in that log: a code stands for you, "
        "made with a secret key of this bot. Entries are deleted after {days}."
    ),
    privacy_not_kept="Your questions are not logged.",
    privacy_asks=(
        "So that buttons and edits work, I also keep your latest questions with your Telegram id and the chat's. "
        "They are deleted after {days}."
    ),
    privacy_forget="/forget_me deletes all of it at once.",
    days=("{count} day", "{count} days"),
    forget_question=(
        "Shall I delete all that is kept about you? You will follow nothing any more, and the buttons under your "
        "earlier answers will stop working. "
        "This cannot be undone."
    ),
    forgotten="Deleted: {queries}, {asks} and {subscriptions}. Nothing about you is kept any more.",
    forgotten_nothing="Nothing about you was kept, so there was nothing to delete.",
    kept="Nothing was deleted.",
    queries=("{count} entry of the query log", "{count} entries of the query log"),
    asks=("{count} question with its answer's buttons", "{count} questions with their answers' buttons"),
    inline_nothing="Nothing on “{typed}”. See the topics",
    courtesies=ENGLISH_COURTESIES,
    no_index="I am still reading the documents. Please try again in a minute.",
    store_trouble="I cannot reach my own records just now. Please try again in a few minutes.",
    trouble="I cannot do that just now. Please try again in a few minutes.",
    defect="Something went wrong, and it is not your fault. If it happens again, tell the operator: {reference}",
    following=ENGLISH_FOLLOWING,
    digests=ENGLISH_DIGESTS,
    sent_again="You may have this message already: I could not see whether it arrived.",
    why=WhyTexts(
        usage="Write a query after the command, as in “/why {example}”.",
        understood="{outcome}, tier {tier}, score {score}",
        words="Words, and how surely each is read",
        reading="{typed} → {meant}",
        absent="a place that the documents do not name",
        unknown="nothing of the kind in the documents",
        terms="Search terms",
        term_columns=("weight", "idf", "weight × idf", "paragraphs"),
        term="{term}: weight {weight} × idf {idf} = {product}, in {paragraphs}",
        exact="“{word}”",
        vain="in no paragraph: {words}",
        paragraphs="Paragraphs, and what each term adds",
        paragraph_columns=("score", "holds", "beginning", "terms"),
        paragraph="{rank}. {score}, holds {held} of the query: {added} — {beginning}",
        sentences="Sentences, and what each signal adds",
        sentence="[{number}] {worth} at turn {turn}: {parts} — {beginning}",
        divisor="divided for its length by",
        side="other side",
        worth="worth",
        turn="taken at turn",
        left_out="… and {count} more",
    ),
    questions=ENGLISH_QUESTIONS,
    topic_desk=ENGLISH_TOPICS,
    announcing=ENGLISH_ANNOUNCING,
    alerts=ENGLISH_ALERTS,
    desk=ENGLISH_DESK,
    feeds=ENGLISH_FEEDS,
    about=(
        "Send a topic and get a short briefing: whole sentences, word for word from the documents, each with its "
        "source. If the documents say nothing about it, you are told so."
    ),
    about_short="Short briefings from documents: verbatim sentences, each with its source.",
    commands=MappingProxyType(
        {
            "start": "What this bot does",
            "brief": "A briefing on a topic",
            "follow": "Follow a topic: its news comes to you",
            "following": "Topics that are followed here",
            "unfollow": "Stop following a topic",
            "digest": "What is new, now",
            "schedule": "When digests come",
            "zone": "Your time zone",
            "quiet": "Hours in which nothing is sent",
            "pause": "Send nothing for a while",
            "channel": "Follow topics for your channel",
            "topics": "Topics in the documents",
            "sources": "Documents that I quote from",
            "help": "How to ask",
            "privacy": "What is kept about you",
            "export": "All that is kept about you, as a file",
            "forget_me": "Delete what is kept about you",
        }
    ),
    admin_commands=MappingProxyType(
        {
            "stats": "What people ask, as a picture",
            "unmatched": "What was asked and not found",
            "log": "The query log of a period, as a file",
            "health": "How the bot is",
            "why": "Why an answer is as it is",
            "reindex": "Read what changed in the documents",
            "feeds": "Feeds that documents are made of",
            "broadcast": "Write to all who follow something",
            "topics": "Topics in the documents; “/topics edit” changes them",
            "sources": "Documents: look, correct, remove, read again",
        }
    ),
)  # fmt: skip
