"""Words that carry no topic, by language, in lower case. Kept short: a word too many here can never be asked for."""

from collections.abc import Mapping

from anyascii import anyascii

_ENGLISH = """
a about above after again against all also although always am among an and another any anybody anyone anything are
around as at away back be became because become been before being below between both but by came can cannot come could
did do does doing done down during each either else ever every everybody everyone everything few for from further get
gets getting give given go goes going gone got had has have having he her here hers herself him himself his how however
i if in into is isnt it its itself just let like made make makes many may me might more most much must my myself near
need neither never no nobody none nor not nothing now o of off often on once one only onto or other others our ours out
over own per perhaps pro put quite rather really said say says see seem seemed seems shall she should since so some
somebody someone something still such take taken takes than that thats the their theirs them themselves then there
therefore these they thing things this those though through thus to too toward towards under until up upon us very via
was we well went were what whats when where whether which while who whole whom whose why will with within without would
yet you your yours yourself arent cant couldnt didnt doesnt dont hadnt hasnt havent shouldnt theyre wasnt werent wont
wouldnt youre
"""

_RUSSIAN = """
а без более бы был была были было быть в вам вас весь во вот все всего всех всю вы где да даже для до его её если есть
ещё же за здесь и из или им их к как какие какой ко когда кто ли либо между меня мне может мы на над надо наш не него
неё нет ни них но ну о об обо однако он она они оно от перед по под после потом потому почему при про с сам свой себя
со так также такие такой там те тем то того тоже той только том тот ту ты у уже хотя чего чей чем что чтобы эта эти
это этого этой этом этот эту я сколько зачем каков какая какое происходит расскажи
"""

_TURKISH = """
acaba ama ancak artık asla bana bazı belki ben bir biri bu bunu çok çünkü da daha de defa değil diye eğer en gibi hem
hep hepsi her hiç için ile ise kadar ki kim mi mı mu mü nasıl ne neden nerede nereye niçin niye o olan olarak oldu
olduğu olur onlar onu sanki siz şu tüm üzere var ve veya ya yani yok hakkında nedir kimdir hangi
"""

_AZERBAIJANI = """
bu bir və ilə üçün da də ki o onun bunun nə necə niyə kim hara harada hansı haqqında daha ən çox az kimi olan olaraq
olub oldu deyil var yox amma lakin ancaq həm hər bütün sonra əvvəl üzrə qədər nədir kimdir
"""


# The same, as Russian is typed without a Russian keyboard. None of them is an English word.
_RUSSIAN_IN_LATIN = """
chto kto gde kogda kak pochemu zachem skolko kakoy kakaya kakie takoe takoy takaya dlya eto etot eta eti ili esli
chem mezhdu posle bolee tolko takzhe uzhe budet byl byla bylo byli est nego ney ikh ego oni ona ono
"""

# Words of every text that are no topic by themselves, though they may be part of one's name.
GENERAL_WORDS = frozenset(
    """
    thanks thank hello hi hey ok okay yes sorry goodbye bye welcome help test part way key role first second third
    last next previous new old good bad great big small large long short high low main major minor full whole half
    same different similar other certain specific general common special important significant possible likely clear
    real true false right wrong best worst better worse recent current modern thing things stuff something people
    person man woman men women year years month week day days time times moment place places point points number
    numbers kind type sort form side sides end start beginning middle case cases fact facts reason reasons result
    results problem problems question questions answer answers idea ideas word words name names list example examples
    area areas field fields level levels line lines heart root roots floor window step steps happen happened happens
    occur occurred continue begin work works working use used using show shows see look looks read write think know
    need want try find call called move moves keep hold turn bring put set open close follow share send tell talk
    speak become remain include include increase decrease grow growth rise fall lead leads play plays meet meets join
    joins offer offers author expert experts analyst reader readers official officials member members group groups
    head significance importance aspect aspects factor factors issue issues matter matters situation situations what's
    whats lol monday tuesday wednesday thursday friday saturday sunday
    home homepage page pages photo photos picture pictures video videos caption captions contents menu story stories
    print comment comments login newsletter subscribe subscriber subscription unsubscribe cookie cookies advertisement
    copyright podpisatsya podrobnee podelitsya paylas abone abune
    """.split()
)


def _spellings(text: str) -> set[str]:
    """Return the words as they are written; longer ones also without accents, as they are typed on a phone."""
    return {
        form for word in text.split() for form in (word, anyascii(word) if word.isalpha() and len(word) > 2 else word)
    }


# "I've", "they'd", "don't", "won't": a function word, or what is left of one, and an ending.
_CONTRACTIONS = frozenset(
    word + ending.replace("'", mark)
    for word in (*_ENGLISH.split(), "ain", "ca", "sha", "wo")
    for ending in ("n't", "'ve", "'re", "'ll", "'d", "'m", "'t")
    for mark in "'\u2019\u02bc"
)
_IN_ENGLISH = _CONTRACTIONS | {*_ENGLISH.split()}
_IN_RUSSIAN = frozenset({*_RUSSIAN.split(), *_RUSSIAN.replace("ё", "е").split()})
_TURKIC = frozenset(_spellings(_TURKISH) | _spellings(_AZERBAIJANI))  # as one is easily taken for the other
_COMMON = _IN_ENGLISH | _IN_RUSSIAN  # whose letters differ
_OF_ANY = _COMMON | _TURKIC
_BY_LANGUAGE: Mapping[str | None, frozenset[str]] = {
    "en": _IN_ENGLISH, "ru": _IN_RUSSIAN, "tr": _TURKIC, "az": _TURKIC, None: _OF_ANY,
}  # fmt: skip

FUNCTION_WORDS = _OF_ANY | {*_RUSSIAN_IN_LATIN.split()}  # all that a query may have

# What a query means as a name, or as nothing: "kim" asks who in Turkish and is somebody elsewhere.
FOREIGN_WORDS = FUNCTION_WORDS - _COMMON

# Of those the ones that are names, or parts of one, with a capital: Kim, Ben, Cox; de Gaulle, da Silva, Ki-moon.
NAMES_TOO = frozenset("kim ben cox de da ki".split())


def function_words(language: str | None) -> frozenset[str]:
    """Return the function words of a text's language, those of all that texts are in for None.

    Of a language that has no list of its own, or "", they are those of English and Russian.
    """
    return _BY_LANGUAGE.get(language, _COMMON)
