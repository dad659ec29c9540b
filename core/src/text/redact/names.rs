//! Names in the usual forms. A name by itself is not found: only a title, a 某, or a word that announces one tells it.

use std::ops::Range;
use std::sync::OnceLock;

use super::{Glyph, Private, at, before, is_hanzi, starts_with};

/// Surnames, the frequent ones; those that are above all other words (和, 向, 时, 管, 区) are left out.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢\
    姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔汤常温康施文牛樊葛邢安齐易乔伍\
    庞颜倪庄聂章鲁岳翟申欧耿焦詹左柯祝纪梅童凌毕单裴霍涂翁甘苗尤柳辛阮骆柴葵路闻冼區張劉陳楊黃趙吳孫馬羅鄭謝許韓鄧馮蕭葉蘇呂盧鍾\
    譚陸韋賈鄒龍賀顧龔萬錢嚴湯溫莊聶魯歐";

/// Surnames of two characters.
const DOUBLE: [&str; 12] =
    ["欧阳", "上官", "司马", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "歐陽"];

/// What follows a name.
const TITLES: &[&str] = &[
    "先生",
    "女士",
    "小姐",
    "太太",
    "阿姨",
    "大爷",
    "大妈",
    "大叔",
    "大姐",
    "大哥",
    "奶奶",
    "爷爷",
    "师傅",
    "師傅",
    "老师",
    "老師",
    "医生",
    "醫生",
    "大夫",
    "护士",
    "護士",
    "主任",
    "经理",
    "經理",
    "警官",
    "律师",
    "律師",
    "同志",
    "同学",
    "老板",
    "老闆",
    "院长",
    "教授",
    "书记",
    "队长",
    "所长",
    "科长",
    "局长",
    "管家",
    "婆婆",
    "伯伯",
    "姓业主",
];

/// Words that end in a surname and are none: 由于经理不在, 工程主任, 保安队长.
const NO_NAME_BEHIND: &[&str] = &[
    "由于", "对于", "關於", "关于", "属于", "等于", "至于", "位于", "处于", "工程", "流程", "过程", "课程", "对方",
    "双方", "甲方", "乙方", "我方", "官方", "业方", "各方", "多方", "保安", "公安", "治安", "平安", "经常", "平常",
    "正常", "非常", "通常", "日常", "异常", "提高", "升高", "过高", "允许", "也许", "或许", "不许", "资金", "基金",
    "押金", "现金", "奖金", "责任", "主任", "信任", "担任", "委任", "物业", "语文", "中文", "公文", "英文", "化石",
    "山石", "道路", "马路", "公路", "线路", "电路", "思路", "数万", "上万", "几万", "过江", "长江", "严温", "体温",
    "高温", "低温", "保温", "不单", "名单", "账单", "订单", "清单", "传单", "简单", "菜单", "未曾", "不曾", "新闻",
    "听闻", "一周", "上周", "本周", "下周", "每周", "四周", "大小", "业余", "剩余", "其余", "多余", "有余", "容易",
    "交易", "不易", "茶叶", "树叶", "落叶", "下雷", "打雷", "沙龙", "水龙", "健康", "小康", "措施", "设施", "实施",
    "如何", "任何", "为何", "贝何", "皮毛", "羽毛", "发毛", "表白", "明白", "空白", "电焦", "聚焦", "向左", "世纪",
    "年纪", "儿童", "病童", "完毕", "毕毕", "文章", "公章", "违章", "印章", "房颜", "领顾", "照顾", "主顾", "园林",
    "树林", "森林", "绿林", "规范", "示范", "防范", "模范", "吃苦",
];

/// Words that begin with a surname and are none: 业主张贴通知, 住户高度重视.
const NO_NAME: &[&str] = &[
    "张贴", "张望", "高度", "高兴", "高空", "高层", "高压", "方面", "方便", "方式", "方案", "安全", "安装", "安排",
    "安静", "安保", "任何", "任意", "严重", "严格", "常常", "常年", "周边", "周围", "周末", "周一", "周二", "周三",
    "周四", "周五", "周六", "周日", "万一", "万元", "万分", "夏天", "夏季", "马上", "马路", "白天", "白色", "黄色",
    "金额", "金钱", "石头", "文明", "文件", "许多", "许可", "于是", "何时", "何必", "余款", "余额", "单元", "单独",
    "单位", "单方", "路面", "路过", "路灯", "路边", "易燃", "施工", "温度", "曾经", "史无", "江边", "水管", "成立",
    "申请", "申诉", "申报", "申述", "祝愿", "左右", "章程", "付款", "付费", "付出", "龙头", "雷雨", "毛病", "毛坯",
    "程度", "程序", "顾客", "顾虑", "童年", "闻到", "左边", "焦急", "焦虑", "辛苦", "康复", "苗木", "柳树", "梅雨",
    "田地", "林地", "林木", "叶子", "武力", "平台", "胡乱", "胡说", "莫名", "熊孩", "钱款", "汤水", "丁点", "齐全",
    "左侧", "白白", "毕竟", "纪委", "纪检", "陆续", "方只", "曾多", "路人", "安宁", "谈判", "金融", "安心", "万家",
    "常识", "甘愿", "尤其", "易发", "邵阳", "武汉",
];

