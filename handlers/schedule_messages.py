"""When digests come, as messages with buttons: pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.digests.schedule import (
    EVERY_DAY,
    LEAST_EVERY,
    MAX_TIMES,
    MOST_EVERY,
    USUAL_EVERY,
    WORKDAYS,
    QuietHours,
    Schedule,
    ScheduleError,
    parse_quiet,
    parse_schedule,
)
from bot.search.zones import zone_label
from bot.store.rows import Follower, Subscription
from handlers.cutting import cut_words, one_line
from handlers.follow_messages import list_button, next_digest, nothing_followed, said, topic_name
from handlers.messages import Html, label, note, plain, tagged
from handlers.moments import clock, listed, moment, pause_words, place_name, quiet_words, schedule_words
from handlers.outgoing import Button, Outgoing, Rows
from handlers.schedule_actions import (
    FLOORS,
    PAUSES,
    QUIET_HOURS,
    AskCity,
    AsTheChat,
    Menu,
    Pane,
    PauseDigests,
    ResumeDigests,
    SetDay,
    SetDays,
    SetLive,
    SetQuiet,
    SetTime,
    SetZone,
    ShowPane,
    TellNothing,
)
from handlers.texts import Texts

_USUAL_HOURS = range(6, 23)
_HOURS_A_ROW = 6
_MAX_PART = 40  # of what somebody typed, when it is quoted back


@dataclass(frozen=True, slots=True)
class Setting:
    """When a follower's digests come; with a `topic`, when that topic's news does."""

    follower: Follower
    followed: tuple[Subscription, ...]
    zone: ZoneInfo
    now: datetime
    topic: Subscription | None = None

    @property
    def schedule(self) -> Schedule:
        """The schedule that holds."""
        return parse_schedule((self.topic.schedule if self.topic else "") or self.follower.schedule)

    @property
    def quiet(self) -> QuietHours | None:
        """The hours in which nothing is sent."""
        return parse_quiet(self.follower.quiet) if self.follower.quiet else None

    @property
    def next_at(self) -> datetime | None:
        """When the next digest comes; None where that depends on the documents, or none is to come."""
        topics = (self.topic,) if self.topic else self.followed
        return next_digest(self.follower, topics)

    def menu(self, *, wide: bool = False) -> Menu:
        """Return its menu."""
        if self.topic:
            return Menu(subscription_id=self.topic.id, wide=wide)
        return Menu(follower_id=self.follower.id, wide=wide)


def pane(texts: Texts, setting: Setting, shown: Pane, zones: Sequence[str] = (), *, wide: bool = False) -> Outgoing:
    """Return a pane of a menu; that of the zones offers `zones`."""
    match shown:
        case Pane.WHEN:
            return when(texts, setting, wide=wide)
        case Pane.ZONE:
            return zone_choice(texts, setting, zones)
        case Pane.QUIET:
            return _quiet_choice(texts, setting)
        case Pane.PAUSE:
            return _pause_choice(texts, setting)


def when(texts: Texts, setting: Setting, *, wide: bool = False) -> Outgoing:
    """Return when digests come, or a topic's news, and the buttons that change it; `wide` offers all hours."""
    rows = _day_rows(texts, setting, wide=wide)
    if not setting.schedule.live:
        rows += _hour_rows(texts, setting, wide=wide)
    body = _described(texts, setting)
    if wide and not setting.topic:
        body += plain("\n" + texts.digests.other_times)
    return Outgoing(body.markup, rows + _last_rows(texts, setting))


def _described(texts: Texts, setting: Setting) -> Html:
    words, topic = texts.digests, setting.topic
    chat = said(texts, words.when_all, words.when_all_in, setting.follower)
    title = words.when_topic.format(topic=topic_name(topic.query)) if topic else chat
    form = words.times_of_chat if topic and not topic.schedule else words.times
    lines = [form.format(schedule=schedule_words(texts, setting.schedule)), zone_line(texts, setting)]
    lines += _quiet_lines(texts, setting)
    if not topic and not setting.schedule.live:
        lines.append(words.tells_nothing if setting.follower.tells_nothing else words.silent_on_nothing)
    return tagged("b", plain(title)) + plain("\n" + "\n".join([*lines, *next_lines(texts, setting)]))


def zone_line(texts: Texts, setting: Setting) -> str:
    """Return the zone that times are in and the time there, so that a wrong one is seen."""
    form = texts.digests.zone if setting.follower.zone else texts.digests.zone_default
    return form.format(place=place_name(setting.zone.key), time=clock(setting.now.astimezone(setting.zone).time()))


def _quiet_lines(texts: Texts, setting: Setting) -> list[str]:
    quiet, words = setting.quiet, texts.digests
    if quiet is None:
        return [words.no_quiet]
    moved = [clock(at) for at in setting.schedule.times if quiet.cover(at)]
    form = words.in_quiet[len(moved) != 1]
    line = words.quiet.format(hours=quiet_words(texts, quiet))
    return [line, form.format(times=listed(texts, moved), end=clock(quiet.end))] if moved else [line]


