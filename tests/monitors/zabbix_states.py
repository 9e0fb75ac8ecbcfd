"""Hosts of the templates: which triggers must be in state PROBLEM, and which values the items must have."""

import json
import time

import zabbix_hosts
from zabbix_hosts import DEPENDENT, DISCARD_UNCHANGED_HEARTBEAT, ENDPOINT, ENDPOINTS, IN_RANGE, JSONPATH, NO_DATA, NO_LIST, macros, of_scenario

UNREACHABLE, EXPIRED = "Server is unreachable", "Certificate has expired"
VERY_SOON, SOON = "Certificate expires very soon", "Certificate expires soon"
NAMES, TRUST, CHAIN = "Certificate is for other names", "Certificate is not trusted", "Chain is incomplete"
EARLY, UNKNOWN, CHANGED = "Certificate is not yet valid", "Could not be determined", "Certificate has changed"

# A scenario of the lab, and the problems of a host that is pointed at it.
SCENARIOS = {
    "good-rsa": [], "good-six-day": [], "smtp-good": [], "client-cert-tls13": [], "expiring": [SOON], "expired": [EXPIRED], "leaf-only": [CHAIN],
    "wrong-name": [NAMES], "self-signed": [TRUST], "unknown-root": [TRUST], "not-yet-valid": [EARLY], "refused": [UNREACHABLE],
    "silent": [UNREACHABLE], "plain-http": [UNREACHABLE], "tls10-only": ["tls-version: warning"], "wrong-order": ["chain-order: warning"],
    "expired-intermediate": ["chain-expiry: critical"], "hostile-names": [NAMES], "smtp-hostile": [UNREACHABLE],
    "invalid-utf8-name": [UNREACHABLE],
}
FEW = ("good-rsa", "expiring", "expired", "leaf-only", "wrong-name", "refused", "silent", "hostile-names", "smtp-hostile")
LISTED = ("good-rsa", "expiring", "expired", "leaf-only", "wrong-name", "self-signed", "refused", "silent", "smtp-good", "hostile-names")
PROXIED = ("good-rsa", "expired", "refused", "silent")
# What the events of some say.
WORDS = {"refused": "connection refused", "silent": "the server sent nothing within the timeout", "expired": " it ended 20",
         "expiring": "certificate expires in 9 days", "leaf-only": "append it to the chain file", "wrong-name": "but for 'shop.lab.example'"}
RULES = ["authority-key-id", "basic-constraints", "key-usage", "subject-key-id"]  # what the deep chain breaks

# /etc/zabbix/zabbix_tls.conf of the servers and of the proxy; @ is the lab's folder.
SECTIONS = """
[own-ca]
ca-file = @/chains/self-signed.pem
[profile]
profile = rfc5280
[list]
endpoints-file = /etc/zabbix/tls_endpoints
"""
AT_PROXY = "[at-proxy]\nignore = name-match\n"
KILLED = "Timeout while executing a shell script."


def scenario_hosts(world, names):
    return {name: (of_scenario(world.lab[name]), SCENARIOS[name]) for name in names}


def special_hosts(world):
    """Names, thresholds and sections by macro; a check that the server kills."""
    good, self_signed, silent = (world.lab[name] for name in ("good-rsa", "self-signed", "silent"))
    name, port, _ = world.deep
    hosts = {
        good.host: (macros(address="127.0.0.1", port=str(good.port)), []),
        "warning by macro": (of_scenario(good, warn="90"), [SOON]),
        "quiet by macro": (of_scenario(world.lab["expiring"], warn="5d", crit="36h"), []),
        "very soon by macro": (of_scenario(good, warn="100", crit="90"), [VERY_SOON]),
        "no such port": (macros(host=good.host, address="127.0.0.1", port="70000"), [UNKNOWN]),
        "killed": (of_scenario(silent, timeout="20", nodata="30s"), [NO_DATA]),
    }
    if world.etc:
        hosts |= {
            "section": (of_scenario(self_signed, section="own-ca"), []),
            "no such section": (of_scenario(good, section="nowhere"), [UNKNOWN]),
            "deep chain": (macros(host=name, address="127.0.0.1", port=str(port), section="profile"), [f"rfc5280-{rule}: warning" for rule in RULES]),
        }
    return hosts


def entry(scenario):
    """A scenario as an entry of a list of endpoints, which is its label too."""
    protocol = "/smtp" if "smtp" in scenario.options else ""
    return f"{scenario.host}:{scenario.port}{protocol}"


