//! Registers by program: which there are, and the entries of one, by key, narrowed and searched like on the desk.

use axum::Json as Answer;
use axum::extract::State;
use bihuan_core::casework::Who;
use bihuan_core::directory::DistrictCode;
use bihuan_core::pack::model::{Field, Register};
use bihuan_office::entries::{Shelf, Version};
use bihuan_office::registers::Asking;
use bihuan_office::{Failure, Law, Office};
use serde_json::{Map, Value as Json, json};

use super::asked::{In, Params};
use super::districts;
use super::problem::Problem;
use crate::app::App;
use crate::identity::{Caller, Scope};
use crate::names::Names;

/// `GET /registers`
pub async fn registers(State(app): State<App>, caller: Caller, params: Params) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["cursor", "limit"])?;
    caller.needs(&Scope::Read)?;
    let law = app.office.law();
    let names = Names::new(&law, caller.lang);
    let of_pack = law.packs.iter().flat_map(|(pack, of)| of.registers.values().map(move |it| (pack, it)));
    let mut all: Vec<(String, Json)> = of_pack
        .map(|(pack, register)| {
            let id = format!("{pack}/{}", register.name);
            let field = |field: &Field| json!({ "name": field.name, "type": field.kind.word() });
            let fields: Vec<Json> = register.fields.iter().map(field).collect();
            let kept_by: Vec<&str> = register.kept_by.iter().map(|post| post.as_str()).collect();
            let title = names.register(&register.name);
            (id.clone(), json!({ "id": id, "pack": pack, "register": register.name, "title": title, "fields": fields, "kept_by": kept_by }))
        })
        .collect();
    all.sort_by(|one, other| one.0.cmp(&other.0));
    let after = params.cursor()?.unwrap_or_default();
    let limit = params.limit()?;
    let mut behind = all.into_iter().filter(|(id, _)| *id > after);
    let page: Vec<(String, Json)> = behind.by_ref().take(limit).collect();
    let next = behind.next().and(page.last().map(|(id, _)| id.clone()));
    Ok(Answer(json!({ "items": page.into_iter().map(|(_, item)| item).collect::<Vec<_>>(), "next": next })))
}

/// `GET /registers/{pack}/{register}`
pub async fn entries(
    State(app): State<App>,
    caller: Caller,
    In((pack, register)): In<(String, String)>,
    params: Params,
) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["q", "district", "cursor", "limit"])?;
    caller.needs(&Scope::Read)?;
    let asking = Asking {
        q: params.one("q")?.unwrap_or_default().to_owned(),
        after: params.cursor()?,
        limit: params.limit()?,
        ..Asking::default()
    };
    let said = params.one("district")?.map(str::to_owned);
    let found = app.run(move |office| listed(office, &caller, (&pack, &register), said.as_deref(), &asking)).await?;
    Ok(Answer(found?))
}

/// `GET /registers/{pack}/{register}/{key}`
pub async fn entry(
    State(app): State<App>,
    caller: Caller,
    In((pack, register, key)): In<(String, String, String)>,
    params: Params,
) -> Result<Answer<Json>, Problem> {
    let params = params.only(&["district"])?;
    caller.needs(&Scope::Read)?;
    let said = params.one("district")?.map(str::to_owned);
    let found = app.run(move |office| {
        let law = office.law();
        let found = Found::of(&law, &caller, (&pack, &register), said.as_deref())?;
        let now = office.entry_now(&found.shelf(), &key)?.ok_or(Failure::NotFound)?;
        Ok::<Json, Problem>(told(office, &caller, &found, &key, &now))
    });
    Ok(Answer(found.await??))
}

/// A register of a district.
struct Found<'l> {
    district: DistrictCode,
    rules: &'l bihuan_core::pack::CaseType,
    register: &'l Register,
}

impl<'l> Found<'l> {
    fn of(law: &'l Law, caller: &Caller, (pack, register): (&str, &str), said: Option<&str>) -> Result<Self, Problem> {
        let named = said.and_then(|code| districts::known(law, code));
        let first = || law.directory.districts().next().map(|unit| unit.code.district());
        let district = caller.district.clone().or(named).or_else(|| first().filter(|_| said.is_none()));
        let of_pack = law.packs.get(pack);
        let rules = of_pack.and_then(|pack| pack.cases.values().next());
        let register = of_pack.and_then(|pack| pack.registers.get(register));
        match (district, rules, register) {
            (Some(district), Some(rules), Some(register)) => Ok(Self { district, rules, register }),
            _ => Err(Problem::not_found()),
        }
    }

    fn shelf(&self) -> Shelf<'_> {
        Shelf { district: &self.district, rules: self.rules, register: self.register }
    }
}

fn listed(
    office: &Office,
    caller: &Caller,
    names: (&str, &str),
    said: Option<&str>,
    asking: &Asking,
) -> Result<Json, Problem> {
    let law = office.law();
    let found = Found::of(&law, caller, names, said)?;
    let page = office.entries_listed(&found.shelf(), asking)?;
    let items: Vec<Json> =
        page.items.iter().map(|item| told(office, caller, &found, &item.key, &item.version)).collect();
    Ok(json!({ "items": items, "next": page.next }))
}

/// An entry; what is personal only for whoever keeps the register.
fn told(office: &Office, caller: &Caller, found: &Found<'_>, key: &str, version: &Version) -> Json {
    let officer = matches!(caller.who, Who::Officer(_));
    let keeps = officer && office.hand(&caller.who, &found.district, &found.register.name).is_ok();
    let personal = |name: &str| found.register.fields.iter().any(|field| field.name == name && field.personal);
    let values: Map<String, Json> = version
        .values
        .iter()
        .filter(|(name, _)| keeps || !personal(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    json!({
        "key": key,
        "district": found.district.as_str(),
        "values": values,
        "version": version.kept.version,
        "retired": version.kept.retired,
    })
}
