"""Bot API methods about the bot itself and about chats: commands, names, menu, members."""

from dataclasses import replace

from handlers.preview import parameters as p
from handlers.preview.errors import bad_request
from handlers.preview.membership import change_member, member_json, place_of
from handlers.preview.state import ChatState, Event, World
from handlers.preview.values import Member

Json = dict[str, object]


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
    world.publish(Event(kind, chat_id=0))


def set_my_name(world: World, given: p.SetMyName) -> bool:
    world.texts["name", given.language_code] = given.name
    if given.name and not given.language_code:
        world.me = world.people[world.me.id] = replace(world.me, first_name=given.name)
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
    chat = world.readable(given.chat_id).chat.to_json()
    return {**chat, "accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": accepted}


def leave_chat(world: World, given: p.OfChat) -> bool:
    state = world.writable(given.chat_id)
    if state.chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    change_member(world, state, world.me, world.me, Member("left"))
    return True


def get_chat_member(world: World, given: p.GetChatMember) -> Json:
    state = world.readable(given.chat_id)
    user = world.people.get(given.user_id)
    if given.user_id != world.me.id:
        _need_the_list_of_members(world, state)
    if user is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member_json(user, place_of(state, user), state.chat.type)


def get_chat_administrators(world: World, given: p.GetChatAdministrators) -> list[Json]:
    state = world.readable(given.chat_id)
    if state.chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    _need_the_list_of_members(world, state)
    listed = [(world.people[user_id], member) for user_id, member in state.members.items() if member.is_administrator]
    kept = [(user, member) for user, member in listed if given.return_bots or not user.is_bot or user.id == world.me.id]
    return [member_json(user, member, state.chat.type) for user, member in kept]


def _need_the_list_of_members(world: World, state: ChatState) -> None:
    """Only its administrators see who is in a channel."""
    if state.chat.type == "channel" and not world.my_place(state).is_administrator:
        raise bad_request("member list is inaccessible")
