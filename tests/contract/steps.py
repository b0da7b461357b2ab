"""The steps of a request, told in the words of the contract, for all tests to walk."""
import itertools
import uuid

TYPE = "hotline.request"
HERE = "420103"
LEAD = "420103-urban-management"
_serial = itertools.count(1)


def words(about="路灯不亮"):
    """A text that no other case has."""
    return f"合成:{about} 第{next(_serial)}件 {uuid.uuid4().hex[:8]}"


def body(district=HERE, **form):
    return {"type": TYPE, "district": district, "form": {"content": words(), "category": "street-light", **form}}


def filed(client, district=HERE, **form):
    """Files a request and answers with the case."""
    return client.post("/api/v1/cases", body(district, **form)).want(201).json


def path(case, action=None):
    return f"/api/v1/cases/{case['id']}" + (f"/actions/{action}" if action else "")


def seen(client, case):
    return client.get(path(case)).want(200).json


def events(client, case):
    answer = client.get(path(case) + "/events").want(200).json
    return answer["items"] if isinstance(answer, dict) else answer


def act(client, case, action, input=None, **how):
    return client.post(path(case, action), input or {}, **how)


def done(client, case, action, input=None, **how):
    """Acts; it must be taken."""
    return act(client, case, action, input, **how).want(200, 201).json


def open_actions(case):
    return {action["id"] for action in case["actions"]}


def reporter(world, case):
    """The client that holds this case's receipt."""
    return (world.shared if hasattr(world, "shared") else world).holder(case["receipt"]["code"])


def dispatched(world, lead=LEAD, **form):
    """A request that stands with its lead unit. `world` is a world or one server."""
    case = filed(world.anybody(), **form)
    done(world.user("clerk"), case, "dispatch", {"lead_unit": lead})
    return case


def taken(world, lead=LEAD, **form):
    case = dispatched(world, lead, **form)
    done(world.user("handler"), case, "take")
    return case


def replied(world, lead=LEAD, **form):
    case = taken(world, lead, **form)
    done(world.user("handler"), case, "reply", {"reply": words("已修好")})
    return case


def answered(world, lead=LEAD, **form):
    """A request that its reporter may rate."""
    case = replied(world, lead, **form)
    done(world.user("leader"), case, "approve")
    return case


GOOD = {"responded": True, "resolved": True, "satisfied": 5}
BAD = {"responded": True, "resolved": False, "satisfied": 1}


def closed(world, **form):
    case = answered(world, **form)
    done(reporter(world, case), case, "rate", GOOD)
    return case


def every(client, path, pages=40, **params):
    """All items of a list, page after page."""
    items, cursor = [], None
    for _ in range(pages):
        page = client.get(path, **params, **({"cursor": cursor} if cursor else {})).want(200).json
        assert set(page) >= {"items", "next"}, f"{path} answers {sorted(page)}"
        items += page["items"]
        cursor = page["next"]
        if not cursor:
            return items
    raise AssertionError(f"{path}: more than {pages} pages")
