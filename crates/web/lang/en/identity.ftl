# The page to sign in.
sign-in-user = User name
sign-in-password = Password
sign-in-enter = Sign in
sign-in-wrong = User name or password is wrong. Check them and try again.
sign-in-locked = Too many wrong attempts. Try again in 15 minutes.
sign-in-elsewhere = This form was not sent from a page of ours. Please fill it in again below.
sign-in-demo = Accounts of the demonstration: user names such as clerk, handler, leader; the password is demo- and the user name, for example demo-clerk.
held-whose = This machine has a form that was not sent, and nothing tells whose it is. If it is not yours, leave it.
held-mine = It is mine, open it
