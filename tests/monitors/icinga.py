#!/usr/bin/python3
"""The programs inside Icinga 2, by the files of nagios/icinga2: a master and a satellite, results read back over the REST API.

    /usr/bin/python3 tests/monitors/icinga.py BIN_DIR

Each result is compared with what the program prints when it is run by hand with the same options.
"""

import json
import os
import re
import socketserver
import threading

import support
from icinga_nodes import USER, Authority, Node, host, literal, service
from icinga_options import Options
from icinga_page import Page
from icinga_ssl_cert import SslCert

FILES = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..", "nagios", "icinga2")
MASTER = "icinga.example.org"
SATELLITE = "satellite.example.org"
# Servers of the lab that become entries of a host's dictionary `tls`, with the state they must have.
ENDPOINTS = {"good-rsa": 0, "expiring": 1, "expired": 2, "leaf-only": 2, "wrong-name": 2, "silent": 2, "refused": 2, "smtp-good": 0,
             "hostile-names": 2, "invalid-utf8-name": 2, "smtp-hostile": 2}
LISTED = ("good-rsa", "expiring", "expired", "refused", "hostile-names", "smtp-good")
METRICS = {"leaf_left", "chain_left", "resolve_time", "connect_time", "starttls_time", "tls_time", "total_time"}
UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069|]")
LINK_SECONDS = 60  # a node tries to connect every 10 s, and loads what it is sent by starting again
SLACK_SECONDS = 120.0  # between a run by hand and Icinga's


def read(*parts):
    with open(os.path.join(FILES, *parts), encoding="utf-8") as text:
        return text.read()


class Graphite:
    """Takes what Icinga's GraphiteWriter sends: lines "path value time"."""

    def __init__(self):
        graphite = self
        self.received = []
        self.is_connected = False

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                graphite.is_connected = True
                for line in self.rfile:
                    graphite.received.append(line.decode())

        socketserver.ThreadingTCPServer.daemon_threads = True
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def metrics_of(self, name):
        """{label: value} of a service."""
        found = {}
        for line in list(self.received):
            match = re.match(r"icinga2\.\S+?\.services\." + re.escape(name) + r"\.\S+?\.perfdata\.(\w+)\.value (\S+) ", line)
            if match:
                found[match[1]] = float(match[2])
        return found


def metric(text):
    """("leaf_left", 5183999.0, "s;1728000:;604800:"); what is no such thing is equal to no number."""
    found = re.fullmatch(r"([^=]+)=(-?[0-9.]+)(.*)", text)
    return (found[1], float(found[2]), found[3]) if found else (text, float("nan"), "")


class Printed:
    """What a program prints: state, text as Icinga keeps it, metrics."""

    def __init__(self, run, arguments):
        self.state, output, _ = run.run(arguments, user=USER)
        first, _, rest = output.partition("\n")
        words, _, numbers = first.partition(" | ")
        self.text = (words + "\n" + rest).rstrip("\n")
        self.metrics = [metric(one) for one in numbers.split()]


def without_days(text):
    """Certificates that were made a moment ago end at a full day: in the same second it is a day more, and 48 hours are 2 days."""
    return re.sub(r"\b\d+ (days|hours)\b", "# days", text)


def same_result(run, what, result, printed):
    first, _, rest = result["output"].partition("\n")
    run.equal(f"{what}: state", result["state"], float(printed.state))
    run.equal(f"{what}: text", without_days((first.rstrip() + "\n" + rest).rstrip("\n")), without_days(printed.text))
    came = [metric(one) for one in result["performance_data"]]
    run.equal(f"{what}: performance data", [(label, rest) for label, _, rest in came], [(label, rest) for label, _, rest in printed.metrics])
    near = all(abs(a[1] - b[1]) < SLACK_SECONDS for a, b in zip(came, printed.metrics))
    run.expect(f"{what}: numbers", near, (came, printed.metrics))


