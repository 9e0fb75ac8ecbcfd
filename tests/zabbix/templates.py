#!/usr/bin/python3
"""The templates by themselves: what they name exists, here and in the program. Prints "ok NAME" and "not ok NAME: why".

    tests/zabbix/templates.py BIN_DIR

The documents are those of the real program on the lab's servers. tests/monitors imports the templates into real Zabbix servers.
"""

import collections
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
import block_yaml  # noqa: E402

BIN = os.path.realpath(sys.argv[1])
ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
UUID = re.compile(r"[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}")
GROUP = "a571c0d144b14fd4a87a9d9b2aa9fcd6"  # Templates/Applications, as Zabbix itself has it
MAX_KEY, MAX_NAME = 2048, 255  # characters, of Zabbix's database
MAX_LABEL = 180                # zabbix/discovery.h: kMaxLabel and what makes it unique
OF_CHECKS = ("tls_endpoint", "tls_endpoints")
FILES = (*OF_CHECKS, "tls_results")
failed = False


def contents(path):
    with open(f"{ROOT}/{path}", encoding="utf-8") as text:
        return text.read()


def expect(what, problems):
    global failed
    failed = failed or bool(problems)
    print(f"not ok {what}: {'; '.join(map(str, problems))[:1000]}" if problems else f"ok {what}", flush=True)


