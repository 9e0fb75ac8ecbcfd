"""How our programs are linked: our code, Boost and libstdc++ static, OpenSSL and libc from the distribution."""

load("@rules_cc//cc:defs.bzl", "cc_binary")

def program(name, srcs, deps, visibility = None):
    """One executable that is shipped; `--config=static` links OpenSSL and libc into it as well."""
    cc_binary(
        name = name,
        srcs = srcs,
        deps = deps + ["//plugin:runtime"],
        linkopts = select({
            "//:link_static": ["-static"],
            "//conditions:default": ["-Wl,--gc-sections"],
        }),
        visibility = visibility,
    )
