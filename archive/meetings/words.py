"""The words by which Russian, Kazakh and English news report a meeting.

Each kind has one pattern for all three languages: their words do not collide. The order is
the order of choice, when a sentence holds words of several kinds: a call about a visit is
a call.
"""

import re

from archive.models.choices import MeetingKind


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + ")", re.IGNORECASE)


KINDS: list[tuple[MeetingKind, re.Pattern[str]]] = [
    (
        MeetingKind.PHONE_CALL,
        _words(
            r"телефонн\w+ (?:разговор|бесед|переговор|звон)",
            r"по телефону",
            r"созвон\w+",
            r"телефон арқылы",
            r"телефонмен сөйлес",
            r"by (?:tele)?phone",
            r"(?:tele)?phone (?:call|conversation|talks)",
            r"telephone (?:call|conversation)",
            r"held a call",
        ),
    ),
    (
        MeetingKind.VIDEO_CALL,
        _words(
            r"видеоконференц",
            r"по видеосвязи",
            r"видеосвяз",
            r"в формате ВКС",
            r"в режиме онлайн",
            r"онлайн-(?:встреч|саммит|переговор)",
            r"бейнеконференция",
            r"бейнебайланыс",
            r"онлайн (?:форматта|кездес)",
            r"by video",
            r"video ?(?:call|conference|link|summit)",
            r"via video",
            r"virtual (?:summit|meeting)",
        ),
    ),
    (
        MeetingKind.TALKS,
        _words(
            r"переговор\w*",
            r"келіссөз\w*",
            r"talks",
            r"negotiations",
            r"встрет(?:ил|ились|ился|илась|ятся|ится)\w*",
            r"встреч[аеуи]\w*",
            r"побеседовал\w*",
            r"бесед[ау] (?:с|между)",
            r"кездес(?:ті|у|уі|уде|уінде|іп)\w*",
            r"әңгімелес(?:ті|у)\w*",
            r"сөйлес(?:ті|у)\w*",
            r"met (?:with |in |on |at |for )?",
            r"meeting",
            r"held discussions",
            r"sat down with",
        ),
    ),
    (MeetingKind.SUMMIT, _words(r"саммит\w*", r"summit\w*")),
    (
        MeetingKind.RECEPTION,
        _words(
            r"принял[аи]?(?= (?:в |у себя|президент|премьер|глав|министр|председател))",
            r"принял[аи]?(?= (?-i:[А-ЯЁ]))",
            r"қабылдады",
            r"received(?= (?-i:[A-Z]))",
            r"hosted(?= (?-i:[A-Z]))",
            r"welcomed(?= (?-i:[A-Z]))",
        ),
    ),
    (
        MeetingKind.VISIT,
        _words(
            r"(?:рабоч|официальн|государственн|дружеск|ответн|перв)\w+ визит\w*",
            r"визит\w*",
            r"посетил\w*",
            r"прибыл\w*",
            r"сапар\w*",
            r"visit(?:ed|s|ing)?",
            r"arrived",
        ),
    ),
    (MeetingKind.FORUM, _words(r"форум\w*", r"forum")),
    (
        MeetingKind.SIGNING,
        _words(r"подписал\w*", r"подписан\w*", r"қол қойды", r"signed", r"signing"),
    ),
]

# A verb that by itself says that people met. It outweighs a plan in the same sentence:
# "встретился с Путиным и пригласил его в Астану".
MET = _words(
    r"встретил(?:ся|ась|ись|и|а)?(?!\w)",
    r"пров(?:ел|ела|ели|ёл) (?:\w+ ){0,3}(?:переговоры|встречу|бесед[уы]|разговор)",
    r"состоял(?:ся|ась|ось|ись)(?!\w)",
    r"(?:переговоры|встреча|беседа|саммит|разговор)[^.,;]{0,80} прош(?:ли|ла|ел|ёл)(?!\w)",
    r"прош(?:ли|ла|ел|ёл) (?:\w+ ){0,4}(?:переговоры|встреча|беседа|саммит|разговор)",
    r"принял[аи]?(?! (?:приглаш|решени|участи|закон|указ|предложени|отставк|присяг|меры))(?!\w)",
    r"поговорил[аи]?(?!\w)",
    r"побеседовал[аи]?(?!\w)",
    r"переговорил[аи]?(?!\w)",
    r"созвонил(?:ся|ась|ись)(?!\w)",
    r"вел[аи]? переговоры",
    r"кездесті",
    r"келіссөз (?:жүргізді|өткізді)",
    r"(?:келіссөз|кездесу|саммит)\w* (?:\w+ ){0,3}өтті",
    r"сөйлесті",
    r"әңгімелесті",
    r"қабылдады(?!\w)",
    r"met(?= (?:with|in|on|at|for|behind|face|(?-i:[A-Z])))",
    r"held (?:\w+ ){0,3}(?:talks|negotiations|meeting|discussions|call|conversation|summit)",
    r"spoke (?:by|on|over|with)",
    r"talked (?:by|on|over|with)",
    r"(?:received|hosted|welcomed)(?= (?-i:[A-Z]))",
    r"sat down with",
    r"took place",
)

