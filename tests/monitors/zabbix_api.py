"""Zabbix' API and pages as a user has them: by HTTP, logged in as Admin."""

import http.cookiejar
import json
import re
import urllib.parse
import urllib.request

SECONDS = 120  # a host.create of 7.0 was seen to take 15
USER, PASSWORD = "Admin", "zabbix"
DISABLED = "1"
# Zabbix wants one for external checks; {HOST.CONN} is its address.
INTERFACE = {"type": 1, "main": 1, "useip": 1, "ip": "127.0.0.1", "dns": "", "port": "10050"}


class ApiError(Exception):
    """What the API says is wrong."""


class Api:
    """JSON-RPC. Where 6.0 and 7.0 differ, this hides it."""

    def __init__(self, url):
        self.url = url
        self.token = None
        self.old = True

    def answers(self):
        """Whether the frontend is there yet."""
        try:
            self.old = self.call("apiinfo.version", []).startswith("6.")
            return True
        except OSError:
            return False

    def call(self, method, params):
        body = {"jsonrpc": "2.0", "method": method, "params": params, "id": 1}
        headers = {"Content-Type": "application/json-rpc"}
        if self.token and self.old:
            body["auth"] = self.token
        elif self.token:
            headers["Authorization"] = "Bearer " + self.token
        request = urllib.request.Request(self.url + "api_jsonrpc.php", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            came = json.load(answer)
        if "error" in came:
            raise ApiError(f"{method}: {came['error']['message']} {came['error']['data']}")
        return came["result"]

    def login(self):
        self.token = self.call("user.login", {"username": USER, "password": PASSWORD})
        for host in self.call("host.get", {"output": ["hostid"]}):
            self.call("host.update", {"hostid": host["hostid"], "status": DISABLED})

    def import_templates(self, text):
        change = {"createMissing": True, "updateExisting": True}
        rules = {what: change for what in ("templates", "items", "triggers", "graphs", "discoveryRules", "valueMaps")}
        rules["templateDashboards"] = change
        rules.update({"groups": {"createMissing": True}} if self.old else
                     {"template_groups": change, "host_groups": change})
        self.call("configuration.import", {"format": "yaml", "rules": rules, "source": text})

    def template(self, name):
        found = self.call("template.get", {"output": ["templateid"], "filter": {"host": name}})
        return found[0]["templateid"] if found else None

    def group(self, name):
        found = self.call("hostgroup.get", {"output": ["groupid"], "filter": {"name": name}})
        return found[0]["groupid"] if found else self.call("hostgroup.create", {"name": name})["groupids"][0]

    def proxy(self, name):
        made = self.call("proxy.create", {"host": name, "status": 5} if self.old else {"name": name, "operating_mode": 0})
        return made["proxyids"][0]

    def create_hosts(self, hosts):
        """hosts: dictionaries as host.create has them, without groups and interfaces. The ids in their order."""
        group = self.group("TLS tests")
        return self.call("host.create", [{"groups": [{"groupid": group}], "interfaces": [INTERFACE], **host} for host in hosts])["hostids"]

    def by_proxy(self, proxy):
        """What makes a host of create_hosts one of that proxy."""
        return {"proxy_hostid": proxy} if self.old else {"monitored_by": 1, "proxyid": proxy}

    def items(self, host):
        """The items of a host by key."""
        wanted = ["itemid", "key_", "name", "lastvalue", "lastclock", "state", "error", "value_type", "type"]
        return {item["key_"]: item for item in self.call("item.get", {"hostids": host, "output": wanted, "webitems": True})}

    def triggers(self, host):
        """The triggers of a host by name, macros expanded."""
        found = self.call("trigger.get", {"hostids": host, "output": ["description", "value"], "expandDescription": True})
        return {trigger["description"]: trigger for trigger in found}

    def problems(self, host):
        """The names of a host's open problems."""
        return sorted(problem["name"] for problem in self.call("problem.get", {"hostids": host, "output": ["name"]}))

    def history(self, item, kind, limit=100):
        asked = {"itemids": item, "history": kind, "output": "extend", "limit": limit, "sortfield": "clock", "sortorder": "DESC"}
        return [one["value"] for one in self.call("history.get", asked)]


class Pages:
    """The frontend's HTML, with a session by its login form."""

    def __init__(self, url):
        self.url = url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def login(self):
        form = {"name": USER, "password": PASSWORD, "autologin": "1", "enter": "Sign in"}
        page = self.fetch("index.php", form)
        if 'name="password"' in page:
            raise RuntimeError("no login: " + " ".join(re.findall(r'class="red"[^>]*>([^<]*)', page)))

    def fetch(self, path, form=None):
        return self.fetch_bytes(path, form).decode("utf-8")

    def fetch_bytes(self, path, form=None):
        data = urllib.parse.urlencode(form).encode() if form else None
        with self.opener.open(self.url + path, data, timeout=SECONDS) as answer:
            return answer.read()
