"""Made-up names by rank: people, places, what stands there, and offices with long names and short ones."""

from functools import lru_cache

from bench.scale.words import spelt

_ONSETS = "B Br C Ch D Dr F Fl G Gr H J K Kl L M N P Pr R S Sk St T Tr V W Z Al An El Er Ir Os Ul Ar".split()
_NUCLEI = "a e i o u ai au ea ei ia io oa ou".split()
_MIDDLES = "b d g gr k l ld m n nd r rl s sh st t v z".split()
_ENDINGS = "bor da dell en fen gard holm ia ir kar land lund mere nach nor ov rath sund tal thal uz vik wan zen".split()
_GIVEN = """
    Ada Alan Amir Anna Boris Carla Chen Clara Daria David Elena Emil Farid Felix Grace Hana Hugo Ilham Ines Irina Ivan
    Jana Jonas Kamal Karin Laila Lars Leyla Liam Lucia Magda Maria Marko Mehmet Mira Nadia Nikol Nina Olga Omar Oscar
    Pavel Petra Rashid Rosa Samir Sara Selim Sofia Stefan Tamar Tomas Vera Viktor Yara Yusuf Zara
""".split()
_SITES = """
    Corridor; Port; Airport; Railway; Pipeline; Bridge; University; Refinery; Canal; Valley; Peninsula; Free Zone;
    Power Station; Trade Port; Gas Terminal; Stock Exchange; Logistics Centre; Peace Treaty; Shipping Company
"""
_OFFICES = """
    Ministry of Transport of {}; Ministry of Foreign Affairs of {}; {} Institute for Water Studies; National Bank of {};
    {} Chamber of Commerce; {} Union of Railway Workers; Council for Regional Security of {}; {} Energy Agency;
    State Customs Committee of {}; {} Democratic Party; Initiative on Green Shipping of {}; {} Development Fund
"""
_EVENTS = "{} Forum {}; {} Summit {}; {} Conference {}; {} Games {}"
_SHORT_PLACE = (_ONSETS, _NUCLEI, _ENDINGS)
_LONG_PLACE = (_ONSETS, _NUCLEI, _MIDDLES, _NUCLEI, _ENDINGS)
_FAMILY = (_ONSETS, _NUCLEI, _MIDDLES, _NUCLEI, _MIDDLES, "ov yan er son li ez ic a".split())
_SMALL = frozenset(("of", "for", "on", "the"))
_PLACES = 4_000  # that sites and offices are named after: fewer than there are sites


def _several(text: str) -> list[str]:
    return [" ".join(one.split()) for one in text.split(";")]


_SITE, _OFFICE, _EVENT = _several(_SITES), _several(_OFFICES), _several(_EVENTS)


@lru_cache(maxsize=1 << 18)
def name(rank: int) -> str:
    """Return the name of a rank; of two ranks hardly ever the same."""
    number, kind = divmod(rank, 10)
    match kind:
        case 0 | 3 | 6:
            return _place(number * 3 + kind // 3)
        case 1 | 4 | 7:
            number = number * 3 + kind // 3
            return f"{_GIVEN[number % len(_GIVEN)]} {_surname(number)}"
        case 2 | 5:
            place, site = _after(number * 2 + kind // 4, len(_SITE))
            return f"{place} {_SITE[site]}"
        case 8:
            place, office = _after(number, len(_OFFICE))
            return _OFFICE[office].format(place)
        case _:
            place, event = _after(number, len(_EVENT))
            return _EVENT[event].format(place, 1996 + number % 30)


def acronym(name: str) -> str:
    """Return the initials of a name of three words or more, small words left out; "" of a shorter one."""
    initials = "".join(word[0] for word in name.split() if word not in _SMALL and word[0].isalpha())
    return initials if len(initials) > 2 else ""


def _after(number: int, kinds: int) -> tuple[str, int]:
    """Return a place that something is named after, well-known ones rather than others, and which kind it is."""
    around, kind = divmod(number, kinds)
    return _place(around if around < _PLACES else around * around), kind


def _place(rank: int) -> str:
    return spelt(rank, _SHORT_PLACE if rank < _PLACES else _LONG_PLACE)


def _surname(rank: int) -> str:
    return spelt(rank, _FAMILY)
