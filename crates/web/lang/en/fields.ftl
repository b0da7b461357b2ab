# Words that the fields of every form share.
choose = Please choose
yuan = yuan
scale = { $min } is lowest, { $max } highest
one-more = { $what } (no. { $n })
add-more = Add more units
length-amount = Amount
length-unit = Measure
length-wd = working days
length-wh = working hours
length-d = days
length-h = hours
length-min = minutes
length-mo = months
long-wd = { $n } working { $n ->
    [one] day
   *[other] days
}
long-wh = { $n } working { $n ->
    [one] hour
   *[other] hours
}
long-d = { $n } { $n ->
    [one] day
   *[other] days
}
long-h = { $n } { $n ->
    [one] hour
   *[other] hours
}
long-min = { $n } { $n ->
    [one] minute
   *[other] minutes
}
long-mo = { $n } { $n ->
    [one] month
   *[other] months
}
place-unit = Street or community
place-address = Address
place-address-hint = Road and number, or something well known nearby
point = { $lon } E, { $lat } N
files-hint = Pictures, PDF or office files, up to 10 MB each
files-kept = Uploaded already
file-kept = Uploaded file { $n }
file-n = File { $n }
file-too-large = “{ $name }” is larger than 10 MB. Make it smaller and send it again.
file-empty = “{ $name }” is empty. Choose it again.
file-type-not-allowed = Files such as “{ $name }” are not taken. Send a picture, a PDF or an office file.
file-too-many-pixels = “{ $name }” has more than 60 million pixels. Make it smaller and send it again.
file-picture-broken = “{ $name }” is damaged. Take it again, or save it anew.
file-type-mismatch = “{ $name }” is not the kind of file that it claims to be. Choose it again.
file-refused = “{ $name }” was not taken. Try another file.
form-too-large = That is too large to send
form-unreadable = What was sent could not be read
form-not-read-about = Nothing was saved. Go back, leave out or shrink attachments, and send again.
erased = erased as the law asks
masked = given; you may not see it
units-of = Communities of { $street }
unit-kind-district = District
unit-kind-department = Departments
unit-kind-street = Streets
unit-kind-community = Communities
unit-kind-grid = Grids
unit-kind-centre = Centres
unit-kind-outside = Outside bodies
post-reporter = Reporter
post-public = The public
post-outer = Outer system
post-open-data = Open data
post-kernel = System
post-admin = Administrator
post-officer = Officer
post-grid-worker = Grid worker
asked-unit = Unit
asked-within = To be done within
asked-days = Days asked for
asked-reason = Reason
asked-lead = Number of the lead case
asked-officer = Officer
place-find = Find a street or community (optional)
place-find-go = Find
place-find-none = Nothing found for “{ $what }”; all streets and communities are listed
place-find-some = { $n } found; choose one below
place-map = Or press on the map
place-map-about = Schematic, not a legal boundary. One press chooses the place; the community nearby is named.
place-map-alt = Schematic map of the district: press to choose the place. Without a mouse, use the list and the address above.
place-map-picked = The place on the map lies near { $unit }
place-map-outside = That place is not in this district. Press inside the green line, or choose from the list; for another district, turn to that district.
place-map-key = A place on the map cannot be chosen by keyboard. Please use the list and the address above.
entry-find = Find by name
entry-find-hint = There are many: write a part of the name or number, press Find, and choose below
entry-find-none = Nothing found for “{ $what }”; try other words
entry-find-some = { $n } found; choose one below
entry-find-more = Many fit, these are the first { $n }: more words find less
