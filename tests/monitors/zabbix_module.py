"""The loadable module and the UserParameters in real Zabbix agents: the same values as zabbix_tls gives itself.

    zabbix_module.py BIN_DIR
"""

import json
import os
import re
import shutil
import subprocess

import support

AGENT = "/usr/sbin/zabbix_agentd"
AGENT_2 = "/usr/sbin/zabbix_agent2"
GET = "/usr/bin/zabbix_get"
USER = "zabbix"
PORTS = range(20100, 32767)  # what agents listen on
INSTALLED = "/usr/lib/zabbix/externalscripts/zabbix_tls"
SCENARIOS = ("good-rsa", "expiring", "expired", "leaf-only", "wrong-name", "refused", "silent", "hostile-names")
# Differs between two runs: times, and what of the network around a fetch met.
PASSING = ("metrics", "fetches", "remedies")
HOSTILE = ("-x", "--save-evidence=/tmp/tls-module-evidence", "--replay=/etc/shadow", "$(touch /tmp/tls-module-touched)", "';touch /tmp/tls-module-touched;'",
           '"', "`id`", "a;b", "a\nb", "%s%n", "\u202e|<b>", "a" * 1500)
UNSAFE = re.compile("[\\\\'\"`*?\\[\\]{}~$!&;()<>|#@\n]")


def quoted(parameter):
    """A parameter of an item key as Zabbix wants it."""
    return '"' + parameter.replace("\\", "\\\\").replace('"', '\\"') + '"'


def key(name, parameters):
    return f"{name}[{','.join(quoted(one) for one in parameters)}]"


class Agent:
    """A running agent: `get` asks it over the network, `test` runs it with -t where it can."""

    def __init__(self, run, name, program, settings, lab):
        self.run = run
        self.name = name
        self.port = support.free_port(PORTS)
        self.environment = {"SSL_CERT_FILE": lab.roots, "SSL_CERT_DIR": "/nonexistent"}
        folder = run.make_folder(name, user=USER)
        lines = ["LogType=console", f"ListenIP=127.0.0.1\nListenPort={self.port}", "Server=127.0.0.1", "Hostname=h1", "Timeout=3",
                 f"PidFile={folder}/agent.pid", *settings]
        self.config = run.write("\n".join(lines) + "\n", name, "agent.conf")
        self.program = program
        self.daemon = run.daemon([program, "-f", "-c", self.config], user=USER, **self.environment)
        run.until(f"{name} answers", lambda: self.get("agent.ping") == "1", 20)

    def get(self, item):
        return self.run.run([GET, "-s", "127.0.0.1", "-p", str(self.port), "-t", "10", "-k", item])[1].rstrip("\n")

    def test(self, item):
        """(type, value) as -t tells them."""
        out = self.run.run([self.program, "-c", self.config, "-t", item], user=USER, **self.environment)[1]
        found = re.search(r"\[([a-z])\|(.*)\]\s*(\[.*\])?\s*$", out, re.DOTALL)
        return found.group(1, 2) if found else ("?", out)


class Expected:
    """What zabbix_tls says of a scenario."""

    def __init__(self, run, program, lab, scenario):
        self.run = run
        self.known = {}
        self.is_dated = scenario.name not in ("refused", "silent")
        self.command = [program, "-H", scenario.host, "-I", "127.0.0.1", "-p", str(scenario.port)]
        self.environment = {"SSL_CERT_FILE": lab.roots, "SSL_CERT_DIR": "/nonexistent"}

    def value(self, *more):
        """Asked once where nothing depends on the time."""
        value = self.known.get(more) or self.run.run([*self.command, *more], user=USER, **self.environment)[1].rstrip("\n")
        if not self.is_dated:
            self.known[more] = value
        return value


def lasting(document):
    """A document without what passes, or the text that is none."""
    try:
        members = json.loads(document)
    except ValueError:
        return document
    return {name: value for name, value in members.items() if name not in PASSING}


def is_near(came, expected):
    """Two seconds may have passed."""
    return came == expected or (bool(re.fullmatch(r"-?\d+", came + expected.lstrip("-"))) and abs(int(came) - int(expected)) <= 5)


