"""Write fixtures/privacy and fixtures/cross_form anew. What no recipe makes any more is left for a person to remove."""

from pathlib import Path

from mixed_twins.all import files

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def main() -> None:
    for name, content in files().items():
        path = FIXTURES / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


main()
