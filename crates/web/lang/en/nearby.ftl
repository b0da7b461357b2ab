# Matters that are alike: what a resident is told of others', and what a clerk is told of what the resident said.

or = or
report-near = Others have reported this nearby. Is yours one of these?
report-near-about = If you choose one, a clerk looks whether to handle them together. You still get your own number and code, and are asked for your judgement as well.
report-near-one = { $what }, taken in on { $day }, being handled
report-near-none = No, it is another matter
report-alike-said = You say that this is the same as one taken in nearby: { $what }, on { $day }. A clerk looks whether to handle them together.
report-alike-gone = The one that you chose can no longer be joined: it may have been answered, or you changed category or place. Go back and choose again, or choose that it is another matter.
said-alike = Said when it was filed: same as another one
said-alike-about = When it was filed, it was said to be the same matter as this open one:
said-alike-press = Merge into it
said-alike-ended = That one has been answered or closed: handle this one by itself
said-alike-hidden = You may not read that one
story-said-alike = Said to be the same matter as another open one
who-filer = the officer who took it in
where-it-is = Where
where-exact = The place that was given.
where-about = No exact place was given: the mark is the middle of the unit.
where-map = Schematic map: { $place }
where-schematic = Schematic, not a legal boundary.
intake-join = File and merge into it
intake-join-say = File and say it is the same
intake-same-declared = the same by the pack’s rule
