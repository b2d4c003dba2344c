<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Abilities</name>
    <message>
        <source>What it can do</source>
        <translation>能力</translation>
    </message>
</context>
<context>
    <name>AbilitiesTable</name>
    <message>
        <source>What the provider can do</source>
        <translation>服务商的能力</translation>
    </message>
    <message>
        <source>Capability</source>
        <translation>能力</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>If it is missing</source>
        <translation>不支持时</translation>
    </message>
    <message>
        <source>{capability}: if it is missing</source>
        <translation>{capability}：不支持时</translation>
    </message>
</context>
<context>
    <name>AccessDialog</name>
    <message>
        <source>This time is over.</source>
        <translation>此时间已过。</translation>
    </message>
    <message>
        <source>Enter a name.</source>
        <translation>请输入名称。</translation>
    </message>
    <message>
        <source>Enter a whole number from 1 to {most}, or nothing.</source>
        <translation>请输入 1 到 {most} 之间的整数，或留空。</translation>
    </message>
    <message>
        <source>New access key</source>
        <translation>新建访问密钥</translation>
    </message>
    <message>
        <source>Access key {name}</source>
        <translation>访问密钥 {name}</translation>
    </message>
    <message>
        <source>An empty field is no limit. Changes count from the next request on.</source>
        <translation>留空表示不限制。更改从下个请求起生效。</translation>
    </message>
    <message>
        <source>Accepted</source>
        <translation>启用</translation>
    </message>
    <message>
        <source>The key is accepted</source>
        <translation>启用此密钥</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>Enter a date or time such as 2026-12-31 or 2026-12-31 18:00.</source>
        <translation>请输入日期或时间，如 2026-12-31 或 2026-12-31 18:00。</translation>
    </message>
    <message>
        <source>There is an access key of this name already.</source>
        <translation>已有同名访问密钥。</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>有效期至</translation>
    </message>
    <message>
        <source>Requests a minute</source>
        <translation>每分钟请求数</translation>
    </message>
    <message>
        <source>Requests a day</source>
        <translation>每天请求数</translation>
    </message>
    <message>
        <source>Requests at once</source>
        <translation>并发请求数</translation>
    </message>
    <message>
        <source>Tokens in all</source>
        <translation>Token 总额度</translation>
    </message>
    <message>
        <source>Tokens of one reply</source>
        <translation>单次回复 token 数</translation>
    </message>
    <message>
        <source>Models that may be asked for</source>
        <translation>允许的模型</translation>
    </message>
    <message>
        <source>Models that may not</source>
        <translation>禁止的模型</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>不限制</translation>
    </message>
    <message>
        <source>never ends</source>
        <translation>永不过期</translation>
    </message>
    <message>
        <source>all, or names such as gpt-5*, glm-*</source>
        <translation>全部，或名称如 gpt-5*、glm-*</translation>
    </message>
    <message>
        <source>none, or names such as *@work</source>
        <translation>无，或名称如 *@work</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>AccessRow</name>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>More for {name}</source>
        <translation>{name} 的更多操作</translation>
    </message>
    <message>
        <source>Replace the key…</source>
        <translation>更换密钥…</translation>
    </message>
    <message>
        <source>Count from zero again</source>
        <translation>用量清零</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>删除…</translation>
    </message>
</context>
<context>
    <name>AccessSection</name>
    <message>
        <source>Access keys</source>
        <translation>访问密钥</translation>
    </message>
    <message>
        <source>Add key</source>
        <translation>添加密钥</translation>
    </message>
    <message>
        <source>Each client reaches Turnout with a key of its own, and so can your own programs. Limits are optional.</source>
        <translation>每个客户端都用各自的密钥访问 Turnout，您自己的程序也可以。限额可选。</translation>
    </message>
</context>
<context>
    <name>Account</name>
    <message>
        <source>Other provider</source>
        <translation>其他服务商</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检测</translation>
    </message>
    <message>
        <source>Choose another</source>
        <translation>选择其他</translation>
    </message>
    <message>
        <source>Base URL</source>
        <translation>Base URL</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>API 密钥</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Choose the model that answers.</source>
        <translation>请选择提供回答的模型。</translation>
    </message>
    <message>
        <source>Paste the key.</source>
        <translation>请粘贴密钥。</translation>
    </message>
</context>
<context>
    <name>AddressField</name>
    <message>
        <source>Base URL</source>
        <translation>Base URL</translation>
    </message>
    <message>
        <source>Wire</source>
        <translation>协议</translation>
    </message>
    <message>
        <source>All it speaks</source>
        <translation>全部协议</translation>
    </message>
    <message>
        <source>By the address</source>
        <translation>根据地址判断</translation>
    </message>
    <message>
        <source>The dialect: how this provider&apos;s wire differs</source>
        <translation>方言：该服务商的协议有何差异</translation>
    </message>
</context>
<context>
    <name>Advanced</name>
    <message>
        <source>Authorization: Bearer</source>
        <translation>Authorization: Bearer</translation>
    </message>
    <message>
        <source>x-api-key</source>
        <translation>x-api-key</translation>
    </message>
    <message>
        <source>Both headers</source>
        <translation>两个请求头都发</translation>
    </message>
    <message>
        <source>Not at all</source>
        <translation>不发送</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Currency</source>
        <translation>货币</translation>
    </message>
    <message>
        <source>How the key is sent</source>
        <translation>密钥发送方式</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>请求头</translation>
    </message>
    <message>
        <source>Model map</source>
        <translation>模型映射</translation>
    </message>
    <message>
        <source>Prices per million tokens</source>
        <translation>每百万 token 价格</translation>
    </message>
    <message>
        <source>Limits of models</source>
        <translation>模型上限</translation>
    </message>
    <message>
        <source>Overrides: set whatever the client says</source>
        <translation>覆盖：不论客户端如何设置</translation>
    </message>
    <message>
        <source>Outbound proxy</source>
        <translation>出站代理</translation>
    </message>
    <message>
        <source>Private network</source>
        <translation>私有网络</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Client asks for</source>
        <translation>客户端请求</translation>
    </message>
    <message>
        <source>Provider gets</source>
        <translation>发给服务商</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Cached</source>
        <translation>缓存</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>上下文</translation>
    </message>
    <message>
        <source>Most output</source>
        <translation>最大输出</translation>
    </message>
    <message>
        <source>Efforts</source>
        <translation>推理强度</translation>
    </message>
    <message>
        <source>Sent with every request. A key has no place here.</source>
        <translation>随每个请求发送。请勿在此填写密钥。</translation>
    </message>
    <message>
        <source>This provider may be in my own network</source>
        <translation>此服务商可以位于我的内部网络</translation>
    </message>
    <message>
        <source>The risk: whoever controls the provider&apos;s name can then lead your key to a machine near you.</source>
        <translation>风险：控制该域名的人可借此把您的密钥引向您附近的机器。</translation>
    </message>
    <message>
        <source>A proxy&apos;s login belongs into HTTPS_PROXY, never into the profile.</source>
        <translation>代理的登录信息应放在 HTTPS_PROXY 中，不要写入配置。</translation>
    </message>
    <message>
        <source>Without a price the cost of a request is unknown, shown as a dash.</source>
        <translation>没有价格就无法得知请求费用，以短横线表示。</translation>
    </message>
</context>
<context>
    <name>Application</name>
    <message>
        <source>Turnout did not end in order last time. What is known of it is in {path}.</source>
        <translation>Turnout 上次异常退出。相关信息见 {path}。</translation>
    </message>
    <message>
        <source>This desktop shows no tray icons; the menu is in this window. GNOME needs an extension: {name}</source>
        <translation>此桌面不显示托盘图标，菜单位于本窗口中。GNOME 需要安装扩展：{name}</translation>
    </message>
</context>
<context>
    <name>ApplyStep</name>
    <message>
        <source>Send them to {profile}</source>
        <translation>让它们使用 {profile}</translation>
    </message>
    <message>
        <source>Send them to the provider</source>
        <translation>让它们使用该服务商</translation>
    </message>
    <message>
        <source>This is all that is written into their settings. You can undo this from the tray at any time.</source>
        <translation>写入它们设置的全部内容如下。随时可从托盘撤销。</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close this message</source>
        <translation>关闭此消息</translation>
    </message>
</context>
<context>
    <name>BodyTab</name>
    <message>
        <source>Client request</source>
        <translation>客户端请求</translation>
    </message>
    <message>
        <source>Upstream request</source>
        <translation>上游请求</translation>
    </message>
    <message>
        <source>Upstream reply</source>
        <translation>上游回复</translation>
    </message>
    <message>
        <source>To client</source>
        <translation>返回客户端</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>加载中…</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>暂无内容</translation>
    </message>
    <message>
        <source>The request is being answered.</source>
        <translation>请求正在应答中。</translation>
    </message>
    <message>
        <source>This body was not recorded</source>
        <translation>此内容未记录</translation>
    </message>
    <message>
        <source>Settings › Privacy › Keep what was sent and answered says which requests are recorded with their bodies; old bodies are removed to stay within its limits.</source>
        <translation>“设置 › 隐私 › 保留收发内容”决定哪些请求会记录内容；超出上限时会移除较早的内容。</translation>
    </message>
    <message>
        <source>No body</source>
        <translation>无内容</translation>
    </message>
    <message>
        <source>Nothing was sent here before the request ended.</source>
        <translation>请求结束前，此处没有发送任何内容。</translation>
    </message>
    <message>
        <source>Show all ({size})</source>
        <translation>显示全部（{size}）</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>折叠</translation>
    </message>
    <message>
        <source>Unfold</source>
        <translation>展开</translation>
    </message>
</context>
<context>
    <name>BreakerRow</name>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Forget the failures of {profile}</source>
        <translation>清除 {profile} 的失败记录</translation>
    </message>
</context>
<context>
    <name>Call</name>
    <message>
        <source>Turnout&apos;s service does not answer.</source>
        <translation>Turnout 服务没有响应。</translation>
    </message>
    <message>
        <source>The connection to Turnout&apos;s service was lost.</source>
        <translation>与 Turnout 服务的连接已断开。</translation>
    </message>
    <message>
        <source>Turnout&apos;s service answered something that is not JSON.</source>
        <translation>Turnout 服务返回的内容不是 JSON。</translation>
    </message>
    <message>
        <source>Turnout&apos;s service answered with status {status}.</source>
        <translation>Turnout 服务返回状态码 {status}。</translation>
    </message>
    <message>
        <source>Turnout&apos;s service is not running.</source>
        <translation>Turnout 服务未运行。</translation>
    </message>
</context>
<context>
    <name>ChangesPreview</name>
    <message>
        <source>Nothing: the clients&apos; files stay as they are.</source>
        <translation>无：客户端的文件保持不变。</translation>
    </message>
    <message>
        <source>Show diff</source>
        <translation>查看差异</translation>
    </message>
    <message>
        <source>Hide diff</source>
        <translation>收起差异</translation>
    </message>
</context>
<context>
    <name>CheckList</name>
    <message>
        <source>Checking with a few short requests…</source>
        <translation>正在用几个简短请求检测…</translation>
    </message>
    <message>
        <source>{client} works.</source>
        <translation>{client} 可用。</translation>
    </message>
    <message>
        <source>{client} works through translation.</source>
        <translation>{client} 转换后可用。</translation>
    </message>
    <message>
        <source>{client} works with limits.</source>
        <translation>{client} 可用但受限。</translation>
    </message>
    <message>
        <source>{client} cannot rely on it.</source>
        <translation>{client} 不可靠。</translation>
    </message>
    <message>
        <source>The check has ended.</source>
        <translation>检测已结束。</translation>
    </message>
