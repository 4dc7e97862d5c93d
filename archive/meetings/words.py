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
            r"принял[аи]?(?= (?:в |у себя|президент|премьер|глав|министр|председател|[А-ЯЁ]))",
            r"қабылдады",
            r"received (?=[A-Z])",
            r"hosted (?=[A-Z])",
            r"welcomed (?=[A-Z])",
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

# What says that the meeting was held. A sentence without a verb (a headline) also will do.
HELD = _words(
    r"состоял\w+",
    r"прош(?:ёл|ел|ла|ли|ло)",
    r"провел[аи]?",
    r"провёл",
    r"встретил\w*",
    r"обсудил\w*",
    r"поговорил\w*",
    r"побеседовал\w*",
    r"переговорил\w*",
    r"принял[аи]?",
    r"прибыл\w*",
    r"посетил\w*",
    r"заверш\w+ла?",
    r"завершил\w*",
    r"подписал\w*",
    r"договорил\w*",
    r"собрал\w*",
    r"открыл\w*",
    r"стал[аио]?",
    r"(?:өтті|кездесті|жүргізді|талқылады|қабылдады|сөйлесті|келді|болды|аяқталды|өткізді)",
    r"қол қойды",
    r"(?:met|held|discussed|spoke|talked|signed|arrived|hosted|received|welcomed|visited|concluded"
    r"|took place|gathered|agreed|opened|ended|flew|came)",
)

# What says that it was not, or not yet, or long ago.
NOT_HELD = _words(
    r"состоится",
    r"состоятся",
    r"не состо\w+",
    r"встретится",
    r"встретятся",
    r"не встре\w+",
    r"провед[уё]т",
    r"проведет",
    r"пройд[уё]т",
    r"планиру\w+",
    r"запланирован\w*",
    r"намерен\w*",
    r"собира(?:ется|ются)",
    r"ожида(?:ется|ются)",
    r"предстоящ\w+",
    r"отмен\w+",
    r"отлож\w+",
    r"готовится",
    r"прибудет",
    r"посетит",
    r"может встретиться",
    r"приглас\w+",
    r"пригла(?:шён|шен)\w*",
    r"телеграмм\w*",
    r"поздравил\w*",
    r"годовщин\w*",
    r"өтеді",
    r"кездеседі",
    r"жоспарла\w+",
    r"келеді деп",
    r"жеделхат\w*",
    r"құттықта\w+",
    r"will (?:meet|hold|visit|travel|host|be|take|arrive|discuss)",
    r"(?:is|are) (?:to meet|expected|due|scheduled|set to)",
    r"plans? to",
    r"planned",
    r"cancel\w*",
    r"postponed",
    r"anniversary",
    r"congratulat\w+",
    r"telegram of",
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
