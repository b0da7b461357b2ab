# English for the words of this pack. The shortest key that says it; a longer one where a word means something else there.

pack-title = Quiet desks
pack-summary = Quiet desks booked, begun on the spot, left, and freed when nobody comes

post-handler = Handler
post-supervisor = Supervisor
post-auditor = Auditor

basis-quiet-desks = The document names booking by mini-program and beginning with one key on the spot; it does not say for how long, how far ahead or when a desk is freed
basis-booking-profile = At most 7 days ahead, 4 hours at a time, one booking of a number at once, freed 15 minutes after its time: set by this system, each district may change it
basis-misses-profile = Three bookings not used within 30 days: the next one 7 days after the latest. Set by this system, each district may change it; compared by a keyed index of the number alone, no score of a person
basis-figures-profile = Begun over booked; not begun over ended. Set by this system, each district may change it

register-desks = Quiet desks
field-name = Name
field-venue = Venue
field-place = Place
field-open = Open
field-weekdays = Days of the week
field-power = Has power
field-code = Code on the desk

view-desks-list = List of quiet desks
view-desks-powered = Quiet desks with power
view-desks-map = Map of quiet desks

case-booking = Desk booking
field-desk = Desk
field-starts = From
field-ends = Until
field-phone = Mobile number
quantity-hours = Time used
deadline-pledged = End of the booking

stage-booked = Booked
stage-using = In use
action-start = Begin on the spot
action-cancel = Cancel
action-close_desk = Desk out of use: withdraw the booking
action-leave = Leave
action-clear = End the use
field-reason = Why
outcome-used = Used
outcome-no_show = Nobody came; freed
outcome-cancelled = Cancelled
outcome-withdrawn = Desk out of use

help-phone = Only to count how many bookings a number has
help-code = It stands on the desk
help-desks-code = It stands on the desk: give it to begin. Not published
help-open = Such as 08:30-12:00 14:00-21:00
help-weekdays = Such as 1-5; Monday is 1

figure-booked = Bookings
figure-begun = Begun on the spot
figure-missed = Nobody came
figure-ended = Bookings that ended
figure-begun_rate = Share begun
figure-missed_rate = Share missed
figure-hours_used = Hours used
figure-in_use = Bookings not ended