</context>
<context>
    <name>CheckPage</name>
    <message>
        <source>Check</source>
        <translation>检测</translation>
    </message>
    <message>
        <source>Profile to check</source>
        <translation>要检测的配置</translation>
    </message>
    <message>
        <source>Choose a profile</source>
        <translation>选择配置</translation>
    </message>
    <message>
        <source>Check all profiles</source>
        <translation>检测所有配置</translation>
    </message>
    <message>
        <source>Run check</source>
        <translation>开始检测</translation>
    </message>
    <message>
        <source>Quick check</source>
        <translation>快速检测</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>All profiles</source>
        <translation>所有配置</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>检测发现</translation>
    </message>
    <message>
        <source>No profile to check</source>
        <translation>没有可检测的配置</translation>
    </message>
    <message>
        <source>Add a provider first: then Turnout finds out what it can really do.</source>
        <translation>请先添加服务商，Turnout 再来检测它的真实能力。</translation>
    </message>
    <message>
        <source>Add a profile</source>
        <translation>添加配置</translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation>尚未检测</translation>
    </message>
    <message>
        <source>A check runs what Codex and Claude Code do: streaming, tool calls, a small repository task. It says what works, and why something does not.</source>
        <translation>检测会模拟 Codex 和 Claude Code 的实际操作：流式输出、工具调用和一个小型代码库任务，并说明哪些可用、哪些不可用及其原因。</translation>
    </message>
</context>
<context>
    <name>Clearing</name>
    <message numerus="yes">
        <source>%Ln request(s) cleared</source>
        <translation>
            <numerusform>已清除 %Ln 个请求</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ClientCard</name>
    <message>
        <source>looking…</source>
        <translation>查找中…</translation>
    </message>
    <message>
        <source>found</source>
        <translation>已找到</translation>
    </message>
    <message>
        <source>not found</source>
        <translation>未找到</translation>
    </message>
</context>
<context>
    <name>ClientRow</name>
    <message>
        <source>Connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>Own settings</source>
        <translation>自身设置</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>Restore now</source>
        <translation>立即恢复</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>连接</translation>
    </message>
</context>
<context>
    <name>ClientsSection</name>
    <message>
        <source>Clients</source>
        <translation>客户端</translation>
    </message>
</context>
<context>
    <name>ClientsStep</name>
    <message>
        <source>Welcome to Turnout</source>
        <translation>欢迎使用 Turnout</translation>
    </message>
    <message>
        <source>Run Codex and Claude Code on any provider, and see every request. Three steps, one key.</source>
        <translation>让 Codex 和 Claude Code 使用任意服务商，并看清每个请求。三步即可，只需一个密钥。</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查找</translation>
    </message>
    <message>
        <source>Requests stay on this computer</source>
        <translation>请求只保留在本机</translation>
    </message>
    <message>
        <source>Turnout keeps what your clients send and get, so that you can look it up. Keys are left out.</source>
        <translation>Turnout 会保留客户端的收发内容，方便您查看。密钥不会被保留。</translation>
    </message>
    <message>
        <source>Keep everything</source>
        <translation>全部保留</translation>
    </message>
    <message>
        <source>Keep failed ones</source>
        <translation>仅保留失败的</translation>
    </message>
    <message>
        <source>Keep no contents</source>
        <translation>不保留内容</translation>
    </message>
    <message>
        <source>What is kept of requests</source>
        <translation>请求的保留内容</translation>
    </message>
</context>
<context>
    <name>ColumnHeader</name>
    <message>
        <source>Reset columns</source>
        <translation>重置列</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Switch a profile or open a page…</source>
        <translation>切换配置或打开页面…</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>No such command</source>
        <translation>没有此命令</translation>
    </message>
</context>
<context>
    <name>ConfirmChange</name>
    <message>
        <source>Connect {client}</source>
        <translation>连接 {client}</translation>
    </message>
    <message>
        <source>Connect {client} to Turnout?</source>
        <translation>将 {client} 连接到 Turnout？</translation>
    </message>
    <message>
        <source>This is all that changes in its settings. You can undo it from the tray at any time.</source>
        <translation>其设置的全部改动如下。随时可从托盘撤销。</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ConsentQuestion</name>
    <message>
        <source>The risk: whoever controls the provider&apos;s name can then lead your key to a machine near you.</source>
        <translation>风险：控制该域名的人可借此把您的密钥引向您附近的机器。</translation>
    </message>
    <message>
        <source>It is in my own network</source>
        <translation>它位于我的内部网络</translation>
    </message>
</context>
<context>
    <name>CopyButton</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>Counts</name>
    <message numerus="yes">
        <source>%Ln request(s)</source>
        <translation>
            <numerusform>%Ln 个请求</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Today %Ln request(s)</source>
        <translation>
            <numerusform>今日 %Ln 个请求</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DetailPane</name>
    <message>
        <source>Request {number} of {count} in its session</source>
        <translation>会话中的第 {number} 个请求，共 {count} 个</translation>
    </message>
    <message>
        <source>Parts of the request</source>
        <translation>请求的各部分</translation>
    </message>
    <message>
        <source>Previous request of the session</source>
        <translation>会话中的上一个请求</translation>
    </message>
    <message>
        <source>Next request of the session</source>
        <translation>会话中的下一个请求</translation>
    </message>
    <message>
        <source>Close the details</source>
        <translation>关闭详情</translation>
    </message>
</context>
<context>
    <name>DiagnosticsDialog</name>
    <message>
        <source>Saved: {path}</source>
        <translation>已保存：{path}</translation>
    </message>
    <message>
        <source>Left out: {what}</source>
        <translation>不含：{what}</translation>
    </message>
    <message>
        <source>Save diagnostics</source>
        <translation>保存诊断信息</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>诊断信息</translation>
    </message>
    <message>
        <source>Diagnostics for a bug report</source>
        <translation>用于错误报告的诊断信息</translation>
    </message>
    <message>
        <source>This is all that the file will hold. Keys, your home folder and your user name are taken out everywhere. Nothing is sent: you save the file and attach it yourself.</source>
        <translation>文件将包含的全部内容都列在这里。密钥、主目录和用户名会从所有内容中移除。不会发送任何内容：文件由您保存，也由您自行附上。</translation>
    </message>
    <message>
        <source>Only if you want</source>
        <translation>由您决定</translation>
    </message>
    <message>
        <source>In the file</source>
        <translation>文件内容</translation>
    </message>
    <message>
        <source>The newest requests</source>
        <translation>最近的请求</translation>
    </message>
    <message>
        <source>Up to {count}: times, models, tokens and errors&apos; codes.</source>
        <translation>最多 {count} 个：时间、模型、token 数和错误代码。</translation>
    </message>
    <message>
        <source>What was in them</source>
        <translation>请求的内容</translation>
    </message>
    <message>
        <source>Prompts, code and replies. Look through them before you hand them on.</source>
        <translation>提示词、代码和回复。交给他人之前请先检查。</translation>
    </message>
    <message>
        <source>Gathering</source>
        <translation>正在收集</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>DiffTab</name>
    <message>
        <source>Diff</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Nothing to compare</source>
        <translation>没有可比较的内容</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>加载中…</translation>
    </message>
    <message>
        <source>It needs the recorded bodies of the client&apos;s and of the provider&apos;s request.</source>
        <translation>需要已记录的客户端请求和上游请求内容。</translation>
    </message>
    <message>
        <source>These bodies are large ({size}).</source>
        <translation>内容较大（{size}）。</translation>
    </message>
    <message>
        <source>Comparing…</source>
        <translation>正在比较…</translation>
    </message>
    <message>
        <source>client request</source>
        <translation>客户端请求</translation>
    </message>
    <message>
        <source>upstream request</source>
        <translation>上游请求</translation>
    </message>
    <message>
        <source>No difference: it went to the provider as it came.</source>
        <translation>没有差异：请求已原样发给服务商。</translation>
    </message>
    <message>
        <source>Client request → upstream request, in lines: {added} added, {removed} removed</source>
        <translation>客户端请求 → 上游请求：新增 {added} 行，删除 {removed} 行</translation>
    </message>
    <message>
        <source>… Copy has all of it</source>
        <translation>… 点“复制”可获取全文</translation>
    </message>
    <message>
        <source>Client request against upstream request</source>
        <translation>客户端请求与上游请求对比</translation>
    </message>
    <message>
        <source>Compare anyway</source>
        <translation>仍然比较</translation>
    </message>
</context>
<context>
    <name>DiffView</name>
    <message>
        <source>What will change</source>
        <translation>将要更改的内容</translation>
    </message>
</context>
<context>
    <name>DoctorSection</name>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>Find problems</source>
        <translation>查找问题</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>复制报告</translation>
    </message>
    <message>
        <source>Log files</source>
        <translation>日志文件</translation>
    </message>
    <message>
        <source>Save diagnostics…</source>
        <translation>保存诊断信息…</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>诊断信息</translation>
    </message>
    <message>
        <source>One file for a bug report, without secrets. You see first what it holds.</source>
        <translation>一个用于错误报告的文件，不含机密。保存前可以先查看其中的内容。</translation>
    </message>
    <message>
        <source>Doctor</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Looks for everything that could stop Turnout from working: keys, ports, files, proxies.</source>
        <translation>检查一切可能妨碍 Turnout 工作的因素：密钥、端口、文件、代理。</translation>
    </message>
    <message>
        <source>Nothing found: everything is as it should be.</source>
        <translation>没有发现问题，一切正常。</translation>
    </message>
    <message numerus="yes">
        <source>%Ln problem(s) found.</source>
        <translation>
            <numerusform>发现 %Ln 个问题。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>EmptyList</name>
    <message>
        <source>No requests yet</source>
        <translation>暂无请求</translation>
    </message>
    <message>
        <source>No match, {count} hidden</source>
        <translation>没有匹配的请求，已隐藏 {count} 个</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Requests are shown as soon as it is back.</source>
        <translation>服务恢复后会立即显示请求。</translation>
    </message>
    <message>
        <source>Turnout&apos;s service is not running</source>
        <translation>Turnout 服务未运行</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>加载中…</translation>
    </message>
    <message>
        <source>Codex and Claude Code use their own login. Choose a profile for them first.</source>
        <translation>Codex 和 Claude Code 使用各自的登录。请先为它们选择配置。</translation>
    </message>
    <message>
        <source>Choose a profile</source>
        <translation>选择配置</translation>
    </message>
    <message>
        <source>Run `codex` or `claude` in a terminal. Turnout listens on {address}.</source>
        <translation>在终端运行 `codex` 或 `claude`。Turnout 正在监听 {address}。</translation>
    </message>
    <message>
        <source>Send a test request</source>
        <translation>发送测试请求</translation>
    </message>
    <message>
        <source>Copy test command</source>
        <translation>复制测试命令</translation>
    </message>
</context>
<context>
    <name>EventsTab</name>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>加载中…</translation>
    </message>
    <message>
        <source>No events</source>
        <translation>没有事件</translation>
    </message>
    <message>
        <source>The client did not ask for a streamed answer.</source>
        <translation>客户端未请求流式输出。</translation>
    </message>
    <message>
        <source>No events recorded</source>
        <translation>未记录事件</translation>
    </message>
    <message>
        <source>Events are recorded with the bodies: Settings › Privacy › Keep what was sent and answered.</source>
        <translation>事件随内容一起记录：设置 › 隐私 › 保留收发内容。</translation>
    </message>
    <message>
        <source>Jump to…</source>
        <translation>跳转到…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln event(s)</source>
        <translation>
            <numerusform>%Ln 个事件</numerusform>
        </translation>
    </message>
    <message>
        <source>Both sides</source>
        <translation>双向</translation>
    </message>
    <message>
        <source>From the provider</source>
        <translation>来自服务商</translation>
    </message>
    <message>
        <source>To the client</source>
        <translation>发往客户端</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Jump to the next event of a type</source>
        <translation>跳转到下一个同类事件</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
