"""Settings: from a file, the environment and the command line, in that order; every one documented."""

from dataclasses import fields
from pathlib import Path
import re

import pytest

from conftest import ROOT
from fairmark.server.serving.places import data_folder, demo_database
from fairmark.server.settings import PREFIX, Settings, SettingsSchema, read_settings
from fairmark.validators.core.usage import WrongUsage

EVERYWHERE = "0.0.0.0"  # noqa: S104  nothing listens there in these tests
DEPLOY = ROOT / "docs" / "deploy.md"


def written(folder: Path, text: str) -> Path:
    file = folder / "fairmark.toml"
    file.write_text(text, "utf-8")
    return file


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, 'port = 1\nhost = "file"\nthreads = 3\n')
    environment = {"FAIRMARK_PORT": "2", "FAIRMARK_HOST": "environment", "HOME": "x"}
    fallback = {"database": "sqlite:///fallback.db", "threads": "9"}
    settings = read_settings(environment, file, fallback, port=4, host=None)
    assert (settings.port, settings.host, settings.threads) == (4, "environment", 3)
    assert settings.database == "sqlite:///fallback.db"


def test_without_anything_the_defaults_hold() -> None:
    assert read_settings({}) == Settings()


def test_names_of_hosts_are_separated_by_commas_in_the_environment(tmp_path: Path) -> None:
    assert read_settings({"FAIRMARK_HOSTS": "a.example, b.example:8080,"}).hosts == ("a.example", "b.example:8080")
    assert read_settings({}, written(tmp_path, 'hosts = ["a.example"]')).hosts == ("a.example",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "http"),
        ("port", "65536"),
        ("threads", "0"),
        ("workers", "-1"),
        ("trusted_proxies", "all"),
        ("public_url", "ftp://example.org"),
        ("public_url", "example.org"),
        ("server", "apache"),
        ("log_level", "loud"),
        ("log_format", "xml"),
        ("stop_seconds", "-1"),
        ("upload_bytes", "512 MB"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_its_name_and_not_repeated(name: str, value: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        read_settings({PREFIX + name.upper(): value})
    assert f"{name}: " in str(caught.value)
    assert value not in str(caught.value).split(name)[1].split()


def test_every_wrong_setting_is_named_at_once() -> None:
    with pytest.raises(WrongUsage, match=r"log_level: .*port: "):
        read_settings({"FAIRMARK_PORT": "x", "FAIRMARK_LOG_LEVEL": "x"})


def test_a_setting_that_there_is_not_is_refused_in_a_file(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="no setting called prot; there are: check_targets, database"):
        read_settings({}, written(tmp_path, "prot = 80"))


@pytest.mark.parametrize("text", ["port = ", "port: 80", "\0", '[server]\nport = "80"'])
def test_a_file_that_is_none_of_ours_is_refused_in_a_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        read_settings({}, written(tmp_path, text))
    assert "\n" not in str(caught.value)


def test_a_file_written_by_an_editor_of_windows_is_read(tmp_path: Path) -> None:
    assert read_settings({}, written(tmp_path, "\ufeffport = 80\r\n")).port == 80


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        (EVERYWHERE, "http://127.0.0.1:8080"),
        ("::", "http://[::1]:8080"),
        ("::1", "http://[::1]:8080"),
        ("school.example", "http://school.example:8080"),
    ],
)
def test_the_address_of_the_server_can_be_clicked_on(host: str, address: str) -> None:
    assert Settings(host=host).base_url == address


def test_the_public_address_is_what_clients_are_told() -> None:
    assert Settings(public_url="https://case.example.org/").base_url == "https://case.example.org"


def test_the_database_of_the_demonstration_lies_in_the_users_own_folder(tmp_path: Path) -> None:
    assert demo_database({"XDG_DATA_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}).endswith("/fairmark/demo.db")
    assert data_folder({"XDG_DATA_HOME": "/data"}, "linux") == Path("/data/fairmark")
    assert data_folder({}, "darwin").parts[-3:] == ("Library", "Application Support", "fairmark")
    assert data_folder({"LOCALAPPDATA": "here"}, "win32") == Path("here/fairmark")


def test_schema_and_settings_are_of_the_same_names_and_each_says_what_it_means() -> None:
    schema = SettingsSchema().fields
    assert list(schema) == [field.name for field in fields(Settings)]
    assert all(field.metadata["description"] for field in schema.values())


def test_the_table_in_the_documentation_is_what_the_schema_says() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `([^`]*)` \| (.+) \|$", DEPLOY.read_text("utf-8"), re.MULTILINE)
    expected = []
    for field in fields(Settings):
        default = ",".join(field.default) if isinstance(field.default, tuple) else str(field.default)
        said = SettingsSchema().fields[field.name].metadata["description"]
        expected.append((field.name, default or "none", said))
    assert rows == expected
