"""A small corpus of an invented coast, as files that the real readers read."""

import json
from pathlib import Path

# Eight paragraphs on one topic give an answer further pages; the fog horn stands in one sentence only.
BRIDGE = (
    "The Lantern Bridge carries 4,200 vehicles a day between Port Ansel and the island of Merrow.",
    "Engineers closed the Lantern Bridge on 3 March 2024 after divers found cracks in two piers of its eastern span.",
    "Repairs to the Lantern Bridge will cost $38 million, of which the Harbour Authority has pledged $12 million.",
    "Mayor Ida Quill told the council that the Lantern Bridge would open again “before the first autumn storm”.",
    "Fishermen of Merrow lose three hours a day while the Lantern Bridge is closed, the Fishing Union reported in May.",
    "The ferry Petrel has carried passengers beside the Lantern Bridge since April 2024, and 900 people use it daily.",
    "A toll of $2 on the Lantern Bridge was proposed by the Harbour Authority and rejected by the council in June.",
    "Historians date the first Lantern Bridge to 1874, when Merrow sold its herring to six countries.",
)
FERRY = (
    "The Harbour Authority ordered two electric ferries from Oskar Yards in 2023 for $21 million.",
    "Oskar Yards delivered the ferry Petrel in March 2024 and will deliver the second ferry in 2025.",
    "Port Ansel plans a charging station of 4 megawatts for the electric ferries beside the fog horn.",
    "The Fishing Union doubts that electric ferries can sail in the winter storms of Merrow.",
)
COUNCIL = (
    "Ida Quill met Tomas Gray, Mara Lind, Soren Vale, Hedda Frost, Nils Orme and Pia Lund in Port Ansel in May 2024.",
    "Tomas Gray leads the Fishing Union, Mara Lind the Ferry Guild, and Soren Vale the Merrow Museum.",
)
BRIDGE_URL = "https://news.example/bridge?a=1&b=2"


def write_seeds(folder: Path) -> Path:
    """Write the corpus into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    articles = [
        ("bridge", "A bridge & its cracks", BRIDGE, "2024-07-09", "Coast Courier", BRIDGE_URL),
        ("ferry", "Electric ferries for Merrow", FERRY, "2024-08", "Harbour Gazette", ""),
        ("council", "Who meets the mayor", COUNCIL, "2024", "", ""),
    ]
    records = [
        {"id": name, "title": title, "text": "\n\n".join(texts), "date": date, "publisher": publisher, "url": url}
        for name, title, texts, date, publisher, url in articles
    ]
    lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (folder / "coast.jsonl").write_text(lines, encoding="utf-8")
    return folder
