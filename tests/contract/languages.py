"""Titles in the caller's language, wherever packs have two."""
from steps import HERE, LEAD, TYPE, act, filed, path, seen, taken

import re

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _titles(found):
    """Every title in an answer, however deep."""
    if isinstance(found, dict):
        own = [found["title"]] if isinstance(found.get("title"), str) else []
        own += list(found.get("x-bihuan-titles", {}).values())
        return own + [title for value in found.values() for title in _titles(value)]
    return [title for item in found for title in _titles(item)] if isinstance(found, list) else []


def _in_english(found, about):
    # A promise is a figure under the very words of its document, which have no other language.
    titles = [title for title in _titles(found) if title not in _quotes(found)]
    assert titles, f"{about} has no title at all"
    assert not [title for title in titles if CHINESE.search(title)], f"{about}: {sorted({t for t in titles if CHINESE.search(t)})[:5]}"


def _quotes(found):
    items = found.get("items", []) if isinstance(found, dict) else []
    return {item["title"] for item in items if item.get("basis") == "document"}


def _in_chinese(found, about):
    assert [title for title in _titles(found) if CHINESE.search(title)], f"{about}: {_titles(found)[:5]}"


def titles_follow_the_callers_language(world):
    """in the caller's language; every string in Fluent files, Chinese the default, English one click away"""
    case = taken(world)
    for at in ("/api/v1/types", f"/api/v1/types/{TYPE}", f"/api/v1/types/{TYPE}?district={HERE}", "/api/v1/types/supervision.task", path(case),
               "/api/v1/cases?limit=20", "/api/v1/tasks?limit=20", "/api/v1/figures"):
        _in_english(world.user("handler", language="en").get(at).want(200).json, f"{at} by header")
        _in_chinese(world.user("handler").get(at).want(200).json, f"{at} by default")
        joined = at + ("&" if "?" in at else "?")
        _in_english(world.user("handler").get(joined + "lang=en").want(200).json, f"{at} by address")
        _in_chinese(world.user("handler", language="en").get(joined + "lang=zh").want(200).json, f"{at}: the address wins")


def what_is_written_answers_in_the_language_too(world):
    """201 `{id, number, district, type, stage, stages, due, deadlines, receipt, actions, version, synthetic?}`"""
    case = filed(world.anybody(language="en"))
    _in_english(case, "a filed case")
    _in_english(act(world.user("clerk", language="en"), case, "dispatch", {"lead_unit": LEAD}).want(200).json, "an act")
    _in_chinese(seen(world.user("clerk"), case), "the same case, asked in Chinese")


def a_refusal_follows_the_address_too(world):
    """`application/problem+json` … in the caller's language"""
    by_header = world.anybody(language="en").get("/api/v1/cases/nothing").refused(404)
    assert world.anybody().get("/api/v1/cases/nothing?lang=en").refused(404) == by_header


def a_language_that_we_do_not_speak_is_said(world):
    """unknown parameters and bad cursors are 400"""
    world.user("clerk").get("/api/v1/types?lang=tlh").refused(400, field="lang")
