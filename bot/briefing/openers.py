"""Words with which a sentence leans on the one before it, by language.

`LEANING` points back or ties on, so the sentence before must stand before it. `NOT_FIRST` reads well later but not as
the first words of a briefing. `PERSON` are pronouns that need a name, `GENERIC` and `POINTING` phrases that need their
noun. One entry a line or comma; a space matches any white space. `CUES` are words of which one stands in whatever a
rule finds.
"""

import re

LEANING: dict[str, str] = {
    "en": """
he, she, they, we, his, her, hers, its, their, theirs, our, ours, him, them, himself, herself, themselves, us
this, that, these, those, that's, it, it's, he's, she's, they're, we're, here, such, same, others
however, but, and, or, nor, yet, so, also, too, still, then, thus, hence, therefore, instead, otherwise, else
similarly, likewise, conversely, accordingly, moreover, furthermore, additionally, further, besides, nevertheless
nonetheless, meanwhile, consequently, subsequently, indeed, finally, lastly, equally, rather, again, afterwards
thereafter, thereby, thereupon, because of this, because of that, due to this, due to that, due to these
in addition, in fact, in contrast, in stark contrast, in turn, in particular, in other words, in short, in sum
in conclusion, in response, in return, in this, in that, in these, in those, in such, in so doing, in doing so
as a result, as a consequence, as such, as mentioned, as noted, as discussed, as already, as initially, as with, as well
as for, for example, for instance, for his part, for her part, for its part, for their part, for this, for that
for these, on the other hand, on the contrary, on the other, on this, on that, at the same time, at this, at that
at these, by contrast, by comparison, by doing so, by this, by that, to this, to that, to these, to do so, of this
of these, of those, of course, from this, from these, from there, with this, with that, with these, under this
under these, under that, through this, through these, after this, after that, after these, before this, before that
since then, until then, by then, despite this, despite that, despite these, despite its own, despite their
despite his, despite her, given this, given that, given these, given the above, amid this, amid these, amid such
alongside this, alongside these, among them, among these, among others, besides this, beyond this, beyond these
building on this, adding to this, following this, following these, within this, within these, within that, like this
like these, unlike this, even so, after all, all of this, all this, all these, all of these, all of them, most of these
both, both of, both nations, both countries, both sides, both initiatives, neither, neither of, either way
some of these, some of them, many of these, many of them, one of these, one of them, none of these, none of them
each of these, the latter, the former, the same, the above, the other, the others, another, another key, another such
another important, another example, other examples, further examples, first, second, third, fourth
firstly, secondly, thirdly, a similar, similar, similarly, not only that, no less, what is more, what's more
more importantly, more specifically, that said, this said, that being said, to be sure, admittedly, crucially
curiously, evidently, ultimately, now, once again, the question now
""",
    "ru": """
он, она, оно, они, его, ее, её, их, ему, ей, им, него, нее, них, этот, эта, это, эти, этого, этой, этих, этому
этим, этими, тот, та, то, те, того, той, тех, такой, такая, такое, такие, таким образом, однако, но, а, и, или, же
поэтому, потому, кроме того, более того, помимо этого, помимо того, при этом, тем не менее, между тем, тем временем
также, затем, потом, впрочем, зато, итак, значит, следовательно, в то же время, в свою очередь, в этой связи
в связи с этим, в этом, в результате, в частности, в итоге, в целом, например, к примеру, наконец, вместе с тем
к тому же, напротив, наоборот, с другой стороны, с этой, здесь, там, тогда, тут, оба, обе, последний, последняя
последнее, последние, данный, данная, данное, данные, все это, всё это, для этого, после этого, до этого
несмотря на это, по этой, из-за этого, благодаря этому
у него, у нее, у них, наш, наша, наше, наши, мы, во-первых, во-вторых
""",
    "tr": """
o, onlar, onun, onların, onu, onları, ona, onlara, ondan, bu, bunu, bunun, buna, bunlar, bunların, bunları, bunlara
bundan, bununla, bunlardan, şu, şunu, şunlar, böyle, böylece, böylelikle, ancak, fakat, ama, lakin, ve, veya, ya da
ayrıca, üstelik, dahası, dolayısıyla, yine de, ise, oysa, oysaki, halbuki, çünkü, zira, nitekim, hatta, öte yandan
diğer yandan, diğer taraftan, öte taraftan, örneğin, mesela, aksine, sonuç olarak, sonuçta, sonunda, nihayet
aynı zamanda, aynı şekilde, benzer şekilde, buna rağmen, buna karşın, buna karşılık, bunun yanı sıra, bunun yanında
bunun üzerine, bunun dışında, bunun için, bu nedenle, bu yüzden, bu arada, bu bağlamda, söz konusu, her iki, ikisi de
daha sonra, ardından, o zaman, orada, burada, biz, bizim, kendisi, kendileri, ilk olarak, ikinci olarak
""",
    "az": """
o, onlar, onun, onların, onu, onları, ona, onlara, ondan, bu, bunu, bunun, buna, bunlar, bunların, bunları, bunlara
bundan, bununla, həmin, belə, beləliklə, beləcə, lakin, ancaq, amma, və, ya da, isə, həmçinin, eləcə də, üstəlik
bundan əlavə, bundan başqa, bununla yanaşı, bununla belə, bununla bərabər, bunun üçün, buna görə, buna baxmayaraq
bu səbəbdən, bu baxımdan, ona görə, çünki, məsələn, misal üçün, digər tərəfdən, əksinə, nəticədə, nəhayət
eyni zamanda, hər iki, hər ikisi, həmin, sonra, daha sonra, ardınca, bu arada, o zaman, orada, burada, biz, bizim, özü
birincisi, ikincisi, sözügedən, qeyd olunan
""",
}

