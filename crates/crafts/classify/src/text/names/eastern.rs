//! Names in Han, kana and Hangul: a family name of the list with what follows, honorifics, and what
//! announces a name.

use crate::words::{is_family, is_given};
use std::ops::Range;

/// What follows names; the longer first.
const HONORIFICS: [&str; 44] = [
    "先生",
    "女士",
    "小姐",
    "太太",
    "夫人",
    "医生",
    "醫生",
    "大夫",
    "老师",
    "老師",
    "教授",
    "经理",
    "經理",
    "主任",
    "律师",
    "律師",
    "同学",
    "护士",
    "博士",
    "总监",
    "师傅",
    "阿姨",
    "叔叔",
    "さん",
    "さま",
    "様",
    "氏",
    "ちゃん",
    "くん",
    "君",
    "部長",
    "課長",
    "社長",
    "係長",
    "店長",
    "医師",
    "씨",
    "님",
    "고객",
    "환자",
    "선생",
    "과장",
    "부장",
    "대리",
];

/// What stands before names; the longer first.
const ANNOUNCES: [&str; 52] = [
    "客户姓名",
    "联系人",
    "收件人",
    "申请人",
    "负责人",
    "姓名",
    "名字叫",
    "名字",
    "客户",
    "客戶",
    "患者",
    "病人",
    "员工",
    "顾客",
    "我叫",
    "我是",
    "名叫",
    "叫做",
    "他叫",
    "她叫",
    "本人",
    "同事",
    "氏名",
    "名前は",
    "お名前",
    "担当の",
    "担当者",
    "お客様の",
    "お客様",
    "社員の",
    "私は",
    "이름은",
    "성함은",
    "고객명",
    "담당자",
    "이름",
    "환자",
    "고객",
    "转给",
    "轉給",
    "交给",
    "发给",
    "打给",
    "联系",
    "聯繫",
    "通知",
    "告知",
    "询问",
    "名为",
    "称呼",
    "叫",
    "由",
];

/// What may stand between an announcement and a name.
const BETWEEN: [char; 9] = [':', '：', '是', '为', '為', 'は', '「', ' ', '은'];

/// Names in `text`.
pub fn eastern(text: &str, found: &mut Vec<(Range<usize>, &'static str)>) {
    if !text.chars().any(|c| is_han(c) || is_kana(c) || is_hangul(c)) {
        return;
    }
    let signs: Vec<(usize, char)> = text.char_indices().collect();
    let text = Signs { signs: &signs, end: text.len() };
    let mut at = 0;
    while at < signs.len() {
        let Some((name, check)) = text.name_at(at) else {
            at += 1;
            continue;
        };
        found.push((text.offset(name.start)..text.offset(name.end), check));
        at = name.end.max(at + 1);
    }
}

const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '々')
}

const fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}')
}

const fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30ff}')
}

const fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

struct Signs<'a> {
    signs: &'a [(usize, char)],
    end: usize,
}

