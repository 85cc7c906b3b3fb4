"""The OneRoster 1.2 bulk export of a district of any size, written fast: 300,000 users at the scale of 1.

    .venv/bin/python bench/district.py FOLDER [SCALE] [ONE_IN]

With ONE_IN, one row in so many is broken: a reference that leads nowhere, a date or number in another form, a repeated
sourcedId, a missing value. All identifiers are UUIDs, the longest that systems send. No real person is in it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
import sys

TOGETHER = 28
"""Students who take all their classes together."""
EACH = 14
"""Classes of a student."""
SCHOOLS = 250
OBJECTIVES = 600
COURSES = 1_200
LEVELS = ("Beginning", "Approaching", "Meets", "Exceeds")
SCALE = '"{Beginning:1},{Approaching:2},{Meets:3},{Exceeds:4}"'
STEP = 0x9E3779B97F4A7C15F39CC0605CEDC835
NAMES = ("Avery", "Blake", "Casey", "Devon", "Emery", "Finley", "Harper", "Jamie", "Kendall", "Logan", "Morgan", "Zoë")

HEADERS = {
    "academicSessions": "title,type,startDate,endDate,parentSourcedId,schoolYear",
    "categories": "title,weight",
    "classes": "title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,"
    "subjectCodes,periods",
    "courses": "schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes",
    "demographics": "birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,"
    "nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,"
    "countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus",
    "enrollments": "classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate",
    "lineItemLearningObjectiveIds": "lineItemSourcedId,source,learningObjectiveId",
    "lineItemScoreScales": "title,lineItemSourcedId,scoreScaleSourcedId",
    "lineItems": "title,description,assignDate,dueDate,classSourcedId,categorySourcedId,academicSessionSourcedId,"
    "resultValueMin,resultValueMax,schoolSourcedId",
    "orgs": "name,type,identifier,parentSourcedId",
    "resultLearningObjectiveIds": "resultSourcedId,source,learningObjectiveId,score,textScore",
    "results": "lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment,textScore,classSourcedId,"
    "inProgress,incomplete,late,missing",
    "roles": "userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,userProfileSourcedId",
    "scoreScales": "title,type,orgSourcedId,courseSourcedId,classSourcedId,scoreScaleValue",
    "users": "enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,"
    "grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,preferredMiddleName,"
    "preferredFamilyName,primaryOrgSourcedId,pronouns",
}  # fmt: skip


def uuid(kind: int, number: int) -> str:
    text = f"{(number + 1) * STEP + (kind << 100) & (1 << 128) - 1:032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-9{text[17:20]}-{text[20:]}"


class District:
    """The rows of each file; each row as the text behind `sourcedId,,,`, with that sourcedId."""

    def __init__(self, scale: float) -> None:
        groups = max(1, round(10_000 * scale))
        self.classes = groups * EACH
        self.staff = max(1, round(20_000 * scale))
        self.students = [uuid(1, number) for number in range(groups * TOGETHER)]
        self.teachers = [uuid(2, number) for number in range(self.staff)]
        self.class_ids = [uuid(3, number) for number in range(self.classes)]
        self.schools = [uuid(4, number) for number in range(SCHOOLS)]
        self.items = [uuid(5, number) for number in range(round(6_000_000 / TOGETHER * scale))]
        self.groups = groups

    def school_of(self, class_: int) -> str:
        return self.schools[class_ % self.groups % SCHOOLS]

    def together(self, class_: int) -> range:
        """The students of a class."""
        first = class_ % self.groups * TOGETHER
        return range(first, first + TOGETHER)

    def academicSessions(self) -> Iterator[tuple[str, str]]:  # noqa: N802 - so the file is called
        yield "year", "2026-2027,schoolYear,2026-08-10,2027-06-12,,2027"
        yield "fall", "Fall,semester,2026-08-10,2026-12-19,year,2027"
        yield "spring", "Spring,semester,2027-01-04,2027-06-12,year,2027"

    def categories(self) -> Iterator[tuple[str, str]]:
        yield "tests", "Tests,60"
        yield "work", "Homework,40"

    def orgs(self) -> Iterator[tuple[str, str]]:
        yield "district", "The district,district,,"
        yield from ((id, f"School {number},school,{number:06},district") for number, id in enumerate(self.schools))

    def courses(self) -> Iterator[tuple[str, str]]:
        for number in range(COURSES):
            yield f"course-{number}", f"year,Course {number},C{number},05,district,Mathematics,02035"

    def classes_(self) -> Iterator[tuple[str, str]]:
        for number, id in enumerate(self.class_ids):
            course = number % COURSES
            yield (
                id,
                (
                    f"Class {number},05,course-{course},{number},scheduled,Room {number % 300},"
                    f'{self.school_of(number)},"fall,spring",Mathematics,02035,{number % 8}'
                ),
            )

    def users(self) -> Iterator[tuple[str, str]]:
        for number, id in enumerate((*self.students, *self.teachers)):
            given, family = NAMES[number % 12], f"{NAMES[number // 12 % 12]}{number % 977}"
            mail = f"{given}.{number}@district.example".lower().replace("ë", "e")
            yield id, f"true,u{number},{{Local:{number}}},{given},{family},,{number:08},{mail},,,,05,,,,,,,,"

    def roles(self) -> Iterator[tuple[str, str]]:
        for number, id in enumerate(self.students):
            school = self.schools[number // TOGETHER % SCHOOLS]
            yield uuid(6, number), f"{id},primary,student,2026-08-10,,{school},"
        for number, id in enumerate(self.teachers):
            yield uuid(7, number), f"{id},primary,teacher,,,{self.schools[number % SCHOOLS]},"

    def demographics(self) -> Iterator[tuple[str, str]]:
        for number, id in enumerate(self.students):
            born = f"20{10 + number % 9}-{1 + number % 12:02}-{1 + number % 28:02}"
            yield id, f"{born},female,false,false,false,false,true,false,false,US,CA,,"

    def enrollments(self) -> Iterator[tuple[str, str]]:
        number = 0
        for class_, id in enumerate(self.class_ids):
            rest = f"{id},{self.school_of(class_)},"
            yield uuid(8, number), f"{rest}{self.teachers[class_ % self.staff]},teacher,true,,"
            for student in self.together(class_):
                number += 1
                yield uuid(8, number), f"{rest}{self.students[student]},student,,2026-08-10,2027-06-12"
            number += 1

    def lineItems(self) -> Iterator[tuple[str, str]]:  # noqa: N802
        for number, id in enumerate(self.items):
            class_ = number % self.classes
            yield (
                id,
                (
                    f"Work {number},,2026-09-01,2026-09-{2 + number % 27:02},{self.class_ids[class_]},"
                    f"{'tests' if number % 2 else 'work'},fall,0,4,{self.school_of(class_)}"
                ),
            )

    def lineItemLearningObjectiveIds(self) -> Iterator[tuple[str, str]]:  # noqa: N802
        for number, id in enumerate(self.items):
            yield uuid(9, number), f"{id},case,urn:uuid:{uuid(10, number % OBJECTIVES)}"

    def scoreScales(self) -> Iterator[tuple[str, str]]:  # noqa: N802
        for number, id in enumerate(self.class_ids):
            school = self.school_of(number)
            yield uuid(11, number), f"Levels,levels,{school},course-{number % COURSES},{id},{SCALE}"

    def lineItemScoreScales(self) -> Iterator[tuple[str, str]]:  # noqa: N802
        for number, id in enumerate(self.items):
            yield uuid(12, number), f",{id},{uuid(11, number % self.classes)}"

    def results(self) -> Iterator[tuple[str, str]]:
        number = 0
        for item, id in enumerate(self.items):
            class_ = item % self.classes
            for student in self.together(class_):
                comment = '"Good work, go on"' if number % 10 == 0 else ""
                level, late = number * 7 % 4, "true" if number % 9 == 0 else "false"
                yield (
                    uuid(13, number),
                    (
                        f"{id},{self.students[student]},fully graded,{level + 1},2026-10-{1 + item % 28:02},{comment},"
                        f"{LEVELS[level]},{self.class_ids[class_]},false,false,{late},false"
                    ),
                )
                number += 1

    def resultLearningObjectiveIds(self) -> Iterator[tuple[str, str]]:  # noqa: N802
        for number in range(len(self.items) * TOGETHER):
            objective, level = uuid(10, number // TOGETHER % OBJECTIVES), number * 7 % 4
            yield uuid(14, number), f"{uuid(13, number)},case,urn:uuid:{objective},{level + 1},{LEVELS[level]}"


def broken(rows: Iterator[tuple[str, str]], one_in: int) -> Iterator[tuple[str, str]]:
    """The rows, of which one in so many is broken, in turns in each of several ways."""
    ways: tuple[Callable[[str], str], ...] = (
        lambda row: row.replace("-4", "-5", 1),  # a reference that leads nowhere
        lambda row: row.replace("2026-", "26/", 1),
        lambda row: row.replace("true", "TRUE", 1).replace("student,", "Student,", 1),
        lambda row: row.replace(",case,", ",CASE,", 1).replace("fully graded", "graded", 1),
        lambda row: row.replace(",1,", ",85%,", 1).replace(",4,", ",85%,", 1),
        lambda row: row.partition(",")[2].join((",", "")),  # the first field is empty
    )
    last = ""
    for number, (id, row) in enumerate(rows):
        way = number // one_in
        if one_in and number % one_in == one_in - 1:
            yield (last, row) if way % (len(ways) + 1) == len(ways) else (id, ways[way % len(ways)](row))
        else:
            yield id, row
        last = id


def write_district(folder: Path, scale: float = 1, one_in: int = 0) -> int:
    """Writes the package into the folder; how many rows it has."""
    folder.mkdir(parents=True, exist_ok=True)
    district, count = District(scale), 0
    for name, header in HEADERS.items():
        rows = getattr(district, name if name != "classes" else "classes_")()
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            stream.write(f"sourcedId,status,dateLastModified,{header}\r\n")
            for id, row in broken(rows, one_in) if one_in else rows:
                stream.write(f"{id},,,{row}\r\n")
                count += 1
    absent = ("classResources", "courseResources", "resources", "resultScoreScales", "userProfiles", "userResources")
    files = [*(f"file.{name},bulk" for name in HEADERS), *(f"file.{name},absent" for name in absent)]
    lines = ["propertyName,value", "manifest.version,1.0", "oneroster.version,1.2", *files]
    (folder / "manifest.csv").write_text("".join(f"{line}\r\n" for line in lines), "utf-8")
    return count


if __name__ == "__main__":
    print(write_district(Path(sys.argv[1]), float(sys.argv[2] if sys.argv[2:] else 1), int((*sys.argv, 0, 0, 0)[3])))
