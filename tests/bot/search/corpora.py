"""Two small corpora of other fields than the seeds: a harbour's notices and a Russian football bulletin."""

from bot.search.glossary import Concept, Glossary
from tests.builders import document

NOTICES = [
    document(
        "notice-12",
        "# Dredging",
        "The Port of Osterwyk has begun dredging the Kestrel Channel, and Ingrid Vollan expects the work to end in "
        "March. Vollan said that the Kestrel Channel would then take ships with a draught of twelve metres.",
        "Pilots of the Osterwyk Pilotage Service (OPS) will board at the outer buoy while the dredger works. "
        "Masters should call the OPS two hours ahead.",
        "# Grain terminal",
        "The Marrowby Grain Terminal, also known as Berth Nine, reopens on Monday after a fire in October. "
        "The port says that Berth Nine handled 1.3 million tonnes of wheat last year.",
        "Unions welcomed the reopening of the Marrowby Grain Terminal and its new sprinklers.",
        title="Notice to mariners",
        publisher="Osterwyk Port Authority",
    ),
    document(
        "notice-13",
        "A collision between the ferry Aurelia and the tug Brannock closed the Kestrel Channel for six hours. "
        "Nobody was hurt aboard the Aurelia, said Ingrid Vollan, the harbour master.",
        "The pilots praise the MSF24 forum on tugs, and MSF24 meets in Osterwyk in June.",
        "It is known that customs clearance takes three days at Osterwyk and one day at Tarnholm. Shippers call "
        "customs clearance the slowest step of all, and they want customs clearance to move online.",
        "The quay of Tarnholm is shallow, and the containers of Tarnholm leave by rail.",
        title="Notice to mariners",
        publisher="Osterwyk Port Authority",
    ),
]
BULLETIN = [
    document(
        "vestnik",
        "Футбольный клуб «Северянин» сыграл вничью с командой из Заречья. Тренер клуба Пётр Лужин назвал игру скучной.",
        "Город обещал, что в Заречье построят новый стадион. Этот стадион примет двенадцать тысяч зрителей.",
        "Нападающий Артём Гусев забил два мяча, а вратарь Дзюбин отбил пенальти, и «Северянин» доволен.",
        title="Вестник клуба",
        language="ru",
    )
]
GLOSSARY = Glossary(
    [
        (Concept("customs clearance", ()), {"ru": ("таможенное оформление",), "tr": ("gümrük işlemi",)}),
        (Concept("collision", ("crash",)), {"ru": ("столкновение",), "tr": ("çarpışma",), "az": ("toqquşma",)}),
        (Concept("wheat", ()), {"ru": ("пшеница",), "tr": ("buğday",), "az": ("buğda",)}),
    ]
)
ALIASES = [("Osterwyk", ("Old Haven", "Старая Гавань")), ("Atlantis", ("Lost City",))]
