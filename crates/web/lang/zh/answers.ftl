# The page of the answers, for the units that keep them right.

answers = 口径
answers-about = 受理时随手可用的答复口径。责任单位在这里看哪些要更新：过期的、快到期的、同事说要改的。每位工作人员一票，只计数，不显示是谁。
answers-own = 本单位负责的
answers-all = 全区
answers-due = 共 { $n } 条，{ $due } 条要看一看
answers-none = 没有由您所在单位负责的口径
answer-question = 问题
answer-owner = 责任单位
answer-until = 有效期至
answer-helped = 有用
answer-wanting = 要改
answer-lapsed = 已过期
answer-soon = 30 天内到期
answer-holds = 有效
answer-amend = 要看
answers-link = 看口径：哪些要更新