class Endpoints:
    """The lab's servers as entries of one host's dictionary, made services by the shipped rules."""

    def __init__(self, run, node, lab):
        self.run = run
        self.node = node
        self.lab = lab
        self.entries = {name: self.entry(lab[name]) for name in ENDPOINTS}
        self.entries["silent"]["tls_timeout"] = 2
        good = self.entries["good-rsa"]
        for program in ("check_tls_expiry", "check_tls_chain", "check_tls_certificate"):
            self.entries[program] = {**good, "tls_program": program}
        self.entries["check_cert_file"] = {"tls_program": "check_cert_file", "tls_file": [lab.folder + "/chains/good-rsa.pem"],
                                           "tls_match": ["www.lab.example"]}
        name, port, root = run.deep_chain()
        self.entries["deep-chain"] = {"tls_hostname": name, "tls_port": port, "tls_ca_file": root, "tls_profile": "rfc5280"}

    def entry(self, scenario):
        entry = {"tls_hostname": scenario.host, "tls_port": scenario.port}
        return {**entry, "tls_protocol": "smtp"} if "smtp" in scenario.options else entry

    def objects(self):
        return host("lab", {"tls": self.entries, "tls_ca_file": self.lab.roots, "tls_aia": "never"})

    def printed(self, name):
        entry = dict({"tls_ca_file": self.lab.roots, "tls_aia": "never"}, **self.entries[name])
        program = entry.pop("tls_program", "check_tls")
        arguments = [f"{self.node.plugins}/{program}"] + (["-I", "127.0.0.1"] if program != "check_cert_file" else [])
        for key, value in entry.items():
            for one in value if isinstance(value, list) else [value]:
                arguments += ["--" + key[4:].replace("_", "-"), str(one)]
        return Printed(self.run, arguments)

    def check(self, services):
        for name in self.entries:
            result = services["lab!tls-" + name]["last_check_result"]
            same_result(self.run, name, result, self.printed(name))
            text = result["output"]
            self.run.expect(f"{name}: text of printable characters", not UNPRINTABLE.search(text), text)
        for name, state in ENDPOINTS.items():
            self.run.equal(f"{name}: state of the service", services["lab!tls-" + name]["state"], float(state))
        deep = services["lab!tls-deep-chain"]["last_check_result"]["output"]
        counted = (len(re.findall(r"^\[WARNING\]", deep, re.M)), len(re.findall(r"^  \d+ '", deep, re.M)))
        self.run.equal("deep chain: findings and certificates", counted, (37, 10))
        limit = self.node.api("objects/services/lab!tls-silent", {"attrs": ["check_timeout"]})[0]["attrs"]["check_timeout"]
        self.run.equal("check_timeout follows tls_timeout", limit, 12)

    def performance_data(self, services):
        return sorted({one for name in self.entries for one in services["lab!tls-" + name]["last_check_result"]["performance_data"]})


class Lists:
    """check_tls_list by its template, and as an entry of a host's dictionary."""

    def __init__(self, run, node, lab):
        self.run = run
        self.node = node
        rows = [f"{one.host},{one.port},{'smtp' if 'smtp' in one.options else 'https'},127.0.0.1" for one in map(lab.__getitem__, LISTED)]
        self.variables = {"tls_list": [run.write("\n".join(["name,port,protocol,address", *rows, ""]), "lists", "hosts.csv")],
                          "tls_ca_file": lab.roots, "tls_aia": "never", "tls_deadline": "30"}

    def objects(self):
        entry = {**self.variables, "tls_program": "check_tls_list", "tls_timeout": 3}
        lines = "".join(f"vars.{name} = {literal(value)}\n" for name, value in self.variables.items())
        return (host("lists", {"tls": {"list": entry}}) +
                f'object Service "list" {{\nimport "tls-list-service"\nhost_name = "lists"\n{lines}}}\n')

    def check(self, services):
        values = [(name, one) for name, value in self.variables.items() for one in (value if isinstance(value, list) else [value])]
        arguments = [word for name, value in values for word in ("--" + name[4:].replace("_", "-"), value)]
        printed = Printed(self.run, [self.node.plugins + "/check_tls_list", *arguments])
        self.run.expect("list: counts", printed.text.startswith("TLS CRITICAL - 6 endpoints: 3 critical, 1 warning, 2 ok; soonest: "), printed.text)
        self.run.equal("list: a line for each that is not OK", len(re.findall(r"^\[(?:CRITICAL|WARNING)\] ", printed.text, re.M)), 4)
        for name in ("list", "tls-list"):
            same_result(self.run, name, services["lists!" + name]["last_check_result"], printed)
        found = self.node.api("objects/services", {"attrs": ["name", "check_timeout", "check_interval"], "filter": 'host.name == "lists"'})
        self.run.equal("list: intervals, and no time-out from that of one endpoint", sorted(one["attrs"]["check_interval"] for one in found
                                                                                             if one["attrs"]["check_timeout"] is None), [900, 3600])


