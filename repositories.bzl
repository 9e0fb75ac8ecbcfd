"""The rule sets that the build needs: from Debian's packages where those are installed, else pinned archives.

Debian 12 builds without a network. Its rules_cc 0.0.4 loads a name that its Bazel 4.2.3 does not have, so
the copy made here is mended. The fallback archives serve other systems; they could not be run on Debian 12.
"""

_DEBIAN_CC = "/usr/share/bazel/rules/cc"
_DEBIAN_JAVA = "/usr/share/bazel/rules/java"
_MEND = [
    "cc/private/rules_impl/cc_flags_supplier.bzl",
    "cc/private/rules_impl/compiler_flag.bzl",
]

def _copy(ctx, folder):
    done = ctx.execute(["cp", "-rL", folder + "/.", "."])
    if done.return_code:
        fail("cannot copy %s: %s" % (folder, done.stderr))

def _rules_cc(ctx):
    if not ctx.path(_DEBIAN_CC).exists:
        ctx.download_and_extract(
            url = "https://github.com/bazelbuild/rules_cc/releases/download/0.0.9/rules_cc-0.0.9.tar.gz",
            sha256 = "2037875b9a4456dce4a79d112a8ae885bbc4aad968e6587dca6e64f3a0900cdf",
            stripPrefix = "rules_cc-0.0.9",
        )
        return
    _copy(ctx, _DEBIAN_CC)
    for name in _MEND:
        text = ctx.read(name).replace(', "use_cpp_toolchain")', ")")
        text = text.replace("use_cpp_toolchain()", '["@bazel_tools//tools/cpp:toolchain_type"]')
        ctx.file(name, text, executable = False)

rules_cc = repository_rule(implementation = _rules_cc)

def _rules_java(ctx):
    if ctx.path(_DEBIAN_JAVA).exists:
        _copy(ctx, _DEBIAN_JAVA)
    else:
        ctx.file("WORKSPACE")
        ctx.file("BUILD")

# Toolchain resolution of Debian's Bazel asks for it even in a C++ build; nothing here uses it.
rules_java = repository_rule(implementation = _rules_java)

def _no_coverage(ctx):
    ctx.file("BUILD", 'filegroup(name = "coverage_report_generator", visibility = ["//visibility:public"])\n')

# `bazel test` asks for this repository even where no coverage is wanted.
no_coverage_tools = repository_rule(implementation = _no_coverage)

def tls_checks_repositories():
    """Declares every external repository of the build."""
    rules_cc(name = "rules_cc")
    rules_java(name = "rules_java")
    no_coverage_tools(name = "remote_coverage_tools")
