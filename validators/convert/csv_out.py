"""A CASE package as a CSV file of items: that of OpenSALT or PowerSchool, which name a parent by its code, or that of
COMPEITO, which names it by its identifier."""

from collections import Counter
from collections.abc import Mapping
import csv
from functools import cached_property, partial
import io

from fairmark.schemas.spreadsheets import CODE, ColumnSpec, Dialect, dialects
from fairmark.validators.convert.errors import WrongSettings
from fairmark.validators.convert.inputs import SourceFile
from fairmark.validators.convert.loss import Fate, Kind, LossReport
from fairmark.validators.convert.output import Output
from fairmark.validators.convert.settings import Settings
from fairmark.validators.convert.sheet_account import Places, SheetAccount, in_cell
from fairmark.validators.readers.case import Edge, Link, Node, Package
from fairmark.validators.readers.spreadsheets.csv_file import CALCULATED, METADATA, SHIELD
from fairmark.validators.readers.spreadsheets.from_case import Projection, texts
from fairmark.validators.readers.spreadsheets.levels import place
from fairmark.validators.readers.spreadsheets.relations import CHILD

SUFFIX = ".csv"
TITLE_ONLY = "its title only"
NO_CODE = "its parent has no code that no other item has, so importers put the item at the top"
GUESSED = "its code begins with that of an item, which importers take for its parent"
SHIELDED = "an apostrophe stands before it, so that no spreadsheet program takes it for a formula"


def _to_csv(dialect: str, source: SourceFile, output: Output, _settings: Settings) -> LossReport:
    if output.suffix not in ("", SUFFIX):
        raise WrongSettings(f"a CSV file has a name that ends in {SUFFIX}")
    projection = Projection(Package(source.case_package, "case-package", "1.1"))
    made = CsvOut(projection, dialects()[dialect])
    output.open(f"{source.path.stem}{SUFFIX}").write(made.as_bytes())
    return SheetAccount(projection, made.places).loss


to_opensalt, to_compeito, to_powerschool = (
    partial(_to_csv, dialect) for dialect in ("opensalt", "compeito", "powerschool")
)


