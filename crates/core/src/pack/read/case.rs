//! A kind of matter: gathers what it declares, then reads its parts against that.

use std::collections::{BTreeMap, BTreeSet};

use super::desk::{Desk, Part};
use super::scope::{Names, Scope, action_names, keys_of};
use super::{
    access, action, branches, carry, channel, deadline, draw, form, gather, letters, notice, papers, reserve, ruling,
    stage, subcase,
};
use crate::casework::TypeId;
use crate::casework::quantity::Pace;
use crate::directory::PostName;
use crate::pack::keys;
use crate::pack::model::{Again, Alike, Avoid, CaseType, Field, FieldType, Measure, Pack, Quantity, Route, Span};
use crate::pack::source::{Entry, Node};

/// Reads one case type; `shared` are the pack's routes, read against each case type's own fields.
pub fn read(desk: &mut Desk<'_>, node: &Node, shared: Option<&Node>, pack: &Pack, names: &Names) -> Option<CaseType> {
    let part = desk.part(node.span, node, &keys::CASE)?;
    let name = desk.declared(&part, "case")?;
    let title = desk.text(&part, "title");
    let mut scope = scope(desk, node, &part, shared, pack, names);
    set_conditions(desk, &part, &mut scope);
    let mut fields = scope.fields.clone();
    let facts = fields.split_off(scope.form);
    let start = match desk.name(&part, "start") {
        Some((node, word)) => scope.stage(desk, node, word),
        None => None,
    };
    let rounds_max = rounds(desk, &part, names);
    let case = CaseType {
        id: TypeId(format!("{}.{name}", pack.name)),
        version: pack.version,
        title,
        public: desk.flag(&part, "public"),
        open311: desk.flag(&part, "open311"),
        confidential: desk.flag(&part, "confidential"),
        form: fields,
        papers: papers::read_all(desk, &part, &scope),
        letters: letters::read_all(desk, &part, &scope, &pack.bases),
        facts,
        quantities: quantities(desk, &part, &scope),
        start: start.clone().unwrap_or_default(),
        stages: stage::read_all(desk, &part, &scope),
        actions: action::read_all(desk, &part, &scope, action::Place::Case),
        deadlines: deadline::read_all(desk, &part, &scope),
        notices: notice::read_all(desk, &part, &scope),
        routes: routes(desk, &part, shared, &scope),
        route_spans: route_spans(&part, shared),
        rounds_max,
        avoid: avoid(desk, &part, &scope),
        alike: alike(desk, &part, &scope),
        reserve: reserve::read(desk, &part, &scope, &pack.registers),
        channels: channel::read_all(desk, &part, &scope),
        outcomes: outcomes(desk, &part),
        draw: draw::read(desk, &part, &scope, pack),
        cap: draw::cap(desk, &part, &scope),
        rulings: ruling::read_all(desk, &part, &scope),
        subcases: subcase::read_all(desk, &part, &scope, &pack.name),
        gathers: gather::read(desk, &part, &scope),
        known: gather::known(desk, &part, &scope),
        access: access::read(desk, &part, &scope),
        carries: carry::read_all(desk, &part, &scope),
        vocabularies: pack.vocabularies.clone(),
        registers: pack.registers.clone(),
        span: part.at_key("case"),
    };
    (start.is_some() && !case.stages.is_empty()).then_some(case)
}

/// Whoever asks a field by its name asks it under its condition, so the conditions stand before anything refers to them.
fn set_conditions(desk: &mut Desk<'_>, part: &Part<'_>, scope: &mut Scope<'_>) {
    let of_form = form::conditions(desk, desk_entries(part, "form"), scope, &[]);
    let of_facts = form::conditions(desk, desk_entries(part, "facts"), scope, &[]);
    for (name, guard) in of_form.into_iter().chain(of_facts) {
        if let Some(field) = scope.fields.iter_mut().find(|field| field.name == name) {
            field.required_when = Some(guard);
        }
    }
}

fn desk_entries<'n>(part: &Part<'n>, key: &'static str) -> &'n [Entry] {
    part.get(key).and_then(Node::as_map).unwrap_or_default()
}

