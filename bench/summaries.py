"""Briefings beside textbook summarisers, on articles with reference summaries.

    python -m bench.summaries < records.jsonl > summaries.jsonl      an adapter for other people's scorers
    python -m bench.summaries --data SET.jsonl [...]                 our ROUGE-1/2/L beside the best document's lead
    python -m bench.summaries --data SET.jsonl [...] --ablate        what each signal is worth
    python -m bench.summaries --data SET.jsonl [...] --kit FOLDER    the same by a kit's scorer, with its checks of form
    python -m bench.summaries --data SET.jsonl [...] --kit FOLDER --peers        the kit's peers, which take long

With --markdown FILE the tables also go into a document's section <!-- summaries -->, <!-- ablation-sets --> or
<!-- summaries-peers -->.

A record is {"id", "query", "documents": [{"source", "title"?, "date"?, "text"}], "max_sentences"?, "max_words"?} and,
in a set, "references": ["a summary", …]. A summary is {"id", "sentences", "sources"}. A kit is a folder with peers.py
(reads records, writes summaries) and bench.py (scores summaries; `--data SET --hyp SUMMARIES --json`).
"""

import argparse
import json
import math
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from rouge_score.rouge_scorer import RougeScorer

from bench.tables import markdown, replace_section
from bench.variants import variants
from bot.briefing.merit import WEIGHTS, Weights
from bot.briefing.selection import brief
from bot.briefing.sentences import split
from bot.briefing.types import Briefing, Focus, Length, Passage
from bot.search.analysis import terms

MAX_SENTENCES = 3
MAX_WORDS = 80
PARAGRAPH_SENTENCES = 4  # a line without breaks is cut into paragraphs of so many sentences
K1, B = 1.2, 0.75
OF_DOCUMENT = 0.3  # share of the whole document's score in a paragraph's, as a title field would give
LIMITS = {"max_sentences": MAX_SENTENCES, "max_words": MAX_WORDS}
FORM = ("verbatim", "whole", "balanced", "no_anaphor_first", "no_dangling", "no_dup", "in_budget", "topic_named")
OURS, LEAD = "ours", "lead of the best document"
PEERS = ("lead3", "qtfidf_mmr", "bm25", "lexrank", "textrank", "luhn", "sumbasic")
SLOW = {"lsa": 60, "kl": 10}  # peers that take seconds a record, and how many records of a set are enough for them
SEED = 3


@dataclass(frozen=True, slots=True)
class Document:
    source: str
    title: str
    date: str
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    id: str
    query: str
    documents: tuple[Document, ...]
    references: tuple[str, ...]
    length: Length


