"""PS: the rules of PowerSchool's standards files."""

from fairmark.schemas.tables import table
from fairmark.validators.circumstances import Circumstances
from fairmark.validators.readers.sniff import Recognition
from fairmark.validators.readers.tables.alone import LoneTable, lone_table
from fairmark.validators.rules.powerschool import standards as standards
from fairmark.validators.rules.powerschool.standards import CODE


def subject(data: bytes, recognition: Recognition, circumstances: Circumstances) -> LoneTable:
    """The standards in `data`."""
    spec = table("powerschool/standards.json")
    read = lone_table(data, circumstances.name, spec, key=CODE, show_values=circumstances.show_values)
    return LoneTable(read, recognition.kind, {recognition.standard: recognition.version or "1"}, len(data))
