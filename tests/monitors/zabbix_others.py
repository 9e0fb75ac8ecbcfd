"""The official template fed by us, the loadable module beside the external check, and what Zabbix says when the program is not there."""

import json
import os
import shutil
import time

import zabbix_hosts
from zabbix_hosts import EXTERNAL, PASSIVE_AGENT, SIMPLE, TEXT, of_scenario

OFFICIAL = "Website certificate by Zabbix agent 2"
OFFICIAL_KEY = "zabbix_tls[-H,{$CERT.WEBSITE.HOSTNAME},-p,{$CERT.WEBSITE.PORT},-I,{$CERT.WEBSITE.IP}]"
# A scenario, its value of cert.validation, and the triggers that the official template must have in state PROBLEM.
JUDGED = {"good-rsa": ("valid", set()), "expired": ("invalid", {"SSL certificate is invalid"}),
          "wrong-name": ("invalid", {"SSL certificate is invalid"}), "good-six-day": ("valid", {"SSL certificate expires soon"})}
MODULE_KEY = 'tls.get["{$TLS.HOST}","{$TLS.PORT}",,"{$TLS.ADDRESS}"]'
AGENT_KEY = MODULE_KEY.replace("]", ",,,]")  # the same check: a host has a key only once
MODULE_SCENARIOS = ("good-rsa", "expiring", "expired", "leaf-only", "wrong-name", "refused", "silent")
CHANGING = ("metrics", "connection")  # members with times


class Official:
    """Hosts of the template that Zabbix ships, its master item made an external check."""

    def __init__(self, world, watch):
        self.world = world
        self.watch = watch
        self.ids = {}

    def create(self):
        api = self.watch.api
        template = api.template(OFFICIAL)
        master = api.call("item.get", {"templateids": template, "search": {"key_": "web.certificate.get"}, "output": ["itemid"]})[0]
        api.call("item.update", {"itemid": master["itemid"], "type": EXTERNAL, "key_": OFFICIAL_KEY, "delay": zabbix_hosts.QUICK})
        hosts = []
        for name in JUDGED:
            scenario = self.world.lab[name]
            given = {"HOSTNAME": scenario.host, "PORT": str(scenario.port), "IP": "127.0.0.1"}
            hosts.append({"host": "official " + name, "templates": [{"templateid": template}],
                          "macros": [{"macro": "{$CERT.WEBSITE." + macro + "}", "value": value} for macro, value in given.items()]})
        self.ids = dict(zip(JUDGED, api.create_hosts(hosts)))

    def triggers(self, name):
        found = self.watch.api.triggers(self.ids[name]).values()
        return {trigger["description"].removeprefix("Cert: ") for trigger in found if trigger["value"] == zabbix_hosts.PROBLEM}

    def state(self, name):
        item = self.watch.api.items(self.ids[name])["cert.validation"]
        return item["lastvalue"], self.triggers(name)

    def check(self):
        for name, expected in JUDGED.items():
            self.watch.until(f"official template: {name}", lambda: self.state(name) == expected)
            self.watch.expect_equal(f"official template: {name}", self.state(name), expected)
            self.check_values(name)

    def check_values(self, name):
        came = {key: item["lastvalue"] for key, item in self.watch.api.items(self.ids[name]).items() if key.startswith("cert.")}
        document = zabbix_hosts.document(self.world.run, self.watch.zabbix, self.world.roots, of_scenario(self.world.lab[name]))
        x509 = document["x509"]
        same = ("issuer", "subject", "public_key_algorithm", "serial_number", "signature_algorithm", "version")
        expected = {"cert." + key: str(x509[key]) for key in same}
        expected |= {"cert." + key: str(x509[key]["timestamp"]) for key in ("not_after", "not_before")}
        expected |= {"cert.sha1_fingerprint": document["sha1_fingerprint"], "cert.validation": document["result"]["value"],
                     "cert.message": document["result"]["message"],
                     "cert.alternative_names": json.dumps(x509["alternative_names"], separators=(",", ":"))}
        self.watch.expect_equal(f"official template: {name}: every value", came, expected)


def comparable(text):
    """A document without what differs from check to check."""
    try:
        document = json.loads(text)
    except ValueError:
        return text
    return {key: value for key, value in document.items() if key not in CHANGING}