def check_parser(run, texts):
    """Icinga's own parse_performance_data takes each metric, as a number with its unit; it keeps no range thresholds."""
    each = "x => { var p = parse_performance_data(x); return [ p.label, p.value, p.unit, p.warn, p.crit ] }"
    status, output, errors = run.run(["icinga2", "console", "-e", f"Json.encode({literal(texts)}.map({each}))"])
    run.expect("performance data: Icinga parses it", status == 0, output + errors)
    for text, parsed in zip(texts, json.loads(json.loads(output)) if status == 0 else []):
        label, value, _ = metric(text)
        run.equal(f"performance data: {label}", parsed, [label, value, "seconds", None, None])
    run.equal("performance data: labels", {metric(text)[0] for text in texts} - METRICS, set())


def check_graphs(run, node, graphite, services):
    """What a time series database is sent is what the results hold. Icinga drops what it has before it is connected: so once more."""
    names = ("good-rsa", "expiring", "expired", "silent", "smtp-good", "hostile-names")
    wanted = {name: {label: value for label, value, _ in map(metric, services["lab!tls-" + name]["last_check_result"]["performance_data"])}
              for name in names}
    run.until("graphs: Icinga connects", lambda: graphite.is_connected, 20)
    node.check_now('host.name == "lab"')
    run.until("graphs: metrics of each service", lambda: all(set(graphite.metrics_of("tls-" + name)) == set(wanted[name]) for name in names), 20)
    for name in names:
        came = graphite.metrics_of("tls-" + name)
        near = wanted[name] and all(abs(came.get(label, 1e9) - value) < SLACK_SECONDS for label, value in wanted[name].items())
        run.expect(f"graphs: {name}", near, (came, wanted[name]))


class Faults:
    """What Icinga itself says when something is wrong: the page quotes it."""

    def __init__(self, run, lab):
        self.run = run
        self.silent = lab["silent"]

    def objects(self):
        text = 'object CheckCommand "gone" { command = [ PluginDir + "/check_tls_gone" ] }\n'
        text += 'object CheckCommand "closed" { command = [ "/etc/passwd" ] }\n'
        text += host("faults", {}) + service("faults", "gone", "gone", {}) + service("faults", "closed", "closed", {})
        text += service("faults", "no file", "check_cert_file", {})
        slow = {"tls_hostname": self.silent.host, "tls_port": self.silent.port, "tls_timeout": 30}
        return text + service("faults", "killed", "check_tls", slow, "check_timeout = 2s")

    def check(self, services):
        expected = {
            "gone": r"execvpe\(.*/check_tls_gone\) failed: No such file or directory",
            "closed": r"execvpe\(/etc/passwd\) failed: Permission denied",
            "no file": r"Error: Non-optional macro 'tls_file' used in argument '--file' is missing\.",
            "killed": r".*<Timeout exceeded\.>.*",
        }
        for name, pattern in expected.items():
            result = services["faults!" + name]["last_check_result"]
            self.run.expect(f"fault: {name}", result["state"] == 3 and re.match(pattern, result["output"], re.S), result)


