"""Who is what in a chat: how it changes, what the bot is told of it, and how Telegram serialises it."""

from handlers.preview.state import ChatState, Event, World
from handlers.preview.values import ChatType, Member, User

Json = dict[str, object]

_ADMINISTRATOR_RIGHTS = {
    "can_manage_chat": True, "can_delete_messages": True, "can_manage_video_chats": False,
    "can_restrict_members": False, "can_promote_members": False, "can_change_info": False, "can_invite_users": True,
    "can_post_stories": False, "can_edit_stories": False, "can_delete_stories": False,
    "can_send_welcome_messages": False,
}  # fmt: skip
_FURTHER_RIGHTS: dict[ChatType, dict[str, bool]] = {
    "private": {},
    "group": {"can_pin_messages": False},
    "supergroup": {"can_pin_messages": False, "can_manage_topics": False},
    "channel": {"can_post_messages": True, "can_edit_messages": True},
}
SENDING_RIGHTS = frozenset({
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages",
})  # fmt: skip
_OTHER_RIGHTS_OF_MEMBERS = (
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


def place_of(state: ChatState, user: User) -> Member:
    """Return what somebody is in a chat; whoever has a private chat with the bot is a member of it."""
    return state.members.get(user.id, Member("member" if state.chat.type == "private" else "left"))


def member_json(user: User, member: Member, kind: ChatType = "supergroup") -> Json:
    """Serialise a ChatMember as Telegram does."""
    given: Json = {"status": member.status, "user": user.to_json()}
    match member.status:
        case "creator":
            return {**given, "is_anonymous": member.anonymous}
        case "administrator":
            rights = _ADMINISTRATOR_RIGHTS | _FURTHER_RIGHTS[kind]
            kept = {right: held and right not in member.lacking for right, held in rights.items()}
            return {**given, "can_be_edited": False, "is_anonymous": member.anonymous, **kept}
        case "restricted":
            rights = dict.fromkeys(sorted(SENDING_RIGHTS), True) | dict.fromkeys(_OTHER_RIGHTS_OF_MEMBERS, False)
            kept = {right: held and right not in member.lacking for right, held in rights.items()}
            return {**given, "is_member": True, **kept, "until_date": 0}
        case "kicked":
            return {**given, "until_date": 0}
        case _:
            return given


def change_member(world: World, state: ChatState, actor: User, user: User, member: Member) -> None:
    """Make somebody a member of that kind. The bot hears of itself always, of others where it is an administrator."""
    before = place_of(state, user)
    state.members[user.id] = member
    world.people[user.id] = user
    kind = state.chat.type
    content: Json = {
        "chat": state.chat.to_json(),
        "from": actor.to_json(),
        "date": world.now,
        "old_chat_member": member_json(user, before, kind),
        "new_chat_member": member_json(user, member, kind),
    }
    if user.id == world.me.id:
        world.updates.push("my_chat_member", content)
    elif world.my_place(state).is_administrator:
        world.updates.push("chat_member", content)
    world.publish(Event("membership", state.chat.id))
