"""The store: every family's questions behind one name."""

from bot.store.alerts import AlertQuestions
from bot.store.asks import AskQuestions
from bot.store.broadcasts import BroadcastQuestions
from bot.store.chats import ChatQuestions
from bot.store.checkpoints import Checkpointed
from bot.store.commits import CommitQuestions
from bot.store.deeds import DeedQuestions
from bot.store.digests import DigestQuestions
from bot.store.drafts import FileDraftQuestions
from bot.store.feeds import FeedQuestions
from bot.store.following import FollowingQuestions
from bot.store.held import HeldQuestions
from bot.store.menus import MenuQuestions
from bot.store.migrate import Migrated
from bot.store.notices import NoticeQuestions
from bot.store.outbox import OutboxQuestions
from bot.store.personal import PersonalQuestions
from bot.store.prompts import PromptQuestions
from bot.store.queries import LogQuestions
from bot.store.revisions import RevisionQuestions
from bot.store.secrets import SecretQuestions
from bot.store.sources import SourceQuestions
from bot.store.statistics import StatisticsQuestions
from bot.store.topics import TopicQuestions


class Store(
    Migrated,
    RevisionQuestions,
    SourceQuestions,
    FileDraftQuestions,
    LogQuestions,
    AskQuestions,
    SecretQuestions,
    FollowingQuestions,
    DigestQuestions,
    CommitQuestions,
    OutboxQuestions,
    ChatQuestions,
    PromptQuestions,
    PersonalQuestions,
    StatisticsQuestions,
    TopicQuestions,
    HeldQuestions,
    NoticeQuestions,
    BroadcastQuestions,
    AlertQuestions,
    MenuQuestions,
    DeedQuestions,
    Checkpointed,
    FeedQuestions,
):
    """Everything that outlives the process. `Store.open(url)`, `migrate()`, then questions, then `close()`."""
