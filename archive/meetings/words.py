"""The words by which Russian, Kazakh and English news tell of meetings.

One pattern for all three languages: their words do not collide. What each is for stands over
it; detect.py says in which order they are asked.
"""

import re

from archive.models.choices import MeetingKind


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + ")", re.IGNORECASE)


# What people who met held: the noun, in any case.
_HELD_RU = (
    r"(?:переговор|встреч|бесед|разговор|консультац|саммит|заседани|звон(?:ок|к)|завтрак|обед"
    r"|ужин|аудиенц|раунд|сесси|контакт|при[её]м)\w*"
)
_HELD_KK = (
    r"(?:кездесу|жүздесу|келіссөз|әңгімелесу|әңгіме|сөйлесу|саммит|сұхбат|кеңес|отырыс|жиын|мәжіліс"
    r"|басқосу|консультация)\w*"
)
# A person is received; a law, a decision, a declaration is adopted.
_NO_GUESTS_KK = "".join(
    rf"(?<!{noun}{ending} )"
    for noun in (
        "шешім заң құжат мәлімдеме декларация қарар бағдарлама жоспар ұсыныс шақыру хартия"
        " тұжырымдама коммюнике келісім шарт қатысу сыйлық өтініш қаулы жарлық стратегия ант"
        " міндеттеме бюджет конституция резолюция хаттама тізім сын"
    ).split()
    for ending in (
        "", "ды", "ді", "ты", "ті", "ны", "ні", "ын", "ін", "сын", "сін", "дер", "дар", "лар",
        "лер", "тар", "тер", "дарды", "дерді", "ларды", "лерді", "тарды", "терді",
    )
)  # fmt: skip
_PAST_KK = r"(?:ті|ты|іп|ып|кен|қан|ген|ған|іпті|ыпты)"
_TALK_KK = r"(?:кездес|жүздес|жолық|тілдес|сөйлес|әңгімелес|сұхбаттас|ұшырас|дидарлас|пікірлес)"
_HELD_EN = (
    r"(?:talks?|meetings?|discussions?|negotiations|conversations?|calls?|summit|dinner|lunch"
    r"|breakfast|consultations|session|round|audience)"
)

# A verb that by itself says that people met or spoke. It outweighs a plan in the same clause:
# "встретился с Путиным и пригласил его в Астану".
MET = _words(
    r"встретил(?:ся|ась|ись)(?!\w)",
    r"встречал(?:ся|ась|ись)(?!\w)",
    r"(?:увидел|повидал|свидел)(?:ся|ась|ись)(?!\w)",
    r"(?:по|про|пере)?говорил[аи]?(?= (?:с |со |по телефону|между|час|\w+ (?:час|минут)))",
    r"(?:переговорил|проговорил|побеседовал|беседовал|разговаривал)[аи]?(?!\w)",
    r"(?:созвонил|пообщал|общал)(?:ся|ась|ись)(?!\w)",
    r"(?:успел[аи]?|смог(?:ла|ли)?|удалось) (?:\w+ )?(?:увидеть|встретить|повидать|поговор|перегов|обсуд)\w*",
    r"связал(?:ся|ась|ись) (?:\w+ ){0,2}по (?:телефону|видео)",
    r"позвонил[аи]?(?!\w)",
    r"(?:по)?(?:ужинал|обедал|завтракал)[аи]?(?!\w)",
    r"(?:сел[аи]?|сидел[аи]?|собрал\w+) (?:\w+ )?за (?:одн\w+ |общ\w+ |кругл\w+ )?стол",
    r"пров(?:ел|ёл|ела|ели|одят|одит) (?:[\w-]+ ){0,4}" + _HELD_RU,
    r"проведен[аоы]? (?:[\w-]+ ){0,3}" + _HELD_RU,
    r"вел[аи]? (?:[\w-]+ ){0,2}переговоры",
    r"(?:состоял(?:ся|ась|ись)|прош(?:ли|ла|[её]л)|начал(?:ся|ась|ись)|проходят|проходит|идут|ид[её]т"
    r"|завершил(?:ся|ась|ись)|закончил(?:ся|ась|ись)|открыл(?:ся|ась|ись)) (?:[\w-]+ ){0,5}?"
    + _HELD_RU,
    _HELD_RU
    + r"[^.,;]{0,90}?\s(?:прош(?:ли|ла|[её]л)|состоял(?:ся|ась|ись)|продолжал(?:ся|ась|ись)"
    r"|продлил(?:ся|ась|ись)|длил(?:ся|ась|ись)|завершил(?:ся|ась|ись)|закончил(?:ся|ась|ись)"
    r"|начал(?:ся|ась|ись)|занял[аи]?|шла|шли|ш[её]л|проходил[аи]?|касал(?:ся|ась|ись)|проходит|проходят|ид[её]т|идут)(?!\w)",
    r"принял[аи]?(?! (?:приглаш|решени|участи|закон|указ|предложени|отставк|присяг|мер[ыа]|резолюц"
    r"|деклара|заявлени|докум|совместн|комплекс|план|парад|верительн|постановл|программ))(?!\w)",
    r"принимает(?= )",
    r"принимал[аи]?(?! (?:участ|решен|мер))(?!\w)",
    r"угощал[аи]?",
    r"бас (?:қос(?:ты|ып|қан)|түйістір\w+)(?!\w)",
    rf"{_TALK_KK}{_PAST_KK}(?!\w)",
    # "кездескенін айтты", "кездескеннен кейін"
    rf"{_TALK_KK}(?:кен|қан|ген|ған)(?:[ыі]н?|дығын|дігін|нан|нен|да|де)(?!\w)",
    _NO_GUESTS_KK + r"қабылда(?:ды|п|ған)(?!\w)",
    r"қабылдауында болды(?!\w)",
    r"пікір (?:алмас|бөліс)(?:ты|ті|ып|іп)(?!\w)",
    r"(?:телефон|қоңырау) (?:шал|соқ|соғ)(?:ды|ты|ып|қан|ған)(?!\w)",
    r"телефон арқылы хабарлас(?:ты|ып|қан)(?!\w)",
    _HELD_KK + r" (?:[\w-]+ ){0,3}(?:жүргіз|өткіз)(?:ді|іп|ген)(?!\w)",
    _HELD_KK + r" (?:[\w-]+ ){0,4}(?:өтті|өткен|болды|аяқталды|басталды|жалғасты|созылды|жүргізілді"
    r"|өткізілді|жүріп жатыр|өтіп жатыр)(?!\w)",
    r"(?:бір|дөңгелек|келіссөз) (?:үстел|дастарқан)\w* (?:басында )?(?:\w+ )?(?:отыр|жина"
    r"|бас қос)\w*(?:ды|ты)(?!\w)",
    r"(?:қол|төс) (?:алысып|қағыстыр\w+) (?:амандас|көріс|сәлемдес)(?:ты|ті)(?!\w)",
    r"met(?= (?:with |in |on |at |for |behind |face|privately|separately|again|\w+ly |here|the |his |her |their |Presid|(?-i:[A-Z])))",
    r"(?:had |has |have )met(?!\w)",
    r"meeting(?= (?-i:[A-Z]))",
    r"(?:held|holds|had|hold|opened|began|ended|concluded|finished|wrapped up) (?:[\w-]+ ){0,5}?"
    + _HELD_EN,
    _HELD_EN + r"[^.,;]{0,90}?\s(?:took place|ended|lasted|began|concluded|followed)(?!\w)",
    r"(?:spoke|spoken|talked|conferred|dined|lunched|huddled)(?= (?:by|on|over|with|to|privately|for|separately|again))",
    r"(?:received|hosted|welcomed|telephoned|phoned|greeted)(?= (?:\w+ ){0,3}(?-i:[A-Z]))",
    r"called(?= (?:President|Prime|Chancellor|King|(?-i:[A-Z]\w+ [A-Z])))",
    r"was received by",
    r"sat (?:down )?(?:\w+ )?(?:with|between|across|beside|opposite)",
    r"sitting (?:down )?with",
    r"spent (?:[\w-]+ ){1,4}(?:hours?|minutes)",
    r"(?:had|shared|ate) (?:\w+ )?(?:dinner|lunch|breakfast) with",
)

