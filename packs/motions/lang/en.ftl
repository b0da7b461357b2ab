# English for the words of this pack. The shortest key that says it; a longer one where a word means something else there.

pack-title = Bills, suggestions and proposals
pack-summary = What deputies and members asked: registered, assigned, talked over, answered, judged and handled again

post-handler = Handler
post-head = Head of unit
post-supervisor = Supervisor
post-auditor = Auditor

basis-deputies-law = Answered within three months of being assigned, within six where it reaches far and is hard; before the answer the deputy is contacted and heard
basis-proposals-practice = No national law limits the answer to a proposal; local rules commonly say three months, at most six, not yet checked against this city's; handled like a deputy's suggestion
basis-assignment-practice = Local rules let a unit ask for another assignment within 3 working days or 10 days and give joint units a month; not yet checked against this city's
basis-redo-model = Assigned again and answered within two months where the deputy is not content: Beijing's practice, not yet checked, no rule of this city
basis-opinion-model = The deputy's written opinion within 15 working days of the answer: Beijing's practice, not yet checked, no rule of this city
basis-result-classes = Results in classes A to D, as local rules have them; not yet checked against this city's
basis-office-profile = Days of stages, reassignments, reminders and rounds are set by this system and may be changed; the documents give none
basis-notice-hours = Notices go out in working hours; set by this system, may be changed

vocabulary-motion-kinds = Kind
vocabulary-motion-sessions = When it was put forward
vocabulary-motion-results = Result

case-motion = Bill, suggestion or proposal
field-kind = Kind
field-session = When it was put forward
field-reference = Number at the meeting
help-reference = Such as “suggestion no. 12”
field-title = Subject
field-content = Text
field-asked_by = First signatory
field-phone = Telephone
field-papers = Original
field-publish = The answer may be published
help-publish = Not where it holds secrets or private matters
field-host_unit = Host unit
field-joint_units = Joint units
field-wide = Reaches far and is hard
help-wide = Answered within six months; the reason is recorded
field-focus = Followed closely
field-met_on = Day of the talk
field-reply = Answer
field-result = Result
field-attached = Evidence
field-reason = Reason
field-opinion = Opinion of the joint unit
field-said = What the deputy or member said
field-satisfied = How content (3 content, 2 fairly, 1 not)
field-remark = Remarks
field-text = Text
field-because = Reason

deadline-reply = Time to answer

stage-assign = Assignment
stage-received = Receipt
stage-dispute = Dispute over assignment
stage-handle = Handling
stage-review = Signing
stage-judge = Asking for the opinion
stage-coordinate = Coordination

action-dispatch = Assign
action-take = Receive
action-return = Ask for another assignment
action-uphold = Agree and assign anew
action-insist = Keep the assignment
action-opine = Send the joint unit's opinion
action-meet = Record the talk
action-draft = Draft the answer
why-not-draft = Talk with the deputy or member first; record the day and what was said
action-sign = Sign the answer
action-amend = Return for changes
action-judge = Give an opinion
action-note_form = Enter the opinion form
action-conclude = Explain and close
action-comment = Note
action-add = Add
action-urge = Urge
action-widen = Treat as far-reaching and hard
action-reassign = Reassign
action-withdraw = Withdraw
action-reopen = Handle again

outcome-answered = Answered
outcome-unresolved = Not solved, explained
outcome-withdrawn = Withdrawn

notice-given = A task for motion {number} awaits you, due {due}
notice-gathered = A task for motion {number} awaits you, due {due}
notice-soon = The time to answer motion {number} is nearly over, due {due}
notice-late = Motion {number} has reached its time {due}
notice-answered = Your motion {number} has been answered; please read it and say what you think
notice-redo = Motion {number} was judged badly and is handled again, due {due}
notice-sent_back = The answer to motion {number} was returned for changes, due {due}
notice-urged = Motion {number} was urged, due {due}
notice-ended = Your motion {number} is closed

figure-received = Motions received
figure-bills = Bills
figure-suggestions = Deputies' suggestions
figure-conference_cases = Recommendations of the conference
figure-proposals = Members' proposals
figure-answered = Answered and closed
figure-unresolved = Not solved
figure-answered_rate = Closure rate
figure-on_time_rate = Answered in time
figure-judged = Opinions given
figure-content = Content or fairly content
figure-content_rate = Content or fairly content, share
figure-meetings = Talks held
figure-redone = Handled again
figure-open_now = Open now
figure-late_now = Open and late
