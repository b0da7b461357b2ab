//! Which pages there are: what the map of the documents may point to. The program's tests open every one of them.

use std::collections::BTreeSet;

/// Paths of pages that open without a case in hand.
pub const PAGES: &[&str] = &[
    "/",
    "/report",
    "/follow",
    "/search",
    "/services",
    "/reserve",
    "/record",
    "/record/matters",
    "/record/scores",
    "/record/log",
    "/record/views",
    "/record/draws",
    "/record/briefs",
    "/record/bases",
    "/open-data",
    "/verify",
    "/documents",
    "/promises",
    "/reports",
    "/reports/glossary",
    "/reports/compare",
    "/reports/contradictions",
    "/cockpit",
    "/cockpit/figures",
    "/cockpit/late",
    "/cockpit/today",
    "/cockpit/topics",
    "/desk",
    "/desk/import",
    "/desk/intake",
    "/desk/answers",
    "/desk/answers/new",
    "/desk/registers",
    "/desk/patrol",
    "/desk/patrol/report",
    "/desk/alerts",
    "/desk/briefs",
    "/desk/alerts/crossings",
    "/desk/outside",
    "/desk/outside/bring",
    "/desk/scores",
    "/desk/supervise",
    "/desk/views",
    "/desk/letters",
    "/desk/targets",
    "/desk/targets/new",
    "/desk/notices",
    "/admin",
    "/admin/notices",
    "/admin/flow",
    "/admin/jobs",
    "/admin/what-if",
    "/admin/units",
    "/admin/posts",
    "/admin/officers",
    "/admin/new-officer",
    "/admin/packs",
    "/admin/calendar",
    "/admin/tokens",
    "/admin/looks",
    "/sign-in",
];

/// The journeys that the browser test walks; its runner fails where this file says otherwise.
const WALKS: &str = include_str!("../../../tests/e2e/walks.json");

/// The paths, as the evidence takes them.
pub fn paths() -> BTreeSet<String> {
    PAGES.iter().map(|path| (*path).to_owned()).collect()
}

/// The names of the walks. The file is built in and a test reads it, so a fault in it does not pass.
pub fn walks() -> BTreeSet<String> {
    serde_json::from_str(WALKS).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Routes that are read by programs, or need something in hand.
    const NOT_PAGES: &[&str] = &[
        "/desk/live",
        "/desk/notices/contact",
        "/assets",
        "/desk/patrol/worker.js",
        "/desk/patrol/manifest.webmanifest",
        "/healthz",
        "/readyz",
        "/metrics",
        "/setup",
        "/follow/case",
        "/cockpit/cases",
        "/cockpit/parts",
        "/cockpit/week",
        "/tour",
        "/reports/compare.xlsx",
        "/desk/import/template",
        "/desk/draft",
        "/record/figures.csv",
        "/record/matters.csv",
        "/record/promises.csv",
        "/record/log.csv",
    ];

    fn routes(dir: &Path, found: &mut Vec<String>) {
        for path in std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                // What programs read is no page.
                if !["api", "open311"].iter().any(|of_programs| path.ends_with(of_programs)) {
                    routes(&path, found);
                }
            } else if path.extension().is_some_and(|end| end == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                let told =
                    text.split("#[cfg(test)]").next().unwrap_or_default().split(".route(").skip(1).filter_map(|rest| {
                        let (route, handlers) = rest.trim_start().strip_prefix('"')?.split_once('"')?;
                        handlers.trim_start_matches([',', ' ', '\n']).starts_with("get(").then(|| route.to_owned())
                    });
                found.extend(told.filter(|route| !route.contains('{')));
            }
        }
    }

    #[test]
    fn the_walks_can_be_read() {
        assert!(!walks().is_empty());
    }

    #[test]
    fn every_page_that_has_a_route_is_listed() {
        let mut found = Vec::new();
        routes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        found.retain(|route| NOT_PAGES.iter().all(|not| !route.starts_with(not)));
        let missing: Vec<_> = found.iter().filter(|route| !PAGES.contains(&route.as_str())).collect();
        assert!(missing.is_empty(), "add them to PAGES, so that the map of the documents can point there: {missing:?}");
    }
}
