"""A whole Zabbix on loopback: PostgreSQL, server, frontend with API, proxy and agent, each a daemon of a support.Run.

    database = Database(run)
    old = Zabbix(run, "6.0", database)        # its tables are being loaded
    old.start(SSL_CERT_FILE=lab.roots)
    api = zabbix_api.Api(old.url)

6.0 is what Debian 12 installs; 7.0, from its backports, is unpacked beside, and so is the proxy of 6.0, which Debian does not install
beside a server. All of one version share one folder of external scripts, and all take their configuration of /etc/zabbix from a folder
of the run, by a mount that only they see.
"""

import gzip
import os
import random
import shutil
import signal

import support

POSTGRES = "/usr/lib/postgresql/15/bin/"
MAX_ROWS = 1000  # of one INSERT
PORTS = range(20000, 32767)  # a daemon of Zabbix listens on none above

SERVER = """
LogType=console
ListenIP=127.0.0.1
ListenPort={port}
PidFile={folder}/server.pid
SocketDir={folder}
DBHost=127.0.0.1
DBPort={database.port}
DBName={name}
DBUser=zabbix
ExternalScripts={scripts}
AlertScriptsPath={scripts}
Timeout=3
CacheUpdateFrequency=1
ProxyConfigFrequency=1
ProxyDataFrequency=1
StartPollers=6
StartPollersUnreachable=1
StartPreprocessors=1
StartTrappers=3
StartPingers=0
StartDiscoverers=0
StartHTTPPollers=0
StartLLDProcessors=1
StartDBSyncers=1
"""

PROXY = """
LogType=console
ProxyMode=0
Server=127.0.0.1:{server}
Hostname={name}
ListenIP=127.0.0.1
ListenPort={port}
PidFile={folder}/proxy.pid
SocketDir={sockets}
DBName={folder}/proxy.db
ExternalScripts={scripts}
Timeout=3
ConfigFrequency=1
DataSenderFrequency=1
HeartbeatFrequency=5
StartPollers=2
StartPreprocessors=1
StartPingers=0
StartDiscoverers=0
StartHTTPPollers=0
StartDBSyncers=1
"""

AGENT = """
LogType=console
PidFile={folder}/agentd.pid
ListenIP=127.0.0.1
ListenPort={port}
Server=127.0.0.1
StartAgents=2
Hostname={name}
Timeout=3
"""

FRONTEND = """<?php
$DB['TYPE'] = 'POSTGRESQL';
$DB['SERVER'] = '127.0.0.1';
$DB['PORT'] = '{database.port}';
$DB['DATABASE'] = '{name}';
$DB['USER'] = 'zabbix';
$DB['PASSWORD'] = '';
$DB['SCHEMA'] = '';
$DB['ENCRYPTION'] = false;
$DB['DOUBLE_IEEE754'] = true;
$ZBX_SERVER = '127.0.0.1';
$ZBX_SERVER_PORT = '{port}';
$ZBX_SERVER_NAME = 'Zabbix {version}';
$IMAGE_FORMAT_DEFAULT = IMAGE_FORMAT_PNG;
"""


def private_etc(run, folder, hosts):
    """What stands before a command so that it sees this folder as /etc/zabbix, and the file as /etc/hosts; empty where no mount is allowed."""
    mounts = 'mount --bind "$0" /etc/zabbix && mount --bind "$1" /etc/hosts && shift && exec "$@"'
    wrapper = ["unshare", "--mount", "--propagation", "private", "sh", "-c", mounts, folder, hosts]
    return wrapper if run.run([*wrapper, "true"])[0] == 0 else []


def free_port():
    """One that Zabbix accepts; taken at random, so that two runs hardly meet."""
    return support.free_port(random.sample(PORTS, 100))


def merged_inserts(lines):
    """The same SQL with neighbouring INSERTs of the same columns made one: 130,000 statements take 20 s, this 4 s."""
    statements = "".join(lines).split("\nINSERT INTO ")
    yield statements[0]
    head, rows = None, 0
    for statement in statements[1:]:
        columns, values, row = statement.partition(" values (")
        if columns == head and row.endswith(");") and rows < MAX_ROWS:
            yield ",\n(" + row[:-1]
            rows += 1
            continue
        if head is not None:
            yield ";"
        single = values and row.endswith(");")
        head, rows = (columns, 1) if single else (None, 0)
        yield "\nINSERT INTO " + (statement[:-1] if single else statement)
    if head is not None:
        yield ";"