/// Words that announce a name; the flag: also without a colon or a verb between.
const ANNOUNCED: &[(&str, bool)] = &[
    ("联系人", true),
    ("聯絡人", true),
    ("投诉人", true),
    ("投訴人", true),
    ("举报人", true),
    ("反映人", true),
    ("来电人", true),
    ("申请人", true),
    ("报修人", true),
    ("当事人", true),
    ("经办人", true),
    ("法定代表人", true),
    ("负责人", true),
    ("姓名", true),
    ("户主", true),
    ("房主", true),
    ("业主", true),
    ("業主", true),
    ("住户", true),
    ("住戶", true),
    ("租客", true),
    ("租户", true),
    ("患者", true),
    ("病人", true),
    ("病患", true),
    ("家属", false),
    ("家長", false),
    ("家长", false),
    ("邻居", false),
    ("签名", false),
    ("署名", false),
    ("我叫", true),
    ("名叫", true),
    ("我是", true),
    ("本人", true),
    ("主治医师", true),
    ("护士长", true),
    ("经理", false),
    ("保安", false),
    ("客服", false),
];

/// What may stand behind a name that was announced without a colon.
const AFTER: &[&str] = &[
    "的", "说", "說", "称", "稱", "反映", "投诉", "投訴", "来电", "致电", "电话", "手机", "住", "家", "表示", "于",
    "在", "因", "到", "等", "与", "和", "向", "被", "先生", "女士",
];

pub(super) fn find(glyphs: &[Glyph], found: &mut Vec<(Private, Range<usize>)>) {
    for place in 0..glyphs.len() {
        if let Some(name) = titled(glyphs, place).or_else(|| veiled(glyphs, place)).or_else(|| announced(glyphs, place))
        {
            found.push((Private::Name, name));
        }
    }
}

/// How many characters the surname at a place has; 0 = none.
fn surname(glyphs: &[Glyph], place: usize) -> usize {
    if DOUBLE.iter().any(|name| starts_with(glyphs, place, name)) {
        return 2;
    }
    usize::from(at(glyphs, place).is_some_and(is_surname))
}

fn is_surname(c: char) -> bool {
    static KNOWN: OnceLock<Vec<char>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| {
        let mut known: Vec<char> = SURNAMES.chars().collect();
        known.sort_unstable();
        known
    });
    known.binary_search(&c).is_ok()
}

/// Whether the surname at a place is the end of another word.
fn is_inside_word(glyphs: &[Glyph], place: usize) -> bool {
    let Some(start) = place.checked_sub(1) else { return false };
    NO_NAME_BEHIND.iter().any(|word| starts_with(glyphs, start, word))
}

/// 张先生, 欧阳女士, 张小明医生.
fn titled(glyphs: &[Glyph], place: usize) -> Option<Range<usize>> {
    let surname = surname(glyphs, place);
    if surname == 0 || is_inside_word(glyphs, place) {
        return None;
    }
    let given = (0..=2).find(|given| {
        let end = place + surname + given;
        let own = (place + surname..end).all(|at_| at(glyphs, at_).is_some_and(is_hanzi));
        own && TITLES.iter().any(|title| starts_with(glyphs, end, title))
    })?;
    let end = place + surname + given;
    // With a given name the whole must not begin like another word, and must begin a word itself.
    let fits = given == 0 || is_start(glyphs, place) && !NO_NAME.iter().any(|word| starts_with(glyphs, place, word));
    fits.then_some(place..end)
}

/// 李某, 李某某, 张某明: hidden by the writer, but for the surname.
fn veiled(glyphs: &[Glyph], place: usize) -> Option<Range<usize>> {
    let surname = surname(glyphs, place);
    let start = place + surname;
    // 由于某些, 有某个.
    let counts = at(glyphs, start + 1).is_some_and(|c| "些个個种種天日年月处處地栋楼次件样位".contains(c));
    if surname == 0 || at(glyphs, start) != Some('某') || counts || is_inside_word(glyphs, place) {
        return None;
    }
    let more = usize::from(at(glyphs, start + 1).is_some_and(|c| c == '某' || c == '×' || c == 'X'));
    Some(place..start + 1 + more)
}

/// 联系人：王小明; 业主王小明反映.
fn announced(glyphs: &[Glyph], place: usize) -> Option<Range<usize>> {
    let (word, loose) = ANNOUNCED.iter().find(|(word, _)| starts_with(glyphs, place, word))?;
    let mut start = place + word.chars().count();
    let mut said = false;
    while at(glyphs, start).is_some_and(|c| ":是为叫姓名( ".contains(c)) && start < place + word.chars().count() + 4
    {
        said |= at(glyphs, start).is_some_and(|c| c == ':' || c == '叫');
        start += 1;
    }
    let length = glyphs.get(start..)?.iter().take(5).take_while(|glyph| is_hanzi(glyph.seen)).count();
    let surname = surname(glyphs, start);
    let other_word = NO_NAME.iter().any(|word| starts_with(glyphs, start, word));
    if said && surname == 0 {
        // Behind a colon a name of any surname; not a sentence.
        let named = *loose && (2..=4).contains(&length) && at(glyphs, place + word.chars().count()) == Some(':');
        return named.then_some(start..start + length);
    }
    if surname == 0 || other_word || !(*loose || said) {
        return None;
    }
    // The longest given name that something known follows.
    [2, 1].into_iter().map(|given| start + surname + given).find_map(|end| {
        let hanzi = (start..end).all(|place| at(glyphs, place).is_some_and(is_hanzi));
        let ends =
            at(glyphs, end).is_none_or(|c| !is_hanzi(c)) || AFTER.iter().any(|word| starts_with(glyphs, end, word));
        (hanzi && ends).then_some(start..end)
    })
}

/// Whether a word may begin at a place: behind what is no Chinese character, or behind one that ends a word.
fn is_start(glyphs: &[Glyph], place: usize) -> bool {
    before(glyphs, place).is_none_or(|c| !is_hanzi(c) || "的是由找叫问和与被给让说请对向为主者位".contains(c))
}
