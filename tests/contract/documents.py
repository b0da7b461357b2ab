"""`bihuan documents`: the map of what the documents ask for."""
import json


def each_system_says_what_runs(world):
    """`{items: [{row, system, document, file, line, quote, start, end, state: "runs"|"partly"|"not-yet"|"left-out", page, missing, reason}], counts}`, null where there is none"""
    done = world.run("documents", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(answer) == {"items", "counts"} and answer["items"], sorted(answer)
    keys = {"row", "system", "document", "file", "line", "quote", "start", "end", "state", "page", "missing", "reason"}
    for item in answer["items"]:
        assert set(item) == keys, f"{sorted(set(item) ^ keys)} in {item}"
        assert item["state"] in ("runs", "partly", "not-yet", "left-out"), item
        assert item["quote"] is None or len(item["quote"]) <= 40, item


def links_of_what_runs_open(world):
    """states derived, every link opened by a test"""
    items = json.loads(world.run("documents", "--json").stdout)["items"]
    pages = sorted({item["page"] for item in items if item["page"]})
    assert pages, "no system has a page"
    for page in pages:
        world.anybody().call("GET", page, follow=True).want(200)
