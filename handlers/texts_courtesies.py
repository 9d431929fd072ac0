"""What people say that asks for no topic, in the languages of the documents, and what the bot says to it in English."""

import re
from dataclasses import dataclass

from bot.search.analysis import fold


@dataclass(frozen=True, slots=True)
class CourtesyTexts:
    """Courtesies as `words_of` writes them, and what answers the last of them."""

    greetings: frozenset[str]
    calls_for_help: frozenset[str]
    calls_for_news: frozenset[str]
    calls_to_stop: frozenset[str]
    acknowledgements: frozenset[str]
    acknowledged: str


def words_of(said: str) -> str:
    """Return a text by its words alone, whatever their case, alphabet and marks.

    >>> words_of("What’s new?!")
    'what s new'
    """
    return fold(re.sub(r"[\W_]+", " ", said)).strip()


def _lines(text: str) -> frozenset[str]:
    return frozenset(words_of(line) for line in text.split("\n") if line.strip())


ENGLISH_COURTESIES = CourtesyTexts(
    greetings=_lines("""
        hello
        hello there
        hi
        hi there
        hey
        good day
        good morning
        good afternoon
        good evening
        start
        привет
        здравствуй
        здравствуйте
        добрый день
        доброе утро
        добрый вечер
        салам
        merhaba
        selam
        günaydın
        iyi günler
        iyi akşamlar
        salam
        salam əleyküm
        sabahınız xeyir
        hər vaxtınız xeyir
    """),
    calls_for_help=_lines("""
        help
        help me
        menu
        commands
        who are you
        what are you
        what is this
        what can you do
        what do you do
        how does this work
        how does it work
        помощь
        помоги
        помогите
        справка
        меню
        кто ты
        что ты умеешь
        как это работает
        yardım
        menü
        sen kimsin
        ne yapabilirsin
        kömək
        menyu
        sən kimsən
        nə edə bilirsən
    """),
    calls_for_news=_lines("""
        news
        the news
        any news
        latest news
        the latest
        what's new
        what is new
        anything new
        новости
        что нового
        последние новости
        haberler
        son haberler
        yeni ne var
        xəbərlər
        son xəbərlər
        nə yenilik var
    """),
    calls_to_stop=_lines("""
        stop
        stop it
        stop sending
        unsubscribe
        unsubscribe me
        unfollow
        cancel
        стоп
        хватит
        отписаться
        отпишись
        отмена
        dur
        durdur
        iptal
        abonelikten çık
        dayandır
        ləğv et
        abunəliyi ləğv et
    """),
    acknowledgements=_lines("""
        thanks
        thank you
        thank you very much
        thanks a lot
        many thanks
        thx
        ok
        okay
        ok thanks
        ok thank you
        great
        got it
        yes
        no
        bye
        goodbye
        спасибо
        большое спасибо
        спасибо большое
        благодарю
        ок
        хорошо
        понятно
        да
        нет
        пока
        до свидания
        teşekkürler
        teşekkür ederim
        sağ ol
        sağol
        sağ olun
        tamam
        evet
        hayır
        təşəkkürlər
        təşəkkür edirəm
        çox sağ ol
        çox sağ olun
        oldu
        bəli
        xeyr
    """),
    acknowledged="All right. Send me a topic whenever you want one.",
)