# What people do together who met; with two of them in one clause it says that they did.
TALKED = _words(
    r"обсудил[аи]?(?!\w)",
    r"обсуждал[аи]?(?!\w)",
    r"обсуждают(?!\w)",
    r"рассмотрел[аи]?(?!\w)",
    r"договорил(?:ся|ась|ись)(?!\w)",
    r"условил(?:ся|ась|ись)(?!\w)",
    r"обменял(?:ся|ась|ись)(?!\w)",
    r"пожал[аи]?(?: друг другу)? рук",
    r"рукопожати\w+",
    r"согласовал[аи]?(?!\w)",
    r"подписал[аи]?(?!\w)(?! указ)",
    r"(?:по)?ставил[аи]? (?:\w+ ){0,2}подпис\w+",
    r"скрепил[аи]?(?!\w)",
    r"собрал(?:ись|ся)(?!\w)",
    r"лицом к лицу",
    r"с глазу на глаз",
    r"один на один",
    r"(?:талқылады|келісті|уағдаласты|қол қойды|қол алысты|алмасты|ақылдасты)(?!\w)",
    r"(?:талқылап|талқылаған|қол қойып|қол қойған|қол алысып|уағдаласып|келісіп|кеңесті"
    r"|сөз етті)(?!\w)",
    r"(?:қарастырды|пысықтады|саралады|ой бөлісті|қол жеткізді|қатар отырды|құшақтасты)(?!\w)",
    r"қолын қысты(?!\w)",
    r"(?:тіл табысты|мәмілеге келді|ымыраға келді|келісімге келді)(?!\w)",
    r"(?:бетпе-бет|көзбе-көз|оңаша)(?!\w)",
    r"(?:discussed|agreed|signed|shook hands|exchanged|negotiated|reviewed|gathered)(?!\w)",
    r"face[ -]to[ -]face",
    r"one[- ]on[- ]one",
)