/// The names and fields of the case type, before anything refers to them.
fn scope<'p>(
    desk: &mut Desk<'_>,
    node: &Node,
    part: &Part<'_>,
    shared: Option<&Node>,
    pack: &'p Pack,
    names: &'p Names,
) -> Scope<'p> {
    let mut fields = fields(desk, part, "form", names, &[]);
    let of_papers = papers::fields(desk, part, &fields);
    fields.extend(of_papers);
    let form = fields.len();
    let facts = self::fields(desk, part, "facts", names, &fields);
    fields.extend(facts);
    if part.has("papers") {
        papers::add_missing(desk, &mut fields);
    }
    let shared_routes = shared.map(|routes| routes.keys().map(str::to_owned).collect::<BTreeSet<_>>());
    let mut routes: BTreeSet<String> = keys_of(node, "routes").into_iter().collect();
    routes.extend(shared_routes.unwrap_or_default());
    Scope {
        names,
        vocabularies: &pack.vocabularies,
        fields,
        form,
        routes,
        stages: stages(desk, node),
        branches: branches::branch_names(node),
        branch: None,
        outcomes: keys_of(node, "outcomes"),
        deadlines: keys_of(node, "deadlines"),
        actions: action_names(node),
        quantities: keys_of(node, "quantities"),
        papers: papers::names(node),
        subcases: subcase::names(node, names),
        letters: keys_of(node, "letters"),
    }
}

/// The names of all stages, those of branches too: each stands once in a kind of matter, and so does each branch.
fn stages(desk: &mut Desk<'_>, node: &Node) -> Vec<(String, Option<String>)> {
    let mut all: Vec<(String, Option<String>)> = Vec::new();
    for (branch, name, at) in branches::stage_names(node) {
        if all.iter().any(|(known, _)| *known == name) {
            desk.out
                .error(at, "duplicate-name", format!("环节 `{name}` 已经定义过"))
                .help("改名：分支里的环节也不能重名");
        }
        all.push((name, branch));
    }
    let mut branches = BTreeSet::new();
    for stage in branches::stages_of(node) {
        for branch in stage.value.get("branches").and_then(Node::as_map).unwrap_or_default() {
            if !branches.insert(branch.key.as_str()) {
                let message = format!("分支 `{}` 已经定义过", branch.key);
                desk.out.error(branch.at, "duplicate-name", message).help("改名");
            }
        }
    }
    all
}

fn fields(desk: &mut Desk<'_>, part: &Part<'_>, key: &'static str, names: &Names, taken: &[Field]) -> Vec<Field> {
    let Some(node) = part.get(key) else { return Vec::new() };
    let Some(entries) = node.as_map() else {
        desk.wrong(node, "字段及其内容");
        return Vec::new();
    };
    for entry in entries.iter().filter(|entry| taken.iter().any(|field| field.name == entry.key)) {
        let message = format!("`{}` 在 `form` 里已经定义过", entry.key);
        desk.out.error(entry.at, "duplicate-name", message).help("改名");
    }
    entries.iter().filter_map(|entry| form::field(desk, entry, names)).collect()
}

fn rounds(desk: &mut Desk<'_>, part: &Part<'_>, names: &Names) -> u32 {
    let rounds = part.get("rounds").and_then(|node| desk.part(part.at_key("rounds"), node, &keys::ROUNDS));
    let Some(rounds) = rounds else { return 1 };
    names.basis(desk, &rounds);
    desk.integer(&rounds, "max", 1..=20).and_then(|max| u32::try_from(max).ok()).unwrap_or(1)
}

