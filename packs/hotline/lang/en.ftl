# English for the words of this pack. The shortest key that says it; a longer one where a word means something else there.

pack-title = Citizen requests
pack-summary = The whole course of a resident's request: taken in, dispatched, signed for, handled, answered, judged, redone, closed
score-streets = Handling by streets
score-departments = Handling by departments

post-clerk = Intake clerk
post-handler = Handler
post-grid-worker = Grid worker
post-head = Head of unit
post-supervisor = Supervisor
post-auditor = Auditor

vocabulary-categories = Category
vocabulary-kinds = Kind of request
vocabulary-refusals = Reason for not taking a request

register-answers = Answers to common questions
field-question = Question
field-answer = Answer
field-owner = Unit that keeps it right
field-valid_until = Valid until

case-request = Request

field-content = What it is about
help-content = What happened, when, and what you would like to see done
field-category = Category
field-kind = Kind of request
field-place = Where
field-phone = Telephone
field-name = Name
field-anonymous = Anonymous
help-anonymous = Handled like any other. Without a name or telephone you can still follow it with its code
field-about = Unit that it is about
help-about = Fill this in if you write about a unit: neither it nor a unit below it will handle the matter
field-pictures = Pictures
field-show_name = The unit that handles it may see my name and telephone
help-show_name = It is handled all the same if you do not agree: the centre then passes calls on to you
field-publish = May be published once closed
field-lead_unit = Lead unit
field-support_units = Supporting units
field-reply = Answer
field-evidence = Evidence
field-answer_entry = Standard answer used
help-answer_entry = Which standard answer this was. One that has lapsed cannot be used
field-spoke = What was said
field-tried = How it was tried

deadline-pledged = Pledged time for the answer
deadline-contact = First contact
deadline-call_back = Call-back

stage-accept = Intake
stage-refusal = Review of a refusal
stage-respond = Urgent response
stage-sign = Signing for
stage-dispute = Dispute
stage-handle = Handling
stage-review = Review
stage-centre_review = Review by the centre
stage-rate = Waiting for your judgement
stage-unresolved = Coordination

action-contact = Contact the reporter
action-not_reached = Not reached
action-dispatch = Dispatch
action-answer = Answer at once
action-refuse = Do not take
action-approve = Approve
action-refusal-approve = Agree not to take it
action-centre_review-approve = Approve for the centre
action-reject = Return for changes
action-refusal-reject = Back to intake
action-take = Sign for
action-return = Hand back
action-uphold = Agree and send elsewhere
action-insist = Keep it there
action-reply = Answer
action-pass = Pass down
action-extend = Ask for more time
why-not-extend = An urgent matter gets no more time
action-assist = Report as supporting unit
action-rate = Judge
action-call_back = Call back
action-conclude = Close as unresolved
action-comment = Comment
action-add = Add something
action-urge = Urge
action-classify = Classify again
action-entrust = Entrust a unit
action-merge = Link to a lead case
action-reassign = Reassign
action-withdraw = Withdraw
action-reopen = Open again

field-reason = Reason
field-return-reason = Why it is handed back
field-conclude-reason = Explanation
field-instead = Where to go instead
field-note = What was done
field-responded = Did somebody contact you
field-resolved = Is the problem solved
field-satisfied = How satisfied are you
field-remark = Anything else
field-call_back-responded = Did somebody contact the reporter
field-call_back-remark = In the reporter's words
field-text = Text
field-because = Reason

outcome-done = Done
outcome-refused = Not taken
outcome-withdrawn = Withdrawn
outcome-unresolved = Unresolved

notice-filed = Your matter has been taken in. Its number is {number}; the answer is due {due}
notice-dispatched = Your matter {number} is with the unit that handles it; the answer is due {due}
notice-answered = Your matter {number} has been answered. Please look at the answer and judge it
notice-closed = Your matter {number} has been closed
notice-given = Request {number} has a task for you, due {due}
notice-gathered = Request {number} has a task for you, due {due}
notice-informed = Request {number} was dispatched to your unit; the answer is due {due}
notice-soon = Request {number} is soon due: {due}
notice-late = Request {number} has reached its deadline {due}. Please act now
notice-redo = Request {number} was judged badly and must be redone, due {due}
notice-returned = Request {number} was handed back by its unit
notice-sent_back = Request {number} did not pass the review and was sent back, due {due}
notice-urged = Request {number} is urged. Please act soon; it is due {due}
notice-extended = Request {number} has more time; it is now due {due}
notice-not_extended = Request {number} was not given more time; it is still due {due}
notice-reopened = Request {number} was opened again, due {due}