</context>
<context>
    <name>FallbackSection</name>
    <message>
        <source>When a provider fails</source>
        <translation>服务商出错时</translation>
    </message>
    <message>
        <source>A request that fails before it was answered goes on to the next profile; the client asks once. A conversation stays with the profile that answered it.</source>
        <translation>请求若在应答前失败，会转给下一个配置，客户端只需请求一次。对话会留在应答它的配置上。</translation>
    </message>
    <message>
        <source>When a request goes on</source>
        <translation>何时转给下一个</translation>
    </message>
    <message>
        <source>The first rule that fits decides. Your own are asked before the built-in ones.</source>
        <translation>以第一条符合的规则为准。您自己的规则先于内置规则。</translation>
    </message>
    <message>
        <source>Add rule</source>
        <translation>添加规则</translation>
    </message>
    <message>
        <source>After several failures in a row a provider&apos;s breaker opens: others are asked at once.</source>
        <translation>连续失败多次后，该服务商的熔断器断开，请求直接转给其他配置。</translation>
    </message>
    <message>
        <source>No provider fails.</source>
        <translation>目前没有服务商出错。</translation>
    </message>
    <message>
        <source>Breakers</source>
        <translation>熔断器</translation>
    </message>
    <message>
        <source>Hide the built-in rules</source>
        <translation>隐藏内置规则</translation>
    </message>
    <message>
        <source>Show the built-in rules</source>
        <translation>显示内置规则</translation>
    </message>
</context>
<context>
    <name>FilterField</name>
    <message>
        <source>&quot;{name}&quot; is not a field. Did you mean {hint}? For the text itself, use quotes.</source>
        <translation>“{name}”不是字段。是否指 {hint}？若要搜索文本本身，请加引号。</translation>
    </message>
    <message>
        <source>&quot;{name}&quot; is not a field. For the text itself, use quotes.</source>
        <translation>“{name}”不是字段。若要搜索文本本身，请加引号。</translation>
    </message>
    <message>
        <source>Write a value after the colon.</source>
        <translation>请在冒号后填写值。</translation>
    </message>
    <message>
        <source>A quote is open. Close it.</source>
        <translation>引号未闭合。</translation>
    </message>
    <message>
        <source>Something must stand on both sides of &quot;or&quot;.</source>
        <translation>or 两侧都要有内容。</translation>
    </message>
    <message>
        <source>Say what is compared: &gt;10s, &gt;1mb, &gt;10k tokens, or ttft:&gt;2s.</source>
        <translation>请指明比较对象：&gt;10s、&gt;1mb、&gt;10k tokens 或 ttft:&gt;2s。</translation>
    </message>
    <message>
        <source>Filter: status:4xx model:kimi &gt;10s &quot;tool_use&quot;</source>
        <translation>筛选：status:4xx model:kimi &gt;10s &quot;tool_use&quot;</translation>
    </message>
    <message>
        <source>Filter of the requests</source>
        <translation>请求筛选</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>field:value, &gt;10s, &quot;text&quot;, -not, or. Arrow down shows the fields.</source>
        <translation>field:value、&gt;10s、&quot;text&quot;、-not、or。按向下键显示字段。</translation>
    </message>
</context>
<context>
    <name>Finding</name>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>What to do: {fix}</source>
        <translation>处理方法：{fix}</translation>
    </message>
    <message>
        <source>Fix it</source>
        <translation>修复</translation>
    </message>
</context>
<context>
    <name>FirstRun</name>
    <message>
        <source>Welcome to Turnout</source>
        <translation>欢迎使用 Turnout</translation>
    </message>
    <message>
        <source>Clients</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>服务商</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Finish</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Continue anyway</source>
        <translation>仍然继续</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
</context>
<context>
    <name>FormBar</name>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检测</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save and use</source>
        <translation>保存并使用</translation>
    </message>
    <message>
        <source>For Codex and Claude Code</source>
        <translation>用于 Codex 和 Claude Code</translation>
    </message>
    <message>
        <source>For Codex</source>
        <translation>用于 Codex</translation>
    </message>
    <message>
        <source>For Claude Code</source>
        <translation>用于 Claude Code</translation>
    </message>
</context>
<context>
    <name>FormBody</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Base URL</source>
        <translation>Base URL</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>API 密钥</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>What will change</source>
        <translation>将要更改的内容</translation>
    </message>
    <message>
        <source>None: an address of your own</source>
        <translation>无：自定义地址</translation>
    </message>
    <message>
        <source>Advanced: headers, prices, overrides, proxy</source>
        <translation>高级：请求头、价格、覆盖、代理</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>FormDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>FormHead</name>
    <message>
        <source>New profile</source>
        <translation>新建配置</translation>
    </message>
    <message>
        <source>Not in use</source>
        <translation>未使用</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>连接中…</translation>
    </message>
    <message>
        <source>Running, not recording</source>
        <translation>运行中，未记录</translation>
    </message>
    <message>
        <source>Copy the proxy&apos;s address</source>
        <translation>复制代理地址</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>查找命令</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>HeadersTab</name>
    <message>
        <source>Headers</source>
        <translation>请求头</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>加载中…</translation>
    </message>
    <message>
        <source>From the client</source>
        <translation>来自客户端</translation>
    </message>
    <message>
        <source>To the provider</source>
        <translation>发往服务商</translation>
    </message>
    <message>
        <source>From the provider</source>
        <translation>来自服务商</translation>
    </message>
    <message>
        <source>To the client</source>
        <translation>发往客户端</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>（无）</translation>
    </message>
</context>
<context>
    <name>KeyField</name>
    <message>
        <source>System keyring</source>
        <translation>系统密钥环</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>环境变量</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>无密钥</translation>
    </message>
    <message>
        <source>Where the key is</source>
        <translation>密钥位置</translation>
    </message>
    <message>
        <source>Get a key</source>
        <translation>获取密钥</translation>
    </message>
    <message>
        <source>Show the key</source>
        <translation>显示密钥</translation>
    </message>
    <message>
        <source>Keep the saved one</source>
        <translation>保留已存密钥</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>更换</translation>
    </message>
    <message>
        <source>No key is sent to this provider.</source>
        <translation>不向该服务商发送密钥。</translation>
    </message>
    <message>
        <source>Turnout&apos;s service reads it at each request.</source>
        <translation>Turnout 服务会在每次请求时读取。</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>变量</translation>
    </message>
    <message>
        <source>This variable is not set where the service runs.</source>
        <translation>服务的运行环境中未设置此变量。</translation>
    </message>
    <message>
        <source>the system&apos;s keyring</source>
        <translation>系统密钥环</translation>
    </message>
    <message>
        <source>Paste the key</source>
        <translation>粘贴密钥</translation>
    </message>
    <message>
        <source>API key</source>
        <translation>API 密钥</translation>
    </message>
    <message>
        <source>Stored in {keyring}.</source>
        <translation>已存入 {keyring}。</translation>
    </message>
    <message>
        <source>Will be stored in {keyring}, not in a file.</source>
        <translation>将存入 {keyring}，不会写入文件。</translation>
    </message>
    <message>
        <source>There is no keyring here: name an environment variable that holds the key.</source>
        <translation>此处没有密钥环：请指定存放密钥的环境变量。</translation>
    </message>
    <message>
        <source>The keyring is locked: unlock it, or use an environment variable.</source>
        <translation>密钥环已锁定：请解锁，或改用环境变量。</translation>
    </message>
</context>
<context>
    <name>KeyLine</name>
    <message>
        <source>Hide the key of {name}</source>
        <translation>隐藏 {name} 的密钥</translation>
    </message>
    <message>
        <source>Show the key of {name}</source>
        <translation>显示 {name} 的密钥</translation>
    </message>
    <message>
        <source>Copy the key of {name}</source>
        <translation>复制 {name} 的密钥</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>KeyQuestion</name>
    <message>
        <source>Once this is saved, the key goes to {address} too.</source>
        <translation>保存后，密钥也会发送给 {address}。</translation>
    </message>
    <message>
        <source>Send the key in {variable} to {address} too?</source>
        <translation>将 {variable} 中的密钥也发送给 {address}？</translation>
    </message>
    <message>
        <source>Use the stored key for {address} too?</source>
        <translation>已保存的密钥也用于 {address}？</translation>
    </message>
    <message>
        <source>It was given for {address}, and goes nowhere else until you say so.</source>
        <translation>它是为 {address} 提供的，未经您同意不会发往别处。</translation>
    </message>
    <message>
        <source>It goes nowhere else until you say so.</source>
        <translation>未经您同意，它不会发往别处。</translation>
    </message>
    <message>
        <source>Use it</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Name another variable</source>
        <translation>改用其他变量</translation>
    </message>
    <message>
        <source>Enter another key</source>
        <translation>输入其他密钥</translation>
    </message>
</context>
<context>
    <name>Leaving</name>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>留在此处</translation>
    </message>
    <message>
        <source>There are unsaved changes.</source>
        <translation>有未保存的更改。</translation>
    </message>
</context>
<context>
    <name>Link</name>
    <message>
        <source>The connection to Turnout&apos;s service was lost.</source>
        <translation>与 Turnout 服务的连接已断开。</translation>
    </message>
    <message>
        <source>Turnout&apos;s service does not answer.</source>
        <translation>Turnout 服务没有响应。</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Turnout</source>
        <translation>Turnout</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检测</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>用量</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Reconnecting to the local service…</source>
        <translation>正在重新连接本地服务…</translation>
    </message>
    <message>
        <source>Use port {port}</source>
        <translation>使用端口 {port}</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重启</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>查看日志</translation>
    </message>
    <message>
        <source>The service&apos;s last output</source>
        <translation>服务最近的输出</translation>
    </message>
</context>
<context>
    <name>MatrixView</name>
    <message>
        <source>Checks of all profiles</source>
        <translation>所有配置的检测结果</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Not checked</source>
        <translation>未检测</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>partly</source>
        <translation>部分</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>未知</translation>
    </message>
</context>
<context>
    <name>MendsCard</name>
    <message>
        <source>Turnout mended this by itself</source>
        <translation>Turnout 已自动修正</translation>
    </message>
    <message>
        <source>It lasts until the service restarts. In the profile it stays.</source>
        <translation>仅在服务重启前有效。存入配置后长期有效。</translation>
    </message>
    <message>
        <source>Keep in profile</source>
        <translation>存入配置</translation>
    </message>
</context>
<context>
    <name>ModelList</name>
    <message>
        <source>Asking the provider…</source>
        <translation>正在查询服务商…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln model(s).</source>
        <translation>
            <numerusform>共 %Ln 个模型。</numerusform>
        </translation>
    </message>
    <message>
        <source>The provider lists no models: type the name.</source>
        <translation>服务商未列出模型，请手动输入名称。</translation>
    </message>
