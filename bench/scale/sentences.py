"""Patterns of sentences: an opening, a clause and an ending, with slots for words, names and figures."""

import re
from dataclasses import dataclass
from itertools import product

# Slots: P a name, N a noun, M nouns, V did, G doing, A an adjective, Y a year, F a figure.
SLOTS = "PNMVGAYF"
_SLOT = re.compile(rf"\{{([{SLOTS}])\}}")

_OPENINGS = """
    ;;;;;
    In {Y} ;
    According to {P}, ;
    After {A} {M} on the {N}, ;
    Despite the {N} of {P}, ;
    At a {A} {N} in {P}, ;
    Since the {N} in {Y}, ;
    As {M} {V}, ;
    Under the {A} {N}, ;
    With {F} {M} in the {N}
"""
_CLAUSES = """
    {P} {V} the {A} {N} of {P};
    {P} and {P} {V} a {N} on {A} {M};
    {P} {V} that {M} of the {N} were {V};
    {P} has {V} {F} {M} for the {N} between {P} and {P};
    {P} {V} {F} million {M} in {Y};
    {P} has not {V} its {N} to the {N} of {P};
    {P} is {G} a {A} {N} with the {N} of {P};
    {P} said it had {V} the {N} and the {M} of the {A} {N};
    {P} would be {V} by {P} before the {N} of {M};
    {P}, which {V} {F} per cent of the {M}, {V} the {N};
    {P} {V} no {N} while the {M} of {P} were {G};
    {P} remains the {A} {N} for {M} from {P} to {P}
"""
_ENDINGS = """
    .;
    , said {P}.;
    , a {N} {V} in {Y}.;
    , and the {M} were {V} by the {A} {N}.;
    after {F} {M} had been {V} at the {N}.;
    because {M} and {M} in the {N} {V} the {A} {M}.;
    , although {A} {M} {V} the {N} on the {N}.;
    , as the {N} of {M} {V} to {F} in {Y}.;
    so that the {N} could be {V} without a {A} {N}.;
    , while {P} {V} {A} {M} for its {N}.;
    , which the {N} called a {A} {N} for the {M}.
"""
_TITLES = """
    {P} {V} {A} {N}; {P} and {P} {V} on {M}; {N} of {P} {V}; {A} {M} {V} at {P}; {P}: {M} {V} after {N};
    {P} {V} {F} {M}
"""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text with a "%s" for each slot."""

    text: str
    slots: bytes  # the place of each slot's letter in SLOTS


def _several(text: str) -> list[str]:
    return [" ".join(one.split()) for one in text.split(";")]


def _pattern(text: str) -> Pattern:
    slots = bytes(SLOTS.index(letter) for letter in _SLOT.findall(text))
    return Pattern(_SLOT.sub("%s", text.replace("%", "%%")), slots)


def _joined(opening: str, clause: str, ending: str) -> str:
    return f"{opening} {clause}{'' if ending[0] in '.,' else ' '}{ending}".strip()


def sentence_patterns() -> tuple[Pattern, ...]:
    """Return the patterns of sentences."""
    parts = product(_several(_OPENINGS), _several(_CLAUSES), _several(_ENDINGS))
    return tuple(_pattern(_joined(*some)) for some in parts)


def title_patterns() -> tuple[Pattern, ...]:
    """Return the patterns of headlines."""
    return tuple(map(_pattern, _several(_TITLES)))
