"""What a host lets programs read, by its robots.txt (RFC 9309). Pure: fetching it is `bot.web.polite`'s.

Not `urllib.robotparser`, which takes `*` and `$` in paths for letters and the first rule for the one that counts.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote, urlsplit

MOST_BYTES = 512 * 1024  # RFC 9309, 2.5: at least 500 kibibytes
_MOST_RULES = 2_000
_LONGEST_RULE = 2_000  # characters: no address that is asked for is longer
_ESCAPED = re.compile("%[0-9a-fA-F]{2}")


@dataclass(frozen=True, slots=True)
class Rule:
    """Whether addresses of a form may be read. `*` in it stands for anything, `$` at its end for the end."""

    allows: bool
    path: str


def rules_for(body: bytes, agent: str) -> tuple[Rule, ...]:
    """Return the rules for a program by its name, in small letters; those for all where none are its own."""
    groups = list(_groups(body.decode("utf-8", "replace")))
    own = [rules for agents, rules in groups if agent in agents]
    chosen = own or [rules for agents, rules in groups if "*" in agents]
    fitting = (rule for rules in chosen for rule in rules if len(rule.path) <= _LONGEST_RULE)
    return tuple(islice(fitting, _MOST_RULES))


def allows(rules: Sequence[Rule], url: str) -> bool:
    """Tell whether an address may be read: the longest rule that fits says so, of two as long the kinder one."""
    parts = urlsplit(url)
    path = _normal(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")
    fitting = [rule for rule in rules if rule.path and _fits(_normal(rule.path), path)]
    return max(fitting, key=lambda rule: (len(rule.path), rule.allows)).allows if fitting else True


def _groups(text: str) -> Iterator[tuple[set[str], list[Rule]]]:
    """Yield who is spoken of and what is said, group after group."""
    agents: set[str] = set()
    rules: list[Rule] = []
    for line in text.splitlines():
        name, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        match name.lower():
            case "user-agent":
                if rules:
                    yield agents, rules
                    agents, rules = set(), []
                agents.add(value.lower())
            case "allow" | "disallow" if agents:
                rules.append(Rule(name.lower() == "allow", value))
    yield agents, rules


def _normal(path: str) -> str:
    """Return a path of which equal ones are spelled alike."""
    upper = _ESCAPED.sub(lambda found: found[0].upper(), path)
    return quote(upper, safe="/%*$?&=:;@!'()+,-._~[]|{}")


def _fits(pattern: str, path: str) -> bool:
    """Tell whether a path begins as a pattern says, in linear steps: the earliest place of each part is the best."""
    ends = pattern.endswith("$")
    first, *parts = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not parts:
        return not ends or at == len(path)
    for part in parts[:-1] if ends else parts:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return not ends or (path.endswith(parts[-1]) and len(path) - len(parts[-1]) >= at)
