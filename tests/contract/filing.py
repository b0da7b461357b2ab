"""Filing: what a case is when it has just been taken in."""
import re

from jsonschema import Draft202012Validator

from steps import HERE, TYPE, body, filed, open_actions, path, seen, words

STATES = {"running", "suspended", "met", "missed", "cancelled"}


def a_case_is_filed_without_an_account(world):
    """files: 201 `{id, number, district, type, stage, stages, due, deadlines, receipt, actions, version, synthetic?}`"""
    case = filed(world.anybody())
    assert set("id number district type stage stages due deadlines receipt actions version".split()) <= set(case), sorted(case)
    assert (case["district"], case["type"], case["stage"]) == (HERE, TYPE, "accept"), case
    assert case["version"] >= 1 and case["id"].isascii(), case


def what_is_filed_under_the_demo_is_marked(world):
    """synthetic? (true for generated matters and for all filed under `--demo`)"""
    assert filed(world.anybody())["synthetic"] is True


def an_officer_files_in_the_district_of_the_token(world):
    """In order: the token's district; `district` in body or query; the district that contains the place; the only one there is"""
    case = world.user("clerk").post("/api/v1/cases", {"type": TYPE, "form": {"content": words()}}).want(201).json
    assert case["district"] == HERE
    inside = world.user("clerk").post("/api/v1/cases", body("420106")).want(201, 403, 422)
    assert inside.status != 201 or inside.json["district"] == HERE, "the token's district comes first"


def the_district_may_stand_in_the_query(world):
    """`district` in body or query"""
    case = world.anybody().call("POST", "/api/v1/cases", {"type": TYPE, "form": {"content": words()}}, params={"district": "420105"}).want(201).json
    assert case["district"] == "420105"


def the_place_decides_the_district(world):
    """the district that contains the place"""
    units = world.anybody().get("/api/v1/units", kind="community", limit=200)
    case = world.anybody().post("/api/v1/cases", {"type": TYPE, "form": {"content": words(), "place": {"unit": "420106001"}}}).want(201).json
    assert case["district"] == "420106", f"{case} {units.status}"


def a_point_decides_the_district(world):
    """place: `{"lon","lat","crs":"WGS84|CGCS2000|GCJ02","address","unit"}` with lon+lat or unit or address"""
    point = {"lon": 114.2700, "lat": 30.6010, "crs": "WGS84"}      # in the middle of Jianghan
    case = world.anybody().post("/api/v1/cases", {"type": TYPE, "form": {"content": words(), "place": point}}).want(201).json
    assert case["district"] == HERE, case


def without_any_district_it_is_refused(world):
    """else 422, for filing only"""
    problem = world.anybody().post("/api/v1/cases", {"type": TYPE, "form": {"content": words()}}).refused(422)
    assert "district" in str(problem), problem


def a_number_has_a_shape_and_a_check_character(world):
    """`number` is ASCII `[0-9A-Z-]`, 6..20 characters, unique in the instance, with a check character"""
    numbers = [filed(world.anybody())["number"] for _ in range(5)] + [filed(world.anybody(), district="420111")["number"]]
    assert len(set(numbers)) == len(numbers), numbers
    for number in numbers:
        assert re.fullmatch(r"[0-9A-Z-]{6,20}", number), number
        assert _mod_11_2(number), f"{number}: its last character does not check (ISO 7064 MOD 11-2)"


def _mod_11_2(number):
    """ISO/IEC 7064 MOD 11-2 over the digits, the check character 0..9 or X at the end."""
    digits = number.replace("-", "")
    if not re.fullmatch(r"\d+[0-9X]", digits):
        return False
    rest = 0
    for digit in digits[:-1]:
        rest = (rest + int(digit)) * 2 % 11
    return (rest + (10 if digits[-1] == "X" else int(digits[-1]))) % 11 == 1


def a_case_is_found_by_id_and_by_number(world):
    """`{id}` is the id or the number"""
    case = filed(world.anybody())
    clerk = world.user("clerk")
    assert clerk.get(path(case)).want(200).json["id"] == clerk.get(f"/api/v1/cases/{case['number']}").want(200).json["id"] == case["id"]


