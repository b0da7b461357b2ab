"""`bihuan check`: what is right passes, what is wrong is found where it stands."""
import json
import shutil

from outside.server import ROOT


def _check(world, place, *more):
    done = world.run("check", place, *more, "--json")
    return done.returncode, json.loads(done.stdout)


def _broken(world, change, file="hotline/request.yaml"):
    """The shipped packs with one change in one file: exit code and what is said of that file."""
    place = world.empty()
    shutil.copytree(ROOT / "packs", place)
    target = place / file
    text = target.read_text("utf-8")
    changed = change(text)
    assert changed != text, "the change did not take"
    target.write_text(changed, "utf-8")
    code, answer = _check(world, place)
    return code, answer["diagnostics"], changed


def _where(text, words):
    """Line and column of some words, from 1, in characters."""
    at = text.index(words)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _found(diagnostics, place, file="request.yaml"):
    return [d for d in diagnostics if d["severity"] == "error" and d["file"].endswith(file) and (d["line"], d["column"]) == place]


def shipped_packs_check_and_their_scenarios_hold(world):
    """`{"packs", "scenarios": {"run","failed"}, "diagnostics": [{file,line,column,code,severity,message,help}]}`, DIR default `packs`"""
    done = world.run("check", "--scenarios", "--json", within=300)
    answer = json.loads(done.stdout)
    assert done.returncode == 0, f"exit {done.returncode}: {[d for d in answer['diagnostics'] if d['severity'] == 'error']}"
    assert set(answer) == {"packs", "scenarios", "diagnostics"} and answer["packs"], sorted(answer)
    assert answer["scenarios"]["run"] >= 12 and answer["scenarios"]["failed"] == 0, answer["scenarios"]
    for d in answer["diagnostics"]:
        assert set(d) == {"file", "line", "column", "code", "severity", "message", "help"}, d


def an_unknown_stage_is_shown_where_it_stands(world):
    """line and column from 1 in characters; exit 1 if any error or failed scenario"""
    code, said, text = _broken(world, lambda t: t.replace("take: { title: 签收, to: handle }", "take: { title: 签收, to: nowhere }", 1))
    assert code == 1 and _found(said, _where(text, "nowhere")), f"exit {code}, wanted {_where(text, 'nowhere')}: {said}"


def an_unknown_unit_of_time_is_shown_where_it_stands(world):
    """It must find, with position and a helpful sentence: unknown keys, names, units of time"""
    code, said, text = _broken(world, lambda t: t.replace("silence: { after: 5 wd,", "silence: { after: 5 moons,", 1))
    assert code == 1 and _found(said, _where(text, "5 moons")), f"exit {code}, wanted {_where(text, '5 moons')}: {said}"


def an_unknown_key_is_shown_where_it_stands(world):
    """It must find, with position and a helpful sentence: unknown keys, names, units of time"""
    code, said, text = _broken(world, lambda t: t.replace("public: true ", "publik: true ", 1))
    assert code == 1 and _found(said, _where(text, "publik")), f"exit {code}, wanted {_where(text, 'publik')}: {said}"
    assert all(d["help"] for d in _found(said, _where(text, "publik"))), "a finding without help"


def a_field_that_does_not_exist_is_found_in_a_guard(world):
    """type errors in guards"""
    code, said, text = _broken(world, lambda t: t.replace("has(form.category) && form.category.complex", "has(form.category) && form.category.komplex", 1))
    line = _where(text, "komplex")[0]
    assert code == 1 and [d for d in said if d["severity"] == "error" and d["line"] == line], f"exit {code}, wanted line {line}: {said}"


