# 接口说明页。
api-docs = 接口说明
api-docs-about = 程序按下面的地址读写事项。机器可读的说明（OpenAPI 3.1）：
api-docs-who = 受理公开事项、上传附件、看类型、公开数据和日志不用令牌；其余请带 Authorization: Bearer 令牌，群众凭受理编号和 Receipt-Code 查询码看自己的一件。
api-docs-shapes = 数据格式
api-docs-takes = 参数
api-docs-answers = 答复
