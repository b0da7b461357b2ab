# English for the words of this pack. The shortest key that says it; a longer one where a word means something else there.

pack-title = Supervision
pack-summary = A work report confirmed and adopted; its quantified promises opened, assigned, worked on, counted, checked and closed

post-handler = Handler
post-head = Head of unit
post-supervisor = Supervisor
post-auditor = Auditor
post-officer = Officer

vocabulary-comparators = Form of the target

register-promises = Promises of the work reports
field-document = Report
field-file = File
field-line = Line
field-start = From character
field-end = To character
field-quote = Quote
field-subject = What
field-verb = Verb
field-counting = How it is counted
field-row = Row of the survey
field-sentence = Sentence for next year's report
field-promises-quantity = Quantity

register-reports = Texts of reports
register-targets = Targets
register-outside-figures = Outside figures
register-terms = Terms explained
field-region = Region
field-report_year = Year of the report
field-year_reviewed = Year looked back on
field-year_planned = Year planned
field-name = Name
field-place = Place in the file
field-report = Report
field-canonical = Canonical name
field-value = Value
field-unit = Unit
field-growth_pct = Growth in percent
field-indicator = Figure it stands beside
field-of = Unit
field-strength = How firmly
field-better = Which way is better
field-rank = Rank
field-among = Among whom
field-path = How the year is expected to go
field-release = Release status
field-source = Source
field-taken = Taken in
field-term = Term
field-definition = Definition

case-task = Supervised task
case-report = Work report
case-alert = Alert
alert-waterlogging = Water on the road
alert-polluted-air = Heavily polluted air
alert-like-requests = Burst of like requests
alert-overdue-tasks = Overdue tasks pile up
field-alert-title = What the alert says
field-area = Where
field-alert-period = When it was read
field-readings = Readings of all lines
field-numbers = Requests that it is about
field-alert-summary = What was done
deadline-alert-pledged = Time to put it right
stage-judge = Judging
stage-alert-handle = Putting it right
action-charge = Charge a unit with it
action-dismiss = Nothing to be done
action-alert-check-accept = Confirm and end the alert
outcome-settled = Put right
outcome-dismissed = Nothing to be done
notice-alert-given = Alert {number} has a task for you, due {due}
notice-alert-late = Alert {number} is due {due}: act now
notice-alert-urged = Alert {number} is urged: please act, due {due}
notice-alert-calm = The figures behind alert {number} have come back: please check and close it

field-promise = Promise it comes from
field-title = Title
field-quantity = Target
field-measure = Measure
field-comparator = Form of the target
field-year = Year
field-lead_unit = Lead unit
field-due = Due date
field-summary = What was achieved
field-papers = Supporting papers
field-finding = Finding of the check

quantity-done = Done

deadline-pledged = Due date

stage-assigned = Assigned
stage-objection = Objection
stage-doing = Under way
stage-check = Check

action-take = Take on
action-object = Object
action-uphold = Agree and assign elsewhere
action-insist = Keep it there
action-record = Record what was done
action-correct = Correct a record
action-report = Report for the check
action-accept = Confirm and close
action-short = Confirm as not reached
action-send_back = Return for more
action-comment = Comment
action-urge = Urge
action-adjust = Change the due date
action-reassign = Reassign
action-cancel = Cancel
action-reopen = Open again

field-reason = Reason
field-amount = Amount
field-correct-amount = Correction (negative to take away)
field-period = Day
field-correct-period = Day that is corrected
field-evidence = Evidence (document number, acceptance note, ledger)
field-attached = Attachments
field-because = Reason
field-text = Text

outcome-done = Done
outcome-short = Not reached
outcome-cancelled = Cancelled

field-report-document = Text of the report
field-report-file = File
field-report-summary = Note on the confirmation
deadline-report-pledged = Time to confirm
stage-confirm = Confirm
action-confirm-accept = Accept
action-reject = Reject
action-confirm-correct = Correct
action-append = Add what was overlooked
action-undo = Take the decision back
action-adopt = Adopt
action-drop = Do not adopt
action-report-reopen = Confirm again
field-items = Items
field-item = Item
field-values = Content
field-charges = Who does what
outcome-adopted = Adopted
outcome-dropped = Not adopted

notice-task-given = Supervised task {number} has something for you to do, due {due}
notice-gathered = Supervised task {number} has something for you to do, due {due}
notice-owed = Supervised task {number} was set up with your unit in the lead, due {due}
notice-task-soon = Supervised task {number} is soon due: {due}
notice-task-late = Supervised task {number} has reached its deadline {due}
notice-sent_back = Supervised task {number} was not accepted and was sent back, due {due}
notice-urged = Supervised task {number} is urged. Please act soon; it is due {due}
notice-adjusted = The deadline of supervised task {number} is now {due}
notice-ended = Supervised task {number} has ended
notice-report-given = Report {number} waits for your reading, due {due}
notice-report-soon = The reading of report {number} is soon due: {due}
notice-report-late = The reading of report {number} has reached its deadline {due}

figure-done = Done and struck off
figure-short = Fell short
figure-done_rate = Share done
figure-cancelled = Cancelled
figure-became_late = Became late
figure-open_now = Open now
figure-late_now = Late now
figure-told = Amounts recorded

# Why numbers are what they are.
basis-report-year = What a report promises is due within its year; where no day is written, the day given when the task is opened counts, usually 31 December
basis-list-management = Tasks are opened, pursued and supervised by lists; the documents give no days for the steps
basis-supervision-profile = Days, shares and counts are set by this system, and each district may change them; the documents say nothing of them
basis-notice-hours = Notices go out in working hours, mails gathered at 9 o'clock, set by this system; each district may change it
basis-reading-profile = The days to check a report, the shares for reminders and how long it may be checked again are set by this system; each district may change them
basis-figures-profile = The share done counts verified tasks only, and cancelled ones are told apart; the formula is set by this system and open to change
basis-alert-profile = Lines, the values that end an alert, the pauses and the limits are set by this system, and each district changes them to its own stations and streets; like requests count as many from five reporters on, so that nobody can be told by them
basis-air-index = An index above 200 is heavy pollution by HJ 633—2012, whose text is not verified yet; the value that ends the alert and how long it must last are set by this system and open to change

view-tasks-by-stage = Board of supervised tasks
view-tasks-due = Calendar of supervised tasks
view-done-by-month = Amounts done by month
view-tasks-funnel = Progress of supervised tasks
view-promised = Promised tasks, open to all
view-dispatch = Dispatch meeting on supervised tasks

case-decision = Decision of a meeting
field-decision-matter = Supervised task
field-decision-words = Decision
field-decision-lead_unit = Responsible unit
field-decision-due = Due
field-result = What was done
stage-decision-doing = Being carried out
stage-decision-check = Check
action-decision-doing-report = Report what was done
action-decision-check-accept = Confirm and close
action-withdraw = Withdraw the decision
outcome-decision-done = Carried out
outcome-withdrawn = Withdrawn
notice-decision-given = Decision {number} has something for you to do, due {due}
notice-decision-soon = Decision {number} is soon due: {due}
notice-decision-late = Decision {number} has reached its deadline {due}
notice-decision-urged = Decision {number} is urged. Please act soon; it is due {due}
brief-bulletin = Supervision bulletin
brief-annual = Government work report (draft)
