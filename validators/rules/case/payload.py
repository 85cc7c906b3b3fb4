"""CASE-PKG and CASE-ITEM-002: how a payload is put together."""

from fairmark.validators.core.levels import ERROR, INFO, WARNING
from fairmark.validators.core.rule import Findings, finding, rule
from fairmark.validators.readers.case import PACKAGE_FORMS, Package
from fairmark.validators.rules.case.objects import objects
from fairmark.validators.rules.case.ownership import owned
from fairmark.validators.rules.case.versions import BOTH


@rule(
    "CASE-PKG-003",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 RB 6.1",
    message="the payload is wrapped in a member {observed}; expected {expected}",
    lenient=WARNING,
    notes="What stands in the wrapper is judged all the same. An object whose only member is a CFDocument is a wrapped "
    "document where that one has a CFPackageURI, as only a document that is served alone has it; else it is a package.",
)
def payload_is_flat(package: Package) -> Findings:
    """A payload is the object itself and not wrapped in a member named after its class.

    Why: A consumer looks for the members of the class at the top and finds an object that has none of them.

    Example: `{"CFPackage": {"CFDocument": {...}, "CFItems": [...]}}`.

    Repair: Send the inner object alone. Packages and single objects have no wrapper; only the five sets have one.
    """
    if package.root:
        yield finding(
            at=package.at_path(package.root),
            observed=package.root[-1],
            expected="its members at the top",
        )


@rule(
    "CASE-PKG-005",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 OpenAPI",
    message="expected {expected}; found null",
    gated=True,
    lenient=WARNING,
    notes="No member of a CASE class is nullable. What stands inside an `extensions` object is its owner's business.",
)
def nothing_is_null(package: Package) -> Findings:
    """No member of a CASE object and no member of its arrays is null.

    Why: Strict consumers refuse a null, and others may overwrite a good value with it.

    Example: `"listEnumeration": null`.

    Repair: Leave a member out when there is nothing to say; give a mandatory one its value.
    """
    for shape in owned(package, "CASE-PKG-005"):
        mandatory = shape.field is not None and shape.field.required and shape.path[-1] == shape.name
        yield finding(
            at=package.at_path(shape.path),
            expected=f"a value, as {shape.name} is mandatory" if mandatory else "a value, or nothing at all",
            hint=f"Give {shape.name} its value: a {shape.cls} must have it." if mandatory else "",
        )


@rule(
    "CASE-PKG-006",
    severity=INFO,
    versions=BOTH,
    basis="best practice: an optional list without members is left out, so that payloads of two systems compare equal",
    message="an empty array where {expected}",
    general=True,
)
def empty_lists_are_left_out(package: Package) -> Findings:
    """An optional array that has no members is left out.

    Why: It says nothing, costs bytes in every object, and makes two equal frameworks differ.

    Example: `"conceptKeywords": []`.

    Repair: Leave the member out.
    """
    lists = {
        form: tuple(field.name for field in table.values() if field.many and not field.required)
        for form, table in package.tables.items()
    }
    for form, path, data in objects(package):
        for name in lists[form]:
            if data.get(name) == []:
                yield finding(at=package.at_path((*path, name)), expected="the member may be left out")


@rule(
    "CASE-ITEM-002",
    severity=ERROR,
    versions=BOTH,
    basis="CASE 1.1 OpenAPI",
    message="{expected} (found {observed})",
    gated=True,
    lenient=WARNING,
)
def members_of_a_package_have_no_link_to_it(package: Package) -> Findings:
    """An item or association in a package has no CFDocumentURI, and its document no CFPackageURI.

    Why: The classes inside a package are closed and lack these links, so a strict consumer refuses the package.

    Example: A CFItem in `CFItems` with a `CFDocumentURI`.

    Repair: Leave the link out inside packages and association sets; keep it where the object is served alone.
    """
    for shape in owned(package, "CASE-ITEM-002"):
        expected = f"{PACKAGE_FORMS[shape.form]} has no {shape.name} here, only where it is served alone"
        yield finding(at=package.at_path(shape.path), observed=shape.value, expected=expected)
