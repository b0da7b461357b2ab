# The page of the answers, for the units that keep them right.

answers = Answers
answers-about = The answers at hand while a call is taken. Here the unit that keeps one right sees what to look at again: lapsed, about to lapse, or found wanting by colleagues. One voice for each officer, counted only; whose it is is not shown.
answers-own = Kept by my unit
answers-all = Whole district
answers-due = { $n } in all, { $due } to look at again
answers-none = Your unit keeps none
answer-question = Question
answer-owner = Kept by
answer-until = Valid until
answer-helped = Helped
answer-wanting = Wanting
answer-lapsed = Lapsed
answer-soon = Lapses within 30 days
answer-holds = Holds
answer-amend = Look again
answers-link = Answers: which to look at again
