"""`bihuan simulate`: a recorded period under other rules, or with other staff."""
import json
import shutil

from outside.server import ROOT

PERIOD = ("--since", "2026-01-27", "--until", "2026-03-10")


def _tried(server, *arguments):
    done = server.run("simulate", *PERIOD, *arguments, "--json")
    assert done.returncode == 0, f"{done.stdout[-300:]} {done.stderr[-1500:]}"
    return done.stdout, json.loads(done.stdout)


def _changed(world, *pairs):
    """The packs of the checkout with other words in the first that has them."""
    place = world.empty()
    shutil.copytree(ROOT / "packs", place)
    for name, old, new in pairs:
        file = place / name
        text = file.read_text()
        assert old in text, f"{name} has no {old!r}"
        file.write_text(text.replace(old, new))
    return place


def what_was_comes_out_again(world):
    """unchanged pack and staffing gives what was; same seed, same bytes"""
    bytes_, tried = _tried(world.shared, "--seed", "7")
    assert tried["matters"] > 150 and tried["changed"] == tried["strained"] == tried["unfiled"] == 0, {key: tried[key] for key in ("matters", "changed", "strained", "unfiled", "refused")}
    assert tried["late"]["was"] == tried["late"]["would"] > 0 and tried["late"]["band"] == {"low": 0, "high": 0}, tried["late"]
    assert tried["newly_late"] == tried["spared"] == [], tried
    again, _ = _tried(world.shared, "--seed", "7")
    assert again == bytes_, "the same record, rules and seed gave other bytes"


def a_shorter_limit_says_who_would_have_been_late(world):
    """who would have been late, load by unit and week, difference to what was; in words"""
    packs = _changed(world, ("hotline/request.yaml", "{ otherwise: true, within: 5 wd, basis: local-examples }", "{ otherwise: true, within: 2 wd, basis: local-examples }"))
    server = world.shared
    bytes_, tried = _tried(server, "--packs", packs)
    late = tried["late"]
    assert late["newly"] > 0 and late["spared"] == 0 and late["would"] == late["was"] + late["newly"] == sum(row["late_would"] for row in tried["types"]), late
    assert late["band"]["low"] <= late["would"] - late["was"] <= late["band"]["high"], late
    assert len(tried["newly_late"]) == late["newly"]
    for moved in tried["newly_late"]:
        assert moved["due_would"] < moved["due_was"] and moved["number"] and (moved["done"] is None or moved["done"] > moved["due_would"]), moved
    assert sum(row["works_was"] for row in tried["units"]) == sum(row["was"] for row in tried["weeks"]) > tried["matters"]
    assert _tried(server, "--packs", packs)[0] == bytes_
    told = server.run("simulate", *PERIOD, "--packs", packs, env={"LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8"}).stdout
    assert f"新逾期 {late['newly']} 件" in told and tried["newly_late"][0]["number"] in told, told
    assert f"{late['newly']} newly" in server.run("simulate", *PERIOD, "--packs", packs, env={"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}).stdout


def other_staff_makes_work_wait(world):
    """staffing: a table of how many officers posts would have"""
    place = world.empty()
    place.mkdir()
    table = place / "staff.csv"
    units = ("urban-management", "environment", "water", "construction")
    rows = [f"420103-{unit},handler,{{}},4" for unit in units]
    table.write_text("\r\n".join(["unit,post,officers,were", *[row.format(4) for row in rows]]) + "\r\n")
    same, tried = _tried(world.shared, "--staffing", table)
    assert tried["changed"] == 0 and tried["late"]["was"] == tried["late"]["would"], tried["late"]
    table.write_text("\r\n".join(["单位,岗位,人数,原人数", *[row.format(1) for row in rows]]) + "\r\n")
    bytes_, tried = _tried(world.shared, "--staffing", table)
    busy = {row["unit"]: row for row in tried["units"]}["420103-urban-management"]
    # The seconds are those of the work that is done, and fewer hands get less of it done: what is done takes longer.
    waits = {when: busy[f"seconds_{when}"] / busy[f"done_{when}"] for when in ("was", "would")}
    assert tried["changed"] > 0 and waits["would"] > waits["was"] and busy["done_would"] < busy["done_was"], busy
    assert _tried(world.shared, "--staffing", table)[0] == bytes_ != same
    table.write_text("unit,post,officers\r\n420103-nowhere,handler,1\r\n")
    done = world.shared.run("simulate", *PERIOD, "--staffing", table)
    assert done.returncode == 2 and "420103-nowhere" in done.stderr, done
    table.write_text("unit,post,officers\r\n420103-water,handler,none\r\n")
    done = world.shared.run("simulate", *PERIOD, "--staffing", table)
    assert done.returncode == 2 and "第 2 行" in done.stderr, done


def an_empty_system_invents_its_matters(world):
    """--generate: matters are generated on an empty system, clearly marked; deterministic by seed"""
    place = world.empty()
    packs = _changed(world, ("hotline/request.yaml", "{ otherwise: true, within: 5 wd, basis: local-examples }", "{ otherwise: true, within: 1 wd, basis: local-examples }"))

    def invented(*arguments):
        done = world.run("simulate", "--since", "2026-03-02", "--until", "2026-03-03", "--generate", "--data", place, *arguments, "--json", within=300)
        assert done.returncode == 0, done.stderr[-1500:]
        return done.stdout
    once, tried = invented("--seed", "3"), json.loads(invented("--seed", "3"))
    assert tried["synthetic"] is True and tried["matters"] > 100 and tried["changed"] == tried["strained"] == 0, {key: tried[key] for key in ("matters", "changed", "strained", "refused")}
    assert json.loads(once) == tried and once != invented("--seed", "4")
    shorter = json.loads(invented("--seed", "3", "--packs", packs))
    assert shorter["late"]["was"] == tried["late"]["was"] and shorter["matters"] == tried["matters"]
    assert not place.exists(), "a store was made for it"


def rules_that_do_not_check_are_not_tried(world):
    """exit code 1: work that could not be done, with the place of the fault"""
    packs = _changed(world, ("hotline/request.yaml", "start: accept", "start: nowhere"))
    done = world.shared.run("simulate", *PERIOD, "--packs", packs)
    assert done.returncode == 1 and "request.yaml" in done.stderr and len(done.stderr.strip().splitlines()) == 1, done
