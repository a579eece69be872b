"""How many names in sentences are hidden, and how much beside them.

    bench_prose.py HIDDEN [--misses]

HIDDEN is the example of that name of the classify room. Sentences of 19 languages are filled with names of
three makers: Faker, whose lists the program has; mimesis, whose lists are others; and the names of the US
census of 1990 (public domain). A name counts as hidden if no letter of it is shown. Precision is the share of
hidden bytes that belong to names; sentences without a name are counted that lose a word.
"""

import json
import random
import re
import subprocess
import sys

import names as census
from faker import Faker
from mimesis import Person
from mimesis.locales import Locale

WITH_NAMES = {
    "en": [
        "Spoke with {n} about the late refund.",
        "{n} called and wants the invoice again.",
        "Please forward this to {f} before Friday.",
        "Mr. {l} was told that the card is blocked.",
        "The account belongs to {n}, who moved last year.",
        "I met {f} and {l} at the branch.",
        "Complaint by {n}: the parcel never came.",
        "customer {n} asked for a call back",
        "Dear {n}, your order has shipped.",
        "The order is late.\nRegards,\n{n}",
        "{f} said the door was open",
        "Payment of 40 EUR was made by {n} on 3 May.",
    ],
    "de": [
        "Mit {n} über die Rückzahlung gesprochen.",
        "{n} hat angerufen und möchte die Rechnung.",
        "Bitte an {n} weiterleiten.",
        "Herr {l} wurde über die Sperre informiert.",
        "Das Konto gehört {n}, der umgezogen ist.",
        "Die Beschwerde von {n} ist offen.",
        "Kundin {n} bittet um Rückruf",
        "Sehr geehrte Frau {l}, Ihre Ware ist da.",
        "Die Lieferung fehlt.\nViele Grüße\n{n}",
        "{f} sagte, die Tür war offen",
    ],
    "fr": [
        "Parlé avec {n} du remboursement.",
        "{n} a appelé et veut la facture.",
        "Merci de transmettre à {n} avant lundi.",
        "Monsieur {l} est informé du blocage.",
        "Le compte est à {n}, qui a déménagé.",
        "Réclamation de {n} : colis perdu.",
        "la cliente {n} demande un rappel",
        "Chère {n}, votre commande est partie.",
        "Le colis manque.\nCordialement,\n{n}",
    ],
    "es": [
        "Hablé con {n} sobre el reembolso.",
        "{n} llamó y quiere la factura.",
        "Por favor, reenviar a {n} antes del lunes.",
        "El señor {l} fue informado del bloqueo.",
        "La cuenta es de {n}, que se mudó.",
        "Queja de {n}: no llegó el paquete.",
        "la clienta {n} pide una llamada",
        "Estimada {n}, su pedido ha salido.",
    ],
    "it": [
        "Parlato con {n} del rimborso.",
        "{n} ha chiamato e vuole la fattura.",
        "Inoltrare a {n} prima di lunedì.",
        "Il signor {l} è informato del blocco.",
        "Il conto è di {n}, che si è trasferito.",
        "la cliente {n} chiede di essere richiamata",
    ],
    "pt": [
        "Falei com {n} sobre o reembolso.",
        "{n} ligou e quer a fatura.",
        "Encaminhar para {n} antes de segunda.",
        "O senhor {l} foi avisado do bloqueio.",
        "A conta é de {n}, que se mudou.",
    ],
    "nl": [
        "Gesproken met {n} over de terugbetaling.",
        "{n} belde en wil de factuur.",
        "Graag doorsturen naar {n} voor maandag.",
        "Meneer {l} is ingelicht over de blokkade.",
        "klant {n} vraagt om terug te bellen",
    ],
    "pl": [
        "Rozmawiałem z {n} o zwrocie.",
        "{n} prosi o fakturę.",
        "Pan {l} wie o blokadzie.",
        "Konto należy do {n}, po przeprowadzce.",
        "klientka {n} prosi o telefon",
    ],
    "sv": [
        "Pratade med {n} om återbetalningen.",
        "{n} ringde och vill ha fakturan.",
        "Skicka vidare till {n} före måndag.",
        "kunden {n} vill bli uppringd",
    ],
    "ru": [
        "Говорил с {n} о возврате.",
        "{n} просит счёт.",
        "Господин {l} знает о блокировке.",
        "Счёт принадлежит {n}, адрес изменён.",
        "клиент {n} просит перезвонить",
    ],
    "el": [
        "Μίλησα με {n} για την επιστροφή.",
        "{n} ζήτησε το τιμολόγιο.",
        "Ο κύριος {l} ενημερώθηκε.",
        "ο πελάτης {n} θέλει να τον καλέσουμε",
    ],
    "tr": [
        "{n} ile iade hakkında konuştum.",
        "Sayın {n}, siparişiniz yola çıktı.",
        "müşteri {n} aranmak istiyor",
        "Bay {l} bilgilendirildi.",
    ],
    "zh": [
        "我和{n}谈了退款的事。",
        "客户{n}要求重新开发票。",
        "请把文件转给{n}。",
        "{n}先生已经知道账户被冻结。",
        "{n}昨天打电话来投诉。",
    ],
    "ja": [
        "{n}さんと返金について話しました。",
        "{n}様から請求書の依頼がありました。",
        "担当の{n}に転送してください。",
        "昨日、{n}が来店しました。",
    ],
    "ko": [
        "{n} 님과 환불에 대해 통화했습니다.",
        "고객 {n}이 영수증을 요청했습니다.",
        "{n}에게 전달해 주세요.",
        "어제 {n} 씨가 방문했습니다.",
    ],
    "ar": [
        "تحدثت مع {n} عن الاسترداد.",
        "اتصل {n} ويريد الفاتورة.",
        "السيد {n} على علم بالحظر.",
        "الحساب باسم {n} منذ عام.",
    ],
    "he": [
        "דיברתי עם {n} על ההחזר.",
        "{n} התקשר ורוצה חשבונית.",
        "מר {n} יודע על החסימה.",
        "הלקוחה {n} מבקשת שיחה חוזרת",
    ],
    "hi": [
        "{n} से वापसी के बारे में बात हुई।",
        "ग्राहक {n} ने बिल माँगा।",
        "श्री {n} को सूचना दी गई।",
    ],
    "th": [
        "คุยกับคุณ{n} เรื่องคืนเงิน",
        "ลูกค้า {n} ขอใบเสร็จ",
        "คุณ{n} โทรมา",
    ],
}

