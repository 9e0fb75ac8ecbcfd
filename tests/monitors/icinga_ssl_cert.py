"""The compatibility command: what each variable of the installed template library's "ssl_cert" becomes."""

import os
import re

import support
from icinga_nodes import host, service
from icinga_options import pairs

LIBRARY = "/usr/share/icinga2/include/plugins-contrib.d"
VARIABLE = re.compile(r"\b(ssl_cert_[a-z0-9_]+)")
# Variables and the arguments that come of them, beside --address 127.0.0.1, --hostname 127.0.0.1 and --port. None: that one is not given.
TABLE = (
    ({}, {}),
    ({"ssl_cert_address": "localhost"}, {"--address": "localhost", "--hostname": "localhost"}),
    ({"ssl_cert_port": 2}, {"--port": "2"}),
    ({"ssl_cert_file": "/nowhere/a.pem"}, {"--file": "/nowhere/a.pem", "--address": None, "--hostname": None, "--port": None}),
    ({"ssl_cert_file": "/nowhere/a.pem", "ssl_cert_protocol": "smtp", "ssl_cert_clientssl_cert": "/nowhere", "ssl_cert_ssl_version": "tls1_2",
      "ssl_cert_cn": "www.lab.example"},
     {"--file": "/nowhere/a.pem", "--match": "www.lab.example", "--address": None, "--hostname": None, "--port": None}),
    ({"ssl_cert_warn": 30}, {"--warning": "30"}),
    ({"ssl_cert_critical": 7.5}, {"--critical": "7.500000"}),
    ({"ssl_cert_cn": "www.lab.example"}, {"--hostname": "www.lab.example", "--match": "www.lab.example"}),
    ({"ssl_cert_cn": "*.lab.example"}, {"--match": "*.lab.example"}),
    ({"ssl_cert_cn": ["www.lab.example", "lab.example"]}, {"--hostname": "www.lab.example", "--match": ["www.lab.example", "lab.example"]}),
    ({"ssl_cert_sni": "sni.lab.example"}, {"--hostname": "sni.lab.example"}),
    ({"ssl_cert_sni": "sni.lab.example", "ssl_cert_cn": "www.lab.example"}, {"--hostname": "sni.lab.example", "--match": "www.lab.example"}),
    ({"ssl_cert_issuer": "Lab CA"}, {"--issuer": "Lab CA"}),
    ({"ssl_cert_serial": "0A"}, {"--serial": "0A"}),
    ({"ssl_cert_noauth": True}, {"--ignore": "chain-trusted,chain-complete,self-signed"}),
    ({"ssl_cert_noauth": False}, {}),
    ({"ssl_cert_selfsigned": True}, {"--allow-self-signed": ()}),
    ({"ssl_cert_timeout": 3}, {"--timeout": "3"}),
    ({"ssl_cert_protocol": "smtp"}, {"--protocol": "smtp"}),
    ({"ssl_cert_protocol": "http"}, {"--protocol": "https"}),
    ({"ssl_cert_clientssl_cert": "/nowhere"}, {"--client-cert": "/nowhere"}),
    ({"ssl_cert_clientpass": "secret"}, {}),
    ({"ssl_cert_rootssl_cert": "/etc/passwd"}, {"--ca-file": "/etc/passwd"}),
    ({"ssl_cert_rootssl_cert": "/etc/ssl"}, {"--ca-path": "/etc/ssl"}),
    ({"ssl_cert_ssl_version": "ssl3"}, {"--min-tls": "1.0"}),
    ({"ssl_cert_ssl_version": "tls1"}, {"--min-tls": "1.0"}),
    ({"ssl_cert_ssl_version": "tls1_2"}, {"--min-tls": "1.2"}),
    ({"ssl_cert_disable_ssl_versions": "ssl3"}, {}),
    ({"ssl_cert_disable_ssl_versions": "tls1"}, {"--min-tls": "1.1"}),
    ({"ssl_cert_disable_ssl_versions": ["ssl2", "ssl3", "tls1", "tls1_1"]}, {"--min-tls": "1.2"}),
    ({"ssl_cert_disable_ssl_versions": ["tls1_2"]}, {"--min-tls": "1.3"}),
    ({"ssl_cert_ignore_signature": True}, {"--ignore": "signature-algorithm"}),
    ({"ssl_cert_ignore_expiration": True, "ssl_cert_ignore_signature": True}, {"--ignore": ["leaf-expiry,chain-expiry", "signature-algorithm"]}),
    ({"ssl_cert_altnames": True}, {}),
    ({"ssl_cert_match_host": True}, {}),
    ({"ssl_cert_org": "Lab"}, {}),
    ({"ssl_cert_email": "a@lab.example"}, {}),
    ({"ssl_cert_cipher": "rsa"}, {}),
    ({"ssl_cert_ssllabs": "A"}, {}),
    ({"ssl_cert_ssllabs_nocache": True}, {}),
    ({"ssl_cert_ignore_ocsp": True}, {}),
    ({"ssl_cert_ignore_sct": True}, {}),
)