def check_passive(run, node):
    """A result handed in by the API, as a list run elsewhere does."""
    text = "TLS WARNING - www.example.org:443: certificate expires in 9 days\nlong output"
    node.api("actions/process-check-result", {"type": "Service", "service": "passive!tls", "exit_status": 1, "plugin_output": text,
                                              "performance_data": ["leaf_left=777600s;1728000:;604800:"]})
    attributes = run.until("passive: a result", lambda: (lambda one: one if one["last_check_result"] else None)(node.services()["passive!tls"]), 10)
    result = attributes["last_check_result"]
    run.equal("passive: result", (attributes["state"], result["output"], result["performance_data"], result["active"]),
              (1.0, text, ["leaf_left=777600s;1728000:;604800:"], False))


class Zones:
    """The example of zones/, its names, addresses and ports made the lab's."""

    def __init__(self, run, lab, master, satellite):
        self.run = run
        self.lab = lab
        self.master = master
        self.satellite = satellite
        self.roots = run.write(open(lab.roots, encoding="ascii").read(), SATELLITE, "company.pem")

    def adapted(self, *parts):
        """An example file. A string that is not there any more is a mistake of this test."""
        replacements = {}
        if parts == ("zones.d", "master", "hosts.conf"):
            replacements = {"192.0.2.7": "127.0.0.1", "www.example.org": "www.lab.example", "tls_port = 443": self.port("good-rsa")}
        elif parts == ("zones.d", "dmz", "hosts.conf"):
            replacements = {"192.0.2.25": "127.0.0.1", "mx.example.org": "mail.lab.example", "tls_port = 25": self.port("smtp-good"),
                            "tls_port = 443": self.port("good-rsa") + ', tls_hostname = "www.lab.example"', "/etc/ssl/company.pem": self.roots}
        elif parts == ("master", "zones.conf"):
            replacements = {"192.0.2.20": "127.0.0.1", "port = 5665": f"port = {self.satellite.port}"}
        text = read("zones", *parts)
        for old, new in replacements.items():
            if old not in text:
                raise RuntimeError(f"{parts}: there is no {old!r}")
            text = text.replace(old, new)
        return text

    def port(self, name):
        return f"tls_port = {self.lab[name].port}"

    def write(self):
        self.master.write(self.adapted("master", "zones.conf"), "zones.conf")
        self.satellite.write(self.adapted("dmz", "zones.conf"), "zones.conf")
        for zone in ("master", "dmz"):
            self.master.write(self.adapted("zones.d", zone, "hosts.conf"), "zones.d", zone, "hosts.conf")
        for name in ("tls-commands.conf", "tls-services.conf", "tls-ssl_cert.conf"):
            self.master.write(read(name), "zones.d", "global-templates", name)

    def remote_results(self):
        """Results of what the satellite runs; asked for again until it is connected and has its configuration. What it schedules itself it
        is asked for itself: in its first minute it does not listen to its master there."""
        names = ("www.lab.example!tls-inside", "mail.lab.example!tls-mail", "mail.lab.example!tls-webmail")
        self.master.check_now('service.command_endpoint == "satellite.example.org"')
        self.satellite.check_now('service.zone == "dmz"')
        services = self.master.services()
        results = [services[name]["last_check_result"] for name in names if name in services]
        return results if len(results) == len(names) and all(one and one["command"] and one["state"] == 0 for one in results) else None

    def check(self):
        results = self.run.until("zones: the satellite's checks end well", self.remote_results, LINK_SECONDS, every=0.5)
        for result in results or []:
            self.run.equal("zones: run on the satellite, with its own programs", (result["check_source"], result["command"][0]),
                           (SATELLITE, self.satellite.plugins + "/check_tls"))
        outside = self.master.services()["www.lab.example!tls-outside"]["last_check_result"]
        self.run.equal("zones: run on the master", (outside["state"], outside["check_source"], outside["command"][0]),
                       (0.0, MASTER, self.master.plugins + "/check_tls"))
        where = self.satellite.api("objects/checkcommands/check_tls", {"attrs": ["source_location"]})
        path = where[0]["attrs"]["source_location"]["path"] if where else ""
        self.run.expect("zones: the command came by the global zone", "/data/api/zones/global-templates/etc/tls-commands.conf" in path, path)