class Database:
    """PostgreSQL with a folder of its own. Its user zabbix may do everything without a password."""

    def __init__(self, run):
        self.run = run
        self.port = support.free_port()
        data = run.make_folder("postgresql", user="postgres", mode=0o700)
        status, _, error = run.run([POSTGRES + "initdb", "-D", data, "-U", "zabbix", "-A", "trust", "--no-sync", "-E", "UTF8",
                                    "--locale=C.UTF-8"], user="postgres")
        if status != 0:
            raise RuntimeError("initdb: " + error)
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "dynamic_shared_memory_type": "mmap", "fsync": "off",
                    "synchronous_commit": "off", "full_page_writes": "off", "max_wal_size": "4GB", "jit": "off", "autovacuum": "off"}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        # SIGINT: it does not wait for its clients.
        run.daemon([POSTGRES + "postgres", "-D", data, "-p", str(self.port), *options], user="postgres", how=signal.SIGINT)
        if not run.until("PostgreSQL answers", lambda: self.ask("postgres", "SELECT 1") == "1"):
            raise RuntimeError("no database")

    def psql(self, name, *options):
        return [POSTGRES + "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "zabbix", "-qXAt", "-v", "ON_ERROR_STOP=1", *options, name]

    def ask(self, name, query):
        return self.run.run(self.psql(name, "-c", query))[1].strip()

    def begin_loading(self, name, folder):
        """Begins to fill a new database with what Zabbix ships in that folder."""
        self.ask("postgres", f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        script = self.run.path(name + ".sql")
        with open(script, "w", encoding="utf-8", newline="") as out:
            for part in ("schema", "images", "data"):
                with gzip.open(f"{folder}/{part}.sql.gz", "rt", encoding="utf-8", newline="") as lines:
                    out.writelines(merged_inserts(lines))
                out.write("\n")
            out.write("ANALYZE;\n")  # else the first queries are planned blindly
        return self.run.begin(self.psql(name, "-o", "/dev/null", "-f", script))


class Zabbix:
    """One version: a server and its frontend. `url` is the frontend's, `port` the server's, `scripts` the folder of external scripts."""

    def __init__(self, run, version, database, private_etc=()):
        self.run = run
        self.version = version
        self.database = database
        self.root = "" if version == "6.0" else f"{support.guest_folder()}/zabbix-{version}"
        self.name = "zabbix" + version.replace(".", "")
        self.folder = run.make_folder(self.name, user="zabbix")
        self.scripts = run.make_folder(self.name + "-scripts")
        self.port = free_port()
        self.url = None
        self.private_etc = private_etc
        self.loading = database.begin_loading(self.name, self.root + "/usr/share/zabbix-server-pgsql")
        shutil.copy(run.bin_dir + "/zabbix/zabbix_tls", self.scripts)
        os.chmod(self.scripts + "/zabbix_tls", 0o755)

    def start(self, modules=(), **environment):
        """Server and frontend. `modules`: paths of loadable modules; the environment is what external checks have too."""
        self.copy_frontend()
        self.run.finish(self.loading)
        loads = "".join(f"LoadModule={path}\n" for path in modules)
        self.daemon("zabbix_server", self.configuration("server", SERVER + loads), **environment)
        port = support.free_port()
        limits = {"memory_limit": "256M", "post_max_size": "16M", "max_execution_time": "300", "max_input_time": "300", "date.timezone": "UTC"}
        options = [word for name, value in limits.items() for word in ("-d", f"{name}={value}")]
        www = self.run.path(self.name + "-www")
        self.run.daemon(["/usr/bin/php", *options, "-S", f"127.0.0.1:{port}", "-t", www], user="zabbix", directory=www)
        self.url = f"http://127.0.0.1:{port}/"

    def configuration(self, what, text, **values):
        values = {"port": self.port, "folder": self.folder, "name": self.name, "database": self.database, "scripts": self.scripts,
                  "version": self.version, **values}
        for key in ("port", "folder", "name", "scripts", "version", "server", "database.port"):
            value = values.get(key, self.database.port)
            text = text.replace("{" + key + "}", str(value))
        return self.run.write(text, self.name, what + ".conf")

    def daemon(self, program, configuration, root=None, etc=None, **environment):
        binary = (self.root if root is None else root) + "/usr/sbin/" + program
        if not binary.startswith("/usr/"):  # a copy: zabbix may not look into the folder where it was unpacked
            binary = shutil.copy(binary, self.run.path(self.name + "-programs", program))
        command = [binary, "-f", "-c", configuration]
        wrapper = self.private_etc if etc is None else etc
        daemon = self.run.daemon([*wrapper, *support.as_user("zabbix", command)], **environment)
        daemon.name = f"{program} {self.version}"
        return daemon

    def copy_frontend(self):
        """Debian's frontend reads /etc/zabbix/zabbix.conf.php only; a copy reads ours."""
        www = self.run.path(self.name + "-www")
        shutil.copytree(self.root + "/usr/share/zabbix", www, symlinks=True)
        settings = self.configuration("frontend", FRONTEND)
        path = www + "/include/classes/core/CConfigFile.php"
        with open(path, encoding="utf-8") as text:
            code = text.read()
        with open(path, "w", encoding="utf-8") as out:
            out.write(code.replace("/etc/zabbix/zabbix.conf.php", settings))

    def start_proxy(self, name, etc=None, **environment):
        """A proxy of that name, with an /etc/zabbix of its own where one is given; the API must be told of it."""
        folder = self.run.make_folder(self.name, name, user="zabbix")
        # One that starts again: a check of the one before may still hold its sockets.
        sockets = self.run.make_folder(self.name, name, f"sockets{len(os.listdir(folder))}", user="zabbix")
        text = PROXY.replace("{server}", str(self.port)).replace("{sockets}", sockets)
        configuration = self.configuration(name, text, port=free_port(), folder=folder, name=name)
        root = f"{support.guest_folder()}/zabbix-proxy-6.0" if self.version == "6.0" else self.root
        return self.daemon("zabbix_proxy", configuration, root=root, etc=etc, **environment)

    def start_agent(self, name, more="", **environment):
        """An agent with further lines of configuration: its port."""
        folder = self.run.make_folder(self.name, name, user="zabbix")
        port = free_port()
        configuration = self.configuration(name, AGENT + more, port=port, folder=folder, name=name)
        self.daemon("zabbix_agentd", configuration, **environment)
        return port
