# Alerts: which figures open a matter when they pass their line.
alerts = Alerts
alerts-about = Packs say which figures are watched and where their lines are. Passing a line opens one matter for the unit that judges it; while it stays there no second one is opened, and when it has come back the matter is told: a person decides whether it ends.
alerts-none = No pack declares an alert.
alert = Alert
alert-lines = Lines
alert-colon = {": "}
alert-line-above = { $figure }: passed at { $opens }, back at { $closes }
alert-line-below = { $figure }: passed when down to { $opens }, back when up to { $closes }
alert-about = {" "}({ $subjects })
alert-days = {" "}(last { $n } days)
alert-held = , for { $time }
alert-together = A matter is opened when { $need } of { $of } lines are passed within { $time }.{" "}
alert-any = A matter is opened when any line is passed.{" "}
alert-once = A matter is opened when the line is passed.{" "}
alert-rest = Not again within { $time }.{" "}
alert-opens = It is of the kind “{ $kind }”.
alert-time-days = { $n } { $n ->
    [one] day
   *[other] days
}
alert-time-hours = { $n } { $n ->
    [one] hour
   *[other] hours
}
alert-time-minutes = { $n } { $n ->
    [one] minute
   *[other] minutes
}
alert-burst = People with like requests of one street in a week
alert-unread = { $figure }: nothing read yet
alert-reading = { $figure } { $value }, { $state } ({ $when })
alert-line-calm = below its line
alert-line-rising = at its line, not yet for long enough
alert-line-passed = passed
alert-line-falling = passed, coming back
alert-raised = Opened a matter, not back yet
alert-passed = A line is passed, no matter opened
alert-calm = Calm
alert-unheard = Nothing read yet.
alert-place = Unit or area
alert-readings = Readings
alert-state = State
alert-matter = Matter opened
alert-opened = Opened
alert-ended = Back
alert-not-ended = Not yet
alert-crossed = { $figure } { $value }, line { $line }
crossings = Last crossings
crossings-none = Nothing has crossed its line yet.
story-alert-raised = Opened by an alert: { $readings }
story-alert-ended = The figures have come back: { $readings }
series-rainfall_1h = Rain in an hour
series-road_water_depth = Water on the road
series-air_quality_index = Air quality index
channel-alert = Alert
alert-stand = How they stand
alert-misfit = Not held against the line: { $series } ({ $unit }) is told in “{ $measure }”, the line in “{ $wanted }”. Ask whoever sends it for “{ $wanted }”; if the line should be another, the pack’s keeper changes its `measure`.
