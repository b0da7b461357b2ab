# Side by side: the branches of a case, what the story says of them, the rules in words.
story-branches = Branches side by side: { $branches }
story-joined = The branches have joined; the case goes on
story-join-failed = They can no longer join; nobody waits for the others
story-branch-ended = Branch “{ $branch }” ended: { $outcome }
story-branch-withdrawn = Branch “{ $branch }” is not needed any more
story-stop-began = The clocks of this part alone stand still: { $ground }, until { $until } at the latest
story-stop-ended = The clocks of this part run again

does-suspend-branch = The clocks of the branch alone stand still, at most { $length }. { $because }
does-suspend-task = The clocks of the task alone stand still, at most { $length }. { $because }
does-resume-branch = The clocks of the branch run again.
does-resume-task = The clocks of the task run again.
starts-branch = from when branch “{ $branch }” can begin
ends-branch-as = the branch ends as “{ $outcome }”
way-joined = The branches join
way-join-failed = They cannot join
words-branch = Branch “{ $branch }” begins with “{ $stage }”.
words-branch-after = Branch “{ $branch }” begins with “{ $stage }” once “{ $after }” has ended.
words-join = When { $n } of { $of } branches have ended well, on to “{ $to }”; the others are not needed then.
words-join-else = As soon as that can come no more, on to “{ $to }”.

branch-list = Branches side by side
branch-name = Branch
branch-stands = Where it stands
branch-unit = Unit
branch-time = Due
branch-waiting = Waits for: { $after }
branch-withdrawn = Not needed any more
branch-done = { $n } of { $of } have ended
notice-on-withdrawn = part of { $number } is not needed any more
