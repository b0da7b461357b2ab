# 表格导入。
import = 用表格批量登记、办理
import-about = 一行一件：没有编号的行登记为新事项，有编号的行办理该件。传上来先逐行核对，核对后确认才收；同一份文件重复确认不会重复收。
import-type = 事项类型
import-choose-type = 请选择事项类型
import-file = 表格文件
import-file-hint = .xlsx 或 .csv，最多 50,000 行。表头上方可以有标题行；去年的表头会记住。
import-cells = 或者从表格软件里复制一块单元格，粘贴到这里
import-cells-hint = 第一行是表头。
import-pasted = 粘贴的单元格
import-nothing = 请选择文件，或者粘贴单元格
import-head-alone = 只有一行，请在表头下面填写内容
import-look = 逐行核对
import-templates = 下载空白表格
import-template-of = { $kind }登记表
import-required = { $what }（必填）
import-check = 逐行核对
import-result = 导入结果
import-of = { $name }，{ $kind }，{ $n } 行
import-done = 已收 { $n } 行
import-doubled = 这些列与前面的列对应同一项，请改为“不用”：{ $columns }
import-n-file = 将登记
import-n-act = 将办理
import-n-taken = 已收
import-n-unchanged = 不变
import-n-refused = 不收
import-take = 确认，收下 { $n } 行
import-refused-link = 下载不收的 { $n } 行
import-refused-about = 最后一列写明原因，改好后可直接再传。
import-refused-file = 不收的行
import-why = 未收原因
import-unchanged-all = 各行都有编号，但没有写明办理动作，收下后不会有变化。请加一列“办理动作”，或在下面选择动作。
import-columns = 列与栏目的对应
import-column = 表格的列
import-column-n = 第 { $n } 列（无标题）
import-sample = 例
import-field = 对应的栏目
import-is = “{ $column }”对应的栏目
import-missing = 还缺必填的栏目：{ $columns }
import-leave-out = 不用
import-group-own = 办理已有事项
import-group-files = 登记的栏目
import-group-acts = 办理动作的栏目
import-action = 有编号的行办理什么
import-action-hint = 表里有“办理动作”一列的，以那一列为准。
import-no-action = 只按“办理动作”一列
import-again = 按此重新核对
import-rows = 其余 { $n } 行
import-rows-refused = 不收 { $n } 行
import-row = 行
import-outcome = 结果
import-shown = 只显示前 { $n } 行。
import-would-file = 将登记
import-would-act = 将办理
import-filed = 已登记
import-acted = 已办理
import-unchanged = 不变
import-refused = 不收
import-link = 用表格批量登记、办理
channel-table = 表格导入

# 一件一档。
archive = 下载档案（ZIP）
archive-made = 本档案由{ $by }于 { $at } 从系统导出，只含导出人有权查看的内容。
archive-left-out = 附件总量过大，这些没有放进档案，请在事项页上单独下载：{ $names }
archive-proof =
    怎样核对这份档案

    1. record.html 是办理记录，可直接打开、打印；papers/ 是附件；events.json 是逐条事件。
    2. receipt.json 是首条记录的回执（不含查询码）。在保存数据的机器上执行
       bihuan ledger verify-receipt receipt.json
       回执与记录一致则显示“回执与记录一致”。
    3. checkpoint.txt 是日志的签名检查点（C2SP），用 key.txt 的公钥验证签名；
       inclusion.json 是最后一条记录在该检查点树中的包含证明（RFC 6962，SHA-256）：
       从 hash 开始，依 proof 中的路径逐级计算，结果应与检查点第三行（Base64）相同。
    4. 最新检查点随时可在 /log/区划代码/checkpoint 公开取得。
import-n-before = 以前收过
import-before = 以前收过
import-before-by = { $day } 由 { $by } 收下
import-by-program = 命令行
import-already = 这份表格里有 { $n } 行以前收过，编号列在下面。不打勾就不会再收。
import-again-legend = 以前收过的行
import-take-again = 这 { $n } 行再收一次，另立新的事项