def next_lines(texts: Texts, setting: Setting) -> list[str]:
    """Return what stands in the way of the next digest, and when that comes, as far as one can know."""
    words = texts.digests
    if not setting.followed:
        return [nothing_followed(texts, setting.follower)]
    if setting.follower.stopped:
        return [texts.following.stopped]
    pauses = (setting.follower.paused_until, setting.topic.paused_until if setting.topic else None)
    paused = pause_words(texts, max(filter(None, pauses), default=None), setting.zone, setting.now)
    lines = [paused] if paused else []
    if setting.next_at:
        form = words.next_news if setting.topic else words.next_digest
        lines.append(form.format(moment=moment(texts, setting.next_at, setting.zone, setting.now)))
    return lines


def _day_rows(texts: Texts, setting: Setting, *, wide: bool) -> Rows:
    """Return the choice of a kind of schedule, and below it that of weekdays, or of the pause between messages."""
    schedule, menu, words = setting.schedule, setting.menu(wide=wide), texts.digests
    weekly = not schedule.live and len(schedule.weekdays) == 1
    floor = schedule.every_minutes if schedule.every_minutes in FLOORS else USUAL_EVERY
    kinds = (
        (words.every_day, not schedule.live and schedule.weekdays == EVERY_DAY, SetDays(menu, EVERY_DAY).data),
        (words.workdays, not schedule.live and schedule.weekdays == WORKDAYS, SetDays(menu, WORKDAYS).data),
        (words.weekly, weekly, SetDays(menu, schedule.weekdays if weekly else WORKDAYS[:1]).data),
        (words.live, schedule.live, SetLive(menu, floor).data),
    )
    first, second, third, fourth = (_choice(texts, name, data, chosen=chosen) for name, chosen, data in kinds)
    return (
        (first, second),
        (third, fourth),
        _floors(texts, setting) if schedule.live else _weekdays(texts, setting, menu),
    )


def _floors(texts: Texts, setting: Setting) -> tuple[Button, ...]:
    every, menu = setting.schedule.every_minutes, setting.menu()
    return tuple(
        _choice(texts, _short(texts, minutes), SetLive(menu, minutes).data, chosen=minutes == every)
        for minutes in FLOORS
    )


