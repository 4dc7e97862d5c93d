"""English: who met whom in a sentence, by word order.

English tells subject and object by where they stand: "A met B", "B was received by A", "A and B
held talks", "after talks with B, A said". A verb or noun for a meeting counts only where those
who took part stand in their places beside it; whoever else a sentence names does not matter.
Refuses to guess. Knows no database.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from archive.meetings.sentences import Actor, Sentence

# Stands for each letter of a name, so that patterns can tell names from words.
_FIRST, _REST = "\ue000", "\ue001"
_NAME = f"{_FIRST}{_REST}*"


@dataclass(frozen=True)
class Reading:
    """That people met, as one clause has it: `says` is a key of detect's _SURE.

    `start` and `end` are of the clause in the sentence. `one_by_one`: the first met each of
    the others. `rules` tells of those who are not named beside the verb, `doubt` what all
    this costs in confidence.
    """

    says: str
    start: int
    end: int
    subjects: tuple[Actor, ...]
    objects: tuple[Actor, ...] = ()
    one_by_one: bool = False
    rules: tuple[tuple[int | str, str], ...] = ()
    doubt: float = 0.0
    together: bool = False
    # Stretches of the sentence that tell where, surest first.
    where: tuple[tuple[int, int], ...] = ()
    by_phone: bool = False  # "A spoke with B", and nothing of a place
    city_ends: int = -1  # "to Moscow, where he met B": the offset after the city

    @property
    def parties(self) -> list[Actor]:
        return list({each.who: each for each in (*self.subjects, *self.objects)}.values())


@dataclass(frozen=True)
class _Group:
    """Names listed together, with their titles: "Russian President A, his aide B and C"."""

    start: int
    end: int
    actors: tuple[Actor, ...]
    before: str  # the word before it
    owns: bool = False  # "A's"

    @property
    def may_be_subject(self) -> bool:
        """Not where a preposition or a verb stands before it."""
        if self.owns or self.before in _PREPOSITIONS:
            return False
        return not _VERB_BEFORE.fullmatch(self.before) or bool(_SAYING.fullmatch(self.before))


def _either(*patterns: str) -> str:
    return "(?:" + "|".join(patterns) + ")"


_PREPOSITIONS = frozenset(
    "of for to with about by between from against under on at in into including than like toward"
    " towards over behind versus vs among alongside beside besides via without unlike despite"
    " after before during following upon as and or that's called naming".split()
)
_VERB_BEFORE = re.compile(
    r"(?!(?:morning|evening|during|including|meeting|united)$)\w+(?:ed|ing)|met|meets?|told"
    r"|saw|sees?|sent|gave|made|left|held|took|hosts?|receives?|tells?|welcomes?"
)
_SAYING = re.compile(
    r"(?:announc|confirm|report|add|not|show|emerg|stat|insist|claim|recall)(?:ed|ing)|visiting"
)
# What may stand before a name and belong to it. Never a verb: headlines write all words large.
_NO_TITLE = _either(
    *"""meets? met to will would and with in on at after before during for as by of over from holds?
    held talks? talked meetings? hosts? hosted welcomes? welcomed receives? received greets?
    greeted visits? visited says? said tells? told calls? called speaks? spoke
    discuss(?:es|ed)? urges? sees? between signs? signed agrees? agreed cancels? postpones?
    about against amid ahead is are was were has have had he she they it but when while that
    thanks? hails? warns? backs? arrives? lands? joins? phones? phoned telephones? hails?
    praises? offers? sends? gives? wants? rejects? not no""".split()
)
_TITLE_SMALL = _either(
    *"""the his her its their a an new newly elected then visiting outgoing veteran fellow old
    longtime president prime minister ministers foreign chancellor leader leaders premier
    king queen emir crown prince princess sultan pope secretary general chief envoy special
    counterpart counterparts head vice deputy defence defense opposition speaker chairman
    chairwoman director ambassador ally rival friend host guest mr mrs ms dr national
    security adviser advisor ruler interim acting first last populist conservative liberal
    nationalist leftist socialist centrist embattled hardline de facto caretaker incoming
    authoritarian powerful influential [a-z]+-[a-z]+ both trade economy finance energy
    presidential senior top diplomat negotiator russian""".split()
)
_TITLE = (
    rf"(?!(?i:{_NO_TITLE})[,\s])(?![A-Z]\w+day\b)(?:[A-ZÀ-Þ][\w.’'&-]*\s|{_TITLE_SMALL}\s"
    r"|(?:[A-Z][\w’'-]*|minister|secretary|president|chair\w*|speaker|head|director|king|emir"
    r"|chief)"
    r"\s(?:of|for)\s(?:the\s)?(?=[A-Z])"
    r"|(?:counterpart|host|guest|president|chancellor|leader|minister|premier|ally|rival"
    r"|friend|envoy"
    r"|secretary|king|emir|adviser|chief|negotiator|speaker|ambassador),\s)"
)
_TITLE_OF = (
    r"(?:presidents|leaders|(?:prime |foreign |defen[cs]e )?ministers|heads of state|top diplomats"
    r"|president|king|emir|leader|(?:prime |foreign )?minister|chancellor) of (?:the )?"
)
_TITLES_BEFORE = re.compile(
    rf"(?:(?<=\s)|(?<=^)|(?<=[(“\"—–-]))"
    rf"(?:(?:{_TITLE}){{1,6}}and\s)?(?:{_TITLE}){{0,9}}(?:{_TITLE_OF})?$"
)
_ROLES_AFTER = re.compile(
    r"\s(?:presidents|leaders|(?:prime |foreign |defen[cs]e )?ministers|counterparts|premiers"
    r"|top diplomats|heads of state)(?!\w)|\sof (?:the )?[A-Z]\w+(?: [A-Z]\w+){0,2}"
)
# ", the Ukrainian foreign minister," ", who is on a visit to Asia,"
_APPOSITION = re.compile(
    rf"\s\([^)]{{1,60}}\)|,\s(?:the|a|an|his|her|who|whose|[A-Z][\w’']+)\s"
    rf"[^,;:{_FIRST}]{{1,100}},"
    rf"|,\s\d\d,"
)
_LIST_GOES_ON = re.compile(
    r",\s|,?\s(?:and|&|as well as|along with|together with|accompanied by|flanked by)\s"
    r"(?:with\s(?:the\s)?)?|,\s(?:and\s)?(?:with\s)?"
)

_DAY = (
    r"(?:(?:on|late|early|later|earlier|late on|early on|later on|earlier on) )?(?:this |last )?"
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: (?:night|morning|evening|afternoon))?"
)
_DATE = (
    r"on (?:the )?(?:\d{1,2}(?:st|nd|rd|th)? )?(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sep|Oct"
    r"|Nov|Dec)\w*\.?"
    r"(?: \d{1,2})?(?:,? \d{4})?"
)
_WHERE = (
    r"(?:in|at|near|outside|aboard) (?:the )?"
    r"(?:[A-Z][\w’'.-]+|\w+ (?:capital|city|resort|palace))"
    r"(?: [A-Z][\w’'.-]+){0,3}"
)
# What may stand between a subject and its verb.
_ADVERB = (
    r"(?:also|then|later|again|both|each|all|already|earlier|reportedly|today|yesterday|tonight"
    r"|afterwards?|meanwhile|[a-z]+ly|in (?:turn|person)|on (?:its|the) sidelines)"
)
_GAP = (
    rf"(?:,?\s(?:{_ADVERB}|{_DAY}|{_DATE}|{_WHERE}|has|have|had),?|,[^,;:{_FIRST}]{{1,90}},"
    rf"|,?\swho)*,?\s?"
)
_AFTER_SUBJECT = re.compile(_GAP, re.IGNORECASE)
_SAID = r"(?:said|says|announced|confirmed|wrote|posted|tweeted|told (?:reporters|journalists))"
# A verb whose subject stands further off: "flew to Paris and met B", "where he met B".
_CARRIED = re.compile(
    rf"(?:,?\s(?:and|before|then|where|when|but|after which|during which)|,)"
    rf"(?:\s(?P<pronoun>he|she|they|the two|the pair))?{_GAP}$"
    rf"|(?:^|\s)(?P<lone>he|she|they|the two(?: (?:men|leaders|presidents|ministers|sides))?"
    rf"|both (?:men|leaders|presidents|sides)|the pair)(?:\s(?:have|has|had))?{_GAP}$",
    re.IGNORECASE,
)

_MEETING = (
    r"(?:(?:face-to-face |phone |telephone |video |peace |bilateral |trilateral )?(?:talks"
    r"|meetings?"
    r"|discussions|negotiations|conversations?|calls?|consultations)|summits?|dinner|lunch"
    r"|breakfast"
    r"|luncheon|banquet|one-on-one|t[eê]te-[aà]-t[eê]te|video ?conference"
    r"|teleconference|audience"
    r"|bilaterals?)"
)
# Words between a verb and "with"; none that begins another clause or another matter.
_BETWEEN = (
    rf"(?:\s(?!(?:said|says|that|who|which|about|whether|but|after|before|while|if|against|because"
    rf"|where|when|not|reporters|journalists)\b)[^\s,;:{_FIRST}]+)"
)
_HELD = (
    rf"(?:held|had|conducted|opened|began|started|concluded|finished|ended|wrapped up|completed"
    rf"|continued|resumed|co-chaired|chaired|entered|hosted|kicked off|launched)"
    rf"(?:\s[^\s,;:{_FIRST}]+){{0,7}}?\s{_MEETING}"
)
_HOLD = (
    rf"(?:hold|holds|have|has|host|hosts|begin|begins|open|opens"
    rf"|conduct)(?:\s[^\s,;:{_FIRST}]+){{0,6}}?\s{_MEETING}"
)
_SPOKE = r"(?:spoken?|talked|conferred|huddled|dined|lunched|conversed|chatted|negotiated)"
_SAT = r"(?:sat(?: down)?|broke bread)"

# With the other party right after the verb.
_DIRECT = (
    rf"(?:met|received|hosted|welcomed|greeted|telephoned|phoned"
    rf"|feted)(?: in \w+(?: \w+)?)?(?: {_DAY})?"
)
_LED_DELEGATION = (
    r"(?:with )?(?:(?:a |the )?(?:[\w-]+ ){0,3}(?:delegation|team"
    r"|group)(?: [\w-]+){0,5},? (?:led|headed) by )?"
)
# "told B by phone", "thanked B during talks"
_TOLD_IN_TALKS = (
    rf"(?:told|assured|thanked|informed|briefed|urged"
    rf"|reassured)(?=[^;{_FIRST}]{{0,60}}{_NAME}[^;{_FIRST}]{{0,60}}?"
    rf" (?:by (?:tele)?phone|(?:in|during|at) (?:a|their|the) (?:[\w-]+ )?(?:call|meeting"
    rf"|talks|conversation)"
    rf"|(?:in|during) talks|when they met)(?!\w)(?! (?:with|of)))"
)
_HELD_WITH = (
    rf"(?:met|{_HELD}|{_SPOKE}|{_SAT}|spent (?:[\w-]+ ){{1,5}}?(?:hours?|minutes|day"
    rf"|morning|afternoon|evening|\w+day))"
)
_PASSIVE = (
    r"(?:was|were|been) (?:\w+ )?(?:received|hosted|welcomed|greeted|met|feted)"
    r"(?:\s[^\s,;:]+){0,7}? by\s"
)
_TALKED_WITH = (
    r"(?:discussed|reviewed|agreed(?! to (?:meet|hold|talk|continue|keep|speak))|signed"
    r"|put (?:his|her|their) names?|exchanged (?:views|opinions)|shook hands|posed"
    r"|clinked glasses|raised)"
)
_CALLED_OFF = (
    r"(?:cancel(?:s|led|ed)|call(?:s|ed) off|postpone[sd]|scrap(?:s|ped)|shelve[sd]|delay(?:s|ed)"
    r"|puts? off|(?:pull|back)(?:s|ed) out of)"
)
_MODAL = (
    r"(?:(?:will|would|’ll)(?: be)?"
    r"|(?:is|are|was|were) (?:\w+ )?(?:to|due to|set to|scheduled to|expected to|slated to"
    r"|planning to"
    r"|preparing to|about to|poised to)|has been scheduled to|plans? to|planned to|intends? to"
    r"|(?:due|scheduled|set|slated|expected) to)"
)
_BASE = r"(?:meet|receive|host|welcome|greet|visit|see)"
_BASE_WITH = (
    rf"(?:meet|{_HOLD}|speak|talk|confer|dine|lunch|sit down|sit"
    rf"|have (?:\w+ )?(?:dinner|lunch)|be meeting)"
)
_TITLE_VERB = r"(?:meets?|receives?|hosts?|welcomes?|greets?|sees|phones)"
_TITLE_WITH = rf"(?:meets?|{_HOLD}|speaks?|talks?|sits? down|confers?)"
_MUTUAL_AFTER = re.compile(
    rf"[.,;:!]?\s*$|[,;:—–-]|\s(?:\(|(?:in|on|at|for|to|during|amid|face|face-to-face"
    rf"|privately|after|before"
    rf"|as|over|again|last|this|yesterday|today|there|here|and|briefly|separately|one-on-one"
    rf"|under|behind"
    rf"|late|early|earlier|twice|outside|near|via|by|virtually|within|inside|aboard|while|of"
    rf"|about|but|alone"
    rf"|where|when|{_DAY})(?!\w))",
    re.IGNORECASE,
)

# "A and B spoke at the forum" need not have spoken to each other.
_TO_EACH_OTHER = re.compile(
    rf"(?:\s(?:{_ADVERB}|{_DAY}|{_DATE}))*\s(?:by (?:tele)?phone|by video"
    rf"|on the (?:tele)?phone|via|over (?:the phone|dinner|lunch)"
    rf"|privately|again|face|one-on-one|together|twice|for (?:[\w-]+ ){{1,4}}(?:hours?"
    rf"|minutes)(?! each)|for longer)"
    rf"|\s{_DAY}[.,]|\s{_DAY} to discuss",
    re.IGNORECASE,
)

_FLAGS = re.IGNORECASE


def _verb(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w’'-]){pattern}(?![\w’'-])", _FLAGS)


_WITH = rf"{_BETWEEN}{{0,16}}?\s(?:with|to|across from)\s"


@dataclass(frozen=True)
class _Verb:
    """A verb of meeting: its pattern, and what stands between it and the other party."""

    says: str
    pattern: re.Pattern[str]
    link: re.Pattern[str]
    in_title: bool | None = None  # None for both title and text
    needs_other: bool = False
    needs_list: bool = False
    takes_object: bool = False
    together: bool = False


_VERBS = (
    _Verb("met", _verb(_DIRECT), re.compile(rf"\s{_LED_DELEGATION}"), needs_other=True),
    _Verb("met", _verb(_TOLD_IN_TALKS), re.compile(r"\s"), needs_other=True),
    _Verb("met", _verb(_HELD_WITH), re.compile(_WITH, _FLAGS)),
    _Verb("met", _verb(rf"met and {_HELD}"), re.compile(_WITH, _FLAGS)),
    _Verb("talked", _verb(rf"{_SAT} (?:down )?(?:\w+ )?(?:between|opposite|beside)"),
          re.compile(r"\s"),
          needs_other=True, together=True),
    _Verb("talked", _verb(r"(?:gathered|convened|assembled)(?= (?:in|on|at|for) )"),
          re.compile(r"(?!)"), needs_list=True, takes_object=True),
    _Verb("talked", re.compile(r"(?<!\w)(?:was|were) the guests? of\s", _FLAGS), re.compile(r""),
          needs_other=True),
    _Verb("ahead", re.compile(r"(?<!\w)(?:will|is to|are to) be the guests? of\s", _FLAGS),
          re.compile(r""), needs_other=True),
    _Verb("met", re.compile(rf"(?<!\w){_PASSIVE}", _FLAGS), re.compile(r""), needs_other=True),
    _Verb("met", _verb(rf"called(?= (?:{_NAME}|[A-Z\w.’' ]{{1,60}}{_NAME}) (?:on (?:the phone"
        rf"|{_DAY})|{_DAY}"
                       r"|to (?:discuss|congratulate|express|offer|say|thank)|by (?:tele)?phone))"),
          re.compile(r"\s"), needs_other=True),
    _Verb("met", _verb(r"paid (?:\w+ )?courtesy call"), re.compile(r" (?:on|to) "),
          needs_other=True),
    _Verb("talked", _verb(_TALKED_WITH), re.compile(_WITH, _FLAGS), takes_object=True),
    _Verb("off", _verb(rf"{_CALLED_OFF}(?:\s[^\s,;:{_FIRST}]+){{0,6}}?\s{_MEETING}"),
          re.compile(_WITH, _FLAGS), needs_other=True),
    _Verb("ahead", _verb(rf"{_MODAL} (?:\w+ )?{_BASE}"), re.compile(r"\s"), needs_other=True),
    _Verb("ahead", _verb(rf"{_MODAL} (?:\w+ )?{_BASE_WITH}"), re.compile(_WITH, _FLAGS)),
    _Verb("ahead", _verb(rf"(?:meets|receives|hosts|welcomes)(?=[^,;]{{1,80}} (?:{_DAY}|tomorrow"
                         r"|next week|later today))"),
          re.compile(r"\s(?:with\s)?"), in_title=False, needs_other=True),
    _Verb("ahead", _verb(r"(?:is|are) (?:meeting|hosting|receiving)"),
          re.compile(r"\s(?:with\s)?"), in_title=False, needs_other=True),
    _Verb("ahead", _verb(rf"to {_BASE}"), re.compile(r"\s(?:with\s)?"), in_title=True,
          needs_other=True),
    _Verb("ahead", _verb(rf"to {_BASE_WITH}"), re.compile(_WITH, _FLAGS), in_title=True),
    _Verb("noun", _verb(_TITLE_VERB), re.compile(r"\s"), in_title=True, needs_other=True),
    _Verb("noun", _verb(_TITLE_WITH), re.compile(_WITH, _FLAGS), in_title=True),
    _Verb("noun", _verb(r"(?:discuss|agree|sign|shake hands)"), re.compile(_WITH, _FLAGS),
          in_title=True, needs_list=True, takes_object=True),
)  # fmt: skip

# Not so, or not yet: what stands before the clause or within it.
_UNREAL_BEFORE = re.compile(
    r"(?<!\w)(?:whether|if|unless|den(?:y|ies|ied)(?: \w+)? that|rumou?rs? that|false(?:ly)?"
    r"|hoax|untrue"
    r"|(?:dismiss|reject|refut|disput)\w+ (?:\w+ ){0,3}(?:that|of)|reports? that|alleg\w+"
    r"|no evidence|imagine|suppose|fiction\w*|film|movie|novel|would have|claims? that|fake"
    r"|hopes? that|witness(?:es)?|prosecut\w+|indictment|testif\w+|testimony|jur(?:y|ors)|court"
    r"|recall(?:s|ed)|(?:report|article|story|book|memoirs?) (?:says|said|claims|claimed|tells)"
    r"|doctored|AI-generated|without|instead of|rather than)\b[^;]{0,60}$",
    _FLAGS,
)
_UNREAL_IN = re.compile(
    r"(?<!\w)(?:not|never|n[’']t|refus\w+|declin\w+|if|unless|could|may|might|should|hop(?:e"
    r"|es|ed|ing)|want"
    r"|wants|wanted|ready|willing|offer\w*|propos\w+|would (?:like|love|prefer|never|only"
    r"|have))(?!\w)",
    _FLAGS,
)
_LONG_AGO = re.compile(
    r"(?<!\w)(?:earlier (?:this|that|in the) (?:week|month|year|war|decade)|last (?:week|month"
    r"|year|summer|spring"
    r"|autumn|fall|winter|time)(?![’'])"
    r"|(?:last|that|the previous|the same) (?-i:January|February|March|April|May|June|July|August"
    r"|September|October|November|December)|previously|(?:years?|months?|weeks?|decades?) (?:ago"
    r"|earlier|before|later)"
    r"|(?-i:times)|in (?:his|her) memoirs?|in the past|back in|first met|last met|once|used to"
    r"|at the time|(?:twice|\w+ times|repeatedly|regularly"
    r"|often|frequently|before) (?:since|this year|over|in)|(?:two|three|four|five|six"
    r"|\d+) (?:days|weeks) (?:ago"
    r"|earlier)|(?:spring|summer|autumn|winter) of|anniversary|then-\w+|in his memoirs?"
    r"|historic(?:ally)? met"
    r"|(?:has|have|had) (?:\w+ )?(?:met|spoken|talked|held)[^,;]*(?:twice|times|before"
    r"|repeatedly|regularly|often)"
    r"|(?:ever )?since (?:they|he|she) |(?:his|her) first term|cold war)(?!\w)",
    _FLAGS,
)
_SINCE = re.compile(
    r"(?<!\w)(?:since|after|from|until) (?:[A-Z]\w+ )?(?:19|20)\d\d|(?<=the )(?:19"
    r"|20)\d\d (?=(?-i:[a-z]))",
    _FLAGS,
)
_OFF = re.compile(
    r"(?<!\w)(?:cancel(?:s|led|ed|ling|lation)?|call(?:s|ed|ing) off|postpon\w+|scrap(?:s|ped)"
    r"|shelv(?:es|ed)"
    r"|delay(?:s|ed)|put(?:s|ting)? off|(?:pull|back)(?:s|ed) out of|(?:did|will"
    r"|would) not (?:take place|go ahead|happen)"
    r"|won[’']t (?:take place|go ahead|happen))(?!\w)",
    _FLAGS,
)
_PLANNED = re.compile(
    r"(?<!\w)(?:is|are|was|were|has been|have been)(?: now)? (?:scheduled|planned|due|set"
    r"|expected|slated)(?!\w)"
    r"|(?<!\w)(?:will|would|to) (?:be held|take place|come|focus|follow|begin|start|cover"
    r"|happen)(?!\w)"
    r"|(?<!\w)(?:planned|scheduled|upcoming|forthcoming|looming|expected) (?:\w+ )?$",
    _FLAGS,
)
_BARE = re.compile(
    r"(?<!\w)(?:possib\w+|potential|propos\w+|prospects?|no|any|urg\w+|call\w* for|demand\w*"
    r"|offer\w*|seek\w*"
    r"|sought|arrang\w+|brok\w+|organi[sz]\w*|set(?:ting)? up|push\w*|hop\w+|idea|want\w*"
    r"|future|next|another"
    r"|refus\w*|reject\w*|den(?:y|ied|ies)|rul\w+ out|ready|request\w*|host a|mediat\w*"
    r"|new round of|toward|towards"
    r"|invit\w+|agreed? (?:to|on)|option|without|for|about|discuss\w*|prepar\w+|plan\w*"
    r"|skip\w*|miss\w*|like"
    r"|comment\w*|hail\w*|prais\w+|react\w*|mock\w*|welcom\w+|support\w*|condemn\w*|critici\w+"
    r"|favou?rs?|opposes?|letter|before|until|ahead of)"
    r"(?: [\w’'-]+){0,5} $",
    _FLAGS,
)
_TOOK_PLACE = re.compile(
    rf"[^;{_FIRST}]{{0,70}}?\s(?:took place|was held|were held|lasted|ended|began|concluded"
    rf"|got under ?way|kicked off"
    r"|focused|focussed|touched|covered|came|went|opened|produced|yielded|centred|centered"
    r"|dealt|failed|broke up"
    r"|stretched|ran|proved|turned|dominated|resulted|took)(?!\w)",
    _FLAGS,
)
_DURING = re.compile(
    r"(?<!\w)(?:after|during|following|at|in|upon|emerging from|concluding|on(?= (?:a|the|his"
    r"|her) (?:\w+ )?$)"
    r"|over(?= (?:\w+ ){0,2}$))"
    r"\s(?:(?!(?:ahead|possible|potential|any|no|future|next|planned|upcoming|scheduled"
    r"|proposed|for|to|with|and|that|about|before|which|who|said)\b)[\w’'.-]+\s){0,8}$",
    _FLAGS,
)
_IN_TALKS = re.compile(r"(?<!\w)(?:is|are|was|were|been|be|still) in (?:\w+ )?$", _FLAGS)
_AHEAD_OF = re.compile(r"(?<!\w)(?:ahead of|before|prior to)\s(?:[\w’'-]+\s){0,6}$", _FLAGS)

_NOUN = _verb(_MEETING)
_NOUN_WITH = re.compile(
    rf"(?:,?\s(?:{_ADVERB}|{_DAY}|{_DATE}|{_WHERE}|here|there|(?:by|via) (?:video"
    rf"|phone)\w*(?: link)?"
    rf"|(?:on|at) the (?:sidelines|margins) of [^,;:{_FIRST}]{{1,60}}?"
    rf"|at the \w+(?: \w+)?),?)*\s(?:with|between)\s",
    _FLAGS,
)
_HYPHENATED = re.compile(rf"({_NAME})[-–—]({_NAME}) (?:{_MEETING})", _FLAGS)
_MEETING_SOMEBODY = re.compile(
    r"(?:^\s*|(?:after|while|when|following|upon|on|by|,|[-–—])\s"
    r"|^[A-Z ,.]+(?:\([^)]*\) ?)?[-–—] )"
    r"(?:meeting|hosting|receiving|welcoming|greeting|sitting down|speaking by phone|sitting"
    r"|speaking on the phone)"
    r"(?: with)?\s",
    _FLAGS,
)
_CLAUSE_ENDS = re.compile(
    r";\s|:\s|,\s(?=(?:while|but|who|which|where|before|after|as|though|although|whose|saying"
    r"|adding|(?:their|his|her|the) (?:first|second|third|latest|\w+th)"
    r"|and (?:he|she|they|then|later|will|is|was))\b)|\s(?=(?:and (?:then|later|will|is|was|he"
    r"|she|said|told|announced|promised|pledged|vowed|invited|called for|called on)|before"
    r"|while|less than|but)\s)|\s(?=and,\s(?:in|on|at|later|earlier|separately)\s)",
    _FLAGS,
)
_SPOKESMAN = re.compile(r"spokes|press secretary|aide|source|official", _FLAGS)
_GENDER = {"he": "m", "she": "f"}
_SEPARATE = re.compile(
    r"(?<!\w)(?:separate(?:ly)?|in turn|one after (?:the other|another))(?!\w)", _FLAGS
)
_CAPTION = re.compile(
    r"file (?:photo|picture|image)|\bFILE\b|archive (?:photo|picture)|\bpictured\b", _FLAGS
)
_QUESTION = re.compile(r"\?[”\"’)]*\s*$")


@dataclass(frozen=True)
class _Text:
    sentence: Sentence
    sentences: Sequence[Sentence]
    words: str  # the sentence with names blotted out
    groups: list[_Group]
    gender: Callable[[Actor], str]

    @property
    def is_title(self) -> bool:
        return self.sentence.number == 0


def readings(
    sentence: Sentence, sentences: Sequence[Sentence], gender: Callable[[Actor], str]
) -> list[Reading]:
    """What a sentence says of people who met, will meet, or will not."""
    if _CAPTION.search(sentence.text) or _QUESTION.search(sentence.whole):
        return []
    text = _text(sentence, sentences, gender)
    found = [
        *_by_verb(text),
        *_by_noun(text),
        *_by_participle(text),
    ]
    kept: list[Reading] = []
    for each in sorted(found, key=lambda each: each.doubt):
        parties = {actor.who for actor in each.parties}
        if len(parties) < 2 or any(
            {a.who for a in other.parties} == parties and other.says == each.says for other in kept
        ):
            continue
        kept.append(each)
    return kept


def speaks_of_a_meeting(text: str) -> bool:
    """Whether a sentence takes a meeting for granted without saying whose: "their talks ended"."""
    against = (_OFF, _UNREAL_IN, _LONG_AGO, _PLANNED, _AHEAD_OF)
    if any(pattern.search(text) for pattern in against):
        return False
    if _THE_TWO.search(text):
        return True
    for match in _NOUN.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if re.match(r"\s(?:of|with|between)(?!\w)", after) or _BARE.search(before):
            continue
        is_theirs = re.search(
            r"(?<!\w)(?:the|their|a|an|\w+[- ]\w+ of)\s(?:[\w-]+\s){0,3}$", before, _FLAGS
        )
        if is_theirs and (_DURING.search(before) or _TOOK_PLACE.match(after)):
            return True
    return False


_THE_TWO = _verb(
    r"(?:they|(?:the two|both)(?: (?:men|leaders|presidents|ministers|heads of state))?|the leaders"
    rf"|the presidents|and (?:his|her) (?:host|guest|visitor|counterpart)) (?:\w+ly )?(?:met"
    rf"|{_HELD}|talked|{_SAT}|dined|shook hands)"
)


_LOOKS_AHEAD = _verb(
    r"(?:will|would|to (?:meet|visit|host|hold|receive|travel|push|seek|discuss|attend)"
    r"|scheduled|due|set to"
    r"|expected|planned|plans|upcoming|next|tomorrow|ahead of)"
)


def looks_ahead(text: str) -> bool:
    """Whether a sentence tells of what is to come."""
    return bool(_LOOKS_AHEAD.search(text))


def without_saying(text: str) -> str:
    """A clause without the days on which it was sent or said: none of what was said."""
    return _SAID_ON.sub(" ", _DATELINE.sub("", text))


_DATELINE = re.compile(r"^\s*[A-Z][A-Z .'/]+(?:,[^-–—]{1,40})?(?:\([^)]*\)\s*)?[-–—]\s")
_FICTION = _verb(
    r"(?:(?:novel|film|movie|thriller|musical|satire|spoof|sitcom)s?|(?:a|the|new) (?:play|comedy"
    r"|opera|drama))"
)


def is_fiction(title: str) -> bool:
    """Whether a headline is on what somebody made up: what it tells of waits for staff."""
    return bool(_FICTION.search(title))


_SAID_ON = re.compile(
    rf"(?<!\w)(?:said|says|announced|confirmed|reported|wrote|told (?:reporters|journalists)"
    rf"|according to [^,;]{{1,40}}?|(?:news|briefing|press) conference)"
    rf"(?: (?:in|at) [\w ]{{1,30}}?)?,? (?:{_DAY}|{_DATE}|today|yesterday)(?!\w)",
    _FLAGS,
)


def is_of_other_days(text: str) -> bool:
    return bool(_LONG_AGO.search(text))


def without_since(text: str) -> str:
    """A clause without the year something has lasted since: no day of the meeting."""
    return _SINCE.sub("", text)


# --- Names listed together ----------------------------------------------------------------


def _text(
    sentence: Sentence, sentences: Sequence[Sentence], gender: Callable[[Actor], str]
) -> _Text:
    words = sentence.text
    for actor in sentence.actors:
        start, end = actor.start - sentence.start, actor.end - sentence.start
        if 0 <= start < end <= len(words):
            words = words[:start] + _FIRST + _REST * (end - start - 1) + words[end:]
    return _Text(sentence, sentences, words, list(_groups(sentence, words)), gender)


def _groups(sentence: Sentence, words: str) -> Iterator[_Group]:
    start = end = -1
    listed: list[Actor] = []
    owns = False
    for actor in sentence.actors:
        at, stop = actor.start - sentence.start, actor.end - sentence.start
        if not 0 <= at < stop <= len(words):
            continue
        floor = max(end, 0)
        titles = _TITLES_BEFORE.search(words[floor:at])
        begin = floor + titles.start() if titles else at
        # A comma that ends a list stands before the title.
        if listed and not owns and end <= begin and _LIST_GOES_ON.fullmatch(words[end:begin]):
            listed.append(actor)
        else:
            if listed:
                yield _group(words, start, end, listed, owns)
            start, listed = begin, [actor]
        end = stop
        role = _ROLES_AFTER.match(words, end)
        if role:
            end = role.end()
        owns = bool(re.match(r"[’'](?:s\b|\s)", words[end : end + 3]))
        if not owns:
            while (apposition := _APPOSITION.match(words, end)) is not None:
                # The comma stays for what follows.
                end = apposition.end() - (1 if apposition[0].endswith(",") else 0)
    if listed:
        yield _group(words, start, end, listed, owns)


def _group(words: str, start: int, end: int, actors: list[Actor], owns: bool) -> _Group:
    before = re.search(r"([\w’'-]+)[\s(“\"]*$", words[:start])
    stop = re.search(r"[,;:.—–]\s*$", words[:start])
    word = before[1].lower() if before and not stop else ""
    return _Group(start, end, tuple(actors), word, owns)


# --- Verbs --------------------------------------------------------------------------------


def _by_verb(text: _Text) -> Iterator[Reading]:
    for verb in _VERBS:
        if verb.in_title is not None and verb.in_title != text.is_title:
            continue
        for match in verb.pattern.finditer(text.words):
            other = _after(text, match.end(), verb.link)
            if other is not None and _AND_SOMETHING.match(text.words, other.end):
                # "welcomed A and his decision"
                continue
            if other is None and verb.needs_other:
                yield from _with_pronoun(text, verb, match)
                continue
            yield from _with_subject(text, verb, match, other)


_AND_SOMETHING = re.compile(
    r"\s(?:and|or) (?:his|her|their|the|its) (?!wife|husband|delegation|team|government|ministers?)"
    r"[a-z]|\s(?:supporters|voters|fans|allies|aides|officials|loyalists)(?!\w)"
)


def _with_pronoun(text: _Text, verb: _Verb, match: re.Match[str]) -> Iterator[Reading]:
    """ "where the president received him": who is the subject of the sentence, or before it."""
    after = text.words[match.end() :]
    object_ = re.match(r"\s?(him|her)(?=[\s,.;]|$)(?! \w+[’'])", after, _FLAGS)
    if object_ is None:
        return
    pronoun = "he" if object_[1].lower() == "him" else "she"
    if pronoun == "she" and not re.match(
        r"\s?her(?:[.,;]|$|\s(?:in|at|on|for|with|to|by|there|here|after|before)\s)",
        after,
    ):
        return
    before = [group for group in text.groups if group.end <= match.start()]
    if not before or not before[-1].may_be_subject or len(before[-1].actors) != 1:
        return
    subject = before[-1]
    if not _AFTER_SUBJECT.fullmatch(text.words[subject.end : match.start()]):
        return
    if len(before) > 1:
        first = before[0]
        known: tuple[Actor, ...] = (
            first.actors if first.may_be_subject and len(first.actors) == 1 else ()
        )
        if not known or not _fits(text, known[0], pronoun):
            return
        cost = 0.06
    else:
        found = _from_before(text, pronoun, 1, subject.start)
        if found is None:
            return
        known, cost = found[0], found[3]
    end = match.end() + object_.end()
    reading = _reading(
        text, verb.says, subject.start, match.start(), end, subject.actors, known, "", cost
    )
    if reading is not None:
        rules = ((known[0].who, "whom a pronoun means"),)
        yield replace(reading, rules=rules)


def _after(text: _Text, at: int, link: re.Pattern[str]) -> _Group | None:
    """The names a verb goes on to, over these words."""
    for group in text.groups:
        if group.start >= at:
            between = text.words[at : group.start]
            # A name may have swallowed the word that links: " with President A".
            return group if link.fullmatch(between) and not group.owns else None
    return None


def _with_subject(
    text: _Text, verb: _Verb, match: re.Match[str], other: _Group | None
) -> Iterator[Reading]:
    start = match.start()
    objects = other.actors if other else ()
    end = other.end if other else match.end()
    if other is None:
        # "A and B met in Paris", but not "A and B met reporters".
        if not verb.takes_object and not _MUTUAL_AFTER.match(text.words, end):
            return
        if re.match(_SPOKE, match[0], _FLAGS) and not _TO_EACH_OTHER.match(text.words, end):
            return
        if re.match(rf"{_BETWEEN}{{0,8}}?\swith\s(?!each|one another)", text.words[end:]):
            return
    subject = _subject(text, start, needs=1 if objects else 2)
    if subject is None:
        return
    actors, begin, rule, doubt = subject
    actors = tuple(each for each in actors if each.who not in {o.who for o in objects})
    if not objects and (len(actors) < 2 or (verb.needs_list and len(actors) < 2)):
        return
    reading = _reading(text, verb.says, begin, start, end, actors, objects, rule, doubt)
    if reading is not None:
        yield replace(reading, together=verb.together)


_Subject = tuple[tuple[Actor, ...], int, str, float]


def _subject(text: _Text, at: int, needs: int) -> _Subject | None:
    """Who does what the verb at an offset says: actors, where they stand, how known, cost."""
    before = [group for group in text.groups if group.end <= at]
    if before:
        nearest = before[-1]
        may_be = nearest.may_be_subject or _LED_BY.search(text.words[: nearest.start])
        is_beside = _AFTER_SUBJECT.fullmatch(text.words[nearest.end : at])
        if may_be and is_beside and len(nearest.actors) >= needs:
            return nearest.actors, nearest.start, "", 0.0
    carried = _CARRIED.search(text.words[:at])
    said = None
    if before:
        said = re.fullmatch(
            rf"(?:,?\s(?:{_DAY}"
            rf"|{_ADVERB}))*\s{_SAID}(?:\s[^\s,;:{_FIRST}]+){{0,6}}?(?:\sthat)?\s(he"
            rf"|she)(?:\s(?:had|has))?"
            rf"{_GAP}",
            text.words[before[-1].end : at],
            _FLAGS,
        )
        if said and before[-1].may_be_subject and len(before[-1].actors) == 1:
            only = before[-1].actors[0]
            title = text.sentence.whole[max(0, before[-1].start - 1) : before[-1].end]
            if _fits(text, only, said[1]) and not _SPOKESMAN.search(title):
                return (only,), before[-1].start, "who said so of themselves", 0.05
    if carried is None:
        return None
    word = (carried["pronoun"] or carried["lone"] or "").lower()
    subjects = [group for group in before if group.may_be_subject]
    if subjects:
        first = subjects[0]
        if word in _GENDER and not (len(first.actors) == 1 and _fits(text, first.actors[0], word)):
            return None
        if _UNREAL_IN.search(text.words[first.end : at]) and len(subjects) > 1:
            return None
        if len(first.actors) >= needs and (len(subjects) == 1 or word or carried["lone"] is None):
            cost = 0.04 if len(subjects) == 1 else 0.12
            if not word and len(subjects) > 1:
                return None
            return first.actors, first.start, "subject of the sentence", cost
        return None
    if not word:
        return None
    return _from_before(text, word, needs, max(0, carried.start()))


_LED_BY = re.compile(r"(?<!\w)(?:led|headed|represented) by\s$", _FLAGS)


def _from_before(text: _Text, word: str, needs: int, at: int) -> _Subject | None:
    """Whom a pronoun means: the subject of the sentence before, or both who stood in it."""
    number = text.sentence.number
    if number < 1:
        return None
    if word in _GENDER:
        if needs > 1:
            return None
        back = number - 1
        if not text.sentences[back].actors and back > 1:
            back -= 1
        previous = _text(text.sentences[back], text.sentences, text.gender)
        for group in previous.groups:
            if group.may_be_subject and len(group.actors) == 1:
                only = group.actors[0]
                if _fits(text, only, word):
                    return (only,), at, "the one named in the sentence before", 0.1
                return None
        return None
    named = {each.who: each for each in text.sentences[number - 1].actors}
    if len(named) < 2 and number > 1:
        named |= {each.who: each for each in text.sentences[number - 2].actors}
    if len(named) != 2:
        return None
    return tuple(named.values()), at, "the two named in the sentence before", 0.16


def _fits(text: _Text, actor: Actor, pronoun: str) -> bool:
    gender = text.gender(actor)
    return not gender or _GENDER[pronoun.lower()] == gender


def _reading(
    text: _Text,
    says: str,
    begin: int,
    at: int,
    end: int,
    subjects: Sequence[Actor],
    objects: Sequence[Actor],
    rule: str,
    doubt: float,
    aside: bool = False,
) -> Reading | None:
    """The reading, unless the clause says that it is not so, or was long ago.

    `aside`: told in an adverbial, which the rest of the clause says nothing about.
    """
    start, stop = _bounds(text.words, begin, end)
    if aside:
        comma = text.words.find(",", end, stop)
        start, stop = at, comma if comma >= 0 else stop
    clause = text.words[start:stop]
    if _UNREAL_BEFORE.search(text.words[:begin][-120:]):
        return None
    is_off = bool(_OFF.search(clause))
    if says == "ahead" and re.match(r"(?:was|were)\s", text.words[at:], _FLAGS):
        told = text.sentences[: text.sentence.number + 1]
        is_off = any(_OFF.search(each.text) for each in told)
    if is_off and says in {"ahead", "noun"}:
        says = "off"
    elif is_off and says == "talked":
        return None
    if says != "off" and _UNREAL_IN.search(text.words[begin:end]):
        return None
    if says == "ahead" and re.search(r"(?<!\w)(?:if|unless|could)(?!\w)", clause, _FLAGS):
        return None
    if says not in {"ahead", "off"} and _LONG_AGO.search(clause):
        return None
    if re.search(r"(?<!\w)had (?:\w+ )?$", text.words[begin:at]) or re.match(
        r"had (?:\w+ )?met", text.words[at : at + 12]
    ):
        doubt += 0.1
    if re.search(
        r"(?<!\w)(?:when|since|as|until) $", text.words[max(0, begin - 8) : begin], _FLAGS
    ):
        doubt += 0.25
    if says == "talked" and _occasion_in(clause):
        says, doubt = "met", doubt + 0.04
    if rule and re.search(r"(?<!\w)had (?!to\b)", text.words[begin:at]) and not aside:
        # "He had flown in from Berlin, where he met B": of other days.
        return None
    rules = tuple((each.who, rule) for each in subjects) if rule else ()
    one_by_one = (
        len(subjects) == 1
        and len(objects) > 1
        and bool(
            _SEPARATE.search(text.words[begin:end])
            or len(re.findall(r"(?<!\w)with(?!\w)", text.words[at:end])) >= len(objects)
        )
    )
    return Reading(
        says,
        start,
        stop,
        tuple(subjects),
        tuple(objects),
        one_by_one,
        rules,
        round(doubt, 2),
        where=tuple(_where(text, begin, at, end, stop)),
        city_ends=max(_city_ends(text.words[:at]), _city_ends(text.words[:begin])),
        by_phone=bool(
            _SPOKE_TO.match(text.words, at) and objects and not _THERE.search(text.words[at:stop])
        ),
    )


# Heads of state and ministers who "spoke with" each other, and no more, did so by telephone.
_SPOKE_TO = re.compile(
    r"(?:(?:spoke|spoken|talked)(?: \w+day| today| yesterday)? (?:with|to)|called)\s",
    re.IGNORECASE,
)
_THERE = re.compile(
    r"(?<!\w)(?:in|at|near|aboard|outside|during|after|before|sidelines|margins|privately"
    r"|briefly|face"
    r"|person|hours?|corridors?|video\w*|virtual\w*)(?!\w)",
    re.IGNORECASE,
)


def _city_ends(before: str) -> int:
    match = re.search(
        rf"(?:\s(?:{_DAY}|{_DATE}|today|yesterday|tomorrow))?,?\swhere"
        rf"(?:\s(?:he|she|they|[\w ]{{0,40}}{_NAME}))?{_GAP}$",
        before,
        _FLAGS,
    )
    return match.start() if match else -1


def _where(text: _Text, begin: int, at: int, end: int, stop: int) -> Iterator[tuple[int, int]]:
    """Where a clause may tell the place: after the parties, between them, before the subject."""
    tail = _NO_MORE_WHERE.search(text.words, end)
    yield end, min(tail.start() if tail else len(text.words), max(stop, end))
    yield at, end
    opening = re.match(r"\s*(?:[A-Z /]+ [-–—] )?(?:In|At|Near|On \w+ in|Earlier in) ", text.words)
    if opening:
        # "In Dublin on Monday A met B" has no comma.
        yield 0, max(text.words.find(",", 0, begin + 1), 0) or begin
    if begin < at:
        yield begin, at


# From here on a clause tells of other things than where.
_NO_MORE_WHERE = re.compile(
    r",\s(?!(?:outside|near|in|at)\s|(?-i:[A-Z]))|(?<!\w)(?:that|which|who"
    r"|about(?! (?:\w+ ){1,3}(?:hours?|minutes))|regarding|after|before|amid|against|over"
    r"|because|while"
    r"|despite|ahead|since|following|to (?!the |a )|and (?!the |in |at ))|(?<!\w)(?:on"
    r"|over) the (?:war|situation|conflict|crisis)|(?<!\w)(?:ceasefire|truce|war|fighting|violence"
    r"|situation|conflict|crisis|unrest|attacks?|killings?|bombings?|elections?|coup) in(?!\w)",
    _FLAGS,
)


def _occasion_in(clause: str) -> bool:
    if re.search(
        r"(?<!\w)(?:by|over the|on the) (?:tele)?phone|by video|face[ -]to[ -]face"
        r"|one[ -]on[ -]one",
        clause,
        _FLAGS,
    ):
        return True
    return any(
        _DURING.search(clause[: match.start()])
        and not re.match(r"\s(?:of|with)", clause[match.end() :])
        for match in _NOUN.finditer(clause)
    )


def _bounds(words: str, begin: int, end: int) -> tuple[int, int]:
    """From the start of the clause, an adverbial before the subject taken in, to its end."""
    start = 0
    for match in _CLAUSE_ENDS.finditer(words, 0, begin):
        start = match.end()
    stop = _CLAUSE_ENDS.search(words, end)
    return start, stop.start() if stop else len(words)


_OF_THEIRS = re.compile(r"[’']s?\s(?:[\w’'.-]+\s){0,5}")


# --- Nouns --------------------------------------------------------------------------------


def _by_noun(text: _Text) -> Iterator[Reading]:
    words = text.words
    if text.is_title:
        for match in _HYPHENATED.finditer(words):
            pair = [
                a
                for g in text.groups
                for a in g.actors
                if match.start() <= a.start - text.sentence.start < match.end()
            ]
            yield from _of_noun(text, match.start(), match.start(), match.end(), tuple(pair), ())
    for match in re.finditer(
        rf"(?<!\w)signed (?:[^\s,;:{_FIRST}]+ ){{0,7}}?by (?:the )?(?=[\w.’' ]{{0,60}}{_NAME})",
        words,
        _FLAGS,
    ):
        by = next((group for group in text.groups if group.end > match.end()), None)
        if by is not None and by.start <= match.end() and len(by.actors) > 1 and not by.owns:
            reading = _reading(
                text, "talked", match.start(), match.start(), by.end, by.actors, (), "", 0.0
            )
            if reading is not None:
                yield reading
    theirs = re.match(rf"\s*Their (?:[\w-]+ ){{0,3}}{_MEETING}(?!\w)", words, _FLAGS)
    if theirs and not text.is_title and _PLANNED.search(words, theirs.end()):
        both = _from_before(text, "they", 2, 0)
        if both is not None:
            reading = _reading(text, "ahead", 0, 0, len(words), both[0], (), both[2], 0.1)
            if reading is not None:
                yield reading
    for match in _NOUN.finditer(words):
        link = _NOUN_WITH.match(words, match.end())
        if link is None:
            continue
        other = next((group for group in text.groups if group.start >= link.end()), None)
        if other is None or other.start != link.end() or other.owns:
            continue
        if link[0].rstrip().endswith("between"):
            if len(other.actors) > 1:
                yield from _of_noun(text, match.start(), match.start(), other.end, other.actors, ())
            continue
        owner = next(
            (
                group
                for group in text.groups
                if group.owns
                and group.end <= match.start()
                and _OF_THEIRS.fullmatch(words[group.end : match.start()])
            ),
            None,
        )
        if owner is not None:
            yield from _of_noun(
                text, owner.start, match.start(), other.end, owner.actors[-1:], other.actors
            )
            continue
        yield from _in_passing(text, match, other)


def _of_noun(
    text: _Text,
    begin: int,
    at: int,
    end: int,
    subjects: tuple[Actor, ...],
    objects: tuple[Actor, ...],
) -> Iterator[Reading]:
    """ "talks between A and B", "A's meeting with B": held, planned or called off."""
    before, after = text.words[:begin], text.words[end:]
    start, stop = _bounds(text.words, begin, end)
    clause = text.words[start:stop]
    says = ""
    doubt = 0.0
    if _OFF.search(clause):
        says = "off"
    elif _PLANNED.search(after[:60]) or _PLANNED.search(text.words[max(0, begin - 40) : at]):
        says = "ahead"
    elif _UNREAL_IN.search(re.split(r"[,;.]", after, maxsplit=1)[0]):
        return
    elif _TOOK_PLACE.match(after) and not _BARE.search(before):
        says = "met"
        doubt = 0.02
    elif _DURING.search(before) and not _BARE.search(before) and not _AHEAD_OF.search(before):
        says, doubt = "met", 0.06
    elif text.is_title and not _BARE.search(before) and not _AHEAD_OF.search(before):
        says = "noun"
        if re.search(
            r"(?<!\w)(?:to (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|set for|looms?)(?!\w)", after
        ):
            says = "off" if _OFF.search(clause) else ""
    if says:
        reading = _reading(text, says, begin, at, end, subjects, objects, "", doubt)
        if reading is not None:
            yield reading


def _in_passing(text: _Text, noun: re.Match[str], other: _Group) -> Iterator[Reading]:
    """ "A said after talks with B", "In a phone call with B, A thanked him"."""
    before = text.words[: noun.start()]
    during = _DURING.search(before)
    if during is None or _IN_TALKS.search(before) or _AHEAD_OF.search(before):
        return
    subject = _main_subject(text, during.start(), other)
    if subject is None:
        return
    actors, begin, doubt = subject
    between = text.words[begin : during.start()]
    if re.search(r"(?<!\w)(?:will|would|to be|could|may|plans?|hopes?)(?!\w)", between, _FLAGS):
        return
    if _CAME_FROM.search(text.words[begin : noun.start()]):
        # Somewhere else, on a day before.
        doubt += 0.2
    rule = "subject of the sentence"
    reading = _reading(
        text, "met", min(begin, during.start()), noun.start(), other.end, actors, other.actors,
        rule, doubt + 0.02, aside=True,
    )  # fmt: skip
    if reading is not None:
        yield reading


_CAME_FROM = re.compile(
    r"(?<!\w)(?:flew|flown|flying|came|coming|arriv\w+|return\w+|travell?\w+|back|home|fresh)"
    r"(?:\s\w+){0,3}?\sfrom(?!\w)",
    _FLAGS,
)


def _main_subject(
    text: _Text, at: int, other: _Group
) -> tuple[tuple[Actor, ...], int, float] | None:
    """The subject of the main clause about an adverbial that names the other party."""
    before = [group for group in text.groups if group.end <= at]
    if before:
        # With two of them before, which one held the talks is a guess.
        subjects = [group for group in before if group.may_be_subject]
        if len(before) == 1 and subjects:
            group = subjects[0]
            if len(group.actors) == 1 and not _SPOKESMAN.search(
                text.sentence.whole[group.start : group.end]
            ):
                return group.actors, group.start, 0.0
        return None
    after = next((group for group in text.groups if group.start >= other.end), None)
    if after is None or after.owns or len(after.actors) != 1:
        return None
    between = text.words[other.end : after.start]
    if re.fullmatch(rf"(?:\s[^,;:{_FIRST}]{{1,70}})?,\s", between) and re.match(
        r"(?:,[^,;]{1,80},)?\s(?!and\b)[a-z]", text.words[after.end :]
    ):
        return after.actors, other.start, 0.02
    return None


# --- "Meeting B in Paris, A said" -----------------------------------------------------------


def _by_participle(text: _Text) -> Iterator[Reading]:
    for match in _MEETING_SOMEBODY.finditer(text.words):
        other = next((group for group in text.groups if group.start >= match.end()), None)
        if other is None or other.start != match.end() or other.owns:
            continue
        subject = _main_subject(text, match.start(), other)
        if subject is None:
            continue
        actors, begin, doubt = subject
        between = text.words[begin : match.start()]
        if re.search(r"(?<!\w)(?:will|would|could|may|plans?|hopes?|by)(?!\w)", between, _FLAGS):
            continue
        reading = _reading(
            text, "met", min(begin, match.start()), match.start(), other.end, actors, other.actors,
            "subject of the sentence", doubt + 0.02, aside=True,
        )  # fmt: skip
        if reading is not None:
            yield reading