WITHOUT_NAMES = {
    "en": [
        "The parcel was damaged and the refund is late.",
        "Please close the account before the end of March.",
        "We sent the invoice again on Monday, no answer.",
        "The app crashes when the screen is turned.",
        "Delivery to the warehouse failed twice this week.",
        "Customer Service will call back tomorrow.",
        "The Visa card was declined at the shop.",
        "Our office in Berlin opens at nine.",
        "He paid with PayPal and wants a discount.",
        "The Excel file from Microsoft Office is broken.",
        "It rains in London, so the truck is late.",
        "She lost her job and asks for a new plan.",
    ],
    "de": [
        "Die Lieferung ist beschädigt und die Rückzahlung fehlt.",
        "Bitte das Konto vor Ende März schließen.",
        "Der Kunde hat die Rechnung am Montag bekommen.",
        "Die Anwendung stürzt beim Drehen ab.",
        "Unser Büro in München öffnet um neun.",
        "Die Maschine in Halle drei steht seit gestern.",
    ],
    "fr": [
        "Le colis est abîmé et le remboursement tarde.",
        "Merci de fermer le compte avant fin mars.",
        "Le client a reçu la facture lundi.",
        "Notre bureau de Lyon ouvre à neuf heures.",
    ],
    "es": [
        "El paquete está roto y el reembolso tarda.",
        "Cerrar la cuenta antes de marzo, por favor.",
        "El cliente recibió la factura el lunes.",
        "Nuestra oficina de Sevilla abre a las nueve.",
    ],
    "it": [
        "Il pacco è rotto e il rimborso tarda.",
        "Chiudere il conto entro marzo.",
        "Il cliente ha ricevuto la fattura lunedì.",
    ],
    "pt": [
        "O pacote está danificado e o reembolso atrasou.",
        "Encerrar a conta antes de março.",
        "O cliente recebeu a fatura na segunda.",
    ],
    "nl": [
        "Het pakket is beschadigd en de betaling is laat.",
        "Graag de rekening sluiten voor maart.",
        "De klant kreeg de factuur maandag.",
    ],
    "pl": [
        "Paczka jest uszkodzona, a zwrot się spóźnia.",
        "Proszę zamknąć konto przed marcem.",
        "Klient dostał fakturę w poniedziałek.",
    ],
    "sv": [
        "Paketet är skadat och återbetalningen är sen.",
        "Stäng kontot före mars.",
        "Kunden fick fakturan i måndags.",
    ],
    "ru": [
        "Посылка повреждена, возврат задерживается.",
        "Просьба закрыть счёт до марта.",
        "Клиент получил счёт в понедельник.",
    ],
    "el": [
        "Το δέμα είναι χαλασμένο και η επιστροφή αργεί.",
        "Κλείστε τον λογαριασμό πριν τον Μάρτιο.",
        "Ο πελάτης έλαβε το τιμολόγιο.",
    ],
    "tr": [
        "Paket hasarlı ve iade gecikti.",
        "Lütfen hesabı marttan önce kapatın.",
        "Müşteri faturayı pazartesi aldı.",
    ],
    "zh": [
        "包裹损坏了，退款还没有到账。",
        "请在三月底之前关闭账户。",
        "客户星期一收到了发票。",
        "高级会员可以享受黄金服务。",
        "马上安排金额和时间。",
    ],
    "ja": [
        "荷物が壊れていて返金が遅れています。",
        "三月末までに口座を閉じてください。",
        "お客様は月曜日に請求書を受け取りました。",
        "東京の本社は九時に開きます。",
    ],
    "ko": [
        "소포가 파손되었고 환불이 늦습니다.",
        "삼월 말까지 계좌를 닫아 주세요.",
        "고객이 월요일에 영수증을 받았습니다.",
    ],
    "ar": [
        "الطرد تالف والاسترداد متأخر.",
        "الرجاء إغلاق الحساب قبل نهاية مارس.",
        "استلم العميل الفاتورة يوم الاثنين.",
    ],
    "he": [
        "החבילה פגומה וההחזר מתעכב.",
        "נא לסגור את החשבון לפני סוף מרץ.",
        "הלקוח קיבל את החשבונית ביום שני.",
    ],
    "hi": [
        "पार्सल टूटा है और वापसी में देरी है।",
        "कृपया मार्च से पहले खाता बंद करें।",
    ],
    "th": [
        "พัสดุเสียหายและคืนเงินช้า",
        "กรุณาปิดบัญชีก่อนสิ้นเดือน",
    ],
}