def labelled(label, problems):
    return [f"[{label}]: {problem}" for problem in problems]


def list_hosts(world):
    """Many endpoints of one host: from a macro, with a threshold of one label, and from the file that a section names."""
    entries = {entry(world.lab[name]): SCENARIOS[name] for name in LISTED}
    expected = [problem for label, problems in entries.items() for problem in labelled(label, problems)]
    bad = "www.lab.example:70000"
    good, early = entry(world.lab["good-rsa"]), entry(world.lab["good-ecdsa"])
    file = f"# all of ours\n{world.lab['good-rsa'].host}:{world.lab['good-rsa'].port} address=127.0.0.1 label=the first\n\n{early}\n"
    world.run.write(file, "etc", "tls_endpoints")
    strict = {'{$TLS.WARN:"' + early + '"}': "90"}
    return {
        "list": (macros(endpoints=" ".join([*entries, bad])), expected + labelled(bad, [UNKNOWN])),
        "list by context": (macros(endpoints=f"{good} {early}") | strict, labelled(early, [SOON])),
        "list of a file": (macros(discovery="list") | strict, labelled(early, [SOON])),
        "no such list": (macros(discovery="nowhere"), [NO_LIST]),
    }


def part_of(document, item, items):
    """What an item must have of the document by its JSONPATH, and that of the item it depends on; False where it makes something else of it."""
    steps = [step for step in item["preprocessing"] if step["type"] not in (DISCARD_UNCHANGED_HEARTBEAT, IN_RANGE)]
    if item["type"] != DEPENDENT:
        return document
    if len(steps) != 1 or steps[0]["type"] != JSONPATH or "[?" in steps[0]["params"]:
        return False
    return zabbix_hosts.at_path(part_of(document, items[item["master_itemid"]], items), steps[0]["params"])


def check_values(world, watch, names):
    """Each item that is a part of the document has what the program prints, and none where it prints nothing."""
    asked = {"output": ["itemid", "key_", "lastvalue", "lastclock", "type", "master_itemid"], "selectPreprocessing": ["type", "params"]}
    for name in names:
        document = zabbix_hosts.document(world.run, watch.zabbix, world.roots, of_scenario(world.lab[name]))
        items = {item["itemid"]: item for item in watch.of_hosts("item.get", [name], **asked)[name]}
        came, wanted = {}, {}
        for item in items.values():
            value = part_of(document, item, items)
            if "time[" not in item["key_"] and value is not False and not isinstance(value, (dict, list)):
                came[item["key_"]] = item["lastvalue"] if item["lastclock"] != "0" else None
                wanted[item["key_"]] = value if value is None else str(value)
        watch.expect_equal(f"{name}: {len(wanted)} values are the program's", came, wanted)


def check_events(watch):
    """What a person reads."""
    for name, words in WORDS.items():
        events = watch.event_names(name)
        good = len(events) == 1 and events[0].startswith("TLS: ") and words in events[0]
        watch.run.expect(f"{watch.zabbix.version}: {name}: the event says why", good, events)
    unread = [event for name in watch.ids for event in watch.event_names(name) if "*UNKNOWN*" in event or "{" in event.replace("\\u{", "")]
    watch.expect_equal("no event has a macro left in it", unread, [])


def check_deep_chain(world, watch):
    """All findings of ten certificates fit a text item."""
    items = watch.items("deep chain")
    problems = items["tls.problems"]["lastvalue"]
    lines = [line for line in problems.splitlines() if line.startswith("[WARNING]")]
    watch.expect_equal("deep chain: all findings are in one item", (len(lines), len(problems) > 4000), (37, True))
    stored = watch.api.history(items["tls.problems"]["itemid"], 4, 1)
    watch.expect_equal("deep chain: the history has them too", stored, [problems])


def check_killed(watch):
    """A check that takes longer than the server allows is told as such, and not silence."""
    get = next(item for key, item in watch.items("killed").items() if key.startswith("zabbix_tls["))
    watch.expect_equal("killed: the error of the item", (get["state"], get["error"]), ("1", KILLED))


