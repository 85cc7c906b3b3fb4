"""What the tests of credentials share: other people's npm packages."""

from pathlib import Path

import pytest

from npm_packages import Ask, peers_in


@pytest.fixture(scope="session")
def peers() -> Ask:
    """Run a script of tests/credentials/peers in node and read the JSON that it prints: `peers("name.js")`."""
    return peers_in(Path(__file__).parent / "peers")
