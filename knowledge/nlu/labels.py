"""The labels of a text: a topic's id, or one of these prefixes and a name. The only place that spells them."""

CHAT = "chat."  # chat.KIND: small talk
OUTSIDE = "outside."  # outside.KIND: a question that the content has no answer to
SAY = "say."  # say.QUESTION.OPTION: an answer to a question of the dialog
STEER = "steer."  # steer.COMMAND: a command to the dialog
NO_COMMAND = "steer."  # what is said in a conversation and steers nothing
NO_ANSWER = "say."  # a sentence of a story that answers no question
NOT_TOPICS = (CHAT, OUTSIDE, SAY, STEER)
NONSENSE = "outside.nonsense"  # no question at all: keyboard mash, injections
SMALL_TALK = "outside.chat"  # small talk, of no kind
DISTRESS = "outside.distress"  # somebody in danger
