//! The tables as a PostgreSQL that is spread over machines (Citus) takes them: distributed by district, or small and whole on
//! every machine. A table is distributed by a column that is part of every unique key of it.

use std::collections::BTreeSet;

use super::City;

/// Tables of the instance, not of a district: reference tables.
const WHOLE: [&str; 9] = ["contact", "draft", "failure", "kept", "meta", "pack_version", "session", "token", "user"];

/// Attachments go by what is in them.
const BY_CONTENT: [&str; 2] = ["file", "file_bytes"];

#[test]
fn every_unique_key_has_the_column_that_the_table_is_spread_by() {
    let city = City::new();
    drop(city.node());
    let keys = city.database.ask(
        "SELECT t.relname || ':' || string_agg(a.attname, ',' ORDER BY k.place)
         FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
         CROSS JOIN LATERAL unnest(i.indkey::int[]) WITH ORDINALITY k (attribute, place)
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attribute
         WHERE i.indisunique AND n.nspname IN (current_schema(), 'log', 'search') GROUP BY t.relname, i.indexrelid",
    );
    let mut spread = BTreeSet::new();
    for key in &keys {
        let (table, columns) = key.split_once(':').unwrap();
        let by = if BY_CONTENT.contains(&table) { "id" } else { "district" };
        if !WHOLE.contains(&table) {
            assert_eq!(
                columns.split(',').next(),
                Some(by),
                "{table} has a key that does not begin with {by}: {columns}"
            );
            spread.insert(table.to_owned());
        }
    }
    assert!(spread.len() > 20, "{spread:?}");
}

#[test]
fn every_table_is_spread_or_known_to_be_whole() {
    let city = City::new();
    drop(city.node());
    let tables = city.database.ask(
        "SELECT t.relname || ':' || (SELECT string_agg(a.attname, ',') FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum > 0)
         FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
         WHERE t.relkind = 'r' AND n.nspname IN (current_schema(), 'log', 'search')",
    );
    for table in &tables {
        let (name, columns) = table.split_once(':').unwrap();
        let has_district = columns.split(',').any(|column| column == "district");
        let known = WHOLE.contains(&name) || BY_CONTENT.contains(&name);
        assert!(has_district != known, "{name} is of a district and of the instance, or of neither");
    }
}

#[test]
fn nothing_stands_in_the_way_of_spreading() {
    let city = City::new();
    drop(city.node());
    // Citus takes neither triggers on spread tables nor foreign keys across them without more ado: there are none.
    assert_eq!(city.database.ask("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"), Vec::<String>::new());
    assert_eq!(city.database.ask("SELECT conname FROM pg_constraint WHERE contype = 'f'"), Vec::<String>::new());
}