def program(*arguments):
    return subprocess.run([BIN + "/zabbix/zabbix_tls", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
                          check=False).stdout


def rule_ids():
    return {line.split()[0] for line in program("--list-checks").splitlines()[1:]}


def trapper():
    """A trapper that takes everything: its port, and the list that each value is added to as (key, document)."""
    listener, values = socket.create_server(("127.0.0.1", 0)), []

    def serve():
        while True:
            with listener.accept()[0] as peer, peer.makefile("rb") as came:
                length = int.from_bytes(came.read(13)[5:9], "little")
                data = json.loads(came.read(length))["data"]
                values.extend((one["key"], json.loads(one["value"])) for one in data)
                answer = json.dumps({"response": "success", "info": f"processed: {len(data)}; failed: 0; total: {len(data)}"}).encode()
                peer.sendall(b"ZBXD\1" + len(answer).to_bytes(4, "little") + bytes(4) + answer)

    threading.Thread(target=serve, daemon=True).start()
    return listener.getsockname()[1], values


def submitted(web):
    """What check_tls_list submits of a web server and of its run, by key."""
    port, values = trapper()
    entry = f"name,port,protocol,address\n{web[1]},{web[2]},https,127.0.0.1\n"
    subprocess.run([BIN + "/nagios/check_tls_list", "-f", "-", "--submit", f"zabbix:127.0.0.1:{port}", "--submit-summary", "lists/tls.run"],
                   input=entry, stdout=subprocess.DEVNULL, text=True, timeout=30, check=True)
    return dict(values)


def documents():
    """Of a web server, and of a mail server that is looked up by name and asked for STARTTLS; what is submitted of the former."""
    with tempfile.TemporaryDirectory() as folder:
        lab = subprocess.Popen([BIN + "/tests/lab/lab", "--dir", folder, "--only", "*-good"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               text=True)
        words = {line.split()[0]: line.split() for line in iter(lab.stdout.readline, "ready\n")}
        os.environ.update(SSL_CERT_FILE=folder + "/roots.pem", SSL_CERT_DIR="/nonexistent")
        web, mail = words["profile-good"], words["smtp-good"]
        texts = [program("-H", web[1], "-I", "127.0.0.1", "-p", web[2]),
                 program("-H", "localhost", "-p", mail[2], "-P", "smtp", "--sni", mail[1], "-m", mail[1])]
        values = submitted(web)
        lab.stdin.close()
        lab.wait(timeout=20)
    return [json.loads(text) for text in texts], values


def at_path(document, path):
    """The value at $.a.b[0]['c'], or KeyError."""
    rest = path[1:]
    while rest:
        step = re.match(r"\.([a-z0-9_]+)|\['([a-z0-9-]+)'\]|\[([0-9]+)\]", rest)
        if not step:
            raise KeyError(path)
        name, quoted, index = step.groups()
        try:
            document = document[int(index)] if index else document[name or quoted]
        except (IndexError, TypeError) as error:
            raise KeyError(path) from error
        rest = rest[step.end():]
    return document


class Template:
    def __init__(self, text):
        export = block_yaml.load(text)["zabbix_export"]
        self.text, self.export, self.body = text, export, export["templates"][0]
        self.name = self.body["template"]
        self.rules = self.body["discovery_rules"]
        self.items = list(self.body["items"])
        self.triggers = list(export.get("triggers", []))
        self.graphs = list(export.get("graphs", []))
        for rule in self.rules:
            self.items += rule["item_prototypes"]
            self.triggers += rule.get("trigger_prototypes", [])
            self.graphs += rule.get("graph_prototypes", [])
        for item in self.items:
            self.triggers += item.get("triggers", []) + item.get("trigger_prototypes", [])
        self.keys = {item["key"]: item for item in self.items}

    def expressions(self):
        return [one[which] for one in self.triggers for which in ("expression", "recovery_expression") if which in one]

    def steps(self, item):
        return [(step["type"], *step.get("parameters", [])) for step in item.get("preprocessing", [])]

    def all_steps(self):
        return [(item, step) for item in self.items + self.rules for step in self.steps(item)]


def strings(value):
    if isinstance(value, str):
        yield value
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from strings(one)


def uuids(value):
    if isinstance(value, dict):
        yield from ([value["uuid"]] if "uuid" in value else [])
        value = list(value.values())
    for one in value if isinstance(value, list) else ():
        yield from uuids(one)


def keys_in(expression, name):
    """The item keys in /NAME/key of an expression."""
    for part in expression.split(f"/{name}/")[1:]:
        quoted, depth = False, 0
        for i, character in enumerate(part):
            quoted ^= character == '"'
            if not quoted:
                depth += {"[": 1, "]": -1}.get(character, 0)
                if depth == 0 and character in ",)":
                    yield part[:i]
                    break


def longest(text):
    """Its length with the longest values of the discovery's macros."""
    for macro, length in (("{#TLS.LABEL}", MAX_LABEL), ("{#TLS.HOST}", 253), ("{#TLS.ADDRESS}", 253)):
        text = text.replace(macro, "x" * length)
    return len(text)


def check_form(template):
    name = template.name
    expect(f"{name}: version 6.0", [] if template.export["version"] == "6.0" else [template.export["version"]])
    expect(f"{name}: item keys come once", [k for k, n in collections.Counter(i["key"] for i in template.items).items() if n > 1])
    expect(f"{name}: keys and names fit", [i["key"] for i in template.items if longest(i["key"]) > MAX_KEY or longest(i["name"]) > MAX_NAME]
           + [t["name"] for t in template.triggers if longest(t["name"]) > MAX_NAME])
    expect(f"{name}: every item is tagged", [i["key"] for i in template.items if "component" not in [t["tag"] for t in i["tags"]]])
    expect(f"{name}: every trigger is tagged", [t["name"] for t in template.triggers if "scope" not in [g["tag"] for g in t["tags"]]])
    expect(f"{name}: every trigger says what to look at", [t["name"] for t in template.triggers
                                                           if not t.get("description") or not t.get("event_name")])


def check_references(template):
    name = template.name
    owners = template.items + template.rules
    expect(f"{name}: master items exist", [i["key"] for i in owners if i.get("type") == "DEPENDENT" and i["master_item"]["key"] not in template.keys])
    expect(f"{name}: items of expressions exist", [f"{key} in {expression}" for expression in template.expressions()
                                                   for key in keys_in(expression, name) if key not in template.keys])
    expect(f"{name}: every expression has items", [e for e in template.expressions() if not list(keys_in(e, name))])
    known = {(t["name"], t["expression"], t.get("recovery_expression")) for t in template.triggers}
    expect(f"{name}: triggers depended on exist", [f"{t['name']} on {d['name']}" for t in template.triggers for d in t.get("dependencies", [])
                                                   if (d["name"], d["expression"], d.get("recovery_expression")) not in known])
    maps = {one["name"] for one in template.body["valuemaps"]}
    expect(f"{name}: value maps exist and are used", maps ^ {i["valuemap"]["name"] for i in template.items if "valuemap" in i})
    expect(f"{name}: items of graphs exist", [i["item"]["key"] for g in template.graphs for i in g["graph_items"]
                                              if i["item"]["key"] not in template.keys or i["item"]["host"] != name])
    shown = {("name", g["name"]) for g in template.graphs} | {("key", key) for key in template.keys}
    fields = [f["value"] for d in template.body["dashboards"] for p in d["pages"] for w in p["widgets"] for f in w["fields"]]
    expect(f"{name}: what dashboards show exists", [v for v in fields if isinstance(v, dict)
                                                    and (v["host"] != name or not shown & set(v.items()))])


def check_macros(template):
    declared = {m["macro"] for m in template.body["macros"]}
    rest = {**template.export, "templates": [{k: v for k, v in template.body.items() if k not in ("macros", "description")}]}
    used, mentioned = set(), set()
    for text in strings(rest):
        used |= {"{$" + found + "}" for found in re.findall(r"\{\$([A-Z._]+)(?::[^}]*\})?", text)}
    for text in strings(template.body["macros"]):
        mentioned |= set(re.findall(r"\{\$[A-Z._]+\}", text))
    expect(f"{template.name}: macros used are declared", sorted((used | mentioned) - declared))
    expect(f"{template.name}: macros declared are used", sorted(declared - used))
    expect(f"{template.name}: macros are described", [m["macro"] for m in template.body["macros"] if not m.get("description")])


def check_rules(template, rules):
    text = "\n".join(strings(template.export))
    named = set(re.findall(r"\[\[?\]?(?:CRITICAL|WARNING)\[?\]?\]? \(?\??!?\(?([a-z0-9|-]+)\)?\)?: ", text))
    named = {rule for group in named for rule in group.split("|")}
    named |= {step[1][3:-2] for _, step in template.all_steps() if step[0] == "JSONPATH" and re.fullmatch(r"\$\['[a-z0-9-]+'\]", step[1])}
    for own in re.findall(r"\^\(([a-z0-9|-]+)\)\$", text):
        named |= set(own.split("|"))
    for own in re.findall(r"own = \[([^]]*)\]", text):
        named |= set(re.findall(r"'([^']*)'", own))
    expect(f"{template.name}: rules exist", sorted(named - rules))
    expect(f"{template.name}: rules are named", [] if len(named) >= 6 else [named])


def is_there(path, came):
    for document in came:
        try:
            at_path(document, path)
            return True
        except KeyError:
            pass
    return False


def paths(template):
    """The paths of the items, with the key of each one's master."""
    return [(item["master_item"]["key"], step[1]) for item, step in template.all_steps() if step[0] == "JSONPATH" and "{#" not in step[1]]


def check_submitted(template, values):
    """Paths of what check_tls_list submits, of endpoints and of a run."""
    run, results = values["tls.run"], [value for key, value in values.items() if key.startswith("tls.result[")]
    of_values = [(key, path) for key, path in paths(template) if key.startswith(("tls.run", "tls.result["))]
    expect(f"{template.name}: paths lead to values", [path for key, path in of_values if not is_there(path, [run] if key == "tls.run" else results)])
    expect(f"{template.name}: paths are looked at", [] if len(of_values) >= 11 and len(results) == 1 else [of_values, results])
    code = "\n".join(step[1] for _, step in template.all_steps() if step[0] == "JAVASCRIPT")
    names = {".".join(found) for found in re.findall(r"(?:result|JSON\.parse\(value\))\.(\w+)(\.leaf_left)?", code)}
    expect(f"{template.name}: what its scripts read is submitted",
           [name for name in names if not is_there("$." + name.replace("..", ".").rstrip("."), results)] + ([] if len(names) >= 3 else [names]))
    left = results[0]["metrics"]["leaf_left"]
    expect(f"{template.name}: its clock is now", [] if abs(results[0]["clock"] - time.time()) < 600 and left > 0 else [results[0]])


def check_paths(template, came):
    judged = [document["judged"] for document in came]
    for_master = collections.defaultdict(list)
    for key, path in paths(template):
        if path != "$.summary":
            for_master[key.startswith("tls.judged")].append(path)
    missing = [path for path in for_master[False] if not is_there(path, came)]
    missing += [path for path in for_master[True] if not all(path[3:-2] in one for one in judged)]
    expect(f"{template.name}: paths lead to values", missing)
    expect(f"{template.name}: paths are looked at", [] if len(for_master[False]) > 8 and len(for_master[True]) >= 6 else [dict(for_master)])


def check_storage(template):
    """No history of the master, texts and dates once a day, those that triggers read once an hour, values kept where nothing was seen."""
    name = template.name
    raw = [i for i in template.items if i["type"] in ("EXTERNAL", "TRAP") or i["key"].startswith("tls.judged")]
    expect(f"{name}: documents are not stored", [i["key"] for i in raw if i["history"] != "0" or i["trends"] != "0"])
    rest = [i for i in template.items if i not in raw and not i["key"].endswith(".error")]
    texts = [i for i in rest if i.get("value_type") in ("TEXT", "CHAR") or i.get("units") == "unixtime"]
    # A server drops what a proxy sends of an item that it does not know yet; the next value must not take a day.
    read = re.compile(r"tls\.(result\.|run\.)?(summary|problems|not_after)\b")
    beat = {i["key"]: ("DISCARD_UNCHANGED_HEARTBEAT", "1h" if read.match(i["key"]) else "1d") for i in rest}
    expect(f"{name}: texts and dates are stored when they change", [i["key"] for i in rest if (i in texts) != (beat[i["key"]] in template.steps(i))])
    expect(f"{name}: what was not seen keeps its value", [i["key"] for i in rest if i["preprocessing"][0]["type"] == "JSONPATH"
                                                          and i["preprocessing"][0].get("error_handler") != "DISCARD_VALUE"])


def check_dependencies(template):
    kinds = {t["name"].split(": ")[-1] if "]" in t["name"] else t["name"].removeprefix("TLS: "): t for t in template.triggers}
    unreachable = kinds["Server is unreachable"]["name"]
    alone = {"Server is unreachable", "Certificate has expired", "No data", "The endpoints cannot be read", "No list of endpoints", "No results",
             "Certificate has changed", "Part of the list could not be checked"}
    by = {kind: {d["name"] for d in t.get("dependencies", [])} for kind, t in kinds.items()}
    expect(f"{template.name}: all but those on their own depend on unreachable", [k for k, d in by.items() if (unreachable in d) == (k in alone)])
    more = {k: {d.split(": ")[-1] for d in names - {unreachable}} for k, names in by.items() if names - {unreachable}}
    wanted = {"Certificate expires soon": {"Certificate expires very soon"}, "Certificate expires very soon": {"Certificate has expired"}}
    wanted |= {"No data": {"No results"}} if "No results" in kinds else {}
    expect(f"{template.name}: warning depends on critical, that on expired, an endpoint without results on the run", [] if more == wanted else [more])


def main():
    rules, (came, values) = rule_ids(), documents()
    expect("documents to compare with", [d["summary"] for d in came if d["status"] != 0] + ([] if len(rules) > 20 else [rules]))
    templates = [Template(contents(f"zabbix/{file}.yaml")) for file in FILES]
    seen = [one for template in templates for one in uuids(template.export) if one != GROUP]
    expect("uuids are of version 4", [one for one in seen if not UUID.fullmatch(one)])
    expect("uuids come once", [one for one, count in collections.Counter(seen).items() if count > 1])
    for template in templates:
        check_form(template)
        check_references(template)
        check_macros(template)
        check_rules(template, rules)
        if template.name == "TLS results":
            check_submitted(template, values)
        else:
            check_paths(template, came)
        check_storage(template)
        check_dependencies(template)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
