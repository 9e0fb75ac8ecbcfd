"""A TLS server with certificates to order, which can be stopped and started again: `openssl s_server`, with an authority of its own.

    server = OwnServer(run, "own.example")
    server.issue("short", 30)
    server.start("short")
    server.stop()
"""

import datetime
import random
import subprocess

import support

CONFIG = """
[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
certificate = root.pem
private_key = root.key
rand_serial = yes
unique_subject = no
default_md = sha256
policy = any
x509_extensions = server
[any]
commonName = supplied
[server]
subjectAltName = DNS:{name}
basicConstraints = critical, CA:FALSE
"""
PORTS = range(20000, 32767)  # none that the system gives to somebody else while the server is away
LIFE = datetime.timedelta(days=90)
EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


class OwnServer:
    """`roots` is the file of its root, `port` where it listens."""

    def __init__(self, run, name):
        self.run = run
        self.name = name
        self.port = support.free_port(random.sample(PORTS, 100))
        self.folder = run.make_folder("own-" + name)
        self.roots = self.folder + "/root.pem"
        self.daemon = None
        run.write(CONFIG.replace("{name}", name), "own-" + name, "ca.conf")
        run.write("", "own-" + name, "index.txt")
        self.openssl("req", "-x509", *EC, "-keyout", "root.key", "-out", "root.pem", "-subj", f"/CN=Root of {name}", "-days", "400")

    def openssl(self, *arguments):
        done = subprocess.run(["openssl", *arguments], cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"openssl {arguments[0]}: {done.stderr}")

    def issue(self, label, seconds):
        """A certificate, of 90 days, that ends so many seconds from now."""
        end = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
        times = [f"{time:%Y%m%d%H%M%SZ}" for time in (end - LIFE, end)]
        self.openssl("req", "-new", *EC, "-keyout", label + ".key", "-out", label + ".csr", "-subj", "/CN=" + self.name)
        self.openssl("ca", "-batch", "-notext", "-config", "ca.conf", "-in", label + ".csr", "-out", label + ".pem", "-startdate", times[0],
                     "-enddate", times[1])
        return int(end.timestamp())

    def start(self, label):
        """Serves that certificate."""
        command = ["openssl", "s_server", "-accept", f"127.0.0.1:{self.port}", "-cert", label + ".pem", "-key", label + ".key", "-www", "-quiet"]
        self.daemon = self.run.daemon(command, directory=self.folder)
        self.run.until(self.name + " serves", lambda: support.is_listening(self.port))

    def stop(self):
        self.run.stop(self.daemon)