def read_records(lines: Iterable[str]) -> Iterator[Record]:
    """Yield the records of JSON lines, blank lines left out."""
    for line in lines:
        if line.strip():
            found = json.loads(line)
            words = int(found.get("max_words", MAX_WORDS))
            yield Record(
                id=str(found["id"]),
                query=str(found["query"]),
                documents=tuple(
                    Document(str(d["source"]), str(d.get("title", "")), str(d.get("date", "")), str(d["text"]))
                    for d in found["documents"]
                ),
                references=tuple(str(r) for r in found.get("references", [])),
                length=Length(words, words, words, int(found.get("max_sentences", MAX_SENTENCES))),
            )


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text: its lines, or runs of a few sentences where a line is long."""
    found = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        sentences = split(line, "en")
        ends, at = [], 0
        for sentence in sentences:
            at = line.index(sentence, at) + len(sentence)
            ends.append(at)
        cuts = [0, *ends[PARAGRAPH_SENTENCES - 1 : -1 : PARAGRAPH_SENTENCES], len(line)]
        found += [line[start:end].strip() for start, end in pairwise(cuts)]
    return found


def focus_of(query: str, idf: Mapping[str, float]) -> Focus:
    """Return what a query asks for: a name, or a list of topic words parted by commas."""
    asked = {term: idf.get(term, 0.0) for term in terms(query)}
    return Focus({term: weight for term, weight in asked.items() if weight > 0}, () if "," in query else (query,))


def passages_of(record: Record) -> tuple[list[Passage], Focus]:
    """Rank the record's own paragraphs by BM25, part of the whole document's score added."""
    placed = [
        (document, position, text)
        for document in record.documents
        for position, text in enumerate(paragraphs(document.text))
    ]
    bags = [Counter(terms(text)) for _, _, text in placed]
    whole = {d.source: Counter(terms(f"{d.title} {d.text}")) for d in record.documents}
    counts = Counter(term for bag in bags for term in bag)
    idf = {term: math.log(1 + (len(bags) - n + 0.5) / (n + 0.5)) for term, n in counts.items()}
    focus = focus_of(record.query, idf)
    usual = fmean(bag.total() for bag in bags)
    usual_whole = fmean(bag.total() for bag in whole.values())
    of_document = {source: _bm25(bag, focus, usual_whole) for source, bag in whole.items()}
    scored = [
        (_bm25(bag, focus, usual) + OF_DOCUMENT * of_document[document.source], document, position, text)
        for bag, (document, position, text) in zip(bags, placed, strict=True)
    ]
    ranked = sorted(scored, key=lambda row: -row[0])
    top = [row for row in ranked if row[0] > 0] or [(1.0, *row[1:]) for row in ranked]
    return [_passage(document, position, text, score) for score, document, position, text in top], focus


def _bm25(bag: Counter[str], focus: Focus, usual: float) -> float:
    room = K1 * (1 - B + B * bag.total() / usual)
    return sum(w * bag[term] * (K1 + 1) / (bag[term] + room) for term, w in focus.terms.items() if term in bag)


def _passage(document: Document, position: int, text: str, score: float) -> Passage:
    return Passage(
        paragraph_id=f"{document.source}#{position}",
        document_id=document.source,
        text=text,
        section="",
        position=position,
        title=document.title,
        publisher="",
        date=document.date,
        url="",
        language="en",
        score=score,
    )


def summarise(record: Record, weights: Weights = WEIGHTS) -> Briefing:
    """Return our briefing on a record."""
    return brief(*passages_of(record), record.length, weights)


def lead(record: Record) -> list[str]:
    """Return the first sentences of the document that fits the query best: the peer to beat."""
    passages, focus = passages_of(record)
    totals: dict[str, float] = defaultdict(float)
    for passage in passages:
        totals[passage.document_id] += passage.score if focus.terms else 1 / (1 + passage.position)
    best = max(record.documents, key=lambda document: totals[document.source])
    taken: list[str] = []
    for sentence in (s for paragraph in paragraphs(best.text) for s in split(paragraph, "en")):
        words = sum(len(s.split()) for s in [*taken, sentence])
        if len(taken) < MAX_SENTENCES and words <= record.length.max_words and len(sentence.split()) > 2:
            taken.append(sentence)
    return taken


def rouge(records: Sequence[Record], summaries: Sequence[str]) -> tuple[float, float, float]:
    """Return the mean F1 of ROUGE-1, 2 and L over records, each the mean over its references."""
    scorer = RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=True)
    rows = [
        [scorer.score(reference, summary) for reference in record.references]
        for record, summary in zip(records, summaries, strict=True)
    ]
    means = [
        fmean(fmean(float(s[kind].fmeasure) for s in row) for row in rows) for kind in ("rouge1", "rouge2", "rougeL")
    ]
    return means[0], means[1], means[2]


def responsiveness(records: Sequence[Record], summaries: Sequence[str]) -> float | None:
    """Return ROUGE-1 against the own reference less that against another topic's on the same documents, if any is."""
    scorer = RougeScorer(["rouge1"], use_stemmer=True)
    by_article: dict[tuple[str, ...], list[tuple[Record, str]]] = defaultdict(list)
    for record, summary in zip(records, summaries, strict=True):
        by_article[tuple(document.source for document in record.documents)].append((record, summary))

    def f1(record: Record, summary: str) -> float:
        return fmean(float(scorer.score(reference, summary)["rouge1"].fmeasure) for reference in record.references)

    differences = [
        f1(record, summary) - f1(other, summary)
        for pair in by_article.values()
        if len(pair) == 2 and pair[0][0].query != pair[1][0].query
        for (record, summary), (other, _) in (pair, pair[::-1])
    ]
    return fmean(differences) if differences else None