</context>
<context>
    <name>ModelsField</name>
    <message>
        <source>Main</source>
        <translation>主模型</translation>
    </message>
    <message>
        <source>Small and fast</source>
        <translation>轻量模型</translation>
    </message>
    <message>
        <source>Main model</source>
        <translation>主模型</translation>
    </message>
    <message>
        <source>Small and fast model</source>
        <translation>轻量模型</translation>
    </message>
    <message>
        <source>The model that answers</source>
        <translation>负责应答的模型</translation>
    </message>
    <message>
        <source>As the main one</source>
        <translation>与主模型相同</translation>
    </message>
    <message>
        <source>Load list</source>
        <translation>获取列表</translation>
    </message>
</context>
<context>
    <name>NewProfile</name>
    <message>
        <source>New profile</source>
        <translation>新建配置</translation>
    </message>
    <message>
        <source>Which provider? All it needs then is a key.</source>
        <translation>选择服务商，之后只需填写密钥。</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Notifications</name>
    <message>
        <source>Turnout&apos;s service stopped</source>
        <translation>Turnout 服务已停止</translation>
    </message>
    <message>
        <source>{profile} refuses requests</source>
        <translation>{profile} 拒绝请求</translation>
    </message>
    <message>
        <source>{profile} answers with {served} instead of {asked}.</source>
        <translation>向 {profile} 请求 {asked}，应答的是 {served}。</translation>
    </message>
    <message>
        <source>{profile} served another model</source>
        <translation>{profile} 返回了其他模型的回复</translation>
    </message>
    <message>
        <source>Its settings were changed by another program; it does not use Turnout any more.</source>
        <translation>其设置已被其他程序更改，不再使用 Turnout。</translation>
    </message>
    <message>
        <source>{client} was disconnected</source>
        <translation>{client} 已断开</translation>
    </message>
</context>
<context>
    <name>NumberField</name>
    <message>
        <source>Enter a number from {low} to {high}.</source>
        <translation>请输入 {low} 到 {high} 之间的数字。</translation>
    </message>
</context>
<context>
    <name>OrderRow</name>
    <message>
        <source>Fallbacks of {client}</source>
        <translation>{client} 的备用配置</translation>
    </message>
    <message>
        <source>Alt+Up and Alt+Down change the order, Delete takes one out.</source>
        <translation>Alt+↑ 和 Alt+↓ 调整顺序，Delete 移除。</translation>
    </message>
    <message>
        <source>Ask it earlier</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Ask it later</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Take it out</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Add profile</source>
        <translation>添加配置</translation>
    </message>
    <message>
        <source>Add a fallback of {client}</source>
        <translation>添加 {client} 的备用配置</translation>
    </message>
    <message>
        <source>There is no other profile</source>
        <translation>没有其他配置</translation>
    </message>
    <message>
        <source>No profile serves it yet, and none steps in.</source>
        <translation>尚无配置为其服务，也没有备用配置。</translation>
    </message>
    <message>
        <source>No profile serves it yet. Then:</source>
        <translation>尚无配置为其服务。备用依次为：</translation>
    </message>
    <message>
        <source>First {profile}, then:</source>
        <translation>先用 {profile}，然后依次为：</translation>
    </message>
    <message>
        <source>First {profile}. No profile steps in.</source>
        <translation>先用 {profile}，没有备用配置。</translation>
    </message>
    <message>
        <source>{profile} (there is no such profile)</source>
        <translation>{profile}（没有此配置）</translation>
    </message>
    <message>
        <source>serves now, so it is not asked again</source>
        <translation>当前正在使用，不会重复请求</translation>
    </message>
</context>
<context>
    <name>Overrides</name>
    <message>
        <source>This is not JSON: look at line {line}, column {column}.</source>
        <translation>这不是 JSON：请检查第 {line} 行第 {column} 列。</translation>
    </message>
    <message>
        <source>This has to be a JSON object, such as {&quot;seed&quot;: 7}.</source>
        <translation>必须是 JSON 对象，例如 {&quot;seed&quot;: 7}。</translation>
    </message>
    <message>
        <source>null takes nothing out: name the field under “Remove fields”.</source>
        <translation>null 不会移除字段：请在“移除字段”中填写它。</translation>
    </message>
    <message>
        <source>“{path}” is not a field: write it as top_p or reasoning.summary.</source>
        <translation>“{path}”不是字段：请写成 top_p 或 reasoning.summary 的形式。</translation>
    </message>
    <message>
        <source>Enter a number of tokens, such as 16000 or 16k.</source>
        <translation>请输入 token 数，例如 16000 或 16k。</translation>
    </message>
    <message>
        <source>Turnout writes the field {name} itself: see the models and the model map.</source>
        <translation>字段 {name} 由 Turnout 填写：请使用模型和模型映射。</translation>
    </message>
</context>
<context>
    <name>OverridesField</name>
    <message>
        <source>Set for</source>
        <translation>适用于</translation>
    </message>
    <message>
        <source>Request headers</source>
        <translation>请求头</translation>
    </message>
    <message>
        <source>Merge into the body (JSON)</source>
        <translation>合并到请求体（JSON）</translation>
    </message>
    <message>
        <source>Remove fields</source>
        <translation>移除字段</translation>
    </message>
    <message>
        <source>Reasoning effort</source>
        <translation>推理强度</translation>
    </message>
    <message>
        <source>Most output tokens</source>
        <translation>最大输出 token 数</translation>
    </message>
    <message>
        <source>Before the system text</source>
        <translation>置于系统提示之前</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <source>Added to the profile&apos;s own. A key has no place here: Turnout sends the profile&apos;s.</source>
        <translation>附加于配置自己的请求头。密钥不应写在这里：Turnout 会发送配置的密钥。</translation>
    </message>
    <message>
        <source>as the client says</source>
        <translation>按客户端设置</translation>
    </message>
    <message>
        <source>As the client says</source>
        <translation>按客户端设置</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>所有模型</translation>
    </message>
    <message>
        <source>{model} (set)</source>
        <translation>{model}（已设置）</translation>
    </message>
</context>
<context>
    <name>OverviewTab</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Whose fault</source>
        <translation>责任方</translation>
    </message>
    <message>
        <source>Cause</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>处理方法</translation>
    </message>
    <message>
        <source>It said</source>
        <translation>原始信息</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Began</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>请求模型</translation>
    </message>
    <message>
        <source>Sent as</source>
        <translation>发送为</translation>
    </message>
    <message>
        <source>Served by</source>
        <translation>应答模型</translation>
    </message>
    <message>
        <source>Wire</source>
        <translation>协议</translation>
    </message>
    <message>
        <source>Replay of</source>
        <translation>重放自</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>首字延迟</translation>
    </message>
    <message>
        <source>Total time</source>
        <translation>总耗时</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Ended by</source>
        <translation>结束原因</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>{count} from the cache ({share}%)</source>
        <translation>其中缓存 {count}（{share}%）</translation>
    </message>
    <message>
        <source>{count} of it reasoning</source>
        <translation>其中推理 {count}</translation>
    </message>
    <message>
        <source>{rate} tokens per second</source>
        <translation>每秒 {rate} token</translation>
    </message>
    <message>
        <source>… and {count} more</source>
        <translation>… 另有 {count} 项</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>无应答</translation>
    </message>
    <message>
        <source>What translation changed</source>
        <translation>转换所做的改动</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>尝试记录</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>固定</translation>
    </message>
    <message>
        <source>A pinned request stays when the list is cleared</source>
        <translation>清空列表时会保留已固定的请求</translation>
    </message>
    <message>
        <source>Your note</source>
        <translation>备注</translation>
    </message>
</context>
<context>
    <name>OwnCommand</name>
    <message>
        <source>Turnout&apos;s own command did not answer.</source>
        <translation>Turnout 自身的命令没有响应。</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>请重试。</translation>
    </message>
</context>
<context>
    <name>PresetCard</name>
    <message>
        <source>Try it: no key, no network</source>
        <translation>试用：无需密钥和网络</translation>
    </message>
    <message>
        <source>local</source>
        <translation>本地</translation>
    </message>
    <message>
        <source>Use this address</source>
        <translation>使用此地址</translation>
    </message>
    <message>
        <source>Other provider</source>
        <translation>其他服务商</translation>
    </message>
    <message>
        <source>By its base URL</source>
        <translation>填写其 Base URL</translation>
    </message>
</context>
<context>
    <name>PresetGrid</name>
    <message>
        <source>Search providers, models, or paste a base URL</source>
        <translation>搜索服务商、模型，或粘贴 Base URL</translation>
    </message>
    <message>
        <source>Search providers</source>
        <translation>搜索服务商</translation>
    </message>
    <message>
        <source>Providers</source>
        <translation>服务商</translation>
    </message>
    <message>
        <source>No provider of this name. Paste its base URL instead.</source>
        <translation>没有此名称的服务商。请改为粘贴其 Base URL。</translation>
    </message>
</context>
<context>
    <name>Problems</name>
    <message>
        <source>Give the profile a name.</source>
        <translation>请为配置命名。</translation>
    </message>
    <message>
        <source>Paste the provider&apos;s address.</source>
        <translation>请粘贴服务商地址。</translation>
    </message>
    <message>
        <source>Put your own value in the place of the braces.</source>
        <translation>请将花括号部分替换为您自己的值。</translation>
    </message>
    <message>
        <source>This is an address. Paste the key here.</source>
        <translation>这是地址，请在此粘贴密钥。</translation>
    </message>
    <message>
        <source>A key has no spaces or line breaks: copy it again.</source>
        <translation>密钥不含空格或换行，请重新复制。</translation>
    </message>
    <message>
        <source>Name the variable that holds the key.</source>
        <translation>请填写存放密钥的变量名。</translation>
    </message>
    <message>
        <source>Give the variable&apos;s name, such as DEEPSEEK_API_KEY, not the key.</source>
        <translation>请填写变量名（如 DEEPSEEK_API_KEY），而不是密钥。</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>所有模型</translation>
    </message>
    <message>
        <source>{model}: {problem}</source>
        <translation>{model}：{problem}</translation>
    </message>
    <message>
        <source>Enter the proxy&apos;s address, such as socks5h://127.0.0.1:1080.</source>
        <translation>请输入代理地址，例如 socks5h://127.0.0.1:1080。</translation>
    </message>
    <message>
        <source>“{name}” cannot be a header&apos;s name.</source>
        <translation>“{name}”不能用作请求头名称。</translation>
    </message>
    <message>
        <source>The header {name} carries a key, and no key is written into a file. Enter it as the profile&apos;s key.</source>
        <translation>请求头 {name} 携带密钥，而密钥不会写入文件。请将其填写为配置的密钥。</translation>
    </message>
    <message>
        <source>The header {name} is there twice.</source>
        <translation>请求头 {name} 重复。</translation>
    </message>
    <message>
        <source>Each row needs both models.</source>
        <translation>每行都要填写两个模型。</translation>
    </message>
    <message>
        <source>{name} is mapped twice.</source>
        <translation>{name} 重复映射。</translation>
    </message>
    <message>
        <source>A price of {model} is not a number.</source>
        <translation>{model} 的价格不是数字。</translation>
    </message>
    <message>
        <source>A currency has three letters, such as USD or CNY.</source>
        <translation>货币为三个字母，如 USD 或 CNY。</translation>
    </message>
    <message>
        <source>A limit of {model} is not a number of tokens, such as 200000 or 200k.</source>
        <translation>{model} 的上限不是 token 数，应为 200000 或 200k 这样的数字。</translation>
    </message>
</context>
<context>
    <name>ProfileForm</name>
    <message>
        <source>New profile</source>
        <translation>新建配置</translation>
    </message>