def a_deadline_without_a_basis_is_refused(world):
    """The checker refuses one without a basis and a `law` without an article."""
    code, said, text = _broken(world, lambda t: t.replace("{ otherwise: true, within: 5 wd, basis: local-examples }", "{ otherwise: true, within: 5 wd }", 1))
    line = _where(text, "otherwise: true, within: 5 wd }")[0]
    assert code == 1 and [d for d in said if d["severity"] == "error" and d["line"] == line], f"exit {code}, wanted line {line}: {said}"
    code, said, _ = _broken(world, lambda t: t.replace("    article: 第三十条\n", "", 1), "hotline/pack.yaml")
    assert code == 1 and [d for d in said if d["severity"] == "error" and d["file"].endswith("pack.yaml")], said


def a_lifecycle_that_cannot_close_is_refused(world):
    """every reachable situation can still close (option to complete)"""
    code, said, _ = _broken(world, lambda t: t.replace("conclude: { title: 作未解决办结, ask: { reason: { type: text, title: 说明, required: true } }, close: unresolved }",
                                                       "conclude: { title: 作未解决办结, ask: { reason: { type: text, title: 说明, required: true } }, to: unresolved }", 1))
    assert code == 1 and [d for d in said if d["severity"] == "error"], f"exit {code}: {said}"


def many_errors_are_shown_at_once(world):
    """every error with file, line, column, caret and help, many at once"""
    def change(t):
        t = t.replace("take: { title: 签收, to: handle }", "take: { title: 签收, to: nowhere }", 1)
        return t.replace("public: true ", "publik: true ", 1).replace("silence: { after: 5 wd,", "silence: { after: 5 moons,", 1)
    code, said, text = _broken(world, change)
    for words in ("nowhere", "publik", "5 moons"):
        assert _found(said, _where(text, words)), f"{words} is not among {said}"


def source_that_cannot_be_read_is_one_clear_finding(world):
    """a pack with every kind of error … Each: a clear error, nothing lost."""
    for name, content in (("torn", b"case: request\nform: {content: {type: text,\n"), ("empty", b""), ("binary", bytes(range(256))), ("latin", "title: caf\xe9\n".encode("latin-1")),
                          ("tabs", b"case: request\nform:\n\tcontent: {}\n"), ("list", b"- 1\n- 2\n"), ("deep", b"[" * 20000), ("bomb", b"a: &a [1,1,1,1,1,1,1,1,1,1]\n" + b"".join(b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 10)) for i in range(12)))):
        place = world.empty()
        shutil.copytree(ROOT / "packs", place)
        (place / "hotline/request.yaml").write_bytes(content)
        done = world.run("check", place, "--json", within=60)
        assert done.returncode == 1, f"{name}: exit {done.returncode} {done.stderr[-400:]}"
        said = [d for d in json.loads(done.stdout)["diagnostics"] if d["severity"] == "error"]
        assert said and all(d["line"] >= 1 and d["column"] >= 1 and d["message"] for d in said), f"{name}: {said}"


def a_folder_that_is_not_there_is_said(world):
    """exit code 0 / 1 (a check that failed, or work that could not be done) / 2 (wrong use)"""
    done = world.run("check", world.empty())
    assert done.returncode in (1, 2) and (done.stderr + done.stdout).strip(), f"exit {done.returncode}"


def the_access_table_is_printed(world):
    """`--access` prints the access table of each pack"""
    done = world.run("check", "--access")
    assert done.returncode == 0, done.stderr
    for word in ("dispatch", "clerk", "phone", "reporter"):
        assert word in done.stdout, f"{word} is not in the access table"


def a_server_refuses_to_start_on_a_broken_pack(world):
    """1 (a check that failed, or work that could not be done)"""
    place = world.empty()
    shutil.copytree(ROOT / "packs", place)
    target = place / "hotline/request.yaml"
    target.write_text(target.read_text("utf-8").replace("start: accept", "start: nowhere", 1), "utf-8")
    done = world.run("serve", "--demo", "--data", world.empty(), "--packs", place, "--listen", "127.0.0.1:0", within=60)
    assert done.returncode == 1 and "request.yaml" in done.stderr, f"exit {done.returncode} {done.stderr[-600:]}"
