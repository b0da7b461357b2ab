# Matters that are alike: what a resident is told of others', and what a clerk is told of what the resident said.

or = 或
report-near = 附近已有人反映。您说的是其中一件吗？
report-near-about = 选了它，受理员会看是否合在一起办。您仍有自己的编号和查询码，答复后同样请您评价。
report-near-one = { $what }，{ $day } 受理，正在办理
report-near-none = 不是，是另外一件
report-alike-said = 您说这与附近已受理的一件相同：{ $what }，{ $day } 受理。受理员会看是否合在一起办。
report-alike-gone = 您原来选的那一件，现在不能合在一起办了：可能已经答复，或您改了类别、地点。请返回重新选择，或选“不是，是另外一件”。
said-alike = 登记时注明与另一件相同
said-alike-about = 登记时注明，这与在办的这一件是同一件事：
said-alike-press = 并入该件
said-alike-ended = 那一件已经答复或办结，请单独办理本件
said-alike-hidden = 那一件不在您可以看的范围内
story-said-alike = 登记时注明，与另一件在办的是同一件事
who-filer = 登记这一件的人
where-it-is = 在哪里
where-exact = 反映人给出的地点。
where-about = 没有给出确切地点，图上标的是所在单位的中心。
where-map = 示意图：{ $place }
where-schematic = 示意图，不是法定界线。
intake-join = 登记并并入该件
intake-join-say = 登记并注明与该件相同
intake-same-declared = 规则所列各项相同
