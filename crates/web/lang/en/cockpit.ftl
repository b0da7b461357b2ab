# The cockpit.
cockpit-title = { $district } today ({ $day })
cockpit-units = By unit
cockpit-unit = Unit
cockpit-nothing = Nothing yet.
cockpit-means = What these numbers count
cockpit-behind = { $what }: { $day }, { $n } times
cockpit-not-yours = { $n } of them are not for you to see; they are only counted.
cockpit-number = Number
cockpit-kind = Matter
cockpit-stage = Now
cockpit-at = Counted at
means-filed = Public matters taken in that day, each once; by the unit that was accountable then.
means-answered-in-time = Answers given that day within the pledged time; a redo counts again.
means-answered-late = Answers given that day after the pledged time.
means-satisfied = Judgements of that day that call the matter resolved with 3 points or more.
means-dissatisfied = Judgements of that day that call it unresolved or give less than 3 points. Silence counts as neither.
means-closed = Matters closed that day, withdrawn and refused ones included.
