# 下载表格。
lists-download = 下载表格：
lists-xlsx = Excel（.xlsx）
lists-csv = CSV
lists-about = 列、筛选和顺序与本页相同，最多 { $n } 行。下载会留下记录。
lists-part = 栏目
lists-state = { $what }·状态
lists-mark = 标记
lists-cut = { $title }（前 { $n } 行）

# 卡片式列表各部分的列名。
misfits-about-what = 事由
misfits-side = 原话
misfits-sum = 算式
misfits-meaning = 说明
reading-read = 读作
reading-by = 谁在何时决定
search-what = 内容
search-quote = 原文片段
search-beside = 出处与说明
services-name = 事项
patrol-where = 地点
patrol-told = 反映内容
glossary-term = 名词
glossary-definition = 解释
glossary-source = 出处
glossary-none-yet = 前面的名词里没有，请往后一页继续找。

# 长列表。
list-whole = 在一页上列出全部（可打印）
documents-part = 第 { $from }–{ $to } 条，共 { $n } 条

# 采纳一页一页看。
adopt-page = 第 { $page } 页，共 { $pages } 页
adopt-nobody-first = 有 { $n } 条读不出由谁牵头，排在最前面。
adopt-rest = 选过的各页都记着。没有改过的按建议采纳，没有建议的先归督查室。
adopt-do-all = 采纳全部 { $n } 条承诺并办结
