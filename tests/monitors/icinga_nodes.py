"""Icinga 2 on loopback for tests: keys and certificates, nodes, configuration texts, the REST API."""

import base64
import grp
import json
import os
import pwd
import ssl
import urllib.error
import urllib.request

import support

PASSWORD = "secret"
USER = "nagios" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
# What lies in no node's folder of its own, but as the package brings it.
INCLUDES = ("itl", "plugins", "plugins-contrib")


def literal(value):
    """A Python value as the configuration language writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, dict):
        return "{\n" + "".join(f"{literal(key)} = {literal(one)}\n" for key, one in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[ " + ", ".join(literal(one) for one in value) + " ]"
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return '"' + "".join(escapes.get(character, character) for character in value) + '"'


def host(name, variables, address="127.0.0.1"):
    """A host object with custom variables."""
    lines = [f"vars[{literal(key)}] = {literal(value)}" for key, value in variables.items()]
    return f"object Host {literal(name)} {{\ncheck_command = \"dummy\"\naddress = {literal(address)}\n" + "\n".join(lines) + "\n}\n"


def service(host_name, name, command, variables, more=""):
    """A service object with custom variables."""
    lines = [f"vars[{literal(key)}] = {literal(value)}" for key, value in variables.items()]
    return (f"object Service {literal(name)} {{\nhost_name = {literal(host_name)}\ncheck_command = {literal(command)}\ncheck_interval = 1h\n{more}\n"
            + "\n".join(lines) + "\n}\n")


class Authority:
    """A CA with keys on P-256, in `run`'s folder, for the nodes' certificates."""

    def __init__(self, run):
        self.run = run
        self.folder = run.make_folder("ca")
        self.certificate = self.folder + "/ca.crt"
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key", "-out", "ca.crt",
                     "-subj", "/CN=Icinga CA", "-days", "30", "-addext", "basicConstraints=critical,CA:TRUE")

    def openssl(self, *arguments):
        status, _, why = self.run.run(["/bin/sh", "-c", 'cd "$1" && shift && exec openssl "$@"', "sh", self.folder, *arguments])
        if status != 0:
            raise RuntimeError("openssl: " + why)

    def issue(self, name, folder):
        """NAME.crt, NAME.key and ca.crt, as Icinga looks for them."""
        key, request, certificate = (os.path.join(folder, name + ending) for ending in (".key", ".csr", ".crt"))
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", request, "-subj",
                     "/CN=" + name, "-addext", "subjectAltName=DNS:" + name)
        self.openssl("x509", "-req", "-in", request, "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", "30", "-copy_extensions",
                     "copy", "-out", certificate)
        self.openssl("x509", "-in", "ca.crt", "-out", os.path.join(folder, "ca.crt"))
        os.chmod(key, 0o644)  # made by root, read by the daemon's user; the folder goes with the run


class Node:
    """One Icinga 2 with everything in a folder of its own. Its programs are copies in its own PluginDir."""

    def __init__(self, run, name, zone, authority=None):
        self.run = run
        self.name = name
        self.zone = zone
        self.authority = authority
        self.port = support.free_port()
        self.plugins = run.install_programs(name, "plugins")
        self.folders = {kind: run.make_folder(name, kind, user=USER) for kind in ("conf", "data", "log", "cache", "spool", "run")}
        if authority:
            authority.issue(name, run.make_folder(name, "data", "certs", user=USER))

    def path(self, *parts):
        return self.run.path(self.name, *parts)

    def write(self, text, *parts):
        return self.run.write(text, self.name, "conf", *parts)

    def options(self):
        names = {"ConfigDir": "conf", "DataDir": "data", "LogDir": "log", "CacheDir": "cache", "SpoolDir": "spool", "InitRunDir": "run"}
        options = [f"-D{name}={self.folders[kind]}" for name, kind in names.items()]
        group = grp.getgrgid(pwd.getpwnam(USER).pw_gid).gr_name
        return [*options, f"-DPidPath={self.folders['run']}/icinga2.pid", "-DRunAsUser=" + USER, "-DRunAsGroup=" + group]

    def configure(self, more=""):
        """icinga2.conf, as the package's own with the paths of this test; `more` comes behind it."""
        lines = [f"const {name} = {literal(value)}" for name, value in (
            ("NodeName", self.name), ("ZoneName", self.zone), ("PluginDir", self.plugins), ("PluginContribDir", self.plugins))]
        lines += [f"include <{name}>" for name in INCLUDES]
        lines += ['object CheckerComponent "checker" { }', 'object FileLogger "main" { severity = "information", path = LogDir + "/icinga2.log" }']
        if self.authority:
            lines += ['include "zones.conf"', f'object ApiListener "api" {{ bind_host = "127.0.0.1", bind_port = {self.port}, accept_config = true, '
                      'accept_commands = true }', f'object ApiUser "root" {{ password = "{PASSWORD}", permissions = [ "*" ] }}']
        self.write("\n".join(lines) + "\n" + more, "icinga2.conf")

    def validate(self):
        """(exit status, output) of icinga2 daemon -C."""
        status, output, errors = self.run.run(["icinga2", "daemon", "-C", "-c", self.path("conf", "icinga2.conf"), *self.options()])
        return status, output + errors

    def start(self, **environment):
        self.run.daemon(["icinga2", "daemon", "-c", self.path("conf", "icinga2.conf"), *self.options()], user=USER, **environment)
        return self.run.until(f"{self.name} listens", lambda: support.is_listening(self.port), 30)

    def api(self, path, body=None):
        """Asks, or acts: the member `results` of the answer; an empty list when there is none."""
        context = ssl.create_default_context(cafile=self.authority.certificate)
        context.check_hostname = False  # asked at 127.0.0.1
        login = base64.b64encode(f"root:{PASSWORD}".encode()).decode()
        method = "POST" if path.startswith("actions/") else "GET"
        headers = {"Accept": "application/json", "Authorization": "Basic " + login, "X-HTTP-Method-Override": method}
        request = urllib.request.Request(f"https://127.0.0.1:{self.port}/v1/{path}", data=json.dumps(body or {}).encode(), headers=headers)
        try:
            with urllib.request.urlopen(request, context=context, timeout=20) as answer:
                return json.load(answer)["results"]
        except urllib.error.HTTPError as error:
            answer = error.read()
            if error.code == 404 or answer == b'{"results":[]}':  # nothing matches; an action on nothing is its error 500
                return []
            raise RuntimeError(f"{path}: {error.code} {answer[:500]!r}") from error
        except OSError:
            return []

    def services(self):
        """Of each service by "host!name": its attributes with the last result."""
        found = self.api("objects/services", {"attrs": ["name", "host_name", "state", "last_check_result", "check_command"]})
        return {one["name"]: one["attrs"] for one in found}

    def check_now(self, expression="true"):
        return self.api("actions/reschedule-check", {"type": "Service", "filter": expression, "force": True})
