# 驾驶舱。
cockpit-title = { $district }今日（{ $day }）
cockpit-units = 按单位
cockpit-unit = 单位
cockpit-nothing = 还没有。
cockpit-means = 这些数怎么数
cockpit-behind = { $what }：{ $day }，{ $n } 次
cockpit-not-yours = 其中 { $n } 件不归您看，只计数。
cockpit-number = 受理编号
cockpit-kind = 事项
cockpit-stage = 现在
cockpit-at = 计入时间
means-filed = 当天受理的公开类事项，一件一次；单位一栏按受理时由谁负责。
means-answered-in-time = 当天答复、且没有超过承诺时限的次数；重新办理的另算一次。
means-answered-late = 当天答复、但已超过承诺时限的次数。
means-satisfied = 当天收到的评价中，反映人认为已解决且满意程度 3 分以上的次数。
means-dissatisfied = 当天收到的评价中，认为没有解决或满意程度低于 3 分的次数。未评价的两边都不计。
means-closed = 当天办结的事项，含撤回和不予受理。
