//! The school grades, as every output names them.

/// The grades in order. The position is the school year: 1 for a first-former, 0 for all years before school.
pub const GRADES: [&str; 13] = [
    "学前",
    "一年级",
    "二年级",
    "三年级",
    "四年级",
    "五年级",
    "六年级",
    "七年级",
    "八年级",
    "九年级",
    "高一",
    "高二",
    "高三",
];
