# Open311: what applications of others show.
open311-contact = Use the home page of this site
open311-key-service = Public services need no api_key; for others an administrator issues a token with bihuan token create
open311-filed = Taken in. The code { $code } is shown only here; with the number and the code you can follow, add and rate on this site
open311-yes = Yes
open311-no = No