# A meeting taken for granted: "в ходе встречи", "after their talks".
OCCASION = _words(
    r"(?:в ходе|на|по итогам|итоги|итогам|после|во время|по окончании|за|перед|до|начало|открывая|о)"
    r" (?:[\w-]+ ){0,3}?(?:переговор|встреч|бесед|разговор|саммит|ужин|обед|завтрак|консультац)\w+",
    r"(?:кездесу|жүздесу|сөйлесу|тілдесу)(?:і?нде|лерінде|лерде|де)(?!\w)",
    r"келіссөз(?:дер)?(?:інде|де)(?!\w)",
    r"(?:кездесу|жүздесу|келіссөз|әңгіме|сұхбат|сөйлесу|тілдесу)\w* (?:барысында|кезінде|үстінде"
    r"|соңында"
    r"|қорытындысы\w*|нәтижесі\w*|аясында|кейін|соң)(?!\w)",
    r"(?:during|after|at|in|following|before) (?:\w+ ){0,3}?(?:meeting|talks|call|conversation|summit|dinner|lunch)",
)

# Who was there beside the parties.
ATTENDED = _words(
    r"присутствовал[аи]?(?!\w)",
    r"присутствуют(?!\w)",
    r"(?:при)?ня(?:л|ли|ла|в) участие",
    r"участвовал[аи]?(?!\w)",
    r"сопровожда\w+",
    r"представля\w+",
    r"входил[аи]? в (?:состав|делегаци)\w*",
    r"в делегаци\w*",
    r"(?<!саммитке )(?:қатысты|қатысып|қатысқан)(?!\w)",
    r"(?:ертіп|бірге жүр|сүйемелде|делегация құрам|төрағалық ет)\w*",
    r"(?:attended|was present|were present|were also|was also|joined by|accompanied|in the room)(?!\w)",
)

# A word for a meeting, by itself: enough in a headline, and where a sentence has no verb.
NOUN = _words(
    r"(?:переговор|встреч|бесед|разговор|саммит|консультац|аудиенц)\w*",
    r"(?:кездесу|жүздесу|басқосу|келіссөз|саммит|әңгіме|сұхбаттасу|сөйлесу|тілдесу)\w*",
    r"(?:talks|meeting|meets?|summit|call|conversation|sees|hosts|receives|welcomes)(?!\w)",
    r"встречает(?:ся)?(?!\w)",
)

# Somebody came; a meeting only if the text says no more than whom they came to.
VISITED = _words(
    r"(?:прибыл|приехал|прилетел|посетил|навестил)[аи]?(?!\w)",
    r"визит\w*",
    r"(?:келді|барды|келіп|барып|келген|барған|сапар\w*)(?!\w)",
    r"(?:arrived|visited|visit|visits|arrives|travel(?:s|l?ed))(?!\w)",
)

# Whom somebody came to.
INVITED = _words(
    r"по приглашению", r"шақыруымен", r"at the invitation",
    r"(?:визит|прибыл|приехал|прилетел)\w* [^.,;]*?(?:к|ко) (?:\w+ ){0,3}?(?-i:[А-ЯЁ])",
)  # fmt: skip

# "Телефонный разговор с …": a press office leaves out whose.
TITLE_WITHOUT_SUBJECT = re.compile(
    r"(?:телефонный разговор|встреча|переговоры|беседа|рабочая встреча|"
    r"(?:phone )?(?:call|meeting|talks)) (?:с|со|with) ",
    re.IGNORECASE,
)

# Whoever comes from an institution, by no name; the institution follows.
PEOPLE_OF = (
    r"(?<!\w)(?:(?:делегаци|руководств|представител|посл|эксперт|миссие|сопредседател|наблюдател)\w*"
    r"(?: (?:государств|стран|членов|стран-членов))?"
    r"|(?:delegation|leadership|leaders|officials|representatives|ambassadors|members|envoys)"
    r"(?: (?:of|from)(?: the)?)?)\s+"
)
EUROPEAN_UNION = r"Евросоюз\w*|ЕС|European Union|EU|Еуропалық одақ\w*"

# What lies ahead.
AHEAD = _words(
    r"состо(?:ится|ятся)(?!\w)",
    r"(?:встрет|увид|созвон)(?:ится|ятся)(?!\w)",
    r"пров[её]д(?:[её]т|ут)(?!\w)",
    r"про(?:йд[её]т|йдут)(?!\w)",
    r"при(?:мет|мут)(?!\w)(?! участ)",
    r"примет участ\w+",
    r"примут участ\w+",
    r"(?:посетит|посетят|прибудет|прибудут|приедет|приедут|прилетит|прилетят|побывает|отправится)(?!\w)",
    r"(?:поговор|обсуд|сяд)(?:ит|ят|ет|ут)(?!\w)",
    r"(?:соберутся|присоединится|присоединятся)(?!\w)",
    r"(?:планиру|запланирован|намечен|назначен|предсто)\w+",
    r"намерен\w*",
    r"(?:договорил|условил)(?:ся|ась|ись) (?:\w+ )?(?:встрет|увид|провест|созвон)\w*",
    r"собира(?:ется|ются)(?!\w)",
    r"ожида(?:ется|ются)(?!\w)",
    r"готовится",
    r"ждут(?!\w)",
    r"анонс\w*",
    r"(?:өтеді|барады|келеді|қабылдайды|бас қосады|қатысады|жиналады|отырады|ұшып барады)(?!\w)",
    r"(?:өтпек|бармақ|келмек|қабылдамақ|бас қоспақ|қатыспақ|жиналмақ|өткізбек|жүргізбек)(?!\w)",
    rf"{_TALK_KK}(?:еді|ады|пек|пақ|етін\w*|атын\w*|уі тиіс|уы тиіс|ейін деп|уге жинал\w+)(?!\w)",
    r"(?:өткіз|жүргіз)(?:еді|етін\w*|уі тиіс|іледі|ілмек|уді жоспарла\w+)(?!\w)",
    r"(?:бар|қатыс|қабылдай|бас қос|кел|өт)(?:атын|етін|тын)(?:ы|і|дығы|дігі|ын|ін|дығын"
    r"|дігін)?(?!\w)"
    r"(?= (?:болды|болады|айт|хабарла|мәлімде|жазды|растады|белгілі|күн))",
    r"(?:жоспарлан|күтіл|белгілен)(?:ді|іп|ып|уде|еді|мек)(?!\w)",
    r"(?:жоспарланған|күтілетін|күтіліп отырған|белгіленген|алдағы|келесі) (?:[\w-]+ )?"
    r"(?:кездес|жүздес|келіссөз|сапар|саммит|бас қос)\w*",
    r"(?:жоспарлап отыр|жоспарлануда|дайындалып жатыр|дайындық жүріп)",
    r"(?:қашан|қайда) (?:кездес|өт|жүздес)(?:еді|етін\w*)",
    r"(?:will|would) (?:\w+ )?(?:meet|hold|visit|travel|host|be|take|arrive|discuss|sit|receive|speak|talk|join|see|fly|attend|welcome)",
    r"(?:is|are|was|were) (?:\w+ )?(?:to (?:meet|hold|visit|host|sit|travel|arrive|see|speak|receive)|expected|due|scheduled|set to|planning)",
    r"to (?:meet|hold talks|host|visit|receive|welcome|sit down)(?!\w)",
    r"plans? to",
    r"(?:planned|scheduled|upcoming|forthcoming)(?!\w)",
)

