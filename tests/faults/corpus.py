"""Files as people have them, in our own words: each peculiarity by itself, and in every kind of line end."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

BOM = b"\xef\xbb\xbf"
ODD = ("\n", "\r\n")

# Written by hand: each one peculiarity of real files, in TOML and in JSON.
TOML_PIECES: Mapping[str, str] = {
    "comments": "# top\n\n# about the model\nmodel = 'x' # keep\n\n  # indented\n",
    "quotes": 'model = "x"\n\'odd key\' = 1\n"a.b" = 2\n',
    "strings": "a = '''\nline = 1\n[no.table]\n'''\nb = \"\"\"\\\n  folded \\\n  \"\"\"\nc = 'C:\\path'\n",
    "numbers": "a = 1_000\nb = 0xff\nc = -1.5e3\nd = inf\ne = 1979-05-27T07:32:00Z\nf = 07:32:00\n",
    "arrays": "a = [\n  1, # one\n  2,\n]\nb = [[1], ['x']]\n",
    "inline": "[model_providers]\nmine = { name = 'm', base_url = 'https://x', http_headers = { A = 'b' } }\n",
    "inline providers": "model_providers = { mine = { name = 'm', base_url = 'https://x' } }\n",
    "dotted": "model_providers.mine.name = 'm'\nmodel_providers.mine.base_url = 'https://x'\ntui.theme = 'd'\n",
    "out of order": "[b]\nx = 1\n[a]\ny = 1\n[b.c]\nz = 1\n[a.d]\nw = 1\n",
    "spaced headers": "[ a . 'b c' ]\nx = 1\n[[ list ]]\ny = 1\n[[list]]\ny = 2\n[list.sub]\nz = 1\n",
    "ours taken": "model_provider = 'other'\nmodel = 'm'\nmodel_catalog_json = '/theirs'\n[model_providers.other]\n"
    "name = 'o'\n",
    "our table": "[model_providers.turnout]\nname = 'by hand'\nbase_url = 'http://x'\nwire_api = 'responses'\n"
    "requires_openai_auth = true\nenv_key = 'K'\n",
    "our header": "[model_providers.turnout.http_headers]\nAuthorization = 'Bearer theirs'\nX = 'y'\n",
    "profile": "profile = 'work'\n[profiles.work]\nmodel = 'w'\nmodel_provider = 'openai'\n",
    "servers": "[mcp_servers.a]\ncommand = 'npx'\nargs = ['-y', 'b']\n[mcp_servers.a.env]\nKEY = 'sk-canary'\n",
    "projects": "".join(f"[projects.'/home/u/p {n}']\ntrust_level = 'trusted'\n" for n in range(60)),
    "desktop": "[desktop]\nrecent = ['/a']\n\n[notice]\nhide = true\n[notice.model_migrations]\n'a-b' = 'c'\n",
    "chinese": "# 我的配置\nmodel = '模型'\n['表']\n'键' = '值'\n",
    "spaces": "model='x'   \n\n\n\n[a]   \n   x=1\t\n",
    "empty tables": "[a]\n[b]\n[a.c]\n",
}
JSON_PIECES: Mapping[str, str] = {
    "env": '{\n  "env": {\n    "MINE": "1"\n  }\n}\n',
    "one line": '{"model": "opus", "env": {"A": "b"}}',
    "minified": '{"model":"opus","env":{"A":"b"},"hooks":{}}',
    "tabs": '{\n\t"model": "opus",\n\t"env": {\n\t\t"A": "b"\n\t}\n}\n',
    "four spaces": '{\n    "z": 1,\n    "a": [1, 2, {"b": null}],\n    "env": {}\n}\n',
    "no env": '{\n  "permissions": {\n    "allow": ["Bash(git:*)"],\n    "deny": []\n  }\n}\n',
    "env last": '{\n  "hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": []}]},\n  "env": {}\n}\n',
    "ours taken": '{"env": {"ANTHROPIC_BASE_URL": "https://theirs", "ANTHROPIC_API_KEY": "sk-canary"}}\n',
    "helper": '{\n  "apiKeyHelper": "/bin/mine",\n  "env": {"ANTHROPIC_AUTH_TOKEN": "theirs"}\n}\n',
    "models": '{"env": {"ANTHROPIC_DEFAULT_OPUS_MODEL": "o", "ANTHROPIC_MODEL": "m"}, "model": "opus"}\n',
    "proxy": '{"env": {"HTTP_PROXY": "http://p:1", "NO_PROXY": "example.com"}}\n',
    "numbers": '{"a": 1.0, "b": -0, "c": 1e400, "d": 12345678901234567890, "e": 0.10}\n',
    "escapes": '{"a": "\\u00e9\\n\\"\\\\/\\/", "\\u006bey": "\\ud83d\\ude00"}\n',
    "chinese": '{"语言": "中文", "env": {"名": "值"}}\n',
    "odd spaces": '{ "a" : 1 ,\n\n  "env" :\n   { "A" : "b" } }\n\n',
    "plugins": '{"enabledPlugins": {"a@b": true}, "statusLine": {"type": "command", "command": "x"}}\n',
    "empty object": "{}\n",
    "empty env": '{"env":{}}',
}
TOML_BROKEN: Mapping[str, bytes] = {
    "no value": b"a = \n",
    "twice": b"a = 1\na = 2\n",
    "table twice": b"[a]\nx = 1\n[a]\ny = 1\n",
    "half a string": b"a = 'x\n",
    "json": b'{"a": 1}\n',
    "utf-16": "a = 1\n".encode("utf-16"),
    "utf-16 big": "a = 1\n".encode("utf-16-be"),
    "nul": b"a = 1\n\0",
    "latin-1": b"a = '\xe9'\n",
    "bare carriage return": b"a = 1\rb = 2\r",
    "half an array": b"a = [1,\n",
    "open table": b"[a\nx = 1\n",
    "merge marks": b"<<<<<<< HEAD\na = 1\n=======\na = 2\n>>>>>>> x\n",
    "providers are no table": b"model_providers = 1\n",
    "provider is no table": b"[model_providers]\nturnout = 1\n",
    "model is a table": b"[model]\nx = 1\n",
    "control character": b"a = '\x01'\n",
    "deep": b"a = " + b"[" * 5000 + b"]" * 5000,
}
JSON_BROKEN: Mapping[str, bytes] = {
    "line comment": b'{\n  // mine\n  "a": 1\n}\n',
    "block comment": b'{"a": /* mine */ 1}\n',
    "trailing comma": b'{"a": 1,}\n',
    "single quotes": b"{'a': 1}\n",
    "twice": b'{"a": 1, "a": 2}\n',
    "twice inside": b'{"env": {"A": "1", "A": "2"}}\n',
    "list": b"[1]\n",
    "text": b'"a"\n',
    "half": b'{"env": {"A": ',
    "two": b"{}{}\n",
    "toml": b"a = 1\n",
    "utf-16": '{"a": 1}'.encode("utf-16"),
    "nul": b'{"a": "\0"}',
    "latin-1": b'{"a": "\xe9"}',
    "nan": b'{"a": NaN}\n',
    "env is a list": b'{"env": []}\n',
    "env is null": b'{"env": null}\n',
    "deep": b'{"a": ' + b"[" * 5000 + b"]" * 5000 + b"}",
    "newline in text": b'{"a": "x\ny"}',
}


def variants(pieces: Mapping[str, str]) -> dict[str, bytes]:
    """Each piece with each kind of line end, with and without a mark at its head and a line end at its end."""
    made: dict[str, bytes] = {}
    ends = {"lf": "\n", "crlf": "\r\n", "mixed": None}
    for (name, piece), (end_name, end), bom, last in product(pieces.items(), ends.items(), (0, 1), (0, 1)):
        text = piece
        if end is None:
            lines = piece.split("\n")
            text = "".join(line + ODD[n % 2] for n, line in enumerate(lines[:-1])) + lines[-1]
        elif end != "\n":
            text = piece.replace("\n", end)
        if last:
            text = text.rstrip("\r\n")
        data = (BOM if bom else b"") + text.encode()
        made[f"{name}, {end_name}{', bom' if bom else ''}{', open end' if last else ''}"] = data
    # Some pieces come out the same in several ways.
    return {
        name: data for name, data in made.items() if list(made.values()).index(data) == list(made).index(name)
    }


TOML_FILES = {
    **variants(TOML_PIECES),
    "empty": b"",
    "blank": b"\n\n",
    "mark alone": BOM,
    "comment": b"# only",
}
JSON_FILES = {**variants(JSON_PIECES), "empty": b"", "blank": b" \n", "mark alone": BOM}
