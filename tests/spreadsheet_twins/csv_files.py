"""Twins of the rules about CSV files."""

from spreadsheet_twins.book import ADD, COUNT, SHAPES, WHOLE
from spreadsheet_twins.recipe import Twins

OPENSALT = f"""\
Identifier,Full Statement,Human Coding Scheme,Education Level,Is Child Of,Sequence Number
{WHOLE},Whole numbers,N,01,,1
{COUNT},Counts to 100 by ones and by tens.,N.1,01,N,1
{ADD},"Adds, and subtracts, within 20.",N.2,01,N,2
{SHAPES},Names plane shapes.,G,01,,2
"""

COMPEITO = f"""\
#title,"Mathematics, grade 1"
#adoption_status,Adopted
Identifier,fullStatement,humanCodingScheme,parentIdentifier,sequenceNumber,precedes
{WHOLE},Whole numbers,N,,10,
{COUNT},Counts to 100 by ones and by tens.,N.1,{WHOLE},10,{ADD}
{ADD},Adds and subtracts within 20.,N.2,{WHOLE},20,
{SHAPES},Names plane shapes.,G,,20,
"""


def csv_file(rule: str, text: str, *changes: tuple[str, str], name: str = "") -> Twins[str]:
    """Twins that are CSV files: `text`, and that with other passages in place of some."""

    def changed(made: str) -> str:
        for old, new in changes:
            assert old in made, old
            made = made.replace(old, new, 1)
        return made

    return Twins(rule=rule, good=lambda: text, bad=changed, suffix=".csv", name=name)


def _accented() -> str:
    return OPENSALT.replace("Names plane shapes.", "Names plane shapes – all of them.")


TWINS = [
    Twins(rule="CS-SHT-005", good=lambda: OPENSALT, bad=lambda made: made[: made.index("within")], suffix=".csv"),
    csv_file("CS-SHT-006", OPENSALT, (",G,01,,2", ",G,01,,2,see page 3")),
    Twins(rule="CS-SHT-007", good=_accented, bad=lambda made: made.encode("cp1252"), suffix=".csv"),
    csv_file("CS-DOC-002", COMPEITO, ("Adopted", "Published")),
    csv_file("CS-ITM-001", OPENSALT, (SHAPES, "G-1")),
    csv_file("CS-ITM-002", COMPEITO, ("Names plane shapes.", "")),
    csv_file("CS-ITM-006", OPENSALT, (",G,", ",N.1,")),
    csv_file("CS-ASC-003", COMPEITO, (f",{ADD}\n", ",N.9\n")),
    csv_file("CS-ASC-004", COMPEITO, ("N,,10", f"N,{COUNT},10")),
    csv_file("CS-ASC-006", COMPEITO, (f"{WHOLE},20,", f"{WHOLE},20,{COUNT}")),
    csv_file("CS-ASC-008", COMPEITO, (f",{ADD}\n", f",{COUNT}\n")),
    csv_file("CS-PAR-001", OPENSALT, ("01,N,1", "01,Whole numbers,1"), name="one"),
    csv_file("CS-PAR-001", OPENSALT, ("01,N,1", "01,Whole,1"), ("01,N,2", "01,Whole,2"), name="neither"),
    csv_file("CS-PAR-001", OPENSALT, ("01,N,1", f"01,{WHOLE},1"), name="mixed"),
]
