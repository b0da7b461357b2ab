"""Names of persons, firms, institutions and projects in the source documents, which invented data must not carry.

    python3 tests/documents/names.py SEEDS_FOLDER               writes data/documents/names.json
    python3 tests/documents/names.py SEEDS_FOLDER --candidates  prints what the patterns find beyond the list

A pattern cannot tell 武汉金融街集团 from 跨国企业集团, so the list below was made by reading the patterns' findings and
the documents themselves; the script only proves that each name stands there and says where. Not in the list: streets,
communities, roads, waters and public offices, which the directory carries as facts.
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TAILS = ("集团 公司 银行 证券 科技 股份 资本 药业 医药 控股 酒店 事务所 汽车 电子 广场 大厦 天地 总部 产业园 医院 "
         "小学 中学 学校 研究院 实验室 商城 中心").split()
CANDIDATE = re.compile("[A-Za-z0-9·一-鿿]{2,10}(?:" + "|".join(TAILS) + ")")

PERSONS = """
叶文静 李湛 阎磊 范礼奎 刘洁 孙春兰 钟南山 杜云 孙睿华 许莹 秦永刚 习近平 毛泽东 邓小平
"""

FIRMS = """
民生银行 法国兴业银行 新加坡丰树 丰树集团 东风集团 江铃汽车 武汉石化 九江石化 大冶有色 江西铜业 三环集团 华伍制动
烽火通信 长飞光纤 红板科技 济民可信 人福医药 樟树医药 海王集团 天鸽互动 武汉众邦 建信住房 武汉金融资产交易所
中南财经政法大学 百慕达时尚学院 嘉裕洲际酒店 招商银行 武汉移动 上海外服 科锐国际 民生证券 瑞华国际通航 爱帝集团
联通智网科技 手盟网络 火凤凰 欣欣中信 优客工场 优客工厂 新世界 凯德 中海地产 华氏集团 中石油 中石化 蒲公英孵化器
华融开放健康城 远洋归元里 武汉市测绘研究院
华源证券 港口资本 恒生电子 越秀国金天地 比亚迪 长航集团 普华永道 老凤祥 天地和兴 中贝通信 武汉金融街集团
武汉三恒集团 新华集团 港口集团 亚心医院 中钢联 凤凰航运 长捷公司 中电科 武商 中国船级社 协和医院 省中医院
长江新丝路 拜仁慕尼黑 武汉广电 协和红十字会医院 中国电子数字产业总部 美国管理会计师协会
武烟 恒星防水 百威 健民药业 大桥局 省交投 颐高万创 软通动力 车库咖啡 齐达康 汉商集团 汉阳控股 汉阳市政 恒信德龙
九州通 东风雷诺 东本二厂 金牛 苏泊尔 加华科技 高龙博古城 绿地产业投资 硅谷天堂 湖北省高新技术产业投资有限公司
办公逸 海创汇 国药控股 天亿集团 甘霖医学影像 中铁大桥局 大桥设计院 中交交通工程 太平洋康养 平安创展 人保财险
工行汉阳支行 中烟材料厂 西高电器 黄鹤楼酒业 楚天智能交通 显捷电子 孚安特 云天励飞 泽塔云 金茂绿建 中农网
汉阳投资发展集团 中国动漫 卓尔 中铁十一局 中南科研设计中心 中南设计院 味好美 联东U谷 嘉盛工业园 屈臣氏 优必选
脉搏波 中国电建集团 中国人保 泰康同济 市五医院 武汉市第五医院 市中医院
福中集团 中煤财险 富邦华一银行 长城国瑞证券 智慧视觉 中兴智慧城市研究院 中科联影 七一九所 武昌国资控股集团
东信资本 铁投·碳汇 旭辉武昌
中建三局 网宿科技 湖北铁路国际联运公司 智电新能源 方程豹 腾势 懂车帝 德谦 捷步新能源 云浩科技 孔辉汽车 福泰电力
宝武共享中心 翎美医药 湖北通用药业 今金方 吧哒科技 烽火信息集成 中信科移动 精臣智慧标识 科林化工 精测电子
中广核拓普 武汉光迅科技 马应龙 泓强医药 腾讯 华科大 地大 洪山实验室 华为 顽客汽车 省人民医院
"""

PROJECTS = """
武汉中心大厦 武汉世贸中心 高龙城 中国光谷创意产业园 昙华林艺术区 襄阳文化产业园 江汉文化创意产业园 江城壹号
楚天181 长阳清江古城 唐城影视基地 华中师大文化科技创意产业园 华中科技金融中心 民生金融中心 泛海城市广场
龙湖时代天街 太子汉府 卓尔钰龙国际中心 越秀国际金融汇 中海国际中心 红T时尚创意街区 圈外创意社区 丝网花开手工兴趣坊
恒江雅筑 中央云城 民众乐园 汉口 STAY 微立方 恒智中心 长江航运中心
新港长江城 华发四季 铁桥广场 江腾广场 沟咀产业园 武汉金茂方岛智慧科学城 武汉1890 世茂国际金融广场 卓越大江
天风大厦 百胜·中南首府 绿地中心 中勘大厦 汇通新长江中心 帝斯曼国际中心 绿地缤纷城 泛悦汇 V+合伙人大厦 大成汇文创
首义极合 联投中心 华中金融城 越秀星悦峯 武商梦时代广场 保利大厦 长城汇 科创大厦 和璟国际 方正金融中心
桂湖翠 御湖境 涧山观奕 洪投智造 王府井购物公园 智宏思博 季佳PAI 珞珈国际 中兴时代 三峡科创园 武钢云谷
武汉创意天地 烽火创新谷 福地星城 洪山人工智能大厦 碧乐城 融创智谷 保利上城 南湖缤购城 华侨城 好燃时刻 环贸中心 磁浮研发产业园 什湖数字经济产业园
太子酒店 增益厨具市场 南湖花木市场 出版城图书市场 白沙洲大市场
"""
INSTITUTIONS = """
月湖小学 四新中学 芳草中学 三里坡小学 陶家岭小学 仙山小学 国博一小 南湖二小 南湖一小 珞珈山小学 陆家街中学 粮道街中学
双湖中学 武珞路小学 红领巾学校 大兴第一实验学校 一初学苑 省实验中学 武汉小学 武汉工业遗址研究院 红十字会医院 七医院
"""
# Where a document breaks a name or sets spaces in it.
WRITTEN = {"刘洁": "刘\u00a0 洁"}


def listed():
    for kind, names in (("person", PERSONS), ("firm", FIRMS), ("project", PROJECTS), ("institution", INSTITUTIONS)):
        for name in names.replace("汉口 STAY", "汉口\0STAY").split():
            yield kind, name.replace("\0", " ")


def main(seeds, candidates):
    texts = {path.name: path.read_bytes().decode("utf-8") for path in sorted(seeds.glob("*.txt"))}
    if candidates:
        known = [name for _, name in listed()]
        found = {m for text in texts.values() for m in CANDIDATE.findall(text)}
        print("\n".join(sorted(f for f in found if not any(name in f for name in known))))
        return
    rows, absent = [], []
    for kind, name in sorted(set(listed())):
        written = WRITTEN.get(name, name)
        files = [file for file, text in texts.items() if written in text]
        if files:
            rows.append({"name": name, "kind": kind, "files": files})
        else:
            absent.append(name)
    if absent:
        sys.exit(f"not in the documents: {' '.join(absent)}")
    body = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (ROOT / "data/documents/names.json").write_text(f"[\n{body}\n]\n", encoding="utf-8")
    print(f"{len(rows)} names")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), "--candidates" in sys.argv)
