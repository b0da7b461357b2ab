//! How a case may end, and who sees what.

use super::{EXCLUDES, Section, Shape, may, need};

/// An outcome.
pub static OUTCOME: Section = Section {
    name: "outcome",
    title: "办结方式",
    keys: &[
        need("title", Shape::Text, "中文名称"),
        may("excludes", Shape::Part(&EXCLUDES), "以此办结，表单所指的那一件就从哪些数值中剔除"),
        may("includes", Shape::Name, "以此办结，这个字段所指的那一件恢复计入"),
    ],
};

/// Who sees what.
pub static ACCESS: Section = Section {
    name: "access",
    title: "谁可以看",
    keys: &[
        need("read", Shape::Names, "谁可以看这类件；`filer` 是登记这一件的工作人员，登记后可以一直跟进"),
        may(
            "fields",
            Shape::Lists,
            "哪个字段或数量，只有谁可以看：个人信息字段都要写；别的写了就只有这些人看得到，页面、列表、接口、搜索都一样",
        ),
        may("consents", Shape::List(&CONSENT), "反映人同意时，另外向谁显示哪些个人信息字段"),
        may("public", Shape::Part(&PUBLIC), "何时向公众公开哪些字段"),
    ],
};

/// What a person's consent opens.
pub static CONSENT: Section = Section {
    name: "consent",
    title: "同意",
    keys: &[
        need("when", Shape::Guard, "条件：反映人同意"),
        need("fields", Shape::Names, "哪些个人信息字段"),
        need("by", Shape::Names, "另外向谁显示"),
    ],
};

/// What anyone may see.
pub static PUBLIC: Section = Section {
    name: "public",
    title: "公开",
    keys: &[may("when", Shape::Guard, "条件"), need("fields", Shape::Names, "哪些字段")],
};
