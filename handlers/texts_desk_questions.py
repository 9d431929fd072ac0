"""What an editor reads of what people ask: the structure, and its English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QuestionTexts:
    """Sentences on what people ask; see `handlers.texts.Texts`. `{period}` is as `period` writes it."""

    # Periods
    months_short: tuple[str, ...]
    day: str  # {day}, {month}
    period: str  # {first}, {last}, {year}, {zone}
    period_of_day: str  # {day}, {year}, {zone}
    no_period: str  # {typed}, {example}
    days_button: str  # {days}
    no_days: str  # {typed}, {most}
    # Statistics: in the picture
    title: str
    questions: tuple[str, str]  # the noun below a number; of one, of several
    people: tuple[str, str]
    chats: tuple[str, str]
    digests: tuple[str, str]
    millions: str  # {count}
    by_day: str
    answered: str  # {count}
    suggested: str  # {count}
    not_found: str  # {count}
    topics: str
    times: str
    p50: str  # {ms}
    p99: str  # {ms}
    # Statistics: in words
    asked: str  # {questions}, {people}
    shares: str  # {answered}, {suggested}, {nothing}
    more: str  # {percent}
    less: str  # {percent}
    as_before: str
    none_before: str
    took: str  # {p50}, {p99}
    busiest: str  # {topics}
    topic: str  # {name}, {count}
    reach: str  # {chats}, {new}, {topics}, {digests}
    count_questions: tuple[str, str]  # {count}; as the next ones, within a sentence
    count_people: tuple[str, str]
    count_chats: tuple[str, str]
    count_topics: tuple[str, str]
    count_digests: tuple[str, str]
    nobody_asked: str  # {period}
    nothing_logged: str
    dark: str
    light: str
    no_picture: str
    # What was not found
    unmatched: str  # {period}, {page}, {pages}
    all_found: str  # {period}
    times_asked: tuple[str, str]  # {count}
    by_people: tuple[str, str]  # {count}
    last: str  # {day}
    answered_now: str  # {heading}
    also_typed: str  # {texts}
    in_vain: tuple[str, str]  # {count}
    nearest: str  # {topics}
    no_near: str
    add_alias: str  # {topic}; a button
    other_topic: str
    which_topic: str  # {text}
    topic_hint: str
    no_such_topic: str  # {typed}
    alias_added: str  # {text}, {topic}
    tell: tuple[str, str]  # {count}; a button
    told: tuple[str, str]  # {count}
    nobody_told: str
    ignore: str
    ignored: str  # {text}
    undo: str
    heeded: str
    ignored_button: str  # {count}
    ignored_title: str
    heed: str  # {text}
    nothing_ignored: str
    to_list: str
    gone: str
    # The query log as a file
    log_usage: str
    log_example: str
    log_caption: str  # {rows}, {period}
    log_rows: tuple[str, str]  # {count}
    log_cut: str  # {until}, {command}
    log_cut_day: str  # {until}, {command}
    log_empty: str  # {period}
    log_columns: tuple[str, ...]
    # Health
    health: str
    version: str
    uptime: str
    index: str
    documents: str
    paragraphs: str
    newest: str
    queue: str
    dropped: str
    oldest: str
    errors: str
    error: tuple[str, str]  # {what}, {ago}, {count}; of one, of several
    followers: str
    subscriptions: str
    logged: str
    database: str
    memory: str
    python: str
    system: str
    free: str  # {size}
    waiting: str  # {waiting}, {sending}
    ago: str  # {span}
    none: str
    not_known: str
    span_days: str  # {days}, {hours}
    span_hours: str  # {hours}, {minutes}
    span_minutes: str  # {minutes}
    # The weekly card
    card: str  # {period}
    card_unmatched: tuple[str, str, str]  # {count}, {texts}; of none, of one, of several
    show_picture: str
    show_unmatched: str


ENGLISH_QUESTIONS = QuestionTexts(
    months_short=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    day="{day} {month}",
    period="{first} to {last} {year}, {zone}",
    period_of_day="{day} {year}, {zone}",
    no_period="I do not understand “{typed}” as a time. For example: {example}",
    days_button="{days} days",
    no_days="“{typed}” is no number of days from 1 to {most}.",
    title="What people ask",
    questions=("question", "questions"),
    people=("person", "people"),
    chats=("chat follows", "chats follow"),
    digests=("digest", "digests"),
    millions="{count} M",
    by_day="Questions a day",
    answered="answered {count}",
    suggested="suggested {count}",
    not_found="not found {count}",
    topics="Most asked",
    times="Time to answer, ms",
    p50="half within {ms}",
    p99="99 % within {ms}",
    asked="{questions} by {people}",
    shares="{answered} answered, {suggested} with suggestions, {nothing} not found",
    more="{percent} % more than in the time before",
    less="{percent} % fewer than in the time before",
    as_before="as many as in the time before",
    none_before="none in the time before",
    took="Half of the answers took up to {p50} ms, 99 % up to {p99} ms.",
    busiest="Most asked: {topics}",
    topic="{name} ({count})",
    reach="{topics} followed in {chats} ({new} new); {digests} sent.",
    count_questions=("{count} question", "{count} questions"),
    count_people=("{count} person", "{count} people"),
    count_chats=("{count} chat", "{count} chats"),
    count_topics=("{count} topic", "{count} topics"),
    count_digests=("{count} digest", "{count} digests"),
    nobody_asked="Nobody asked anything from {period}.",
    nothing_logged="Questions are not logged: QUERY_LOG_DAYS is 0.",
    dark="Dark",
    light="Light",
    no_picture="The picture could not be drawn; the log has the reason.",
    unmatched="Asked and not found, {period}. Page {page} of {pages}.",
    all_found="Nothing was asked in vain, {period}.",
    times_asked=("once", "{count} times"),
    by_people=("by one person", "by {count} people"),
    last="last on {day}",
    answered_now="answered now: {heading}",
    also_typed="Also typed: {texts}",
    in_vain=("Topics were suggested once, and not chosen.", "Topics were suggested {count} times, and not chosen."),
    nearest="Nearest topics: {topics}",
    no_near="No topic is near it.",
    add_alias="Alias of {topic}",
    other_topic="Alias of another topic…",
    which_topic="Of which topic is “{text}” another name?",
    topic_hint="A topic of the documents",
    no_such_topic="The documents have no topic “{typed}”.",
    alias_added="“{text}” is another name of {topic} now: who asks for it gets an answer.",
    tell=("Tell the one who asked to be told", "Tell the {count} who asked to be told"),
    told=("One is told.", "{count} are told."),
    nobody_told="Nobody is left to be told: all who asked have been, or there is no answer yet.",
    ignore="Ignore",
    ignored="Ignored: {text}",
    undo="Undo",
    heeded="Listed again.",
    ignored_button="Ignored ({count})",
    ignored_title="Ignored. Press one to have it listed again.",
    heed="↩ {text}",
    nothing_ignored="Nothing is ignored.",
    to_list="‹ List",
    gone="That is not in the list any more: it was ignored, or is too old.",
    log_example="/log 2026-11-01 2026-11-15",
    log_usage="From when? For example: /log 7 days, or: /log 2026-11-01 2026-11-15",
    log_caption="{rows}, {period}.",
    log_rows=("{count} question", "{count} questions"),
    log_cut="The file is full: it ends on {until}. For the rest: {command}",
    log_cut_day="The file is full: it ends on {until}. The command line has no such limit: {command}",
    log_empty="Nobody asked anything, {period}.",
    log_columns=(
        "asked_at", "asker", "chat", "text", "outcome", "tier", "score", "topic", "paragraphs", "milliseconds",
    ),
    health="Health",
    version="version",
    uptime="up for",
    index="index",
    documents="documents",
    paragraphs="paragraphs",
    newest="newest",
    queue="queue",
    dropped="given up",
    oldest="oldest",
    errors="errors",
    error=("{what}, {ago}", "{what}, {ago}, {count} times"),
    followers="followers",
    subscriptions="followed",
    logged="query log",
    database="database",
    memory="memory",
    python="python",
    system="system",
    free="{size} free",
    waiting="{waiting} waiting, {sending} on the way",
    ago="{span} ago",
    none="none",
    not_known="not known",
    span_days="{days} d {hours} h",
    span_hours="{hours} h {minutes} min",
    span_minutes="{minutes} min",
    card="The week, {period}",
    card_unmatched=("Nothing new was missed.", "New and not found: {texts}", "{count} new and not found: {texts}"),
    show_picture="Show the picture",
    show_unmatched="What was not found",
)  # fmt: skip
