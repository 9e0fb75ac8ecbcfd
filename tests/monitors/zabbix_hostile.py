"""What strangers say, and what somebody who may edit macros writes: nothing of it may be more than text."""

import json
import os
import unicodedata

import zabbix_api
from zabbix_hosts import EXTERNAL, TEXT, macros

# @ is a file that must never come to be.
VALUES = ("-x", "--save-evidence=@", "--replay=/etc/passwd", "$(touch @)", "`touch @`", "; touch @ ;", "'; touch @; '", '"; touch @; "',
          '","--save-evidence=@', "' --save-evidence='@", "x\n--save-evidence=@\n", "\\", "]", "\x1b[31m|\x07", "<script>alert(1)</script>",
          "\u202egro.live", "%s%n", "a" * 255)
MACROS = ("HOST", "PORT", "PROTOCOL", "ADDRESS", "SNI", "WARN", "CRIT", "SECTION", "TIMEOUT")
SLOW = "30s"  # interval: 200 checks in that time
CONTROLS = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}  # categories of Unicode


def is_plain(text):
    """No control, format or bidirectional character."""
    return not any(unicodedata.category(character) in CONTROLS for character in text)


class Hostile:
    """One host whose items are the template's check, each with one macro replaced by a hostile value."""

    def __init__(self, world, watch):
        self.run = world.run
        self.watch = watch
        self.folder = world.run.make_folder("forbidden", user="zabbix")
        self.host = None
        self.checks = {}

    def create(self, world):
        api = self.watch.api
        good = world.lab["good-rsa"]
        values = [value.replace("@", self.folder + "/file") for value in VALUES]
        given = macros(host=good.host, port=str(good.port), address="127.0.0.1", protocol="tls", sni=good.host, warn="auto", crit="auto", section="",
                       timeout="2.5", endpoints="", discovery="")
        given |= {f"{{$HOSTILE.{number}}}": value for number, value in enumerate(values)}
        self.host = api.create_hosts([{"host": "hostile macros", "macros": [{"macro": macro, "value": value} for macro, value in given.items()]}])[0]
        keys = {}
        check, discovery = (self.key_of(name) for name in ("TLS endpoint", "TLS endpoints"))
        for number, value in enumerate(values):
            keys |= {(macro, value): check.replace(f"{{$TLS.{macro}}}", f"{{$HOSTILE.{number}}}") for macro in MACROS}
            keys |= {(macro, value): discovery.replace(f"{{$TLS.{macro}}}", f"{{$HOSTILE.{number}}}") for macro in ("ENDPOINTS", "DISCOVERY")}
        self.create_items(keys)

    def key_of(self, template):
        """The key of the template's external check."""
        api = self.watch.api
        asked = {"templateids": api.template(template), "output": ["key_"], "filter": {"type": EXTERNAL}}
        return api.call("item.get", asked)[0]["key_"]

    def create_items(self, keys):
        api = self.watch.api
        interface = api.call("hostinterface.get", {"hostids": self.host})[0]["interfaceid"]
        common = {"hostid": self.host, "value_type": TEXT}
        items = [{**common, "type": EXTERNAL, "interfaceid": interface, "name": f"{macro} {number}", "key_": key, "delay": SLOW}
                 for number, ((macro, _), key) in enumerate(keys.items())]
        self.checks = dict(zip(keys, api.call("item.create", items)["itemids"]))

    def check(self):
        api = self.watch.api
        self.watch.until("hostile macros: all are checked", lambda: not self.unchecked(), 120)
        api.call("host.update", {"hostid": self.host, "status": zabbix_api.DISABLED})
        came = {item["itemid"]: item for item in self.items()}
        for macro in (*MACROS, "ENDPOINTS", "DISCOVERY"):
            unclear = [(value, came[one]["lastvalue"] or came[one]["error"]) for (of, value), one in self.checks.items()
                       if of == macro and not is_clear(came[one])]
            self.run.expect(f"{self.watch.zabbix.version}: hostile {macro}: a clear answer each", not unclear, unclear)
        self.run.equal(f"{self.watch.zabbix.version}: hostile macros: no file is made", os.listdir(self.folder), [])

    def items(self):
        return self.watch.api.call("item.get", {"hostids": self.host, "output": ["itemid", "lastvalue", "lastclock", "state", "error", "key_"]})

    def unchecked(self):
        return [item for item in self.items() if item["lastclock"] == "0" and item["state"] == "0"]


def is_clear(item):
    """A document whose sentences, or labels, are plain text; or Zabbix' own word of a value that ends in a backslash, which it cannot quote."""
    if item["state"] != "0":
        return item["error"].startswith("Invalid item key at position ")
    document = json.loads(item["lastvalue"])
    if isinstance(document, list):
        return all(is_plain(endpoint["{#TLS.LABEL}"]) for endpoint in document)
    return is_plain(document["summary"]) and is_plain(document["problems"].replace("\n", ""))


def check_stored(watch, names):
    """What Zabbix stores of strangers' words is plain text, but for the ends of our own lines."""
    for name in names:
        bad = {key: item["lastvalue"] for key, item in watch.items(name).items() if not is_plain(item["lastvalue"].replace("\n", ""))}
        watch.expect_equal(f"{name}: what is stored is plain text", bad, {})
        events = [event for event in watch.event_names(name) if not is_plain(event)]
        watch.expect_equal(f"{name}: what events say is plain text", events, [])
