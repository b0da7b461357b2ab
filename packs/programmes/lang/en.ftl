# English for the words of this pack. The shortest key that says it; a longer one where a word means something else there.

pack-title = Yearly lists of works
pack-summary = Each item of a yearly list: planned, started, finished, accepted by another unit, struck off; amounts in their own measure, never mixed

post-handler = Handler
post-head = Head of unit
post-supervisor = Supervisor
post-auditor = Auditor

basis-doable-this-year = Done within the year; where no day is written, the day on the list
basis-programme-profile = Days of stages, reminders and acceptance by another unit are set by this system and may be changed; the documents give none
basis-notice-hours = Notices go out in working hours; set by this system, may be changed

vocabulary-item-kinds = Kind
register-programme-lists = Yearly lists
field-year = Year
field-office = Leading unit

case-item = Item of a list
field-list = List
field-name = Name
field-kind = Kind
field-place = Place
field-unit = Unit that does it
field-acceptor = Unit that accepts it
field-quantity = Planned amount
field-measure = Measure
help-measure = As the list has it; people and attendances are two
field-start_by = Planned start
field-due = Planned finish
field-promise = Words of the promise
field-began_on = Real start
field-finished_on = Real finish
field-finding = Finding of the acceptance
field-pictures = Pictures
field-evidence = Evidence
field-amount = Amount
field-period = Day it belongs to
field-attached = Pictures
field-because = Reason
field-note = Note
field-text = Text
field-reason = Reason

quantity-done = Done

deadline-pledged = Finish by
deadline-start = Start by

stage-planned = Planned
stage-building = Under way
stage-acceptance = Acceptance
stage-strike = Striking off

action-begin = Start
action-record = Record what was done
action-correct = Correct what was done
action-finish = Finished, ask for acceptance
action-accept = Accept
why-not-finish = The unit that does the work cannot accept it; the supervision office may appoint another
action-reject = Do not accept
action-strike_off = Strike off
action-short = Confirm as not done
action-comment = Note
action-urge = Urge
action-adjust = Move the day
action-appoint = Appoint another unit to accept it
action-reassign = Reassign
action-drop = Take off the list

outcome-done = Done and struck off
outcome-short = Not done
outcome-dropped = Taken off the list

notice-given = A task for item {number} awaits you, due {due}
notice-soon = The time of item {number} is nearly over, due {due}
notice-late = Item {number} has reached its day {due}
notice-urged = Item {number} was urged, due {due}

figure-items = Items
figure-begun = Items started
figure-finished = Items finished
figure-accepted = Items accepted
figure-struck = Items struck off
figure-short = Items not done
figure-dropped = Items taken off
figure-done_rate = Done, share
figure-open_now = Open items
figure-late_now = Late items