# What was called off, put off, refused or did not come about.
OFF = _words(
    r"отмен(?:[её]н[аоы]?|ил\w*|яет\w*)(?!\w)",
    r"отлож(?:ен[аоы]?|ил\w*)(?!\w)",
    r"перен(?:[её]с|есл[аи]|есен[аоы]?)(?!\w)",
    r"сорва(?:л|н)\w*",
    r"не (?:состо|встре|провед|прове[лд]|поговор|приед|прибуд|полет|увид)\w*",
    r"(?:встреч|переговор|визит|саммит|разговор)\w* не (?:буд|планир|ожида|намеч)\w*",
    r"не (?:буд|планир)\w* (?:\w+ ){0,3}(?:встре|переговор|визит)\w*",
    r"отказал(?:ся|ась|ись) (?:от|встре|ехать|лететь|прин|сесть)\w*",
    r"отменили",
    r"(?:кездесу|жүздесу|келіссөз|саммит|сапар|сөйлесу)\w* (?:\w+ ){0,2}(?:болмайды|болмады|өтпейді"
    r"|өтпейтін\w*|өтпеді|болмайтын\w*|болмай қал\w*|өтпей қал\w*)(?!\w)",
    r"(?:кездеспейді|кездеспейтін\w*|кездеспек емес|келмейді|келмейтін\w*|бармайды"
    r"|бармайтын\w*)(?!\w)",
    r"(?:кездесу|жүздесу|келіссөз|саммит|сапар|сөйлесу)\w* (?:[\w-]+ ){0,3}(?:кейінге|тоқтатыл"
    r"|жойыл"
    r"|күші жой|шегеріл|ысырыл|болдырм)\w*",
    r"(?:кездесу|жүздесу|келіссөз|саммит|сапар|сөйлесу)\w*(?:ден|нен|дан|нан|тен"
    r"|тан) (?:\w+ ){0,2}бас тарт\w*",
    r"сапарын (?:\w+ )?(?:кейінге|тоқтат|шегер)\w*",
    r"cancel\w*",
    r"call(?:ed|s|ing) off",
    r"postpone\w*",
    r"scrapped",
    r"(?:did|was|were|have|has|will|would) not (?:\w+ )?(?:meet|met|held|hold|take place|visit|happen|come|travel)",
    r"(?:didn|wasn|weren|won)['’]t (?:meet|hold|take place|happen)",
    r"put off",
)

