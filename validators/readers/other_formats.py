"""What a file may be that is no JSON: said by name, it spares the user the search for a mistake in it."""

MAGIC = (
    (b"<!doctype html", "a web page (HTML)"),
    (b"<html", "a web page (HTML)"),
    (b"<?xml", "XML"),
    (b"<", "XML or HTML"),
    (b"%pdf-", "a PDF"),
    (b"\x89png", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"gif8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive, to be unpacked first"),
    (b"bzh", "a bzip2 archive, to be unpacked first"),
    (b"\xfd7zxz", "an xz archive, to be unpacked first"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive, to be unpacked first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive, to be unpacked first"),
    (b"rar!", "a RAR archive, to be unpacked first"),
    (b"\xd0\xcf\x11\xe0", "a document of an old Microsoft Office"),
    (b"sqlite format 3", "an SQLite database"),
    (b"par1", "a Parquet file"),
)


def other_format(data: bytes) -> str:
    """The format that the first bytes tell, "" where they tell none of those that are known here."""
    head = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((name for magic, name in MAGIC if head.startswith(magic)), "")
