# 周期：周期性开的件。
channel-schedule = 周期
schedules = 周期性开的件
schedule-name = 周期
schedule-for = 对谁
schedule-last = 最近一期
schedule-next = 下一次
schedule-opened = 已开
schedule-refused = 开不出
schedule-under-way = 正在开
schedule-once = 全区一件
schedule-units = 逐个单位
schedule-entries = 逐条：{ $register }
