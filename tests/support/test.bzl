"""One test program per test file, by Boost.Test."""

load("@rules_cc//cc:defs.bzl", "cc_test")

def unit_test(name, deps, srcs = None, data = [], size = "small", linkopts = []):
    """`name`_test.cc unless `srcs` says otherwise. The file defines BOOST_TEST_MODULE."""
    cc_test(
        name = name,
        size = size,
        srcs = srcs or [name + ".cc"],
        data = data,
        linkstatic = True,  # our symbols are hidden: a library of ours cannot be linked dynamically
        linkopts = ["-l:libboost_unit_test_framework.a"] + linkopts,
        deps = deps + ["//plugin:runtime"],
    )