</context>
<context>
    <name>ProfileList</name>
    <message>
        <source>Profiles</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Alt+Up and Alt+Down change the order.</source>
        <translation>按 Alt+↑ 和 Alt+↓ 调整顺序。</translation>
    </message>
    <message>
        <source>Confirm key…</source>
        <translation>确认密钥…</translation>
    </message>
    <message>
        <source>Confirm the key of {profile}</source>
        <translation>确认 {profile} 的密钥</translation>
    </message>
</context>
<context>
    <name>ProfileRow</name>
    <message>
        <source>No model chosen</source>
        <translation>未选择模型</translation>
    </message>
    <message>
        <source>In use by {client}</source>
        <translation>用于 {client}</translation>
    </message>
    <message>
        <source>In use by {clients} and {last}</source>
        <translation>用于 {clients}, {last}</translation>
    </message>
    <message>
        <source>{variable} is not set</source>
        <translation>未设置 {variable}</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>无密钥</translation>
    </message>
    <message>
        <source>Key not confirmed</source>
        <translation>密钥待确认</translation>
    </message>
    <message>
        <source>Keyring locked</source>
        <translation>密钥环已锁定</translation>
    </message>
    <message>
        <source>Failing</source>
        <translation>异常</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>正常应答</translation>
    </message>
    <message>
        <source>Unsafe</source>
        <translation>不可靠</translation>
    </message>
    <message>
        <source>Limited</source>
        <translation>受限</translation>
    </message>
    <message>
        <source>Works</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>Not checked</source>
        <translation>未检测</translation>
    </message>
</context>
<context>
    <name>ProfilesPage</name>
    <message>
        <source>Profiles</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>No profile yet</source>
        <translation>暂无配置</translation>
    </message>
    <message>
        <source>A profile is one account of a provider: its address, a key, and a model.</source>
        <translation>一个配置对应服务商的一个账户：地址、密钥和模型。</translation>
    </message>
    <message>
        <source>New profile</source>
        <translation>新建配置</translation>
    </message>
    <message>
        <source>This profile was deleted elsewhere. Save makes it anew.</source>
        <translation>此配置已在别处删除。保存将重新创建。</translation>
    </message>
    <message>
        <source>This profile was changed elsewhere since you opened it.</source>
        <translation>您打开后，此配置已在别处更改。</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>重新加载</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>保留我的更改</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>{client} now uses {profile}.</source>
        <translation>{client} 现在使用 {profile}。</translation>
    </message>
    <message>
        <source>{client} and {other} now use {profile}.</source>
        <translation>{client} 和 {other} 现在使用 {profile}。</translation>
    </message>
    <message>
        <source>The key of {profile} is confirmed.</source>
        <translation>已确认 {profile} 的密钥。</translation>
    </message>
</context>
<context>
    <name>ProviderStep</name>
    <message>
        <source>Choose a provider</source>
        <translation>选择服务商</translation>
    </message>
    <message>
        <source>Address and key</source>
        <translation>地址和密钥</translation>
    </message>
    <message>
        <source>One key</source>
        <translation>只需一个密钥</translation>
    </message>
    <message>
        <source>No key needed</source>
        <translation>无需密钥</translation>
    </message>
</context>
<context>
    <name>ProxyField</name>
    <message>
        <source>As the environment says</source>
        <translation>按环境设置</translation>
    </message>
    <message>
        <source>None: directly</source>
        <translation>不使用，直接连接</translation>
    </message>
    <message>
        <source>This one:</source>
        <translation>使用此代理：</translation>
    </message>
    <message>
        <source>Which proxy</source>
        <translation>使用哪个代理</translation>
    </message>
    <message>
        <source>Address of the proxy</source>
        <translation>代理地址</translation>
    </message>
</context>
<context>
    <name>Reach</name>
    <message>
        <source>The local service stopped.</source>
        <translation>本地服务已停止。</translation>
    </message>
    <message>
        <source>Codex and Claude Code were set back to their own settings.</source>
        <translation>Codex 和 Claude Code 已恢复为各自的设置。</translation>
    </message>
    <message>
        <source>Codex and Claude Code still point to Turnout. Run in a terminal: turnout restore</source>
        <translation>Codex 和 Claude Code 仍指向 Turnout。请在终端运行：turnout restore</translation>
    </message>
</context>
<context>
    <name>Removal</name>
    <message>
        <source>Deleted {profile}.</source>
        <translation>已删除 {profile}。</translation>
    </message>
    <message>
        <source>Deleted {profile}. Without a provider now: {clients}.</source>
        <translation>已删除 {profile}。以下客户端现在没有服务商：{clients}。</translation>
    </message>
</context>
<context>
    <name>RemoveQuestion</name>
    <message>
        <source>Remove the access key {name}?</source>
        <translation>删除访问密钥 {name}？</translation>
    </message>
    <message>
        <source>Whatever uses it is refused from now on. This cannot be undone: a new key differs.</source>
        <translation>使用它的程序将立即被拒绝。此操作无法撤销：新密钥与它不同。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>RequestActions</name>
    <message>
        <source>Copied as curl: set TURNOUT_KEY before you run it</source>
        <translation>已复制为 curl：运行前请设置 TURNOUT_KEY</translation>
    </message>
    <message>
        <source>Copied the error report</source>
        <translation>已复制错误报告</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>This body was not recorded</source>
        <translation>此内容未记录</translation>
    </message>
    <message>
        <source>Export requests</source>
        <translation>导出请求</translation>
    </message>
    <message numerus="yes">
        <source>Exported %Ln request(s) to {path}</source>
        <translation>
            <numerusform>已将 %Ln 个请求导出到 {path}</numerusform>
        </translation>
    </message>
    <message>
        <source>Export {count} selected…</source>
        <translation>导出选中的 {count} 个…</translation>
    </message>
    <message>
        <source>Export all that match…</source>
        <translation>导出所有匹配项…</translation>
    </message>
    <message>
        <source>Export all…</source>
        <translation>全部导出…</translation>
    </message>
    <message>
        <source>Copy as curl</source>
        <translation>复制为 curl</translation>
    </message>
    <message>
        <source>Copy client request as curl</source>
        <translation>将客户端请求复制为 curl</translation>
    </message>
    <message>
        <source>Copy request JSON</source>
        <translation>复制请求 JSON</translation>
    </message>
    <message>
        <source>Copy reply JSON</source>
        <translation>复制回复 JSON</translation>
    </message>
    <message>
        <source>Copy error report</source>
        <translation>复制错误报告</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>重放</translation>
    </message>
    <message>
        <source>Send again to</source>
        <translation>重放到</translation>
    </message>
    <message>
        <source>Open profile</source>
        <translation>打开配置</translation>
    </message>
    <message>
        <source>Check profile</source>
        <translation>检测配置</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消固定</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>固定</translation>
    </message>
    <message>
        <source>Note…</source>
        <translation>备注…</translation>
    </message>
    <message>
        <source>Show only this session</source>
        <translation>只看此会话</translation>
    </message>
</context>
<context>
    <name>RequestColumns</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>会话</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>TTFT</source>
        <translation>首字延迟</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>总耗时</translation>
    </message>
    <message>
        <source>Input (cached) / output</source>
        <translation>输入（缓存）/ 输出</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>推理</translation>
    </message>
    <message>
        <source>Tokens/s</source>
        <translation>Token/秒</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>Retries</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>流式</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>路径</translation>
    </message>
    <message>
        <source>Pin and note</source>
        <translation>固定与备注</translation>
    </message>
    <message>
        <source>Time to first token</source>
        <translation>首字延迟</translation>
    </message>
    <message>
        <source>Total time</source>
        <translation>总耗时</translation>
    </message>
    <message>
        <source>Requested → served model</source>
        <translation>请求模型 → 应答模型</translation>
    </message>
    <message>
        <source>Tokens: input (cached) / output</source>
        <translation>Token：输入（缓存）/ 输出</translation>
    </message>
    <message>
        <source>Reasoning tokens</source>
        <translation>推理 token</translation>
    </message>
    <message>
        <source>Tokens per second</source>
        <translation>每秒 token 数</translation>
    </message>
    <message>
        <source>live</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>已取消</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
</context>
<context>
    <name>RequestSession</name>
    <message>
        <source>Single requests</source>
        <translation>单独的请求</translation>
    </message>
    <message>
        <source>{count} failed</source>
        <translation>{count} 个失败</translation>
    </message>
    <message>
        <source>{input} in, {output} out</source>
        <translation>输入 {input}，输出 {output}</translation>
    </message>
</context>
<context>
    <name>RequestStory</name>
    <message>
        <source>no profile</source>
        <translation>无配置</translation>
    </message>
    <message>
        <source>a model</source>
        <translation>某个模型</translation>
    </message>
    <message>
        <source>{client} asked for {asked}; {served} at {profile} is answering.</source>
        <translation>{client} 请求 {asked}；{profile} 的 {served} 正在应答。</translation>
    </message>
    <message>
        <source>{client} asked for {asked}; {profile} did not answer it. It failed after {total}.</source>
        <translation>{client} 请求 {asked}；{profile} 未能应答，{total} 后失败。</translation>
    </message>
    <message>
        <source>{client} asked for {asked} and broke off after {total}.</source>
        <translation>{client} 请求 {asked}，并在 {total} 后中断。</translation>
    </message>
    <message>
        <source>{client} asked for {asked}; {served} at {profile} answered in {total}, its first words after {first}.</source>
        <translation>{client} 请求 {asked}；{profile} 的 {served} 用 {total} 完成应答，首字延迟 {first}。</translation>
    </message>
    <message>
        <source>{client} asked for {asked}; {served} at {profile} answered in {total}.</source>
        <translation>{client} 请求 {asked}；{profile} 的 {served} 用 {total} 完成应答。</translation>
    </message>
    <message>
        <source>{profile} was asked for {asked} but says that {served} answered.</source>
        <translation>向 {profile} 请求的是 {asked}，但它表示由 {served} 应答。</translation>
    </message>
    <message>
        <source>The provider reported no token counts: these are estimated.</source>
        <translation>服务商未报告 token 用量，此处为估算值。</translation>
    </message>
    <message>
        <source>The answer ended at its token limit and may be cut off.</source>
        <translation>回复达到 token 上限，可能被截断。</translation>
    </message>
    <message>
        <source>{failed} did not answer, so it went on to {profile}.</source>
        <translation>{failed} 未能应答，请求转给了 {profile}。</translation>
    </message>
    <message>
        <source>It was sent {count} times before it succeeded.</source>
        <translation>共发送 {count} 次才成功。</translation>
    </message>
    <message>
        <source>The request itself: the client sent what cannot be answered.</source>
        <translation>请求本身：客户端发送了无法应答的内容。</translation>
    </message>
    <message>
        <source>Turnout&apos;s translation: the provider did not understand what Turnout sent.</source>
        <translation>Turnout 的转换：服务商无法理解 Turnout 发送的内容。</translation>
    </message>
    <message>
        <source>The provider.</source>
        <translation>服务商。</translation>
    </message>
    <message>
        <source>The network between Turnout and the provider.</source>
        <translation>Turnout 与服务商之间的网络。</translation>
    </message>
    <message>
        <source>Turnout itself.</source>
        <translation>Turnout 自身。</translation>
    </message>
    <message>
        <source>Unknown.</source>
        <translation>未知。</translation>
    </message>
