"""Personal data out of a text before it is kept: addresses, links, handles, numbers, names of people and of firms.

Rules, not a model: what is written with a capital and stands in no content is a name; what follows words such as
'my name is' or 'work at' is one in small letters too. Too much is masked rather than too little. A name in small
letters without such words before it is not recognised. The work grows with the length of the text, not faster.
"""

import re
import unicodedata
from collections.abc import Container, Iterator

from dialogs.script import Pack

LIMIT = 300  # characters kept


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


NAME, NUMBER, ADDRESS, LINK = "[name]", "[number]", "[address]", "[link]"
_WORD = re.compile(r"[^\W_][\w'’]*")
_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten"
_LARGE = _set(
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fourty fifty"
    " sixty seventy eighty ninety hundred hundreds thousand thousands million millions billion lakh crore"
)
_MERGE = (
    (re.compile(rf"\b(?:{_SMALL})[ -]\[number\]"), NUMBER),
    (re.compile(rf"\[number\](?:[ -](?:and )?(?:{_SMALL})\b)"), NUMBER),
    (re.compile(r"\[number\](?:[\s,.:/()+-]{1,3}\[number\])+"), NUMBER),
    (re.compile(r"\[name\](?:[\s&,.-]{1,2}\[name\])+"), NAME),
)
# Words that are no names wherever they stand.
_FUNCTION = _set(
    "a an the and or but so if then than that this these those there here it its is are was were be been am do does did"
    " has have had can could should would will shall may might must not no yes of in on at to for from by with as about"
    " into over after before between who whom whose what which when where why how i i'm im i'd i've i'll me my mine you"
    " your we our us they their them he his him she her one ones some any all each other another more most less very"
    " also just only too still now today please thanks hi hello hey ok okay well because while until since like get got"
    " want need think know make let's lets work works working worked job pay salary good better best new old"
    " name's named called mr mrs ms dr prof"
)
_NAMING = _set("name's named called mr mrs ms dr prof")  # what comes next is a name
_PEOPLE = _set(
    "boss manager colleague friend wife husband partner brother sister mother father son daughter mentor recruiter"
    " teacher professor lead ceo cto"
)
_WORKING = _set(
    "work works working worked job jobs offer offers offered interview interviews interviewing interviewed intern"
    " internship hired employed employer contract contracting consulting consultant engineer developer analyst role"
    " position pay pays paid salary earn earns earning currently fired laid off"
)
_AT = frozenset(("at", "for", "by", "with", "from"))
_LEAVING = frozenset(("join", "joined", "joining", "left", "leaving", "quit", "quitting"))
_REACH = 4  # words between one that speaks of working and the preposition before a firm
_LONGEST = 4  # words of a name


def vocabulary(pack: Pack) -> frozenset[str]:
    """The words of a pack's content and script, in lower case: with a capital, they are still no names."""
    knowledge, script = pack.knowledge, pack.script
    texts = [f"{topic.title} {topic.answer}" for topic in knowledge.topics.values()]
    for question in script.questionnaire.questions.values():
        texts += [question.text, *(option.label for option in question.options)]
    texts += [*script.phrases.values(), *script.labels.values(), *script.commands]
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))


def masked(text: str, known: Container[str] = frozenset()) -> str:
    """At most LIMIT characters of a text, with personal data replaced by what it was; `known` words are no names."""
    cut = unicodedata.normalize("NFKC", text[:LIMIT])[:LIMIT]
    plain = " ".join(map(_address, cut.split()))
    words = list(_WORD.finditer(plain))
    names = set(_names(plain, words, known))
    out, end = [], 0
    for n, word in enumerate(words):
        mark = "" if _is_mark(plain, word) else NUMBER if _is_number(word.group()) else NAME if n in names else ""
        if mark:
            out += [plain[end : word.start()], mark]
            end = word.end()
    result = "".join([*out, plain[end:]])
    for pattern, mark in _MERGE:
        result = pattern.sub(mark, result)
    return result[:LIMIT]


def _address(token: str) -> str:
    """What stands between two spaces; an address, a link or a handle becomes its mark, with its closing marks kept."""
    core = token.strip(".,;:!?()[]{}<>\"'“”")
    if "@" in core:
        return token.replace(core, NAME if core.startswith("@") else ADDRESS)
    lower = core.lower()
    if "://" in lower or lower.startswith("www.") or ("." in lower and "/" in lower[lower.find(".") :]):
        return token.replace(core, LINK)
    return token


def _is_mark(text: str, word: re.Match[str]) -> bool:
    return f"[{word.group()}]" in (NAME, ADDRESS, LINK) and text[word.start() - 1 : word.end() + 1] != word.group()


def _is_number(word: str) -> bool:
    """Any with digits but those of tools: one digit after letters (s3, ec2), or digits between letters (k8s)."""
    digits = [c.isdigit() for c in word]
    if not any(digits):
        return word.lower() in _LARGE
    inside = not digits[-1] and sum(digits) <= 2
    return digits[0] or not (inside or sum(digits) == 1)


def _names(text: str, words: list[re.Match[str]], known: Container[str]) -> Iterator[int]:
    """The indices of the words that are (parts of) names, from left to right."""
    plain = [word.group().lower().replace("’", "'") for word in words]
    left, sure = 0, False  # how many words more may belong to a name that has begun; whether small letters do, too
    named = False  # the word before was one
    for n, match in enumerate(words):
        word, lower = match.group(), plain[n]
        if n and text[words[n - 1].end() : match.start()].strip(" -&.'"):
            left = 0  # a comma or a bracket ends a name
        capital = word[0].isupper() and len(word) > 1
        if cue := _cue(plain, n, capital=capital):
            left, sure = _LONGEST, cue == "sure"
        ordinary = lower in _FUNCTION or _is_word(lower, known)
        if lower in _FUNCTION or (len(word) == 1 and not left):
            is_name = False
        elif capital:
            abroad = n > 0 and plain[n - 1] == "in"  # 'the pay in Germany' is what writers must read
            is_name = (not ordinary and not abroad) or (bool(left) and sure) or (named and not text.isupper())
        else:
            is_name = bool(left) and (not ordinary or (sure and not named))
        if is_name:
            yield n
        left, sure = (max(left - 1, 0), sure) if is_name else (0, False)
        named = is_name


def _cue(words: list[str], n: int, *, capital: bool) -> str:
    """Whether the words before the n-th announce a name: 'sure', 'likely' (if it is no word that is known) or ''."""
    before = words[max(0, n - 3) : n]
    last = before[-1] if before else ""
    if last in _NAMING or before[-2:] in (["name", "is"], ["call", "me"], ["am", "called"]) or last in _LEAVING:
        return "sure"
    if last in _AT:
        about_work = any(word in _WORKING for word in words[max(0, n - 1 - _REACH) : n - 1])
        return "sure" if about_work or (last == "at" and capital) else "likely" if last == "at" else ""
    if before[-2:] in (["i", "am"], ["this", "is"], ["it", "is"]) or last in ("i'm", "im") or last in _PEOPLE:
        return "likely"
    return ""


def _is_word(lower: str, known: Container[str]) -> bool:
    """Whether a word, or the one it is a form of, stands in the content."""
    stems = (lower[: -len(end)] for end in ("'s", "s", "es", "ed", "d", "ing", "ly") if lower.endswith(end))
    return (
        lower in known or any(stem in known for stem in stems if len(stem) > 2) or lower.endswith(("ing", "ed", "ly"))
    )