def texts(records: Sequence[Record], weights: Weights) -> list[str]:
    """Return our summaries as plain text."""
    return [" ".join(quote.sentence for quote in summarise(record, weights).quotes) for record in records]


def adapt() -> None:
    """Answer the records of standard input."""
    for record in read_records(sys.stdin):
        quotes = summarise(record).quotes
        sources = [quote.paragraph_id.rpartition("#")[0] for quote in quotes]
        print(as_line(record, [quote.sentence for quote in quotes], sources))


def as_line(record: Record, sentences: Sequence[str], sources: Sequence[str] = ()) -> str:
    """Return a summary as a JSON line."""
    return json.dumps({"id": record.id, "sentences": list(sentences), "sources": list(sources)}, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Scored:
    """What a set says of some summaries of it."""

    rouge: tuple[float, float, float]  # F1 of ROUGE-1, 2 and L
    follows: float | None  # None where no article of the set has two topics
    form: Mapping[str, float]  # a kit's checks by name, shares of summaries or sentences that pass; {} without a kit

    @property
    def mean(self) -> float:
        """The mean of the three ROUGE figures."""
        return fmean(self.rouge)


Rows = Mapping[str, Mapping[str, Scored]]  # by label, then by set


def compare(sets: Mapping[str, Sequence[Record]]) -> Rows:
    """Measure our summaries and the lead of the best document."""
    rows: dict[str, dict[str, Scored]] = {OURS: {}, LEAD: {}}
    for name, records in sets.items():
        rows[OURS][name] = shown(name, OURS, scored(records, texts(records, WEIGHTS)))
        rows[LEAD][name] = shown(name, LEAD, scored(records, [" ".join(lead(record)) for record in records]))
    return rows


def ablate(sets: Mapping[str, Sequence[Record]]) -> Rows:
    """Measure our summaries with each weight in turn set to nothing."""
    return {
        label: {name: shown(name, label, scored(records, texts(records, weights))) for name, records in sets.items()}
        for label, weights in variants()
    }


def scored(records: Sequence[Record], summaries: Sequence[str]) -> Scored:
    """Measure summaries without a kit."""
    return Scored(rouge(records, summaries), responsiveness(records, summaries), {})


def by_kit(files: Sequence[Path], kit: Path) -> Rows:
    """Measure us and the lead of the best document by a kit."""
    rows: dict[str, dict[str, Scored]] = defaultdict(dict)
    for file in files:
        for label, found in _by_kit(file.stem, _lines(file), kit, {OURS: OURS, LEAD: LEAD}):
            rows[label][file.stem] = found
    return rows


def peers_by_kit(files: Sequence[Path], kit: Path) -> Rows:
    """Measure a kit's peers by it; the slow ones on a sample, and us beside them."""
    rows: dict[str, dict[str, Scored]] = defaultdict(dict)
    for file in files:
        lines = _lines(file)
        for label, found in _by_kit(file.stem, lines, kit, {peer: peer for peer in PEERS}):
            rows[label][file.stem] = found
        for peer, most in SLOW.items():
            some = sample(lines, most)
            for label, found in _by_kit(file.stem, some, kit, {peer: f"{peer}, on {most}", OURS: f"ours, on {most}"}):
                rows[label][file.stem] = found
    return rows


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def sample(lines: Sequence[str], most: int) -> list[str]:
    """Return at most so many of the lines, in their order, the same ones each time."""
    chosen = sorted(random.Random(SEED).sample(range(len(lines)), min(most, len(lines))))
    return [lines[number] for number in chosen]


def _by_kit(name: str, lines: Sequence[str], kit: Path, labels: Mapping[str, str]) -> Iterator[tuple[str, Scored]]:
    """Yield the kit's figures of some records of a set, for each system, under its label."""
    records = list(read_records(lines))
    asked = "".join(json.dumps(json.loads(line) | LIMITS) + "\n" for line in lines)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as data:
        data.write("".join(f"{line}\n" for line in lines))
        data.flush()
        for system, label in labels.items():
            found = scored_by_kit(Path(data.name), kit, records, _answers(system, records, asked, kit))
            yield label, shown(name, label, found)


def _answers(system: str, records: Sequence[Record], asked: str, kit: Path) -> str:
    if system == LEAD:
        return "\n".join(as_line(record, lead(record)) for record in records)
    if system == OURS:
        return _run([sys.executable, "-m", "bench.summaries"], asked)
    return _run([sys.executable, str(kit / "peers.py"), system], asked)


def scored_by_kit(file: Path, kit: Path, records: Sequence[Record], answers: str) -> Scored:
    """Return the kit's figures for some summaries, and how far they follow the topic."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as written:
        written.write(answers)
        written.flush()
        scorer = [sys.executable, str(kit / "bench.py"), "--data", str(file), "--hyp", written.name, "--json"]
        found = json.loads(_run(scorer, ""))
    told = {answer["id"]: " ".join(answer["sentences"]) for answer in map(json.loads, answers.splitlines())}
    return Scored(
        rouge=(float(found["rouge1"]), float(found["rouge2"]), float(found["rougeL"])),
        follows=responsiveness(records, [told.get(record.id, "") for record in records]),
        form={check: float(found[check]) for check in FORM},
    )


def table(rows: Rows) -> str:
    """Return the rows' means of ROUGE-1/2/L by set, and how far they follow the topic, as a table."""
    first = next(iter(rows.values()))
    paired = [name for name, found in first.items() if found.follows is not None]
    header = ["mean of ROUGE-1/2/L", *first, "mean", *(f"own less other, {name}" for name in paired)]
    return markdown(header, [_cells(label, found, paired) for label, found in rows.items()])


def _cells(label: str, found: Mapping[str, Scored], paired: Sequence[str]) -> list[str]:
    means = [one.mean for one in found.values()]
    follows = [found[name].follows or 0.0 for name in paired]
    return [label, *(f"{value:.4f}" for value in (*means, fmean(means), *follows))]


def form_table(rows: Rows) -> str:
    """Return each row's checks of form, the least over the sets, as a table."""
    least = {label: [min(one.form[check] for one in found.values()) for check in FORM] for label, found in rows.items()}
    return markdown(
        ["form, in the worst set", *(check.replace("_", " ") for check in FORM)],
        [[label, *(f"{value:.3f}" for value in values)] for label, values in least.items()],
    )


def _run(command: Sequence[str], given: str) -> str:
    return subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", check=True).stdout


def shown(name: str, label: str, found: Scored) -> Scored:
    """Print a row as soon as it is known, since all of them take minutes, and return it."""
    cells = [f"{name:20} {label:28}", "/".join(f"{score:.4f}" for score in found.rouge), f"mean {found.mean:.4f}"]
    if found.follows is not None:
        cells.append(f"own less other {found.follows:.4f}")
    print(*cells, *(f"{check} {share:.3f}" for check, share in found.form.items()), sep="  ", flush=True)
    return found


def main() -> None:
    """Run as an adapter, or print tables for sets and, with --markdown, write them into a document's section."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, nargs="+", default=[])
    parser.add_argument("--kit", type=Path)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--ablate", action="store_true", help="what each signal is worth")
    what.add_argument("--peers", action="store_true", help="the peers of the kit instead of us")
    parser.add_argument("--markdown", type=Path, help="a document to write the tables into")
    asked = parser.parse_args()
    if asked.peers and not asked.kit:
        parser.error("--peers are those of a kit: say where it is with --kit FOLDER")
    if not asked.data:
        return adapt()
    section, content = _measured(asked.data, asked.kit, ablated=asked.ablate, peers=asked.peers)
    print(content)
    if asked.markdown:
        replace_section(asked.markdown, section, content)
    return None


def _measured(files: Sequence[Path], kit: Path | None, *, ablated: bool, peers: bool) -> tuple[str, str]:
    """Return what was measured as tables, and the name of the section that they belong into."""
    if kit and not ablated:
        rows = peers_by_kit(files, kit) if peers else by_kit(files, kit)
        return "summaries-peers" if peers else "summaries", f"{table(rows)}\n\n{form_table(rows)}"
    sets = {file.stem: list(read_records(_lines(file))) for file in files}
    return ("ablation-sets", table(ablate(sets))) if ablated else ("summaries", table(compare(sets)))


if __name__ == "__main__":
    main()