class Renewal:
    """A server whose certificate ends while it is away, and which comes back with another one: two hosts, one of which asks for changes."""

    def __init__(self, world, watch):
        self.own = world.own
        self.watch = watch
        self.names = ["goes away", "goes away and changes"]
        self.began = None

    def hosts(self):
        here = macros(host=self.own.name, address="127.0.0.1", port=str(self.own.port))
        return {self.names[0]: (here, []), self.names[1]: (here | macros(changed="1"), [])}

    def begin(self, seconds=30):
        """Serves a certificate that ends so soon; when both hosts have seen it, the server is gone."""
        self.own.issue("later", 80 * 86400)
        end = self.own.issue("sooner", seconds)
        self.own.start("sooner")
        for name in self.names:
            self.watch.expected[name] = {VERY_SOON}
        self.watch.expect("there yet", self.names)
        for name in self.names:
            self.watch.expect_equal(f"{name}: the end of its certificate", self.watch.value(name, "tls.not_after"), str(end))
            self.watch.expected[name] = {VERY_SOON, UNREACHABLE, EXPIRED}
        last = self.watch.api.call("event.get", {"output": ["eventid"], "sortfield": "eventid", "sortorder": "DESC", "limit": 1})
        self.began = int(last[0]["eventid"]) + 1
        self.own.stop()

    def check_away(self):
        """It is unreachable and has expired; nothing else is told."""
        self.watch.expect("expired while unreachable", self.names)
        for name in self.names:
            told = {"eventid_from": self.began, "hostids": self.watch.ids[name], "value": 1, "output": ["name"], "sortfield": "eventid"}
            events = [one["name"].split(":")[1].strip() for one in self.watch.api.call("event.get", told)]
            self.watch.expect_equal(f"{name}: only that is told", sorted(set(events)), [EXPIRED, UNREACHABLE])

    def come_back(self):
        self.own.start("later")
        self.watch.expected[self.names[0]] = set()
        self.watch.expected[self.names[1]] = {CHANGED}

    def check_back(self):
        self.watch.expect("back with another certificate", self.names)


def check_list(world, watch):
    """What a list discovers, and that its endpoints have the values of single ones."""
    found = {key.partition('"')[2].rstrip('"]') for key in watch.items("list of a file") if key.startswith("tls.status[")}
    watch.expect_equal("list of a file: the labels", found, {"the first", entry(world.lab["good-ecdsa"])})
    single, many = watch.items("wrong-name"), watch.items("list")
    label = entry(world.lab["wrong-name"])
    keys = {key: key.replace("]", f',"{label}"]') if "[" in key else f'{key}["{label}"]' for key in single}
    common = {key: other for key, other in keys.items() if other in many and "time[" not in key and "days" not in key}
    came, expected = {key: many[other]["lastvalue"] for key, other in common.items()}, {key: single[key]["lastvalue"] for key in common}
    watch.expect_equal(f"list: {len(common)} values of an endpoint are those of a single one", came, expected)
    names = json.dumps(watch.event_names("list"))
    watch.run.expect(f"{watch.zabbix.version}: list: events name the endpoint", f"TLS [{label}]: {NAMES}: certificate is not for" in names, names)


class Proxy:
    """Hosts of both templates through a proxy, one with a section that only the proxy has."""

    def __init__(self, world, zabbix, watch):
        self.world = world
        self.zabbix = zabbix
        self.watch = watch
        self.hosts = {"proxy " + name: host for name, host in scenario_hosts(world, PROXIED).items()}
        self.lists = {}
        if world.etc:
            label = entry(world.lab["expired"])
            self.hosts["proxy its section"] = (of_scenario(world.lab["wrong-name"], section="at-proxy"), [])
            self.lists["proxy list"] = (macros(endpoints=f"{label} {entry(world.lab['good-rsa'])}"), labelled(label, [EXPIRED]))
        self.names = [*self.hosts, *self.lists]
        self.daemon = None

    def create(self):
        place = self.watch.api.by_proxy(self.watch.api.proxy("px1"))
        self.watch.create(ENDPOINT, self.hosts, **place)
        self.watch.create(ENDPOINTS, self.lists, **place)
        self.world.run.write(AT_PROXY, "etc-of-proxy", "zabbix_tls.conf")
        self.start()

    def start(self):
        etc = self.world.etc_of(self.world.run.make_folder("etc-of-proxy"))
        self.daemon = self.zabbix.start_proxy("px1", etc, SSL_CERT_FILE=self.world.roots)

    def check(self):
        """A value that came before the server knew its item is lost, and is not sent again while it is unchanged: the proxy starts once more."""
        self.watch.until("proxy: all is checked", lambda: not self.watch.unchecked(self.names))
        self.world.run.stop(self.daemon)
        self.start()
        self.watch.expect("its problems", self.names)
