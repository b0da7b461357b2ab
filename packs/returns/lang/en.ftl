# English for the words of this pack. The shortest key that says it; a longer one where a word means something else there.

pack-title = Rounds of returns and the community gate
pack-summary = Tables asked of streets and communities: one form, one last day, filler and checker two people, known figures filled in; a community is asked only for what is admitted; lists and institution cards are adjusted

post-handler = Handler
post-head = Head of unit
post-supervisor = Supervisor
post-auditor = Auditor

basis-gate = Local rules let departments give work to communities only through an entry gate; from memory, not yet checked against this city's. The documents 003/2017 and 004/2024 give no days
basis-nine-facts = The nine facts of an institution (003/2017, glossary): name, to whom it belongs, duties, sort, funds, rank, parts, posts, leaders; no procedure of change is written
basis-round-profile = Days of stages, how often a return may be given back, and reminders are set by this system and may be changed; the last day of a round is written by whoever asks
basis-known-profile = Households, residents and the aged that the same unit reported within thirteen months count as known; set by this system, may be changed
basis-notice-hours = Notices go out in working hours; set by this system, may be changed

vocabulary-changes = Kind of application
vocabulary-duty-sorts = Sort of duty
vocabulary-facts = What is settled or changed

register-admitted = List of admitted community matters
register-duties = List of a street's duties
register-cards = Institution cards (nine facts)

case-round = Round
case-return = Return
case-admission = Application to the gate
case-card = Change of an institution's card

field-title = Table asked for
field-admission-title = Name of the matter
field-office = Office that asks
field-admission-office = Applicant
field-card-office = Office in charge
field-due = Last day
field-streets = Streets asked
field-communities = Communities asked
field-admitted = Admitted matter
help-admitted = Needed where communities are asked: a valid matter of the admitted list
field-summary = Remarks on the total
field-reason = Reason
field-unit = Unit that fills it in
field-asker = Office that asks
field-households = Households
field-residents = Residents
field-elders = Aged 60 or over
field-visited = Visited this time
field-hazards = Hazards found
field-fixed = Of these put right
field-counted_on = Counted up to
field-remark = Remarks
field-text = Text
field-change = What is applied for
field-duty = Duty of the street
help-duty = An entry of the list of a street's duties
field-entry = Entry of the admitted list
field-why = Reason
field-until = Admitted until
field-view = Opinion
field-card = Institution
field-fact = What is settled or changed
field-after = New content
field-name = Name
field-belongs = To whom it belongs
field-duties = Duties
field-sort = Sort
field-funds = Funds
field-rank = Rank
field-parts = Parts
field-staff = Posts
field-leaders = Leaders

quantity-asked = Fields asked
quantity-known = Fields known already

deadline-gathered = Time of the round
deadline-answer = Last day of the return
deadline-decided = Time to answer

subcase-street_returns = Returns of streets
subcase-community_returns = Returns of communities

stage-draft = Drafting
stage-streets = Waiting for streets
stage-communities = Waiting for communities
stage-conclude = Adding up
stage-fill = Filling in
stage-check = Check in the unit
stage-accept = Check by who asked
stage-review = Review
stage-decide = Decision

action-amend = Change whom to ask
action-send = Send out
why-not-send = Where the last day has passed, set another first; asking a community needs a valid matter of the admitted list: apply to the gate first, or ask streets alone; where nobody is named, name somebody
action-stop_streets = Wait no longer
action-stop_communities = Wait no longer
action-conclude = Conclude
action-cancel = Cancel
action-hand_in = Hand in
action-confirm = Approve and send
action-send_back = Give back to the filler
action-count = Accept
action-return = Return with a reason
action-urge = Urge
action-propose = Give an opinion
action-agree = Agree
action-refuse = Refuse

outcome-concluded = Concluded
outcome-cancelled = Cancelled
outcome-counted = Accepted
outcome-not_needed = Not needed any more
outcome-admitted = Admitted
outcome-struck = Struck off
outcome-refused = Refused
outcome-changed = Changed
outcome-kept = Kept as it was

notice-round-given = A task for round {number} awaits you, due {due}
notice-round-late = Round {number} has reached its time {due}
notice-return-given = Return {number} awaits you, due {due}
notice-return-late = Return {number} has reached its last day {due}; please send it now
notice-urged = Return {number} has not been sent yet; please hurry, due {due}
notice-back = Return {number} was given back; please send it again
notice-admission-given = Application {number} to the gate awaits you, due {due}
notice-admission-late = Application {number} to the gate has reached its time {due}
notice-card-given = Change {number} of a card awaits you, due {due}
notice-card-late = Change {number} of a card has reached its time {due}

figure-rounds_sent = Rounds sent out
figure-rounds_whole = Rounds concluded once every street had answered
figure-returns_asked = Returns asked
figure-fields_asked = Fields asked
figure-fields_known = Fields known already
figure-counted = Returns accepted
figure-on_time_rate = Answered in time
figure-returned = Returned with a reason
figure-urged = Urgings
figure-admitted = Admitted
figure-refused = Refused at the gate
figure-institutions_settled = Institutions whose nine facts are settled
figure-departments_fewer = Departments merged or dissolved
figure-struck = Struck off

view-rounds-open = Rounds
view-returns-due = Returns by last day
