"""nagios/README.md against a real Nagios: its commands are run, its objects verified, what it quotes is what Nagios says."""

import os
import re
import shutil

import nagios_core
from nagios_core import REPOSITORY, USER, Output, code_block, definition

HOST = "www.lab.example"
INSTALLED = "/usr/lib/nagios/plugins"


def page():
    with open(nagios_core.PAGE, encoding="utf-8") as text:
        return text.read()


def run_block(run, containing, replaced, user=None):
    """Runs a code block of the page with the test's names: (exit status, all that it printed)."""
    script = code_block(containing)
    for old, new in replaced.items():
        run.expect(f"the page's commands with {containing.strip()} have {old.strip()}", old in script, script)
        script = script.replace(old, new)
    status, said, errors = run.run(["bash", "-eu", "-c", f"cd '{REPOSITORY}'\n{script}"], user=user)
    return status, said + errors


def install(run, nagios):
    """The page's commands for installing; then what our commands need of other packages."""
    status, said = run_block(run, "install -m 755", {"bazel-bin": run.bin_dir, INSTALLED: nagios.plugins, "/etc/nagios4/conf.d": nagios.objects})
    run.equal("the page's commands install", (status, said), (0, ""))
    run.equal("what is installed", sorted(os.listdir(nagios.plugins)),
              ["check_cert_file", "check_tls", "check_tls_certificate", "check_tls_chain", "check_tls_expiry", "check_tls_list"])
    for name in ("check_dummy", "check_nrpe"):
        os.symlink(f"{INSTALLED}/{name}", os.path.join(nagios.plugins, name))


def check_objects(run, nagios):
    """The page's definitions together."""
    nagios.define("page.cfg", "".join(re.findall(r"^```\n(define .*?)^```$", page(), re.M | re.S)))
    status, said = run_block(run, "nagios4 -v", {"/etc/nagios4/nagios.cfg": nagios.config}, USER)
    good = status == 0 and "Total Warnings: 0" in said and "Total Errors:   0" in said
    run.expect("the page's definitions: no warning, no error", good, said[-1500:])
    os.unlink(nagios.path("conf.d", "page.cfg"))


def check_by_hand(run, nagios, service):
    replaced = {INSTALLED: nagios.plugins, "-H www.example.org": " ".join(service.arguments())}
    status, said = run_block(run, "check_tls -H www.example.org\n", replaced, USER)
    run.expect("the page's first check", status == 0 and said.startswith("TLS OK - "), said)


def graphs(nagios):
    """The page's settings for graphs."""
    return dict(nagios_core.settings(code_block("process_performance_data").replace("/var/lib/nagios4", nagios.path("lib"))))


def submit(run, nagios, service):
    """The page's commands that send a passive result."""
    status, said = run_block(run, "PROCESS_SERVICE_CHECK_RESULT", {
        "check_tls -H www.example.org": " ".join(["check_tls", *service.arguments()]), INSTALLED: nagios.plugins, "www.example.org": HOST,
        "/var/lib/nagios4/rw/nagios.cmd": nagios.path("lib/rw/nagios.cmd")}, USER)
    run.equal("the page's commands for a passive result run", (status, said), (0, ""))


def submit_list(run, nagios, service):
    """The page's command that submits a list, of that service's server: the list and the page's settings of nagios.cfg that it needs."""
    folder = run.make_folder("page-lists")
    run.write(f"name,port,protocol,address\n{HOST},{service.variables['PORT']},https,127.0.0.1\n", "page-lists", "hosts.csv")
    status, said = run_block(run, "check_tls_list -f", {
        INSTALLED: nagios.plugins, "'/etc/nagios4/tls/*.csv'": f"'{folder}/*.csv' -r {service.variables['CA_FILE']} --aia never",
        "www.example.org": HOST, "/var/lib/nagios4/rw/nagios.cmd": nagios.path("lib/rw/nagios.cmd"),
        "/var/lib/nagios4/tls-spool": nagios.path("lib/tls-spool")}, USER)
    run.expect("the page's command submits a list", status == 0 and "\n2 results submitted to nagios:" in said, said)
    with open(nagios_core.DEBIAN, encoding="utf-8") as debian:
        lines = debian.read().splitlines()
    run.equal("Debian's nagios.cfg takes and ages passive results", [line for line in ("check_external_commands=1", "check_service_freshness=1")
                                                                     if line not in lines or f"`{line}`" not in page()], [])