NOT_FIRST: dict[str, str] = {
    "en": """
at the moment, looking ahead, most recently, most importantly, importantly, notably, interestingly, unfortunately
on top of, in general, overall, today, currently, earlier, later, next, of late, even, even the, while this, while these
even if, although this, though this, as this, as these, as it, as they, when it, when they, if this, once this
once completed
""",
    "ru": "сейчас, сегодня, ранее, позже, далее, даже, в настоящее время, по его, по ее, по её, по их словам",
    "tr": "şimdi, bugün, daha önce, şu anda, hatta, önemlisi",
    "az": "indi, bu gün, daha əvvəl, hazırda, hətta",
}

# "this week", "on this day", "this is not" and their like: what follows makes the word stand alone.
STANDS_ALONE: dict[str, str] = {
    "en": (
        r"(?:this|that|these)\s+(?:past\s+|coming\s+)?(?:year|week|month|morning|afternoon|evening|weekend|spring|summer|"
        r"autumn|fall|winter|january|february|march|april|may|june|july|august|september|october|november|december|"
        r"monday|tuesday|wednesday|thursday|friday|saturday|sunday)\b"
        r"|both\s+(?!nations|countries|sides|initiatives|parties|of\b|are\b|were\b|have\b|had\b|leaders|governments)"
        r"[^,.]{2,60}\sand"
        r"|(?:first|second|third|fourth)\s+[a-z]|(?:further|similar|other|another)\s+[a-z]+\s+(?:of|from|in)\s+[A-Z]"
        r"|further\s+(?:north|south|east|west)"
    ),
    "ru": r"(?:этой|этого)\s+(?:весной|летом|осенью|зимой|года|недели|месяца)\b|последн\w+\s+\w+\s+(?:лет|года|месяц)",
    "tr": r"bu\s+(?:yıl|ay|hafta|sabah|akşam|yaz|kış|bahar)\b|o\s+(?:yıl|gün)\b",
    "az": r"bu\s+(?:il|ay|həftə|səhər|axşam|yay|qış)\b",
}

# A tie to the sentence before that comes behind the subject: "Baku, however, …".
TIED: dict[str, str] = {
    "en": r"however|for\s+example|for\s+instance|moreover|therefore|meanwhile|too|in\s+turn|by\s+contrast|nevertheless|"
    r"on\s+the\s+other\s+hand|consequently|thus|instead|similarly|likewise|furthermore|then|though",
    "ru": r"однако|например|впрочем|следовательно|таким\s+образом|в\s+свою\s+очередь|между\s+тем|кроме\s+того|напротив",
    "tr": r"ise|ancak|örneğin|öte\s+yandan|ayrıca|dolayısıyla",
    "az": r"isə|lakin|ancaq|məsələn|digər\s+tərəfdən|həmçinin",
}

# "has also": no way to begin, but nothing that a reader would stumble over later.
ALSO: dict[str, str] = {"en": "also", "ru": "также|тоже", "tr": "ayrıca|aynı zamanda", "az": "həmçinin|eyni zamanda"}