impl Signs<'_> {
    fn offset(&self, at: usize) -> usize {
        self.signs.get(at).map_or(self.end, |(offset, _)| *offset)
    }

    fn sign(&self, at: usize) -> char {
        self.signs.get(at).map_or(' ', |(_, c)| *c)
    }

    fn part(&self, from: usize, to: usize) -> String {
        self.signs.get(from..to.max(from)).unwrap_or_default().iter().map(|(_, c)| *c).collect()
    }

    fn starts(&self, at: usize, words: &[&str]) -> Option<usize> {
        let here =
            |word: &&&str| word.chars().enumerate().all(|(place, c)| self.sign(at + place) == c);
        words.iter().find(here).map(|word| word.chars().count())
    }

    fn run(&self, from: usize, most: usize, holds: fn(char) -> bool) -> usize {
        self.signs.iter().skip(from).take(most).take_while(|(_, c)| holds(*c)).count()
    }

    /// The name that starts at `at` or is announced there, and why it is one.
    fn name_at(&self, at: usize) -> Option<(Range<usize>, &'static str)> {
        if let Some(length) = self.starts(at, &ANNOUNCES) {
            let gap = self.run(at + length, 2, |c| BETWEEN.contains(&c));
            let start = at + length + gap;
            if let Some(end) = self.announced(start) {
                return Some((start..end, "announced"));
            }
        }
        if at > 0 && is_hangul(self.sign(at - 1)) && is_hangul(self.sign(at)) {
            return None;
        }
        // `with` and `to` are family names, too.
        const WITH: &str = "和由对向从给与跟同让请于";
        if WITH.contains(self.sign(at)) && self.listed(at + 1).is_some() {
            return None;
        }
        let spaced = || self.spaced(at, false).map(|end| (at..end, "a space within"));
        let found = self.honoured(at).or_else(|| self.listed(at)).or_else(spaced);
        found.or_else(|| self.foreign(at)).or_else(|| self.addressed(at))
    }

    /// A name after a word that announces it: by its family name, or all that is short.
    fn announced(&self, at: usize) -> Option<usize> {
        let c = self.sign(at);
        if is_hangul(c) {
            let run = self.run(at, 6, is_hangul);
            return (self.family(at) > 0 && run >= 2).then_some(at + run.min(3));
        }
        let run = self.run(at, 4, is_han);
        if let Some(end) = self.spaced(at, true) {
            return Some(end);
        }
        match self.family(at) {
            0 => None,
            // One sign more may be hidden; none less.
            family => {
                (run > family).then(|| at + run.min(family + 2)).map(|end| self.with_given(end))
            }
        }
    }

    /// A family and a given name with a space between them, which Japanese has nowhere else: a particle, an
    /// honorific or the end of the sentence follows.
    fn spaced(&self, at: usize, announced: bool) -> Option<usize> {
        const AFTER: &str = "がはにをとのもへでか、。，,.）)」から";
        if at > 0 && is_han(self.sign(at - 1)) {
            return None;
        }
        let family = self.run(at, 4, is_han);
        let given = self.run(at + family + 1, 4, is_han);
        let kana = self.run(at + family + 1, 4, is_kana);
        let space = matches!(self.sign(at + family), ' ' | '\u{3000}');
        let from = at + family + 1;
        let follows =
            |end: usize| AFTER.contains(self.sign(end)) || self.starts(end, &HONORIFICS).is_some();
        let ends = (1..=kana).rev().map(|taken| from + taken);
        let listed = ends.clone().find(|end| {
            is_given(&self.part(from, *end)) || self.starts(*end, &HONORIFICS).is_some()
        });
        let listed = listed.or_else(|| ends.clone().find(|_| announced));
        let plain = (given > 0 && follows(from + given)).then_some(from + given);
        plain.or(listed).filter(|_| family > 0 && space)
    }

    /// Whoever has an honorific that a space or a Japanese sign parts from no other word, or to whom something
    /// is done that is done to people alone: no list need have the name.
    fn addressed(&self, at: usize) -> Option<(Range<usize>, &'static str)> {
        const JAPANESE: [&str; 5] = ["さん", "様", "さま", "氏", "ちゃん"];
        const NOBODY: &str = "客|お客|皆|各|神|仕|同|模|多|奥|王|有|異|一|外|何|殿|貴|母|父|兄|姉|お母|お父|医者|患者|他|彼|両|摂|華|セ";
        const TO: [&str; 4] = ["에게", "한테", "께서", "께"];
        let alone = at == 0 || !(is_han(self.sign(at - 1)) || is_hangul(self.sign(at - 1)));
        if !alone {
            return None;
        }
        let hangul = self.run(at, 5, is_hangul);
        if hangul >= 2 {
            let spaced = hangul <= 4
                && self.sign(at + hangul) == ' '
                && matches!(self.sign(at + hangul + 1), '씨' | '님');
            let to = self.family(at) > 0 && self.starts(at + 3, &TO).is_some();
            let end = if spaced { hangul } else { 3 };
            return (spaced || to).then_some((at..at + end, "addressed"));
        }
        let han = self.run(at, 5, is_han);
        let last = self.sign(at + han.saturating_sub(1));
        let han = if matches!(last, '様' | '氏') { han - 1 } else { han };
        let han = if han > 0 { han + self.run(at + han, 6, is_katakana) } else { 0 };
        let name = self.part(at, at + han);
        let nobody = NOBODY.split('|').any(|listed| listed == name);
        let honoured = han >= 1 && !nobody && self.starts(at + han, &JAPANESE).is_some();
        honoured.then_some((at..at + han, "honorific"))
    }

    /// The given name behind a space, as in `佐藤 健`.
    fn with_given(&self, end: usize) -> usize {
        let spaced = matches!(self.sign(end), ' ' | '\u{3000}');
        let run = self.run(end + 1, 4, |c| is_han(c) || is_kana(c));
        let given = (1..=run).rev().find(|taken| is_given(&self.part(end + 1, end + 1 + taken)));
        match given {
            Some(taken) if spaced => end + 1 + taken,
            _ => end,
        }
    }

    /// Signs of the family name at `at`, 0 if there is none.
    fn family(&self, at: usize) -> usize {
        let fits = |length: &usize| {
            let part = self.part(at, at + length);
            part.chars().count() == *length && is_family(&part)
        };
        [3, 2, 1].into_iter().find(fits).unwrap_or(0)
    }

    /// One to five signs before an honorific, from a family name on.
    fn honoured(&self, at: usize) -> Option<(Range<usize>, &'static str)> {
        let family = self.family(at);
        if family == 0 {
            return None;
        }
        (0..=4usize).rev().find_map(|given| {
            let end = at + family + given;
            let within = self.signs.get(at..end)?;
            let spaces = within.iter().filter(|(_, c)| *c == ' ').count();
            let plain =
                within.iter().all(|(_, c)| is_han(*c) || is_kana(*c) || is_hangul(*c) || *c == ' ');
            let gap = usize::from(self.sign(end) == ' ' && is_hangul(self.sign(at)));
            let honoured = plain && spaces <= 1 && self.starts(end + gap, &HONORIFICS).is_some();
            honoured.then_some((at..end, "honorific"))
        })
    }

    /// A family name of the list with a given name of the list; of two signs and more in Japanese, alone.
    fn listed(&self, at: usize) -> Option<(Range<usize>, &'static str)> {
        let family = self.family(at);
        if family == 0 {
            return None;
        }
        let gap = usize::from(matches!(self.sign(at + family), ' ' | '\u{3000}'));
        let from = at + family + gap;
        let given = (1..=4usize).rev().find(|taken| {
            let part = self.part(from, from + taken);
            part.chars().count() == *taken && is_given(&part)
        });
        if let Some(taken) = given {
            let end = from + taken;
            return Some((at..end, "list of names"));
        }
        // A given name of two signs that no list has.
        let run = self.run(at, 4, is_han);
        let bare = at == 0 || !(is_han(self.sign(at - 1)) || is_kana(self.sign(at - 1)));
        let japanese = family >= 2 && bare && is_kana(self.sign(at + family));
        (japanese && run == family).then_some((at..at + family, "list of names"))
    }

    /// A foreign name in katakana: its parts have a dot between them.
    fn foreign(&self, at: usize) -> Option<(Range<usize>, &'static str)> {
        if !is_katakana(self.sign(at)) || (at > 0 && is_katakana(self.sign(at - 1))) {
            return None;
        }
        let run = self.run(at, 40, is_katakana);
        let dotted = (at..at + run).any(|place| self.sign(place) == '・');
        let honoured = self.starts(at + run, &HONORIFICS).is_some();
        (run >= 2 && (dotted || honoured)).then_some((at..at + run, "katakana"))
    }
}
