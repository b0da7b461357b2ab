//! `pack.yaml`, vocabularies and registers: what a pack names once.

use super::{ATTRIBUTE_TYPES, BASIS_KINDS, FIELD, Section, Shape, may, need};

/// `pack.yaml`.
pub static PACK: Section = Section {
    name: "pack",
    title: "事项包",
    keys: &[
        need("pack", Shape::Name, "事项包的名称，与文件夹同名"),
        need("version", Shape::Integer, "版本号，从 1 起，每次发布加一"),
        need("title", Shape::Text, "中文名称"),
        need("summary", Shape::Text, "一句话说明它管什么"),
        need("posts", Shape::Parts(&POST), "用到的岗位"),
        need("bases", Shape::Parts(&BASIS), "时限、次数、阈值、清单的依据，用名称引用"),
        may("routes", Shape::Parts(&ROUTE), "找到承办单位的办法，用名称引用"),
        may("serves", Shape::Parts(&ROW), "对应文件中的哪几行，由什么证明"),
    ],
};

/// A post.
pub static POST: Section =
    Section { name: "post", title: "岗位", keys: &[need("title", Shape::Text, "中文名称")] };

/// A basis.
pub static BASIS: Section = Section {
    name: "basis",
    title: "依据",
    keys: &[
        need("kind", Shape::Choice(BASIS_KINDS), "依据的种类；`ours`、`unverified` 会标明“本系统设定，可改”"),
        may("law", Shape::Text, "法律法规名称；种类为 `law` 时必填"),
        may(
            "source",
            Shape::Text,
            "政策、地方规定的名称，或文件的行号；种类为 `policy`、`local-rule`、`document` 时必填",
        ),
        may("article", Shape::Text, "条款；种类为 `law` 时必填"),
        may("date", Shape::Day, "该版本施行或作出的日期；种类为 `law` 时必填"),
        may("quote", Shape::Text, "原文；种类为 `document` 时必填"),
        may("note", Shape::Text, "说明；种类为 `ours`、`unverified` 时必填"),
    ],
};

/// A route.
pub static ROUTE: Section = Section {
    name: "route",
    title: "去向",
    keys: &[
        may("unit", Shape::Name, "固定单位：区划代码之后的部分，如 `citizen-centre`"),
        may("term", Shape::Name, "按词条：表单里的词条字段，如 `form.category`"),
        may("attribute", Shape::Name, "按词条：词条上写着单位的属性"),
        may("place", Shape::Name, "按地点：表单里的地点字段"),
        may("kinds", Shape::Names, "按地点：依次找哪些种类的单位"),
        may("least_load", Shape::Names, "按在办件数：在这些单位中取最少的"),
        may("otherwise", Shape::Name, "找不到时用哪个去向；按词条、按地点时必填"),
    ],
};

/// What a pack says of a row of the documents.
pub static ROW: Section = Section {
    name: "row",
    title: "对应的文件行",
    keys: &[
        may("page", Shape::Text, "看得见它的页面"),
        may("verbs", Shape::Words, "这一行的动词，各由哪个情景证明"),
        may("numbers", Shape::Words, "这一行的数字，各由哪个数值或承诺证明"),
        may("users", Shape::Words, "这一行的使用者，各自的页面或没有的理由"),
        may("walk", Shape::Text, "走过它的浏览器测试"),
    ],
};

/// `vocabularies/*.yaml`.
pub static VOCABULARY: Section = Section {
    name: "vocabulary",
    title: "词表",
    keys: &[
        need("vocabulary", Shape::Name, "词表的名称"),
        need("title", Shape::Text, "中文名称"),
        need("basis", Shape::Name, "清单的依据"),
        may("attributes", Shape::Parts(&ATTRIBUTE), "词条除名称外还写什么"),
        need("terms", Shape::Parts(&TERM), "词条，按代码"),
    ],
};

/// An attribute of the terms of a vocabulary.
pub static ATTRIBUTE: Section = Section {
    name: "attribute",
    title: "词条的属性",
    keys: &[
        need("type", Shape::Choice(ATTRIBUTE_TYPES), "属性的类型"),
        need("title", Shape::Text, "中文名称"),
        may("vocabulary", Shape::Name, "类型为 `term` 时：哪个词表"),
        may("default", Shape::Free, "词条没有写时的值；没有默认值，每个词条都要写"),
    ],
};

/// A term; its attributes stand beside these keys.
pub static TERM: Section = Section {
    name: "term",
    title: "词条",
    keys: &[need("title", Shape::Text, "中文名称"), need("en", Shape::Text, "英文名称")],
};

/// `registers/*.yaml`.
pub static REGISTER: Section = Section {
    name: "register",
    title: "登记簿",
    keys: &[
        need("register", Shape::Name, "登记簿的名称"),
        need("title", Shape::Text, "中文名称"),
        need("fields", Shape::Parts(&FIELD), "条目写什么"),
        may("kept_by", Shape::Names, "哪些岗位可以直接填报条目；不写，只能由动作写入"),
        may("entries", Shape::Free, "随包带来的条目：按键写在这里，或写一个 .json 文件的路径（每项有 `id`）"),
    ],
};