# What is only wished, offered, imagined or denied: no meeting, and none announced.
IMAGINED = _words(
    r"готов\w* (?:\w+ )?(?:к |ко |встре|прове|обсу|принять|поговор|сесть)\w*",
    r"предл(?:ожил|агает|агал|ожен)\w*",
    r"призва(?:л|ла|ли)(?!\w)",
    r"если(?!\w)",
    r"(?:мог|могл[аи]|может|могут|хотел\w*|желает|стоило|следует|надо|нужно|надее\w+|рассчитыва\w+)"
    r" (?:бы )?(?:\w+ ){0,2}(?:встре|провести|обсу|принять|поговор|увид|состоя|пройти)\w*",
    r"хот(?:ят|ел[аи]?|ит)(?!\w)",
    r"возможн\w+ (?:встреч|переговор|визит)\w*",
    r"исключ(?:ил|ает|ен|ать)\w*",
    r"невозмож\w*",
    r"опроверг\w*",
    r"отрица\w+",
    r"(?:дайын|дайындығын|егер|мүмкін|мүмкіндігін|ықтимал|екіталай)(?!\w)",
    r"(?:кездес|жүздес|сөйлес|тілдес|өткіз|жүргіз|бас қос|қабылда)(?:уге|уға|у туралы|уді|уды)"
    r" (?:[\w-]+ ){0,3}(?:келіс|уағдалас|ниет|дайын|әзір|шақыр|ұсын|тырыс|үндеді|құлық|асық"
    r"|тілек)\w*",
    r"(?:кездесу|жүздесу|келіссөз|саммит)(?:ге|ке|ді|дерге|лерге)? (?:[\w-]+ ){0,2}(?:шақыр|ұсын"
    r"|дайында"
    r"|дайын|сұра|талап ет|үміттен|әзір)\w*",
    r"(?:кездес|жүздес|сөйлес|тілдес|бар|кел)(?:кісі|гісі|ғысы|қысы)\w*",
    r"(?:кездес|жүздес|сөйлес|тілдес|өт)(?:се|пес|пей|пеген|педі|пеймін)(?!\w)",
    r"(?:кездес|жүздес|сөйлес|тілдес|қабылда|өт|өткіз|жүргіз|бол)(?:кен|ген|ған|қан|іп|ып) жоқ",
    r"(?:кездесу|жүздесу|келіссөз)\w* (?:[\w-]+ ){0,2}(?:керек|қажет|туралы|жайлы|жөнінде"
    r"|болжа\w+)(?!\w)",
    r"(?:жоққа|теріске) шығар\w*",
    r"растаған жоқ|растамады",
    r"жоспарлан(?:ба|ған жоқ)\w*",
    r"қарсы емес",
    r"(?:ұсыныс|тілек|ниет|үміт) (?:білдір|айт|таныт|жаса|таста)\w*",
    r"(?:ready|willing|offered|open|hopes?|hoped|wants?|wanted|asked|invited|proposed|urged) (?:\w+ )?to(?!\w)",
    r"(?:could|may|might|should) (?:meet|hold|visit|talk)",
    r"if (?:they|he|she|the)",
    r"ruled? out",
    r"den(?:y|ies|ied)(?!\w)",
)

# What is no meeting at all, whoever it goes to.
LETTERS = _words(
    r"телеграмм\w*",
    r"поздравил[аи]?(?!\w)",
    r"поздравлен\w+",
    r"соболезновани\w*",
    r"послани[ея]\w*",
    r"письм[оауе]\w*",
    r"поч[её]тн\w+ караул",
    r"(?:жеделхат|құттықта|көңіл айт|хат (?:жолда|жаз|жібер)|алғыс хат)\w*",
    r"құрмет қарауыл\w*",
    r"congratulat\w+",
    r"condolence\w*",
    r"(?:telegram|letter)s?(?!\w)",
)

# The whole sentence recalls.
RECALLED = re.compile(
    r"\s*(?:напомним|ранее|earlier|previously|еске салсақ|бұған дейін|еске сала кетейік"
    r"|еске салайық"
    r"|естеріңізге|айта кет|бұдан бұрын|осыған дейін|осыдан бұрын)\w*",
    re.IGNORECASE,
)

ANNIVERSARY = _words(
    r"годовщин\w*", r"юбилей\w*", r"(?:лет|года|год) (?:со дня|спустя|после)", r"мерейтой\w*",
    r"жылдығы\w*", r"anniversar\w+", r"(?:years?|months?) (?:since|on|after)",
)  # fmt: skip

# A meeting of other days, told for the background.
BACKGROUND = _words(
    r"напомним",
    r"(?<!днем )(?<!днём )(?<!часом )(?<!часами )ранее(?!\w)",
    r"в прошл\w+ (?:году|месяце|раз)",
    r"(?:\w+ )?(?:лет|года|год|месяц\w*|недел\w+) (?:тому )?назад",
    r"когда-то",
    r"(?:бұған|осыған) дейін",
    r"(?:бұдан|осыдан) бұрын",
    r"былтыр\w*",
    r"(?:жыл|ай|апта) бұрын",
    r"өткен (?:жылы?|айда|аптада|жолы|жолғы|жылғы)(?!\w)",
    r"соңғы рет",
    r"(?:[\w-]+ рет|[\w-]+[дт][ае]н (?:аса|астам))(?= (?:[\w-]+ )?(?:кездес|жүздес|сөйлес|тілдес))",
    r"еске сал(?:сақ|айық|а кетейік)",
    r"earlier this (?:year|month)",
    r"last (?:year|month|week|time)",
    r"previously",
    r"(?:years?|months?|weeks?) (?:ago|earlier)",
    r"when they last met",
)

