//! Letters and certificates.

use super::{Section, Shape, may, need};

/// A letter or a certificate.
pub static LETTER: Section = Section {
    name: "letter",
    title: "文书和证照",
    keys: &[
        need("title", Shape::Text, "标题，印在最上面"),
        need("kind", Shape::Choice(&["letter", "certificate"]), "文书或证照"),
        need("series", Shape::Name, "编号系列；几种文书可以共用一个系列，一个号只给一次"),
        need("number", Shape::Text, "编号怎么写，`{year}` 是年份，`{n}` 是顺序号，如 `武示字〔{year}〕{n}号`"),
        may("to", Shape::Text, "主送：文字，可以有占位"),
        need(
            "body",
            Shape::Text,
            "正文，一行一段；占位：`{字段}`、`{case.number}`、`{case.filed}`、`{letter.number}`、`{letter.day}`、`{letter.unit}`、`{due.时限}`、`{basis.依据}`",
        ),
        may("refuses", Shape::Flag, "是否不利的决定：是就要写明怎样申请救济"),
        may("remedy", Shape::Part(&REMEDY), "救济途径"),
    ],
};

/// The way to object.
pub static REMEDY: Section = Section {
    name: "remedy",
    title: "救济途径",
    keys: &[
        need("words", Shape::Text, "到哪里、多长时间内申请行政复议或提起行政诉讼"),
        need("basis", Shape::Names, "依据，只能是法"),
    ],
};