</context>
<context>
    <name>RequestTable</name>
    <message>
        <source>↓ {count} new</source>
        <translation>↓ {count} 个新请求</translation>
    </message>
    <message numerus="yes">
        <source>Show %Ln new request(s)</source>
        <translation>
            <numerusform>显示 %Ln 个新请求</numerusform>
        </translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>One request a row, the newest at the bottom. Enter shows the details, Space pauses the list.</source>
        <translation>每行一个请求，最新的在底部。按 Enter 查看详情，按空格键暂停列表。</translation>
    </message>
</context>
<context>
    <name>RequestTiming</name>
    <message>
        <source>In Turnout, before sending</source>
        <translation>Turnout 内，发送前</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>无应答</translation>
    </message>
    <message>
        <source>Attempt {number}</source>
        <translation>第 {number} 次尝试</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>服务商</translation>
    </message>
    <message>
        <source>Connecting</source>
        <translation>建立连接</translation>
    </message>
    <message>
        <source>Waiting for the first byte</source>
        <translation>等待首字节</translation>
    </message>
    <message>
        <source>Receiving the answer</source>
        <translation>接收回复</translation>
    </message>
    <message>
        <source>In Turnout</source>
        <translation>Turnout 内</translation>
    </message>
</context>
<context>
    <name>RequestsPage</name>
    <message>
        <source>Copied. Run it in a terminal.</source>
        <translation>已复制。请在终端中运行。</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Paused · {count} new. Recording goes on.</source>
        <translation>已暂停 · {count} 个新请求。记录仍在继续。</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>No errors in the list</source>
        <translation>列表中没有错误</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message>
        <source>What will change</source>
        <translation>将要更改的内容</translation>
    </message>
    <message>
        <source>Only these lines are written. You can take them back at any time from the tray: Restore.</source>
        <translation>只会写入这些行。随时可从托盘撤回：恢复。</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
</context>
<context>
    <name>RotateQuestion</name>
    <message>
        <source>Replace the access key {name}?</source>
        <translation>更换访问密钥 {name}？</translation>
    </message>
    <message>
        <source>Connected clients get the new key at once. A session that is running keeps the key it began with: give it some time. Limits and counts stay.</source>
        <translation>已连接的客户端会立即获得新密钥。运行中的会话仍使用开始时的密钥，请为其留出时间。限额和用量保持不变。</translation>
    </message>
    <message>
        <source>The old key goes on for</source>
        <translation>旧密钥继续有效</translation>
    </message>
    <message>
        <source>It ends at once</source>
        <translation>立即失效</translation>
    </message>
    <message>
        <source>10 minutes</source>
        <translation>10 分钟</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 小时</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1 天</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 天</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>更换</translation>
    </message>
</context>
<context>
    <name>RouteSwitch</name>
    <message>
        <source>fallback</source>
        <translation>备用</translation>
    </message>
    <message>
        <source>now {profile}</source>
        <translation>现由 {profile} 应答</translation>
    </message>
    <message>
        <source>own login</source>
        <translation>自己的登录</translation>
    </message>
    <message>
        <source>Off: use {client}&apos;s own login</source>
        <translation>关闭：使用 {client} 自己的登录</translation>
    </message>
    <message>
        <source>Manage profiles…</source>
        <translation>管理配置…</translation>
    </message>
    <message>
        <source>Fallbacks…</source>
        <translation>备用配置…</translation>
    </message>
    <message>
        <source>Back to {profile}</source>
        <translation>返回 {profile}</translation>
    </message>
    <message>
        <source>Confirm the key of {profile}…</source>
        <translation>确认 {profile} 的密钥…</translation>
    </message>
</context>
<context>
    <name>RuleDialog</name>
    <message>
        <source>New rule</source>
        <translation>新建规则</translation>
    </message>
    <message>
        <source>Edit the rule</source>
        <translation>编辑规则</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>如何处理</translation>
    </message>
    <message>
        <source>If one of these went wrong</source>
        <translation>出现以下任一问题</translation>
    </message>
    <message>
        <source>And the HTTP status is</source>
        <translation>且 HTTP 状态码为</translation>
    </message>
    <message>
        <source>And the wait is over (seconds)</source>
        <translation>且等待超过（秒）</translation>
    </message>
    <message>
        <source>And the request&apos;s error code is</source>
        <translation>且请求的错误代码为</translation>
    </message>
    <message>
        <source>And the provider&apos;s words match</source>
        <translation>且服务商的提示匹配</translation>
    </message>
    <message>
        <source>any, or such as 429, 5xx</source>
        <translation>任意，或例如 429, 5xx</translation>
    </message>
    <message>
        <source>any</source>
        <translation>任意</translation>
    </message>
    <message>
        <source>any, or as the requests show it: key_expired</source>
        <translation>任意，或请求中显示的代码：key_expired</translation>
    </message>
    <message>
        <source>any, or a regular expression: model is (busy|full)</source>
        <translation>任意，或正则表达式：model is (busy|full)</translation>
    </message>
    <message>
        <source>None: whatever went wrong.</source>
        <translation>不选：任何问题。</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Choose at least one condition.</source>
        <translation>请至少选择一个条件。</translation>
    </message>
    <message>
        <source>Enter HTTP statuses such as 429, 503, or 5xx for all of them.</source>
        <translation>请输入 HTTP 状态码，例如 429、503，或用 5xx 表示全部。</translation>
    </message>
    <message>
        <source>Enter a number of seconds.</source>
        <translation>请输入秒数。</translation>
    </message>
</context>
<context>
    <name>RuleRow</name>
    <message>
        <source>Edit rule {number}</source>
        <translation>编辑规则 {number}</translation>
    </message>
    <message>
        <source>Ask rule {number} earlier</source>
        <translation>上移规则 {number}</translation>
    </message>
    <message>
        <source>Ask rule {number} later</source>
        <translation>下移规则 {number}</translation>
    </message>
    <message>
        <source>Remove rule {number}</source>
        <translation>移除规则 {number}</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>General</source>
        <translation>通用</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>隐私</translation>
    </message>
    <message>
        <source>Start at login</source>
        <translation>登录时启动</translation>
    </message>
    <message>
        <source>Turnout starts in the tray, without a window.</source>
        <translation>Turnout 启动后留在托盘，不显示窗口。</translation>
    </message>
    <message>
        <source>Only this computer can reach Turnout</source>
        <translation>只有本机可以访问 Turnout</translation>
    </message>
    <message>
        <source>It listens on 127.0.0.1. Whoever reaches it spends your providers&apos; balance, so no other computer may.</source>
        <translation>它监听 127.0.0.1。谁能访问它，谁就能消耗您在服务商的余额，因此不允许其他计算机访问。</translation>
    </message>
    <message>
        <source>This could not be changed: {reason}</source>
        <translation>无法更改：{reason}</translation>
    </message>
    <message>
        <source>In a file</source>
        <translation>存于文件</translation>
    </message>
    <message>
        <source>Your keys lie in a file that only you can read. A keyring would keep them encrypted.</source>
        <translation>密钥存放在只有您能读取的文件中。使用密钥环可加密保存。</translation>
    </message>
    <message>
        <source>Your keys are in the system&apos;s keyring: in no file, no log and no command line.</source>
        <translation>密钥保存在系统密钥环中，不会出现在文件、日志或命令行里。</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>已锁定</translation>
    </message>
    <message>
        <source>Unlock the keyring: your desktop asks for its password.</source>
        <translation>请解锁密钥环：桌面环境会询问其密码。</translation>
    </message>
    <message>
        <source>None found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>There is no keyring here. A profile can take its key from an environment variable.</source>
        <translation>此处没有密钥环。配置可以从环境变量读取密钥。</translation>
    </message>
    <message>
        <source>Not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>The keyring has not answered yet.</source>
        <translation>密钥环尚未响应。</translation>
    </message>
    <message>
        <source>Where your keys are kept</source>
        <translation>密钥保存位置</translation>
    </message>
</context>
<context>
    <name>SideList</name>
    <message>
        <source>Profiles</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>New profile</source>
        <translation>新建配置</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message numerus="yes">
        <source>%Ln request(s) today</source>
        <translation>
            <numerusform>今日 %Ln 个请求</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} live</source>
        <translation>{count} 个进行中</translation>
    </message>
    <message numerus="yes">
        <source>%Ln error(s)</source>
        <translation>
            <numerusform>%Ln 个错误</numerusform>
        </translation>
    </message>
    <message>
        <source>Keys in a file</source>
        <translation>密钥存于文件</translation>
    </message>
    <message>
        <source>Keyring locked</source>
        <translation>密钥环已锁定</translation>
    </message>
    <message>
        <source>No keyring</source>
        <translation>无密钥环</translation>
    </message>
    <message>
        <source>Keys: {place}</source>
        <translation>密钥：{place}</translation>
    </message>
</context>
<context>
    <name>StepRow</name>
    <message>
        <source>What to do: {fix}</source>
        <translation>处理方法：{fix}</translation>
    </message>
    <message>
        <source>Show what was sent and answered</source>
        <translation>查看收发内容</translation>
    </message>
    <message>
        <source>What was sent and answered</source>
        <translation>收发内容</translation>
    </message>
</context>
<context>
    <name>Switching</name>
    <message>
        <source>{client} asks {profile} again from its next request on.</source>
        <translation>{client} 从下一个请求起重新使用 {profile}。</translation>
    </message>
    <message>
        <source>{client} has its own settings back.</source>
        <translation>{client} 已恢复自身设置。</translation>
    </message>
    <message>
        <source>{client} uses {profile} from its next request on.</source>
        <translation>{client} 从下个请求起使用 {profile}。</translation>
    </message>
    <message>
        <source>{client} use {profile} from their next request on.</source>
        <translation>{client} 从下个请求起使用 {profile}。</translation>
    </message>
</context>
<context>
    <name>TextWindow</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>TimingTab</name>
    <message>
        <source>Timing</source>
        <translation>耗时</translation>
    </message>
</context>
<context>
    <name>Toolbar</name>
    <message>
        <source>Go on (Space)</source>
        <translation>继续（空格键）</translation>
    </message>
    <message>
        <source>Pause the list; recording goes on (Space)</source>
        <translation>暂停列表，记录仍在继续（空格键）</translation>
    </message>
    <message>
        <source>Save this filter…</source>
        <translation>保存此筛选…</translation>
    </message>
    <message>
        <source>Delete a saved filter</source>
        <translation>删除已存筛选</translation>
    </message>
    <message>
        <source>Save filter</source>
        <translation>保存筛选</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Slow</source>
        <translation>慢</translation>
    </message>
    <message>
        <source>Show only: {term}</source>
        <translation>只看：{term}</translation>
    </message>
    <message>
        <source>Saved filters</source>
        <translation>已存筛选</translation>
    </message>
    <message>
        <source>Group by session</source>
        <translation>按会话分组</translation>
    </message>
    <message>
        <source>Clear the list</source>
        <translation>清空列表</translation>
    </message>
    <message>
        <source>More actions</source>
        <translation>更多操作</translation>
    </message>
