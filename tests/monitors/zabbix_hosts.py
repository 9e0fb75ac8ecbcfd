"""Hosts of the two templates, and what Zabbix knows of them.

A Watch has the hosts of one Zabbix by name, each with the names of the triggers that must be in state PROBLEM; `expect` polls until they are,
and says for each host what came. Names are told without their prefix "TLS".
"""

import json
import re
import time

ENDPOINT, ENDPOINTS = "TLS endpoint", "TLS endpoints"
QUICK = "5s"  # interval of checks here
PROBLEM = "1"
NO_DATA, NO_LIST = "No data", "The endpoints cannot be read"  # problems of hosts that have no status
EXTERNAL, DEPENDENT, SIMPLE, PASSIVE_AGENT = "10", "18", "3", "0"
TEXT, UNSIGNED = "4", "3"
JSONPATH, IN_RANGE, DISCARD_UNCHANGED_HEARTBEAT = "12", "13", "20"


def macros(**values):
    """{$TLS.NAME} for host.create: NAME in lower case, dots as underscores."""
    return {"{$TLS." + name.upper().replace("_", ".") + "}": value for name, value in values.items()}


def of_scenario(scenario, **more):
    """The macros that point a host at a server of the lab."""
    options = dict(zip(scenario.options[::2], scenario.options[1::2]))
    protocol = {"protocol": options["-P"]} if "-P" in options else {}
    return macros(host=scenario.host, address="127.0.0.1", port=str(scenario.port), **protocol, **more)


def short(name):
    """A trigger's name: "TLS: X" is "X", "TLS [label]: X" is "[label]: X"."""
    return name.removeprefix("TLS").lstrip(": ")


class Watch:
    """`ids` are the hosts' ids by name."""

    def __init__(self, run, api, zabbix):
        self.run = run
        self.api = api
        self.zabbix = zabbix
        self.ids = {}
        self.expected = {}

    def create(self, template, hosts, **properties):
        """hosts: {name: (macros, names of the triggers expected)}; the properties are further ones of host.create."""
        if not hosts:
            return
        linked = [{"templateid": self.api.template(template)}]
        quick = macros(interval=QUICK, **({"discovery_interval": QUICK} if template == ENDPOINTS else {}))
        made = []
        for name, (values, expected) in hosts.items():
            given = [{"macro": macro, "value": value} for macro, value in {**quick, **values}.items()]
            made.append({"host": name, "templates": linked, "macros": given, **properties})
            self.expected[name] = set(expected)
        self.ids.update(zip(hosts, self.api.create_hosts(made)))

    def of_hosts(self, method, names, **parameters):
        """What a get method says, by host."""
        ids = {self.ids[name]: name for name in names}
        found = {name: [] for name in names}
        for one in self.api.call(method, {"hostids": list(ids), "selectHosts": ["hostid"], **parameters}):
            found[ids[one["hosts"][0]["hostid"]]].append(one)
        return found

    def problems(self, names):
        """The triggers in state PROBLEM, by host."""
        wanted = {"output": ["description", "value"], "expandDescription": True, "filter": {"value": PROBLEM}}
        return {name: {short(one["description"]) for one in found} for name, found in self.of_hosts("trigger.get", names, **wanted).items()}

    def unchecked(self, names):
        """Those hosts of which a status is not known and should be."""
        names = [name for name in names if not self.expected[name] & {NO_DATA, NO_LIST}]
        found = self.of_hosts("item.get", names, output=["lastclock"], search={"key_": "tls.status"})
        return {name for name, values in found.items() if not values or any(one["lastclock"] == "0" for one in values)}

    def are_newer(self, names, since):
        """Whether every status of the hosts is of a later second."""
        found = self.of_hosts("item.get", names, output=["lastclock"], search={"key_": "tls.status"})
        return all(values and all(int(one["lastclock"]) > since for one in values) for values in found.values())

    def settle(self, names, seconds):
        """Waits until each host has the problems that it should have: what came, and the hosts without a status."""
        end = time.monotonic() + seconds
        while True:
            came, unchecked = self.problems(names), self.unchecked(names)
            if not unchecked and all(came[name] == self.expected[name] for name in names) or time.monotonic() > end:
                return came, unchecked
            time.sleep(1)

    def expect(self, what, names, seconds=90):
        """Says for each host whether it comes to the problems that it should have, and to no other."""
        came, unchecked = self.settle(names, seconds)
        for name in names:
            expected = self.expected[name]
            why = f"{sorted(came[name])}, expected {sorted(expected)}" + ("; not checked yet" if name in unchecked else "")
            self.run.expect(f"{self.zabbix.version}: {name}: {what}", came[name] == expected and name not in unchecked, why)

    def expect_equal(self, what, came, expected):
        """Of dictionaries only what differs is told."""
        if isinstance(came, dict) and isinstance(expected, dict):
            keys = [key for key in came.keys() | expected.keys() if came.get(key, self) != expected.get(key, self)]
            came, expected = ({key: values.get(key, "nothing") for key in keys} for values in (came, expected))
        self.run.equal(f"{self.zabbix.version}: {what}", came, expected)

    def until(self, what, probe, seconds=60):
        return self.run.until(f"{self.zabbix.version}: {what}", probe, seconds, 1)

    def items(self, name):
        return self.api.items(self.ids[name])

    def value(self, name, key):
        """The last value of an item; None when it has none."""
        item = self.items(name).get(key)
        return item["lastvalue"] if item and item["lastclock"] != "0" else None

    def event_names(self, name):
        """The names of the open problems, as the page shows them."""
        return self.api.problems(self.ids[name])


def arguments_of(values):
    """The command line that the macros of a host stand for."""
    names = {"{$TLS.HOST}": "-H", "{$TLS.ADDRESS}": "-I", "{$TLS.PORT}": "-p", "{$TLS.PROTOCOL}": "-P", "{$TLS.WARN}": "-w", "{$TLS.CRIT}": "-c"}
    return [word for macro, value in values.items() for word in (names[macro], value)]


def document(run, zabbix, roots, values):
    """What zabbix_tls prints for those macros, run as an external check is."""
    command = [*zabbix.private_etc, zabbix.scripts + "/zabbix_tls", *arguments_of(values)]
    return json.loads(run.run(command, SSL_CERT_FILE=roots)[1])


def at_path(value, path):
    """What Zabbix' JSONPATH finds, of the plain forms $.a, $['a'] and $[0]; None where nothing is."""
    for name, quoted, index in re.findall(r"\.(\w+)|\['([^']+)'\]|\[(\d+)\]", path):
        try:
            value = value[int(index)] if index else value[name or quoted]
        except (KeyError, IndexError, TypeError):
            return None
    return value
