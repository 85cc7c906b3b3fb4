"""Write docs/rules anew from the rules' declarations: `make docs`. A test fails when a committed page differs."""

from pathlib import Path

from fairmark.validators.catalogue import STANDARDS, page

HERE = Path(__file__).resolve().parent

if __name__ == "__main__":
    for standard in STANDARDS:
        (HERE / "rules" / f"{standard}.md").write_text(page(standard), "utf-8", newline="\n")