def _short(texts: Texts, minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return texts.digests.minutes_short.format(count=minutes) if rest else texts.digests.hours_short.format(count=hours)


def _weekdays(texts: Texts, setting: Setting, menu: Menu) -> tuple[Button, ...]:
    chosen = setting.schedule.weekdays
    return tuple(
        _choice(texts, name, SetDay(menu, day, day not in chosen).data, chosen=day in chosen)
        for day, name in enumerate(texts.digests.weekdays_shortest)
    )


def _hour_rows(texts: Texts, setting: Setting, *, wide: bool) -> Rows:
    """Return the hours, those of the day or all of them, and the chosen times that are not on the hour."""
    times, menu = setting.schedule.times, setting.menu(wide=wide)
    odd = [at for at in times if at.minute or (not wide and at.hour not in _USUAL_HOURS)]
    hours = [
        _choice(texts, f"{hour:02}", SetTime(menu, 60 * hour, time(hour) not in times).data, chosen=time(hour) in times)
        for hour in (range(24) if wide else _USUAL_HOURS)
    ]
    if not wide:
        hours.append(Button(texts.digests.all_hours, ShowPane(setting.menu(wide=True), Pane.WHEN).data))
    more = [_choice(texts, clock(at), SetTime(menu, _minute(at), False).data, chosen=True) for at in odd]
    return (*_in_rows(hours), *_in_rows(more))


def _minute(at: time) -> int:
    return 60 * at.hour + at.minute


def _in_rows(buttons: Sequence[Button]) -> Rows:
    return tuple(tuple(buttons[at : at + _HOURS_A_ROW]) for at in range(0, len(buttons), _HOURS_A_ROW))


def _last_rows(texts: Texts, setting: Setting) -> Rows:
    """Return what else can be set: of a topic only to follow the chat's schedule again."""
    follower, words, menu = setting.follower, texts.digests, setting.menu()
    if setting.topic:
        chosen = not setting.topic.schedule
        return ((_choice(texts, words.as_the_chat, AsTheChat(setting.topic.id).data, chosen=chosen),),)
    nothing = words.be_silent if follower.tells_nothing else words.tell_nothing
    telling = (Button(nothing, TellNothing(follower.id, not follower.tells_nothing).data),)
    return (
        (
            Button(words.zone_button, ShowPane(menu, Pane.ZONE).data),
            Button(words.quiet_button, ShowPane(menu, Pane.QUIET).data),
        ),
        *(() if setting.schedule.live else (telling,)),
        (_pause_button(texts, setting), list_button(texts, follower.id)),
    )


def _pause_button(texts: Texts, setting: Setting) -> Button:
    until = setting.follower.paused_until
    if until and until > setting.now:
        return Button(texts.following.resume, ResumeDigests(setting.follower.id).data)
    return Button(texts.following.pause, ShowPane(setting.menu(), Pane.PAUSE).data)


def _choice(texts: Texts, name: str, data: str, *, chosen: bool) -> Button:
    return Button(texts.digests.chosen.format(name=name) if chosen else name, data)


def _back(texts: Texts, setting: Setting) -> tuple[Button, ...]:
    return (Button(texts.back, ShowPane(setting.menu(), Pane.WHEN).data),)


def zone_choice(texts: Texts, setting: Setting, zones: Iterable[str]) -> Outgoing:
    """Return time zones to choose from, each by what the clocks there show now."""
    id_ = setting.follower.id
    rows = tuple((Button(label(_place_now(texts, zone, setting.now)), SetZone(id_, zone).data),) for zone in zones)
    other = (Button(texts.digests.other_city, AskCity(id_).data),)
    return note(f"{zone_line(texts, setting)}\n{texts.digests.which_zone}", (*rows, other, _back(texts, setting)))


def _place_now(texts: Texts, zone: str, now: datetime) -> str:
    return texts.digests.place_now.format(time=clock(now.astimezone(ZoneInfo(zone)).time()), place=zone_label(zone))


def zone_chosen(texts: Texts, setting: Setting) -> Outgoing:
    """Return what a zone that was just chosen means for the digests."""
    here = texts.digests.here_now.format(
        time=clock(setting.now.astimezone(setting.zone).time()), place=place_name(setting.zone.key)
    )
    comes = texts.digests.digests.format(schedule=schedule_words(texts, setting.schedule))
    after = next_lines(texts, setting) if setting.followed else []
    rows = (
        (Button(texts.following.when, ShowPane(setting.menu(), Pane.WHEN).data),),
        (Button(texts.digests.other_city, AskCity(setting.follower.id).data),),
    )
    return note("\n".join((f"{here} {comes}", *after)), rows)


def no_zone(texts: Texts, typed: str, follower_id: int) -> Outgoing:
    """Return that no place was found by a name, and how to find one."""
    quoted = cut_words(one_line(typed), _MAX_PART)
    rows = ((Button(texts.digests.other_city, AskCity(follower_id).data),),)
    return note(texts.digests.no_zone.format(typed=quoted), rows)


def _quiet_choice(texts: Texts, setting: Setting) -> Outgoing:
    id_, kept = setting.follower.id, setting.quiet
    rows = [
        (_choice(texts, quiet_words(texts, quiet), SetQuiet(id_, quiet).data, chosen=quiet == kept),)
        for quiet in QUIET_HOURS
    ]
    off = (_choice(texts, texts.digests.no_quiet_button, SetQuiet(id_, None).data, chosen=kept is None),)
    lines = (*_quiet_lines(texts, setting), texts.digests.quiet_example)
    return note("\n".join(lines), (*rows, off, _back(texts, setting)))


def _pause_choice(texts: Texts, setting: Setting) -> Outgoing:
    id_ = setting.follower.id
    choices = zip(texts.digests.pauses, PAUSES, strict=True)
    rows = tuple((Button(name, PauseDigests(id_, days).data),) for name, days in choices)
    return note(texts.digests.pause_question, (*rows, _back(texts, setting)))


def fault(texts: Texts, error: ScheduleError) -> str:
    """Return what is wrong with a schedule or with quiet hours that somebody typed."""
    words, part = texts.digests, cut_words(one_line(error.part), _MAX_PART)
    match error.fault:
        case "empty" | "unknown":
            return words.not_understood.format(part=part) if part else words.not_there
        case "no such time":
            return words.no_such_time.format(part=part)
        case "too many times":
            return words.too_many_times.format(most=MAX_TIMES)
        case "too often":
            return words.too_often.format(least=LEAST_EVERY)
        case "too seldom":
            return words.too_seldom.format(most=MOST_EVERY // 60)
        case "mixed":
            return words.mixed
        case "no hours":
            return words.no_hours


def no_date(texts: Texts, typed: str) -> Outgoing:
    """Return that somebody's text is no date until which to pause."""
    quoted = cut_words(one_line(typed), _MAX_PART)
    return note(f"{texts.digests.no_date.format(typed=quoted)} {texts.digests.pause_example}")


def nothing_new(texts: Texts, setting: Setting) -> Outgoing:
    """Return that /digest has nothing to tell since the last digest, and when the next one comes."""
    since = setting.follower.last_digest_at or setting.follower.created_at
    nothing = texts.digests.nothing_new.format(date=moment(texts, since, setting.zone, setting.now))
    return note("\n".join([nothing] * bool(setting.followed) + next_lines(texts, setting)))
