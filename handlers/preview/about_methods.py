"""Bot API methods about the bot itself and about chats: commands, names, menu, members."""

from dataclasses import replace

from handlers.preview import parameters as p
from handlers.preview.errors import bad_request
from handlers.preview.state import ChatState, Event, World
from handlers.preview.values import Status, User

Json = dict[str, object]

_ADMINISTRATOR_RIGHTS = {
    "can_be_edited": False, "is_anonymous": False, "can_manage_chat": True, "can_delete_messages": True,
    "can_manage_video_chats": False, "can_restrict_members": False, "can_promote_members": False,
    "can_change_info": False, "can_invite_users": True, "can_post_stories": False, "can_edit_stories": False,
    "can_delete_stories": False, "can_send_welcome_messages": False,
}  # fmt: skip


def get_me(world: World, given: p.Nothing) -> Json:
    abilities = {
        "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": True,
        "can_connect_to_business": False, "has_main_web_app": False,
    }  # fmt: skip
    return {**world.me.to_json(), **abilities}


def agree(world: World, given: p.Nothing) -> bool:
    """logOut and close: Telegram moves or stops a bot; here there is nothing to do."""
    return True


def set_my_commands(world: World, given: p.SetMyCommands) -> bool:
    names = [command.command for command in given.commands]
    if len(set(names)) < len(names):
        raise bad_request("a command is listed twice")
    world.commands[_commands_key(world, given)] = given.commands
    _tell_all(world, "commands")
    return True


def get_my_commands(world: World, given: p.OfCommands) -> list[Json]:
    return [command.model_dump() for command in world.commands.get(_commands_key(world, given), ())]


def delete_my_commands(world: World, given: p.OfCommands) -> bool:
    world.commands.pop(_commands_key(world, given), None)
    _tell_all(world, "commands")
    return True


def _commands_key(world: World, given: p.OfCommands) -> tuple[p.CommandScope, str]:
    """Telegram knows a chat's commands only for a chat that exists."""
    scope = given.scope
    if scope.type.startswith("chat"):
        scope = scope.model_copy(update={"chat_id": world.chat(scope.chat_id).chat.id})
        if scope.type == "chat_member" and scope.user_id is None:
            raise bad_request("user_id is empty")
    return scope, given.language_code


def _tell_all(world: World, kind: str) -> None:
    for chat_id in world.chats:
        world.publish(Event(kind, chat_id))


def set_my_name(world: World, given: p.SetMyName) -> bool:
    world.texts["name", given.language_code] = given.name
    if given.name and not given.language_code:
        world.me = replace(world.me, first_name=given.name)
        _tell_all(world, "profile")
    return True


def get_my_name(world: World, given: p.OfLanguage) -> Json:
    return {"name": _text(world, "name", given) or world.me.first_name}


def set_my_description(world: World, given: p.SetMyDescription) -> bool:
    world.texts["description", given.language_code] = given.description
    _tell_all(world, "profile")
    return True


def get_my_description(world: World, given: p.OfLanguage) -> Json:
    return {"description": _text(world, "description", given)}


def set_my_short_description(world: World, given: p.SetMyShortDescription) -> bool:
    world.texts["short_description", given.language_code] = given.short_description
    return True


def get_my_short_description(world: World, given: p.OfLanguage) -> Json:
    return {"short_description": _text(world, "short_description", given)}


def _text(world: World, name: str, given: p.OfLanguage) -> str:
    return world.texts.get((name, given.language_code)) or world.texts.get((name, ""), "")


def set_chat_menu_button(world: World, given: p.SetChatMenuButton) -> bool:
    if given.chat_id is None:
        world.menu_button = given.menu_button.type
    else:
        world.chat(given.chat_id).menu_button = given.menu_button.type
    return True


def get_chat_menu_button(world: World, given: p.GetChatMenuButton) -> Json:
    of_chat = "default" if given.chat_id is None else world.chat(given.chat_id).menu_button
    return {"type": world.menu_button if of_chat == "default" else of_chat}


def get_chat(world: World, given: p.OfChat) -> Json:
    accepted = {
        "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False, "premium_subscription": False,
        "gifts_from_channels": False,
    }  # fmt: skip
    chat = world.chat(given.chat_id).chat.to_json()
    return {**chat, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": accepted}


def leave_chat(world: World, given: p.OfChat) -> bool:
    state = world.writable(given.chat_id)
    if state.chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    state.members[world.me.id] = "left"
    return True


def get_chat_member(world: World, given: p.GetChatMember) -> Json:
    state = world.chat(given.chat_id)
    user = world.me if given.user_id == world.me.id else state.people.get(given.user_id)
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member_json(user, _status(state, user))


def get_chat_administrators(world: World, given: p.GetChatAdministrators) -> list[Json]:
    state = world.chat(given.chat_id)
    if state.chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    people = [*state.people.values(), *([world.me] if given.return_bots else [])]
    statuses = [(user, _status(state, user)) for user in people]
    return [member_json(user, status) for user, status in statuses if status in ("creator", "administrator")]


def _status(state: ChatState, user: User) -> Status:
    return state.members.get(user.id, "member" if state.chat.type == "private" else "left")


def member_json(user: User, status: Status) -> Json:
    """Serialise a ChatMember as Telegram does."""
    member: Json = {"status": status, "user": user.to_json()}
    match status:
        case "creator":
            return {**member, "is_anonymous": False}
        case "administrator":
            return {**member, **_ADMINISTRATOR_RIGHTS}
        case "kicked":
            return {**member, "until_date": 0}
        case _:
            return member