# What else says that something was held; with these, nothing may speak of a plan.
HELD = _words(
    r"обсудил[аи]?(?!\w)",
    r"прибыл[аи]?(?!\w)",
    r"посетил[аи]?(?!\w)",
    r"приехал[аи]?(?!\w)",
    r"прилетел[аи]?(?!\w)",
    r"подписал[аи]?(?!\w)(?! указ)",
    r"заверш(?:ил|ила|или|ились|илась|ился|ены|ена|ён)(?!\w)",
    r"принял[аи]? участие",
    r"приняли участие",
    r"собрал(?:ись|ся)(?!\w)",
    r"қол қойды",
    r"(?:өтті|жүргізді|талқылады|келді|барды|аяқталды|өткізді)(?!\w)",
    r"(?:met|held|discussed|spoke|talked|arrived|visited|concluded|gathered|signed)(?!\w)",
)

# What says that it was not, or is only wished, asked for or imagined: nothing outweighs it.
NEVER = _words(
    r"не (?:встре|состо|пров|приня|поговор|будет|стан|планир)\w*",
    r"невозмож\w*",
    r"исключ\w*",
    r"сорва(?:л|н)\w*",
    r"перенес\w*",
    r"отложен\w*",
    r"отложил\w*",
    r"отмен\w*",
    r"отказ\w*",
    r"отверг\w*",
    r"если бы",
    r"прокомментировал\w*",
    r"кездеспе\w*",
    r"қалдырылды",
    r"болмайды",
    r"бас тартты",
    r"(?:did|was|were|have|has|would|could|will) not",
    r"(?:didn|wasn|weren|won)['’]t",
    r"cancel\w*",
    r"postpone\w*",
    r"refuse\w*",
    r"reject\w*",
    r"ruled? out",
    r"den(?:y|ies|ied)",
)

# What says that it is to come, or is somebody else's affair.
NOT_HELD = _words(
    r"состо(?:ится|ятся)",
    r"встрет(?:ится|ятся)",
    r"провед[уёе]т",
    r"про(?:йд[уёе]т)\w*",
    r"планир\w+",
    r"запланирован\w*",
    r"намерен\w*",
    r"собира(?:ется|ются)",
    r"ожида(?:ется|ются)",
    r"предстоящ\w+",
    r"готов(?:ится|ятся|ят|ит|ы)?(?!\w)",
    r"подготовк\w+",
    r"прибудет",
    r"посетит",
    r"мо(?:жет|гут) встретиться",
    r"приглас\w+",
    r"пригла(?:шён|шен)\w*",
    r"приглашени\w+",
    r"предл(?:ожил|агает)\w*",
    r"призвал\w*",
    r"договорил\w*",
    r"телеграмм\w*",
    r"поздравил\w*",
    r"годовщин\w*",
    r"похорон\w*",
    r"указ\w*",
    r"өтеді",
    r"кездеседі",
    r"жоспарла\w+",
    r"келеді деп",
    r"дайын",
    r"шақырды",
    r"ұсынды",
    r"жеделхат\w*",
    r"құттықта\w+",
    r"will (?:meet|hold|visit|travel|host|be|take|arrive|discuss)",
    r"(?:is|are) (?:to meet|expected|due|scheduled|set to|ready)",
    r"to (?:meet|hold|host|visit)",
    r"plans?",
    r"planned",
    r"calls? (?:for|on)",
    r"proposed",
    r"offered",
    r"agreed to",
    r"anniversary",
    r"congratulat\w+",
    r"telegram of",
    r"funeral",
)

# A meeting of other days, told for the background.
BACKGROUND = _words(
    r"напомним",
    r"ранее",
    r"в прошлом году",
    r"бұған дейін",
    r"былтыр",
    r"earlier this (?:year|month)",
    r"last (?:year|month)",
    r"previously",
)

# Whom these words speak of was not there: "обсудили встречу с X", "о наследии X".
SPOKEN_OF = re.compile(
    r"(?:(?:обсуд|обсужд)\w+ (?:[\w ]+ )?(?:встреч|переговор|визит|саммит)\w*[^,.;]*"
    r"|discussed (?:\w+ ){0,3}(?:meeting|talks|visit|summit)[^,.;]*"
    r"|(?:похорон|памят|наследи|деньг|награжден|указ|приглашени|решени|заявлени"
    r"|предложени|политик|адвокат|funeral|memory)\w*(?: of)?(?: [\w-]+){0,2} )$",
    re.IGNORECASE,
)

# Whoever stands next to these words reports the meeting and need not have been there.
SPEAKER = re.compile(
    r"(?:сообщил\w*|заявил\w*|рассказал\w*|уточнил\w*|отметил\w*|передает|передаёт|по словам"
    r"|по сообщению|пресс-секретар\w+|хабарлады|мәлімдеді|said|told|according to|spokes\w+)"
    r"[\s,:]*(?:[\w-]+[\s,]+){0,5}$",
    re.IGNORECASE,
)
SPEAKER_FOLLOWS = re.compile(
    r"^[\s,]*(?:сообщил\w*|заявил\w*|рассказал\w*|уточнил\w*|хабарлады|мәлімдеді|said\b|told\b)",
    re.IGNORECASE,
)

# A city after one of these is where the sentence happened.
PLACE_BEFORE = re.compile(
    r"(?:(?<!\w)(?:в|во|in|at|город\w*|г\.|столиц\w+|прибыл\w* в)\s+(?:[\w-]+\s+)?$)", re.IGNORECASE
)
# In Kazakh the ending says it: Омбыда, Мәскеуде.
PLACE_ENDING = re.compile(r"(?:да|де|та|те|нда|нде)$")
