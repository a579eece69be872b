//! Words that tell nothing of anybody: what business tables are written in.

use super::fold;

/// Words of values, folded: colours, materials, sizes, states of things, places of the compass, units,
/// money, ways to ship and to pay, kinds of goods, weather, machines.
const WORDS: &str = "black white red green blue yellow orange purple violet pink brown gray grey beige navy teal cyan magenta maroon olive turquoise gold silver bronze ivory\
    |steel iron copper wood glass paper plastic aluminum aluminium brass tin nickel zinc lead rubber leather cotton wool silk linen polyester nylon concrete stone ceramic carbon leather metal cardboard\
    |small medium large xs s m l xl xxl xxxl tiny huge mini jumbo economy standard promo premium basic regular lg sm med wrap big long short wide narrow thin thick heavy light\
    |open closed new old active inactive pending done complete completed incomplete cancelled canceled rejected approved accepted declined draft published archived deleted enabled disabled on off ok error failed failure success successful\
    |started stopped running paused waiting queued processing processed shipped delivered returned refunded paid unpaid overdue partial full empty available unavailable sold reserved backordered discontinued in out of stock transit hold\
    |unknown other none na n/a null undefined unspecified default misc miscellaneous various any all mixed general\
    |low normal high urgent critical major minor trivial blocker severe moderate mild priority not specified\
    |first second third fourth primary secondary tertiary single double triple\
    |north south east west northeast northwest southeast southwest central center centre middle upper lower left right top bottom front back inner outer\
    |africa america asia europe oceania antarctica emea apac latam amer nam eu us usa uk un\
    |monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun january february march april may june july august september october november december\
    |jan feb mar apr jun jul aug sep sept oct nov dec q1 q2 q3 q4 h1 h2 spring summer autumn fall winter morning afternoon evening night day week month quarter year daily weekly monthly quarterly yearly annual hourly\
    |usd eur gbp jpy chf cad aud cny inr brl mxn sek nok dkk pln czk huf try rub krw zar sgd hkd nzd thb idr myr php aed sar ils egp\
    |kg g mg lb lbs oz t ton tons km m cm mm mi ft in inch inches yd l ml gal pcs pc piece pieces ea each unit units box boxes pack packs case cases bag bags pallet pallets pkg drum can jar roll sheet set sets dozen pair pairs crate container bottle\
    |air ship truck mail rail fob reg sea road ground express overnight courier freight parcel post pickup delivery deliver collect cod take return person\
    |cash card credit debit paypal transfer invoice cheque check voucher bank wire giftcard gift online offline store instore web phone app mobile desktop tablet\
    |electronics clothing apparel shoes books toys garden home furniture kitchen sports outdoors beauty health grocery food beverages drinks automotive automobile machinery building household tools office music movies games software hardware\
    |jewelry accessories pet pets baby industrial material materials supplies equipment service services parts spare goods raw finished semi\
    |get post put delete patch head options connect trace http https ftp tcp udp icmp dns ssh smtp html json xml csv pdf png jpg jpeg gif svg txt zip chrome firefox safari edge opera ie windows linux macos mac ios android ubuntu\
    |debug info warn warning fatal notice alert emergency verbose hit miss expired\
    |sunny cloudy rain rainy snow snowy fog foggy storm stormy windy clear overcast drizzle hail thunderstorm hot cold warm cool dry wet\
    |yes no true false y n t f maybe up down stable rising falling steady idle busy auto manual forward reverse\
    |burnished plated polished brushed anodized lightproof coated painted raw\
    |type kind class grade level tier group category line model series version phase stage zone area region district sector segment section block lane bay dock aisle shelf bin rack\
    |pass passed fail tested untested good bad fair poor excellent average satisfactory damaged defective used refurbished fragile hazardous perishable frozen chilled ambient\
    |import export domestic international local national regional global inbound outbound internal external public private retail wholesale b2b b2c direct indirect\
    |sensor pump valve motor fan heater cooler compressor turbine boiler conveyor robot machine meter gauge switch relay panel inverter battery charger\
    |car bus van bike bicycle tram train plane boat vessel ferry tanker lorry trailer wagon\
    |diesel petrol gasoline electric hybrid gas lpg solar wind hydro nuclear coal oil\
    |primary school none lower bachelor master doctorate\
    |rot blau grun gelb schwarz weiss grau offen geschlossen neu alt aktiv inaktiv storniert bezahlt klein mittel gross nord sud ost ja nein\
    |rouge bleu vert jaune noir blanc gris ouvert ferme nouveau ancien actif inactif annule paye petit moyen grand nord sud est ouest oui non\
    |rojo azul verde amarillo negro blanco gris abierto cerrado nuevo viejo activo inactivo cancelado pagado pequeno mediano grande norte sur este oeste si\
    |rosso blu giallo nero bianco aperto chiuso nuovo vecchio attivo annullato pagato piccolo medio ovest sud";

/// Whether `value` is made of known words, of numbers and single letters between them.
pub fn is_known(value: &str) -> bool {
    if value.len() > 60 {
        return false;
    }
    let folded = fold(value);
    let mut known = false;
    for word in
        folded.split([' ', '_', '-', '/', '&', ',', '#', '.']).filter(|word| !word.is_empty())
    {
        let numeric = word.len() <= 3 && word.bytes().all(|byte| byte.is_ascii_digit());
        if WORDS.split(['|', ' ']).any(|listed| listed == word) {
            known = true;
        } else if !numeric {
            return false;
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_words_are_known() {
        for value in [
            "Open",
            "in transit",
            "1-URGENT",
            "REG AIR",
            "PROMO BURNISHED COPPER",
            "north_east",
            "Grün",
        ] {
            assert!(is_known(value), "{value}");
        }
        for value in ["positive", "Anna", "Left Party", "12", "", "catholic"] {
            assert!(!is_known(value), "{value}");
        }
    }
}
