# Tables in.
import = File and act by table
import-about = One matter a row: a row without a number is filed as a new matter, a row with a number acts on that one. You see what would come of each row before anything is taken; the same file is never taken twice.
import-type = Kind of matter
import-choose-type = Choose a kind of matter
import-file = Table file
import-file-hint = .xlsx or .csv, at most 50,000 rows. Title rows may stand above the head; last year's headings are remembered.
import-cells = Or copy a block of cells in a spreadsheet and paste it here
import-cells-hint = The first row is the head.
import-pasted = Pasted cells
import-nothing = Choose a file, or paste cells
import-head-alone = There is only one row. Fill in rows below the head
import-look = Look at each row
import-templates = Download an empty table
import-template-of = { $kind } table
import-required = { $what } (required)
import-check = Look at each row
import-result = What came of it
import-of = { $name }: { $kind }, { $n } rows
import-done = { $n } rows taken
import-doubled = These columns stand for the same field as a column before them; leave them out: { $columns }
import-n-file = To be filed
import-n-act = To be acted on
import-n-taken = Taken
import-n-unchanged = Unchanged
import-n-refused = Not taken
import-take = Confirm and take { $n } rows
import-refused-link = Download the { $n } rows that are not taken
import-refused-about = The last column says why. Mend them and send the file again.
import-refused-file = Rows not taken
import-why = Why not taken
import-unchanged-all = Every row has a number and none says what to do, so nothing would change. Add a column "Action", or choose one below.
import-columns = Which column is which field
import-column = Column in the table
import-column-n = Column { $n } (no title)
import-sample = Example
import-field = Field
import-is = Field of "{ $column }"
import-missing = Required fields without a column: { $columns }
import-leave-out = Leave out
import-group-own = Acting on known matters
import-group-files = Fields of a new matter
import-group-acts = Fields of actions
import-action = What rows with a number do
import-action-hint = Where the table has a column "Action", that column counts.
import-no-action = Only what the column "Action" says
import-again = Look again with these
import-rows = The other { $n } rows
import-rows-refused = { $n } rows are not taken
import-row = Row
import-outcome = Outcome
import-shown = Only the first { $n } are shown.
import-would-file = To be filed
import-would-act = To act
import-filed = Filed
import-acted = Done
import-unchanged = Unchanged
import-refused = Not taken
import-link = File and act by table
channel-table = by table

# One case as an archive.
archive = Download the archive (ZIP)
archive-made = Taken from the system at { $at } by { $by }; it holds only what that person may see.
archive-left-out = The papers are too large together. These are not in the archive; take them from the case's page: { $names }
archive-proof =
    How to check this archive

    1. record.html is the record; it opens and prints anywhere. papers/ are the attachments, events.json each event.
    2. receipt.json is the receipt of the first record, without its code. On the machine that holds the data run
       bihuan ledger verify-receipt receipt.json
       It says whether the receipt holds.
    3. checkpoint.txt is the signed head of the log (C2SP note); key.txt is the key that verifies it.
       inclusion.json proves that the last record is in that tree (RFC 6962, SHA-256): from hash along the path in proof
       one arrives at the third line of the checkpoint (Base64).
    4. The newest head can be had by anybody at /log/DISTRICT/checkpoint.
import-n-before = Taken before
import-before = Taken before
import-before-by = taken on { $day } by { $by }
import-by-program = the command line
import-already = { $n } rows of this table were taken before; their numbers stand below. Without the tick they are not taken again.
import-again-legend = Rows that were taken before
import-take-again = Take these { $n } rows once more, as new matters
