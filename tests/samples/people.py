"""Fictional children of a fictional township: names, numbers and families that fit together."""

from datetime import date, timedelta

REGION = "420899"  # a county code that nobody has: 42 is a province, 0899 no county in it
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
GRADES = ["", "一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级"]
NURSERY = {"大班": 0, "中班": -1, "小班": -2}  # as grades below the first

SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
BOYS = "浩宇 子豪 俊杰 文博 志强 宇航 嘉伟 明轩 天佑 家乐 思远 鹏飞 梓睿 永康 振华 泽楷 晨阳 世杰 建军 小龙 智勇 峻熙 一鸣 博文 锦程 雨泽 俊 磊 涛 鑫 凯 阳 帅 辉 斌 旭".split()
GIRLS = "雨欣 欣怡 梦婷 佳慧 诗涵 晓燕 静怡 婉清 紫萱 可馨 玉婷 春燕 雅琪 思琪 海燕 若兰 秋月 小凤 慧敏 丽娜 心悦 语嫣 美玲 艺涵 云霞 芳 敏 婷 静 莉 倩 颖 雪 丹 琴 洁".split()
FATHERS = "建国 志军 德胜 国强 大勇 海波 长江 卫东 永贵 小平 正华 世平 宏伟 光明 立新 学文".split()
MOTHERS = "秀兰 红梅 桂芳 春花 爱华 小英 玉珍 丽华 翠萍 金凤 冬梅 素芬 月娥 艳红 凤霞 美华".split()
ELDERS_M = "德福 有才 传贵 明山 光荣 兴旺 长根 继忠 大山 金生".split()
ELDERS_F = "桂英 秀英 玉兰 兰英 菊香 银秀 素珍 莲花 冬秀 金枝".split()
PLACES = "广东东莞 广东深圳 广东佛山 浙江宁波 浙江温州 浙江义乌 江苏苏州 江苏昆山 福建泉州 福建晋江 上海 北京 湖北武汉 新疆库尔勒 山东青岛".split()
VILLAGES = "柳林村 石桥村 竹坪村 云溪社区 高岩村 双河村 长岭村 青龙村".split()


def check_digit(first17):
    """GB 11643-1999."""
    return "10X98765432"[sum(int(d) * w for d, w in zip(first17, WEIGHTS)) % 11]


def id_number(birth, sex, serial, region=REGION):
    serial = serial - serial % 2 + (1 if sex == "男" else 0)
    first17 = f"{region}{birth:%Y%m%d}{serial:03d}"
    return first17 + check_digit(first17)


class Township:
    """Makes children one by one; no two share a name or a birthday unless told to."""

    def __init__(self, rng):
        self.rng, self.names, self.births = rng, set(), set()

    def phone(self):
        r = self.rng
        return f"1{r.choice('35789')}{r.randint(0, 9)}0000{r.randint(0, 9999):04d}"

    def _birth(self, step):
        r = self.rng
        year = 2026 - 5 - step  # the year in which the children of this grade end their sixth, seventh … year
        if 0 < step < 9 and r.random() < 0.12:
            year -= 1
        while True:
            birth = date(year - 1, 9, 2) + timedelta(days=r.randint(0, 363))
            if birth not in self.births:
                return birth

    def _name(self, sex, surname):
        while True:
            name = (surname or self.rng.choice(SURNAMES)) + self.rng.choice(BOYS if sex == "男" else GIRLS)
            if name not in self.names:
                return name

    def child(self, step, class_=None, both_away=None, **fixed):
        """`step` is a grade from 1 to 9 or a nursery class; `fixed` overrides any field."""
        r = self.rng
        nursery = step if step in NURSERY else None
        step = NURSERY.get(step, step)
        sex = fixed.get("sex") or r.choice("男女")
        birth = fixed.pop("birth", None) or self._birth(step)
        name = fixed.get("name") or self._name(sex, fixed.pop("surname", None))
        self.births.add(birth)
        self.names.add(name)
        id_ = fixed.get("id_number") or id_number(birth, sex, r.randint(10, 980))
        surname = name[0]
        address = f"云溪镇{r.choice(VILLAGES)}{r.choice('一二三四五六七八')}组"
        c = {
            "grade": "学前" if nursery else GRADES[step],
            "class": nursery or class_,
            "name": name, "sex": sex, "birth": birth, "id_number": id_,
            "ethnicity": r.choices(["汉族", "土家族", "苗族"], [8, 2, 1])[0],
            "student_number": "G" + id_,
            "household_address": address, "home_address": address,
            "boarding": r.choices("是否", [2, 3] if step >= 5 else [1, 6])[0],
            "health": r.choices(["健康", "患病", "残疾"], [30, 1, 1])[0],
            "contact_frequency": r.choice(["每周一次", "每天", "每月两次"]),
            "family_economy": r.choices(["一般", "贫困"], [4, 1])[0],
            "difficulties": r.choices(["无", "学习辅导", "生活照料"], [4, 1, 1])[0],
            "remark": r.choices([None, "独生子女", "低保户", "随祖辈生活"], [9, 1, 1, 1])[0],
        }
        self._family(c, surname, both_away)
        c.update(fixed)
        return c

    def _family(self, c, surname, both_away):
        r = self.rng
        for who, name in (("father", surname + r.choice(FATHERS)), ("mother", r.choice(SURNAMES) + r.choice(MOTHERS))):
            c[f"{who}_name"], c[f"{who}_phone"] = name, self.phone()
            c[f"{who}_status"], c[f"{who}_workplace"] = "外出务工", r.choice(PLACES)
        kind = 0.0 if both_away else r.uniform(0.6, 1.0) if both_away is False else r.random()
        at_home = None if kind < 0.6 else "mother" if kind < 0.92 else "father"
        c["category"] = "单亲留守" if at_home else "双亲留守"
        if at_home:
            c[f"{at_home}_status"], c[f"{at_home}_workplace"] = "在家", None
            c.update(guardian_name=c[f"{at_home}_name"], guardian_phone=c[f"{at_home}_phone"],
                     guardian_relation={"mother": "母亲", "father": "父亲"}[at_home],
                     guardian_age=r.randint(30, 44), guardian_health="健康")
        else:
            relation = r.choice(["爷爷", "奶奶", "奶奶", "外公", "外婆"])
            family = surname if relation == "爷爷" else r.choice(SURNAMES)
            given = r.choice(ELDERS_M if relation in ("爷爷", "外公") else ELDERS_F)
            c.update(guardian_name=family + given, guardian_phone=self.phone(), guardian_relation=relation,
                     guardian_age=r.randint(54, 76), guardian_health=r.choices(["健康", "患病"], [6, 1])[0])
        c["guardian_address"] = c["home_address"]
