#!/usr/bin/env python3
"""The programs inside a real Nagios Core 4, by the object files that we ship.

  tests/monitors/nagios.py BIN_DIR

Nagios runs with Debian's own nagios.cfg and object files; paths and the pace are the test's. What is expected of a service is what the
program itself prints when it is run with the same options.
"""

import os
import re
import time

import nagios_core
import nagios_page
import support
from nagios_core import Nagios, Output, definition, escaped

WWW, MAIL = "www.lab.example", "mail.lab.example"
SCENARIOS = ("good-rsa", "good-ecdsa", "good-six-day", "expiring", "expired", "not-yet-valid", "leaf-only", "wrong-name", "self-signed", "chain-200",
             "refused", "garbage", "silent", "smtp-good", "smtp-hostile", "hostile-names", "invalid-utf8-name")
STATES = {"good-rsa": 0, "expiring": 1, "expired": 2, "leaf-only": 2, "wrong-name": 2, "refused": 2, "silent": 2, "smtp-good": 0}
HOSTILE = ("-x", "--save-evidence=@", "' --save-evidence=@ '", "'; touch @; '", "$(touch @)", "`touch @`", "; touch @", "\"; touch @; \"",
           "| touch @", "> @", "&& touch @", "' > @ '", "\\' > @ \\'", "/*")
VARIABLES = ("PORT", "PROTOCOL", "SNI", "MATCH", "WARNING", "CRITICAL", "CA_FILE", "ISSUER", "ONLY", "IGNORE", "SEVERITY", "TIMEOUT", "CONFIG")
# What no text may hold that a monitor stores: control characters, what turns the reading direction, what is no UTF-8.
UNSAFE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class Service:
    """A service of the test and the command line that says what is expected of it."""

    def __init__(self, host, name, program, use="tls-service", **variables):
        self.host, self.name, self.program, self.use, self.variables = host, name, program, use, variables

    def text(self):
        custom = {f"_TLS_{name}": escaped(str(value)) for name, value in self.variables.items()}
        given = {} if self.program == "check_tls" else {"check_command": self.program}
        return definition("service", use=self.use, host_name=self.host, service_description=self.name, **given, **custom)

    def arguments(self):
        first = [] if {"HOSTNAME", "FILE", "LIST"} & set(self.variables) else ["-H", self.host, "-I", "127.0.0.1"]
        return first + [word for name, value in self.variables.items() for word in ("--" + name.lower().replace("_", "-"), str(value))]


def services_of(run, lab):
    """Services for the scenarios, one for every program, and what has several addresses."""
    never = run.write("aia = never\n", "options.conf")
    long = run.write("aia = never\nprofile = webpki\nverbose = yes\nverbose = yes\nclients = yes\n", "long.conf")
    common = {"CA_FILE": lab.roots, "CONFIG": never}

    def of(scenario, program="check_tls", name=None, use="tls-service", **more):
        protocol = {"PROTOCOL": "smtp"} if scenario.host == MAIL else {}
        return Service(scenario.host, name or scenario.name, program, use, **{**common, "PORT": scenario.port, **protocol, **more})

    patient = {"silent": {"TIMEOUT": 2}}
    services = [of(lab[name], **patient.get(name, {})) for name in SCENARIOS]
    good = lab["good-rsa"]
    services += [of(good, program, program) for program in ("check_tls_expiry", "check_tls_chain", "check_tls_certificate")]
    services += [of(lab["wrong-name"], name="by another name", SNI="other.lab.example"),
                 of(good, name="thresholds", WARNING="90", CRITICAL="36h"), of(good, name="part", ONLY="leaf-expiry")]
    services += [of(good, "check_tls", f"at {address}", "tls-endpoint", HOSTNAME=WWW, ADDRESS=address) for address in ("127.0.0.1", "127.0.0.2")]
    services.append(Service(WWW, "file", "check_cert_file", "tls-file", FILE=f"{lab.folder}/chains/good-rsa.pem", CA_FILE=lab.roots, MATCH=WWW))
    rows = [f"{lab[name].host},{lab[name].port},{'smtp' if lab[name].host == MAIL else 'https'},127.0.0.1" for name in SCENARIOS if name != "silent"]
    hosts = run.write("\n".join(["name,port,protocol,address", *rows, ""]), "hosts.csv")
    services.append(Service(WWW, "list", "check_tls_list", "tls-list", LIST=hosts, DEADLINE=30, **common))
    deep = run.lab("ten-intermediates", "--clients")
    services.append(of(deep["ten-intermediates"], name="ten intermediates", CONFIG=long, CA_FILE=deep.roots))
    return services