def a_receipt_comes_with_the_case(world):
    """Receipt `{number, code, leaf, hash, checkpoint}`; The code (ASCII letters and digits without 0 O 1 I)"""
    case = filed(world.anybody())
    receipt = case["receipt"]
    assert set(receipt) == {"number", "code", "leaf", "hash", "checkpoint"} and receipt["number"] == case["number"], receipt
    assert re.fullmatch(r"[2-9A-HJ-NP-Za-hj-np-z]{6,}", receipt["code"]), receipt["code"]
    assert receipt["hash"], receipt


def the_code_is_shown_once(world):
    """The code is in no URL and is shown once."""
    case = filed(world.anybody())
    code = case["receipt"]["code"]
    for who in (world.holder(code), world.user("clerk")):
        for at in (path(case), path(case) + "/events"):
            answer = who.get(at)
            assert code not in answer.text and code not in str(answer.headers), f"the code is in {at}"
    assert code not in world.shared.printed(), "the code is in the server's log"


def deadlines_are_told(world):
    """`deadlines: [{id, kind: statutory|pledged|outer|task, task, start, within, due, state: running|suspended|met|missed|cancelled, provisional, calendar}]`"""
    case = filed(world.anybody())
    assert case["deadlines"], case
    for it in case["deadlines"]:
        assert set(it) >= {"id", "kind", "task", "start", "within", "due", "state", "provisional", "calendar"}, sorted(it)
        assert it["kind"] in {"statutory", "pledged", "outer", "task"} and it["state"] in STATES, it
        assert re.fullmatch(r"-?\d+ (min|h|wh|d|wd|mo)|remaining", it["within"]), it["within"]
    pledged = next(it for it in case["deadlines"] if it["kind"] == "pledged")
    assert pledged["due"] == case["due"] and pledged["within"] == "5 wd", pledged


def times_carry_their_offset(world):
    """RFC 3339 times with offset"""
    case = filed(world.anybody())
    for time in (case["due"], *(it["due"] for it in case["deadlines"]), *(it["start"] for it in case["deadlines"])):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", time), time


def the_pledge_follows_the_class(world):
    """lengths as pack text (`"5 wd"`)"""
    for form, within in (({"category": "burst-pipe"}, "24 h"), ({"category": "old-estate"}, "15 wd"), ({"category": "noise", "kind": "consult"}, "3 wd"), ({"category": "noise", "kind": "praise"}, "5 wd")):
        case = filed(world.anybody(), **form)
        pledged = next(it for it in case["deadlines"] if it["kind"] == "pledged")
        assert pledged["within"] == within, f"{form}: {pledged}"


def stages_and_actions_are_told(world):
    """`stages: [{id, branch, title, since}]`, `stage` = the first one's id. `actions: [{id, task, branch, title, input}]`, `input` a JSON Schema."""
    case = filed(world.anybody())
    for officer in (seen(world.user("clerk"), case), case):
        assert [set(it) for it in officer["stages"]] == [{"id", "branch", "title", "since"}], officer["stages"]
        assert officer["stage"] == officer["stages"][0]["id"]
        for action in officer["actions"]:
            assert set(action) >= {"id", "task", "branch", "title", "input"}, sorted(action)
            Draft202012Validator.check_schema(action["input"])
    assert {"dispatch", "answer", "refuse"} <= open_actions(seen(world.user("clerk"), case))


def what_is_shown_is_what_is_accepted(world):
    """A resident sends header `Receipt-Code: <code>`: the *reporter* of that case alone (public fields, own words, those of rate, add, withdraw and, where a type has it, mend that are open)"""
    case = filed(world.anybody())
    mine = seen(world.holder(case["receipt"]["code"]), case)
    assert {"add", "withdraw"} <= open_actions(mine), open_actions(mine)
    assert not {"dispatch", "answer", "refuse", "take", "reply", "approve", "comment", "rate"} & open_actions(mine), open_actions(mine)
