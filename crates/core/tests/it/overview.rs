//! The page of what the packs hold is theirs: `UPDATE_DOCS=1 cargo test -p bihuan-core --test it overview` writes it anew.

use std::path::Path;

use bihuan_core::pack::overview;

use crate::stories;

#[test]
fn the_page_of_the_packs_is_what_they_hold() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/packs/catalogue.md");
    let packs: Vec<_> = stories::names().iter().map(|name| stories::read(name)).collect();
    let page = overview::markdown(&packs);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert!(
        std::fs::read_to_string(&path).unwrap() == page,
        "docs/packs/catalogue.md tells of other packs: write it anew"
    );
}