class Module:
    """The module in the server (simple checks) and in an agent, beside the external check: hosts with the same macros."""

    def __init__(self, world, watch):
        self.world = world
        self.watch = watch
        self.ids = {}

    def create(self, agent_port):
        api = self.watch.api
        hosts = []
        for name in MODULE_SCENARIOS:
            given = [{"macro": macro, "value": value} for macro, value in of_scenario(self.world.lab[name]).items()]
            interface = {"type": 1, "main": 1, "useip": 1, "ip": "127.0.0.1", "dns": "", "port": str(agent_port)}
            hosts.append({"host": "module " + name, "macros": given, "interfaces": [interface]})
        self.ids = dict(zip(MODULE_SCENARIOS, api.create_hosts(hosts)))
        interfaces = {one["hostid"]: one["interfaceid"] for one in api.call("hostinterface.get", {"hostids": list(self.ids.values())})}
        external = 'zabbix_tls["-H","{$TLS.HOST}","-p","{$TLS.PORT}","-I","{$TLS.ADDRESS}"]'
        kinds = (("external", EXTERNAL, external), ("server", SIMPLE, MODULE_KEY), ("agent", PASSIVE_AGENT, AGENT_KEY))
        common = {"value_type": TEXT, "delay": zabbix_hosts.QUICK}
        api.call("item.create", [{**common, "hostid": host, "interfaceid": interfaces[host], "name": name, "type": kind, "key_": key}
                                 for host in self.ids.values() for name, kind, key in kinds])

    def values(self, name):
        return {item["name"]: item["lastvalue"] or item["error"] for item in self.watch.api.items(self.ids[name]).values()}

    def check(self):
        for name in MODULE_SCENARIOS:
            self.watch.until(f"module: {name}: values", lambda: all(self.values(name).values()))
            values = {place: comparable(value) for place, value in self.values(name).items()}
            for place in ("server", "agent"):
                self.watch.expect_equal(f"module in the {place}: {name}: the document of the external check", values[place], values["external"])


def commands_of_page(path, word):
    """The block of commands on a page that has that word."""
    with open(path, encoding="utf-8") as page:
        blocks = page.read().split("```")[1::2]
    return next(block for block in blocks if word in block)


def check_variant(world, watch, hosts, lists):
    """The templates made the module's by the command of the page, imported over the others: the hosts go on, in the same states."""
    folder = world.run.make_folder("variant")
    for template in world.of_checks:
        shutil.copy(template, folder)
    command = commands_of_page(os.path.dirname(world.templates[0]) + "/README.md", "_module.yaml")
    world.run.equal("the page's command for the module's templates", world.run.run(["bash", "-c", f"cd {folder} && {command}"]), (0, "", ""))
    for template in world.of_checks:
        with open(os.path.join(folder, os.path.basename(template).replace(".yaml", "_module.yaml")), encoding="utf-8") as text:
            watch.api.import_templates(text.read())
    since = int(time.time())
    watch.create(zabbix_hosts.ENDPOINTS, lists)
    kinds = [item for items in watch.of_hosts("item.get", hosts, output=["key_", "type"], search={"name": ": Get"}).values() for item in items]
    good = len(kinds) == len(hosts) and all(item["type"] == SIMPLE and item["key_"].startswith("tls.get[") for item in kinds)
    world.run.expect(f"{watch.zabbix.version}: the module's templates take the place of the others", good, kinds)
    watch.until("values of the module", lambda: watch.are_newer(hosts, since))
    watch.expect("its problems, by the module", [*hosts, *lists])


class Missing:
    """Programs that are not there, or may not be run."""

    def __init__(self, watch):
        self.watch = watch
        self.host = None

    def create(self):
        api = self.watch.api
        scripts = self.watch.zabbix.scripts
        with open(scripts + "/not_executable", "w", encoding="utf-8") as out:
            out.write("#!/bin/sh\n")
        os.chmod(scripts + "/not_executable", 0o644)
        self.host = api.create_hosts([{"host": "missing programs"}])[0]
        interface = api.call("hostinterface.get", {"hostids": self.host})[0]["interfaceid"]
        common = {"hostid": self.host, "interfaceid": interface, "value_type": TEXT, "delay": zabbix_hosts.QUICK}
        kinds = (("missing", EXTERNAL, "not_there[-H,x]"), ("mode", EXTERNAL, "not_executable[-H,x]"), ("no module", SIMPLE, "tls.absent[x]"))
        api.call("item.create", [{**common, "name": name, "type": kind, "key_": key} for name, kind, key in kinds])

    def check(self):
        api = self.watch.api
        self.watch.until("missing programs: errors", lambda: all(item["state"] == "1" for item in api.items(self.host).values()))
        errors = {item["name"]: item["error"] for item in api.items(self.host).values()}
        scripts = self.watch.zabbix.scripts
        expected = {"missing": f"{scripts}/not_there: [2] No such file or directory", "mode": f"{scripts}/not_executable: [13] Permission denied",
                    "no module": "Unsupported item key."}
        self.watch.expect_equal("what Zabbix says of programs that are not there", errors, expected)