def hostile_services(good, roots, forbidden):
    """Every custom variable with every hostile value, and $ARGn$ that are not used."""
    for variable in VARIABLES:
        for number, value in enumerate(HOSTILE):
            values = {"PORT": good.port, "CA_FILE": roots, variable: value.replace("@", forbidden)}
            yield Service(WWW, f"hostile {variable} {number}", "check_tls", **values)
    for variable in ("LIST", "DEADLINE", "SHARD", "HTML"):
        for number, value in enumerate(HOSTILE):
            values = {"LIST": "/nowhere/hosts.csv", variable: value.replace("@", forbidden)}
            if values["LIST"] != "/*":  # a pattern like any other, of all files of the machine
                yield Service(WWW, f"hostile {variable} {number}", "check_tls_list", "tls-list", **values)
    for number, value in enumerate(HOSTILE):
        text = value.replace("@", forbidden).replace("!", "")
        yield Service(WWW, f"hostile ARG {number}", f"check_tls!{escaped(text)}!{escaped(text)}", PORT=good.port, CA_FILE=roots)


def host(name, address):
    return definition("host", use="linux-server", host_name=name, address=escaped(address), active_checks_enabled=0)


# A quote is left out: in an address it ends the quoting, in every command of Nagios. The page says so.
ADDRESSES = ("-x", "--save-evidence=@", "$(touch @)", "`touch @`", "; touch @", "| touch @", "> @", "127.0.0.1 --save-evidence=@", "\"; touch @; \"")


def hostile_hosts(good, forbidden):
    """Hosts whose names and addresses are options or shell: (definitions, services)."""
    names = {"-x": "127.0.0.1", "two words": "127.0.0.1", "a; touch it": "127.0.0.1"}
    names |= {f"address {number}": value.replace("@", forbidden) for number, value in enumerate(ADDRESSES)}
    hosts = "".join(host(escaped(name), address) for name, address in names.items())
    return hosts, [Service(escaped(name), "hostile host", "check_tls", PORT=good.port) for name in names]


def check_example(run, nagios):
    """The example as it is shipped, with all of Debian's own configuration beside it."""
    nagios.configure()
    nagios_page.check_objects(run, nagios)
    nagios.ship("tls_example.cfg")
    warnings, errors, said = nagios.verify()
    run.expect("the example as shipped: no warning, no error", (warnings, errors) == (0, 0), said[-1500:])
    nagios.define("tls_example.cfg", definition("host", use="linux-server", host_name="a'b", address="127.0.0.1"))
    warnings, errors, said = nagios.verify()
    run.expect("a quote in a host's name: Nagios refuses it", errors == 1 and "one or more illegal characters" in said, said[-1500:])
    os.unlink(nagios.path("conf.d", "tls_example.cfg"))


def expected_of(run, plugins, service):
    program = service.program.partition("!")[0]
    state, said, errors = run.run([os.path.join(plugins, program), *service.arguments()], user=nagios_core.USER)
    return Output.of_program(state, said + errors).in_nagios()


def check_results(run, nagios, services):
    """Each service's state, first line, long output and performance data are what the program prints."""
    stored = nagios.services()
    rows = {(row[1], row[2]): row for row in nagios.perfdata() if len(row) == 6}
    for service in services:
        expected = expected_of(run, nagios.plugins, service)
        came = Output.of_status(stored[service.host, service.name])
        run.equal(f"{service.name}: state, first line, long output, perfdata", came.comparable(), expected.comparable())
        row = rows.get((service.host, service.name), ["", "", "", "", "", ""])
        run.equal(f"{service.name}: the perfdata file", [nagios_core.without_times(value) for value in row[3:5]],
                  [nagios_core.without_times(value) for value in (expected.perfdata, expected.first)])
        if service.name in STATES:
            run.equal(f"{service.name}: the state", came.state, STATES[service.name])
        if service.name == "list":
            counted = re.match(r"TLS CRITICAL - (\d+) endpoints: ", came.first)
            numbers = re.match(r"endpoints=(\d+) critical=(\d+) warning=(\d+) ok=(\d+) unknown=(\d+) soonest=", came.perfdata)
            good = counted and numbers and counted[1] == numbers[1] == str(len(SCENARIOS) - 1)
            run.expect("the list: counts, a line for each that is not OK", good and len(re.findall(r"^\[", came.more, re.M)) ==
                       int(numbers[1]) - int(numbers[4]), (came.first, came.more, came.perfdata))
        if service.name == "ten intermediates":
            findings = re.findall(r"^\[", came.more, re.M)
            run.expect("30 findings on 11 certificates arrive whole", len(findings) >= 30 and len(came.more) > 4000, came.more)


