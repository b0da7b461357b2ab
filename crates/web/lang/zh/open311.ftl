# Open311: what applications of others show.
open311-contact = 请通过本站首页反映
open311-key-service = 公开的服务不需要 api_key；其他服务由管理员用 bihuan token create 发放访问令牌
open311-filed = 已受理。查询码 { $code }，只在这里显示一次；凭编号和查询码可在本站查看进度、补充和评价
open311-yes = 是
open311-no = 否
