#!/usr/bin/env python3
"""What a run over many endpoints costs: check_tls_list against bare OpenSSL handshakes, on loopback, in one run.

  tests/bench/list.py BIN_DIR [COUNT...]     100, 1,000 and 10,000 endpoints

Of the endpoints 5 % are silent, 5 % refuse, 1 % send garbage; the others answer 50 ms late. Prints for each number: wall time, CPU time of an
endpoint, that of a bare handshake and their ratio, and the largest resident set.
"""

import os
import resource
import socket
import subprocess
import sys
import tempfile

DELAY_MS = "50"
TIMEOUT = "5"
CONCURRENCY = "1000"

ROOT = "basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n"
CA = "basicConstraints=critical,CA:true,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
LEAF = ("basicConstraints=CA:false\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:*.bench.example\n"
        "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n")


def openssl(*arguments):
    subprocess.run(["openssl", *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def certify(name, subject, days, extensions, issuer):
    """NAME.key and NAME.pem, signed by ISSUER or itself."""
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", subject)
    with open(name + ".ext", "w", encoding="ascii") as text:
        text.write(extensions)
    by = ["-signkey", name + ".key"] if issuer is None else ["-CA", issuer + ".pem", "-CAkey", issuer + ".key", "-CAcreateserial"]
    openssl("x509", "-req", "-in", name + ".csr", "-days", str(days), "-extfile", name + ".ext", "-out", name + ".pem", *by)


def make_certificates():
    certify("root", "/CN=Bench Root CA", 3650, ROOT, None)
    certify("intermediate", "/CN=Bench Intermediate CA", 1800, CA, "root")
    certify("leaf", "/CN=bench.example", 60, LEAF, "intermediate")
    with open("chain.pem", "w", encoding="ascii") as chain:
        for name in ("leaf", "intermediate"):
            with open(name + ".pem", encoding="ascii") as one:
                chain.write(one.read())
    os.mkdir("hashed")
    os.rename("root.pem", "hashed/root.pem")
    openssl("rehash", "hashed")


def write_list(count, good, silent, hostile, refused):
    with open("list.csv", "w", encoding="ascii") as text:
        text.write("name,port,address\n")
        for i in range(count):
            port = {3: silent, 7: refused, 11: hostile if i % 100 == 11 else good}.get(i % 20, good)
            text.write(f"h{i}.bench.example,{port},127.{1 + i // 62500}.{i // 250 % 250}.{1 + i % 250}\n")


def cpu_and_memory(before, after):
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, after.ru_maxrss


def measure(programs, count, good):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = os.times().elapsed
    done = subprocess.run([programs + "/nagios/check_tls_list", "-f", "list.csv", "--ca-path", "hashed", "-t", TIMEOUT, "--concurrency", CONCURRENCY],
                          capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    wall = os.times().elapsed - began
    cpu, memory = cpu_and_memory(before, resource.getrusage(resource.RUSAGE_CHILDREN))
    loop = subprocess.run([programs + "/tests/bench/bare_loop", "127.0.0.1", good, "h1.bench.example", "hashed", "200"], capture_output=True, text=True,
                          check=True)
    bare = int(loop.stdout)
    print(done.stdout.split(" | ")[0])
    print(f"{count} endpoints: {wall:.1f} s, {cpu / count * 1e6:.0f} us CPU each, a bare handshake {bare} us, ratio {cpu / count * 1e6 / bare:.2f}, "
          f"{memory // 1024} MB")


def main():
    programs = os.path.realpath(sys.argv[1])
    counts = [int(one) for one in sys.argv[2:]] or [100, 1000, 10000]
    with tempfile.TemporaryDirectory() as folder, socket.socket() as nobody:
        os.chdir(folder)
        make_certificates()
        nobody.bind(("127.0.0.1", 0))
        server = subprocess.Popen([programs + "/tests/bench/list_server", "chain.pem", "leaf.key", DELAY_MS], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE, text=True)
        try:
            good, silent, hostile = server.stdout.readline().split()
            for count in counts:
                write_list(count, good, silent, hostile, nobody.getsockname()[1])
                measure(programs, count, good)
        finally:
            server.stdin.close()
            server.wait()
            os.chdir("/")


if __name__ == "__main__":
    main()
