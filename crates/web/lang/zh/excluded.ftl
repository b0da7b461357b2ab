# 剔除与申诉：一件如何计数，哪些件不计入
standing-about = 所指的诉求
standing-left-out = 经审定，本件不计入：{ $figures }；在这些数值旁边另行列出。办理和答复不受影响。
standing-again = 经审定，本件恢复计入各项数值。
standing-why = 理由：{ $why }
standing-by = 审定见
standing-ask = 对本件的计数有异议：
story-refers = 指明所指的诉求
story-excluded = 经审定，从考核数值中剔除
story-included-again = 经审定，恢复计入考核数值
figure-beside = 另有 { $n } 件次不计入分子和分母。
figure-left-out = 经审定剔除 { $n } 件次
figure-left-out-column = 剔除（件次）
figure-list-left-out = { $name }（{ $period }）：剔除的 { $n } 件次
figure-crumb-left-out = 剔除的件
score-excluded = 剔除 { $n } 件次
