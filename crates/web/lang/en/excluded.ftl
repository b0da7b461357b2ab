# Exclusion and appeal: how a matter is counted, and which are left out
standing-about = About the request
standing-left-out = By a decision this matter is left out of: { $figures }; it is listed beside them. Handling and answer are not touched.
standing-again = By a decision this matter counts again in every figure.
standing-why = Ground: { $why }
standing-by = Decided in
standing-ask = If this matter should be counted otherwise:
story-refers = The matter that it is about was named
story-excluded = Left out of the figures by a decision
story-included-again = Counted again by a decision
figure-beside = { $n } more are in neither part.
figure-left-out = { $n } left out by a decision
figure-left-out-column = Left out
figure-list-left-out = { $name } ({ $period }): { $n } left out
figure-crumb-left-out = Left out
score-excluded = { $n } left out
