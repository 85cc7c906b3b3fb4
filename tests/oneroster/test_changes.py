"""What has changed since the last export: records, columns and files."""

from pathlib import Path

from oneroster.exports import changes, export, of_one_table, text
from oneroster.packages import NOW, package, roster, written, zipped
import pytest

from fairmark.validators.exports.changes import Changes, changes_since
from fairmark.validators.exports.last import Export
from fairmark.validators.exports.thresholds import Thresholds, UnusableThreshold, thresholds_from
from fairmark.validators.readers.limits import Limits

ORGS = "name,type,identifier,parentSourcedId"
USERS = "enabledUser,username,givenName,familyName,identifier,email"


def orgs(*ids: str) -> list[str]:
    return [ORGS, *(f"{id},School {id},school,{id},d" for id in ids)]


def crossed(found: Changes) -> list[tuple[str, int]]:
    return [(crossing.threshold, crossing.crossed) for crossing in found.crossings()]


# -- thresholds ------------------------------------------------------------------------------------------------------


def test_thresholds_are_those_of_the_catalogue_until_they_are_changed() -> None:
    assert Thresholds().settings() == ["lost=10%", "changed=75%", "churn=1%", "emptied=20%"]
    assert thresholds_from(["lost=2.5%", "churn = 5"]) == Thresholds(lost=2.5, churn=5)


@pytest.mark.parametrize("setting", ["lost=101%", "lost=-1%", "lost=many", "lost", "lost=", "=5%"])
def test_a_threshold_is_a_percentage(setting: str) -> None:
    with pytest.raises(UnusableThreshold):
        thresholds_from([setting])


def test_the_nearest_name_of_a_threshold_is_told() -> None:
    with pytest.raises(UnusableThreshold, match="'chrun'; the nearest: churn"):
        thresholds_from(["chrun=5%"])


# -- records ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("left", "told"), [(10, []), (9, []), (8, [("lost", 2)])])
def test_a_tenth_may_be_lost_and_no_more(tmp_path: Path, left: int, told: list[tuple[str, int]]) -> None:
    found = of_one_table(tmp_path, "orgs", orgs(*"abcdefghij"), orgs(*"abcdefghij"[:left], "new"))
    table = found.tables["orgs"]
    assert (table.before, table.now, table.added.ids) == (10, left + 1, ("new",))
    assert table.gone.ids == tuple("abcdefghij"[left:])
    assert crossed(found) == told


def test_the_order_of_rows_is_no_change(tmp_path: Path) -> None:
    found = of_one_table(tmp_path, "orgs", orgs(*"abcdef"), orgs(*"fedcba"))
    assert not found.tables["orgs"].changed.count
    assert not crossed(found)


def test_what_is_changed_is_told_beyond_three_quarters(tmp_path: Path) -> None:
    new = [ORGS, *(row.replace("School", "The school") for row in orgs(*"abc")[1:]), *orgs("d")[1:]]
    assert not crossed(of_one_table(tmp_path, "orgs", orgs(*"abcd"), new))
    found = changes(tmp_path / "old", tmp_path / "new", thresholds=Thresholds(changed=74))
    assert crossed(found) == [("changed", 3)]
    assert found.tables["orgs"].changed.ids == ("a", "b", "c")


def test_one_record_is_not_nearly_all(tmp_path: Path) -> None:
    found = of_one_table(tmp_path, "categories", ["title,weight", "k,Tasks,50"], ["title,weight", "k,Tasks,60"])
    assert found.tables["categories"].changed.count == 1
    assert not crossed(found)


def test_columns_of_ones_own_are_not_compared(tmp_path: Path) -> None:
    old = [f"{ORGS},metadata.exported", *(f"{row},monday" for row in orgs(*"abc")[1:])]
    new = [f"{ORGS},metadata.exported", *(f"{row},sunday" for row in orgs(*"abc")[1:])]
    assert not of_one_table(tmp_path, "orgs", old, new).tables["orgs"].changed.count


def test_a_row_that_is_too_short_was_sent_all_the_same(tmp_path: Path) -> None:
    new = [*orgs(*"bcd"), "a,School a"]
    found = of_one_table(tmp_path, "orgs", orgs(*"abcd"), new)
    assert (found.tables["orgs"].gone.count, found.tables["orgs"].now) == (0, 4)


def test_rows_with_one_sourcedid_are_one_record(tmp_path: Path) -> None:
    found = of_one_table(tmp_path, "orgs", orgs(*"aab"), orgs(*"ab"))
    assert (found.tables["orgs"].before, found.tables["orgs"].gone.count) == (2, 0)


# -- identifiers -----------------------------------------------------------------------------------------------------