def library_variables():
    """The variables of the installed CheckCommand "ssl_cert", from the text of its definition."""
    for name in sorted(os.listdir(LIBRARY)):
        with open(os.path.join(LIBRARY, name), encoding="utf-8") as text:
            found = re.search(r'^object CheckCommand "ssl_cert" \{\n(.*?)^\}', text.read(), re.M | re.S)
        if found:
            return set(VARIABLE.findall(found[1]))
    return set()


def our_variables(text):
    """(mapped, ignored): the variables in the definition's code, and those that its comment lists below "Ignored:"."""
    comment, code = text.split("*/", 1)
    return set(VARIABLE.findall(code)), set(VARIABLE.findall(comment.split("Ignored:")[1]))


def arguments(expected):
    found = []
    for key, value in expected.items():
        if value is not None:
            for one in value if isinstance(value, list) else [value]:
                found.append((key,) if one == () else (key, one))
    return sorted(found)


class SslCert:
    def __init__(self, run, lab, definition):
        self.run = run
        self.lab = lab
        self.definition = definition
        self.port = support.free_port()  # where nobody listens: the command line is what counts

    def objects(self):
        text = host("ssl_cert", {"ssl_cert_port": self.port})
        for number, (variables, _) in enumerate(TABLE):
            text += service("ssl_cert", f"row {number}", "tls-ssl_cert", variables)
        for name, variables in self.real().items():
            text += service("ssl_cert", name, "tls-ssl_cert", variables)
        return text

    def real(self):
        """Services that end well only if their variables have the effect that they shall have."""
        good, hashed, demanding = self.lab["good-rsa"], self.lab["good-hashed-store"], self.lab["client-cert-given"]
        return {
            "name and store": {"ssl_cert_sni": good.host, "ssl_cert_port": good.port, "ssl_cert_rootssl_cert": self.lab.roots},
            "folder as store": {"ssl_cert_cn": hashed.host, "ssl_cert_port": hashed.port, "ssl_cert_rootssl_cert": hashed.options[1]},
            "no authority": {"ssl_cert_sni": good.host, "ssl_cert_port": good.port, "ssl_cert_noauth": True},
            "no dates": {"ssl_cert_sni": good.host, "ssl_cert_port": self.lab["expired"].port, "ssl_cert_rootssl_cert": self.lab.roots,
                         "ssl_cert_ignore_expiration": True},
            "key with a password": {"ssl_cert_sni": demanding.host, "ssl_cert_port": demanding.port, "ssl_cert_rootssl_cert": self.lab.roots,
                                    "ssl_cert_clientssl_cert": self.client(), "ssl_cert_clientpass": "secret"},
            "file": {"ssl_cert_file": self.lab.folder + "/chains/good-rsa.pem", "ssl_cert_cn": good.host, "ssl_cert_rootssl_cert": self.lab.roots},
        }

    def client(self):
        """The lab's client certificate and its key, encrypted, in one file."""
        folder = self.run.make_folder("client")
        status, key, why = self.run.run(["openssl", "pkey", "-in", self.lab.folder + "/client.key", "-aes-256-cbc", "-passout", "pass:secret"])
        if status != 0:
            raise RuntimeError("openssl: " + why)
        with open(self.lab.folder + "/client.pem", encoding="ascii") as certificates:
            return self.run.write(certificates.read() + key, os.path.basename(folder), "client.pem")

    def check(self, services):
        self.check_variables()
        for number, (variables, changes) in enumerate(TABLE):
            result = services[f"ssl_cert!row {number}"]["last_check_result"]
            expected = {"--address": "127.0.0.1", "--hostname": "127.0.0.1", "--port": str(self.port), **changes}
            program = "check_cert_file" if "ssl_cert_file" in variables else "check_tls"
            came = (os.path.basename(result["command"][0]), pairs(result["command"]))
            self.run.equal(f"compatibility: {variables}", came, (program, arguments(expected)))
        for name in self.real():
            result = services["ssl_cert!" + name]["last_check_result"]
            self.run.equal(f"compatibility: {name}", (result["state"], result["output"][:9]), (0.0, "TLS OK - "))

    def check_variables(self):
        mapped, ignored = our_variables(self.definition)
        library = library_variables()
        self.run.expect("the library's ssl_cert has variables", len(library) > 20, library)
        self.run.equal("every ssl_cert_ variable of the library is mapped or listed as ignored", sorted(library - mapped - ignored), [])
        self.run.equal("no variable is both mapped and ignored", sorted(mapped & ignored), [])
        self.run.equal("no variable is ignored that the library does not have", sorted(ignored - library), [])
        tried = {variable for variables, _ in TABLE for variable in variables}
        self.run.equal("each of them is tried here", sorted((mapped | ignored) ^ tried), [])
