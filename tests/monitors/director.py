#!/usr/bin/python3
"""The basket of nagios/icinga2 in a real Icinga Director: imported, its fields listed by Director, deployed to an Icinga 2 that runs its checks.

    /usr/bin/python3 tests/monitors/director.py BIN_DIR
"""

import json
import os

import support
from icinga_nodes import PASSWORD, Authority, Node
from icinga_options import PROGRAMS, options_of, pairs
from icinga_page import ROOT, commands

HERE = os.path.dirname(os.path.realpath(__file__))
POSTGRES = "/usr/lib/postgresql/15/bin"
DATABASE_USER = "postgres"
MASTER = "icinga.example.org"
TTL, STALE = 3, "No Passive Check Result Received."
MODULES = ("director", "incubator", "reactbundle")


class Database:
    """PostgreSQL with nothing but an empty database for Director."""

    def __init__(self, run):
        self.run = run
        self.port = support.free_port()
        folder = run.make_folder("postgres", user=DATABASE_USER)
        self.must([POSTGRES + "/initdb", "-D", folder + "/data", "-U", "director", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"],
                  user=DATABASE_USER)
        settings = ("listen_addresses=127.0.0.1", "unix_socket_directories=" + folder, "fsync=off", "synchronous_commit=off", "full_page_writes=off")
        run.daemon([POSTGRES + "/postgres", "-D", folder + "/data", "-p", str(self.port), *(part for one in settings for part in ("-c", one))],
                   user=DATABASE_USER)
        run.until("the database answers", lambda: self.ask("postgres", "select 1")[0] == 0, 30)
        self.must_ask("postgres", "create database director encoding 'UTF8' template template0")
        self.must_ask("director", "create extension pgcrypto")

    def must(self, command, user=None):
        status, output, errors = self.run.run(command, user=user)
        if status != 0:
            raise RuntimeError(f"{command[0]}: {output}{errors}")

    def ask(self, database, statement):
        return self.run.run(["psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "director", "-d", database, "-qAtc", statement])

    def must_ask(self, database, statement):
        status, _, errors = self.ask(database, statement)
        if status != 0:
            raise RuntimeError(f"{statement}: {errors}")


class Director:
    """Icinga Web's command line with a configuration of its own."""

    def __init__(self, run, database, node):
        self.run = run
        self.folder = run.make_folder("icingaweb2")
        for module in MODULES:
            os.symlink("/usr/share/icingaweb2/modules/" + module, run.path("icingaweb2", "enabledModules", module))
        run.write('[global]\nmodule_path = "/usr/share/icingaweb2/modules"\n[logging]\nlog = "none"\n', "icingaweb2", "config.ini")
        run.write(f'[director]\ntype = "db"\ndb = "pgsql"\nhost = "127.0.0.1"\nport = "{database.port}"\ndbname = "director"\nusername = "director"\n'
                  'password = ""\ncharset = "utf8"\n', "icingaweb2", "resources.ini")
        run.write('[db]\nresource = "director"\n', "icingaweb2", "modules", "director", "config.ini")
        run.write(f'[config]\nendpoint = "{node.name}"\nhost = "127.0.0.1"\nport = {node.port}\nusername = "root"\npassword = "{PASSWORD}"\n',
                  "icingaweb2", "modules", "director", "kickstart.ini")

    def call(self, *arguments):
        """(exit status, output) of icingacli director ARGUMENTS."""
        status, output, errors = self.run.run(["icingacli", "director", *arguments], ICINGAWEB_CONFIGDIR=self.folder)
        return status, output + errors

    def must(self, *arguments):
        status, output = self.call(*arguments)
        if status != 0:
            raise RuntimeError(f"icingacli director {' '.join(arguments)}: {output}")
        return output

    def restore(self):
        """What the page says, in the folder of the sources."""
        line = next(line for line in commands() if line.startswith("icingacli director basket restore"))
        status, output, errors = self.run.run(["/bin/sh", "-c", f'cd "$1" && {line}', "sh", ROOT], ICINGAWEB_CONFIGDIR=self.folder)
        return status, output + errors

    def fields(self):
        status, output, errors = self.run.run(["php", HERE + "/director_fields.php", *PROGRAMS], ICINGAWEB_CONFIGDIR=self.folder)
        return json.loads(output) if status == 0 else errors


def field_type(option):
    return "Boolean" if option.is_flag else "Array" if option.is_repeatable else "String"


def check_import(run, director, node):
    status, output = director.restore()
    run.expect("basket: restored", status == 0 and "have been restored" in output, output)
    rendered = director.must("config", "render")
    status, output = director.restore()
    again = director.must("config", "render")
    run.expect("basket: restored again changes nothing", status == 0 and "already exists" in again, (output, rendered, again))
    expected = {program: {option.variable: field_type(option) for option in options_of(run, f"{node.plugins}/{program}")} for program in PROGRAMS}
    run.equal("basket: the fields of each command are its options", director.fields(), expected)


def check_deployed(run, director, node, lab):
    good, expired = lab["good-rsa"], lab["expired"]
    director.must("host", "create", "lab", "--json", json.dumps({"object_type": "object", "address": "127.0.0.1", "check_command": "dummy"}))
    endpoint = {"tls_hostname": good.host, "tls_ca_file": [lab.roots]}
    hosts = run.write(f"name,port,address\n{good.host},{good.port},127.0.0.1\n", "lists", "hosts.csv")
    services = {
        "good": ("tls-endpoint-service", {**endpoint, "tls_port": str(good.port), "tls_verbose": True, "tls_no_sni": False}),
        "expired": ("tls-endpoint-service", {**endpoint, "tls_port": str(expired.port), "tls_match": [good.host, "two.example"]}),
        "list": ("tls-list-service", {"tls_list": [hosts], "tls_ca_file": [lab.roots]}),
        "file": ("tls-file-service", {"tls_file": [lab.folder + "/chains/good-rsa.pem"], "tls_match": [good.host], "tls_ca_file": [lab.roots]}),
    }
    services["passive"] = ("tls-passive-service", {})
    for name, (template, variables) in services.items():
        director.must("service", "create", name, "--json",
                      json.dumps({"object_type": "object", "host": "lab", "imports": [template], "vars": variables}))
    deployed = director.must("config", "deploy")
    run.expect("basket: deployed", "has been deployed" in deployed, deployed)

    def results():
        node.check_now('service.name != "passive"')
        node.api("actions/process-check-result", {"type": "Service", "service": "lab!passive", "exit_status": 1,
                                                  "plugin_output": "TLS WARNING - submitted", "ttl": TTL})
        found = node.services()
        return found if len(found) == len(services) and all(one["last_check_result"] for one in found.values()) else None

    found = run.until("basket: results of the deployed services", results, 60, every=0.5)
    if found:
        passive = found["lab!passive"]["last_check_result"]
        run.equal("basket: a passive result", (passive["state"], passive["output"], passive["active"]), (1, "TLS WARNING - submitted", False))
        is_stale = run.until("basket: it is stale", lambda: node.services()["lab!passive"]["last_check_result"]["output"] == STALE)
        run.expect("basket: a passive service goes stale", is_stale)
        services.pop("passive")
        check_results(run, {name: found["lab!" + name]["last_check_result"] for name in services}, good, expired, lab, hosts)


def check_results(run, results, good, expired, lab, hosts):
    both = [("--hostname", good.host), ("--address", "127.0.0.1"), ("--ca-file", lab.roots)]
    expected = {
        "good": (0, "TLS OK - ", [*both, ("--port", str(good.port)), ("--verbose",)]),
        "expired": (2, "TLS CRITICAL - ", [*both, ("--port", str(expired.port)), ("--match", good.host), ("--match", "two.example")]),
        "list": (0, "TLS OK - 1 endpoint: 1 ok; ", [("--list", hosts), ("--deadline", "4m"), ("--ca-file", lab.roots)]),
        "file": (0, "TLS OK - ", [("--file", lab.folder + "/chains/good-rsa.pem"), ("--match", good.host), ("--ca-file", lab.roots)]),
    }
    for name, (state, words, command) in expected.items():
        result = results[name]
        run.expect(f"basket: {name}", result["state"] == state and result["output"].startswith(words), result)
        run.equal(f"basket: {name}: command line", pairs(result["command"]), sorted(command))


def main():
    with support.Run("director") as run:
        lab = run.lab()
        node = Node(run, MASTER, "master", Authority(run))
        node.write(f'object Endpoint "{MASTER}" {{ host = "127.0.0.1", port = {node.port} }}\nobject Zone "master" {{ endpoints = [ "{MASTER}" ] }}\n'
                   'object Zone "director-global" { global = true }\nobject Zone "global-templates" { global = true }\n', "zones.conf")
        node.configure()
        if not node.start():
            return
        director = Director(run, Database(run), node)
        director.must("migration", "run")
        director.must("kickstart", "run")
        check_import(run, director, node)
        check_deployed(run, director, node, lab)


main()
