//! A text without what tells who it is about.

/// Hides what points at a person: given names, numbers of seven digits or more (telephones, identity cards, plates with
/// their letters), flats (`3栋2单元501`), addresses of mail, and the family name before a title (`王先生`).
///
/// What is hidden is replaced by a word that says what it was; everything else stays. It errs on the side of hiding;
/// a person reads a library of cases before it leaves the house all the same.
///
/// ```
/// use tousu::report::redact;
/// let text = "我是3栋2单元501的王小明，电话13800138000，找过李经理";
/// assert_eq!(redact(text, &["王小明"]), "我是[房号]的[姓名]，电话[号码]，找过[姓]经理");
/// ```
#[must_use]
pub fn redact(text: &str, names: &[&str]) -> String {
    let mut names: Vec<&str> = names.iter().copied().filter(|name| !name.trim().is_empty()).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let mut out = text.to_owned();
    for name in names {
        out = out.replace(name.trim(), "[姓名]");
    }
    let chars: Vec<char> = out.chars().collect();
    let mut hidden = String::with_capacity(out.len());
    let mut at = 0;
    while at < chars.len() {
        let rest = chars.get(at..).unwrap_or_default();
        let (length, word) =
            mail(rest).or_else(|| flat(rest)).or_else(|| number(rest)).or_else(|| title(rest)).unwrap_or((0, ""));
        match (length, rest.first()) {
            (0, Some(c)) => {
                hidden.push(*c);
                at += 1;
            }
            _ => {
                hidden.push_str(word);
                at += length.max(1);
            }
        }
    }
    hidden
}

type Found = Option<(usize, &'static str)>;

fn digit(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// A run of digits, with signs between them, of seven digits or more; a plate.
fn number(rest: &[char]) -> Found {
    let first = *rest.first()?;
    let plate = |c: &char| digit(*c) || c.is_ascii_uppercase();
    if "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼".contains(first)
        && rest.get(1).is_some_and(char::is_ascii_uppercase)
    {
        let length = rest.iter().skip(2).take_while(|c| plate(c)).count();
        return (5..=6).contains(&length).then_some((2 + length, "[车牌]"));
    }
    if !digit(first) {
        return None;
    }
    let run = rest.iter().take_while(|c| digit(**c) || matches!(c, '-' | ' ' | 'X' | 'x' | '*')).count();
    let digits = rest.iter().take(run).filter(|c| digit(**c) || **c == '*').count();
    let spare = rest.get(..run)?.iter().rev().take_while(|c| matches!(c, '-' | ' ')).count();
    (digits >= 7).then_some((run - spare, "[号码]"))
}

/// `3栋2单元501`, `12号楼3-502`, `1501室`: numbers with at least one word of a flat.
fn flat(rest: &[char]) -> Found {
    if !digit(*rest.first()?) {
        return None;
    }
    const WORDS: [&str; 8] = ["号楼", "单元", "栋", "幢", "座", "室", "房", "楼"];
    let (mut at, mut words, mut rooms) = (0, 0, 0);
    loop {
        let digits = rest.get(at..)?.iter().take_while(|c| digit(**c)).count();
        if digits == 0 || digits > 4 {
            break;
        }
        let after = rest.get(at + digits..).unwrap_or_default();
        let word = WORDS.iter().find(|word| after.iter().copied().take(word.chars().count()).eq(word.chars()));
        match word {
            Some(word) => {
                words += usize::from(**word != *"楼");
                rooms += usize::from(matches!(*word, "室" | "房"));
                at += digits + word.chars().count();
            }
            None if after.first() == Some(&'-') && after.get(1).copied().is_some_and(digit) => at += digits + 1,
            None => {
                // The bare number behind a building or an entrance is the flat.
                if words > 0 && digits >= 3 {
                    rooms += 1;
                    at += digits;
                }
                break;
            }
        }
    }
    (words > 0 && rooms > 0).then_some((at, "[房号]"))
}

fn mail(rest: &[char]) -> Found {
    let word = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    let name = rest.iter().take_while(|c| word(c)).count();
    if name == 0 || rest.get(name) != Some(&'@') {
        return None;
    }
    let host = rest.iter().skip(name + 1).take_while(|c| word(c)).count();
    (host >= 3).then_some((name + 1 + host, "[邮箱]"))
}

/// A family name before a title.
fn title(rest: &[char]) -> Found {
    const TITLES: [&str; 10] = ["先生", "女士", "小姐", "师傅", "经理", "主任", "医生", "护士", "老师", "阿姨"];
    const FAMILIES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
    FAMILIES.contains(*rest.first()?).then_some(())?;
    let follows = TITLES.iter().any(|title| rest.iter().skip(1).copied().take(2).eq(title.chars()));
    follows.then_some((1, "[姓]"))
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn what_tells_who_is_hidden() {
        let cases = [
            ("电话：138-0013-8000。", "电话：[号码]。"),
            ("身份证43010219800101123X", "身份证[号码]"),
            ("12号楼3-502漏水", "[房号]漏水"),
            ("粤A12345挡路", "[车牌]挡路"),
            ("写信到 a.b@example.org 吧", "写信到 [邮箱] 吧"),
            ("张女士和陈师傅", "[姓]女士和[姓]师傅"),
        ];
        for (text, expected) in cases {
            assert_eq!(redact(text, &[]), expected);
        }
    }

    #[test]
    fn what_tells_nobody_stays() {
        for text in [
            "3号楼电梯停运2次，已拖3个月",
            "2026年3月2日",
            "12345热线",
            "高层住宅100平方米",
            "5楼的灯坏了",
            "费用1200元",
            "",
        ] {
            assert_eq!(redact(text, &[]), text);
        }
    }
}
