"""The API on one page."""

import re

from flask.testing import FlaskClient

from page_frameworks import get


def test_the_page_about_the_api_has_every_operation_of_the_document(client: FlaskClient) -> None:
    document = client.get("/openapi.json").get_json()
    text = get(client, "/api")
    for path, methods in document["paths"].items():
        for said in methods.values():
            assert f'id="{said["operationId"]}"' in text
            assert said["summary"].split(".")[0] in text
        assert path.rsplit("/", 1)[-1] in text
    for name, schema in document["components"]["schemas"].items():
        assert not schema.get("properties") or f'id="class-{name}"' in text


def test_the_lines_of_curl_work_as_they_stand(client: FlaskClient) -> None:
    lines = re.findall(r">(curl [^<]+)<", get(client, "/api"))
    complete = [line.split()[-1] for line in lines if "SOURCEDID" not in line]
    assert len(complete) >= 10
    for address in complete:
        assert client.get(address.removeprefix("http://localhost")).status_code == 200
