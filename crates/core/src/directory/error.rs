//! What can be wrong with a directory, each told so that the one who keeps the list can mend it.

use super::{UnitCode, UserName};

/// One thing wrong with a list of units or officers, or with a change to them.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum DirectoryError {
    /// Two units have the code.
    #[error("unit {0} stands twice in the list")]
    DuplicateUnit(UnitCode),
    /// The unit above is not in the list.
    #[error("unit {unit} lies under {parent}, which is not in the list")]
    UnknownParent {
        /// The unit.
        unit: UnitCode,
        /// The unit said to be above.
        parent: UnitCode,
    },
    /// Going up from the unit comes back to it.
    #[error("unit {0} lies under itself")]
    Cycle(UnitCode),
    /// The unit above belongs to another district.
    #[error("unit {unit} lies under {parent}, which is in another district")]
    ForeignParent {
        /// The unit.
        unit: UnitCode,
        /// The unit said to be above.
        parent: UnitCode,
    },
    /// The kind and the code contradict each other.
    #[error("unit {0} has a code that does not fit its kind: six digits a district, nine a street, twelve a community")]
    KindAndCode(UnitCode),
    /// The unit has no name.
    #[error("unit {0} has no name")]
    Nameless(UnitCode),
    /// The outline surrounds nothing.
    #[error("the outline of unit {0} needs rings of three points or more")]
    BrokenOutline(UnitCode),
    /// Two officers have the user name.
    #[error("officer {0} stands twice in the list")]
    DuplicateOfficer(UserName),
    /// There is no such officer.
    #[error("there is no officer {0}")]
    UnknownOfficer(UserName),
    /// The officer holds a post in a unit that is not in the list.
    #[error("officer {user} holds a post in {unit}, which is not in the list")]
    UnknownUnit {
        /// The officer.
        user: UserName,
        /// The unit.
        unit: UnitCode,
    },
    /// A post in every unit is held at the district.
    #[error("officer {user} holds a post everywhere: its unit must be the district, not {unit}")]
    EverywhereButWhere {
        /// The officer.
        user: UserName,
        /// The unit given instead.
        unit: UnitCode,
    },
    /// A holding or a leave ends before it begins.
    #[error("officer {0} has a holding or a leave that ends before it begins")]
    EndsBeforeItBegins(UserName),
    /// The deputy is not in the list.
    #[error("officer {user} leaves the posts to {deputy}, who is not in the list")]
    UnknownDeputy {
        /// The officer.
        user: UserName,
        /// The deputy.
        deputy: UserName,
    },
    /// Nobody stands in for, or hands over to, himself.
    #[error("officer {0} cannot hand the posts to the same officer")]
    SameOfficer(UserName),
    /// On that day the officer has nothing to hand over.
    #[error("officer {0} holds nothing to hand over from that day on")]
    NothingToHandOver(UserName),
    /// The file that ships with the program cannot be read.
    #[error("{file}: {why}")]
    Unreadable {
        /// The file's name.
        file: String,
        /// What stands in the way.
        why: String,
    },
}

impl DirectoryError {
    /// The refusal's code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DuplicateUnit(_) => "duplicate-unit",
            Self::UnknownParent { .. } => "unknown-parent",
            Self::Cycle(_) => "cycle",
            Self::ForeignParent { .. } => "foreign-parent",
            Self::KindAndCode(_) => "kind-and-code",
            Self::Nameless(_) => "nameless",
            Self::BrokenOutline(_) => "broken-outline",
            Self::DuplicateOfficer(_) => "duplicate-officer",
            Self::UnknownOfficer(_) => "unknown-officer",
            Self::UnknownUnit { .. } => "unknown-unit",
            Self::EverywhereButWhere { .. } => "everywhere-but-where",
            Self::EndsBeforeItBegins(_) => "ends-before-it-begins",
            Self::UnknownDeputy { .. } => "unknown-deputy",
            Self::SameOfficer(_) => "same-officer",
            Self::NothingToHandOver(_) => "nothing-to-hand-over",
            Self::Unreadable { .. } => "unreadable",
        }
    }

    /// The field at fault.
    pub fn field(&self) -> &'static str {
        match self {
            Self::DuplicateUnit(_) | Self::KindAndCode(_) => "code",
            Self::UnknownParent { .. } | Self::Cycle(_) | Self::ForeignParent { .. } => "parent",
            Self::Nameless(_) => "name",
            Self::BrokenOutline(_) => "outline",
            Self::DuplicateOfficer(_) | Self::UnknownOfficer(_) => "user",
            Self::UnknownUnit { .. } | Self::EverywhereButWhere { .. } => "unit",
            Self::EndsBeforeItBegins(_) => "until",
            Self::UnknownDeputy { .. } => "deputy",
            Self::SameOfficer(_) | Self::NothingToHandOver(_) => "to",
            Self::Unreadable { .. } => "file",
        }
    }

    /// The sentence for a clerk, in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::DuplicateUnit(unit) => format!("单位 {unit} 重复"),
            Self::UnknownParent { unit, parent } => {
                format!("单位 {unit} 的上级 {parent} 不在名录中")
            }
            Self::Cycle(unit) => format!("单位 {unit} 的上级绕回了它自己"),
            Self::ForeignParent { unit, parent } => {
                format!("单位 {unit} 的上级 {parent} 属于另一个区")
            }
            Self::KindAndCode(unit) => {
                format!("单位 {unit} 的代码与类别不符：区六位，街道九位，社区十二位")
            }
            Self::Nameless(unit) => format!("单位 {unit} 没有名称"),
            Self::BrokenOutline(unit) => format!("单位 {unit} 的轮廓不完整：每一圈至少三个点"),
            Self::DuplicateOfficer(user) => format!("人员 {user} 重复"),
            Self::UnknownOfficer(user) => format!("没有人员 {user}"),
            Self::UnknownUnit { user, unit } => format!("人员 {user} 任职的单位 {unit} 不在名录中"),
            Self::EverywhereButWhere { user, unit } => {
                format!("人员 {user} 在全区任职，单位应填区，而不是 {unit}")
            }
            Self::EndsBeforeItBegins(user) => {
                format!("人员 {user} 的任职或请假，截止日期早于起始日期")
            }
            Self::UnknownDeputy { user, deputy } => {
                format!("人员 {user} 的代理人 {deputy} 不在名录中")
            }
            Self::SameOfficer(user) => format!("人员 {user} 不能把岗位交给自己"),
            Self::NothingToHandOver(user) => format!("人员 {user} 自当日起没有可移交的岗位"),
            Self::Unreadable { file, why } => format!("{file} 无法读取：{why}"),
        }
    }
}