def users(*rows: str) -> list[str]:
    return [USERS, *rows]


def test_renumbered_records_are_not_lost(tmp_path: Path) -> None:
    old = users(*(f"u{n},true,name{n},Given,Family,," for n in range(5)))
    new = users(*(f"x{n},true,NAME{n},Given,Family,," for n in range(5)))
    found = of_one_table(tmp_path, "users", old, new)
    table = found.tables["users"]
    assert (table.gone.count, table.lost) == (5, 0)
    assert table.renumbered.ids[0] == "u0 → x0"
    assert crossed(found) == [("churn", 5)]


def test_the_identifier_of_a_user_goes_before_the_username(tmp_path: Path) -> None:
    old = users("u1,true,mia,Mia,Lund,1001,", "u2,true,ben,Ben,Osei,,")
    new = users("x1,true,mia.l,Mia,Lund,1001,", "x2,true,ben,Ben,Osei,,")
    assert of_one_table(tmp_path, "users", old, new).tables["users"].renumbered.ids == ("u1 → x1", "u2 → x2")


def test_a_natural_key_that_several_have_tells_nothing(tmp_path: Path) -> None:
    header = "title,weight"
    old = [header, "k1,Tasks,", "k2,Tasks,", "k3,Tests,"]
    new = [header, "n1,Tasks,", "k2,Tasks,", "k3,Tests,"]
    assert not of_one_table(tmp_path, "categories", old, new).tables["categories"].renumbered.count


def test_sourcedids_that_were_moved_on_are_churn(tmp_path: Path) -> None:
    old = users("1,true,mia,Mia,Lund,,", "2,true,ben,Ben,Osei,,", "3,true,ada,Ada,Roe,,")
    new = users("1,true,new,Neo,Nash,,", "2,true,mia,Mia,Lund,,", "3,true,ben,Ben,Osei,,")
    table = of_one_table(tmp_path, "users", old, new).tables["users"]
    assert (table.renumbered.ids, table.moved, table.gone.count) == (("1 → 2", "2 → 3"), 0, 0)


def test_a_course_of_the_next_year_is_another_one(tmp_path: Path) -> None:
    header = "schoolYearSourcedId,title,courseCode,orgSourcedId"
    old, new = [header, "c1,y27,Mathematics,M5,o"], [header, "c2,y28,Mathematics,M5,o"]
    assert not of_one_table(tmp_path, "courses", old, new).tables["courses"].renumbered.count


# -- columns ---------------------------------------------------------------------------------------------------------


def emptied(folder: Path, old: list[str], new: list[str]) -> list[tuple[str, int, int]]:
    """What `email` of these users was, and is."""
    both = (users(*(f"u{n},true,n{n},G,F,,{mail}" for n, mail in enumerate(mails))) for mails in (old, new))
    return [tuple(one) for one in of_one_table(folder, "users", *both).tables["users"].emptied]


def test_a_fifth_of_a_column_may_be_emptied_and_no_more(tmp_path: Path) -> None:
    assert not emptied(tmp_path / "a", ["m"] * 10, ["m"] * 8 + [""] * 2)
    assert emptied(tmp_path / "b", ["m"] * 10, ["m"] * 7 + [""] * 3) == [("email", 3, 10)]


def test_what_few_had_is_told_where_nobody_has_it_any_more(tmp_path: Path) -> None:
    assert emptied(tmp_path / "a", ["m", "m", *[""] * 18], [""] * 20) == [("email", 2, 2)]
    assert not emptied(tmp_path / "b", ["m", *[""] * 18], [""] * 19)


def test_new_records_without_a_value_empty_nothing(tmp_path: Path) -> None:
    assert not emptied(tmp_path, ["m", "m"], ["m", "m", *[""] * 20])


def test_a_column_that_is_missing_is_told_elsewhere(tmp_path: Path) -> None:
    old = users("u1,true,mia,Mia,Lund,,m", "u2,true,ben,Ben,Osei,,m")
    new = ["enabledUser,username,givenName,familyName,identifier", "u1,true,mia,Mia,Lund,", "u2,true,ben,Ben,Osei,"]
    found = of_one_table(tmp_path, "users", old, new)
    assert not crossed(found)
    assert not found.tables["users"].changed.count


# -- files, and what cannot be compared ------------------------------------------------------------------------------

DELTA = [ORGS, "=a,active,2026-10-01T00:00:00.000Z,School a,school,a,d"]


def test_a_file_that_is_not_sent_any_more_is_empty(tmp_path: Path) -> None:
    old = export(tmp_path / "old", orgs=orgs(*"ab"), categories=["title,weight", "k,Tasks,"])
    found = changes(old, export(tmp_path / "new", categories=["title,weight", "k,Tasks,"]))
    assert [(table.file, table.before) for table in found.emptied_files] == [("orgs.csv", 2)]
    assert not crossed(found)