# An "it" that stands for what follows: needs nothing before it, yet is no way to begin.
EMPTY_IT = (
    r"it\s+(?:is|was|has\s+been|remains|seems|appears)\s+(?:also\s+|still\s+|a\s+|not\s+|widely\s+)*"
    r"(?:clear|unclear|likely|unlikely|possible|impossible|important|essential|necessary|expected|hoped|believed|thought|"
    r"reported|estimated|announced|noteworthy|worth|planned|understood|known)\b"
)

PERSON: dict[str, str] = {
    "en": r"he|she|his|her|him|hers|himself|herself",
    "ru": r"он|она|его|её|ее|ему|ей",
    "tr": r"kendisi|kendisinin|kendisine",
    "az": r"özü|özünün|onun",
}

PAIRED: dict[str, str] = {
    "en": r"(?:the|these|those)\s+(?:two|three|four|five)\s+(?:[a-z]+\s+)?(?:countries|nations|states|sides|parties|"
    r"leaders|ministers|presidents|neighbou?rs|governments|capitals|peoples|companies|men|women|teams)|"
    r"both\s+(?:countries|nations|states|sides|parties|leaders|governments|initiatives)|each other's",
    "ru": r"(?:обе|оба|две|два|двух|обеих|обоих)\s+(?:страны?|стороны?|государства?|лидера|лидеров)",
    "tr": r"(?:her\s+)?iki\s+(?:ülke|taraf|lider|devlet)\w*",
    "az": r"(?:hər\s+)?iki\s+(?:ölkə|tərəf|lider|dövlət)\w*",
}

POINTING: dict[str, str] = {
    "en": r"(?:this|these)\s+(?!(?:year|week|month|day|morning|afternoon|evening|weekend|spring|summer|autumn|fall|"
    r"winter|season|time|past|coming|january|february|march|april|may|june|july|august|september|october|november|"
    r"december)\b)[a-z]+",
    "ru": r"(?:эт(?:от|а|о|и|ого|ой|их|ому|им|ими|у)|данн(?:ый|ая|ое|ые|ого|ой|ых))\s+(?!год|недел|месяц|лет|дн)\w+",
    "tr": r"(?:bu|söz\s+konusu)\s+(?!yıl|ay|hafta|sabah|akşam|gün)\w+",
    "az": r"(?:bu|həmin)\s+(?!il|ay|həftə|səhər|axşam|gün)\w+",
}

_GENERIC_NOUNS = (
    r"initiatives?|projects?|agreements?|deals?|ministry|country|countries|summit|"
    r"meetings?|events?|organi[sz]ation|movement|company|treaty|proposals?|plans?|plant|visit|statement|document|report|decision|"
    r"ceremony|conference|forum|platform|programme|program|bloc|group|corridor|route|field|drills|exercises|club|team|couple|"
    r"suspect|victim|man|woman|bill|law|study|authors?|paper"
)

GENERIC: dict[str, str] = {
    "en": rf"the\s+(?:[a-z]+\s+)?(?:{_GENERIC_NOUNS})(?='s|’s|s’|\s|,)",
    "ru": r"(?:стороны|страна|проект|соглашение|министерство|ведомство|организация|документ|инициатива|визит|саммит)",
    "tr": r"(?:proje|anlaşma|bakanlık|girişim|zirve|ülke|belge|ziyaret)(?:nin|nın|in|ın|un|ün)?",
    "az": r"(?:layihə|saziş|nazirlik|təşəbbüs|sammit|ölkə|sənəd|səfər)(?:nin|nın|in|ın|un|ün)?",
}

# Where a language has no entry, its rules are looked for in every sentence.
CUES: dict[str, dict[str, str]] = {
    "en": {
        "person": PERSON["en"] + "|they",
        "paired": "two|three|four|five|both|each",
        "pointing": "this|these",
        "generic": _GENERIC_NOUNS,
    }
}


def phrases(listed: str) -> str:
    """Return a list as one alternation, the longest first; white space between words is free."""
    found = sorted({p.strip() for p in re.split(r"[,\n]", listed) if p.strip()}, key=lambda p: (-len(p), p))
    return "|".join(re.escape(p).replace(r"\ ", r"\s+").replace("'", "['’]") for p in found)