def same_values(run, agent, expected, name, parameters):
    what = f"{agent.name}: {name}"
    document = agent.get(key("tls.get", parameters))
    run.equal(f"{what}: tls.get", lasting(document), lasting(expected.value()))
    run.equal(f"{what}: tls.status", agent.get(key("tls.status", parameters)), expected.value("--get", "status"))
    left = agent.get(key("tls.left", parameters)).removeprefix("ZBX_NOTSUPPORTED: ")
    wanted = expected.value("--get=left")
    run.expect(f"{what}: tls.left", is_near(left, wanted), f"{left!r}, expected {wanted!r}")


def refuses_hostile(run, agent, is_module):
    """Nothing but an error; an agent refuses a UserParameter's parameter with such characters before anything runs."""
    for value in HOSTILE:
        for place in range(8):
            parameters = ["127.0.0.1", "1", "", "", "", "", "", ""]
            parameters[place] = value
            document = agent.get(key("tls.get", parameters))
            summary = document
            if document.startswith("{"):
                summary = json.loads(document)["summary"]
            good = (summary.startswith("ZBX_NOTSUPPORTED") if UNSAFE.search(value) and not is_module
                    else place == 3 or (document.startswith('{"schema":1,"status":3') and bool(summary)))
            if not good:
                run.fail(f"{agent.name}: hostile {value[:30]!r} in place {place}", document[:300])
                return
    made = [name for name in os.listdir("/tmp") if name.startswith("tls-module-")]
    run.equal(f"{agent.name}: hostile parameters do nothing", made, [])


def test_mode(run, agent, lab):
    """zabbix_agentd -t computes in its own process."""
    good, refused = lab["good-rsa"], lab["refused"]
    parameters = [good.host, str(good.port), "", "127.0.0.1"]
    run.equal(f"{agent.name} -t: status", agent.test(key("tls.status", parameters))[1], "0")
    run.expect(f"{agent.name} -t: left", re.fullmatch(r"\d+", agent.test(key("tls.left", parameters))[1]) is not None)
    run.equal(f"{agent.name} -t: document", json.loads(agent.test(key("tls.get", parameters))[1])["state"], "OK")
    words = agent.test(key("tls.left", [refused.host, str(refused.port), "", "127.0.0.1"]))
    run.expect(f"{agent.name} -t: why there is no time left", "refused" in words[1], words)


def module_only(run, agent):
    run.equal("module: one parameter too many", agent.get(key("tls.get", ["a"] * 9)),
              "ZBX_NOTSUPPORTED: Too many parameters: expected tls.get[host,<port>,<protocol>,<address>,<sni>,<warning>,<critical>,<section>].")
    with open(agent.daemon.log, errors="replace") as log:
        run.expect("module: the agent says that it is loaded", "loaded modules: zabbix_tls.so" in log.read())
    run.equal("module: -t shows a number", agent.test("tls.status[127.0.0.1,1]"), ("u", "2"))


def user_parameters(run, folder):
    """The file that is shipped, with the path of these programs."""
    path = os.path.join(os.path.dirname(__file__), "../../zabbix/tls_userparameters.conf")
    with open(path, encoding="utf-8") as shipped:
        text = shipped.read()
    run.equal("UserParameters: three keys", text.count(INSTALLED), 3)
    return run.write(text.replace(INSTALLED, f"{folder}/zabbix_tls"), "tls_userparameters.conf")


def agents(run, lab):
    folder = run.install_programs("programs")
    shutil.copy(run.bin_dir + "/zabbix/zabbix_tls.so", folder)
    os.chmod(folder + "/zabbix_tls.so", 0o755)
    include = user_parameters(run, folder)
    yield Agent(run, "module", AGENT, [f"LoadModulePath={folder}", "LoadModule=zabbix_tls.so", "StartAgents=2"], lab)
    yield Agent(run, "userparameters", AGENT, [f"Include={include}", "StartAgents=2"], lab)
    if os.path.exists(AGENT_2):
        yield Agent(run, "agent2", AGENT_2, [f"Include={include}", f"ControlSocket={run.path('agent2', 'control')}"], lab)
    else:
        run.skip("agent 2", "it is not installed")


def main():
    with support.Run("zabbix_module") as run:
        lab = run.lab("*")
        expected = {name: Expected(run, run.path("programs", "zabbix_tls"), lab, lab[name]) for name in SCENARIOS}
        for agent in agents(run, lab):
            for name in SCENARIOS:
                same_values(run, agent, expected[name], name, [lab[name].host, str(lab[name].port), "", "127.0.0.1"])
            refuses_hostile(run, agent, agent.name == "module")
            test_mode(run, agent, lab)
            if agent.name == "module":
                module_only(run, agent)
            run.stop(agent.daemon)


main()
