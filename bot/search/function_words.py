"""Words that carry no topic, by language, folded. Kept short: a word too many here can never be asked for."""

from anyascii import anyascii

_ENGLISH = """
a about above after again against all also although always am among an and another any anybody anyone anything are
around as at away back be became because become been before being below between both but by came can cannot come
could did do does doing done down during each either else ever every everybody everyone everything few for from
further get gets getting give given go goes going gone got had has have having he her here hers herself him himself
his how however i if in into is isnt it its itself just let like made make makes many may me might more most much
must my myself near need neither never no nobody none nor not nothing now of off often on once one only onto or other
others our ours out over own per perhaps put quite rather really said say says see seem seemed seems shall she should
since so some somebody someone something still such take taken takes than that thats the their theirs them themselves
then there therefore these they thing things this those though through thus to too toward towards under until up upon
us very via was we well went were what whats when where whether which while who whole whom whose why will with within
without would yet you your yours yourself
"""

_RUSSIAN = """
а без более бы был была были было быть в вам вас весь во вот все всего всех всю вы где да даже для до его ее если есть
еще же за здесь и из или им их к как какие какой ко когда кто ли либо между меня мне может мы на над надо наш не него
нее нет ни них но ну о об обо однако он она они оно от перед по под после потом потому почему при про с сам свой себя
со так также такие такой там те тем то того тоже той только том тот ту ты у уже хотя чего чей чем что чтобы эта эти
это этого этой этом этот эту я сколько зачем каков какая какое происходит расскажи
"""

_TURKISH = """
acaba ama ancak artik asla bana bazi belki ben bir biri bu bunu cok cunku da daha de defa degil diye eger en gibi hem
hep hepsi her hic icin ile ise kadar ki kim mi mu nasil ne neden nerede nereye nicin niye o olan olarak oldu oldugu
olur onlar onu sanki siz su tum uzere var ve veya ya yani yok hakkinda nedir kimdir hangi
"""

_AZERBAIJANI = """
bu bir ve ile ucun da de ki o onun bunun ne nece niye kim hara harada hansi haqqinda daha en cox az kimi olan olaraq
olub oldu deyil var yox amma lakin ancaq hem her butun sonra evvel uzre qeder nedir kimdir
"""


def _folded(text: str) -> set[str]:
    return {anyascii(word).lower().replace("'", "").replace("`", "") for word in text.split()}


FUNCTION_WORDS: frozenset[str] = frozenset(
    _folded(_ENGLISH) | _folded(_RUSSIAN.replace("ь", "").replace("ъ", "")) | _folded(_TURKISH) | _folded(_AZERBAIJANI)
)
