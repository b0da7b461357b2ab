"""Open311 GeoReport v2: a client that others wrote finds services, files a request and reads it; answers fit the standard."""
import xml.etree.ElementTree as xml

import jsonschema
import requests
from georeport import GeoReport

from steps import HERE, closed, words

ROOT = "/open311/v2"
TEXT, MAYBE = {"type": "string"}, {"type": ["string", "null"]}
TIME, MAYBE_TIME = {"type": "string", "format": "date-time"}, {"type": ["string", "null"], "format": "date-time"}


def _shape(needed, **more):
    """An object of the standard: what must be there, and what else may be; nothing more."""
    return {"type": "object", "required": list(needed), "properties": {**needed, **more}, "additionalProperties": False}


def _list(items):
    return {"type": "array", "items": items}


# What the standard says of its answers (wiki.open311.org/GeoReport_v2), with ids as strings.
SERVICES = _list(_shape({"service_code": TEXT, "service_name": TEXT, "metadata": {"type": "boolean"}, "type": {"enum": ["realtime", "batch", "blackbox"]}},
                        description=MAYBE, keywords=MAYBE, group=MAYBE))
DEFINITION = _shape({"service_code": TEXT, "attributes": _list(_shape(
    {"variable": {"type": "boolean"}, "code": TEXT, "required": {"type": "boolean"},
     "datatype": {"enum": ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"]}},
    datatype_description=MAYBE, order={"type": "integer"}, description=MAYBE, values=_list(_shape({"key": TEXT, "name": TEXT}))))})
REQUESTS = _list(_shape(
    {"service_request_id": TEXT, "status": {"enum": ["open", "closed"]}, "service_code": TEXT, "requested_datetime": TIME},
    service_name=MAYBE, status_notes=MAYBE, description={"type": ["string", "null"], "maxLength": 4000}, agency_responsible=MAYBE, service_notice=MAYBE,
    updated_datetime=MAYBE_TIME, expected_datetime=MAYBE_TIME, address=MAYBE, address_id=MAYBE, zipcode=MAYBE,
    lat={"type": ["number", "null"]}, long={"type": ["number", "null"]}, media_url=MAYBE))
FILED = _list(_shape({"service_request_id": TEXT}, service_notice=MAYBE, account_id=MAYBE))
TOKENS = _list(_shape({"service_request_id": TEXT, "token": TEXT}))
ERRORS = {**_list(_shape({"code": {"type": "integer"}, "description": TEXT})), "minItems": 1}
DISCOVERY = _shape({"changeset": TEXT, "contact": TEXT, "key_service": TEXT, "endpoints": {**_list(_shape(
    {"specification": {"const": "http://wiki.open311.org/GeoReport_v2"}, "url": TEXT, "changeset": TEXT, "type": {"enum": ["production", "test"]},
     "formats": _list({"enum": ["text/xml", "application/json"]})})), "minItems": 1}})


def _fits(answer, schema):
    jsonschema.validate(answer, schema, format_checker=jsonschema.FormatChecker())
    return answer


def _file(client, **form):
    given = {"jurisdiction_id": HERE, "service_code": "street-light", "description": words(), "lat": "30.601", "long": "114.27", **form}
    return requests.post(client.base + ROOT + "/requests.json", data={name: text for name, text in given.items() if text is not None}, timeout=60)


def _number(client, **form):
    answer = _file(client, **form)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    return _fits(answer.json(), FILED)[0]["service_request_id"]


def _refused(answer, status, format="json"):
    assert answer.status_code == status, answer.text
    if format == "xml":
        root = xml.fromstring(answer.content)
        assert root.tag == "errors" and {it.findtext("code") for it in root.iter("error")} == {str(status)}
        return
    assert {error["code"] for error in _fits(answer.json(), ERRORS)} == {status}


def a_client_of_others_finds_files_and_reads(world):
    """services = terms of the vocabulary of each type marked `open311`; `service_request_id` = number = token; `expected_datetime` pledged due"""
    server = world.shared
    found = _fits(server.anybody().get(f"{ROOT}/discovery.json").want(200).json, DISCOVERY)
    root = found["endpoints"][0]["url"]
    assert root == server.base + ROOT
    clients = [GeoReport(root, jurisdiction=HERE, output_format=format) for format in ("json", "xml")]
    lists = [client.get_service_list() for client in clients]
    _fits(lists[0], SERVICES)
    codes = [[service["service_code"] for service in services] for services in lists]
    assert codes[0] == codes[1] and "street-light" in codes[0]
    terms = server.user("clerk").get("/api/v1/types/hotline.request").want(200).json["form"]["properties"]["category"]["enum"]
    assert set(terms) <= set(codes[0])
    definitions = [client.get_service_definition("street-light") for client in clients]
    _fits(definitions[0], DEFINITION)
    coded = [[it["code"] for it in definition["attributes"]] for definition in (definitions[0], {"attributes": definitions[1]["attributes"]["attribute"]})]
    assert coded[0] == coded[1] and "kind" in coded[0]
    number = _number(server, **{"attribute[kind]": "complaint", "media_url": "https://pictures.example/1.jpg"})
    clerk = server.user("clerk")
    case = clerk.get(f"/api/v1/cases/{number}").want(200).json
    assert case["form"]["category"] == "street-light" and case["form"]["kind"] == "complaint" and "https://pictures.example/1.jpg" in case["form"]["content"]
    told = _fits(clerk.get(f"{ROOT}/requests/{number}.json").want(200).json, REQUESTS)[0]
    assert (told["service_request_id"], told["service_code"], told["expected_datetime"]) == (number, "street-light", case["due"])
    assert _fits(clerk.get(f"{ROOT}/tokens/{number}.json").want(200).json, TOKENS) == [{"service_request_id": number, "token": number}]


def the_same_client_reads_what_is_public(world):
    """only public fields; JSON and XML, UTF-8, ids as strings"""
    server = world.shared
    mark = words("只给经办人看")
    case = closed(world, publish=True, content=mark, name="示例居民甲", phone="13900001234")
    for format in ("json", "xml"):
        client = GeoReport(server.base + ROOT, jurisdiction=HERE, output_format=format)
        one = client.get_service_request(case["number"])
        assert one["service_request_id"] == case["number"] and one["status"] == "closed" and one["description"] is None
        assert mark not in str(one) and "13900001234" not in str(one) and "示例居民甲" not in str(one)
        named = client.get_service_requests(service_request_id=f"{case['number']},no-such")
        assert (named if isinstance(named, list) else [named]) == [one]
        listed = client.get_service_requests(status="closed", service_code="street-light")
        assert case["number"] in [it["service_request_id"] for it in (listed if isinstance(listed, list) else [listed])]
    _fits(server.anybody().get(f"{ROOT}/requests.json").want(200).json, REQUESTS)


def an_open_request_is_no_strangers_business(world):
    """so a stranger asking for an open one gets 404"""
    server = world.shared
    number = _number(server)
    for at in (f"requests/{number}", f"tokens/{number}", "requests/4201032603100000"):
        for format in ("json", "xml"):
            _refused(requests.get(f"{server.base}{ROOT}/{at}.{format}", timeout=60), 404, format)
    assert server.anybody().get(f"{ROOT}/requests.json", service_request_id=number).want(200).json == []


def the_holder_of_the_receipt_reads_their_own_words(world):
    """A resident sends header `Receipt-Code: <code>`: the *reporter* of that case alone (public fields, own words)"""
    server, said = world.shared, words("<路灯> & \"不亮\" ]]>") + "\r\n第二行\t完"
    filed = _file(server, description=said).json()[0]
    code = next(word for word in filed["service_notice"].replace(",", " ").replace("，", " ").split() if len(word) == 12 and word.isascii())
    at = f"{ROOT}/requests/{filed['service_request_id']}"
    assert server.holder(code).get(f"{at}.json").want(200).json[0]["description"] == said
    root = xml.fromstring(server.holder(code).get(f"{at}.xml").want(200).bytes)
    assert root.tag == "service_requests" and root.findtext("request/description") == said
    assert root.findtext("request/lat") == "30.601"


def names_and_phone_go_to_the_vault(world):
    """names and phone → vault"""
    server = world.shared
    number = _number(server, first_name="三", last_name="张", phone="13900004321")
    case = server.user("clerk").get(f"/api/v1/cases/{number}").want(200).json
    assert case["form"].get("phone") in (None, "13900004321")
    told = server.user("supervisor").get(f"{ROOT}/requests/{number}.json").want(200).text
    assert "13900004321" not in told and "张三" not in told


def an_api_key_is_a_token(world):
    """`api_key` = bearer token, optional for public types"""
    server = world.shared
    key = server.token("clerk", "read", "file")
    number = _number(server, api_key=key)
    GeoReport(f"{server.base}{ROOT}", jurisdiction=HERE)
    assert requests.get(f"{server.base}{ROOT}/requests/{number}.json", params={"api_key": key}, timeout=60).status_code == 200
    _refused(_file(server, api_key="nonsense"), 403)
    _refused(_file(server, api_key=server.token("clerk", "read")), 403)


def wrong_calls_are_refused_as_the_standard_says(world):
    """the standard's defaults and errors"""
    server = world.shared
    before = server.user("clerk").get("/api/v1/cases", limit=1).want(200).json["items"][0]["id"]
    for wrong, status in (
        ({"service_code": None}, 400), ({"service_code": "no-such"}, 404), ({"jurisdiction_id": "999999"}, 404), ({"description": None}, 400),
        ({"lat": None, "long": None}, 400), ({"lat": "x"}, 400), ({"long": None}, 400), ({"lat": "39.9", "long": "116.4"}, 400),
        ({"address_id": "420103999999"}, 400), ({"media_url": "file:///etc/passwd"}, 400), ({"attribute[colour]": "red"}, 400), ({"phone": "1"}, 400),
    ):
        _refused(_file(server, **wrong), status)
    for at, status in (
        ("services.xml?jurisdiction_id=999999", 404), ("services/no-such.xml", 404), ("requests.xml?status=lost", 400),
        ("requests.xml?start_date=yesterday", 400), ("requests.xml?start_date=2025-01-01T00:00:00Z&end_date=2025-12-31T00:00:00Z", 400), ("nowhere.xml", 404),
    ):
        answer = requests.get(f"{server.base}{ROOT}/{at}", timeout=60)
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        _refused(answer, status, "xml")
    after = server.user("clerk").get("/api/v1/cases", limit=1).want(200).json["items"][0]["id"]
    assert before == after, "a refusal writes nothing"