class Faults:
    """Services that cannot work, each in another way. The page quotes what Nagios says of each."""

    NAMES = ("missing", "closed", "missing by shell", "closed by shell", "no template", "killed")

    def __init__(self, run, nagios, silent):
        lines = {"missing": "$USER1$/check_missing -H '$HOSTNAME$'", "closed": "$USER1$/check_closed -H '$HOSTNAME$'",
                 "missing-by-shell": "$USER1$/check_missing 2>&1", "closed-by-shell": "$USER1$/check_closed 2>&1"}
        commands = "".join(definition("command", command_name=name, command_line=line) for name, line in lines.items())
        services = [self.service(name.replace("-", " "), check_command=name) for name in lines]
        services.append(self.service("no template", check_command="check_tls"))
        services.append(self.service("killed", use="tls-service", _TLS_PORT=silent.port, _TLS_TIMEOUT=60))
        run.write("#!/bin/sh\n", os.path.relpath(nagios.plugins, run.folder), "check_closed")
        nagios.define("faults.cfg", commands + "".join(services))

    @staticmethod
    def service(name, use="generic-service", **values):
        return definition("service", use=use, host_name=HOST, service_description=name, **values)

    def are_checked(self, nagios):
        return all(nagios.checked(HOST, name) for name in self.NAMES)

    def check(self, run, nagios):
        text = page()
        for name in self.NAMES:
            came = Output.of_status(nagios.checked(HOST, name))
            said = came.first.replace(nagios.plugins, INSTALLED).replace(HOST, "www.example.org").replace(f"'{name}'", "'TLS'")
            said = re.sub(r"check_(missing|closed)", "check_tls", re.sub(r"after [0-9.]+ seconds", "after 60.00 seconds", said))
            run.expect(f"the page explains what Nagios says of a program that is {name}", f"`{said}`" in text, said)
            run.expect(f"a program that is {name}: not OK", came.state in (2, 3), came.state)


class WebPages:
    """The pages of Nagios, by its own CGI programs without a web server."""

    def __init__(self, run, nagios, folder):
        with open(f"{folder}/etc/nagios4/cgi.cfg", encoding="utf-8") as debian:
            text = debian.read()
        run.expect("Debian's cgi.cfg escapes HTML", "\nescape_html_tags=1\n" in text)
        self.run, self.program = run, shutil.copy(f"{folder}/usr/lib/cgi-bin/nagios4/extinfo.cgi", nagios.folder)
        self.config = run.write(text.replace("/etc/nagios4/nagios.cfg", nagios.config), "nagios", "cgi.cfg")

    def get(self, service):
        """The page of a service."""
        status, said, errors = self.run.run([self.program], user=USER, NAGIOS_CGI_CONFIG=self.config, REQUEST_METHOD="GET",
                                            QUERY_STRING=f"type=2&host={service.host}&service={service.name}", REMOTE_USER="nagiosadmin")
        return said if status == 0 else errors

    def check(self, services):
        for service in services:
            said = self.get(service)
            seen = service.name in said and "TLS CRITICAL" in said
            raw = re.search("<script>alert|<b>&amp;</b>|\x1b", said)
            self.run.expect(f"{service.name}: the page of the service shows it as text", seen and not raw, said[:1500])
        said = self.get(services[0])
        self.run.expect("the page of the service shows what is hostile", re.search("(&lt;|&#60;)script(&gt;|&#62;)alert", said), said[:1500])
