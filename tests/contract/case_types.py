"""Types and units, as other programs find them."""
from jsonschema import Draft202012Validator

from steps import HERE, TYPE, every

VALUE_TYPES = set("text phone identity-number credit-code integer number decimal money date time boolean length term unit officer entry place file".split())


def _fields(schema):
    """Every property with its schema."""
    return schema.get("properties", {}).items()


def types_are_listed(world):
    """`{items: [{id, title, pack, public, version}], next}`"""
    for who in (world.anybody(), world.user("clerk")):
        items = every(who, "/api/v1/types")
        assert TYPE in {item["id"] for item in items}, items
        for item in items:
            assert set(item) == {"id", "title", "pack", "public", "version"}, item
        assert len({item["id"] for item in items}) == len(items), "types: each once"


def a_type_gives_its_form_and_actions_as_json_schema(world):
    """`{id, title, pack, public, version, form: JSON Schema, actions: {NAME: JSON Schema}}`"""
    it = world.anybody().get(f"/api/v1/types/{TYPE}").want(200).json
    assert set(it) >= {"id", "title", "pack", "public", "version", "form", "actions"}, sorted(it)
    assert (it["id"], it["pack"], it["public"]) == (TYPE, "hotline", True), it
    for schema in (it["form"], *it["actions"].values()):
        Draft202012Validator.check_schema(schema)
    assert it["form"]["required"] == ["content"], it["form"].get("required")
    assert {"content", "category", "kind", "place", "phone", "name", "anonymous", "about", "pictures"} <= set(it["form"]["properties"])
    assert set("dispatch answer refuse take pass return extend approve reject reply rate add urge merge reassign comment withdraw reopen".split()) <= set(it["actions"]), sorted(it["actions"])


def every_field_says_what_it_is(world):
    """The schema carries `x-bihuan-type`, one of `text phone identity-number credit-code integer number decimal money date time boolean length term unit officer entry place file`, and in `enum` the codes that would be accepted now"""
    for item in every(world.user("clerk"), "/api/v1/types"):
        it = world.user("clerk").get(f"/api/v1/types/{item['id']}").want(200).json
        for where, schema in (("form", it["form"]), *it["actions"].items()):
            for name, field in _fields(schema):
                assert field.get("x-bihuan-type") in VALUE_TYPES, f"{item['id']} {where}.{name}: {field}"
    form = world.anybody().get(f"/api/v1/types/{TYPE}").json["form"]["properties"]
    assert "street-light" in form["category"]["enum"] and set(form["kind"]["enum"]) == {"urgent", "consult", "help", "complaint", "suggestion", "praise"}, form["kind"]


def an_unknown_type_is_404(world):
    """Wrong code, unknown case and no right to see all answer 404"""
    world.anybody().get("/api/v1/types/hotline.nothing").refused(404)


def units_are_listed_below_a_unit(world):
    """`{items: [{code, name, kind, parent, synthetic?}], next}`"""
    clerk = world.user("clerk")
    items = every(clerk, "/api/v1/units", limit=200)
    for item in items:
        assert set(item) - {"synthetic"} == {"code", "name", "kind", "parent"}, item
    streets = every(clerk, "/api/v1/units", kind="street", limit=200)
    assert streets and {item["kind"] for item in streets} == {"street"}, streets[:3]
    street = next(item for item in streets if item["code"].startswith(HERE))
    below = every(clerk, "/api/v1/units", under=street["code"], limit=200)
    assert below and all(item["code"].startswith(HERE) for item in below), below[:3]
    assert len(below) < len(items), "under= narrows the list"


def a_unit_code_begins_with_its_district(world):
    """A unit's code begins with its district's six digits: streets nine digits, communities twelve, all others `420103-` and `[a-z0-9-]`."""
    import re
    shape = {"street": r"\d{9}", "community": r"\d{12}", "district": r"\d{6}"}
    for item in every(world.user("clerk"), "/api/v1/units", limit=200):
        wanted = shape.get(item["kind"], r"\d{6}-[a-z0-9-]+")
        assert re.fullmatch(wanted, item["code"]), item


def who_am_i(world):
    """`{user, district, posts: [{post, unit}], scopes}`"""
    me = world.user("clerk").get("/api/v1/me").want(200).json
    assert set(me) == {"user", "district", "posts", "scopes"}, sorted(me)
    assert (me["user"], me["district"]) == ("clerk", HERE) and {"post": "clerk", "unit": "420103-citizen-centre"} in me["posts"], me
    assert sorted(me["scopes"]) == ["act", "file", "read"], me["scopes"]