def check_hostile_text(run, nagios, services):
    """What strangers say reaches neither file as anything but text."""
    stored = nagios.services()
    for service in services:
        values = stored[service.host, service.name]
        for key in ("plugin_output", "long_plugin_output", "performance_data"):
            text = values[key].encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")
            run.expect(f"{service.name}: {key} is safe", not UNSAFE.search(text) and "|" not in text, repr(text))
        numbers = values["performance_data"].split()
        good = all(re.fullmatch(r"[a-z_0-9]+=-?[0-9.]+s(;[0-9]+:;[0-9]+:)?", number) for number in numbers)
        run.expect(f"{service.name}: performance data are numbers of ours", numbers and good, values["performance_data"])
    run.expect("hostile names have been seen", "<script>" in stored[WWW, "hostile-names"]["long_plugin_output"])
    broken = [row for row in nagios.perfdata() if len(row) != 6 or not row[0].isdigit() or any(UNSAFE.search(value) for value in row)]
    run.expect("each row of the perfdata file is whole and safe", not broken, broken[:3])


def check_hostile_values(run, nagios, services, folder):
    """Hostile macro values: a clear error of the program, no file, no command."""
    stored = nagios.services()
    wrong = []
    for service in services:
        came = Output.of_status(stored[service.host.replace("\\;", ";"), service.name])
        unused = service.name.startswith("hostile ARG")
        clear = came.first.startswith("TLS OK - " if unused else ("TLS UNKNOWN - ", "TLS CRITICAL - "))
        if not clear or came.state != {"O": 0, "U": 3, "C": 2}[came.first[4]]:
            wrong.append((service.host, service.name, came.state, came.first))
    run.expect(f"hostile values in {len(services)} services: a clear error of the program", not wrong, wrong[:5])
    run.equal("hostile values: no file made, no command run", os.listdir(folder), [])


def is_checked(nagios, services):
    stored = nagios.services()
    return all(stored.get((service.host.replace("\\;", ";"), service.name), {}).get("has_been_checked") == "1" for service in services)


def check_change(run, nagios, service, forbidden):
    """A custom variable changed while Nagios runs, by whoever may write to its command file."""
    before = nagios.services()[service.host, service.name]["last_check"]
    run.until("the next second", lambda: int(time.time()) > int(before))
    nagios.command(f"[{time.time():.0f}] CHANGE_CUSTOM_SVC_VAR;{service.host};{service.name};TLS_PORT;' $(touch {forbidden}) > {forbidden} '")
    nagios.command(f"[{time.time():.0f}] SCHEDULE_FORCED_SVC_CHECK;{service.host};{service.name};{time.time():.0f}")

    def first_line():
        values = nagios.services()[service.host, service.name]
        return values["plugin_output"] if values["last_check"] != before else None

    came = run.until("a check of the changed service", first_line)
    run.expect("a hostile value by command file: a clear error", came and came.startswith("TLS UNKNOWN - -p, --port "), came)


SPOOL = """### written by the test
file_time={now}

host_name={host}
service_description={service}
check_type=1
check_options=0
scheduled_check=0
reschedule_check=0
latency=0.1
start_time={now}.0
finish_time={now}.1
early_timeout=0
exited_ok=1
return_code={state}
output={output}
"""


def passive_output(run, nagios, service):
    """What is submitted, and the program's output as submitted: backslashes doubled, newlines as \\n."""
    state, said, _ = run.run([os.path.join(nagios.plugins, "check_tls"), *service.arguments()], user=nagios_core.USER)
    return Output.of_program(state, said).in_nagios(), said.rstrip("\n").replace("\\", "\\\\").replace("\n", "\\n")


def submit_by_spool(run, nagios, name, state, output):
    text = SPOOL.format(now=int(time.time()), host=WWW, service=name, state=state, output=output)
    path = run.write(text, "nagios", "lib", "spool", "checkresults", "c123456", user=nagios_core.USER)
    run.write("", "nagios", "lib", "spool", "checkresults", "c123456.ok", user=nagios_core.USER)
    return path


def arrived(nagios, name):
    values = nagios.checked(WWW, name)
    return values and Output.of_status(values)


def check_passive(run, nagios, service):
    """A hostile server's result by both ways: as hostile as text can be."""
    expected, output = passive_output(run, nagios, service)
    nagios.command(f"[{time.time():.0f}] PROCESS_SERVICE_CHECK_RESULT;{WWW};by command file;{expected.state};{output}")
    path = submit_by_spool(run, nagios, "by spool", expected.state, output)
    for name in ("by command file", "by spool"):
        came = run.until(f"a passive result {name}", lambda name=name: arrived(nagios, name))
        if came:
            run.equal(f"a passive result {name}: state, first line, long output, perfdata", came.comparable(), expected.comparable())
    run.expect("the spool is empty again", not os.path.exists(path), path)