</context>
<context>
    <name>TotalsTable</name>
    <message>
        <source>Usage by group</source>
        <translation>分组用量</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Cached</source>
        <translation>缓存</translation>
    </message>
    <message>
        <source>Cache hits</source>
        <translation>缓存命中</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>推理</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>All</source>
        <translation>合计</translation>
    </message>
    <message numerus="yes">
        <source>%Ln request(s) have no known price</source>
        <translation>
            <numerusform>%Ln 个请求的价格未知</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrayMenu</name>
    <message>
        <source>Open Turnout</source>
        <translation>打开 Turnout</translation>
    </message>
    <message>
        <source>Copy proxy address</source>
        <translation>复制代理地址</translation>
    </message>
    <message>
        <source>Pause recording</source>
        <translation>暂停记录</translation>
    </message>
    <message>
        <source>Start at login</source>
        <translation>登录时启动</translation>
    </message>
    <message>
        <source>Quit and restore settings</source>
        <translation>退出并恢复设置</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>TrayState</name>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>The service stopped</source>
        <translation>服务已停止</translation>
    </message>
    <message>
        <source>Key missing</source>
        <translation>缺少密钥</translation>
    </message>
    <message>
        <source>Key not confirmed</source>
        <translation>密钥待确认</translation>
    </message>
    <message>
        <source>Keyring locked</source>
        <translation>密钥环已锁定</translation>
    </message>
    <message>
        <source>Running on {address}</source>
        <translation>运行于 {address}</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Off: use {client}&apos;s own login</source>
        <translation>关闭：使用 {client} 自己的登录</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Back to {profile}</source>
        <translation>返回 {profile}</translation>
    </message>
    <message>
        <source>now {profile}</source>
        <translation>现由 {profile} 应答</translation>
    </message>
    <message>
        <source>Confirm the key of {profile}…</source>
        <translation>确认 {profile} 的密钥…</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>无密钥</translation>
    </message>
    <message>
        <source>key not confirmed</source>
        <translation>密钥待确认</translation>
    </message>
    <message>
        <source>key refused</source>
        <translation>密钥被拒</translation>
    </message>
    <message>
        <source>no balance</source>
        <translation>余额不足</translation>
    </message>
    <message>
        <source>too many requests</source>
        <translation>请求过多</translation>
    </message>
    <message>
        <source>failing</source>
        <translation>异常</translation>
    </message>
    <message>
        <source>Last error: {message}</source>
        <translation>最近错误：{message}</translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>UsageChart</name>
    <message>
        <source>MMM d</source>
        <translation>M月d日</translation>
    </message>
</context>
<context>
    <name>UsagePage</name>
    <message>
        <source>Usage</source>
        <translation>用量</translation>
    </message>
    <message>
        <source>No usage yet</source>
        <translation>暂无用量</translation>
    </message>
    <message>
        <source>Tokens, cost and cache hits of every request through Turnout are added up here.</source>
        <translation>此处汇总经由 Turnout 的所有请求的 token、费用和缓存命中。</translation>
    </message>
    <message>
        <source>Show requests</source>
        <translation>查看请求</translation>
    </message>
    <message>
        <source>No price is known</source>
        <translation>尚无价格</translation>
    </message>
    <message>
        <source>Enter what your models cost, per million tokens; earlier requests are counted too.</source>
        <translation>请填写模型每百万 token 的价格；此前的请求也会计入。</translation>
    </message>
    <message>
        <source>Enter prices</source>
        <translation>填写价格</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>{cached} of {input} input</source>
        <translation>输入 {input}，命中 {cached}</translation>
    </message>
    <message>
        <source>{input} in, {output} out</source>
        <translation>输入 {input}，输出 {output}</translation>
    </message>
    <message>
        <source>{count} failed</source>
        <translation>{count} 个失败</translation>
    </message>
    <message>
        <source>none failed</source>
        <translation>无失败</translation>
    </message>
    <message>
        <source>{count} without a price</source>
        <translation>{count} 个无价格</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>Cache hits</source>
        <translation>缓存命中</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Cached input</source>
        <translation>缓存输入</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>推理</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>No profile</source>
        <translation>没有配置</translation>
    </message>
</context>
<context>
    <name>UsageToolbar</name>
    <message>
        <source>Usage</source>
        <translation>用量</translation>
    </message>
    <message>
        <source>What passed through Turnout, counted once</source>
        <translation>经由 Turnout 的用量，不重复计数</translation>
    </message>
    <message>
        <source>By profile</source>
        <translation>按配置</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>按模型</translation>
    </message>
    <message>
        <source>By client</source>
        <translation>按客户端</translation>
    </message>
    <message>
        <source>Group by</source>
        <translation>分组方式</translation>
    </message>
    <message>
        <source>Currency of the chart</source>
        <translation>图表货币</translation>
    </message>
    <message>
        <source>{count} days</source>
        <translation>{count} 天</translation>
    </message>
</context>
<context>
    <name>VerdictCard</name>
    <message>
        <source>Not known yet</source>
        <translation>尚未知晓</translation>
    </message>
</context>
<context>
    <name>_Events</name>
    <message>
        <source>provider →</source>
        <translation>服务商 →</translation>
    </message>
    <message>
        <source>→ client</source>
        <translation>→ 客户端</translation>
    </message>
    <message>
        <source>After</source>
        <translation>时刻</translation>
    </message>
    <message>
        <source>Side</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
</context>
<context>
    <name>_Question</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>abilities</name>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>checked</source>
        <translation>检测</translation>
    </message>
    <message>
        <source>set by you</source>
        <translation>手动设置</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>Drop</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Convert</source>
        <translation>转换</translation>
    </message>
    <message>
        <source>Fall back</source>
        <translation>改用备用</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Warn</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Fail</source>
        <translation>报错</translation>
    </message>
    <message>
        <source>Another model answers</source>
        <translation>由其他模型应答</translation>
    </message>
</context>
<context>
    <name>access</name>
    <message>
        <source>Active</source>
        <translation>有效</translation>
    </message>
    <message>
        <source>Off</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>已过期</translation>
    </message>
    <message>
        <source>Old key until {time}</source>
        <translation>旧密钥有效至 {time}</translation>
    </message>
    <message>
        <source>{count} a minute</source>
        <translation>每分钟 {count} 次</translation>
    </message>
    <message>
        <source>{count} a day</source>
        <translation>每天 {count} 次</translation>
    </message>
    <message>
        <source>{count} at once</source>
        <translation>并发 {count}</translation>
    </message>
    <message>
        <source>{count} tokens in all</source>
        <translation>共 {count} token</translation>
    </message>
    <message>
        <source>replies up to {count} tokens</source>
        <translation>单次回复最多 {count} token</translation>
    </message>
    <message>
        <source>only {models}</source>
        <translation>仅限 {models}</translation>
    </message>
    <message>
        <source>not {models}</source>
        <translation>禁止 {models}</translation>
    </message>
    <message>
        <source>until {time}</source>
        <translation>有效至 {time}</translation>
    </message>
    <message>
        <source>No limits</source>
        <translation>不限制</translation>
    </message>
    <message>
        <source>this minute {used}</source>
        <translation>本分钟 {used}</translation>
    </message>
    <message>
        <source>today {used}</source>
        <translation>今日 {used}</translation>
    </message>
    <message>
        <source>tokens {used}</source>
        <translation>Token {used}</translation>
    </message>
    <message>
        <source>now {used}</source>
        <translation>当前 {used}</translation>
    </message>
    <message>
        <source>{used} of {most}</source>
        <translation>{used} / {most}</translation>
    </message>
    <message>
        <source>Used: {figures}</source>
        <translation>已用：{figures}</translation>
    </message>
</context>
<context>
    <name>check</name>
    <message>
        <source>A check sends a few dozen small requests to the provider: some cents at most.</source>
        <translation>一次检测会向服务商发送几十个小请求，费用最多几美分。</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Checking {profile}: about {cost}. It can be cancelled at any time.</source>
        <translation>正在检测 {profile}：预计消耗：{cost}。可随时取消。</translation>
    </message>
    <message>
        <source>Checked {when} with {model}, in {seconds} s, for {cost}.</source>
        <translation>检测于 {when}，模型 {model}，用时 {seconds} 秒，消耗：{cost}。</translation>
    </message>
    <message>
        <source>This was a quick check.</source>
        <translation>本次为快速检测。</translation>
    </message>
    <message>
        <source>{input} input and {output} output tokens</source>
        <translation>输入 {input}、输出 {output} token</translation>
    </message>
    <message>
        <source>{cost} ({tokens})</source>
        <translation>{cost}（{tokens}）</translation>
    </message>
    <message>
        <source>Reachable, TLS</source>
        <translation>连通与 TLS</translation>
    </message>
    <message>
        <source>Base URL</source>
        <translation>Base URL</translation>
    </message>
    <message>
        <source>Key accepted</source>
        <translation>密钥有效</translation>
    </message>
    <message>
        <source>Model listed</source>
        <translation>模型在列</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>端点</translation>
    </message>
    <message>
        <source>Short answer</source>
        <translation>简短回复</translation>
    </message>
    <message>
        <source>Streaming</source>
        <translation>流式输出</translation>
    </message>
    <message>
        <source>Model that answers</source>
        <translation>实际应答模型</translation>
    </message>
    <message>
        <source>Tokens reported</source>
        <translation>Token 用量</translation>
    </message>
    <message>
        <source>Tool call</source>
        <translation>工具调用</translation>
    </message>
    <message>
        <source>Tool result</source>
        <translation>工具结果</translation>
    </message>
    <message>
        <source>Two calls at once</source>
        <translation>并行调用</translation>
    </message>
    <message>
        <source>Long arguments</source>
        <translation>长参数</translation>
    </message>
    <message>
        <source>Reasoning across a call</source>
        <translation>跨调用推理</translation>
    </message>
    <message>
        <source>Small budget</source>
        <translation>小输出预算</translation>
    </message>
    <message>
        <source>Role developer</source>
        <translation>developer 角色</translation>
    </message>
    <message>
        <source>Strict tools</source>
        <translation>严格工具</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Prompt cache</source>
        <translation>提示词缓存</translation>
    </message>
    <message>
        <source>Unknown model</source>
        <translation>未知模型</translation>
    </message>
    <message>
        <source>Errors and limits</source>
        <translation>错误与限流</translation>
    </message>
    <message>
        <source>Token count</source>
        <translation>Token 计数</translation>
    </message>
    <message>
        <source>Repository task</source>
        <translation>代码库任务</translation>
    </message>
    <message>
        <source>Promises of the model list</source>
        <translation>模型列表的声明</translation>
    </message>
    <message>
        <source>Through Turnout, as {client}</source>
        <translation>经由 Turnout，模拟 {client}</translation>
    </message>
    <message>
        <source>Directly, wire {wire}</source>
        <translation>直连，{wire} 协议</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>服务商</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>受限</translation>
    </message>
    <message>
        <source>Skipped</source>
        <translation>已跳过</translation>
    </message>
    <message>
        <source>It needs “{step}”, which did not pass.</source>
        <translation>依赖“{step}”，而该步骤未通过。</translation>
    </message>
    <message>
        <source>After what failed before, it could not pass.</source>
        <translation>前面的步骤失败，此步骤无法通过。</translation>
    </message>
    <message>
        <source>Works natively</source>
        <translation>原生可用</translation>
    </message>
    <message>
        <source>Works through translation</source>
        <translation>转换后可用</translation>
    </message>
    <message>
        <source>Usable with limits</source>
        <translation>可用但受限</translation>
    </message>
    <message>
        <source>Not safe to use</source>
        <translation>不可靠</translation>
    </message>
    <message>
        <source>Native</source>
        <translation>原生</translation>
    </message>
    <message>
        <source>Translated</source>
        <translation>转换</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>受限</translation>
    </message>
    <message>
        <source>Not safe</source>
        <translation>不可靠</translation>
    </message>
    <message>
        <source>Every step passed. The provider speaks this client&apos;s own protocol.</source>
        <translation>所有步骤均通过。服务商支持该客户端的原生协议。</translation>
    </message>
    <message>
        <source>Every step passed. Turnout translates the protocol on the way.</source>
        <translation>所有步骤均通过。协议由 Turnout 转换。</translation>
    </message>
    <message>
        <source>Wires</source>
        <translation>协议</translation>
    </message>
    <message>
        <source>Stream</source>
        <translation>流式</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>工具结果</translation>
    </message>
    <message>
        <source>Parallel</source>
        <translation>并行</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>推理</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Cache</source>
        <translation>缓存</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>用量</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>预算</translation>
    </message>
