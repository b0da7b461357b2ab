# Reservation: a map and a list, free by hour, and the form that books.

reserve = Reserve
reserve-nothing = There is nothing to reserve now.
reserve-about = No account is needed. Choose one and a time; on the spot, give the code that stands there to begin; press “Leave” when you go and the rest is free for others.
reserve-follow = Booked already? Begin, cancel or leave with your number and code
reserve-day = Day
reserve-q = Name or venue
reserve-look = Look
reserve-all = Show all
reserve-found = { $n } in all
reserve-cut = There are many: only the first { $n } are listed here. Search by name.
reserve-map = Where one can reserve
reserve-map-about = The number in a dot is how many stand near it; open it to see those alone. Schematic, not a legal boundary.
reserve-pin = Near { $name }: { $n }
reserve-hours-of-day = Free hours of that day
reserve-legend = ○ free　△ partly free　× taken
reserve-hour-free = { $hour }:00, free
reserve-hour-part = { $hour }:00, partly free
reserve-hour-full = { $hour }:00, taken
reserve-closed = Closed on that day, or already over.
reserve-no-hours = It does not say when it is open, so it cannot be reserved yet.
reserve-full-day = Fully booked on that day. Choose another day or another one.
reserve-form = Reserve
reserve-start = From
reserve-start-hint = Only free times are listed
reserve-length = For how long
reserve-hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
  }
reserve-minutes = { $n } minutes
reserve-choose = Choose from when and for how long
reserve-book = Reserve
reserve-rules = At most { $ahead } ahead and { $longest } at a time; begin up to { $early } early; not begun { $within } after its time, it is freed.
reserve-ours = (set by this system, open to change)
reserve-weekday-1 = Mon
reserve-weekday-2 = Tue
reserve-weekday-3 = Wed
reserve-weekday-4 = Thu
reserve-weekday-5 = Fri
reserve-weekday-6 = Sat
reserve-weekday-7 = Sun
