"""Values in form and input: what is taken and what is refused, and how the refusal names the field."""
from steps import TYPE, act, body, dispatched, filed, taken, words
from outside.server import fields


def _refused(world, field, code=None, **form):
    problem = world.anybody().post("/api/v1/cases", body(**form)).refused(422, "invalid")
    assert any(it == field or it.startswith(field + "/") for it in fields(problem)), f"{form}: {problem}"


def a_required_field_is_asked_for(world):
    """Its public fields: `content` (required)"""
    problem = world.anybody().post("/api/v1/cases", {"type": TYPE, "district": "420103", "form": {}}).refused(422, "invalid", "/form/content")
    assert problem["errors"][0]["code"] == "required", problem
    for empty in ("", "   ", None):
        _refused(world, "/form/content", content=empty)


def every_wrong_field_is_named(world):
    """422 `invalid` (every wrong field)"""
    wrong = {"content": "", "category": "no-such", "kind": 7, "phone": "12", "anonymous": "yes", "about": "420103-nowhere", "pictures": ["sha256-" + "0" * 64], "unheard_of": 1}
    problem = world.anybody().post("/api/v1/cases", {"type": TYPE, "district": "420103", "form": wrong}).refused(422, "invalid")
    named = {"/".join(it.split("/")[:3]) for it in fields(problem)}
    assert named == {f"/form/{name}" for name in wrong}, sorted(named ^ {f"/form/{name}" for name in wrong})


def unknown_fields_are_422(world):
    """Unknown fields: 422."""
    _refused(world, "/form/colour", colour="red")
    world.anybody().post("/api/v1/cases", {**body(), "colour": "red"}).want(400, 422)
    act(world.user("clerk"), filed(world.anybody()), "dispatch", {"lead_unit": "420103-urban-management", "colour": "red"}).refused(422, "invalid", "/colour")


def a_text_is_a_string_and_has_a_length(world):
    """text, phone, identity number, credit code: string."""
    for wrong in (7, True, ["合成"], {"a": 1}, "合" * 2001):
        _refused(world, "/form/content", content=wrong)
    filed(world.anybody(), content="合成" + "长" * 1998)
    filed(world.anybody(), content="合成 𠀀 emoji 🏮 <script>alert(1)</script> ' \" \\ \u202e")


def a_phone_is_a_phone(world):
    """text, phone, identity number, credit code: string. … a phone number of eleven nines"""
    for wrong in ("99999999999", "1390000", "139000012345", "abc", 13900001234, "13900001234; --", "१३९००००१२३४"):
        _refused(world, "/form/phone", phone=wrong)
    for right in ("13900001234", "027-85480000"):
        filed(world.anybody(), phone=right)


def a_term_is_a_code_of_its_vocabulary(world):
    """term: its code (several: array)"""
    for wrong in ("路灯不亮", "STREET-LIGHT", ["street-light"], 1, [], {}, True):
        _refused(world, "/form/category", category=wrong)


def a_boolean_is_a_boolean(world):
    """boolean"""
    for wrong in ("true", 1, 0, [], "on"):
        _refused(world, "/form/anonymous", anonymous=wrong)
    filed(world.anybody(), anonymous=True)


def an_integer_is_a_whole_number_in_its_bounds(world):
    """integer: number; `satisfied: integer 1..5`"""
    from steps import answered, reporter
    case = answered(world)
    for wrong in (0, 6, 2.5, "5", None, 10 ** 30, -1, True):
        act(reporter(world, case), case, "rate", {"responded": True, "resolved": True, "satisfied": wrong}).refused(422, "invalid", "/satisfied")
    act(reporter(world, case), case, "rate", {"responded": True}).refused(422, "invalid", "/resolved")


def a_unit_is_a_code_of_the_district(world):
    """unit: unit code."""
    case = filed(world.anybody())
    for wrong in ("urban-management", "420106-urban-management", "420103-nowhere", "城管局", 420103, ["420103-urban-management"]):
        act(world.user("clerk"), case, "dispatch", {"lead_unit": wrong}).refused(422, "invalid", "/lead_unit")


def a_place_is_checked(world):
    """place: … with lon+lat or unit or address; a point outside the district"""
    for wrong in ({}, {"lon": 114.27}, {"lat": 30.6}, {"lon": 200, "lat": 30.6}, {"lon": "114.27", "lat": "30.6"}, {"lon": 116.4, "lat": 39.9}, {"lon": 114.27, "lat": 30.6, "crs": "MARS"},
                  {"unit": "420103-nowhere"}, {"colour": "red", "address": "合成路 1 号"}, "合成路 1 号", [114.27, 30.6], {"lon": 1e400, "lat": 30.6}, {"address": ""}):
        if wrong == {"lon": 1e400, "lat": 30.6}:
            raw = '{"type":"hotline.request","district":"420103","form":{"content":"合成:无穷远","place":{"lon":1e400,"lat":30.6}}}'.encode()
            world.anybody().post("/api/v1/cases", raw=raw, kind="application/json").want(400, 422)
            continue
        _refused(world, "/form/place", place=wrong)
    for right in ({"address": "合成路 1 号"}, {"unit": "420103001"}, {"lon": 114.27, "lat": 30.60, "crs": "GCJ02"}, {"lon": 114.27, "lat": 30.60, "crs": "CGCS2000", "address": "合成路 2 号"}):
        filed(world.anybody(), place=right)


def a_length_is_pack_text(world):
    """lengths as pack text (`"5 wd"`)"""
    units = world.user("clerk").get("/api/v1/units", kind="street", limit=200).want(200).json["items"]
    street = next(it["code"] for it in units if it["code"].startswith("420103"))
    below = world.user("clerk").get("/api/v1/units", under=street, kind="community").want(200).json["items"][0]["code"]
    case = taken(world, street)
    for wrong in ("5 moons", "", 5, "wd", "-1 wd", "99999999999999999999 wd"):
        act(world.user("handler"), case, "pass", {"unit": below, "within": wrong}).refused(422)


def the_input_is_an_object(world):
    """`POST /api/v1/cases/{id}/actions/{action}` `{…input}`"""
    case = dispatched(world)
    for wrong in ([], "take", 7, None, True):
        world.user("handler").call("POST", f"/api/v1/cases/{case['id']}/actions/take", raw=__import__("json").dumps(wrong).encode(), kind="application/json").want(400, 422)
    for wrong in ([], "合成", None, 7):
        world.anybody().post("/api/v1/cases", {"type": TYPE, "district": "420103", "form": wrong}).want(400, 422)


def an_unknown_type_is_refused(world):
    """`POST /api/v1/cases` `{type, form, district?, channel?}`"""
    for wrong in ("hotline.nothing", "hotline", "", 7, None):
        world.anybody().post("/api/v1/cases", {"type": wrong, "district": "420103", "form": {"content": words()}}).want(400, 404, 422)
    world.anybody().post("/api/v1/cases", {"type": TYPE, "district": "999999", "form": {"content": words()}}).want(404, 422)
