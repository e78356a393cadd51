"""What people read of a class: the instructor's report, and each student's feedback.

`survey` looks once at every row; `items` and `charts` work out what it comes to; `page` renders
the report. `feedback` renders what one student may see. `similarity` compares submissions, on
demand. Everything that came from a student is hostile text: it is escaped where it is rendered,
and the pages forbid all scripts but the one that is theirs.
"""
