//! Columns by header name, with the names that registers usually give them.

/// A column: its own name and the other names it goes by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    aliases: &'static [&'static str],
}

const fn column(name: &'static str, aliases: &'static [&'static str]) -> Column {
    Column { name, aliases }
}

/// Columns of a register of complaints; without the first three nothing can be decided.
pub(crate) const COMPLAINTS: &[Column] = &[
    column(
        "id",
        &[
            "rid",
            "no",
            "number",
            "complaint_id",
            "编号",
            "工单号",
            "工单编号",
            "单号",
            "投诉编号",
            "投诉单号",
            "序号",
            "留言编号",
            "編號",
            "工單號",
            "投訴編號",
        ],
    ),
    column(
        "received_at",
        &[
            "received",
            "time",
            "受理时间",
            "受理日期",
            "投诉时间",
            "投诉日期",
            "来电时间",
            "留言时间",
            "接诉时间",
            "时间",
            "受理時間",
            "投訴時間",
            "來電時間",
            "時間",
        ],
    ),
    column(
        "text",
        &[
            "content",
            "description",
            "投诉内容",
            "内容",
            "投诉详情",
            "留言详情",
            "诉求内容",
            "问题描述",
            "业主原话",
            "投訴內容",
            "內容",
            "業主原話",
        ],
    ),
    column("title", &["subject", "标题", "主题", "摘要", "索引", "投诉标题", "留言主题", "事由", "標題", "主題"]),
    column("channel", &["source", "渠道", "来源", "投诉渠道", "投诉方式", "受理渠道", "來源", "投訴方式"]),
    column(
        "customer",
        &["complainant", "业主", "投诉人", "客户", "顾客", "患者", "留言用户", "業主", "投訴人", "客戶", "顧客"],
    ),
    column("unit", &["project", "estate", "项目", "小区", "院区", "单位", "項目", "小區"]),
    column("building", &["place", "楼栋", "楼号", "单元", "房号", "地点", "樓棟", "樓號", "地點"]),
    column("department", &["责任部门", "部门", "科室", "被投诉部门", "責任部門", "部門"]),
    column("people", &["人数", "投诉人数", "人數"]),
    column("households", &["户数", "戶數"]),
    column("category", &["类别", "分类", "投诉分类", "投诉类别", "類別", "投訴分類"]),
    column("tier", &["级别", "等级", "投诉级别", "級別", "投訴級別"]),
    column("in_scope", &["valid", "是否有效", "有效"]),
    column("complete", &["资料齐全", "是否齐全", "資料齊全"]),
    column("substantiated", &["是否属实", "属实", "是否屬實"]),
];

/// How many of the first [`COMPLAINTS`] a file must have.
pub(crate) const COMPLAINTS_REQUIRED: usize = 3;

/// Columns of a register of events; without the first four nothing can be replayed.
pub(crate) const EVENTS: &[Column] = &[
    column("complaint_id", &["complaint", "case", "工单号", "投诉编号", "投诉单号", "单号", "工單號", "投訴編號"]),
    column("id", &["event_id", "事件编号", "编号", "序号", "事件編號", "編號"]),
    column("kind", &["事件", "事件类型", "类型", "环节", "事件類型", "類型", "環節"]),
    column("at", &["时间", "发生时间", "事件时间", "時間", "發生時間"]),
    column("recorded_at", &["登记时间", "录入时间", "記錄時間"]),
    column("by", &["role", "角色", "岗位", "崗位"]),
    column("person", &["人员", "经办人", "处理人", "人員", "經辦人"]),
    column("reason", &["原因", "理由"]),
    column("to", &["派往", "接收"]),
    column("for", &["obligation", "应办事项"]),
    column("until", &["延期至", "约定时间", "約定時間"]),
    column("satisfied", &["是否满意", "满意", "是否滿意"]),
    column("outcome", &["回访结果", "回訪結果"]),
    column("rating", &["评分", "满意度", "評分", "滿意度"]),
    column("partial", &["部分答复", "部分答覆"]),
    column("lead", &["牵头", "牽頭"]),
    column("into", &["并入", "併入"]),
    column("agreed", &["是否达成", "是否達成"]),
    column("sanction", &["处罚", "處罰"]),
    column("months", &["月数", "月數"]),
    column("from", &["起始日期"]),
    column("tier", &["级别", "級別"]),
    column("people", &["人数", "人數"]),
    column("households", &["户数", "戶數"]),
    column("in_scope", &["是否有效"]),
    column("complete", &["资料齐全", "資料齊全"]),
    column("substantiated", &["是否属实", "是否屬實"]),
    column("event", &["作废事件", "作廢事件"]),
];

/// How many of the first [`EVENTS`] a file must have.
pub(crate) const EVENTS_REQUIRED: usize = 4;

impl Column {
    /// Whether a header means this column by its own name.
    pub(crate) fn is_named(&self, header: &str) -> bool {
        normal(header) == self.name
    }

    /// Whether a header means this column by another name.
    pub(crate) fn is_alias(&self, header: &str) -> bool {
        self.aliases.contains(&normal(header).as_str())
    }
}

/// `Received At ` and `received_at` are one name.
pub(crate) fn normal(header: &str) -> String {
    let header = header.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    header.to_lowercase().replace([' ', '-'], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_means_two_columns() {
        for table in [COMPLAINTS, EVENTS] {
            let mut names: Vec<&str> =
                table.iter().flat_map(|column| column.aliases.iter().copied().chain([column.name])).collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all);
        }
    }

    #[test]
    fn headers_are_compared_without_case_and_blanks() {
        assert!(
            COMPLAINTS.iter().any(|column| column.is_named("\u{feff}Received At ") && column.name == "received_at")
        );
        assert!(COMPLAINTS.iter().any(|column| column.is_alias("投诉内容") && column.name == "text"));
    }
}