KINDS: list[tuple[MeetingKind, re.Pattern[str]]] = [
    (
        MeetingKind.PHONE_CALL,
        _words(
            r"телефонн\w+",
            r"по телефону",
            r"(?:со|по)звонил\w*",
            r"звон(?:ок|ка|ком|ки)(?!\w)",
            r"телефон\w*",
            r"қоңырау",
            r"by (?:tele)?phone",
            r"(?:tele)?phone(?:d)?(?!\w)",
            r"telephone\w*",
            r"(?:held|had|in|during|after|joint|a|the) (?:a |an? \w+ )?call(?!\w)",
            r"calls?(?= (?:with|between) )",
            r"called(?= (?:President|Prime|Chancellor|King|(?-i:[A-Z]\w+ [A-Z])))",
            r"on the (?:phone|line)",
        ),
    ),
    (
        MeetingKind.VIDEO_CALL,
        _words(
            r"видеоконференц",
            r"(?:по )?видеосвяз",
            r"(?:в формате )?ВКС(?!\w)",
            r"в режиме онлайн",
            r"онлайн",
            r"бейне(?:конференц|байланыс|қоңырау|форматта)\w*",
            r"by video",
            r"video ?(?:call|conference|link|summit)",
            r"via video",
            r"virtual(?:ly)?(?!\w)",
            r"online (?:summit|meeting|talks)",
        ),
    ),
    (
        MeetingKind.TALKS,
        _words(
            r"переговор\w*",
            r"келіссөз\w*",
            r"talks?(?!\w)",
            r"negotiat\w+",
            r"встрет(?:ил|ит|ят)\w*",
            r"встреч\w*",
            r"увид(?:ел|ит|ят)\w*",
            r"(?:по)?бесед\w+",
            r"(?:по|пере|про|раз)?говор\w+",
            r"обсу\w+",
            r"(?:по)?общал\w*",
            r"договорил\w*",
            r"приня(?:л|ли|ла)(?!\w)",
            r"при(?:мет|мут|нимает)(?!\w)",
            r"(?:кездес|жүздес|жолық|тілдес|әңгіме|сөйлес|талқыла|қабылда|уағдалас|келіс|пікір)\w*",
            r"(?:дидарлас|сұхбаттас|ұшырас|басқос)\w*",
            r"бас қос\w*",
            r"(?:met|meet|meets|meeting)(?!\w)",
            r"discuss\w*",
            r"(?:spoke|spoken|conferred|huddled|agreed)(?!\w)",
            r"s[ai]t (?:down )?with",
            r"(?:received|receives|hosted|hosts)(?!\w)",
            r"лицом к лицу|с глазу на глаз|один на один|face[ -]to[ -]face|one[- ]on[- ]one",
        ),
    ),
    (MeetingKind.SUMMIT, _words(r"саммит\w*", r"summit\w*", r"заседани\w+", r"отырыс(?:ы|та)\w*", r"жиын\w*")),
    (
        MeetingKind.RECEPTION,
        _words(
            r"при[её]м(?:е|а|ом)?(?= (?:в честь|от имени|по случаю))",
            r"аудиенц\w+",
            r"(?:ужин|обед|завтрак)\w*",
            r"верительн\w+",
            r"банкет\w*",
            r"наградил\w*",
            r"вручил\w* (?:орден|медаль|наград)\w*",
            r"(?:дастар[қх]ан|қонақасы|қонақасы|ресми қабылдау)\w*",
            r"(?:кешкі|түскі|таңғы) ас\w*",
            r"(?:dinner|lunch|breakfast|banquet|reception|tea)(?!\w)",
        ),
    ),
    (MeetingKind.SIGNING, _words(r"подпис\w*", r"қол қой\w*", r"sign(?:ed|ing|s)(?!\w)")),
    (
        MeetingKind.VISIT,
        _words(
            r"визит\w*",
            r"(?:посе(?:тил|щ)|прибы|прибуд|прие(?:хал|д)|прилет|навест)\w*",
            r"сапар\w*",
            r"(?:келді|барды|келіп|барып|қарсы алды|күтіп алды)(?!\w)",
            r"visit\w*",
            r"arriv\w+",
        ),
    ),
    (MeetingKind.FORUM, _words(r"форум\w*", r"forum", r"конференц\w+", r"conference")),
]  # fmt: skip

# Whom these words speak of was not there: "обсудили встречу с X", "о наследии X", "жена X".
SPOKEN_OF = re.compile(
    r"(?:(?:обсуд|обсужд)\w+ (?:[\w-]+ ){0,3}?(?:встреч|переговор|визит|саммит|приезд|поездк)\w* "
    r"(?:[\w-]+ ){0,3}"
    r"|discussed (?:\w+ ){0,3}(?:meeting|talks|visit|summit|trip)(?: \w+){0,3} "
    # Whose something is
    r"|(?<!\w)(?:(?:похорон|памят|наследи|деньг|награжден|указ|решени|заявлени|выступлени"
    r"|предложени|политик|слов[аоы]|речи?|письм|позици|обещани|инициатив|критик|портрет|имен[иа]"
    r"|режим|отставк|визит(?= \w+ в )|избрани|побед[аы]|поручени|указани|планы?|кортеж|самол[её]т"
    # Who is of whose people
    r"|адвокат|команд|сторонник|противник|преемник|предшественник|администраци|правительств"
    r"|пресс-служб|канцеляри|офис|жен[аыуе]|супруг|сын|дочь|дочер|брат|сестр|отец|отц|помощник"
    r"|советник|представител|пресс-секретар|спикер(?!і)|соратник|охран|ставленник|биограф|врач|друг"
    r"|доверенн)\w*"
    r"|funeral|memory|legacy|policy|death|words|speech|letter|portrait|statue"
    r"|aide|adviser|envoy|spokes\w+|wife|son|daughter|successor|predecessor|administration"
    r"|government|loyal|friend|ally|lawyer)"
    r"(?: of| to| for)?(?: [\w-]+){0,2} )$",
    re.IGNORECASE,
)
SPOKEN_OF_AFTER = re.compile(
    r"^(?:[’']s? (?:\w+ )?(?:aide|adviser|spokes\w+|wife|son|daughter|envoy|administration|office"
    r"|policy|letter|speech|words|plan|government|team|lawyer|death|visit to|proposal|press)"
    r"|\s+(?:әкімшілігі|кеңесшісі|баспасөз|өкілі|жұбайы|зайыбы|ұлы|қызы|көмекшісі|әкесі|інісі)\w*"
    r"|(?:ның|нің|дың|дің|тың|тің) (?:\w+ )?(?:кеңесші|баспасөз|өкіл|жұбай|ұлы|қызы|көмекші"
    r"|әкімшіліг"
    r"|хатшы|саясат|сөз|хат)\w*)",
    re.IGNORECASE,
)
# Talked about, not talked with: "об Украине и Зеленском", "туралы".
TOPIC = re.compile(
    r"(?<!\w)(?:о|об|обо|про|насчет|касательно|вместо|против|ради|без|кроме|about|of his|over"
    r"|regarding|despite|without|instead of|named after|on behalf of|from the late)"
    r" (?:[\w-]+ ){0,2}$",
    re.IGNORECASE,
)
TOPIC_AFTER = re.compile(
    r"^\w*\s+(?:туралы|жайлы|жөнінде|жайында|турасында|орнына|атынан|атындағы|сияқты|секілді"
    r"|есімді)"
)

