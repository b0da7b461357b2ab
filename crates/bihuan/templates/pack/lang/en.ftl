# English for the words of this pack. The shortest key that says it; a longer one where a word means something else there.

pack-title = {{english}}
pack-summary = {{english}}: filed, assigned and answered, each with a number, an owner and a deadline

post-clerk = Clerk
post-handler = Handler
post-supervisor = Supervisor

vocabulary-kinds = Kind

case-matter = {{english}}
field-kind = Kind
field-content = What it is about
field-phone = Phone
field-lead_unit = Lead unit
field-reply = Answer

deadline-pledged = Pledged
stage-accept = Intake
stage-handle = In hand
action-dispatch = Assign
action-answer = Answer
action-accept-answer = Answer at once
outcome-answered = Answered

figure-received = Received
figure-on_time_rate = Answered in time

basis-ours = Stages, limits and shares are set by this system and may be changed
