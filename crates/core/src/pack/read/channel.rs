//! Channels: who files through them, and which fields of the form are asked there.

use std::collections::BTreeMap;

use super::desk::{Desk, Part};
use super::scope::Scope;
use crate::pack::keys;
use crate::pack::model::{Channel, Field};
use crate::pack::source::Node;

/// Reads the channels of a case type.
pub fn read_all(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> BTreeMap<String, Channel> {
    let mut all = BTreeMap::new();
    for entry in desk.parts(part, "channels") {
        desk.check_name(entry.at, &entry.key);
        let Some(channel) = desk.part(entry.at, &entry.value, &keys::CHANNEL) else { continue };
        let by = desk.names(&channel, "by").into_iter();
        let by = by.filter_map(|(node, word)| scope.names.post(desk, node, word)).collect();
        let ask = asked(desk, &channel, scope);
        for field in scope.form().iter().filter(|field| field.required && !ask.iter().any(|f| f.name == field.name)) {
            let message = format!("来源 `{}` 没有填必填字段 `{}`", entry.key, field.name);
            desk.out.error(entry.at, "channel-leaves-out", message).help("把它写进这个来源的 `ask`");
        }
        all.insert(entry.key.clone(), Channel { by, ask });
    }
    all
}

fn asked(desk: &mut Desk<'_>, channel: &Part<'_>, scope: &Scope<'_>) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for (node, word) in desk.names(channel, "ask") {
        let Some(field) = of_form(desk, node, word, scope) else { continue };
        if fields.iter().any(|known| known.name == field.name) {
            desk.out.error(node.span, "duplicate-name", format!("`{}` 要填两次", field.name)).help("删去一个");
        } else {
            fields.push(field);
        }
    }
    fields
}

/// A field of the form: required unless it is written with `?` and the form does not require it anyway.
fn of_form(desk: &mut Desk<'_>, node: &Node, word: &str, scope: &Scope<'_>) -> Option<Field> {
    let (name, optional) = word.strip_suffix('?').map_or((word, false), |name| (name, true));
    let known = scope.form().iter().map(|field| field.name.as_str());
    desk.known(node, name, ("unknown-field", "字段"), known)?;
    let field = scope.form().iter().find(|field| field.name == name)?;
    Some(Field { required: field.required || !optional, ..field.clone() })
}
