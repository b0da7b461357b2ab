//! Papers: what is brought, what may follow later, what may be promised.

use super::{Section, Shape, WARN, may, need};

/// A paper of a kind of matter.
pub static PAPER: Section = Section {
    name: "paper",
    title: "申请材料",
    keys: &[
        need("title", Shape::Text, "材料名称"),
        may("help", Shape::Text, "填写提示：要什么样的、什么情形需要"),
        may("when", Shape::Guard, "什么情形需要；不写就是都需要"),
        may("form", Shape::Choice(&["original", "copy"]), "收原件还是复印件；不写是复印件"),
        may("issuer", Shape::Text, "由谁出具"),
        need("basis", Shape::Name, "凭什么要这份材料"),
        may("before", Shape::Names, "材料合格之前不能做的动作，如 `[grant]`"),
        may("shared", Shape::Part(&SHARED), "免交：由数据共享取得，不向申请人要"),
        may("check", Shape::Part(&PAPER_CHECK), "交来之后多长时间内核对；要申请人交的就必写"),
        may("mend", Shape::Part(&PAPER_TERM), "退回之后多长时间内补正，逾期怎么办；要申请人交的就必写"),
        may("waive", Shape::Part(&PAPER_MARK), "容缺受理：可以后补，多长时间内补交，逾期怎么办"),
        may("promise", Shape::Part(&PAPER_MARK), "告知承诺：可以承诺代替，多长时间内核查，不实怎么办"),
    ],
};

/// By when a paper is looked at.
pub static PAPER_CHECK: Section = Section {
    name: "paper-check",
    title: "核对材料",
    keys: &[
        need("within", Shape::Length, "多长时间内"),
        need("basis", Shape::Name, "依据"),
        may("warn", Shape::List(&WARN), "预警"),
    ],
};

/// By when a paper that was returned comes back.
pub static PAPER_TERM: Section = Section {
    name: "paper-term",
    title: "补正材料",
    keys: &[
        need("within", Shape::Length, "多长时间内"),
        need("basis", Shape::Name, "依据"),
        may("then", Shape::Name, "逾期转到哪个环节（分支之外的），还没办完的分支随即撤销"),
        may("close", Shape::Name, "……或以何种方式办结"),
        may("warn", Shape::List(&WARN), "预警：在到期之前提醒"),
    ],
};

/// That a paper may be missing at first.
pub static PAPER_MARK: Section = Section {
    name: "paper-mark",
    title: "容缺或承诺",
    keys: &[
        need("words", Shape::Text, "申请人勾选的话：后补的期限，或承诺的内容和不实的后果"),
        need("within", Shape::Length, "多长时间内补交，或核查"),
        need("basis", Shape::Name, "依据"),
        may("then", Shape::Name, "逾期没有补交，或承诺不实：转到哪个环节（分支之外的）"),
        may("close", Shape::Name, "……或以何种方式办结"),
        may("warn", Shape::List(&WARN), "预警：在到期之前提醒"),
    ],
};

/// That the office gets a paper itself.
pub static SHARED: Section = Section {
    name: "shared",
    title: "数据共享",
    keys: &[need("from", Shape::Text, "从哪里取得"), need("basis", Shape::Name, "依据")],
};