</context>
<context>
    <name>commands</name>
    <message>
        <source>Off: {client} uses its own login</source>
        <translation>关闭：{client} 使用自己的登录</translation>
    </message>
    <message>
        <source>Open {page}</source>
        <translation>打开{page}</translation>
    </message>
    <message>
        <source>Use {profile} for {client}</source>
        <translation>{client} 使用 {profile}</translation>
    </message>
</context>
<context>
    <name>fallback</name>
    <message>
        <source>Closed</source>
        <translation>闭合</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>断开</translation>
    </message>
    <message>
        <source>Half-open</source>
        <translation>半开</translation>
    </message>
    <message>
        <source>Gone around where there is a fallback; retries in {seconds} s.</source>
        <translation>有备用配置时绕过；{seconds} 秒后重试。</translation>
    </message>
    <message>
        <source>The next request tries whether it is back.</source>
        <translation>下一个请求将试探其是否恢复。</translation>
    </message>
    <message>
        <source>Requests are sent as usual.</source>
        <translation>请求照常发送。</translation>
    </message>
    <message>
        <source>Once.</source>
        <translation>1 次。</translation>
    </message>
    <message>
        <source>{count} times in a row.</source>
        <translation>连续 {count} 次。</translation>
    </message>
    <message>
        <source>{reason}: {times}</source>
        <translation>{reason}：{times}</translation>
    </message>
    <message>
        <source>too many requests</source>
        <translation>请求过多</translation>
    </message>
    <message>
        <source>no balance or quota left</source>
        <translation>余额或额度用尽</translation>
    </message>
    <message>
        <source>key refused</source>
        <translation>密钥被拒</translation>
    </message>
    <message>
        <source>no access</source>
        <translation>无权访问</translation>
    </message>
    <message>
        <source>no such model</source>
        <translation>模型不存在</translation>
    </message>
    <message>
        <source>no such address</source>
        <translation>地址不存在</translation>
    </message>
    <message>
        <source>overloaded</source>
        <translation>过载</translation>
    </message>
    <message>
        <source>server error</source>
        <translation>服务器错误</translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation>响应超时</translation>
    </message>
    <message>
        <source>no connection</source>
        <translation>无法连接</translation>
    </message>
    <message>
        <source>reply cut off</source>
        <translation>回复被截断</translation>
    </message>
    <message>
        <source>empty reply</source>
        <translation>回复为空</translation>
    </message>
    <message>
        <source>conversation too long</source>
        <translation>对话过长</translation>
    </message>
    <message>
        <source>reply limit too high</source>
        <translation>输出上限过高</translation>
    </message>
    <message>
        <source>request too large</source>
        <translation>请求过大</translation>
    </message>
    <message>
        <source>request refused as wrong</source>
        <translation>请求被判无效</translation>
    </message>
    <message>
        <source>content refused</source>
        <translation>内容被拒</translation>
    </message>
    <message>
        <source>Ask the next profile</source>
        <translation>转给下一个配置</translation>
    </message>
    <message>
        <source>Tell the client</source>
        <translation>告知客户端</translation>
    </message>
    <message>
        <source>status {numbers}</source>
        <translation>状态码为 {numbers}</translation>
    </message>
    <message>
        <source>the provider&apos;s words match “{pattern}”</source>
        <translation>服务商的提示匹配“{pattern}”</translation>
    </message>
    <message>
        <source>the provider asks to wait more than {seconds} s, or does not say how long</source>
        <translation>服务商要求等待超过 {seconds} 秒，或未说明时长</translation>
    </message>
    <message>
        <source>; and </source>
        <translation>；且</translation>
    </message>
    <message>
        <source>{first} or {last}</source>
        <translation>{first} 或 {last}</translation>
    </message>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
</context>
<context>
    <name>marks</name>
    <message>
        <source>no key</source>
        <translation>无密钥</translation>
    </message>
    <message>
        <source>key not confirmed</source>
        <translation>密钥待确认</translation>
    </message>
    <message>
        <source>failing</source>
        <translation>异常</translation>
    </message>
</context>
<context>
    <name>mends</name>
    <message>
        <source>sent again after a refusal: {mend}</source>
        <translation>被拒后已重发：{mend}</translation>
    </message>
    <message>
        <source>no stream_options are sent</source>
        <translation>不发送 stream_options</translation>
    </message>
    <message>
        <source>the limit of a reply is lowered to what the provider takes</source>
        <translation>输出上限降到服务商可接受的值</translation>
    </message>
    <message>
        <source>the limit of a reply is called {field}</source>
        <translation>输出上限字段改用 {field}</translation>
    </message>
    <message>
        <source>replies are always streamed</source>
        <translation>始终以流式回复</translation>
    </message>
    <message>
        <source>reasoning is sent back with tool calls</source>
        <translation>工具调用随附推理内容</translation>
    </message>
    <message>
        <source>earlier reasoning is left out</source>
        <translation>省略先前的推理内容</translation>
    </message>
    <message>
        <source>no reasoning effort is sent</source>
        <translation>不发送推理强度</translation>
    </message>
    <message>
        <source>the choice of tools is left to the model</source>
        <translation>由模型决定是否使用工具</translation>
    </message>
    <message>
        <source>conversations end with the user</source>
        <translation>对话以用户消息结尾</translation>
    </message>
    <message>
        <source>{field} is left out</source>
        <translation>省略 {field}</translation>
    </message>
    <message>
        <source>a system text is added where there is none</source>
        <translation>缺少系统提示时自动补上</translation>
    </message>
    <message>
        <source>system text goes by the role {field}</source>
        <translation>系统提示使用角色 {field}</translation>
    </message>
</context>
<context>
    <name>names</name>
    <message>
        <source>Other apps</source>
        <translation>其他应用</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Keep running when the window is closed</source>
        <translation>关闭窗口后继续运行</translation>
    </message>
    <message>
        <source>Turnout stays in the tray, and Codex and Claude Code go on working.</source>
        <translation>Turnout 留在托盘中，Codex 和 Claude Code 继续工作。</translation>
    </message>
    <message>
        <source>Restore the clients&apos; settings on quit</source>
        <translation>退出时恢复客户端设置</translation>
    </message>
    <message>
        <source>Without this they go on pointing to Turnout, and fail while it does not run.</source>
        <translation>不恢复的话，它们仍指向 Turnout，在 Turnout 未运行时会请求失败。</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Only when the service stopped, a key or a balance failed, or someone changed a config file.</source>
        <translation>仅在服务停止、密钥或余额出问题，或配置文件被他人改动时通知。</translation>
    </message>
    <message>
        <source>Also connect Claude Code in VS Code</source>
        <translation>同时连接 VS Code 中的 Claude Code</translation>
    </message>
    <message>
        <source>Its extension reads the settings of VS Code and of editors made from it.</source>
        <translation>其扩展读取 VS Code 及其衍生编辑器的设置。</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Takes effect when the service starts again. 0 takes any free port.</source>
        <translation>重启服务后生效。填 0 则使用任意空闲端口。</translation>
    </message>
    <message>
        <source>Connecting may take</source>
        <translation>连接超时</translation>
    </message>
    <message>
        <source>A provider that is there accepts a connection within seconds.</source>
        <translation>正常的服务商会在数秒内接受连接。</translation>
    </message>
    <message>
        <source>The first byte may take</source>
        <translation>首字节超时</translation>
    </message>
    <message>
        <source>Reasoning models may think for minutes before they say anything.</source>
        <translation>推理模型可能要思考几分钟才开始输出。</translation>
    </message>
    <message>
        <source>Silence within a reply</source>
        <translation>回复中断超时</translation>
    </message>
    <message>
        <source>After this a reply that stopped half-way counts as broken.</source>
        <translation>回复中途停顿超过此时间即视为中断。</translation>
    </message>
    <message>
        <source>Keep-alive</source>
        <translation>保活间隔</translation>
    </message>
    <message>
        <source>How often a waiting client is told that the request is still running.</source>
        <translation>每隔多久告知等待中的客户端：请求仍在进行。</translation>
    </message>
    <message>
        <source>Profiles asked for one request</source>
        <translation>单个请求尝试的配置数</translation>
    </message>
    <message>
        <source>Where one fails, so many are asked in all before the client is told.</source>
        <translation>遇到失败时，最多尝试这么多个配置后才告知客户端。</translation>
    </message>
    <message>
        <source>Failures in a row</source>
        <translation>连续失败次数</translation>
    </message>
    <message>
        <source>After so many a provider is gone around, where there is a fallback.</source>
        <translation>达到此次数后，若有备用配置则绕过该服务商。</translation>
    </message>
    <message>
        <source>Try a failing provider again after</source>
        <translation>故障服务商重试间隔</translation>
    </message>
    <message>
        <source>One request is sent to see whether it is back.</source>
        <translation>到时发送一个请求，查看其是否恢复。</translation>
    </message>
    <message>
        <source>Largest request</source>
        <translation>请求大小上限</translation>
    </message>
    <message>
        <source>Long agent sessions with images reach several megabytes.</source>
        <translation>带图片的长会话可达数 MB。</translation>
    </message>
    <message>
        <source>Keep what was sent and answered</source>
        <translation>保留收发内容</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>从不</translation>
    </message>
    <message>
        <source>Only for failed requests</source>
        <translation>仅失败的请求</translation>
    </message>
    <message>
        <source>For all requests</source>
        <translation>所有请求</translation>
    </message>
    <message>
        <source>Keep providers&apos; keys in</source>
        <translation>服务商密钥存放于</translation>
    </message>
    <message>
        <source>A change moves all keys. A file can be read by every program that runs as you.</source>
        <translation>更改时会迁移所有密钥。文件可被以您身份运行的任何程序读取。</translation>
    </message>
    <message>
        <source>The system&apos;s keyring</source>
        <translation>系统密钥环</translation>
    </message>
    <message>
        <source>A file</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Largest size of the log</source>
        <translation>日志大小上限</translation>
    </message>
    <message>
        <source>The oldest requests are deleted first.</source>
        <translation>优先删除最早的请求。</translation>
    </message>
    <message>
        <source>Keep requests for</source>
        <translation>请求保留时间</translation>
    </message>
    <message>
        <source>Older ones are deleted, with all that was kept of them.</source>
        <translation>更早的请求会连同其全部内容一起删除。</translation>
    </message>
    <message>
        <source>Requests are listed with times, tokens and errors, but nobody can look up what was in them.</source>
        <translation>请求列表中只有时间、token 和错误，无法查看其内容。</translation>
    </message>
    <message>
        <source>Prompts, code and replies of failed requests are kept on this computer; of others only the figures.</source>
        <translation>失败请求的提示词、代码和回复保留在本机；其他请求只保留统计数字。</translation>
    </message>
    <message>
        <source>Prompts, code and replies are kept on this computer, readable only by you. Keys are always removed.</source>
        <translation>提示词、代码和回复保留在本机，只有您能读取。密钥一律去除。</translation>
    </message>
</context>
<context>
    <name>units</name>
    <message>
        <source>s</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>days</source>
        <translation>天</translation>
    </message>
</context>
</TS>
