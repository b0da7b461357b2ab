# Lists as files.
lists-download = Download the table:
lists-xlsx = Excel (.xlsx)
lists-csv = CSV
lists-about = Columns, filters and order as on this page; at most { $n } rows. Downloads are written down.
lists-part = Part
lists-state = { $what }: how it stands
lists-mark = Mark
lists-cut = { $title } (first { $n } rows)

# What the parts of a card are called as columns.
misfits-about-what = Subject
misfits-side = Words
misfits-sum = Arithmetic
misfits-meaning = Meaning
reading-read = Read as
reading-by = Decided by and when
search-what = What was found
search-quote = Passage
search-beside = Where it stands
services-name = Matter
patrol-where = Place
patrol-told = What was told
glossary-term = Term
glossary-definition = Explanation
glossary-source = Source
glossary-none-yet = Not among the terms so far; the next page looks further.

# Long lists.
list-whole = Show everything on one page (to print)
documents-part = { $from }–{ $to } of { $n }

# Adopting page by page.
adopt-page = Page { $page } of { $pages }
adopt-nobody-first = For { $n } nothing tells who leads; they stand first.
adopt-rest = What you chose on each page is kept. What you did not change is adopted as suggested; what has no suggestion goes to the supervision office first.
adopt-do-all = Adopt all { $n } commitments and close
