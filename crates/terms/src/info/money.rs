//! Info types of money, and of what opens doors: cards, accounts, secrets.

macro_rules! money {
    ([$next:ident $($later:ident)*] $($before:tt)*) => { $next! { [$($later)*] $($before)*

/// ISO/IEC 7812 number with a valid Luhn digit.
PaymentCard = "payment_card", CARD, FirstDigit, Card,
    "card?|cards?|cc?|cc number|cc no|cc num|ccn|pan|primary account number|card number|cardnumber|card no|card num|card pan|credit card|creditcard|\
     credit card number|credit card no|debit card|debit card number|bank card|card last4|last4|last four|kreditkarte|kreditkartennummer|kartennummer|karte?|\
     karten nr|carte bancaire|numero de carte|numero carte|carte de credit|carte bleue|carte?|tarjeta|tarjeta de credito|numero de tarjeta|num tarjeta|\
     carta di credito|numero carta|numero di carta|carta?|cartao|cartao de credito|numero do cartao|numero cartao|creditcardnummer|kaartnummer|\
     karta kredytowa|numer karty|karta?|nr karty|kreditkort|kortnummer|kort?|betalkort|kontokort|cislo karty|platebni karta|kreditni karta|\
     kredi karti|kart no|kart numarasi|kart?|luottokortti|korttinumero|bankkartya|kartyaszam|numar card|card de credit|кредитная карта|номер карты|банковская карта|карта?|\
     номер картки|πιστωτική κάρτα|αριθμός κάρτας|信用卡|信用卡号|卡号|银行卡号|银行卡|カード番号|クレジットカード|クレジットカード番号|카드번호|신용카드|신용카드번호|رقم البطاقة الائتمانية|بطاقة الائتمان|כרטיס אשראי|nomor kartu";
CardExpiry = "card_expiry", CARD, Nothing, Opaque,
    "card expiry|card expiration|cc exp|cc expiry|card exp|exp date|expiry?|expiration?|expiry date?|expiration date?|exp month|exp year|expires?|valid thru|valid until card|\
     gultig bis?|ablaufdatum?|kartenablauf|karte gultig bis|date d expiration?|expiration carte|fecha de caducidad?|fecha de vencimiento tarjeta|caducidad tarjeta|vencimiento tarjeta|\
     scadenza?|scadenza carta|data di scadenza?|validade?|validade do cartao|validade cartao|vervaldatum?|vervaldatum kaart|data waznosci?|data waznosci karty|giltig till?|kortets giltighet|\
     udlobsdato?|utlopsdato?|platnost karty|platnost do?|son kullanma tarihi?|kart son kullanma|срок действия карты|срок действия?|有效期?|卡有效期|カード有効期限|有効期限?|카드유효기간|유효기간?";
CardCvv = "card_cvv", CARD, Nothing, Opaque,
    "cvv|cvv2|cvc|cvc2|cid?|csc?|cav2|card verification|card verification value|card verification code|card security code|security code|cvv code|kartenprufnummer|prufziffer karte|\
     kartenprufziffer|sicherheitscode|code de securite|code securite|cryptogramme|cryptogramme visuel|codigo de seguridad|codigo seguridad|codice di sicurezza|codice sicurezza|codigo de seguranca|\
     codigo seguranca|beveiligingscode|kod bezpieczenstwa|kod cvv|sakerhetskod|sikkerhedskode|sikkerhetskode|bezpecnostni kod|guvenlik kodu|turvakoodi|biztonsagi kod|\
     cod de securitate|код безопасности|安全码|验证码?|セキュリティコード|보안코드|رمز الأمان|קוד אבטחה";
Pin = "pin", CARD, Nothing, Opaque,
    "pin?|pins?|pin code|gate code?|gate pin|door code?|door pin|alarm code?|alarm pin|entry code?|lock code?|lockbox code?|keypad code?|unlock code?|safe code?|garage code?|turcode?|alarmcode?|zugangscode?|code porte?|digicode?|codigo puerta?|codice porta?|pin number|pincode?|pinnummer|pin no|atm pin|card pin|pin block|geheimzahl|geheimnummer|pin kode|code pin|code secret|codigo pin|codice pin|codigo secreto|clave pin|\
     kod pin|pinkod|pinkode|pin kodu|pin koodi|pin kod|cod pin|пин|пин код|пінкод|个人识别码|密码pin|暗証番号|비밀번호pin|핀번호|الرقم السري|קוד סודי";
/// Tracks of a magnetic stripe, ISO/IEC 7813.
CardTrack = "card_track", CARD, Nothing, Opaque,
    "track1|track2|track 1|track 2|track data|magstripe|magnetic stripe|track1 data|track2 data";
/// ISO 13616, check digits by ISO 7064 mod 97-10.
Iban = "iban", ACCOUNT, AccountCountry, Iban,
    "iban|account iban|iban number|iban no|bankverbindung|numero iban|ibannummer|iban nummer|iban numarasi";
BankAccount = "bank_account", ACCOUNT, Nothing, Digits,
    "account number|account no|account num|accountnumber|acct number|acct no|acct num|acct|acctno|acc no|acc number|bank account|bank account number|bank acct|checking account|\
     savings account number|deposit account|beneficiary account|payee account|debit account|credit account|kontonummer|konto nr|kontonr|konto?|bankkonto|depotnummer|numero de compte|\
     numero compte|compte bancaire|num compte|rib?|numero de cuenta|num cuenta|cuenta bancaria|cuenta?|cuenta corriente|clabe|numero conto|numero di conto|conto corrente|conto bancario|\
     numero de conta|numero da conta|conta bancaria|conta corrente|rekeningnummer|bankrekening|bankrekeningnummer|numer konta|nr konta|numer rachunku|rachunek bankowy|nr rachunku|\
     konto bankowe|bankkontonummer|clearingnummer|bankgiro|plusgiro|kontonummer bank|cislo uctu|bankovni ucet|hesap no|hesap numarasi|banka hesabi|tilinumero|pankkitili|bankszamla|bankszamlaszam|\
     szamlaszam|cont bancar|numar cont|номер счета|расчетный счет|банковский счет|счет?|лицевой счет|номер рахунку|αριθμός λογαριασμού|银行账号|银行账户|账号|银行帐号|口座番号|銀行口座|口座|계좌번호|계좌|\
     رقم الحساب|حساب بنكي|חשבון בנק|מספר חשבון|nomor rekening|rekening|so tai khoan|เลขบัญชี|खाता संख्या";
SortCode = "sort_code", ACCOUNT, Nothing, Digits, "sort code|sortcode|bank sort code|bsb|bsb number|bankleitzahl|blz|branch code bank|codigo banco|ifsc|ifsc code|transit number|codice abi|codice cab";
/// ISO 9362.
Bic = "bic", BANK, BankCountry, Opaque, "bic|swift|swift code|bic code|bic swift|swift bic|kod swift|codigo swift|codice swift|code swift";
/// ABA routing number, weighted 3-7-1 mod 10.
AbaRouting = "aba_routing", BANK, Nothing, Digits, "routing|aba|routing number|aba routing|aba number|routing no|routing transit number|rtn|bank routing";
CryptoWallet = "crypto_wallet", WALLET, Nothing, Opaque,
    "wallet|wallet address|btc address|eth address|bitcoin address|ethereum address|crypto address|crypto wallet|bitcoin|btc wallet|eth wallet|wallet id|solana address|xrp address|\
     monero address|krypto wallet|portefeuille crypto|monedero|cartera cripto|portafoglio crypto|carteira cripto|portfel krypto|криптокошелек|кошелек|кошелёк|加密钱包|钱包地址|ウォレット|지갑주소";
ApiKey = "api_key", CREDENTIAL, Nothing, Opaque,
    "api key|apikey|api token|api secret|secret|secret key|secretkey|client secret|access key|access key id|secret access key|token?|access token|auth token|refresh token|authorization|bearer token|\
     app key|app secret|webhook secret|webhook url|signing key|encryption key|shared secret|aws key|aws secret|azure key|gcp key|service account key|subscription key|license key|licence key|activation key|activation code?|licence code?|license code?|totp secret|otp secret|mfa secret|2fa secret|\
     recovery code|recovery codes|backup code|backup codes|otp|one time code|seed phrase|mnemonic|mnemonic phrase|recovery phrase|credential|credentials|api schlussel|geheimer schlussel|zugangsschlussel|zugriffstoken|\
     geheimnis|zugangsdaten|cle api|cle secrete|jeton|jeton d acces|clave api|clave secreta|token de acceso|chiave api|chiave segreta|credenziali|chave api|chave secreta|chave de api|\
     api sleutel|geheime sleutel|toegangstoken|klucz api|tajny klucz|api nyckel|hemlig nyckel|api nogle|api nokkel|klic api|tajny klic|api anahtari|gizli anahtar|api avain|api kulcs|\
     ключ api|секретный ключ|токен|api密钥|密钥|令牌|访问令牌|apiキー|秘密鍵|アクセストークン|api 키|비밀키|토큰|مفتاح api|الرمز المميز|מפתח api";
Password = "password", CREDENTIAL, Nothing, Opaque,
    "password|passwd|pwd|passcode|pass word|passphrase|pass phrase|password hash|passwordhash|pw|pw hash|hashed password|password salt|user password|userpassword|initial password|temp password|\
     security question|security answer|secret answer|secret question|passwort|kennwort|passwort hash|losungswort|sicherheitsfrage|sicherheitsantwort|mot de passe|motdepasse|mdp|question secrete|reponse secrete|\
     contrasena|clave?|clave de acceso|respuesta secreta|pregunta secreta|parola d ordine|parola?|risposta segreta|senha|palavra passe|resposta secreta|wachtwoord|wachtwoord hash|haslo|hasło|losenord|\
     adgangskode|kodeord|passord|heslo|heslo hash|sifre|sifre hash|salasana|jelszo|parola|пароль|хэш пароля|секретный вопрос|секретный ответ|κωδικός πρόσβασης|密码|口令|密码哈希|パスワード|合言葉|비밀번호|암호|\
     كلمة المرور|كلمة السر|סיסמה|סיסמא|पासवर्ड|รหัสผ่าน|kata sandi|mat khau";
Jwt = "jwt", CREDENTIAL, Nothing, Opaque, "jwt|bearer|id token|json web token|jwt token";
PrivateKey = "private_key", CREDENTIAL, Nothing, Opaque,
    "private key|privatekey|priv key|ssh key|ssh private key|pgp private key|pem|privater schlussel|cle privee|clave privada|chiave privata|chave privada|prive sleutel|klucz prywatny|privat nyckel|\
     privat nogle|privat nokkel|soukromy klic|ozel anahtar|yksityinen avain|privat kulcs|cheie privata|закрытый ключ|приватный ключ|私钥|개인키|المفتاح الخاص|מפתח פרטי";
/// Where a service is reached and by what name and password.
ConnectionString = "connection_string", CREDENTIAL, Nothing, Opaque,
    "connection string|connectionstring|conn string|conn str|connstr|connection url|connection uri|database url|db url|database uri|db uri|dsn|jdbc url|jdbc|jdbc string|mongo uri|mongodb uri|redis url|amqp url|postgres url|\
     broker url|odbc string|data source name|sas url|verbindungszeichenfolge|verbindungsstring|chaine de connexion|cadena de conexion|stringa di connessione|cadeia de conexao|string de conexao|verbindingsreeks|\
     ciag polaczenia|parametry polaczenia|anslutningsstrang|forbindelsesstreng|tilkoblingsstreng|pripojovaci retezec|baglanti dizesi|baglanti cumlesi|строка подключения|连接字符串|接続文字列|연결문자열|سلسلة الاتصال";
    } };
}
