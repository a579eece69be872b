//! Info types of people: who they are, where they live, and what is special about them (GDPR Art. 9).

macro_rules! people {
    ([$next:ident $($later:ident)*] $($before:tt)*) => { $next! { [$($later)*] $($before)*

PersonName = "person_name", DIRECT, Initials, Opaque,
    "name?|names?|full name|first name|given name|forename|last name|surname|family name|middle name|maiden name|\
     nickname|initials|customer name|client name|patient name|applicant name|employee name|contact name|\
     contact person|holder name|card holder|cardholder|cardholder name|account holder|account name|beneficiary name|\
     beneficiary|payee name|next of kin|emergency contact|guardian name|mother name|mothers name|mothers maiden name|\
     mother maiden name|father name|fathers name|spouse name|partner name|user name full|author name|doctor name|\
     physician name|physician|signatory|passenger name|guest name|student name|teacher name|driver name|owner name|fname|lname|\
     vorname|nachname|familienname|zuname|geburtsname|madchenname|maedchenname|rufname|kundenname|\
     patientenname|mitarbeitername|ansprechpartner|kontoinhaber|karteninhaber|\
     nom?|prenom|nom de famille|nom complet|nom client|nom de naissance|nom de jeune fille|titulaire|patronyme|\
     nombre?|nombres?|nombre completo|nombre cliente|primer nombre|segundo nombre|apellido|apellidos|\
     primer apellido|segundo apellido|titular|nome?|nome completo|nome cliente|nome cognome|cognome|nominativo|intestatario|\
     sobrenome|apelido|nome da mae|nome do pai|primeiro nome|ultimo nome|naam?|voornaam|achternaam|familienaam|\
     tussenvoegsel|klantnaam|volledige naam|imie|nazwisko|imie i nazwisko|nazwisko rodowe|fornamn|efternamn|\
     tilltalsnamn|namn?|kundnamn|fornavn|etternavn|efternavn|navn?|kundenavn|jmeno|prijmeni|rodne prijmeni|\
     jmeno a prijmeni|meno?|priezvisko|isim?|ad?|adi?|soyad|soyadi|ad soyad|adi soyadi|anne adi|baba adi|\
     nimi?|etunimi|sukunimi|nev?|vezeteknev|keresztnev|teljes nev|nume?|prenume|nume de familie|ime?|prezime|\
     имя|фамилия|отчество|фио|полное имя|ім я|прізвище|име|презиме|όνομα|επώνυμο|ονοματεπώνυμο|\
     姓名|名字|姓氏|客户姓名|联系人|真实姓名|名前|氏名|姓|名|お名前|フリガナ|顧客名|이름|성명|성함|고객명|\
     اسم|الاسم|الاسم الكامل|اللقب|שם|שם מלא|שם משפחה|नाम|ชื่อ|นามสกุล|nama lengkap|nama?|ho ten|ho va ten|họ tên";
Email = "email", DIRECT, TopDomain, Opaque,
    "email|e mail|mail?|emailaddress|email address|e mail address|mail address|email id|contact email|mailadresse|emailadresse|\
     e mail adresse|courriel|adresse mail|adresse electronique|adresse email|correo?|correo electronico|direccion de correo|\
     indirizzo email|posta elettronica|indirizzo di posta|pec?|endereco de email|correio eletronico|correio electronico|\
     mailadres|emailadres|e mailadres|adres email|adres e mail|adres mailowy|poczta elektroniczna|epost|e post|epostadress|\
     e postadress|e postadresse|epostadresse|emailova adresa|elektronicka posta|eposta|e posta|e posta adresi|eposta adresi|\
     sahkoposti|sahkopostiosoite|email cim|adresa de email|почта?|эл почта|электронная почта|адрес электронной почты|\
     имейл|емейл|邮箱|电子邮件|电子邮箱|邮件地址|メール|メールアドレス|이메일|전자우편|البريد الإلكتروني|بريد|דואר אלקטרוני|ईमेल|อีเมล";
Phone = "phone", DIRECT, Nothing, Digits,
    "phone|phone number|phone no|phone num|phonenumber|telephone|telephone number|tel|tel no|tel number|mobile|mobile phone|\
     mobile number|mobile no|cell|cell phone|cellphone|cell number|msisdn|fax|fax number|contact number|contact no|home phone|\
     work phone|daytime phone|whatsapp|callback number|caller number|calling number|caller id|telefon|telefonnummer|telefonnr|\
     rufnummer|mobilnummer|mobiltelefon|handy|handynummer|festnetz|faxnummer|portable?|telephone portable|numero de telephone|\
     num tel|numtel|tel portable|mobile telephone|telefono|movil|telefono movil|numero de telefono|celular|telefono celular|\
     cellulare|telefono cellulare|numero di telefono|recapito telefonico|telemovel|telefone|numero de telefone|telefoon|\
     telefoonnummer|mobiel|mobiel nummer|gsm?|gsm nummer|numer telefonu|telefon komorkowy|komorka|telefonnummer mobil|\
     mobilnummer|mobiltelefonnummer|telefonni cislo|cislo telefonu|mobilni telefon|telefon no|telefon numarasi|cep telefonu|\
     cep no|puhelin|puhelinnumero|matkapuhelin|telefonszam|mobilszam|numar de telefon|телефон|номер телефона|мобильный|\
     мобильный телефон|сотовый|телефонний номер|τηλέφωνο|κινητό|电话|手机|手机号|手机号码|电话号码|联系电话|联系方式|電話|電話番号|\
     携帯|携帯電話|携帯番号|전화|전화번호|휴대폰|휴대전화|연락처|هاتف|رقم الهاتف|الجوال|جوال|טלפון|נייד|फ़ोन|मोबाइल|โทรศัพท์|เบอร์โทร";
StreetAddress = "street_address", DIRECT, Nothing, Opaque,
    "address|addr|address line|address1|addr1|addressline|street|street address|street name|street number|home address|\
     residential address|residence?|mailing address|billing address|shipping address|delivery address|postal address|\
     house number|house no|apartment|apt no|po box|correspondence address|adresse|anschrift|wohnadresse|wohnort|strasse|\
     strassenname|hausnummer|lieferadresse|rechnungsadresse|postanschrift|wohnanschrift|rue?|adresse postale|domicile|\
     adresse de livraison|adresse de facturation|numero de rue|lieu de residence|direccion|domicilio|calle|\
     direccion postal|direccion de envio|residencia?|indirizzo|via?|residenza|indirizzo di residenza|indirizzo postale|\
     numero civico|endereco|morada|logradouro|rua|endereco residencial|adres|straat|straatnaam|huisnummer|woonadres|\
     postadres|factuuradres|ulica|adres zamieszkania|adres zameldowania|nr domu|numer domu|adress|gatuadress|gata|\
     hemadress|postadress|folkbokforingsadress|gateadresse|vej|hjemmeadresse|bopael|bopel|bostedsadresse|adresa|\
     bydliste|adresa bydliste|cislo popisne|adres bilgisi|ev adresi|sokak|cadde|ikametgah|osoite|katuosoite|cim?|lakcim|\
     utca|strada|domiciliu|адрес|улица|адрес проживания|место жительства|домашний адрес|адреса|вулиця|διεύθυνση|οδός|\
     地址|住址|家庭地址|家庭住址|通讯地址|收货地址|住所|番地|주소|집주소|도로명|عنوان|العنوان|الشارع|כתובת|רחוב|पता|ที่อยู่|alamat";
PostalCode = "postal_code", PLACE, Area, Opaque,
    "zip|zipcode|zip code|zip4|postal code|postalcode|postcode|post code|postal|plz|postleitzahl|code postal|codigo postal|\
     cap?|codice postale|codice di avviamento postale|cep?|codigo de enderecamento postal|postcode nl|kod pocztowy|\
     postnummer|postnr|psc?|postovni smerovaci cislo|posta kodu|postinumero|iranyitoszam|cod postal|почтовый индекс|\
     индекс?|поштовий індекс|ταχυδρομικός κώδικας|邮编|邮政编码|郵便番号|우편번호|الرمز البريدي|מיקוד|पिन कोड|รหัสไปรษณีย์|pincode|pin code india|eircode";
BirthDate = "birth_date", DIRECT, Decade, Opaque,
    "dob|d o b|birth date|birthdate|date of birth|dateofbirth|birthday|born|born on|birth day|birth dt|bday|birth year|year of birth|\
     birth month|yob|geburtsdatum|geburtstag|geb datum|gebdat|geburtsjahr|geboren|geboren am|date de naissance|naissance|\
     date naissance|annee de naissance|ne le|fecha de nacimiento|fecha nacimiento|fec nac|fecnac|nacimiento|ano de nacimiento|\
     data di nascita|data nascita|nascita|anno di nascita|nato il|data de nascimento|data nascimento|nascimento|\
     ano de nascimento|geboortedatum|geboortejaar|geboren op|data urodzenia|rok urodzenia|urodzony|fodelsedatum|\
     fodelsedag|fodelsear|fodt|fodselsdato|fodselsdag|fodselsaar|datum narozeni|rok narozeni|narozeni|narozen|dogum tarihi|\
     dogum yili|dogum gunu|syntymaaika|syntymapaiva|szuletesi datum|szuletesi ido|data nasterii|datum rodenja|дата рождения|\
     год рождения|день рождения|родился|дата народження|ημερομηνία γέννησης|出生日期|生日|出生年月|出生年月日|生年月日|誕生日|\
     생년월일|생일|تاريخ الميلاد|תאריך לידה|जन्म तिथि|วันเกิด|tanggal lahir|ngay sinh";
Gender = "gender", TRAIT, Nothing, Opaque,
    "sex|gender|gender identity|geschlecht|sexe|genre?|sexo|genero|sesso|genere?|geslacht|plec|kon?|konn?|pohlavi|cinsiyet|\
     sukupuoli|nem?|пол?|стать|φύλο|性别|性別|성별|الجنس|جنس|מין|मलिंग|लिंग|เพศ|jenis kelamin";
MaritalStatus = "marital_status", TRAIT, Nothing, Opaque,
    "marital|marital status|maritalstatus|civil status|relationship status|familienstand|zivilstand|situation familiale|\
     etat civil|situation matrimoniale|estado civil|stato civile|burgerlijke staat|stan cywilny|civilstand|civilstatus|\
     sivilstatus|rodinny stav|medeni hal|medeni durum|siviilisaaty|csaladi allapot|stare civila|семейное положение|\
     сімейний стан|οικογενειακή κατάσταση|婚姻状况|婚姻|婚姻状態|配偶者の有無|결혼여부|혼인상태|الحالة الاجتماعية|מצב משפחתי";
Nationality = "nationality", TRAIT, Nothing, Opaque,
    "nationality|citizenship|native country|country of birth|birth country|birthplace|place of birth|birth place|city of birth|\
     country of citizenship|country of origin?|immigration status|staatsangehorigkeit|nationalitat|staatsburgerschaft|\
     geburtsort|geburtsland|herkunftsland?|nationalite|citoyennete|lieu de naissance|pays de naissance|nacionalidad|\
     ciudadania|lugar de nacimiento|pais de nacimiento|nazionalita|cittadinanza|luogo di nascita|nacionalidade|cidadania|\
     naturalidade|local de nascimento|nationaliteit|geboorteplaats|geboorteland|narodowosc|obywatelstwo|miejsce urodzenia|\
     nationalitet|medborgarskap|fodelseort|statsborgerskap|fodested|fodeland|statni obcanstvi|narodnost|misto narozeni|\
     uyruk|vatandaslik|dogum yeri|kansalaisuus|syntymapaikka|allampolgarsag|szuletesi hely|cetatenie|гражданство|\
     национальность|место рождения|громадянство|υπηκοότητα|国籍|出生地|籍贯|국적|출생지|الجنسية|مكان الميلاد|אזרחות";
Age = "age", TRAIT, AgeDecade, Opaque,
    "age?|age years?|age in years?|age at|customer age|patient age|alter?|lebensalter|edad?|eta?|idade?|leeftijd|wiek?|alder?|vek?|yas?|ika?|kor?|\
     varsta|возраст|вік|ηλικία|年龄|年齢|나이|연령|العمر|גיל|आयु|उम्र|อายุ|umur|usia";
Salary = "salary", WAGE, Band, Opaque,
    "salary|income|wage|wages|annual income|monthly income|household income|net income|gross income|pay?|payroll?|base pay|net pay|\
     gross pay|take home pay|compensation?|bonus?|hourly rate?|earnings|remuneration|pension amount|gehalt|einkommen|lohn|\
     bruttogehalt|nettogehalt|monatsgehalt|jahresgehalt|bezuge|verguetung|salaire|revenu|revenus|remuneration brute|\
     salaire brut|salaire net|salario|sueldo|ingreso?|ingresos?|nomina|renta mensual|stipendio|reddito|retribuzione|\
     salario bruto|renda|rendimento?|ordenado|vencimento?|salaris|loon|inkomen|bruto loon|nettoloon|pensja|wynagrodzenie|\
     zarobki|dochod|placa|lon?|loen|manadslon|inkomst|inntekt|indkomst|mzda|plat?|prijem?|maas|ucret?|gelir?|palkka|tulot|\
     fizetes|jovedelem|salariu|venit|зарплата|заработная плата|оклад|доход|дохід|μισθός|εισόδημα|工资|薪资|薪水|收入|月薪|年薪|\
     給与|給料|年収|月収|賃金|급여|연봉|월급|소득|الراتب|راتب|الدخل|משכורת|שכר|वेतन|เงินเดือน|gaji";
Username = "username", DIRECT, Nothing, Opaque,
    "username|user name|login|login name|login id|user login|logon|logon name|screen name|display name?|handle?|account login|nick|\
     twitter handle|instagram|skype|telegram|facebook|linkedin|social handle|social media|benutzername|anmeldename|nutzername|\
     benutzerkennung|nom d utilisateur|nom utilisateur|identifiant de connexion|nombre de usuario|nombre usuario|usuario?|\
     nome utente|utente?|nome de usuario|nome de utilizador|utilizador|gebruikersnaam|nazwa uzytkownika|uzytkownik|anvandarnamn|\
     brugernavn|brukernavn|uzivatelske jmeno|kullanici adi|kayttajatunnus|felhasznalonev|nume utilizator|логин|имя пользователя|\
     用户名|登录名|账户名|ユーザー名|ログインid|사용자명|아이디|اسم المستخدم|שם משתמש";
EmployeeId = "employee_id", DIRECT, Nothing, Opaque,
    "employee id|employee number|employee no|emp id|emp no|empno|staff id|staff number|personnel number|payroll number|payroll id|\
     student id|student number|student no|matriculation number|badge number|member id|member number|membership number|\
     mitarbeiternummer|personalnummer|matrikelnummer|mitgliedsnummer|matricule|numero employe|numero d etudiant|\
     numero de empleado|legajo|matricola|numero di matricola|numero de funcionario|personeelsnummer|studentnummer|\
     numer pracownika|numer albumu|anstallningsnummer|medarbejdernummer|ansattnummer|osobni cislo|sicil no|personel no|\
     ogrenci no|табельный номер|工号|员工号|员工编号|学号|社員番号|学籍番号|사번|학번|الرقم الوظيفي";
Ethnicity = "ethnicity", SPECIAL_FEATURE, Nothing, Opaque,
    "race?|ethnicity|ethnic|ethnic group|ethnic origin|ethnic background|racial origin|race ethnicity|tribe|caste|skin color|\
     skin colour|ethnie|ethnische herkunft|ethnische zugehorigkeit|herkunft?|hautfarbe|origine ethnique|race ou ethnie|raza?|\
     etnia|origen etnico|grupo etnico|origine etnica|razza?|gruppo etnico|raca?|cor raca|origem etnica|cor da pele|etniciteit|\
     etnische afkomst|afkomst?|ras?|pochodzenie etniczne|rasa?|etnicitet|etniskt ursprung|etnisk oprindelse|etnisk bakgrunn|\
     etnicky puvod|etnik koken|irk?|etninen tausta|etnikum|etnicitate|этническая принадлежность|раса|етнічна приналежність|\
     εθνικότητα|民族|种族|人種|民族性|인종|민족|العرق|גזע|जाति";
Religion = "religion", SPECIAL_FEATURE, Nothing, Opaque,
    "religion|religious|religious belief|religious beliefs|religious affiliation|faith?|denomination?|church tax|church membership|\
     confession?|konfession|religionszugehorigkeit|kirchensteuer|glaube|bekenntnis?|croyance|croyances|confession religieuse|\
     culte?|religione|credo?|fede religiosa|confessione|religiao|crenca|godsdienst|geloof|kerkgenootschap|religia|wyznanie|\
     religiosity|trossamfund|trossamfunn|trosretning|livssyn|trossamfundet|nabozenstvi|nabozenske vyznani|vira?|din?|dini|\
     dini inanc|mezhep|uskonto|vallas|religie|felekezet|religios|религия|вероисповедание|релігія|θρησκεία|宗教|宗教信仰|信仰|信教|\
     종교|الدين|الديانة|דת|धर्म|ศาสนา|agama";
PoliticalOpinion = "political_opinion", SPECIAL, Nothing, Opaque,
    "political|political party|political opinion|political affiliation|political view|political views|party affiliation|\
     party membership|party?|party registration|voter registration|vote intention|voting intention|politics|partei?|parteimitglied|\
     parteizugehorigkeit|politische meinung|politische einstellung|politische uberzeugung|wahlabsicht|parti politique|\
     opinion politique|opinions politiques|affiliation politique|partido politico|partido?|opinion politica|afiliacion politica|\
     partito politico|partito?|opinioni politiche|opinione politica|orientamento politico|opiniao politica|filiacao partidaria|\
     politieke partij|politieke voorkeur|politieke overtuiging|partij?|partia polityczna|poglady polityczne|\
     politiskt parti|politisk asikt|partitillhorighet|politisk parti|politisk overbevisning|politisk tilhorighet|politicka strana|politicke nazory|\
     siyasi parti|siyasi gorus|puoluekanta|poliittinen kanta|politikai nezet|partid politic|opinie politica|\
     политические взгляды|политическая партия|партийность|політичні погляди|πολιτικό κόμμα|政治面貌|政治倾向|党派|政党|支持政党|政治的見解|정당|정치성향|정치적 견해|\
     الانتماء السياسي|מפלגה";
TradeUnion = "trade_union", SPECIAL, Nothing, Opaque,
    "trade union|labor union|labour union|union member|union membership|union dues|union name|union?|unionized|gewerkschaft|\
     gewerkschaftsmitglied|gewerkschaftszugehorigkeit|syndicat|appartenance syndicale|syndique|sindicato|afiliacion sindical|\
     sindacato|iscrizione sindacale|tessera sindacale|filiacao sindical|vakbond|vakbondslidmaatschap|vakvereniging|\
     zwiazek zawodowy|zwiazki zawodowe|fackforbund|facklig tillhorighet|fackmedlem|fagforening|fagforbund|odbory|odborova organizace|\
     clenstvi v odborech|sendika|sendika uyeligi|ammattiliitto|szakszervezet|sindicat|профсоюз|членство в профсоюзе|профспілка|\
     συνδικάτο|工会|工会会员|労働組合|組合員|노동조합|노조|النقابة|איגוד מקצועי";
SexualOrientation = "sexual_orientation", SPECIAL, Nothing, Opaque,
    "sexual orientation|sexuality|sexual preference|sexual identity|sex life|orientation?|lgbt|lgbtq|transgender status|gender reassignment|sexuelle orientierung|\
     sexuelle identitat|sexualitat|sexualleben|orientation sexuelle|vie sexuelle|sexualite|orientacion sexual|sexualidad|vida sexual|\
     orientamento sessuale|vita sessuale|sessualita|orientacao sexual|sexualidade|seksuele geaardheid|seksuele voorkeur|\
     seksuele orientatie|orientacja seksualna|sexuell laggning|sexuell orientering|seksuel orientering|seksuell orientering|seksuell legning|\
     sexualni orientace|cinsel yonelim|cinsel tercih|seksuaalinen suuntautuminen|szexualis iranyultsag|orientare sexuala|\
     сексуальная ориентация|сексуальна орієнтація|σεξουαλικός προσανατολισμός|性取向|性的指向|성적 지향|성적지향|الميول الجنسية|נטייה מינית";
    } };
}