# Who was not there, though named.
ABSENT = re.compile(
    r"[^.;]{0,30}?(?<!\w)(?:не (?:при|смог|яви|участв|по)\w+|отсутств\w+|прислал\w*|по видео\w*|онлайн"
    r"|did not|was absent|sent|by video|келмеді|қатыспады|хат жолда|жеделхат|бейнеүндеу|онлайн)",
    re.IGNORECASE,
)

# Whoever stands next to these words reports the meeting and need not have been there.
SPEAKER = re.compile(
    r"(?:сообщил\w*|заявил\w*|рассказал\w*|уточнил\w*|отметил\w*|пояснил\w*|добавил\w*|напомнил\w*"
    r"|сказал\w*|передает|передаёт|объявил\w*|подтвердил\w*|прокомментировал\w*|считает|полагает"
    r"|по словам|по мнению|по сообщению|по данным|пресс-секретар\w+|хабарлады|мәлімдеді|деді"
    r"|said|told|according to|spokes\w+|announced|added|noted|wrote|believes)"
    r"[\s,:]*(?:[\w-]+[\s,]+){0,5}$",
    re.IGNORECASE,
)
SPEAKER_FOLLOWS = re.compile(
    r"^[\s,»]*(?:сообщил\w*|заявил\w*|рассказал\w*|уточнил\w*|пояснил\w*|напомнил\w*|считает"
    r"|полагает|(?:деп )?(?:хабарла|мәлімде|айт|түсіндір|раста|жаз)(?:ды|ді|ты)(?!\w)"
    r"|\w*\s(?:айтуынша|пікірінше|сөзінше|мәліметінше|деуінше|хабарлауынша|сөзіне қарағанда)"
    # "Песков Путиннің Тоқаевпен кездесетінін айтты": the one tells of the others.
    r"|(?!\s*(?:мен|пен|бен|және)\s)[^.;,]*\s(?-i:[А-ЯӘІҢҒҮҰҚӨҺ])[\w-]+[ндт][ыі]ң\s[^.;]*(?:ған"
    r"|ген|қан|кен|тын|тін|у)(?:ын|ін|ы|і|дығын|дігін)\s"
    r"(?:[\w-]+\s){0,2}(?:айт|мәлімде|хабарла|раста|жаз|түсіндір|жеткіз|тіл қат|ескерт|еске сал)\w*"
    r"|said\b|told reporters|told journalists|wrote\b|announced\b)",
    re.IGNORECASE,
)
# A title that begins so tells who said it: "Песков: встреча …".
SAYS = re.compile(r"^\s*:")

# A city after one of these is where the sentence happened.
PLACE_BEFORE = re.compile(
    r"(?:(?<!\w)(?:в|во|на|под|in|at|near|outside|город\w*|г\.|столиц\w+|прибыл\w* в)"
    r"\s+(?:[\w-]{3,}\s+){0,2}?$)|(?<!\w)(?:city|town|resort|village|port|capital) of\s+$",
    re.IGNORECASE,
)
# In Kazakh the ending says it: Омбыда, Мәскеуде, Астанадағы.
PLACE_ENDING = re.compile(r"(?:да|де|та|те|нда|нде)(?:ғы|гі)?$")
# Whence and whither are not where: "из Бишкека он вылетает в Самарканд", "звонок в Москву".
ELSEWHERE = re.compile(
    r"(?:вылет\w+|улет\w+|отправ\w+|поехал\w*|звон\w+|вернул\w+|возвращ\w+|направ\w+|пригла\w+|едет|приглаш\w+"
    r"|left|leaves|flew|returned|invited|travel\w*|heading|next"
    r"|government|authorities|embass\w+|pilgrims|voters|fighting|protests?|attacks?|elections?|born|based"
    r")\W+(?:[\w-]+\W+){0,3}$|(?<!\w)from\W+$",
    re.IGNORECASE,
)