def check_example(run):
    """tls-example.conf is good, beside the package's own templates."""
    node = Node(run, "example", "example")
    for name in ("tls-commands.conf", "tls-services.conf", "tls-ssl_cert.conf", "tls-example.conf"):
        node.write(read(name), name)
    node.configure('include "/etc/icinga2/conf.d/templates.conf"\ninclude "tls-*.conf"\n')
    status, output = node.validate()
    run.expect("example: icinga2 daemon -C", status == 0 and "warning" not in output, output)
    listed = run.run(["icinga2", "object", "list", "--type", "Service", *node.options()])[1]
    names = [f"www.example.org!tls-{name}" for name in ("admin", "api-chain", "https", "list", "mail", "shop", "static")]
    names += [f"mx.example.org!TLS {name}" for name in ("imaps 993", "list", "smtp 25")]
    run.equal("example: its services", sorted(re.findall(r"^Object '(.*?)' of type", listed, re.M)), sorted(names))


def check_log(run, node):
    """Icinga finds nothing wrong with the arguments, but for the one that we leave out on purpose."""
    with open(node.path("log", "icinga2.log"), encoding="utf-8") as log:
        wrong = [line for line in log if "PluginUtility" in line and "Non-optional macro 'tls_file'" not in line]
    run.equal("no complaint of arguments in the log", wrong, [])


def check_single_dollar(run, node):
    """Icinga refuses a text with one $ itself: no such value can reach a program."""
    bad = node.path("conf", "bad.conf")
    run.write('include "icinga2.conf"\n' + service("options", "dollar", "check_tls", {"tls_hostname": "$(id)"}), MASTER, "conf", "bad.conf")
    status, output, errors = run.run(["icinga2", "daemon", "-C", "-c", bad, *node.options()])
    run.expect("a single $ is refused", status != 0 and "Closing $ not found in macro format string '$(id)'." in output + errors, output + errors)


def main():
    with support.Run("icinga") as run:
        lab = run.lab()
        graphite = Graphite()
        authority = Authority(run)
        master, satellite = Node(run, MASTER, "master", authority), Node(run, SATELLITE, "dmz", authority)
        zones, endpoints, faults = Zones(run, lab, master, satellite), Endpoints(run, master, lab), Faults(run, lab)
        lists = Lists(run, master, lab)
        options, compatibility = Options(run, master, lab), SslCert(run, lab, read("tls-ssl_cert.conf"))
        zones.write()
        passive = host("passive", {"tls_passive": Page.passive(lab)}) + 'object Service "tls" { host_name = "passive", import "tls-passive-service" }\n'
        parts = (endpoints, lists, faults, options, compatibility)
        master.write("\n".join([*(part.objects() for part in parts), passive]), "zones.d", "master", "tests.conf")
        master.configure(f'include_zones "etc", {literal(master.path("conf", "zones.d"))}\n'
                         f'object GraphiteWriter "graphite" {{ host = "127.0.0.1", port = {graphite.port} }}\n')
        satellite.configure()
        if not (satellite.start(SSL_CERT_FILE=lab.roots) and master.start(SSL_CERT_FILE=lab.roots)):
            return
        run.until("the master knows its services", lambda: "lab!tls-good-rsa" in master.services(), 20)
        check_passive(run, master)
        own = 'service.command_endpoint == "" && service.zone == "master" && service.host_name != "passive"'
        master.check_now(own)
        others = ("mail.lab.example!", "www.lab.example!tls-inside", "passive!TLS")
        services = run.until("a result of each service of the master", lambda: (lambda all_of: all_of if all(
            one["last_check_result"] for name, one in all_of.items() if not name.startswith(others)) else None)(master.services()), 40)
        if services:
            endpoints.check(services)
            check_parser(run, endpoints.performance_data(services))
            lists.check(services)
            faults.check(services)
            options.check(services)
            compatibility.check(services)
        zones.check()
        if services:
            check_graphs(run, master, graphite, services)
        check_example(run)
        Page(run, lab, master).check()
        check_single_dollar(run, master)
        check_log(run, master)


main()
