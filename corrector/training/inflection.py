"""English inflection: forms of verbs and nouns, regular by rule, irregular by list, known by what a corpus attests."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class VerbForms(NamedTuple):
    """Base, third person singular, past, past participle and present participle of a verb."""

    base: str
    third: str
    past: str
    participle: str
    gerund: str


_IRREGULAR = """be is was been|have has had had|do does did done|go goes went gone|say says said said|make makes made made|
take takes took taken|come comes came come|see sees saw seen|know knows knew known|get gets got gotten|give gives gave given|
find finds found found|think thinks thought thought|tell tells told told|become becomes became become|leave leaves left left|
feel feels felt felt|bring brings brought brought|begin begins began begun|keep keeps kept kept|hold holds held held|
write writes wrote written|stand stands stood stood|hear hears heard heard|mean means meant meant|meet meets met met|
run runs ran run|pay pays paid paid|sit sits sat sat|speak speaks spoke spoken|lead leads led led|grow grows grew grown|
lose loses lost lost|fall falls fell fallen|send sends sent sent|build builds built built|draw draws drew drawn|
break breaks broke broken|spend spends spent spent|rise rises rose risen|drive drives drove driven|buy buys bought bought|
wear wears wore worn|choose chooses chose chosen|win wins won won|seek seeks sought sought|fight fights fought fought|
throw throws threw thrown|catch catches caught caught|teach teaches taught taught|sell sells sold sold|fly flies flew flown|
strike strikes struck struck|steal steals stole stolen|sign signs signed signed|shoot shoots shot shot|swear swears swore sworn|
sing sings sang sung|sink sinks sank sunk|swim swims swam swum|drink drinks drank drunk|eat eats ate eaten|
sleep sleeps slept slept|deal deals dealt dealt|lend lends lent lent|bend bends bent bent|bear bears bore borne|
forget forgets forgot forgotten|forgive forgives forgave forgiven|hide hides hid hidden|ride rides rode ridden|
shake shakes shook shaken|show shows showed shown|shut shuts shut shut|withdraw withdraws withdrew withdrawn|
undergo undergoes underwent undergone|understand understands understood understood|undertake undertakes undertook undertaken|
overcome overcomes overcame overcome|arise arises arose arisen|awake awakes awoke awoken|bind binds bound bound|
blow blows blew blown|breed breeds bred bred|cut cuts cut cut|cost costs cost cost|feed feeds fed fed|flee flees fled fled|
forbid forbids forbade forbidden|freeze freezes froze frozen|hang hangs hung hung|hit hits hit hit|hurt hurts hurt hurt|
lay lays laid laid|let lets let let|put puts put put|set sets set set|read reads read read|ring rings rang rung|
slide slides slid slid|spread spreads spread spread|split splits split split|spring springs sprang sprung|
stick sticks stuck stuck|sweep sweeps swept swept|tear tears tore torn|wake wakes woke woken|weave weaves wove woven|
wind winds wound wound|shrink shrinks shrank shrunk|creep creeps crept crept|dig digs dug dug|spin spins spun spun"""

_IRREGULAR_NOUNS = {
    "man": "men", "woman": "women", "child": "children", "person": "people", "foot": "feet", "tooth": "teeth",
    "life": "lives", "wife": "wives", "leaf": "leaves", "half": "halves", "knife": "knives", "crisis": "crises",
    "analysis": "analyses", "hypothesis": "hypotheses", "phenomenon": "phenomena", "criterion": "criteria",
}  # fmt: skip

_DOUBLING = frozenset(
    "admit begin commit control plan stop ban drop step ship rob grab slip chat cancel permit submit refer prefer occur equip "
    "transfer regret compel expel rebel patrol travel level label cut put set hit run win sit get let shut split swim dig forget "
    "trap rip tap skip trim hop nod rub wrap".split()
)


def _is_consonant_y(word: str) -> bool:
    return word.endswith("y") and len(word) > 2 and word[-2] not in "aeiou"


def add_s(word: str) -> str:
    """Return the regular plural or third person: ``city`` to ``cities``, ``watch`` to ``watches``."""
    if _is_consonant_y(word):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) or word in ("go", "do", "veto", "echo") else "s")


def add_ed(word: str) -> str:
    """Return the regular past: ``carry`` to ``carried``, ``stop`` to ``stopped``."""
    if word.endswith("e"):
        return word + "d"
    if _is_consonant_y(word):
        return word[:-1] + "ied"
    return word + (word[-1] if word in _DOUBLING else "") + "ed"


def add_ing(word: str) -> str:
    """Return the present participle: ``make`` to ``making``, ``die`` to ``dying``."""
    if word.endswith("ie"):
        return word[:-2] + "ying"
    if word.endswith("e") and not word.endswith(("ee", "oe", "ye")) and word != "be":
        return word[:-1] + "ing"
    return word + (word[-1] if word in _DOUBLING else "") + "ing"


def _irregular_verbs() -> dict[str, VerbForms]:
    verbs = {}
    for entry in _IRREGULAR.replace("\n", "").split("|"):
        base, third, past, participle = entry.split()
        verbs[base] = VerbForms(base, third, past, participle, add_ing(base))
    return verbs


class Inflection:
    """The verbs and nouns of a corpus and all their forms, found from any form.

    A word counts as a verb if it is listed or its three regular forms are attested; as a noun if its plural is, and it
    stands after an article. Words that are both are in both maps.
    """

    def __init__(self, count: Mapping[str, int], after_article: Callable[[str], int]) -> None:
        """Learn from word counts and from how often a word stands right after ``a``, ``an`` or ``the``."""
        self.verbs: dict[str, VerbForms] = {}
        self.verb_of: dict[str, VerbForms] = {}
        self.plural_of: dict[str, str] = {}
        self.singular_of: dict[str, str] = {}
        for forms in _irregular_verbs().values():
            self._add_verb(forms)
        for word, seen in count.items():
            if seen >= 5 and len(word) >= 3 and word.isalpha():
                self._learn(word, count, after_article)

    def _learn(self, word: str, count: Mapping[str, int], after_article: Callable[[str], int]) -> None:
        third, past, gerund = add_s(word), add_ed(word), add_ing(word)
        if word not in self.verb_of and min(count.get(past, 0), count.get(gerund, 0)) >= 2 and count.get(third, 0):
            self._add_verb(VerbForms(word, third, past, past, gerund))
        plural = _IRREGULAR_NOUNS.get(word, third)
        if count.get(plural, 0) >= 3 and after_article(word) >= 3 and not word.endswith("s"):
            self.plural_of[word] = plural
            self.singular_of[plural] = word

    def _add_verb(self, forms: VerbForms) -> None:
        self.verbs[forms.base] = forms
        for form in forms:
            self.verb_of.setdefault(form, forms)
        if forms.base == "be":
            for form in ("am", "are", "were"):
                self.verb_of[form] = forms

    def same_lemma(self, one: str, other: str) -> bool:
        """Tell whether two words in lower case are forms of one verb or of one noun."""
        verb = self.verb_of.get(one)
        if verb is not None and self.verb_of.get(other) is verb:
            return True
        return self.plural_of.get(one) == other or self.singular_of.get(one) == other

    def lemma(self, word: str) -> str:
        """Return the base of a verb form, the singular of a plural, else the word."""
        if word in self.singular_of:
            return self.singular_of[word]
        verb = self.verb_of.get(word)
        return verb.base if verb else word
