//! Block structure: a branch is gone from its first stage to its end, and nothing jumps into it, out of it or across,
//! but what says `leaves: all`. So each branch can be proved sound alone, and a case with twelve of them is.

use crate::pack::diagnostic::Findings;
use crate::pack::model::{
    Action, CaseType, Choice, Deadline, Destination, Does, During, Scope, Span, Split, Stage, Starts,
};

/// Checks a case type that splits; whether its branches are well nested.
pub fn check(case: &CaseType, out: &mut Findings) -> bool {
    let mut jumps = Jumps { case, out, nested: true };
    jumps.outside("新件从", &Destination::Stage(case.start.clone()), case.span);
    for stage in &case.stages {
        jumps.stage(stage);
    }
    for action in &case.actions {
        jumps.beside(action);
    }
    for deadline in &case.deadlines {
        jumps.deadline(deadline);
    }
    for paper in &case.papers {
        paper.consequences().for_each(|(words, then, at)| jumps.outside(words, then, at));
    }
    jumps.nested
}

struct Jumps<'c, 'o> {
    case: &'c CaseType,
    out: &'o mut Findings,
    nested: bool,
}

impl<'c> Jumps<'c, '_> {
    fn stage(&mut self, stage: &'c Stage) {
        if let Some(split) = &stage.split {
            self.split(split);
        }
        for way in stage.waits.iter().flat_map(|wait| std::iter::once(&wait.then).chain(&wait.otherwise)) {
            let leaves = stage.branch.is_some() && self.leaves(stage.branch.as_deref(), way);
            if leaves {
                let message = format!("环节“{}”等子事项之后离开了还没办完的分支", stage.title);
                self.fault(stage.span, "jump-out-of-branch", message, "用 `end:` 结束本分支");
            } else {
                self.way("等子事项", way, (stage.branch.as_deref(), false), stage.span);
            }
        }
        let support = stage.support.iter().flat_map(|support| &support.actions);
        for action in stage.actions.iter().chain(support) {
            self.action(action, Some(stage));
        }
        if let Some(silence) = &stage.silence {
            self.way("无人作声", &silence.then, (stage.branch.as_deref(), false), stage.span);
        }
    }

    fn split(&mut self, split: &'c Split) {
        self.outside("汇合", &split.join.then, split.join.span);
        if let Some(otherwise) = &split.join.otherwise {
            self.outside("汇合不成", otherwise, split.join.span);
        }
        for branch in &split.branches {
            if self.branch_of(&branch.start) != Some(branch.name.as_str()) {
                let message = format!("分支“{}”从别处的环节 `{}` 开始", branch.title, branch.start);
                self.fault(branch.span, "jump-into-branch", message, "从本分支的环节开始");
            }
        }
    }

    /// An action beside the stages concerns the whole case.
    fn beside(&mut self, action: &'c Action) {
        self.action(action, None);
        if let Does::Suspend { scope: Scope::Branch, .. } | Does::Resume { scope: Scope::Branch } = action.does
            && !action.by.is_empty()
            && !self.case.splits()
        {
            self.fault(action.span, "misplaced-key", "这个事项没有分支".to_owned(), "写 `scope: case`");
        }
    }

    fn action(&mut self, action: &'c Action, stage: Option<&'c Stage>) {
        let branch = stage.and_then(|stage| stage.branch.as_deref());
        let bound = branch.is_some() || self.while_split(action, stage);
        if let Some(name) = action.limit.as_ref().and_then(|limit| limit.otherwise.as_ref()) {
            let way = Destination::Stage(name.clone());
            self.way(&action.title, &way, (branch, bound && !action.leaves), action.span);
        }
        let choices: &[Choice] = match &action.does {
            Does::Go(choices) => choices,
            _ => &[],
        };
        for choice in choices {
            self.way(&action.title, &choice.go, (branch, bound && !action.leaves), choice.span);
            if choice.new_round && branch.is_some() && !self.leaves(branch, &choice.go) {
                let message = format!("动作“{}”在分支里开始新的一轮：轮次是整件的", action.title);
                self.fault(choice.span, "round-in-branch", message, "删去 `new_round`，或让它离开所有分支");
            }
        }
        if action.leaves && !choices.iter().any(|choice| bound && self.leaves(branch, &choice.go)) {
            let message = format!("动作“{}”没有离开分支，`leaves` 用不上", action.title);
            self.fault(action.span, "misplaced-key", message, "删去 `leaves`");
        }
        self.deed(action, (stage, branch));
    }

    /// What an action does beside moving the case.
    fn deed(&mut self, action: &'c Action, (stage, branch): (Option<&'c Stage>, Option<&'c str>)) {
        let in_split = branch.is_some() || stage.is_some_and(|stage| stage.split.is_some());
        match &action.does {
            Does::Reopen { go, .. } => self.outside(&action.title, go, action.span),
            Does::Merge if in_split => {
                let message = format!("动作“{}”永远不会发生：分支没有办完的件不能并单", action.title);
                self.fault(action.span, "dead-action", message, "移到分支之前或之后的环节");
            }
            Does::Suspend { scope: Scope::Branch, .. } | Does::Resume { scope: Scope::Branch }
                if stage.is_some() && branch.is_none() =>
            {
                let message = format!("动作“{}”不在分支里，不能只中止一个分支", action.title);
                self.fault(action.span, "misplaced-key", message, "写 `scope: case` 或 `scope: task`");
            }
            Does::Extend { deadline, .. } => {
                let rule = self.case.deadlines.iter().find(|rule| rule.name == *deadline);
                let foreign = match rule.map(|rule| &rule.starts) {
                    Some(Starts::Branch(of)) => stage.is_some() && branch != Some(of.as_str()),
                    _ => false,
                };
                if foreign {
                    let message = format!("动作“{}”延的是另一个分支的时限 `{deadline}`", action.title);
                    self.fault(action.span, "deadline-of-branch", message, "移到那个分支的环节里");
                }
            }
            _ => {}
        }
    }

    /// Whether an action of the whole case, or of a stage that splits, can be taken while branches are open.
    fn while_split(&self, action: &Action, stage: Option<&Stage>) -> bool {
        let splits = |name: &String| self.case.stage(name).is_some_and(|it| it.split.is_some() || it.branch.is_some());
        match (stage, &action.during) {
            (Some(stage), _) => stage.split.is_some(),
            (None, During::Open | During::Always) => self.case.splits(),
            (None, During::Stages(stages)) => stages.iter().any(splits),
            (None, During::Closed) => false,
        }
    }

    fn leaves(&self, branch: Option<&str>, to: &Destination) -> bool {
        match to {
            Destination::Stage(stage) => branch.is_none() || self.branch_of(stage) != branch,
            Destination::Close(_) => true,
            Destination::End(_) => false,
        }
    }

    /// A way on from a branch (or from outside), which may have to stay in it.
    fn way(&mut self, words: &str, to: &Destination, (branch, bound): (Option<&str>, bool), at: Span) {
        if let Destination::Stage(stage) = to
            && let Some(into) = self.branch_of(stage).filter(|into| branch != Some(into))
        {
            let message = format!("“{words}”跳进了分支 `{into}` 的环节 `{stage}`：分支只能从头开始");
            self.fault(at, "jump-into-branch", message, "转到分头办理的环节本身，或用 `after` 让分支等候");
        } else if (bound || branch.is_some() && words == "无人作声") && self.leaves(branch, to) {
            let message = format!("“{words}”离开了还没办完的分支，却没有写 `leaves: all`");
            let help = "在动作里写 `leaves: all`（其余分支随即撤销），或用 `end:` 结束本分支";
            self.fault(at, "jump-out-of-branch", message, help);
        }
    }

    /// A way on that must lead outside branches.
    fn outside(&mut self, words: &str, to: &Destination, at: Span) {
        self.way(words, to, (None, false), at);
    }

    fn branch_of(&self, stage: &str) -> Option<&'c str> {
        self.case.stage(stage).and_then(|stage| stage.branch.as_deref())
    }

    /// A deadline of the case starts and ends outside branches, one of a branch within it.
    fn deadline(&mut self, deadline: &'c Deadline) {
        let own = match &deadline.starts {
            Starts::Branch(branch) => Some(branch.as_str()),
            Starts::Stage(_) if deadline.is_duty() => return,
            Starts::Stage(stage) => {
                if let Some(branch) = self.branch_of(stage) {
                    let message = format!("整件的时限“{}”不能从分支 `{branch}` 里的环节起算", deadline.title);
                    let help = format!("写 `starts: {{ branch: {branch} }}`，作为那个分支的时限");
                    self.fault(deadline.span, "deadline-of-branch", message, &help);
                }
                None
            }
            Starts::Filed => None,
        };
        let foreign = deadline.met_by.iter().find(|stage| self.branch_of(stage) != own);
        if let Some(stage) = foreign {
            let message = format!("时限“{}”不能由环节 `{stage}` 了结：它们不在同一个分支里", deadline.title);
            self.fault(
                deadline.span,
                "deadline-of-branch",
                message,
                "整件的时限由分支外的环节了结，分支的由分支里的了结",
            );
        }
    }

    fn fault(&mut self, at: Span, code: &'static str, message: String, help: &str) {
        self.nested = false;
        self.out.error(at, code, message).help(help);
    }
}
