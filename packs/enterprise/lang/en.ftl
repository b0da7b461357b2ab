# English for the words of this pack. The shortest key that says it; a longer one where a word means something else there.

pack-title = Requests of firms
pack-summary = What firms ask for: collected, handled together, carried up, answered and judged; visits to firms, whose problems become matters

post-officer = Officer
post-handler = Handler
post-head = Head of unit
post-supervisor = Supervisor
post-auditor = Auditor

basis-three-steps = The documents name the steps and give no days
basis-paired = The documents say how many are paired with how many, not how often they visit
basis-service-profile = Days of stages, reminders, rounds and visits are set by this system and may be changed; the documents give none
basis-notice-hours = Notices go out in working hours; set by this system, may be changed

vocabulary-matter-topics = Topic
register-firms = Firms

case-matter = Request of a firm
case-visit = Visit to a firm
field-firm = Firm
field-matter-firm = Name of the firm
field-code = Unified social credit code
help-code = The eighteen characters on the licence
field-topic = Topic
field-content = What is asked for
field-about = Unit that it is about
help-about = Named here, that unit and those below it will not handle it
field-person = Contact
field-phone = Telephone
field-papers = Papers
field-publish = May be published once closed
field-lead_unit = Lead unit
field-support_units = Supporting units
field-reply = Answer
field-evidence = Evidence
field-decision = Decision
field-by = Visiting unit
field-purpose = Purpose of the visit
field-before = By when
field-on = Day of the visit
field-found = What was found
field-asked = The firm raised a problem
field-name = Name
field-paired = Paired unit
field-closed = Closed or moved away
field-note = Note
field-numbers = Numbers of the matters
field-reason = Reason
field-remark = Remarks
field-resolved = Solved
field-satisfied = How content
field-text = Text

deadline-pledged = Time to answer
deadline-visit-pledged = Visit by
deadline-response = First response

stage-accept = Intake
stage-handle = Handling
stage-leaders = Leaders' coordination
stage-coordinate = Dispute
stage-review = Review
stage-rate = Judgement
stage-unresolved = Coordination
stage-planned = To be visited
stage-raised = Problems to list

action-dispatch = Dispatch
action-answer = Answer at once
action-assist = Report support
action-reply = Answer
action-return = Hand back
action-carry_up = Ask the leaders to coordinate
action-extend = Ask for more time
action-decide = Decide
action-appoint = Appoint the lead unit
action-conclude = Explain and close
action-approve = Approve
action-reject = Return for changes
action-rate = Judge
action-call_back = Call back
action-comment = Note
action-add = Add
action-urge = Urge
action-reassign = Reassign
action-withdraw = Withdraw
action-reopen = Handle again
action-went = Record the visit
action-gone = The firm closed or moved away
action-listed = All problems are listed as matters

outcome-done = Done
outcome-unresolved = Not solved
outcome-withdrawn = Withdrawn
outcome-gone = Closed or moved away

notice-filed = Your firm's request {number} was received; answer by {due}
notice-answered = Your firm's request {number} has been answered; please read and judge it
notice-given = A task for firm's request {number} awaits you, due {due}
notice-soon = The time of firm's request {number} is nearly over, due {due}
notice-late = Firm's request {number} has reached its time {due}
notice-redo = Firm's request {number} was judged badly and is handled again, due {due}
notice-urged = Firm's request {number} was urged, due {due}

figure-received = Requests of firms
figure-closed = Closed
figure-judged = Judgements
figure-solved = Judged as solved
figure-content = Judged as content or fairly content
figure-solved_rate = Solved, share
figure-content_rate = Content, share
figure-on_time_rate = Answered in time
figure-carried_up = Carried up to the leaders
figure-visits = Visits to firms
figure-visits_due = Visits to make
figure-visits_late = Visits overdue
figure-open_now = Open now
figure-late_now = Open and late

# money that firms got
basis-helped-to-finance = The documents tell how many firms got how much; one request about finance counts as one firm
quantity-financed = Finance obtained
action-finance = Record finance obtained
action-correct-finance = Correct or add finance
why-not-finance = Only a request about finance records finance
why-not-correct-finance = Only a request about finance records finance
figure-financed = Finance that firms obtained
figure-financed_firms = Firms that obtained finance, one for each request
field-amount = Amount (10,000 yuan)
field-period = Day it belongs to
field-proof = Evidence (contract or voucher)
