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