def test_a_file_with_a_header_alone_is_empty(tmp_path: Path) -> None:
    found = of_one_table(tmp_path, "orgs", orgs(*"ab"), [ORGS])
    assert [table.file for table in found.emptied_files] == ["orgs.csv"]
    assert not crossed(found)


def test_a_package_of_changes_says_nothing_of_what_it_does_not_send(tmp_path: Path) -> None:
    old = export(tmp_path / "old", orgs=orgs(*"ab"), categories=["title,weight", "k,Tasks,"])
    found = changes(old, export(tmp_path / "new", orgs=DELTA))
    assert not list(found.emptied_files)
    assert not found.tables
    assert found.not_compared == {"orgs": "it holds changes only"}


def test_a_delta_without_rows_has_lost_nothing(tmp_path: Path) -> None:
    files = {**package(orgs=text([ORGS])), "manifest.csv": b"propertyName,value\nfile.orgs,delta\n"}
    found = changes(export(tmp_path / "old", orgs=orgs("a")), written(tmp_path / "new", files))
    assert found.not_compared == {"orgs": "it holds changes only"}


def test_a_manifest_alone_means_that_nothing_has_changed(tmp_path: Path) -> None:
    found = changes(export(tmp_path / "old", orgs=orgs("a")), export(tmp_path / "new"))
    assert not found.tables
    assert not found.not_compared


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (DELTA, orgs("a"), "the last one holds changes only"),
        (["name", "a,A"], orgs("a"), ""),
        ([*orgs("a"), 'b,"' + "x" * 200_000], orgs("a"), "the last one cannot be read to its end"),
        (orgs("a"), [*orgs("a"), 'b,"' + "x" * 200_000], "it cannot be read to its end"),
    ],
)
def test_why_a_file_is_not_compared(tmp_path: Path, old: list[str], new: list[str], reason: str) -> None:
    found = of_one_table(tmp_path, "orgs", old, new)
    assert found.not_compared == ({"orgs": reason} if reason else {})


def test_a_file_without_sourcedids_is_not_compared(tmp_path: Path) -> None:
    new = written(tmp_path / "new", package(orgs=b"name,type\nA,school\n"))
    found = changes(export(tmp_path / "old", orgs=orgs("a")), new)
    assert found.not_compared == {"orgs": "it has no sourcedIds"}


# -- versions and containers -----------------------------------------------------------------------------------------


def test_versions_are_compared_by_what_both_have(tmp_path: Path) -> None:
    names = ("academicSessions", "categories", "classes", "courses", "lineItems", "orgs", "results", "users")
    old = written(tmp_path / "old", package(*names, version="1.1"))
    new = written(tmp_path / "new", package(*names, "roles", "userProfiles", version="1.2"))
    for before, now, versions in ((old, new, ("1.1", "1.2")), (new, old, ("1.2", "1.1"))):
        found = changes(before, now)
        assert (found.version, found.roster.version) == versions
        assert set(found.tables) == set(names)
        assert not any(table.changed.count or table.gone.count or table.emptied for table in found.tables.values())
        assert not list(found.emptied_files)


def test_a_column_that_was_renamed_is_compared(tmp_path: Path) -> None:
    names = ("academicSessions", "categories", "classes", "courses", "lineItems", "orgs")
    old = written(tmp_path / "old", package(*names, version="1.1"))
    files = package(*names, version="1.2")
    files["lineItems.csv"] = files["lineItems.csv"].replace(b"fall-2026", b"year-2027")
    assert changes(old, written(tmp_path / "new", files)).tables["lineItems"].changed.count == 2


def test_table_by_table_is_as_in_one_go(tmp_path: Path) -> None:
    names = ("academicSessions", "categories", "classes", "courses", "lineItems", "orgs", "results", "users")
    files = package(*names)
    old = written(tmp_path / "old", files)
    new = roster(written(tmp_path / "new", {**files, "orgs.csv": files["orgs.csv"].replace(b"Pier", b"Quay")}))
    heard: list[tuple[int, int]] = []
    archive = Export(zipped(tmp_path / "old.zip", files), Limits())
    whole = changes_since([roster(old)], new)
    assert changes_since(archive.pieces(NOW, lambda done, total: heard.append((done, total))), new) == whole
    assert changes_since(Export(old, Limits()).pieces(NOW), new) == whole
    assert heard[-1][0] <= heard[-1][1]
    assert whole.tables["orgs"].changed.count == 1
