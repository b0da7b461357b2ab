"""The pages as a program sees them; people and browsers look at them elsewhere."""

PUBLIC = ("/", "/tour", "/documents", "/promises")
STAFF = ("/desk", "/cockpit", "/admin")


def public_pages_open(world):
    """Pages `/` `/tour` `/documents` `/promises` `/reports` `/desk` `/cockpit` `/admin`"""
    for page in PUBLIC:
        answer = world.anybody().get(page).want(200)
        assert answer.kind.startswith("text/html"), answer.kind


def staff_pages_ask_who_you_are(world):
    """A staff page without a session shows the sign-in form (200, or 303 to it), in the reader's language and under the same Content-Security-Policy."""
    policy = world.anybody().get("/").headers.get("Content-Security-Policy")
    assert policy and "unsafe-inline" not in policy, policy
    for page in STAFF:
        world.anybody().get(page).want(200, 303)
        for language, word in (("zh-CN", "密码"), ("en", "assword")):
            shown = world.anybody(language=language).call("GET", page, follow=True).want(200)
            assert 'type="password"' in shown.text and word in shown.text, f"{page} in {language} is no sign-in form"
            assert shown.headers.get("Content-Security-Policy") == policy, f"{page}: {shown.headers.get('Content-Security-Policy')}"


def a_page_chooses_its_district(world):
    """Pages never answer 422: `/` chooses, `?d=420103` on any page chooses and remembers, without it a page shows the instance's first district and a switch."""
    for page in PUBLIC:
        for district in ("420103", "420111", "999999", "nonsense", ""):
            answer = world.anybody().call("GET", page, params={"d": district}, follow=True)
            assert answer.status in (200, 404), f"{answer.status} for {page}?d={district}"
    chosen = world.anybody()
    chosen.call("GET", "/", params={"d": "420111"}, follow=True).want(200)
    assert "洪山" in chosen.call("GET", "/", follow=True).text, "the choice of district is not remembered"


def health_is_told(world):
    """`/healthz` `/readyz` `/metrics`"""
    for page in ("/healthz", "/readyz", "/metrics"):
        world.anybody().get(page).want(200)


def the_api_is_readable(world):
    """OpenAPI 3.1 at `/api/v1/openapi.json`, readable at `/api/v1/docs`."""
    api = world.anybody().get("/api/v1/openapi.json").want(200).json
    assert api["openapi"].startswith("3.1"), api["openapi"]
    spoken = {path.removeprefix("/api/v1") for path in api["paths"]}
    for path in ("/cases", "/cases/{id}", "/cases/{id}/events", "/cases/{id}/actions/{action}", "/tasks", "/files", "/cases/by-outer/{system}/{number}", "/types", "/types/{type}", "/units", "/me"):
        assert path in spoken, f"{path} is not described: {sorted(spoken)}"
    assert world.anybody().call("GET", "/api/v1/docs", follow=True).want(200).kind.startswith("text/html")


def a_page_that_is_not_there_is_404(world):
    """Refusals are `application/problem+json`"""
    world.anybody().get("/api/v1/nowhere").refused(404)
    world.anybody().get("/nowhere").want(404)
