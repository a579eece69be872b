//! Names that say what a column of a table of people holds, and that it is nothing of theirs: what was ordered,
//! shipped and paid, where, and when a record was kept. A name has to be made of these words alone: `unit_price`
//! is one, `loan_amount` and `lactate` are none, as nobody has said so of loans and of what no list knows.

use super::vocabulary::{List, list};
use crate::combine::PLACES;
use std::sync::LazyLock;

/// What is nobody's, even in a table of people.
static SUBJECTS: List = LazyLock::new(|| {
    list(
        "order|orders|ordered|product|products|prod|sku|article|articles|quantity|qty|price|prices|amount|amt|subtotal|discount|discounts|vat|gst|\
    shipping|shipment|shipments|shipped|ship|freight|courier|carrier|parcel|parcels|package|packages|pallet|invoice|invoices|receipt|basket|cart|\
    coupon|coupons|voucher|vouchers|promo|promotion|promotions|campaign|campaigns|warehouse|store|stores|shop|shops|brand|brands|vendor|supplier|manufacturer|merchant|currency|\
    catalog|catalogue|stock|inventory|purchase|purchases|purchased|payment|payments|paid|refund|refunds|refunded|exchange|isin|\
    page|pages|pageview|pageviews|url|click|clicks|impression|impressions|browser|os|platform|version|app|referrer|utm|newsletter|subscribed|optin|\
    created|updated|modified|uploaded|imported|exported|inserted|ingested|loaded|processed|logged|synced|extracted|snapshot|timestamp|batch|format|encoding|schema|row|rows|\
    server|host|endpoint|http|https|bandwidth|throughput|cpu|bytes|kb|mb|gb|uptime|downtime|timezone|tz|\
    department|departments|dept|division|branch|office|plant|continent|nation|\
    humidity|rainfall|precipitation|snow|wind|voltage|rpm|torque|sensor|machine|machines|\
    bestellung|bestellungen|bestellnummer|bestelldatum|menge|preis|stuckpreis|artikel|artikelnummer|produkt|rabatt|mwst|ust|versand|lieferung|lieferdatum|rechnung|rechnungsnummer|\
    rechnungsdatum|wahrung|betrag|lager|filiale|abteilung|commande|prix|quantite|produit|remise|tva|livraison|facture|devise|montant|entrepot|magasin|pedido|precio|cantidad|producto|\
    descuento|iva|envio|factura|importe|almacen|tienda|moneda|ordine|prezzo|quantita|prodotto|sconto|fattura|importo|magazzino|negozio|valuta|preco|quantidade|produto|desconto|\
    encomenda|fatura|armazem|loja|bestelling|prijs|aantal|korting|btw|factuur|levering|bedrag|winkel|zamowienie|cena|ilosc|rabat|faktura|kwota|sklep|magazyn|pris|antal|moms|belopp|\
    butik|objednavka|pocet|castka|siparis|fiyat|miktar|indirim|tutar|заказ|цена|количество|товар|скидка|сумма|склад|магазин|валюта|订单|价格|数量|商品|金额|折扣|库存|注文|価格|金額|在庫|주문|가격|수량|상품|금액",
    )
});

/// Where somebody lives is weighed with what else is known of them (`combine`).
static WHERE: List = LazyLock::new(|| list(PLACES));

/// What may stand beside it, and says nothing by itself.
static BESIDE: List = LazyLock::new(|| {
    list(
        "id|ids|key|no|nr|num|number|numero|nummer|count|cnt|total|sum|avg|average|mean|min|max|median|rate|ratio|share|pct|percent|percentage|value|code|codes|name|names|type|kind|\
    group|category|class|segment|tier|level|priority|status|method|mode|instruct|flag|index|rank|position|line|list|cost|costs|fee|fees|tax|unit|units|item|items|view|views|delivery|delivered|size|length|day|days|date|dates|datum|time|datetime|\
    year|month|week|quarter|hour|hours|minute|minutes|second|seconds|ms|utc|at|on|of|in|per|by|to|for|from|and|with|is|has|was|are|the|new|old|first|last|next|previous|prev|current|start|end|\
    usd|eur|gbp|chf|jpy|cents|kg|g|lb|oz|km|cm|mm|ml|source|channel|medium|de|del|da|di|du|des|la|le|el|por|zu|je|pro|anzahl|gesamt|summe|nombre|total",
    )
});

/// Whether all of `words` speak of such things, and one at least of what is nobody's.
pub(super) fn is_plain(words: &[String]) -> bool {
    let subject = |word: &str| SUBJECTS.contains(word) || WHERE.contains(word);
    let silent = |word: &str| {
        BESIDE.contains(word)
            || word.bytes().all(|byte| byte.is_ascii_digit())
            || (word.len() == 1 && word.is_ascii())
    };
    words.iter().any(|word| subject(word)) && words.iter().all(|word| subject(word) || silent(word))
}

#[cfg(test)]
mod tests {
    use crate::name::read;
    use crate::recognisers::Recognisers;

    // proves M16
    #[test]
    fn a_name_is_plain_only_if_each_of_its_words_is() {
        let plain = |name: &str| read(name, &Recognisers::default()).plain;
        for name in [
            "unit_price",
            "total_amount",
            "l_orderkey",
            "OrderDate",
            "created_at",
            "city",
            "Bestellnummer",
            "数量",
            "page_views",
        ] {
            assert!(plain(name), "{name}");
        }
        for name in [
            "gross",
            "net",
            "snap",
            "black",
            "lactate",
            "crp",
            "loan_amount",
            "total",
            "status",
            "net_amount",
            "tax",
            "item_12",
            "tumor_site",
            "delivery_date",
            "customer_segment",
            "grade",
            "is_active",
            "first_day",
            "c1",
            "",
            "balance",
            "score",
        ] {
            assert!(!plain(name), "{name}");
        }
    }
}