fn quantities(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Vec<Quantity> {
    let mut all = Vec::new();
    for entry in desk.parts(part, "quantities") {
        let Some(quantity) = desk.part(entry.at, &entry.value, &keys::QUANTITY) else { continue };
        let title = desk.text(&quantity, "title");
        let measure = quantity.get("measure").and_then(|node| measure(desk, node, scope));
        let pace = desk.choice(&quantity, "by", &Pace::WORDS).and_then(Pace::of_word).unwrap_or_default();
        let plan = desk.name(&quantity, "plan").and_then(|(node, word)| {
            let others = scope.quantities.iter().map(String::as_str).filter(|name| *name != entry.key);
            desk.known(node, word, ("unknown-quantity", "数量"), others)
        });
        all.extend(measure.map(|measure| Quantity { name: entry.key.clone(), title, measure, pace, plan }));
    }
    same_measures(desk, part, &all);
    all
}

/// A plan is told beside what came of it, so both are in one measure and in stretches of one length.
fn same_measures(desk: &mut Desk<'_>, part: &Part<'_>, all: &[Quantity]) {
    for quantity in all {
        let plan = quantity.plan.as_ref().and_then(|plan| all.iter().find(|other| other.name == *plan));
        let Some(plan) = plan.filter(|plan| plan.measure != quantity.measure || plan.pace != quantity.pace) else {
            continue;
        };
        let message = format!("“{}”与它的计划“{}”计量单位或记数的期间不同", quantity.title, plan.title);
        desk.out
            .error(part.at_key("quantities"), "plan-of-another-measure", message)
            .help("两个数量写同样的 `measure:` 和 `by:`");
    }
}

fn measure(desk: &mut Desk<'_>, node: &Node, scope: &Scope<'_>) -> Option<Measure> {
    if node.as_map().is_none() {
        return desk.words(node).map(Measure::Words);
    }
    let part = desk.part(node.span, node, &keys::MEASURE)?;
    let (node, word) = desk.name(&part, "field")?;
    scope.field(desk, node, word, Some(FieldType::Text)).map(|field| Measure::Field(field.name.clone()))
}

fn avoid(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<Avoid> {
    let avoid = part.get("avoid").and_then(|node| desk.part(part.at_key("avoid"), node, &keys::AVOID))?;
    let basis = scope.names.basis(desk, &avoid).unwrap_or_default();
    let (node, word) = desk.name(&avoid, "field")?;
    let field = scope.field(desk, node, word, Some(FieldType::Unit)).map(|field| field.name.clone())?;
    let beyond = avoid.get("else").and_then(|node| desk.part(avoid.at_key("else"), node, &keys::AVOID_ELSE));
    let parts = std::iter::once(&avoid).chain(&beyond);
    let instead = parts.filter_map(|part| stand_in(desk, part, scope)).collect();
    Some(Avoid { field, basis, instead })
}

fn stand_in(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<(PostName, String)> {
    let post = desk.name(part, "post").and_then(|(node, word)| scope.names.post(desk, node, word));
    let route = desk.name(part, "route").and_then(|(node, word)| scope.route(desk, node, word));
    post.zip(route)
}

fn alike(desk: &mut Desk<'_>, part: &Part<'_>, scope: &Scope<'_>) -> Option<Alike> {
    let alike = part.get("alike").and_then(|node| desk.part(part.at_key("alike"), node, &keys::ALIKE))?;
    let basis = scope.names.basis(desk, &alike).unwrap_or_default();
    let mut fields = Vec::new();
    for (node, word) in desk.names(&alike, "fields") {
        let Some(field) = scope.field(desk, node, word, None) else { continue };
        let plain = matches!(field.kind, FieldType::Term | FieldType::Unit | FieldType::Entry | FieldType::Place);
        if plain && !field.many && !field.personal {
            fields.push(field.name.clone());
        } else {
            let message = format!("字段 `{}` 不能用来判断是不是同一件事", field.name);
            desk.out
                .error(node.span, "alike-field", message)
                .help("只能用一个值的、不是个人信息的词条、单位、条目或地点字段");
        }
    }
    let within = desk.length(&alike, "within")?;
    let again = again(desk, &alike, scope);
    (!fields.is_empty()).then(|| Alike { fields, within, basis, again, span: part.at_key("alike") })
}

fn again(desk: &mut Desk<'_>, alike: &Part<'_>, scope: &Scope<'_>) -> Option<Again> {
    let again = alike.get("again").and_then(|node| desk.part(alike.at_key("again"), node, &keys::AGAIN))?;
    let basis = scope.names.basis(desk, &again).unwrap_or_default();
    let named = desk.names(&again, "after");
    let after = named.into_iter().filter_map(|(node, word)| scope.outcome(desk, node, word)).collect();
    Some(Again { within: desk.length(&again, "within")?, after, basis })
}

pub(super) fn outcomes(desk: &mut Desk<'_>, part: &Part<'_>) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for entry in desk.parts(part, "outcomes") {
        let Some(outcome) = desk.part(entry.at, &entry.value, &keys::OUTCOME) else { continue };
        all.insert(entry.key.clone(), desk.text(&outcome, "title"));
    }
    all
}

/// The pack's routes and the case type's own, read against the case type's fields.
fn routes(desk: &mut Desk<'_>, part: &Part<'_>, shared: Option<&Node>, scope: &Scope<'_>) -> BTreeMap<String, Route> {
    let mut all = BTreeMap::new();
    for node in shared.into_iter().chain(part.get("routes")) {
        for entry in desk.entries(node) {
            if all.contains_key(&entry.key) {
                let message = format!("去向 `{}` 在 pack.yaml 里已经定义过", entry.key);
                desk.out.error(entry.at, "duplicate-name", message).help("改名");
            }
            all.extend(route(desk, entry, scope).map(|route| (entry.key.clone(), route)));
        }
    }
    all
}

/// Where each route is written; a fixed one: its unit.
fn route_spans(part: &Part<'_>, shared: Option<&Node>) -> BTreeMap<String, Span> {
    let nodes = shared.into_iter().chain(part.get("routes"));
    let entries = nodes.flat_map(|node| node.as_map().unwrap_or_default());
    entries.map(|entry| (entry.key.clone(), entry.value.get("unit").map_or(entry.at, |unit| unit.span))).collect()
}

fn route(desk: &mut Desk<'_>, entry: &Entry, scope: &Scope<'_>) -> Option<Route> {
    let part = desk.part(entry.at, &entry.value, &keys::ROUTE)?;
    let ways: Vec<&str> =
        ["unit", "term", "place", "least_load"].into_iter().filter(|key| entry.value.get(key).is_some()).collect();
    match ways.as_slice() {
        ["unit"] => desk.name(&part, "unit").map(|(_, unit)| Route::Unit(unit.to_owned())),
        ["term"] => by_term(desk, &part, entry.at, scope),
        ["place"] => by_place(desk, &part, entry.at, scope),
        ["least_load"] => {
            let units = desk.names(&part, "least_load").into_iter().map(|(_, unit)| unit.to_owned()).collect();
            Some(Route::LeastLoad { units })
        }
        _ => {
            let message = format!("去向 `{}` 要写且只写 unit、term、place、least_load 中的一个", entry.key);
            desk.out.error(entry.at, "unclear-route", message).help("选一种办法");
            None
        }
    }
}

fn by_term(desk: &mut Desk<'_>, part: &Part<'_>, at: Span, scope: &Scope<'_>) -> Option<Route> {
    let (node, word) = desk.name(part, "term")?;
    let field = scope.field(desk, node, word, Some(FieldType::Term));
    let otherwise = fallback(desk, part, at, scope);
    let (node, attribute) = match desk.name(part, "attribute") {
        Some(found) => found,
        None => {
            desk.out.error(at, "missing-key", "按词条的去向缺少 `attribute`").help("写上词条的哪个属性是单位");
            return None;
        }
    };
    let field = field?;
    let vocabulary = field.vocabulary.as_ref().and_then(|name| scope.vocabularies.get(name))?;
    let units =
        vocabulary.attributes.iter().filter(|(_, kind)| **kind == FieldType::Unit).map(|(name, _)| name.as_str());
    let attribute = desk.known(node, attribute, ("unknown-attribute", "单位属性"), units)?;
    Some(Route::Term { field: field.name.clone(), attribute, otherwise: otherwise? })
}

fn by_place(desk: &mut Desk<'_>, part: &Part<'_>, at: Span, scope: &Scope<'_>) -> Option<Route> {
    let (node, word) = desk.name(part, "place")?;
    let field = scope.field(desk, node, word, Some(FieldType::Place)).map(|field| field.name.clone());
    let kinds = form::unit_kinds(desk, part);
    if !part.has("kinds") {
        desk.out.error(at, "missing-key", "按地点的去向缺少 `kinds`").help("如 `kinds: [community, street]`");
    }
    let otherwise = fallback(desk, part, at, scope);
    Some(Route::Place { field: field?, kinds, otherwise: otherwise? })
}

/// A route that looks something up may find nothing, so it says where to go then.
fn fallback(desk: &mut Desk<'_>, part: &Part<'_>, at: Span, scope: &Scope<'_>) -> Option<String> {
    match desk.name(part, "otherwise") {
        Some((node, word)) => scope.route(desk, node, word),
        None => {
            let message = "这个去向可能找不到单位，却没有写 `otherwise`";
            desk.out.error(at, "route-may-fail", message).help("写上 `otherwise:` 和一个总能找到单位的去向");
            None
        }
    }
}
