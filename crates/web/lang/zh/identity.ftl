# 登录页。
sign-in-user = 用户名
sign-in-password = 密码
sign-in-enter = 登录
sign-in-wrong = 用户名或密码不对，请核对后再试
sign-in-locked = 错误次数过多，请 15 分钟后再试
sign-in-elsewhere = 这次登录不是从本站页面提交的，请在下面重新填写
sign-in-demo = 演示账号：用户名如 clerk、handler、leader，密码为 demo- 加用户名，例如 demo-clerk。
held-whose = 这台电脑上留有一份没有提交的表单，不知道是谁填的。不是您填的，请不要打开。
held-mine = 是我填的，打开
