# Lists as files.
lists-download = Download the table:
lists-xlsx = Excel (.xlsx)
lists-csv = CSV
lists-about = Columns, filters and order as on this page; at most { $n } rows. Downloads are written down.
lists-part = Part
lists-state = { $what }: how it stands
lists-mark = Mark
lists-cut = { $title } (first { $n } rows)
