"""Every recipe."""

from mixed_twins import cross_form, privacy


def files() -> dict[str, bytes]:
    """Path below fixtures/ to content, of all recipes. ValueError when two recipes make the same file differently."""
    made: dict[str, bytes] = {}
    for twins in (*privacy.TWINS, *cross_form.TWINS):
        for name, content in twins.made().items():
            if made.setdefault(name, content) != content:
                raise ValueError(f"two recipes make {name}")
    return made
