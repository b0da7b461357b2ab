# Schedules: what is opened again and again.
channel-schedule = Schedule
schedules = What schedules open
schedule-name = Schedule
schedule-for = For
schedule-last = Last period
schedule-next = Next
schedule-opened = Opened
schedule-refused = Refused
schedule-under-way = Under way
schedule-once = The district, once
schedule-units = Each unit
schedule-entries = Each entry: { $register }
