"""The bot is killed, over and over, while people talk to it; afterwards nobody may be able to tell.

`make chaos` runs all of it: 200 people at the stand-in, each update perhaps delivered twice, real processes ended by
SIGKILL at seeded moments, in four ways of running the bot; then one death at every single write and every single
request of a short conversation. What people saw and what is kept of them is compared with a run without kills.
"""