# Where one clause ends and another begins.
CLAUSE_ENDS = re.compile(
    r";\s|,\s(?=(?:а(?! также)|среди|но|однако|зато|причем|затем|потом|после чего|где|когда|котор\w+|чтобы|хотя"
    r"|while|but|who|which|where|before|after|as|though|ал|бірақ|содан кейін|сосын)\s)"
    r"|\s(?=(?:а затем|и затем|а потом|и потом|после чего|and then|одан кейін|содан кейін|сосын) )"
    # In Kazakh a verb in -ып ends a clause of the same subject: "Бішкекке барып, …"
    r"|(?<!\w)[\w-]+(?:[ыі]п|[лд][ае]п|(?<!э)тап|қтап|йтіп),\s"
    r"|,\s(?=(?:who|whom|which)\W)|\s[–—]\s(?=(?:а|но|и|затем|потом)\s)",
    re.IGNORECASE,
)
RELATIVE = re.compile(r"(?:,\s)?(?:котор\w+|who|whom|which)\b", re.IGNORECASE)

# "с X" and "with X" begin one more party; "кем" in Kazakh is an ending.
WITH = re.compile(
    r"(?<!\w)(?:с|со|with)\s+(?:[^\s,;:.()]+\s+){0,9}$|(?<!\w)(?:with|to)\s+(?:[\w.-]+\s+){0,8}$",
    re.IGNORECASE,
)
WITH_ENDING = re.compile(r"(?:мен|пен|бен)$")

WITH_WORD = re.compile(r"(?<!\w)(?:с|со|with)\s", re.IGNORECASE)
# Between two names of one list stand titles, commas and "and".
LIST_GOES_ON = re.compile(
    r"\s*(?:,|и|and|және|,\s*(?:и|and))\s+(?:[\w«»\"’'-]+\s+){0,8}", re.IGNORECASE
)
TOGETHER = re.compile(
    r"(?<!\w)(?:вместе|трехсторонн|трёхсторонн|совместн|втро[её]м|вчетвером|бірге|үшжақты|together"
    r"|trilateral|three-way|joint)",
    re.IGNORECASE,
)
# A finite verb, roughly: enough to see that two names of a sentence have each their own.
VERB = re.compile(
    r"(?<!\w)[а-яё]{3,}(?:ал|ил|ел|ала|ила|ела|ался|ился|алась|илась|ает|ит|ет)(?!\w)"
)
SEPARATELY = _words(
    r"отдельно", r"двусторонн\w*", r"наедине", r"с глазу на глаз", r"один на один", r"бөлек",
    r"жеке", r"екіжақты", r"separately", r"bilateral\w*", r"one[- ]on[- ]one", r"privately",
)  # fmt: skip
CAPITAL = re.compile(
    r"(?<!\w)(?:столиц(?:е|у|ей|ы|а)|capital|астанасы(?:нда|на|ндағы)?)(?!\w)", re.IGNORECASE
)
GATHERED = _words(
    r"саммит\w*", r"заседани\w+ (?:\w+ ){0,3}(?:совет|глав)\w*", r"summit", r"(?:лидер|глав)\w+ [^.]{0,40}собрал\w*",
    r"встреч\w+ глав", r"саммиті\w*",
)  # fmt: skip

# Days from the day an article was on until then.
BESIDE = [
    (_words(r"на (?:следующий|другой) день", r"днем позже", r"днём позже", r"день спустя", r"назавтра",
            r"келесі күні", r"ертеңіне", r"the (?:next|following) day", r"a day later"), 1),
    (_words(r"за день до", r"днем ранее", r"днём ранее", r"(?:a|one) day earlier", r"the day before"), -1),
]  # fmt: skip

PLURAL_PRONOUN = re.compile(
    r"(?<!\w)(?:они|оба|обе|лидеры|президенты|главы государств|стороны|собеседники|министры|политики"
    r"|екеуі|олар|тараптар|екі (?:ел|тарап|басшы)\w*|they|the two|both|the leaders)(?!\w)",
    re.IGNORECASE,
)
PRONOUNS = {
    "m": re.compile(r"(?<!\w)(?:он|его|ему|ним|им|н[её]м|ол|оны|онымен|оған|he|him|his)(?!\w)", re.I),
    "f": re.compile(r"(?<!\w)(?:она|её|ее|ей|ней|нею|ол|оны|онымен|оған|she|her)(?!\w)", re.I),
}  # fmt: skip
GUEST = re.compile(
    r"(?<!\w)(?:гост(?:ь|я|ю|ем)|хозяин\w*|визит[её]р\w*|собеседник\w{0,2}|қонақ\w*|қонағы\w*"
    r"|мейман\w*"
    r"|his (?:host|guest|visitor)|her (?:host|guest|visitor))(?!\w)",
    re.IGNORECASE,
)
SUMMIT = _words(
    r"саммит\w*", r"заседани\w+ (?:\w+ ){0,2}(?:совет|глав)\w*", r"summit", r"неформальн\w+ встреч\w+ глав",
    r"отырыс\w*", r"жиын\w*", r"совет\w* глав", r"басқосу\w*", r"форум\w*", r"конференци\w*",
)  # fmt: skip
MARGINS = _words(
    r"(?:на полях|в рамках|в кулуарах|в стороне от|перед|накануне|до начала|после) (?:\w+ ){0,3}(?:саммит|заседани|форум|встреч)\w*",
    r"саммит\w* (?:аясында|барысында|кезінде|алдында)",
    r"(?:on the (?:sidelines|margins)|ahead|during|before|after|in the corridors)(?: of)? (?:\w+ ){0,4}(?:summit|forum|meeting|assembly)",
)