FAKER = {
    "en": "en_US", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "it": "it_IT", "pt": "pt_BR", "nl": "nl_NL",
    "pl": "pl_PL", "sv": "sv_SE", "ru": "ru_RU", "el": "el_GR", "tr": "tr_TR", "zh": "zh_CN", "ja": "ja_JP",
    "ko": "ko_KR", "ar": "ar_SA", "he": "he_IL", "hi": "hi_IN", "th": "th_TH",
}
MIMESIS = {language: language for language in FAKER if language not in ("ar", "he", "hi", "th")} | {"pt": "pt-br"}


def makers(language):
    """Given, family and full names, by maker."""
    def of(given, family):
        def full():
            if language in ("zh", "ko"):
                return family() + given()
            if language == "ja":
                return family() + random.choice((" ", "")) + given()
            return given() + " " + family()
        return {"{f}": given, "{l}": family, "{n}": full}

    faker = Faker(FAKER[language])
    made = {"faker": of(faker.first_name, faker.last_name)}
    if language in MIMESIS:
        person = Person(Locale(MIMESIS[language]), seed=3)
        made["mimesis"] = of(person.first_name, person.last_name)
    if language == "en":
        made["census"] = of(census.get_first_name, census.get_last_name)
    return made


def filled(template, makers):
    """A sentence, and where its names stand in bytes."""
    text, spans = "", []
    for part in re.split(r"(\{[nfl]\})", template):
        if part in makers:
            name = makers[part]().strip()
            start = len(text.encode())
            text += name
            spans.append((start, len(text.encode())))
        else:
            text += part
    return text, spans


def sentences(each=60):
    for language, templates in WITH_NAMES.items():
        for maker, names in makers(language).items():
            for _ in range(each):
                yield (language, maker, *filled(random.choice(templates), names))
        for text in WITHOUT_NAMES[language]:
            yield language, "no name", text, []


def main():
    hidden_by, misses = sys.argv[1], "--misses" in sys.argv
    random.seed(11)
    Faker.seed(11)
    made = list(sentences())
    lines = "".join(json.dumps(text, ensure_ascii=False) + "\n" for _, _, text, _ in made)
    answer = subprocess.run([hidden_by], input=lines.encode(), capture_output=True, check=True)
    answers = [json.loads(line) for line in answer.stdout.splitlines()]
    assert len(answers) == len(made)
    counts = {}
    for (language, maker, text, spans), ranges in zip(made, answers):
        raw = text.encode()
        hidden = {at for start, end, _ in ranges for at in range(start, end)}
        named = {at for start, end in spans for at in range(start, end)}
        count = counts.setdefault((maker, language), {"names": 0, "hidden": 0, "bytes": 0, "right": 0, "spoilt": 0})
        for start, end in spans:
            shown = [at for at in range(start, end) if at not in hidden and (raw[at] > 127 or chr(raw[at]).isalpha())]
            count["names"] += 1
            count["hidden"] += not shown
            if misses and shown:
                print("shown", maker, language, text)
        beside = [raw[start:end].decode() for start, end, _ in ranges if not named & set(range(start, end))]
        if misses and beside:
            print("beside", maker, language, text, beside)
        count["bytes"] += len(hidden)
        count["right"] += len(hidden & named)
        count["spoilt"] += bool(beside)
    for maker in ("faker", "mimesis", "census", "no name"):
        all_of = {key: 0 for key in ("names", "hidden", "bytes", "right", "spoilt")}
        for (of, language), count in counts.items():
            if of != maker:
                continue
            all_of = {key: all_of[key] + count[key] for key in all_of}
            if maker != "no name":
                print(f"{maker:8} {language}  {line(count)}")
        print(f"{maker:8} all {line(all_of)}")


def line(count):
    recall = count["hidden"] / max(count["names"], 1)
    precision = count["right"] / max(count["bytes"], 1)
    return (f"{count['names']:5} names, hidden {recall:.3f}, precision {precision:.3f}, "
            f"texts that lose another word {count['spoilt']}")


main()