def check_page_submits(run, nagios, service):
    nagios_page.submit(run, nagios, service)
    came = run.until("what the page sends", lambda: arrived(nagios, "TLS from outside"))
    service = Service(service.host, service.name, service.program, service.use, **{**service.variables, "MAX_OUTPUT": 1500})
    expected, _ = passive_output(run, nagios, service)
    if came:
        run.equal("what the page sends: state, first line, long output, perfdata", came.comparable(), expected.comparable())


def check_page_submits_list(run, nagios, service):
    nagios_page.submit_list(run, nagios, service)
    for name, first in ((f"TLS https {service.variables['PORT']}", f"TLS OK - {WWW}:"), ("TLS list", "TLS OK - 1 endpoint: 1 ok: ")):
        came = run.until(f"what the page's list says of {name[:9]}", lambda name=name: arrived(nagios, name))
        run.expect(f"what the page's list says of {name[:9]}: state, first line", came and came.state == 0 and came.first.startswith(first), came)


def check_stale(run, nagios):
    """A passive service that nobody feeds becomes UNKNOWN, and says why."""
    text = f'UNKNOWN: {WWW}: no passive result of "stale soon" has come in time'

    def is_stale():
        came = arrived(nagios, "stale soon")
        return came and (came.state, came.first) == (3, text)

    run.until("a passive service goes stale", is_stale) and run.ok("a passive service goes stale and says so")


def passive_services(good):
    quick = {"freshness_threshold": 2}
    names = {"by command file": {}, "by spool": {}, "TLS from outside": {}, f"TLS https {good.port}": {}, "TLS list": {}, "stale soon": quick}
    return "".join(definition("service", use="tls-passive", host_name=WWW, service_description=name, **more) for name, more in names.items())


def define_all(run, nagios, lab, forbidden):
    """Everything that this Nagios checks: (ordinary services, hostile ones, the one that changes)."""
    good = lab["good-rsa"]
    services = services_of(run, lab)
    hosts, of_hosts = hostile_hosts(good, forbidden)
    hostile = [*hostile_services(good, lab.roots, forbidden), *of_hosts]
    change = Service(WWW, "changed", "check_tls", PORT=good.port, CA_FILE=lab.roots)
    nagios.define("hosts.cfg", host(WWW, "127.0.0.1") + host(MAIL, "127.0.0.1") + hosts)
    nagios.define("services.cfg", "".join(service.text() for service in [*services, *hostile, change]) + passive_services(good))
    return services, hostile, change


def check_everything(run, nagios, services, hostile, change, folder):
    by_name = {service.name: service for service in services}
    strange = [by_name[name] for name in ("hostile-names", "smtp-hostile", "invalid-utf8-name")]
    nagios_page.check_by_hand(run, nagios, by_name["good-rsa"])
    check_results(run, nagios, services)
    check_hostile_text(run, nagios, strange)
    check_change(run, nagios, change, os.path.join(folder, "made"))
    check_hostile_values(run, nagios, hostile, folder)
    check_passive(run, nagios, strange[0])
    check_page_submits(run, nagios, strange[0])
    check_page_submits_list(run, nagios, by_name["good-rsa"])
    check_stale(run, nagios)
    if "NAGIOS_CGI" in os.environ:
        nagios_page.WebPages(run, nagios, os.environ["NAGIOS_CGI"]).check(strange)
    else:
        run.fail("the web pages", "NAGIOS_CGI does not say where package nagios4-cgi is unpacked; run.sh does")


def main():
    with support.Run("nagios") as run:
        nagios = Nagios(run, run.make_folder("plugins"))
        nagios_page.install(run, nagios)
        check_example(run, nagios)
        lab = run.lab()
        folder = run.make_folder("forbidden", mode=0o777)
        services, hostile, change = define_all(run, nagios, lab, os.path.join(folder, "made"))
        faults = nagios_page.Faults(run, nagios, lab["silent"])
        nagios.configure({**nagios_core.PACE, **nagios_page.graphs(nagios), "service_check_timeout": "10"}, without=("localhost.cfg",))
        nagios.start()
        if run.until("results of all services", lambda: is_checked(nagios, [*services, *hostile, change]), 60, 0.5):
            check_everything(run, nagios, services, hostile, change, folder)
        if run.until("results of those that cannot work", lambda: faults.are_checked(nagios)):
            faults.check(run, nagios)


main()
