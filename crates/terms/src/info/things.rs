//! Info types of devices, places on a network, things, and of columns that hold no more than business.

macro_rules! things {
    ([$next:ident $($later:ident)*] $($before:tt)*) => { $next! { [$($later)*] $($before)*

IpAddress = "ip_address", DIRECT, Network, Opaque,
    "ip|ip address|ip addr|ipaddress|ipaddr|ipv4|ipv6|client ip|clientip|c ip|source ip|src ip|remote ip|remote addr|remote address|user ip|last ip|login ip|host ip|x forwarded for|ip adresse|adresse ip|direccion ip|\
     indirizzo ip|endereco ip|ip adres|adres ip|ip adress|ip adresa|ip adresi|ip osoite|ip cim|ip адрес|ip地址|ipアドレス|ip주소|عنوان ip|כתובת ip";
MacAddress = "mac_address", DEVICE, Vendor, Opaque,
    "mac?|mac address|mac addr|macaddress|wifi mac|bluetooth address|bssid|ethernet address|hardware address|mac adresse|adresse mac|direccion mac|indirizzo mac|endereco mac|mac adres|adres mac|mac адрес|mac地址|macアドレス|mac주소";
/// ISO 7812 device identity with Luhn.
Imei = "imei", DEVICE, Nothing, Digits, "imei|imei number|meid|esn|imeisv|numero imei|imei nummer";
/// Subscriber identity, ITU-T E.212.
Imsi = "imsi", DEVICE, Nothing, Digits, "imsi|imsi number|subscriber identity|numero imsi";
/// Number of a SIM card, ITU-T E.118.
Iccid = "iccid", DEVICE, Nothing, Digits, "iccid|sim serial|sim number|sim card number|sim card|sim no";
DeviceId = "device_id", DEVICE, Nothing, Opaque,
    "device id|deviceid|device identifier|device uuid|device token|push token|udid|android id|hardware id|machine id?|device serial|serial of device|phone id|handset id|idfa|idfv|gaid|aaid|adid|ad id|advertising id|\
     advertising identifier|maid|gerate id|geratekennung|gerate nummer|identifiant appareil|id dispositivo|identificador de dispositivo|identificador do dispositivo|id do dispositivo|apparaat id|id urzadzenia|\
     identyfikator urzadzenia|enhets id|enhed id|enhets identifikator|id zarizeni|cihaz id|cihaz kimligi|laite id|eszkoz azonosito|идентификатор устройства|id устройства|设备id|设备标识|デバイスid|端末id|기기id|معرف الجهاز";
CookieId = "cookie_id", DEVICE, Nothing, Opaque,
    "cookie|cookies|cookie id|cookieid|session id|sessionid|session token|session key|sid?|visitor id|client id cookie|ga client id|gclid|fbclid|tracking id?|browser fingerprint|browser id|fingerprint id|anonymous id|phpsessid|jsessionid|\
     sitzungs id|sitzungskennung|id de session|identifiant de session|identifiant visiteur|id de sesion|id sesion|id sessione|id da sessao|sessie id|id sesji|identyfikator sesji|sessions id|oturum id|oturum kimligi|\
     id relace|идентификатор сессии|куки|会话id|セッションid|세션id|معرف الجلسة";
/// ISO 3779 with its check digit.
Vin = "vin", DEVICE, Nothing, Alnum,
    "vin|vehicle identification|vehicle identification number|chassis|chassis number|vin number|fahrgestellnummer|fin nummer|fahrzeugidentifikationsnummer|numero de chassis|numero vin|numero de bastidor|bastidor|numero di telaio|telaio|\
     chassi|numero do chassi|chassisnummer|numer vin|numer nadwozia|chassinummer|stelnummer|understellsnummer|cislo karoserie|sasi no|sasi numarasi|alustanumero|alvazszam|serie sasiu|вин|вин номер|车架号|车辆识别码|車台番号|차대번호|رقم الهيكل";
GeoCoordinate = "geo_coordinate", PLACE, Degrees, Opaque,
    "latitude|longitude|lat|lon|lng|long?|latlng|lat lon|lat long|latlon|coordinates|coordinate|coords|geo|geolocation|gps|gps location|gps coordinates|geopoint|geo point|geohash|home location|breitengrad|langengrad|laengengrad|koordinaten|\
     latitud|longitud|coordenadas|latitudine|longitudine|coordinate gps|coordonnees|coordonnees gps|breedtegraad|lengtegraad|coordinaten|szerokosc geograficzna|dlugosc geograficzna|wspolrzedne|latitud gps|longitud gps|koordinater|\
     breddegrad|lengdegrad|laengdegrad|zemepisna sirka|zemepisna delka|souradnice|enlem|boylam|koordinat|leveysaste|pituusaste|szelessegi fok|hosszusagi fok|широта|долгота|координаты|纬度|经度|坐标|緯度|経度|座標|위도|경도|좌표|خط العرض|خط الطول";
Url = "url", ADDRESS, Scheme, Opaque, "url|uri|website|homepage|link|web address|web page|webseite|site web|pagina web|sito web|strona www|hemsida|web sitesi|сайт|网址|网站|ウェブサイト|웹사이트";
Uuid = "uuid", KEY, Nothing, Opaque, "uuid|guid";
Isbn = "isbn", PUBLIC_CODE, Nothing, Opaque, "isbn|isbn13|isbn10";
/// A number of goods, GS1: GTIN, EAN, UPC.
Gtin = "gtin", PUBLIC_CODE, Nothing, Opaque, "gtin|ean|ean13|upc|barcode|ean code|gtin13|jan code|strichcode|code barre|code barres|codigo de barras|codice a barre|streepjescode|kod kreskowy|streckkod|carovy kod|barkod|штрихкод|条形码|バーコード|바코드";
/// A public number of a company: LEI, SIREN, SIRET, VAT, EIN, ABN, DUNS and the like.
CompanyNumber = "company_number", PUBLIC_CODE, Nothing, Opaque,
    "siren|siret|siren number|siret number|numero siren|numero siret|lei|lei code|legal entity identifier|vat|vat number|vat id|vat no|vatin|ein|ein number|employer identification number|employer id|fein|abn|acn|duns|duns number|company number|\
     company registration number|company reg no|registration number company|ust id|ust idnr|umsatzsteuer id|handelsregisternummer|hrb|numero de tva|tva|cnpj|cif|partita iva|p iva|kvk|kvk nummer|btw nummer|regon|nip|krs|organisationsnummer|orgnr|\
     org nr|cvr|cvr nummer|ico|dic|vkn|y tunnus|cegjegyzekszam|cui|огрн|кпп|统一社会信用代码|法人番号|사업자등록번호|isin|cusip|sedol|wkn|ticker|mic";
Date = "date", BUSINESS, Year, Opaque, "date|datum|fecha|timestamp|datetime|data?|dato|tarih|datum zeit|дата|日期|時刻|日付|날짜|تاريخ|תאריך";
/// A key of rows with no meaning outside the table.
RowId = "row_id", KEY, Nothing, Opaque, "id|ids|uid|row id|rowid|key|identifier|reference|ref|number|nr|no|num|pk|sk|seq|index";
/// Text in sentences; may hide anything.
FreeText = "free_text", TEXT, Nothing, Opaque,
    "note|notes|comment|comments|remark|remarks|description?|message|messages|free text|freetext|text?|narrative|feedback|review text|transcript|chat|email body|body text|complaint|reason text|case notes|clinical notes|bemerkung|bemerkungen|kommentar|\
     notiz|notizen|anmerkung|nachricht|freitext|beschwerde|commentaire|commentaires|remarque|remarques|comentario|comentarios|observaciones|observacion|nota?|notas|mensaje|commento|commenti|annotazioni|messaggio|osservazioni|observacoes|mensagem|\
     opmerking|opmerkingen|notitie|notities|bericht|uwagi|komentarz|notatka|notatki|wiadomosc|anteckning|anteckningar|meddelande|bemaerkning|bemaerkninger|merknad|merknader|melding|poznamka|poznamky|komentar|zprava|aciklama|yorum|mesaj|notlar|\
     kommentti|huomautus|viesti|megjegyzes|uzenet|observatii|комментарий|комментарии|примечание|заметки|сообщение|коментар|примітка|σχόλια|备注|评论|留言|消息|コメント|備考|メモ|메모|비고|댓글|ملاحظات|تعليق|הערות";
Number = "number", BUSINESS, Band, Opaque, "";
Category = "category", BUSINESS, Nothing, Opaque, "";
Boolean = "boolean", BUSINESS, Nothing, Opaque, "";
Unknown = "unknown", UNKNOWN, Nothing, Opaque, "";
    } };
}