class CsvOut:
    """The CSV file of one package, in one dialect."""

    def __init__(self, projection: Projection, dialect: Dialect) -> None:
        self._projection = projection
        self._package = projection.package
        self._dialect = dialect
        self._columns = dialect.table.columns

    def as_bytes(self) -> bytes:
        """The file, in UTF-8 with lines that end as RFC 4180 says."""
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        for name, spec in self._dialect.metadata.items():
            if values := self._stated(name, spec):
                writer.writerow([f"{METADATA}{name}", *(shielded(value)[0] for value in values)])
        writer.writerow(self._columns)
        for node, found in self._projection.items:
            writer.writerow([shielded(self._text(node, found, spec))[0] for spec in self._columns.values()])
        return out.getvalue().encode()

    def _stated(self, name: str, spec: ColumnSpec) -> list[str]:
        """What a line above the header says of the document."""
        document = self._package.document
        if document is None:
            return []
        if not spec.field:
            return [title] if (title := self._projection.document.get(f"{name}Title", "")) else []
        value = document.data.get(spec.field)
        return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str) and one]

    def _text(self, node: Node, found: Mapping[str, str], spec: ColumnSpec) -> str:
        if spec.name == self._dialect.parent:
            return self._parent(node)
        if spec.name == "sequenceNumber":
            return f"{place(found['smartLevel'])}"
        if spec.relation:
            return self._dialect.joined.join(self._relations.get((node.identifier, spec.relation), ()))
        return found.get(spec.name) or texts(node.data, [spec]).get(spec.name, "")

    # -- parents and relations ---------------------------------------------------------------------------------------

    def _parent(self, node: Node) -> str:
        """What the row calls the parent, "" for the top."""
        edge = self._projection.placement.placing.get(node.identifier)
        return self._name(edge.destination) if edge and not self._is_document(edge.destination) else ""

    def _is_document(self, link: Link) -> bool:
        document = self._package.document
        return document is not None and link.identifier == document.identifier

    def _name(self, link: Link) -> str:
        """What other rows call an item: its identifier, or its code where that is its own; "" where there is none."""
        item = self._package.by_identifier.get(link.identifier)
        if item is None or item.cls != "CFItem":
            return link.uri
        if self._dialect.by != CODE:
            return item.identifier
        code = item.text("humanCodingScheme").strip()
        return code if self._codes[code] == 1 else ""

    @cached_property
    def _codes(self) -> Counter[str]:
        """How many items have each code."""
        codes = Counter(node.text("humanCodingScheme").strip() for node, _ in self._projection.items)
        del codes[""]
        return codes

    @cached_property
    def _relations(self) -> dict[tuple[str, str], list[str]]:
        """What the items lead to, by identifier and associationType."""
        found: dict[tuple[str, str], list[str]] = {}
        for edge in self._package.edges:
            if edge.type != CHILD and self._relation(edge).kind is not Kind.DROPPED:
                found.setdefault((edge.origin.identifier, edge.type), []).append(self._named(edge.destination))
        return found

    def _named(self, link: Link) -> str:
        return self._name(link) or link.identifier

    # -- the account -------------------------------------------------------------------------------------------------

    @property
    def places(self) -> Places:
        """Where the file has what the package says."""
        told = {"CFItem/CFItemTypeURI": Fate(Kind.CHANGED, "CFItemType", TITLE_ONLY)} if self._has("CFItemType") else {}
        told["CFItem/lastChangeDateTime"] = Fate(Kind.DROPPED, how="a row has no time of its own")
        if self._has("license"):
            told["CFItem/licenseURI"] = Fate(Kind.CHANGED, "license", TITLE_ONLY)
        if self._dialect.metadata:
            told["CFDocument/subjectURI"] = Fate(Kind.CHANGED, "#subject", TITLE_ONLY)
            told["CFDocument/licenseURI"] = Fate(Kind.CHANGED, "#license", TITLE_ONLY)
        return Places(
            self._dialect.title,
            {spec.field: f"#{name}" for name, spec in self._dialect.metadata.items() if spec.field},
            {spec.field: name for name, spec in self._columns.items() if spec.field},
            {"CFItemType/title": "CFItemType"} if self._has("CFItemType") else {},
            self._relation,
            told,
            {f"CFItem/{spec.field}": spec.separator for spec in self._columns.values() if spec.separator},
            cell=shielded,
        )

    def _has(self, column: str) -> bool:
        return column in self._columns

    def _relation(self, edge: Edge) -> Fate:
        """What becomes of an association."""
        if why := self._projection.left_out.get(edge.node.path):
            return Fate(Kind.DROPPED, how=why)
        if edge.type == CHILD:
            why = self._misplaced(edge)
            return Fate(Kind.DROPPED, how=why) if why else Fate(Kind.KEPT, self._dialect.parent)
        origin = self._package.by_identifier.get(edge.origin.identifier)
        if edge.type not in self._types or origin is None or origin.cls != "CFItem":
            return Fate(Kind.DROPPED, how="there is no column for it")
        if self._dialect.joined in self._named(edge.destination):
            return Fate(
                Kind.DROPPED, how=f"where it leads to has a {self._dialect.joined}, which separates destinations"
            )
        return Fate(Kind.KEPT, edge.type)

    def _misplaced(self, edge: Edge) -> str:
        """Why importers put a child elsewhere, "" where they do not."""
        if not self._is_document(edge.destination):
            return "" if self._name(edge.destination) else NO_CODE
        child = self._package.by_identifier[edge.origin.identifier]
        guess = child.text("humanCodingScheme").strip().rpartition(".")[0] if self._dialect.guesses else ""
        return GUESSED if guess in self._codes else ""

    @cached_property
    def _types(self) -> set[str]:
        return {spec.relation for spec in self._columns.values()} - {""}


def shielded(text: str) -> tuple[str, str]:
    """A text as it stands in a cell, and what was done to it, "" for nothing."""
    cleaned, how = in_cell(text)
    return (f"{SHIELD}{cleaned}", SHIELDED) if CALCULATED.match(cleaned) else (cleaned, how)
