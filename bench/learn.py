"""`make learn`: learn the phrasings that come along, and leave what was learnt where it is looked for first."""

from knowledge.loader import load
from knowledge.nlu.model_store import LEARNT, learn, open_encoder, write

if __name__ == "__main__":
    knowledge = load()
    encoder, common = open_encoder()
    write(LEARNT, learn(knowledge, encoder, common))
    print(f"learnt {sum(map(len, knowledge.phrasings().values()))} phrasings; now run: make tune, make bench")
