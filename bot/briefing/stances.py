"""Words with which a sentence takes a stance: it disputes something, holds something, or merely tells it."""

import re

# The first group disputes, the second merely holds, the third merely tells. "Refusal" and "denial" are what the other
# side calls a position.
_DISPUTES = (
    r"describ(?:es|ed)|reject(?:s|ed|ion)|oppos(?:es|ed|ition)|den(?:ies|ied)|claim(?:s|ed)|criti[cs]i[sz](?:es|ed|m)|"
    r"condemn(?:s|ed)|accus(?:es|ed)|refus(?:es|ed)|object(?:s|ed|ions?)|insist(?:s|ed)|resistance|disput(?:es|ed)|"
    r"not an option|unacceptable|wary of|ruled? out|"
    r"refut(?:es|ed)|dismiss(?:es|ed)|warn(?:s|ed)|blam(?:es|ed)|fears?|rubbish(?:es|ed)|slam(?:s|med)|blast(?:s|ed)|"
    r"hits? back|hits? out|lashed out|denounc(?:es|ed)|decr(?:ies|ied)|deplor(?:es|ed)|disagree(?:s|d)|contest(?:s|ed)|"
    r"contradict(?:s|ed)|rebuff(?:s|ed)|rebut(?:s|ted)|resist(?:s|ed)|shrug(?:s|ged)|pushed back|alleg(?:es|ed)|"
    r"vowed to fight|vowed to block|vowed to veto|furious|outraged|are against|is against|are concerned|is concerned|"
    r"отверг\w+|отклони\w+|обвини\w+|осуди\w+|опроверг\w+|reddet\w+|suçla\w+|eleştir\w+|yalanla\w+|kına\w+|"
    r"ittiham\w*|tənqid\w*|rədd|pislə\w+|təkzib"
)
_HOLDS = (
    r"says|support(?:s|ed)|back(?:s|ed)|argu(?:es|ed)|welcom(?:es|ed)|emphasi[sz](?:es|ed)|stat(?:es|ed)|"
    r"express(?:es|ed)|views?|viewed|sees|call(?:s|ed)|demand(?:s|ed)|propos(?:es|ed)|believes?|favou?rs?|seeks?|sought|"
    r"stress(?:es|ed)|reiterat(?:es|ed)|echo(?:es|ed)|according to|defend(?:s|ed)|prais(?:es|ed)|hail(?:s|ed)|"
    r"consider(?:s|ed)|pledg(?:es|ed)|urg(?:es|ed)|maintain(?:s|ed)|"
    r"заяви\w+|поддерж\w+|призва\w+|считает|подчеркну\w+|açıkla\w+|destekle\w+|savun\w+|vurgula\w+|belirtti|"
    r"bildir\w+|dəstəklə\w+"
)
_TELLS = r"said|told|responded|replied|сказал\w*"
_STANCE = re.compile(rf"\b(?:(?P<disputes>{_DISPUTES})|{_HOLDS}|(?P<tells>{_TELLS}))(?!\w)")
# One word of each of these: the longest.
_CUES = "|".join(max(phrase.split(), key=len) for phrase in f"{_DISPUTES}|{_HOLDS}|{_TELLS}".split("|"))
_CUE = re.compile(rf"\b(?:{_CUES})(?!\w)")
_DISPUTE = re.compile(rf"\b(?:{_DISPUTES})(?!\w)")
# "… is rejected by Dunmar", "opposition from Dunmar", "unacceptable to Dunmar".
HOLDER_AFTER = re.compile(r"according to|unacceptable (?:to|for)|\w+ (?:by|from) ")
# "Brand was accused of fraud" and "described how" are nobody's stance.
_TOLD_OF = re.compile(r"accused of|described (?:how|what|as|by)")
# "Had been denied visas", "was told": whoever did it is not named.
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s(?:\w+\s)?$")
# "Territorial claims" are none either: such words are verbs only behind who can speak.
_NOUNS_TOO = frozenset(
    "claims disputes fears demands calls views backs supports stresses contests slams blasts urges states".split()
)
_SPEAKER = re.compile(
    r"(?:[A-ZÇŞİÖÜƏ]\S*|\w+ly|\w+ry|he|she|it|they|also|still|now|who|which|government|president|minister|leader|party|"
    r"opposition|parliament|chief|official|union|army|court|council|spokes\w+)\s$"
)
_ARTICLE = re.compile(r"\b(?:the|an?|its|his|her|their|this|these|any|some|all|no|such)\s$", re.IGNORECASE)
_REACH = 24  # characters before a word that tell what it is

# "Hit back at criticism of the plan": that criticism is not the subject's.
_MET = re.compile(r"\b(?:at|under|amid|despite|over|of|fac(?:e|es|ed|ing)|some|drew|sparked|met)\s(?:\w+\s)?$")
_POSITION_NOUNS = frozenset({"rejection", "opposition", "criticism", "objection", "objections", "resistance"})
# "Denied the allegations", "rubbished claims": those that stand before.
_WHAT_WAS_TOLD = re.compile(
    r"\s(?:(?:the|these|those|such|any|all|both|its|his|her|their|this|that)\s)?"
    r"(?:claims?|allegations?|accusations?|charges?|criticisms?|reports?|accounts?|plans?|proposals?|moves?|ideas?|"
    r"decisions?|rulings?|verdicts?|suggestions?|bill|law|deal|offer|demands?|findings?|version)\b"
)


def holds_cue(lowered: str) -> bool:
    """Tell whether a text without white space, in lower case, may be of a stance."""
    return _CUE.search(lowered) is not None


def may_dispute(text: str) -> bool:
    """Tell whether something may be disputed in a text."""
    return _DISPUTE.search(text) is not None


def stances(text: str, lowered: str) -> list[re.Match[str]]:
    """Return the words of a stance in a text in lower case, those in names and nouns left out, in their order.

    A match has the group `disputes` or `tells`, or neither where it holds something; `text` is the same as written.
    """
    return [found for found in _STANCE.finditer(lowered) if _is_stance(text, found)]


def is_reply(lowered: str, found: re.Match[str]) -> bool:
    """Tell whether a stance is against claims or a plan that were told of before it."""
    return found["disputes"] is not None and _WHAT_WAS_TOLD.match(lowered, found.end()) is not None


def _is_stance(text: str, found: re.Match[str]) -> bool:
    """Tell whether a word of a stance is one here: no name ("United States"), no noun, no adjective."""
    before = text[max(0, found.start() - _REACH) : found.start()]
    if (before and text[found.start()].isupper()) or _TOLD_OF.match(text, found.start()):
        return False
    if _PASSIVE.search(before) and found.group().endswith("ed") and not HOLDER_AFTER.match(text, found.start()):
        return False
    if found.group() in _NOUNS_TOO:
        return _SPEAKER.search(before) is not None
    if found.group() in _POSITION_NOUNS:
        return not _MET.search(before) or HOLDER_AFTER.match(text, found.start()) is not None
    return not (found.group().endswith("ed") and _ARTICLE.search(before))
