# 下载表格。
lists-download = 下载表格：
lists-xlsx = Excel（.xlsx）
lists-csv = CSV
lists-about = 列、筛选和顺序与本页相同，最多 { $n } 行。下载会留下记录。
lists-part = 栏目
lists-state = { $what }·状态
lists-mark = 标记
lists-cut = { $title }（前 { $n } 行）
