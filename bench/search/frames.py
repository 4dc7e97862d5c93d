"""Frames: sentences of our own around names, for the articles of a made archive.

`{p}` and `{q}` are two people, `{c}` a city, `{w}` and `{v}` words that nobody knows. A name may
stand there in any case ending: search asks what is written and not whether it is grammatical.
"""

import re
from typing import NamedTuple


class Frames(NamedTuple):
    """The sentences of one language, each cut at its places."""

    # A meeting of two people in a city, as title and as first sentence.
    meeting_titles: list[list[str]]
    meeting_leads: list[list[str]]
    # About one person, or two people, and mostly a city.
    titles: list[list[str]]
    sentences: list[list[str]]
    # Around words of the long tail: firms, villages, things.
    tail: list[list[str]]


def _cut(lines: str) -> list[list[str]]:
    """One sentence a line -> "{p} met {q}" as ["{p}", " met ", "{q}"]."""
    return [
        [piece for piece in re.split(r"(\{[pqcwv]\})", line.strip()) if piece]
        for line in lines.strip().splitlines()
    ]


FRAMES = {
    "ru": Frames(
        meeting_titles=_cut("""
            {p} и {q} встретились в городе {c}
            В {c} начались переговоры: {p} и {q}
            {p} – {q}: о чём договорились в {c}
            Итоги переговоров в {c}: {p}, {q}
            {p} принял гостя: {q} в {c}
            Стороны сверили часы в {c}. {p} и {q} за одним столом
        """),
        meeting_leads=_cut("""
            {p} и {q} провели переговоры в {c}, сообщили обе пресс-службы.
            В {c} состоялась встреча, в которой участвовали {p} и {q}.
            {p} встретился в {c} с коллегой; {q} прилетел туда накануне вечером.
            Переговоры в {c} открыли {p} и {q}, речь шла о торговле и границе.
            Как стало известно, {p} и {q} в {c} обсудили договор о партнёрстве.
            Двусторонняя встреча прошла в {c}: {p} и {q} говорили больше двух часов.
        """),
        titles=_cut("""
            {p} рассказал о планах на осень
            {p}: решение примут после совета в {c}
            Поездка в {c} отложена, {p} остаётся
            {p} ответил на вопросы студентов в {c}
            Что сказал {p} о тарифах и дорогах
            {c} готовится к форуму
            {p} поручил проверить бюджет
            Новый мост и старые споры: {p} о реке и соседях
        """),
        sentences=_cut("""
            Об этом {p} сказал на совещании, которое прошло в {c}.
            Ранее {p} уже приезжал в {c} и осматривал порт.
            По мнению экспертов, {p} не станет спешить с ответом.
            В письме, которое подписал {p}, нет ни слова о пошлинах.
            На вопрос, согласен ли с этим {q}, помощник отвечать не стал.
            Вместе с ним в поездке участвовал {q}, а из министров не было никого.
            Напомним, {p} и {q} познакомились ещё на прошлом форуме в {c}.
            Из {c} делегация отправится дальше, сроки пока не названы.
            Местные газеты в {c} вышли с портретом на первой полосе.
            Со стороны хозяев слово взял {p}, затем выступил {q}.
            Пока {p} отдыхал, документы готовили в {c}.
            Речь, с которой {p} обратился к депутатам, длилась сорок минут.
            «Мы ждём ясности», – так {p} ответил журналистам, когда вышел из зала.
            Накануне {q} звонил в столицу и просил перенести срок.
            В окружении, которое собрал {p}, об этом говорят неохотно.
            Дорога от аэропорта до центра, где ждал {p}, заняла полчаса.
            Заводы, которые посетил {p}, работают на местном сырье.
            Соглашение вступит в силу, когда его одобрят и {p}, и {q}.
            В {c} тем временем открылась выставка о прошлом двух народов.
            {p} поблагодарил жителей за терпение и обещал вернуться весной.
            {p} возразил: цены назначает рынок, а не министерство.
            {q} в ответ напомнил о долге за электричество.
            Для {c} это третья встреча такого уровня за год.
            Советники, которых привёз {q}, остались недовольны протоколом.
        """),
        tail=_cut("""
            Компания «{w}» поставит туда оборудование марки {v}.
            Жители посёлка {w} просят построить школу, соседний {v} её уже получил.
            Проект получил имя «{w}», его ведёт фонд {v}.
            Рядом с рекой {w} найдены следы старой дороги на {v}.
            Препарат {w} прошёл проверку, очередь за средством {v}.
            Ансамбль «{w}» исполнил песню «{v}».
            По словам инженера, {w} дешевле, чем {v}.
            Команда «{w}» обыграла на выезде клуб «{v}».
        """),
    ),
    "kk": Frames(
        meeting_titles=_cut("""
            {p} мен {q} кездесті: {c}
            {c} қаласында келіссөз басталды: {p}, {q}
            {p} қонағын қабылдады: {q}, {c}
        """),
        meeting_leads=_cut("""
            {p} мен {q} бүгін {c} қаласында келіссөз жүргізді.
            {c} қаласындағы кездесуге {p} және {q} қатысты.
            Екі жақты кездесу {c} қаласында өтті, оған {p} пен {q} келді.
        """),
        titles=_cut("""
            {p} жаңа жоспарын жариялады
            {p} үкіметке тапсырма берді
            {c} форумға дайындалып жатыр
            {p} студенттердің сұрағына жауап берді
        """),
        sentences=_cut("""
            Бұл туралы {p} кеңесте айтты.
            Бұған дейін {p} осы қалаға, {c} маңына келген болатын.
            Сарапшылардың сөзінше, {p} асықпайды.
            Хатқа {p} қол қойды, ал {q} әлі жауап берген жоқ.
            {q} мен {p} былтырғы форумда танысқан.
            Делегация {c} қаласынан ары қарай сапарын жалғастырады.
            {p} тұрғындарға алғысын айтты.
            {q} бұл пікірмен келіспейтінін жеткізді.
        """),
        tail=_cut("""
            «{w}» компаниясы жаңа зауыт салады, оның аты {v} болады.
            {w} ауылының тұрғындары мектеп сұрайды, көршісі {v} оны алды.
            Жоба «{w}» деп аталды, оны {v} қоры жүргізеді.
        """),
    ),
    "en": Frames(
        meeting_titles=_cut("""
            {p} and {q} meet in {c}
            Talks in {c}: {p} receives {q}
            {p}, {q} agree on little in {c}
        """),
        meeting_leads=_cut("""
            {p} and {q} held talks in {c} on trade and the border, both offices said.
            {p} met {q} in {c} for more than two hours.
            Talks between {p} and {q} opened in {c} late in the morning.
        """),
        titles=_cut("""
            {p} sets out plans for the autumn
            {p} answers students in {c}
            {c} makes ready for the forum
            Budget to be checked, says {p}
        """),
        sentences=_cut("""
            {p} said so at a council that was held in {c}.
            Earlier {p} had been to {c} and seen the port.
            Observers do not expect {p} to hurry.
            The letter signed by {p} has not a word on duties.
            Asked whether {q} agrees, an aide gave no answer.
            {p} and {q} know each other from the last forum in {c}.
            From {c} the delegation travels on.
            {q} replied that the debt for electricity is still there.
        """),
        tail=_cut("""
            A firm called {w} will send machines made by {v}.
            People of the village of {w} want a school like that of {v}.
            The project is named {w} and led by the {v} fund.
        """),
    ),
}
