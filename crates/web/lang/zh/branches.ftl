# 分头办理：案卷里的分支、故事里的话、规则的说明。
story-branches = 分头办理：{ $branches }
story-joined = 各分支已经汇合，继续往下办
story-join-failed = 已经不可能汇合，不再等其余分支
story-branch-ended = 分支“{ $branch }”结束：{ $outcome }
story-branch-withdrawn = 分支“{ $branch }”不用再办
story-stop-began = 只中止这一部分的计时：{ $ground }，最迟 { $until } 恢复
story-stop-ended = 这一部分恢复计时

does-suspend-branch = 只中止所在分支的计时，最多 { $length }。{ $because }
does-suspend-task = 只中止这项任务的计时，最多 { $length }。{ $because }
does-resume-branch = 恢复所在分支的计时。
does-resume-task = 恢复这项任务的计时。
starts-branch = 分支“{ $branch }”可以开始起
ends-branch-as = 本分支以“{ $outcome }”结束
way-joined = 各分支汇合
way-join-failed = 汇合不成
words-branch = 分支“{ $branch }”从“{ $stage }”开始。
words-branch-after = 分支“{ $branch }”等“{ $after }”结束后，从“{ $stage }”开始。
words-join = { $of } 个分支中 { $n } 个办成，就转到“{ $to }”；其余不用再办。
words-join-else = 再也凑不够时，立即转到“{ $to }”。

branch-list = 分头办理
branch-name = 分支
branch-stands = 到了哪里
branch-unit = 承办单位
branch-time = 时限
branch-waiting = 等候：{ $after }
branch-withdrawn = 不用再办
branch-done = { $n } 个已结束，共 { $of } 个
notice-on-withdrawn = { $number } 有一项不用再办
